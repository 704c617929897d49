"""What else can be asked of a run? The way from the playground to where it is answered."""

import streamlit as st

from dashboard.session import Session
from dashboard.widgets.twins import send_here


def show_ways_on(session: Session) -> None:
    """Draw the buttons that take the run on the page elsewhere.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="ways_on"):
        st.caption("Go on with this run:", width="content")
        if st.button("Compare it", key="send_to_twins", icon=":material/compare_arrows:"):
            send_here(session)
            st.switch_page("../pages/compare.py")
        if st.button("Fork it at a step", key="to_time_machine", icon=":material/history:"):
            session.rest()
            st.switch_page("../pages/time_machine.py")
