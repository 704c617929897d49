import math
from dataclasses import replace

import pytest

from dashboard import settings
from dashboard.lessons import catalogue
from dashboard.lessons.goals import stop_for, unmet
from dashboard.lessons.lesson import Goal, Predict, Try
from dashboard.lessons.outcomes import address_of, cost_at, curves_to, plane_at, trained
from dashboard.lessons.progress import Progress
from dashboard.lessons.verdicts import cost_verdict, verdict_of
from dashboard.lessons.walk import end_of, is_locked, left_out, missed, opening_of
from dashboard.link import decode
from dashboard.run import advance, start
from dashboard.stopping import StopWhen
from tests.browser.stage import cost_of
from tests.dashboard.lessons_made import BLOBS, EVERY_KIND, XOR

STEPS = EVERY_KIND.steps
TRY = STEPS[6]


def run_of(link, step=0):
    address = decode(dict(pair.split("=") for pair in link.split("&")))
    assert address.problems == ()
    return advance(start(address.config), step)


@pytest.mark.parametrize("lesson", [*catalogue.LESSONS, EVERY_KIND], ids=lambda one: one.id)
def test_every_step_opens_with_a_legal_run_at_rest(lesson):
    for at in range(1, len(lesson.steps) + 2):
        address = opening_of(lesson, at)
        assert address.problems == ()
        assert not address.is_playing
        end = end_of(lesson.steps[at - 1]) if at <= len(lesson.steps) else None
        assert end is None or address.stop_when == StopWhen("step", end)


def test_a_step_without_a_run_goes_on_with_the_one_before():
    steps = (STEPS[2], replace(STEPS[0], run=""))
    lesson = replace(EVERY_KIND, steps=steps)
    assert opening_of(lesson, 2).config == opening_of(lesson, 1).config
    first = replace(EVERY_KIND, steps=tuple(reversed(steps)))
    assert opening_of(first, 1).config == opening_of(first, 2).config


def test_a_step_offers_what_it_names_and_no_more():
    offered = {name: name not in left_out(EVERY_KIND, TRY) for name in settings.CONTROLS}
    assert offered["lr"]
    assert offered["reset"]
    assert offered["undo"]
    assert not offered["data"]
    assert not offered["take"]
    everything = left_out(EVERY_KIND, replace(TRY, controls=()))
    assert everything == EVERY_KIND.locked
    assert "lr" in left_out(EVERY_KIND, STEPS[0])


def test_a_run_is_locked_until_its_prediction_is_made():
    progress = Progress("every-kind", 2)
    assert is_locked(STEPS[1], 2, progress)
    assert not is_locked(STEPS[1], 2, progress.answered(2, 0.1))
    assert not is_locked(STEPS[0], 1, progress)
    assert missed(EVERY_KIND, progress.finished(1)) == [2, 3, 4, 5, 6, 7, 8]


# Goals.


def test_a_goal_is_reached_by_its_solution_and_by_nothing_less():
    lessons = [*catalogue.LESSONS, EVERY_KIND]
    for step in [step for lesson in lessons for step in lesson.steps if isinstance(step, Try)]:
        address = address_of(step.solution)
        solved = start(address.config, address.events)
        piece = max(1, step.goal.within // 100)
        while unmet(solved, step) and solved.step + piece <= step.goal.within:
            solved = advance(solved, piece)
        assert unmet(solved, step) == []
        assert unmet(run_of(step.run), step)


def test_what_a_goal_lacks_is_told_in_one_sentence_each():
    late = run_of(BLOBS, 401)
    (sentence,) = unmet(late, TRY)
    assert "step 401" in sentence
    assert "within 400" in sentence
    (sentence,) = unmet(run_of(TRY.run, 3), TRY)
    assert sentence.endswith("it is to be at most 0.2.")
    other = run_of(BLOBS.replace("n=20", "n=30").replace("dims=0", "dims=2"), 40)
    changed, large, *_ = unmet(other, TRY)
    assert "training points changed" in changed
    assert "2 hidden units, and may have 0" in large


@pytest.mark.parametrize(
    ("goal", "stop"),
    [
        (Goal("cost", 0.0, 0.1, 500), StopWhen("cost", 0.1)),
        (Goal("score", 0.95, 1.0, 500), StopWhen("score", 0.95)),
        (Goal("cost", 0.3, 0.5, 500), None),
        (Goal("dead-units", 1, 8, 500), None),
    ],
)
def test_a_run_stops_by_itself_where_its_goal_may_be_reached(goal, stop):
    assert stop_for(goal) == stop


# What comes of the runs.


def test_what_is_trained_beside_the_page_is_the_run_of_the_link():
    run = run_of(XOR, 60)
    expected = cost_of(run, run.data.X, run.data.Y)
    assert cost_at(XOR, 60) == pytest.approx(expected, rel=1e-12)
    assert curves_to(XOR, 60).train_cost[-1] == pytest.approx(expected, rel=1e-12)
    assert trained(XOR, 60).step == 60
    ticks, AL, data = plane_at(XOR, 60)
    assert AL.shape == (1, ticks.size, ticks.size)
    assert data.X.shape == (2, 20)


def test_a_run_that_takes_too_long_is_told_in_a_sentence(monkeypatch):
    monkeypatch.setattr("dashboard.lessons.outcomes.MOST_TURNS", 0)
    step = replace(STEPS[1], until=199_999)
    assert isinstance(step, Predict)
    verdict = verdict_of(step, 0.5)
    assert not verdict.is_right
    assert "takes too long" in verdict.sentence


def test_the_right_option_of_each_contest_has_the_lowest_cost():
    for lesson in (*catalogue.LESSONS, EVERY_KIND):
        for step in lesson.steps:
            if isinstance(step, Predict) and step.kind == "contest":
                runs = [curves_to(option.run, step.until) for option in step.options]
                costs = [run.train_cost[-1] for run in runs]
                assert min(costs) == costs[step.answer]


def test_a_prediction_is_right_within_its_factor_on_either_side():
    assert cost_verdict(0.2, 0.1, 2.0).is_right
    assert cost_verdict(0.05, 0.1, 2.0).is_right
    assert not cost_verdict(0.21, 0.1, 2.0).is_right
    assert not cost_verdict(0.049, 0.1, 2.0).is_right
    assert cost_verdict(5.0, math.inf, 2.0).sentence.endswith("too low.")
    assert cost_verdict(5.0, 0.0, 2.0).sentence.endswith("too high.")


def test_a_choice_is_compared_with_what_came_true():
    assert verdict_of(STEPS[4], 1) == (True, "You were right: The cost falls.")
    assert verdict_of(STEPS[4], 2) == (False, "You said “The cost rises”; it was “The cost falls”.")
