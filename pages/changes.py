"""What changed: every weight and the whole plane, between two steps of the run."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.changes import show_changes

session = state.session()
state.carry_address()
st.title("What changed", anchor=False)
if has_arrived(session):
    show_changes(session)
