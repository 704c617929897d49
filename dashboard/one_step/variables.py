"""What did the code's variables hold at that moment? Name, shape and values, as a short table."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import network
from dashboard.one_step.initial_lines import initial_params
from dashboard.one_step.notation import value_text
from dashboard.one_step.phases import Phase
from dashboard.one_step.trace import LayerTrace, Trace
from network import Array

MOST_NUMBERS = 6
"""An array of more is told by its range and mean, and by its column at the point chosen."""


class Variable(NamedTuple):
    """One variable: its name in the code, its shape there, and what it holds."""

    name: str
    shape: str
    values: str


def variables(
    trace: Trace,
    phase: Phase,
    function: Callable[..., Any],
    *,
    layer: int,
    point: int | None,
    digits: int,
) -> tuple[Variable, ...]:
    """List what a function of the phase worked with.

    Parameters
    ----------
    trace : Trace
        The step.
    phase : Phase
        Which phase of it.
    function : callable
        One of ``phase.functions``.
    layer : int
        Whose parameters are listed, in phases of all layers.
    point : int or None
        Training point whose column is shown of a large array; None for the whole batch.
    digits : int
        Significant digits; 0 for all.

    Returns
    -------
    variables : tuple of Variable
        With their names in the code.
    """
    here = trace.layers[(phase.layer or layer) - 1]
    held = _held(trace, phase, function, here)
    listed = [_scalar(name, value, digits) for name, value in held.items() if np.ndim(value) == 0]
    for name, array in held.items():
        if np.ndim(array):
            has_points = name.startswith(POINTWISE) and name not in ("dW", "db")
            listed.append(_array(name, np.asarray(array), point if has_points else None, digits))
    return tuple(listed)


POINTWISE = ("X", "Y", "Z", "A", "dA", "dZ", "AL", "dAL", "S", "E")
"""How the names of arrays begin that have a column for each training point."""

Held = dict[str, Array | float | str]


def _held(trace: Trace, phase: Phase, function: Callable[..., Any], here: LayerTrace) -> Held:
    rule, layer, top = trace.rule, here.layer, trace.layers[-1]
    if phase.kind == "initialise":
        started = initial_params(trace)
        return {"layer": layer, "seed": trace.run.config.seed} | {
            name: started[name] for name in (f"W{layer}", f"b{layer}")
        }
    if function is network.training_step:
        return {"X": trace.X, "Y": trace.Y, "learning_rate": rule.learning_rate} | (
            {"AL": top.A} if phase.kind != "update" else {}
        )
    if phase.kind == "cost":
        return {"m": trace.m, "A": top.A, "Y": trace.Y, "Z": top.Z, "cost": trace.cost}
    if phase.kind == "forward":
        held: Held = {"Z": here.Z, "A": here.A}
        if function is network.forward_prop:
            return {"layer": layer, "A_prev": here.A_prev, "W": here.W, "b": here.b} | held
        return held
    if phase.kind == "backward":
        return _held_backward(trace, function, here)
    return _held_by_update(trace, function, here)


def _held_backward(trace: Trace, function: Callable[..., Any], here: LayerTrace) -> Held:
    held: Held = {}
    if function is network.backprop:
        is_top = here is trace.layers[-1]
        held = {"layer": here.layer} if not is_top else {"AL": here.A, "Y": trace.Y}
        if is_top and here.dA is None:
            held["dZ"] = here.dZ
        return held | {f"dW{here.layer}": here.dW, f"db{here.layer}": here.db}
    if function is network.linear_backward:
        below = here.W.T @ here.dZ if here.layer == 1 else _below(trace, here)
        return {
            "m": trace.m,
            "dZ": here.dZ,
            "A_prev": here.A_prev,
            "W": here.W,
            "dW": here.dW,
            "db": here.db,
            "dA_prev": below,
        }
    if here.dA is not None:
        held["dA"] = here.dA
    held |= {"Z": here.Z, "A": here.A}
    return held | ({"dZ": here.dZ} if function is network.one_layer_backward else {})


def _below(trace: Trace, here: LayerTrace) -> Array:
    below = trace.layers[here.layer - 2].dA
    assert below is not None  # only an output may have none
    return below


def _held_by_update(trace: Trace, function: Callable[..., Any], here: LayerTrace) -> Held:
    rule, layer = trace.rule, here.layer
    W = f"W{layer}"
    if function is network.add_penalty:
        return {"l1": rule.l1, "l2": rule.l2, W: here.W, f"dW{layer}": here.dW} | {
            f"penalized dW{layer}": here.slope_W
        }
    if function is network.hold:
        assert rule.frozen is not None  # else nothing is held
        return {f"before {W}": here.W, f"frozen {W}": rule.frozen[W], f"held {W}": here.new_W}
    held: Held = {"learning_rate": rule.learning_rate}
    held |= {f"d{W}": here.slope_W, W: here.W}
    if rule.optimizer == "adam":
        held["t"] = float(trace.new_state["t"].item())
    for letter in "msv":
        name = f"{letter}{W}"
        if name in trace.new_state:
            held |= {f"{name} before": trace.state[name], f"{name} after": trace.new_state[name]}
    return held | {f"{W} after": here.new_W}


def _scalar(name: str, value: Array | float | str, digits: int) -> Variable:
    text = value if isinstance(value, str) else value_text(float(value), digits)
    if isinstance(value, int):
        text = f"{value:,}"
    return Variable(name, "", text)


def _array(name: str, array: Array, point: int | None, digits: int) -> Variable:
    """Tell an array: all of it if it is small, else a column, or its range and mean."""
    shape = "×".join(map(str, array.shape))
    if array.dtype == np.bool_:
        return Variable(name, shape, f"{int(array.sum())} of {array.size} True")
    if point is not None and array.ndim == 2 and array.shape[1] > 1:
        column = array[:, point]
        return Variable(name, shape, f"[:, {point}] = {_row(column, digits)}")
    if array.size <= MOST_NUMBERS:
        rows = [_row(row, digits) for row in np.atleast_2d(array)]
        return Variable(name, shape, f"[{', '.join(rows)}]")
    with np.errstate(over="ignore", invalid="ignore"):
        least, mean, most = (float(each) for each in (array.min(), array.mean(), array.max()))
    words = f"from {value_text(least, digits or 3)} to {value_text(most, digits or 3)}"
    return Variable(name, shape, f"{words}, mean {value_text(mean, digits or 3)}")


def _row(row: Array, digits: int) -> str:
    shown = [value_text(float(value), digits) for value in row[:MOST_NUMBERS]]
    more = [f"… {row.size - MOST_NUMBERS} more"] if row.size > MOST_NUMBERS else []
    return f"[{', '.join([*shown, *more])}]"
