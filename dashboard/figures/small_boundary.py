"""What do two runs predict, side by side? The plane again, smaller and without words."""

from dataclasses import replace

import plotly.graph_objects as go

from dashboard.datasets import Dataset
from dashboard.figures.boundary import boundary
from network import Array


def small_boundary(ticks: Array, AL: Array, data: Dataset, *, step: int) -> go.Figure:
    """Draw the plane as `boundary` does, for two to stand side by side.

    Parameters
    ----------
    ticks, AL, data, step
        As of `boundary`.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Without words, and with the training points alone.
    """
    none = slice(0, 0)
    alone = replace(
        data, points_test=data.points_test[:, none], targets_test=data.targets_test[none]
    )
    drawn = boundary(ticks, AL, alone, step=step)
    drawn.data = drawn.data[:-1]  # without the contours' labels
    drawn.update_traces(marker_size=7, selector={"type": "scatter"})
    for painted in ("contour", "heatmap"):
        drawn.update_traces(showscale=False, selector={"type": painted})
    return drawn.update_layout(
        title=None,
        xaxis_title=None,
        yaxis_title=None,
        showlegend=False,
        height=300,
        margin={"l": 32, "r": 8, "t": 8, "b": 28},
    )
