"""Where do the parameters start? One way of drawing weights, and six sizes to draw them at."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from network.structures import Params, is_whole_number

INITIALIZATIONS: dict[str, Callable[[int], float]] = {
    "classic": lambda n_in: 0.01,
    "xavier": lambda n_in: (1 / n_in) ** 0.5,
    "he": lambda n_in: (2 / n_in) ** 0.5,
    "scale-1": lambda n_in: 1.0,
    "scale-20": lambda n_in: 20.0,
    "zeros": lambda n_in: 0.0,
}
"""The standard deviation of a layer's weights, given the number of inputs to the layer."""

LARGEST_LAYER = 100_000


def init_params(
    layer_dims: Sequence[int], *, seed: int = 3, initialization: str = "classic"
) -> Params:
    """Draw the starting weights and set the biases to zero.

    Parameters
    ----------
    layer_dims : sequence of int, length L + 1
        Units in each layer, inputs first: ``(2, 4, 1)`` is two features, four hidden units,
        one output.
    seed : int, default 3
        Seed of the draw, 0 to 2**32 - 1. With the default, the numbers are the article's.
    initialization : {"classic", "xavier", "he", "scale-1", "scale-20", "zeros"}
        The standard deviation of the weights: 0.01, sqrt(1 / n_in), sqrt(2 / n_in), 1, 20, 0.

    Returns
    -------
    params : dict of str to ndarray
        For each layer ``l`` from 1: ``W{l}``, shape ``(layer_dims[l], layer_dims[l - 1])``,
        and ``b{l}``, shape ``(layer_dims[l], 1)``.

    Raises
    ------
    ValueError
        If there are fewer than two layers, a layer's units are no whole number of at least one,
        `seed` is out of range, or `initialization` is not one of the names above.

    Notes
    -----
    The generator is numpy's Mersenne Twister in a private instance, so the draw equals
    ``np.random.seed(seed)`` followed by ``randn`` layer by layer, and leaves numpy's
    global state alone.

    References
    ----------
    The article, section "Code", first listing. Xavier: Glorot and Bengio, "Understanding the
    difficulty of training deep feedforward neural networks", 2010 (in the form 1 / n_in).
    He: He et al., "Delving deep into rectifiers", 2015, equation 10.

    Examples
    --------
    >>> params = init_params([2, 4, 1])
    >>> params["W1"].shape, params["b1"].shape
    ((4, 2), (4, 1))
    >>> round(float(params["W1"][0, 0]), 6)
    0.017886
    """
    if not isinstance(layer_dims, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"layer_dims: expected a sequence of whole numbers, got {layer_dims!r}")
    if len(layer_dims) < 2:
        raise ValueError(
            f"layer_dims: expected at least an input and an output layer, got {list(layer_dims)}"
        )
    if not all(is_whole_number(units) and 1 <= units <= LARGEST_LAYER for units in layer_dims):
        raise ValueError(
            f"layer_dims: expected whole numbers from 1 to {LARGEST_LAYER:,}, "
            f"got {list(layer_dims)}"
        )
    if initialization not in INITIALIZATIONS:
        raise ValueError(
            f"initialization: expected one of {list(INITIALIZATIONS)}, got {initialization!r}"
        )

    if not is_whole_number(seed) or not 0 <= seed < 2**32:
        raise ValueError(f"seed: expected a whole number from 0 to 2**32 - 1, got {seed!r}")

    rng = np.random.RandomState(seed)
    params: Params = {}
    for layer in range(1, len(layer_dims)):
        n_out, n_in = int(layer_dims[layer]), int(layer_dims[layer - 1])
        scale = INITIALIZATIONS[initialization](n_in)
        params[f"W{layer}"] = rng.randn(n_out, n_in) * scale
        params[f"b{layer}"] = np.zeros((n_out, 1))
    return params
