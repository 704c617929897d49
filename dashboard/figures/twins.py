"""How do twins compare? One cost figure, with a line each."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.figures.curves import COST_UNITS, LOGARITHMIC, ROOMY, marked_step
from dashboard.figures.theme import LAYER_LINES, TITLE, figure, plain
from network import Array


class CostLine(NamedTuple):
    """One run's training cost.

    Parameters
    ----------
    name : str
    steps, costs : ndarray of float, shape (k,)
    seconds_per_step : float
        What a step of it takes.
    cost : {"cross-entropy", "squared-error"}
    """

    name: str
    steps: Array
    costs: Array
    seconds_per_step: float
    cost: str


def costs_of_twins(
    lines: Sequence[CostLine], *, step: int, is_logarithmic: bool, by_time: bool
) -> go.Figure:
    """Draw the training cost of several runs, against the step or the time of training.

    Parameters
    ----------
    lines : sequence of CostLine
        At least one.
    step : int
        The step where they stand; marked where the axis is of steps.
    is_logarithmic : bool
        Whether the cost's axis is logarithmic.
    by_time : bool
        Whether the runs are compared by what they reach in the same time.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One trace a run, in their order.
    """
    costs = {line.cost for line in lines}
    unit = COST_UNITS[costs.pop()][0] if len(costs) == 1 else "each its own cost"
    traces: list[dict[str, Any]] = []
    for place, line in enumerate(lines):
        colour, dash = LAYER_LINES[place]
        x = line.steps * line.seconds_per_step if by_time else line.steps
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if len(line.steps) > 1 else "markers",
                "name": plain(line.name),
                "x": x,
                "y": line.costs,
                "customdata": line.steps,
                "line": {"color": colour, "dash": dash, "width": 2.5},
                "marker": {"color": colour, "size": 9},
                "yhoverformat": ".6g",
                "hovertemplate": "%{fullData.name}, step %{customdata:,d}: %{y}<extra></extra>",
            }
        )
    return figure(
        traces,
        {
            "title": {"text": "Training cost", **TITLE},
            "height": 340,
            "margin": {"l": 56, "r": 12, "t": 40, "b": 72},
            "legend": {"orientation": "h", "x": 0, "y": -0.24, "yanchor": "top"},
            "xaxis": {
                "title": {"text": "seconds of training" if by_time else "step", "standoff": 4},
                "rangemode": "tozero",
            },
            "yaxis": {
                "title": {"text": unit, "standoff": 6},
                **(LOGARITHMIC if is_logarithmic else {"type": "linear", "rangemode": "tozero"}),
                **ROOMY,
            },
            "shapes": [] if by_time else [marked_step(step)],
            "uirevision": f"{by_time}-{is_logarithmic}",
            "showlegend": True,
        },
    )
