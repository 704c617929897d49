import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.config import RunConfig
from dashboard.history import History
from dashboard.probes import accuracy, curves, measure, prediction_grid
from dashboard.run import advance, rewind_to, start
from tests.dashboard.strategies import examples

SMALL = RunConfig(n_train=7, n_test=3, learning_rate=0.5)

VALUES = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)),
    "tanh": math.tanh,
    "relu": lambda z: max(z, 0.0),
    "linear": lambda z: z,
}


def plain_sum(point, params, names):
    """The output unit's weighted sum for one point: plain Python, one unit at a time."""
    values = [float(coordinate) for coordinate in point]
    for layer, name in enumerate([*names, "linear"], start=1):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        sums = [
            math.fsum(w * value for w, value in zip(row, values, strict=True)) + bias
            for row, (bias,) in zip(W, b, strict=True)
        ]
        values = [VALUES[name](z) for z in sums]
    (z,) = values
    return z


def plain_cost(X, Y, params, names):
    """Mean of -log of the probability that was given to the right class."""
    costs = []
    for point, label in zip(X.T, Y[0], strict=True):
        z = plain_sum(point, params, names)
        costs.append(math.log1p(math.exp(-z)) if label == 1 else math.log1p(math.exp(z)))
    return math.fsum(costs) / len(costs)


def plain_accuracy(X, Y, params, names):
    """Share of the points on the right side of the boundary."""
    rights = [
        (plain_sum(point, params, names) >= 0) == (label == 1)
        for point, label in zip(X.T, Y[0], strict=True)
    ]
    return sum(rights) / len(rights)


def slope(run, params, name, index):
    """Central difference of the plain training cost by one weight."""
    step = 1e-6
    costs = []
    for sign in (1, -1):
        moved = {key: array.copy() for key, array in params.items()}
        moved[name][index] += sign * step
        costs.append(plain_cost(run.data.X, run.data.Y, moved, run.config.activations))
    return (costs[0] - costs[1]) / (2 * step)


def given_run(config, numbers):
    """A run that starts with parameters made by hand."""
    return start(replace(config, initialization="given", given=tuple(numbers)))


# One step measured.


@pytest.mark.parametrize("activation", list(settings.ACTIVATION.choices))
@pytest.mark.parametrize("hidden", [(), (3,), (2, 3)], ids=str)
@pytest.mark.parametrize("dataset", ["xor", "virginica"])
def test_costs_accuracies_and_gradients_are_what_plain_arithmetic_gives(
    activation, hidden, dataset
):
    names = (activation,) * len(hidden)
    config = replace(SMALL, dataset=dataset, hidden=hidden, activations=names, seed=5)
    run = advance(start(config), 6)
    data, params = run.data, run.params
    measured = measure(run, params)
    assert measured.train_cost == pytest.approx(plain_cost(data.X, data.Y, params, names))
    assert measured.test_cost == pytest.approx(plain_cost(data.X_test, data.Y_test, params, names))
    assert measured.train_accuracy == plain_accuracy(data.X, data.Y, params, names)
    assert measured.test_accuracy == plain_accuracy(data.X_test, data.Y_test, params, names)
    assert len(measured.gradients) == len(hidden) + 1
    for layer, size in enumerate(measured.gradients, start=1):
        name = f"W{layer}"
        slopes = [slope(run, params, name, index) for index in np.ndindex(params[name].shape)]
        assert size == pytest.approx(math.sqrt(np.mean(np.square(slopes))), rel=1e-4, abs=1e-8)


def test_any_parameters_are_measured_and_not_those_at_the_cursor():
    run = advance(start(SMALL), 6)
    earlier = start(SMALL)
    assert measure(run, earlier.params) == measure(earlier, earlier.params)
    assert measure(run, earlier.params) != measure(run, run.params)


def test_what_is_measured_are_plain_numbers_and_not_arrays():
    measured = measure(start(SMALL), start(SMALL).params)
    assert all(type(number) is float for number in (*measured[:4], *measured.gradients))


def test_without_test_points_their_cost_and_accuracy_are_not_a_number():
    run = start(replace(SMALL, n_test=0))
    measured = measure(run, run.params)
    assert math.isnan(measured.test_cost)
    assert math.isnan(measured.test_accuracy)
    assert math.isfinite(measured.train_cost)
    assert 0 <= measured.train_accuracy <= 1


def test_all_weights_zero_cost_log_two_and_count_as_class_one():
    run = given_run(SMALL, [0.0] * 17)
    measured = measure(run, run.params)
    assert measured.train_cost == pytest.approx(math.log(2))
    assert measured.train_accuracy == np.mean(run.data.Y)
    assert measured.gradients[0] == 0


@pytest.mark.parametrize(
    ("AL", "Y", "expected"),
    [
        ([0.2, 0.9, 0.6, 0.4], [0, 1, 1, 0], 1.0),
        ([0.2, 0.9, 0.6, 0.4], [1, 0, 0, 1], 0.0),
        ([0.2, 0.9, 0.6], [0, 1, 0], 2 / 3),
        ([0.5], [1], 1.0),
        ([0.5], [0], 0.0),
        ([0.5 - 1e-16], [0], 1.0),
        ([0.0, 1.0], [0, 1], 1.0),
    ],
)
def test_accuracy_counts_predictions_on_the_right_side_of_one_half(AL, Y, expected):
    assert accuracy(np.array([AL]), np.array([Y], dtype=float)) == pytest.approx(expected)


@pytest.mark.parametrize("depth", [1, 2, 3, 6])
def test_the_last_finite_steps_of_a_run_are_measured_without_a_warning(depth):
    config = replace(
        SMALL, n_train=12, hidden=(8,) * depth, activations=("linear",) * depth, learning_rate=100.0
    )
    run = advance(start(config), 200)
    assert run.has_ended
    measured = measure(run, run.params)
    assert math.isfinite(measured.train_cost)
    assert all(size > 0 for size in measured.gradients)
    curves(run, run.step)


# The curves.


def run_of(steps, *, capacity=settings.MAX_SNAPSHOTS, config=SMALL):
    """A run trained so far, with room for so many snapshots."""
    run = start(config)
    return advance(replace(run, history=History(capacity, {0: run.params})), steps)


@examples(40)
@given(
    steps=st.integers(0, 40),
    cursor=st.integers(0, 40),
    until=st.integers(0, 40),
    capacity=st.integers(2, 50),
)
def test_curves_are_in_order_and_hold_the_cursor_and_every_snapshot_up_to_a_step(
    steps, cursor, until, capacity
):
    run = run_of(steps, capacity=capacity)
    run = rewind_to(run, min(steps, cursor))
    drawn = curves(run, until)
    kept = {step for step in run.history.steps() if step <= until}
    assert drawn.steps.tolist() == sorted(kept | {run.step})
    for index, step in enumerate(drawn.steps):
        there = rewind_to(run, int(step))
        measured = measure(there, there.params)
        assert drawn.train_cost[index] == measured.train_cost
        assert drawn.test_cost[index] == measured.test_cost
        assert drawn.gradients[:, index].tolist() == list(measured.gradients)


def test_curves_have_one_row_of_gradients_a_layer():
    run = run_of(5, config=replace(SMALL, hidden=(3, 2), activations=("tanh",) * 2))
    assert curves(run, 5).gradients.shape == (3, 6)


def test_the_test_curve_of_a_run_without_test_points_is_not_a_number():
    run = run_of(5, config=replace(SMALL, n_test=0))
    assert np.isnan(curves(run, 5).test_cost).all()


def test_each_snapshot_is_measured_once_in_its_life(monkeypatch):
    from dashboard import probes

    counted = itertools.count()
    monkeypatch.setattr(probes, "measure", lambda *given: (next(counted), measure(*given))[1])
    run = run_of(20)
    curves(run, 20)
    curves(advance(run, 3), 23)
    curves(rewind_to(run, 2), 23)
    assert next(counted) == 24  # steps 0 to 23


# The plane.


def test_a_grid_has_x1_along_a_row_and_x2_down_the_rows():
    # One unit without hidden layers: its sum is 1 x1 + 100 x2 + 3.
    run = given_run(replace(SMALL, hidden=(), activations=()), [1.0, 100.0, 3.0])
    ticks, AL = prediction_grid(run, 5)
    extent = run.data.extent
    assert ticks.tolist() == pytest.approx([-extent, -extent / 2, 0, extent / 2, extent])
    assert AL.shape == (5, 5)
    for row, x2 in enumerate(ticks):
        for column, x1 in enumerate(ticks):
            expected = 1 / (1 + math.exp(-(x1 + 100 * x2 + 3)))
            assert AL[row, column] == pytest.approx(expected, rel=1e-12)
    assert np.all(AL[3:] > 0.999)
    assert np.all(AL[:2] < 0.001)


def test_a_grid_is_predicted_with_the_parameters_at_the_cursor():
    run = advance(start(SMALL), 9)
    for at in (run, rewind_to(run, 0)):
        ticks, AL = prediction_grid(at, 4)
        z = plain_sum((ticks[1], ticks[2]), at.params, at.config.activations)
        assert AL[2, 1] == pytest.approx(1 / (1 + math.exp(-z)))


def test_a_grid_reaches_as_far_as_the_plane_with_its_points():
    run = start(replace(SMALL, dataset="virginica", n_train=60, n_test=40))
    ticks, _ = prediction_grid(run, 11)
    farthest = max(np.abs(run.data.X).max(), np.abs(run.data.X_test).max())
    assert ticks[0] <= -farthest
    assert farthest <= ticks[-1]
