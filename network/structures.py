"""What do the functions of this package hand to each other? The shapes and the checks on them.

``Params`` maps ``"W1"``, ``"b1"``, ... to arrays; ``Grads`` maps ``"dW1"``, ``"db1"``, ...
to arrays of the same shapes. ``forward_prop`` leaves one ``LayerCache`` a layer for ``backprop``.
"""

from collections.abc import Sequence
from numbers import Integral
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Params = dict[str, Array]
Grads = dict[str, Array]
Activations = str | Sequence[str]


class LinearCache(NamedTuple):
    """What went into a layer's weighted sum ``Z = W @ A_prev + b``."""

    A_prev: Array
    W: Array
    b: Array


class ActivationCache(NamedTuple):
    """What went into a layer's activation, what came out, and which activation it was."""

    Z: Array
    A: Array
    activation: str


class LayerCache(NamedTuple):
    """All that one layer must remember of the forward pass for the backward pass."""

    linear_cache: LinearCache
    activation_cache: ActivationCache


def check_two_dimensional(name: str, array: Array) -> None:
    """Raise ``ValueError`` unless `array` is a matrix with at least one row and one column."""
    if not isinstance(array, np.ndarray):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise ValueError(f"{name}: expected a 2-D array, got {type(array).__name__}")
    if array.ndim != 2:
        raise ValueError(f"{name}: expected a 2-D array (units, m), got shape {array.shape}")
    if array.size == 0:
        raise ValueError(f"{name}: expected at least one row and one column, got {array.shape}")


def check_same_shape(name: str, array: Array, other_name: str, other: Array) -> None:
    """Raise ``ValueError`` unless two arrays have one shape."""
    shape = getattr(array, "shape", "no array")
    if shape != other.shape:
        raise ValueError(f"{name}: expected the shape of {other_name}, {other.shape}, got {shape}")


def is_whole_number(value: object) -> bool:
    """Tell whether `value` counts something: 3 does; 3.0, "3" and True do not."""
    return isinstance(value, Integral) and value is not True and value is not False


def check_finite(name: str, array: Array) -> None:
    """Raise ``ValueError`` if `array` holds NaN or infinity."""
    if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
        raise ValueError(f"{name}: expected finite numbers, got NaN or infinity")
