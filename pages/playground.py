"""The playground: settings at the left, and the run that they make."""

import streamlit as st

from dashboard import state
from dashboard.widgets.player import show_player
from dashboard.widgets.problems import show_problems
from dashboard.widgets.settings_panel import note_settings_drawn, show_settings

session = state.session()
state.write_address()
st.title("Watch it learn", anchor=False)
show_problems(session)
with st.sidebar:
    show_settings(session)
show_player()
note_settings_drawn(session)
