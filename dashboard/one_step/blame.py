"""Who pushes which weight? One training point's share of the gradient, against all the others'."""

from dataclasses import dataclass

import numpy as np

from dashboard.narration import target_words
from dashboard.one_step.trace import Trace
from network import Array

AGREES = 0.2
"""A cosine beyond this, up or down, is called a push with or against the rest."""


@dataclass(frozen=True, eq=False)
class Blame:
    """What one training point asks of every parameter.

    Parameters
    ----------
    point : int
        Column of the step's points.
    own : tuple of ndarray of float, shapes (n_l, n_{l-1} + 1)
        Slope of this point's own cost, layer by layer; biases in the last column.
    rest : tuple of ndarray of float, same shapes, or None
        Mean of the same over all other points of the step; None if there is no other.
    size, mean_size : float
        Length of the point's whole gradient, and the mean of such lengths over the step's points.
    rank : int
        Its place among the step's points by that length, 1 for the longest.
    similarity : float
        Cosine between its gradient and that of the rest; NaN if either is zero or missing.
    strongest : str
        ``"W1.0.1"``: the weight that it pushes hardest.
    push : float
        Slope of its cost by that weight.
    is_wrong : bool or None
        Whether it is misclassified; None where a value is predicted.
    """

    point: int
    own: tuple[Array, ...]
    rest: tuple[Array, ...] | None
    size: float
    mean_size: float
    rank: int
    similarity: float
    strongest: str
    push: float
    is_wrong: bool | None


def sizes(trace: Trace) -> Array:
    """Return how hard each point of a step pushes.

    Parameters
    ----------
    trace : Trace
        The step.

    Returns
    -------
    sizes : ndarray of float, shape (m,)
        Length of each point's whole gradient, without penalty.

    Notes
    -----
    A point's slopes by a layer's weights and biases are ``dZ[j] * A_prev[k]`` and ``dZ[j]``: the
    sum of their squares is ``sum of dZ**2 * (sum of A_prev**2 + 1)``.
    """
    squares = np.zeros(trace.m)
    with np.errstate(over="ignore", invalid="ignore"):
        for each in trace.layers:
            squares += (each.dZ**2).sum(axis=0) * ((each.A_prev**2).sum(axis=0) + 1)
    return np.sqrt(squares)


def most_blamed(trace: Trace) -> int:
    """Return the point with the longest gradient: the first of them."""
    return int(np.nanargmax(np.nan_to_num(sizes(trace))))


def own_slopes(trace: Trace, point: int) -> tuple[Array, ...]:
    """Return the slope of one point's cost by every parameter.

    Parameters
    ----------
    trace : Trace
        The step.
    point : int
        Column of its points.

    Returns
    -------
    slopes : tuple of ndarray of float, shapes (n_l, n_{l-1} + 1)
        Not divided by m; biases in the last column. Their mean over all points is ``dW``, ``db``.
    """
    return tuple(
        np.outer(each.dZ[:, point], np.append(each.A_prev[:, point], 1.0)) for each in trace.layers
    )


def blame(trace: Trace, point: int) -> Blame:
    """Work out what one training point asks of every parameter.

    Parameters
    ----------
    trace : Trace
        The step.
    point : int
        Column of its points.

    Returns
    -------
    blame : Blame

    Raises
    ------
    ValueError
        If the step has no such point.
    """
    if not 0 <= point < trace.m:
        raise ValueError(f"point: expected one of the step's {trace.m} points, got {point}")
    own = own_slopes(trace, point)
    rest: tuple[Array, ...] | None = None
    if trace.m > 1:
        others = np.arange(trace.m) != point
        parts: list[Array] = []
        for each in trace.layers:
            inputs = np.concatenate([each.A_prev[:, others], np.ones((1, trace.m - 1))])
            parts.append(each.dZ[:, others] @ inputs.T / (trace.m - 1))
        rest = tuple(parts)
    lengths = sizes(trace)
    weights = [np.abs(slopes[:, :-1]) for slopes in own]
    layer = int(np.argmax([float(array.max()) for array in weights]))
    row, column = np.unravel_index(int(weights[layer].argmax()), weights[layer].shape)
    return Blame(
        point=point,
        own=own,
        rest=rest,
        size=float(lengths[point]),
        mean_size=float(lengths.mean()),
        rank=int(np.count_nonzero(lengths > lengths[point])) + 1,
        similarity=cosine(own, rest) if rest is not None else float("nan"),
        strongest=f"W{layer + 1}.{row}.{column}",
        push=float(own[layer][row, column]),
        is_wrong=_is_wrong(trace, point),
    )


def cosine(one: tuple[Array, ...], other: tuple[Array, ...]) -> float:
    """Return the cosine between two gradients; NaN if either is zero.

    Examples
    --------
    >>> cosine((np.array([[3.0, 4.0]]),), (np.array([[-6.0, -8.0]]),))
    -1.0
    """
    a = np.concatenate([array.ravel() for array in one])
    b = np.concatenate([array.ravel() for array in other])
    # Divided by their largest entries first, gradients of 1e-200 have lengths too.
    most_a, most_b = float(np.abs(a).max()), float(np.abs(b).max())
    if not (0 < most_a < np.inf and 0 < most_b < np.inf):
        return float("nan")
    a, b = a / most_a, b / most_b
    return float(a @ b / (np.linalg.norm(a) * np.linalg.norm(b)))


def _is_wrong(trace: Trace, point: int) -> bool | None:
    AL, Y = trace.made.AL[:, point], trace.Y[:, point]
    task = trace.run.config.task
    if task == "value":
        return None
    if task == "classes":
        return bool(AL.argmax() != Y.argmax())
    return bool((AL[0] >= 0.5) != (Y[0] >= 0.5))


def sentences(blamed: Blame, m: int) -> str:
    """Say what a point pushes, how hard, and whether with or against the rest.

    Parameters
    ----------
    blamed : Blame
        Of the point.
    m : int
        How many points the step has.

    Returns
    -------
    sentences : str
    """
    verdict = {
        True: "It is misclassified. ",
        False: "It is classified rightly. ",
        None: "",
    }[blamed.is_wrong]
    if not blamed.size:
        return f"{verdict}It pushes no weight: its gradient is 0."
    way = "down" if blamed.push > 0 else "up"
    told = (
        f"{verdict}It pushes {target_words(blamed.strongest)} hardest, {way}: "
        f"the slope of its own cost there is {blamed.push:.3g}. "
    )
    if blamed.rest is None:
        return told + "The step has no other point."
    told += (
        f"Its gradient is {_times(blamed.size, blamed.mean_size)} the mean length: "
        f"number {blamed.rank:,} of {m:,}. "
    )
    if np.isnan(blamed.similarity):
        return told + "The rest pushes nothing."
    if blamed.similarity > AGREES:
        manner = "with"
    elif blamed.similarity < -AGREES:
        manner = "against"
    else:
        manner = "neither with nor against"
    return told + f"It pushes {manner} the rest: the cosine is {blamed.similarity:.2f}."


def _times(size: float, mean: float) -> str:
    """Write how many times the mean a length is.

    Examples
    --------
    >>> _times(3.0, 1.0), _times(0.02, 1.0)
    ('3 times', '0.02 times')
    """
    return f"{size / mean:.2g} times"
