"""What does the network see of a point? Up to seven features, each a function of x₁ and x₂."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from network import Array


class Feature(NamedTuple):
    """What a feature is called, and its name in links."""

    label: str
    code: str


FEATURES: dict[str, Feature] = {
    "x1": Feature("x₁", "x1"),
    "x2": Feature("x₂", "x2"),
    "x1^2": Feature("x₁²", "x1x1"),
    "x2^2": Feature("x₂²", "x2x2"),
    "x1*x2": Feature("x₁x₂", "x1x2"),
    "sin x1": Feature("sin x₁", "sinx1"),
    "sin x2": Feature("sin x₂", "sinx2"),
}


def features_of(points: Array, names: Sequence[str]) -> Array:
    """Compute the network's inputs from points of the plane.

    Parameters
    ----------
    points : ndarray of float, shape (2, m)
        x₁ and x₂ of each point.
    names : sequence of str
        Keys of `FEATURES`.

    Returns
    -------
    X : ndarray of float, shape (len(names), m)

    Examples
    --------
    >>> features_of(np.array([[2.0], [3.0]]), ["x1", "x1*x2"]).tolist()
    [[2.0], [6.0]]
    """
    x1, x2 = points
    features = {
        "x1": x1,
        "x2": x2,
        "x1^2": x1 * x1,
        "x2^2": x2 * x2,
        "x1*x2": x1 * x2,
        "sin x1": np.sin(x1),
        "sin x2": np.sin(x2),
    }
    return np.stack([features[name] for name in names])
