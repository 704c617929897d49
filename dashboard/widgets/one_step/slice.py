"""Is this step too long? The cost along its line, seen before it is made."""

import streamlit as st

from dashboard.figures.slice import slice_figure
from dashboard.live_figure.component import show_live_figure
from dashboard.one_step.slice import WIDTH, WIDTHS, cost_slice
from dashboard.one_step.slice_words import line_words, sentences
from dashboard.one_step.trace import Trace


@st.fragment
def show_slice(trace: Trace) -> None:
    """Draw the cost along the line on which a step moves the parameters.

    Parameters
    ----------
    trace : Trace
        The step.
    """
    width = st.select_slider(
        "How far to look",
        WIDTHS,
        value=WIDTH,
        format_func=lambda steps: f"{steps:,} steps",
        key="slice_width",
        help="In lengths of the step that the learning rate in force makes.",
    )
    seen = cost_slice(trace, width=width)
    st.markdown(f"**{sentences(seen)}**")
    show_live_figure(
        "slice_figure",
        slice_figure(seen, cost=trace.run.config.cost_in_force, revision=f"{width}"),
        step=trace.run.step,
        refresh="slice",
        label="Cost along the step, with the step's end and the lowest point marked",
    )
    st.caption(line_words(seen))
