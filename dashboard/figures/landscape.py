"""What does the cost look like around a run? A surface to turn, and the same from above."""

import math
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.curves import COST_UNITS
from dashboard.figures.theme import NEGATIVE, SMALL, TITLE, TOP_BAR, figure
from dashboard.landscape.survey import Surface, Survey
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
CAMERA = {"eye": {"x": 0.88, "y": -1.45, "z": 1.02}, "center": {"x": 0, "y": 0, "z": -0.16}}
TICKS = 6
"""Labels of a colour bar, at most."""


class View(NamedTuple):
    """What is drawn of a landscape.

    ``place`` is the point of the path that is marked; ``axes`` names the two directions; ``cost``
    is a name of `network.COSTS`. With ``is_logarithmic``, height and colour are logarithmic.
    """

    survey: Survey
    place: int
    is_logarithmic: bool
    axes: tuple[str, str]
    cost: str

    @property
    def surface(self) -> Surface:
        """The surface to be drawn: of a logarithm, without what is 0."""
        surface = self.survey.surface
        if surface is None:
            raise ValueError("survey: expected a surface, got none yet")
        if not self.is_logarithmic:
            return surface
        return replace(surface, costs=np.where(surface.costs > 0, surface.costs, np.nan))

    @property
    def path(self) -> tuple[Array, Array, Array, Array]:
        """Steps, places across and up, and costs of the path; NaN what lies outside the window."""
        survey = self.survey
        x, y = survey.places.T
        (left, right), (bottom, top) = survey.window
        inside = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
        costs = survey.path_costs
        if self.is_logarithmic:
            inside &= costs > 0
        x, y, costs = (np.where(inside, values, np.nan) for values in (x, y, costs))
        return np.array(survey.path.steps), x, y, costs

    def colours(self, costs: Array) -> Array:
        """Return what the colours stand for: costs, or their decimal logarithms."""
        return np.log10(costs) if self.is_logarithmic else costs


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
    colours, is_logarithmic, axes = view.colours(surface.costs), view.is_logarithmic, view.axes
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
                "xaxis": {"title": {"text": axes[0], "font": SMALL}, **plain_axis},
                "yaxis": {"title": {"text": axes[1], "font": SMALL}, **plain_axis},
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
    colours, is_logarithmic, axes = view.colours(surface.costs), view.is_logarithmic, view.axes
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
                "title": {"text": axes[0], "standoff": 6, "font": SMALL},
                "range": view.survey.window[0],
                **common,
            },
            "yaxis": {
                "title": {"text": axes[1], "standoff": 6, "font": SMALL},
                "range": view.survey.window[1],
                **common,
            },
        },
    )


def decade_ticks(low: float, high: float) -> list[float]:
    """Choose round costs between two logarithms: 1, or 1, 2 and 5 of each decade.

    Parameters
    ----------
    low, high : float
        Decimal logarithms.

    Returns
    -------
    values : list of float
        At most `TICKS`, where a range spans no more decades than that; else every so many.

    Examples
    --------
    >>> decade_ticks(-2.1, 0.4), decade_ticks(-0.4, 0.2)
    ([0.01, 0.1, 1.0], [0.5, 1.0])
    """
    decades = range(math.floor(low), math.ceil(high) + 1)
    for digits in ((1, 2, 5), (1,)):
        values = [digit * 10.0**decade for decade in decades for digit in digits]
        values = [value for value in values if low <= math.log10(value) <= high]
        if len(values) <= TICKS:
            return values
    return values[:: -(-len(values) // TICKS)]


def linear_ticks(low: float, high: float) -> list[float]:
    """Choose round values between two: multiples of 1, 2 or 5 of a decade.

    Parameters
    ----------
    low, high : float
        In order, and not alike.

    Returns
    -------
    values : list of float
        At most `TICKS`.

    Examples
    --------
    >>> linear_ticks(0.06, 1.34)
    [0.5, 1.0]
    """
    coarse = (high - low) / TICKS
    decade = 10.0 ** math.floor(math.log10(coarse))
    step = next(digit * decade for digit in (1, 2, 5, 10) if digit * decade >= coarse)
    return [step * n for n in range(math.ceil(low / step), math.floor(high / step) + 1)]


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
    axis: dict[str, Any] = {"range": [low - 0.03 * room, high + 0.03 * room]}
    if is_logarithmic:
        values = decade_ticks(low, high)
        axis |= {"type": "log", "tickvals": values, "ticktext": [f"{value:g}" for value in values]}
    return axis


def _above(cost: float, heights: dict[str, Any], *, is_logarithmic: bool) -> float:
    """Return the height of the head of a pin whose foot is at a cost."""
    low, high = heights["range"]
    rise = PIN * (high - low)
    return cost * 10.0**rise if is_logarithmic else cost + rise
