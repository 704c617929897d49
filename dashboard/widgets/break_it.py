"""How does learning fail? A card for each classic failure; its button plays it on the stage."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.batch import train_in_turns
from dashboard.break_it import GALLERY, Failure
from dashboard.figures.thumbnail import thumbnail
from dashboard.probes import curves, prediction_grid
from dashboard.run import start
from dashboard.session import Session
from dashboard.stopping import StopWhen

PLAYGROUND = "../pages/playground.py"

RESOLUTION = 48
"""Points along a side of a card's plane: the browser smooths between them."""

STYLE = """
<style>
.st-key-gallery {
  display: grid !important; gap: 1.1rem !important;
  grid-template-columns: repeat(auto-fill, minmax(min(100%, 22rem), 1fr));
}
.st-key-gallery > * { width: 100% !important; height: 100%; }
[class*="st-key-failure_"] { height: 100%; transition: transform 120ms, box-shadow 120ms; }
[class*="st-key-failure_"]:hover {
  transform: translateY(-2px); box-shadow: 0 6px 22px rgb(0 0 0 / 16%);
}
[class*="st-key-failure_"] h3 { font-size: 1.2rem; padding: 0 0 1.1rem; }
[class*="st-key-failure_"] [data-testid="stCaptionContainer"] { margin-bottom: -1.35rem; }
[class*="st-key-failure_"] img { display: block; width: 100%; aspect-ratio: 2; }
[class*="st-key-failure_"] > :last-child { margin-top: auto; }
@media (prefers-reduced-motion: reduce) {
  [class*="st-key-failure_"]:hover { transform: none; }
}
</style>
"""


def show_gallery(session: Session) -> None:
    """Draw the cards, and then their pictures: the first visitor's are trained here.

    Parameters
    ----------
    session : Session
        Whose run a card's run takes the place of; Undo brings it back.
    """
    st.html(STYLE)
    with st.container(key="gallery"):
        places = [show_card(session, failure) for failure in GALLERY]
    for failure, place in zip(GALLERY, places, strict=True):
        words = f"The plane after {failure.steps:,} steps, and the course of the cost."
        place.html(f'<img src="{picture_of(failure.id)}" alt="{words}">')


def show_card(session: Session, failure: Failure) -> DeltaGenerator:
    """Draw a failure's words and its button.

    Parameters
    ----------
    session : Session
        What is on the page.
    failure : Failure
        Which failure.

    Returns
    -------
    place : DeltaGenerator
        Where its picture belongs.
    """
    with st.container(border=True, key=f"failure_{failure.id}"):
        place = st.empty()
        place.html(f'<img src="{BLANK}" alt="">')
        st.caption(failure.name)
        st.subheader(failure.title, anchor=False)
        st.markdown(failure.fails)
        st.markdown(f":material/visibility: **Watch:** {failure.look_for}")
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if st.button(
                "Break it", key=f"break_{failure.id}", icon=":material/bolt:", type="primary"
            ):
                break_it(session, failure)
                st.switch_page(PLAYGROUND)
            with st.popover("How to mend it", type="tertiary", key=f"mend_{failure.id}"):
                st.markdown(failure.mend)
    return place


BLANK = "data:image/gif;base64,R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw=="
"""An empty picture, until there is one."""


@st.cache_data(show_spinner=False)
def picture_of(failure_id: str) -> str:
    """Train a failure's run and draw it, once in a process.

    Parameters
    ----------
    failure_id : str
        Which failure.

    Returns
    -------
    address : str
        Of the picture.
    """
    failure = next(failure for failure in GALLERY if failure.id == failure_id)
    run = train_in_turns(start(failure.config), failure.steps, is_urgent=False)
    ticks, AL = prediction_grid(run, RESOLUTION)
    course = curves(run, run.step)
    return thumbnail(ticks, AL, run.data, course, with_test=failure.id == "overfitting")


def break_it(session: Session, failure: Failure) -> None:
    """Play a failure's run to its step, where it stops and can be gone on with.

    Parameters
    ----------
    session : Session
        Whose run it takes the place of.
    failure : Failure
        Which failure.
    """
    session.pending = None  # the data of a link that was waited for are not wanted any more
    session.stop_drawing()
    session.restart(failure.config)
    session.set_speed(failure.speed)
    session.stop_at(StopWhen("step", failure.steps), once=True)
    session.sentence = f"{failure.title}. {failure.look_for}"
    session.play()
