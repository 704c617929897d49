"""Which step of a run is looked at? A slider of a page that shows one step at a time."""

import streamlit as st

from dashboard import state
from dashboard.session import Session


def show_step_slider(session: Session, last: int, name: str, help_text: str) -> int:
    """Draw the step looked at, and return it.

    Parameters
    ----------
    session : Session
        What is on the page.
    last : int
        The last step that can be looked at.
    name : str
        Under which name the page keeps the step.
    help_text : str
        What follows the slider.

    Returns
    -------
    step : int
    """
    looked = min(int(state.kept(name, session.run.step)), last)
    with st.container(key=name):
        st.slider(
            "Step looked at",
            0,
            last,
            help=help_text,
            **state.field(f"{name}_field", looked, lambda step: state.keep(name, step)),
        )
    return looked
