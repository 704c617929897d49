"""What does the network predict, exactly? The plane with contours, for reading."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.theme import PALETTE, SMALL, diverging, figure, plain
from network import Array

ENDS = ("negative", "positive")
"""Which end of the scale is class 0, and which class 1."""

SOFTNESS = 0.45
"""How far the plane's colours reach: the points, in full colour, stand out from them."""

PAPER = "#ffffff"
"""The inside of a test point, and the rim of a training point."""

LINE = "rgba(60,70,85,0.7)"
"""A contour."""

SYMBOLS = ("diamond", "circle", "square", "triangle-up", "triangle-down", "x")
"""The mark of each of several classes, as on the stage."""

LEVELS = {"start": 0.1, "end": 0.9, "size": 0.1}

HALO = ", ".join(["0 0 2px #ffffff"] * 4)
"""What keeps a contour's label readable on a point."""


def boundary(ticks: Array, AL: Array, data: Dataset, *, step: int) -> go.Figure:
    """Draw the prediction over the plane, with contours.

    Parameters
    ----------
    ticks : ndarray of float, shape (k,)
        Coordinates along either axis, as the network sees them.
    AL : ndarray of float, shape (n_L, k, k)
        Predictions of each output unit; row i is at x₂ = ticks[i].
    data : Dataset
        The points, and the units of the axes.
    step : int
        Which step this is.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the prediction, the points of each class and set, and over them the contours'
        labels. Of two classes it is the probability of the second, of several the most probable
        one and how sure it is, else the value.
    """
    x, y = (data.centre[axis] + data.spread[axis] * ticks for axis in (0, 1))
    if data.task == "classes":
        plane, z, levels = _classes(AL, data), AL.max(axis=0), LEVELS
    elif data.task == "value":
        z = data.value_centre + data.value_spread * AL[0]
        ends = [data.value_centre + data.value_spread * end for end in data.value_range]
        levels = {"start": ends[0], "end": ends[1], "size": (ends[1] - ends[0]) / 10}
        plane = _scale(z, ends, levels, "predicted value")
    else:
        z, levels = AL[0], LEVELS
        plane = _scale(z, [0, 1], levels, "prediction")
    hover = {"xhoverformat": ".3f", "yhoverformat": ".3f", "zhoverformat": ".6f"}
    traces: list[dict[str, Any]] = [{"x": x, "y": y, **hover, **plane}]
    across, up = map(plain, data.axes)
    traces[0]["hovertemplate"] = f"{across} %{{x}}<br>{up} %{{y}}<br>{plane['hovertemplate']}"
    for points, targets, name, is_test in (
        (data.points, data.targets, "training", False),
        (data.points_test, data.targets_test, "test", True),
    ):
        if data.task == "value":
            traces += [_valued(points, targets, data, name, is_test=is_test)]
            continue
        for label in range(len(data.classes)):
            chosen = points[:, targets == label]
            if chosen.shape[1]:
                traces.append(_of_class(chosen, label, data, name, is_test=is_test))
    traces.append(
        {
            "type": "contour",
            "x": x,
            "y": y,
            "z": z,
            "contours": {
                **levels,
                "coloring": "none",
                "showlabels": True,
                "labelfont": {**SMALL, "color": "#1c2430", "shadow": HALO},
            },
            "line": {"width": 1 if data.task == "classes" else 0, "color": LINE},
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
                "title": {"text": across, "standoff": 8},
                "zeroline": False,
                "constrain": "domain",
            },
            "yaxis": {
                "title": {"text": up, "standoff": 8},
                "zeroline": False,
                "constrain": "domain",
                "scaleanchor": "x" if data.spread == (1.0, 1.0) else None,
            },
            "legend": {"orientation": "h", "y": -0.16},
            "margin": {"l": 56, "r": 12, "t": 44, "b": 60},
        },
    )


def _scale(
    z: Array, ends: Sequence[float], levels: Mapping[str, float], name: str
) -> dict[str, Any]:
    """Draw one number at every place, between two ends of the diverging scale."""
    return {
        "type": "contour",
        "z": z,
        "zmin": ends[0],
        "zmax": ends[1],
        "colorscale": diverging("light", softness=SOFTNESS),
        "contours": levels,
        "line": {"width": 1, "color": LINE},
        "colorbar": {
            "title": {"text": name, "side": "top"},
            "orientation": "h",
            "thickness": 10,
            "len": 0.5,
            "x": 0.5,
            "y": 1,
            "yanchor": "bottom",
        },
        "hovertemplate": f"{name} %{{z}}<extra></extra>",
    }


def _classes(AL: Array, data: Dataset) -> dict[str, Any]:
    """Draw the most probable class at every place."""
    k = len(data.classes)
    colours = [soft(PALETTE["light"]["classes"][label]) for label in range(k)]
    edges = [(label + side) / k for label in range(k) for side in (0, 1)]
    steps = [colour for colour in colours for _ in (0, 1)]
    lines = [
        f"{plain(name)} %{{customdata[{label}]:.6f}}" for label, name in enumerate(data.classes)
    ]
    return {
        "type": "heatmap",
        "z": AL.argmax(axis=0),
        "zmin": -0.5,
        "zmax": k - 0.5,
        "zsmooth": False,
        "colorscale": list(zip(edges, steps, strict=True)),
        "showscale": False,
        "customdata": np.moveaxis(AL, 0, -1),
        "hovertemplate": "<br>".join(lines) + "<extra></extra>",
    }


def soft(colour: Sequence[int]) -> str:
    """Return a class's colour as pale as the plane is."""
    ground = PALETTE["light"]["neutral"]
    mixed = [g + SOFTNESS * (c - g) for c, g in zip(colour, ground, strict=True)]
    return f"rgb({', '.join(str(round(part)) for part in mixed)})"


def _of_class(
    points: Array, label: int, data: Dataset, name: str, *, is_test: bool
) -> dict[str, Any]:
    """Draw the points of one class and set."""
    if data.task == "classes":
        rgb, symbol = PALETTE["light"]["classes"][label], SYMBOLS[label]
    else:
        rgb, symbol = PALETTE["light"][ENDS[label]], ("diamond", "circle")[label]
    colour = f"rgb({', '.join(map(str, rgb))})"
    marker = {
        "size": 8 if is_test else 9,
        "color": PAPER if is_test else colour,
        "symbol": symbol,
        "line": {"width": 2 if is_test else 0.8, "color": colour if is_test else PAPER},
        "opacity": 1,
    }
    return _marks(points, data, f"{plain(data.classes[label])}, {name}", marker)


def _valued(
    points: Array, values: Array, data: Dataset, name: str, *, is_test: bool
) -> dict[str, Any]:
    """Draw points in the colour of their value."""
    low, high = data.value_range
    marker = {
        "size": 8 if is_test else 9,
        "color": values,
        "cmin": low,
        "cmax": high,
        "colorscale": diverging("light"),
        "symbol": "diamond" if is_test else "circle",
        "line": {"width": 0.8, "color": "#1c2430"},
        "opacity": 1,
    }
    drawn = _marks(points, data, f"{name} points", marker)
    own = data.value_centre + data.value_spread * values
    return drawn | {
        "customdata": own,
        "hovertemplate": "%{x}, %{y}<br>value %{customdata:.4f}<extra>%{fullData.name}</extra>",
    }


def _marks(points: Array, data: Dataset, name: str, marker: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers",
        "name": name,
        "x": data.centre[0] + data.spread[0] * points[0],
        "y": data.centre[1] + data.spread[1] * points[1],
        "marker": marker,
        "xhoverformat": ".3f",
        "yhoverformat": ".3f",
        "hovertemplate": "%{x}, %{y}<extra>%{fullData.name}</extra>",
    }
