"""Which data? A button for each data set, with a little picture of its real points."""

from functools import lru_cache

import streamlit as st

from dashboard import settings
from dashboard.datasets import make_dataset
from dashboard.figures.theme import NEGATIVE, POSITIVE
from dashboard.session import Session

PICTURE_POINTS = 90
SIDE = 100
GREY = "#b4bac4"
SHADES = 5
"""Of either colour, for values."""

DIAMOND = f"stroke='{NEGATIVE}' stroke-linecap='square'"
DISC = f"stroke='{POSITIVE}' stroke-linecap='round'"
SQUARE = "stroke='#2a9d6f' stroke-linecap='square'"
LOOKS = (DIAMOND, DISC, SQUARE)
"""Of the classes, on both themes: a square cap on a line that leans is a diamond."""


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
    """Draw a data set's first points as an SVG, in an address of its own.

    A point is the cap of a line too short to be seen, and all points of one look are one path:
    these pictures travel with every drawing of the page.
    """
    is_one = name == "point"
    data = make_dataset(name, seed=1, noise=0.0, n_train=1 if is_one else PICTURE_POINTS, n_test=0)
    scale = SIDE / (2 * data.extent)
    lines: dict[str, list[str]] = {}
    for (x1, x2), target in zip(data.points.T, data.targets, strict=True):
        look = _value(target / data.value_range[1]) if data.task == "value" else LOOKS[int(target)]
        place = f"M{SIDE / 2 + scale * x1:.0f} {SIDE / 2 - scale * x2:.0f}"
        lines.setdefault(look, []).append(place + ("l.1.1" if look is DIAMOND else "h0"))
    marks = "".join(f"<path {look} d='{''.join(line)}'/>" for look, line in lines.items())
    return (
        f"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 {SIDE} {SIDE}' "
        f"stroke-width='{18 if is_one else 6.8}'>{marks}</svg>"
    ).translate({ord("<"): "%3C", ord(">"): "%3E", ord("#"): "%23"})


def _value(share: float) -> str:
    """Return the look of a value, from one end of the scale, -1, to the other, 1."""
    return f"stroke='{_between(round(SHADES * share) / SHADES)}' stroke-linecap='round'"


def _between(share: float) -> str:
    """Return the colour of a value: from one end of the scale, -1, over grey to the other, 1."""
    end, middle = POSITIVE if share > 0 else NEGATIVE, GREY
    pairs = [(int(middle[at : at + 2], 16), int(end[at : at + 2], 16)) for at in (1, 3, 5)]
    mixed = [round(low + min(1.0, abs(share)) * (high - low)) for low, high in pairs]
    return f"rgb({','.join(map(str, mixed))})"
