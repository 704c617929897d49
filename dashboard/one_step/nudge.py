"""Does backprop tell the truth? A parameter is moved a little both ways, and the cost is looked at.

`nudge` moves one weight or bias, through `forward_prop` and `cost_function` and nothing else; for
all of a layer see `nudge_layer`.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.one_step.trace import Trace
from dashboard.run import cost_of
from dashboard.schedule import places
from network import Array, Params, forward_prop, penalty

EPSILONS = (1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1e-7)
"""How far a parameter may be moved: farther the curve bends, nearer the digits run out."""

EPSILON = 1e-5
"""How far it is moved unless said otherwise."""

AGREED = 1e-6
"""Slopes that differ by less than this share of backprop's are the same, and so are..."""

NOTHING = 1e-9
"""... slopes that differ by less than this."""

ROUNDED = 50
"""By so many last digits a cost may be rounded."""


class Nudge(NamedTuple):
    """One parameter moved both ways.

    Parameters
    ----------
    target : str
        ``"W1.0.1"`` or ``"b1.0"``: layer, unit and input from 0.
    value, epsilon : float
        The parameter, and how far it was moved.
    below, here, above : float
        Cost with penalty at value - epsilon, value and value + epsilon; NaN or infinite where
        the numbers overflow.
    slope : float
        Backprop's, with the penalty's share.
    kinks : int
        How many weighted sums of ReLU units, over all points, change their sign on the way.
    is_at_zero : bool
        Whether L1's own kink, a weight of zero, lies on the way.
    """

    target: str
    value: float
    epsilon: float
    below: float
    here: float
    above: float
    slope: float
    kinks: int
    is_at_zero: bool

    @property
    def measured(self) -> float:
        """The central difference."""
        return (self.above - self.below) / (2 * self.epsilon)

    @property
    def relative_error(self) -> float:
        """Difference of the two slopes over the sum of their sizes; 0 if both vanish."""
        sizes = abs(self.measured) + abs(self.slope)
        return abs(self.measured - self.slope) / sizes if sizes else 0.0

    @property
    def agrees(self) -> bool:
        """Whether the two slopes are the same, as far as a measurement can tell."""
        return bool(is_same(self.measured, self.slope))


def is_same(measured: Array | float, slope: Array | float) -> NDArray[np.bool_]:
    """Tell whether slopes are the same, within `AGREED` of backprop's or `NOTHING`.

    Examples
    --------
    >>> bool(is_same(2.0 + 1e-6, 2.0)), bool(is_same(2.1, 2.0))
    (True, False)
    """
    with np.errstate(invalid="ignore"):
        return np.asarray(np.abs(measured - slope) <= AGREED * np.abs(slope) + NOTHING)


def nudge(trace: Trace, target: str, *, epsilon: float = EPSILON) -> Nudge:
    """Move one parameter by `epsilon` both ways, and measure the cost.

    Parameters
    ----------
    trace : Trace
        The step: its points, and its parameters before the update.
    target : str
        ``"W1.0.1"`` or ``"b1.0"``.
    epsilon : float
        How far.

    Returns
    -------
    nudge : Nudge

    Raises
    ------
    ValueError
        If the network has no such parameter, or `target` names several.
    """
    found = places(target, trace.run.config.layer_dims)
    if len(found) != 1:
        raise ValueError(f"target: expected one weight or bias, got {target!r}")
    ((name, row, column),) = found
    layer = int(name[1:])
    traced = trace.layers[layer - 1]
    params = trace.run.params
    value = float(params[name][row, column])
    costs: list[float] = []
    signs: list[NDArray[np.bool_]] = []
    with np.errstate(over="ignore", invalid="ignore"):
        for moved in (value - epsilon, value, value + epsilon):
            changed = params[name].copy()
            changed[row, column] = moved
            cost, sign = _cost_and_signs(trace, params | {name: changed})
            costs.append(cost)
            signs.append(sign)
    slopes = traced.slope_W if name[0] == "W" else traced.db
    below, here, above = costs
    return Nudge(
        target=target,
        value=value,
        epsilon=epsilon,
        below=below,
        here=here,
        above=above,
        slope=float(slopes[row, column]),
        kinks=int(np.count_nonzero((signs[0] != signs[1]) | (signs[2] != signs[1]))),
        is_at_zero=bool(trace.rule.l1) and name[0] == "W" and abs(value) <= epsilon,
    )


def sentence(moved: Nudge) -> str:
    """Say what a nudge shows.

    Parameters
    ----------
    moved : Nudge
        Of one parameter.

    Returns
    -------
    sentence : str
    """
    if not np.isfinite([moved.below, moved.above]).all():
        return "The cost overflows here, so its slope cannot be measured."
    if moved.kinks:
        sums = "one weighted sum" if moved.kinks == 1 else f"{moved.kinks:,} weighted sums"
        return (
            f"Between w − ε and w + ε {sums} of ReLU units cross zero, where the ReLU has a kink: "
            "the measurement mixes the slopes on its two sides. A smaller ε may fit between."
        )
    if moved.is_at_zero:
        return (
            "The weight itself crosses zero between w − ε and w + ε, where L1's price has a kink: "
            "the measurement mixes the slopes on its two sides."
        )
    if not moved.measured and not moved.slope:
        return "Both slopes are 0: this parameter changes nothing here."
    if moved.agrees:
        return "They agree, as far as a measurement can tell: backprop tells the truth."
    # What rounding does to two sums over many points, as far as it shows in their difference.
    rounding = ROUNDED * float(np.spacing(abs(moved.here))) / moved.epsilon
    if abs(moved.measured - moved.slope) > rounding:
        return "They differ because the curve bends within ±ε: a smaller ε measures nearer to w."
    return (
        "They differ because the two costs are the same in nearly all their digits: "
        "a larger ε measures with more of them."
    )


def _cost_and_signs(trace: Trace, params: Params) -> tuple[float, NDArray[np.bool_]]:
    """Return the cost with penalty, and which sums of ReLU units are above zero."""
    rule = trace.rule
    AL, caches = forward_prop(trace.X, params, **trace.run.forward_options)
    cost = cost_of(trace.run, AL, caches[-1].activation_cache.Z, trace.Y)
    sums = [(Z > 0).ravel() for _, (Z, _, name) in caches if name == "relu"]
    signs = np.concatenate(sums) if sums else np.zeros(0, dtype=np.bool_)
    return cost + penalty(params, l1=rule.l1, l2=rule.l2), signs
