"""Oracle: arithmetic by hand, in numbers that a float64 holds exactly."""

import numpy as np
import pytest

from network import hold, update_parameters


@pytest.fixture
def parameters():
    return {
        "W1": np.array([[1.0, -2.0], [0.5, 4.0]]),
        "b1": np.array([[0.0], [1.0]]),
        "W2": np.array([[3.0, -1.0]]),
        "b2": np.array([[0.25]]),
    }


@pytest.fixture
def grads():
    return {
        "dW1": np.array([[2.0, -4.0], [0.0, 8.0]]),
        "db1": np.array([[1.0], [-1.0]]),
        "dW2": np.array([[-2.0, 6.0]]),
        "db2": np.array([[0.5]]),
    }


def test_parameters_grads_and_learning_rate_go_by_position(positional_names):
    assert positional_names(hold) == ["before", "after", "frozen"]
    names = positional_names(update_parameters)
    assert names == ["parameters", "grads", "learning_rate"]


def test_every_parameter_moves_against_its_gradient(parameters, grads):
    # learning rate 1/4: W1 = (1 - .5, -2 + 1; .5 - 0, 4 - 2)    b1 = (0 - .25; 1 + .25)
    #                    W2 = (3 + .5, -1 - 1.5)                  b2 = .25 - .125
    updated = update_parameters(parameters, grads, 0.25)
    assert {name: value.tolist() for name, value in updated.items()} == {
        "W1": [[0.5, -1.0], [0.5, 2.0]],
        "b1": [[-0.25], [1.25]],
        "W2": [[3.5, -2.5]],
        "b2": [[0.125]],
    }


def test_what_goes_in_stays_as_it_was(parameters, grads):
    ins = [*parameters.values(), *grads.values()]
    before = [value.copy() for value in ins]
    updated = update_parameters(parameters, grads, 0.25)
    assert updated is not parameters
    for value in updated.values():
        value += 100
    assert all(np.array_equal(now, then) for now, then in zip(ins, before, strict=True))


def test_a_zero_gradient_leaves_a_copy(parameters, grads):
    still = {name: np.zeros_like(grad) for name, grad in grads.items()}
    updated = update_parameters(parameters, still, 0.5)
    assert all(np.array_equal(updated[name], parameters[name]) for name in parameters)
    assert not any(np.shares_memory(updated[name], parameters[name]) for name in parameters)


@pytest.mark.parametrize("missing", ["W1", "b1", "W2", "b2"])
def test_a_missing_gradient_is_refused(parameters, grads, missing):
    del grads[f"d{missing}"]
    with pytest.raises(ValueError, match=rf"^grads: expected d{missing} for {missing}"):
        update_parameters(parameters, grads, 0.1)


@pytest.mark.parametrize(
    ("name", "shape"),
    [("W1", (1, 2)), ("W1", (2,)), ("b1", (1, 1)), ("b1", (2, 2)), ("W2", (2, 1)), ("b2", ())],
)
def test_a_gradient_of_another_shape_is_refused(parameters, grads, name, shape):
    # All of these would broadcast, silently.
    grads[f"d{name}"] = np.ones(shape)
    with pytest.raises(ValueError, match=rf"^d{name}: expected the shape of {name}"):
        update_parameters(parameters, grads, 0.1)


def test_what_is_frozen_stays_and_the_rest_goes_on(parameters):
    after = {name: value + 1 for name, value in parameters.items()}
    frozen = {
        "W1": np.array([[True, False], [False, True]]),
        "b2": np.array([[True]]),
        "W2": np.array([[False, False]]),
    }
    held = hold(parameters, after, frozen)
    assert {name: value.tolist() for name, value in held.items()} == {
        "W1": [[1.0, -1.0], [1.5, 4.0]],
        "b1": [[1.0], [2.0]],
        "W2": [[4.0, 0.0]],
        "b2": [[0.25]],
    }


def test_holding_changes_nothing_that_goes_in(parameters):
    after = {name: value + 1 for name, value in parameters.items()}
    held = hold(parameters, after, {"W1": np.ones((2, 2), bool)})
    held["W1"] += 100
    assert parameters["W1"].tolist() == [[1.0, -2.0], [0.5, 4.0]]
    assert after["W1"].tolist() == [[2.0, -1.0], [1.5, 5.0]]


@pytest.mark.parametrize(
    ("frozen", "message"),
    [
        ({"W3": np.ones((2, 2), bool)}, r"^frozen: expected names of \['W1', .*'W3'"),
        ({"W1": np.ones((1, 2), bool)}, r"^frozen W1: expected the shape of W1"),
        ({"W1": np.bool_(True)}, r"^frozen W1: expected the shape of W1"),
        ({"W1": [[True, True], [True, True]]}, r"^frozen W1: expected .*got no array"),
        ({"W1": np.ones((2, 2))}, r"^frozen W1: expected True and False, got float64"),
    ],
    ids=["unknown", "would broadcast", "one for all", "list", "numbers"],
)
def test_a_mask_that_fits_no_parameter_is_refused(parameters, frozen, message):
    with pytest.raises(ValueError, match=message):
        hold(parameters, parameters, frozen)


def test_parameters_of_another_shape_are_refused(parameters):
    before = parameters | {"W1": np.ones((1, 2))}
    with pytest.raises(ValueError, match=r"^W1 before: expected the shape of W1"):
        hold(before, parameters, {"W1": np.ones((2, 2), bool)})
