"""What is known of the picture of a step, and what is written around it? Heads, names, an arrow."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from dashboard.figures.theme import NEGATIVE, POSITIVE, plain
from network import Array

MOST_LAYERS_NUMBERED = 5
"""Where there are more columns, heads are short and units have no numbers in them."""
LONGEST_NAME = 10


class StepPicture(NamedTuple):
    """What is drawn of a step.

    Parameters
    ----------
    values : sequence of ndarray of float
        What each unit shows, features first.
    edges : sequence of ndarray of float, shapes (n_l, n_{l-1})
        What each edge shows: its weight, or its gradient.
    bounded : sequence of bool
        Whether a layer's values lie within ±1 by themselves.
    active : int
        The active layer, from 1; 0 for all.
    direction : {"", "forward", "backward"}
        Which way the numbers flow.
    subject : str
        The unit or parameter that the arithmetic is about.
    letter : str
        What a value is called: ``"a"`` or ``"δ"``.
    edge_name : str
        What an edge's number is called: ``""`` for the weight itself, or ``"d"``.
    heads : sequence of str
        What stands over each layer.
    inputs, outputs : sequence of str
        What features and outputs are called; from outside.
    """

    values: Sequence[Array]
    edges: Sequence[Array]
    bounded: Sequence[bool]
    active: int
    direction: str
    subject: str
    letter: str
    edge_name: str
    heads: Sequence[str]
    inputs: Sequence[str]
    outputs: Sequence[str]


def heads(step: StepPicture) -> Iterator[dict[str, Any]]:
    """Write over each layer what it is; the active one in bold."""
    many = len(step.heads) > MOST_LAYERS_NUMBERED
    for layer, words in enumerate(step.heads):
        text = words.partition("<br>")[0] if many else words
        yield {
            "x": layer,
            "y": 1,
            "yref": "paper",
            "yanchor": "bottom",
            "showarrow": False,
            "text": f"<b>{text}</b>" if layer == step.active and step.active else text,
            "font": {"size": 11 if many else 12},
        }


def arrow(step: StepPicture) -> Iterator[dict[str, Any]]:
    """Point the way in which the numbers flow, under the layer that is active."""
    if not step.direction or not step.active:
        return
    is_forward = step.direction == "forward"
    start, end = (
        (step.active - 0.85, step.active - 0.15)
        if is_forward
        else (
            step.active + 0.85,
            step.active + 0.15,
        )
    )
    start = min(start, len(step.values) - 1 + 0.3)  # blame enters at the output from the right
    yield {
        "x": end,
        "y": -0.54,
        "ax": start,
        "ay": -0.54,
        "axref": "x",
        "ayref": "y",
        "text": "",
        "showarrow": True,
        "arrowhead": 2,
        "arrowsize": 1.1,
        "arrowwidth": 3,
        "arrowcolor": POSITIVE if is_forward else NEGATIVE,
    }


def side_names(step: StepPicture, places: Sequence[Array], size: float) -> Iterator[dict[str, Any]]:
    """Name the features at the left, and the classes at the right."""
    last = len(step.values) - 1
    shift = size / 2 + 4
    for layer, names, anchor, xshift in (
        (0, step.inputs, "right", -shift),
        (last, step.outputs, "left", shift),
    ):
        for name, y in zip(names, places[layer].tolist(), strict=False):
            yield {
                "x": layer,
                "y": y,
                "xanchor": anchor,
                "xshift": xshift,
                "showarrow": False,
                "text": plain(_short(name)),
                "font": {"size": 12},
            }


def _short(name: str) -> str:
    """Keep a name to the room beside the network."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def room_for(names: Sequence[str]) -> int:
    """How wide a margin names need beside the network, in pixels."""
    return 10 + 5 * max((min(len(name), LONGEST_NAME) for name in names), default=0)
