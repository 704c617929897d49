"""How does the stage get onto the page, and hear from it? One component, kept in place."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from streamlit.components.v2 import component

from dashboard import narration, settings, state
from dashboard.batch import Frames, recorded_frames
from dashboard.drawing import drawing_words
from dashboard.keyframe import flatten_state
from dashboard.link import query_string
from dashboard.modules import loader
from dashboard.own_file import to_json
from dashboard.pace import PACE
from dashboard.session import Session
from dashboard.stage.payload import (
    digest_of,
    exact_state,
    frame_arrays,
    link_to,
    pack,
    scene,
    scene_id,
)
from network import Frozen

KEY = "stage"
SIGNALS = (
    "pause",
    "go",
    "seek",
    "answer",
    "more",
    "missing",
    "suggestion",
    "layers",
    "resume",
    "left",
    "draw",
    "own",
    "choose",
    "rested",
)
"""What the stage can say. Of each, only the newest within one run of the script counts."""

_component = component("watch_it_learn_stage", js=loader("stage/main.js"))


def message(session: Session, frames: Frames | None) -> bytes:
    """Write what the stage must know now.

    Parameters
    ----------
    session : Session
        What is on the page.
    frames : Frames or None
        Frames to be played next, if any were made.

    Returns
    -------
    block : bytes
        See `payload.pack`.
    """
    run = session.run
    identity = scene_id(run)
    words = page_words(session)
    about = digest_of(words)
    header: dict[str, Any] = {
        "id": identity,
        "name": session.name,
        "about": about,
        "serial": session.serial,
        "answer": session.supplied,
        "step": run.step,
        "playing": session.is_making_frames,
    }
    if words["ask_after"] is None and state.is_whole_page():
        header["opening"] = state.is_opening()
        header["ask_after"] = (
            settings.OPENING_SECONDS if header["opening"] else settings.GREETING_SECONDS
        )
    arrays: dict[str, np.ndarray] = {}
    if state.is_new("words", about):
        header["words"] = words
    own = run.config.own
    if own is not None and state.is_new("own", own.digest):
        header["own"] = {"digest": own.digest, "json": to_json(own)}
    if frames is not None and len(frames.steps):
        even, arrays = frame_arrays(frames, "batch")
        header |= even
        arrays["keyframe"] = flatten_state(run.state)
    if state.is_new("scene", identity):
        header["scene"], points = scene(run)
        if not session.offers("layers"):
            header["scene"]["units"] = None
        until = session.seen if not session.is_making_frames else min(session.seen, run.step)
        even, film = frame_arrays(recorded_frames(run, until), "film")
        header |= even
        arrays |= points | film
    if not session.is_making_frames:
        if run.state.optimizer:
            arrays["keyframe"] = flatten_state(run.state)
        exact, exact_arrays = exact_state(run)
        header |= exact | {"play_out": frames is not None}
        arrays |= exact_arrays
    return pack(header, arrays)


def page_words(session: Session) -> dict[str, Any]:
    """Collect what the stage must know and seldom changes: sent again only when it does.

    Parameters
    ----------
    session : Session
        What is on the page.

    Returns
    -------
    words : dict
        Anything that JSON can hold.
    """
    # Within an exercise, other settings are not suggested.
    idea = None if session.is_exercise else narration.suggestion(session.run.config)
    return {
        "session": session.token,
        "followed": session.followed,
        "heard": session.heard,
        "question": session.question if session.awaiting else 0,
        "film": session.film,
        "resumed": session.resumed,
        "link": page_link(session),
        "drawing": drawing_words(session.drawn, session.taken, following=session.following)
        if session.is_drawing
        else None,
        "wanted": session.pending.wanted if session.pending else None,
        "frozen": frozen_words(session.frozen),
        "chosen": chosen_words(session.chosen),
        "sentence": session.sentence,
        "playing_out": session.is_playing_out,
        "made": session.steps_per_frame,
        "asked": session.speed,
        "goal": session.goal,
        "expected": session.expected,
        "playing_after": session.is_playing,
        "frames_per_second": session.frames_per_second,
        "ask_after": session.ask_after,
        "batch": PACE.frames,
        "reserve": settings.RESERVE_FRAMES,
        "suggestion": idea and {"sentence": idea[0], "accuracy": settings.SOLVED_ACCURACY},
    }


def page_link(session: Session) -> str:
    """Write the link of what is on the page, without its step: the stage adds the step drawn.

    Parameters
    ----------
    session : Session
        What is on the page.

    Returns
    -------
    query : str
        While the browser is asked for the data of a link, still that link.
    """
    if session.pending is None:
        link = link_to(
            session.run,
            speed=session.speed,
            stop_when=session.stop_when,
            hidden=session.hidden,
            tree=session.tree_text,
        )
        beside = query_string(state.beside())
        return f"{link}&{beside}" if beside else link
    asked = session.pending.parameters
    return query_string({key: text for key, text in asked.items() if key not in state.MOVING})


def frozen_words(frozen: Frozen | None) -> list[tuple[Any, ...]]:
    """List what is not updated: ``("W", layer, row, column)`` and ``("b", layer, row)``.

    Parameters
    ----------
    frozen : mapping of str to ndarray of bool, or None
        As in a `schedule.Rule`.

    Returns
    -------
    frozen : list of tuple
        Layers are counted from 1, rows and columns from 0.
    """
    marks: list[tuple[Any, ...]] = []
    for name, mask in (frozen or {}).items():
        for row, column in np.argwhere(mask).tolist():
            place = (row, column) if name[0] == "W" else (row,)
            marks.append((name[0], int(name[1:]), *place))
    return marks


def chosen_words(target: str) -> dict[str, Any] | None:
    """Name a weight or a unit as the stage does.

    Parameters
    ----------
    target : str
        As an `Event` names it; empty for none.

    Returns
    -------
    chosen : dict or None

    Examples
    --------
    >>> chosen_words("unit1.2")
    {'kind': 'unit', 'layer': 1, 'row': 2, 'column': None}
    """
    if not target:
        return None
    name, row, *column = target.split(".")
    return {
        "kind": "weight" if column else "unit",
        "layer": int(name.removeprefix("unit").removeprefix("W")),
        "row": int(row),
        "column": int(column[0]) if column else None,
    }


def show_stage(
    session: Session, frames: Frames | None, on_signal: Callable[[str, dict[str, Any]], None]
) -> None:
    """Draw the stage, or hand it its next message.

    Parameters
    ----------
    session : Session
        What is on the page.
    frames : Frames or None
        Frames to be played next, if any were made.
    on_signal : callable
        Called with a signal's name and value when the stage says something, before the script
        runs.
    """

    def hear(name: str) -> None:
        value = getattr(state.widget(KEY), name, None)
        # What the stage of another page said last may come late: it is not of this one's run.
        if isinstance(value, dict) and state.is_in_use(session):
            on_signal(name, value)

    handlers: dict[str, Any] = {f"on_{name}_change": partial(hear, name) for name in SIGNALS}
    _component(key=KEY, data=message(session, frames), height="content", **handlers)
