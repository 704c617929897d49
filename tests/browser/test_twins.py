import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


def test_twins_play_in_lockstep_and_stand_at_one_step(open_page):
    page = open_page("/compare?v=1&n=40&test=0&twins=lr:0.2&at=20")
    curve = page.locator("[data-testid=twins-costs-figure]")
    expect(curve).to_have_attribute("data-step", "20")
    expect(page.locator("h3")).to_have_text("Learning rate 2 against 0.2")
    page.get_by_role("button", name="Play", exact=True).click()
    page.wait_for_function(
        "() => +document.querySelector('[data-testid=twins-costs-figure]').dataset.step > 60"
    )
    page.get_by_role("button", name="Pause").click()
    expect(page.get_by_role("button", name="Play", exact=True)).to_be_visible()
    expect(page.get_by_role("slider", name="Step")).to_be_visible()
    titles = page.locator("[data-testid=twins-planes-figure] .annotation-text")
    steps = {text.rpartition("step ")[2] for text in titles.all_text_contents()}
    assert len(steps) == 1
