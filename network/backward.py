"""Who is to blame for the cost, and how much? From the prediction back to the first weight."""

from collections.abc import Sequence

from network.activations import ACTIVATIONS, JOINT_ACTIVATIONS
from network.cost import COSTS, check_cost
from network.structures import (
    Array,
    Grads,
    LayerCache,
    LinearCache,
    check_same_shape,
)


def linear_backward(dZ: Array, linear_cache: LinearCache) -> tuple[Array, Array, Array]:
    """Pass blame through a layer's weighted sum ``Z = W @ A_prev + b``.

    Parameters
    ----------
    dZ : ndarray of float, shape (n_l, m)
        Derivative of each example's cost by the layer's sums.
    linear_cache : LinearCache
        ``A_prev``, ``W`` and ``b`` of the forward pass.

    Returns
    -------
    dA_prev : ndarray of float, shape (n_{l-1}, m)
        Derivative of each example's cost by the activations of the layer below.
    dW : ndarray of float, shape (n_l, n_{l-1})
        Derivative of the mean cost by the weights.
    db : ndarray of float, shape (n_l, 1)
        Derivative of the mean cost by the biases.

    Notes
    -----
    ``dW = dZ @ A_prev.T / m``, ``db = sum of dZ over the examples / m``, ``dA_prev = W.T @ dZ``.

    Examples
    --------
    >>> import numpy as np
    >>> cache = LinearCache(np.array([[2.0]]), np.array([[3.0]]), np.array([[0.0]]))
    >>> [float(array.item()) for array in linear_backward(np.array([[0.5]]), cache)]
    [1.5, 1.0, 0.5]
    """
    A_prev, W, _ = linear_cache
    m = A_prev.shape[1]
    dW = dZ @ A_prev.T / m
    db = dZ.sum(axis=1, keepdims=True) / m
    dA_prev = W.T @ dZ
    return dA_prev, dW, db


def one_layer_backward(dA: Array, cache: LayerCache) -> tuple[Array, Array, Array]:
    """Pass blame through one layer: its activation, then its weighted sum.

    Parameters
    ----------
    dA : ndarray of float, shape (n_l, m)
        Derivative of each example's cost by the layer's activations.
    cache : LayerCache
        What `forward_prop` remembered of the layer.

    Returns
    -------
    dA_prev : ndarray of float, shape (n_{l-1}, m)
        The same derivative, for the layer below.
    dW : ndarray of float, shape (n_l, n_{l-1})
        Derivative of the mean cost by the weights.
    db : ndarray of float, shape (n_l, 1)
        Derivative of the mean cost by the biases.

    Raises
    ------
    ValueError
        If `dA` has not the shape of the layer's activations, or `cache` is no cache.

    Notes
    -----
    The chain rule, once: ``dZ = dA * g'(Z)``, then `linear_backward`. Softmax, whose every value
    depends on every sum of its layer, has its own way from ``dA`` to ``dZ``.

    References
    ----------
    The article, section "Code", fifth listing.

    Examples
    --------
    >>> import numpy as np
    >>> from network.forward import forward_prop
    >>> params = {"W1": np.array([[0.0]]), "b1": np.array([[0.0]])}
    >>> _, caches = forward_prop(np.array([[2.0]]), params)
    >>> dA_prev, dW, db = one_layer_backward(np.array([[1.0]]), caches[0])
    >>> float(dW.item()), float(db.item())
    (0.5, 0.25)
    """
    try:
        linear_cache, (Z, A, activation) = cache
    except (TypeError, ValueError):
        raise ValueError(f"cache: expected a LayerCache, got {type(cache).__name__}") from None
    check_same_shape("dA", dA, "A", A)
    if activation in ACTIVATIONS:
        dZ = dA * ACTIVATIONS[activation].derivative(Z, A)
    else:
        dZ = JOINT_ACTIVATIONS[activation].backward(dA, A)
    return linear_backward(dZ, linear_cache)


def backprop(
    AL: Array, Y: Array, caches: Sequence[LayerCache], *, cost: str = "cross-entropy"
) -> Grads:
    """Compute the derivative of the cost by every weight and bias.

    Parameters
    ----------
    AL : ndarray of float, shape (n_L, m)
        Predictions of `forward_prop`.
    Y : ndarray of float, shape (n_L, m)
        Labels. For cross-entropy of softmax, every column sums to 1.
    caches : sequence of LayerCache, length L
        What `forward_prop` remembered.
    cost : {"cross-entropy", "squared-error"}
        The cost whose derivative is wanted.

    Returns
    -------
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}`` for every layer, in the shapes of ``W{l}`` and ``b{l}``.

    Raises
    ------
    ValueError
        If shapes differ, `caches` is empty or not of the pass that made `AL`, or cross-entropy
        meets an output that is no probability.

    Notes
    -----
    The loop needs a first ``dZ``. Where cost and output match it is ``AL - Y``. For the
    cross-entropy of a sigmoid::

        C     = log(1 + exp(Z)) - Y * Z          one example's cost, see cost_function
        dC/dZ = exp(Z) / (1 + exp(Z)) - Y
              = AL - Y

    for the cross-entropy of softmax, by the sum ``Z_k`` of the class k::

        C       = log(sum_j exp(Z_j)) - sum_j Y_j * Z_j
        dC/dZ_k = exp(Z_k) / sum_j exp(Z_j) - Y_k
                = AL_k - Y_k

    and for half the squared error of a linear output, ``C = (Z - Y)**2 / 2``, the same
    ``dC/dZ = AL - Y``. Squared error of any other output starts from ``dAL = AL - Y`` and goes
    through the output's own derivative.

    References
    ----------
    The article, section "Code", sixth listing. Rumelhart, Hinton and Williams, "Learning
    representations by back-propagating errors", 1986.

    Examples
    --------
    >>> import numpy as np
    >>> from network.forward import forward_prop
    >>> params = {"W1": np.array([[0.0]]), "b1": np.array([[0.0]])}
    >>> AL, caches = forward_prop(np.array([[2.0]]), params)
    >>> {name: float(grad.item()) for name, grad in backprop(AL, np.array([[1.0]]), caches).items()}
    {'dW1': -1.0, 'db1': -0.5}
    """
    try:
        linear_cache, (_, A, output) = caches[-1]
    except (TypeError, LookupError, ValueError):
        raise ValueError(f"caches: expected one LayerCache a layer, got {caches!r}") from None
    check_same_shape("AL", AL, "the last cache's A", A)
    check_same_shape("Y", Y, "AL", AL)
    check_cost(cost, output)

    L = len(caches)
    grads: Grads = {}
    if output in COSTS[cost].matching_outputs:
        dZ = AL - Y
        dA, grads[f"dW{L}"], grads[f"db{L}"] = linear_backward(dZ, linear_cache)
    else:
        dAL = AL - Y
        dA, grads[f"dW{L}"], grads[f"db{L}"] = one_layer_backward(dAL, caches[-1])

    for layer in range(L - 1, 0, -1):
        dA, grads[f"dW{layer}"], grads[f"db{layer}"] = one_layer_backward(dA, caches[layer - 1])
    return grads
