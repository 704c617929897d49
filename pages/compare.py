"""Fair twins: runs that share all but one setting, side by side."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.twins import show_twins

session = state.session()
st.title("Fair twins", anchor=False)
st.markdown(
    "The same points, the same start, **one difference**: whatever comes of it is that "
    "difference's doing. Guess which line falls first, then press Play."
)
if has_arrived(session):
    show_twins(session)
