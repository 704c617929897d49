"""What does a number for every weight look like? Heatmaps side by side, on one diverging scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.theme import SMALL, TITLE, diverging, figure, plain
from dashboard.figures.weights import ACROSS, LABEL_HEIGHT, LABEL_WIDTH, WIDTH, spaced, widths_of
from network import Array

# Sizes in pixels, for a column of 350. The page stretches widths with its own column.
MARGIN = {"l": 22, "r": 8, "t": 40, "b": 40}
ROW_TITLE = 22
"""Room for a row's title, if it has one."""
ROW_HEIGHTS = (220, 150)
"""Of one row alone, and of each of several."""
DOWN = 66
"""Room between two rows: for the numbers of inputs, a map's name, and the next row's title."""

MARK = "#808080"
"""A cross on a cell, on the ground of either theme."""


@dataclass(frozen=True, eq=False)
class LayerMap:
    """A number for each weight and bias of a layer.

    Parameters
    ----------
    layer : int
        From 1.
    name : str
        Written below it.
    numbers : ndarray of float, shape (n_l, n_{l-1} + 1)
        What a cell says when it is pointed at; biases in the last column.
    shades : ndarray of float, same shape
        What colours it.
    marked : ndarray of bool, same shape, or None
        Which cells get a cross.
    """

    layer: int
    name: str
    numbers: Array
    shades: Array
    marked: NDArray[np.bool_] | None = None


def layer_maps(
    rows: Sequence[tuple[str, Sequence[LayerMap]]],
    *,
    title: str,
    features: Sequence[str],
    most: float,
    mark_words: str = "",
    revision: str = "",
) -> go.Figure:
    """Draw rows of heatmaps.

    Parameters
    ----------
    rows : sequence of (str, sequence of LayerMap)
        Each row's title, and its maps.
    title : str
        Over all of them.
    features : sequence of str
        What the network's inputs are called.
    most : float
        The shade at the ends of the scale.
    mark_words : str
        What a cross says when it is pointed at.
    revision : str
        Zoom is kept while this stays the same.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the maps row by row, each followed by its crosses, if it has any. A cell's
        ``customdata`` begins with the name of its parameter, as in ``"W1.0.1"``.
    """
    n_rows = len(rows)
    row_height = ROW_HEIGHTS[min(n_rows, 2) - 1]
    height = row_height * n_rows + DOWN * (n_rows - 1)
    margin = MARGIN | {"t": MARGIN["t"] + (ROW_TITLE if rows[0][0] else 0)}
    layout: dict[str, Any] = {
        "title": {"text": plain(title), **TITLE},
        "uirevision": revision,
        "height": height + margin["t"] + margin["b"],
        "margin": margin,
        "showlegend": False,
        "annotations": [],
        "coloraxis": {
            "cmin": -most,
            "cmax": most,
            "colorscale": diverging("light"),
            "showscale": False,
        },
    }
    traces: list[dict[str, Any]] = []
    number = 0
    for index, (words, maps) in enumerate(rows):
        top = 1 - index * (row_height + DOWN) / height
        columns = [each.shades.shape[1] for each in maps]
        widths = widths_of(columns, [list(range(len(maps)))])
        layout["annotations"].append(
            {
                "text": plain(words),
                "x": 0,
                "y": top,
                "xref": "paper",
                "yref": "paper",
                "xanchor": "left",
                "yanchor": "bottom",
                "showarrow": False,
            }
        )
        left = 0.0
        for each, width in zip(maps, widths, strict=True):
            number += 1
            end = "" if number == 1 else str(number)
            domain = [left / WIDTH, min(1.0, (left + width) / WIDTH)]
            across, down = _axes(each, features, width, row_height)
            layout[f"xaxis{end}"] = across | {"domain": domain, "anchor": f"y{end}"}
            bottom = max(0.0, top - row_height / height)
            layout[f"yaxis{end}"] = down | {"domain": [bottom, top], "anchor": f"x{end}"}
            gap = 1 if width / each.shades.shape[1] > 6 else 0
            traces.append(_cells(each, gap) | {"xaxis": f"x{end}", "yaxis": f"y{end}"})
            if each.marked is not None and each.marked.any():
                crosses = _crosses(each.marked, mark_words)
                traces.append(crosses | {"xaxis": f"x{end}", "yaxis": f"y{end}"})
            left += width + ACROSS
    return figure(traces, layout)


def _axes(
    each: LayerMap, features: Sequence[str], width: float, height: float
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give a map's inputs and units their numbers, as many as have room."""
    n_units, n_columns = each.shades.shape
    common = {"showgrid": False, "zeroline": False, "ticks": "", "tickfont": SMALL}
    inputs = list(features) if each.layer == 1 else [str(n) for n in range(1, n_columns)]
    room = LABEL_WIDTH * max(1.0, max(map(len, inputs)) / 2)
    across = spaced(n_columns, width / n_columns, room)
    down = spaced(n_units, height / n_units, LABEL_HEIGHT)
    return (
        {
            **common,
            "range": [-0.5, n_columns - 0.5],
            "tickvals": across,
            "ticktext": [[*inputs, "b"][column] for column in across],
            "tickangle": 0,
            "title": {"text": plain(each.name), "standoff": 4, "font": SMALL},
        },
        {
            **common,
            "range": [n_units - 0.5, -0.5],
            "tickvals": down,
            "ticktext": [str(unit + 1) for unit in down],
        },
    )


def _cells(each: LayerMap, gap: int) -> dict[str, Any]:
    n_units, n_columns = each.shades.shape
    layer = each.layer
    names = [
        [
            (f"W{layer}.{unit}.{column}", f"W{layer}[{unit + 1}, {column + 1}]")
            for column in range(n_columns - 1)
        ]
        + [(f"b{layer}.{unit}", f"b{layer}[{unit + 1}]")]
        for unit in range(n_units)
    ]
    return {
        "type": "heatmap",
        "z": each.shades,
        "coloraxis": "coloraxis",
        "customdata": [
            [
                [*name, f"{value:.6g}".replace("-", "−")]
                for name, value in zip(row, values, strict=True)
            ]
            for row, values in zip(names, each.numbers.tolist(), strict=True)
        ],
        "hovertemplate": (
            f"%{{customdata[1]}}<br>{plain(each.name)}: %{{customdata[2]}}<extra></extra>"
        ),
        "xgap": gap,
        "ygap": gap,
    }


def _crosses(marked: NDArray[np.bool_], words: str) -> dict[str, Any]:
    units, columns = np.nonzero(marked)
    return {
        "type": "scatter",
        "mode": "markers",
        "x": columns,
        "y": units,
        "marker": {"symbol": "x-thin", "size": 8, "line": {"width": 2, "color": MARK}},
        "hoverinfo": "text",
        "hovertext": plain(words),
    }
