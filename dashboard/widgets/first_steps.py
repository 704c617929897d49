"""What is shown of a run that has made no step yet? Its first ones, trained for this page alone."""

import streamlit as st

from dashboard import settings, state
from dashboard.batch import advance_within
from dashboard.lane import LANE
from dashboard.run import Run, start
from dashboard.session import Session
from dashboard.stage.payload import scene_id

KEY = "first_steps"


def run_with_a_past(session: Session) -> tuple[Run, int] | None:
    """Return a run worth looking back at; while it is being trained, show how far it is.

    Parameters
    ----------
    session : Session
        What is on the page: its own run, if it has made a step.

    Returns
    -------
    found : tuple of (Run, int) or None
        A run, and the last step of it that is to be shown; None while there is none.
    """
    until = max(min(session.seen, session.run.history.last), session.run.step)
    if until > 0:
        return session.run, until
    run = train_on(session)
    if not has_its_steps(run):
        show_training()
        return None
    if run.step:
        st.caption(
            f"This run has made no step yet, so its first {run.step:,} are shown. Press Play in "
            "the playground to go further, and come back."
        )
    return run, run.step


def has_its_steps(run: Run) -> bool:
    """Whether a run has made the first steps, or as many as it can."""
    return run.step >= settings.FIRST_STEPS or run.has_ended


def train_on(session: Session) -> Run:
    """Train the session's settings a bit further, in a run of its own: the session's stays put.

    Parameters
    ----------
    session : Session
        Which settings.

    Returns
    -------
    run : Run
        As far as it is.
    """
    run: Run | None = state.kept(KEY)
    if run is None or scene_id(run) != scene_id(session.run):
        run = start(session.run.config, session.run.events)
    if not has_its_steps(run):
        with LANE.turn(is_urgent=True):
            steps = settings.FIRST_STEPS - run.step
            run = advance_within(run, steps, seconds=settings.SURVEY_TURN_SECONDS)
    state.keep(KEY, run)
    return run


@st.fragment(run_every=settings.SURVEY_SECONDS)
def show_training() -> None:
    """Train a bit further, in sight."""
    run = train_on(state.session())
    if has_its_steps(run):
        st.rerun()
    st.progress(
        run.step / settings.FIRST_STEPS,
        f"Training the first {settings.FIRST_STEPS} steps: at {run.step}.",
    )
