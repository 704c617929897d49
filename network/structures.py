"""What do the functions of this package hand to each other? The shapes and the checks on them.

``Params`` maps ``"W1"``, ``"b1"``, ... to arrays; ``Grads`` maps ``"dW1"``, ``"db1"``, ...
to arrays of the same shapes. ``forward_prop`` leaves one ``LayerCache`` a layer for ``backprop``.
An ``OptimizerState`` is what an optimizer remembers from step to step, ``"vW1"``, ``"vb1"``, ...;
``Frozen`` marks the parameters that may not move, under their own names.
"""

from collections.abc import Mapping, Sequence
from numbers import Integral, Real
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Params = dict[str, Array]
Grads = dict[str, Array]
OptimizerState = dict[str, Array]
Frozen = Mapping[str, NDArray[np.bool_]]
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


def check_same_shape(
    name: str, array: NDArray[np.generic], other_name: str, other: NDArray[np.generic]
) -> None:
    """Raise ``ValueError`` unless two arrays have one shape."""
    shape = getattr(array, "shape", "no array")
    if shape != other.shape:
        raise ValueError(f"{name}: expected the shape of {other_name}, {other.shape}, got {shape}")


def gradient_of(name: str, value: Array, grads: Grads) -> Array:
    """Look up a parameter's gradient; raise ``ValueError`` if it is missing or misshapen."""
    grad = grads.get(f"d{name}")
    if grad is None:
        raise ValueError(f"grads: expected d{name} for {name}, got {sorted(grads)}")
    if grad.shape != value.shape:
        raise ValueError(f"d{name}: expected the shape of {name}, {value.shape}, got {grad.shape}")
    return grad


def is_whole_number(value: object) -> bool:
    """Tell whether `value` counts something: 3 does; 3.0, "3" and True do not."""
    return isinstance(value, Integral) and value is not True and value is not False


def is_number(value: object) -> bool:
    """Tell whether `value` measures something: 3 and 0.5 do; "0.5", True and arrays do not."""
    return isinstance(value, Real) and value is not True and value is not False


def check_whole_number(name: str, value: object, *, at_least: int) -> None:
    """Raise ``ValueError`` unless `value` is a whole number, and large enough."""
    if not is_whole_number(value) or value < at_least:  # pyright: ignore[reportOperatorIssue]
        raise ValueError(f"{name}: expected a whole number of at least {at_least}, got {value!r}")


def check_finite(name: str, array: Array) -> None:
    """Raise ``ValueError`` if `array` holds NaN or infinity."""
    if array.dtype.kind not in "fiub" or not np.isfinite(array).all():
        raise ValueError(f"{name}: expected finite numbers, got NaN or infinity")
