import pytest
from playwright.sync_api import expect

from dashboard import settings
from dashboard.config import RunConfig
from dashboard.run import fingerprint
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


def pull(stage, key, share):
    """Drag a slider's thumb with the mouse to a share of its width."""
    slider = stage.page.locator(f".st-key-{key} .stSlider [role=group]")
    thumb = slider.locator("input[type=range]").locator("xpath=../..")
    slider.scroll_into_view_if_needed()
    here, box = thumb.bounding_box(), slider.bounding_box()
    height = here["y"] + here["height"] / 2
    stage.page.mouse.move(here["x"] + here["width"] / 2, height)
    stage.page.mouse.down()
    stage.page.mouse.move(box["x"] + share * box["width"], height, steps=4)
    stage.page.mouse.up()
    return slider.locator("input[type=range]")


@pytest.mark.parametrize(
    ("key", "share", "changed"),
    [("speed", 0.0, "speed=1"), ("noise", 0.3, "noise="), ("lr", 0.6, "lr=")],
)
def test_after_the_mouse_has_pulled_a_slider_the_keys_are_the_players(
    open_page, key, share, changed
):
    stage = Stage(open_page("/?v=1&n=50"))
    keyboard = stage.page.keyboard
    pull(stage, key, share)
    stage.until(f"location.search.includes('{changed}')")
    stage.until_at_rest()
    link = stage.page.url
    value = stage.page.locator(f".st-key-{key} input").input_value()

    keyboard.press("ArrowRight")
    stage.until("now.step === 1 && now.run")
    keyboard.press("ArrowRight")
    stage.until("now.step === 2 && now.run")
    keyboard.press("ArrowLeft")
    stage.until("now.step === 1 && now.run")
    keyboard.press("Space")
    stage.until("now.playing && now.step > 10")
    keyboard.press("Space")
    stage.until_at_rest()
    keyboard.press("Home")
    stage.until("now.step === 0 && now.run")
    expect(stage.page.locator(f".st-key-{key} input")).to_have_value(value)
    stage.until(f"location.href === '{link}'")


def test_a_slider_reached_with_tab_keeps_its_arrows_and_leaves_space_to_the_player(open_page):
    stage = Stage(open_page())
    keyboard = stage.page.keyboard
    stage.press("step10")
    stage.until_shows(run_at(RunConfig(), 10))
    speed = stage.page.locator(".st-key-speed input")
    for _ in range(12):
        if speed.evaluate("input => input === document.activeElement"):
            break
        keyboard.press("Tab")
    expect(speed).to_be_focused()
    keyboard.press("ArrowRight")
    faster = settings.SPEEDS[settings.SPEEDS.index(int(settings.SPEED.default)) + 1]
    stage.until(f"query.get('speed') === '{faster}'")
    keyboard.press("Home")
    stage.until("query.get('speed') === '1'")
    assert stage.stays().step == 10

    expect(speed).to_be_focused()
    keyboard.press("Space")
    stage.until("now.playing && now.step > 10")
    keyboard.press("Space")
    stage.until_at_rest()


def test_a_number_that_is_typed_after_a_slider_was_pulled_is_the_fields_own(open_page):
    stage = Stage(open_page("/?v=1&n=50"))
    pull(stage, "speed", 0.0)
    stage.until("query.get('speed') === '1'")
    field = stage.page.locator(".st-key-seed input")
    field.click()
    for key in ("Space", "Home", "ArrowRight", "ArrowLeft", "Space"):
        stage.page.keyboard.press(key)
    assert stage.stays().step == 0
    assert field.input_value() == str(int(settings.SEED.default))
