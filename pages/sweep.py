"""Try many: the same settings from many seeds, or two settings on two axes."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.many import show_many

session = state.session()
state.carry_address()
st.title("Try many", anchor=False)
st.markdown(
    "One run may be luck. **Watch how many come out well**: from other seeds, or with other "
    "settings."
)
if has_arrived(session):
    show_many(session)
