"""What does a unit do with its weighted sum? Four activations, each a value and a derivative.

Every activation takes ``Z`` and returns ``A, cache``; every derivative takes what the cache
holds, ``Z`` and ``A``, so that nothing is computed twice. ``ACTIVATIONS`` names the pairs: any
layer may have them. Softmax is for outputs alone. Its units share one whole between them, so a
unit's value has a slope by every sum of the layer, and ``JOINT_ACTIVATIONS`` pairs the value with
the way back from ``dA`` to ``dZ`` instead.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from network.structures import ActivationCache, Array


def sigmoid(Z: Array) -> tuple[Array, ActivationCache]:
    """Squash each sum into (0, 1).

    Parameters
    ----------
    Z : ndarray of float, any shape
        Weighted sums.

    Returns
    -------
    A : ndarray of float, the shape of `Z`
        ``1 / (1 + exp(-Z))``.
    cache : ActivationCache
        ``Z`` and ``A``, for the backward pass.

    Notes
    -----
    ``1 / (1 + exp(-Z))``, above and below multiplied by ``E = exp(Z)``, is ``E / (1 + E)``.
    ``exp(Z)`` overflows above Z = 709.78. Long before that, from Z = 37 on, the value rounds to
    exactly 1, so holding the exponent at 709 changes nothing, and no Z can overflow.

    References
    ----------
    The article, section "Code", second listing.

    Examples
    --------
    >>> A, cache = sigmoid(np.array([[0.0, 1e4, -1e4]]))
    >>> A.round(3).tolist()
    [[0.5, 1.0, 0.0]]
    """
    E = np.exp(np.minimum(Z, 709.0))
    A = E / (1.0 + E)
    return A, ActivationCache(Z, A, "sigmoid")


def sigmoid_derivative(Z: Array, A: Array) -> Array:
    """Slope of the sigmoid, from its own value: ``A * (1 - A)``.

    Parameters
    ----------
    Z, A : ndarray of float, one shape
        Weighted sums and ``sigmoid(Z)``.

    Returns
    -------
    dA_dZ : ndarray of float, the shape of `Z`

    Notes
    -----
    With ``e = exp(-Z)`` and ``A = 1 / (1 + e)``: ``dA/dZ = e / (1 + e)**2 = A * (1 - A)``.

    Examples
    --------
    >>> sigmoid_derivative(np.zeros((1, 1)), np.full((1, 1), 0.5)).item()
    0.25
    """
    return A * (1.0 - A)


def tanh(Z: Array) -> tuple[Array, ActivationCache]:
    """Squash each sum into (-1, 1).

    Parameters
    ----------
    Z : ndarray of float, any shape
        Weighted sums.

    Returns
    -------
    A : ndarray of float, the shape of `Z`
        ``tanh(Z)``.
    cache : ActivationCache
        ``Z`` and ``A``, for the backward pass.

    Examples
    --------
    >>> tanh(np.zeros((1, 1)))[0].item()
    0.0
    """
    A = np.tanh(Z)
    return A, ActivationCache(Z, A, "tanh")


def tanh_derivative(Z: Array, A: Array) -> Array:
    """Slope of tanh, from its own value: ``1 - A**2``.

    Parameters
    ----------
    Z, A : ndarray of float, one shape
        Weighted sums and ``tanh(Z)``.

    Returns
    -------
    dA_dZ : ndarray of float, the shape of `Z`

    Examples
    --------
    >>> tanh_derivative(np.zeros((1, 1)), np.full((1, 1), 0.5)).item()
    0.75
    """
    return 1.0 - A * A


def relu(Z: Array) -> tuple[Array, ActivationCache]:
    """Pass what is positive, stop what is not.

    Parameters
    ----------
    Z : ndarray of float, any shape
        Weighted sums.

    Returns
    -------
    A : ndarray of float, the shape of `Z`
        ``max(Z, 0)``.
    cache : ActivationCache
        ``Z`` and ``A``, for the backward pass.

    Examples
    --------
    >>> relu(np.array([[-2.0, 3.0]]))[0].tolist()
    [[0.0, 3.0]]
    """
    A = np.maximum(Z, 0.0)
    return A, ActivationCache(Z, A, "relu")


def relu_derivative(Z: Array, A: Array) -> Array:
    """Slope of the ReLU: 1 where it passes, 0 where it stops (and at the kink itself).

    Parameters
    ----------
    Z, A : ndarray of float, one shape
        Weighted sums and ``relu(Z)``.

    Returns
    -------
    dA_dZ : ndarray of float, the shape of `Z`

    Examples
    --------
    >>> relu_derivative(np.array([[-2.0, 0.0, 3.0]]), np.array([[0.0, 0.0, 3.0]])).tolist()
    [[0.0, 0.0, 1.0]]
    """
    return (Z > 0).astype(np.float64)


def linear(Z: Array) -> tuple[Array, ActivationCache]:
    """Pass everything, unchanged: a unit with no activation at all.

    Parameters
    ----------
    Z : ndarray of float, any shape
        Weighted sums.

    Returns
    -------
    A : ndarray of float, the shape of `Z`
        ``Z`` itself.
    cache : ActivationCache
        ``Z`` and ``A``, for the backward pass.

    Examples
    --------
    >>> linear(np.array([[-2.0, 3.0]]))[0].tolist()
    [[-2.0, 3.0]]
    """
    return Z, ActivationCache(Z, Z, "linear")


def linear_derivative(Z: Array, A: Array) -> Array:
    """Slope of a straight line: 1 everywhere.

    Parameters
    ----------
    Z, A : ndarray of float, one shape
        Weighted sums, twice.

    Returns
    -------
    dA_dZ : ndarray of float, the shape of `Z`

    Examples
    --------
    >>> linear_derivative(np.zeros((1, 2)), np.zeros((1, 2))).tolist()
    [[1.0, 1.0]]
    """
    return np.ones_like(Z)


def softmax(Z: Array) -> tuple[Array, ActivationCache]:
    """Share out one whole: a probability for each class.

    Parameters
    ----------
    Z : ndarray of float, shape (n_L, m)
        Weighted sums: a row a class, a column an example.

    Returns
    -------
    A : ndarray of float, shape (n_L, m)
        ``exp(Z) / sum of exp(Z) over the classes``: every column sums to 1.
    cache : ActivationCache
        ``Z`` and ``A``, for the backward pass.

    Notes
    -----
    Above and below multiplied by ``exp(-c)``, the fraction stays what it was:
    ``exp(Z - c) / sum of exp(Z - c)``. With ``c`` the largest sum of the column, no exponent is
    above 0 and one is 0: nothing overflows, and the divisor is at least 1. Of two classes, the
    first has the probability ``sigmoid(Z_1 - Z_2)``.

    References
    ----------
    Bridle, "Probabilistic interpretation of feedforward classification network outputs", 1990.

    Examples
    --------
    >>> A, cache = softmax(np.array([[0.0, 1e4], [0.0, -1e4]]))
    >>> A.tolist()
    [[0.5, 1.0], [0.5, 0.0]]
    """
    # exp(Z - c) / sum(exp(Z - c)) equals exp(Z) / sum(exp(Z)) for any c of the column.
    E = np.exp(Z - Z.max(axis=0))
    A = E / E.sum(axis=0)
    return A, ActivationCache(Z, A, "softmax")


def softmax_backward(dA: Array, A: Array) -> Array:
    """Pass blame through softmax, from its own value: ``A * (dA - sum of dA * A)``.

    Parameters
    ----------
    dA : ndarray of float, shape (n_L, m)
        Derivative of each example's cost by the probabilities.
    A : ndarray of float, shape (n_L, m)
        ``softmax(Z)``.

    Returns
    -------
    dZ : ndarray of float, shape (n_L, m)
        Derivative of each example's cost by the weighted sums.

    Notes
    -----
    What one class gains, the others lose: ``dA_j/dZ_k = A_j * ((j == k) - A_k)``. So the chain
    rule has a sum in it, over the classes j that the sum ``Z_k`` moves::

        dZ_k = sum_j dA_j * A_j * ((j == k) - A_k)
             = A_k * dA_k - A_k * sum_j dA_j * A_j
             = A_k * (dA_k - sum_j dA_j * A_j)

    Examples
    --------
    >>> softmax_backward(np.array([[1.0], [0.0]]), np.array([[0.5], [0.5]])).tolist()
    [[0.25], [-0.25]]
    """
    return A * (dA - np.sum(dA * A, axis=0))


class Activation(NamedTuple):
    """What each unit makes of its own sum: a value and its derivative."""

    value: Callable[[Array], tuple[Array, ActivationCache]]
    derivative: Callable[[Array, Array], Array]


class JointActivation(NamedTuple):
    """What a layer makes of all its sums together: the values, and ``dZ`` from ``dA`` and ``A``."""

    value: Callable[[Array], tuple[Array, ActivationCache]]
    backward: Callable[[Array, Array], Array]


ACTIVATIONS: dict[str, Activation] = {
    "sigmoid": Activation(sigmoid, sigmoid_derivative),
    "tanh": Activation(tanh, tanh_derivative),
    "relu": Activation(relu, relu_derivative),
    "linear": Activation(linear, linear_derivative),
}
"""What any layer may do, hidden or output."""

JOINT_ACTIVATIONS: dict[str, JointActivation] = {
    "softmax": JointActivation(softmax, softmax_backward),
}
"""What only an output may do."""
