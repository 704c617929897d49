import pytest
from playwright.sync_api import expect

from tests.browser.stage import Stage

pytestmark = pytest.mark.browser


def test_a_frame_shows_one_exercise_and_nothing_else_to_change(open_page):
    stage = Stage(open_page("/?v=1&data=xor&only=lr-step&embed=true"))
    page = stage.page
    expect(page.locator(".st-key-lr")).to_be_visible()
    expect(stage.button("step")).to_be_visible()
    for key in ("data_xor", "reset", "undo", "add_layer", "new_seed", "defaults"):
        expect(page.locator(f".st-key-{key}")).to_have_count(0)
    for key in ("features", "init", "opt", "batch", "l1", "cost", "speed"):
        expect(page.locator(f".st-key-{key}")).to_have_count(0)
    expect(stage.root.locator(".layers button")).to_have_count(0)
    expect(page.locator(".live-figure")).to_have_count(0)
    stage.press("step")
    stage.until("now.step === 1 && now.run && query.get('only') === 'lr-step'")
    # A press on the network chooses nothing where nothing may be changed by hand.
    stage.network.click()
    stage.stays()
    expect(page.locator(".st-key-by_hand")).to_have_count(0)
