"""How alike are the units of a layer? The cosine between their rows of weights, bias included."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.run import Run
from dashboard.vital_signs import SAME
from network import Array, Params


def rows_of(params: Params, layer: int) -> Array:
    """Return a layer's incoming weights and bias, one unit a row.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.
    layer : int
        From 1.

    Returns
    -------
    rows : ndarray of float, shape (n_l, n_{l-1} + 1)
    """
    return np.hstack([params[f"W{layer}"], params[f"b{layer}"]])


def similarity(rows: Array) -> Array:
    """Return the cosine of the angle between any two rows.

    Parameters
    ----------
    rows : ndarray of float, shape (..., n, d)
        Of one layer, or of a layer at several steps.

    Returns
    -------
    cosines : ndarray of float, shape (..., n, n)
        From -1 to 1; NaN where one of the two is zero and has no direction.

    Notes
    -----
    ``cos(v, w) = v · w / (|v| |w|)``. Each row is divided by its largest entry first: the square
    of a large one would overflow.

    Examples
    --------
    >>> similarity(np.array([[1.0, 0.0], [0.0, 2.0], [-3.0, 0.0]])).round(2).tolist()
    [[1.0, 0.0, -1.0], [0.0, 1.0, 0.0], [-1.0, 0.0, 1.0]]
    """
    size = np.abs(rows).max(axis=-1, keepdims=True)
    scaled = rows / np.where(size > 0, size, np.nan)
    directions = scaled / np.sqrt((scaled**2).sum(axis=-1, keepdims=True))
    cosines = np.clip(directions @ np.swapaxes(directions, -1, -2), -1, 1)
    own = np.arange(rows.shape[-2])
    cosines[..., own, own] = np.where(size[..., 0] > 0, 1.0, np.nan)
    return cosines + 0.0


def pairs_of(cosines: Array) -> Array:
    """Return the absolute cosine of each pair of different units, on the last axis."""
    above = np.triu_indices(cosines.shape[-1], 1)
    return np.abs(cosines[..., above[0], above[1]])


def groups_of_twins(rows: Array) -> list[list[int]]:
    """Group the units whose weights and bias are the same.

    Parameters
    ----------
    rows : ndarray of float, shape (n, d)
        As `rows_of` returns them.

    Returns
    -------
    groups : list of list of int
        Units from 0, at least two in each group.

    Examples
    --------
    >>> groups_of_twins(np.array([[1.0], [2.0], [1.0]]))
    [[0, 2]]
    """
    size = max(float(np.abs(rows).max()), np.finfo(float).tiny)
    groups: list[list[int]] = []
    for unit, row in enumerate(rows):
        for group in groups:
            if (np.abs(rows[group[0]] - row) <= SAME * size).all():
                group.append(unit)
                break
        else:
            groups.append([unit])
    return [group for group in groups if len(group) > 1]


@dataclass(frozen=True, eq=False)
class Alikeness:
    """How alike a layer's units were on the way.

    Parameters
    ----------
    layer : int
        From 1.
    steps : ndarray of float, shape (k,)
    mean, largest : ndarray of float, shape (k,)
        Over all pairs of different units, of the absolute cosine; NaN where no pair has one.
    """

    layer: int
    steps: Array
    mean: Array
    largest: Array


def alikeness(run: Run, until: int) -> list[Alikeness]:
    """Follow each hidden layer of two units or more over the snapshots that a run keeps.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        The last step wanted.

    Returns
    -------
    layers : list of Alikeness
        In order. The cursor's own step is among the steps.
    """
    known = {step: state.params for step, state in run.history.snapshots.items() if step <= until}
    known[run.step] = run.params
    steps = sorted(known)
    return [
        _followed(layer, steps, np.stack([rows_of(known[step], layer) for step in steps]))
        for layer, units in enumerate(run.config.hidden, start=1)
        if units > 1
    ]


def _followed(layer: int, steps: Sequence[int], rows: Array) -> Alikeness:
    pairs = pairs_of(similarity(rows))
    count = np.isfinite(pairs).sum(axis=1)
    total = np.where(np.isfinite(pairs), pairs, 0).sum(axis=1)
    largest = np.where(np.isfinite(pairs), pairs, -1).max(axis=1)
    return Alikeness(
        layer,
        np.array(steps, dtype=np.float64),
        np.where(count > 0, total / np.maximum(count, 1), np.nan),
        np.where(count > 0, largest, np.nan),
    )
