"""Oracle: central differences of a second forward pass, written out below, and arithmetic."""

import math

import numpy as np
import pytest

from network import backprop, forward_prop, one_layer_backward
from network.backward import linear_backward
from network.structures import ActivationCache, LayerCache, LinearCache

EPSILON = 1e-5
KINK_MARGIN = 1e-3  # a hundred times what a weight is moved by

# Everything that the oracle needs, and nothing of `network`.
VALUES = {
    "sigmoid": lambda Z: 1 / (1 + np.exp(-Z)),
    "tanh": np.tanh,
    "relu": lambda Z: np.where(Z > 0, Z, 0.0),
    "linear": lambda Z: Z,
}
OUTPUT_VALUES = VALUES | {"softmax": lambda Z: np.exp(Z) / np.exp(Z).sum(axis=0)}
OUTPUTS_AND_COSTS = [
    ("sigmoid", "cross-entropy"),
    ("softmax", "cross-entropy"),
    ("softmax", "squared-error"),
    ("sigmoid", "squared-error"),
    ("tanh", "squared-error"),
    ("linear", "squared-error"),
]
MIX = ("tanh", "relu", "sigmoid", "linear", "relu", "tanh")
HIDDEN_LAYERS = [
    (),
    *((name,) * depth for name in VALUES for depth in range(1, 7)),
    *(MIX[:depth] for depth in range(2, 7)),
]


def sums(X, params, names):
    """Return the weighted sums of every layer."""
    A, Zs = X, []
    for layer, name in enumerate(names, 1):
        Zs.append(params[f"W{layer}"] @ A + params[f"b{layer}"])
        A = OUTPUT_VALUES[name](Zs[-1])
    return Zs


def cost_at(X, Y, params, names, cost):
    """Return the mean cost by the textbook's formula."""
    Z = sums(X, params, names)[-1]
    A = OUTPUT_VALUES[names[-1]](Z)
    if cost == "squared-error":
        return ((A - Y) ** 2).sum() / 2 / X.shape[1]
    if names[-1] == "softmax":
        return -(Y * np.log(A)).sum() / X.shape[1]
    not_A = 1 / (1 + np.exp(Z))
    return -(Y * np.log(A) + (1 - Y) * np.log(not_A)).sum() / X.shape[1]


def slope_at(X, Y, params, names, cost, *, name, index):
    """Move one parameter up and down, and measure how the cost follows."""
    up, down = params[name].copy(), params[name].copy()
    up[index] += EPSILON
    down[index] -= EPSILON
    rise = cost_at(X, Y, params | {name: up}, names, cost) - cost_at(
        X, Y, params | {name: down}, names, cost
    )
    return rise / (2 * EPSILON)


def clear_of_kinks(X, params, names):
    """Tell the examples that keep away from every kink and get through every layer of ReLUs."""
    clear = np.ones(X.shape[1], dtype=bool)
    for name, Z in zip(names, sums(X, params, names), strict=True):
        if name == "relu":
            clear &= (np.abs(Z) > KINK_MARGIN).all(axis=0) & (Z > 0).any(axis=0)
    return clear


def problem(names, cost, m):
    """Draw a network of a few units and m examples, with weights of about 1."""
    rng = np.random.default_rng([len(names), m])
    layer_dims = [3, *(4 - layer % 2 for layer in range(len(names) - 1)), 2]
    params = {}
    for layer, name in enumerate(names, 1):
        n_out, n_in = layer_dims[layer], layer_dims[layer - 1]
        # A sigmoid passes on a quarter of the blame at most: wider weights, or none is left to see.
        width = 3 if name == "sigmoid" and layer < len(names) else 1
        params[f"W{layer}"] = rng.uniform(-width, width, (n_out, n_in))
        params[f"b{layer}"] = rng.uniform(-0.2, 0.8, (n_out, 1))
    X = rng.normal(size=(3, 5 * m + 200))
    X = X[:, clear_of_kinks(X, params, names)][:, :m]
    Y = rng.uniform(size=(2, m))
    if names[-1] == "softmax":
        return X, (Y / Y.sum(axis=0) if cost == "cross-entropy" else Y), params
    return X, (Y.round() if cost == "cross-entropy" else Y), params


def layers_id(hidden):
    return "-".join(hidden) or "none"


def test_the_layer_takes_da_and_cache_and_the_network_al_y_and_caches(positional_names):
    assert positional_names(one_layer_backward) == ["dA", "cache"]
    assert positional_names(backprop) == ["AL", "Y", "caches"]


@pytest.mark.parametrize("m", [1, 2, 7, 500])
@pytest.mark.parametrize(("output", "cost"), OUTPUTS_AND_COSTS)
@pytest.mark.parametrize("hidden", HIDDEN_LAYERS, ids=layers_id)
def test_backprop_computes_the_slopes_that_can_be_measured(hidden, output, cost, m):
    names = (*hidden, output)
    X, Y, params = problem(names, cost, m)
    assert X.shape == (3, m)
    AL, caches = forward_prop(X, params, activations=hidden, output=output)
    grads = backprop(AL, Y, caches, cost=cost)
    assert {name: grad.shape for name, grad in grads.items()} == {
        f"d{name}": value.shape for name, value in params.items()
    }

    # Every parameter, or for 500 examples a random two of each matrix and column.
    rng = np.random.default_rng(0)
    computed, measured, of_first_layer = [], [], []
    for name, value in params.items():
        indices = list(np.ndindex(value.shape))
        if m == 500:
            indices = [indices[i] for i in rng.permutation(len(indices))[:2]]
        for index in indices:
            computed.append(grads[f"d{name}"][index])
            measured.append(slope_at(X, Y, params, names, cost, name=name, index=index))
            if name == "W1":
                of_first_layer.append(measured[-1])

    length = np.linalg.norm(computed) + np.linalg.norm(measured)
    difference = np.linalg.norm(np.subtract(computed, measured))
    assert difference / length < 1e-6
    # The blame has come all the way down: had it been off by a tenth there, that would have shown.
    assert np.linalg.norm(of_first_layer) / length > 1e-5


# One layer by hand, m = 2: A_prev = | 1 2 |, W = (2, -.5).
#                                    | 3 4 |
# linear    dA = (1, 3)     slope (1, 1)       dZ = (1, 3)
# sigmoid   dA = (4, 10)    slope (.25, .16)   dZ = (1, 1.6)      A = (.5, .8)
# tanh      dA = (4, -4)    slope (.75, .75)   dZ = (3, -3)       A = (.5, -.5)
# relu      dA = (5, 2)     slope (0, 1)       dZ = (0, 2)        Z = (-1, 2)
# then dW = (dZ1 * 1 + dZ2 * 2, dZ1 * 3 + dZ2 * 4) / 2, db = (dZ1 + dZ2) / 2,
# and dA_prev = 2 * dZ over -.5 * dZ.
ONE_LAYER = {
    "linear": ([1, 3], [1, 3], [1, 3], [3.5, 7.5], 2.0, [[2, 6], [-0.5, -1.5]]),
    "sigmoid": ([0, math.log(4)], [0.5, 0.8], [4, 10], [2.1, 4.7], 1.3, [[2, 3.2], [-0.5, -0.8]]),
    "tanh": (
        [math.atanh(0.5), -math.atanh(0.5)],
        [0.5, -0.5],
        [4, -4],
        [-1.5, -1.5],
        0.0,
        [[6, -6], [-1.5, 1.5]],
    ),
    "relu": ([-1, 2], [0, 2], [5, 2], [2.0, 4.0], 1.0, [[0, 4], [0, -1]]),
}


@pytest.mark.parametrize("activation", ONE_LAYER)
def test_one_layer_passes_on_what_the_hand_passed_on(activation):
    Z, A, dA, dW_by_hand, db_by_hand, dA_prev_by_hand = ONE_LAYER[activation]
    linear_cache = LinearCache(
        np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[2.0, -0.5]]), np.array([[0.0]])
    )
    activation_cache = ActivationCache(np.array([Z], float), np.array([A], float), activation)
    blame = np.array([dA], float)
    dA_prev, dW, db = one_layer_backward(blame, LayerCache(linear_cache, activation_cache))
    np.testing.assert_allclose(dW, [dW_by_hand], rtol=1e-14)
    np.testing.assert_allclose(db, [[db_by_hand]], rtol=1e-14)
    np.testing.assert_allclose(dA_prev, dA_prev_by_hand, rtol=1e-14)
    assert blame.tolist() == [dA]


def test_blame_sums_over_the_units_above():
    # Two units, one example: dZ = (1, 2), A_prev = 3, W = (.5; -2).
    # dW = (3; 6), db = (1; 2), dA_prev = .5 * 1 - 2 * 2 = -3.5
    cache = LinearCache(np.array([[3.0]]), np.array([[0.5], [-2.0]]), np.zeros((2, 1)))
    dA_prev, dW, db = linear_backward(np.array([[1.0], [2.0]]), cache)
    assert (dA_prev.tolist(), dW.tolist(), db.tolist()) == (
        [[-3.5]],
        [[3.0], [6.0]],
        [[1.0], [2.0]],
    )


def test_squared_error_of_a_sigmoid_by_hand():
    # x = 2, y = 1, W = b = 0: A = .5, dA = -.5, dZ = -.5 * .25 = -.125, dW = -.25
    params = {"W1": np.zeros((1, 1)), "b1": np.zeros((1, 1))}
    AL, caches = forward_prop(np.array([[2.0]]), params)
    grads = backprop(AL, np.array([[1.0]]), caches, cost="squared-error")
    assert (grads["dW1"].item(), grads["db1"].item()) == (-0.25, -0.125)


def test_cross_entropy_of_softmax_by_hand():
    # x = 2, three classes, W = b = 0: A = 1/3 each, the second is right: dZ = (1, -2, 1) / 3,
    # dW = 2 * dZ, db = dZ
    params = {"W1": np.zeros((3, 1)), "b1": np.zeros((3, 1))}
    AL, caches = forward_prop(np.array([[2.0]]), params, output="softmax")
    grads = backprop(AL, np.array([[0.0], [1.0], [0.0]]), caches)
    np.testing.assert_allclose(grads["db1"][:, 0], [1 / 3, -2 / 3, 1 / 3], rtol=1e-14)
    np.testing.assert_allclose(grads["dW1"][:, 0], [2 / 3, -4 / 3, 2 / 3], rtol=1e-14)


def test_squared_error_of_softmax_by_hand():
    # A = (1/3, 1/3, 1/3), dA = A - Y = (1, -2, 1) / 3, sum of dA * A = 0: dZ = dA / 3
    params = {"W1": np.zeros((3, 1)), "b1": np.zeros((3, 1))}
    AL, caches = forward_prop(np.array([[2.0]]), params, output="softmax")
    grads = backprop(AL, np.array([[0.0], [1.0], [0.0]]), caches, cost="squared-error")
    np.testing.assert_allclose(grads["db1"][:, 0], [1 / 9, -2 / 9, 1 / 9], rtol=1e-14)


def test_a_confident_mistake_among_classes_keeps_its_whole_gradient():
    params = {"W1": np.array([[1e4], [0.0], [-1e4]]), "b1": np.zeros((3, 1))}
    AL, caches = forward_prop(np.ones((1, 1)), params, output="softmax")
    with np.errstate(over="raise", divide="raise", invalid="raise"):
        grads = backprop(AL, np.array([[0.0], [0.0], [1.0]]), caches)
    assert grads["dW1"].tolist() == [[1.0], [0.0], [-1.0]]


@pytest.mark.parametrize(("weight", "y", "slope"), [(1e4, 0.0, 1.0), (-1e4, 1.0, -1.0)])
def test_a_confident_mistake_keeps_its_whole_gradient(weight, y, slope):
    # AL is 1 or as good as 0 here: Y / AL and AL * (1 - AL) would make 0 or nan of the slope.
    params = {"W1": np.array([[weight]]), "b1": np.zeros((1, 1))}
    AL, caches = forward_prop(np.ones((1, 1)), params)
    with np.errstate(all="raise"):
        grads = backprop(AL, np.array([[y]]), caches)
    assert (grads["dW1"].item(), grads["db1"].item()) == (slope, slope)


def test_the_same_examples_twice_give_the_same_gradient():
    X, Y, params = problem(("tanh", "sigmoid"), "cross-entropy", 7)
    once, twice = (
        backprop(AL, labels, caches)
        for labels, (AL, caches) in (
            (Y, forward_prop(X, params, activations="tanh")),
            (np.tile(Y, 2), forward_prop(np.tile(X, 2), params, activations="tanh")),
        )
    )
    for name in once:
        np.testing.assert_allclose(once[name], twice[name], rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("output", ["sigmoid", "linear", "softmax"])
def test_predictions_labels_and_caches_stay_as_they_were(output):
    X, Y, params = problem(("linear", "relu", output), "squared-error", 7)
    AL, caches = forward_prop(X, params, activations=["linear", "relu"], output=output)
    arrays = [AL, Y]
    for (A_prev, W, b), (Z, A, _) in caches:
        arrays += [A_prev, W, b, Z, A]
    before = [array.copy() for array in arrays]
    backprop(AL, Y, caches, cost="squared-error")
    assert all(np.array_equal(now, then) for now, then in zip(arrays, before, strict=True))


@pytest.fixture
def predicted():
    params = {"W1": np.array([[0.5, -0.5]]), "b1": np.zeros((1, 1))}
    return forward_prop(np.array([[1.0, 2.0], [3.0, 4.0]]), params)


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (2,), (2, 2)], ids=str)
def test_blame_of_another_shape_is_refused(predicted, shape):
    _, caches = predicted
    with pytest.raises(ValueError, match=r"^dA: expected the shape of A"):
        one_layer_backward(np.ones(shape), caches[0])


@pytest.mark.parametrize("shape", [(1, 1), (2, 1), (2,), (1, 3)], ids=str)
def test_labels_of_another_shape_are_refused(predicted, shape):
    AL, caches = predicted
    with pytest.raises(ValueError, match=r"^Y: expected the shape of AL"):
        backprop(AL, np.ones(shape), caches)


@pytest.mark.parametrize("shape", [(2,), (1, 0)], ids=str)
def test_predictions_that_are_no_matrix_are_refused(predicted, shape):
    _, caches = predicted
    with pytest.raises(ValueError, match=r"^AL: expected"):
        backprop(np.ones(shape), np.ones(shape), caches)


@pytest.mark.parametrize("cache", [None, 5, (), (None, None), [[1.0], [2.0]]], ids=str)
def test_what_no_layer_left_behind_is_refused(predicted, cache):
    AL, _ = predicted
    with pytest.raises(ValueError, match=rf"^cache: expected .* got {type(cache).__name__}"):
        one_layer_backward(AL, cache)


@pytest.mark.parametrize("blame", [None, [[1.0, 1.0]], 1.0], ids=str)
def test_blame_that_is_no_array_is_refused(predicted, blame):
    _, caches = predicted
    with pytest.raises(ValueError, match=r"^dA: expected the shape of A, \(1, 2\), got no array"):
        one_layer_backward(blame, caches[0])


@pytest.mark.parametrize("caches", [[], None, 5, {}, [None], [[]]], ids=str)
def test_no_caches_are_refused(predicted, caches):
    AL, _ = predicted
    with pytest.raises(ValueError, match=r"^caches: expected"):
        backprop(AL, AL, caches)


@pytest.fixture
def five_examples():
    """A network of 2, 3 and 1 units, and what it made of five examples."""
    params = {"W1": np.ones((3, 2)), "b1": np.zeros((3, 1))}
    params |= {"W2": np.ones((1, 3)), "b2": np.zeros((1, 1))}
    return forward_prop(np.arange(10.0).reshape(2, 5), params)


def test_fewer_predictions_than_the_pass_had_examples_are_refused(five_examples):
    AL, caches = five_examples
    with pytest.raises(ValueError, match=r"^AL: expected .*last cache.*\(1, 5\), got \(1, 3\)"):
        backprop(AL[:, :3], np.zeros((1, 3)), caches)


def test_caches_without_the_output_layer_are_refused(five_examples):
    AL, caches = five_examples
    with pytest.raises(ValueError, match=r"^AL: expected .*last cache.*\(3, 5\), got \(1, 5\)"):
        backprop(AL, np.zeros((1, 5)), caches[:1])


@pytest.mark.parametrize("AL", [None, [[0.5, 0.5]]], ids=str)
def test_predictions_that_are_no_array_are_refused(predicted, AL):
    _, caches = predicted
    with pytest.raises(ValueError, match=r"^AL: expected .*\(1, 2\), got no array"):
        backprop(AL, np.ones((1, 2)), caches)


def test_an_unknown_cost_is_refused(predicted):
    AL, caches = predicted
    with pytest.raises(ValueError, match=r"^cost: expected .* got 'hinge'"):
        backprop(AL, AL, caches, cost="hinge")


@pytest.mark.parametrize("output", ["tanh", "relu", "linear"])
def test_cross_entropy_of_what_is_no_probability_is_refused(output):
    params = {"W1": np.array([[0.5]]), "b1": np.zeros((1, 1))}
    AL, caches = forward_prop(np.ones((1, 1)), params, output=output)
    with pytest.raises(ValueError, match=rf"^cost: .*sigmoid.* got '{output}'"):
        backprop(AL, AL, caches)
