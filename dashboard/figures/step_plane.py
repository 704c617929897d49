"""Which point is it? The plane with the points of a step, to choose one by a click."""

from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.datasets import Dataset
from dashboard.figures.boundary import SYMBOLS
from dashboard.figures.theme import NEGATIVE, PALETTE, POSITIVE, diverging, figure, plain
from network import Array

SOFT = 2.2
"""How far the colour scale reaches beyond the values: the plane stays paler than the points."""
PALE = 0.3
"""How visible a class's ground is."""

RING = "rgb(248, 37, 142)"
"""Around the point chosen: the fifth class's colour, which stands out from both ends."""


def step_plane(
    ticks: Array, AL: Array, data: Dataset, columns: NDArray[np.int64], *, point: int | None
) -> go.Figure:
    """Draw the prediction, and on it the points that a step looks at.

    Parameters
    ----------
    ticks : ndarray of float, shape (k,)
        Coordinates along either axis, as the network sees them.
    AL : ndarray of float, shape (n_L, k, k)
        Predictions of each output unit; row i is at x₂ = ticks[i].
    data : Dataset
        The points.
    columns : ndarray of int
        Which of the training points the step looks at, in its order.
    point : int or None
        The place in `columns` of the point that is chosen; None for the whole batch.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the prediction; the other training points, faintly; those of the step, whose
        ``customdata`` is their place in it; and a ring around the one chosen.
    """
    x, y = (data.centre[axis] + data.spread[axis] * ticks for axis in (0, 1))
    places = [data.centre[a] + data.spread[a] * data.points[a] for a in (0, 1)]
    others = np.setdiff1d(np.arange(data.points.shape[1]), columns)
    traces = [
        {"x": x, "y": y, "hoverinfo": "skip", **_ground(AL, data)},
        _points(places, data, others, is_of_step=False),
        _points(places, data, columns, is_of_step=True),
    ]
    if point is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "chosen",
                "x": [places[0][columns[point]]],
                "y": [places[1][columns[point]]],
                "hoverinfo": "skip",
                "marker": {
                    "size": 19,
                    "symbol": "circle-open",
                    "color": RING,
                    "line": {"width": 3},
                },
            }
        )
    across, up = map(plain, data.axes)
    common = {"zeroline": False, "constrain": "domain", "fixedrange": True, "showgrid": False}
    return figure(
        traces,
        {
            "height": 430,
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "margin": {"l": 44, "r": 6, "t": 10, "b": 50},
            "xaxis": {**common, "title": {"text": across, "standoff": 6}},
            "yaxis": {
                **common,
                "title": {"text": up, "standoff": 4},
                "scaleanchor": "x" if data.spread == (1.0, 1.0) else None,
            },
            "coloraxis": {
                "cmin": -SOFT,
                "cmax": SOFT,
                "colorscale": diverging("light"),
                "showscale": False,
            },
        },
    )


def _ground(AL: Array, data: Dataset) -> dict[str, Any]:
    """Colour the plane by the prediction."""
    if data.task != "classes":
        low, high = (0.0, 1.0) if data.task == "binary" else data.value_range
        z = np.clip((2 * AL[0] - low - high) / (high - low), -1, 1)
        return {"type": "heatmap", "z": z, "zsmooth": "best", "coloraxis": "coloraxis"}
    k = len(data.classes)
    steps = [_rgba(PALETTE["light"]["classes"][label], PALE) for label in range(k) for _ in (0, 1)]
    edges = [(label + side) / k for label in range(k) for side in (0, 1)]
    return {
        "type": "heatmap",
        "z": AL.argmax(axis=0),
        "zmin": -0.5,
        "zmax": k - 0.5,
        "zsmooth": False,
        "colorscale": list(zip(edges, steps, strict=True)),
        "showscale": False,
    }


def _rgba(colour: list[int], opacity: float) -> str:
    return f"rgba({', '.join(map(str, colour))}, {opacity})"


def _points(
    places: list[Array], data: Dataset, columns: NDArray[np.int64], *, is_of_step: bool
) -> dict[str, Any]:
    targets = data.targets[columns]
    marker: dict[str, Any] = {
        "size": 9 if is_of_step else 6,
        "line": {"width": 1, "color": "#ffffff"},
        "opacity": 1 if is_of_step else 0.25,
    }
    if data.task == "value":
        most = data.value_range[1]
        # The plane's own scale reaches further than its values, so that it stays pale.
        marker |= {"color": targets / most, "cmin": -1, "cmax": 1}
        marker["colorscale"] = [[0, NEGATIVE], [0.5, "#e6e9ee"], [1, POSITIVE]]
        words = [f"value {data.value_centre + data.value_spread * t:.4g}" for t in targets.tolist()]
    else:
        labels = targets.astype(int).tolist()
        if data.task == "classes":
            colours = [f"rgb({', '.join(map(str, c))})" for c in PALETTE["light"]["classes"]]
            marker |= {"symbol": [SYMBOLS[label] for label in labels]}
        else:
            colours = [NEGATIVE, POSITIVE]
            marker |= {"symbol": [("diamond", "circle")[label] for label in labels]}
        marker["color"] = [colours[label] for label in labels]
        words = [plain(data.classes[label]) for label in labels]
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "points of the step" if is_of_step else "other training points",
        "x": places[0][columns],
        "y": places[1][columns],
        "marker": marker,
        "customdata": list(range(len(columns))) if is_of_step else None,
        "text": [f"Point {i + 1}, {word}" for i, word in enumerate(words)] if is_of_step else None,
        "hovertemplate": "%{text}<br>%{x:.3f}, %{y:.3f}<extra></extra>" if is_of_step else None,
        "hoverinfo": None if is_of_step else "skip",
    }
