import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import RULE_FIELDS, RULES, Event, RunConfig
from dashboard.run import advance, fork, rewind_to, start, training_points
from dashboard.schedule import check_event, places, settle
from dashboard.settings import LARGEST_EDIT
from tests.dashboard.strategies import changes, configs, examples, whole

SMALL = RunConfig(n_train=10, n_test=3, learning_rate=0.5)
SIZES = whole(settings.BATCH_SIZE, most=14)


def batch_events(*pairs):
    """Changes of the batch size."""
    return [Event(step, "batch", size) for step, size in pairs]


def walk(m, first, changes, steps):
    """Where each step stands in its pass, and how many points it takes: point after point."""
    size, epoch, used = first, 0, []
    for step in range(steps):
        size = changes.get(step, size)
        if not 0 < size < m:
            if used:  # a pass that was begun is left
                epoch, used = epoch + 1, []
            yield epoch, 0, m
            epoch += 1
            continue
        before = len(used)
        while len(used) < m and len(used) < before + size:
            used.append(len(used))
        yield epoch, before, len(used) - before
        if len(used) == m:
            epoch, used = epoch + 1, []


# Passes over the training points.


@examples(150)
@given(
    m=st.integers(1, 12),
    first=SIZES,
    changed=st.dictionaries(st.integers(1, 40), SIZES, max_size=6),
    others=st.lists(st.integers(1, 40), max_size=3, unique=True),
)
def test_epochs_and_offsets_are_those_of_a_walk_from_point_to_point(m, first, changed, others):
    config = RunConfig(n_train=m, n_test=0, batch_size=first)
    events = batch_events(*changed.items())
    # Other changes do not disturb the passes, wherever they fall.
    events += [Event(step, "lr", 7.0 + step) for step in others]
    events += [Event(step, "freeze", 1.0, "b1.0") for step in others]
    run = start(config, events)
    for step, (epoch, offset, taken) in enumerate(walk(m, first, changed, 60)):
        assert run.schedule.position(step) == (epoch, offset)
        assert training_points(run, step)[0].shape[1] == taken


@examples(60)
@given(
    m=st.integers(1, 12),
    first=SIZES,
    changed=st.dictionaries(st.integers(1, 40), whole(settings.BATCH_SIZE, most=11), max_size=4),
)
def test_every_epoch_uses_every_training_point_once(m, first, changed):
    run = start(RunConfig(n_train=m, n_test=0, batch_size=first), batch_events(*changed.items()))
    everything = sorted(zip(*run.data.X.tolist(), run.data.Y[0].tolist(), strict=True))
    passes = {}
    for step in range(60):
        X, Y = training_points(run, step)
        epoch, _ = run.schedule.position(step)
        passes.setdefault(epoch, []).extend(zip(*X.tolist(), Y[0].tolist(), strict=True))
    assert list(passes) == list(range(len(passes)))
    last = max(passes)
    for epoch, used in passes.items():
        if len(used) == m:
            assert sorted(used) == everything
        else:  # left for steps of all points, or not over yet
            assert len(used) == len(set(used)) < m
            next_steps = [step for step in range(60) if run.schedule.position(step)[0] == epoch + 1]
            assert epoch == last or training_points(run, next_steps[0])[0].shape[1] == m


def test_the_last_batch_of_an_epoch_is_what_is_left():
    run = start(RunConfig(n_train=10, batch_size=4))
    sizes = [training_points(run, step)[0].shape[1] for step in range(6)]
    assert sizes == [4, 4, 2, 4, 4, 2]
    assert [run.schedule.position(step) for step in (0, 1, 2, 3, 3_000)] == [
        (0, 0),
        (0, 4),
        (0, 8),
        (1, 0),
        (1_000, 0),
    ]


def test_another_batch_size_goes_on_where_the_pass_stands():
    run = start(RunConfig(n_train=10, batch_size=4), batch_events((2, 1), (4, 3)))
    sizes = [training_points(run, step)[0].shape[1] for step in range(7)]
    assert sizes == [4, 4, 1, 1, 3, 3, 3]
    # After 4 + 4 + 1 + 1 the first pass is over.
    assert [run.schedule.position(step) for step in range(6)] == [
        *((0, 0), (0, 4), (0, 8), (0, 9)),
        *((1, 0), (1, 3)),
    ]


def test_a_pass_that_was_begun_is_left_for_steps_of_all_points():
    run = start(RunConfig(n_train=10, batch_size=4), batch_events((1, 0), (3, 4)))
    assert [run.schedule.position(step) for step in range(5)] == [
        *((0, 0), (1, 0), (2, 0), (3, 0), (3, 4)),
    ]


@pytest.mark.parametrize("size", [0, 10, 11, 5_000])
def test_as_many_as_there_are_or_more_are_all_of_them_in_their_own_order(size):
    run = start(RunConfig(n_train=10, batch_size=size))
    X, Y = training_points(run, 7)
    assert X is run.data.X
    assert Y is run.data.Y
    assert not run.schedule.has_batches
    whole_run = advance(start(RunConfig(n_train=10)), 9)
    assert np.array_equal(advance(run, 9).params["W1"], whole_run.params["W1"])


def test_each_epoch_has_an_order_of_its_own_drawn_from_the_seed():
    run = start(RunConfig(n_train=12, batch_size=6))
    orders = [training_points(run, step)[0].tobytes() for step in (0, 2, 4, 6)]
    assert len(set(orders)) == 4
    again = start(RunConfig(n_train=12, batch_size=6))
    assert [training_points(again, step)[0].tobytes() for step in (0, 2, 4, 6)] == orders
    other = start(RunConfig(n_train=12, batch_size=6, seed=9))
    assert training_points(other, 0)[0].tobytes() not in orders


# The rule of each step.


@examples(80)
@given(config=configs(), events=changes(latest=12), steps=st.integers(0, 30))
def test_a_rule_holds_the_last_value_that_each_setting_was_given(config, events, steps):
    run = start(config, events)
    for step in range(steps + 1):
        rule = run.schedule.at(step)
        for kind, name in RULE_FIELDS.items():
            given_values = [e.value for e in events if e.kind == kind and e.step <= step]
            newest = [max((e for e in events if e.kind == kind and e.step <= step), default=None)]
            expected = newest[0].value if given_values else getattr(config, name)
            assert getattr(rule, name) == expected


def test_a_batch_size_is_a_whole_number_however_it_was_written():
    run = advance(start(SMALL, [Event(1, "batch", 4.0)]), 3)
    assert isinstance(run.schedule.at(1).batch_size, int)


# What is named.


@pytest.mark.parametrize("dims", [(2, 1), (2, 4, 1), (7, 2, 3, 6), (1, 12, 1)], ids=str)
def test_every_parameter_unit_and_layer_is_found_by_its_name(dims):
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(dims), start=1):
        of_layer = []
        for row in range(n_out):
            weights = [(f"W{layer}", row, column) for column in range(n_in)]
            bias = (f"b{layer}", row, 0)
            for name, _, column in weights:
                assert places(f"{name}.{row}.{column}", dims) == [(name, row, column)]
            assert places(f"b{layer}.{row}", dims) == [bias]
            assert places(f"unit{layer}.{row}", dims) == [*weights, bias]
            of_layer += [*weights, bias]
        assert places(f"layer{layer}", dims) == of_layer


@pytest.mark.parametrize(
    "target",
    [
        *("", "W", "W1", "W1.0", "W1.0.0.0", "W0.0.0", "W3.0.0", "W1.4.0", "W1.0.2", "W2.1.0"),
        *("b", "b1", "b1.4", "b1.0.0", "b3.0", "b0.0", "w1.0.0", "W-1.0.0", "W1.-1.0", "W1.0.x"),
        *("unit", "unit1", "unit0.0", "unit1.4", "unit3.0", "unit1.0.0", "layer", "layer0"),
        *("layer3", "layer1.0", "layer-1", "layer1 ", " layer1", "layer1\n", "bias", "W1.100.0"),
        # One name each: no other spelling of a number.
        *("W1.00.0", "W01.0.0", "b1.00", "unit01.0", "layer01", "W1.٠.0", "unit١.0", "layer１"),
    ],
)
def test_what_the_network_does_not_have_is_refused(target):
    with pytest.raises(ValueError, match=r"^event: expected a parameter of this network, got"):
        places(target, (2, 4, 1))


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1.1e6, -1.1e6, 10**400])
def test_no_weight_is_given_a_value_that_is_huge_or_none(value):
    with pytest.raises(ValueError, match=r"^edit: expected one parameter and a value within"):
        check_event(SMALL, Event(3, "edit", value, "W1.0.0"))
    check_event(SMALL, Event(3, "edit", LARGEST_EDIT, "W1.0.0"))
    check_event(SMALL, Event(3, "edit", -LARGEST_EDIT, "W1.0.0"))


@pytest.mark.parametrize("target", ["unit1.0", "layer1"])
def test_only_one_parameter_at_a_time_is_edited(target):
    with pytest.raises(ValueError, match=r"^edit: expected one parameter"):
        check_event(SMALL, Event(3, "edit", 1.0, target))


@pytest.mark.parametrize("value", [0.5, 2.0, -1.0, math.nan])
def test_a_freeze_is_on_or_off(value):
    with pytest.raises(ValueError, match=r"^freeze: expected 1 or 0, got"):
        check_event(SMALL, Event(3, "freeze", value, "W1.0.0"))


@pytest.mark.parametrize("kind", ["edit", "freeze"])
def test_a_word_is_no_value_of_a_parameter(kind):
    with pytest.raises(ValueError, match=rf"^{kind}: expected a number, got 'adam'"):
        check_event(SMALL, Event(3, kind, "adam", "W1.0.0"))


@pytest.mark.parametrize("kind", list(RULES))
def test_a_setting_takes_no_value_outside_its_row(kind):
    for value in ("lion", -1.0, math.nan, 1e9):
        with pytest.raises(ValueError, match=rf"^{kind}: expected"):
            check_event(SMALL, Event(3, kind, value))


# One order.


@examples(100)
@given(config=configs(), events=changes(latest=4, most=12), shuffled=st.randoms())
def test_events_have_one_order_whatever_the_order_they_come_in(config, events, shuffled):
    settled = settle(config, events)
    mixed = list(events)
    shuffled.shuffle(mixed)
    assert settle(config, mixed) == settled
    assert settle(config, settled) == settled
    kinds = ["lr", "opt", "beta1", "beta2", "batch", "l1", "l2", "freeze", "edit"]
    widths = ["layer", "unit", "W", "b"]

    def place(event):
        width = next((at for at, word in enumerate(widths) if event.target.startswith(word)), -1)
        return event.step, kinds.index(event.kind), width, event.target

    assert list(settled) == sorted(settled, key=place)
    dropped = set(events) - set(settled)
    assert all(event.kind in RULES for event in dropped)


def test_equal_events_are_written_alike():
    # A stage writes 1 where a link has 1.0, and a weight of -0 is 0.
    config = SMALL
    (one,) = settle(config, [Event(3, "edit", 1, "b1.0")])
    (other,) = settle(config, [Event(3, "edit", 1.0, "b1.0")])
    assert repr(one) == repr(other)
    (zero,) = settle(config, [Event(3, "edit", -0.0, "b1.0")])
    assert math.copysign(1, zero.value) == 1
    (on,) = settle(config, [Event(3, "freeze", True, "b1.0")])
    assert repr(on) == repr(Event(3, "freeze", 1.0, "b1.0"))
    (size,) = settle(config, [Event(3, "batch", 4.0)])
    assert repr(size) == repr(Event(3, "batch", 4))
    (rate,) = settle(config, [Event(3, "lr", 1)])
    assert repr(rate) == repr(Event(3, "lr", 1.0))


# Edits.


def value_of(run, name, row, column=0):
    return float(run.params[name][row, column])


@pytest.mark.parametrize("optimizer", list(settings.OPTIMIZER.choices))
@pytest.mark.parametrize("step", [0, 1, 5])
def test_an_edit_is_there_exactly_at_its_step_and_the_run_goes_on_from_it(optimizer, step):
    config = RunConfig(n_train=10, optimizer=optimizer, learning_rate=0.05)
    plain = advance(start(config), 12)
    edited = start(config, [Event(step, "edit", 0.75, "W1.2.1")])
    for at in range(step):
        assert np.array_equal(advance(edited, at).params["W1"], rewind_to(plain, at).params["W1"])
    there = advance(edited, step)
    assert value_of(there, "W1", 2, 1) == 0.75
    untouched = {name: array.copy() for name, array in rewind_to(plain, step).params.items()}
    untouched["W1"][2, 1] = 0.75
    for name, array in there.params.items():
        assert np.array_equal(array, untouched[name])
    # What the optimizer remembers is not touched.
    for name, array in there.state.optimizer.items():
        assert np.array_equal(array, rewind_to(plain, step).state.optimizer[name])
    further = advance(there, 3)
    assert value_of(further, "W1", 2, 1) != 0.75
    assert not np.array_equal(further.params["W1"], rewind_to(plain, step + 3).params["W1"])


def test_an_edit_at_the_cursor_is_seen_at_once_and_the_old_run_is_as_it_was():
    run = advance(start(SMALL), 8)
    before = run.params["b2"].copy()
    edited = fork(run, 8, Event(8, "edit", -3.0, "b2.0"))
    assert value_of(edited, "b2", 0) == -3
    assert edited.step == edited.history.last == 8
    assert np.array_equal(run.params["b2"], before)
    assert np.array_equal(rewind_to(run, 8).params["b2"], before)


def test_an_edited_run_rewinds_to_both_sides_of_the_edit():
    run = advance(start(SMALL, [Event(5, "edit", 3.0, "b1.1")]), 9)
    back = rewind_to(run, 4)
    assert value_of(back, "b1", 1) != 3
    assert value_of(advance(back, 1), "b1", 1) == 3
    assert value_of(rewind_to(run, 5), "b1", 1) == 3


def test_an_edit_in_the_past_forks_there_and_a_second_one_replaces_it():
    run = advance(start(SMALL), 9)
    once = fork(run, 4, Event(4, "edit", 1.0, "b1.0"))
    assert (once.step, once.history.last) == (4, 4)
    twice = fork(advance(once, 3), 4, Event(4, "edit", 2.0, "b1.0"))
    assert twice.events == (Event(4, "edit", 2.0, "b1.0"),)
    assert value_of(twice, "b1", 0) == 2
    # Another weight at the same step is a change of its own.
    both = fork(twice, 4, Event(4, "edit", 5.0, "b1.1"))
    assert (value_of(both, "b1", 0), value_of(both, "b1", 1)) == (2, 5)


def test_an_edit_of_step_0_is_kept_by_a_change_of_a_setting_there():
    run = fork(start(SMALL), 0, Event(0, "edit", 1.5, "b1.0"))
    assert (run.step, value_of(run, "b1", 0)) == (0, 1.5)
    faster = fork(advance(run, 3), 0, Event(0, "lr", 7.0))
    assert faster.config.learning_rate == 7
    assert faster.events == run.events
    assert value_of(faster, "b1", 0) == 1.5


def test_given_weights_too_large_for_a_cost_can_be_edited_away_at_step_0():
    huge = RunConfig(
        dataset="hills",
        hidden=(),
        activations=(),
        initialization="given",
        given=(1e200, 0.0, 0.0),
        n_train=5,
        learning_rate=0.1,
    )
    assert start(huge).has_ended
    run = start(huge, [Event(0, "edit", 0.5, "W1.0.0")])
    assert not run.has_ended
    assert advance(run, 3).step == 3


# Frozen.


@pytest.mark.parametrize("optimizer", list(settings.OPTIMIZER.choices))
@pytest.mark.parametrize("batch_size", [0, 3])
@pytest.mark.parametrize("target", ["W1.1.0", "b1.2", "unit1.3", "layer1", "layer2"])
def test_what_is_frozen_never_moves_and_all_else_does(optimizer, batch_size, target):
    config = RunConfig(
        n_train=10,
        optimizer=optimizer,
        batch_size=batch_size,
        l1=0.01,
        l2=0.01,
        learning_rate=0.05,
        activations=("tanh",),
    )
    run = start(config, [Event(4, "freeze", 1.0, target), Event(15, "freeze", 0.0, target)])
    masked = {(name, row, column) for name, row, column in places(target, config.layer_dims)}
    states = [advance(run, step).params for step in range(21)]
    for name, array in states[0].items():
        for row, column in np.ndindex(array.shape):
            values = [float(params[name][row, column]) for params in states]
            moves = [a != b for a, b in itertools.pairwise(values)]
            is_frozen = (name, row, column) in masked
            assert not any(moves[4:15]) or not is_frozen
            assert all(moves[:4])
            assert all(moves[15:])
            assert is_frozen or all(moves)


def test_of_two_freezes_at_one_step_that_of_the_smaller_part_counts():
    events = [
        Event(0, "freeze", 0.0, "b1.1"),
        Event(0, "freeze", 0.0, "unit1.2"),
        Event(0, "freeze", 1.0, "W1.2.0"),
        Event(0, "freeze", 1.0, "layer1"),
    ]
    frozen = start(SMALL, events).rule.frozen
    assert frozen["W1"].tolist() == [[True, True], [True, True], [True, False], [True, True]]
    assert frozen["b1"].tolist() == [[True], [False], [False], [True]]
    assert not frozen["W2"].any()


def test_nothing_frozen_is_no_mask_at_all():
    run = start(SMALL, [Event(2, "freeze", 1.0, "unit1.0"), Event(5, "freeze", 0.0, "layer1")])
    assert [run.schedule.at(step).frozen is None for step in (1, 2, 4, 5)] == [
        *(True, False, False, True)
    ]


def test_a_frozen_weight_can_still_be_given_a_value():
    events = [Event(0, "freeze", 1.0, "b1.0"), Event(4, "edit", 2.5, "b1.0")]
    run = advance(start(SMALL, events), 9)
    assert [value_of(rewind_to(run, step), "b1", 0) for step in (3, 4, 9)] == [0, 2.5, 2.5]


# Another optimizer.


@pytest.mark.parametrize("first", list(settings.OPTIMIZER.choices))
@pytest.mark.parametrize("second", list(settings.OPTIMIZER.choices))
def test_an_optimizer_that_is_changed_begins_afresh(first, second):
    config = RunConfig(n_train=10, optimizer=first, learning_rate=0.05)
    run = advance(start(config, [Event(6, "opt", second)]), 11)
    before, at = rewind_to(run, 5), rewind_to(run, 6)
    if first == second:
        assert run.events == ()
        return
    names = {"gradient-descent": "", "momentum": "v", "rmsprop": "s", "adam": "mtv"}
    assert {name[0] for name in before.state.optimizer} == set(names[first])
    assert {name[0] for name in at.state.optimizer} == set(names[second])
    assert not any(array.any() for array in at.state.optimizer.values())
    # From there it is a run of the second optimizer that starts with those weights.
    given_now = np.concatenate([array.ravel() for array in at.params.values()])
    fresh = RunConfig(
        n_train=10,
        optimizer=second,
        learning_rate=0.05,
        initialization="given",
        given=tuple(given_now.tolist()),
    )
    afresh = advance(start(fresh), 5)
    for name, array in run.params.items():
        assert np.array_equal(array, afresh.params[name])


def test_going_back_to_an_optimizer_begins_it_afresh_too():
    config = RunConfig(n_train=10, optimizer="momentum", learning_rate=0.05)
    there_and_back = [Event(4, "opt", "adam"), Event(5, "opt", "momentum")]
    run = advance(start(config, there_and_back), 5)
    assert not any(array.any() for array in run.state.optimizer.values())
    assert rewind_to(run, 4).state.optimizer["t"].item() == 0
    assert advance(run, 1).state.optimizer.keys() == rewind_to(run, 2).state.optimizer.keys()


def test_a_setting_changed_at_step_0_is_written_alike_too():
    run = fork(start(SMALL), 0, Event(0, "batch", 4.0))
    assert repr(run.config) == repr(
        RunConfig(n_train=10, n_test=3, learning_rate=0.5, batch_size=4)
    )
    assert advance(run, 3).step == 3
    with pytest.raises(ValueError, match=r"^batch: expected a whole number"):
        fork(start(SMALL), 0, Event(0, "batch", 2.5))
