"""Which number of a step is to be worked out? Each has a name, and a learner can be asked for it.

``z1.0`` is a weighted sum, ``a1.0`` an activation, ``delta2.0`` the slope of a point's cost by a
weighted sum; ``dW1.0.1`` and ``db1.0`` are slopes of the cost; ``W1.0.1`` and ``b1.0`` are
parameters after the update; ``cost`` is the cost. Units and inputs are counted from 0.
"""

import math
import random
import re
from collections.abc import Sequence
from typing import NamedTuple

from dashboard.narration import target_words
from dashboard.one_step.trace import Trace
from dashboard.run import cost_of

NUMBER = re.compile(
    r"(?P<kind>z|a|delta|db|b)(?P<layer>[1-9])\.(?P<unit>0|[1-9]\d?)"
    r"|(?P<matrix>dW|W)(?P<of>[1-9])\.(?P<row>0|[1-9]\d?)\.(?P<column>0|[1-9]\d?)"
    r"|(?P<cost>cost)",
    re.ASCII,
)

OF_A_POINT = ("z", "a", "delta")
"""Each point has its own of these, and the step has none."""

KINDS = ("z", "a", "delta", "dW", "W", "cost", "b")
"""What is asked for at random: ``db`` of one point is its delta, asked for already."""

MOST_TERMS = 8
"""A sum of more terms than this is not asked for, where there is a shorter one."""

SMALLEST, LARGEST = 0.01, 1000.0
"""Nor is a number smaller than this, for which 0 would do, or larger, where there is another."""

TRIES = 80


class Part(NamedTuple):
    """What a name means: a kind, and which layer from 1, unit and input from 0."""

    kind: str
    layer: int = 0
    unit: int = 0
    column: int = 0


class Question(NamedTuple):
    """One number of one step: its name, and of which point; None for all points of the step."""

    name: str
    point: int | None


def part_of(name: str, layer_dims: Sequence[int]) -> Part:
    """Read the name of a number.

    Parameters
    ----------
    name : str
        As in ``z1.0``.
    layer_dims : sequence of int
        Units of every layer, features first.

    Returns
    -------
    part : Part

    Raises
    ------
    ValueError
        If the network has no such number.

    Examples
    --------
    >>> part_of("dW1.0.1", (2, 4, 1))
    Part(kind='dW', layer=1, unit=0, column=1)
    """
    found = NUMBER.fullmatch(name)
    if found and found["cost"]:
        return Part("cost")
    if found:
        kind = found["kind"] or found["matrix"]
        layer = int(found["layer"] or found["of"])
        unit, column = int(found["unit"] or found["row"]), int(found["column"] or 0)
        if layer < len(layer_dims) and unit < layer_dims[layer] and column < layer_dims[layer - 1]:
            return Part(kind, layer, unit, column)
    raise ValueError(
        f"number: expected one that this network has, such as z1.0, dW1.0.1 or cost, got {name!r}"
    )


def number_of(trace: Trace, name: str, point: int | None) -> float:
    """Look a number up in a step.

    Parameters
    ----------
    trace : Trace
        The step.
    name : str
        Which number.
    point : int or None
        Column of the step's points; None for the mean over all of them. A parameter after the
        update is the same for each.

    Returns
    -------
    number : float

    Raises
    ------
    ValueError
        If the network has no such number, the step no such point, or every point a number of
        its own and none was named.
    """
    kind, layer, unit, column = part_of(name, trace.run.config.layer_dims)
    if point is not None and not 0 <= point < trace.m:
        raise ValueError(f"point: expected one of the step's {trace.m} points, got {point}")
    if point is None and kind in OF_A_POINT:
        raise ValueError(f"point: {name} is another number for each point; expected one of them")
    if kind == "cost":
        if point is None:
            return trace.cost
        last, which = trace.layers[-1], slice(point, point + 1)
        return cost_of(trace.run, last.A[:, which], last.Z[:, which], trace.Y[:, which])
    each = trace.layers[layer - 1]
    if kind in OF_A_POINT:
        return float({"z": each.Z, "a": each.A, "delta": each.dZ}[kind][unit, point])
    if kind in ("W", "b"):
        return float((each.new_W if kind == "W" else each.new_b)[unit, column])
    if point is None:
        return float((each.dW if kind == "dW" else each.db)[unit, column])
    own = float(each.dZ[unit, point])
    return own * float(each.A_prev[column, point]) if kind == "dW" else own


def ask(trace: Trace, seed: int, *, point: int | None = None) -> Question:
    """Choose a number to ask for, one that can be worked out by hand.

    Parameters
    ----------
    trace : Trace
        The step.
    seed : int
        Another seed asks for another number.
    point : int, optional
        The point to ask about; any, if none is given or the step has no such point.

    Returns
    -------
    question : Question
        Neither a sum too long nor a number too near to 0, unless there is no other.
    """
    rng = random.Random(seed)
    dims = trace.run.config.layer_dims
    longest = max(MOST_TERMS, dims[0])  # of layer 1 something can always be asked
    asked = Question("cost", None)
    for _ in range(TRIES):
        kind, layer = rng.choice(KINDS), rng.randrange(1, len(dims))
        unit = rng.randrange(dims[layer])
        column = rng.randrange(dims[layer - 1]) if kind in ("dW", "W") else 0
        chosen = rng.randrange(trace.m)
        if point is not None and 0 <= point < trace.m:
            chosen = point
        name = f"{kind}{layer}.{unit}" + (f".{column}" if kind in ("dW", "W") else "")
        question = Question("cost" if kind == "cost" else name, None if kind in "Wb" else chosen)
        number = number_of(trace, *question)
        if not math.isfinite(number) or _is_frozen(trace, kind, layer, unit, column):
            continue
        asked = question
        terms = {"z": dims[layer - 1], "delta": dims[layer + 1] if layer + 1 < len(dims) else 1}
        if terms.get(kind, 1) <= longest and SMALLEST <= abs(number) <= LARGEST:
            break
    return asked


def _is_frozen(trace: Trace, kind: str, layer: int, unit: int, column: int) -> bool:
    frozen = trace.rule.frozen
    return kind in "Wb" and frozen is not None and bool(frozen[f"{kind}{layer}"][unit, column])


def question_words(question: Question, layer_dims: Sequence[int]) -> str:
    """Write what is asked for, as the page counts: from 1.

    Examples
    --------
    >>> question_words(Question("z1.0", 4), (2, 4, 1))
    'The weighted sum z of unit 1 of layer 1, for training point 5'
    """
    kind, layer, unit, column = part_of(question.name, layer_dims)
    of_unit = f"of unit {unit + 1} of layer {layer}"
    place = target_words(f"{kind.removeprefix('d')}{layer}.{unit}")
    if kind in ("W", "dW"):
        place = target_words(f"W{layer}.{unit}.{column}")
    whose = "the cost" if question.point is None else "the point's own cost"
    words = {
        "z": f"The weighted sum z {of_unit}",
        "a": f"The activation a {of_unit}",
        "delta": f"The slope δ of {whose} by the weighted sum {of_unit}",
        "dW": f"The slope of {whose} by {place}",
        "db": f"The slope of {whose} by {place}",
        "W": f"The weight {place} after the update",
        "b": f"The bias {place} after the update",
        "cost": "The cost",
    }[kind]
    if kind in ("W", "b"):
        return words
    if question.point is None:
        return f"{words}, over all points of the step"
    return f"{words}, for training point {question.point + 1}"
