"""The landscape: the cost over a plane through all the weights, and the run's way across it."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.landscape import show_landscape

session = state.session()
state.carry_address()
st.title("The landscape", anchor=False)
if has_arrived(session):
    show_landscape(session)
