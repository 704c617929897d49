"""How does a teacher take a lesson along, and bring one? As a file, on the page of the lessons."""

import streamlit as st

from dashboard import state
from dashboard.lessons.pack import MAX_BYTES, read_pack, write_pack
from dashboard.widgets.lesson_place import keep_pack, known_lessons, note_progress, progress_now

LABEL = "For teachers: lessons as files"
SCHEMA = "docs/lesson-pack.schema.json"


@st.fragment
def show_packs() -> None:
    """Offer every lesson as a file, and a place to open one."""
    expander = st.expander(LABEL, key="packs", icon=":material/inventory_2:", on_change="rerun")
    if not expander.open:
        return
    with expander:
        export, bring = st.columns(2, gap="large")
        with export:
            _show_export()
        with bring:
            _show_opening()


def _show_export() -> None:
    lessons = known_lessons()
    name = st.selectbox(
        "Lesson",
        list(lessons),
        format_func=lambda name: lessons[name].title if name in lessons else "",
        key="pack_lesson",
    )
    lesson = lessons.get(str(name))
    if lesson is None:
        return
    st.download_button(
        "Export it",
        write_pack(lesson),
        f"{lesson.id}.json",
        "application/json",
        key="pack_export",
        icon=":material/download:",
        on_click="ignore",
    )
    st.caption(
        "One JSON file: its texts are Markdown, its runs are links of the playground without "
        f"`v=1`. Its schema is `{SCHEMA}`."
    )


def _show_opening() -> None:
    """Let a lesson be opened, or say what is wrong with it."""
    counter = state.kept("packs_opened", 0)
    uploaded = st.file_uploader(
        "Open a lesson",
        "json",
        key=f"pack_file_{counter}",
        max_upload_size=1,
    )
    st.caption(
        f"At most {MAX_BYTES // 1000} KB. It runs like the others, in this tab; its link alone "
        "does not carry it, so share the file."
    )
    if uploaded is None:
        return
    try:
        lesson = read_pack(uploaded.getvalue())
    except ValueError as problem:
        with st.container(key="pack_problem"):
            st.text(str(problem))  # never Markdown: its words come from outside
        return
    state.keep("packs_opened", counter + 1)
    note_progress(progress_now().opened(keep_pack(lesson)))
    st.rerun()
