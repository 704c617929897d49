import pytest
from playwright.sync_api import expect

from dashboard.config import RunConfig
from dashboard.run import fingerprint
from tests.browser.stage import Stage, assert_figures_exact, run_at, run_of

pytestmark = pytest.mark.browser


def test_every_panel_follows_the_timeline_and_play_goes_on_from_there(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 180 && now.frames >= 20")
    end = stage.pause()
    drawn = stage.drawn()
    low, middle, high = (drawn[len(drawn) * part // 5] for part in (1, 2, 4))
    painted = {}
    for step in (middle, high, low, middle, low):
        stage.scrub(step)
        shown = stage.until_shows(run_at(RunConfig(), step))
        assert shown.latest == end.step
        assert stage.readout("step") == str(step)
        assert stage.timeline.input_value() == str(step)
        stage.until(f"query.get('step') === '{step}'")
        assert_figures_exact(stage.page, run_at(RunConfig(), step))
        assert painted.setdefault(step, stage.pixels()) == stage.pixels()
    assert len(set(painted.values())) == 3

    before = len(stage.drawn())
    stage.play()
    stage.until(f"now.step > {end.step + 60}")
    last = stage.pause()
    played = stage.drawn()[before:]
    assert played == sorted(played)
    assert any(low < step < end.step for step in played)
    assert last.run == fingerprint(run_at(RunConfig(), last.step))


def test_pulling_the_timeline_while_playing_pauses_there(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 120 && now.frames >= 12")
    drawn = stage.drawn()
    step = drawn[len(drawn) // 2]
    stage.scrub(step)
    stage.until_shows(run_at(RunConfig(), step))
    stage.stays()
    stage.play()
    stage.until(f"now.step > {drawn[-1]}")


@pytest.mark.slow
def test_pulling_the_timeline_over_changes_on_the_way_changes_nothing(open_page):
    link = "/?v=1&lr=2,30:1,60:3,90:0.5&step=120"
    run = run_of(link)
    stage = Stage(open_page(link))
    stage.until_shows(run)
    for step in (100, 80, 50, 70, 20, 95, 40, 10, 110, 65, 25):
        stage.scrub(step)
        stage.page.evaluate("stage.frames(8)")
    for step in (25, 100, 35):
        stage.scrub(step)
        stage.until_shows(run_at(run.config, step, run.events))
        rate = run.schedule.at(step).learning_rate
        # Seldom, Streamlit keeps the slider before beside the new one; the page hides it.
        expect(stage.page.locator(".st-key-lr input").first).to_have_attribute(
            "aria-valuetext", f"{rate:g}"
        )
    shown = stage.stays()
    assert shown.latest == 120
    stage.until("query.get('lr') === '2,30:1,60:3,90:0.5'")
    expect(stage.button("undo")).to_be_disabled()


def test_the_timeline_is_moved_by_the_keyboard_both_ways(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 120 && now.frames >= 12")
    stage.pause()
    drawn = stage.drawn()
    step = drawn[len(drawn) // 2]
    stage.scrub(step)
    stage.until_shows(run_at(RunConfig(), step))
    stage.timeline.focus()
    stage.page.keyboard.press("ArrowLeft")
    back = stage.until(f"now.step < {step} && now.run")
    assert back.run == fingerprint(run_at(RunConfig(), back.step))
    stage.page.keyboard.press("ArrowRight")
    onward = stage.until(f"now.step > {back.step} && now.run")
    assert onward.run == fingerprint(run_at(RunConfig(), onward.step))
