"""Does backprop tell the truth about a whole layer? Each of its parameters is moved by itself."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.one_step.nudge import EPSILON, is_same
from dashboard.one_step.trace import Trace
from dashboard.run import cost_of
from network import Array, Params, forward_prop
from network.activations import ACTIVATIONS, JOINT_ACTIVATIONS


@dataclass(frozen=True, eq=False)
class LayerNudge:
    """Every parameter of a layer moved both ways, each by itself; biases in the last column.

    Parameters
    ----------
    layer : int
    measured, slope : ndarray of float, shape (n_l, n_{l-1} + 1)
        The central differences, and backprop's with the penalty's share.
    kinked : ndarray of bool, shape (n_l, n_{l-1} + 1)
        Where a kink, of a ReLU or of L1, lies between the two measurements.
    """

    layer: int
    measured: Array
    slope: Array
    kinked: NDArray[np.bool_]

    @property
    def agrees(self) -> NDArray[np.bool_]:
        """Where the two slopes are the same, as far as a measurement can tell."""
        return is_same(self.measured, self.slope)


def nudge_layer(trace: Trace, layer: int, *, epsilon: float = EPSILON) -> LayerNudge:
    """Move every parameter of a layer both ways, each by itself.

    Parameters
    ----------
    trace : Trace
        The step.
    layer : int
        From 1.
    epsilon : float
        How far.

    Returns
    -------
    nudge : LayerNudge

    Notes
    -----
    A weight of unit j moves that unit's sum alone, by ``epsilon * A_prev``: what lies below is
    as it was, and what lies above is computed by `forward_prop` for all weights of a unit at once.
    """
    traced = trace.layers[layer - 1]
    rule = trace.rule
    n_units, n_inputs = traced.W.shape
    inputs = np.concatenate([traced.A_prev, np.ones((1, trace.m))])
    measured = np.empty((n_units, n_inputs + 1))
    kinked = np.zeros((n_units, n_inputs + 1), dtype=np.bool_)
    with np.errstate(over="ignore", invalid="ignore"):
        for unit in range(n_units):
            below, changed_below = _unit_moved(trace, layer, unit, -epsilon * inputs)
            above, changed_above = _unit_moved(trace, layer, unit, epsilon * inputs)
            measured[unit] = (above - below) / (2 * epsilon)
            kinked[unit] = changed_below | changed_above
        W = traced.W
        up, down = W + epsilon, W - epsilon
        price = rule.l2 / 2 * (up**2 - down**2) + rule.l1 * (np.abs(up) - np.abs(down))
        measured[:, :n_inputs] += price / (2 * epsilon)
    if rule.l1:
        kinked[:, :n_inputs] |= np.abs(traced.W) <= epsilon
    slope = np.concatenate([traced.slope_W, traced.db], axis=1)
    return LayerNudge(layer=layer, measured=measured, slope=slope, kinked=kinked)


def _unit_moved(
    trace: Trace, layer: int, unit: int, moves: Array
) -> tuple[Array, NDArray[np.bool_]]:
    """Move one unit's sums in several ways; return each cost, and whether a ReLU changed sides.

    `moves` has a row for each way, shape (ways, m).
    """
    traced, above = trace.layers[layer - 1], trace.layers[layer:]
    ways, m = moves.shape
    sums = traced.Z[unit] + moves
    changed = np.zeros(ways, dtype=np.bool_)
    if traced.activation == "relu":
        changed |= ((sums > 0) != (traced.Z[unit] > 0)).any(axis=1)
    Z = np.tile(traced.Z, ways)
    Z[unit] = sums.ravel()
    if traced.activation in JOINT_ACTIVATIONS:
        A = JOINT_ACTIVATIONS[traced.activation].value(Z)[0]
    else:
        # The other units stay as they are: only one row of A is new.
        A = np.tile(traced.A, ways)
        A[unit] = ACTIVATIONS[traced.activation].value(sums)[0].ravel()
    if above:
        params: Params = {}
        for place, each in enumerate(above, start=1):
            params[f"W{place}"], params[f"b{place}"] = each.W, each.b
        hidden = tuple(each.activation for each in above[:-1])
        A, caches = forward_prop(A, params, activations=hidden, output=above[-1].activation)
        Z = caches[-1].activation_cache.Z
        for each, cache in zip(above, caches, strict=True):
            if each.activation == "relu":
                signs = (cache.activation_cache.Z > 0).reshape(-1, ways, m)
                changed |= (signs != (each.Z > 0)[:, np.newaxis]).any(axis=(0, 2))
    costs = [
        cost_of(trace.run, A[:, start : start + m], Z[:, start : start + m], trace.Y)
        for start in range(0, ways * m, m)
    ]
    return np.array(costs), changed
