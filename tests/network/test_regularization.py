"""Oracle: arithmetic by hand, and central differences of an objective written out below."""

import numpy as np
import pytest

from network import add_penalty, backprop, forward_prop, init_params, penalty

HIDDEN = {
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.where(Z > 0, Z, 0.0),
    "linear": lambda Z: Z,
}
OUTPUTS = HIDDEN | {"softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0)}
COSTS = {
    "sigmoid cross-entropy": lambda A, Y: -np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)),
    "softmax cross-entropy": lambda A, Y: -np.sum(Y * np.log(A)),
    **{f"{name} squared-error": lambda A, Y: np.sum((A - Y) ** 2) / 2 for name in OUTPUTS},
}


@pytest.fixture
def params():
    return {
        "W1": np.array([[3.0, -4.0], [0.0, 1.0]]),
        "b1": np.array([[100.0], [-7.0]]),
        "W2": np.array([[-2.0, 0.5]]),
        "b2": np.array([[9.0]]),
    }


def test_the_first_arguments_go_by_position(positional_names):
    assert positional_names(penalty) == ["params"]
    assert positional_names(add_penalty) == ["grads", "params"]


def test_the_price_by_hand(params):
    # sum of W**2 = 9 + 16 + 0 + 1 + 4 + .25 = 30.25    sum of |W| = 3 + 4 + 0 + 1 + 2 + .5 = 10.5
    assert penalty(params, l2=0.5) == 30.25 / 4
    assert penalty(params, l1=0.5) == 10.5 / 2
    assert penalty(params, l1=0.5, l2=0.5) == 30.25 / 4 + 10.5 / 2
    assert penalty(params) == 0
    assert type(penalty(params)) is float


def test_the_slope_by_hand(params):
    # l1 = .25 by sign, l2 = .5 by size: 3 * .5 + .25 = 1.75, -4 * .5 - .25 = -2.25, 0, .75;
    # -2 * .5 - .25 = -1.25, .5 * .5 + .25 = .5; the biases are free.
    grads = {f"d{name}": np.ones_like(value) for name, value in params.items()}
    penalized = add_penalty(grads, params, l1=0.25, l2=0.5)
    assert {name: grad.tolist() for name, grad in penalized.items()} == {
        "dW1": [[2.75, -1.25], [1.0, 1.75]],
        "db1": [[1.0], [1.0]],
        "dW2": [[-0.25, 1.5]],
        "db2": [[1.0]],
    }


def test_no_penalty_adds_nothing(params):
    grads = {f"d{name}": np.full_like(value, 0.1) for name, value in params.items()}
    penalized = add_penalty(grads, params)
    assert all(np.array_equal(penalized[name], grads[name]) for name in grads)


def test_what_goes_in_stays_as_it_was(params):
    grads = {f"d{name}": np.ones_like(value) for name, value in params.items()}
    ins = params | grads
    before = {name: array.copy() for name, array in ins.items()}
    penalized = add_penalty(grads, params, l1=0.1, l2=0.1)
    penalty(params, l1=0.1, l2=0.1)
    assert penalized is not grads
    assert all(np.array_equal(ins[name], before[name]) for name in ins)


@pytest.mark.parametrize(("l1", "l2"), [(0.0, 0.0), (0.03, 0.0), (0.0, 0.2), (0.03, 0.2)])
@pytest.mark.parametrize("hidden", HIDDEN)
@pytest.mark.parametrize("output_and_cost", COSTS)
def test_the_slope_of_cost_and_penalty_is_the_one_that_can_be_measured(
    output_and_cost, hidden, l1, l2
):
    output, cost = output_and_cost.split()
    rng = np.random.default_rng(8)
    params = init_params([2, 4, 3], seed=5, initialization="scale-1")
    X, Y = rng.normal(size=(2, 6)), rng.uniform(size=(3, 6))
    if output == "softmax" and cost == "cross-entropy":
        Y /= Y.sum(axis=0)
    # Every sum and every weight keeps away from a kink.
    Z1 = params["W1"] @ X
    Z2 = params["W2"] @ HIDDEN[hidden](Z1)
    weights = np.concatenate([params["W1"].ravel(), params["W2"].ravel()])
    assert min(np.abs(Z1).min(), np.abs(Z2).min(), np.abs(weights).min()) > 1e-3

    def objective(params):
        A1 = HIDDEN[hidden](params["W1"] @ X + params["b1"])
        AL = OUTPUTS[output](params["W2"] @ A1 + params["b2"])
        size = sum(np.abs(params[name]).sum() for name in ("W1", "W2"))
        square = sum((params[name] ** 2).sum() for name in ("W1", "W2"))
        return COSTS[output_and_cost](AL, Y) / 6 + l1 * size + l2 / 2 * square

    AL, caches = forward_prop(X, params, activations=hidden, output=output)
    grads = add_penalty(backprop(AL, Y, caches, cost=cost), params, l1=l1, l2=l2)
    for name, value in params.items():
        for index in np.ndindex(value.shape):
            step = np.zeros_like(value)
            step[index] = 1e-5
            rise = objective(params | {name: value + step})
            rise -= objective(params | {name: value - step})
            assert grads[f"d{name}"][index] == pytest.approx(rise / 2e-5, rel=1e-6, abs=1e-8)


def test_large_weights_are_not_too_large(params):
    huge = {name: np.sign(value) * 1e4 for name, value in params.items()}
    with np.errstate(all="raise"):
        # Five weights of 1e4, and one of 0.
        assert penalty(huge, l1=1.0, l2=1.0) == 5 * 1e8 / 2 + 5 * 1e4


@pytest.mark.parametrize("shape", [(1, 2), (2,), (1, 1)], ids=str)
def test_a_gradient_of_another_shape_is_refused(params, shape):
    # All of these would broadcast, silently.
    grads = {f"d{name}": np.ones_like(value) for name, value in params.items()}
    with pytest.raises(ValueError, match=r"^dW1: expected the shape of W1"):
        add_penalty(grads | {"dW1": np.ones(shape)}, params, l2=0.1)
    del grads["dW2"]
    with pytest.raises(ValueError, match=r"^grads: expected dW2 for W2"):
        add_penalty(grads, params, l2=0.1)
