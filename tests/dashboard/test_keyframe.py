import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.batch import flatten
from dashboard.config import Event, RunConfig
from dashboard.keyframe import (
    Keyframe,
    at_keyframe,
    check_of,
    flatten_state,
    read_keyframe,
)
from dashboard.run import advance, fingerprint, start
from tests.dashboard.strategies import changes, configs, examples

SMALL = RunConfig(n_train=12, n_test=4, learning_rate=0.5)


def through_json(run):
    """A keyframe as it comes back from a browser."""
    value = {"step": run.step, "values": flatten_state(run.state).tolist()}
    return read_keyframe(json.loads(json.dumps(value)))


def bytes_of(state):
    """Every name and bit of a state."""
    return [(name, a.tobytes()) for arrays in state for name, a in sorted(arrays.items())]


@examples(80)
@given(config=configs(), events=changes(), step=st.integers(1, 30), further=st.integers(0, 12))
def test_a_state_comes_back_from_a_browser_to_the_last_bit_and_goes_on(
    config, events, step, further
):
    run = advance(start(config, events), step)
    if run.step == 0 or not np.isfinite(flatten_state(run.state)).all():
        return  # a mean of squares may be too large where the parameters are not
    back = at_keyframe(start(config, events), through_json(run))
    assert fingerprint(back) == fingerprint(run)
    assert bytes_of(back.state) == bytes_of(run.state)
    assert back.history.last == run.step
    on, there = advance(back, further), advance(run, further)
    assert on.step == there.step
    assert bytes_of(on.state) == bytes_of(there.state)


@pytest.mark.parametrize(
    ("optimizer", "memory"),
    [
        ("gradient-descent", 0),
        ("momentum", 17),
        ("rmsprop", 17),
        ("adam", 2 * 17 + 1),  # means, mean squares and the number of steps
    ],
)
def test_a_keyframe_holds_what_the_optimizer_remembers_behind_the_parameters(optimizer, memory):
    run = advance(start(RunConfig(n_train=12, optimizer=optimizer)), 5)
    values = through_json(run).values
    assert len(values) == 17 + memory
    assert list(values[:17]) == flatten(run.params).tolist()
    remembered = [run.state.optimizer[name] for name in sorted(run.state.optimizer)]
    assert list(values[17:]) == [number for a in remembered for number in a.ravel().tolist()]


def test_what_is_remembered_at_a_step_is_of_the_optimizer_in_force_there():
    events = [Event(10, "opt", "adam"), Event(20, "opt", "momentum")]
    for step, count in ((9, 17), (10, 52), (19, 52), (20, 34), (25, 34)):
        run = advance(start(SMALL, events), step)
        keyframe = through_json(run)
        assert len(keyframe.values) == count
        back = at_keyframe(start(SMALL, events), keyframe)
        assert bytes_of(advance(back, 15).state) == bytes_of(advance(run, 15).state)
        # One of another optimizer does not fit.
        assert at_keyframe(start(SMALL), keyframe) is None or count == 17


@pytest.mark.parametrize(
    ("optimizer", "place"), [("rmsprop", 17), ("rmsprop", -1), ("adam", 17 + 17), ("adam", -1)]
)
def test_a_memory_that_no_optimizer_could_have_is_refused(optimizer, place):
    config = RunConfig(n_train=12, optimizer=optimizer)
    keyframe = through_json(advance(start(config), 3))
    values = list(keyframe.values)
    values[place] = -1e-9  # the number of steps, or a mean of squares
    assert at_keyframe(start(config), Keyframe(3, keyframe.values)) is not None
    assert at_keyframe(start(config), Keyframe(3, tuple(values))) is None


def test_a_run_goes_on_from_a_keyframe_as_if_nothing_had_happened():
    back = at_keyframe(start(SMALL), through_json(advance(start(SMALL), 33)))
    assert fingerprint(advance(back, 20)) == fingerprint(advance(start(SMALL), 53))


@pytest.mark.parametrize(
    "value",
    [
        *(None, 7, "keyframe", [], {}, {"step": 3}, {"values": [1.0]}),
        *({"step": step, "values": [1.0]} for step in (0, -1, 2.5, "3", None, True, 1e300, [])),
        *({"step": 3, "values": values} for values in (None, "123", 5, {"0": 1.0})),
        *(
            {"step": 3, "values": [1.0, odd]}
            for odd in (None, "1", True, [], float("nan"), 10**400)
        ),
        {"step": 3, "values": [float("inf")]},
        {"step": float("nan"), "values": [1.0]},
    ],
    ids=repr,
)
def test_what_is_no_keyframe_is_not_taken_for_one(value):
    assert read_keyframe(value) is None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=12,
)
numbers = st.lists(st.floats() | st.integers() | st.none() | st.booleans(), max_size=20)


def hand_back(value, optimizer="gradient-descent"):
    """Do with a value all that a server does with one that a page hands back."""
    keyframe = read_keyframe(value)
    if keyframe is None:
        return
    back = at_keyframe(start(replace(SMALL, optimizer=optimizer)), keyframe)
    if back is None:
        return
    assert all(np.isfinite(array).all() for array in back.params.values())
    further = advance(back, 2)
    assert further.has_ended or further.step == keyframe.step + 2


def keyframes(draw_step):
    return st.fixed_dictionaries({"step": draw_step, "values": anything | numbers})


hostile = anything | keyframes(anything) | keyframes(st.integers(1, 10))
exact = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=17, max_size=17)


@examples(200)
@given(value=hostile | st.fixed_dictionaries({"step": st.integers(1, 9), "values": exact}))
def test_whatever_a_browser_hands_back_stops_nothing(value):
    hand_back(value)


floats = st.floats(allow_nan=False, allow_infinity=False)
positive = st.floats(0, allow_nan=False, allow_infinity=False)


@pytest.mark.parametrize(
    ("optimizer", "memory"),
    [
        ("momentum", (*(floats,) * 17,)),
        ("rmsprop", (*(positive,) * 17,)),
        # By name: means of b and W, the number of steps, then the mean squares.
        ("adam", (*(floats,) * 17, positive, *(positive,) * 17)),
    ],
)
@examples(40)
@given(step=st.integers(1, 9), data=st.data())
def test_whatever_memory_a_browser_hands_back_stops_nothing(optimizer, memory, step, data):
    small = st.floats(-3, 3)
    values = [data.draw(small) for _ in range(17)]
    values += [data.draw(number | small.map(abs)) for number in memory]
    hand_back({"step": step, "values": values}, optimizer)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@examples(10_000)
@given(value=hostile | st.fixed_dictionaries({"step": st.integers(1, 9), "values": exact}))
def test_ten_thousand_things_that_a_browser_hands_back_stop_nothing(value):
    hand_back(value)


@pytest.mark.parametrize("count", [0, 16, 18, 10_000])
def test_a_keyframe_of_another_network_does_not_fit(count):
    run = start(SMALL)
    assert at_keyframe(run, Keyframe(3, (0.5,) * count)) is None
    assert run.history.last == 0


@pytest.mark.parametrize("size", [1e200, 1e308])
def test_numbers_without_a_finite_cost_are_refused(size):
    linear = RunConfig(n_train=12, n_test=4, activations=("linear",))
    run = start(linear)
    assert at_keyframe(run, Keyframe(3, (size,) * 17)) is None
    assert run.history.last == 0


def test_a_check_is_done_when_the_run_is_trained_again_and_knows_true_from_false():
    true = advance(start(SMALL), 30)
    check = check_of(at_keyframe(start(SMALL), through_json(true)))
    assert (check.run.step, check.step, check.stamp) == (0, 30, fingerprint(true))
    assert not check.is_done
    done = replace(check, run=advance(check.run, 30))
    assert done.is_done
    assert done.is_confirmed


@pytest.mark.parametrize("place", [0, 16, 17, -1])
def test_a_false_number_is_found_out_also_in_what_the_optimizer_remembers(place):
    true = through_json(advance(start(replace(SMALL, optimizer="momentum")), 30))
    values = list(true.values)
    values[place] += 1e-9
    run = start(replace(SMALL, optimizer="momentum"))
    check = check_of(at_keyframe(run, replace(true, values=tuple(values))))
    done = replace(check, run=advance(check.run, 30))
    assert done.is_done
    assert not done.is_confirmed


def test_more_steps_than_a_server_can_be_asked_for_are_not_checked():
    run = start(SMALL)
    far = Keyframe(settings.MAX_CHECK_STEPS + 1, tuple(flatten(run.params).tolist()))
    assert check_of(at_keyframe(run, far)) is None
