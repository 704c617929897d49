"""Where to from a step of a lesson? Back, on, or out to the list."""

import streamlit as st

from dashboard.lessons.lesson import Read, Step
from dashboard.lessons.progress import Progress
from dashboard.lessons.walk import missed, step_of
from dashboard.widgets.lesson_place import leave_lesson, lesson_now, note_progress, progress_now


def show_way(progress: Progress, step: Step | None) -> None:
    """Draw the buttons that lead to the step before, the next one, and out.

    Parameters
    ----------
    progress : Progress
        How far the learner is.
    step : Step or None
        What is on the page; None for the end.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="lesson_way"):
        st.button(
            "Back",
            key="lesson_back",
            icon=":material/arrow_back:",
            disabled=progress.at <= 1,
            on_click=go_back,
        )
        if step is not None:
            is_done = progress.at in progress.did or isinstance(step, Read)
            st.button(
                "Next" if is_done else "Skip",
                key="lesson_next",
                icon=":material/arrow_forward:",
                icon_position="right",
                type="primary" if is_done else "secondary",
                on_click=go_on,
            )
        if st.button("All lessons", key="lesson_list", type="tertiary"):
            leave_lesson()
            st.rerun()


def go_back() -> None:
    """Go to the step before."""
    progress = progress_now()
    note_progress(progress.moved(progress.at - 1))


def go_on() -> None:
    """Go to the next step; at the end, the lesson is done if every step is."""
    progress, lesson = progress_now(), lesson_now()
    step = step_of(lesson, progress.at) if lesson else None
    if lesson is None or step is None:
        return
    if isinstance(step, Read):
        progress = progress.finished(progress.at)
    progress = progress.moved(progress.at + 1)
    if step_of(lesson, progress.at) is None and not missed(lesson, progress):
        progress = progress.concluded(progress.lesson)
    note_progress(progress)
