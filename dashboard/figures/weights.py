"""What does the network know? Every weight and bias of every layer, as heatmaps."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.theme import SMALL, TITLE, diverging, figure
from network import Array, Params

# Sizes in pixels, for a column of 350. The page stretches widths with its own column.
MARGIN = {"l": 22, "r": 8, "t": 46, "b": 40}
WIDTH = 350 - MARGIN["l"] - MARGIN["r"]
HEIGHT = 300 - MARGIN["t"] - MARGIN["b"]
ACROSS, DOWN = 22, 40
"""Room between two heatmaps: for the numbers of units, and for numbers of inputs and a name."""
NARROWEST = 36
"""No heatmap is narrower: its name must fit below it."""
MOST_COLUMNS = 40
"""More columns than this are laid in two rows."""
LABEL_WIDTH, LABEL_HEIGHT = 20, 14
"""Room for one label; the width is generous, as columns of the page can be narrower than 350."""


def layer_matrix(params: Params, layer: int) -> Array:
    """Lay a layer's biases beside its weights, as the last column.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.
    layer : int
        From 1.

    Returns
    -------
    matrix : ndarray of float, shape (n_l, n_{l-1} + 1)
    """
    return np.concatenate([params[f"W{layer}"], params[f"b{layer}"]], axis=1)


def rows_of(columns: Sequence[int]) -> list[list[int]]:
    """Decide which heatmaps stand in one row: all, or two rows as even as can be.

    Parameters
    ----------
    columns : sequence of int
        Columns of each heatmap.

    Returns
    -------
    rows : list of list of int
        Places in `columns`, in order.

    Examples
    --------
    >>> rows_of([3, 5]), rows_of([3, 17, 17, 17])
    ([[0, 1]], [[0, 1], [2, 3]])
    """
    places = list(range(len(columns)))
    if sum(columns) <= MOST_COLUMNS:
        return [places]
    cuts = range(1, len(columns))
    best = min(cuts, key=lambda cut: max(sum(columns[:cut]), sum(columns[cut:])))
    return [places[:best], places[best:]]


def widths_of(columns: Sequence[int], rows: Sequence[Sequence[int]]) -> list[float]:
    """Give every cell the same width, the widest row all there is, and no name too little.

    Parameters
    ----------
    columns : sequence of int
        Columns of each heatmap.
    rows : sequence of sequence of int
        Which of them stand in one row.

    Returns
    -------
    widths : list of float
        Width of each heatmap in pixels, where the figure is 350 wide.

    Examples
    --------
    >>> [round(width) for width in widths_of([3, 5], [[0, 1]])]
    [112, 186]
    """
    room = [WIDTH - ACROSS * (len(row) - 1) for row in rows]
    pairs = list(zip(rows, room, strict=True))
    cell = min(width / sum(columns[place] for place in row) for row, width in pairs)
    widths = [max(NARROWEST, count * cell) for count in columns]
    shrink = min(width / sum(widths[place] for place in row) for row, width in pairs)
    return [min(1.0, shrink) * width for width in widths]


def spaced(count: int, pitch: float, room: float) -> list[int]:
    """Choose which of evenly spaced places get a label: as many as have room, and the last.

    Parameters
    ----------
    count : int
        How many places there are.
    pitch : float
        From one place to the next, in pixels.
    room : float
        What a label needs, in pixels.

    Returns
    -------
    places : list of int
        In order, never closer than `room`.

    Examples
    --------
    >>> spaced(5, 30, 20), spaced(17, 4, 20), spaced(3, 4, 20)
    ([0, 1, 2, 3, 4], [0, 8, 16], [2])
    """
    last = count - 1
    step = next(
        step for step in (1, 2, 4, 8, 16, 32, count) if step * pitch >= room or step >= last
    )
    return [*(place for place in range(0, last, step) if (last - place) * pitch >= room), last]


def weight_heatmaps(params: Params, *, features: Sequence[str], revision: str) -> go.Figure:
    """Draw one heatmap a layer, all on one colour scale that is symmetric around zero.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.
    features : sequence of str
        What the inputs are called.
    revision : str
        Zoom is kept while this stays the same.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One heatmap a layer; rows are units from the top, columns their inputs, the bias last.
        The page colours them with its own theme's scale.
    """
    matrices = [layer_matrix(params, layer) for layer in range(1, len(params) // 2 + 1)]
    columns = [matrix.shape[1] for matrix in matrices]
    rows = rows_of(columns)
    widths = widths_of(columns, rows)
    height = (HEIGHT - DOWN * (len(rows) - 1)) / len(rows)
    most = max(float(np.abs(matrix).max()) for matrix in matrices) or 1.0
    layout: dict[str, Any] = {
        "title": {"text": "Weights, biases last", **TITLE},
        "uirevision": revision,
        "coloraxis": {
            "cmin": -most,
            "cmax": most,
            "colorscale": diverging("light"),
            "colorbar": {
                "orientation": "h",
                "thickness": 8,
                "len": 0.36,
                "x": 1,
                "xanchor": "right",
                "xpad": 0,
                "yref": "container",
                "y": 0.98,
                "yanchor": "top",
                "ypad": 0,
                "nticks": 4,
                "exponentformat": "power",
                "tickfont": SMALL,
            },
        },
        "margin": MARGIN,
    }
    traces: list[dict[str, Any]] = []
    for row, places in enumerate(rows):
        left = 0.0
        top = 1 - row * (height + DOWN) / HEIGHT
        for place in places:
            layer, matrix, width = place + 1, matrices[place], widths[place]
            name = "" if layer == 1 else str(layer)
            inputs = list(features) if layer == 1 else [str(n) for n in range(1, columns[place])]
            units, cell = len(matrix), width / columns[place]
            common = {"showgrid": False, "zeroline": False, "ticks": "", "tickfont": SMALL}
            longest = max(len(name) for name in inputs)
            across = spaced(columns[place], cell, LABEL_WIDTH * max(1, longest / 2))
            layout[f"xaxis{name}"] = {
                **common,
                "domain": [left / WIDTH, min(1.0, (left + width) / WIDTH)],
                "anchor": f"y{name}",
                "tickvals": across,
                "ticktext": [[*inputs, "b"][column] for column in across],
                "tickangle": 0,
                "title": {"text": f"W{layer}", "standoff": 4, "font": SMALL},
            }
            down = spaced(units, height / units, LABEL_HEIGHT)
            layout[f"yaxis{name}"] = {
                **common,
                "domain": [max(0.0, top - height / HEIGHT), top],
                "anchor": f"x{name}",
                "autorange": "reversed",
                "tickvals": down,
                "ticktext": [str(unit + 1) for unit in down],
            }
            traces.append(
                {
                    "type": "heatmap",
                    "z": matrix,
                    "xaxis": f"x{name}",
                    "yaxis": f"y{name}",
                    "coloraxis": "coloraxis",
                    "customdata": [
                        [f"W{layer}[{unit}, {column}]" for column in range(1, columns[place])]
                        + [f"b{layer}[{unit}]"]
                        for unit in range(1, units + 1)
                    ],
                    "zhoverformat": ".6f",  # in the template itself Plotly would write a hyphen
                    "hovertemplate": "%{customdata}<br>%{z}<extra></extra>",
                    "xgap": 1 if cell > 6 else 0,
                    "ygap": 1 if cell > 6 else 0,
                }
            )
            left += width + ACROSS
    return figure(traces, layout)
