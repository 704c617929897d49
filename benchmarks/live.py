"""How alive is the page? Frames drawn a second, the longest pause, and the steps trained.

Run: ``python -m benchmarks.live [--seconds 8] [--playground DIST]``. A real headless browser plays
networks of several sizes with all live figures on the page. With ``--playground``, the folder of
a built TensorFlow Playground is driven in the same browser, and the last columns are ratios to it.
"""

import argparse
import contextlib
import functools
import http.server
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.report import report
from benchmarks.server import running_server

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
SIZE = {"width": 1400, "height": 900}
SETTLE_MS = 3000

NETWORKS = (
    ("2-4-1", "v=1", "4,2"),
    ("2-4-2-1", "v=1&dims=4-2", "4,2"),
    ("2-8-8-8-1", "v=1&dims=8-8-8&act=tanh&lr=0.1", "8,8,8"),
    ("six of 8", "v=1&dims=8-8-8-8-8-8&act=tanh&lr=0.1", "8,8,8,8,8,8"),
    ("six of 16", "v=1&dims=16-16-16-16-16-16&act=tanh&lr=0.05", None),
)
"""What it is called, our link, and the Playground's layers (it has no more than 8 units)."""

WATCH = """
(seconds) => new Promise((resolve) => {
  const began = performance.now();
  const read = () => (%s)();
  const first = read();
  const marks = [];
  const gaps = [];
  let last = began;
  let count = first.frames;
  const look = (now) => {
    gaps.push(now - last);
    last = now;
    const { frames } = read();
    if (frames !== count) marks.push(now - began);
    count = frames;
    if (now - began < 1000 * seconds) requestAnimationFrame(look);
    else resolve({ first, last: read(), seconds: (now - began) / 1000, gaps, marks });
  };
  requestAnimationFrame(look);
})
"""

OURS = """() => {
  const find = () => {
    for (const element of document.querySelectorAll(".st-key-stage *")) {
      const root = element.shadowRoot?.querySelector("[data-testid=stage]");
      if (root) return root;
    }
  };
  window.stageRoot ??= find();
  const { frames, step } = window.stageRoot.dataset;
  return { frames: +frames, steps: +step };
}"""

THEIRS = """() => {
  const epochs = +document.getElementById("iter-number").textContent.replaceAll(",", "");
  return { frames: epochs, steps: epochs };
}"""


def watch(page: Page, read: str, seconds: float) -> dict[str, float]:
    """Count what is drawn for some seconds.

    Parameters
    ----------
    page : Page
        Playing.
    read : str
        JavaScript that returns the frames and steps so far.
    seconds : float
        How long.

    Returns
    -------
    figures : dict of str to float
    """
    found = page.evaluate(WATCH % read, seconds)
    marks = found["marks"]
    windows = [
        sum(begin <= mark < begin + 1000 for mark in marks)
        for begin in range(0, int(1000 * (seconds - 1)) + 1, 100)
    ]
    gaps = sorted(found["gaps"])
    return {
        "frames/s": (found["last"]["frames"] - found["first"]["frames"]) / found["seconds"],
        "in the slowest second": min(windows),
        "longest pause, ms": max(b - a for a, b in zip([0, *marks], [*marks], strict=False)),
        "p99 between animation frames, ms": gaps[int(0.99 * len(gaps))],
        "steps/s": (found["last"]["steps"] - found["first"]["steps"]) / found["seconds"],
    }


def ours(browser: Browser, url: str, query: str, seconds: float) -> dict[str, float]:
    """Play one of our runs, at one step a frame and then at the highest speed."""
    page = browser.new_page(viewport=SIZE)
    figures: dict[str, float] = {}
    for speed in (1000, 1):
        page.goto(f"{url}/?{query}&speed={speed}&play=1")
        page.wait_for_selector(".live-figure .main-svg")
        page.wait_for_timeout(SETTLE_MS)
        found = watch(page, OURS, seconds)
        figures = {**found, "steps/s": max(found["steps/s"], figures.get("steps/s", 0))}
    page.close()
    return figures


def theirs(browser: Browser, url: str, layers: str, seconds: float) -> dict[str, float]:
    """Play the Playground."""
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{url}/index.html#networkShape={layers}&dataset=circle&activation=tanh")
    page.wait_for_selector("#play-pause-button")
    page.click("#play-pause-button")
    page.wait_for_timeout(SETTLE_MS)
    found = watch(page, THEIRS, seconds)
    page.close()
    return found


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder of plain files."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *arguments: object) -> None:
            del arguments

    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def main() -> None:
    """Measure every network."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--playground", type=Path)
    arguments = parser.parse_args()
    rows: list[dict[str, Any]] = []
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(running_server()).url
        peer = stack.enter_context(served(arguments.playground)) if arguments.playground else None
        playwright = stack.enter_context(sync_playwright())
        path = os.environ.get("CHROMIUM") or (CHROMIUM if Path(CHROMIUM).exists() else None)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        stack.callback(browser.close)
        for name, query, layers in NETWORKS:
            row: dict[str, Any] = {"network": name, **ours(browser, url, query, arguments.seconds)}
            found = theirs(browser, peer, layers, arguments.seconds) if peer and layers else None
            row["Playground, frames/s"] = found and found["frames/s"]
            row["frames: ours / theirs"] = found and row["frames/s"] / found["frames/s"]
            row["steps: ours / theirs"] = found and row["steps/s"] / found["steps/s"]
            rows.append(row)
    report("live: what a browser draws, with every live figure on the page", rows)


if __name__ == "__main__":
    main()
