import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_a_lottery_is_drawn_and_one_of_its_runs_opened_in_the_playground(open_page):
    page = open_page("/sweep?v=1&n=20&test=0")
    expect(page.get_by_text("of 12 solved by step 1,000")).to_be_visible()
    strip = page.locator("[data-testid=strip-figure]")
    expect(strip).to_have_attribute("data-step", "12")
    strip.scroll_into_view_if_needed()
    strip.locator(".scatterlayer .point").first.hover(force=True)
    page.mouse.down()
    page.mouse.up()
    expect(page.locator("h1")).to_have_text("Watch it learn")
    page.wait_for_function("() => new URLSearchParams(location.search).get('step') === '1000'")
