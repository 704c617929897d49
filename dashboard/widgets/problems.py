"""What in the link was not legal? One line that says what was changed."""

import re

import streamlit as st

from dashboard.session import Session


def show_problems(session: Session) -> None:
    """Say what the link asked for and did not get.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    if session.problems:
        st.warning(
            "Some of the link was changed. " + plain(" ".join(session.problems)),
            icon=":material/link_off:",
        )


def plain(text: str) -> str:
    r"""Keep text that came from outside from being read as Markdown.

    Examples
    --------
    >>> print(plain("![x](//a.test)"))
    \!\[x\]\(\/\/a\.test\)
    """
    return re.sub(r"([!-/:-@\[-`{-~])", r"\\\1", text)
