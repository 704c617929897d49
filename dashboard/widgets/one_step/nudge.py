"""Is backprop right about this weight? It is nudged, and so is its whole layer."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st

from dashboard.features import FEATURES
from dashboard.figures.layer_maps import LayerMap, layer_maps
from dashboard.live_figure.component import show_live_figure
from dashboard.narration import target_words
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.nudge import EPSILON, EPSILONS, nudge, sentence
from dashboard.one_step.nudge_layer import LayerNudge, nudge_layer
from dashboard.one_step.trace import Trace
from dashboard.schedule import places

KINK_WORDS = "A kink lies between w − ε and w + ε"


@st.fragment
def show_nudge(
    trace: Trace, chosen: Chosen, *, choose_target: Callable[[str], None] | None = None
) -> None:
    """Draw the slope of a parameter as it is measured, beside backprop's.

    Parameters
    ----------
    trace : Trace
        The step.
    chosen : Chosen
        Which weight or bias; of a unit, it is its steepest.
    choose_target : callable, optional
        Called with the name of a parameter that is clicked on; the whole page is drawn then.
    """
    target = parameter_of(trace, chosen.target)
    epsilon = st.select_slider(
        "How far it is moved: ±ε",
        EPSILONS,
        value=EPSILON,
        format_func=_power,
        key="nudge_epsilon",
        help="The farther, the more the curve bends between; the nearer, the fewer digits of the "
        "two costs differ.",
    )
    moved = nudge(trace, target, epsilon=epsilon)
    name = "w" if target[0] == "W" else "b"
    cost = "cost with penalty" if trace.rule.l1 or trace.rule.l2 else "cost"
    rows = [
        (f"{name} − ε", moved.value - epsilon, moved.below),
        (name, moved.value, moved.here),
        (f"{name} + ε", moved.value + epsilon, moved.above),
    ]
    st.markdown(
        f"| {target_words(target)} | value | {cost} |\n|---|---|---|\n"
        + "".join(f"| {where} | {_exact(at)} | {_exact(its)} |\n" for where, at, its in rows)
        + "\n| slope measured | by backprop | relative error |\n|---|---|---|\n"
        f"| {_exact(moved.measured, 10)} | {_exact(moved.slope, 10)} "
        f"| {_exact(moved.relative_error, 2)} |"
    )
    st.markdown(sentence(moved))

    def on_click(clicked: dict[str, Any]) -> None:
        cell = clicked.get("customdata")
        name = cell[0] if isinstance(cell, list) and cell else None
        if choose_target is not None and isinstance(name, str) and _is_parameter(trace, name):
            choose_target(name)
            st.rerun()

    layer = int(target[1])
    whole = nudge_layer(trace, layer, epsilon=epsilon)
    show_live_figure(
        "nudge_figure",
        layer_maps(
            [("", _maps(whole))],
            title=f"Slopes of layer {layer}, biases last",
            features=[FEATURES[name].label for name in trace.run.config.features],
            most=_most(whole),
            mark_words=KINK_WORDS,
            revision=f"{layer}",
        ),
        step=trace.run.step,
        refresh="nudge",
        label=f"Slopes of layer {layer}: measured, by backprop, and their difference",
        on_click=on_click if choose_target is not None else None,
    )
    st.caption(_layer_words(whole))


def parameter_of(trace: Trace, target: str) -> str:
    """Return the weight or bias that a target stands for.

    Parameters
    ----------
    trace : Trace
        The step.
    target : str
        As in `Chosen`: of a unit it is the parameter with the steepest slope; of what this
        network has not, the steepest of all in layer 1.

    Returns
    -------
    target : str
    """
    try:
        parts = places(target, trace.run.config.layer_dims)
    except ValueError:
        parts = places("layer1", trace.run.config.layer_dims)

    def steepness(part: tuple[str, int, int]) -> float:
        name, row, column = part
        each = trace.layers[int(name[1:]) - 1]
        return abs(float((each.slope_W if name[0] == "W" else each.db)[row, column]))

    name, row, column = max(parts, key=steepness)
    return f"{name}.{row}.{column}" if name[0] == "W" else f"{name}.{row}"


def _is_parameter(trace: Trace, target: str) -> bool:
    try:
        return len(places(target, trace.run.config.layer_dims)) == 1
    except ValueError:
        return False


def _most(whole: LayerNudge) -> float:
    sizes = np.abs(np.stack([whole.measured, whole.slope]))
    most = float(sizes[np.isfinite(sizes)].max(initial=0.0))
    return most or 1.0


def _maps(whole: LayerNudge) -> list[LayerMap]:
    """Return measured slopes, backprop's, and their difference, magnified to be seen."""
    difference = whole.measured - whole.slope
    largest = float(np.abs(difference[np.isfinite(difference)]).max(initial=0.0))
    power = max(0, math.floor(math.log10(_most(whole) / largest))) if largest else 0
    magnified = f"difference × {_power(10.0**power)}" if power else "difference"
    return [
        LayerMap(whole.layer, "measured", whole.measured, whole.measured, whole.kinked),
        LayerMap(whole.layer, "backprop", whole.slope, whole.slope),
        LayerMap(whole.layer, magnified, difference, difference * 10.0**power, whole.kinked),
    ]


def _layer_words(whole: LayerNudge) -> str:
    kinks = int(whole.kinked.sum())
    differ = int((~whole.agrees & ~whole.kinked).sum())
    told = (
        ("They agree everywhere else" if kinks else "They agree everywhere")
        if not differ
        else f"{differ} of {whole.agrees.size} differ by more than a measurement should at this ε"
    )
    if kinks:
        told += (
            f"; at {'the cross' if kinks == 1 else f'the {kinks} crosses'} a kink lies between "
            "w − ε and w + ε, and the measurement mixes the slopes on its two sides"
        )
    return f"{told}."


def _power(value: float) -> str:
    """Write a power of ten.

    Examples
    --------
    >>> _power(1e-5), _power(1000.0)
    ('10⁻⁵', '10³')
    """
    exponent = str(round(math.log10(value)))
    return "10" + exponent.translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _exact(value: float, digits: int = 11) -> str:
    return f"{value:.{digits}g}".replace("-", "−")
