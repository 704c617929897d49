"""What does the network predict, exactly? The plane with contours, for reading."""

from typing import Any

import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.theme import PALETTE, SMALL, diverging, figure
from network import Array

ENDS = ("negative", "positive")
"""Which end of the scale is class 0, and which class 1."""

SOFTNESS = 0.45
"""How far the plane's colours reach: the points, in full colour, stand out from them."""

PAPER = "#ffffff"
"""The inside of a test point, and the rim of a training point."""

LEVELS = {"start": 0.1, "end": 0.9, "size": 0.1}

HALO = ", ".join(["0 0 2px #ffffff"] * 4)
"""What keeps a contour's label readable on a point."""


def boundary(ticks: Array, AL: Array, data: Dataset, *, step: int) -> go.Figure:
    """Draw the prediction over the plane, with contours at 0.1, 0.2, ... 0.9.

    Parameters
    ----------
    ticks : ndarray of float, shape (k,)
        Coordinates along either axis, as the network sees them.
    AL : ndarray of float, shape (k, k)
        Predictions; row i is at x₂ = ticks[i].
    data : Dataset
        The points, and the units of the axes.
    step : int
        Which step this is.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the contours, the points of each class and set, and over them the contours'
        labels.
    """
    x, y = (data.centre[axis] + data.spread[axis] * ticks for axis in (0, 1))
    traces: list[dict[str, Any]] = [
        {
            "type": "contour",
            "x": x,
            "y": y,
            "z": AL,
            "zmin": 0,
            "zmax": 1,
            "colorscale": diverging("light", softness=SOFTNESS),
            "contours": LEVELS,
            "line": {"width": 1, "color": "rgba(60,70,85,0.7)"},
            "colorbar": {
                "title": {"text": "prediction", "side": "top"},
                "orientation": "h",
                "thickness": 10,
                "len": 0.5,
                "x": 0.5,
                "y": 1,
                "yanchor": "bottom",
            },
            "xhoverformat": ".3f",
            "yhoverformat": ".3f",
            "zhoverformat": ".6f",
            "hovertemplate": (
                f"{data.axes[0]} %{{x}}<br>{data.axes[1]} %{{y}}<br>"
                "prediction %{z}<extra></extra>"
            ),
        }
    ]
    colours = [f"rgb({', '.join(map(str, PALETTE['light'][end]))})" for end in ENDS]
    for X, Y, name, is_test in (
        (data.X, data.Y, "training", False),
        (data.X_test, data.Y_test, "test", True),
    ):
        for label, symbol in ((0, "diamond"), (1, "circle")):
            colour = colours[label]
            chosen = X[:, Y[0] == label]
            if chosen.shape[1] == 0:
                continue
            traces.append(
                {
                    "type": "scatter",
                    "mode": "markers",
                    "name": f"{data.classes[label]}, {name}",
                    "x": data.centre[0] + data.spread[0] * chosen[0],
                    "y": data.centre[1] + data.spread[1] * chosen[1],
                    "marker": {
                        "size": 8 if is_test else 9,
                        "color": PAPER if is_test else colour,
                        "symbol": symbol,
                        "line": {
                            "width": 2 if is_test else 0.8,
                            "color": colour if is_test else PAPER,
                        },
                        "opacity": 1,
                    },
                    "xhoverformat": ".3f",
                    "yhoverformat": ".3f",
                    "hovertemplate": "%{x}, %{y}<extra>%{fullData.name}</extra>",
                }
            )
    traces.append(
        {
            "type": "contour",
            "x": x,
            "y": y,
            "z": AL,
            "contours": {
                **LEVELS,
                "coloring": "none",
                "showlabels": True,
                "labelfont": {**SMALL, "color": "#1c2430", "shadow": HALO},
            },
            "line": {"width": 0},
            "zorder": 1,
            "showlegend": False,
            "hoverinfo": "skip",
        }
    )
    return figure(
        traces,
        {
            "title": {"text": f"The prediction at step {step:,}", "x": 0, "xref": "paper"},
            "height": 560,
            "xaxis": {
                "title": {"text": data.axes[0], "standoff": 8},
                "zeroline": False,
                "constrain": "domain",
            },
            "yaxis": {
                "title": {"text": data.axes[1], "standoff": 8},
                "zeroline": False,
                "constrain": "domain",
                "scaleanchor": "x" if data.spread == (1.0, 1.0) else None,
            },
            "legend": {"orientation": "h", "y": -0.16},
            "margin": {"l": 56, "r": 12, "t": 44, "b": 60},
        },
    )
