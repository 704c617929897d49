"""What came of many runs? Their planes as small multiples, their costs as a strip, and a grid."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.datasets import Dataset
from dashboard.figures.boundary import soft
from dashboard.figures.planes import PALE
from dashboard.figures.theme import NEGATIVE, PALETTE, POSITIVE, SMALL, TITLE, diverging, figure
from network import Array

GAP = 2
"""Empty pixels between two small planes."""


def mosaic(
    pictures: Mapping[int, NDArray[np.float32]],
    data: Dataset,
    *,
    count: int,
    words: Sequence[str],
) -> go.Figure:
    """Draw what each of many runs predicts over the plane, in one picture.

    Parameters
    ----------
    pictures : mapping of int to ndarray of float, shape (n_L, k, k)
        By the number of the run, as far as they are there.
    data : Dataset
        What all of them learn.
    count : int
        How many there will be.
    words : sequence of str, length `count`
        What is told of each where the mouse is on it.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        A heatmap, and over it a mark for each run, whose ``customdata`` is its number.
    """
    columns = min(count, 17 if count > 50 else 10 if count > 12 else 6)
    rows = -(-count // columns)
    k = next(iter(pictures.values())).shape[-1] if pictures else 2
    side = k + GAP
    sheet = np.full((rows * side, columns * side), np.nan)
    for number, picture in pictures.items():
        row, column = divmod(number, columns)
        value = picture.argmax(axis=0) if data.task == "classes" else picture[0]
        top = (rows - 1 - row) * side
        sheet[top : top + k, column * side : column * side + k] = value
    known = sorted(pictures)
    x = [number % columns * side + (k - 1) / 2 for number in known]
    y = [(rows - 1 - number // columns) * side + (k - 1) / 2 for number in known]
    traces: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "z": sheet.astype(np.float32),
            "showscale": False,
            "hoverinfo": "skip",
            **_scale(data),
        },
        {
            "type": "scatter",
            "mode": "markers",
            "x": x,
            "y": y,
            "marker": {"size": 44, "symbol": "square", "opacity": 0, "color": POSITIVE},
            "customdata": known,
            "text": [words[number] for number in known],
            "hovertemplate": "%{text}<extra></extra>",
        },
    ]
    bare = {"visible": False, "fixedrange": True, "constrain": "domain"}
    return figure(
        traces,
        {
            "height": max(160, min(700, 34 + rows * (1_240 // columns))),
            "margin": {"l": 4, "r": 4, "t": 30, "b": 4},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": bare | {"range": [-1, columns * side - GAP + 1]},
            "yaxis": bare | {"range": [-1, rows * side - GAP + 1], "scaleanchor": "x"},
        },
    )


def _scale(data: Dataset) -> dict[str, Any]:
    if data.task != "classes":
        low, high = data.value_range if data.task == "value" else (0.0, 1.0)
        return {"zmin": low, "zmax": high, "colorscale": diverging("light", softness=PALE + 0.2)}
    k = len(data.classes)
    colours = [soft(PALETTE["light"]["classes"][label]) for label in range(k)]
    edges = [(label + side) / k for label in range(k) for side in (0, 1)]
    doubled = [colour for colour in colours for _ in (0, 1)]
    return {"zmin": -0.5, "zmax": k - 0.5, "colorscale": list(zip(edges, doubled, strict=True))}


def strip(
    costs: Mapping[int, float], solved: Mapping[int, bool], *, words: Sequence[str]
) -> go.Figure:
    """Draw the final costs of many runs as marks along one line.

    Parameters
    ----------
    costs : mapping of int to float
        By the number of the run.
    solved : mapping of int to bool
        Which of them solved it.
    words : sequence of str
        What is told of each where the mouse is on it.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Two traces, solved and not; their ``customdata`` are the numbers of the runs.
    """
    traces: list[dict[str, Any]] = []
    for is_solved, name, colour, symbol in (
        (True, "solved", POSITIVE, "circle"),
        (False, "not solved", NEGATIVE, "diamond"),
    ):
        numbers = [number for number in sorted(costs) if solved[number] == is_solved]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": [costs[number] for number in numbers],
                "y": [(number * 0.618034) % 1 for number in numbers],
                "marker": {"size": 11, "color": colour, "symbol": symbol, "opacity": 0.75},
                "customdata": numbers,
                "text": [words[number] for number in numbers],
                "hovertemplate": "%{text}<extra></extra>",
            }
        )
    return figure(
        traces,
        {
            "title": {"text": "Final training cost of each", **TITLE},
            "height": 190,
            "margin": {"l": 12, "r": 12, "t": 40, "b": 44},
            "showlegend": True,
            "hovermode": "closest",
            "xaxis": {"type": "log", "exponentformat": "power", "nticks": 6},
            "yaxis": {"visible": False, "range": [-0.3, 1.3], "fixedrange": True},
        },
    )


def sweep_map(
    values: Array,
    *,
    title: str,
    down: Sequence[str],
    across: Sequence[str],
    axes: tuple[str, str],
    words: Sequence[Sequence[str]],
    is_logarithmic: bool,
) -> go.Figure:
    """Draw one number for every pair of two settings.

    Parameters
    ----------
    values : ndarray of float, shape (rows, columns)
        NaN where there is none.
    title : str
        What the number is.
    down, across : sequence of str
        The values on the axes.
    axes : tuple of str
        What the axes are called, down and across.
    words : sequence of sequence of str
        What is told of each cell.
    is_logarithmic : bool
        Whether the colours are of its logarithm.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        A heatmap whose ``customdata`` are ``[row, column]``.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.log10(np.maximum(values, 1e-12)) if is_logarithmic else values
    text = [["" if np.isnan(one) else f"{one:.3g}" for one in row] for row in values]
    places = [[[row, column] for column in range(len(across))] for row in range(len(down))]
    return figure(
        [
            {
                "type": "heatmap",
                "z": z,
                "text": text,
                "texttemplate": "%{text}",
                "textfont": {"color": "#1c2430"},
                "customdata": places,
                "hovertext": words,
                "hovertemplate": "%{hovertext}<extra></extra>",
                "xgap": 2,
                "ygap": 2,
                "showscale": False,
                "colorscale": diverging("light", softness=0.75),
            }
        ],
        {
            "title": {"text": title, **TITLE},
            "height": 130 + 46 * len(down),
            "margin": {"l": 90, "r": 12, "t": 40, "b": 56},
            "xaxis": {
                "tickvals": list(range(len(across))),
                "ticktext": list(across),
                "title": {"text": axes[1], "standoff": 6},
                "tickfont": SMALL,
            },
            "yaxis": {
                "tickvals": list(range(len(down))),
                "ticktext": list(down),
                "title": {"text": axes[0], "standoff": 6},
                "tickfont": SMALL,
                "autorange": "reversed",
                "automargin": True,
            },
        },
    )
