"""Do the derivatives tell the truth? Backprop against the slope measured by hand."""

import numpy as np

from network.backward import backprop
from network.cost import cost_function
from network.forward import forward_prop
from network.regularization import add_penalty, penalty
from network.structures import Activations, Array, Grads, Params


def numerical_gradients(
    X: Array,
    Y: Array,
    params: Params,
    *,
    activations: Activations = "sigmoid",
    output: str = "sigmoid",
    cost: str = "cross-entropy",
    l1: float = 0.0,
    l2: float = 0.0,
    epsilon: float = 1e-5,
) -> Grads:
    """Measure the slope of cost and penalty by moving one parameter at a time.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    Y : ndarray of float, shape (n_L, m)
        Labels.
    params : dict of str to ndarray
        Where to measure. They are not changed.
    activations, output, cost
        As in `training_step`.
    l1, l2 : float, default 0
        As in `penalty`.
    epsilon : float, default 1e-5
        How far to move each parameter, up and down.

    Returns
    -------
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}``, in the shapes of the parameters.

    Notes
    -----
    The central difference ``(C(w + e) - C(w - e)) / 2e``, whose error is of order ``e**2``.
    Within e of a kink (a ReLU's sum, or under L1 a weight, of zero) it measures the mean of two
    slopes.

    Examples
    --------
    >>> params = {"W1": np.array([[0.0]]), "b1": np.array([[0.0]])}
    >>> grads = numerical_gradients(np.array([[2.0]]), np.array([[1.0]]), params)
    >>> round(float(grads["dW1"].item()), 6)
    -1.0
    """

    def objective_at(moved: Params) -> float:
        AL, caches = forward_prop(X, moved, activations=activations, output=output)
        Z = caches[-1].activation_cache.Z
        return cost_function(AL, Y, Z=Z, cost=cost, output=output) + penalty(moved, l1=l1, l2=l2)

    grads: Grads = {}
    for name, value in params.items():
        slope = np.zeros_like(value)
        for index in np.ndindex(value.shape):
            up, down = value.copy(), value.copy()
            up[index] += epsilon
            down[index] -= epsilon
            rise = objective_at(params | {name: up}) - objective_at(params | {name: down})
            slope[index] = rise / (2 * epsilon)
        grads[f"d{name}"] = slope
    return grads


def gradient_check(
    X: Array,
    Y: Array,
    params: Params,
    *,
    activations: Activations = "sigmoid",
    output: str = "sigmoid",
    cost: str = "cross-entropy",
    l1: float = 0.0,
    l2: float = 0.0,
    epsilon: float = 1e-5,
) -> float:
    """Compare the gradients of backprop and penalty with measured slopes.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    Y : ndarray of float, shape (n_L, m)
        Labels.
    params : dict of str to ndarray
        Where to compare. They are not changed.
    activations, output, cost
        As in `training_step`.
    l1, l2 : float, default 0
        As in `penalty`.
    epsilon : float, default 1e-5
        How far each parameter is moved to measure its slope.

    Returns
    -------
    relative_error : float
        Length of the difference of the two gradients, over the sum of their lengths; 0 if
        both vanish. Below 1e-6 the derivatives can be trusted (unless a ReLU's kink, or with
        `l1` a weight's zero, lies within `epsilon`).

    Examples
    --------
    >>> params = {"W1": np.array([[0.3]]), "b1": np.array([[0.1]])}
    >>> gradient_check(np.array([[2.0]]), np.array([[1.0]]), params) < 1e-6
    True
    """
    AL, caches = forward_prop(X, params, activations=activations, output=output)
    computed = add_penalty(backprop(AL, Y, caches, cost=cost), params, l1=l1, l2=l2)
    measured = numerical_gradients(
        X,
        Y,
        params,
        activations=activations,
        output=output,
        cost=cost,
        l1=l1,
        l2=l2,
        epsilon=epsilon,
    )
    a = np.concatenate([computed[name].ravel() for name in measured])
    b = np.concatenate([slope.ravel() for slope in measured.values()])
    lengths = float(np.linalg.norm(a) + np.linalg.norm(b))
    return float(np.linalg.norm(a - b)) / lengths if lengths > 0 else 0.0
