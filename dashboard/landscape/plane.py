"""Which plane? Two directions through the parameters: drawn at random, or those of the path."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.batch import flatten
from dashboard.config import unflatten
from network import Array

Rng = np.random.RandomState
"""Its streams are frozen for ever: a seed draws the same directions with every numpy."""

PARALLEL = 1 - 1e-9
"""Two directions whose cosine is beyond this make no plane."""

STILL = 1e-12
"""A path no longer than this, relative to its parameters, is one point."""


MARGIN = 0.25
"""Room around a path that a plane is fitted to, as a share of its length."""


@dataclass(frozen=True, eq=False)
class Plane:
    """A plane through parameter space: ``centre + x * across + y * up``.

    Parameters
    ----------
    centre, across, up : ndarray of float, shape (parameters,)
        W1 row by row, b1, W2, ...
    explained : tuple of float, length 2, or None
        Of principal directions, the share of the path's variance along each.
    """

    centre: Array
    across: Array
    up: Array
    explained: tuple[float, float] | None = None

    def points(self, x: Array, y: Array) -> Array:
        """Return the parameters at places of the plane.

        Parameters
        ----------
        x, y : ndarray of float, shape (k,)
            How far along either direction.

        Returns
        -------
        stack : ndarray of float, shape (k, parameters)
        """
        return self.centre + x[:, np.newaxis] * self.across + y[:, np.newaxis] * self.up

    def project(self, stack: Array) -> Array:
        """Return the places of the plane that are nearest to some parameters.

        Parameters
        ----------
        stack : ndarray of float, shape (k, parameters)
            W1 row by row, b1, W2, ... of each.

        Returns
        -------
        places : ndarray of float, shape (k, 2)
            Random directions are not at right angles, so this is a least-squares fit.
        """
        basis = np.stack([self.across, self.up], axis=1)
        places, *_ = np.linalg.lstsq(basis, (stack - self.centre).T, rcond=None)
        return np.asarray(places.T, dtype=np.float64)

    def distances(self, stack: Array) -> Array:
        """Return how far some parameters lie from the plane.

        Parameters
        ----------
        stack : ndarray of float, shape (k, parameters)
            As `project` takes them.

        Returns
        -------
        distances : ndarray of float, shape (k,)
        """
        x, y = self.project(stack).T
        return np.linalg.norm(stack - self.points(x, y), axis=1)


def random_plane(centre: Array, layer_dims: Sequence[int], *, seed: int) -> Plane:
    """Draw two directions, filter-normalised.

    Parameters
    ----------
    centre : ndarray of float, shape (parameters,)
        The run's parameters.
    layer_dims : sequence of int
        Units of every layer, features first.
    seed : int
        Draws the directions.

    Returns
    -------
    plane : Plane

    Raises
    ------
    ValueError
        If the two make no plane: the weights are all zero, or so few, or too large.
    """
    drawn = Rng(seed).standard_normal((2, centre.size))
    with np.errstate(over="ignore", invalid="ignore"):
        across, up = (filter_normalized(direction, centre, layer_dims) for direction in drawn)
        lengths = [float(np.linalg.norm(direction)) for direction in (across, up)]
        cosine = abs(float(across @ up)) / (lengths[0] * lengths[1]) if all(lengths) else 0.0
    if not all(lengths):
        raise ValueError(
            "Every weight is 0 here, and a direction scaled to the run's own weights is 0 too: "
            "choose another step, or the run's own path."
        )
    if not math.isfinite(cosine):
        raise ValueError("The weights are too large here for a direction scaled to them.")
    if cosine > PARALLEL:
        raise ValueError(
            "Both directions lie on one line: a network of so few weights has hardly any others. "
            "Try another seed, or the run's own path."
        )
    return Plane(centre, across, up)


def filter_normalized(direction: Array, reference: Array, layer_dims: Sequence[int]) -> Array:
    """Scale each unit's part of a direction to the length of the unit's own weights.

    Parameters
    ----------
    direction, reference : ndarray of float, shape (parameters,)
        W1 row by row, b1, W2, ...
    layer_dims : sequence of int
        Units of every layer, features first.

    Returns
    -------
    scaled : ndarray of float, shape (parameters,)

    Notes
    -----
    For unit i of layer l, with the row ``D_i`` of the direction and ``W_i`` of the run:
    ``D_i * |W_i| / |D_i|``; a unit whose weights are all 0 stays as it is. Networks that differ
    only in the scale of their units thus get one landscape. Biases stay as they are: their part of
    a direction is 0, as in the authors' own code (``create_random_direction``, ``biasbn``).

    References
    ----------
    Li, Xu, Taylor, Studer and Goldstein, "Visualizing the Loss Landscape of Neural Nets", 2018,
    section 4.

    Examples
    --------
    >>> filter_normalized(np.array([0.0, 2.0, 9.0]), np.array([3.0, 4.0, 5.0]), (2, 1)).tolist()
    [0.0, 5.0, 0.0]
    """
    drawn, own = (unflatten(flat.tolist(), layer_dims) for flat in (direction, reference))
    scaled = {}
    for name, D in drawn.items():
        if name.startswith("b"):
            scaled[name] = np.zeros_like(D)
            continue
        length = np.linalg.norm(D, axis=1, keepdims=True)
        aim = np.linalg.norm(own[name], axis=1, keepdims=True)
        scaled[name] = D * (aim / np.where(length > 0, length, 1.0))
    return flatten(scaled)


def principal_plane(path: Array, centre: Array) -> Plane:
    """Find the two directions along which a path spreads most.

    Parameters
    ----------
    path : ndarray of float, shape (k, parameters)
        The parameters at each of its steps.
    centre : ndarray of float, shape (parameters,)
        The point that the plane goes through.

    Returns
    -------
    plane : Plane
        Its directions have length 1 and are at right angles.

    Raises
    ------
    ValueError
        If the path is one point.

    Notes
    -----
    Principal components analysis: with the path's mean subtracted and ``U S V`` its singular value
    decomposition, the directions are the first two rows of ``V``, and the share of the variance
    along each is its ``S**2`` of the sum of all. The sign of a direction is free: the path is made
    to end to the right of where it began, and above.
    """
    if len(path) < 2:
        raise ValueError(
            "The run has made no step yet, so it has no path: train it, or take two random "
            "directions."
        )
    spread = path - path.mean(axis=0)
    _, S, V = np.linalg.svd(spread, full_matrices=False)
    if S[0] <= STILL * max(float(np.abs(path).max()), np.finfo(float).tiny):
        raise ValueError(
            "The run has not moved: every step has the same parameters, and so its path is one "
            "point. Take two random directions."
        )
    shares = (S / S[0]) ** 2 / ((S / S[0]) ** 2).sum()
    across, up = (row if row @ (path[-1] - path[0]) >= 0 else -row for row in V[:2])
    return Plane(centre, across, up, (float(shares[0]), float(shares[1])))


def fitted_window(places: Array, extent: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """Fit a window around a path.

    Parameters
    ----------
    places : ndarray of float, shape (k, 2)
        The path.
    extent : float
        1 leaves `MARGIN` around it; 2 is twice as wide.

    Returns
    -------
    window : tuple of (float, float), length 2
        As wide across as the path needs, and as high; but no side is under a tenth of the other.

    Examples
    --------
    >>> fitted_window(np.array([[0.0, 0.0], [4.0, 2.0]]), 1.0)
    ((-1.0, 5.0), (-0.5, 2.5))
    """
    low, high = places.min(axis=0), places.max(axis=0)
    half = (0.5 + MARGIN) * (high - low)
    half = extent * np.maximum(half, half.max() / 10)
    middle = (low + high) / 2
    (left, bottom), (right, top) = (middle - half).tolist(), (middle + half).tolist()
    return (left, right), (bottom, top)
