"""What does the network predict, exactly? The plane with contours, for reading."""

from typing import Any

import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.theme import NEGATIVE, POSITIVE, diverging, figure
from network import Array


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
        Traces: the contours, then the points of each class and set.
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
            "colorscale": diverging("light", softness=0.7),
            "contours": {
                "start": 0.1,
                "end": 0.9,
                "size": 0.1,
                "showlabels": True,
                "labelfont": {"size": 11, "color": "#1c2430"},
            },
            "line": {"width": 1, "color": "rgba(60,70,85,0.7)"},
            "colorbar": {"title": {"text": "prediction"}, "thickness": 12},
            "hovertemplate": (
                f"{data.axes[0]} %{{x:.3f}}<br>{data.axes[1]} %{{y:.3f}}<br>"
                "prediction %{z:.6f}<extra></extra>"
            ),
        }
    ]
    for X, Y, name, is_test in (
        (data.X, data.Y, "training", False),
        (data.X_test, data.Y_test, "test", True),
    ):
        for label, colour, symbol in ((0, NEGATIVE, "diamond"), (1, POSITIVE, "circle")):
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
                        "size": 7,
                        "color": "#ffffff" if is_test else colour,
                        "symbol": symbol,
                        "line": {"width": 1.4, "color": colour if is_test else "#ffffff"},
                    },
                    "hovertemplate": "%{x:.3f}, %{y:.3f}<extra>%{fullData.name}</extra>",
                }
            )
    return figure(
        traces,
        {
            "title": {"text": f"The prediction at step {step:,}", "x": 0, "xref": "paper"},
            "height": 560,
            "xaxis": {"title": {"text": data.axes[0]}, "zeroline": False},
            "yaxis": {
                "title": {"text": data.axes[1]},
                "zeroline": False,
                "scaleanchor": "x" if data.spread == (1.0, 1.0) else None,
            },
            "legend": {"orientation": "h", "y": -0.12},
            "margin": {"l": 56, "r": 12, "t": 44, "b": 60},
        },
    )
