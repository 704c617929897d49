"""What do many networks of one shape cost? All at once, one batched product a layer."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from dashboard.config import parameter_shapes
from dashboard.run import Run
from network import ACTIVATIONS, JOINT_ACTIVATIONS, Array


class Recipe(NamedTuple):
    """How a network of a given shape is asked, and what its answers cost.

    ``X`` and ``Y`` are the points, as `network.forward_prop` takes them; ``activations`` names one
    a hidden layer; ``output`` and ``cost`` are those of `network.cost_function`.
    """

    X: Array
    Y: Array
    layer_dims: tuple[int, ...]
    activations: tuple[str, ...]
    output: str
    cost: str

    @property
    def numbers(self) -> int:
        """Numbers that one network computes in its widest layer."""
        return max(self.layer_dims[1:]) * self.X.shape[1]


def recipe_of(run: Run) -> Recipe:
    """Return the recipe of a run: its training points and its cost, without penalty.

    Parameters
    ----------
    run : Run
        Which run.

    Returns
    -------
    recipe : Recipe
    """
    config, data = run.config, run.data
    return Recipe(
        data.X,
        data.Y,
        config.layer_dims,
        config.activations,
        config.output,
        config.cost_in_force,
    )


# What is too large for a float64 is left out and counted: a warning is only louder.
@np.errstate(over="ignore", invalid="ignore")
def stack_costs(stack: Array, recipe: Recipe) -> Array:
    """Compute the cost of many networks.

    Parameters
    ----------
    stack : ndarray of float, shape (k, parameters)
        The parameters of each: W1 row by row, b1, W2, ...
    recipe : Recipe
        Their shape, the points, and the cost.

    Returns
    -------
    costs : ndarray of float, shape (k,)
        What `network.cost_function` says of each; infinite or NaN where a number on the way is
        beyond the largest.

    Notes
    -----
    The layers of all networks are laid behind each other, ``W`` of shape (k, n_l, n_{l-1}); the
    first layer, whose inputs they share, is one product. Activations are those of `network`, which
    take arrays of any shape; the costs are its formulas, with the sum over one network's examples.
    """
    Z = _weighted_sums(stack, recipe)
    Y, m = recipe.Y, recipe.X.shape[1]
    if recipe.cost == "squared-error":
        return ((_activated(Z, recipe.output) - Y) ** 2).sum(axis=(1, 2)) / (2 * m)
    if recipe.output == "softmax":
        S = (Y * Z).sum(axis=1, keepdims=True)
        return np.logaddexp.reduce(Z - S, axis=1).sum(axis=1) / m
    return (np.logaddexp(0, Z) - Y * Z).sum(axis=(1, 2)) / m


def _weighted_sums(stack: Array, recipe: Recipe) -> Array:
    """Compute the output layers' weighted sums, of shape (k, n_L, m)."""
    k, m = len(stack), recipe.X.shape[1]
    Z, start = recipe.X, 0
    shapes = list(parameter_shapes(recipe.layer_dims).values())
    names: Sequence[str] = (*recipe.activations, "")
    for (n_out, n_in), name in zip(shapes[::2], names, strict=True):
        end = start + n_out * n_in
        W = stack[:, start:end]
        b = stack[:, end : end + n_out, np.newaxis]
        if start == 0:
            Z = (W.reshape(k * n_out, n_in) @ recipe.X).reshape(k, n_out, m)
        else:
            Z = W.reshape(k, n_out, n_in) @ Z
        Z += b
        if name:
            Z = _activated(Z, name)
        start = end + n_out
    return Z


def _activated(Z: Array, name: str) -> Array:
    """Apply an activation to layers of shape (k, n, m)."""
    if name in ACTIVATIONS:
        return ACTIVATIONS[name].value(Z)[0]
    units_first = np.moveaxis(Z, 1, 0)  # those that share one whole are expected along axis 0
    return np.moveaxis(JOINT_ACTIVATIONS[name].value(units_first)[0], 0, 1)
