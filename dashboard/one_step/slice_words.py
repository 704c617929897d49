"""What does a slice show? How far the step goes, against the lowest point of its line."""

import numpy as np

from dashboard.link import number_text
from dashboard.one_step.slice import Slice
from network import OPTIMIZERS

ON_THE_SPOT = 0.03
"""A step that ends so near to the lowest point, in shares of the way, ends on it."""


def sentences(seen: Slice) -> str:
    """Say how far the step goes, against the lowest point of its line.

    Parameters
    ----------
    seen : Slice
        Of the step.

    Returns
    -------
    sentences : str
    """
    cost = "cost with penalty" if seen.has_penalty else "cost"
    step = f"The step of {number_text(seen.learning_rate)}"
    if seen.is_still:
        return f"{step} moves nothing: every slope is 0, or what is not is frozen."
    if not np.isfinite(seen.after):
        return f"{step} leaves the finite numbers: the {cost} after it cannot be computed."
    before, after = _apart(seen.before, seen.after)
    if seen.after > seen.before:
        told = f"{step} overshoots: the {cost} after it is higher ({after}) than before ({before})."
        if seen.lowest_rate > 0 and not seen.is_open:
            told += f" The lowest point of this line is at {seen.lowest_rate:.3g}."
        return told
    falls = f"the {cost} falls from {before} to {after}"
    if seen.after == seen.before:
        falls = f"the {cost} stays {before}"
    if seen.is_open:
        return (
            f"{step} does not reach the lowest point: {falls}, and goes on falling to the end of "
            "this line. A wider look may find it."
        )
    ratio = seen.learning_rate / seen.lowest_rate
    if abs(ratio - 1) < ON_THE_SPOT:
        return f"{step} ends on the lowest point of this line: {falls}."
    least = _apart(seen.after, seen.lowest)[1]
    if ratio < 1:
        return (
            f"{step} goes {ratio:.2g} of the way to the lowest point of this line: {falls}, and "
            f"could fall to {least}."
        )
    return (
        f"{step} goes {ratio:.2g} times as far as the lowest point of this line: {falls}, and "
        f"could have fallen to {least}."
    )


def line_words(seen: Slice) -> str:
    """Say which line it is, of which points, and what was left out."""
    if seen.optimizer == OPTIMIZERS["gradient-descent"].label:
        along = "along the negative gradient" + (" with penalty" if seen.has_penalty else "")
    else:
        along = f"along the update that {seen.optimizer} makes of the gradient"
    points = "all training points"
    if seen.n_points < seen.n_train:
        points = f"the {seen.n_points:,} of {seen.n_train:,} training points of this step alone"
    told = f"The cost of {points}, {along}."
    left_out = int(np.count_nonzero(~np.isfinite(seen.objectives)))
    if left_out:
        first = float(seen.rates[~np.isfinite(seen.objectives)].min())
        told += (
            f" It overflows at {left_out} of the {len(seen.rates)} places looked at, from a rate "
            f"of {first:.3g} on: they are left out."
        )
    return told


def _apart(one: float, other: float) -> tuple[str, str]:
    """Write two numbers with as many digits as tell them apart, at least three.

    Examples
    --------
    >>> _apart(0.5, 0.71), _apart(0.69314, 0.69313)
    (('0.5', '0.71'), ('0.69314', '0.69313'))
    """
    for digits in range(3, 13):
        texts = f"{one:.{digits}g}", f"{other:.{digits}g}"
        if texts[0] != texts[1] or one == other:
            return texts
    return repr(one), repr(other)
