"""The real app on a port of its own, and a real browser in front of it."""

import re
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
)

from tests.browser.stage import ARTIFACTS, TIMEOUT_MS, WATCHER

ROOT = Path(__file__).parents[2]
START_SECONDS = 60
PROBE = re.compile(r"^http://[^/]+/\w+/_stcore/(health|host-config)$")
"""What Streamlit itself asks for, and is refused, when a page is opened by its own address."""

HINTS_SEEN = """
for (const name of location.protocol === "http:" ? ["data", "network", "plane", "cost"] : []) {
  localStorage.setItem(`watch-it-learn.hint.${name}`, "seen");
}
"""

OWN_FILE = re.compile(rf'File "{re.escape(str(ROOT))}/(?!.*/site-packages/)')

OpenPage = Callable[..., Page]

expect.set_options(timeout=TIMEOUT_MS)


class Server:
    """A running app: its address, and what it has written to its log."""

    def __init__(self, log: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self._log = log
        command = [sys.executable, "-m", "streamlit", "run", "app.py"]
        command += ["--server.port", str(port), "--server.address", "127.0.0.1"]
        with log.open("wb") as output:
            self._process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def failures(self) -> list[str]:
        """Return the lines of tracebacks that lie in the project's own files."""
        lines = [line.strip() for line in self.log().splitlines()]
        return [line for line in lines if OWN_FILE.match(line)]

    def wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=5):
                    return
            except (URLError, OSError):
                time.sleep(0.1)
        raise AssertionError(f"the server did not start; its log:\n{self.log()}")

    def stop(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with tempfile.TemporaryDirectory() as folder:
        running = Server(Path(folder) / "server.log")
        try:
            running.wait()
            yield running
        finally:
            running.stop()


class Complaints:
    """What a browser found wrong with the pages of its contexts."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def listen(self, context: BrowserContext) -> None:
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.found.append(f"uncaught: {error.error}"))
        context.on("requestfailed", self._on_failure)

    def _on_console(self, message: ConsoleMessage) -> None:
        address = message.location["url"]
        if message.type == "error" and not PROBE.match(address):
            self.found.append(f"console: {message.text} ({address})")

    def _on_failure(self, request: Request) -> None:
        # What a page was still loading when it was left is no failure.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"request failed: {request.url}: {request.failure}")


@pytest.fixture
def open_page(
    server: Server, browser: Browser, request: pytest.FixtureRequest
) -> Iterator[OpenPage]:
    """Open pages, each as a visitor of its own; in the end, nothing may have gone wrong."""
    contexts: list[BrowserContext] = []
    complaints = Complaints()
    failures = len(server.failures())

    def open_one(
        path: str = "/?v=1",
        *,
        size: tuple[int, int] = (1400, 900),
        scheme: str = "light",
        hints: bool = False,
        is_phone: bool = False,
    ) -> Page:
        context = browser.new_context(
            base_url=server.url,
            viewport={"width": size[0], "height": size[1]},
            color_scheme=scheme,
            has_touch=is_phone,
            is_mobile=is_phone,
            device_scale_factor=2 if is_phone else 1,
        )
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(WATCHER)
        if not hints:
            context.add_init_script(HINTS_SEEN)
        complaints.listen(context)
        page = context.new_page()
        page.goto(path)
        return page

    yield open_one
    has_failed = request.session.stash.get(FAILED, None) == request.node.nodeid
    for number, context in enumerate(contexts):
        for page in context.pages if has_failed else ():
            ARTIFACTS.mkdir(exist_ok=True)
            name = re.sub(r"\W+", "-", f"failed-{request.node.name}-{number}")
            page.screenshot(path=ARTIFACTS / f"{name}.png")
        context.close()
    assert complaints.found == []
    assert server.failures()[failures:] == [], server.log()[-4000:]


FAILED = pytest.StashKey[str]()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report = yield
    if report.failed:
        item.session.stash[FAILED] = item.nodeid
    return report
