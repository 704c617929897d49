"""Was a prediction right? What was said, beside what happened, in words."""

from typing import NamedTuple

from dashboard.lessons.lesson import Predict
from dashboard.lessons.outcomes import cost_at
from dashboard.link import number_text


class Verdict(NamedTuple):
    """Whether a prediction was right, and one sentence on it."""

    is_right: bool
    sentence: str


def verdict_of(step: Predict, said: float) -> Verdict:
    """Compare a prediction with what happened.

    Parameters
    ----------
    step : Predict
        What was asked.
    said : float
        A cost; else which option, from 1.

    Returns
    -------
    verdict : Verdict
    """
    if step.kind == "cost":
        try:
            return cost_verdict(said, cost_at(step.run, step.until), step.tolerance)
        except ValueError as problem:
            return Verdict(False, str(problem))
    is_right = int(said) - 1 == step.answer
    right = step.options[step.answer].label.rstrip(".")
    if is_right:
        return Verdict(True, f"You were right: {right}.")
    chosen = step.options[int(said) - 1].label.rstrip(".")
    return Verdict(False, f"You said “{chosen}”; it was “{right}”.")


def cost_verdict(said: float, cost: float, tolerance: float) -> Verdict:
    """Compare a predicted cost with the one that came.

    Parameters
    ----------
    said, cost : float
        Neither is below 0.
    tolerance : float
        Right within this factor.

    Returns
    -------
    verdict : Verdict

    Examples
    --------
    >>> cost_verdict(0.03, 0.028, 1.5).sentence
    'You said 0.03 and it came to 0.028: right, within a factor of 1.5.'
    >>> cost_verdict(0.28, 0.028, 1.5).sentence
    'You said 0.28 and it came to 0.028: 10 times too high.'
    >>> cost_verdict(0, 0.028, 1.5).sentence
    'You said 0 and it came to 0.028: too low.'
    """
    words = f"You said {number_text(said)} and it came to {cost:.3g}"
    if cost / tolerance <= said <= cost * tolerance:
        return Verdict(True, f"{words}: right, within a factor of {number_text(tolerance)}.")
    if not said or not cost or not cost < float("inf"):
        return Verdict(False, f"{words}: too {'high' if said > cost else 'low'}.")
    factor, side = (said / cost, "high") if said > cost else (cost / said, "low")
    return Verdict(False, f"{words}: {factor:.3g} times too {side}.")
