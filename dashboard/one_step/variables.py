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
    parameter: str,
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
    parameter : str
        Which is listed in phases of all layers: ``"W1"`` or ``"b1"``.
    point : int or None
        Training point whose column is shown of a large array; None for the whole batch.
    digits : int
        Significant digits; 0 for all.

    Returns
    -------
    variables : tuple of Variable
        With their names in the code.
    """
    here = trace.layers[(phase.layer or int(parameter[1:])) - 1]
    update = phase.kind == "update" and function is not network.training_step
    held = (
        _held_by_update(trace, function, parameter)
        if update
        else _held(trace, phase, function, here)
    )
    listed = [_scalar(name, value, digits) for name, value in held.items() if np.ndim(value) == 0]
    for name, array in held.items():
        if np.ndim(array):
            has_points = name.startswith(POINTWISE) and name not in ("dW", "db")
            listed.append(_array(name, np.asarray(array), point if has_points else None, digits))
    return tuple(listed)


POINTWISE = ("X", "Y", "Z", "A", "dA", "dZ", "AL", "dAL", "S", "E")
"""How the names of arrays begin that have a column for each training point."""

Held = dict[str, Any]


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
    return _held_backward(trace, function, here)


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


def _held_by_update(trace: Trace, function: Callable[..., Any], name: str) -> Held:
    rule, here = trace.rule, trace.layers[int(name[1:]) - 1]
    is_weight = name[0] == "W"
    before, after = (here.W, here.new_W) if is_weight else (here.b, here.new_b)
    slope = here.slope_W if is_weight else here.db
    if function is network.add_penalty:
        grad = here.dW if is_weight else here.db
        prices = {"l1": rule.l1, "l2": rule.l2}
        return {**prices, name: before, f"d{name}": grad, f"penalized d{name}": slope}
    if function is network.hold:
        assert rule.frozen is not None  # else nothing is held
        return {
            f"before {name}": before,
            f"frozen {name}": rule.frozen[name],
            f"held {name}": after,
        }
    held: Held = {"learning_rate": rule.learning_rate}
    if rule.optimizer == "adam":
        held["t"] = trace.new_state["t"].item()
    held |= {name: before, f"d{name}": slope}
    for letter in "msv":
        key = f"{letter}{name}"
        if key in trace.new_state:
            held |= {f"{key} before": trace.state[key], f"{key} after": trace.new_state[key]}
    return held | {f"{name} after": after}


def _scalar(name: str, value: float, digits: int) -> Variable:
    text = f"{value:,}" if isinstance(value, int) else value_text(float(value), digits)
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
