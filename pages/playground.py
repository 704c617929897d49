"""The playground: settings at the left, and the run that they make."""

import streamlit as st

from dashboard import state
from dashboard.widgets.player import show_player
from dashboard.widgets.problems import show_problems
from dashboard.widgets.settings_panel import has_settings, note_settings_drawn, show_settings

session = state.session()
state.write_address()
st.title("Watch it learn", anchor=False)
show_problems(session)
# The settings have their place before they are drawn: the picture comes first, and stays there.
place = st.sidebar.container() if has_settings(session) else None
show_player()
if not state.is_opening():
    if place is not None:
        with place:
            show_settings(session)
    note_settings_drawn(session)
