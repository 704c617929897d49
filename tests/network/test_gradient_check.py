"""Oracle: gradients broken on purpose, and slopes known by hand."""

import importlib

import numpy as np
import pytest

from network import ACTIVATIONS, gradient_check
from network.gradient_check import numerical_gradients

# The function hides the module of the same name in `network`; sys.modules still knows it.
MODULE = importlib.import_module("network.gradient_check")

PRICES = {"l1": 0.5, "l2": 0.25}


@pytest.fixture(name="X")
def three_examples():
    return np.array([[0.5, -1.0, 2.0], [1.5, 0.3, -0.7]])


@pytest.fixture(name="Y")
def three_labels():
    return np.array([[1.0, 0.0, 1.0]])


@pytest.fixture
def params():
    # No sum of the hidden layers lies nearer to ReLU's kink than 0.05.
    return {
        "W1": np.array([[0.8, -0.5], [0.3, 0.9], [-0.6, 0.4]]),
        "b1": np.array([[0.4], [0.1], [0.7]]),
        "W2": np.array([[0.5, -0.7, 0.2], [0.9, 0.6, -0.3]]),
        "b2": np.array([[0.6], [-0.2]]),
        "W3": np.array([[1.1, -0.8]]),
        "b3": np.array([[0.05]]),
    }


@pytest.mark.parametrize(
    ("output", "cost"),
    [
        ("sigmoid", "cross-entropy"),
        ("sigmoid", "squared-error"),
        ("tanh", "squared-error"),
        ("linear", "squared-error"),
    ],
)
@pytest.mark.parametrize("activations", [*ACTIVATIONS, ["tanh", "relu"]], ids=str)
def test_a_right_network_passes(X, Y, params, activations, output, cost):
    error = gradient_check(X, Y, params, activations=activations, output=output, cost=cost)
    # Never quite 0: a measured slope has rounding in it, and one that did not would be no check.
    assert 0 < error < 1e-6


@pytest.mark.parametrize("cost", ["cross-entropy", "squared-error"])
@pytest.mark.parametrize("activations", ACTIVATIONS)
def test_a_network_of_several_classes_passes(X, params, activations, cost):
    params |= {"W3": np.array([[1.1, -0.8], [0.4, 0.3], [-0.9, 0.6]])}
    params |= {"b3": np.array([[0.05], [-0.3], [0.2]])}
    Y = np.eye(3)[:, [2, 0, 1]]
    error = gradient_check(X, Y, params, activations=activations, output="softmax", cost=cost)
    assert 0 < error < 1e-6


@pytest.mark.parametrize(("l1", "l2"), [(0.1, 0.0), (0.0, 0.3), (0.1, 0.3)])
def test_a_network_whose_weights_have_a_price_passes(monkeypatch, X, Y, params, l1, l2):
    assert 0 < gradient_check(X, Y, params, l1=l1, l2=l2) < 1e-6
    monkeypatch.setattr(MODULE, "add_penalty", lambda grads, *_, **__: grads)
    assert gradient_check(X, Y, params, l1=l1, l2=l2) > 1e-2


@pytest.mark.parametrize("name", ["dW1", "db1", "dW2", "db2", "dW3", "db3"])
def test_a_gradient_that_is_a_little_wrong_is_found(monkeypatch, X, Y, params, name):
    backprop = MODULE.backprop

    def broken(*args, **keywords):
        grads = backprop(*args, **keywords)
        return grads | {name: grads[name] * 1.1}

    assert gradient_check(X, Y, params) < 1e-6
    monkeypatch.setattr(MODULE, "backprop", broken)
    assert gradient_check(X, Y, params) > 1e-4


def test_a_wrong_sign_is_as_wrong_as_can_be(monkeypatch, X, Y, params):
    backprop = MODULE.backprop

    def broken(*args, **keywords):
        return {name: -grad for name, grad in backprop(*args, **keywords).items()}

    monkeypatch.setattr(MODULE, "backprop", broken)
    # |-g - g| / (|g| + |g|) = 1
    assert gradient_check(X, Y, params) == pytest.approx(1, abs=1e-6)


def test_a_gradient_twice_too_long_is_off_by_a_third(monkeypatch, X, Y, params):
    backprop = MODULE.backprop

    def broken(*args, **keywords):
        return {name: 2 * grad for name, grad in backprop(*args, **keywords).items()}

    monkeypatch.setattr(MODULE, "backprop", broken)
    # |2g - g| / (|2g| + |g|) = 1/3
    assert gradient_check(X, Y, params) == pytest.approx(1 / 3, abs=1e-6)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_a_wrong_derivative_of_an_activation_is_found(monkeypatch, X, Y, params, name):
    right = ACTIVATIONS[name]
    broken = right._replace(derivative=lambda Z, A: 0.9 * right.derivative(Z, A))
    monkeypatch.setitem(ACTIVATIONS, name, broken)
    assert gradient_check(X, Y, params, activations=name) > 1e-3


def test_the_step_of_the_measurement_can_be_chosen(X, Y, params):
    # The error of a central difference goes with the square of the step: 100 times from .1 to 1e-2.
    coarse, fine = (gradient_check(X, Y, params, epsilon=epsilon) for epsilon in (0.1, 0.01))
    assert coarse / fine == pytest.approx(100, rel=0.1)


def test_two_gradients_that_vanish_agree():
    # A prediction of exactly 0 for a label of 0: the bottom of the valley, the same on both sides.
    params = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
    X, Y = np.ones((1, 1)), np.zeros((1, 1))
    assert gradient_check(X, Y, params, output="linear", cost="squared-error") == 0.0


def test_measured_slopes_are_those_known_by_hand():
    # sigmoid(0) = .5; examples x = 2, y = 1 and x = 4, y = 0:
    # dW = ((.5 - 1) * 2 + .5 * 4) / 2 = .5, db = (-.5 + .5) / 2 = 0
    X, Y = np.array([[2.0, 4.0]]), np.array([[1.0, 0.0]])
    params = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
    grads = numerical_gradients(X, Y, params)
    assert set(grads) == {"dW1", "db1"}
    assert grads["dW1"].item() == pytest.approx(0.5, abs=1e-8)
    assert grads["db1"].item() == pytest.approx(0, abs=1e-8)
    # Half the squared error of a linear output: dW = ((0 - 1) * 2 + (0 - 0) * 4) / 2 = -1
    grads = numerical_gradients(X, Y, params, output="linear", cost="squared-error")
    assert grads["dW1"].item() == pytest.approx(-1, abs=1e-8)
    assert grads["db1"].item() == pytest.approx(-0.5, abs=1e-8)
    # A weight of 3 at prices of .5 and .25: .5 + .25 * 3 = 1.25 more; its bias is free.
    params = {"W1": np.array([[3.0]]), "b1": np.array([[2.0]])}
    free, priced = (numerical_gradients(X, Y, params, **prices) for prices in ({}, PRICES))
    assert (priced["dW1"] - free["dW1"]).item() == pytest.approx(1.25, abs=1e-8)
    assert (priced["db1"] - free["db1"]).item() == pytest.approx(0, abs=1e-8)


def test_the_parameters_are_not_moved_for_good(X, Y, params):
    before = {name: value.copy() for name, value in params.items()}
    gradient_check(X, Y, params)
    assert all(np.array_equal(params[name], before[name]) for name in before)
