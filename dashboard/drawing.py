"""What does a browser say was drawn? Edits with numbers, of which none is believed unchecked.

`drawing_words` tells the stage what there is to be edited, and `apply_edits` does what it answers;
`stage/modules/drawing.js` is the other side.
"""

from collections.abc import Mapping
from typing import Any, cast

from dashboard.drawn_data import (
    LAST_POINT,
    TOO_MANY,
    add_point,
    delete_point,
    move_point,
)
from dashboard.own_data import (
    DRAWN_SIDE,
    GRID,
    MAX_CLASSES,
    MAX_DRAWN_POINTS,
    OwnData,
    class_names,
)

VALUES = (-1.0, -0.5, 0.0, 0.5, 1.0)
"""Those that points can be drawn with."""
MAX_EDITS = 200
"""Edits done at once; of more than that, a browser sends the others again."""
MAX_EDIT_NUMBER = 2**53


def drawing_words(
    own: OwnData | None, taken: int, *, following: int = 0, most_classes: int = MAX_CLASSES
) -> dict[str, Any]:
    """Tell the stage what there is to be edited.

    Parameters
    ----------
    own : OwnData or None
        Drawn points, if there are any yet.
    taken : int
        Number of the last edit that they contain.
    following : int
        Which of the targets the next point gets.
    most_classes : int
        So many classes there may be.

    Returns
    -------
    words : dict
        ``points``: x₁ and x₂ in hundredths and the target of each, in one list.

    Examples
    --------
    >>> words = drawing_words(add_point(None, 0.5, -2, 1), 7, most_classes=2)
    >>> words["points"], words["targets"], words["drawn"]
    ([50, -200, 1], [0, 1], 7)
    """
    has_classes = own is None or bool(own.classes)
    targets = list(range(most_classes)) if has_classes else list(VALUES)
    values = [f"{value:+g}".replace("-", "−") if value else "0" for value in VALUES]
    rows = [] if own is None else zip(*own.points.tolist(), own.targets.tolist(), strict=True)
    return {
        "points": [
            value
            for x1, x2, target in rows
            for value in (
                round(x1 * GRID),
                round(x2 * GRID),
                int(target) if has_classes else target,
            )
        ],
        "targets": targets,
        "names": list(class_names(most_classes)) if has_classes else values,
        "has_classes": has_classes,
        "next": following,
        "drawn": taken,
        "most": MAX_DRAWN_POINTS,
        "last_point": LAST_POINT,
        "too_many": TOO_MANY,
    }


def apply_edits(
    own: OwnData | None, edits: object, taken: int, *, most_classes: int = MAX_CLASSES
) -> tuple[OwnData | None, int]:
    """Do what a browser says was drawn: each edit once, in the order of their numbers.

    Edits come again until the stage hears that they were taken. One that is not legal is passed
    over, but counts as taken: it would never become legal.

    Parameters
    ----------
    own : OwnData or None
        Drawn points, if there are any yet.
    edits : object
        A list of ``{number, kind: "add", x1, x2, target}``, ``{number, kind: "move", index, at,
        x1, x2}`` and ``{number, kind: "delete", index, at}``, with places in hundredths; `at` says
        where the point is that is meant. Or anything else.
    taken : int
        Number of the last edit done before.
    most_classes : int
        So many classes there may be.

    Returns
    -------
    own : OwnData or None
    taken : int

    Examples
    --------
    >>> click = {"number": 1, "kind": "add", "x1": 50, "x2": -25, "target": 1}
    >>> own, taken = apply_edits(None, [click, click], 0)
    >>> own.points.T, own.targets, taken
    (array([[ 0.5 , -0.25]]), array([1.]), 1)
    """
    numbered: dict[int, Mapping[str, object]] = {}
    for edit in cast(list[object], edits) if isinstance(edits, list) else []:
        entries = cast(Mapping[str, object], edit) if isinstance(edit, dict) else {}
        number = _whole(entries.get("number"))
        if number is not None and taken < number <= MAX_EDIT_NUMBER:
            numbered.setdefault(number, entries)
    for number in sorted(numbered)[:MAX_EDITS]:
        own = _edited(own, numbered[number], most_classes)
        taken = number
    return own, taken


def _edited(own: OwnData | None, edit: Mapping[str, object], most_classes: int) -> OwnData | None:
    """Do one edit, or nothing."""
    kind, index, target = edit.get("kind"), _whole(edit.get("index")), _number(edit.get("target"))
    place = _number(edit.get("x1")), _number(edit.get("x2"))
    x1, x2 = (None if x is None else x / GRID for x in place)
    try:
        if kind == "add" and x1 is not None and x2 is not None and target is not None:
            has_classes = own is None or bool(own.classes)
            is_open = not has_classes or target < most_classes
            return add_point(own, x1, x2, target) if is_open else own
        if own is None or index is None or not 0 <= index < own.targets.size:
            return own
        if edit.get("at") != [round(x * GRID) for x in own.points[:, index].tolist()]:
            return own  # another point than the one that was meant: the data were changed since
        if kind == "move" and x1 is not None and x2 is not None:
            return move_point(own, index, x1, x2)
        return delete_point(own, index) if kind == "delete" else own
    except ValueError:
        return own


def _number(value: object) -> float | None:
    """Return a number that could be on the plane, in hundredths."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= GRID * DRAWN_SIDE else None


def _whole(value: object) -> int | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if value % 1 == 0 else None
