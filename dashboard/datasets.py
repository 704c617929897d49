"""What can be learned? Seeded generators of points on a plane, and one real data set.

A data set poses one of three tasks: two classes (``"binary"``), three to six (``"classes"``), or
a value to be predicted (``"value"``).

``make_dataset`` turns a name, a seed and two counts into a `Dataset`; ``DATASETS`` is the
registry. Training and test points come from two streams, so that changing one count never
changes the other set, and the first points of a larger set are the smaller set.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from dashboard.features import features_of
from dashboard.own_data import DRAWN_SIDE, OwnData
from dashboard.own_scaling import share_out, to_dataset
from dashboard.settings import DEFAULT_FEATURES
from network import Array

# The legacy generator's streams are frozen for ever, whatever numpy a link is opened with.
Rng = np.random.RandomState

IRIS_FILE = Path(__file__).parent / "data" / "iris.csv"
PLANE = 2.4
"""Half the side of the plane shown, unless points lie farther out."""
DRAWN_PLANES = (PLANE, 3.0, 4.5, float(DRAWN_SIDE))
"""The same for points that are drawn by hand: it is not to grow at each click."""


@dataclass(frozen=True, eq=False)
class Dataset:
    """Points to learn from and points to be tested on.

    Parameters
    ----------
    points, points_test : ndarray of float, shape (2, m)
        One point of the plane a column, scaled to lie within about 2 of the origin.
    targets, targets_test : ndarray of float, shape (m,)
        Class of each point, from 0 on, or its value.
    X, X_test : ndarray of float, shape (n_features, m)
        What the network sees of the points.
    Y, Y_test : ndarray of float, shape (n_L, m)
        What it should say: the class 0 or 1; a row for each of several classes, 1 in the row of
        the point's own; or the value.
    task : {"binary", "classes", "value"}
    axes : tuple of str, length 2
        What the two coordinates are, with their unit.
    classes : tuple of str
        What the classes are called; empty for values.
    centre, spread : tuple of float, length 2
        A coordinate in its own unit is ``centre + spread * x``.
    value_centre, value_spread : float
        A value in its own unit is ``value_centre + value_spread * y``.
    is_drawn : bool
        Whether the points were set by hand: the plane then keeps its size while they are.
    """

    points: Array
    targets: Array
    points_test: Array
    targets_test: Array
    X: Array
    Y: Array
    X_test: Array
    Y_test: Array
    task: str
    axes: tuple[str, str]
    classes: tuple[str, ...]
    centre: tuple[float, float] = (0.0, 0.0)
    spread: tuple[float, float] = (1.0, 1.0)
    value_centre: float = 0.0
    value_spread: float = 1.0
    is_drawn: bool = False

    @property
    def extent(self) -> float:
        """Half the side of the smallest plane that shows every point."""
        farthest = max(
            float(np.abs(points).max(initial=0.0)) for points in (self.points, self.points_test)
        )
        if self.is_drawn:
            return next((side for side in DRAWN_PLANES if farthest <= side), farthest)
        return max(PLANE, float(np.ceil(farthest * 10.5) / 10))

    @property
    def value_range(self) -> tuple[float, float]:
        """The values shown at the two ends of the colour scale: around 0, and all of them."""
        most = max(
            float(np.abs(targets).max(initial=0.0)) for targets in (self.targets, self.targets_test)
        )
        most = float(np.ceil(most * 10) / 10) or 1.0
        return -most, most


def circle(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw a disc (class 1, radius under 0.9) inside a ring (class 0, radius 1.3 to 2).

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; half of each class.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    u = rng.random_sample((m, 2))
    label = np.arange(m) % 2
    inner, outer = np.where(label == 1, 0.0, 1.3), np.where(label == 1, 0.9, 2.0)
    radius = np.sqrt(inner**2 + u[:, 0] * (outer**2 - inner**2))  # even over the area
    angle = 2 * np.pi * u[:, 1]
    return np.stack([radius * np.cos(angle), radius * np.sin(angle)]), _row(label)


def xor(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw four squares, one a quadrant; class 1 where the signs of x₁ and x₂ differ.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; a quarter in each quadrant.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    distance = 0.15 + 1.35 * rng.random_sample((m, 2))
    quadrant = np.arange(m) % 4
    right, up = np.array([1, -1, -1, 1])[quadrant], np.array([1, 1, -1, -1])[quadrant]
    return np.stack([distance[:, 0] * right, distance[:, 1] * up]), _row(right != up)


def blobs(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw two round clouds, class 1 around (1.2, 1.2) and class 0 opposite.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; half of each class.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    label = np.arange(m) % 2
    X = 0.5 * rng.standard_normal((m, 2)).T + np.where(label == 1, 1.2, -1.2)
    return X, _row(label)


def spiral(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw two arms that wind around each other for one and three quarter turns.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; half on each arm.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    along = 0.04 + 0.96 * rng.random_sample(m)
    label = np.arange(m) % 2
    angle = 1.75 * 2 * np.pi * along + np.pi * label
    return 2 * along * np.stack([np.sin(angle), np.cos(angle)]), _row(label)


def moons(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw two half circles that reach into each other.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; half on each moon.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    angle = np.pi * rng.random_sample(m)
    label = np.arange(m) % 2
    upper = np.stack([np.cos(angle), np.sin(angle)])
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)])
    return np.where(label == 1, lower, upper) - np.array([[0.5], [0.25]]), _row(label)


def point(rng: Rng, m: int) -> tuple[Array, Array]:  # noqa: ARG001 (nothing is drawn)
    """Return the one point (1, 0) of class 1: small enough to do by hand.

    Parameters
    ----------
    rng : RandomState
        Not used.
    m : int
        Number of points: 0 or 1.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    return np.array([[1.0], [0.0]])[:, :m], np.ones((1, m))


def clouds(rng: Rng, m: int, k: int) -> tuple[Array, Array]:
    """Draw one round cloud for each class, evenly around the origin.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; as many of each class.
    k : int
        Number of classes.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    label = np.arange(m) % k
    angle = 2 * np.pi * label / k + np.pi / 2
    X = 0.32 * rng.standard_normal((m, 2)).T + 1.35 * np.stack([np.cos(angle), np.sin(angle)])
    return X, _row(label)


def arms(rng: Rng, m: int, k: int) -> tuple[Array, Array]:
    """Draw one arm for each class, all winding around the origin for three quarters of a turn.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points; as many on each arm.
    k : int
        Number of classes.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
    """
    along = 0.1 + 0.9 * rng.random_sample(m)
    label = np.arange(m) % k
    angle = 2 * np.pi * (0.75 * along + label / k)
    return 2 * along * np.stack([np.sin(angle), np.cos(angle)]), _row(label)


def plane(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw points of a square whose value rises evenly from one corner to the opposite.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
        From -1 to 1.
    """
    X = 4 * rng.random_sample((m, 2)).T - 2
    return X, _row((X[0] + X[1]) / 4)


def hills(rng: Rng, m: int) -> tuple[Array, Array]:
    """Draw points of a square with two hills and two hollows in its quarters.

    Parameters
    ----------
    rng : RandomState
        The stream to draw from.
    m : int
        Number of points.

    Returns
    -------
    X : ndarray of float, shape (2, m)
    Y : ndarray of float, shape (1, m)
        From -1 to 1.
    """
    X = 4 * rng.random_sample((m, 2)).T - 2
    value = np.zeros(m)
    for right, up in ((1, 1), (1, -1), (-1, 1), (-1, -1)):
        squared = (X[0] - right) ** 2 + (X[1] - up) ** 2
        value += right * up * np.exp(-squared / (2 * 0.6**2))
    return X, _row(value)


def _row(label: ArrayLike) -> Array:
    return np.asarray(label, dtype=np.float64).reshape(1, -1)


@dataclass(frozen=True)
class Generated:
    """A registry entry for points that are drawn, each of one of two classes or with a value."""

    draw: Callable[[Rng, int], tuple[Array, Array]]
    sentence: str
    available: int | None = None
    classes: tuple[str, ...] = ("class 0", "class 1")
    task: str = "binary"


@dataclass(frozen=True)
class Several:
    """A registry entry for points that are drawn, of as many classes as asked for."""

    draw: Callable[[Rng, int, int], tuple[Array, Array]]
    sentence: str
    available: int | None = None
    task: str = "classes"


@dataclass(frozen=True)
class Flowers:
    """A registry entry for the iris measurements: which species, and which of them is class 1.

    Without one that is, each species is a class.
    """

    species: tuple[str, ...]
    positive: str | None
    sentence: str
    classes: tuple[str, ...]

    @property
    def task(self) -> str:
        """Two classes, or one for each species."""
        return "classes" if self.positive is None else "binary"

    @property
    def available(self) -> int:
        """Number of flowers."""
        return 50 * len(self.species)


DATASETS: dict[str, Generated | Several | Flowers] = {
    "circle": Generated(circle, "A disc inside a ring: no single line can part them."),
    "xor": Generated(xor, "Opposite corners belong together: the classic that one unit cannot do."),
    "blobs": Generated(blobs, "Two clouds that one straight line parts."),
    "spiral": Generated(spiral, "Two arms wound around each other: the hardest one here."),
    "moons": Generated(moons, "Two half circles reaching into each other."),
    "point": Generated(point, "A single point, to follow one step by hand.", available=1),
    "setosa": Flowers(
        ("setosa", "versicolor", "virginica"),
        "setosa",
        "150 real flowers, measured in 1936: is it an Iris setosa or not?",
        ("not setosa", "setosa"),
    ),
    "virginica": Flowers(
        ("versicolor", "virginica"),
        "virginica",
        "100 real flowers of two species that overlap: versicolor or virginica?",
        ("versicolor", "virginica"),
    ),
    "clouds": Several(clouds, "A cloud for each class: an output unit for each learns its own."),
    "arms": Several(arms, "An arm for each class, wound around the middle."),
    "iris": Flowers(
        ("setosa", "versicolor", "virginica"),
        None,
        "150 real flowers of three species, measured in 1936: which is it?",
        ("setosa", "versicolor", "virginica"),
    ),
    "plane": Generated(
        plane, "Values that rise evenly: no class, but a number to predict.", None, (), "value"
    ),
    "hills": Generated(
        hills, "Two hills and two hollows: a number to predict at every place.", None, (), "value"
    ),
}


@lru_cache(maxsize=1)
def _iris() -> pd.DataFrame:
    return pd.read_csv(IRIS_FILE)


def point_counts(name: str, n_train: int, n_test: int) -> tuple[int, int]:
    """Share out what a data set has, in the proportion asked for.

    Parameters
    ----------
    name : str
        Key of `DATASETS`.
    n_train, n_test : int
        Points asked for.

    Returns
    -------
    n_train, n_test : int
        Points there are; at least one to train on.

    Examples
    --------
    >>> point_counts("circle", 200, 100), point_counts("setosa", 200, 100)
    ((200, 100), (100, 50))
    """
    available = DATASETS[name].available
    return (n_train, n_test) if available is None else share_out(available, n_train, n_test)


def make_dataset(
    name: str,
    *,
    seed: int,
    noise: float,
    n_train: int,
    n_test: int,
    n_classes: int = 3,
    features: Sequence[str] = DEFAULT_FEATURES,
) -> Dataset:
    """Make the points of a data set.

    Parameters
    ----------
    name : str
        Key of `DATASETS`.
    seed : int
        Seed of the draw.
    noise : float
        Standard deviation of the push that each coordinate gets, in units of the plane.
    n_train, n_test : int
        Points asked for; see `point_counts`.
    n_classes : int
        How many classes, where a data set has as many as asked for.
    features : sequence of str
        What the network sees of the points: keys of `features.FEATURES`.

    Returns
    -------
    dataset : Dataset
        With read-only arrays.

    Raises
    ------
    ValueError
        If there is no data set of that name.

    Examples
    --------
    >>> dataset = make_dataset("circle", seed=1, noise=0.0, n_train=200, n_test=0)
    >>> dataset.X.shape, dataset.Y.mean(), dataset.extent
    ((2, 200), np.float64(0.5), 2.4)
    """
    kind = DATASETS.get(name)
    if kind is None:
        raise ValueError(f"data: expected one of {list(DATASETS)}, got {name!r}")
    n_train, n_test = point_counts(name, n_train, n_test)
    streams = Rng([seed, 0]), Rng([seed, 1])
    centre, spread, axes = (0.0, 0.0), (1.0, 1.0), ("x₁", "x₂")
    if isinstance(kind, Flowers):
        X, Y, centre, spread = _flowers(kind, streams[0])
        # Test flowers come from the other end, so that neither count moves the other set.
        parts = [(X[:, :n_train], Y[:, :n_train]), (X[:, ::-1][:, :n_test], Y[:, ::-1][:, :n_test])]
        axes, classes = ("petal length, cm", "petal width, cm"), kind.classes
    elif isinstance(kind, Several):
        counts = zip(streams, (n_train, n_test), strict=True)
        parts = [kind.draw(rng, m, n_classes) for rng, m in counts]
        classes = tuple(f"class {label}" for label in range(n_classes))
    else:
        parts = [kind.draw(rng, m) for rng, m in zip(streams, (n_train, n_test), strict=True)]
        classes = kind.classes
    points: list[Array] = []
    for (X, Y), rng in zip(parts, (Rng([seed, 2]), Rng([seed, 3])), strict=True):
        points += [X + noise * rng.standard_normal((X.shape[1], 2)).T, Y[0].copy()]
    return assemble(
        points, kind.task, features, axes=axes, classes=classes, centre=centre, spread=spread
    )


def own_dataset(
    own: OwnData, *, seed: int, noise: float, n_train: int, n_test: int, features: Sequence[str]
) -> Dataset:
    """Make the points of a learner's own data.

    Parameters
    ----------
    own : OwnData
        The data, in their own units.
    seed, noise, n_train, n_test, features
        As for `make_dataset`.

    Returns
    -------
    dataset : Dataset
        With read-only arrays.
    """
    parts = to_dataset(own, seed=seed, n_train=n_train, n_test=n_test)
    points: list[Array] = []
    for X, targets, stream in ((parts.X, parts.targets, 2), (parts.X_test, parts.targets_test, 3)):
        push = noise * Rng([seed, stream]).standard_normal((X.shape[1], 2)).T
        points += [X + push, targets.copy()]
    return assemble(
        points,
        task_of(own),
        features,
        axes=own.axes,
        classes=own.classes,
        centre=parts.centre,
        spread=parts.spread,
        value_centre=parts.value_centre,
        value_spread=parts.value_spread,
        is_drawn=own.is_drawn,
    )


def task_of(own: OwnData) -> str:
    """Tell what is to be learned of a learner's own data."""
    return {0: "value", 2: "binary"}.get(len(own.classes), "classes")


def assemble(points: Sequence[Array], task: str, features: Sequence[str], **rest: Any) -> Dataset:
    """Make a data set of points and targets: compute what the network sees and should say.

    Parameters
    ----------
    points : sequence of ndarray, length 4
        Training points, their targets, test points and theirs, as in `Dataset`.
    task : {"binary", "classes", "value"}
        What is to be learned.
    features : sequence of str
        Keys of `features.FEATURES`.
    **rest
        The other fields of `Dataset`.

    Returns
    -------
    dataset : Dataset
        With read-only arrays.
    """
    n_classes = len(rest["classes"])
    arrays = list(points)
    for place, targets in (points[:2], points[2:]):
        one_hot = (np.arange(n_classes)[:, np.newaxis] == targets).astype(np.float64)
        plain = tuple(features) == DEFAULT_FEATURES
        arrays.append(place if plain else features_of(place, features))
        arrays.append(one_hot if task == "classes" else _row(targets))
    for array in arrays:
        array.flags.writeable = False
    return Dataset(*arrays, task=task, **rest)


def _flowers(
    kind: Flowers, rng: Rng
) -> tuple[Array, Array, tuple[float, float], tuple[float, float]]:
    frame = _iris()
    frame = frame.loc[frame["species"].isin(kind.species)]
    petals = frame.loc[:, ["petal_length_cm", "petal_width_cm"]].to_numpy(dtype=np.float64)
    centre, spread = petals.mean(axis=0).round(2), petals.std(axis=0).round(2)
    order = rng.permutation(len(petals))
    X = ((petals - centre) / spread).T[:, order]
    species = frame.loc[:, "species"]
    # The first class is 0: of two it is the one that is not `positive`.
    label = species.map(kind.species.index) if kind.positive is None else species == kind.positive
    Y = _row(label)[:, order]
    return X, Y, (float(centre[0]), float(centre[1])), (float(spread[0]), float(spread[1]))
