"""How does the stage get onto the page, and hear from it? One component, kept in place."""

from collections.abc import Callable
from functools import partial
from typing import Any

from streamlit.components.v2 import component

from dashboard import narration, settings, state
from dashboard.batch import Frames, recorded_frames
from dashboard.modules import loader
from dashboard.session import Session
from dashboard.stage.payload import exact_state, frame_arrays, link_to, pack, scene, scene_id

KEY = "stage"
SIGNALS = (
    "pause",
    "go",
    "seek",
    "answer",
    "visible",
    "missing",
    "suggestion",
    "layers",
    "resume",
    "left",
)
"""What the stage can say. Of each, only the newest within one run of the script counts."""

_component = component(
    "watch_it_learn_stage", html="<span hidden></span>", js=loader("stage/main.js")
)


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
    header: dict[str, Any] = {
        "id": identity,
        "session": session.token,
        "serial": session.serial,
        "followed": session.followed,
        "heard": session.heard,
        "playing": session.is_making_frames,
        "question": session.question if session.awaiting is not None else 0,
        "link": link_to(run, speed=session.speed),
        "sentence": session.sentence,
        "made": session.steps_per_frame,
        "asked": session.speed,
        "step": run.step,
        "goal": session.goal,
        "expected": session.expected,
        "playing_after": session.is_playing,
    }
    arrays = {} if frames is None else frame_arrays(frames, "batch")
    idea = narration.suggestion(run.config)
    if idea is not None:
        header["suggestion"] = {"sentence": idea[0], "accuracy": settings.SOLVED_ACCURACY}
    if state.is_new_scene(identity):
        header["scene"], points = scene(run)
        until = session.seen if not session.is_making_frames else min(session.seen, run.step)
        arrays |= points | frame_arrays(recorded_frames(run, until), "film")
    if not session.is_making_frames:
        exact, exact_arrays = exact_state(run)
        header |= exact | {"play_out": frames is not None}
        arrays |= exact_arrays
    return pack(header, arrays)


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
        if isinstance(value, dict):
            on_signal(name, value)

    handlers: dict[str, Any] = {f"on_{name}_change": partial(hear, name) for name in SIGNALS}
    _component(key=KEY, data=message(session, frames), height="content", **handlers)
