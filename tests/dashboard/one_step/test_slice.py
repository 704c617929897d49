import math
from dataclasses import replace

import numpy as np
import pytest

from dashboard.config import Event, RunConfig
from dashboard.one_step.slice import WIDTHS, cost_slice
from dashboard.one_step.slice_words import line_words, sentences
from dashboard.one_step.trace import trace
from dashboard.run import advance, start

SMALL = RunConfig(n_train=20, n_test=0, learning_rate=0.5)
FLAT_VALUE = RunConfig(
    dataset="plane", n_train=20, n_test=0, hidden=(), activations=(), learning_rate=0.3
)


def cost_by_hand(run, X, Y):
    """Mean cross-entropy of one sigmoid, from probabilities, a point at a time."""
    params, total = run.params, 0.0
    for x, y in zip(X.T, Y[0], strict=True):
        a = x
        for layer in range(1, len(params) // 2 + 1):
            z = params[f"W{layer}"] @ a + params[f"b{layer}"][:, 0]
            is_last = layer == len(params) // 2
            a = 1 / (1 + np.exp(-z)) if is_last else np.tanh(z)
        total -= math.log(a[0]) if y == 1 else math.log(1 - a[0])
    return total / X.shape[1]


@pytest.mark.parametrize("optimizer", ["gradient-descent", "momentum", "rmsprop", "adam"])
@pytest.mark.parametrize("batch_size", [0, 7])
@pytest.mark.parametrize("l1", [0.0, 0.02])
@pytest.mark.parametrize("frozen", [False, True])
def test_at_the_learning_rate_the_cost_is_that_of_the_real_next_step(
    optimizer, batch_size, l1, frozen
):
    config = replace(
        SMALL,
        activations=("tanh",),
        optimizer=optimizer,
        batch_size=batch_size,
        l1=l1,
        learning_rate=0.01 if optimizer in ("rmsprop", "adam") else 0.5,
    )
    events = [Event(1, "freeze", 1.0, "unit1.2")] if frozen else []
    run = advance(start(config, events), 3)
    traced = trace(run)
    seen = cost_slice(traced)
    after = advance(run, 1)
    (place,) = np.flatnonzero(seen.rates == config.learning_rate)
    expected = cost_by_hand(after, traced.X, traced.Y)
    assert seen.costs[place] == pytest.approx(expected, abs=1e-12)
    assert seen.cost_after == pytest.approx(expected, abs=1e-12)
    assert seen.costs[0] == pytest.approx(cost_by_hand(run, traced.X, traced.Y), abs=1e-12)
    price = l1 * sum(np.abs(after.params[name]).sum() for name in ("W1", "W2"))
    assert seen.objectives[place] == pytest.approx(expected + price, abs=1e-12)
    assert seen.after == pytest.approx(expected + price, abs=1e-12)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_line_reaches_as_far_as_asked_and_holds_the_step(width):
    seen = cost_slice(trace(start(SMALL)), width=width)
    assert seen.rates[0] == 0
    assert seen.rates[-1] == pytest.approx(width * 0.5)
    assert 0.5 in seen.rates
    assert (np.diff(seen.rates) > 0).all()


@pytest.mark.parametrize("rate", [1e-3, 0.1, 0.5, 1.0])
def test_the_lowest_point_of_a_parabola_is_where_calculus_puts_it(rate):
    # The cost of a linear unit along -g is a parabola in t, lowest at g.g / (g.H.g), where
    # g.H.g is the mean of (x.g_W + g_b)**2.
    run = start(replace(FLAT_VALUE, learning_rate=rate))
    X, Y, W, b = run.data.X, run.data.Y, run.params["W1"], run.params["b1"]
    errors = W @ X + b - Y
    g_W, g_b = errors @ X.T / X.shape[1], float(errors.mean())
    t = (float((g_W**2).sum()) + g_b**2) / float(((g_W @ X + g_b) ** 2).mean())
    seen = cost_slice(trace(run), width=1000 if rate < 0.1 else 30)
    assert not seen.is_open
    assert seen.lowest_rate == pytest.approx(t, rel=1e-6)
    told = sentences(seen)
    if rate < t:
        assert f"goes {rate / t:.2g} of the way to the lowest point" in told
    elif seen.after < seen.before:
        assert f"goes {rate / t:.2g} times as far as the lowest point" in told
    else:
        assert "overshoots" in told


def test_a_step_onto_the_lowest_point_is_said():
    seen = cost_slice(trace(start(FLAT_VALUE)), width=30)
    onto = cost_slice(trace(start(replace(FLAT_VALUE, learning_rate=seen.lowest_rate))))
    assert "ends on the lowest point" in sentences(onto)


def test_overshoot_is_said_with_both_costs():
    run = start(replace(FLAT_VALUE, learning_rate=5.0))
    seen = cost_slice(trace(run))
    assert seen.after > seen.before
    told = sentences(seen)
    assert told.startswith("The step of 5 overshoots: the cost after it is higher (")
    assert f"{seen.before:.3g}" in told
    assert f"{seen.after:.3g}" in told


def test_a_short_step_has_its_lowest_point_beyond_and_a_wider_look_finds_it():
    run = start(replace(FLAT_VALUE, learning_rate=0.01))
    near, far = (cost_slice(trace(run), width=width) for width in (3, 1000))
    assert near.is_open
    assert not far.is_open
    assert "goes on falling" in sentences(near)
    assert "of the way to the lowest point" in sentences(far)


def test_what_overflows_is_left_out_and_said():
    config = RunConfig(
        dataset="plane",
        n_train=10,
        n_test=0,
        hidden=(4, 4, 4),
        activations=("linear",) * 3,
        initialization="given",
        given=(1e18,) * (3 * 4 + 5 * 4 + 5 * 4 + 5),
        learning_rate=1.0,
    )
    seen = cost_slice(trace(start(config)))
    assert np.isnan(seen.objectives).any()
    assert np.isfinite(seen.costs[0])
    assert "overflows" in line_words(seen)
    assert "leaves the finite numbers" in sentences(seen)


def test_a_step_that_moves_nothing_is_said():
    events = [Event(0, "freeze", 1.0, "layer1"), Event(0, "freeze", 1.0, "layer2")]
    seen = cost_slice(trace(start(SMALL, events)))
    assert seen.is_still
    assert len(set(seen.costs.tolist())) == 1
    assert "moves nothing" in sentences(seen)


def test_it_is_said_whose_line_it_is_and_of_which_points():
    def words(**changes):
        return line_words(cost_slice(trace(start(replace(SMALL, **changes)))))

    assert words() == "The cost of all training points, along the negative gradient."
    assert "along the negative gradient with penalty" in words(l2=0.1)
    assert "along the update that Adam makes of the gradient" in words(
        optimizer="adam", learning_rate=0.01
    )
    assert "the 7 of 20 training points of this step alone" in words(batch_size=7)
