"""What do colours mean? One palette, for the stage, the figures and the text alike.

Orange is negative and class 0, blue is positive and class 1: a pair that stays apart for every
common kind of colour blindness. Between them lies the ground of the theme.
"""

from html import escape
from typing import Any, TypedDict

import plotly.graph_objects as go

Colour = list[int]
"""Red, green and blue, each from 0 to 255."""


class Theme(TypedDict):
    """The colours of one theme."""

    negative: Colour
    neutral: Colour
    positive: Colour
    classes: list[Colour]


PALETTE: dict[str, Theme] = {
    "light": {
        "negative": [214, 108, 0],
        "neutral": [246, 247, 249],
        "positive": [11, 107, 203],
        "classes": [
            [214, 108, 0],
            [11, 107, 203],
            [5, 92, 20],
            [85, 1, 152],
            [182, 28, 100],
            [182, 130, 189],
        ],
    },
    "dark": {
        "negative": [255, 159, 67],
        "neutral": [38, 45, 56],
        "positive": [92, 176, 255],
        "classes": [
            [255, 159, 67],
            [92, 176, 255],
            [7, 124, 5],
            [150, 12, 242],
            [248, 37, 142],
            [159, 255, 211],
        ],
    },
}
"""The ends and the middle of the one diverging scale; and a colour for each of up to six classes.

The first two classes keep orange and blue, so that a class has its colour in every run. The other
four were searched for: they maximize the least distance between any two of the six, as it is seen
with full vision and by each of three kinds of colour blindness, at a contrast of 3 to the ground.
"""

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

TOP_BAR = {
    "orientation": "h",
    "thickness": 8,
    "x": 1,
    "xanchor": "right",
    "xpad": 0,
    "yref": "container",
    "y": 0.98,
    "yanchor": "top",
    "ypad": 0,
    "exponentformat": "power",
    "tickfont": SMALL,
}
"""A colour bar beside a live figure's title; placed by the container, it moves no other part."""

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


def plain(name: str) -> str:
    """Write a name so that Plotly shows it as it is: it reads tags, entities and ``%{...}``.

    Examples
    --------
    >>> plain("<b>5 % {x}</b>")
    '&lt;b&gt;5 % {x}&lt;/b&gt;'
    """
    return escape(name, quote=False).replace("%{", "%\u2060{").replace("$", "&#36;")


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
