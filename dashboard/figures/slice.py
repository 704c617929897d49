"""Where does the step end? The cost along its line, with the step and the lowest point marked."""

from typing import Any

import plotly.graph_objects as go

from dashboard.figures.curves import COST_UNITS, ROOMY
from dashboard.figures.theme import LAYER_LINES, NEGATIVE, POSITIVE, TITLE, figure
from dashboard.link import number_text
from dashboard.one_step.slice import Slice

LOWEST = LAYER_LINES[2][0]

HEADROOM = 1.2
"""How far the picture reaches above what matters, in its own spans: a far end may be huge."""


def slice_figure(seen: Slice, *, cost: str, revision: str) -> go.Figure:
    """Draw the cost against the learning rate.

    Parameters
    ----------
    seen : Slice
        The line looked along.
    cost : {"cross-entropy", "squared-error"}
        Which cost it is.
    revision : str
        Zoom is kept while this stays the same.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: cost with penalty where there is one, cost, where the run stands, where its step
        ends, and the lowest point, if the line reaches it.
    """
    title, unit = COST_UNITS[cost]
    name = "cost with penalty" if seen.has_penalty else "cost"
    hover = {
        "xhoverformat": ".4g",
        "yhoverformat": ".6g",
        "hovertemplate": "rate %{x}<br>%{fullData.name} %{y}" + unit + "<extra></extra>",
    }
    traces: list[dict[str, Any]] = [
        {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "x": seen.rates,
            "y": seen.objectives,
            "line": {"color": POSITIVE, "width": 2},
            **hover,
        }
    ]
    if seen.has_penalty:
        dashed = {"color": POSITIVE, "width": 2, "dash": "dot"}
        traces.append(traces[0] | {"name": "cost alone", "y": seen.costs, "line": dashed})
    rate = number_text(seen.learning_rate)
    marks = [
        ("now", 0.0, seen.before, POSITIVE, "circle"),
        (f"after the step of {rate}", seen.learning_rate, seen.after, NEGATIVE, "diamond"),
    ]
    if not seen.is_open:
        marks.append(("lowest point", seen.lowest_rate, seen.lowest, LOWEST, "triangle-up"))
    for mark, x, y, colour, symbol in marks:
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": mark,
                "x": [x],
                "y": [y],
                "marker": {"color": colour, "size": 11, "symbol": symbol},
                "cliponaxis": False,
                **hover,
            }
        )
    return figure(
        traces,
        {
            "title": {"text": "Cost along the step", **TITLE},
            "height": 360,
            "margin": {"l": 56, "r": 12, "t": 40, "b": 96},
            "legend": {"orientation": "h", "x": 0, "y": -0.22, "yanchor": "top"},
            "xaxis": {
                "title": {"text": "learning rate", "standoff": 8},
                "range": [-0.02 * float(seen.rates[-1]), 1.02 * float(seen.rates[-1])],
                **ROOMY,
            },
            "yaxis": {
                "title": {"text": title, "standoff": 6},
                "range": _range(seen),
                "zeroline": False,
                **ROOMY,
            },
            "shapes": [
                {
                    "type": "line",
                    "x0": seen.learning_rate,
                    "x1": seen.learning_rate,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"width": 1, "dash": "dot", "color": NEGATIVE},
                }
            ],
            "uirevision": revision,
        },
    )


def _range(seen: Slice) -> list[float] | None:
    """Hold what matters: the three marks, and of a steep end no more than fits above them."""
    known = [value for value in (seen.before, seen.after, seen.lowest) if value == value]
    if not known:
        return None
    low, high = min(known), max(known)
    if high == low:
        return None
    ends = [float(value) for value in seen.objectives if value == value]
    low = min([low, *(float(value) for value in seen.costs if value == value)])
    span = high - low
    return [low - 0.06 * span, min(max(ends) + 0.06 * span, high + HEADROOM * span)]
