"""How far should this step go? The cost along the very line on which it moves the parameters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from dashboard.one_step.trace import Trace
from dashboard.run import cost_of
from network import OPTIMIZERS, Array, Params, forward_prop, penalty

WIDTHS = (3, 10, 30, 100, 1000)
"""How far the line may reach, in lengths of the step."""

WIDTH = 3
"""How far it reaches unless said otherwise."""

EVEN, FINE = 61, 24
"""Places looked at: evenly over the line, and ever closer towards its start."""

CLOSEST = 1e-4
"""Where the closest lies, in lengths of the step: a lowest point may come so soon."""

NARROWINGS = 40
"""How often the lowest point's surroundings are narrowed, each time to 0.62 of what they were."""

GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True, eq=False)
class Slice:
    """The cost along a step's own direction.

    Parameters
    ----------
    rates : ndarray of float, shape (k,)
        Learning rates from 0 on: how far along.
    costs : ndarray of float, shape (k,)
        Over the step's points, without penalty; NaN where it is not finite.
    objectives : ndarray of float, shape (k,)
        The same with penalty: what the step brings down.
    learning_rate : float
        In force: where the step ends.
    before, after : float
        Objective before and after the step; NaN if it is not finite.
    cost_after : float
        Cost without penalty after the step.
    lowest_rate, lowest : float
        Where the objective is least on the line as far as it reaches, and what it is there.
    is_open : bool
        Whether it still falls at the line's end.
    is_still : bool
        Whether the step moves nothing.
    optimizer : str
        Whose update the line follows.
    has_penalty : bool
    n_points, n_train : int
        Points of the step, and of the whole training set.
    """

    rates: Array
    costs: Array
    objectives: Array
    learning_rate: float
    before: float
    after: float
    cost_after: float
    lowest_rate: float
    lowest: float
    is_open: bool
    is_still: bool
    optimizer: str
    has_penalty: bool
    n_points: int
    n_train: int


def params_along(trace: Trace) -> Callable[[float], Params]:
    """Return the parameters at any place of the line on which a step moves them.

    Parameters
    ----------
    trace : Trace
        The step.

    Returns
    -------
    at : callable
        From a learning rate to the parameters that the step would lead to with it. Whatever is
        frozen stays.

    Notes
    -----
    Gradient descent goes along the slope with penalty, ``W - rate * dW``. Every other optimizer
    divides and remembers first, but moves in proportion to the learning rate too: its line is
    ``W + rate / learning_rate * (W_new - W)``.
    """
    old, rule = trace.run.params, trace.rule
    frozen = rule.frozen or {}
    directions: Params = {}
    for each in trace.layers:
        for name, slope in ((f"W{each.layer}", each.slope_W), (f"b{each.layer}", each.db)):
            if rule.optimizer == "gradient-descent":
                directions[name] = np.where(frozen[name], 0.0, slope) if name in frozen else slope
            else:
                directions[name] = old[name] - trace.new_params[name]

    def at(rate: float) -> Params:
        share = rate if rule.optimizer == "gradient-descent" else rate / rule.learning_rate
        return {name: value - share * directions[name] for name, value in old.items()}

    return at


def cost_slice(trace: Trace, *, width: float = WIDTH) -> Slice:
    """Look along the line on which a step moves the parameters.

    Parameters
    ----------
    trace : Trace
        The step.
    width : float
        How far to look, in lengths of the step; at least 1.

    Returns
    -------
    slice : Slice
    """
    rule, at = trace.rule, params_along(trace)

    def look(params: Params) -> tuple[float, float]:
        AL, caches = forward_prop(trace.X, params, **trace.run.forward_options)
        cost = cost_of(trace.run, AL, caches[-1].activation_cache.Z, trace.Y)
        objective = cost + penalty(params, l1=rule.l1, l2=rule.l2)
        return (cost, objective) if np.isfinite([cost, objective]).all() else (np.nan, np.nan)

    rate = rule.learning_rate
    places = np.concatenate(
        [
            np.linspace(0, width, EVEN),
            np.geomspace(CLOSEST, width / (EVEN - 1), FINE, endpoint=False),
            [1.0],
        ]
    )
    rates = rate * np.unique(places)
    with np.errstate(over="ignore", invalid="ignore"):
        seen = np.array([look(at(float(each))) for each in rates])
        costs, objectives = seen.T
        known = np.flatnonzero(np.isfinite(objectives))
        best = int(known[objectives[known].argmin()]) if known.size else 0
        lowest_rate, lowest = _narrowed(lambda t: look(at(t))[1], rates, objectives, best)
        cost_after, after = look(trace.new_params)
    return Slice(
        rates=rates,
        costs=costs,
        objectives=objectives,
        learning_rate=rate,
        before=float(objectives[0]),
        after=after,
        cost_after=cost_after,
        lowest_rate=lowest_rate,
        lowest=lowest,
        is_open=best == len(rates) - 1,
        is_still=all(
            np.array_equal(value, trace.new_params[name])
            for name, value in trace.run.params.items()
        ),
        optimizer=OPTIMIZERS[rule.optimizer].label,
        has_penalty=bool(rule.l1 or rule.l2),
        n_points=trace.m,
        n_train=trace.run.schedule.n_train,
    )


def _narrowed(
    objective: Callable[[float], float], rates: Array, objectives: Array, best: int
) -> tuple[float, float]:
    """Search between the neighbours of the lowest place for a lower one: golden sections."""
    low, high = float(rates[max(0, best - 1)]), float(rates[min(len(rates) - 1, best + 1)])
    found = float(rates[best]), float(objectives[best])
    left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
    at_left, at_right = objective(left), objective(right)
    for _ in range(NARROWINGS):
        # What is not finite counts as high.
        if at_left <= at_right or not np.isfinite(at_right):
            high, right, at_right = right, left, at_left
            left = high - GOLDEN * (high - low)
            at_left = objective(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + GOLDEN * (high - low)
            at_right = objective(right)
        for rate, value in ((left, at_left), (right, at_right)):
            if value < found[1]:
                found = rate, value
    return found
