"""How is a lesson shown to a class? Large, panel by panel, with notes and a code for phones."""

from urllib.parse import urlsplit

import streamlit as st

from dashboard import qr, state
from dashboard.lessons.lesson import Lesson, Step
from dashboard.lessons.progress import PACK, PANELS, Progress
from dashboard.link import query_string
from dashboard.session import Session
from dashboard.widgets.lesson_place import note_progress, progress_now
from dashboard.widgets.lesson_way import go_back, go_on
from dashboard.widgets.lesson_words import show_words

LABELS = {"text": "Text", "stage": "Picture", "figures": "Figures"}
CODE_WIDTH = 380
NOTES_WIDTH = 560

LARGE = """<span></span>
<style>
:root { font-size: 125%; }
.stMainBlockContainer h1 { font-size: 1.1rem; opacity: 0.75; }
.st-key-panel_text { max-width: 62rem; margin: 0 auto; }
.st-key-panel_text :is(p, li) { font-size: 1.45rem; line-height: 1.5; }
.st-key-panel_text h3 { font-size: 2.1rem; }
.st-key-panel_text :is(label, button, [data-testid="stCaptionContainer"]) p { font-size: 1.1rem; }
HIDDEN {
  position: absolute !important; top: 0; left: 0; width: 100%; height: 0; overflow: hidden;
  visibility: hidden; pointer-events: none;
}
</style>
"""
"""The panels that are not shown keep their size, so that the stage plays on behind the others.

The empty element keeps it in its place, and with it goes: styles alone would stay on the page.
"""


def show_presenting(
    session: Session, lesson: Lesson, progress: Progress, step: Step | None
) -> None:
    """Draw what a presenter has above the panels, and show one of these alone.

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
    shown = PANELS[progress.present - 1]
    hidden = ", ".join(f".st-key-panel_{name}" for name in PANELS if name != shown)
    st.html(LARGE.replace("HIDDEN", hidden))
    with st.container(horizontal=True, vertical_alignment="center", key="presenting"):
        st.button("Back", key="panel_back", icon=":material/arrow_back:", on_click=turn_back)
        st.button(
            "On",
            key="panel_next",
            icon=":material/arrow_forward:",
            icon_position="right",
            type="primary",
            on_click=turn_on,
        )
        place = f"step {progress.at} of {len(lesson.steps)}" if step else "the end"
        st.markdown(f"**{LABELS[shown]}**, {place}", width="content")
        notes = st.popover("Notes", icon=":material/speaker_notes:", key="notes")
        with notes, st.container(width=NOTES_WIDTH):
            said = [part for part in (lesson.notes, step.notes if step else "") if part]
            show_words("\n\n---\n\n".join(said) or "There are no notes for this step.")
        with st.popover("Code for phones", icon=":material/qr_code:", key="code"):
            show_code(session, progress)
        st.button("Stop presenting", key="present_off", type="tertiary", on_click=stop)
        st.caption("→ and ← turn the panels, Space plays.", width="content")


def show_code(session: Session, progress: Progress) -> None:
    """Draw the code that leads a phone to this step.

    Parameters
    ----------
    session : Session
        The lesson's own.
    progress : Progress
        How far the learner is.
    """
    with st.container(width=CODE_WIDTH):
        has_run = st.toggle(
            "With the run as it stands",
            key="code_with_run",
            help="Without it, everyone begins the step anew, and the code is easier to read.",
        )
        address = class_address(session, progress, str(st.context.url or ""), has_run=has_run)
        try:
            try:
                modules = qr.encode(address)
            except ValueError:
                modules = qr.encode(address, level="L")
            st.image(qr.svg(modules), width=CODE_WIDTH)
        except ValueError as problem:
            st.text(f"{problem}.")
        st.code(address, language=None, wrap_lines=True)
        if progress.lesson.startswith(PACK):
            st.caption("This lesson came as a file: who opens the link needs the file first.")


def class_address(session: Session, progress: Progress, page: str, *, has_run: bool) -> str:
    """Write the address of a step for a class: without what the presenter did and said.

    Parameters
    ----------
    session : Session
        The lesson's own.
    progress : Progress
        How far the presenter is.
    page : str
        The address of the page.
    has_run : bool
        Whether the run comes along; what the link leaves out always does.

    Returns
    -------
    address : str
    """
    run = session.parameters()
    kept = run if has_run else {key: run[key] for key in ("hide", "only") if key in run}
    step = {"lesson": progress.lesson, "at": str(progress.at)}
    place = urlsplit(page)
    root = f"{place.scheme}://{place.netloc}{place.path}" if place.netloc else "/lessons"
    return f"{root}?{query_string(kept | step)}"


def present() -> None:
    """Begin to present."""
    state.forget_scene()  # the stage is in another place then, and made anew
    note_progress(progress_now().turned(1))


def stop() -> None:
    """Show everything at once again."""
    state.forget_scene()
    note_progress(progress_now().turned(0))


def turn_on() -> None:
    """Show the next panel; after the last, the next step."""
    progress = progress_now()
    if progress.present < len(PANELS):
        note_progress(progress.turned(progress.present + 1))
        return
    go_on()
    if progress_now().at > progress.at:
        note_progress(progress_now().turned(1))


def turn_back() -> None:
    """Show the panel before; before the first, the step before."""
    progress = progress_now()
    if progress.present > 1:
        note_progress(progress.turned(progress.present - 1))
    elif progress.at > 1:
        go_back()
