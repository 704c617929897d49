"""The time machine: a run's timeline, and a second future from any step of it."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.time_machine import prepare, show_time_machine

session = state.session()
state.carry_address()
state.write_address()
st.title("The time machine", anchor=False)
st.markdown(
    "Go back to any step, change one thing there, and see **two futures over one past**. Watch "
    "where their costs part."
)
if has_arrived(session):
    done = prepare(session)
    if done:
        st.info(done)
    show_time_machine()
