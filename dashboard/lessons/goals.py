"""Is a goal reached? A vital sign of the learner's own run, within bounds, by a step."""

import math
from collections.abc import Mapping

from dashboard import settings
from dashboard.lessons.lesson import Goal, Try
from dashboard.lessons.outcomes import address_of
from dashboard.link import encode, number_text
from dashboard.run import Run, start
from dashboard.stopping import StopWhen
from dashboard.vital_signs import SIGNS


def unmet(run: Run, step: Try) -> list[str]:
    """Say what a run still lacks of a goal.

    Parameters
    ----------
    run : Run
        The learner's own, at its cursor.
    step : Try
        Whose goal it is to reach.

    Returns
    -------
    sentences : list of str
        One for each thing; none if the goal is reached.
    """
    goal, sentences = step.goal, list[str]()
    own, given = encode(run), encode(start(address_of(step.run).config))
    changed = [key for key in goal.keep if own.get(key) != given.get(key)]
    if changed:
        names = ", ".join(LABELS.get(key, key) for key in changed)
        sentences.append(f"The goal is for the data as they were given: {names} changed.")
    units = sum(run.config.hidden)
    if goal.most_units is not None and units > goal.most_units:
        sentences.append(
            f"The network has {units} hidden units, and may have {goal.most_units} at most."
        )
    sign = SIGNS[goal.sign]
    value = sign.take(run)
    if not goal.low <= value <= goal.high:
        found = "not defined here" if math.isnan(value) else f"{value:.4g}"
        sentences.append(
            f"At step {run.step:,} the {sign.label} is {found}; it is to be {bounds_words(goal)}."
        )
    elif run.step > goal.within:
        sentences.append(
            f"That is step {run.step:,}, and it is to be reached within {goal.within:,}."
        )
    return sentences


LABELS = {
    row.key: row.label.lower()
    for row in (
        settings.DATA,
        settings.DATA_SEED,
        settings.NOISE,
        settings.TRAINING_POINTS,
        settings.TEST_POINTS,
        settings.LEARNING_RATE,
        settings.INITIALIZATION,
        settings.SEED,
    )
} | {"dims": "hidden layers", "act": "activations"}
"""What the page calls a key of the link that a goal keeps."""


def bounds_words(goal: Goal) -> str:
    """Write within which bounds a sign is to be.

    Examples
    --------
    >>> bounds_words(Goal("cost", 0.0, 0.1, within=500))
    'at most 0.1'
    >>> bounds_words(Goal("score", 0.95, 1.0, within=500))
    'at least 0.95'
    >>> bounds_words(Goal("saturated", 0.2, 0.4, within=500))
    'from 0.2 to 0.4'
    """
    if goal.low <= 0:
        return f"at most {number_text(goal.high)}"
    if goal.high >= LARGEST.get(goal.sign, math.inf):
        return f"at least {number_text(goal.low)}"
    return f"from {number_text(goal.low)} to {number_text(goal.high)}"


LARGEST: Mapping[str, float] = {"score": 1.0, "test-score": 1.0, "saturated": 1.0}
"""What no sign is above."""


def stop_for(goal: Goal) -> StopWhen | None:
    """Return what the learner's run is to stop at by itself: where the goal may be reached.

    Parameters
    ----------
    goal : Goal
        Which goal.

    Returns
    -------
    stop : StopWhen or None
        None where a run cannot watch for the sign.
    """
    if goal.sign == "cost" and goal.low <= 0:
        return StopWhen("cost", goal.high)
    if goal.sign == "score" and goal.high >= 1:
        return StopWhen("score", goal.low)
    return None
