"""Oracle: the textbook formula in Python's math module, and values known exactly."""

import math

import numpy as np
import pytest

from network import COSTS, OUTPUTS, cost_function


def test_a_and_y_go_by_position(positional_names):
    assert positional_names(cost_function) == ["A", "Y"]


def test_cross_entropy_by_hand():
    # (-ln .8 - ln(1 - .4) - ln .5) / 3 = (.223144 + .510826 + .693147) / 3 = .4757055
    A, Y = np.array([[0.8, 0.4, 0.5]]), np.array([[1.0, 0.0, 1.0]])
    assert cost_function(A, Y) == pytest.approx(0.4757055, abs=5e-7)


def test_outputs_are_summed_and_examples_averaged():
    # example 1: -ln .8 - ln(1 - .5) = .916291    example 2: -ln(1 - .4) - ln .1 = 2.813411
    A = np.array([[0.8, 0.4], [0.5, 0.1]])
    Y = np.array([[1.0, 0.0], [0.0, 1.0]])
    assert cost_function(A, Y) == pytest.approx((0.916291 + 2.813411) / 2, abs=1e-6)
    # With Z = ln(A / (1 - A)): ln 4, ln(2/3), 0, ln(1/9).
    Z = np.array([[math.log(4), math.log(2 / 3)], [0.0, -math.log(9)]])
    assert cost_function(A, Y, Z=Z) == pytest.approx((0.916291 + 2.813411) / 2, abs=1e-6)


def test_the_cost_is_a_plain_float():
    A = np.array([[0.5]])
    assert type(cost_function(A, A)) is float
    assert type(cost_function(A, A, Z=A)) is float
    assert type(cost_function(A, A, cost="squared-error")) is float


@pytest.mark.parametrize(
    ("z", "y", "exact"),
    [(1e4, 0.0, 1e4), (1e4, 1.0, 0.0), (-1e4, 1.0, 1e4), (-1e4, 0.0, 0.0), (1e4, 0.25, 7500.0)],
)
def test_with_z_the_cost_is_exact_however_sure_the_prediction(z, y, exact):
    # ln(1 + exp(1e4)) - 1e4 y is 1e4 (1 - y) to the last digit; at -1e4 it is 1e4 y.
    A = np.array([[1.0 if z > 0 else 0.0]])
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        assert cost_function(A, np.array([[y]]), Z=np.array([[z]])) == exact


def test_with_z_the_cost_of_being_right_keeps_shrinking():
    # ln(1 + exp(-40)) = exp(-40) = 4.2484e-18, which 1 - A could not show: A is exactly 1.
    cost = cost_function(np.ones((1, 1)), np.zeros((1, 1)), Z=np.array([[-40.0]]))
    assert cost == pytest.approx(math.exp(-40), rel=1e-12)


@pytest.mark.parametrize("y", [0.0, 1.0, 0.3])
@pytest.mark.parametrize("z", [-8.0, -1.0, 0.0, 0.5, 3.0, 8.0])
def test_with_z_or_without_the_cost_is_the_textbooks(z, y):
    a = 1 / (1 + math.exp(-z))
    textbook = -(y * math.log(a) + (1 - y) * math.log(1 - a))
    A, Y, Z = (np.array([[number]]) for number in (a, y, z))
    assert cost_function(A, Y, Z=Z) == pytest.approx(textbook, rel=1e-11)
    assert cost_function(A, Y) == pytest.approx(textbook, rel=1e-11)


@pytest.mark.parametrize("a", [0.0, 1.0])
def test_without_z_a_certain_prediction_has_a_finite_cost(a):
    A = np.array([[a]])
    with np.errstate(all="raise"):
        # Wrong: -ln 1e-15 = 34.539 (1 - (1 - 1e-15) is 9.99e-16 in a float64: 34.540).
        assert cost_function(A, 1 - A) == pytest.approx(34.539, abs=2e-3)
        # Right: -ln(1 - 1e-15) = 1e-15.
        assert cost_function(A, A) == pytest.approx(0, abs=2e-15)


def test_squared_error_by_hand():
    # ((.2 - 0)**2 + (.9 - 1)**2 + (3 - 1)**2) / (2 * 3) = (.04 + .01 + 4) / 6 = .675
    A, Y = np.array([[0.2, 0.9, 3.0]]), np.array([[0.0, 1.0, 1.0]])
    assert cost_function(A, Y, cost="squared-error") == pytest.approx(0.675, rel=1e-14)
    # Two outputs, one example: (.2**2 + .1**2) / 2 = .025
    A, Y = np.array([[0.2], [0.9]]), np.array([[0.0], [1.0]])
    assert cost_function(A, Y, cost="squared-error") == pytest.approx(0.025, rel=1e-14)


def test_squared_error_does_not_look_at_z():
    A, Y, Z = np.array([[0.2]]), np.array([[1.0]]), np.array([[50.0]])
    assert cost_function(A, Y, Z=Z, cost="squared-error") == pytest.approx(0.32, rel=1e-14)


def test_nothing_that_goes_in_changes():
    A, Y, Z = np.array([[0.0, 1.0]]), np.array([[1.0, 0.0]]), np.array([[-9.0, 9.0]])
    cost_function(A, Y)
    cost_function(A, Y, Z=Z)
    cost_function(A, Y, cost="squared-error")
    assert (A.tolist(), Y.tolist(), Z.tolist()) == ([[0.0, 1.0]], [[1.0, 0.0]], [[-9.0, 9.0]])


@pytest.mark.parametrize("cost", ["cross-entropy", "squared-error"])
@pytest.mark.parametrize("shape", [(2, 1), (1, 3), (1, 1), (2,)], ids=str)
def test_labels_of_another_shape_are_refused(shape, cost):
    # (2, 1), (1, 1) and (2,) would broadcast, silently.
    with pytest.raises(ValueError, match=r"^Y: expected the shape of A"):
        cost_function(np.full((1, 2), 0.5), np.zeros(shape), cost=cost)


@pytest.mark.parametrize("shape", [(2,), (1, 0), (0, 2)], ids=str)
def test_predictions_that_are_no_matrix_are_refused(shape):
    with pytest.raises(ValueError, match=r"^A: expected"):
        cost_function(np.zeros(shape), np.zeros(shape))


def test_sums_of_another_shape_are_refused():
    A = np.full((1, 2), 0.5)
    with pytest.raises(ValueError, match=r"^Z: expected the shape of A"):
        cost_function(A, A, Z=np.zeros((1, 1)))


def test_an_unknown_cost_is_refused():
    A = np.full((1, 2), 0.5)
    with pytest.raises(ValueError, match=r"^cost: expected .*'squared-error'.* got 'hinge'"):
        cost_function(A, A, cost="hinge")


def test_every_cost_names_the_outputs_that_match_it():
    assert COSTS["cross-entropy"].matching_outputs == ("sigmoid", "softmax")
    assert COSTS["squared-error"].matching_outputs == ("linear",)
    assert OUTPUTS == ("sigmoid", "softmax", "linear")


def test_cross_entropy_of_softmax_by_hand():
    # example 1 is the first class:  -ln .7 = .356675
    # example 2 is half the second:  -.5 ln .5 - .5 ln .4 = .346574 + .458145 = .804719
    A = np.array([[0.7, 0.1], [0.2, 0.5], [0.1, 0.4]])
    Y = np.array([[1.0, 0.0], [0.0, 0.5], [0.0, 0.5]])
    by_hand = pytest.approx((0.356675 + 0.804719) / 2, abs=1e-6)
    assert cost_function(A, Y, output="softmax") == by_hand
    # exp(ln A + 5) has the same shares.
    assert cost_function(A, Y, Z=np.log(A) + 5, output="softmax") == by_hand
    assert type(cost_function(A, Y, output="softmax")) is float
    assert type(cost_function(A, Y, Z=A, output="softmax")) is float


@pytest.mark.parametrize(
    ("zs", "ys", "exact"),
    [
        ((1e4, 0.0, -1e4), (1, 0, 0), 0.0),
        ((1e4, 0.0, -1e4), (0, 1, 0), 1e4),
        ((1e4, 0.0, -1e4), (0, 0, 1), 2e4),
        ((1e4, 0.0, -1e4), (0.25, 0.5, 0.25), 1e4),
        ((1e4, 1e4, 1e4), (0, 0, 1), math.log(3)),
        ((-1e4, -1e4, -1e4), (0.5, 0.5, 0), math.log(3)),
    ],
)
def test_with_z_the_cost_of_softmax_is_exact_however_sure(zs, ys, exact):
    # ln(sum of exp(z)) is the largest z, or that and the logarithm of how many there are.
    Z, Y = np.array([zs]).T, np.array([ys], float).T
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        cost = cost_function(np.full_like(Y, 1 / 3), Y, Z=Z, output="softmax")
    assert cost == pytest.approx(exact, rel=1e-15, abs=0)


@pytest.mark.parametrize("right", [0, 1, 2])
def test_with_z_the_cost_of_being_right_among_classes_keeps_shrinking(right):
    # ln(1 + 2 exp(-40)) = 2 exp(-40), beside sums of 40 in which a float64 has steps of 7e-15.
    Z, Y = np.zeros((3, 1)), np.zeros((3, 1))
    Z[right], Y[right] = 40, 1
    cost = cost_function(Y, Y, Z=Z, output="softmax")
    assert cost == pytest.approx(2 * math.exp(-40), rel=1e-12)


@pytest.mark.parametrize("ys", [(1.0, 0.0, 0.0), (0.0, 0.0, 1.0), (0.2, 0.5, 0.3)], ids=str)
@pytest.mark.parametrize("zs", [(0.0, 0.0, 0.0), (-8.0, 1.0, 3.0), (5.0, 4.0, -6.0)], ids=str)
def test_with_z_or_without_the_cost_of_softmax_is_the_textbooks(zs, ys):
    total = sum(math.exp(z) for z in zs)
    textbook = -sum(y * math.log(math.exp(z) / total) for z, y in zip(zs, ys, strict=True))
    A, Y, Z = (np.array([column]).T for column in ([math.exp(z) / total for z in zs], ys, zs))
    assert cost_function(A, Y, Z=Z, output="softmax") == pytest.approx(textbook, rel=1e-11)
    assert cost_function(A, Y, output="softmax") == pytest.approx(textbook, rel=1e-11)


def test_without_z_a_certain_share_has_a_finite_cost():
    A, Y = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])
    with np.errstate(all="raise"):
        assert cost_function(A, Y, output="softmax") == pytest.approx(34.539, abs=2e-3)
        assert cost_function(A, A, output="softmax") == pytest.approx(0, abs=2e-15)


@pytest.mark.parametrize("output", ["sigmoid", "tanh", "relu", "linear", "softmax"])
def test_squared_error_is_the_same_for_every_output(output):
    A, Y = np.array([[0.2], [0.9]]), np.array([[0.0], [1.0]])
    assert cost_function(A, Y, cost="squared-error", output=output) == pytest.approx(0.025)


@pytest.mark.parametrize("output", ["tanh", "relu", "linear", "softplus"])
def test_cross_entropy_of_what_is_no_probability_is_refused(output):
    A = np.full((1, 2), 0.5)
    with pytest.raises(ValueError, match=rf"^cost: .*sigmoid or softmax.* got '{output}'"):
        cost_function(A, A, output=output)
