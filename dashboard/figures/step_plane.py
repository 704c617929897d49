"""Which training point is looked at? The plane, whose points can be clicked on."""

from typing import Any

import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.planes import ground, marks
from dashboard.figures.theme import figure
from network import Array


def step_plane(
    ticks: Array, AL: Array, data: Dataset, *, points: Array, targets: Array, point: int | None
) -> go.Figure:
    """Draw the prediction over the plane, and the training points of a step.

    Parameters
    ----------
    ticks, AL : ndarray of float
        As `probes.prediction_grid` returns them.
    data : Dataset
        What the run learns.
    points : ndarray of float, shape (2, m)
        The step's training points.
    targets : ndarray of float, shape (m,)
        Their classes, or values.
    point : int or None
        The one that is chosen.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        The points' ``customdata`` is their number, from 0.
    """
    marker = marks(data, targets)
    marker["size"] = 9
    traces: list[dict[str, Any]] = [
        ground(ticks, AL, data) | {"hoverinfo": "skip", "hovertemplate": None},
        {
            "type": "scatter",
            "mode": "markers",
            "x": points[0],
            "y": points[1],
            "marker": marker,
            "customdata": list(range(points.shape[1])),
            "hovertemplate": "point %{customdata}: %{x:.3f}, %{y:.3f}<extra></extra>",
        },
    ]
    if point is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": points[0, [point]],
                "y": points[1, [point]],
                "marker": {
                    "size": 19,
                    "symbol": "circle-open",
                    "color": "#2a9d6f",
                    "line": {"width": 4},
                },
                "hoverinfo": "skip",
            }
        )
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return figure(
        traces,
        {
            "height": 360,
            "margin": {"l": 4, "r": 4, "t": 28, "b": 8},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": bare,
            "yaxis": bare | {"scaleanchor": "x"},
        },
    )
