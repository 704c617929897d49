import hashlib
import itertools
import math
import struct
from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import RULE_FIELDS, Event, RunConfig, parameter_count, unflatten
from dashboard.datasets import make_dataset
from dashboard.history import History, State
from dashboard.run import advance, fingerprint, fork, rewind_to, start
from network import OPTIMIZERS, cost_function, epoch_order, forward_prop, init_params, training_step
from tests.dashboard.strategies import (
    changes,
    configs,
    events_at,
    examples,
    given_parameters,
    rates,
)

LONGEST = 24
SMALL_CAPACITY = 5
"""So few snapshots that short runs too must thin them out and compute in between."""

stretches = st.integers(0, LONGEST)
capacities = st.sampled_from([SMALL_CAPACITY, settings.MAX_SNAPSHOTS])


def begin(config, events=(), *, capacity=settings.MAX_SNAPSHOTS):
    """A run at step 0 that keeps at most so many snapshots."""
    run = start(config, events)
    return replace(run, history=History(capacity, {0: run.state}, end=run.history.end))


def bytes_of(arrays):
    """Every name, shape and bit of some arrays."""
    return [(name, array.shape, array.tobytes()) for name, array in arrays.items()]


def bytes_of_state(state):
    """Every bit of the parameters and of what the optimizer remembers."""
    return bytes_of(state.params), bytes_of(state.optimizer)


def state(run):
    """Where a run stands, to the last bit."""
    return run.step, fingerprint(run), bytes_of_state(run.state)


def walked(run, chunks):
    """Advance chunk by chunk."""
    for chunk in chunks:
        run = advance(run, chunk)
    return run


WIDTHS = ("layer", "unit", "W", "b")
"""Of two freezes at one step, that of the part counts: targets, the widest first."""


def first_parameters(config, dims):
    """The parameters of step 0, before anything is edited."""
    if config.initialization != "given":
        return init_params(dims, seed=config.seed, initialization=config.initialization)
    numbers = iter(config.given)
    params = {}
    for layer in range(1, len(dims)):
        rows = [[next(numbers) for _ in range(dims[layer - 1])] for _ in range(dims[layer])]
        params[f"W{layer}"] = np.array(rows)
        params[f"b{layer}"] = np.array([[next(numbers)] for _ in range(dims[layer])])
    return params


def set_masks(masks, target, value):
    """Freeze what a target names, or let it go."""
    name, *place = target.split(".")
    if name.startswith("layer"):
        for kind in "Wb":
            masks[f"{kind}{name[5:]}"][:] = value
    elif name.startswith("unit"):
        for kind in "Wb":
            masks[f"{kind}{name[4:]}"][int(place[0]), :] = value
    else:
        masks[name][int(place[0]), int(place[1]) if len(place) > 1 else 0] = value


def plain_loop(config, events, steps):
    """What a run is, without the engine: its states after 0, 1, 2, ... updates.

    Ends early where the next parameters, or the cost that they would give, are not finite.
    """
    data = make_dataset(
        config.dataset,
        seed=config.data_seed,
        noise=config.noise,
        n_train=config.n_train,
        n_test=config.n_test,
        n_classes=config.n_classes,
        features=config.features,
    )
    m = data.X.shape[1]
    dims = [len(config.features), *config.hidden, data.Y.shape[0]]
    output = {"binary": "sigmoid", "classes": "softmax", "value": "linear"}[data.task]
    network = {"activations": config.activations, "output": output}
    cost = "squared-error" if data.task == "value" else config.cost
    params = first_parameters(config, dims)
    memory = OPTIMIZERS[config.optimizer].begin(params)
    masks = {name: np.zeros(array.shape, dtype=bool) for name, array in params.items()}
    rule = {kind: getattr(config, name) for kind, name in RULE_FIELDS.items()}
    epoch = taken = 0  # of the pass over the training points that has begun
    states = []
    with np.errstate(over="ignore", invalid="ignore"):
        for step in range(steps + 1):
            now = [event for event in events if event.step == step]
            for event in now:
                if event.kind == "edit":
                    name, *place = event.target.split(".")
                    params = {known: array.copy() for known, array in params.items()}
                    params[name][int(place[0]), int(place[1]) if len(place) > 1 else 0] = (
                        event.value
                    )
                elif event.kind != "freeze":
                    if event.kind == "opt" and event.value != rule["opt"]:
                        memory = OPTIMIZERS[event.value].begin(params)
                    rule[event.kind] = event.value
            freezes = [event for event in now if event.kind == "freeze"]
            for width in WIDTHS:
                for event in freezes:
                    if event.target.startswith(width):
                        set_masks(masks, event.target, event.value == 1)

            size = rule["batch"]
            if 0 < size < m:
                chosen = epoch_order(m, seed=config.seed, epoch=epoch)[taken : taken + size]
                X, Y = data.X[:, chosen], data.Y[:, chosen]
                taken += len(chosen)
                if taken == m:
                    epoch, taken = epoch + 1, 0
            else:
                epoch, taken = epoch + 1 + (taken > 0), 0  # a pass that was begun is left
                X, Y = data.X, data.Y
            AL, caches = forward_prop(X, params, **network)
            Z = caches[-1].activation_cache.Z
            worth = cost_function(AL, Y, Z=Z, cost=cost, output=output)
            is_finite = all(np.isfinite(array).all() for array in params.values())
            is_finite = is_finite and math.isfinite(worth)
            if is_finite or step == 0:
                states.append(State(params, memory))
            if not is_finite:
                break
            made = training_step(
                X,
                Y,
                params,
                rule["lr"],
                **network,
                cost=cost,
                optimizer=rule["opt"],
                state=memory,
                beta1=rule["beta1"],
                beta2=rule["beta2"],
                l1=rule["l1"],
                l2=rule["l2"],
                frozen=masks,
            )
            params, memory = made.params, made.state
    return states


# The laws.


@examples(60)
@given(config=configs(), events=changes(), a=stretches, b=stretches, capacity=capacities)
def test_advancing_twice_equals_advancing_once_to_the_last_bit(config, events, a, b, capacity):
    twice = advance(advance(begin(config, events, capacity=capacity), a), b)
    once = advance(begin(config, events, capacity=capacity), a + b)
    assert state(twice) == state(once)
    assert twice.history.steps() == once.history.steps()
    assert (twice.history.last, twice.history.end) == (once.history.last, once.history.end)


@examples(40)
@given(config=configs(), events=changes(), steps=stretches)
def test_the_same_config_and_events_give_the_same_bytes(config, events, steps):
    one, other = advance(start(config, events), steps), advance(start(config, events), steps)
    assert state(one) == state(other)
    assert one.data.X.tobytes() == other.data.X.tobytes()
    assert one.data.X_test.tobytes() == other.data.X_test.tobytes()


@examples(60)
@given(config=configs(), events=changes(), steps=stretches, capacity=capacities)
def test_a_run_is_a_plain_loop_over_training_steps(config, events, steps, capacity):
    run = advance(begin(config, events, capacity=capacity), steps)
    states = plain_loop(config, events, steps)
    assert run.step == len(states) - 1
    assert bytes_of_state(run.state) == bytes_of_state(states[-1])
    for step, kept in run.history.snapshots.items():
        assert bytes_of_state(kept) == bytes_of_state(states[step])
    if run.step < steps:
        assert run.has_ended
        assert run.history.end == run.step
    elif steps:
        assert run.history.end is None


@examples(60)
@given(
    config=configs(),
    events=changes(),
    steps=stretches,
    capacity=capacities,
    fraction=st.floats(0, 1),
)
def test_rewinding_moves_only_the_cursor(config, events, steps, capacity, fraction):
    run = advance(begin(config, events, capacity=capacity), steps)
    before = state(run), run.history.steps(), run.history.last, run.history.end
    to = int(fraction * run.history.last)

    rewound = rewind_to(run, to)
    assert rewound.step == to
    assert rewound.config == run.config
    assert rewound.events == run.events
    assert rewound.history is run.history
    assert rewound.data is run.data
    assert state(rewound) == state(advance(start(config, events), to))
    assert (state(run), run.history.steps(), run.history.last, run.history.end) == before
    assert state(rewind_to(rewound, run.step)) == state(run)


@examples(40)
@given(config=configs(), events=changes(), capacity=st.integers(1, 6), data=st.data())
def test_every_step_between_two_snapshots_is_recomputed_exactly(config, events, capacity, data):
    states = plain_loop(config, events, 2 * LONGEST)
    run = advance(begin(config, events, capacity=capacity), 2 * LONGEST)
    kept = run.history.steps()
    for _ in range(5):
        step = data.draw(st.integers(0, run.history.last))
        run = rewind_to(run, step)
        assert bytes_of_state(run.state) == bytes_of_state(states[step])
    assert run.history.steps() == kept


@examples(40)
@given(
    config=configs(),
    events=changes(latest=60),
    capacity=st.integers(1, 12),
    chunks=st.lists(st.integers(0, 30), max_size=4),
)
def test_chunking_never_changes_which_snapshots_are_kept(config, events, capacity, chunks):
    at_once = advance(begin(config, events, capacity=capacity), sum(chunks))
    in_chunks = walked(begin(config, events, capacity=capacity), chunks)
    one_by_one = walked(begin(config, events, capacity=capacity), [1] * sum(chunks))
    for run in (at_once, in_chunks, one_by_one):
        assert run.history.steps() == at_once.history.steps()
        assert len(run.history.snapshots) <= capacity + 1
        assert run.history.stride.bit_count() == 1  # a power of two
        for step, kept in run.history.snapshots.items():
            assert step % run.history.stride == 0
            assert bytes_of_state(kept) == bytes_of_state(at_once.history.snapshots[step])


def test_a_long_run_keeps_to_the_capacity_of_its_network():
    # 3 parameters: 512 snapshots at most, so 1,100 steps are kept every fourth.
    run = advance(start(RunConfig(dataset="point", hidden=(), activations=())), 1_100)
    assert run.history.capacity == 512
    assert run.history.steps() == list(range(0, 1_101, 4))
    assert state(rewind_to(run, 1_099)) == state(advance(start(run.config), 1_099))


def is_same_change(one, other):
    """Whether of two changes only one can count."""
    return (one.step, one.kind, one.target) == (other.step, other.kind, other.target)


@examples(80)
@given(
    config=configs(),
    events=changes(),
    steps=st.integers(1, LONGEST),
    further=stretches,
    capacity=capacities,
    data=st.data(),
)
def test_a_fork_shares_the_past_and_the_old_run_still_gives_the_same_bytes(
    config, events, steps, further, capacity, data
):
    run = advance(begin(config, events, capacity=capacity), steps)
    step = data.draw(st.integers(0, run.history.last))
    event = data.draw(events_at(step) | rates().map(lambda rate: Event(step, "lr", rate)))
    old = [state(rewind_to(run, at)) for at in range(run.history.last + 1)]
    kept = run.history.steps()

    forked = fork(run, step, event)
    past = [known for known in run.events if known.step <= step]
    if step == 0 and event.kind in RULE_FIELDS:
        afresh = start(replace(config, **{RULE_FIELDS[event.kind]: event.value}), past)
    else:
        others = [known for known in past if not is_same_change(known, event)]
        afresh = start(config, [*others, event])
    assert (forked.config, forked.events) == (afresh.config, afresh.events)
    assert forked.history is not run.history
    assert forked.history.last == forked.step
    assert forked.step == step or forked.has_ended  # no cost may be left after an edit
    earlier = data.draw(st.integers(0, max(0, forked.step - 1)))
    if step > 0:  # at step 0 it is a new run
        assert state(rewind_to(forked, earlier)) == old[earlier]
        if event.kind not in ("edit", "opt"):
            assert forked.history.end is None

    assert state(forked) == state(advance(afresh, forked.step))
    future = advance(forked, further)
    assert state(future) == state(advance(afresh, future.step))
    assert state(advance(afresh, step + further)) == state(future)
    assert state(rewind_to(future, forked.step)) == state(forked)

    assert run.history.steps() == kept
    assert [state(rewind_to(run, at)) for at in range(len(old))] == old


@examples(40)
@given(
    config=configs(),
    events=changes(),
    steps=st.integers(1, LONGEST),
    first=rates(),
    second=rates(),
    data=st.data(),
)
def test_forking_twice_at_one_step_replaces_the_change(config, events, steps, first, second, data):
    run = advance(start(config, events), steps)
    if run.history.last == 0:
        return
    step = data.draw(st.integers(1, run.history.last))
    twice = fork(fork(run, step, Event(step, "lr", first)), step, Event(step, "lr", second))
    once = fork(run, step, Event(step, "lr", second))
    assert twice.events == once.events
    assert state(advance(twice, 5)) == state(advance(once, 5))
    places = [(event.step, event.kind, event.target) for event in twice.events]
    assert len(places) == len(set(places))


@examples(30)
@given(config=configs(), events=changes(), steps=stretches, rate=rates())
def test_a_change_at_step_0_changes_the_config(config, events, steps, rate):
    run = advance(start(config, events), steps)
    forked = fork(run, 0, Event(0, "lr", rate))
    assert forked.config == replace(config, learning_rate=rate)
    assert forked.events == tuple(event for event in run.events if event.step == 0)
    assert (forked.step, forked.history.last) == (0, 0)
    assert run.config == config


def test_a_run_that_goes_on_with_an_optimizer_of_more_memory_keeps_fewer_snapshots():
    # A state of Adam has three numbers for each that gradient descent has.
    config = RunConfig(n_train=1, n_test=0, hidden=(16,) * 6, activations=("tanh",) * 6)
    run = advance(start(config), 40)
    forked = fork(run, 30, Event(30, "opt", "adam"))
    assert forked.history.capacity == start(config, forked.events).history.capacity
    assert forked.history.capacity < run.history.capacity
    further = advance(forked, 200)
    assert len(further.history.snapshots) <= forked.history.capacity + 1
    assert state(rewind_to(further, 31)) == state(advance(start(config, forked.events), 31))


def test_a_fork_drops_the_changes_that_came_later():
    events = [Event(3, "lr", 1.0), Event(6, "lr", 0.5), Event(9, "lr", 0.1)]
    run = advance(start(RunConfig(n_train=8), events), 12)
    assert fork(run, 6, Event(6, "lr", 7.0)).events == (events[0], Event(6, "lr", 7.0))
    assert fork(run, 7, Event(7, "lr", 7.0)).events == (*events[:2], Event(7, "lr", 7.0))
    assert run.events == tuple(events)


@examples(40)
@given(config=configs(), events=changes(), step=st.integers(1, 6))
def test_a_change_to_what_is_in_force_is_left_out(config, events, step):
    run = advance(start(config, events), 6)
    if step > run.history.last:
        return
    in_force = run.schedule.at(step - 1).learning_rate
    forked = fork(run, step, Event(step, "lr", in_force))
    assert forked.events == tuple(
        event
        for event in run.events
        if event.step < step or (event.step == step and event.kind != "lr")
    )


def test_changes_to_what_is_in_force_are_left_out_at_the_start_too():
    run = start(
        RunConfig(learning_rate=2.0),
        [Event(1, "lr", 2.0), Event(2, "lr", 3.0), Event(5, "lr", 3.0), Event(6, "lr", 2.0)],
    )
    assert run.events == (Event(2, "lr", 3.0), Event(6, "lr", 2.0))


def test_a_change_governs_the_update_from_its_own_step():
    run = start(RunConfig(learning_rate=2.0), [Event(3, "lr", 5.0)])
    rates_in_force = [run.schedule.at(step).learning_rate for step in (0, 2, 3, 4, 10**6)]
    assert rates_in_force == [2, 2, 5, 5, 5]
    # One point, one weight that sees x = 1, no bias of note: W = 0, so A = 1/2 and dW = -1/2.
    config = RunConfig(
        dataset="point",
        hidden=(),
        activations=(),
        initialization="given",
        given=(0.0, 0.0, 0.0),
        learning_rate=2.0,
    )
    run = advance(start(config, [Event(1, "lr", 0.0001)]), 1)
    assert run.params["W1"].tolist() == [[1.0, 0.0]]  # 0 - 2 * (-1/2), and x2 = 0
    assert run.params["b1"].tolist() == [[1.0]]
    # Now Z = 2, A = 1 / (1 + e^-2) = 0.880797, dW = -0.119203, times the new rate.
    run = advance(run, 1)
    assert run.params["W1"][0, 0] == pytest.approx(1.0 + 0.0001 * 0.119203, abs=1e-10)


def test_advancing_by_nothing_changes_nothing():
    run = advance(start(RunConfig(n_train=8)), 3)
    assert state(advance(run, 0)) == state(run)


# What is refused.


@pytest.mark.parametrize("step", [-1, 8, 10**9])
def test_rewinding_to_a_step_never_reached_is_refused(step):
    run = rewind_to(advance(start(RunConfig(n_train=8)), 7), 3)
    with pytest.raises(ValueError, match=rf"^step: expected 0 to 7, got {step}$"):
        rewind_to(run, step)


def test_advancing_backwards_is_refused():
    run = advance(start(RunConfig(n_train=8)), 7)
    with pytest.raises(ValueError, match=r"^steps: expected at least 0, got -1$"):
        advance(run, -1)


def test_forking_at_a_step_never_reached_is_refused():
    run = advance(start(RunConfig(n_train=8)), 7)
    with pytest.raises(ValueError, match=r"^step: expected 0 to 7, got 8$"):
        fork(run, 8, Event(8, "lr", 1.0))


def test_forking_with_the_change_of_another_step_is_refused():
    run = advance(start(RunConfig(n_train=8)), 7)
    with pytest.raises(ValueError, match=r"^event: expected step 4, got 5$"):
        fork(run, 4, Event(5, "lr", 1.0))


@pytest.mark.parametrize("step", [0, 4])
def test_a_change_of_unknown_kind_is_refused(step):
    run = advance(start(RunConfig(n_train=8)), 7)
    with pytest.raises(ValueError, match=r"^event: expected a change of lr, opt, .*, got 'seed'$"):
        fork(run, step, Event(step, "seed", 1.0))


@pytest.mark.parametrize("step", [0, 4])
@pytest.mark.parametrize("value", [0.0, -1.0, 100.1, math.nan, math.inf])
def test_a_change_to_an_illegal_rate_is_refused(step, value):
    run = advance(start(RunConfig(n_train=8)), 7)
    with pytest.raises(ValueError, match=r"^lr: expected a number from 0\.0001 to 100"):
        fork(run, step, Event(step, "lr", value))


@pytest.mark.parametrize("step", [0, -1, settings.MAX_EVENT_STEP + 1])
def test_a_change_of_a_setting_before_step_1_or_far_beyond_is_refused(step):
    with pytest.raises(ValueError, match=rf"^event: expected a step from 1 on, got {step}$"):
        start(RunConfig(), [Event(step, "lr", 1.0)])


@pytest.mark.parametrize(
    "event",
    [Event(5, "lr", 5.0), Event(5, "edit", 5.0, "b1.0"), Event(5, "freeze", 1.0, "unit1.0")],
    ids=lambda event: event.kind,
)
def test_a_change_that_comes_twice_at_a_step_is_refused(event):
    twice = [event, event._replace(value=0.0 if event.kind == "freeze" else 6.0)]
    with pytest.raises(ValueError, match=r"^event: expected each change once at a step"):
        start(RunConfig(), twice)


def test_one_change_more_than_a_link_holds_is_refused():
    events = [
        Event(step, "lr", 1.0 if step % 2 else 2.0) for step in range(1, settings.MAX_EVENTS + 1)
    ]
    run = advance(start(RunConfig(n_train=4), events), settings.MAX_EVENTS + 1)
    assert len(run.events) == settings.MAX_EVENTS
    with pytest.raises(ValueError, match=r"^event: expected at most 100 changes"):
        fork(run, settings.MAX_EVENTS + 1, Event(settings.MAX_EVENTS + 1, "lr", 7.0))
    # Replacing the last one is still possible.
    last = settings.MAX_EVENTS
    assert fork(run, last, Event(last, "lr", 7.0)).events == (
        *run.events[:-1],
        Event(last, "lr", 7.0),
    )


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("data", {"dataset": "torus"}),
        ("data_seed", {"data_seed": -1}),
        ("data_seed", {"data_seed": 1_000_000}),
        ("data_seed", {"data_seed": 1.5}),
        ("noise", {"noise": -0.1}),
        ("noise", {"noise": 1.1}),
        ("noise", {"noise": math.nan}),
        ("n", {"n_train": 0}),
        ("n", {"n_train": 2_001}),
        ("test", {"n_test": -1}),
        ("test", {"n_test": 2_001}),
        ("layers", {"hidden": (2,) * 7, "activations": ("tanh",) * 7}),
        ("dims", {"hidden": (0,)}),
        ("dims", {"hidden": (17,)}),
        ("dims", {"hidden": (4, 2.5), "activations": ("tanh",) * 2}),
        ("act", {"activations": ("softplus",)}),
        ("act", {"activations": ()}),
        ("act", {"activations": ("tanh", "tanh")}),
        ("act", {"hidden": ()}),
        ("init", {"initialization": "orthogonal"}),
        ("given", {"initialization": "given"}),
        ("given", {"initialization": "given", "given": (0.0,) * 16}),
        ("given", {"initialization": "given", "given": (0.0,) * 18}),
        ("given", {"initialization": "given", "given": (math.nan,) * 17}),
        ("given", {"initialization": "given", "given": (math.inf,) * 17}),
        ("given", {"given": (0.0,) * 17}),
        ("seed", {"seed": -1}),
        ("seed", {"seed": 1_000_000}),
        ("lr", {"learning_rate": 0.0}),
        ("lr", {"learning_rate": 100.5}),
        ("lr", {"learning_rate": math.inf}),
        ("classes", {"n_classes": 2}),
        ("classes", {"n_classes": 7}),
        ("features", {"features": ()}),
        ("features", {"features": ("x3",)}),
        ("features", {"features": ("x2", "x1")}),
        ("features", {"features": ("x1", "x1")}),
        ("cost", {"cost": "hinge"}),
        ("opt", {"optimizer": "lion"}),
        ("beta1", {"beta1": 1.0}),
        ("beta1", {"beta1": -0.1}),
        ("beta2", {"beta2": 1.0}),
        ("beta2", {"beta2": math.nan}),
        ("batch", {"batch_size": -1}),
        ("batch", {"batch_size": 2.5}),
        ("batch", {"batch_size": 5_001}),
        ("l1", {"l1": -0.1}),
        ("l2", {"l2": 10.1}),
        ("l2", {"l2": math.nan}),
        # Three features need two weights more than two features do, four of them.
        ("given", {"initialization": "given", "given": (0.0,) * 17, "features": ("x1",)}),
        ("given", {"initialization": "given", "given": (0.0,) * 17, "dataset": "iris"}),
    ],
    ids=lambda value: str(value)[:50],
)
def test_a_config_refuses_a_bad_value_and_names_the_setting(key, wrong):
    with pytest.raises(ValueError, match=rf"^{key}: expected "):
        RunConfig(**wrong)


def test_a_config_cannot_be_changed_and_can_be_compared():
    config = RunConfig()
    with pytest.raises(FrozenInstanceError):
        config.seed = 5
    assert config == RunConfig()
    assert hash(config) == hash(RunConfig())
    assert replace(config, seed=5) != config


# What cannot be changed.


@examples(30)
@given(config=configs(), events=changes(), steps=stretches)
def test_every_array_of_a_run_is_read_only(config, events, steps):
    run = advance(begin(config, events, capacity=SMALL_CAPACITY), steps)
    middle = rewind_to(run, run.step // 2)
    holders = [*run.state, *middle.state, *itertools.chain(*run.history.snapshots.values())]
    for array in itertools.chain.from_iterable(arrays.values() for arrays in holders):
        assert not array.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0.0
    assert not run.data.X.flags.writeable


# Parameters as one list.


@examples(40)
@given(hidden=st.lists(st.integers(1, 5), max_size=3), data=st.data())
def test_one_list_holds_w_row_by_row_then_b_layer_by_layer(hidden, data):
    dims = (2, *hidden, 1)
    values = data.draw(given_parameters(parameter_count(dims)))
    params = unflatten(values, dims)
    assert list(params) == [name for at in range(1, len(dims)) for name in (f"W{at}", f"b{at}")]
    listed = [number for array in params.values() for row in array.tolist() for number in row]
    assert listed == list(values)
    for layer in range(1, len(dims)):
        assert params[f"W{layer}"].shape == (dims[layer], dims[layer - 1])
        assert params[f"b{layer}"].shape == (dims[layer], 1)


@pytest.mark.parametrize(
    ("dims", "count"),
    # 2-8-8-1: (2 + 1) * 8 + (8 + 1) * 8 + (8 + 1) * 1 = 24 + 72 + 9
    [((2, 1), 3), ((2, 4, 1), 17), ((2, 8, 8, 1), 105)],
)
def test_parameters_are_counted_with_their_biases(dims, count):
    assert parameter_count(dims) == count


# The fingerprint.


@examples(40)
@given(config=configs(), events=changes(), steps=stretches)
def test_the_fingerprint_is_sha_256_over_the_step_and_every_parameter(config, events, steps):
    run = advance(start(config, events), steps)
    written = struct.pack("<d", run.step)
    for layer in range(1, len(config.hidden) + 2):
        for name in (f"W{layer}", f"b{layer}"):
            for row in run.params[name].tolist():
                written += b"".join(struct.pack("<d", number) for number in row)
    assert fingerprint(run) == hashlib.sha256(written).hexdigest()[:8]


def test_the_fingerprint_does_not_see_how_an_array_lies_in_memory():
    run = start(RunConfig())
    params = {name: np.asfortranarray(a) for name, a in run.params.items()}
    other = replace(run, state=run.state._replace(params=params))
    assert fingerprint(other) == fingerprint(run)


def test_the_fingerprint_sees_the_last_bit_and_the_step():
    run = start(RunConfig())
    nudged = np.nextafter(run.params["W2"], 1)
    other = run.state._replace(params=run.params | {"W2": nudged})
    assert fingerprint(replace(run, state=other)) != fingerprint(run)
    assert fingerprint(replace(run, step=1)) != fingerprint(run)


# Runs that blow up. Warnings are errors here, so each of these also shows that none is raised.

BLOW_UPS = {
    "2 linear layers": RunConfig(
        hidden=(4, 4),
        activations=("linear", "linear"),
        initialization="scale-20",
        learning_rate=100.0,
        n_train=20,
    ),
    "3 linear layers": RunConfig(
        dataset="moons",
        hidden=(5, 5, 5),
        activations=("linear",) * 3,
        initialization="scale-20",
        learning_rate=100.0,
        n_train=20,
    ),
    "ReLU between linear layers": RunConfig(
        dataset="xor",
        hidden=(5, 5, 5),
        activations=("linear", "relu", "linear"),
        initialization="scale-20",
        learning_rate=100.0,
        n_train=20,
        seed=7,
    ),
}
blow_up = pytest.mark.parametrize("config", BLOW_UPS.values(), ids=BLOW_UPS)


@blow_up
def test_a_blow_up_stops_at_the_last_finite_step(config):
    states = plain_loop(config, (), 200)
    last = len(states) - 1
    assert 0 < last < 199
    run = advance(start(config), 200)
    assert run.has_ended
    assert run.step == run.history.end == run.history.last == last
    assert bytes_of_state(run.state) == bytes_of_state(states[-1])


@blow_up
def test_a_run_that_has_ended_stays_where_it_is(config):
    run = advance(start(config), 200)
    assert state(advance(run, 50)) == state(run)
    earlier = rewind_to(run, run.step - 1)
    assert not earlier.has_ended
    assert state(advance(earlier, 1)) == state(run)
    assert state(advance(earlier, 50)) == state(run)
    with pytest.raises(ValueError, match=r"^step: expected 0 to"):
        rewind_to(run, run.step + 1)


@blow_up
def test_a_change_at_the_end_leads_on_and_the_old_run_stays_ended(config):
    run = advance(start(config), 200)
    change = Event(run.step, "lr", 0.0001)
    forked = fork(run, run.step, change)
    assert not forked.has_ended
    assert state(advance(forked, 9)) == state(advance(start(config, [change]), run.step + 9))
    assert not advance(fork(run, 0, Event(0, "lr", 0.0001)), 1).has_ended
    assert run.has_ended
    assert state(advance(run, 9)) == state(run)


@blow_up
@examples(25)
@given(chunks=st.lists(st.integers(0, 12), max_size=12), capacity=st.integers(1, 6))
def test_the_last_finite_step_is_the_same_for_every_chunking(config, chunks, capacity):
    at_once = advance(begin(config, capacity=capacity), 200)
    in_chunks = walked(begin(config, capacity=capacity), [*chunks, 200])
    one_by_one = walked(begin(config, capacity=capacity), [1] * 200)
    assert state(in_chunks) == state(at_once) == state(one_by_one)
    assert in_chunks.history.end == at_once.history.end == one_by_one.history.end
    assert in_chunks.history.steps() == at_once.history.steps() == one_by_one.history.steps()


@examples(40)
@given(
    dataset=st.sampled_from(list(settings.DATA.choices)),
    activations=st.lists(st.sampled_from(["relu", "linear"]), min_size=1, max_size=3),
    units=st.integers(1, 5),
    seed=st.integers(0, 1_000),
    events=changes(latest=8),
    chunks=st.lists(st.integers(0, 12), max_size=5),
)
def test_the_wildest_runs_end_alike_for_every_chunking_and_without_a_warning(
    dataset, activations, units, seed, events, chunks
):
    config = RunConfig(
        dataset=dataset,
        n_train=10,
        hidden=(units,) * len(activations),
        activations=tuple(activations),
        initialization="scale-20",
        seed=seed,
        learning_rate=100.0,
    )
    at_once = advance(start(config, events), sum(chunks))
    in_chunks = walked(start(config, events), chunks)
    assert state(in_chunks) == state(at_once)
    assert in_chunks.has_ended == at_once.has_ended
    assert at_once.step == len(plain_loop(config, events, sum(chunks))) - 1
    assert all(np.isfinite(array).all() for array in at_once.params.values())


def test_a_run_keeps_nothing_of_a_step_that_is_not_finite():
    run = advance(start(BLOW_UPS["3 linear layers"]), 200)
    assert run.history.steps() == list(range(run.step + 1))
    for params in [run.params, *(kept.params for kept in run.history.snapshots.values())]:
        assert all(np.isfinite(array).all() for array in params.values())
        assert not any(array.flags.writeable for array in params.values())


def test_runs_can_be_compared_though_arrays_cannot():
    # Comparing arrays has no single answer, so a run is equal to itself alone.
    run, other = start(RunConfig(n_train=4)), start(RunConfig(n_train=4))
    assert run in [run]
    assert run not in [other]
