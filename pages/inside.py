"""Inside the network: what each layer sees, how far its units go, and how alike they are."""

import streamlit as st

from dashboard import state
from dashboard.widgets.arriving import has_arrived
from dashboard.widgets.inside import prepare, show_inside

session = state.session()
state.carry_address()
state.write_address()
st.title("Inside the network", anchor=False)
st.markdown(
    "Each layer bends the plane and hands it on. Move the step, and watch the classes being pulled "
    "apart until **one straight line** is enough for the output."
)
if has_arrived(session):
    done = prepare(session)
    if done:
        st.info(done)
    show_inside()
