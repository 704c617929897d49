"""What changed between two steps? The difference of two predictions, and of every weight."""

from collections.abc import Sequence
from typing import Any, cast

import numpy as np
import plotly.graph_objects as go

from dashboard.change_map import Change, ChangedWeight, largest_prediction, signed
from dashboard.datasets import Dataset
from dashboard.figures.theme import TITLE, TOP_BAR, diverging, figure, plain
from dashboard.figures.weights import layer_matrix, weight_heatmaps

RIM, INSIDE = "#1c2430", "#ffffff"
"""What marks the largest change: white with a dark rim, seen on every colour of either theme."""

HEIGHT = 500


def prediction_change(change: Change, unit: int, data: Dataset) -> go.Figure:
    """Draw what the prediction of an output unit gained, all over the plane.

    Parameters
    ----------
    change : Change
        Which change.
    unit : int
        Which output unit, from 0 on.
    data : Dataset
        The points, and the units of the axes.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the difference, where a probability is drawn the line of one half at either step,
        and the place of the largest difference.
    """
    x, y = (data.centre[axis] + data.spread[axis] * change.ticks for axis in (0, 1))
    scale = data.value_spread if data.task == "value" else 1.0
    shift = data.value_centre if data.task == "value" else 0.0
    before, after = (shift + scale * AL[unit] for AL in (change.AL_before, change.AL_after))
    with np.errstate(over="ignore", invalid="ignore"):
        z = after - before
    most = float(np.abs(z[np.isfinite(z)]).max(initial=0.0)) or 1.0
    across, up = map(plain, data.axes)
    traces: list[dict[str, Any]] = [
        {
            "type": "heatmap",
            "x": x,
            "y": y,
            "z": z,
            "customdata": np.stack([before, after], axis=-1),
            "coloraxis": "coloraxis",
            "zsmooth": "fast",
            "xhoverformat": ".3f",
            "yhoverformat": ".3f",
            "zhoverformat": "+.4f",
            "hovertemplate": f"{across} %{{x}}<br>{up} %{{y}}<br>from %{{customdata[0]:.4f}} to "
            "%{customdata[1]:.4f}<br>%{z}<extra></extra>",
        }
    ]
    if data.task != "value":
        for z_line, dash, step in ((before, "dot", change.first), (after, "solid", change.second)):
            traces.append(
                {
                    "type": "contour",
                    "x": x,
                    "y": y,
                    "z": z_line,
                    "contours": {"start": 0.5, "end": 0.5, "size": 1, "coloring": "none"},
                    "line": {"width": 2, "dash": dash, "color": "#8a93a0"},
                    "name": f"one half at step {step:,}",
                    "showlegend": True,
                    "showscale": False,
                    "hoverinfo": "skip",
                }
            )
    row, column = largest_prediction(change, unit)
    traces.append(
        {
            "type": "scatter",
            "mode": "markers",
            "x": [x[column]],
            "y": [y[row]],
            "marker": {
                "size": 13,
                "symbol": "diamond",
                "color": INSIDE,
                "line": {"width": 2, "color": RIM},
            },
            "cliponaxis": False,
            "name": "largest change",
            "hoverinfo": "skip",
        }
    )
    axis = {"zeroline": False, "showgrid": False, "constrain": "domain"}
    is_square = data.spread == (1.0, 1.0)
    return figure(
        traces,
        {
            "title": {"text": "The prediction", **TITLE},
            "height": HEIGHT,
            "margin": {"l": 50, "r": 12, "t": 46, "b": 92},
            "uirevision": f"prediction-{unit}",
            "coloraxis": {
                "cmin": -most,
                "cmax": most,
                "colorscale": diverging("light"),
                "colorbar": {**TOP_BAR, "len": 0.36, "nticks": 5},
            },
            "xaxis": {
                "title": {"text": across, "standoff": 6},
                "range": [x[0], x[-1]],
                **axis,
            },
            "yaxis": {
                "title": {"text": up, "standoff": 6},
                "range": [y[0], y[-1]],
                **axis,
                "scaleanchor": "x" if is_square else None,
            },
            "legend": {"orientation": "h", "x": 0, "xanchor": "left", "y": -0.15, "yanchor": "top"},
        },
    )


def weight_change(change: Change, largest: ChangedWeight, features: Sequence[str]) -> go.Figure:
    """Draw what every weight and bias gained.

    Parameters
    ----------
    change : Change
        Which change.
    largest : ChangedWeight
        What is marked.
    features : sequence of str
        What the inputs are called.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        The heatmaps of `weights.weight_heatmaps`, with a frame around the largest.
    """
    drawn = weight_heatmaps(change.differences, features=features, revision="changed weights")
    heatmaps = cast(tuple[Any, ...], drawn.data)
    for layer, trace in enumerate(heatmaps, start=1):
        names = np.ravel(trace.customdata)
        before, after = (layer_matrix(at, layer) for at in (change.before, change.after))
        told = [
            f"{name}<br>from {signed(old)} to {signed(new)}"
            for name, old, new in zip(names, before.ravel(), after.ravel(), strict=True)
        ]
        trace.customdata = np.array(told).reshape(before.shape).tolist()
        trace.zhoverformat = "+.6f"
    layer = largest.layer
    column = largest.source - 1 if largest.source else change.before[f"W{layer}"].shape[1]
    end = "" if layer == 1 else str(layer)
    for colour, thickness in ((RIM, 6), (INSIDE, 2)):
        drawn.add_shape(
            type="rect",
            xref=f"x{end}",
            yref=f"y{end}",
            x0=column - 0.5,
            x1=column + 0.5,
            y0=largest.unit - 1.5,
            y1=largest.unit - 0.5,
            line={"color": colour, "width": thickness},
        )
    drawn.update_layout(title={"text": "Weights, biases last"}, height=HEIGHT)
    return drawn
