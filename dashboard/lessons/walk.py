"""What does a step of a lesson put on the page? Its run, and what of it can be changed."""

from dataclasses import replace

from dashboard import settings
from dashboard.lessons.goals import stop_for
from dashboard.lessons.lesson import Lesson, Predict, Step, Try, Watch
from dashboard.lessons.outcomes import address_of
from dashboard.lessons.progress import Progress
from dashboard.link import Address
from dashboard.stopping import StopWhen

ALWAYS = ("step", "reset", "speed", "figures")
"""Controls that every step has, unless its lesson or a link leaves them out."""

ALONGSIDE = ("undo", "boundary")
"""And those that come along where something can be changed."""

KIND_LABELS = {
    "Read": "Read",
    "Watch": "Watch",
    "Predict": "Predict",
    "Try": "Try it",
    "Drill": "Work it out",
}
"""What the page calls a step, by the name of its type."""


def step_of(lesson: Lesson, at: int) -> Step | None:
    """Return a step of a lesson, counted from 1; None for its end."""
    return lesson.steps[at - 1] if at <= len(lesson.steps) else None


def kind_of(step: Step) -> str:
    """Return what the page calls a kind of step."""
    return KIND_LABELS[type(step).__name__]


def opening_of(lesson: Lesson, at: int) -> Address:
    """Return the run that a step opens with.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.
    at : int
        Which step, from 1; beyond the last, what the last opened with.

    Returns
    -------
    address : Address
        At rest. A step without a run of its own has that of the nearest one before.
    """
    known = [step for step in lesson.steps[:at] if step.run]
    step = known[-1] if known else next((step for step in lesson.steps if step.run), None)
    if step is None:
        return Address()
    address = replace(address_of(step.run), is_playing=False, fingerprint="")
    if isinstance(step, Watch | Predict):
        stop = StopWhen("step", step.until) if step.until else None
        return replace(address, step=0, speed=step.speed, stop_when=stop)
    if isinstance(step, Try):
        return replace(address, stop_when=stop_for(step.goal))
    return replace(address, step=step.at)


def left_out(lesson: Lesson, step: Step | None) -> frozenset[str]:
    """Name the controls that are no part of a step.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.
    step : Step or None
        None for the end.

    Returns
    -------
    left_out : frozenset of str
        Names of `settings.CONTROLS`.
    """
    everything = frozenset(settings.CONTROLS)
    offered = frozenset(ALWAYS)
    if isinstance(step, Try):
        offered |= frozenset((*step.controls, *ALONGSIDE)) if step.controls else everything
    return (everything - offered) | lesson.locked


def is_locked(step: Step | None, at: int, progress: Progress) -> bool:
    """Whether a run waits for a prediction."""
    return isinstance(step, Predict) and at not in progress.said


def end_of(step: Step | None) -> int | None:
    """Return how far a run is to be watched; None where a step of the lesson does not say."""
    return step.until if isinstance(step, Watch | Predict) else None


def missed(lesson: Lesson, progress: Progress) -> list[int]:
    """List the steps that were left out on the way to the end."""
    return [at for at in range(1, len(lesson.steps) + 1) if at not in progress.did]
