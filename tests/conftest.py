"""What all tests share: how properties are searched, and one headless browser.

Every day the same examples are tried, so that a test fails for what was changed and not by chance;
``./tests/run --all`` looks for new ones. A thread can have only one Playwright, and so one browser.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from playwright.sync_api import Browser, sync_playwright

hypothesis.settings.register_profile("everyday", derandomize=True, database=None, deadline=None)
hypothesis.settings.register_profile("search", deadline=None)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "everyday"))

CHROMIUM = "/usr/bin/chromium"
UNUSED = (
    # What Playwright leaves out, as only the last list counts,
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
    # and the menus of the address bar: made for every window, in 0.6 s of processor time.
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
)
ARGUMENTS = (
    f"--disable-features={','.join(UNUSED)}",
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
