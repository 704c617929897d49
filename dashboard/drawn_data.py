"""What becomes of a click on the plane? Points set, moved and taken away, one by one.

Drawn points lie on a grid of 0.01, so a link holds them exactly: four characters for a point of a
class, five for one with a value. `drawing` takes them from a browser.
"""

from collections.abc import Iterable

import numpy as np

from dashboard.own_data import (
    DRAWN_AXES,
    DRAWN_SIDE,
    DRAWN_TARGET,
    GRID,
    MAX_CLASSES,
    MAX_DRAWN_POINTS,
    OwnData,
    class_names,
    snap,
)

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
"""Those of base64url: they stand in an address as they are."""
KINDS = {"c": (4, MAX_CLASSES), "v": (5, 2 * GRID + 1)}
"""First letter of a text: characters a point, and how many targets there are."""
PLACES = 2 * GRID * DRAWN_SIDE + 1
"""Places along one side of the plane."""

LAST_POINT = "The last point stays: a network needs at least one to learn from."
TOO_MANY = f"At most {MAX_DRAWN_POINTS} points can be drawn."


def drawn(points: Iterable[tuple[float, float, float]], *, has_classes: bool = True) -> OwnData:
    """Make own data of places on the plane, moved to the nearest of the grid.

    Parameters
    ----------
    points : iterable of (x₁, x₂, target)
        Targets are classes, counted from 0, or values from -1 to 1.
    has_classes : bool
        Which of the two.

    Returns
    -------
    own : OwnData
        With as many classes as are used, and at least two.

    Raises
    ------
    ValueError
        If there are none, too many, or one that is not on the plane.

    Examples
    --------
    >>> drawn([(0.501, 1, 0), (-2, 0.25, 2)]).points, drawn([(0, 0, 0)]).classes
    (array([[ 0.5 , -2.  ],
           [ 1.  ,  0.25]]), ('class 0', 'class 1'))
    """
    rows = np.array(list(points), dtype=np.float64).reshape(-1, 3).T
    # What would be snapped wrongly, or not be an index, is refused by name and not by numpy.
    if rows.size and not np.all(np.abs(rows) <= DRAWN_SIDE):
        raise ValueError(f"drawn points: expected places within {DRAWN_SIDE} of the middle.")
    targets = rows[2] if has_classes else snap(rows[2])
    count = max(2, 1 + int(targets.max(initial=0))) if has_classes else 0
    return OwnData(
        points=snap(rows[:2]),
        targets=targets,
        axes=DRAWN_AXES,
        classes=class_names(count),
        target_name=DRAWN_TARGET[has_classes],
        is_drawn=True,
    )


def add_point(own: OwnData | None, x1: float, x2: float, target: float) -> OwnData:
    """Set a point; the first of all when there are none.

    Raises
    ------
    ValueError
        If it is not on the plane, of no class that there is or could be next, or one too many.

    Examples
    --------
    >>> own = add_point(add_point(None, 0, 1, 0), 2, 1, 1)
    >>> own.points, own.targets
    (array([[0., 2.],
           [1., 1.]]), array([0., 1.]))
    """
    if own is not None and own.targets.size >= MAX_DRAWN_POINTS:
        raise ValueError(TOO_MANY)
    if (own is None or own.classes) and target > (len(own.classes) if own else 2):
        raise ValueError("class: expected one that there is, or the next one.")
    return _with_points(own, [*_points(own), (x1, x2, target)])


def move_point(own: OwnData, index: int, x1: float, x2: float) -> OwnData:
    """Put a point elsewhere.

    Raises
    ------
    ValueError
        If there is no such point, or the place is not on the plane.

    Examples
    --------
    >>> move_point(drawn([(0, 0, 0), (1, 1, 1)]), 0, 0.5, -0.5).points[:, 0]
    array([ 0.5, -0.5])
    """
    points = _points(own)
    *_, target = points[_checked(own, index)]
    points[index] = (x1, x2, target)
    return _with_points(own, points)


def delete_point(own: OwnData, index: int) -> OwnData:
    """Take a point away.

    Raises
    ------
    ValueError
        If there is no such point, or it is the last one.

    Examples
    --------
    >>> delete_point(drawn([(0, 0, 0), (1, 1, 1)]), 0).targets
    array([1.])
    """
    _checked(own, index)
    if own.targets.size == 1:
        raise ValueError(LAST_POINT)
    points = _points(own)
    del points[index]
    return _with_points(own, points)


def _points(own: OwnData | None) -> list[tuple[float, float, float]]:
    return [] if own is None else list(zip(*own.points.tolist(), own.targets.tolist(), strict=True))


def _with_points(own: OwnData | None, points: list[tuple[float, float, float]]) -> OwnData:
    return drawn(points, has_classes=own is None or bool(own.classes))


def _checked(own: OwnData, index: int) -> int:
    if not 0 <= index < own.targets.size:
        raise ValueError(f"index: expected 0 to {own.targets.size - 1}, got {index}.")
    return index


# As text.


def encode_drawn(own: OwnData) -> str:
    """Write drawn points as short text for a link.

    Parameters
    ----------
    own : OwnData
        Drawn points.

    Returns
    -------
    text : str
        Letters, digits, ``-`` and ``_``.

    Examples
    --------
    >>> encode_drawn(drawn([(-6, -6, 0), (0, 0, 1), (6, 6, 1)]))
    'cAAAAQgchhA5B'
    """
    kind = "c" if own.classes else "v"
    length, n_targets = KINDS[kind]
    places = np.rint((own.points + DRAWN_SIDE) * GRID).astype(int).tolist()
    targets = own.targets if own.classes else np.rint((own.targets + 1) * GRID)
    parts = [kind]
    for x1, x2, target in zip(*places, targets.astype(int).tolist(), strict=True):
        number = (x1 * PLACES + x2) * n_targets + target
        parts += [DIGITS[number >> 6 * place & 63] for place in reversed(range(length))]
    return "".join(parts)


def decode_drawn(text: str) -> OwnData:
    """Read what `encode_drawn` wrote.

    Parameters
    ----------
    text : str
        Of any origin.

    Returns
    -------
    own : OwnData

    Raises
    ------
    ValueError
        If it is anything else; the message is one sentence.

    Examples
    --------
    >>> decode_drawn("cAAAAQgchhA5B").points
    array([[-6.,  0.,  6.],
           [-6.,  0.,  6.]])
    """
    kind, digits = text[:1], text[1:]
    if kind not in KINDS:
        raise ValueError(f"Drawn points begin with c or v, and these with {kind!r}.")
    length, n_targets = KINDS[kind]
    count, rest = divmod(len(digits), length)
    if rest or not 1 <= count <= MAX_DRAWN_POINTS:
        raise ValueError(
            f"Drawn points are 1 to {MAX_DRAWN_POINTS} times {length} characters, and these are "
            f"{len(digits)}."
        )
    values = {digit: value for value, digit in enumerate(DIGITS)}
    points: list[tuple[float, float, float]] = []
    for at in range(0, len(digits), length):
        number = 0
        for digit in digits[at : at + length]:
            if digit not in values:
                raise ValueError(f"Drawn points are letters, digits, - and _, and not {digit!r}.")
            number = number << 6 | values[digit]
        rest, target = divmod(number, n_targets)
        x1, x2 = divmod(rest, PLACES)
        if x1 >= PLACES:
            raise ValueError(
                f"Of the drawn points, {digits[at : at + length]!r} is not on the plane."
            )
        points.append(
            (
                (x1 - DRAWN_SIDE * GRID) / GRID,
                (x2 - DRAWN_SIDE * GRID) / GRID,
                target if kind == "c" else (target - GRID) / GRID,
            )
        )
    return drawn(points, has_classes=kind == "c")
