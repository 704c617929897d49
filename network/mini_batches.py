"""Which examples does a step look at? All of them, in a random order, a few at a time."""

import numpy as np
from numpy.typing import NDArray

from network.structures import Array, check_two_dimensional, check_whole_number

Order = NDArray[np.int64]


def epoch_order(m: int, *, seed: int = 3, epoch: int = 0) -> Order:
    """Shuffle the examples for one pass over them.

    Parameters
    ----------
    m : int
        Number of examples.
    seed : int, default 3
        Seed of the run.
    epoch : int, default 0
        Which pass, counted from 0.

    Returns
    -------
    order : ndarray of int, shape (m,)
        Every example's column, once.

    Raises
    ------
    ValueError
        If `m` is no whole number of at least 1, or `seed` or `epoch` none of at least 0.

    Notes
    -----
    A generator made of ``(seed, epoch)`` draws this one permutation: the order of epoch 1,000 can
    be had without those of the 1,000 before it.

    References
    ----------
    O'Neill, "PCG: a family of simple fast space-efficient statistically good algorithms for
    random number generation", 2014.

    Examples
    --------
    >>> sorted(epoch_order(4, seed=3, epoch=7).tolist())
    [0, 1, 2, 3]
    >>> bool(np.all(epoch_order(100, epoch=0) == epoch_order(100, epoch=1)))
    False
    """
    check_whole_number("m", m, at_least=1)
    check_whole_number("seed", seed, at_least=0)
    check_whole_number("epoch", epoch, at_least=0)
    rng = np.random.Generator(np.random.PCG64([seed, epoch]))
    return rng.permutation(m)


def mini_batch(X: Array, Y: Array, order: Order, start: int, size: int) -> tuple[Array, Array]:
    """Take the next few examples of an order.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    Y : ndarray of float, shape (n_L, m)
        Labels.
    order : ndarray of int, shape (m,)
        The order of the epoch, of `epoch_order`.
    start : int
        How many examples of the epoch have been taken.
    size : int
        How many to take. Where fewer are left, the batch is short.

    Returns
    -------
    X_batch : ndarray of float, shape (n_features, at most `size`)
        Copies of these examples' columns.
    Y_batch : ndarray of float, shape (n_L, at most `size`)
        Their labels.

    Raises
    ------
    ValueError
        If shapes differ, `start` is not in the epoch, or `size` is below 1.

    Examples
    --------
    >>> X, Y = np.array([[0.0, 1.0, 2.0]]), np.array([[0.0, 0.1, 0.2]])
    >>> X_batch, Y_batch = mini_batch(X, Y, np.array([2, 0, 1]), 2, 2)
    >>> X_batch.tolist(), Y_batch.tolist()
    ([[1.0]], [[0.1]])
    """
    check_two_dimensional("X", X)
    check_two_dimensional("Y", Y)
    m = X.shape[1]
    if Y.shape[1] != m:
        raise ValueError(f"Y: expected {m} labels, one an example, got {Y.shape[1]}")
    if order.shape != (m,):
        raise ValueError(f"order: expected {m} columns, one an example, got shape {order.shape}")
    check_whole_number("start", start, at_least=0)
    if start >= m:
        raise ValueError(f"start: expected less than the {m} examples, got {start}")
    check_whole_number("size", size, at_least=1)
    columns = order[start : start + size]
    return X[:, columns], Y[:, columns]


def epoch_and_start(step: int, m: int, size: int) -> tuple[int, int]:
    """Tell which examples a step looks at, from its number alone.

    Parameters
    ----------
    step : int
        How many updates were made before it.
    m : int
        Number of examples.
    size : int
        How many examples every step takes; the last of an epoch may find fewer.

    Returns
    -------
    epoch : int
        Which pass over the examples, counted from 0.
    start : int
        How many examples of that pass were taken before.

    Raises
    ------
    ValueError
        If `step` is no whole number of at least 0, or `m` or `size` none of at least 1.

    Notes
    -----
    An epoch has ``ceil(m / size)`` steps, for a last one that is short is a step too.

    Examples
    --------
    Ten examples, four at a time, make steps of 4, 4 and 2:

    >>> [epoch_and_start(step, 10, 4) for step in range(4)]
    [(0, 0), (0, 4), (0, 8), (1, 0)]
    """
    check_whole_number("step", step, at_least=0)
    check_whole_number("m", m, at_least=1)
    check_whole_number("size", size, at_least=1)
    steps_per_epoch = -(-m // size)  # m / size, rounded up
    epoch, steps = divmod(step, steps_per_epoch)
    return epoch, steps * size
