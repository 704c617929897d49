"""What does the playground look like? Takes the README's picture from the real app.

Run it as ``python docs/picture.py``, with the packages of ``tests/requirements.txt``. The browser
is the one that CHROMIUM names, else Debian's, else Playwright's own.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "playground.png"
STEP = 900
LINK = f"/?v=1&data=moons&dims=8&seed=2&lr=2&step={STEP}"
SIZE = {"width": 1400, "height": 900}
HINTS = ("data", "network", "plane", "cost")
BROWSER_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PATIENCE_S = 60


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def is_up(address: str) -> bool:
    """Whether the app at an address answers."""
    try:
        with urllib.request.urlopen(f"{address}/_stcore/health", timeout=1) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


@contextmanager
def running_app() -> Generator[str]:
    """Start the app, yield its address, and stop it."""
    port = free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    options = ["--server.address", "127.0.0.1", "--server.port", str(port)]
    server = subprocess.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while not is_up(address):
            if server.poll() is not None:
                raise RuntimeError(f"the app ended with exit code {server.returncode}")
            if time.monotonic() > deadline:
                raise TimeoutError(f"the app did not answer within {PATIENCE_S} s")
            time.sleep(0.2)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=PATIENCE_S)


def browser_path() -> str | None:
    """Return the browser to drive; None for Playwright's own."""
    debian = Path("/usr/bin/chromium")
    return os.environ.get("CHROMIUM") or (str(debian) if debian.exists() else None)


def wait_until_drawn(page: Page) -> None:
    """Wait for the stage at `STEP`, and for the figures that are in view."""
    page.locator(f'[data-testid=stage][data-step="{STEP}"][data-playing=false]').wait_for()
    for name in ("cost", "weights", "gradients"):
        page.locator(f'[data-testid={name}-figure][data-step="{STEP}"] .main-svg').first.wait_for()
    page.evaluate("document.fonts.ready.then(() => null)")
    page.wait_for_timeout(500)  # Plotly fades axes in


def take_picture() -> None:
    """Open the playground as a learner who has seen its hints, and keep what is in view."""
    seen = "".join(f"localStorage.setItem('watch-it-learn.hint.{name}', 'seen');" for name in HINTS)
    with running_app() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=BROWSER_OPTIONS)
        page = browser.new_page(viewport=SIZE, color_scheme="light")
        page.set_default_timeout(1000 * PATIENCE_S)
        page.add_init_script(seen)
        page.goto(address + LINK)
        wait_until_drawn(page)
        page.screenshot(path=PICTURE)
        browser.close()


if __name__ == "__main__":
    take_picture()
    print(f"wrote {PICTURE.relative_to(ROOT)}")
