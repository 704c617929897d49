"""Which code ran in a phase? Its real source, the lines that ran lit, and what its names held."""

import ast
import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

import network
from dashboard.one_step.phases import Phase
from dashboard.one_step.trace import LayerTrace, Trace
from network import OPTIMIZERS, Array

LARGEST_SHOWN = 6
"""An array of more numbers than this is told by its shape and its ends."""


class Variable(NamedTuple):
    """A name in the code, the shape of what it held, and its value."""

    name: str
    shape: str
    value: str


class Listing(NamedTuple):
    """One function, as it stands on disk.

    Parameters
    ----------
    name : str
    lines : tuple of str
        Its source without its docstring.
    lit : frozenset of int
        Which of them ran in the phase, from 0.
    """

    name: str
    lines: tuple[str, ...]
    lit: frozenset[int]


def listings_of(phase: Phase, trace: Trace) -> list[Listing]:
    """Return the functions of `network` that run in a phase, the main one first.

    Parameters
    ----------
    phase : Phase
        Which phase.
    trace : Trace
        The step.

    Returns
    -------
    listings : list of Listing
    """
    if phase.kind == "initialise":
        lit = ["scale =", 'params[f"W{layer}"]', 'params[f"b{layer}"]']
        return [listing(network.init_params, lit)]
    if phase.kind == "forward":
        each = trace.layers[phase.layer - 1]
        lit = ["W, b = params", "Z = W @ A_prev", "Z += b", "A, activation_cache ="]
        return [listing(network.forward_prop, lit), listing(getattr(network, each.activation))]
    if phase.kind == "cost":
        return [listing(network.cost_function, [_cost_line(trace)])]
    if phase.kind == "backward":
        return _backward(phase, trace)
    step = OPTIMIZERS[trace.rule.optimizer].update
    listings = [listing(step)]
    if trace.rule.optimizer == "gradient-descent":
        listings.insert(0, listing(network.update_parameters))
    if trace.rule.l1 or trace.rule.l2:
        listings.append(listing(network.add_penalty))
    if trace.rule.frozen is not None:
        listings.append(listing(network.hold))
    return listings


def _cost_line(trace: Trace) -> str:
    if trace.run.config.cost_in_force == "squared-error":
        return "return float(np.sum((A - Y) ** 2)"
    is_softmax = trace.layers[-1].activation == "softmax"
    return "np.logaddexp.reduce(Z - S" if is_softmax else "np.logaddexp(0, Z) - Y * Z"


def _backward(phase: Phase, trace: Trace) -> list[Listing]:
    each = trace.layers[phase.layer - 1]
    is_last = phase.layer == len(trace.layers)
    through = listing(network.one_layer_backward, ["dZ =", "return linear_backward"])
    linear = listing(network.linear_backward)
    if is_last and each.dA is None:
        lit = ["dZ = AL - Y", "= linear_backward(dZ, linear_cache)"]
        return [listing(network.backprop, lit), linear]
    lit = (
        ["dAL = AL - Y", "one_layer_backward(dAL"]
        if is_last
        else ["= one_layer_backward(dA, caches[layer - 1])"]
    )
    return [listing(network.backprop, lit), through, linear]


def listing(function: Callable[..., Any], lit: list[str] | None = None) -> Listing:
    """Read a function's source, and light the lines that hold some text.

    Parameters
    ----------
    function : callable
        A function with a docstring.
    lit : list of str, optional
        Parts of the lines to light; without it, all that the function does.

    Returns
    -------
    listing : Listing
    """
    source = inspect.getsource(function)
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    docstring, first = definition.body[0], definition.body[1]
    lines = source.splitlines()
    kept = [*range(docstring.lineno - 1), *range(docstring.end_lineno or 0, len(lines))]
    shown = tuple(lines[place] for place in kept)
    if lit is None:
        begin = kept.index(first.lineno - 1)
        chosen = {place for place in range(begin, len(shown)) if shown[place].strip()}
    else:
        chosen = {place for place, line in enumerate(shown) if any(part in line for part in lit)}
    return Listing(function.__name__, shown, frozenset(chosen))


def variables_of(phase: Phase, trace: Trace) -> list[Variable]:
    """List what the names in the code of a phase held, with their shapes.

    Parameters
    ----------
    phase : Phase
        Which phase.
    trace : Trace
        The step.

    Returns
    -------
    variables : list of Variable
    """
    if phase.kind == "initialise":
        config = trace.run.config
        start = [("layer_dims", np.array(config.layer_dims, dtype=float))]
        arrays = [*start, *((f"W{one.layer}", one.W) for one in trace.layers)]
        return [Variable("seed", "", str(config.seed)), *_told(arrays)]
    if phase.kind == "cost":
        last = trace.layers[-1]
        named = _told([("A", last.A), ("Y", trace.Y), ("Z", last.Z)])
        return [*named, Variable("m", "", f"{trace.m}"), Variable("cost", "", repr(trace.cost))]
    if phase.kind == "update":
        arrays = [
            pair
            for one in trace.layers
            for pair in ((f"W{one.layer}", one.W), (f"dW{one.layer}", one.dW))
        ]
        rate = Variable("learning_rate", "", repr(float(trace.rule.learning_rate)))
        return [rate, *_told(arrays), *_told([(f"new W{o.layer}", o.new_W) for o in trace.layers])]
    return _of_layer(trace.layers[phase.layer - 1], is_forward=phase.kind == "forward")


def _of_layer(each: LayerTrace, *, is_forward: bool) -> list[Variable]:
    if is_forward:
        return _told(
            [("A_prev", each.A_prev), ("W", each.W), ("b", each.b), ("Z", each.Z), ("A", each.A)]
        )
    blame = [] if each.dA is None else [("dA", each.dA)]
    return _told(
        [*blame, ("dZ", each.dZ), ("A_prev", each.A_prev), ("dW", each.dW), ("db", each.db)]
    )


def _told(arrays: list[tuple[str, Array]]) -> list[Variable]:
    return [Variable(name, " × ".join(map(str, one.shape)), in_short(one)) for name, one in arrays]


def in_short(array: Array) -> str:
    """Write an array's numbers, or of a large one the first few and its range.

    Examples
    --------
    >>> in_short(np.array([[1.0, -0.5]]))
    '1, −0.5'
    """
    flat = array.ravel()
    shown = ", ".join(f"{value:.4g}" for value in flat[:LARGEST_SHOWN])
    if flat.size > LARGEST_SHOWN:
        shown = (
            f"{', '.join(f'{value:.4g}' for value in flat[:3])}, … "
            f"({flat.min():.4g} to {flat.max():.4g})"
        )
    return shown.replace("-", "−").replace("e−", "e-")
