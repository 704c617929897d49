"""How do several runs see the plane? Small planes side by side, on one scale."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.boundary import ENDS, SYMBOLS, soft
from dashboard.figures.theme import PALETTE, diverging, figure, plain
from network import Array

GAP = 0.03
"""Between two planes, as a share of the figure's width."""

PALE = 0.5
"""How far the plane's colours reach: the points stand out from them."""


class Plane(NamedTuple):
    """One plane: what stands above it, what `probes.prediction_grid` returned, and the points."""

    title: str
    ticks: Array
    AL: Array
    data: Dataset


def planes(shown: Sequence[Plane], *, height: int = 300) -> go.Figure:
    """Draw the predictions of some runs side by side, with their training points.

    Parameters
    ----------
    shown : sequence of Plane
        At least one; all of one task.
    height : int
        In pixels.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        For each plane a heatmap and a trace of points. Its subplots are named x, x2, ...
    """
    width = (1 - GAP * (len(shown) - 1)) / len(shown)
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "height": height,
        "margin": {"l": 8, "r": 8, "t": 56, "b": 8},
        "showlegend": False,
        "annotations": [],
    }
    for index, plane in enumerate(shown):
        end = "" if index == 0 else str(index + 1)
        left = index * (width + GAP)
        axes = {"xaxis": f"x{end}", "yaxis": f"y{end}"}
        traces += [ground(plane.ticks, plane.AL, plane.data) | axes, _points(plane.data) | axes]
        bare = {"visible": False, "constrain": "domain"}
        layout[f"xaxis{end}"] = bare | {"domain": [left, left + width], "anchor": f"y{end}"}
        layout[f"yaxis{end}"] = bare | {
            "anchor": f"x{end}",
            "scaleanchor": f"x{end}",
        }
        layout["annotations"].append(
            {
                "text": "<br>".join(plain(line) for line in plane.title.split("\n")),
                "x": left + width / 2,
                "xref": "paper",
                "xanchor": "center",
                "y": 1,
                "yref": "paper",
                "yanchor": "bottom",
                "showarrow": False,
                "font": {"size": 12},
            }
        )
    return figure(traces, layout)


def ground(ticks: Array, AL: Array, data: Dataset) -> dict[str, Any]:
    """Draw what is predicted at every place of a plane.

    Parameters
    ----------
    ticks, AL : ndarray of float
        As `probes.prediction_grid` returns them.
    data : Dataset
        What is learned.

    Returns
    -------
    trace : dict
    """
    common: dict[str, Any] = {"type": "heatmap", "x": ticks, "y": ticks, "showscale": False}
    if data.task == "classes":
        k = len(data.classes)
        colours = [soft(PALETTE["light"]["classes"][label]) for label in range(k)]
        edges = [(label + side) / k for label in range(k) for side in (0, 1)]
        return common | {
            "z": AL.argmax(axis=0),
            "zmin": -0.5,
            "zmax": k - 0.5,
            "colorscale": list(
                zip(edges, [colour for colour in colours for _ in (0, 1)], strict=True)
            ),
            "hoverinfo": "skip",
        }
    low, high = data.value_range if data.task == "value" else (0.0, 1.0)
    return common | {
        "z": AL[0],
        "zmin": low,
        "zmax": high,
        "zsmooth": "fast",
        "colorscale": diverging("light", softness=PALE),
        "zhoverformat": ".3f",
        "hovertemplate": "prediction %{z}<extra></extra>",
    }


def marks(data: Dataset, targets: Array) -> dict[str, Any]:
    """Return the colours and shapes of points, by their classes or values.

    Parameters
    ----------
    data : Dataset
        What is learned.
    targets : ndarray of float, shape (m,)
        Of each point.

    Returns
    -------
    marker : dict
        Of a Plotly trace.
    """
    marker: dict[str, Any] = {"size": 4, "line": {"width": 0.5, "color": "#ffffff"}}
    if data.task == "value":
        low, high = data.value_range
        marker |= {"color": targets, "cmin": low, "cmax": high}
        marker["colorscale"] = diverging("light")
    else:
        theme = PALETTE["light"]
        ends = [theme[end] for end in ENDS] if data.task == "binary" else theme["classes"]
        colours = [f"rgb({', '.join(map(str, rgb))})" for rgb in ends]
        labels = targets.astype(int)
        marker["color"] = [colours[label] for label in labels]
        marker["symbol"] = [SYMBOLS[label] for label in labels]
    return marker


def _points(data: Dataset) -> dict[str, Any]:
    """Draw the training points, small."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": data.points[0],
        "y": data.points[1],
        "marker": marks(data, data.targets),
        "hoverinfo": "skip",
    }
