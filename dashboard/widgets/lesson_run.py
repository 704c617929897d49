"""What happens to a lesson's run? Each step opens it, and what the step waits for is noticed."""

from dashboard import state
from dashboard.lessons.goals import unmet
from dashboard.lessons.lesson import Lesson, Predict, Step, Try
from dashboard.lessons.verdicts import verdict_of
from dashboard.lessons.walk import end_of, is_locked, kind_of, left_out, opening_of, step_of
from dashboard.session import Session
from dashboard.widgets.lesson_place import FROM_LINK, OPENED, note_progress, progress_now


def prepare(session: Session, lesson: Lesson) -> None:
    """See to it that the session has the run of the step, and what of it can be changed.

    Parameters
    ----------
    session : Session
        The lesson's own: the run on the playground is another.
    lesson : Lesson
        Which lesson.
    """
    progress = progress_now()
    at, step = progress.at, step_of(lesson, progress.at)
    place, opened = (progress.lesson, at), state.kept(OPENED)
    session.left_out = left_out(lesson, step)
    session.is_locked = is_locked(step, at, progress)
    is_new = opened not in (place, FROM_LINK)
    goes_on = (step is None or not step.run) and opened == (progress.lesson, at - 1)
    is_ahead = session.is_locked and (session.run.step > 0 or session.is_making_frames)
    if (is_new and not goes_on) or is_ahead:
        session.open_step(opening_of(lesson, at))
    if is_new:
        session.sentence = arrival(lesson, at)
    if opened is None:
        state.note_address()
    state.keep(OPENED, place)


def arrival(lesson: Lesson, at: int) -> str:
    """Say at which step of a lesson the learner is.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.
    at : int
        Counted from 1.

    Returns
    -------
    sentence : str
    """
    step = step_of(lesson, at)
    if step is None:
        return f"The end of the lesson {lesson.title}."
    return f"Step {at} of {len(lesson.steps)}, {kind_of(step).lower()}: {step.title}."


def notice(session: Session, lesson: Lesson) -> None:
    """Note that what a step asks for has happened, and say so.

    Parameters
    ----------
    session : Session
        The lesson's own.
    lesson : Lesson
        Which lesson.
    """
    progress = progress_now()
    at, step = progress.at, step_of(lesson, progress.at)
    if step is None or at in progress.did or not is_at_rest(session):
        return
    sentence = happened(session, step, progress.said.get(at))
    if sentence:
        note_progress(progress.finished(at))
        session.sentence = sentence


def is_at_rest(session: Session) -> bool:
    """Whether the run stands still, on the page too."""
    return not session.is_making_frames and not session.is_playing_out


def happened(session: Session, step: Step, said: float | None) -> str:
    """Say what happened, if it is what a step of a lesson waits for.

    Parameters
    ----------
    session : Session
        At rest.
    step : Step
        Which step.
    said : float or None
        What was predicted.

    Returns
    -------
    sentence : str
        Empty while it has not happened.
    """
    end, run = end_of(step), session.run
    if isinstance(step, Try):
        is_begun = run.step > 0 or bool(run.events)
        reached = is_begun and not unmet(run, step)
        return f"Solved, at step {run.step:,}: the goal is reached." if reached else ""
    if end is None or (max(run.step, session.seen) < end and not run.has_ended):
        return ""
    if isinstance(step, Predict):
        return verdict_of(step, said).sentence if said is not None else ""
    return f"That was the run to step {end:,}."
