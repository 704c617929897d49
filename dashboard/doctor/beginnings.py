"""What was wrong from the start? Causes that lie in the network and in its first weights.

Each function looks for one, and returns what it finds.
"""

from dashboard.doctor import changes
from dashboard.doctor.evidence import MANY, Evidence
from dashboard.doctor.finding import Finding, cost_text, counted, percent, power_text
from dashboard.settings import DEFAULT_FEATURES
from dashboard.vital_signs import identical_rows

BEST_LINE_GRADIENT = 3e-3
"""A network without a bend is as good as it gets where no gradient is larger than this."""

BEST_LINE_SCORE = 0.9
"""A line that gets more than this right is not called a failure."""

PLAIN = set(DEFAULT_FEATURES)
"""Features in which a line is straight to the eye too."""

TINY = 0.1
"""Weights are called tiny at the start if a sum of inputs shrinks to less than this."""

LOST = 1e-5
"""A gradient of the first layer below this moves nothing in the steps of a lesson."""

FADING = 2e-3
"""A first gradient has vanished on its way back if it is less than this share of the last one."""

FADED = 1e-4
"""And is itself below this."""


def zero_weights(evidence: Evidence) -> Finding | None:
    """See that all units of the first layer are alike, and so learn alike."""
    run = evidence.run
    units = run.config.hidden[0] if run.config.hidden else 0
    if units < 2 or identical_rows(run) < units:
        return None
    return Finding(
        "zero-weights",
        f"{units} of {units} rows of W1 are identical, and so are their gradients: the {units} "
        "units do the work of one.",
        changes.random_start(evidence.settings),
    )


def no_hidden_layer(evidence: Evidence) -> Finding | None:
    """See that nothing bends between features and output, and the best line is not enough."""
    config, now = evidence.run.config, evidence.now
    if set(config.activations) - {"linear"} or now.train_score >= BEST_LINE_SCORE:
        return None
    if not evidence.stands_still or max(now.gradients) > BEST_LINE_GRADIENT:
        return None
    what = "no hidden layer" if not config.hidden else "only linear units"
    score = percent(now.train_score)
    if config.task == "value":
        best = f"an even slope, and its best one explains {score} of the values' variance"
    else:
        line = "a straight line" if set(config.features) <= PLAIN else "a line in its features"
        best = f"{line}, and its best one gets {score} of the points right"
    return Finding(
        "no-hidden-layer",
        f"With {what}, all this network can draw is {best}: the gradient is down to "
        f"{power_text(max(now.gradients))}.",
        changes.hidden_layer(evidence.settings),
    )


def tiny_start(evidence: Evidence) -> Finding | None:
    """See that small numbers, multiplied layer by layer, have left nothing."""
    gradient = evidence.now.gradients[0]
    if evidence.depth < 2 or evidence.starting_size > TINY:
        return None
    if gradient > LOST or not evidence.stands_still:
        return None
    size = evidence.starting_size
    began = f"{1 / size:.0f} times too small" if size else "at zero: too small"
    return Finding(
        "tiny-start",
        f"The weights began {began} to carry a signal through {evidence.depth} hidden layers: "
        f"W1's gradient is {power_text(gradient)}, and {_unmoved(evidence)}.",
        changes.random_start(evidence.settings),
    )


def saturation(evidence: Evidence) -> Finding | None:
    """See that sigmoid and tanh units began so far out that they are flat."""
    if not (evidence.saturated_first >= MANY and evidence.saturated >= MANY):
        return None
    if evidence.is_on_its_way:
        return None
    return Finding(
        "saturation",
        f"{percent(evidence.saturated)} of the hidden activations are saturated: the starting "
        f"weights are so large that the units have hardly a slope left, and the cost stays at "
        f"{cost_text(evidence.now.train_cost)}.",
        changes.random_start(evidence.settings),
    )


def vanishing_gradients(evidence: Evidence) -> Finding | None:
    """See that the gradient shrinks at each layer on its way back."""
    first, now = evidence.first.gradients, evidence.now.gradients
    n_layers = len(now)
    share = first[0] / first[-1] if first[-1] else float("nan")
    if evidence.depth < 2 or not share <= FADING or now[0] > FADED or not evidence.stands_still:
        return None
    return Finding(
        "vanishing-gradients",
        f"Layer 1's gradient was {power_text(share)} of layer {n_layers}'s at the start and is "
        f"{power_text(now[0])} now, and {_unmoved(evidence)}.",
        changes.steeper_units(evidence.settings),
    )


def _unmoved(evidence: Evidence) -> str:
    return (
        f"the cost has not moved from {cost_text(evidence.now.train_cost)} in the last "
        f"{counted(evidence.n_recent, 'step')}"
    )
