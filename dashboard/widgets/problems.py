"""What in the link was not legal? One line that says what was changed."""

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
            "Some of the link was changed. " + " ".join(session.problems),
            icon=":material/link_off:",
        )
