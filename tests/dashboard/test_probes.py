import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.batch import recorded_frames
from dashboard.config import RULE_FIELDS, Event, RunConfig
from dashboard.history import History, Measure
from dashboard.probes import (
    accuracy,
    columns_of,
    curves,
    measure,
    prediction_grid,
    r_squared,
    row_of,
    score,
)
from dashboard.run import advance, fork, rewind_to, start
from tests.dashboard.strategies import changes, configs, events_at, examples

SMALL = RunConfig(n_train=7, n_test=3, learning_rate=0.5)
BATCHED = replace(SMALL, batch_size=3, l1=0.25, l2=0.5)
SEVERAL = replace(SMALL, dataset="clouds", n_classes=4, n_train=12, n_test=8)
VALUES_OF_PLACES = replace(SMALL, dataset="hills", hidden=(3,), n_train=12, n_test=5)

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
    measured = measure(run, run.step, params)
    assert measured.train_cost == pytest.approx(plain_cost(data.X, data.Y, params, names))
    assert measured.test_cost == pytest.approx(plain_cost(data.X_test, data.Y_test, params, names))
    assert measured.train_score == plain_accuracy(data.X, data.Y, params, names)
    assert measured.test_score == plain_accuracy(data.X_test, data.Y_test, params, names)
    assert len(measured.gradients) == len(hidden) + 1
    for layer, size in enumerate(measured.gradients, start=1):
        name = f"W{layer}"
        slopes = [slope(run, params, name, index) for index in np.ndindex(params[name].shape)]
        assert size == pytest.approx(math.sqrt(np.mean(np.square(slopes))), rel=1e-4, abs=1e-8)


def test_any_parameters_are_measured_and_not_those_at_the_cursor():
    run = advance(start(SMALL), 6)
    earlier = start(SMALL)
    assert measure(run, 0, earlier.params) == measure(earlier, 0, earlier.params)
    assert measure(run, 0, earlier.params) != measure(run, 0, run.params)


def test_what_is_measured_are_plain_numbers_and_not_arrays():
    for config in (SMALL, BATCHED, SEVERAL, VALUES_OF_PLACES):
        run = advance(start(config), 2)
        measured = measure(run, 2, run.params)
        flat = [*measured[:4], *measured.gradients, *measured[5:]]
        assert [type(number) for number in flat] == [float] * len(flat)


def test_without_test_points_their_cost_and_accuracy_are_not_a_number():
    run = start(replace(SMALL, n_test=0))
    measured = measure(run, run.step, run.params)
    assert math.isnan(measured.test_cost)
    assert math.isnan(measured.test_score)
    assert math.isfinite(measured.train_cost)
    assert 0 <= measured.train_score <= 1


def test_all_weights_zero_cost_log_two_and_count_as_class_one():
    run = given_run(SMALL, [0.0] * 17)
    measured = measure(run, run.step, run.params)
    assert measured.train_cost == pytest.approx(math.log(2))
    assert measured.train_score == np.mean(run.data.Y)
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
def test_score_counts_predictions_on_the_right_side_of_one_half(AL, Y, expected):
    assert accuracy(np.array([AL]), np.array([Y], dtype=float)) == pytest.approx(expected)


@pytest.mark.parametrize("depth", [1, 2, 3, 6])
def test_the_last_finite_steps_of_a_run_are_measured_without_a_warning(depth):
    config = replace(
        SMALL, n_train=12, hidden=(8,) * depth, activations=("linear",) * depth, learning_rate=100.0
    )
    run = advance(start(config), 200)
    assert run.has_ended
    measured = measure(run, run.step, run.params)
    assert math.isfinite(measured.train_cost)
    assert all(size > 0 for size in measured.gradients)
    curves(run, run.step)


# Several classes, and values.


def plain_outputs(run, X):
    """Each output unit's weighted sum for every point: plain Python, one point at a time."""
    functions = [VALUES[name] for name in (*run.config.activations, "linear")]
    rows = []
    for point in X.T:
        values = [float(number) for number in point]
        for layer, function in enumerate(functions, start=1):
            W, b = run.params[f"W{layer}"].tolist(), run.params[f"b{layer}"].tolist()
            values = [
                function(math.fsum(w * v for w, v in zip(row, values, strict=True)) + bias)
                for row, (bias,) in zip(W, b, strict=True)
            ]
        rows.append(values)
    return rows


@pytest.mark.parametrize("n_classes", [3, 6])
@pytest.mark.parametrize("cost", list(settings.COST.choices))
@pytest.mark.parametrize("dataset", ["clouds", "arms", "iris"])
def test_several_classes_are_measured_as_plain_arithmetic_measures_them(dataset, n_classes, cost):
    config = replace(SEVERAL, dataset=dataset, n_classes=n_classes, cost=cost)
    run = advance(start(config), 7)
    measured = measure(run, run.step, run.params)
    for X, targets, worth, share in (
        (run.data.X, run.data.targets, measured.train_cost, measured.train_score),
        (run.data.X_test, run.data.targets_test, measured.test_cost, measured.test_score),
    ):
        costs, rights = [], []
        for sums, target in zip(plain_outputs(run, X), targets, strict=True):
            whole = math.fsum(math.exp(z) for z in sums)
            shares = [math.exp(z) / whole for z in sums]
            label = int(target)
            if cost == "cross-entropy":
                costs.append(-math.log(shares[label]))
            else:
                wanted = [float(unit == label) for unit in range(len(shares))]
                pairs = zip(shares, wanted, strict=True)
                costs.append(sum((a - y) ** 2 for a, y in pairs) / 2)
            rights.append(max(range(len(shares)), key=shares.__getitem__) == label)
        assert worth == pytest.approx(math.fsum(costs) / len(costs), rel=1e-9)
        assert share == pytest.approx(sum(rights) / len(rights), abs=1e-12)


def test_the_most_probable_class_is_the_one_predicted():
    AL = np.array([[0.2, 0.5, 0.1], [0.3, 0.4, 0.1], [0.5, 0.1, 0.8]])
    Y = np.array([[0.0, 1.0, 1.0], [0.0, 0.0, 0.0], [1.0, 0.0, 0.0]])
    assert score(AL, Y, "classes") == pytest.approx(2 / 3)  # 0.5 and 0.5 are right, 0.8 is not
    assert score(AL, AL, "classes") == 1.0


@pytest.mark.parametrize("dataset", ["plane", "hills"])
def test_values_are_measured_by_squared_error_and_r_squared(dataset):
    run = advance(start(replace(VALUES_OF_PLACES, dataset=dataset, cost="cross-entropy")), 9)
    measured = measure(run, run.step, run.params)
    for X, targets, worth, explained in (
        (run.data.X, run.data.targets, measured.train_cost, measured.train_score),
        (run.data.X_test, run.data.targets_test, measured.test_cost, measured.test_score),
    ):
        predicted = [z for (z,) in plain_outputs(run, X)]
        left = [(z - y) ** 2 for z, y in zip(predicted, targets.tolist(), strict=True)]
        mean = math.fsum(targets) / len(targets)
        spread = math.fsum((y - mean) ** 2 for y in targets.tolist())
        assert worth == pytest.approx(math.fsum(left) / len(left) / 2, rel=1e-9)
        assert explained == pytest.approx(1 - math.fsum(left) / spread, rel=1e-9)


@pytest.mark.parametrize(
    ("AL", "Y", "expected"),
    [
        ([1.0, 2.0, 4.0], [1.0, 2.0, 4.0], 1.0),
        ([2.0, 2.0, 2.0], [1.0, 2.0, 3.0], 0.0),  # what the mean alone would do
        # 1 + 0 + 1 are left of (1 + 0 + 1) around the mean 2, twice as far: 4 + 0 + 4.
        ([3.0, 2.0, 1.0], [1.0, 2.0, 3.0], -3.0),
        ([1.5, 2.0, 3.0], [1.0, 2.0, 3.0], 0.875),  # 1 - 0.25 / 2
        ([1e200, 0.0], [0.0, 1.0], -math.inf),
    ],
)
def test_r_squared_is_the_share_of_the_spread_that_is_explained(AL, Y, expected):
    found = r_squared(np.array([AL]), np.array([Y]))
    assert found == pytest.approx(expected)
    assert score(np.array([AL]), np.array([Y]), "value") == found


def test_there_is_no_r_squared_where_all_values_are_alike():
    assert math.isnan(r_squared(np.array([[1.0, 2.0]]), np.array([[3.0, 3.0]])))
    run = start(replace(VALUES_OF_PLACES, n_train=1, n_test=1))
    measured = measure(run, 0, run.params)
    assert math.isnan(measured.train_score)
    assert math.isnan(measured.test_score)
    assert math.isfinite(measured.train_cost)


# Penalties and epochs.


def test_a_penalty_is_told_beside_the_cost_and_not_within_it():
    # W1 = (1, -2), b1 = 3: 0.25 (1 + 2) and 0.5 / 2 (1 + 4); the bias costs nothing.
    config = replace(BATCHED, hidden=(), activations=())
    run = given_run(config, [1.0, -2.0, 3.0])
    free = given_run(replace(config, l1=0.0, l2=0.0), [1.0, -2.0, 3.0])
    measured, without = measure(run, 0, run.params), measure(free, 0, free.params)
    assert (measured.penalty_l1, measured.penalty_l2) == pytest.approx((0.75, 1.25))
    assert (without.penalty_l1, without.penalty_l2) == (0.0, 0.0)
    assert measured._replace(penalty_l1=0.0, penalty_l2=0.0) == without


def test_a_penalty_is_that_of_the_price_in_force():
    run = start(replace(SMALL, l1=0.5), [Event(3, "l1", 0.0), Event(5, "l2", 2.0)])
    for step, has_l1, has_l2 in ((2, True, False), (3, False, False), (4, False, False)):
        measured = measure(run, step, run.params)
        assert (measured.penalty_l1 > 0, measured.penalty_l2 > 0) == (has_l1, has_l2)
    assert measure(run, 5, run.params).penalty_l2 == pytest.approx(
        sum((run.params[name] ** 2).sum() for name in ("W1", "W2"))
    )


def test_epochs_count_passes_over_the_training_points():
    run = start(BATCHED)  # 7 points, 3 a step: 3, 3 and 1
    epochs = [measure(run, step, run.params).epoch for step in range(7)]
    assert epochs == pytest.approx([0, 3 / 7, 6 / 7, 1, 1 + 3 / 7, 1 + 6 / 7, 2])
    run = start(SMALL)  # all points a step
    assert [measure(run, step, run.params).epoch for step in (0, 1, 9)] == [0, 1, 9]


def test_costs_and_gradients_are_those_of_all_points_though_a_step_sees_a_few():
    run = advance(start(BATCHED), 5)
    whole = start(replace(BATCHED, batch_size=0))
    measured = measure(run, 5, run.params)
    assert measured[:5] == measure(whole, 5, run.params)[:5]


COLUMNS = ["train_cost", "test_cost", "train_score", "test_score"]
GRADIENTS = ["gradient 1", "gradient 2"]


@pytest.mark.parametrize(
    ("config", "events", "more"),
    [
        (SMALL, [], []),
        (replace(SMALL, batch_size=7), [], []),  # as many as there are
        (replace(SMALL, batch_size=6), [], ["epoch"]),
        (replace(SMALL, l1=0.1), [], ["penalty_l1", "penalty_l2"]),
        (replace(SMALL, l2=0.1), [], ["penalty_l1", "penalty_l2"]),
        (BATCHED, [], ["penalty_l1", "penalty_l2", "epoch"]),
        (SMALL, [Event(9, "l2", 0.1)], ["penalty_l1", "penalty_l2"]),
        (SMALL, [Event(9, "batch", 2)], ["epoch"]),
        (SMALL, [Event(9, "lr", 0.1), Event(2, "opt", "adam")], []),
    ],
)
def test_columns_are_there_where_the_run_has_what_they_tell_at_any_step(config, events, more):
    run = start(config, events)
    assert list(columns_of(run)) == [*COLUMNS, *more, *GRADIENTS]


def test_a_row_has_a_number_for_each_column():
    measured = Measure(1.0, 2.0, 3.0, 4.0, (10.0, 11.0), 5.0, 6.0, 7.0)
    assert row_of(measured, [*COLUMNS, *GRADIENTS]) == [1, 2, 3, 4, 10, 11]
    assert row_of(measured, [*COLUMNS, "epoch", *GRADIENTS]) == [1, 2, 3, 4, 7, 10, 11]
    both = [*COLUMNS, "penalty_l1", "penalty_l2", "epoch", *GRADIENTS]
    assert row_of(measured, both) == [1, 2, 3, 4, 5, 6, 7, 10, 11]


@examples(40)
@given(config=configs(), events=changes(), steps=st.integers(1, 20), data=st.data())
def test_what_was_measured_before_a_fork_is_what_the_new_run_has_there(config, events, steps, data):
    run = advance(start(config, events), steps)
    recorded_frames(run, run.step)  # all is measured
    step = data.draw(st.integers(0, run.step))
    event = data.draw(events_at(step))
    forked = fork(run, step, event)
    if step == 0 and event.kind in RULE_FIELDS:
        return
    afresh = advance(start(forked.config, forked.events), forked.step)
    film, fresh = (recorded_frames(at, at.step) for at in (forked, afresh))
    assert film.steps.tolist() == fresh.steps.tolist()
    np.testing.assert_array_equal(film.measures, fresh.measures)


def test_a_run_that_begins_to_use_mini_batches_counts_its_epochs_from_its_start():
    run = advance(start(SMALL), 9)
    curves(run, 9)
    forked = fork(run, 6, Event(6, "batch", 3))
    film = recorded_frames(advance(forked, 2), 8)
    epochs = film.measures[:, columns_of(forked).index("epoch")]
    assert epochs.tolist() == pytest.approx([0, 1, 2, 3, 4, 5, 6, 6 + 3 / 7, 6 + 6 / 7])


# The curves.


def run_of(steps, *, capacity=settings.MAX_SNAPSHOTS, config=SMALL):
    """A run trained so far, with room for so many snapshots."""
    run = start(config)
    return advance(replace(run, history=History(capacity, {0: run.state})), steps)


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
        measured = measure(there, there.step, there.params)
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
    assert AL.shape == (1, 5, 5)
    (AL,) = AL
    for row, x2 in enumerate(ticks):
        for column, x1 in enumerate(ticks):
            expected = 1 / (1 + math.exp(-(x1 + 100 * x2 + 3)))
            assert AL[row, column] == pytest.approx(expected, rel=1e-12)
    assert np.all(AL[3:] > 0.999)
    assert np.all(AL[:2] < 0.001)


def test_a_grid_is_predicted_with_the_parameters_at_the_cursor():
    run = advance(start(SMALL), 9)
    for at in (run, rewind_to(run, 0)):
        ticks, (AL,) = prediction_grid(at, 4)
        z = plain_sum((ticks[1], ticks[2]), at.params, at.config.activations)
        assert AL[2, 1] == pytest.approx(1 / (1 + math.exp(-z)))


@pytest.mark.parametrize("features", [("x2",), ("x1", "x1*x2", "sin x2"), ("x1^2", "x2^2")])
@pytest.mark.parametrize(
    ("dataset", "n_outputs"), [("circle", 1), ("arms", 5), ("iris", 3), ("hills", 1)]
)
def test_a_grid_has_a_plane_for_each_output_computed_from_the_features(
    dataset, n_outputs, features
):
    functions = {
        "x1": lambda x1, x2: x1,
        "x2": lambda x1, x2: x2,
        "x1^2": lambda x1, x2: x1**2,
        "x2^2": lambda x1, x2: x2**2,
        "x1*x2": lambda x1, x2: x1 * x2,
        "sin x2": lambda x1, x2: math.sin(x2),
    }
    config = replace(SEVERAL, dataset=dataset, n_classes=5, features=features)
    run = advance(start(config), 3)
    ticks, AL = prediction_grid(run, 4)
    assert AL.shape == (n_outputs, 4, 4)
    for row, column in itertools.product(range(4), repeat=2):
        x1, x2 = float(ticks[column]), float(ticks[row])
        seen = np.array([[functions[name](x1, x2)] for name in features])
        (sums,) = plain_outputs(run, seen)
        if dataset == "hills":
            expected = sums
        elif n_outputs == 1:
            expected = [1 / (1 + math.exp(-sums[0]))]
        else:
            expected = [math.exp(z) / math.fsum(map(math.exp, sums)) for z in sums]
        assert AL[:, row, column].tolist() == pytest.approx(expected, rel=1e-9)


def test_a_grid_reaches_as_far_as_the_plane_with_its_points():
    run = start(replace(SMALL, dataset="virginica", n_train=60, n_test=40))
    ticks, _ = prediction_grid(run, 11)
    farthest = max(np.abs(run.data.X).max(), np.abs(run.data.X_test).max())
    assert ticks[0] <= -farthest
    assert farthest <= ticks[-1]
