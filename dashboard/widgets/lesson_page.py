"""What does a lesson look like? The text of a step, and beside it the run that it is about.

All of it is one fragment, as on the playground: what the stage says draws it again.
"""

import time

import streamlit as st

from dashboard import state
from dashboard.lessons.lesson import Lesson, Predict, Step
from dashboard.lessons.progress import PACK, Progress
from dashboard.lessons.walk import kind_of, step_of
from dashboard.session import Session
from dashboard.widgets.figures import show_boundary, show_live_figures
from dashboard.widgets.lesson_end import show_end
from dashboard.widgets.lesson_place import lesson_now, progress_now, take_back
from dashboard.widgets.lesson_run import notice, prepare
from dashboard.widgets.lesson_steps import show_step
from dashboard.widgets.lesson_way import show_way
from dashboard.widgets.player import (
    PLAYER,
    buttons_subject,
    show_bar,
    show_moving_stage,
    show_restoring,
)
from dashboard.widgets.presenting import present, show_presenting
from dashboard.widgets.settings_panel import note_settings_drawn

WIDTHS = (1, 2.15)
"""Of the text and of the picture."""


@st.fragment(key=PLAYER)
def show_lesson() -> None:
    """Draw the step that the learner is at, with its run."""
    take_back()
    session, lesson = state.session(), lesson_now()
    if lesson is None:
        st.rerun()
        return
    prepare(session, lesson)
    notice(session, lesson)
    state.write_address()
    session.supply_first(time.monotonic())
    state.note_shown(PLAYER, buttons_subject(session))
    progress = progress_now()
    step = step_of(lesson, progress.at)
    if progress.present:
        show_presenting(session, lesson, progress, step)
        text, picture = st.container(), st.container()
    else:
        text, picture = st.columns(WIDTHS, gap="medium")
    with text, st.container(key="panel_text"):
        show_text(session, lesson, progress, step)
    with picture:
        with st.container(key="panel_stage"):
            show_picture(session)
        with st.container(key="panel_figures"):
            show_figures(session, progress, step)
    note_settings_drawn(session)


def show_text(session: Session, lesson: Lesson, progress: Progress, step: Step | None) -> None:
    """Draw the text of a step, what it asks for, and the way on.

    Parameters
    ----------
    session : Session
        The lesson's own.
    lesson : Lesson
        Which lesson.
    progress : Progress
        How far the learner is.
    step : Step or None
        None for the end.
    """
    if step is None:
        show_end(lesson, progress)
    else:
        st.caption(f"Step {progress.at} of {len(lesson.steps)} · {kind_of(step)}")
        st.subheader(step.title, anchor=False)
        show_step(session, progress, step)
    if not progress.present:  # a presenter has buttons of its own
        show_way(progress, step)
        st.button(
            "Present",
            key="present_on",
            type="tertiary",
            icon=":material/present_to_all:",
            on_click=present,
        )
    if progress.lesson.startswith(PACK):
        st.caption("This lesson came as a file, which its link alone does not carry.")


def show_picture(session: Session) -> None:
    """Draw the run: its buttons and the stage.

    Parameters
    ----------
    session : Session
        The lesson's own.
    """
    show_bar(session)
    show_moving_stage()
    show_restoring(session)


def show_figures(session: Session, progress: Progress, step: Step | None) -> None:
    """Draw the figures under the stage.

    Parameters
    ----------
    session : Session
        The lesson's own.
    progress : Progress
        How far the learner is.
    step : Step or None
        None for the end.
    """
    if step is not None and step.figures and session.offers("figures"):
        show_live_figures(session, step.figures, predicted=predicted_cost(progress, step))
    if session.offers("boundary"):
        show_boundary(session)


def predicted_cost(progress: Progress, step: Step) -> float | None:
    """Return the cost that was predicted for the run on the page, if one was."""
    if isinstance(step, Predict) and step.kind == "cost":
        return progress.said.get(progress.at)
    return None
