"""How does it all fit together? Predict, blame, step; and again."""

from collections.abc import Sequence
from numbers import Real
from typing import NamedTuple

import numpy as np

from network.backward import backprop
from network.cost import cost_function
from network.forward import forward_prop
from network.initialization import init_params
from network.structures import (
    Activations,
    Array,
    Grads,
    LayerCache,
    Params,
    check_finite,
    check_two_dimensional,
    is_whole_number,
)
from network.update import update_parameters


class Step(NamedTuple):
    """One training step: where it led, and everything that was computed on the way."""

    params: Params
    AL: Array
    caches: list[LayerCache]
    grads: Grads


def training_step(
    X: Array,
    Y: Array,
    params: Params,
    learning_rate: float,
    *,
    activations: Activations = "sigmoid",
    output: str = "sigmoid",
    cost: str = "cross-entropy",
) -> Step:
    """Make one full-batch step of gradient descent.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    Y : ndarray of float, shape (n_L, m)
        Labels.
    params : dict of str to ndarray
        Parameters before the step. They are not changed.
    learning_rate : float
        How far to move for a gradient of 1.
    activations : str or sequence of str, default "sigmoid"
        Activation of the hidden layers: one name for all, or one each.
    output : str, default "sigmoid"
        Activation of the output layer.
    cost : {"cross-entropy", "squared-error"}
        The cost to bring down.

    Returns
    -------
    step : Step
        ``params`` after the step; ``AL``, ``caches`` and ``grads`` as they were before it.

    Raises
    ------
    ValueError
        If shapes do not fit (values are not looked at: `train` does that once).

    Examples
    --------
    >>> params = {"W1": np.array([[0.0]]), "b1": np.array([[0.0]])}
    >>> step = training_step(np.array([[2.0]]), np.array([[1.0]]), params, 0.1)
    >>> float(step.params["W1"].item()), float(step.AL.item())
    (0.1, 0.5)
    """
    AL, caches = forward_prop(X, params, activations=activations, output=output)
    grads = backprop(AL, Y, caches, cost=cost)
    return Step(update_parameters(params, grads, learning_rate), AL, caches, grads)


def check_training_set(X: Array, Y: Array) -> None:
    """Look at the data once, so that no step has to.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        Examples.
    Y : ndarray of float, shape (n_L, m)
        Labels.

    Raises
    ------
    ValueError
        If a shape is wrong, the set is empty, or a number is not finite; or a label of
        cross-entropy lies outside [0, 1].

    Examples
    --------
    >>> check_training_set(np.zeros((2, 3)), np.full((1, 3), 2.0))
    Traceback (most recent call last):
    ValueError: Y: expected labels from 0 to 1, got 2.0 to 2.0
    """
    check_two_dimensional("X", X)
    check_two_dimensional("Y", Y)
    if X.shape[1] != Y.shape[1]:
        raise ValueError(f"Y: expected {X.shape[1]} labels, one an example, got {Y.shape[1]}")
    check_finite("X", X)
    check_finite("Y", Y)
    if Y.min() < 0 or Y.max() > 1:
        raise ValueError(f"Y: expected labels from 0 to 1, got {Y.min()} to {Y.max()}")


def train(
    X: Array,
    Y: Array,
    layer_dims: Sequence[int],
    epochs: int,
    lr: float,
    *,
    seed: int = 3,
    initialization: str = "classic",
    activations: Activations = "sigmoid",
) -> tuple[Params, list[float]]:
    """Train a network with a sigmoid output from its random start.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    Y : ndarray of float, shape (n_L, m)
        Labels, 0 to 1.
    layer_dims : sequence of int, length L + 1
        Units in each layer, inputs first.
    epochs : int
        How many steps: each uses the whole training set once.
    lr : float
        Learning rate.
    seed, initialization
        As in `init_params`.
    activations : str or sequence of str, default "sigmoid"
        Activation of the hidden layers: one name for all, or one each.

    Returns
    -------
    params : dict of str to ndarray
        The parameters after `epochs` steps.
    cost_history : list of float, length `epochs`
        The cost before each step, in nats.

    Raises
    ------
    ValueError
        If `layer_dims` does not fit the data, `epochs` is below 1, `lr` is not a positive
        number, or the data are empty, not finite, or labelled outside [0, 1].

    References
    ----------
    The article, section "Code", last listing.

    Examples
    --------
    >>> X, Y = np.array([[-1.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 1.0]])
    >>> params, cost_history = train(X, Y, [2, 1], 100, 1.0)
    >>> cost_history[0] > 0.67, cost_history[-1] < 0.1
    (True, True)
    """
    check_training_set(X, Y)
    params = init_params(layer_dims, seed=seed, initialization=initialization)
    if layer_dims[0] != X.shape[0] or layer_dims[-1] != Y.shape[0]:
        raise ValueError(
            f"layer_dims: expected {X.shape[0]} inputs and {Y.shape[0]} outputs for these data, "
            f"got {list(layer_dims)}"
        )
    if not is_whole_number(epochs) or epochs < 1:
        raise ValueError(f"epochs: expected a whole number of at least 1, got {epochs!r}")
    if isinstance(lr, bool) or not isinstance(lr, Real) or not 0 < float(lr) < float("inf"):
        raise ValueError(f"lr: expected a positive number, got {lr!r}")

    cost_history: list[float] = []
    # A learning rate far too large can make ReLU or linear layers overflow: the cost history
    # then says so (inf or nan), and a warning on top would say it worse.
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(epochs):
            step = training_step(X, Y, params, lr, activations=activations)
            Z = step.caches[-1].activation_cache.Z
            cost_history.append(cost_function(step.AL, Y, Z=Z))
            params = step.params
    return params, cost_history
