"""Which code just ran? A function of `network` as it stands on disk, with the running lines lit."""

import ast
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import network
from dashboard.one_step.phases import Phase, is_matching
from dashboard.run import Run


@dataclass(frozen=True)
class Listing:
    """The source of a function, and the lines of it that the phase runs.

    Parameters
    ----------
    name : str
        The function's.
    lines : tuple of str
        Its source on disk, without docstring.
    lit : frozenset of int
        Places in `lines` of those that run.
    """

    name: str
    lines: tuple[str, ...]
    lit: frozenset[int]


def listing(run: Run, phase: Phase, function: Callable[..., Any]) -> Listing:
    """List one of a phase's functions.

    Parameters
    ----------
    run : Run
        At the step.
    phase : Phase
        Which phase of it.
    function : callable
        One of ``phase.functions``.

    Returns
    -------
    listing : Listing

    Raises
    ------
    ValueError
        If a line that is to be lit is not in the source: the source has changed.
    """
    lines = without_docstring(function).splitlines()
    lit: set[int] = set()
    for text in running_lines(run, phase, function):
        found = [place for place, line in enumerate(lines) if line.strip().startswith(text)]
        if not found:
            raise ValueError(f"{function.__name__}: expected a line {text!r} in its source")
        lit.update(found)
    return Listing(function.__name__, tuple(lines), frozenset(lit))


def without_docstring(function: Callable[..., Any]) -> str:
    """Return a function's source on disk, its docstring left out.

    Parameters
    ----------
    function : callable
        A function with a docstring.

    Returns
    -------
    source : str
    """
    source = inspect.getsource(function)
    (definition,) = ast.parse(source).body
    assert isinstance(definition, ast.FunctionDef)
    docstring = definition.body[0]
    lines = source.splitlines()
    return "\n".join(lines[: docstring.lineno - 1] + lines[docstring.end_lineno :])


def running_lines(run: Run, phase: Phase, function: Callable[..., Any]) -> tuple[str, ...]:
    """Tell how the lines begin that a phase runs.

    Parameters
    ----------
    run : Run
        At the step.
    phase : Phase
        Which phase of it.
    function : callable
        One of ``phase.functions``.
    """
    if function is network.training_step:
        return _of_training_step(run, phase)
    if function is network.cost_function:
        return _of_cost(run)
    if function is network.backprop:
        return _of_backprop(run, phase)
    if function is network.one_layer_backward:
        is_joint = run.config.output == "softmax" and phase.layer == len(run.config.layer_dims) - 1
        return (
            "dZ = JOINT_ACTIVATIONS" if is_joint else "dZ = dA * ACTIVATIONS",
            "return linear_backward",
        )
    if function is network.train:
        return TRAIN[phase.kind]
    return LINES.get(function.__name__, ("return ",))


LINES: dict[str, tuple[str, ...]] = {
    "init_params": ('params[f"W{layer}"] =', 'params[f"b{layer}"] ='),
    "forward_prop": (
        "A_prev = A",
        "Z = W @ A_prev",
        "Z += b",
        "A, activation_cache =",
        "caches.append",
    ),
    "sigmoid": ("E =", "A ="),
    "tanh": ("A =",),
    "relu": ("A =",),
    "softmax": ("E =", "A ="),
    "linear_backward": ("dW =", "db =", "dA_prev ="),
    "update_parameters": ("updated[name] =",),
    "momentum_step": ("v =", "moved[name] ="),
    "rmsprop_step": ("s =", "moved[name] ="),
    "adam_step": ("t =", "m =", "v =", "m_hat =", "v_hat =", "moved[name] ="),
    "add_penalty": ('penalized[f"d{name}"] =',),
    "hold": ("held[name] =",),
}
"""How the lines begin that compute; of any other function, what it returns."""

TRAIN: dict[str, tuple[str, ...]] = {
    "initialise": ("params = init_params",),
    "cost": ("Z = caches[-1].activation_cache.Z", "cost_history.append"),
}


_GRADS = 'dA, grads[f"dW{L}"], grads[f"db{L}"]'


def _of_training_step(run: Run, phase: Phase) -> tuple[str, ...]:
    if phase.kind == "forward":
        return ("AL, caches = forward_prop",)
    if phase.kind == "backward":
        return ("grads = backprop",)
    held = ("if frozen:", "moved = hold") if run.rule.frozen else ()
    return ("slope =", "moved, state = update", *held, "return Step")


def _of_cost(run: Run) -> tuple[str, ...]:
    if run.config.cost_in_force == "squared-error":
        return ("return float(np.sum((A - Y)",)
    if run.config.output == "softmax":
        return ("S = np.sum(Y * Z", "return float(np.sum(np.logaddexp.reduce(")
    return ("return float(np.sum(np.logaddexp(0, Z)",)


def _of_backprop(run: Run, phase: Phase) -> tuple[str, ...]:
    if phase.layer < len(run.config.layer_dims) - 1:
        return ("for layer in range(L - 1", 'dA, grads[f"dW{layer}"]')
    if is_matching(run):
        return ("dZ = AL - Y", f"{_GRADS} = linear_backward")
    return ("dAL = AL - Y", f"{_GRADS} = one_layer_backward")
