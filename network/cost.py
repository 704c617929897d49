"""How wrong is the prediction? One number for the whole set, and its slope.

``COSTS`` names the costs. Each knows the output activation that it matches: the one for which
the derivative of the cost by the output's weighted sum is simply ``AL - Y`` (see `backprop`).
"""

from typing import NamedTuple

import numpy as np

from network.structures import Array, check_same_shape, check_two_dimensional

SMALLEST_PROBABILITY = 1e-15


class Cost(NamedTuple):
    """What a cost is called in sentences, and the output activation that it matches."""

    label: str
    matching_output: str


COSTS: dict[str, Cost] = {
    "cross-entropy": Cost("cross-entropy", "sigmoid"),
    "squared-error": Cost("squared error", "linear"),
}


def cost_function(
    A: Array, Y: Array, *, Z: Array | None = None, cost: str = "cross-entropy"
) -> float:
    """Average the cost of every example's prediction.

    Parameters
    ----------
    A : ndarray of float, shape (n_L, m)
        Predictions. For cross-entropy, probabilities of class 1.
    Y : ndarray of float, shape (n_L, m)
        Labels: what the predictions should have been.
    Z : ndarray of float, shape (n_L, m), optional
        The output layer's weighted sums, where ``A = sigmoid(Z)``. With it, cross-entropy is
        exact however sure the prediction is; training always passes it. Without it, `A` is
        clipped to [1e-15, 1 - 1e-15] first, so that a prediction of exactly 0 or 1 costs at
        most 34.5 nats an example instead of infinity.
    cost : {"cross-entropy", "squared-error"}
        Which cost.

    Returns
    -------
    cost : float
        Mean over the examples, summed over the outputs: in nats for cross-entropy, and
        ``(A - Y)**2 / 2`` for squared error.

    Raises
    ------
    ValueError
        If shapes differ, there are no examples, or `cost` is unknown.

    Notes
    -----
    Cross-entropy of one example is ``-(Y * log(A) + (1 - Y) * log(1 - A))``. With
    ``A = 1 / (1 + exp(-Z))`` it becomes ``log(1 + exp(Z)) - Y * Z``, and ``logaddexp(0, Z)`` is
    ``log(exp(0) + exp(Z))`` computed without ever forming ``exp(Z)``: no overflow, no ``log(0)``.

    References
    ----------
    The article, section "Code", fourth listing.

    Examples
    --------
    >>> round(cost_function(np.array([[0.5, 0.9]]), np.array([[1.0, 1.0]])), 6)
    0.399254
    >>> cost_function(np.array([[1.0]]), np.array([[0.0]]), Z=np.array([[1e4]]))
    10000.0
    """
    check_two_dimensional("A", A)
    check_same_shape("Y", Y, "A", A)
    if cost not in COSTS:
        raise ValueError(f"cost: expected one of {list(COSTS)}, got {cost!r}")

    m = A.shape[1]
    if cost == "squared-error":
        return float(np.sum((A - Y) ** 2) / (2 * m))
    if Z is not None:
        check_same_shape("Z", Z, "A", A)
        # log(1 + exp(Z)) - Y Z equals the cross-entropy of sigmoid(Z), and cannot overflow.
        return float(np.sum(np.logaddexp(0, Z) - Y * Z) / m)
    A = np.clip(A, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m)
