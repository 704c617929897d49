import math

import numpy as np
import pytest

from dashboard.config import RunConfig
from dashboard.one_step.nudge import EPSILON, EPSILONS, nudge, sentence
from dashboard.one_step.nudge_layer import nudge_layer
from dashboard.one_step.trace import trace
from dashboard.run import advance, start

# The worked example: x = (1, 0), y = 1, two sigmoid units, one sigmoid output.
WORKED = RunConfig(
    dataset="point",
    n_train=1,
    n_test=0,
    hidden=(2,),
    activations=("sigmoid",),
    initialization="given",
    given=(0.5, -0.4, 0.3, 0.8, 0.0, 0.0, 0.7, -0.6, 0.0),
    learning_rate=1.0,
)


def one_relu(w):
    """One ReLU unit that sees x1 = 1 with weight w, under a sigmoid output."""
    return RunConfig(
        dataset="point",
        n_train=1,
        n_test=0,
        hidden=(1,),
        activations=("relu",),
        initialization="given",
        given=(w, 0.0, 0.0, 1.0, 0.0),
    )


def parameters(traced):
    for each in traced.layers:
        for row, column in np.ndindex(each.W.shape):
            yield f"W{each.layer}.{row}.{column}", each.slope_W[row, column]
        for row in range(len(each.b)):
            yield f"b{each.layer}.{row}", each.db[row, 0]


def is_within(measured, slope):
    return np.abs(measured - slope) <= 1e-6 * np.abs(slope) + 1e-9


def test_the_worked_example_is_measured_as_it_is_worked_out():
    # a1 = 1 / (1 + e^-0.5) = 0.622459; z2 = 0.7 a1 - 0.6 a2 with a2 = 1 / (1 + e^-0.3) = 0.574443,
    # so z2 = 0.091056 and y^ = 0.522748; dW2 = (y^ - 1) a = (-0.297070, -0.274154).
    traced = trace(start(WORKED))
    moved = nudge(traced, "W2.0.0")
    assert moved.measured == pytest.approx(-0.297070, abs=5e-7)
    assert moved.here == pytest.approx(-math.log(0.522748), abs=2e-6)
    assert nudge(traced, "W2.0.1").measured == pytest.approx(-0.274154, abs=5e-7)
    assert nudge(traced, "W1.0.1").measured == 0.0  # x2 = 0
    assert moved.agrees
    assert moved.relative_error < 1e-8


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "relu", "linear"])
@pytest.mark.parametrize(
    ("dataset", "cost"),
    [
        ("circle", "cross-entropy"),
        ("circle", "squared-error"),
        ("clouds", "cross-entropy"),
        ("clouds", "squared-error"),
        ("plane", "squared-error"),
    ],
)
@pytest.mark.parametrize("l1", [0.0, 0.01])
def test_every_measured_slope_is_backprops_except_across_a_kink(activation, dataset, cost, l1):
    for seed in range(4):
        config = RunConfig(
            dataset=dataset,
            cost=cost,
            n_train=30,
            n_test=0,
            hidden=(3, 4),
            activations=(activation, activation),
            seed=seed,
            initialization="xavier",
            l1=l1,
            l2=10 * l1,
            batch_size=12 if seed == 3 else 0,
            learning_rate=0.1,
        )
        traced = trace(advance(start(config), 2))
        for layer in (1, 2, 3):
            whole = nudge_layer(traced, layer)
            assert (is_within(whole.measured, whole.slope) | whole.kinked).all()
            assert whole.kinked.mean() < 0.2
            assert activation == "relu" or l1 or not whole.kinked.any()
        for target, slope in parameters(traced):
            moved = nudge(traced, target)
            assert moved.slope == slope
            if not (moved.kinks or moved.is_at_zero):
                assert is_within(moved.measured, slope)
                assert moved.agrees
                assert "kink" not in sentence(moved)


@pytest.mark.parametrize("dataset", ["circle", "clouds", "plane"])
@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_a_whole_layer_is_measured_as_one_parameter_at_a_time(dataset, activation):
    config = RunConfig(
        dataset=dataset,
        n_train=25,
        hidden=(3, 3),
        activations=(activation, activation),
        l1=0.003,
    )
    traced = trace(start(config))
    for epsilon in (1e-2, EPSILON):
        for layer in (1, 2, 3):
            whole = nudge_layer(traced, layer, epsilon=epsilon)
            n_units, n_columns = whole.slope.shape
            for unit, column in np.ndindex(n_units, n_columns):
                is_bias = column == n_columns - 1
                name = f"b{layer}.{unit}" if is_bias else f"W{layer}.{unit}.{column}"
                moved = nudge(traced, name, epsilon=epsilon)
                assert whole.measured[unit, column] == pytest.approx(
                    moved.measured, rel=1e-9, abs=1e-13 / epsilon
                )
                assert whole.slope[unit, column] == moved.slope
                assert whole.kinked[unit, column] == bool(moved.kinks or moved.is_at_zero)


@pytest.mark.parametrize(
    ("w", "is_crossed"), [(5e-6, True), (0.0, True), (-5e-6, True), (0.5, False)]
)
def test_a_kink_between_the_two_measurements_is_said(w, is_crossed):
    traced = trace(start(one_relu(w)))
    moved = nudge(traced, "W1.0.0")
    assert moved.kinks == int(is_crossed)
    assert ("one weighted sum of ReLU units" in sentence(moved)) is is_crossed
    assert nudge_layer(traced, 1).kinked[0].tolist() == [is_crossed, False, is_crossed]
    # Over the kink the measurement is the mean of the slopes on its sides: 0, and -1/2 at most.
    assert is_within(moved.measured, moved.slope) is not is_crossed or w < -EPSILON


def test_a_weight_of_zero_under_l1_is_said():
    config = RunConfig(**{**vars(WORKED), "given": (0.0, *WORKED.given[1:]), "l1": 0.1})
    traced = trace(start(config))
    assert "L1" in sentence(nudge(traced, "W1.0.0"))
    assert nudge_layer(traced, 1).kinked.tolist() == [[True, False, False], [False] * 3]


def test_with_a_penalty_cost_and_slope_are_those_with_the_penalty():
    config = RunConfig(**{**vars(WORKED), "l2": 0.5})
    moved = nudge(trace(start(config)), "W1.0.1")
    squares = 0.5**2 + 0.4**2 + 0.3**2 + 0.8**2 + 0.7**2 + 0.6**2
    assert moved.here == pytest.approx(-math.log(0.522748) + 0.25 * squares, abs=2e-6)
    assert moved.slope == pytest.approx(0.5 * -0.4, abs=1e-12)
    assert moved.measured == pytest.approx(0.5 * -0.4, abs=1e-9)


def test_a_far_nudge_meets_the_bend_and_a_near_one_the_last_digits():
    traced = trace(advance(start(RunConfig(n_train=40)), 20))
    target = max(parameters(traced), key=lambda part: abs(part[1]))[0]
    errors = [
        abs(found.measured - found.slope)
        for found in (nudge(traced, target, epsilon=epsilon) for epsilon in EPSILONS)
    ]
    assert errors[0] > 100 * errors[3] < 100 * errors[5]
    assert "bends" in sentence(nudge(traced, target, epsilon=1e-2))
    digits = nudge(traced, target, epsilon=1e-7)
    rough = digits._replace(above=digits.above + 4e-16, slope=digits.measured + 2e-8)
    assert "digits" in sentence(rough)


def test_what_overflows_is_said_and_not_raised():
    config = RunConfig(
        dataset="plane",
        n_train=5,
        hidden=(1,),
        activations=("linear",),
        initialization="given",
        given=(1e160, 0.0, 0.0, 1.0, 0.0),
    )
    moved = nudge(trace(start(config)), "W1.0.0")
    assert "overflows" in sentence(moved)
    assert nudge_layer(trace(start(config)), 1).measured.shape == (1, 3)


@pytest.mark.parametrize("target", ["W1.9.9", "unit1.0", "layer1", "", "W1", "b3.0"])
def test_only_one_parameter_of_the_network_is_nudged(target):
    with pytest.raises(ValueError, match="expected"):
        nudge(trace(start(WORKED)), target)


def test_a_wide_layer_on_many_points_takes_few_passes(monkeypatch):
    # 16 x 16 weights on 2,000 points: 32 passes above it (one a unit and way), not 544.
    config = RunConfig(n_train=2_000, hidden=(16, 16), activations=("tanh", "tanh"))
    traced = trace(start(config))
    passes = []
    import dashboard.one_step.nudge_layer as module

    forward = module.forward_prop
    monkeypatch.setattr(
        module, "forward_prop", lambda *args, **named: passes.append(1) or forward(*args, **named)
    )
    nudge_layer(traced, 2)
    assert len(passes) == 2 * 16
