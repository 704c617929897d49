import gc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.history import (
    FEWEST_SNAPSHOTS,
    SNAPSHOT_BYTES,
    History,
    Measure,
    Memory,
    State,
    freeze,
    snapshot_capacity,
)
from tests.dashboard.strategies import examples


def state_at(step):
    """A state that names its step."""
    params = {"W1": np.array([[float(step)]]), "b1": np.array([[-float(step)]])}
    return State(params, {"vW1": np.array([[step / 2]]), "vb1": np.array([[step / 4]])})


def step_of(state):
    """The step that a state names, in its parameters and in what is remembered."""
    step = state.params["W1"].item()
    assert state.optimizer["vW1"].item() == step / 2
    return step


def measure_at(step):
    return Measure(float(step), float(step), 1.0, 1.0, (0.5,))


def filled(capacity, last):
    """A history that has seen every step up to `last`, and measured what it kept."""
    history = History(capacity)
    for step in range(last + 1):
        history.record(step, state_at(step))
        for kept in history.steps():
            history.measures.setdefault(kept, measure_at(kept))
    return history


@examples(60)
@given(capacity=st.integers(1, 20), last=st.integers(0, 300))
def test_a_history_keeps_every_stride_th_step_and_no_more_than_its_capacity(capacity, last):
    history = History(capacity)
    for step in range(last + 1):
        history.record(step, state_at(step))
        assert history.stride.bit_count() == 1  # a power of two has a single one
        assert history.steps() == list(range(0, step + 1, history.stride))
        assert len(history.snapshots) <= capacity + 1
    assert history.last == last
    # No coarser than it must be: half the stride would not have reached so far.
    assert history.stride == 1 or last > capacity * (history.stride // 2)


@examples(60)
@given(
    capacity=st.integers(1, 12),
    stretches=st.lists(st.tuples(st.integers(0, 40), st.floats(0, 1)), min_size=1, max_size=6),
)
def test_what_is_kept_does_not_depend_on_the_way_there(capacity, stretches):
    # Walk on for a stretch, go back to some step already seen, walk on from there, and so on.
    wandering = History(capacity)
    wandering.record(0, state_at(0))
    here = 0
    for length, fraction in stretches:
        for step in range(here + 1, here + length + 1):
            wandering.record(step, state_at(step))
        here = int(fraction * wandering.last)
    straight = filled(capacity, wandering.last)
    assert wandering.last == straight.last
    assert wandering.stride == straight.stride
    assert wandering.steps() == straight.steps()


@examples(60)
@given(capacity=st.integers(1, 12), last=st.integers(0, 120), data=st.data())
def test_before_gives_the_newest_snapshot_that_is_not_later(capacity, last, data):
    history = filled(capacity, last)
    step = data.draw(st.integers(0, last))
    kept, state = history.before(step)
    assert kept == max(kept for kept in history.steps() if kept <= step)
    assert step_of(state) == kept


def test_a_step_recorded_twice_keeps_its_first_arrays():
    history = History(8)
    first = state_at(0)
    history.record(0, first)
    history.record(0, state_at(0))
    assert history.snapshots[0] is first


def test_recording_an_early_step_again_does_not_move_the_last():
    history = filled(8, 6)
    history.record(2, state_at(2))
    assert history.last == 6
    assert history.steps() == [0, 1, 2, 3, 4, 5, 6]


def test_what_is_kept_is_read_only():
    history = filled(4, 30)
    for state in history.snapshots.values():
        for array in (*state.params.values(), *state.optimizer.values()):
            with pytest.raises(ValueError, match="read-only"):
                array[...] = 0.0


def test_freezing_returns_the_same_arrays_read_only():
    state = state_at(1)
    assert freeze(state) is state
    assert not any(array.flags.writeable for arrays in state for array in arrays.values())


def test_what_was_measured_goes_with_its_snapshot():
    history = filled(4, 30)
    assert set(history.measures) == set(history.snapshots)


def test_nothing_after_the_end_is_remembered():
    history = filled(16, 10)
    history.end_at(6)
    assert (history.end, history.last) == (6, 6)
    assert history.steps() == [0, 1, 2, 3, 4, 5, 6]
    assert sorted(history.measures) == history.steps()


@examples(40)
@given(capacity=st.integers(1, 12), last=st.integers(0, 80), data=st.data())
def test_a_past_is_shared_and_the_whole_stays_as_it_was(capacity, last, data):
    history = filled(capacity, last)
    step = data.draw(st.integers(0, last))
    kept_before, stride_before = history.steps(), history.stride

    past = history.up_to(step)
    assert past.last == step
    assert past.end is None
    assert past.capacity == capacity
    assert past.steps() == [kept for kept in kept_before if kept <= step]
    assert all(past.snapshots[kept] is history.snapshots[kept] for kept in past.steps())
    assert set(past.measures) == set(past.snapshots)

    for later in range(step + 1, step + 40):
        past.record(later, state_at(-later))
    assert history.steps() == kept_before
    assert (history.last, history.stride) == (last, stride_before)
    assert all(step_of(history.snapshots[kept]) == kept for kept in kept_before)
    assert len(past.snapshots) <= capacity + 1
    assert past.steps() == list(range(0, past.last + 1, past.stride))


def test_a_past_has_no_end_even_where_the_whole_has():
    history = filled(16, 10)
    history.end_at(6)
    assert history.up_to(6).end is None


@pytest.mark.parametrize("n_parameters", [3, 17, 105, 1_425, 10**6])
def test_a_run_keeps_within_its_memory_but_never_fewer_than_64_snapshots(n_parameters):
    capacity = snapshot_capacity(n_parameters)
    assert 64 <= capacity <= settings.MAX_SNAPSHOTS
    if capacity > 64:
        assert capacity * n_parameters * 8 <= settings.MAX_HISTORY_BYTES
    if 64 < capacity < settings.MAX_SNAPSHOTS:
        assert (capacity + 1) * n_parameters * 8 > settings.MAX_HISTORY_BYTES


# Memory.


def test_keeping_fewer_snapshots_loses_no_step():
    history = filled(512, 1000)
    history.keep_fewer()
    assert history.capacity == 256
    assert len(history.snapshots) <= 257
    for step in (0, 1, 500, 999, 1000):
        kept, state = history.before(step)
        assert kept <= step < kept + history.stride
        assert step_of(state) == kept


def test_a_history_never_keeps_fewer_than_every_history_may():
    history = filled(512, 1000)
    for _ in range(20):
        history.keep_fewer()
    assert history.capacity == FEWEST_SNAPSHOTS
    assert len(history.snapshots) > FEWEST_SNAPSHOTS / 2


def test_what_an_optimizer_remembers_counts_as_memory():
    # Four numbers of 8 bytes each, beside what a snapshot takes by itself.
    assert state_at(1).n_bytes == 32
    history = filled(512, 9)
    assert history.n_bytes == 10 * (32 + SNAPSHOT_BYTES)
    assert History(512).n_bytes == 0


def test_the_memory_of_all_histories_is_known_and_given_back():
    memory = Memory(most_bytes=100_000)
    histories = [filled(512, 20) for _ in range(2)]
    for history in histories:
        memory.watch(history)
    assert not memory.is_short(0.0)
    histories.append(filled(512, 40))
    memory.watch(histories[-1])
    assert not memory.is_short(0.5)  # looked at once a second
    assert memory.is_short(1.0)
    del histories[-1]
    del history
    gc.collect()
    assert not memory.is_short(2.0)


def test_a_state_that_was_not_trained_here_is_found_where_it_is():
    history = filled(8, 0)
    history.take(1001, state_at(1001))
    assert history.last == 1001
    assert history.before(1001)[0] == 1001
    assert history.before(1000)[0] == 0
    for step in range(1002, 1200):
        history.record(step, state_at(step))
    kept, state = history.before(1150)
    assert kept <= 1150 < kept + history.stride
    assert step_of(state) == kept


def test_what_another_history_of_the_run_has_computed_is_learned():
    history = filled(8, 0)
    history.take(1001, state_at(1001))
    history.learn(filled(8, 1001))
    for step in range(1001):
        kept, _ = history.before(step)
        assert kept <= step < kept + history.stride
