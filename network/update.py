"""How do the parameters change? One step of gradient descent, and some may be told to stay."""

import numpy as np

from network.structures import Frozen, Grads, Params, check_same_shape, gradient_of


def update_parameters(parameters: Params, grads: Grads, learning_rate: float) -> Params:
    """Move every parameter one step against its gradient.

    Parameters
    ----------
    parameters : dict of str to ndarray
        ``W{l}`` and ``b{l}`` of every layer. They are not changed.
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}``, in the same shapes.
    learning_rate : float
        How far to move for a gradient of 1.

    Returns
    -------
    parameters : dict of str to ndarray
        New arrays, with the same names and shapes.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter.

    Notes
    -----
    ``W := W - learning_rate * dW`` and ``b := b - learning_rate * db``.

    References
    ----------
    The article, section "Code", seventh listing.

    Examples
    --------
    >>> old = {"W1": np.array([[1.0]]), "b1": np.array([[0.0]])}
    >>> new = update_parameters(old, {"dW1": np.array([[2.0]]), "db1": np.array([[1.0]])}, 0.25)
    >>> float(new["W1"].item()), float(old["W1"].item())
    (0.5, 1.0)
    """
    updated: Params = {}
    for name, value in parameters.items():
        updated[name] = value - learning_rate * gradient_of(name, value, grads)
    return updated


def hold(before: Params, after: Params, frozen: Frozen) -> Params:
    """Put back what was told to stay.

    Parameters
    ----------
    before : dict of str to ndarray
        Parameters before a step.
    after : dict of str to ndarray
        Parameters after it, with the same names and shapes. Neither is changed.
    frozen : mapping of str to ndarray of bool
        What stays, marked True, in the shape of the parameter of that name. A parameter that is
        not named moves as it likes.

    Returns
    -------
    parameters : dict of str to ndarray
        `before` where `frozen` is True, `after` everywhere else.

    Raises
    ------
    ValueError
        If `frozen` names no parameter, or marks one in another shape or with anything but True
        and False.

    Examples
    --------
    >>> before, after = {"W1": np.array([[1.0, 2.0]])}, {"W1": np.array([[1.5, 2.5]])}
    >>> hold(before, after, {"W1": np.array([[True, False]])})["W1"].tolist()
    [[1.0, 2.5]]
    """
    held = dict(after)
    for name, stays in frozen.items():
        if name not in after:
            raise ValueError(f"frozen: expected names of {list(after)}, got {name!r}")
        check_same_shape(f"frozen {name}", stays, name, after[name])
        check_same_shape(f"{name} before", before[name], name, after[name])
        if stays.dtype != np.bool_:  # numbers would be taken for True, silently
            raise ValueError(f"frozen {name}: expected True and False, got {stays.dtype}")
        held[name] = np.where(stays, before[name], after[name])
    return held
