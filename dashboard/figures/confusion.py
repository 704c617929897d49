"""Which class is taken for which? A matrix of counts for each set of points."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.theme import PALETTE, SMALL, figure, plain
from network import Array


def confusion_matrices(
    sets: Sequence[tuple[str, Array]], classes: Sequence[str], *, step: int
) -> go.Figure:
    """Draw one matrix for each set, with the share of each class that is right.

    Parameters
    ----------
    sets : sequence of (str, ndarray of int, shape (k, k))
        What a set is called, and its counts as `probes.confusion` makes them.
    classes : sequence of str, length k
        What the classes are called.
    step : int
        Which step this is.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        A heatmap for each set; cells say their counts, rows the class's accuracy.
    """
    names = [plain(name) for name in classes]
    traces: list[dict[str, Any]] = []
    layout: dict[str, Any] = {
        "title": {"text": f"True class by prediction, step {step:,}", "x": 0, "xref": "paper"},
        "height": 120 + 44 * len(names),
        "margin": {"l": 8, "r": 8, "t": 64, "b": 40},
        "annotations": [],
    }
    width = (1 - 0.24 * (len(sets) - 1)) / len(sets)
    for index, (title, counts) in enumerate(sets):
        end = "" if index == 0 else str(index + 1)
        totals = counts.sum(axis=1)
        shares = counts / np.maximum(1, totals)[:, np.newaxis]
        rows = [
            f"{name} · {100 * shares[row, row]:.0f} %" if totals[row] else f"{name} · –"
            for row, name in enumerate(names)
        ]
        left = index * (width + 0.24)
        traces.append(
            {
                "type": "heatmap",
                "z": shares,
                "zmin": 0,
                "zmax": 1,
                "colorscale": _scale(),
                "showscale": False,
                "text": counts,
                "texttemplate": "%{text}",
                "textfont": {"color": "#1c2430"},
                "xaxis": f"x{end}",
                "yaxis": f"y{end}",
                "xgap": 2,
                "ygap": 2,
                "hovertemplate": "%{y} taken for %{x}: %{text}<extra></extra>",
            }
        )
        common = {"showgrid": False, "zeroline": False, "ticks": "", "tickfont": SMALL}
        places = list(range(len(names)))
        layout[f"xaxis{end}"] = {
            **common,
            "domain": [left, left + width],
            "anchor": f"y{end}",
            "side": "top",
            "tickvals": places,
            "ticktext": names,
            "title": {"text": title, "font": SMALL, "standoff": 4},
        }
        layout[f"yaxis{end}"] = {
            **common,
            "anchor": f"x{end}",
            "autorange": "reversed",
            "automargin": True,
            "tickvals": places,
            "ticktext": rows,
        }
    return figure(traces, layout)


def _scale() -> list[tuple[float, str]]:
    """From nothing to the paler half of the positive end: the counts stay readable on it."""
    ground, end = PALETTE["light"]["neutral"], PALETTE["light"]["positive"]
    mixed = [round(g + 0.5 * (e - g)) for g, e in zip(ground, end, strict=True)]
    return [
        (place, f"rgb({', '.join(map(str, rgb))})") for place, rgb in ((0.0, ground), (1.0, mixed))
    ]
