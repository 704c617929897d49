import pytest

from dashboard.run import RunConfig, fingerprint
from tests.browser.stage import Figure, Stage, run_at

pytestmark = pytest.mark.browser


def test_every_panel_follows_the_timeline_and_play_goes_on_from_there(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 180")
    end = stage.pause()
    figures = [Figure(stage.page, name) for name in ("cost", "weights", "gradients")]
    painted = {}
    for step in (60, 150, 30, 60):
        stage.scrub(step)
        shown = stage.until_shows(run_at(RunConfig(), step))
        assert shown.latest == end.step
        for figure in figures:
            figure.until_shows(step)
        assert stage.readout("step") == str(step)
        assert stage.timeline.input_value() == str(step)
        assert [figures[0].mark(), figures[2].mark()] == [step, step]
        W1, b1 = (run_at(RunConfig(), step).params[name] for name in ("W1", "b1"))
        assert figures[1].traces("z")[0] == [[*w, *b] for w, b in zip(W1, b1, strict=True)]
        stage.until(f"query.get('step') === '{step}'")
        assert painted.setdefault(step, stage.pixels()) == stage.pixels()
    assert len(set(painted.values())) == 3

    before = len(stage.drawn())
    stage.play()
    stage.until(f"now.step > {end.step + 60}")
    last = stage.pause()
    played = stage.drawn()[before:]
    assert played == sorted(played)
    assert any(60 < step < end.step for step in played)
    assert last.run == fingerprint(run_at(RunConfig(), last.step))


def test_pulling_the_timeline_while_playing_pauses_there(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 120")
    stage.scrub(60)
    stage.until_shows(run_at(RunConfig(), 60))
    stage.stays()
    stage.play()
    stage.until("now.step > 90")


def test_the_timeline_is_moved_by_the_keyboard_both_ways(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 120")
    stage.pause()
    stage.scrub(60)
    stage.until_shows(run_at(RunConfig(), 60))
    stage.timeline.focus()
    stage.page.keyboard.press("ArrowLeft")
    back = stage.until("now.step < 60 && now.run")
    assert back.run == fingerprint(run_at(RunConfig(), back.step))
    for _ in range(4):
        stage.page.keyboard.press("ArrowRight")
    onward = stage.until(f"now.step > {back.step} && now.run")
    assert onward.run == fingerprint(run_at(RunConfig(), onward.step))
