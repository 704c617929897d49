"""How did the run go? The cost, and the size of each layer's gradient, step by step."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures.theme import LAYER_LINES, LEGEND, NEGATIVE, POSITIVE, figure
from dashboard.probes import Curves


def _title(text: str) -> dict[str, Any]:
    return {"text": text, "x": 0, "xref": "paper", "y": 0.98, "font": {"size": 15}}


def _here(step: int) -> dict[str, Any]:
    return {
        "type": "line",
        "x0": step,
        "x1": step,
        "y0": 0,
        "y1": 1,
        "yref": "paper",
        "line": {"width": 1, "dash": "dot", "color": "rgba(128,128,128,0.9)"},
    }


def cost_curve(curves: Curves, *, step: int, is_logarithmic: bool, revision: str) -> go.Figure:
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

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: training cost, test cost.
    """
    hover = "step %{x:,}<br>%{fullData.name} cost %{y:.6f} nats<extra></extra>"
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": curves.steps,
            "y": cost,
            "line": {"color": colour, "width": 2, "dash": dash},
            "hovertemplate": hover,
        }
        for name, cost, colour, dash in (
            ("training", curves.train_cost, POSITIVE, "solid"),
            ("test", curves.test_cost, NEGATIVE, "dash"),
        )
    ]
    return figure(
        traces,
        {
            "title": _title("Cost"),
            "xaxis": {"title": {"text": "step"}, "rangemode": "tozero"},
            "yaxis": {
                "title": {"text": "nats an example"},
                "type": "log" if is_logarithmic else "linear",
                "rangemode": "tozero",
            },
            "shapes": [_here(step)],
            "uirevision": f"{revision}-{is_logarithmic}",
        },
    )


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
            "type": "scatter",
            "mode": "lines",
            "name": str(layer),
            "x": curves.steps,
            "y": sizes,
            "line": {"color": colour, "dash": dash, "width": 2},
            "hovertemplate": (
                f"step %{{x:,}}<br>dW{layer}: root mean square %{{y:.3e}}<extra></extra>"
            ),
        }
        for layer, (sizes, (colour, dash)) in enumerate(
            zip(curves.gradients, LAYER_LINES, strict=False), start=1
        )
    ]
    return figure(
        traces,
        {
            "title": _title("Size of each layer's gradient"),
            "xaxis": {"title": {"text": "step"}, "rangemode": "tozero"},
            "yaxis": {
                "title": {"text": "root mean square of dW"},
                "type": "log",
                "exponentformat": "power",
            },
            "shapes": [_here(step)],
            "uirevision": revision,
            "legend": {"title": {"text": "layer"}, **LEGEND},
            "showlegend": len(traces) > 1,
        },
    )
