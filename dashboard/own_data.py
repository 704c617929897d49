"""What has a learner brought along? Points of their own, as they are, in their own units.

`drawn_data` makes them from clicks, `csv_table` from a table and `own_file` from JSON;
`own_scaling` brings them onto the plane.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import cached_property
from weakref import WeakValueDictionary

import numpy as np

from dashboard.names import MAX_NAME_LENGTH, clean_name
from network import Array

MAX_POINTS = 5_000
MAX_DRAWN_POINTS = 500
"""Points set by hand; so many just fit a link."""
MAX_CLASSES = 6
LARGEST = 1e100
"""The largest number in a point: its square, too, is far from overflowing."""

GRID = 100
"""Places on which points are drawn, in one unit of the plane."""
DRAWN_SIDE = 6
"""Half the side of the plane that can be drawn on."""
DRAWN_AXES = ("x₁", "x₂")
DRAWN_TARGET = {True: "class", False: "value"}
"""What drawn points are to be told by: classes, or values between -1 and 1."""


def class_names(count: int) -> tuple[str, ...]:
    """Name classes that nobody gave a name.

    Examples
    --------
    >>> class_names(2)
    ('class 0', 'class 1')
    """
    return tuple(f"class {index}" for index in range(count))


@dataclass(frozen=True, eq=False)
class OwnData:
    """Points that a learner brought along, equal to others that are the same to the last bit.

    Parameters
    ----------
    points : ndarray of float, shape (2, m)
        One point a column, in the data's own units.
    targets : ndarray of float, shape (m,)
        The class of each point, counted from 0; or a value, where there are no classes.
    axes : tuple of str, length 2
        What the two coordinates are.
    classes : tuple of str
        Names of the 2 to 6 classes; none when a value is to be predicted.
    target_name : str
        What is to be predicted.
    is_drawn : bool
        Whether the points were set on the plane by hand, and are therefore never scaled.

    Raises
    ------
    ValueError
        If anything of it is not legal; the message names it.
    """

    points: Array
    targets: Array
    axes: tuple[str, str]
    classes: tuple[str, ...]
    target_name: str
    is_drawn: bool = False

    def __post_init__(self) -> None:
        for name in ("points", "targets"):
            array = np.array(getattr(self, name), dtype=np.float64, order="C") + 0.0  # no -0.0
            array.flags.writeable = False
            object.__setattr__(self, name, array)
        object.__setattr__(self, "axes", tuple(self.axes))
        object.__setattr__(self, "classes", tuple(self.classes))
        self._check_shapes()
        self._check_names()
        self._check_numbers()
        if self.is_drawn:
            self._check_drawn()

    def _check_shapes(self) -> None:
        m = self.targets.size
        if not 1 <= m <= MAX_POINTS:
            raise ValueError(f"points: expected 1 to {MAX_POINTS:,}, got {m:,}.")
        if self.targets.shape != (m,) or self.points.shape != (2, m):
            raise ValueError(
                f"points: expected two coordinates and a target for each, got the shapes "
                f"{self.points.shape} and {self.targets.shape}."
            )

    def _check_names(self) -> None:
        for key, names in (
            ("axes", self.axes),
            ("classes", self.classes),
            ("target", (self.target_name,)),
        ):
            for name in names:
                if name != clean_name(name) or not name:
                    raise ValueError(
                        f"{key}: expected names of 1 to {MAX_NAME_LENGTH} visible characters, "
                        f"got {name[:20]!r}."
                    )
        if len(self.axes) != 2:
            raise ValueError(f"axes: expected 2 names, got {len(self.axes)}.")
        if len(self.classes) == 1 or len(self.classes) > MAX_CLASSES:
            raise ValueError(
                f"classes: expected 2 to {MAX_CLASSES} names, or none for values, "
                f"got {len(self.classes)}."
            )
        if len(set(self.classes)) < len(self.classes):
            raise ValueError("classes: expected a different name for each.")

    def _check_numbers(self) -> None:
        for name, array in (("points", self.points), ("targets", self.targets)):
            # NaN is in no range.
            if not np.all(np.abs(array) <= LARGEST):
                raise ValueError(f"{name}: expected numbers from -1e100 to 1e100.")
        count = len(self.classes)
        if count and not np.all(
            (self.targets >= 0) & (self.targets < count) & (self.targets % 1 == 0)
        ):
            raise ValueError(f"targets: expected whole numbers from 0 to {count - 1}.")

    def _check_drawn(self) -> None:
        m, count = self.targets.size, len(self.classes)
        if m > MAX_DRAWN_POINTS:
            raise ValueError(f"points: expected at most {MAX_DRAWN_POINTS} drawn ones, got {m}.")
        needed = max(2, 1 + int(self.targets.max())) if count else 0
        if (self.axes, self.target_name) != (DRAWN_AXES, DRAWN_TARGET[count > 0]) or (
            self.classes != class_names(needed)
        ):
            raise ValueError("drawn points: expected the plane's own names and no spare class.")
        on_grid = [self.points] if count else [self.points, self.targets]
        if not all(np.array_equal(array, snap(array)) for array in on_grid):
            raise ValueError(f"drawn points: expected multiples of {1 / GRID:g}.")
        if np.abs(self.points).max() > DRAWN_SIDE:
            raise ValueError(f"drawn points: expected places within {DRAWN_SIDE} of the middle.")
        if not count and np.abs(self.targets).max() > 1:
            raise ValueError("drawn points: expected values from -1 to 1.")

    @cached_property
    def digest(self) -> str:
        """Name the data: 16 hex digits of SHA-256 over everything that makes them."""
        names = [self.is_drawn, self.axes, self.classes, self.target_name, self.targets.size]
        arrays = [array.astype("<f8").tobytes() for array in (self.points, self.targets)]
        return hashlib.sha256(b"\0".join([json.dumps(names).encode(), *arrays])).hexdigest()[:16]

    # By its name, and never by its class, which is another one after a hot reload.
    def __eq__(self, other: object) -> bool:
        return getattr(other, "digest", None) == self.digest

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"OwnData({self.digest})"


def snap(values: Array | float) -> Array:
    """Move numbers to the nearest places of the grid that points are drawn on.

    Examples
    --------
    >>> snap(1.2345)
    array(1.23)
    """
    return np.asarray(np.round(np.asarray(values, dtype=np.float64) * GRID) / GRID + 0.0)


_KNOWN: WeakValueDictionary[str, OwnData] = WeakValueDictionary()


def remember(own: OwnData) -> OwnData:
    """Let data be found by their digest for as long as some run has them, and return them."""
    return _KNOWN.setdefault(own.digest, own)


def recall(digest: str) -> OwnData | None:
    """Return the data of a digest, if some run of this process has them."""
    return _KNOWN.get(digest)
