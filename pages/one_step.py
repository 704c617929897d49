"""One step: every number of it, phase by phase, with the code that computed it."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.one_step.page import show_one_step

session = state.session()
state.carry_address()
st.title("One step", anchor=False)
if has_arrived(session):
    st.caption(
        "Your network, opened up in the middle of training. Go through the phases, and watch where "
        "each number comes from: values flow forwards, blame flows back, and then the weights move."
    )
    show_one_step()
