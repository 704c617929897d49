"""Oracle: numpy's own global generator, and standard deviations known beforehand."""

from itertools import pairwise

import numpy as np
import pytest

from network import INITIALIZATIONS, init_params

# The layer that is measured has 64 inputs: 1/64 = 0.125**2 and 2/64 = 0.17678**2.
SCALE_FOR_64_INPUTS = {
    "classic": 0.01,
    "xavier": 0.125,
    "he": 0.1767766952966369,
    "scale-1": 1.0,
    "scale-20": 20.0,
    "zeros": 0.0,
}


def test_only_layer_dims_goes_by_position(positional_names):
    assert positional_names(init_params) == ["layer_dims"]


@pytest.mark.usefixtures("global_randomness")
@pytest.mark.parametrize("layer_dims", [[2, 4, 1], (3, 5, 4, 2), [1, 1]])
def test_the_default_draw_is_the_articles_bit_for_bit(layer_dims):
    params = init_params(layer_dims)
    np.random.seed(3)
    for layer, (n_in, n_out) in enumerate(pairwise(layer_dims), 1):
        W = np.random.randn(n_out, n_in) * 0.01
        assert params[f"W{layer}"].shape == W.shape
        assert params[f"W{layer}"].tobytes() == W.tobytes()


@pytest.mark.usefixtures("global_randomness")
def test_numpys_global_randomness_is_neither_used_nor_moved():
    np.random.seed(11)
    expected_draws = np.random.randn(3)
    np.random.seed(11)
    before = init_params([2, 4, 1])["W1"]
    assert np.array_equal(np.random.randn(3), expected_draws)
    assert np.array_equal(init_params([2, 4, 1])["W1"], before)


def test_each_layer_gets_a_matrix_and_a_column_of_zeros():
    params = init_params([3, 5, 4, 2])
    assert {name: value.shape for name, value in params.items()} == {
        "W1": (5, 3),
        "b1": (5, 1),
        "W2": (4, 5),
        "b2": (4, 1),
        "W3": (2, 4),
        "b3": (2, 1),
    }
    assert all(value.dtype == np.float64 for value in params.values())
    assert not any(params[name].any() for name in ("b1", "b2", "b3"))


def test_every_initialization_has_its_scale_below():
    assert set(INITIALIZATIONS) == set(SCALE_FOR_64_INPUTS)


@pytest.mark.parametrize(("initialization", "scale"), SCALE_FOR_64_INPUTS.items())
def test_weights_spread_as_the_initialization_says(initialization, scale):
    # 64 x 2000 draws: the measured deviation is off by some 1 / sqrt(2 * 128000) = 0.2 %.
    # The first layer has 9 inputs, so a scale taken from the wrong layer would show.
    W = init_params([9, 64, 2000], seed=0, initialization=initialization)["W2"]
    assert W.shape == (2000, 64)
    assert W.std() == pytest.approx(scale, rel=0.01)
    assert abs(W.mean()) <= 0.02 * scale


@pytest.mark.parametrize("initialization", INITIALIZATIONS)
def test_initializations_scale_one_and_the_same_draw(initialization):
    W = init_params([64, 5], seed=8, initialization=initialization)["W1"]
    standard = np.random.RandomState(8).randn(5, 64)
    np.testing.assert_allclose(W, standard * SCALE_FOR_64_INPUTS[initialization], rtol=1e-15)


def test_zeros_are_zeros():
    params = init_params([2, 3, 1], initialization="zeros")
    assert not any(value.any() for value in params.values())


def test_another_seed_is_another_start_and_the_same_seed_the_same():
    first, same, other = (init_params([2, 4, 1], seed=seed) for seed in (5, 5, 6))
    assert all(np.array_equal(first[name], same[name]) for name in first)
    assert not np.isin(first["W1"], other["W1"]).any()
    assert not np.isin(first["W2"], other["W2"]).any()


def test_layers_do_not_share_their_draw():
    params = init_params([3, 3, 3])
    assert not np.isin(params["W1"], params["W2"]).any()


@pytest.mark.parametrize(
    "layer_dims",
    [
        *([], [2], [2, 0, 1], [0, 1], [2, 4, 0], [2, -1, 1], [2, 1.5, 1]),
        *(
            [2, True, 1],
            [True, True],
            [2, np.True_, 1],
            [2, None, 1],
            [2, "4", 1],
            [2, [4], 1],
            "241",
        ),
    ],
    ids=str,
)
def test_impossible_layers_are_refused(layer_dims):
    with pytest.raises(ValueError, match=r"^layer_dims: expected .* got \["):
        init_params(layer_dims)


@pytest.mark.parametrize("layer_dims", [5, None, 2.0], ids=str)
def test_layers_that_are_no_sequence_are_refused(layer_dims):
    with pytest.raises(ValueError, match=rf"^layer_dims: expected a sequence.* got {layer_dims}$"):
        init_params(layer_dims)


def test_numpys_own_whole_numbers_are_whole_numbers():
    ours, numpys = (
        init_params([2, 4, 1], seed=5),
        init_params(np.array([2, 4, 1]), seed=np.int64(5)),
    )
    assert all(np.array_equal(ours[name], numpys[name]) for name in ours)


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, True, None, "3"], ids=str)
def test_an_impossible_seed_is_refused(seed):
    with pytest.raises(ValueError, match=r"^seed: expected a whole number"):
        init_params([2, 1], seed=seed)


@pytest.mark.parametrize("initialization", ["", "Xavier", "glorot"])
def test_an_unknown_initialization_is_refused(initialization):
    with pytest.raises(ValueError, match=rf"^initialization: .*'xavier'.* got '{initialization}'"):
        init_params([2, 1], initialization=initialization)
