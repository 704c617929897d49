"""How are the numbers of a phase worked out, and by which lines of code."""

from collections.abc import Callable
from html import escape

import pandas as pd
import streamlit as st

from dashboard.one_step.arithmetic import Line, arithmetic_of
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.listing import Listing, listings_of, variables_of
from dashboard.one_step.phases import Phase
from dashboard.one_step.tex import EXACT, gathered, precision
from dashboard.one_step.trace import Trace

PRECISIONS = {3: "3 digits", 4: "4 digits", 6: "6 digits", EXACT: "exact"}

STYLE = """
<style>
.listing { font-family: var(--st-code-font, monospace); font-size: 0.8rem; line-height: 1.5;
  overflow: auto; max-height: 24rem; margin: 0; padding: 0.6rem 0; border-radius: 0.5rem;
  background: var(--st-secondary-background-color, #f3f5f8); }
.listing span { display: block; padding: 0 0.9rem; white-space: pre; opacity: 0.62;
  min-width: max-content; }
.listing .lit { opacity: 1; font-weight: 600;
  background: color-mix(in srgb, var(--st-primary-color, #0b6bcb) 17%, transparent);
  box-shadow: inset 3px 0 var(--st-primary-color, #0b6bcb); }
</style>
"""


def show_arithmetic(
    made: Trace, phase: Phase, chosen: Chosen, go: Callable[[str, int, str], None]
) -> None:
    """Draw the formulas of a phase, with the numbers put in.

    Parameters
    ----------
    made : Trace
        The step.
    phase : Phase
        Which phase.
    chosen : Chosen
        Which part of the network, and which point.
    go : callable
        Called with the kind and layer of a phase and a part, where a number came from.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="arithmetic_bar"):
        st.markdown("**The arithmetic**", width="content")
        digits = st.segmented_control(
            "Precision",
            list(PRECISIONS),
            format_func=PRECISIONS.__getitem__,
            default=4,
            key="step_precision",
            label_visibility="collapsed",
        )
    with precision(digits or 4):
        lines = arithmetic_of(made, phase, chosen.target, chosen.point)
    for place, line in enumerate(lines):
        _show_line(place, line, go)


def _show_line(place: int, line: Line, go: Callable[[str, int, str], None]) -> None:
    st.latex(line.formula)
    if line.given:
        known = [one.replace(r",\; ", ",$ $") for one in line.given]
        st.markdown("where &ensp; " + "&ensp; ".join(f"${one}$" for one in known))
    for one in line.lines:
        st.latex(gathered(one))
    if line.sources:
        with st.container(horizontal=True, vertical_alignment="center", key=f"sources_{place}"):
            st.caption("Where from?", width="content")
            for number, source in enumerate(line.sources):
                st.button(
                    source.words,
                    key=f"source_{place}_{number}",
                    type="tertiary",
                    icon=":material/arrow_back:",
                    on_click=go,
                    args=(source.kind, source.layer, source.target),
                )


def show_code(made: Trace, phase: Phase) -> None:
    """Draw the functions that ran in a phase, the running lines lit, and their variables.

    Parameters
    ----------
    made : Trace
        The step.
    phase : Phase
        Which phase.
    """
    listings = listings_of(phase, made)
    names = [one.name for one in listings]
    with st.container(horizontal=True, vertical_alignment="center", key="code_bar"):
        st.markdown("**The code that ran**", width="content")
        chosen = (
            st.segmented_control(
                "Function",
                names,
                default=names[0],
                key=f"step_function_{'-'.join(names)}",
                label_visibility="collapsed",
            )
            if len(names) > 1
            else names[0]
        )
    shown = next((one for one in listings if one.name == chosen), listings[0])
    st.html(STYLE + listing_html(shown))
    table = pd.DataFrame(variables_of(phase, made), columns=["name", "shape", "value"])
    st.dataframe(table, hide_index=True, width="stretch", height=min(38 * len(table) + 38, 260))


def listing_html(listing: Listing) -> str:
    """Write a function as HTML, its running lines lit.

    Parameters
    ----------
    listing : Listing
        Which function.

    Returns
    -------
    html : str
    """
    lines = [
        f'<span class="{"lit" if place in listing.lit else ""}">{escape(line) or " "}</span>'
        for place, line in enumerate(listing.lines)
    ]
    return f'<div class="listing" role="group" aria-label="{listing.name}">{"".join(lines)}</div>'
