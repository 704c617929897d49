"""What is a run made of? The settings at its step 0, and each change made on the way."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dashboard import settings
from network import Params


class Event(NamedTuple):
    """A change on the way: it governs the update from `step` to `step` + 1, and all after."""

    step: int
    kind: str
    value: float


@dataclass(frozen=True)
class RunConfig:
    """The settings of a run at step 0.

    Parameters
    ----------
    dataset : str
        Key of `datasets.DATASETS`.
    data_seed : int
    noise : float
    n_train, n_test : int
        Points asked for.
    hidden : tuple of int
        Units of each hidden layer.
    activations : tuple of str
        Activation of each hidden layer.
    initialization : str
        A name of `network.INITIALIZATIONS`, or ``"given"``.
    given : tuple of float
        With ``"given"``: W1 row by row, b1, W2, ... in one list.
    seed : int
    learning_rate : float

    Raises
    ------
    ValueError
        If a value is outside its row of the settings, or the lengths do not fit.
    """

    dataset: str = settings.DATA.default
    data_seed: int = int(settings.DATA_SEED.default)
    noise: float = settings.NOISE.default
    n_train: int = int(settings.TRAINING_POINTS.default)
    n_test: int = int(settings.TEST_POINTS.default)
    hidden: tuple[int, ...] = settings.DEFAULT_HIDDEN
    activations: tuple[str, ...] = (settings.ACTIVATION.default,) * len(settings.DEFAULT_HIDDEN)
    initialization: str = settings.INITIALIZATION.default
    given: tuple[float, ...] = ()
    seed: int = int(settings.SEED.default)
    learning_rate: float = settings.LEARNING_RATE.default

    def __post_init__(self) -> None:
        settings.DATA.check(self.dataset)
        settings.DATA_SEED.check(self.data_seed)
        settings.NOISE.check(self.noise)
        settings.TRAINING_POINTS.check(self.n_train)
        settings.TEST_POINTS.check(self.n_test)
        settings.LAYERS.check(len(self.hidden))
        for units in self.hidden:
            settings.UNITS.check(units)
        for activation in self.activations:
            settings.ACTIVATION.check(activation)
        if len(self.activations) != len(self.hidden):
            raise ValueError(
                f"act: expected {len(self.hidden)} names, one a hidden layer, "
                f"got {len(self.activations)}"
            )
        settings.INITIALIZATION.check(self.initialization)
        settings.SEED.check(self.seed)
        settings.LEARNING_RATE.check(self.learning_rate)
        expected = parameter_count(self.layer_dims) if self.initialization == "given" else 0
        if len(self.given) != expected or not all(math.isfinite(value) for value in self.given):
            raise ValueError(
                f"given: expected {expected} finite numbers for layers {self.layer_dims}, "
                f"got {len(self.given)}"
            )

    @property
    def layer_dims(self) -> tuple[int, ...]:
        """Units of every layer, features first."""
        return (len(settings.FEATURES), *self.hidden, 1)


def parameter_count(layer_dims: Sequence[int]) -> int:
    """Count the weights and biases of a network.

    Examples
    --------
    >>> parameter_count((2, 4, 1))
    17
    """
    return sum(n_out * (n_in + 1) for n_in, n_out in itertools.pairwise(layer_dims))


def parameter_names(n_layers: int) -> list[str]:
    """Name the parameters of a network in the order in which they are written.

    Examples
    --------
    >>> parameter_names(2)
    ['W1', 'b1', 'W2', 'b2']
    """
    return [name for layer in range(1, n_layers + 1) for name in (f"W{layer}", f"b{layer}")]


def parameter_shapes(layer_dims: Sequence[int]) -> dict[str, tuple[int, int]]:
    """Tell the shape of each parameter of a network, in the order of `parameter_names`.

    Examples
    --------
    >>> parameter_shapes((2, 4, 1))
    {'W1': (4, 2), 'b1': (4, 1), 'W2': (1, 4), 'b2': (1, 1)}
    """
    shapes = [
        shape
        for n_in, n_out in itertools.pairwise(layer_dims)
        for shape in ((n_out, n_in), (n_out, 1))
    ]
    return dict(zip(parameter_names(len(layer_dims) - 1), shapes, strict=True))


def unflatten(values: Sequence[float], layer_dims: Sequence[int]) -> Params:
    """Cut one list of numbers into W1, b1, W2, ...

    Parameters
    ----------
    values : sequence of float, length ``parameter_count(layer_dims)``
        W1 row by row, b1, W2, ...
    layer_dims : sequence of int
        Units of every layer, features first.

    Returns
    -------
    params : dict of str to ndarray

    Examples
    --------
    >>> unflatten([1.0, 2.0, 3.0], (2, 1))["W1"].tolist()
    [[1.0, 2.0]]
    """
    flat = np.array(values, dtype=np.float64)
    params: Params = {}
    start = 0
    for name, shape in parameter_shapes(layer_dims).items():
        size = shape[0] * shape[1]
        params[name] = flat[start : start + size].reshape(shape).copy()
        start += size
    return params
