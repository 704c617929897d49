"""In what may twins differ? In one setting that leaves the data as they are."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from dashboard import settings
from dashboard.config import RULE_FIELDS, RunConfig
from dashboard.link import number_text
from dashboard.narration import listed, rule_value

MOST_TWINS = 4

SQUARES = ("x1", "x2", "x1^2", "x2^2")


@dataclass(frozen=True)
class Varied:
    """A setting in which twins may differ, kept in one field of a config.

    Parameters
    ----------
    label : str
        What it is called in a sentence.
    field : str
        The field of `RunConfig`.
    values : tuple
        What can be tried; the first ones make the most telling twins.
    words : callable
        From a value to its words.
    """

    label: str
    field: str
    values: tuple[Any, ...]
    words: Callable[[Any], str]

    def of(self, config: RunConfig) -> Any:
        """Return a config's value; None where it has no single one."""
        return getattr(config, self.field)

    def words_of(self, config: RunConfig) -> str:
        """Write a config's value."""
        value = self.of(config)
        return "mixed" if value is None else self.words(value)

    def given_to(self, config: RunConfig, value: Any) -> RunConfig:
        """Return the config with another value, and all else the same."""
        return replace(config, **{self.field: value})

    def offered(self, config: RunConfig) -> list[Any]:
        """Return the values that a twin of a config can have instead of its own."""
        return [value for value in dict.fromkeys(self.values) if value != self.of(config)]


class Rate(Varied):
    """The learning rate: the most telling twins learn about five times as fast, or as slow."""

    def offered(self, config: RunConfig) -> list[Any]:
        """Return the other rates, in that order."""
        rate = config.learning_rate

        def distance(other: float) -> float:
            ratio = max(other, rate) / min(other, rate)
            return abs(ratio - 5) + (other < rate)

        return sorted(super().offered(config), key=distance)


class BatchSize(Varied):
    """How many points a step uses: fewer than there are, or all."""

    def offered(self, config: RunConfig) -> list[Any]:
        """Return the sizes that are sizes of a part."""
        return [size for size in super().offered(config) if size < config.n_train]


class Initialization(Varied):
    """How the weights are drawn."""

    def given_to(self, config: RunConfig, value: Any) -> RunConfig:
        """Return the config with weights drawn in another way; given ones are its own."""
        if value == "given":
            return config
        return replace(config, initialization=value, given=())


class Cost(Varied):
    """What is brought down: a choice where classes are to be told apart."""

    def offered(self, config: RunConfig) -> list[Any]:
        """Return the other cost, if there is one."""
        return [] if config.task == "value" else super().offered(config)


class Activation(Varied):
    """The activation of all hidden layers."""

    def of(self, config: RunConfig) -> Any:
        """Return the one that they all have."""
        return config.activations[0] if len(set(config.activations)) == 1 else None

    def given_to(self, config: RunConfig, value: Any) -> RunConfig:
        """Return the config with another one for all."""
        return replace(config, activations=(value,) * len(config.hidden))

    def offered(self, config: RunConfig) -> list[Any]:
        """Return the others, if there is a hidden layer."""
        return super().offered(config) if config.hidden else []


class Units(Varied):
    """How many units each hidden layer has."""

    def of(self, config: RunConfig) -> Any:
        """Return the number that they all have."""
        return config.hidden[0] if len(set(config.hidden)) == 1 else None

    def given_to(self, config: RunConfig, value: Any) -> RunConfig:
        """Return the config with so many in each."""
        return with_layers(config, (value,) * len(config.hidden))

    def offered(self, config: RunConfig) -> list[Any]:
        """Return the other numbers, if there is a hidden layer."""
        return super().offered(config) if config.hidden else []


class Layers(Varied):
    """How many hidden layers there are."""

    def of(self, config: RunConfig) -> Any:
        """Return how many."""
        return len(config.hidden)

    def given_to(self, config: RunConfig, value: Any) -> RunConfig:
        """Return the config with fewer layers, or with more like its last."""
        last = config.hidden[-1:] or (int(settings.UNITS.default),)
        return with_layers(config, (config.hidden + last * value)[:value])


class Features(Varied):
    """What the network sees of a point."""

    def given_to(self, config: RunConfig, value: Any) -> RunConfig:
        """Return the config with other features."""
        return replace(with_layers(config, config.hidden), features=value)


def with_layers(config: RunConfig, hidden: tuple[int, ...]) -> RunConfig:
    """Give a config other hidden layers; weights that were given in a link fit no other network.

    Examples
    --------
    >>> with_layers(RunConfig(activations=("tanh",)), (3, 3)).activations
    ('tanh', 'tanh')
    """
    more = config.activations[-1:] or (settings.ACTIVATION.default,)
    activations = (config.activations + more * len(hidden))[: len(hidden)]
    start = settings.INITIALIZATION.default if config.given else config.initialization
    return replace(config, hidden=hidden, activations=activations, initialization=start, given=())


def _rule(
    key: str, label: str, values: tuple[Any, ...], kind: type[Varied] = Varied
) -> dict[str, Varied]:
    return {key: kind(label, RULE_FIELDS[key], values, lambda value: rule_value(key, value))}


def _start_words(name: str) -> str:
    return settings.INITIALIZATION.choices[name].partition(":")[0]


def _feature_words(names: tuple[str, ...]) -> str:
    return listed([settings.FEATURES.choices[name] for name in names])


_UNITS = (1, 2, 3, 8, 16, *(4, 5, 6, 7), *range(9, 16))
_STARTS = ("zeros", "classic", "xavier", "he", "scale-1", "scale-20")

VARIED: dict[str, Varied] = {
    **_rule("lr", "learning rate", settings.LEARNING_RATES, Rate),
    "units": Units("units a hidden layer", "hidden", _UNITS, number_text),
    "layers": Layers("hidden layers", "hidden", (0, 2, 1, 3, 4, 5, 6), number_text),
    "act": Activation(
        "activation",
        "activations",
        ("tanh", "relu", "sigmoid", "linear"),
        settings.ACTIVATION.choices.__getitem__,
    ),
    "init": Initialization("initialisation", "initialization", _STARTS, _start_words),
    "seed": Varied("seed of the starting weights", "seed", tuple(range(1, 31)), number_text),
    "cost": Cost(
        "cost", "cost", tuple(settings.COST.choices), lambda name: settings.COST.choices[name]
    ),
    **_rule("opt", "optimizer", ("momentum", "adam", "rmsprop", "gradient-descent")),
    **_rule("batch", "batch size", (10, 1, 0, *settings.BATCH_SIZES[2:]), BatchSize),
    **_rule("l2", "L2 penalty", (0.01, *settings.PENALTIES)),
    **_rule("l1", "L1 penalty", (0.003, *settings.PENALTIES)),
    "features": Features(
        "features",
        "features",
        (SQUARES, settings.DEFAULT_FEATURES, tuple(settings.FEATURES.choices)),
        _feature_words,
    ),
}
"""The settings in which twins may differ."""
