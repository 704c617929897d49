"""Is anything wrong with a run? One finding, or silence."""

from dashboard.doctor.causes import CAUSES, ended, overfitting
from dashboard.doctor.evidence import Evidence
from dashboard.doctor.finding import Finding
from dashboard.run import Run

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
    if run.has_ended:
        return ended(evidence)
    if run.step < EARLIEST:
        return None
    if not evidence.is_solved:
        for cause in CAUSES:
            finding = cause(evidence)
            if finding is not None:
                return finding
    return overfitting(evidence)
