"""One headless browser for all tests that need one: a thread can have only one Playwright."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chosen = os.environ.get("CHROMIUM") or (CHROMIUM if Path(CHROMIUM).exists() else None)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=chosen, args=ARGUMENTS)
        yield launched
        launched.close()
