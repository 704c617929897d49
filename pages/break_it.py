"""Break it: the classic ways in which learning fails, each one press away."""

import streamlit as st

from dashboard import state
from dashboard.widgets.break_it import show_gallery

session = state.session()
session.rest()
state.carry_address()
st.title("Break it", anchor=False)
st.markdown(
    "Nine ways in which learning fails, all of them real runs. Guess what you will see, press, "
    "watch it happen; then ask the doctor under the stage."
)
show_gallery(session)
