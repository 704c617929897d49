"""Is the run of a link there yet? On a page without a stage, it is trained here, in sight."""

import time

import streamlit as st

from dashboard import settings, state
from dashboard.session import Session


def has_arrived(session: Session) -> bool:
    """Whether a page without a stage can show the run now; if not, show how far it is.

    A run that plays is put to rest first. Where a link named a far step, the run is trained to it
    in turns, with progress and a button to stop there; the page is drawn again once it is there.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    session.rest()
    if session.pending is not None:
        st.info(
            "This run learns from a table that the playground's page keeps: open it there once."
        )
        return False
    if session.goal is None:
        return True
    show_progress()
    return False


def make_a_past(session: Session, steps: int) -> str:
    """Train a run that stands at its start, so that a page has something to show.

    Parameters
    ----------
    session : Session
        What is on the page.
    steps : int
        How far.

    Returns
    -------
    words : str
        What was done, as a sentence begins; empty if nothing was.
    """
    if session.run.history.last > 0 or session.run.has_ended:
        return ""
    session.step_to(steps)
    return f"Your run stood at its start, so it was trained to step {session.run.step:,}"


@st.fragment(run_every=settings.ARRIVING_SECONDS)
def show_progress() -> None:
    """Train a bit further towards the step of the link."""
    session = state.session()
    if session.goal is not None:
        session.supply(0, time.monotonic())
        session.take_outbox()
    goal = session.goal
    if goal is None:
        st.rerun()
        return
    step = session.run.step
    st.progress(step / max(1, goal), f"Training to step {goal:,}: at {step:,}.")
    st.button("Stop here", key="stop_arriving", icon=":material/stop:", on_click=session.pause)
