"""Which data? A button for each data set, with a little picture of its real points."""

from base64 import b64encode
from functools import lru_cache

import streamlit as st

from dashboard import settings
from dashboard.datasets import make_dataset
from dashboard.figures.theme import NEGATIVE, POSITIVE
from dashboard.session import Session

PICTURE_POINTS = 90
SIDE = 100
GREY = "#b4bac4"
THIRD = 'fill="#2a9d6f"'
"""The third class, on both themes."""


def show_dataset_picker(session: Session) -> None:
    """Draw the buttons, the chosen one marked.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    st.html(_style())
    with st.container(horizontal=True, gap="small", key="datasets"):
        for name, label in settings.DATA.choices.items():
            st.button(
                label,
                key=f"data_{name}",
                type="primary" if name == session.run.config.dataset else "secondary",
                on_click=session.change,
                kwargs={"dataset": name},
            )


@lru_cache(maxsize=1)
def _style() -> str:
    rules = [
        f'.st-key-data_{name} button::before {{ background-image: url("{_picture(name)}"); }}'
        for name in settings.DATA.choices
    ]
    return f"<style>{''.join(rules)}</style>"


def _picture(name: str) -> str:
    """Draw a data set's first points as an SVG, in an address of its own."""
    count = 1 if name == "point" else PICTURE_POINTS
    data = make_dataset(name, seed=1, noise=0.0, n_train=count, n_test=0)
    scale = SIDE / (2 * data.extent)
    radius = 9 if name == "point" else 3.4
    marks: list[str] = []
    for (x1, x2), target in zip(data.points.T, data.targets, strict=True):
        x, y = SIDE / 2 + scale * x1, SIDE / 2 - scale * x2
        if data.task == "value":
            marks.append(_disc(x, y, radius, _between(target / data.value_range[1])))
        elif target == 1:
            marks.append(_disc(x, y, radius, POSITIVE))
        elif target == 2:
            corner = f'x="{x - radius:.0f}" y="{y - radius:.0f}"'
            marks.append(f'<rect {corner} width="{2 * radius}" height="{2 * radius}" {THIRD}/>')
        else:
            marks.append(
                f'<path d="M{x:.0f} {y - radius:.0f}l{radius} {radius}-{radius} {radius}-{radius}-'
                f'{radius}z" fill="{NEGATIVE}"/>'
            )
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIDE} {SIDE}">'
        f"{''.join(marks)}</svg>"
    )
    return f"data:image/svg+xml;base64,{b64encode(svg.encode()).decode()}"


def _disc(x: float, y: float, radius: float, colour: str) -> str:
    return f'<circle cx="{x:.0f}" cy="{y:.0f}" r="{radius}" fill="{colour}"/>'


def _between(share: float) -> str:
    """Return the colour of a value: from one end of the scale, -1, over grey to the other, 1."""
    end, middle = POSITIVE if share > 0 else NEGATIVE, GREY
    pairs = [(int(middle[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5)]
    mixed = [round(low + min(1.0, abs(share)) * (high - low)) for low, high in pairs]
    return f"rgb({','.join(map(str, mixed))})"
