"""How is something solved in a lesson? The controls that it offers, its goal, and two hints."""

import streamlit as st

from dashboard.lessons.goals import unmet
from dashboard.lessons.lesson import Try
from dashboard.lessons.progress import Progress
from dashboard.session import Session
from dashboard.widgets.lesson_place import note_progress, progress_now
from dashboard.widgets.lesson_words import show_words
from dashboard.widgets.settings_panel import show_settings

HINTS = ("First hint", "Second hint")


def show_try(session: Session, progress: Progress, step: Try) -> None:
    """Draw what is to be solved, how far it is, and what can be changed.

    Parameters
    ----------
    session : Session
        The lesson's own.
    progress : Progress
        How far the learner is.
    step : Try
        Which step.
    """
    show_words(step.text)
    is_done = progress.at in progress.did
    with st.container(border=True, key="lesson_goal"):
        if is_done:
            st.success("Solved.", icon=":material/check_circle:")
        elif session.is_making_frames:
            st.caption(":material/flag: Pause, and it is checked.")
        else:
            st.markdown(":material/flag: **Not there yet.**")
            for sentence in unmet(session.run, step):
                st.text(sentence)
    _show_hints(progress, step)
    with st.container(key="lesson_settings"):
        show_settings(session)


def _show_hints(progress: Progress, step: Try) -> None:
    """Draw the hints that were taken, and offer the next one."""
    taken = progress.hints.get(progress.at, 0)
    for hint in step.hints[:taken]:
        st.info(hint, icon=":material/tips_and_updates:")
    if taken < len(HINTS) and progress.at not in progress.did:
        st.button(
            HINTS[taken],
            key="lesson_hint",
            icon=":material/tips_and_updates:",
            type="tertiary",
            on_click=lambda: note_progress(progress_now().hinted(progress_now().at)),
        )
