"""What does a layer see? The plane's grid as the layer bends it, and the points on it."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.boundary import ENDS, SYMBOLS
from dashboard.figures.planes import marks
from dashboard.figures.theme import LAYER_LINES, PALETTE, SMALL, TITLE, figure, plain
from dashboard.inside.output import line_across, region_of, scores_of
from dashboard.inside.spaces import Space
from dashboard.inside.spread import Group, groups_of
from network import Array

GRID = "rgba(128,138,150,0.75)"
"""A line of the grid, on the ground of either theme."""

LINE = LAYER_LINES[2][0]
"""Where the output layer draws its line."""

TINT = 0.2
"""How much of a class's colour lies over the ground, where the output says this class."""

HEIGHT = 330


def space_figure(
    space: Space,
    data: Dataset,
    *,
    title: str,
    axes: tuple[str, ...],
    output: tuple[Array, Array] | None = None,
) -> go.Figure:
    """Draw a space of two coordinates.

    Parameters
    ----------
    space : Space
        With finite points.
    data : Dataset
        What is learned: colours of the points.
    title : str
        Over it.
    axes : tuple of str, length 2
        What the coordinates are called.
    output : (ndarray, ndarray), optional
        For the last space, as `output.sums_on` returns them.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: where the output says each class, if it tells places apart; the grid; the line
        where the output is in the middle, if it crosses the picture; the points of each class.
    """
    left, right, bottom, top = frame = space.frame
    traces: list[dict[str, Any]] = []
    if output is not None and data.task != "value" and np.ptp(scores_of(*output)[0], axis=0).any():
        traces += [_region(label, output, data, frame) for label in range(len(data.classes))]
    traces.append(
        {
            "type": "scatter",
            "mode": "lines",
            "name": "the plane's grid",
            "x": space.grid[0],
            "y": space.grid[1],
            "line": {"color": GRID, "width": 1},
            "hoverinfo": "skip",
        }
    )
    if output is not None and (line := half_line(output, data, frame)) is not None:
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": "the output's line",
                "x": line[0],
                "y": line[1],
                "line": {"color": LINE, "width": 3.5},
                "hoverinfo": "skip",
            }
        )
    across, up = map(plain, axes)
    traces += [_points(space, group, data, across, up) for group in groups_of(data)]
    bare: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "nticks": 4,
        "tickfont": SMALL,
        "constrain": "domain",
        "exponentformat": "power",
    }
    return figure(
        traces,
        {
            "title": {"text": plain(title), **TITLE},
            "height": HEIGHT,
            "margin": {"l": 46, "r": 8, "t": 34, "b": 44},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": bare
            | {"range": [left, right], "title": {"text": across, "standoff": 4, "font": SMALL}},
            "yaxis": bare
            | {
                "range": [bottom, top],
                "scaleanchor": "x",
                "title": {"text": up, "standoff": 4, "font": SMALL},
            },
        },
    )


def _points(space: Space, group: Group, data: Dataset, across: str, up: str) -> dict[str, Any]:
    """Draw the training points of one group."""
    if data.task == "value":
        marker = marks(data, data.targets[group.members])
    else:  # one colour and shape for all of them: a list of colours takes Plotly long to check
        marker = marks(data, np.zeros(0)) | {
            "color": colour_of(group.label, data),
            "symbol": SYMBOLS[group.label],
        }
    return {
        "type": "scatter",
        "mode": "markers",
        "name": plain(group.name),
        "x": space.points[0, group.members],
        "y": space.points[1, group.members],
        "customdata": data.points[:, group.members].T,
        "marker": marker | {"size": 6},
        "xhoverformat": ".4f",
        "yhoverformat": ".4f",
        "hovertemplate": (
            f"{across} %{{x}}<br>{up} %{{y}}<br>"
            "on the plane (%{customdata[0]:.3f}, %{customdata[1]:.3f})<extra></extra>"
        ),
    }


def half_line(
    output: tuple[Array, Array], data: Dataset, frame: tuple[float, float, float, float]
) -> Array | None:
    """Return the ends of the one output unit's line, if it has one that crosses the frame."""
    if data.task == "classes":
        return None
    slopes, offsets = output
    return line_across(slopes[0], float(offsets[0, 0]), frame)


def colour_of(label: int, data: Dataset, *, alpha: float = 1.0) -> str:
    """Return the colour of a class, or of values below and above the middle."""
    theme = PALETTE["light"]
    rgb = theme["classes"][label] if data.task == "classes" else theme[ENDS[label]]
    return f"rgba({', '.join(map(str, rgb))},{alpha:g})"


def _region(
    label: int,
    output: tuple[Array, Array],
    data: Dataset,
    frame: tuple[float, float, float, float],
) -> dict[str, Any]:
    x, y = region_of(label, *scores_of(*output), frame)
    return {
        "type": "scatter",
        "mode": "lines",
        "name": plain(f"the output says {data.classes[label]}"),
        "x": x,
        "y": y,
        "fill": "toself",
        "fillcolor": colour_of(label, data, alpha=TINT),
        "line": {"width": 0},
        "hoverinfo": "skip",
    }
