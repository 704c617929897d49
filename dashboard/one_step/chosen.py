"""What of a step is being looked at? A phase, a part of the network, and a training point."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """What the learner has chosen on the page.

    Parameters
    ----------
    phase : int
    target : str
        ``"unit1.0"``, ``"W1.0.1"`` or ``"b1.0"``.
    point : int or None
        Column of the step's points; None for all of them.
    """

    phase: int
    target: str
    point: int | None
