"""What can be measured of a run, to tell failure from health? Each number once, and only if asked.

Nothing here is estimated: costs of the last steps are trained again (`recent`), those of long ago
are measured on the snapshots that the history keeps.
"""

from dataclasses import replace
from functools import cached_property

import numpy as np

from dashboard.config import RULE_FIELDS, RunConfig
from dashboard.history import Measure
from dashboard.probes import measure
from dashboard.recent import affordable_steps, recent_costs
from dashboard.run import Run
from dashboard.settings import SOLVED_ACCURACY
from dashboard.vital_signs import hidden_activations, saturated_share
from network import Array

FLAT = 1e-3
"""A cost that moves by less than this share of itself in the last steps stands still."""

PROGRESS = 0.05
"""A cost that falls by more than this share in the last steps is on its way."""

MANY = 0.5
"""A share of units that is too many to be dead, or flat."""

IMPROVED = 0.7
"""A cost has improved if it has come down to less than this share of itself."""

LOOKS = 24
"""Snapshots measured along a run, at most."""


class Evidence:
    """A run at its cursor, and what is measured of it.

    Parameters
    ----------
    run : Run
        At its cursor.
    """

    def __init__(self, run: Run) -> None:
        self.run = run

    @cached_property
    def settings(self) -> RunConfig:
        """The settings in force: those of step 0, with what was changed on the way."""
        rule = self.run.rule
        in_force = {name: getattr(rule, name) for name in RULE_FIELDS.values()}
        return replace(self.run.config, **in_force)

    @cached_property
    def now(self) -> Measure:
        """What is measured at the cursor."""
        return measure(self.run, self.run.step, self.run.params)

    @cached_property
    def first(self) -> Measure:
        """What is measured at step 0."""
        return measure(self.at_start, 0, self.at_start.params)

    @cached_property
    def at_start(self) -> Run:
        """The run, with its cursor at step 0."""
        return replace(self.run, step=0, state=self.run.history.snapshots[0])

    @cached_property
    def costs(self) -> Array:
        """The training cost at each of the last steps; empty where that takes too long."""
        return recent_costs(self.run)

    @cached_property
    def past(self) -> list[tuple[int, Measure]]:
        """What is measured at steps spread over the run, in their order; the cursor's last."""
        run, kept = self.run, self.run.history
        steps = [step for step in kept.steps() if step < run.step]
        few = max(2, min(LOOKS, affordable_steps(run)))
        chosen = steps[:: max(1, -(-len(steps) // few))]
        for step in chosen:
            if step not in kept.measures:
                kept.measures[step] = measure(run, step, kept.snapshots[step].params)
        return [*((step, kept.measures[step]) for step in chosen), (run.step, self.now)]

    @property
    def is_solved(self) -> bool:
        """Whether nearly all training points are right already."""
        return self.now.train_score >= SOLVED_ACCURACY

    @property
    def n_recent(self) -> int:
        """How many of the last steps were looked at."""
        return max(0, self.costs.size - 1)

    @cached_property
    def fall(self) -> float:
        """The share of itself by which the cost fell in the last steps; NaN if unknown."""
        costs = self.costs
        return float(1 - costs[-1] / costs[0]) if costs.size and costs[0] > 0 else float("nan")

    @property
    def is_on_its_way(self) -> bool:
        """Whether the cost comes down fast enough, or it is not known that it does not."""
        return not self.fall < PROGRESS

    @property
    def stands_still(self) -> bool:
        """Whether the cost has not moved in the last steps, neither up nor down."""
        costs = self.costs
        return bool(costs.size) and float(np.ptp(costs)) <= FLAT * float(costs[0])

    @cached_property
    def rises(self) -> float:
        """The share of the last steps in which the cost rose; NaN if unknown."""
        return float((np.diff(self.costs) > 0).mean()) if self.costs.size else float("nan")

    @cached_property
    def jumps(self) -> float:
        """How far the cost goes up or down in a step: the mean, as a share of what it is.

        Or of the cost of knowing nothing, where that is more: what is left of a cost that is
        nearly 0 may well shake.
        """
        if not self.costs.size:
            return float("nan")
        mean = max(float(self.costs.mean()), self.ignorance)
        return float(np.abs(np.diff(self.costs)).mean()) / mean

    @property
    def is_improving(self) -> bool:
        """Whether the second half of the last steps is clearly cheaper than the first."""
        first, second = np.array_split(self.costs, 2)
        return bool(np.median(second) < IMPROVED * np.median(first))

    @cached_property
    def ignorance(self) -> float:
        """The training cost of always saying the same, whatever the point."""
        return ignorance(self.run)

    @property
    def depth(self) -> int:
        """How many hidden layers there are."""
        return len(self.run.config.hidden)

    @cached_property
    def starting_size(self) -> float:
        """How large the largest layer's starting weights are, where 1 keeps a sum's size (Xavier).

        Their root mean square, times the square root of the inputs.
        """
        params = self.at_start.params
        sizes = [
            float(np.sqrt((W**2).mean() * W.shape[1]))
            for name, W in params.items()
            if name[0] == "W"
        ]
        return max(sizes)

    @cached_property
    def dead(self) -> list[tuple[int, int, int]]:
        """Of each ReLU layer: its number from 1, how many of its units are dead, and of how many.

        Dead is what is 0 for every training point.
        """
        layers = enumerate(hidden_activations(self.run), start=1)
        return [
            (layer, int(np.count_nonzero((A <= 0).all(axis=1))), len(A))
            for layer, (name, A) in layers
            if name == "relu"
        ]

    @cached_property
    def saturated(self) -> float:
        """The share of saturated activations at the cursor."""
        return saturated_share(self.run)

    @cached_property
    def saturated_first(self) -> float:
        """The same at step 0."""
        return saturated_share(self.at_start)


def ignorance(run: Run) -> float:
    """Return what the best constant prediction would cost on a run's training points.

    Parameters
    ----------
    run : Run
        Which run.

    Returns
    -------
    cost : float
        At least a small number.

    Notes
    -----
    The constant is the mean of ``Y``: for cross-entropy its entropy, for squared error half the
    variance (summed over the output units).
    """
    Y = run.data.Y
    share = Y.mean(axis=1, keepdims=True)
    if run.config.cost_in_force == "squared-error":
        return max(1e-9, float(((Y - share) ** 2).sum(axis=0).mean()) / 2)
    shares = np.vstack([share, 1 - share]) if len(Y) == 1 else share
    held = shares[shares > 0]
    return max(1e-9, float(-(held * np.log(held)).sum()))
