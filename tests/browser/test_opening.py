"""A page opens with its picture, and the rest comes beside it without moving it."""

import pytest
from playwright.sync_api import expect

from dashboard.config import RunConfig
from tests.browser.stage import Stage, assert_figures_exact, run_at

pytestmark = pytest.mark.browser

# Runs before the page's own scripts: what is there when the first picture is.
FIRST = """
(function look() {
  for (const element of document.querySelectorAll(".st-key-stage *")) {
    const root = element.shadowRoot?.querySelector("[data-testid=stage]");
    if (!(root?.dataset.frames > 0)) continue;
    const { left, top, width } = root.getBoundingClientRect();
    const fields = document.querySelectorAll(".stSidebar input").length;
    const canPlay = document.querySelector(".st-key-play button") !== null;
    window.first = { box: [left, top, width], fields, canPlay };
    return;
  }
  requestAnimationFrame(look);
})();
"""
BOX = "({ left, top, width } = stage.find().getBoundingClientRect()) => [left, top, width]"


@pytest.mark.parametrize("size", [(1400, 900), (390, 800)])
def test_the_picture_comes_before_the_settings_and_stays_where_it_is(open_page, size):
    page = open_page("about:blank", size=size)
    page.add_init_script(FIRST)
    page.goto("/?v=1&data=xor")
    stage = Stage(page)
    first = page.evaluate("first")
    assert first["canPlay"]
    assert first["fields"] == 0
    expect(page.get_by_test_id("cost-figure")).to_be_attached()
    page.locator(".stSidebar .st-key-lr input").wait_for(state="attached")
    # The page's own styles may come a moment later; the settings take more room than that.
    assert page.evaluate(f"({BOX})()") == pytest.approx(first["box"], abs=20)
    stage.press("step")
    stage.until_shows(run_at(RunConfig(dataset="xor"), 1))


def test_play_pressed_at_the_first_moment_plays_and_brings_the_page(open_page):
    page = open_page("about:blank")
    page.add_init_script(FIRST)
    page.goto("/?v=1")
    page.wait_for_function("() => window.first")
    page.locator(".st-key-play button").click()
    stage = Stage(page)
    stage.until("now.playing && now.step > 30")
    paused = stage.pause()
    assert_figures_exact(page, run_at(RunConfig(), paused.step))
