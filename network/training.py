"""How does it all fit together? Predict, blame, step; and again."""

from collections.abc import Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

from network.backward import backprop
from network.cost import check_cost, cost_function
from network.forward import forward_prop
from network.initialization import init_params
from network.mini_batches import epoch_order, mini_batch
from network.optimizers import BETA1, BETA2, OPTIMIZERS
from network.regularization import add_penalty
from network.structures import (
    Activations,
    Array,
    Frozen,
    Grads,
    LayerCache,
    OptimizerState,
    Params,
    check_finite,
    check_two_dimensional,
    check_whole_number,
    is_number,
    is_whole_number,
)
from network.update import hold


class Step(NamedTuple):
    """One training step: where it led, and everything that was computed on the way."""

    params: Params
    AL: Array
    caches: list[LayerCache]
    grads: Grads
    state: OptimizerState


def training_step(
    X: Array,
    Y: Array,
    params: Params,
    learning_rate: float,
    *,
    activations: Activations = "sigmoid",
    output: str = "sigmoid",
    cost: str = "cross-entropy",
    optimizer: str = "gradient-descent",
    state: OptimizerState | None = None,
    beta1: float = BETA1,
    beta2: float = BETA2,
    l1: float = 0.0,
    l2: float = 0.0,
    frozen: Frozen | None = None,
) -> Step:
    """Make one step: predict, find who is to blame, and move.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column: the training set, or a mini-batch of it.
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
    optimizer : {"gradient-descent", "momentum", "rmsprop", "adam"}
        What makes a step of the gradient.
    state : dict of str to ndarray, optional
        What the optimizer remembers, the ``state`` of the step before. None, the default, is
        how it begins.
    beta1, beta2 : float, default 0.9 and 0.999
        How long the optimizer's memory is, if it has one.
    l1, l2 : float, default 0
        Prices of the weights, as in `penalty`.
    frozen : mapping of str to ndarray of bool, optional
        Which parameters stay as they are, as in `hold`.

    Returns
    -------
    step : Step
        ``params`` and ``state`` after the step; ``AL``, ``caches`` and ``grads`` as they were
        before it. ``grads`` are of the cost alone, without the penalty.

    Raises
    ------
    ValueError
        If a shape does not fit or a name is unknown (values are not looked at: `train` does that
        once).

    Notes
    -----
    The optimizer sees the gradient of every parameter, of a frozen one too: its memory goes on,
    and once released the parameter moves with the rest.

    Examples
    --------
    >>> params = {"W1": np.array([[0.0]]), "b1": np.array([[0.0]])}
    >>> step = training_step(np.array([[2.0]]), np.array([[1.0]]), params, 0.1)
    >>> float(step.params["W1"].item()), float(step.AL.item())
    (0.1, 0.5)
    """
    AL, caches = forward_prop(X, params, activations=activations, output=output)
    grads = backprop(AL, Y, caches, cost=cost)

    if optimizer not in OPTIMIZERS:
        raise ValueError(f"optimizer: expected one of {list(OPTIMIZERS)}, got {optimizer!r}")
    _, begin, update, _ = OPTIMIZERS[optimizer]
    if state is None:
        state = begin(params)
    slope = add_penalty(grads, params, l1=l1, l2=l2) if l1 or l2 else grads
    moved, state = update(params, slope, state, learning_rate, beta1=beta1, beta2=beta2)
    if frozen:
        moved = hold(params, moved, frozen)
    return Step(moved, AL, caches, grads, state)


def check_training_set(
    X: Array, Y: Array, *, output: str = "sigmoid", cost: str = "cross-entropy"
) -> None:
    """Look at the data once, so that no step has to.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        Examples.
    Y : ndarray of float, shape (n_L, m)
        Labels.
    output : str, default "sigmoid"
        Activation of the output layer that is to predict them.
    cost : {"cross-entropy", "squared-error"}
        The cost to bring down.

    Raises
    ------
    ValueError
        If a shape is wrong, the set is empty, or a number is not finite; if a label for a
        sigmoid or softmax output lies outside [0, 1]; if for cross-entropy of softmax a column
        of `Y` does not sum to 1; or if cross-entropy is asked of an output that is no
        probability. Any number can be the label of another output.

    Examples
    --------
    >>> check_training_set(np.zeros((2, 3)), np.full((1, 3), 2.0))
    Traceback (most recent call last):
    ValueError: Y: expected labels from 0 to 1, got 2.0 to 2.0
    """
    check_cost(cost, output)
    check_two_dimensional("X", X)
    check_two_dimensional("Y", Y)
    if X.shape[1] != Y.shape[1]:
        raise ValueError(f"Y: expected {X.shape[1]} labels, one an example, got {Y.shape[1]}")
    check_finite("X", X)
    check_finite("Y", Y)
    if output in ("sigmoid", "softmax") and (Y.min() < 0 or Y.max() > 1):
        raise ValueError(f"Y: expected labels from 0 to 1, got {Y.min()} to {Y.max()}")
    sums = Y.sum(axis=0)
    # A label may be shared between classes, and sums such as .1 + .2 + .7 are rounded.
    if (output, cost) == ("softmax", "cross-entropy") and np.abs(sums - 1).max() > 1e-9:
        raise ValueError(
            f"Y: expected columns that sum to 1, one share a class, got {sums.min()} to "
            f"{sums.max()}"
        )


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
    output: str = "sigmoid",
    cost: str = "cross-entropy",
    optimizer: str = "gradient-descent",
    beta1: float = BETA1,
    beta2: float = BETA2,
    l1: float = 0.0,
    l2: float = 0.0,
    batch_size: int | None = None,
) -> tuple[Params, list[float]]:
    """Train a network from its random start.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    Y : ndarray of float, shape (n_L, m)
        Labels: 0 to 1 for a sigmoid output, columns that sum to 1 for softmax, any number for
        a linear one.
    layer_dims : sequence of int, length L + 1
        Units in each layer, inputs first.
    epochs : int
        How many passes over the training set.
    lr : float
        Learning rate.
    seed, initialization
        As in `init_params`. The order of the examples comes from `seed` as well.
    activations : str or sequence of str, default "sigmoid"
        Activation of the hidden layers: one name for all, or one each.
    output, cost, optimizer, beta1, beta2, l1, l2
        As in `training_step`.
    batch_size : int, optional
        How many examples a step looks at, 1 to m; the last step of an epoch may find fewer. None,
        the default, is all of them, in their own order: an epoch is then one step.

    Returns
    -------
    params : dict of str to ndarray
        The parameters after `epochs` passes.
    cost_history : list of float, length `epochs`
        The cost before the first step of each epoch, over the whole training set and without
        the penalty; in nats for cross-entropy. The cost of the returned `params` is not in it.

    Raises
    ------
    ValueError
        If `layer_dims` does not fit the data; the data are empty, not finite, or labelled with
        what the output cannot say (see `check_training_set`); `epochs` is below 1 or `batch_size`
        not from 1 to m; `lr` is not a positive number, a beta not from 0 to less than 1, or `l1`
        or `l2` negative; or a name is unknown.

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
    check_training_set(X, Y, output=output, cost=cost)
    params = init_params(layer_dims, seed=seed, initialization=initialization)
    if layer_dims[0] != X.shape[0] or layer_dims[-1] != Y.shape[0]:
        raise ValueError(
            f"layer_dims: expected {X.shape[0]} inputs and {Y.shape[0]} outputs for these data, "
            f"got {list(layer_dims)}"
        )
    check_whole_number("epochs", epochs, at_least=1)
    m = X.shape[1]
    if batch_size is not None and not (is_whole_number(batch_size) and 1 <= batch_size <= m):
        raise ValueError(f"batch_size: expected a whole number from 1 to {m}, got {batch_size!r}")
    if not is_number(lr) or not 0 < lr < np.inf:
        raise ValueError(f"lr: expected a positive number, got {lr!r}")
    for name, beta in (("beta1", beta1), ("beta2", beta2)):
        if not is_number(beta) or not 0 <= beta < 1:
            raise ValueError(f"{name}: expected a number from 0 to less than 1, got {beta!r}")
    for name, price in (("l1", l1), ("l2", l2)):
        if not is_number(price) or not 0 <= price < np.inf:
            raise ValueError(f"{name}: expected a number of at least 0, got {price!r}")

    make_step = partial(
        training_step,
        activations=activations,
        output=output,
        cost=cost,
        optimizer=optimizer,
        beta1=beta1,
        beta2=beta2,
        l1=l1,
        l2=l2,
    )
    state: OptimizerState | None = None
    cost_history: list[float] = []
    # A learning rate far too large can make ReLU or linear layers overflow: the cost history
    # then says so (inf or nan), and a warning on top would say it worse.
    with np.errstate(over="ignore", invalid="ignore"):
        for epoch in range(epochs):
            if batch_size is None:
                params, AL, caches, _, state = make_step(X, Y, params, lr, state=state)
            else:
                # A step sees its own batch only: the cost of all must be asked for.
                AL, caches = forward_prop(X, params, activations=activations, output=output)
                order = epoch_order(m, seed=seed, epoch=epoch)
                for start in range(0, m, batch_size):
                    X_batch, Y_batch = mini_batch(X, Y, order, start, batch_size)
                    step = make_step(X_batch, Y_batch, params, lr, state=state)
                    params, state = step.params, step.state
            Z = caches[-1].activation_cache.Z
            cost_history.append(cost_function(AL, Y, Z=Z, cost=cost, output=output))
    return params, cost_history
