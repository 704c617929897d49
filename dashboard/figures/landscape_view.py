"""What is drawn of a landscape? The surface and the path in one scale, and round numbers on it."""

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from dashboard.landscape.survey import Surface, Survey
from network import Array

TICKS = 6
"""Labels of a colour bar, at most."""


class View(NamedTuple):
    """What is drawn of a landscape.

    ``place`` is the point of the path that is marked; ``cost`` is a name of `network.COSTS`. With
    ``is_logarithmic``, height and colour are logarithmic.
    """

    survey: Survey
    place: int
    is_logarithmic: bool
    cost: str

    @property
    def axes(self) -> tuple[str, str]:
        """What the two directions are called."""
        explained = self.survey.plane.explained
        if explained is None:
            return "first random direction", "second random direction"
        first, second = (f"{100 * share:.1f} %" for share in explained)
        return f"first direction of the path, {first}", f"second, {second}"

    @property
    def short(self) -> tuple[str, str]:
        """The same in short."""
        explained = self.survey.plane.explained
        if explained is None:
            return "first", "second"
        return f"first ({100 * explained[0]:.1f} %)", f"second ({100 * explained[1]:.1f} %)"

    @property
    def surface(self) -> Surface:
        """The surface to be drawn: of a logarithm, without what is 0."""
        surface = self.survey.surface
        if surface is None:
            raise ValueError("survey: expected a surface, got none yet")
        if not self.is_logarithmic:
            return surface
        return replace(surface, costs=np.where(surface.costs > 0, surface.costs, np.nan))

    @property
    def path(self) -> tuple[Array, Array, Array, Array]:
        """Steps, places across and up, and costs of the path; NaN what lies outside the window."""
        survey = self.survey
        x, y = survey.places.T
        (left, right), (bottom, top) = survey.window
        inside = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        costs = survey.path_costs
        if self.is_logarithmic:
            inside &= costs > 0
        x, y, costs = (np.where(inside, values, np.nan) for values in (x, y, costs))
        return np.array(survey.path.steps), x, y, costs

    def colours(self, costs: Array) -> Array:
        """Return what the colours stand for: costs, or their decimal logarithms."""
        return np.log10(costs) if self.is_logarithmic else costs


def decade_ticks(low: float, high: float) -> list[float]:
    """Choose round costs between two logarithms: 1, or 1, 2 and 5 of each decade.

    Parameters
    ----------
    low, high : float
        Decimal logarithms.

    Returns
    -------
    values : list of float
        At most `TICKS`, where a range spans no more decades than that; else every so many.

    Examples
    --------
    >>> decade_ticks(-2.1, 0.4), decade_ticks(-0.4, 0.2)
    ([0.01, 0.1, 1.0], [0.5, 1.0])
    """
    decades = range(math.floor(low), math.floor(high) + 1)
    for digits in ((1, 2, 5), (1,)):
        values = [digit * 10.0**decade for decade in decades for digit in digits]
        values = [value for value in values if low <= math.log10(value) <= high]
        if len(values) <= TICKS:
            return values
    return values[:: -(-len(values) // TICKS)]


def linear_ticks(low: float, high: float) -> list[float]:
    """Choose round values between two: multiples of 1, 2 or 5 of a decade.

    Parameters
    ----------
    low, high : float
        In order, and not alike.

    Returns
    -------
    values : list of float
        At most `TICKS`.

    Examples
    --------
    >>> linear_ticks(0.06, 1.34)
    [0.5, 1.0]
    """
    coarse = (high - low) / TICKS
    decade = 10.0 ** math.floor(math.log10(coarse))
    step = next(digit * decade for digit in (1, 2, 5, 10) if digit * decade >= coarse)
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]
