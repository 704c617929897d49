"""How does another page frame one exercise? With a link that leaves out what is no part of it."""

from html import escape
from urllib.parse import urlsplit

import streamlit as st

from dashboard import settings
from dashboard.link import encode, query_string
from dashboard.session import Session

HEIGHT = 760
"""Of the frame, in pixels: the stage fits, at a width of 900."""


def show_embedding(session: Session) -> None:
    """Let a teacher choose what learners may change, and give the link and the frame.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    offered = [name for name in settings.CONTROLS if session.offers(name)]
    chosen = st.multiselect(
        "Controls that learners get",
        offered,
        default=["lr"] if "lr" in offered else [],
        format_func=settings.CONTROLS.__getitem__,
        help="Everything else is left out of the page, and cannot be changed there. Play and the "
        "picture always stay.",
        key=f"embed_{session.opened}",
    )
    address = exercise_address(session, chosen, str(st.context.url or ""))
    st.code(address, language=None, wrap_lines=True)
    source = f"{escape(address)}&amp;embed=true"
    frame = f'<iframe src="{source}" width="100%" height="{HEIGHT}"></iframe>'
    st.code(frame, language="html", wrap_lines=True)


def exercise_address(session: Session, controls: list[str], page: str) -> str:
    """Write the address of the run on the page, with some controls only.

    Parameters
    ----------
    session : Session
        What is on the page.
    controls : list of str
        Names of `settings.CONTROLS` to be left in.
    page : str
        The address of the page.

    Returns
    -------
    address : str
        At the step shown, at rest.
    """
    hidden = set(settings.CONTROLS) - set(controls)
    parameters = encode(
        session.run, speed=session.speed, stop_when=session.stop_when, hidden=hidden
    )
    place = urlsplit(page)
    root = f"{place.scheme}://{place.netloc}{place.path}" if place.netloc else "/"
    return f"{root}?{query_string(parameters)}"
