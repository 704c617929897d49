"""The lessons: the list of them, or one, step by step, with a run of its own beside the text."""

import streamlit as st

from dashboard import state
from dashboard.widgets.lesson_list import show_lessons
from dashboard.widgets.lesson_packs import show_packs
from dashboard.widgets.lesson_page import show_lesson
from dashboard.widgets.lesson_place import lesson_now, read_link, show_link_problems

read_link()
lesson = lesson_now()
if lesson is None:
    st.title("Lessons", anchor=False)
    show_link_problems()
    show_lessons()
    show_packs()
else:
    session = state.session()
    st.title(lesson.title, anchor=False)
    show_link_problems(session)
    show_lesson()
