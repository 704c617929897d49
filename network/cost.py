"""How wrong is the prediction? One number for the whole set, and its slope.

``COSTS`` names the costs. Each knows the output activations that it matches: those for which
the derivative of the cost by the output's weighted sums is simply ``AL - Y`` (see `backprop`).
"""

from typing import NamedTuple

import numpy as np

from network.structures import Array, check_same_shape, check_two_dimensional

SMALLEST_PROBABILITY = 1e-15


class Cost(NamedTuple):
    """What a cost is called in sentences, and the output activations that it matches."""

    label: str
    matching_outputs: tuple[str, ...]


COSTS: dict[str, Cost] = {
    "cross-entropy": Cost("cross-entropy", ("sigmoid", "softmax")),
    "squared-error": Cost("squared error", ("linear",)),
}

OUTPUTS = tuple(output for cost in COSTS.values() for output in cost.matching_outputs)
"""The outputs that a cost is made for: yes or no, one of several classes, any number."""


def check_cost(cost: str, output: str) -> None:
    """Raise ``ValueError`` unless `cost` is known, and can be told of an `output` of this kind."""
    if cost not in COSTS:
        raise ValueError(f"cost: expected one of {list(COSTS)}, got {cost!r}")
    # The error of any number can be squared; cross-entropy takes the logarithm of a probability.
    if cost == "cross-entropy" and output not in COSTS[cost].matching_outputs:
        expected = " or ".join(COSTS[cost].matching_outputs)
        raise ValueError(f"cost: expected a {expected} output for cross-entropy, got {output!r}")


def cost_function(
    A: Array,
    Y: Array,
    *,
    Z: Array | None = None,
    cost: str = "cross-entropy",
    output: str = "sigmoid",
) -> float:
    """Average the cost of every example's prediction.

    Parameters
    ----------
    A : ndarray of float, shape (n_L, m)
        Predictions. For cross-entropy, probabilities: each of a sigmoid's outputs answers a
        question of its own with yes, softmax's share one question's answers between them.
    Y : ndarray of float, shape (n_L, m)
        Labels: what the predictions should have been. For cross-entropy of softmax, every
        column sums to 1.
    Z : ndarray of float, shape (n_L, m), optional
        The output layer's weighted sums, of which `A` was made. With it, cross-entropy is
        exact however sure the prediction is; training always passes it. Without it, `A` is
        clipped to [1e-15, 1 - 1e-15] first, so that a prediction of exactly 0 or 1 costs at
        most 34.5 nats an example instead of infinity.
    cost : {"cross-entropy", "squared-error"}
        Which cost.
    output : str, default "sigmoid"
        The activation that made `A`. Squared error is the same for all.

    Returns
    -------
    cost : float
        Mean over the examples, summed over the outputs: in nats for cross-entropy, and
        ``(A - Y)**2 / 2`` for squared error.

    Raises
    ------
    ValueError
        If shapes differ, there are no examples, `cost` is unknown, or cross-entropy meets an
        output that is no probability.

    Notes
    -----
    Cross-entropy of one example and one sigmoid is ``-(Y * log(A) + (1 - Y) * log(1 - A))``. With
    ``A = 1 / (1 + exp(-Z))`` it becomes ``log(1 + exp(Z)) - Y * Z``, and ``logaddexp(0, Z)`` is
    ``log(exp(0) + exp(Z))`` computed without ever forming ``exp(Z)``: no overflow, no ``log(0)``.

    Cross-entropy of one example and a softmax is ``-sum_k Y_k * log(A_k)``. With
    ``A_k = exp(Z_k) / sum_j exp(Z_j)`` and ``sum_k Y_k = 1``::

        C = sum_k Y_k * (log(sum_j exp(Z_j)) - Z_k)
          = log(sum_j exp(Z_j)) - S             where S = sum_k Y_k * Z_k
          = log(sum_j exp(Z_j - S))             as S = log(exp(S))

    If the label is one class, S is that class's sum, and its term exp(0) = 1: the cost of being
    right, which may be 1e-18, is not lost beside sums of 40.

    References
    ----------
    The article, section "Code", fourth listing.

    Examples
    --------
    >>> round(cost_function(np.array([[0.5, 0.9]]), np.array([[1.0, 1.0]])), 6)
    0.399254
    >>> cost_function(np.array([[1.0]]), np.array([[0.0]]), Z=np.array([[1e4]]))
    10000.0
    >>> A, Y = np.array([[0.7], [0.2], [0.1]]), np.array([[1.0], [0.0], [0.0]])
    >>> round(cost_function(A, Y, output="softmax"), 6)  # -log(0.7)
    0.356675
    """
    check_two_dimensional("A", A)
    check_same_shape("Y", Y, "A", A)
    check_cost(cost, output)

    m = A.shape[1]
    if cost == "squared-error":
        return float(np.sum((A - Y) ** 2) / (2 * m))
    if Z is not None:
        check_same_shape("Z", Z, "A", A)
        if output == "softmax":
            # log(sum of exp(Z - S)) equals the cross-entropy of softmax(Z), and cannot overflow.
            S = np.sum(Y * Z, axis=0)
            return float(np.sum(np.logaddexp.reduce(Z - S, axis=0)) / m)
        # log(1 + exp(Z)) - Y Z equals the cross-entropy of sigmoid(Z), and cannot overflow.
        return float(np.sum(np.logaddexp(0, Z) - Y * Z) / m)
    A = np.clip(A, SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY)
    if output == "softmax":
        return float(-np.sum(Y * np.log(A)) / m)
    return float(-np.sum(Y * np.log(A) + (1 - Y) * np.log(1 - A)) / m)
