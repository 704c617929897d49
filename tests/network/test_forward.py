"""Oracle: a network small enough to be worked by hand."""

import math

import numpy as np
import pytest

from network import forward_prop


@pytest.fixture(name="X")
def two_examples():
    return np.array([[1.0, 2.0], [3.0, -1.0]])


@pytest.fixture
def params():
    return {
        "W1": np.array([[1.0, 0.5], [-1.0, 1.0], [2.0, 0.0]]),
        "b1": np.array([[0.5], [0.0], [-3.0]]),
        "W2": np.array([[1.0, -2.0, 0.5]]),
        "b2": np.array([[0.25]]),
    }


def test_x_and_params_go_by_position(positional_names):
    assert positional_names(forward_prop) == ["X", "params"]


def test_the_prediction_is_the_one_worked_by_hand(X, params):
    # example 1, x = (1, 3)                      example 2, x = (2, -1)
    # Z1 = 1*1 + .5*3 + .5 =  3                  1*2 - .5*1 + .5 =  2
    #     -1*1 +  1*3      =  2                 -1*2 -  1*1      = -3
    #      2*1 +  0*3 - 3  = -1                  2*2 -  0*1 - 3  =  1
    # A1 = relu(Z1) = (3, 2, 0)                  (2, 0, 1)
    # Z2 = 3 - 2*2 + .5*0 + .25 = -.75           2 - 0 + .5*1 + .25 = 2.75
    AL, caches = forward_prop(X, params, activations="relu")
    assert caches[0].activation_cache.Z.tolist() == [[3.0, 2.0], [2.0, -3.0], [-1.0, 1.0]]
    assert caches[0].activation_cache.A.tolist() == [[3.0, 2.0], [2.0, 0.0], [0.0, 1.0]]
    assert caches[1].activation_cache.Z.tolist() == [[-0.75, 2.75]]
    by_hand = [[1 / (1 + math.exp(0.75)), 1 / (1 + math.exp(-2.75))]]
    np.testing.assert_allclose(AL, by_hand, rtol=1e-14)


def test_hidden_layers_and_output_are_sigmoid_unless_told(X, params):
    AL, caches = forward_prop(X, params)
    assert [cache.activation_cache.activation for cache in caches] == ["sigmoid", "sigmoid"]
    # Z1 as above; A1 = sigmoid(Z1); one more weighted sum and sigmoid for example 1.
    a1, a2, a3 = (1 / (1 + math.exp(-z)) for z in (3, 2, -1))
    assert AL[0, 0] == pytest.approx(
        1 / (1 + math.exp(-(a1 - 2 * a2 + 0.5 * a3 + 0.25))), rel=1e-14
    )


def test_a_linear_output_is_the_sum_itself(X, params):
    AL, _ = forward_prop(X, params, activations="relu", output="linear")
    assert AL.tolist() == [[-0.75, 2.75]]


def test_each_hidden_layer_gets_its_own_activation(X, params):
    params |= {"W3": np.array([[4.0]]), "b3": np.array([[-1.0]])}
    AL, caches = forward_prop(X, params, activations=["relu", "linear"], output="tanh")
    used = [cache.activation_cache.activation for cache in caches]
    assert used == ["relu", "linear", "tanh"]
    # Z2 = (-.75, 2.75) passes unchanged; Z3 = 4 * Z2 - 1 = (-4, 10)
    np.testing.assert_allclose(AL, [[math.tanh(-4), math.tanh(10)]], rtol=1e-14)


@pytest.mark.parametrize("m", [1, 2, 7])
@pytest.mark.parametrize("layer_dims", [(3, 1), (2, 4, 1), (1, 5, 4, 3, 2)], ids=str)
def test_every_layer_has_a_row_a_unit_and_a_column_an_example(layer_dims, m):
    rng = np.random.default_rng(0)
    params = {}
    for layer in range(1, len(layer_dims)):
        params[f"W{layer}"] = rng.normal(size=(layer_dims[layer], layer_dims[layer - 1]))
        params[f"b{layer}"] = rng.normal(size=(layer_dims[layer], 1))
    X = rng.normal(size=(layer_dims[0], m))
    AL, caches = forward_prop(X, params)
    assert AL.shape == (layer_dims[-1], m)
    assert [cache.activation_cache.A.shape for cache in caches] == [(n, m) for n in layer_dims[1:]]
    assert [cache.linear_cache.A_prev.shape for cache in caches] == [
        (n, m) for n in layer_dims[:-1]
    ]


def test_the_caches_hold_what_each_layer_saw(X, params):
    AL, (first, last) = forward_prop(X, params, activations="tanh")
    assert first.linear_cache.A_prev is X
    assert last.linear_cache.A_prev is first.activation_cache.A
    assert last.activation_cache.A is AL
    for layer, cache in ((1, first), (2, last)):
        assert cache.linear_cache.W is params[f"W{layer}"]
        assert cache.linear_cache.b is params[f"b{layer}"]
    assert first.activation_cache.Z.tolist() == [[3.0, 2.0], [2.0, -3.0], [-1.0, 1.0]]
    np.testing.assert_allclose(
        first.activation_cache.A[0], [math.tanh(3), math.tanh(2)], rtol=1e-14
    )


def test_every_example_is_predicted_on_its_own(X, params):
    together, _ = forward_prop(X, params)
    alone = [forward_prop(X[:, [column]], params)[0].item() for column in (0, 1)]
    np.testing.assert_allclose(together[0], alone, rtol=1e-14)


def test_neither_data_nor_parameters_change(X, params):
    X_before, params_before = X.copy(), {name: value.copy() for name, value in params.items()}
    forward_prop(X, params, activations="relu")
    assert np.array_equal(X, X_before)
    assert all(np.array_equal(params[name], params_before[name]) for name in params_before)


@pytest.mark.parametrize(
    "X",
    [np.zeros(2), np.zeros((2, 1, 1)), np.zeros((2, 0)), np.zeros((0, 2)), [[1.0], [2.0]]],
    ids=["1-D", "3-D", "no examples", "no features", "list"],
)
def test_data_that_are_no_matrix_are_refused(X, params):
    with pytest.raises(ValueError, match=r"^X: expected"):
        forward_prop(X, params)


@pytest.mark.parametrize("given", [None, 5, [np.zeros((1, 2)), np.zeros((1, 1))], "W1 b1"], ids=str)
def test_parameters_that_are_no_dictionary_are_refused(X, given):
    message = rf"^params: expected a dictionary of arrays, got {type(given).__name__}$"
    with pytest.raises(ValueError, match=message):
        forward_prop(X, given)


@pytest.mark.parametrize(
    ("layer", "misfit"),
    [
        (1, {"W1": np.zeros((3, 3))}),
        (1, {"W1": np.zeros(3)}),
        (1, {"W1": np.zeros((3, 2, 1))}),
        (1, {"b1": np.zeros((1, 1))}),
        (1, {"b1": np.zeros(3)}),
        (2, {"W2": np.zeros((1, 2))}),
        (2, {"W2": np.zeros((3, 1))}),
        (2, {"b2": np.zeros((1, 2))}),
    ],
    ids=[
        "W1",
        "W1 1-D",
        "W1 3-D",
        "b1 would broadcast",
        "b1 1-D",
        "W2",
        "W2 transposed",
        "b2 one an example",
    ],
)
def test_parameters_that_do_not_fit_are_refused(X, params, layer, misfit):
    with pytest.raises(ValueError, match=rf"^params: layer {layer} expected W{layer} of shape"):
        forward_prop(X, params | misfit)


@pytest.mark.parametrize("activations", ["softplus", ["softplus"], ""])
def test_an_unknown_activation_is_refused(X, params, activations):
    with pytest.raises(ValueError, match=r"^activations: expected .*'relu'"):
        forward_prop(X, params, activations=activations)


def test_an_unknown_output_is_refused(X, params):
    with pytest.raises(ValueError, match=r"^output: expected .*'softmax'.* got 'softplus'"):
        forward_prop(X, params, output="softplus")


@pytest.mark.parametrize("activations", ["softmax", ["softmax"]], ids=str)
def test_softmax_is_no_hidden_activation(X, params, activations):
    allowed = r"\['sigmoid', 'tanh', 'relu', 'linear'\]"
    with pytest.raises(ValueError, match=rf"^activations: expected one of {allowed}, got 'soft"):
        forward_prop(X, params, activations=activations)


def test_a_softmax_output_shares_one_whole(X, params):
    # Z2 of the hand's work is (-.75, 2.75); with a second class at twice that and one at 0:
    # exp(-.75), exp(-1.5), 1 = .472367, .223130, 1, together 1.695497
    params |= {"W2": np.vstack([params["W2"], 2 * params["W2"], 0 * params["W2"]])}
    params |= {"b2": np.array([[0.25], [0.5], [0.0]])}
    AL, caches = forward_prop(X, params, activations="relu", output="softmax")
    by_hand = np.array([0.472367, 0.223130, 1]) / 1.695497
    np.testing.assert_allclose(AL[:, 0], by_hand, atol=1e-6)
    np.testing.assert_allclose(AL.sum(axis=0), 1, rtol=1e-14)
    assert caches[-1].activation_cache.activation == "softmax"


@pytest.mark.parametrize("activations", [[], ["relu", "relu"]], ids=str)
def test_one_activation_a_hidden_layer_is_expected(X, params, activations):
    with pytest.raises(
        ValueError, match=rf"^activations: expected 1 names.* got {len(activations)}"
    ):
        forward_prop(X, params, activations=activations)
