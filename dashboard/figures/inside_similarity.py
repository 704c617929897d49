"""How alike are the units of a layer, now and on the way? Cosines as a map, and a line."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.curves import ROOMY, marked_step
from dashboard.figures.theme import LAYER_LINES, SMALL, TITLE, diverging, figure, plain
from dashboard.figures.weights import LABEL_HEIGHT, spaced
from dashboard.inside.similarity import Alikeness
from network import Array

HEIGHT = 300
ROOM = HEIGHT - 46 - 44
"""For the cells, in pixels."""

MOST_WRITTEN = 6
"""So many units have room for their cosines in the cells."""


def similarity_figure(cosines: Array, *, title: str) -> go.Figure:
    """Draw the cosines between the units of a layer as a heatmap.

    Parameters
    ----------
    cosines : ndarray of float, shape (n, n)
        As `similarity.similarity` returns them: NaN is left empty.
    title : str
        Over it.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One heatmap on the page's diverging scale from -1 to 1.
    """
    n = len(cosines)
    units = np.arange(1, n + 1)
    places = spaced(n, ROOM / n, LABEL_HEIGHT)
    numbers = [
        ["" if np.isnan(value) else f"{value:.2f}".replace("-", "−") for value in row]
        for row in (cosines.round(2) + 0.0).tolist()
    ]
    trace: dict[str, Any] = {
        "type": "heatmap",
        "x": units,
        "y": units,
        "z": cosines,
        "coloraxis": "coloraxis",
        "zhoverformat": ".6f",
        "hovertemplate": "units %{x} and %{y}<br>cosine %{z}<extra></extra>",
        "xgap": 1,
        "ygap": 1,
    }
    if n <= MOST_WRITTEN:
        trace |= {"text": numbers, "texttemplate": "%{text}"}
    axis: dict[str, Any] = {
        "showgrid": False,
        "zeroline": False,
        "ticks": "",
        "tickfont": SMALL,
        "tickvals": units[places],
        "constrain": "domain",
    }
    return figure(
        [trace],
        {
            "title": {"text": plain(title), **TITLE},
            "height": HEIGHT,
            "margin": {"l": 30, "r": 8, "t": 46, "b": 44},
            "xaxis": axis
            | {
                "range": [0.5, n + 0.5],
                "title": {"text": "unit", "standoff": 2, "font": SMALL},
            },
            "yaxis": axis | {"range": [n + 0.5, 0.5], "scaleanchor": "x"},
            "coloraxis": {
                "cmin": -1,
                "cmax": 1,
                "colorscale": diverging("light"),
                "colorbar": {
                    "orientation": "h",
                    "thickness": 8,
                    "len": 0.4,
                    "x": 1,
                    "xanchor": "right",
                    "xpad": 0,
                    "yref": "container",
                    "y": 0.98,
                    "yanchor": "top",
                    "ypad": 0,
                    "tickvals": [-1, 0, 1],
                    "ticktext": ["−1", "0", "1"],
                    "tickfont": SMALL,
                },
            },
        },
    )


def alikeness_figure(layers: Sequence[Alikeness], *, step: int, of: str) -> go.Figure:
    """Draw how alike each layer's units were, against the step.

    Parameters
    ----------
    layers : sequence of Alikeness
        Each a line; its number decides the line's colour.
    step : int
        The step looked at, marked by a dotted line.
    of : {"largest", "mean"}
        Of all pairs' absolute cosines.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One trace a layer.
    """
    traces: list[dict[str, Any]] = []
    for each in layers:
        colour, dash = LAYER_LINES[(each.layer - 1) % len(LAYER_LINES)]
        values = each.largest if of == "largest" else each.mean
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if len(each.steps) > 1 else "markers",
                "name": str(each.layer),
                "x": each.steps,
                "y": values,
                "line": {"color": colour, "dash": dash, "width": 2},
                "marker": {"color": colour, "size": 9},
                "cliponaxis": False,
                "xhoverformat": ",d",
                "yhoverformat": ".6f",
                "hovertemplate": (
                    f"step %{{x}}<br>layer {each.layer}: {of} |cosine| %{{y}}<extra></extra>"
                ),
            }
        )
    return figure(
        traces,
        {
            "title": {"text": f"{of.capitalize()} |cosine| of a layer's pairs", **TITLE},
            "height": HEIGHT,
            "xaxis": {"title": {"text": "step", "standoff": 8}, "rangemode": "tozero"},
            "yaxis": {"range": [0, 1.02], **ROOMY},
            "shapes": [marked_step(step)],
            "showlegend": len(traces) > 1,
            "legend": {"title": {"text": "layer", "font": {"size": 13}}, "x": 1.02, "y": 1},
            "uirevision": of,
        },
    )
