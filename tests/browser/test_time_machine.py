import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_fork_is_made_seen_and_still_there_after_a_reload(open_page):
    page = open_page("/time_machine?v=1&n=40&test=0&step=60")
    page.get_by_role("slider", name="Step looked at").focus()
    page.keyboard.press("Home")
    expect(page.locator("[data-testid=timeline-figure]")).to_have_attribute("data-step", "0")
    page.get_by_role("button", name="Fork here").click()
    lanes = page.locator("[data-testid=timeline-figure] .yaxislayer-above text")
    expect(lanes).to_have_text(["now", "before the learning rate 5"])
    expect(page.locator("[data-testid=planes-figure]")).to_have_attribute("data-step", "60")
    page.wait_for_function("() => new URLSearchParams(location.search).get('tree')")
    page.reload()
    expect(lanes).to_have_text(["now", "before the learning rate 5"])
