"""What plays the run? The bar of buttons, the stage, and the figures under it.

All of it is one fragment, so that a press of a button costs no more than it must; the stage is a
fragment inside it. While it plays it asks for frames when it has few left, and only it is drawn.
"""

import time
from typing import Any, cast
from urllib.parse import parse_qsl

import streamlit as st

from dashboard import narration, settings, state
from dashboard.keyframe import read_keyframe
from dashboard.session import Session
from dashboard.stage.component import show_stage
from dashboard.widgets.by_hand import show_by_hand
from dashboard.widgets.doctor import show_doctor
from dashboard.widgets.figures import show_boundary, show_confusion, show_live_figures
from dashboard.widgets.own_data import HOW_TO_DRAW
from dashboard.widgets.settings_panel import stale_settings
from dashboard.widgets.take_with_you import show_take_with_you
from dashboard.widgets.training_settings import TRAINING
from dashboard.widgets.ways_on import show_ways_on

PLAYER = "player"
SPEED_HEIGHT = 40
"""Of its slider, in CSS pixels."""
HANDED_BACK = "handed_back"
"""Under which name the link is kept that the stage handed back last."""


@st.fragment(key=PLAYER)
def show_player() -> None:
    """Draw the bar, the stage and the figures."""
    session = state.session()
    if stale_settings(session):
        st.rerun()
    state.write_address()  # a change by hand is worth a press of Back, and draws no more than this
    session.supply_first(time.monotonic())
    state.note_shown(PLAYER, buttons_subject(session))
    show_bar(session)
    show_moving_stage()
    if state.is_opening():
        return  # the stage asks for the rest once its first picture is there
    show_restoring(session)
    show_drawing_bar(session)
    doctor = st.empty()
    if session.offers("edit"):
        show_by_hand(session)
    if session.offers("figures"):
        show_live_figures(session)
    if session.offers("boundary"):
        show_boundary(session)
        show_confusion(session)
    if session.offers("take"):
        show_ways_on(session)
        show_take_with_you()
    # Last: the rest of the page does not wait for what it looks into.
    show_doctor(session, doctor)


@st.fragment
def show_moving_stage() -> None:
    """Draw the stage, with what was made for it; while it plays, nothing else is drawn again."""
    session = state.session()
    if not state.is_shown(PLAYER, buttons_subject(session)) or stale_settings(session):
        # A press came together with a question of the stage, and only the stage is being drawn;
        # or the page has just been opened, and the rest of it is due.
        st.rerun()
    show_stage(session, session.take_outbox(), on_signal)


def buttons_subject(session: Session) -> tuple[bool, bool]:
    """Return what the buttons around the stage depend on: whether it plays, or trains a link's run.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    return session.is_playing, session.goal is not None


def on_signal(name: str, value: dict[str, Any]) -> None:
    """Do what the stage asks for; what makes no sense is left undone.

    Parameters
    ----------
    name : str
        One of `component.SIGNALS`.
    value : dict
        What came with it, of any content: it comes from a browser.
    """
    session = state.session()
    if name == "more":
        supply(session, value.get("left"), value.get("step"))
        return
    step, question = whole_number(value.get("step")), whole_number(value.get("question"))
    if name == "missing":
        state.forget_scene()
        session.note_drawn(step or 0)
        if value.get("unseen") is True:
            session.replay_unseen()
    elif name == "suggestion" and not session.is_exercise:
        idea = narration.suggestion(session.run.config)
        if idea is not None:
            session.restart(idea[1])
    elif name == "resume":
        resume(session, str(value.get("query", "")), value.get("keyframe"))
        session.resumed = whole_number(value.get("number")) or 0
        session.is_drawing = value.get("drawing") is True  # what was not taken yet comes again
    elif name == "draw":
        session.draw(value.get("edits"), whole_number(value.get("next")) or 0)
    elif name == "own":
        text = value.get("json")
        session.take_own(str(value.get("digest")), text if isinstance(text, str) else None)
    elif name == "choose" and session.offers("edit"):
        session.choose(value)
    elif name == "rested":
        session.note_played_out()
    elif name == "left" and step is not None:
        session.note_left(str(value.get("id")), step)
    elif name == "layers" and session.offers("layers"):
        hidden = [whole_number(units) for units in as_list(value.get("hidden"))]
        legal = tuple(int(settings.UNITS.nearest(units)) for units in hidden if units is not None)
        if len(legal) == len(session.run.config.hidden):
            session.change(hidden=legal)
    elif step is not None and name in ("go", "seek"):
        (session.step_to if name == "go" else session.pause_at)(step)
        session.heard = whole_number(value.get("asked")) or 0
    elif step is not None and name == "answer" and question is not None:
        session.answer(question, step)
    elif step is not None:
        session.pause_at(step)
    st.rerun([TRAINING, PLAYER] if stale_settings(session) == {TRAINING} else PLAYER)


def supply(session: Session, left: object, drawn: object) -> None:
    """Make what the stage asks for; the page around it is drawn again only if that changed it.

    Parameters
    ----------
    session : Session
        What is on the page.
    left : object
        Frames that the stage says it has left.
    drawn : object
        The step that it says it draws.
    """
    was_making_frames, goal, film = session.is_making_frames, session.goal, session.film
    session.supply(whole_number(left) or 0, time.monotonic(), drawn=whole_number(drawn) or 0)
    if (session.goal, session.film) != (goal, film):
        state.forget_scene()  # few frames were shown on the way: send what was recorded
        st.rerun(PLAYER)
    if session.is_making_frames != was_making_frames:
        st.rerun(PLAYER)


def resume(session: Session, query: str, keyframe: object) -> None:
    """Open the run that the page shows and this server does not know.

    Parameters
    ----------
    session : Session
        What is on the page.
    query : str
        The link of what the page shows.
    keyframe : object
        What the page says is a state of that run.
    """
    state.forget_scene()
    parameters = dict(parse_qsl(query[: settings.MAX_QUERY_LENGTH]))
    session.resume(parameters, read_keyframe(keyframe))
    state.keep(HANDED_BACK, parameters)


def show_drawing_bar(session: Session) -> None:
    """Offer to end the drawing of points."""
    if session.is_drawing:
        with st.container(horizontal=True, vertical_alignment="center", key="drawing_bar"):
            st.button(
                "Done drawing",
                key="done_drawing",
                icon=":material/check:",
                type="primary",
                on_click=session.stop_drawing,
            )
            st.caption(HOW_TO_DRAW)


def whole_number(value: object) -> int | None:
    """Return a number from outside as a whole one, or None if it is none.

    Examples
    --------
    >>> whole_number(3.0), whole_number("3"), whole_number(float("nan")), whole_number(True)
    (3, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) <= settings.MAX_EVENT_STEP else None


def as_list(value: object) -> list[object]:
    """Return a list from outside, or an empty one if it is none."""
    return cast(list[object], value) if isinstance(value, list) else []


def show_bar(session: Session) -> None:
    """Draw the buttons.

    Without tooltips: Streamlit draws a button that has one twice.
    """
    is_on = session.is_playing
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="bar"):
        st.button(
            "Pause" if is_on else "Play",
            icon=":material/pause:" if is_on else ":material/play_arrow:",
            key="play",
            type="primary",
            on_click=session.pause if is_on else session.play,
            disabled=session.is_locked,
        )
        for key, control, label, icon, on_click in (
            ("step", "step", "Step", "skip_next", lambda: session.step_to(session.run.step + 1)),
            (
                "step10",
                "step",
                "10 steps",
                "fast_forward",
                lambda: session.step_to(session.run.step + 10),
            ),
            ("reset", "reset", "Reset", "replay", session.reset),
            ("new_seed", "init", "New seed", "casino", session.new_seed),
        ):
            if session.offers(control):
                st.button(
                    label,
                    icon=f":material/{icon}:",
                    key=key,
                    on_click=on_click,
                    disabled=session.is_locked,
                )
        if session.offers("undo"):
            st.button(
                "Undo",
                icon=":material/undo:",
                key="undo",
                on_click=session.undo_last,
                disabled=not session.undo,
            )
        if session.offers("speed"):
            show_speed(session)


def show_speed(session: Session) -> None:
    """Draw how many steps a frame is to have."""
    with st.container(key="speed", width=230):
        if state.is_opening():
            st.space(SPEED_HEIGHT)  # its place: the slider itself would keep the picture waiting
            return
        st.select_slider(
            settings.SPEED.label,
            options=sorted({*settings.SPEEDS, session.speed}),
            format_func=speed_text,
            label_visibility="collapsed",
            **state.field("speed", session.speed, session.set_speed),
        )


def speed_text(speed: int) -> str:
    """Write a speed with its unit."""
    return f"{speed:,} {settings.SPEED.unit}" if speed > 1 else "every step"


def show_restoring(session: Session) -> None:
    """Offer to stop where a link's run has been trained to; the stage shows how far that is."""
    if session.goal is not None:
        st.button("Stop here", key="stop", icon=":material/stop:", on_click=session.pause)
