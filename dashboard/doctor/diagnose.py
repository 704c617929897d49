"""Is anything wrong with a run? One finding, or silence."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from dashboard.doctor.beginnings import (
    no_hidden_layer,
    saturation,
    tiny_start,
    vanishing_gradients,
    zero_weights,
)
from dashboard.doctor.courses import (
    dead_relus,
    ended,
    overfitting,
    rate_too_large,
    rate_too_small,
)
from dashboard.doctor.evidence import Evidence
from dashboard.doctor.finding import Finding
from dashboard.run import Run

CAUSES: tuple[Callable[[Evidence], Finding | None], ...] = (
    zero_weights,
    no_hidden_layer,
    tiny_start,
    dead_relus,
    saturation,
    vanishing_gradients,
    rate_too_large,
    rate_too_small,
)
"""What is asked of a run that is not solved, in this order: what explains more comes first.

Zero weights stand still as well, but they stand still because they are alike.
"""

EARLIEST = 50
"""Before this step nothing is said: every run looks ill while it is young."""


def diagnose(run: Run) -> Finding | None:
    """Name what is wrong with a run, if anything is.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    finding : Finding or None
        The first cause that the evidence bears out; None for a healthy run, and for one too young
        to tell.

    Notes
    -----
    As a rule it takes less than a tenth of a second: what would take longer is not looked at. It
    takes its own turns in the lane, so it is not to be called within one.
    """
    evidence = Evidence(run)
    # Of numbers that grow without bound, what is infinite is told in words.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        finding = _first_cause(evidence)
    if finding and finding.change and finding.change.config == evidence.settings:
        return replace(finding, change=None)
    return finding


def _first_cause(evidence: Evidence) -> Finding | None:
    if evidence.run.has_ended:
        return ended(evidence)
    if evidence.run.step < EARLIEST:
        return None
    if not evidence.is_solved:
        for cause in CAUSES:
            finding = cause(evidence)
            if finding is not None:
                return finding
    return overfitting(evidence)
