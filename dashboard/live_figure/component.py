"""How does a Plotly figure change without being rebuilt? One component that keeps it."""

from collections.abc import Callable
from typing import Any

import plotly.graph_objects as go
from streamlit.components.v2 import component

from dashboard import state
from dashboard.modules import loader
from dashboard.plotly_bundle import PLOTLY_PATH

_component = component(
    "watch_it_learn_live_figure",
    js=loader("live_figure/main.js"),
    isolate_styles=False,  # Plotly writes its styles into the page's head
)


def show_live_figure(
    key: str,
    figure: go.Figure,
    *,
    step: int,
    refresh: str,
    label: str,
    on_click: Callable[[dict[str, Any]], None] | None = None,
    is_small: bool = False,
) -> None:
    """Draw a figure, or change the one that is there.

    Parameters
    ----------
    key : str
        Its key on the page.
    figure : plotly.graph_objects.Figure
        What to draw, with the exact numbers of the step at rest.
    step : int
        The step that its numbers are of.
    refresh : str
        What the page may put into it from the stage's own frames while playing: "cost",
        "gradients" or "weights". Anything else names a figure that stands still.
    label : str
        What it shows, for a screen reader.
    on_click : callable, optional
        Called with ``{"x": ..., "y": ..., "customdata": ..., "trace": ...}`` of what was clicked
        on, before the script runs. All of it comes from a browser and may have any content.
    is_small : bool
        Whether it is one of several small pictures, without buttons: Tab need not pass them all.
    """

    def hear() -> None:
        clicked = getattr(state.widget(key), "clicked", None)
        if on_click is not None and isinstance(clicked, dict):
            on_click(clicked)

    handlers: dict[str, Any] = {} if on_click is None else {"on_clicked_change": hear}
    _component(
        key=key,
        data={
            "figure": figure.to_json(),
            "step": step,
            "refresh": refresh,
            "label": label,
            "plotly": PLOTLY_PATH,
            "clickable": on_click is not None,
            "small": is_small,
        },
        **handlers,
    )
