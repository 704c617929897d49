"""What is the arithmetic of a phase? For one unit or parameter, line by line, with its numbers."""

from dashboard.narration import target_words
from dashboard.one_step.backward_lines import backward_lines
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.cost_lines import cost_lines
from dashboard.one_step.forward_lines import forward_lines
from dashboard.one_step.initial_lines import initial_lines
from dashboard.one_step.line import Ingredient, Line
from dashboard.one_step.phases import Phase
from dashboard.one_step.trace import Trace
from dashboard.one_step.update_lines import update_lines
from dashboard.one_step.view import View, subject_of

LINES = {
    "initialise": initial_lines,
    "forward": forward_lines,
    "cost": cost_lines,
    "backward": backward_lines,
    "update": update_lines,
}


def arithmetic(trace: Trace, phase: Phase, chosen: Chosen, *, digits: int) -> tuple[Line, ...]:
    """Write what the phase computes of what is chosen.

    Parameters
    ----------
    trace : Trace
        The step.
    phase : Phase
        Which phase of it.
    chosen : Chosen
        A legal choice.
    digits : int
        Significant digits; 0 for all.

    Returns
    -------
    lines : tuple of Line
        In the order in which they are computed.
    """
    view = View(
        trace, subject_of(trace, phase, chosen), chosen.point or 0, chosen.point is None, digits
    )
    return tuple(LINES[phase.kind](view))


def heading(trace: Trace, phase: Phase, chosen: Chosen) -> str:
    """Say what the lines are about.

    Parameters
    ----------
    trace : Trace
        The step.
    phase : Phase
        Which phase of it.
    chosen : Chosen
        A legal choice.

    Returns
    -------
    words : str
    """
    if phase.kind in ("initialise", "update"):
        return target_words(chosen.target)
    if chosen.point is not None:
        point = f"point {chosen.point + 1}"
    else:
        point = "the whole batch" if trace.m > 1 else "the one point"
    if phase.kind == "cost":
        return f"The cost of {point}"
    subject = subject_of(trace, phase, chosen)
    return f"{target_words(subject)}, {point}"


def batch_note(trace: Trace, phase: Phase, chosen: Chosen) -> str:
    """Say that one point is written for all; empty where that is not so."""
    if chosen.point is not None or trace.m == 1 or phase.kind in ("initialise", "update"):
        return ""
    return f"Written for point 1; each of the {trace.m:,} points goes the same way."


def followable(lines: tuple[Line, ...]) -> tuple[Ingredient, ...]:
    """Return what went into the lines, each once, without what another line made."""
    kept: dict[str, Ingredient] = {}
    for line in lines:
        for ingredient in line.ingredients:
            if ingredient.source != "the line above":
                kept.setdefault(ingredient.name, ingredient)
    return tuple(kept.values())
