"""How long until a page can be played? From the navigation to the first picture and its button.

Run: ``python -m benchmarks.first_picture [--visits 7]``. A real headless browser opens the page as
a first visitor does, who has nothing of it yet, and as one who comes again. The peer, in the same
browser and run, is a page of Streamlit's with one button and nothing else: what is above its time
is ours.
"""

import argparse
import contextlib
import os
import statistics
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from benchmarks.live import ARGUMENTS, CHROMIUM, SIZE
from benchmarks.report import report
from benchmarks.server import Server

BARE = """import streamlit as st

st.button("Play", key="play")
"""

# Runs before the page's own scripts, and notes the first moment at which both are there.
WATCH = """
window.there = {};
(function look() {
  const now = performance.now();
  const button = document.querySelector(".st-key-play button");
  if (button && !there.button) there.button = now;
  for (const element of document.querySelectorAll(".st-key-stage *")) {
    const root = element.shadowRoot?.querySelector("[data-testid=stage]");
    if (root?.dataset.frames > 0 && !there.picture) there.picture = now;
  }
  if (!there.button || !there.picture) requestAnimationFrame(look);
})();
"""


def visit(context: BrowserContext, url: str, what: str) -> float:
    """Open a page, and return after how many milliseconds something was on it."""
    page = context.new_page()
    page.goto(url)
    page.wait_for_function(f"() => there.{what}", polling=20)
    found = page.evaluate(f"there.{what}")
    page.close()
    return found


def visits(browser: Browser, url: str, what: str, count: int) -> dict[str, float]:
    """Return the median of some first visits, and of as many later ones."""
    first: list[float] = []
    later: list[float] = []
    for _ in range(count):
        context = browser.new_context(viewport=SIZE)
        context.add_init_script(WATCH)
        first.append(visit(context, url, what))
        later.append(visit(context, url, what))
        context.close()
    return {"first visit, ms": statistics.median(first), "later, ms": statistics.median(later)}


def main() -> None:
    """Measure ours and the bare page."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--visits", type=int, default=7)
    arguments = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        bare = folder / "bare.py"
        bare.write_text(BARE)
        ours, peer = Server(), Server(script=bare)
        stack.callback(ours.stop)
        stack.callback(peer.stop)
        playwright = stack.enter_context(sync_playwright())
        path = os.environ.get("CHROMIUM") or (CHROMIUM if Path(CHROMIUM).exists() else None)
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        stack.callback(browser.close)
        rows: list[dict[str, Any]] = [
            {"page": name, **visits(browser, url, what, arguments.visits)}
            for name, url, what in (
                ("a button of Streamlit's", peer.url, "button"),
                ("ours, the button", f"{ours.url}/?v=1", "button"),
                ("ours, the picture", f"{ours.url}/?v=1", "picture"),
            )
        ]
    for row in rows:
        for when in ("first visit", "later"):
            row[f"{when}, ratio"] = row[f"{when}, ms"] / rows[0][f"{when}, ms"]
    report("first picture: from the navigation to a page that can be played", rows)


if __name__ == "__main__":
    main()
