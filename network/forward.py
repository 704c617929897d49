"""What does the network say about the data? Layer by layer, from the features to the prediction."""

from functools import lru_cache

from network.activations import ACTIVATIONS, JOINT_ACTIVATIONS
from network.structures import (
    Activations,
    Array,
    LayerCache,
    LinearCache,
    Params,
    check_two_dimensional,
)


@lru_cache(maxsize=256)  # every step asks for the same names
def layer_activations(
    n_layers: int, activations: str | tuple[str, ...], output: str
) -> tuple[str, ...]:
    """Name the activation of each layer, the output's last.

    Parameters
    ----------
    n_layers : int
        Number of layers with parameters, the output included.
    activations : str or tuple of str
        One name for every hidden layer, or one name each.
    output : str
        Name of the output layer's activation.

    Returns
    -------
    names : tuple of str, length `n_layers`

    Raises
    ------
    ValueError
        If the number of names is not the number of hidden layers, or a name is unknown or that
        of an output's activation given to a hidden layer.

    Examples
    --------
    >>> layer_activations(3, "tanh", "sigmoid")
    ('tanh', 'tanh', 'sigmoid')
    """
    hidden = n_layers - 1
    names = (activations,) * hidden if isinstance(activations, str) else activations
    if len(names) != hidden:
        raise ValueError(
            f"activations: expected {hidden} names, one a hidden layer, got {len(names)}: "
            f"{list(names)}"
        )
    for name in names:
        if name not in ACTIVATIONS:
            raise ValueError(f"activations: expected one of {list(ACTIVATIONS)}, got {name!r}")
    outputs = [*ACTIVATIONS, *JOINT_ACTIVATIONS]
    if output not in outputs:
        raise ValueError(f"output: expected one of {outputs}, got {output!r}")
    return (*names, output)


def forward_prop(
    X: Array, params: Params, *, activations: Activations = "sigmoid", output: str = "sigmoid"
) -> tuple[Array, list[LayerCache]]:
    """Compute the prediction for every example, remembering what each layer saw.

    Parameters
    ----------
    X : ndarray of float, shape (n_features, m)
        One example a column.
    params : dict of str to ndarray
        ``W{l}`` of shape ``(n_l, n_{l-1})`` and ``b{l}`` of shape ``(n_l, 1)``.
    activations : str or sequence of str, default "sigmoid"
        Activation of the hidden layers: one name for all, or one each.
    output : str, default "sigmoid"
        Activation of the output layer: any of the hidden layers', or "softmax".

    Returns
    -------
    AL : ndarray of float, shape (n_L, m)
        The prediction.
    caches : list of LayerCache, length L
        What each layer computed, for `backprop`.

    Raises
    ------
    ValueError
        If `X` is not a matrix, `params` no dictionary of the names above, a layer's shapes do
        not fit the layer below, or an activation is unknown.

    Notes
    -----
    For layer l, with ``A0 = X``: ``Z_l = W_l @ A_{l-1} + b_l`` and ``A_l = g_l(Z_l)``.

    References
    ----------
    The article, section "Code", third listing.

    Examples
    --------
    >>> import numpy as np
    >>> params = {"W1": np.array([[1.0, -1.0]]), "b1": np.array([[0.0]])}
    >>> AL, caches = forward_prop(np.array([[2.0], [2.0]]), params)
    >>> AL.tolist(), len(caches)
    ([[0.5]], 1)
    """
    check_two_dimensional("X", X)
    if not isinstance(params, dict):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"params: expected a dictionary of arrays, got {type(params).__name__}")
    n_layers = len(params) // 2
    if n_layers < 1 or f"W{n_layers}" not in params or f"b{n_layers}" not in params:
        raise ValueError(f"params: expected W1, b1, W2, b2, ..., got {sorted(params)}")
    hidden = activations if isinstance(activations, str) else tuple(activations)
    names = layer_activations(n_layers, hidden, output)

    A = X
    caches: list[LayerCache] = []
    for layer, name in enumerate(names, start=1):
        A_prev = A
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        n_in, n_out = len(A_prev), len(W)
        if W.shape != (n_out, n_in) or b.shape != (n_out, 1):
            raise ValueError(
                f"params: layer {layer} expected W{layer} of shape (n, {n_in}) and "
                f"b{layer} of shape (n, 1), got {W.shape} and {b.shape}"
            )
        Z = W @ A_prev
        Z += b
        activation = ACTIVATIONS.get(name) or JOINT_ACTIVATIONS[name]
        A, activation_cache = activation.value(Z)
        caches.append(LayerCache(LinearCache(A_prev, W, b), activation_cache))
    return A, caches
