"""Oracle: arithmetic by hand, in numbers that a float64 holds exactly."""

import numpy as np
import pytest

from network import update_parameters


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
