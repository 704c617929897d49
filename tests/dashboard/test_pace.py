import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.pace import INTERVALS, SHARE, Pace
from tests.dashboard.strategies import examples


class Processor:
    """Processor time that passes only as a test says."""

    def __init__(self):
        self.used = 0.0

    def __call__(self):
        return self.used


@pytest.fixture
def processor():
    return Processor()


def play(pace, processor, *, n_learners, cost, seconds, now=0.0):
    """Let a class ask as often as it is told to, each batch costing so much; return the time."""
    due = dict.fromkeys((f"learner {number}" for number in range(n_learners)), now)
    end = now + seconds
    while now < end:
        token = min(due, key=due.get)
        now = max(now, due[token])
        assert pace.admit(token, now) == 0
        processor.used += cost
        pace.note_batch(now)
        due[token] = now + pace.interval
    return now


def test_the_intervals_go_from_the_nominal_one_to_the_longest_in_small_steps():
    assert INTERVALS[0] == settings.BATCH_SECONDS
    assert INTERVALS[-1] == settings.LONGEST_BATCH_SECONDS
    ratios = [after / before for before, after in itertools.pairwise(INTERVALS)]
    assert all(1 < ratio < 1.25 for ratio in ratios)


@pytest.mark.parametrize(
    ("n_learners", "cost", "expected"),
    # Interval needed: learners times cost over the share that batches may take.
    [(1, 0.02, 0.5), (10, 0.02, 0.5), (60, 0.012, 0.9), (60, 0.02, 1.5), (100, 0.02, 2.5)],
)
def test_there_is_just_so_much_time_between_batches_as_all_of_them_need(
    processor, n_learners, cost, expected
):
    pace = Pace(processor, most_playing=1000)
    play(pace, processor, n_learners=n_learners, cost=cost, seconds=30)
    assert pace.interval >= expected
    assert pace.interval <= 1.25 * expected
    assert n_learners * cost / pace.interval <= SHARE


def test_however_many_play_the_interval_has_a_limit(processor):
    pace = Pace(processor, most_playing=1000)
    play(pace, processor, n_learners=300, cost=0.05, seconds=60)
    assert pace.interval == settings.LONGEST_BATCH_SECONDS


def test_when_the_class_is_over_whoever_stays_is_fast_again(processor):
    pace = Pace(processor)
    now = play(pace, processor, n_learners=80, cost=0.02, seconds=20)
    assert pace.interval > 1.5
    now = play(pace, processor, n_learners=2, cost=0.02, seconds=90, now=now)
    assert pace.interval == settings.BATCH_SECONDS
    assert pace.n_playing == 2


@examples(30)
@given(n_learners=st.integers(1, 120), cost=st.floats(0.001, 0.05))
def test_a_steady_class_finds_one_pace_and_keeps_it(n_learners, cost):
    processor = Processor()
    pace = Pace(processor, most_playing=1000)
    now = play(pace, processor, n_learners=n_learners, cost=cost, seconds=40)
    settled = pace.interval
    for _ in range(10):
        now = play(pace, processor, n_learners=n_learners, cost=cost, seconds=3, now=now)
        assert pace.interval == settled


def test_a_turn_is_the_shorter_the_more_learners_share_it():
    pace = Pace(lambda: 0.0, most_playing=1000)
    lengths = []
    for number in range(200):
        pace.admit(f"learner {number}", 0.0)
        lengths.append(pace.turn_seconds)
    assert lengths[0] == settings.TURN_SECONDS
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[-1] == settings.SHORTEST_TURN_SECONDS
    assert lengths[9] == pytest.approx(SHARE * settings.BATCH_SECONDS / 10)


def test_those_who_find_no_place_wait_in_the_order_in_which_they_came():
    pace = Pace(lambda: 0.0, most_playing=2)
    assert [pace.admit(name, 0.0) for name in "abcde"] == [0, 0, 1, 2, 3]
    assert [pace.admit(name, 0.1) for name in "edcba"] == [3, 2, 1, 0, 0]
    pace.leave("a")
    assert pace.admit("d", 0.2) == 2
    assert pace.admit("c", 0.2) == 0
    assert pace.admit("d", 0.2) == 1
    pace.leave("d")
    assert pace.admit("e", 0.2) == 1
    pace.leave("b")
    assert pace.admit("e", 0.3) == 0
    assert pace.n_playing == 2


def test_who_no_longer_asks_is_forgotten_and_leaves_the_place_to_others():
    pace = Pace(lambda: 0.0, most_playing=1)
    patience = settings.PATIENCE_BATCHES * pace.interval
    assert pace.admit("gone", 0.0) == 0
    assert pace.admit("next", 0.9 * patience) == 1
    assert pace.admit("next", 1.1 * patience) == 0
    assert pace.n_playing == 1
    # And whoever waited and left does not stand in the way.
    assert pace.admit("third", 1.2 * patience) == 1
    assert pace.admit("fourth", 2.9 * patience) == 0


def test_the_last_batch_of_a_run_that_has_ended_is_counted_though_nobody_plays(processor):
    pace = Pace(processor)
    now = play(pace, processor, n_learners=1, cost=0.01, seconds=5)
    pace.leave("learner 0")
    pace.note_batch(now + 2)
    assert pace.n_playing == 0
    assert pace.interval == settings.BATCH_SECONDS


def test_when_nobody_plays_any_more_there_is_time_to_spare(processor):
    pace = Pace(processor)
    now = play(pace, processor, n_learners=80, cost=0.02, seconds=20)
    assert not pace.has_spare_time(now)
    assert pace.has_spare_time(now + settings.PATIENCE_BATCHES * pace.interval + 0.1)
    assert pace.interval == settings.BATCH_SECONDS
