"""Where is a learner's session kept between two runs of the script? Here, and nowhere else.

The only module that touches ``st.session_state`` and ``st.query_params``.
"""

import gc
from collections.abc import Callable
from contextlib import suppress
from typing import Any, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.link import decode
from dashboard.session import Session, new_session

SESSION = "session"
WRITTEN = "written_link"
SHOWN = "shown_by_"
SENT = ("words", "scene")
"""What the stage is sent once and remembers, by name."""
FIELD = "field_version_"
KEPT = "kept_"
MOVING = ("step", "fp", "play")
"""Keys of the link that the stage keeps up to date by itself."""


@st.cache_resource(show_spinner=False)
def settle_memory() -> None:
    """Take what start-up left behind out of the garbage collector's rounds, once a process."""
    gc.collect()
    gc.freeze()


def session() -> Session:
    """Return this tab's session, made from the link on its first run.

    Returns
    -------
    session : Session
    """
    if SESSION not in st.session_state:
        parameters = st.query_params.to_dict()
        st.session_state[SESSION] = new_session(decode(parameters), parameters)
        st.session_state[WRITTEN] = _lasting(_session())
    elif st.query_params.to_dict() and _is_history_navigation():
        _session().follow(decode(st.query_params.to_dict()))
        st.session_state[WRITTEN] = _lasting(_session())
    return _session()


def write_address() -> None:
    """Write the link into the address bar, if a change is worth a press of Back.

    Streamlit adds an entry to the browser's history at each writing, so the step, which changes
    all the time, is left to the stage.
    """
    lasting = _lasting(_session())
    if _session().pending is not None:
        return  # the address still names more than what is on the page
    if lasting != st.session_state.get(WRITTEN):
        st.session_state[WRITTEN] = lasting
        st.query_params.from_dict(_session().parameters())


def carry_address(**more: str) -> None:
    """Name the run in the address of a page that has no stage to do so.

    Parameters
    ----------
    **more : str
        Keys of the page's own, and what they say now.
    """
    known = st.query_params.to_dict()
    if not known or any(known.get(key, "") != text for key, text in more.items()):
        st.query_params.from_dict(_session().parameters() | more)


def name_step() -> None:
    """Name the step that a page without a stage went to, so that Back leads to the one before."""
    parameters = _session().parameters()
    if parameters != st.query_params.to_dict():
        st.session_state[WRITTEN] = _lasting(_session())
        st.query_params.from_dict(parameters)


def asked(key: str) -> str:
    """Return what the address says under a key of a page's own; empty if nothing."""
    return str(st.query_params.get(key, ""))


def field(name: str, value: Any, on_change: Callable[[Any], None]) -> dict[str, Any]:
    """Return the key and the callback of a field that is to show a value.

    Where it showed another value before, it is drawn as a new field: what a browser still says
    of the old one, sent before it drew the new, must not count as the learner's own change.

    Parameters
    ----------
    name : str
        Which field.
    value : object
        What it is to show.
    on_change : callable
        Called with the value that the learner gives it.

    Returns
    -------
    arguments : dict
        For the widget's call.
    """
    counter = f"{FIELD}{name}"
    version = st.session_state.get(counter, 0)
    if st.session_state.get(f"{name}:{version}", value) != value:
        version += 1
        st.session_state[counter] = version
    key = f"{name}:{version}"
    if key not in st.session_state:
        st.session_state[key] = value

    def hear() -> None:
        given = st.session_state.get(key, value)
        # Streamlit also calls back for a widget that is gone, when a message still names it; and
        # a message can name anything, whatever its widget offers.
        if st.session_state.get(counter, 0) == version and type(given) is type(value):
            with suppress(ValueError):
                on_change(given)

    return {"key": key, "on_change": hear}


def widget(key: str, default: Any = None) -> Any:
    """Return the value of a widget, or of a component's signals."""
    return st.session_state.get(key, default)


def kept(name: str, default: Any = None) -> Any:
    """Return what a page keeps for itself under a name, from one run of the script to the next."""
    return st.session_state.get(f"{KEPT}{name}", default)


def keep(name: str, value: Any) -> None:
    """Keep something of a page's own."""
    st.session_state[f"{KEPT}{name}"] = value


def note_shown(name: str, subject: object) -> None:
    """Note what a part of the page has been drawn for; None while it is being drawn.

    Parameters
    ----------
    name : str
        Which part.
    subject : object
        What it shows.
    """
    st.session_state[f"{SHOWN}{name}"] = subject


def is_whole_page() -> bool:
    """Whether the whole page is being drawn, and not a fragment of it alone."""
    context = get_script_run_ctx()
    return context is None or not context.fragment_ids_this_run


def is_shown(name: str, subject: object) -> bool:
    """Whether a part of the page shows this; while the whole page is drawn, everything will.

    Parameters
    ----------
    name : str
        Which part.
    subject : object
        What it should show.
    """
    if is_whole_page():
        return True
    return bool(st.session_state.get(f"{SHOWN}{name}") == subject)


def is_new(name: str, identity: str) -> bool:
    """Whether the stage has not been sent this yet; it counts as sent from now on.

    Parameters
    ----------
    name : str
        One of `SENT`.
    identity : str
        What tells it from another one of its name.
    """
    key = f"sent_{name}"
    is_new = st.session_state.get(key) != identity
    st.session_state[key] = identity
    return is_new


def forget_scene() -> None:
    """Have everything sent again: the stage that had it is gone, or it was lost on the way."""
    for name in SENT:
        st.session_state[f"sent_{name}"] = None


def _session() -> Session:
    return cast(Session, st.session_state[SESSION])


def _lasting(session: Session) -> dict[str, str]:
    return {key: text for key, text in session.parameters().items() if key not in MOVING}


def _is_history_navigation() -> bool:
    # Back and Forward resend the query like any rerun does; only this flag tells them from a
    # reconnection, whose query is old and must not be followed.
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
