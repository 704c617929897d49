"""The script Streamlit runs: the page's frame and the way between pages.

Processes that try many runs import whatever is the main script, under another name: to them it is
nothing but its definitions.
"""

from pathlib import Path

import streamlit as st

from dashboard import state
from dashboard.widgets.look import use_the_room


def draw() -> None:
    """Draw the page that the address names, in its frame."""
    st.set_page_config(
        page_title="Watch It Learn",
        page_icon=str(Path(__file__).parent / "data" / "icon.svg"),
        layout="wide",
        initial_sidebar_state=330,
    )
    state.settle_memory()
    state.note_drawing()
    use_the_room()
    page = st.navigation(
        {
            "": [
                st.Page(
                    "../pages/playground.py",
                    title="Playground",
                    icon=":material/play_circle:",
                    default=True,
                ),
                st.Page("../pages/one_step.py", title="One step", icon=":material/footprint:"),
                st.Page("../pages/lessons.py", title="Lessons", icon=":material/school:"),
                st.Page("../pages/break_it.py", title="Break it", icon=":material/bolt:"),
                st.Page("../pages/the_code.py", title="The code", icon=":material/code:"),
            ],
            "Laboratory": [
                st.Page(
                    "../pages/compare.py", title="Fair twins", icon=":material/compare_arrows:"
                ),
                st.Page(
                    "../pages/time_machine.py", title="Time machine", icon=":material/history:"
                ),
                st.Page("../pages/changes.py", title="What changed", icon=":material/difference:"),
                st.Page(
                    "../pages/landscape.py", title="The landscape", icon=":material/landscape:"
                ),
                st.Page("../pages/sweep.py", title="Try many", icon=":material/casino:"),
                st.Page("../pages/inside.py", title="Inside the network", icon=":material/layers:"),
            ],
        },
        position="top",
    )
    state.enter("lesson" if page.url_path == "lessons" else "playground")
    page.run()


if __name__ == "__main__":
    draw()
