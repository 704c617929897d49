"""How far are a layer's units switched on? A histogram of their activations, by class."""

from collections.abc import Sequence
from typing import Any

import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.inside_space import LINE, colour_of
from dashboard.figures.theme import SMALL, TITLE, figure, plain
from dashboard.inside.spread import Group, Spread


def spread_figure(
    counted: Spread,
    groups: Sequence[Group],
    data: Dataset,
    *,
    title: str,
    axis: str,
    height: int,
    thresholds: Sequence[float] = (),
) -> go.Figure:
    """Draw counted activations as stacked bars.

    Parameters
    ----------
    counted : Spread
        Of one layer.
    groups : sequence of Group
        Whose they are.
    data : Dataset
        What is learned: colours of the groups.
    title : str
        Over it.
    axis : str
        What is counted.
    height : int
        In pixels.
    thresholds : sequence of float
        Where the output's answer becomes another.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        One trace a group; a green line at each threshold.
    """
    edges = counted.edges
    traces: list[dict[str, Any]] = [
        {
            "type": "bar",
            "name": plain(group.name),
            "x": edges[:-1] / 2 + edges[1:] / 2,
            "y": counts,
            "width": float(edges[1] - edges[0]),
            "marker": {"color": colour_of(group.label, data), "line": {"width": 0}},
            "xhoverformat": ".3g",
            "hovertemplate": "around %{x}: %{y}<extra>%{fullData.name}</extra>",
        }
        for group, counts in zip(groups, counted.counts, strict=True)
    ]
    common = {"zeroline": False, "tickfont": SMALL, "exponentformat": "power"}
    seen = [place for place in thresholds if edges[0] <= place <= edges[-1]]
    return figure(
        traces,
        {
            "title": {"text": plain(title), **TITLE},
            "height": height,
            "margin": {"l": 46, "r": 8, "t": 34, "b": 64},
            "barmode": "stack",
            "bargap": 0,
            "legend": {
                "orientation": "h",
                "x": 0,
                "y": -0.26,
                "yanchor": "top",
                "font": SMALL,
                "traceorder": "normal",
            },
            "xaxis": common
            | {
                "showgrid": False,
                "nticks": 6,
                "title": {"text": plain(axis), "standoff": 4, "font": SMALL},
            },
            "yaxis": common | {"nticks": 5, "rangemode": "tozero", "automargin": True},
            "shapes": [
                {
                    "type": "line",
                    "x0": place,
                    "x1": place,
                    "y0": 0,
                    "y1": 1,
                    "yref": "paper",
                    "line": {"color": LINE, "width": 3.5},
                }
                for place in seen
            ],
        },
    )
