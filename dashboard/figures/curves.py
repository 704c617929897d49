"""How did the run go? The cost, and the size of each layer's gradient, step by step."""

import math
from typing import Any

import plotly.graph_objects as go

from dashboard.figures.theme import LAYER_LINES, NEGATIVE, POSITIVE, TITLE, figure
from dashboard.probes import Curves
from network import Array

LOGARITHMIC: dict[str, Any] = {"type": "log", "nticks": 3}
"""Few ticks: with more, Plotly labels 6, 7, 8 and 9 of a decade as well, which run together."""

COST_UNITS = {
    "cross-entropy": ("nats an example", " nats"),
    "squared-error": ("half the squared error", ""),
}
"""What the axis of each cost is called, and its unit."""

PREDICTED = "#a855b5"
"""What was predicted: neither of the two costs' colours, and readable on either ground."""

ROOMY: dict[str, Any] = {"exponentformat": "power", "automargin": True, "ticklabelstandoff": 5}
"""For whatever a run comes to: 1e182 takes more room than 0.7 does, and gets it."""


def _line(name: str, steps: Array, values: Array, *, colour: str, dash: str) -> dict[str, Any]:
    """Draw values against the step; a single one, which makes no line, as a mark."""
    return {
        "type": "scatter",
        "mode": "markers" if len(steps) == 1 else "lines",
        "name": name,
        "x": steps,
        "y": values,
        "line": {"color": colour, "dash": dash, "width": 2},
        "marker": {
            "color": colour,
            "size": 9,
            "symbol": "circle" if dash == "solid" else "circle-open",
            "line": {"color": colour, "width": 2},
        },
        "cliponaxis": False,
        "xhoverformat": ",d",
    }


def _step_axis() -> dict[str, Any]:
    return {"title": {"text": "step", "standoff": 8}, "rangemode": "tozero"}


def marked_step(step: int) -> dict[str, Any]:
    """Draw a dotted line at a step."""
    return {
        "type": "line",
        "x0": step,
        "x1": step,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 1, "dash": "dot", "color": "rgba(128,128,128,0.9)"},
    }


def cost_curve(
    curves: Curves,
    *,
    step: int,
    is_logarithmic: bool,
    revision: str,
    cost: str = "cross-entropy",
    predicted: float | None = None,
) -> go.Figure:
    """Draw training and test cost against the step.

    Parameters
    ----------
    curves : Curves
        What was measured.
    step : int
        Where the run stands, marked by a dotted line.
    is_logarithmic : bool
        Whether the cost's axis is logarithmic.
    revision : str
        Zoom is kept while this stays the same.
    cost : {"cross-entropy", "squared-error"}
        Which cost it is.
    predicted : float, optional
        A cost that was predicted, marked by a dotted line across.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: training cost, test cost.
    """
    title, unit = COST_UNITS[cost]
    if predicted is not None and is_logarithmic and predicted <= 0:
        predicted = None  # a logarithmic axis has no place for it
    prediction = [] if predicted is None else [_marked_cost(predicted)]
    traces: list[dict[str, Any]] = [
        {
            **_line(name, curves.steps, values, colour=colour, dash=dash),
            "yhoverformat": ".6g",
            "hovertemplate": "step %{x}<br>%{fullData.name} cost %{y}" + unit + "<extra></extra>",
        }
        for name, values, colour, dash in (
            ("training", curves.train_cost, POSITIVE, "solid"),
            ("test", curves.test_cost, NEGATIVE, "dash"),
        )
    ]
    return figure(
        traces,
        {
            "title": {"text": "Cost", **TITLE},
            "xaxis": _step_axis(),
            "yaxis": {
                "title": {"text": title, "standoff": 6},
                **(LOGARITHMIC if is_logarithmic else {"type": "linear", "rangemode": "tozero"}),
                **ROOMY,
            },
            "shapes": [marked_step(step), *prediction],
            "annotations": []
            if predicted is None
            else [_named_prediction(predicted, is_logarithmic)],
            "uirevision": f"{revision}-{is_logarithmic}",
        },
    )


def _marked_cost(cost: float) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": 0,
        "x1": 1,
        "xref": "paper",
        "y0": cost,
        "y1": cost,
        "line": {"width": 2, "dash": "dot", "color": PREDICTED},
    }


def _named_prediction(cost: float, is_logarithmic: bool) -> dict[str, Any]:
    return {
        "text": f"your prediction, {cost:.3g}",
        "x": 1,
        "xref": "paper",
        "xanchor": "right",
        "y": math.log10(cost) if is_logarithmic else cost,
        "yanchor": "bottom",
        "showarrow": False,
        "font": {"size": 12, "color": PREDICTED},
    }


def gradient_curve(curves: Curves, *, step: int, revision: str) -> go.Figure:
    """Draw the size of each layer's gradient against the step.

    Parameters
    ----------
    curves : Curves
        What was measured.
    step : int
        Where the run stands, marked by a dotted line.
    revision : str
        Zoom is kept while this stays the same.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One trace a layer, input side first.
    """
    traces: list[dict[str, Any]] = [
        {
            **_line(str(layer), curves.steps, sizes, colour=colour, dash=dash),
            "yhoverformat": ".3e",  # in the template itself Plotly would write a hyphen
            "hovertemplate": f"step %{{x}}<br>dW{layer}: root mean square %{{y}}<extra></extra>",
        }
        for layer, (sizes, (colour, dash)) in enumerate(
            zip(curves.gradients, LAYER_LINES, strict=False), start=1
        )
    ]
    return figure(
        traces,
        {
            "title": {"text": "Gradient of each layer", **TITLE},
            "xaxis": _step_axis(),
            "yaxis": {
                "title": {"text": "root mean square of dW", "standoff": 6},
                **LOGARITHMIC,
                **ROOMY,
            },
            "shapes": [marked_step(step)],
            "uirevision": revision,
            "legend": {"title": {"text": "layer", "font": {"size": 13}}, "x": 1.02, "y": 1},
            "showlegend": len(traces) > 1,
        },
    )
