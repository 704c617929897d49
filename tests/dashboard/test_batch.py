import itertools
import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.batch import flatten, frames_of, recorded_frames, train_batch
from dashboard.config import RunConfig
from dashboard.history import History, Measure
from dashboard.run import advance, rewind_to, start
from tests.dashboard.strategies import changes, configs, examples

SMALL = RunConfig(n_train=12, n_test=4, learning_rate=0.5)
ENDING = RunConfig(
    n_train=12, n_test=4, hidden=(4, 4), activations=("linear", "linear"), learning_rate=20.0
)
"""A run that leaves the finite numbers after seven steps."""


class Clock:
    """Seconds that pass only with training steps, at a price for each."""

    def __init__(self):
        self.now = 0.0
        self.seconds_per_step = 1e-6

    def __call__(self):
        return self.now


@pytest.fixture(scope="module", autouse=True)
def clock():
    """Time passes with training steps alone: no test here depends on how fast this machine is."""
    from dashboard import run

    clock = Clock()
    trained = run.training_step

    def training_step(*arguments, **options):
        clock.now += clock.seconds_per_step
        return trained(*arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("dashboard.run.training_step", training_step)
        patch.setattr("dashboard.batch.time", SimpleNamespace(perf_counter=clock, monotonic=clock))
        yield clock


@pytest.fixture(autouse=True)
def _cheap_steps(clock):
    clock.seconds_per_step = 1e-6


def batch(run, n_frames, *, speed=3, seconds_per_step=1e-6, **options):
    """A batch in all the time it needs."""
    return train_batch(run, n_frames, speed=speed, seconds_per_step=seconds_per_step, **options)


def plain_flat(params):
    """W1 row by row, b1, W2, ... number by number."""
    numbers = []
    for layer in range(1, len(params) // 2 + 1):
        for row in params[f"W{layer}"]:
            numbers += [float(weight) for weight in row]
        numbers += [float(bias) for (bias,) in params[f"b{layer}"]]
    return numbers


def plain_costs(run, params):
    """Cost and accuracy of two classes on the training and the test set, one example at a time."""
    functions = {
        "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
        "tanh": math.tanh,
        "relu": lambda z: max(z, 0.0),
        "linear": lambda z: z,
    }
    names = [*run.config.activations, "linear"]
    found = []
    for X, Y in ((run.data.X, run.data.Y), (run.data.X_test, run.data.Y_test)):
        costs, rights = [], []
        for point, label in zip(X.T, Y[0], strict=True):
            values = [float(coordinate) for coordinate in point]
            for layer, name in enumerate(names, start=1):
                W, b = params[f"W{layer}"], params[f"b{layer}"]
                sums = [
                    math.fsum(w * value for w, value in zip(row, values, strict=True)) + bias
                    for row, (bias,) in zip(W, b, strict=True)
                ]
                values = [functions[name](z) for z in sums]
            (z,) = values
            costs.append(math.log1p(math.exp(-abs(z))) + max(z, 0.0) - label * z)
            rights.append((z >= 0) == (label == 1))
        found.append((np.mean(costs), np.mean(rights)) if costs else (math.nan, math.nan))
    (train_cost, train_accuracy), (test_cost, test_accuracy) = found
    return [train_cost, test_cost, train_accuracy, test_accuracy]


# What a frame holds.


def test_parameters_are_laid_out_weights_row_by_row_then_biases_layer_after_layer():
    params = {
        "b2": np.array([[9.0]]),
        "W1": np.array([[1.0, 2.0], [3.0, 4.0]]),
        "W2": np.array([[7.0, 8.0]]),
        "b1": np.array([[5.0], [6.0]]),
    }
    assert flatten(params).tolist() == [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]


@examples(40)
@given(
    config=configs(),
    events=changes(),
    speed=st.integers(1, 7),
    n_frames=st.integers(1, 6),
    step=st.integers(0, 10),
)
def test_frames_are_exactly_the_states_of_the_run_at_even_steps(
    config, events, speed, n_frames, step
):
    with np.errstate(over="ignore", invalid="ignore"):
        run = advance(start(config, events), step)
        if advance(run, speed * n_frames).has_ended:
            return
        frames = batch(run, n_frames, speed=speed).frames
    assert frames.steps.tolist() == [run.step + speed * (frame + 1) for frame in range(n_frames)]
    for frame, at in enumerate(frames.steps):
        with np.errstate(over="ignore", invalid="ignore"):
            there = advance(start(config, events), int(at))
            expected = np.float32(plain_flat(there.params))
        assert frames.params[frame].tolist() == expected.tolist()


@examples(30)
@given(
    config=configs(),
    events=changes(),
    speed=st.integers(1, 5),
    chunks=st.lists(st.integers(1, 5), min_size=1, max_size=4),
)
def test_batches_in_chunks_are_one_advance_with_what_the_optimizer_remembers(
    config, events, speed, chunks
):
    run = start(config, events)
    measured = []
    for n_frames in chunks:
        made = batch(run, n_frames, speed=speed)
        run = made.run
        measured += made.frames.measures.tolist()
    there = advance(start(config, events), speed * sum(chunks))
    assert run.step == there.step
    for kept, other in zip(run.state, there.state, strict=True):
        assert {name: a.tobytes() for name, a in kept.items()} == {
            name: a.tobytes() for name, a in other.items()
        }
    # A frame is measured as the same step is when it is recorded, by whoever trained it.
    film = recorded_frames(there, there.step)
    recorded = dict(zip(film.steps.tolist(), film.measures, strict=True))
    for frame, row in enumerate(measured[:-1], start=1):
        np.testing.assert_allclose(row, recorded[speed * frame], rtol=1e-6)


@pytest.mark.parametrize("activation", list(settings.ACTIVATION.choices))
@pytest.mark.parametrize("n_test", [0, 4])
def test_measures_are_costs_and_accuracies_then_the_size_of_each_layers_gradient(
    activation, n_test
):
    config = replace(SMALL, hidden=(3, 2), activations=(activation,) * 2, n_test=n_test)
    run = start(config)
    frames = batch(run, 3).frames
    assert frames.measures.shape == (3, 4 + 3)
    for frame, at in enumerate(frames.steps):
        there = advance(run, int(at))
        costs = plain_costs(there, there.params)
        np.testing.assert_allclose(frames.measures[frame, :4], costs, rtol=1e-6)
        # One plain step downhill moves each weight by the rate times its gradient.
        following = advance(there, 1)
        for layer in (1, 2, 3):
            name = f"W{layer}"
            moved = (there.params[name] - following.params[name]) / config.learning_rate
            np.testing.assert_allclose(
                frames.measures[frame, 3 + layer], np.sqrt(np.mean(moved**2)), rtol=1e-5
            )


def test_arrays_are_little_endian_floats_of_the_promised_width():
    frames = batch(start(SMALL), 2).frames
    assert frames.steps.dtype == np.dtype("<f8")
    assert frames.measures.dtype == np.dtype("<f4")
    assert frames.params.dtype == np.dtype("<f4")
    assert frames.params.shape == (2, 17)


def test_no_frames_at_all_have_the_shape_of_no_frames():
    frames = frames_of(start(SMALL), [])
    assert frames.steps.shape == (0,)
    assert frames.measures.shape == (0, 4 + 2)
    assert frames.params.shape == (0, 17)


def test_a_number_beyond_float32_is_sent_as_infinite():
    run = start(SMALL)
    params = {name: np.full_like(array, -1e300) for name, array in run.params.items()}
    measured = Measure(1e300, 1.0, 0.5, 0.5, (1e300, 1.0))
    frames = frames_of(run, [(3, params, measured)])
    assert np.all(frames.params == -np.inf)
    assert frames.measures[0].tolist() == [np.inf, 1.0, 0.5, 0.5, np.inf, 1.0]


# Where a batch ends.


def test_a_batch_leaves_the_run_at_its_last_frame():
    made = batch(start(SMALL), 5)
    assert made.run.step == made.frames.steps[-1] == 15
    assert made.steps_per_frame == 3


def test_batch_after_batch_is_one_run():
    run = start(SMALL)
    steps = []
    for _ in range(4):
        made = batch(run, 3)
        run = made.run
        steps += made.frames.steps.tolist()
    assert steps == list(range(3, 37, 3))
    there = advance(start(SMALL), 36)
    assert all(np.array_equal(run.params[name], there.params[name]) for name in run.params)


@examples(40)
@given(stop=st.integers(0, 30), speed=st.integers(1, 40), n_frames=st.integers(1, 12))
def test_a_batch_never_goes_beyond_the_step_to_stop_at(stop, speed, n_frames):
    run = advance(start(SMALL), 5)
    stop = 5 + stop
    made = batch(run, n_frames, speed=speed, stop=stop)
    assert made.run.step == min(5 + speed * n_frames, stop)
    # Evenly spaced, but for the last.
    even = [5 + speed * (frame + 1) for frame in range(n_frames)]
    expected = [step for step in even if step < stop]
    if len(expected) < n_frames and stop > 5:
        expected.append(stop)
    assert made.frames.steps.tolist() == expected


def test_a_batch_ends_at_the_last_finite_step():
    end = advance(start(ENDING), 100).step
    with np.errstate(over="ignore", invalid="ignore"):
        made = batch(start(ENDING), 30)
    assert made.run.has_ended
    assert made.run.step == made.frames.steps[-1] == end
    assert made.frames.steps.tolist() == [3, 6, 7]
    assert all(np.isfinite(array).all() for array in made.run.params.values())


@pytest.mark.parametrize("is_known", [True, False])
def test_a_batch_of_a_run_that_has_ended_is_empty(is_known):
    end = advance(start(ENDING), 100).step
    run = advance(start(ENDING), end)
    if is_known:
        run = advance(run, 1)
    assert run.has_ended == is_known
    made = batch(run, 30)
    assert made.frames.steps.tolist() == []
    assert made.run.has_ended
    assert made.run.step == end


@pytest.mark.parametrize(
    "config", [ENDING, replace(ENDING, hidden=(8, 8, 8), activations=("linear",) * 3)]
)
def test_the_frames_of_a_run_up_to_its_end_raise_no_warning(config):
    made = batch(start(config), 30, speed=1)
    assert made.run.has_ended
    assert len(made.frames.steps) == made.run.step


# How long a batch takes.


def test_fewer_steps_a_frame_are_made_where_a_step_takes_long(clock):
    clock.seconds_per_step = 1e-3
    # 0.2 s for 20 frames is 10 ms a frame: ten steps of a millisecond.
    assert settings.TURN_SECONDS == 0.2
    made = batch(start(SMALL), 20, speed=1000, seconds_per_step=1e-3)
    assert made.steps_per_frame == 10
    assert np.diff(made.frames.steps).tolist() == [10] * (len(made.frames.steps) - 1)
    assert made.frames.steps[0] == 10


def test_a_frame_has_at_least_one_step_and_never_more_than_asked_for():
    slow = batch(start(SMALL), 20, speed=50, seconds_per_step=10.0)
    assert slow.steps_per_frame == 1
    fast = batch(start(SMALL), 20, speed=50, seconds_per_step=1e-9)
    assert fast.steps_per_frame == 50


@pytest.mark.parametrize("price", [1e-5, 1e-3, 0.03, 0.5])
def test_a_batch_measures_what_a_step_takes(clock, price):
    clock.seconds_per_step = price
    made = batch(start(SMALL), 4, seconds_per_step=price)
    assert made.seconds_per_step == pytest.approx(price)


def test_a_batch_without_a_step_keeps_what_was_measured_last():
    made = batch(start(SMALL), 4, seconds_per_step=0.125, stop=0)
    assert made.seconds_per_step == 0.125


def test_a_batch_stops_making_frames_when_its_time_is_over(clock):
    clock.seconds_per_step = 0.03
    made = batch(start(SMALL), 45, speed=1, seconds_per_step=0.03)
    # Each frame waits for the step after it, which shows whether its cost is finite: frames are
    # there at 0.06, 0.09, ..., 0.18, 0.21 s, and the sixth is the first that is too late.
    assert made.frames.steps.tolist() == [1, 2, 3, 4, 5, 6]


@pytest.mark.parametrize("n_frames", [1, settings.RESTORING_FRAMES, settings.FIRST_BATCH_FRAMES])
@pytest.mark.parametrize("price", [1e-4, 1e-3, 4e-3])
def test_a_turn_keeps_its_time_even_when_a_step_takes_longer_than_it_did(clock, n_frames, price):
    # A session starts with 0.1 ms a step, and keeps what it measured on a smaller network.
    clock.seconds_per_step = price
    before = clock.now
    batch(start(SMALL), n_frames, speed=settings.MAX_LINK_STEP, seconds_per_step=1e-4)
    assert clock.now - before <= 2 * settings.TURN_SECONDS


# What a stage is sent that has seen nothing.


def film_of(config, steps, until, *, capacity=settings.MAX_SNAPSHOTS):
    """A trained run with so many snapshots, and its recorded frames."""
    run = start(config)
    run = replace(run, history=History(capacity, {0: run.state}))
    run = advance(run, steps)
    return run, recorded_frames(run, until)


@examples(40)
@given(
    steps=st.integers(0, 60),
    until=st.integers(0, 60),
    capacity=st.integers(2, 80),
)
def test_recorded_frames_are_in_order_and_end_with_the_step_asked_for(steps, until, capacity):
    until = min(steps, until)
    run, frames = film_of(SMALL, steps, until, capacity=capacity)
    assert frames.steps[0] == 0
    assert frames.steps[-1] == until
    assert np.all(np.diff(frames.steps) > 0)
    assert set(frames.steps) <= {*run.history.steps(), until}
    for frame, at in enumerate(frames.steps):
        there = rewind_to(run, int(at))
        assert frames.params[frame].tolist() == np.float32(plain_flat(there.params)).tolist()
        np.testing.assert_allclose(
            frames.measures[frame, :4], plain_costs(there, there.params), rtol=1e-6
        )


def test_recorded_frames_may_end_before_the_cursor_or_after_it():
    run, _ = film_of(SMALL, 40, 40, capacity=5)
    assert recorded_frames(run, 13).steps.tolist() == [0, 8, 13]
    back = rewind_to(run, 13)
    assert recorded_frames(back, 40).steps.tolist() == [0, 8, 16, 24, 32, 40]


def test_each_snapshot_is_measured_once_in_its_life(monkeypatch):
    from dashboard import batch as module

    run, frames = film_of(SMALL, 40, 40)
    counted = itertools.count()
    measure = module.measure
    monkeypatch.setattr(module, "measure", lambda *given: (next(counted), measure(*given))[1])
    again = recorded_frames(run, 40)
    assert next(counted) == 0
    assert again.measures.tolist() == frames.measures.tolist()


def film_bytes(frames):
    return sum(array.nbytes for array in (frames.steps, frames.measures, frames.params))


@pytest.mark.parametrize(
    "hidden", [(), (4,), (8, 8), (16, 16), (4, 4, 3, 3, 3, 3), (1,) * 6, (16,) * 6], ids=str
)
def test_recorded_frames_never_take_more_room_than_they_may(hidden):
    config = RunConfig(n_train=1, n_test=0, hidden=hidden, activations=("tanh",) * len(hidden))
    run = start(config)
    # As many snapshots as the history of this network ever holds, without training for them.
    last = run.history.capacity
    snapshots = dict.fromkeys(range(last + 1), run.state)
    history = replace(run.history, snapshots=snapshots, last=last)
    frames = recorded_frames(replace(run, history=history), last)
    assert film_bytes(frames) <= settings.MAX_FILM_BYTES
    assert film_bytes(frames) >= settings.MAX_FILM_BYTES / 3 or len(frames.steps) == last + 1


@examples(30)
@given(room=st.integers(200, 8_000), steps=st.integers(0, 60), until=st.integers(0, 60))
def test_thinned_frames_are_evenly_spaced_and_keep_both_ends(room, steps, until):
    until = min(steps, until)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "MAX_FILM_BYTES", room)
        _, frames = film_of(SMALL, steps, until)
    assert frames.steps[0] == 0
    assert frames.steps[-1] == until
    gaps = np.diff(frames.steps)
    assert len(set(gaps[:-1])) <= 1
    if len(gaps) > 1:
        assert gaps[-1] <= gaps[0]
