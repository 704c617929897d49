"""What flows through the network in a phase? Its units and edges, with the active layer lit."""

from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.features import FEATURES
from dashboard.figures.theme import NEGATIVE, POSITIVE, SMALL, figure
from dashboard.one_step.phases import Phase
from dashboard.one_step.trace import Trace
from network import Array

WIDTHS = (0.6, 1.4, 2.6, 4.2)
"""Pixels of an edge, by how large its number is beside the largest of its layer."""

FAINT = 0.16
MOST_NUMBERS = 8
"""A layer of more units than this has no numbers written into them."""

DIAMETER = 34
SLIM = 20


def step_picture(trace: Trace, phase: Phase, *, target: str, point: int | None) -> go.Figure:
    """Draw the network as it is in a phase of a step.

    Parameters
    ----------
    trace : Trace
        The step.
    phase : Phase
        Which phase.
    target : str
        The unit, weight or bias that is chosen.
    point : int or None
        Whose values flow; None for the mean over all points of the step.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Units are coloured by what they hold: activations forward, slopes of the cost backward.
        Edges are coloured by their weights, backward by their slopes and in the update by how they
        move. ``customdata`` names what a click is on.
    """
    dims = [len(trace.X), *(len(each.W) for each in trace.layers)]
    places = [_heights(count) for count in dims]
    values, name = _values(trace, phase, point)
    traces = [*_edges(trace, phase, places, target), *_handles(trace, phase, places)]
    traces += _units(phase, places, values, name, target)
    most = max(1e-12, *(float(np.abs(layer).max()) for layer in values))
    annotations = [_title(trace, layer) for layer in range(len(dims))]
    arrow = _arrow(phase)
    shapes = [_spotlight(phase)] if phase.layer else []
    return figure(
        traces,
        {
            "height": 420,
            "margin": {"l": 4, "r": 4, "t": 28, "b": 8},
            "showlegend": False,
            "hovermode": "closest",
            "xaxis": {"visible": False, "range": [-0.45, len(dims) - 0.55], "fixedrange": True},
            "yaxis": {"visible": False, "range": [-1.16, 1.3], "fixedrange": True},
            "coloraxis": {"cmin": -most, "cmax": most, "showscale": False},
            "annotations": [*annotations, *arrow],
            "shapes": shapes,
        },
    )


def _heights(count: int) -> Array:
    return np.linspace(1, -1, count + 2)[1:-1] if count > 1 else np.zeros(1)


def _values(trace: Trace, phase: Phase, point: int | None) -> tuple[list[Array], str]:
    """Return what every layer's units hold in a phase, the features' first."""

    def of(array: Array) -> Array:
        return array[:, point] if point is not None else array.mean(axis=1)

    if phase.kind == "backward":
        return [np.zeros(len(trace.X)), *(of(each.dZ) for each in trace.layers)], "δ"
    return [of(trace.X), *(of(each.A) for each in trace.layers)], "a"


def _is_lit(phase: Phase, layer: int) -> bool:
    """Whether a layer's units have their numbers by now: forward comes from the left."""
    if phase.kind == "forward":
        return layer <= phase.layer
    if phase.kind == "backward":
        return layer >= phase.layer
    return phase.kind != "initialise" or layer > 0


def _edges(trace: Trace, phase: Phase, places: list[Array], target: str) -> list[dict[str, Any]]:
    """Draw the edges: a trace for each sign and width, as thousands of them would be too many."""
    traces: list[dict[str, Any]] = []
    for each in trace.layers:
        numbers = {
            "backward": each.dW,
            "update": each.new_W - each.W,
        }.get(phase.kind, each.W)
        size = float(np.abs(numbers).max()) or 1.0
        is_active = phase.layer in (0, each.layer) and phase.kind != "cost"
        bins = np.minimum(np.abs(numbers) / size * len(WIDTHS), len(WIDTHS) - 1).astype(int)
        for sign, colour in ((-1, NEGATIVE), (1, POSITIVE)):
            for place, width in enumerate(WIDTHS):
                rows, columns = np.nonzero((bins == place) & (np.where(numbers < 0, -1, 1) == sign))
                if rows.size:
                    x = np.tile([each.layer - 1.0, each.layer, np.nan], rows.size)
                    y = np.stack(
                        [
                            places[each.layer - 1][columns],
                            places[each.layer][rows],
                            np.full(rows.size, np.nan),
                        ],
                        axis=1,
                    ).ravel()
                    traces.append(_line(x, y, colour, width, 0.85 if is_active else FAINT))
    name, _, rest = target.partition(".")
    if name.startswith("W"):
        layer, (row, column) = int(name[1:]), map(int, rest.split("."))
        x = np.array([layer - 1.0, layer])
        y = np.array([places[layer - 1][column], places[layer][row]])
        value = trace.layers[layer - 1].W[row, column]
        traces.append(_line(x, y, POSITIVE if value >= 0 else NEGATIVE, 7, 1.0))
    return traces


def _line(x: Array, y: Array, colour: str, width: float, opacity: float) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": x,
        "y": y,
        "line": {"color": colour, "width": width},
        "opacity": opacity,
        "hoverinfo": "skip",
    }


def _handles(trace: Trace, phase: Phase, places: list[Array]) -> list[dict[str, Any]]:
    """Lay something to click on over the edges, a third of the way before their unit."""
    traces: list[dict[str, Any]] = []
    for each in trace.layers:
        if phase.layer not in (0, each.layer):
            continue
        rows, columns = np.indices(each.W.shape).reshape(2, -1)
        near = 0.66
        x = np.full(rows.size, each.layer - 1 + near)
        y = (1 - near) * places[each.layer - 1][columns] + near * places[each.layer][rows]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "x": x,
                "y": y,
                "marker": {"size": 11, "opacity": 0, "color": POSITIVE},
                "customdata": [
                    [
                        f"W{each.layer}.{row}.{column}",
                        f"{each.W[row, column]:.5g}",
                        f"{each.dW[row, column]:.5g}",
                        row + 1,
                        column + 1,
                    ]
                    for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
                ],
                "hovertemplate": f"W of layer {each.layer}, unit %{{customdata[3]}}, input "
                "%{customdata[4]}<br>weight %{customdata[1]}<br>slope %{customdata[2]}"
                "<extra></extra>",
            }
        )
    return traces


def _units(
    phase: Phase,
    places: list[Array],
    values: list[Array],
    name: str,
    target: str,
) -> list[dict[str, Any]]:
    """Draw the units of every layer, with what they hold."""
    traces: list[dict[str, Any]] = []
    chosen = _unit_of(target)
    for layer, held in enumerate(values):
        count = len(held)
        is_slim = count > MOST_NUMBERS
        is_lit = _is_lit(phase, layer) and not (phase.kind == "backward" and not layer)
        texts = [_short(value) for value in held] if is_lit and not is_slim else [""] * count
        names = [f"unit{layer}.{unit}" if layer else "" for unit in range(count)]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers+text",
                "x": np.full(count, float(layer)),
                "y": places[layer],
                "text": texts,
                "textfont": {"size": 10, "color": "#1c2430"},
                "customdata": [
                    [one, _short(value)] for one, value in zip(names, held, strict=True)
                ],
                "marker": {
                    "size": SLIM if is_slim else DIAMETER,
                    "color": held if is_lit else np.zeros(count),
                    "coloraxis": "coloraxis",
                    "opacity": 1.0,
                    "line": {
                        "width": [4 if one == chosen else 1.2 for one in names],
                        "color": ["#2a9d6f" if one == chosen else "#8a94a3" for one in names],
                    },
                },
                "hovertemplate": f"layer {layer}, {name} = %{{customdata[1]}}<extra></extra>",
            }
        )
    return traces


def _unit_of(target: str) -> str:
    """Return the unit that a target is, or belongs to."""
    name, _, rest = target.partition(".")
    layer = name.removeprefix("unit").removeprefix("W").removeprefix("b")
    return f"unit{layer}.{rest.partition('.')[0]}"


def _short(value: float) -> str:
    text = f"{value:.2f}" if 0.005 <= abs(value) < 100 or value == 0 else f"{value:.0e}"
    return text.replace("-", "−").replace("e−0", "e−")


def _title(trace: Trace, layer: int) -> dict[str, Any]:
    if layer:
        words = f"layer {layer}<br>{trace.layers[layer - 1].activation}"
    else:
        words = "<br>".join(FEATURES[one].label for one in trace.run.config.features[:2])
        words = "features" if len(trace.run.config.features) > 2 else words.replace("<br>", ", ")
    return {
        "text": words,
        "x": layer,
        "y": 1.28,
        "yanchor": "top",
        "showarrow": False,
        "font": SMALL,
    }


def _arrow(phase: Phase) -> list[dict[str, Any]]:
    """Draw the direction in which the numbers flow."""
    if phase.kind not in ("forward", "backward"):
        return []
    ends = (phase.layer - 0.72, phase.layer - 0.28)
    tail, head = ends if phase.kind == "forward" else ends[::-1]
    return [
        {
            "x": head,
            "y": -1.1,
            "ax": tail,
            "ay": -1.1,
            "xref": "x",
            "yref": "y",
            "axref": "x",
            "ayref": "y",
            "text": "",
            "showarrow": True,
            "arrowhead": 2,
            "arrowsize": 1.3,
            "arrowwidth": 3,
            "arrowcolor": POSITIVE if phase.kind == "forward" else NEGATIVE,
        }
    ]


def _spotlight(phase: Phase) -> dict[str, Any]:
    """Lay a soft ground under the active layer."""
    return {
        "type": "rect",
        "x0": phase.layer - 0.3,
        "x1": phase.layer + 0.3,
        "y0": -1.02,
        "y1": 1.04,
        "line": {"width": 0},
        "fillcolor": "rgba(120,140,170,0.16)",
        "layer": "below",
    }
