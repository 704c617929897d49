"""Which phases does a step have? Forward layer by layer, cost, backward layer by layer, update."""

from typing import NamedTuple

from dashboard.one_step.trace import Trace


class Phase(NamedTuple):
    """One phase of a step.

    Parameters
    ----------
    kind : {"initialise", "forward", "cost", "backward", "update"}
    layer : int
        The layer that is active; 0 where it is not one layer alone.
    title : str
    sentence : str
        What happens in it.
    """

    kind: str
    layer: int
    title: str
    sentence: str


def phases_of(trace: Trace) -> list[Phase]:
    """List the phases of a step, in order.

    Parameters
    ----------
    trace : Trace
        The step.

    Returns
    -------
    phases : list of Phase
        At step 0 the first one is how the parameters were made.
    """
    L = len(trace.layers)
    m, step = trace.m, trace.run.step
    count = f"all {m:,} training points" if m > 1 else "the one training point"
    if trace.rule.batch_size and m < trace.run.data.X.shape[1]:
        count = f"this step's mini-batch of {m:,}"
    phases: list[Phase] = []
    if step == 0:
        phases.append(
            Phase(
                "initialise",
                0,
                "The start",
                "Before the first step, every weight is drawn at random and every bias is 0: "
                "units that start alike would stay alike.",
            )
        )
    for each in trace.layers:
        what = "the features" if each.layer == 1 else f"the activations of layer {each.layer - 1}"
        last = " That is the prediction." if each.layer == L else ""
        phases.append(
            Phase(
                "forward",
                each.layer,
                f"Forward, layer {each.layer}",
                f"Each unit weighs {what}, adds its bias, and bends the sum by "
                f"{each.activation}.{last}",
            )
        )
    phases.append(
        Phase(
            "cost",
            0,
            "The cost",
            f"How wrong are the predictions? One number for each point, and their mean over "
            f"{count}: {trace.cost:.4g}.",
        )
    )
    for each in reversed(trace.layers):
        if each.layer == L:
            words = "Blame begins at the output: how would the cost change with each sum?"
        else:
            words = (
                f"Each unit takes its share of the blame of layer {each.layer + 1}, by the weights "
                "that lead there, times the slope of its own activation."
            )
        phases.append(Phase("backward", each.layer, f"Backward, layer {each.layer}", words))
    phases.append(
        Phase(
            "update",
            0,
            "The update",
            f"Every weight and bias moves a little against its slope. That was step {step:,} to "
            f"{step + 1:,}; then all begins again.",
        )
    )
    return phases


def fitting_target(phase: Phase, target: str, trace: Trace) -> str:
    """Return what to look at in a phase: what was chosen, if the phase has numbers for it.

    Parameters
    ----------
    phase : Phase
        Which phase.
    target : str
        What was chosen, as an `Event` names it.
    trace : Trace
        The step.

    Returns
    -------
    target : str
        Otherwise the first unit of the active layer, or the first weight.
    """
    layer, is_known = layer_of(target), is_part(target, trace)
    if phase.kind in ("forward", "backward"):
        return target if is_known and layer == phase.layer else f"unit{phase.layer}.0"
    if phase.kind == "cost":
        return target if is_known and layer == len(trace.layers) else f"unit{len(trace.layers)}.0"
    return target if is_known and not target.startswith("unit") else _first_weight(target, trace)


def layer_of(target: str) -> int:
    """Return the layer of what is chosen; 0 for what is none.

    Examples
    --------
    >>> layer_of("unit2.0"), layer_of("W1.0.1"), layer_of("banana")
    (2, 1, 0)
    """
    name, _, rest = target.partition(".")
    digits = name.removeprefix("unit").removeprefix("W").removeprefix("b")
    parts = rest.split(".")
    is_whole = all(part.isascii() and part.isdigit() for part in [digits, *parts])
    n_parts = 2 if name.startswith("W") else 1
    return int(digits) if is_whole and len(parts) == n_parts and len(digits) == 1 else 0


def is_part(target: str, trace: Trace) -> bool:
    """Whether a network has what a target names.

    Parameters
    ----------
    target : str
        Of any content.
    trace : Trace
        A step of the network.
    """
    layer = layer_of(target)
    if not 1 <= layer <= len(trace.layers):
        return False
    _, row, *column = target.split(".")
    n_rows, n_columns = trace.layers[layer - 1].W.shape
    return int(row) < n_rows and (not column or int(column[0]) < n_columns)


def _first_weight(target: str, trace: Trace) -> str:
    """Return the first weight into the unit chosen, or the very first one."""
    if not is_part(target, trace):
        return "W1.0.0"
    return f"W{layer_of(target)}.{target.split('.')[1]}.0"
