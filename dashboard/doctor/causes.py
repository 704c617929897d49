"""Which failure is it? One function for each, from evidence to a finding; the cause comes first.

`CAUSES` is their order: what explains more is asked before what follows from it. Zero weights also
stand still, but they stand still because they are alike. A run whose training points are nearly
all right has none of them, but for the last.
"""

from collections.abc import Callable

from dashboard.doctor import changes
from dashboard.doctor.evidence import Evidence
from dashboard.doctor.finding import Finding, cost_text, counted, percent, power_text
from dashboard.link import number_text
from dashboard.narration import network_words
from dashboard.vital_signs import identical_rows

BEST_LINE_GRADIENT = 3e-3
"""A network without a bend is as good as it gets where no gradient is larger than this."""

BEST_LINE_SCORE = 0.9
"""A line that gets more than this right is not called a failure."""

TINY = 0.1
"""Weights are called tiny at the start if a sum of inputs shrinks to less than this."""

LOST = 1e-5
"""A gradient of the first layer below this moves nothing in the steps of a lesson."""

FADING = 2e-3
"""A first gradient has vanished on its way back if it is less than this share of the last one."""

FADED = 1e-4
"""And is itself below this."""

MANY = 0.5
"""A share of units that is too many to be dead, or flat."""

PROGRESS = 0.05
"""A cost that falls by more than this share in the last steps is on its way."""

OFTEN = 0.25
"""A cost thrashes if it rises in so many of the last steps."""

FAR, FAR_IN_BATCHES = 0.15, 0.25
"""And moves by this share of itself a step; by more where mini-batches shake it anyway."""

FEW = 100
"""And there must be so many steps to look at."""

CRAWLING = 20
"""Steps may crawl where the learning rate is so many times less than usual."""

STRAIGHT = 0.42
"""And the second half of the last steps brings at least this share of their fall."""

FAR_AWAY = 500
"""And at that pace, the cost needs at least so many steps more to halve."""

WORSE, NOTABLY = 1.25, 0.2
"""Test cost has risen if it is so many times its least, and by this share of knowing nothing."""


def ended(evidence: Evidence) -> Finding | None:
    """See that the numbers ran out: the steps were too large."""
    run = evidence.run
    if not run.has_ended:
        return None
    rate = number_text(run.rule.learning_rate)
    if run.step == 0:
        return Finding(
            "ended",
            "The weights given at the start are so large that the first step already leaves the "
            "finite numbers.",
            changes.random_start(evidence.settings),
        )
    return Finding(
        "ended",
        f"After step {run.step:,} the cost is no longer a finite number: steps with the learning "
        f"rate {rate} threw the weights out of all bounds.",
        changes.smaller_rate(evidence.settings),
    )


def zero_weights(evidence: Evidence) -> Finding | None:
    """See that all units of the first layer are alike, and so learn alike."""
    run = evidence.run
    units = run.config.hidden[0] if run.config.hidden else 0
    if units < 2 or identical_rows(run) < units:
        return None
    rows = f"{units} of {units} rows of W1 are identical"
    if identical_rows(evidence.at_start) < units:
        kind = "L1" if run.rule.l1 else "L2"
        return Finding(
            "zero-weights",
            f"{rows}: the {kind} penalty charges more for weights than they bring.",
            changes.no_penalty(evidence.settings),
        )
    return Finding(
        "zero-weights",
        f"{rows}, and so are their gradients: the {units} units do the work of one.",
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
    got = f"explains {score} of the values' variance" if config.task == "value" else f"gets {score}"
    right = "" if config.task == "value" else " of the points right"
    return Finding(
        "no-hidden-layer",
        f"With {what}, all this network can draw is a straight line, and its best one {got}{right}:"
        f" the gradient is down to {power_text(max(now.gradients))}.",
        changes.hidden_layer(evidence.settings),
    )


def tiny_start(evidence: Evidence) -> Finding | None:
    """See that small numbers, multiplied layer by layer, have left nothing."""
    gradient = evidence.now.gradients[0]
    if evidence.depth < 2 or evidence.starting_size > TINY:
        return None
    if gradient > LOST or not evidence.stands_still:
        return None
    return Finding(
        "tiny-start",
        f"The weights began {1 / evidence.starting_size:.0f} times too small to carry a signal "
        f"through {evidence.depth} hidden layers: W1's gradient is {power_text(gradient)}, and the "
        f"cost has not moved from {cost_text(evidence.now.train_cost)} in the last "
        f"{counted(evidence.n_recent, 'step')}.",
        changes.random_start(evidence.settings),
    )


def dead_relus(evidence: Evidence) -> Finding | None:
    """See that ReLU units are 0 for every point: they have no slope to come back by."""
    found = [(dead, units, layer) for layer, dead, units in evidence.dead if dead >= MANY * units]
    if not found:
        return None
    dead, units, layer = max(found, key=lambda entry: entry[0] / entry[1])
    if dead < units and not evidence.fall < PROGRESS:
        return None
    return Finding(
        "dead-relus",
        f"{dead} of {units} ReLU units of layer {layer} are dead: 0 for every training point, with "
        "no slope to come back by.",
        changes.living_units(evidence.settings),
    )


def saturation(evidence: Evidence) -> Finding | None:
    """See that sigmoid and tanh units began so far out that they are flat."""
    if not (evidence.saturated_first >= MANY and evidence.saturated >= MANY):
        return None
    if not evidence.fall < PROGRESS:
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
        f"{power_text(now[0])} now, and the cost has not moved from "
        f"{cost_text(evidence.now.train_cost)} in the last "
        f"{counted(evidence.n_recent, 'step')}.",
        changes.steeper_units(evidence.settings),
    )


def rate_too_large(evidence: Evidence) -> Finding | None:
    """See that the cost goes up and down: each step leaps over the valley."""
    far = FAR_IN_BATCHES if evidence.run.rule.batch_size else FAR
    if evidence.n_recent < FEW or evidence.is_improving:
        return None
    if not (evidence.rises >= OFTEN and evidence.jumps >= far):
        return None
    return Finding(
        "rate-too-large",
        f"The cost rose in {percent(evidence.rises)} of the last "
        f"{counted(evidence.n_recent, 'step')}, and changes by {percent(evidence.jumps)} a step: "
        f"with the learning rate {number_text(evidence.run.rule.learning_rate)} each step leaps "
        "over the valley.",
        changes.smaller_rate(evidence.settings),
    )


def rate_too_small(evidence: Evidence) -> Finding | None:
    """See that the cost falls steadily and straight, and so slowly that it never arrives."""
    settings, costs = evidence.settings, evidence.costs
    if settings.learning_rate > changes.usual_rate(settings) / CRAWLING or not costs.size:
        return None
    middle = costs[costs.size // 2]
    fell = float(costs[0] - costs[-1])
    if fell <= 0 or evidence.rises > OFTEN or costs[0] - middle > (1 - STRAIGHT) * fell:
        return None
    to_halve = costs[-1] / 2 / (fell / evidence.n_recent)
    if to_halve < FAR_AWAY:
        return None
    return Finding(
        "rate-too-small",
        f"The cost falls almost in a straight line, and slowly: by {power_text(fell)} in the last "
        f"{counted(evidence.n_recent, 'step')}, to {cost_text(costs[-1])}. At this pace it takes "
        f"{_about(to_halve)} more to halve: steps with the learning rate "
        f"{number_text(settings.learning_rate)} are too short.",
        changes.larger_rate(settings),
    )


def _about(steps: float) -> str:
    """Write a number of steps in two digits."""
    return f"{float(f'{steps:.1e}'):,.0f}"


def overfitting(evidence: Evidence) -> Finding | None:
    """See that test points are predicted worse and worse, training points better."""
    now = evidence.now
    step, best = min(evidence.past, key=lambda entry: _or_infinite(entry[1].test_cost))
    rise = now.test_cost - best.test_cost
    if not (now.test_cost >= WORSE * best.test_cost and rise >= NOTABLY * evidence.ignorance):
        return None
    if now.train_cost >= best.train_cost:
        return None
    return Finding(
        "overfitting",
        f"The test cost has risen from {cost_text(best.test_cost)} to {cost_text(now.test_cost)} "
        f"since step {step:,}, while the training cost fell from {cost_text(best.train_cost)} to "
        f"{cost_text(now.train_cost)}: {network_words(evidence.run.config)} learns its "
        f"{counted(evidence.run.data.X.shape[1], 'point')} by heart.",
        changes.penalty(evidence.settings),
    )


def _or_infinite(cost: float) -> float:
    return cost if cost == cost else float("inf")


Cause = Callable[[Evidence], Finding | None]

CAUSES: tuple[Cause, ...] = (
    zero_weights,
    no_hidden_layer,
    tiny_start,
    dead_relus,
    saturation,
    vanishing_gradients,
    rate_too_large,
    rate_too_small,
)
"""In the order in which they are asked, of a run that is not solved."""
