"""How do the parameters change? One step of gradient descent."""

from network.structures import Grads, Params


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
    >>> import numpy as np
    >>> old = {"W1": np.array([[1.0]]), "b1": np.array([[0.0]])}
    >>> new = update_parameters(old, {"dW1": np.array([[2.0]]), "db1": np.array([[1.0]])}, 0.25)
    >>> float(new["W1"].item()), float(old["W1"].item())
    (0.5, 1.0)
    """
    updated: Params = {}
    for name, value in parameters.items():
        grad = grads.get(f"d{name}")
        if grad is None:
            raise ValueError(f"grads: expected d{name} for {name}, got {sorted(grads)}")
        if grad.shape != value.shape:
            raise ValueError(
                f"d{name}: expected the shape of {name}, {value.shape}, got {grad.shape}"
            )
        updated[name] = value - learning_rate * grad
    return updated
