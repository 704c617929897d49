"""The code: every function that computes what the playground shows, as it stands on disk."""

import streamlit as st

from dashboard import state
from dashboard.widgets.code import show_code

state.session()
state.carry_address()
st.title("The code that learns", anchor=False)
show_code()
