"""What keeps the weights small? A price on their size, added to the cost: L1 and L2."""

import numpy as np

from network.structures import Grads, Params, gradient_of


def penalty(params: Params, *, l1: float = 0.0, l2: float = 0.0) -> float:
    """Name the price of the weights, in the unit of the cost.

    Parameters
    ----------
    params : dict of str to ndarray
        ``W{l}`` and ``b{l}`` of every layer.
    l1 : float, default 0
        Price of a weight's size.
    l2 : float, default 0
        Price of half its square.

    Returns
    -------
    penalty : float
        What is added to the cost, whatever the number of examples. Biases are free.

    Notes
    -----
    ``l2 / 2 * sum of W**2 + l1 * sum of abs(W)``, over all weights of all layers. A bias only
    shifts what a unit does, and is not to be held near zero.

    References
    ----------
    Hoerl and Kennard, "Ridge regression", 1970 (L2). Tibshirani, "Regression shrinkage and
    selection via the lasso", 1996 (L1).

    Examples
    --------
    >>> params = {"W1": np.array([[3.0, -4.0]]), "b1": np.array([[100.0]])}
    >>> penalty(params, l2=0.5), penalty(params, l1=0.5)
    (6.25, 3.5)
    """
    total = 0.0
    for name, W in params.items():
        if name.startswith("W"):
            total += l2 / 2 * float(np.sum(W**2)) + l1 * float(np.sum(np.abs(W)))
    return total


def add_penalty(grads: Grads, params: Params, *, l1: float = 0.0, l2: float = 0.0) -> Grads:
    """Add the penalty's slope to the gradient of the cost.

    Parameters
    ----------
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}`` of the cost alone. They are not changed.
    params : dict of str to ndarray
        ``W{l}`` and ``b{l}``, in the same shapes.
    l1, l2 : float, default 0
        As in `penalty`.

    Returns
    -------
    grads : dict of str to ndarray
        The gradient of cost and penalty together.

    Raises
    ------
    ValueError
        If a weight's gradient is missing or has another shape than the weight.

    Notes
    -----
    ``dW + l2 * W + l1 * sign(W)``, and ``db`` as it was. L2 pulls at a weight by its size, and so
    ever less; L1 pulls at all alike, until they are zero. At zero itself ``abs(W)`` has no slope,
    and ``sign`` says 0.

    Examples
    --------
    >>> grads = {"dW1": np.array([[1.0, 1.0]]), "db1": np.array([[1.0]])}
    >>> params = {"W1": np.array([[3.0, -4.0]]), "b1": np.array([[100.0]])}
    >>> add_penalty(grads, params, l1=0.5, l2=0.25)["dW1"].tolist()
    [[2.25, -0.5]]
    """
    penalized = dict(grads)
    for name, W in params.items():
        if name.startswith("W"):
            penalized[f"d{name}"] = gradient_of(name, W, grads) + l2 * W + l1 * np.sign(W)
    return penalized
