"""How far are a layer's units switched on? Their activations, counted by class."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.datasets import Dataset
from network import Array

BINS = 24
BOUNDS = {"sigmoid": (0.0, 1.0), "tanh": (-1.0, 1.0)}
"""What an activation can be, where it has ends: these stay in place from step to step."""


class Group(NamedTuple):
    """Points that are counted together: a class, or the values on one side of the middle."""

    label: int
    name: str
    members: NDArray[np.intp]


class Spread(NamedTuple):
    """Activations in bins.

    Parameters
    ----------
    edges : ndarray of float, shape (BINS + 1,)
    counts : ndarray of int, shape (groups, BINS)
    """

    edges: Array
    counts: Array


def groups_of(data: Dataset) -> list[Group]:
    """Sort the training points into their classes, or into low and high values.

    Parameters
    ----------
    data : Dataset
        What is learned.

    Returns
    -------
    groups : list of Group
        ``members`` are the places of the points, as integers.
    """
    if data.task == "value":
        middle = f"{data.value_centre:.3g}".replace("-", "−")
        labels = (data.targets >= 0).astype(int)
        names = (f"below {middle}", f"{middle} and above")
    else:
        labels, names = data.targets.astype(int), data.classes
    return [Group(label, name, np.flatnonzero(labels == label)) for label, name in enumerate(names)]


def spread(A: Array, activation: str, groups: list[Group]) -> Spread:
    """Count the activations of all units of a layer.

    Parameters
    ----------
    A : ndarray of float, shape (n_l, m)
        Finite activations.
    activation : str
        Which: it decides where the bins begin and end, if it has ends.
    groups : list of Group
        Whose activations are counted apart.

    Returns
    -------
    spread : Spread
        All counts together are ``n_l * m``.
    """
    low, high = BOUNDS.get(activation, (float(A.min()), float(A.max())))
    if activation == "relu":
        low = 0.0
    share = np.linspace(0, 1, BINS + 1)
    edges = low * (1 - share) + high * share
    if not (np.diff(edges) > 0).all():  # they are all alike, or too close for numbers in between
        middle = low / 2 + high / 2
        edges = middle + max(1.0, abs(middle)) * (share - 0.5)
    counts = [np.histogram(A[:, group.members], bins=edges)[0] for group in groups]
    return Spread(edges, np.stack(counts))
