"""Which lessons are there? One card each, in the order of teaching, with a mark on what is done."""

import streamlit as st

from dashboard import state
from dashboard.lessons.lesson import Lesson
from dashboard.lessons.progress import Progress
from dashboard.widgets.lesson_place import known_lessons, left_at, open_lesson, progress_now

COLUMNS = 3


def show_lessons() -> None:
    """Draw the cards."""
    progress, lessons = progress_now(), known_lessons()
    state.write_beside()
    st.markdown(
        "Each lesson asks you to **predict before you look**, and ends with something to solve. "
        "What you do is kept in the address: bookmark it, or hand it in."
    )
    done = sum(name in progress.done for name in lessons)
    if done:
        st.progress(done / len(lessons), f"{done} of {len(lessons)} lessons done")
    numbered = list(enumerate(lessons.items(), start=1))
    for row in range(0, len(numbered), COLUMNS):
        columns = st.columns(COLUMNS, gap="medium")
        for column, (number, (name, lesson)) in zip(columns, numbered[row:], strict=False):
            with column:
                _show_card(number, name, lesson, progress)


def _show_card(number: int, name: str, lesson: Lesson, progress: Progress) -> None:
    is_done = name in progress.done
    with st.container(border=True, height="stretch", key=f"card_{number}"):
        st.markdown(f"#### {number}. {lesson.title}")
        st.markdown(lesson.aim)
        st.caption(
            f"About {lesson.minutes} minutes, {len(lesson.steps)} steps"
            + (" · :green[:material/check_circle: done]" if is_done else "")
        )
        left = left_at(name)
        label = f"Go on at step {min(left.at, len(lesson.steps))}" if left else "Begin"
        st.button(
            "Do it again" if is_done else label,
            key=f"open_{name}",
            type="secondary" if is_done else "primary",
            on_click=lambda: open_lesson(name),
        )
