"""What does the cost look like around a run? A surface to turn, and the same from above."""

import math
import sys
from typing import Any

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.curves import COST_UNITS
from dashboard.figures.landscape_view import View, decade_ticks, linear_ticks
from dashboard.figures.theme import NEGATIVE, SMALL, TITLE, TOP_BAR, figure
from network import Array

WIDE, HIGH = 520, 470
"""Height of the surface, which turns in its room, and of the map."""

RIM = "#1c2430"
START = {"symbol": "circle", "color": NEGATIVE, "line": {"color": "#ffffff", "width": 1.5}}
HERE = {"symbol": "diamond", "color": "#ffffff", "line": {"color": RIM, "width": 2}}
"""Marks of the path's start and of the current place: seen on every colour of either theme."""

PIN = 0.14
"""How high the current place stands over its foot, which is where it is: of the whole height."""

LEVELS = 18
LARGEST, LARGEST_EXPONENT = sys.float_info.max, 308.0
"""No height is beyond what a float64 can hold."""

CAMERA = {"eye": {"x": 0.92, "y": -1.52, "z": 1.05}, "center": {"x": 0, "y": 0, "z": -0.2}}


def surface_figure(view: View) -> go.Figure:
    """Draw the landscape as a surface, with the run's path at its real cost.

    Parameters
    ----------
    view : View
        Of a survey that has a surface.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the surface, the path, its start, and the marked place. The page colours them.
    """
    surface, (steps, x, y, z) = view.surface, view.path
    colours, is_logarithmic = view.colours(surface.costs), view.is_logarithmic
    hover = {"xhoverformat": ".3g", "yhoverformat": ".3g", "zhoverformat": ".4g"}
    traces: list[dict[str, Any]] = [
        {
            "type": "surface",
            "x": surface.x,
            "y": surface.y,
            "z": surface.costs,
            "surfacecolor": colours,
            "coloraxis": "coloraxis2",
            "opacity": 0.92,
            "lighting": {"ambient": 0.75, "diffuse": 0.5, "specular": 0.06, "roughness": 0.9},
            "contours": {"x": {"highlight": False}, "y": {"highlight": False}},
            "hovertemplate": "cost %{z}<extra></extra>",
            **hover,
        }
    ]
    told = "step %{customdata:,d}<br>its real cost %{z}<extra></extra>"
    path = {"type": "scatter3d", "showlegend": False, "hovertemplate": told, **hover}
    heights = _heights(surface.costs, z, is_logarithmic=is_logarithmic)
    at = view.place
    traces += [
        {
            **path,
            "mode": "lines",
            "x": x,
            "y": y,
            "z": z,
            "customdata": steps,
            "line": {"color": NEGATIVE, "width": 6},
        },
        {
            **path,
            "mode": "markers",
            "x": x[:1],
            "y": y[:1],
            "z": z[:1],
            "customdata": steps[:1],
            "marker": {**START, "size": 6},
        },
        {
            **path,
            "mode": "lines+markers",
            "x": x[[at, at]],
            "y": y[[at, at]],
            "z": [z[at], _above(z[at], heights, is_logarithmic=is_logarithmic)],
            "hovertemplate": f"step {steps[at]:,}<br>its real cost {z[at]:.4g}<extra></extra>",
            "line": {"color": RIM, "width": 4},
            "marker": {**HERE, "size": [0, 9]},
        },
    ]
    name, _ = COST_UNITS[view.cost]
    plain_axis = {"showspikes": False, "tickfont": SMALL, "nticks": 5}
    return figure(
        traces,
        {
            "title": {"text": f"Cost, in {name}", **TITLE},
            "height": WIDE,
            "margin": {"l": 0, "r": 0, "t": 30, "b": 0},
            "uirevision": f"surface-{is_logarithmic}",
            "coloraxis2": {**_limits(colours), "showscale": False},
            "scene": {
                "camera": CAMERA,
                "aspectmode": "manual",
                "aspectratio": {"x": 1.3, "y": 1.1, "z": 0.7},
                "xaxis": {"title": {"text": view.short[0], "font": SMALL}, **plain_axis},
                "yaxis": {"title": {"text": view.short[1], "font": SMALL}, **plain_axis},
                "zaxis": {
                    "title": {"text": "cost", "font": SMALL},
                    **plain_axis,
                    **heights,
                },
            },
        },
    )


def contour_figure(view: View) -> go.Figure:
    """Draw the landscape from above, with the run's path.

    Parameters
    ----------
    view : View
        Of a survey that has a surface.

    Returns
    -------
    figure : plotly.graph_objects.Figure
        Traces: the contours, the path, its start, and the marked place.
    """
    surface, (steps, x, y, z) = view.surface, view.path
    colours, is_logarithmic = view.colours(surface.costs), view.is_logarithmic
    hover = {"xhoverformat": ".3g", "yhoverformat": ".3g"}
    limits = _limits(colours)
    traces: list[dict[str, Any]] = [
        {
            "type": "contour",
            "x": surface.x,
            "y": surface.y,
            "z": colours,
            "customdata": surface.costs,
            "coloraxis": "coloraxis2",
            "autocontour": False,
            "contours": {
                "start": limits["cmin"],
                "end": limits["cmax"],
                "size": (limits["cmax"] - limits["cmin"]) / LEVELS,
            },
            "line": {"width": 0.6, "color": "rgba(60,70,85,0.45)"},
            "hovertemplate": "cost %{customdata:.4g}<extra></extra>",
            **hover,
        }
    ]
    path = {
        "type": "scatter",
        "hovertemplate": "step %{customdata[0]:,d}<br>its real cost "
        "%{customdata[1]:.4g}<extra></extra>",
        "showlegend": False,
        **hover,
    }
    for chosen, look in (
        (slice(None), {"mode": "lines", "line": {"color": NEGATIVE, "width": 3}}),
        ([0], {"mode": "markers", "marker": {**START, "size": 9}}),
        ([view.place], {"mode": "markers", "marker": {**HERE, "size": 14}}),
    ):
        traces.append(
            {
                **path,
                "x": x[chosen],
                "y": y[chosen],
                "customdata": np.stack([steps[chosen], z[chosen]], axis=-1),
                **look,
            }
        )
    common = {"zeroline": False, "showgrid": False, "ticks": "outside", "constrain": "domain"}
    low, high = limits["cmin"], limits["cmax"]
    values = decade_ticks(low, high) if is_logarithmic else linear_ticks(low, high)
    bar: dict[str, Any] = {
        **TOP_BAR,
        "len": 0.55,
        "tickvals": view.colours(np.array(values)),
        "ticktext": [f"{value:g}" for value in values],
    }
    return figure(
        traces,
        {
            "title": {"text": "From above", **TITLE},
            "height": HIGH,
            "margin": {"l": 56, "r": 14, "t": 46, "b": 48},
            "uirevision": f"contours-{view.survey.window}",
            "coloraxis2": {**limits, "colorbar": bar},
            "xaxis": {
                "title": {"text": view.axes[0], "standoff": 6, "font": SMALL},
                "range": view.survey.window[0],
                **common,
            },
            "yaxis": {
                "title": {"text": view.axes[1], "standoff": 6, "font": SMALL},
                "range": view.survey.window[1],
                **common,
            },
        },
    )


def _limits(colours: Array) -> dict[str, float]:
    """From which to which value the colours go; some way where all are alike."""
    known = colours[np.isfinite(colours)]
    if not known.size:
        return {"cmin": 0.0, "cmax": 1.0}
    low, high = float(known.min()), float(known.max())
    return {"cmin": low, "cmax": high if high > low else low + (abs(low) or 1.0)}


def _heights(costs: Array, path: Array, *, is_logarithmic: bool) -> dict[str, Any]:
    """Return the axis of the height: all of the surface, and of the path what is in the window."""
    known = np.concatenate([costs.ravel(), path])
    known = known[np.isfinite(known)]
    low, high = (float(known.min()), float(known.max())) if known.size else (1.0, 10.0)
    if is_logarithmic:
        low, high = math.log10(low), math.log10(high)
    room = (high - low) or 1.0
    most = LARGEST_EXPONENT if is_logarithmic else LARGEST
    axis: dict[str, Any] = {"range": [low - 0.03 * room, min(high + 0.03 * room, most)]}
    if is_logarithmic:
        values = decade_ticks(low, high)
        axis |= {"type": "log", "tickvals": values, "ticktext": [f"{value:g}" for value in values]}
    return axis


def _above(cost: float, heights: dict[str, Any], *, is_logarithmic: bool) -> float:
    """Return the height of the head of a pin whose foot is at a cost."""
    low, high = heights["range"]
    rise = PIN * (high - low)
    if is_logarithmic:
        return 10.0 ** min(math.log10(cost) + rise, LARGEST_EXPONENT)
    return min(float(cost) + rise, LARGEST)
