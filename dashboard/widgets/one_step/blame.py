"""Which weights does one point push? Beside what all the others push."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from dashboard.features import FEATURES
from dashboard.figures.layer_maps import LayerMap, layer_maps
from dashboard.live_figure.component import show_live_figure
from dashboard.one_step.blame import blame, most_blamed, sentences
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.trace import Trace
from network import Array


def show_blame(
    trace: Trace, chosen: Chosen, choose_point: Callable[[int], None] | None = None
) -> None:
    """Draw one point's share of the gradient, and the mean of all the others'.

    Parameters
    ----------
    trace : Trace
        The step.
    chosen : Chosen
        Which point; where none is chosen, it is the most blamed.
    choose_point : callable, optional
        Called with the most blamed point where the learner asks for it.
    """
    most, point = most_blamed(trace), chosen.point
    if point is not None and not 0 <= point < trace.m:
        st.caption(
            f"Point {point + 1:,} is not among the {trace.m:,} of this step: "
            "the one most blamed is shown."
        )
        point = None
    shown = most if point is None else point
    told = "Training point" if shown != most else "The most blamed point of the step, number"
    blamed = blame(trace, shown)
    st.markdown(f"**{told} {shown + 1:,}.** {sentences(blamed, trace.m)}")
    if choose_point is not None:
        st.button(
            "The most blamed point",
            key="most_blamed",
            icon=":material/target:",
            disabled=point == most,
            on_click=choose_point,
            args=(most,),
        )
    rows = [("This point", _maps(blamed.own))]
    if blamed.rest is not None:
        rows.append((f"Mean of the other {trace.m - 1:,}", _maps(blamed.rest)))
    show_live_figure(
        "blame_figure",
        layer_maps(
            rows,
            title="Slope of the cost by every weight, biases last",
            features=[FEATURES[name].label for name in trace.run.config.features],
            most=1.0,
            revision="blame",
        ),
        step=trace.run.step,
        refresh="blame",
        label="Slopes of one point's cost by every weight, and the mean of the others'",
    )
    st.caption(
        "A step goes against the slope: blue weights are pushed down, orange ones up. Each row is "
        "coloured by its own largest slope"
        + (
            f": {_largest(blamed.own):.3g}, and of the others {_largest(blamed.rest):.3g}."
            if blamed.rest is not None
            else f": {_largest(blamed.own):.3g}."
        )
    )


def _largest(slopes: Sequence[Array]) -> float:
    return max(float(np.abs(each).max()) for each in slopes)


def _maps(slopes: Sequence[Array]) -> list[LayerMap]:
    largest = _largest(slopes) or 1.0
    return [
        LayerMap(layer, f"W{layer}", each, each / largest)
        for layer, each in enumerate(slopes, start=1)
    ]
