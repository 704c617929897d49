"""What is a run made of? The settings at its step 0, and each change made on the way."""

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dashboard import settings
from dashboard.datasets import DATASETS, Flowers, task_of
from dashboard.own_data import OwnData
from dashboard.settings import Choice, Number
from network import Params


class Event(NamedTuple):
    """A change on the way.

    A setting (a key of `RULES`) governs the update from `step` to `step` + 1, and all after. An
    ``"edit"`` gives the parameter named by `target` (``"W1.0.2"``: layer, row, column; ``"b1.0"``)
    another value at that step. A ``"freeze"`` with value 1 keeps what `target` names from being
    updated, from that step on, and with 0 lets it go again: a parameter, a ``"unit1.0"`` (its
    weights and its bias) or a ``"layer1"``.
    """

    step: int
    kind: str
    value: float | str
    target: str = ""


RULES: dict[str, Number | Choice] = {
    "lr": settings.LEARNING_RATE,
    "opt": settings.OPTIMIZER,
    "beta1": settings.BETA1,
    "beta2": settings.BETA2,
    "batch": settings.BATCH_SIZE,
    "l1": settings.L1,
    "l2": settings.L2,
}
"""Settings that do not alter the past: a change of one is an event."""

RULE_FIELDS = {
    "lr": "learning_rate",
    "opt": "optimizer",
    "beta1": "beta1",
    "beta2": "beta2",
    "batch": "batch_size",
    "l1": "l1",
    "l2": "l2",
}
"""The field of `RunConfig` that holds each of them for step 0."""


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
    n_classes : int
        Classes of a data set that has as many as asked for.
    features : tuple of str
        What the network sees: keys of `features.FEATURES`, in their order.
    cost : {"cross-entropy", "squared-error"}
        As chosen; a value to be predicted always has squared error, see `cost_in_force`.
    optimizer : str
        A name of `network.OPTIMIZERS`.
    beta1, beta2 : float
        Its parameters.
    batch_size : int
        Training points a step; 0 for all.
    l1, l2 : float
        Penalties on the weights.
    own : OwnData or None
        With the data set ``"own"``: the data themselves.

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
    n_classes: int = int(settings.CLASSES.default)
    features: tuple[str, ...] = settings.DEFAULT_FEATURES
    cost: str = settings.COST.default
    optimizer: str = settings.OPTIMIZER.default
    beta1: float = settings.BETA1.default
    beta2: float = settings.BETA2.default
    batch_size: int = int(settings.BATCH_SIZE.default)
    l1: float = settings.L1.default
    l2: float = settings.L2.default
    own: OwnData | None = None

    def __post_init__(self) -> None:
        if self.own is None or self.dataset != settings.OWN_DATA:
            settings.DATA.check(self.dataset)
            if self.own is not None:
                raise ValueError(f"own: expected none with the data set {self.dataset}")
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
        settings.CLASSES.check(self.n_classes)
        settings.COST.check(self.cost)
        for kind, name in RULE_FIELDS.items():
            check_rule(kind, getattr(self, name))
        if not self.features or list(self.features) != [
            name for name in settings.FEATURES.choices if name in self.features
        ]:
            raise ValueError(
                f"features: expected some of {list(settings.FEATURES.choices)}, each once and in "
                f"this order, got {list(self.features)}"
            )
        expected = parameter_count(self.layer_dims) if self.initialization == "given" else 0
        if len(self.given) != expected or not all(math.isfinite(value) for value in self.given):
            raise ValueError(
                f"given: expected {expected} finite numbers for layers {self.layer_dims}, "
                f"got {len(self.given)}"
            )

    @property
    def layer_dims(self) -> tuple[int, ...]:
        """Units of every layer, features first."""
        return (len(self.features), *self.hidden, self.n_outputs)

    @property
    def task(self) -> str:
        """What is to be learned: two classes, several, or a value."""
        if self.own is not None:
            return task_of(self.own)
        return DATASETS[self.dataset].task

    @property
    def n_outputs(self) -> int:
        """Units of the output layer: one, or one for each of several classes."""
        if self.task != "classes":
            return 1
        if self.own is not None:
            return len(self.own.classes)
        kind = DATASETS[self.dataset]
        return len(kind.classes) if isinstance(kind, Flowers) else self.n_classes

    @property
    def output(self) -> str:
        """The output layer's activation."""
        return {"binary": "sigmoid", "classes": "softmax", "value": "linear"}[self.task]

    @property
    def cost_in_force(self) -> str:
        """The cost that is brought down."""
        return "squared-error" if self.task == "value" else self.cost


def check_rule(kind: str, value: float | str) -> None:
    """Raise ``ValueError`` unless a setting that an event may change could have this value."""
    row = RULES.get(kind)
    if row is None:
        raise ValueError(f"event: expected a change of {', '.join(RULES)}, got {kind!r}")
    if isinstance(row, Choice):
        row.check(str(value))
    elif isinstance(value, str):
        raise ValueError(f"{kind}: expected a number, got {value!r}")
    else:
        row.check(value)


def plain_value(kind: str, value: float | str) -> float | str:
    """Write the legal value of an event in the one way there is: 1 is 1.0, and -0 is 0.

    Examples
    --------
    >>> plain_value("batch", 20.0), plain_value("lr", 1), plain_value("edit", -0.0)
    (20, 1.0, 0.0)
    """
    if isinstance(value, str):
        return value
    row = RULES.get(kind)
    is_count = isinstance(row, Number) and row.is_whole
    return int(value) if is_count else float(value) + 0.0


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
