"""What do colours mean? One palette, for the stage, the figures and the text alike.

Orange is negative and class 0, blue is positive and class 1: a pair that stays apart for every
common kind of colour blindness. Between them lies the ground of the theme.
"""

from typing import Any

import plotly.graph_objects as go

PALETTE = {
    "light": {"negative": [214, 108, 0], "neutral": [246, 247, 249], "positive": [11, 107, 203]},
    "dark": {"negative": [255, 159, 67], "neutral": [38, 45, 56], "positive": [92, 176, 255]},
}
"""Red, green and blue of the ends and the middle of the one diverging scale."""

NEGATIVE, POSITIVE = "#d97416", "#2b86dd"
"""The two ends where one colour must serve both themes: lines in figures."""

LAYER_LINES = (
    ("#2b86dd", "solid"),
    ("#d97416", "solid"),
    ("#2a9d6f", "solid"),
    ("#2b86dd", "dash"),
    ("#d97416", "dash"),
    ("#2a9d6f", "dash"),
    ("#2b86dd", "dot"),
)
"""Colour and dash of each layer's line, input side first: told apart by eyes of every kind."""

TITLE = {"x": 0, "xref": "paper", "y": 0.98, "font": {"size": 15}}
"""Place and size of a live figure's title; its text is beside it."""

SMALL = {"size": 11}
"""Type of what is many: ticks of heatmaps, labels of contours."""

LEGEND = {"orientation": "h", "x": 1, "xanchor": "right", "y": 1.0, "yanchor": "bottom"}


def diverging(theme: str, *, softness: float = 1.0) -> list[tuple[float, str]]:
    """Return the diverging scale as a Plotly colour scale.

    Parameters
    ----------
    theme : {"light", "dark"}
        Which ground it lies on.
    softness : float
        How far the ends reach from the middle: less than 1 lets marks of the full colour stand out.

    Returns
    -------
    scale : list of (float, str)

    Examples
    --------
    >>> diverging("light")[2]
    (1.0, 'rgb(11, 107, 203)')
    """
    ends = PALETTE[theme]
    scale: list[tuple[float, str]] = []
    for place, name in ((0.0, "negative"), (0.5, "neutral"), (1.0, "positive")):
        pairs = zip(ends["neutral"], ends[name], strict=True)
        mixed = (round(middle + softness * (end - middle)) for middle, end in pairs)
        scale.append((place, f"rgb({', '.join(map(str, mixed))})"))
    return scale


def figure(traces: list[dict[str, Any]], layout: dict[str, Any]) -> go.Figure:
    """Make a figure in the one style: no paper of its own, small margins, the theme's type.

    Parameters
    ----------
    traces : list of dict
        Plotly traces.
    layout : dict
        What this figure adds to the common layout.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        The colours of text and grid are left to the page, which knows its theme.
    """
    common: dict[str, Any] = {
        "template": "none",
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "margin": {"l": 56, "r": 12, "t": 34, "b": 40},
        "height": 300,
        "hoverlabel": {"namelength": -1},
        "modebar": {"bgcolor": "rgba(0,0,0,0)"},
        "legend": LEGEND,
    }
    return go.Figure(data=traces, layout={**common, **layout})
