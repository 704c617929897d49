"""What is on the page "One step"? One fragment, which runs by itself while the phases play."""

import time
from collections.abc import Callable
from functools import partial

import streamlit as st

from dashboard import state
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.trace import Trace
from dashboard.widgets.one_step import choosing
from dashboard.widgets.one_step.arithmetic import show_arithmetic
from dashboard.widgets.one_step.blame import show_blame
from dashboard.widgets.one_step.code import show_code
from dashboard.widgets.one_step.drill import show_drill
from dashboard.widgets.one_step.nudge import show_nudge
from dashboard.widgets.one_step.picture import show_picture, show_plane
from dashboard.widgets.one_step.player import show_player
from dashboard.widgets.one_step.slice import show_slice

TIMED = "step_timed"

PANELS: dict[str, Callable[[Trace, Chosen], None]] = {
    "The nudge": partial(show_nudge, choose_target=choosing.choose_target),
    "The blame map": partial(show_blame, choose_point=choosing.choose_point),
    "The slice": lambda made, _: show_slice(made),
    "A drill": show_drill,
}
"""What else can be asked of the step, below the arithmetic; only the one chosen is drawn."""


def show_one_step() -> None:
    """Draw the page; while the phases play, it is drawn again and again."""
    state.keep(TIMED, choosing.is_playing())
    every = choosing.SECONDS if choosing.is_playing() else None
    st.fragment(show_phase, run_every=every)()


def show_phase() -> None:
    """Draw the phase that is looked at."""
    if not state.is_whole_page():
        choosing.tick(time.monotonic())
        if choosing.is_playing() != state.kept(TIMED, False):
            st.rerun()  # only the whole page sets a timer, or ends it
    look = choosing.look()
    show_player(look)
    left, right = st.columns([1.65, 1], gap="medium")
    with left:
        show_picture(look)
    with right:
        show_plane(look)
    left, right = st.columns([1, 1], gap="medium")
    with left:
        show_arithmetic(look)
    with right:
        show_code(look)
    show_panels(look.trace, look.chosen)


def show_panels(made: Trace, chosen: Chosen) -> None:
    """Offer what else can be asked of the step.

    Parameters
    ----------
    made : Trace
        The step.
    chosen : Chosen
        What is looked at of it.
    """
    names = list(PANELS)
    kept = state.kept("step_panel", names[0])
    name = kept if kept in PANELS else names[0]
    st.radio(
        "Ask more of this step",
        horizontal=True,
        **state.choice("step_panel", name, names, lambda new: state.keep("step_panel", new)),
    )
    PANELS[name](made, chosen)
