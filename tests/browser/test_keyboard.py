import pytest

from dashboard.run import RunConfig, fingerprint
from tests.browser.stage import Stage, run_at

pytestmark = pytest.mark.browser


def test_space_arrows_and_home_play_pause_step_and_reset(open_page):
    stage = Stage(open_page())
    keyboard = stage.page.keyboard
    # The button has the focus then, and Space means Play all the same.
    stage.press("step")
    stage.until_shows(run_at(RunConfig(), 1))
    keyboard.press("Space")
    stage.until("now.playing && now.step > 30")
    keyboard.press("Space")
    paused = stage.until_at_rest()
    assert paused.run == fingerprint(run_at(RunConfig(), paused.step))

    keyboard.press("ArrowRight")
    stage.until_shows(run_at(RunConfig(), paused.step + 1))
    for _ in range(5):
        keyboard.press("ArrowRight")
    stage.until_shows(run_at(RunConfig(), paused.step + 6))
    assert stage.stays().run == fingerprint(run_at(RunConfig(), paused.step + 6))

    here = paused.step + 6
    for _ in range(2):
        here = max(step for step in stage.drawn() if step < here)
        keyboard.press("ArrowLeft")
        stage.until_shows(run_at(RunConfig(), here))
    keyboard.press("Home")
    stage.until_shows(run_at(RunConfig(), 0))

    keyboard.press("Space")
    stage.until("now.playing && now.step > 30")
    drawn = stage.page.evaluate(
        """() => {
          const key = { key: "ArrowRight", bubbles: true, composed: true, cancelable: true };
          document.body.dispatchEvent(new KeyboardEvent("keydown", key));
          return stage.now().step;
        }"""
    )
    stage.until_shows(run_at(RunConfig(), drawn + 1))
    stage.stays()


def test_keys_typed_into_a_field_are_the_fields_own(open_page):
    stage = Stage(open_page())
    stage.press("step10")
    start = stage.until_shows(run_at(RunConfig(), 10))
    field = stage.page.locator(".st-key-data_seed input")
    field.click()
    for key in ("Space", "ArrowRight", "ArrowRight", "ArrowLeft", "Home", "Space"):
        stage.page.keyboard.press(key)
    stage.stays()
    assert field.input_value() == "1"
    field.blur()
    # Had one of those keys reached the stage, this one would not lead to the next step.
    stage.page.keyboard.press("ArrowRight")
    stage.until_shows(run_at(RunConfig(), start.step + 1))
    assert stage.drawn()[-2:] == [start.step, start.step + 1]
