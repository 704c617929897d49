"""What has gone wrong on the way? Causes that lie in the steps, and in what is learned.

Each function looks for one, and returns what it finds.
"""

from dashboard.doctor import changes
from dashboard.doctor.evidence import MANY, Evidence
from dashboard.doctor.finding import Finding, cost_text, counted, percent, power_text
from dashboard.link import number_text
from dashboard.narration import network_words

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
        changes.safe_rate(evidence.settings),
    )


def dead_relus(evidence: Evidence) -> Finding | None:
    """See that ReLU units are 0 for every point: they have no slope to come back by."""
    found = [(dead, units, layer) for layer, dead, units in evidence.dead if dead >= MANY * units]
    if not found:
        return None
    dead, units, layer = max(found, key=lambda entry: entry[0] / entry[1])
    if dead < units and evidence.is_on_its_way:
        return None
    return Finding(
        "dead-relus",
        f"{dead} of {units} ReLU units of layer {layer} are dead: 0 for every training point, with "
        "no slope to come back by.",
        changes.living_units(evidence.settings),
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
