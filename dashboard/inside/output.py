"""What does the output layer make of the last space? A line through it, or one for each class."""

import itertools

import numpy as np

from dashboard.inside.spaces import Space
from network import Array, Params

Frame = tuple[float, float, float, float]


def sums_on(space: Space, params: Params) -> tuple[Array, Array]:
    """Express the output layer's weighted sums by the coordinates that are shown of its inputs.

    Parameters
    ----------
    space : Space
        Its inputs.
    params : dict of str to ndarray
        Parameters of every layer.

    Returns
    -------
    slopes : ndarray of float, shape (n_L, d)
    offsets : ndarray of float, shape (n_L, 1)

    Notes
    -----
    At the place c, ``Z = slopes @ c + offsets``: ``W @ (centre + components.T @ c) + b``. Of more
    than two units this is what the output says on the plane of the components alone.
    """
    last = len(params) // 2
    W, b = params[f"W{last}"], params[f"b{last}"]
    return W @ space.components.T, W @ space.centre + b


def scores_of(slopes: Array, offsets: Array) -> tuple[Array, Array]:
    """Give class 0 of two classes a score too: 0, against the output's weighted sum."""
    if len(slopes) > 1:
        return slopes, offsets
    return np.vstack([0 * slopes, slopes]), np.vstack([0 * offsets, offsets])


def line_across(slope: Array, offset: float, frame: Frame) -> Array | None:
    """Find where a weighted sum is 0.

    Parameters
    ----------
    slope : ndarray of float, shape (2,)
        Of the sum, along either coordinate.
    offset : float
        The sum at the origin.
    frame : tuple of float
        Left, right, bottom and top of what is shown.

    Returns
    -------
    ends : ndarray of float, shape (2, 2), or None
        The two ends of the line as columns; None if it does not cross the frame, or there is none.

    Examples
    --------
    >>> line_across(np.array([1.0, 0.0]), -0.25, (0.0, 1.0, 0.0, 1.0)).tolist()
    [[0.25, 0.25], [0.0, 1.0]]
    """
    crossings: list[Array] = []
    corners = corners_of(frame)
    sums = slope @ corners + offset
    for one, other in itertools.pairwise([*range(4), 0]):
        if (sums[one] < 0) != (sums[other] < 0):
            crossings.append(_between(corners[:, one], corners[:, other], sums[one], sums[other]))
    if len(crossings) != 2:
        return None
    ends = np.stack(crossings, axis=1)
    return ends[:, np.lexsort(ends[::-1])]  # from left to right, or upwards


def corners_of(frame: Frame) -> Array:
    """Return the corners of a frame as columns, one after the other around it."""
    left, right, bottom, top = frame
    return np.array([[left, right, right, left], [bottom, bottom, top, top]])


def region_of(label: int, slopes: Array, offsets: Array, frame: Frame) -> Array:
    """Find where a class is the most probable.

    Parameters
    ----------
    label : int
        Which class.
    slopes, offsets : ndarray of float, shapes (k, 2) and (k, 1)
        The score of each class, as `scores_of` returns them.
    frame : tuple of float
        Left, right, bottom and top of what is shown.

    Returns
    -------
    corners : ndarray of float, shape (2, n)
        Of a convex polygon; none where the class nowhere comes first.
    """
    corners = list(corners_of(frame).T)
    for other in range(len(slopes)):
        if other == label or not corners:
            continue
        slope, lead = slopes[label] - slopes[other], float(offsets[label, 0] - offsets[other, 0])
        if slope.any():
            corners = _clip(corners, [float(slope @ corner) + lead for corner in corners])
        elif lead < 0 or (lead == 0 and other < label):  # of equals the first, as for argmax
            corners = []
    return np.array(corners).T if corners else np.zeros((2, 0))


def turning_points(slopes: Array, offsets: Array) -> list[float]:
    """Find where, along one coordinate, the most probable class becomes another.

    Parameters
    ----------
    slopes, offsets : ndarray of float, shape (k, 1)
        The score of each class, as `scores_of` returns them.

    Returns
    -------
    places : list of float
        In order.

    Examples
    --------
    >>> turning_points(np.array([[0.0], [2.0]]), np.array([[0.0], [-1.0]]))
    [0.5]
    """
    found: set[float] = set()
    for one, other in itertools.combinations(range(len(slopes)), 2):
        slope = float(slopes[one, 0] - slopes[other, 0])
        if slope:
            place = float(offsets[other, 0] - offsets[one, 0]) / slope
            scores = slopes[:, 0] * place + offsets[:, 0]
            size = max(1.0, float(np.abs(scores).max()))
            if scores[one] >= scores.max() - 1e-9 * size:
                found.add(place)
    return sorted(found)


def _between(one: Array, other: Array, at_one: float, at_other: float) -> Array:
    """Return the place between two where a sum, of which the signs differ there, is 0."""
    share = at_one / (at_one - at_other)
    return one + share * (other - one)


def _clip(corners: list[Array], sums: list[float]) -> list[Array]:
    """Cut off the part of a convex polygon where the sum at its corners is negative."""
    kept: list[Array] = []
    for place, corner in enumerate(corners):
        before = place - 1
        if (sums[place] < 0) != (sums[before] < 0):
            kept.append(_between(corners[before], corner, sums[before], sums[place]))
        if sums[place] >= 0:
            kept.append(corner)
    return kept
