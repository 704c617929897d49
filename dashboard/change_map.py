"""What changed between two steps of a run? Every weight, and the prediction all over the plane."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.datasets import Dataset
from dashboard.probes import prediction_grid
from dashboard.run import Run
from network import Array, Params

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, eq=False)
class Change:
    """Two steps of a run, side by side.

    Parameters
    ----------
    first, second : int
        The steps.
    before, after : dict of str to ndarray
        The parameters at them.
    ticks : ndarray of float, shape (k,)
        Coordinates along either axis of the plane.
    AL_before, AL_after : ndarray of float, shape (n_L, k, k)
        Predictions of each output unit; row i is at x₂ = ticks[i].
    """

    first: int
    second: int
    before: Params
    after: Params
    ticks: Array
    AL_before: Array
    AL_after: Array

    @property
    def differences(self) -> Params:
        """What each parameter gained."""
        with np.errstate(over="ignore"):  # of two numbers near the largest
            return {name: self.after[name] - value for name, value in self.before.items()}

    @property
    def gains(self) -> Array:
        """What each prediction gained, in the shape of `AL_after`."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.AL_after - self.AL_before


@dataclass(frozen=True)
class ChangedWeight:
    """A weight or a bias, and what became of it.

    Parameters
    ----------
    layer, unit : int
        From 1 on.
    source : int
        Which input of the unit, from 1 on; 0 for its bias.
    before, after : float
    """

    layer: int
    unit: int
    source: int
    before: float
    after: float

    @property
    def name(self) -> str:
        """What the article calls its array."""
        return f"{'W' if self.source else 'b'}{self.layer}"


def change_between(earlier: Run, later: Run, resolution: int) -> Change:
    """Compare two steps of a run.

    Parameters
    ----------
    earlier, later : Run
        One run, with its cursor at either step.
    resolution : int
        Points along a side of the plane.

    Returns
    -------
    change : Change
    """
    with np.errstate(over="ignore", invalid="ignore"):  # far out, a value can be too large
        ticks, AL_before = prediction_grid(earlier, resolution)
        _, AL_after = prediction_grid(later, resolution)
    return Change(
        earlier.step, later.step, earlier.params, later.params, ticks, AL_before, AL_after
    )


def largest_weight(change: Change) -> ChangedWeight:
    """Find the weight or bias that changed most; of several alike, the first.

    Parameters
    ----------
    change : Change
        Which change.

    Returns
    -------
    weight : ChangedWeight
    """
    differences = change.differences
    name = max(differences, key=lambda name: float(np.abs(differences[name]).max()))
    size = np.abs(differences[name])
    row, column = np.unravel_index(int(size.argmax()), size.shape)
    return ChangedWeight(
        layer=int(name[1:]),
        unit=int(row) + 1,
        source=int(column) + 1 if name.startswith("W") else 0,
        before=float(change.before[name][row, column]),
        after=float(change.after[name][row, column]),
    )


def largest_prediction(change: Change, unit: int) -> tuple[int, int]:
    """Find where on the plane the prediction of an output unit changed most.

    Parameters
    ----------
    change : Change
        Which change.
    unit : int
        From 0 on.

    Returns
    -------
    row, column : int
        Its place in the grid: x₂ is ``ticks[row]``, x₁ is ``ticks[column]``.
    """
    size = np.nan_to_num(np.abs(change.gains[unit]), nan=0.0)
    row, column = np.unravel_index(int(size.argmax()), size.shape)
    return int(row), int(column)


def weight_sentence(change: Change, features: Sequence[str]) -> str:
    """Name the weight that changed most.

    Parameters
    ----------
    change : Change
        Which change.
    features : sequence of str
        What the inputs are called.

    Returns
    -------
    sentence : str
    """
    largest = largest_weight(change)
    if largest.before == largest.after:
        return "No weight changed."
    source = ""
    if largest.source:
        before = f"unit {largest.source} of layer {largest.layer - 1}"
        source = f" from {features[largest.source - 1] if largest.layer == 1 else before}"
    return (
        f"The largest: {largest.name} of unit {largest.unit}{source}, from "
        f"{signed(largest.before)} to {signed(largest.after)}."
    )


def prediction_sentence(change: Change, unit: int, data: Dataset) -> str:
    """Say where the prediction changed most.

    Parameters
    ----------
    change : Change
        Which change.
    unit : int
        Of which output unit, from 0 on.
    data : Dataset
        The units of plane and value.

    Returns
    -------
    sentence : str
    """
    row, column = largest_prediction(change, unit)
    scale = data.value_spread if data.task == "value" else 1.0
    shift = data.value_centre if data.task == "value" else 0.0
    before, after = (
        shift + scale * AL[unit, row, column] for AL in (change.AL_before, change.AL_after)
    )
    x, y = (
        data.centre[axis] + data.spread[axis] * change.ticks[place]
        for axis, place in ((0, column), (1, row))
    )
    return (
        f"The largest: at {data.axes[0]} = {signed(x)}, {data.axes[1]} = {signed(y)}, from "
        f"{signed(before)} to {signed(after)}."
    )


def signed(value: float) -> str:
    """Write a number with a true minus sign.

    Examples
    --------
    >>> signed(-2.75), signed(0.3125)
    ('−2.75', '0.3125')
    """
    return f"{value:.4g}".replace("-", MINUS)
