"""What flows through the network in a phase of a step? Units, weights, and the active layer lit."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.step_words import (
    MOST_LAYERS_NUMBERED,
    StepPicture,
    arrow,
    heads,
    room_for,
    side_names,
)
from dashboard.figures.theme import NEGATIVE, POSITIVE, diverging, figure, plain
from network import Array

HEIGHT = 430
SOFT = 1.6
"""How far the colour scale reaches beyond the largest value: the numbers stay readable on it."""
MOST_NUMBERED = 6
"""In a layer with more units, none has its number written in it."""
MOST_CLICKABLE = 300
"""Of a network with more weights, only those of the active layer can be clicked on."""
ALONG = (0.24, 0.4, 0.6, 0.76)
"""Where on an edge it can be clicked on: not in the middle, where many edges cross."""
WIDTHS = (0.6, 1.2, 2.0, 3.0, 4.4)
GREY = "rgba(128,138,150,0.85)"
FAINT = 0.13
"""How visible what does not take part is."""


def step_picture(step: StepPicture) -> go.Figure:
    """Draw the network in one phase of a step.

    Parameters
    ----------
    step : StepPicture
        What is to be seen.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: edges, in groups of one look; what is lit around the subject; places where an edge
        can be clicked on, whose ``customdata`` is the weight's name; and the units of each layer,
        whose ``customdata`` is the unit's name, empty for features.
    """
    counts = [len(values) for values in step.values]
    places = [_places(count) for count in counts]
    traces = [*_edges(step, places), *_lit_edge(step, places), _handles(step, places)]
    size = float(np.clip(330 / max(counts) * 0.66, 9, 48))
    traces += [_units(step, layer, places[layer], size) for layer in range(len(counts))]
    return figure(
        traces,
        {
            "height": HEIGHT,
            "showlegend": False,
            "hovermode": "closest",
            "dragmode": False,
            "margin": {"l": room_for(step.inputs), "r": room_for(step.outputs), "t": 44, "b": 26},
            "xaxis": _axis([-0.3, len(counts) - 1 + 0.3]),
            "yaxis": _axis([-0.57, 0.57]),
            "coloraxis": {
                "cmin": -SOFT,
                "cmax": SOFT,
                "colorscale": diverging("light"),
                "showscale": False,
            },
            "annotations": [*heads(step), *arrow(step), *side_names(step, places, size)],
        },
    )


def _axis(ends: list[float]) -> dict[str, Any]:
    return {"range": ends, "visible": False, "fixedrange": True}


def _places(count: int) -> Array:
    """Spread the units of a layer over the height, the first on top."""
    gap = min(1 / count, 0.3)
    return gap * ((count - 1) / 2 - np.arange(count, dtype=np.float64))


def _takes_part(step: StepPicture, layer: int) -> bool:
    """Whether the edges into a layer are those at work."""
    return step.active in (0, layer)


def _edges(step: StepPicture, places: Sequence[Array]) -> Iterator[dict[str, Any]]:
    for layer, values in enumerate(step.edges, start=1):
        is_lit = _takes_part(step, layer)
        most = float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
        with np.errstate(invalid="ignore"):
            shares = np.nan_to_num(np.abs(values) / most, nan=0.0)
        ranks = np.minimum((shares * len(WIDTHS)).astype(int), len(WIDTHS) - 1)
        crowd = 1.0 if values.size <= 40 else 0.62
        for rank, width in enumerate(WIDTHS):
            for colour, chosen in (
                (POSITIVE, (ranks == rank) & (values >= 0)),
                (NEGATIVE, (ranks == rank) & (values < 0)),
            ):
                rows, columns = np.nonzero(chosen)
                if not rows.size:
                    continue
                x = np.tile([layer - 1.0, float(layer), np.nan], rows.size)
                ends = [places[layer - 1][columns], places[layer][rows], np.full(rows.size, np.nan)]
                strength = (0.3 + 0.6 * (rank + 1) / len(WIDTHS)) * crowd
                yield {
                    "type": "scatter",
                    "mode": "lines",
                    "x": x,
                    "y": np.stack(ends, axis=1).ravel(),
                    "line": {"color": colour, "width": width if is_lit else min(width, 1.2)},
                    "opacity": strength if is_lit else FAINT,
                    "hoverinfo": "skip",
                }


def _lit_edge(step: StepPicture, places: Sequence[Array]) -> Iterator[dict[str, Any]]:
    """Draw the weight that the arithmetic is about over all others."""
    name, *numbers = step.subject.split(".")
    if name[0] != "W":
        return
    layer, (row, column) = int(name[1:]), map(int, numbers)
    value = float(step.edges[layer - 1][row, column])
    yield {
        "type": "scatter",
        "mode": "lines",
        "x": [layer - 1, layer],
        "y": [places[layer - 1][column], places[layer][row]],
        "line": {"color": NEGATIVE if value < 0 else POSITIVE, "width": 6},
        "hoverinfo": "skip",
    }


def _handles(step: StepPicture, places: Sequence[Array]) -> dict[str, Any]:
    """Lay invisible marks along the edges, to be pointed at and clicked on."""
    n_edges = sum(values.size for values in step.edges)
    subject = int(step.subject.partition(".")[0][-1])
    x: list[float] = []
    y: list[float] = []
    names: list[str] = []
    words: list[str] = []
    for layer, values in enumerate(step.edges, start=1):
        if n_edges > MOST_CLICKABLE and layer != (step.active or subject):
            continue
        for row, column in np.ndindex(values.shape):
            bottom, top = float(places[layer - 1][column]), float(places[layer][row])
            text = (
                f"{step.edge_name}W{layer}[{row + 1}, {column + 1}] = "
                f"{_number(float(values[row, column]), 4)}"
            )
            for share in ALONG:
                x.append(layer - 1 + share)
                y.append(bottom + share * (top - bottom))
                names.append(f"W{layer}.{row}.{column}")
                words.append(text)
    return {
        "type": "scatter",
        "mode": "markers",
        "name": "weights",
        "x": x,
        "y": y,
        "customdata": names,
        "text": words,
        "marker": {"size": 12, "color": "rgba(0,0,0,0)"},
        "hovertemplate": "%{text}<extra></extra>",
    }


def _units(step: StepPicture, layer: int, places: Array, size: float) -> dict[str, Any]:
    values = step.values[layer]
    most = 1.0 if step.bounded[layer] else float(np.nanmax(np.abs(values), initial=0.0)) or 1.0
    is_numbered = (
        max(map(len, step.values)) <= MOST_NUMBERED and len(step.values) <= MOST_LAYERS_NUMBERED
    )
    # What flows into the active layer takes part as well.
    near = {"forward": (step.active - 1, step.active), "backward": (step.active, step.active + 1)}
    is_lit = not step.direction or layer in near[step.direction]
    with np.errstate(invalid="ignore"):
        shares = np.nan_to_num(values / most, nan=0.0, posinf=1.0, neginf=-1.0)
    name = step.subject.partition(".")[0]
    row = int(step.subject.split(".")[1]) if int(name[-1]) == layer else -1
    letter = "" if layer == 0 else f"{step.letter}{layer}"
    names = list(step.inputs) if layer == 0 else [f"{letter}[{n + 1}]" for n in range(len(values))]
    return {
        "type": "scatter",
        "mode": "markers+text" if is_numbered else "markers",
        "name": f"layer {layer}",
        "x": np.full(len(values), float(layer)),
        "y": places,
        "customdata": ["" if layer == 0 else f"unit{layer}.{n}" for n in range(len(values))],
        "text": [_number(value, 3 if abs(value) < 10 else 2) for value in values],
        "textfont": {"size": 12},
        "hovertext": [
            f"{plain(named)} = {_number(value, 4)}"
            for named, value in zip(names, values, strict=True)
        ],
        "hovertemplate": "%{hovertext}<extra></extra>",
        "marker": {
            "size": size,
            "color": shares,
            "coloraxis": "coloraxis",
            "opacity": 1,
            "line": {
                "width": [4 if n == row else 2 if is_lit else 1 for n in range(len(values))],
                "color": [
                    POSITIVE if n == row else GREY if is_lit else "rgba(128,138,150,0.35)"
                    for n in range(len(values))
                ],
            },
        },
    }


def _number(value: float, digits: int) -> str:
    return f"{value:.{digits}g}".replace("-", "−")
