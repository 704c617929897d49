"""Where is a learner's session kept between two runs of the script? Here, and nowhere else.

The only module that touches ``st.session_state`` and ``st.query_params``.
"""

import gc
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, cast

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from dashboard.lessons import progress
from dashboard.link import decode
from dashboard.session import DEFAULT_NAME, Session, new_session

SESSION = "session"
DRAWINGS = "drawings"
IN_USE = "session_in_use"
WRITTEN = "written_link"
BESIDE = "beside_"
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


def note_drawing() -> None:
    """Count how often the whole page has been drawn in this tab, whichever page it was."""
    st.session_state[DRAWINGS] = st.session_state.get(DRAWINGS, 0) + 1


def is_opening() -> bool:
    """Whether this is a tab's first page, at the start of a run: then its picture comes first.

    A page of a server that was started again is another's first page too, but it is at a step.
    """
    is_at_start = not any(key in st.query_params for key in MOVING)
    return is_at_start and st.session_state.get(DRAWINGS, 0) == 1


def enter(name: str) -> None:
    """Choose which of the learner's runs the page is about, from now on; the one left rests.

    Parameters
    ----------
    name : str
        "playground", or that of a lesson: each has a session of its own.
    """
    before = _in_use()
    if name == before:
        return
    left = st.session_state.get(_of(SESSION, before))
    if left is not None:
        left.rest()
    st.session_state[IN_USE] = name
    forget_scene()


def session() -> Session:
    """Return this tab's session, made from the link on its first run.

    Returns
    -------
    session : Session
        The one in use, of those that the learner's pages have.
    """
    key = _of(SESSION)
    if key not in st.session_state:
        parameters = _run_parameters()
        made = new_session(decode(parameters), parameters, name=_in_use())
        st.session_state[key] = made
        note_address()
    elif _is_history_navigation() and names_a_run():
        _session().follow(decode(_run_parameters()))
        note_address()
    return _session()


def session_of(name: str) -> Session:
    """Return another of the learner's sessions, made with the default run if there is none yet.

    Parameters
    ----------
    name : str
        Which.
    """
    key = _of(SESSION, name)
    if key not in st.session_state:
        st.session_state[key] = new_session(decode({}), name=name)
    return cast(Session, st.session_state[key])


def is_in_use(session: Session) -> bool:
    """Whether a session is the one that the page is about."""
    return st.session_state.get(_of(SESSION)) is session


def query() -> dict[str, str]:
    """Return what the address says, on a first visit or where Back or Forward led."""
    return st.query_params.to_dict()


def is_followed() -> bool:
    """Whether Back or Forward led here: only then does the address count more than the session."""
    return _is_history_navigation()


def names_a_run() -> bool:
    """Whether the address names a run, beside what it says of the page."""
    parameters = _run_parameters()
    return "v" in parameters if _in_use() != DEFAULT_NAME else bool(parameters)


def put_beside(parameters: dict[str, str]) -> None:
    """Say what the link of the page in use holds beside the run.

    Parameters
    ----------
    parameters : dict of str to str
        With other keys than a run has.
    """
    st.session_state[_of(BESIDE)] = parameters


def beside() -> dict[str, str]:
    """Return what the link of the page in use holds beside the run."""
    return cast(dict[str, str], st.session_state.get(_of(BESIDE), {}))


def note_address() -> None:
    """Take the address for true as it is: the stage completes it, without an entry for Back."""
    st.session_state[_of(WRITTEN)] = _lasting(_session())


def write_address() -> None:
    """Write the link into the address bar, if a change is worth a press of Back.

    Streamlit adds an entry to the browser's history at each writing, so the step, which changes
    all the time, is left to the stage.
    """
    lasting = _lasting(_session())
    if _session().pending is not None:
        return  # the address still names more than what is on the page
    if lasting != st.session_state.get(_of(WRITTEN)):
        st.session_state[_of(WRITTEN)] = lasting
        st.query_params.from_dict(_session().parameters() | beside())


def write_beside() -> None:
    """Write what the page says beside a run, on a page that shows none."""
    if beside() != query():
        st.session_state[_of(WRITTEN)] = beside()
        st.query_params.from_dict(beside())


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


def field(
    name: str, value: Any, on_change: Callable[[Any], None], *, shown_as: str = "value"
) -> dict[str, Any]:
    """Return the key, the value and the callback of a field that is to show a value.

    Where it showed another value before, it is drawn as a new field: what a browser still says
    of the old one, sent before it drew the new, must not count as the learner's own change. The
    value goes with every drawing of it, not only with the first: a browser that has missed that one
    would show another value, and send it as the learner's.

    Parameters
    ----------
    name : str
        Which field.
    value : object
        What it is to show.
    on_change : callable
        Called with the value that the learner gives it.
    shown_as : str
        How the widget calls the value that it begins with.

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

    def hear() -> None:
        given = st.session_state.get(key, value)
        # Streamlit also calls back for a widget that is gone, when a message still names it; and
        # a message can name anything, whatever its widget offers.
        if st.session_state.get(counter, 0) == version and type(given) is type(value):
            with suppress(ValueError):
                on_change(given)

    return {"key": key, "on_change": hear, shown_as: value}


def choice(
    name: str, value: Any, options: Sequence[Any], on_change: Callable[[Any], None]
) -> dict[str, Any]:
    """Return what `field` does for a widget that offers one of some options.

    Parameters
    ----------
    name : str
        Which field.
    value : object
        What it is to show, one of the options.
    options : sequence
        What it offers.
    on_change : callable
        Called with the option that the learner chooses.

    Returns
    -------
    arguments : dict
        For the widget's call, the options among them.
    """
    arguments = field(name, value, on_change, shown_as="index")
    return arguments | {"options": options, "index": list(options).index(value)}


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


def _in_use() -> str:
    return str(st.session_state.get(IN_USE, DEFAULT_NAME))


def _of(key: str, name: str | None = None) -> str:
    """Write under which key something of a session is kept."""
    name = _in_use() if name is None else name
    return key if name == DEFAULT_NAME else f"{key}_{name}"


def _session() -> Session:
    return cast(Session, st.session_state[_of(SESSION)])


def _run_parameters() -> dict[str, str]:
    return {key: text for key, text in query().items() if key not in progress.KEYS}


def _lasting(session: Session) -> dict[str, str]:
    moving = (*MOVING, *progress.MOVING)
    said = session.parameters() | beside()
    return {key: text for key, text in said.items() if key not in moving}


def _is_history_navigation() -> bool:
    # Back and Forward resend the query like any rerun does; only this flag tells them from a
    # reconnection, whose query is old and must not be followed.
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
