"""What mends a failure? One change for each, made from the settings in force."""

from dashboard.config import RunConfig
from dashboard.doctor.finding import Change, changed_to
from dashboard.link import number_text
from dashboard.settings import ACTIVATION, LEARNING_RATES

MENDING_UNITS = 8
"""Units of the hidden layer that is offered where there is none."""

STRONGEST_PENALTY = 0.1
"""A larger L2 penalty is not offered: it leaves a network too little to say."""

PENALTY = 0.01
"""The L2 penalty offered first."""

USUAL_RATES = {"gradient-descent": 2.0, "momentum": 0.2, "rmsprop": 0.02, "adam": 0.02}
"""A learning rate with which most small networks of sigmoid units learn, for each optimizer."""


def usual_rate(config: RunConfig) -> float:
    """Return a learning rate that most runs like this one learn with.

    Parameters
    ----------
    config : RunConfig
        The settings in force.
    """
    rate = USUAL_RATES[config.optimizer]
    # What sigmoid units do not damp goes further in each step.
    damped = set(config.activations) <= {"sigmoid"} and config.task != "value"
    return rate if damped else rate / 4


def smaller_rate(config: RunConfig) -> Change:
    """Offer a tenth of the learning rate, or the usual one where that is still less."""
    tenth = min(config.learning_rate / 10, 10 * usual_rate(config))
    stops = [stop for stop in LEARNING_RATES if stop <= tenth * 1.001]
    return to_rate(config, stops[-1] if stops else LEARNING_RATES[0])


def safe_rate(config: RunConfig) -> Change:
    """Offer the usual learning rate or, where that was not safe either, a tenth of what it is."""
    usual = usual_rate(config)
    return to_rate(config, usual) if usual < config.learning_rate else smaller_rate(config)


def larger_rate(config: RunConfig) -> Change:
    """Offer the usual learning rate."""
    return to_rate(config, usual_rate(config))


def to_rate(config: RunConfig, rate: float) -> Change:
    """Offer a learning rate."""
    words = f"learning rate {number_text(config.learning_rate)} → {number_text(rate)}"
    return changed_to(config, words, learning_rate=rate)


def random_start(config: RunConfig) -> Change:
    """Offer starting weights that are drawn, each layer's in the size that suits it."""
    return changed_to(config, "Xavier initialisation", initialization="xavier")


def hidden_layer(config: RunConfig) -> Change:
    """Offer one hidden layer of units that bend, or bend the units that are there."""
    if config.hidden:
        names = ("tanh",) * len(config.hidden)
        return changed_to(config, "tanh units instead of linear ones", activations=names)
    return changed_to(
        config,
        f"a hidden layer of {MENDING_UNITS} tanh units",
        hidden=(MENDING_UNITS,),
        activations=("tanh",),
    )


def steeper_units(config: RunConfig) -> Change:
    """Offer tanh units, whose slope is 1 in the middle where that of sigmoid is a quarter."""
    names = ("tanh",) * len(config.hidden)
    if config.activations == names:  # then only the size of the weights is left
        return changed_to(config, "He initialisation", initialization="he")
    old = ACTIVATION.choices[config.activations[0]]
    return changed_to(config, f"tanh units instead of {old}", activations=names)


def living_units(config: RunConfig) -> Change:
    """Offer smaller steps where they were large, else units that cannot die."""
    if config.learning_rate > usual_rate(config):
        return smaller_rate(config)
    names = tuple("tanh" if name == "relu" else name for name in config.activations)
    return changed_to(config, "tanh units instead of ReLU", activations=names)


def penalty(config: RunConfig) -> Change:
    """Offer to charge more for large weights."""
    stronger = min(STRONGEST_PENALTY, max(PENALTY, 3 * config.l2))
    words = f"L2 penalty {number_text(config.l2)} → {number_text(stronger)}"
    return changed_to(config, words, l2=stronger)
