"""Where on the plane do a learner's own points lie? Scaled, mixed, and parted in two.

`to_dataset` does it, and `scaling_sentences` says what it did.
"""

from typing import NamedTuple

import numpy as np

from dashboard.own_data import OwnData
from network import Array

SMALLEST_SPREAD = 1e-100
"""What differs by less than that is taken to be all alike."""


class Prepared(NamedTuple):
    """Own data on the plane, parted into what is learned from and what is not.

    ``X`` and ``X_test`` are of shape (2, m), ``targets`` and ``targets_test`` of shape (m,). A
    coordinate in its own unit is ``centre + spread * x``; a target is
    ``value_centre + value_spread * target``, which changes nothing where there are classes.
    """

    X: Array
    targets: Array
    X_test: Array
    targets_test: Array
    centre: tuple[float, float]
    spread: tuple[float, float]
    value_centre: float
    value_spread: float


def to_dataset(own: OwnData, *, seed: int, n_train: int, n_test: int) -> Prepared:
    """Scale own data to the plane, mix them, and part them.

    Training points are taken from one end and test points from the other, so that neither count
    moves the other set.

    Parameters
    ----------
    own : OwnData
        What the learner brought along.
    seed : int
        Seed of the order.
    n_train, n_test : int
        Points asked for; see `share_out`.

    Returns
    -------
    prepared : Prepared
        With read-only arrays.

    Examples
    --------
    >>> own = OwnData([[1, 2, 3, 6], [5, 5, 5, 5]], [0, 0, 1, 1], ("a", "b"), ("no", "yes"), "y")
    >>> prepared = to_dataset(own, seed=1, n_train=3, n_test=1)
    >>> prepared.X.shape, prepared.X_test.shape, prepared.centre, prepared.spread
    ((2, 3), (2, 1), (3.0, 5.0), (1.87, 1.0))
    """
    n_train, n_test = share_out(own.targets.size, n_train, n_test)
    scales = [axis_scale(own, axis) for axis in range(2)]
    centre, spread = (np.array(part) for part in zip(*scales, strict=True))
    value_centre, value_spread = value_scale(own)
    order = np.random.RandomState([seed, 0]).permutation(own.targets.size)
    X = ((own.points - centre[:, None]) / spread[:, None])[:, order]
    targets = ((own.targets - value_centre) / value_spread)[order]
    arrays = X[:, :n_train], targets[:n_train], X[:, ::-1][:, :n_test], targets[::-1][:n_test]
    copies = [np.ascontiguousarray(array) for array in arrays]
    for array in copies:
        array.flags.writeable = False
    return Prepared(
        *copies,
        centre=(float(centre[0]), float(centre[1])),
        spread=(float(spread[0]), float(spread[1])),
        value_centre=value_centre,
        value_spread=value_spread,
    )


def share_out(available: int, n_train: int, n_test: int) -> tuple[int, int]:
    """Share out what there is, in the proportion asked for; at least one point to train on.

    Examples
    --------
    >>> share_out(150, 200, 100), share_out(400, 200, 100), share_out(1, 200, 100)
    ((100, 50), (200, 100), (1, 0))
    """
    if n_train + n_test <= available:
        return n_train, n_test
    training = max(1, round(available * n_train / (n_train + n_test)))
    return training, available - training


def axis_scale(own: OwnData, axis: int) -> tuple[float, float]:
    """Return the centre and the spread of an axis: mean and standard deviation, rounded."""
    if own.is_drawn:
        return 0.0, 1.0
    values = own.points[axis]
    return _rounded(values, float(values.mean()), float(values.std()))


def value_scale(own: OwnData) -> tuple[float, float]:
    """Return the centre and the spread of a value to be predicted: it goes from about -1 to 1."""
    if own.is_drawn or own.classes:
        return 0.0, 1.0
    low, high = float(own.targets.min()), float(own.targets.max())
    return _rounded(own.targets, (low + high) / 2, (high - low) / 2)


def _rounded(values: Array, centre: float, spread: float) -> tuple[float, float]:
    """Round a spread to three digits and its centre to the same place: both can be shown in full.

    Of values that are all alike, the centre is that value and the spread 1.
    """
    # Rounding errors give equal numbers a spread as well, so it is not asked.
    if values.max() - values.min() < SMALLEST_SPREAD:
        return float(values[0]), 1.0
    spread = float(f"{spread:.2e}")
    last_place = int(f"{spread:e}".partition("e")[2]) - 2
    return round(centre, -last_place), spread


def scaling_sentences(own: OwnData) -> list[str]:
    """Say how each number is scaled, as one equation each; nothing where nothing is.

    Examples
    --------
    >>> own = OwnData([[1, 2, 3, 6], [5, 5, 5, 5]], [0, 2, 4, 8], ("a", "b"), (), "y")
    >>> scaling_sentences(own)
    ['x₁ = (a − 3) / 1.87', 'x₂ = b − 5', 'target = (y − 4) / 4']
    """
    if own.is_drawn:
        return []
    scales = [(f"x{'₁₂'[axis]}", own.axes[axis], *axis_scale(own, axis)) for axis in range(2)]
    if not own.classes:
        scales.append(("target", own.target_name, *value_scale(own)))
    return [_equation(*scale) for scale in scales]


def _equation(symbol: str, name: str, centre: float, spread: float) -> str:
    shifted = name
    if centre:
        shifted += f" {'−' if centre > 0 else '+'} {_number(abs(centre))}"
    if spread == 1:
        return f"{symbol} = {shifted}"
    return f"{symbol} = {f'({shifted})' if centre else shifted} / {_number(spread)}"


def _number(value: float) -> str:
    is_short = value == int(value) and abs(value) < 1e15
    return (str(int(value)) if is_short else repr(value)).replace("-", "−")
