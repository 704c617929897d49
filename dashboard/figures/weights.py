"""What does the network know? Every weight and bias of every layer, as heatmaps."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.theme import diverging, figure
from dashboard.settings import FEATURES
from network import Array, Params

GAP = 0.5
"""Room between two heatmaps, in cells."""


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


def weight_heatmaps(params: Params, *, revision: str) -> go.Figure:
    """Draw one heatmap a layer, all on one colour scale that is symmetric around zero.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.
    revision : str
        Zoom is kept while this stays the same.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One heatmap a layer; rows are units from the top, columns their inputs, the bias last.
        The page colours them with its own theme's scale.
    """
    n_layers = len(params) // 2
    matrices = [layer_matrix(params, layer) for layer in range(1, n_layers + 1)]
    total = sum(matrix.shape[1] for matrix in matrices) + GAP * 2.2 * (n_layers - 1)
    most = max(float(np.abs(matrix).max()) for matrix in matrices) or 1.0
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "title": {"text": "Weights, biases last", "x": 0, "xref": "paper", "y": 0.98},
        "uirevision": revision,
        "coloraxis": {
            "cmin": -most,
            "cmax": most,
            "colorscale": diverging("light"),
            "colorbar": {"thickness": 10, "len": 1.0, "tickfont": {"size": 11}},
        },
        "margin": {"l": 24, "r": 8, "t": 44, "b": 46},
    }
    layout["title"]["font"] = {"size": 15}
    left = 0.0
    for layer, matrix in enumerate(matrices, start=1):
        units, columns = matrix.shape
        name = "" if layer == 1 else str(layer)
        inputs = list(FEATURES) if layer == 1 else [str(unit) for unit in range(1, columns)]
        right = left + columns / total
        layout[f"xaxis{name}"] = {
            "domain": [left, min(1.0, right)],
            "anchor": f"y{name}",
            "tickvals": _some([*range(columns)], columns),
            "ticktext": _some([*inputs, "b"], columns),
            "title": {"text": f"W{layer}", "standoff": 10},
            "showgrid": False,
            "zeroline": False,
        }
        layout[f"yaxis{name}"] = {
            "anchor": f"x{name}",
            "autorange": "reversed",
            "tickvals": _some([*range(units)], units),
            "ticktext": _some([str(unit + 1) for unit in range(units)], units),
            "showgrid": False,
            "zeroline": False,
            "showticklabels": layer == 1,
        }
        traces.append(
            {
                "type": "heatmap",
                "z": matrix,
                "xaxis": f"x{name}",
                "yaxis": f"y{name}",
                "coloraxis": "coloraxis",
                "customdata": [
                    [f"W{layer}[{unit + 1}, {column + 1}]" for column in range(columns - 1)]
                    + [f"b{layer}[{unit + 1}]"]
                    for unit in range(units)
                ],
                "hovertemplate": "%{customdata}<br>%{z:.6f}<extra></extra>",
                "xgap": 1 if total < 40 else 0,
                "ygap": 1 if total < 40 else 0,
            }
        )
        left = right + 2.2 * GAP / total
    return figure(traces, layout)


def _some(values: list[Any], count: int) -> list[Any]:
    """Thin labels that would run into each other."""
    return values if count <= 10 else [*values[:-1:4], values[-1]]
