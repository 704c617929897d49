"""What could have become of a run? Its other futures, over one past."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

from dashboard.figures.curves import COST_UNITS, LOGARITHMIC, ROOMY, marked_step
from dashboard.figures.theme import LAYER_LINES, SMALL, TITLE, figure, plain
from network import Array


class Future(NamedTuple):
    """One future of a run.

    Parameters
    ----------
    name : str
    begins : int
        The step at which it parts from the first of them; 0 for the first.
    ends : int
        How far it goes.
    changes : sequence of (int, str)
        What happened on the way: the step, and the words for it.
    steps, costs : ndarray of float, shape (k,)
        Its training cost.
    """

    name: str
    begins: int
    ends: int
    changes: Sequence[tuple[int, str]]
    steps: Array
    costs: Array


def timeline(futures: Sequence[Future], *, step: int) -> go.Figure:
    """Draw the futures as the branches of a tree, with what happened on each.

    Parameters
    ----------
    futures : sequence of Future
        The one shown first; at least one.
    step : int
        The step looked at.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        For each future a line and its changes as marks; their ``customdata`` is
        ``[name, step]``, that of the ends of the lines too.
    """
    traces: list[dict[str, Any]] = []
    for lane, future in enumerate(futures):
        colour, dash = LAYER_LINES[lane % len(LAYER_LINES)]
        name, begins, ends = plain(future.name), future.begins, future.ends
        places = [begins, begins, ends] if lane else [begins, ends]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": name,
                "x": places,
                "y": [0, -lane, -lane] if lane else [0, 0],
                "line": {"color": colour, "dash": dash, "width": 3},
                "marker": {"size": [0, 0, 10] if lane else [0, 10], "color": colour},
                "customdata": [[future.name, place] for place in places],
                "hovertemplate": f"{name}: step %{{x:,}}<extra></extra>",
                "showlegend": False,
            }
        )
        marks = [(place, words) for place, words in future.changes if place >= begins or not lane]
        traces.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": name,
                "x": [place for place, _ in marks],
                "y": [-lane] * len(marks),
                "marker": {"symbol": "diamond", "size": 12, "color": colour},
                "customdata": [[future.name, place] for place, _ in marks],
                "text": [plain(words) for _, words in marks],
                "hovertemplate": "%{text}<extra></extra>",
                "showlegend": False,
            }
        )
    lanes = list(range(len(futures)))
    return figure(
        traces,
        {
            "title": {"text": "Timeline", **TITLE},
            "height": 110 + 34 * len(futures),
            "margin": {"l": 8, "r": 24, "t": 40, "b": 40},
            "hovermode": "closest",
            "xaxis": {"title": {"text": "step", "standoff": 8}, "rangemode": "tozero"},
            "yaxis": {
                "tickvals": [-lane for lane in lanes],
                "ticktext": [plain(future.name) for future in futures],
                "tickfont": SMALL,
                "range": [-len(futures) + 0.4, 0.6],
                "showgrid": False,
                "zeroline": False,
                "automargin": True,
            },
            "shapes": [marked_step(step)],
        },
    )


def costs_of_futures(
    futures: Sequence[Future], *, step: int, is_logarithmic: bool, cost: str
) -> go.Figure:
    """Draw the training cost of every future against the step.

    Parameters
    ----------
    futures : sequence of Future
        The one shown first.
    step : int
        The step looked at.
    is_logarithmic : bool
        Whether the cost's axis is logarithmic.
    cost : {"cross-entropy", "squared-error"}
        Which cost it is.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One trace a future, in their order. The past that they share is drawn by each, in the
        colour of the first on top.
    """
    title, unit = COST_UNITS[cost]
    traces: list[dict[str, Any]] = []
    for lane, future in enumerate(futures):
        colour, dash = LAYER_LINES[lane % len(LAYER_LINES)]
        traces.append(
            {
                "type": "scatter",
                "mode": "lines" if len(future.steps) > 1 else "markers",
                "name": plain(future.name),
                "x": future.steps,
                "y": future.costs,
                "line": {"color": colour, "dash": dash, "width": 2.5},
                "marker": {"color": colour, "size": 9},
                "zorder": len(futures) - lane,
                "yhoverformat": ".6g",
                "xhoverformat": ",d",
                "hovertemplate": f"%{{fullData.name}}, step %{{x}}: %{{y}}{unit}<extra></extra>",
            }
        )
    return figure(
        traces,
        {
            "title": {"text": "Training cost", **TITLE},
            "height": 330,
            "margin": {"l": 56, "r": 12, "t": 48, "b": 64},
            "legend": {"orientation": "h", "x": 0, "y": -0.24, "yanchor": "top"},
            "xaxis": {"title": {"text": "step", "standoff": 4}, "rangemode": "tozero"},
            "yaxis": {
                "title": {"text": title, "standoff": 6},
                **(LOGARITHMIC if is_logarithmic else {"type": "linear", "rangemode": "tozero"}),
                **ROOMY,
            },
            "shapes": [marked_step(step)],
            "uirevision": str(is_logarithmic),
            "showlegend": len(futures) > 1,
        },
    )
