"""What came of a lesson? What was predicted beside what happened, and where to go on."""

from functools import partial

import streamlit as st

from dashboard import narration, state
from dashboard.lessons import outcomes
from dashboard.lessons.lesson import Lesson, Predict
from dashboard.lessons.progress import Progress
from dashboard.lessons.verdicts import verdict_of
from dashboard.lessons.walk import missed
from dashboard.session import DEFAULT_NAME
from dashboard.widgets.lesson_place import known_lessons, note_progress, open_lesson, progress_now

PLAYGROUND = "../pages/playground.py"


def show_end(lesson: Lesson, progress: Progress) -> None:
    """Draw the end of a lesson.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.
    progress : Progress
        How far the learner is.
    """
    st.subheader("The end of this lesson", anchor=False)
    st.markdown(f":material/flag: {lesson.aim}")
    for at, step in enumerate(lesson.steps, start=1):
        said = progress.said.get(at)
        if isinstance(step, Predict) and said is not None:
            verdict = verdict_of(step, said)
            icon = "check_circle" if verdict.is_right else "lightbulb"
            st.markdown(f":material/{icon}: **{step.title}.** {verdict.sentence}")
    for at in missed(lesson, progress):
        st.button(
            f"Left out: step {at}, {lesson.steps[at - 1].title}",
            key=f"missed_{at}",
            type="tertiary",
            icon=":material/undo:",
            on_click=partial(go_to, at),
        )
    if st.button(
        "Go on in the playground",
        key="lesson_go_on",
        type="primary",
        icon=":material/play_circle:",
    ):
        playground = state.session_of(DEFAULT_NAME)
        playground.open_file(outcomes.address_of(lesson.go_on), None)
        playground.sentence = narration.from_lesson(lesson.title)
        st.switch_page(PLAYGROUND)
    st.caption("With this lesson's network; *Undo* there brings your own run back.")
    names = list(known_lessons())
    following = names[names.index(progress.lesson) + 1 :]
    if following:
        title = known_lessons()[following[0]].title
        if st.button(f"Next lesson: {title}", key="lesson_following"):
            open_lesson(following[0])
            st.rerun()


def go_to(at: int) -> None:
    """Go to a step, counted from 1."""
    note_progress(progress_now().moved(at))
