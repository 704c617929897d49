"""Oracle: Python's math module, and slopes measured by central differences."""

import math

import numpy as np
import pytest

from network import ACTIVATIONS, JOINT_ACTIVATIONS, linear, relu, sigmoid, softmax, tanh


def sigmoid_by_math(z):
    """Take exp of what is negative only, so that nothing overflows."""
    return 1 / (1 + math.exp(-z)) if z >= 0 else math.exp(z) / (1 + math.exp(z))


@pytest.mark.parametrize("activation", [sigmoid, tanh, relu, linear, softmax])
def test_only_z_goes_by_position(activation, positional_names):
    assert positional_names(activation) == ["Z"]


@pytest.mark.parametrize(
    ("name", "function"),
    [("sigmoid", sigmoid), ("tanh", tanh), ("relu", relu), ("linear", linear)],
)
def test_the_registry_and_the_cache_name_the_function(name, function):
    assert ACTIVATIONS[name].value is function
    assert function(np.zeros((1, 1)))[1].activation == name


@pytest.mark.parametrize(
    "z", [-709.0, -100.0, -40.0, -1.0, -1e-9, 0.0, 0.3, 2.0, 40.0, 709.0, 800.0]
)
def test_sigmoid_is_right_to_the_last_digits(z):
    A, _ = sigmoid(np.array([[z]]))
    assert A.item() == pytest.approx(sigmoid_by_math(z), rel=1e-14, abs=0)


@pytest.mark.parametrize("z", [-709.5, -710.0, -745.0, -746.0, -1e4])
def test_sigmoid_is_as_good_as_zero_where_exp_would_overflow(z):
    A, _ = sigmoid(np.array([[z]]))
    assert sigmoid_by_math(z) < 1e-307
    assert 0 <= A.item() < 1e-307


@pytest.mark.parametrize("z", [-20.0, -1.0, -1e-9, 0.0, 0.3, 2.0, 20.0])
def test_tanh_relu_and_linear_are_what_their_names_say(z):
    Z = np.array([[z]])
    assert tanh(Z)[0].item() == pytest.approx(math.tanh(z), rel=1e-14, abs=0)
    assert relu(Z)[0].item() == max(z, 0.0)
    assert linear(Z)[0].item() == z


@pytest.mark.parametrize(
    ("name", "at_minus", "at_plus"),
    [("sigmoid", 0, 1), ("tanh", -1, 1), ("relu", 0, 1e4), ("linear", -1e4, 1e4)],
)
def test_enormous_sums_neither_warn_nor_break(name, at_minus, at_plus):
    Z = np.array([[-1e4, 1e4]])
    # Everything that numpy warns of raises here. Underflow, of which it says nothing by default,
    # is meant to happen: exp(-1e4) is 0 in a float64.
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        A, _ = ACTIVATIONS[name].value(Z)
        slope = ACTIVATIONS[name].derivative(Z, A)
    np.testing.assert_allclose(A, [[at_minus, at_plus]], rtol=0, atol=1e-300)
    by_hand = {"relu": [[0, 1]], "linear": [[1, 1]]}.get(name, [[0, 0]])
    np.testing.assert_allclose(slope, by_hand, rtol=0, atol=1e-300)


@pytest.mark.parametrize("name", ["tanh", "relu", "linear"])
def test_enormous_sums_do_not_even_underflow(name):
    Z = np.array([[-1e4, -745.0, -40.0, 0.0, 40.0, 745.0, 1e4]])
    with np.errstate(all="raise"):
        A, _ = ACTIVATIONS[name].value(Z)
        ACTIVATIONS[name].derivative(Z, A)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_derivative_is_the_slope(name):
    # 60 points from -5.9 to 5.9, none nearer to ReLU's kink than 0.1.
    Z = np.linspace(-5.9, 5.9, 60).reshape(3, 20)
    epsilon = 1e-6
    value, derivative = ACTIVATIONS[name]
    slope = (value(Z + epsilon)[0] - value(Z - epsilon)[0]) / (2 * epsilon)
    np.testing.assert_allclose(derivative(Z, value(Z)[0]), slope, rtol=0, atol=1e-9)


def test_the_slopes_by_hand():
    # sigmoid: .8 * (1 - .8) = .16    tanh: 1 - .8**2 = .36    ReLU: 0 at the kink itself
    A = np.array([[0.8]])
    assert ACTIVATIONS["sigmoid"].derivative(A, A).item() == pytest.approx(0.16, rel=1e-14)
    assert ACTIVATIONS["tanh"].derivative(A, A).item() == pytest.approx(0.36, rel=1e-14)
    Z = np.array([[-0.5, 0.0, 0.5]])
    assert ACTIVATIONS["relu"].derivative(Z, relu(Z)[0]).tolist() == [[0.0, 0.0, 1.0]]
    assert ACTIVATIONS["linear"].derivative(Z, Z).tolist() == [[1.0, 1.0, 1.0]]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_cache_remembers_and_the_input_stays(name):
    Z = np.array([[-2.0, 0.5], [0.0, 3.0]])
    A, cache = ACTIVATIONS[name].value(Z)
    ACTIVATIONS[name].derivative(Z, A)
    assert A.shape == Z.shape
    assert cache.Z is Z
    assert cache.A is A
    assert Z.tolist() == [[-2.0, 0.5], [0.0, 3.0]]


def softmax_by_math(zs):
    """Measure every exponent from the largest, so that nothing overflows."""
    shares = [math.exp(z - max(zs)) for z in zs]
    return [share / math.fsum(shares) for share in shares]


def test_softmax_is_what_only_an_output_may_have():
    assert list(JOINT_ACTIVATIONS) == ["softmax"]
    assert JOINT_ACTIVATIONS["softmax"].value is softmax
    assert softmax(np.zeros((2, 1)))[1].activation == "softmax"
    assert list(ACTIVATIONS) == ["sigmoid", "tanh", "relu", "linear"]


@pytest.mark.parametrize(
    "zs",
    [(0.0, 0.0), (1.0, 2.0, 3.0), (-700.0, 0.0, 5.0), (800.0, 799.0, 1.0), (-1e4, -1e4 - 1)],
    ids=str,
)
def test_softmax_is_right_to_the_last_digits(zs):
    # Beside another example, of which it must not know.
    A, _ = softmax(np.array([zs, np.linspace(-9, 9, len(zs))]).T)
    np.testing.assert_allclose(A[:, 0], softmax_by_math(zs), rtol=1e-14)
    np.testing.assert_allclose(A.sum(axis=0), 1, rtol=1e-14)


def test_softmax_of_two_classes_is_a_sigmoid_of_their_difference():
    Z = np.random.default_rng(0).normal(scale=5, size=(2, 40))
    A, _ = softmax(Z)
    np.testing.assert_allclose(A[0], [sigmoid_by_math(z) for z in Z[0] - Z[1]], rtol=1e-13)


def test_enormous_sums_neither_warn_nor_break_softmax():
    Z = np.array([[1e4, -1e4, 1e4], [-1e4, -1e4, 1e4], [0.0, -1e4, -1e4]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        A, _ = softmax(Z)
        dZ = JOINT_ACTIVATIONS["softmax"].backward(np.ones_like(A), A)
    third = 1 / 3
    np.testing.assert_allclose(A, [[1, third, 0.5], [0, third, 0.5], [0, third, 0]], rtol=1e-14)
    # Blame that is the same for all classes is nobody's: they share one whole anyway.
    np.testing.assert_allclose(dZ, 0, rtol=0, atol=1e-15)


def test_softmax_passes_on_what_the_hand_passed_on():
    # A = (.5, .3, .2), dA = (1, 2, -1): sum of dA * A = .5 + .6 - .2 = .9
    # dZ = (.5 * .1, .3 * 1.1, .2 * -1.9) = (.05, .33, -.38), which sums to 0
    A, dA = np.array([[0.5], [0.3], [0.2]]), np.array([[1.0], [2.0], [-1.0]])
    dZ = JOINT_ACTIVATIONS["softmax"].backward(dA, A)
    np.testing.assert_allclose(dZ, [[0.05], [0.33], [-0.38]], rtol=1e-13)
    assert (A.tolist(), dA.tolist()) == ([[0.5], [0.3], [0.2]], [[1.0], [2.0], [-1.0]])


def test_the_way_back_through_softmax_is_the_jacobian_that_can_be_measured():
    rng = np.random.default_rng(0)
    Z, dA = rng.normal(size=(4, 5)), rng.normal(size=(4, 5))
    dZ = JOINT_ACTIVATIONS["softmax"].backward(dA, softmax(Z)[0])
    epsilon = 1e-6
    for k in range(4):
        step = np.zeros_like(Z)
        step[k] = epsilon
        slopes = (softmax(Z + step)[0] - softmax(Z - step)[0]) / (2 * epsilon)
        np.testing.assert_allclose(dZ[k], (dA * slopes).sum(axis=0), rtol=0, atol=1e-9)


def test_softmax_remembers_and_its_input_stays():
    Z = np.array([[-2.0, 0.5], [0.0, 3.0]])
    A, cache = softmax(Z)
    assert cache.Z is Z
    assert cache.A is A
    assert Z.tolist() == [[-2.0, 0.5], [0.0, 3.0]]
