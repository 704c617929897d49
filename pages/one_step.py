"""One step: what a training step computes, phase by phase, with the learner's own numbers."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.one_step.page import show_one_step

session = state.session()
state.carry_address()
st.title("One step", anchor=False)
if has_arrived(session):
    show_one_step(session)
