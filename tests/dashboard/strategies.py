"""Random small runs for property tests: configs, changes on the way, and how many examples."""

from dataclasses import replace

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from dashboard import settings
from dashboard.config import RULES, Event, RunConfig, parameter_count
from dashboard.settings import Choice, Number

LINK_FRIENDLY_PARAMETERS = 17
EVERYWHERE = ("W1.0.0", "b1.0", "unit1.0", "layer1")
"""What every network has, to be edited (the first two) or frozen."""


def examples(count: int) -> hypothesis_settings:
    """Decorate a property test: so many examples, however slow the machine is today."""
    return hypothesis_settings(max_examples=count, deadline=None)


def whole(row: Number, *, most: float | None = None) -> SearchStrategy[int]:
    """Whole numbers that a row allows, up to `most`."""
    return st.integers(int(row.minimum), int(row.maximum if most is None else most))


def one_of(row: Choice) -> SearchStrategy[str]:
    """Names that a row allows."""
    return st.sampled_from(list(row.choices))


def rates() -> SearchStrategy[float]:
    """Learning rates over the whole range: stops of the slider, and anything between."""
    row = settings.LEARNING_RATE
    return st.sampled_from(settings.LEARNING_RATES) | st.floats(row.minimum, row.maximum)


def penalties() -> SearchStrategy[float]:
    """Penalties; none is as common as any."""
    return st.just(0.0) | st.sampled_from(settings.PENALTIES) | st.floats(0.0, settings.L1.maximum)


def betas(row: Number) -> SearchStrategy[float]:
    """Memories of an optimizer: stops of the slider, and anything between."""
    return st.sampled_from(settings.BETAS) | st.floats(row.minimum, row.maximum)


RULE_VALUES: dict[str, SearchStrategy[float] | SearchStrategy[str]] = {
    "lr": rates(),
    "opt": one_of(settings.OPTIMIZER),
    "beta1": betas(settings.BETA1),
    "beta2": betas(settings.BETA2),
    "batch": whole(settings.BATCH_SIZE, most=14),
    "l1": penalties(),
    "l2": penalties(),
}
"""Values of every setting that may change on the way."""


def feature_lists() -> SearchStrategy[tuple[str, ...]]:
    """Any features, in their one order; the plain plane is as common as all others."""
    names = list(settings.FEATURES.choices)
    some = st.sets(st.sampled_from(names), min_size=1)
    ordered = some.map(lambda chosen: tuple(name for name in names if name in chosen))
    return st.just(settings.DEFAULT_FEATURES) | ordered


@st.composite
def given_parameters(draw: DrawFn, count: int) -> tuple[float, ...]:
    """Starting parameters; those of larger networks are short, so that a link holds them all."""
    number = st.integers(-800, 800).map(lambda hundredths: hundredths / 100)
    if count <= LINK_FRIENDLY_PARAMETERS:
        number |= st.floats(-8, 8)
    return tuple(draw(st.lists(number, min_size=count, max_size=count)))


@st.composite
def configs(draw: DrawFn) -> RunConfig:
    """Small configs: every setting of a run in all its kinds; few points and units."""
    hidden = tuple(draw(st.lists(whole(settings.UNITS, most=5), max_size=3)))
    activation = one_of(settings.ACTIVATION)
    initialization = draw(one_of(settings.INITIALIZATION))
    config = RunConfig(
        dataset=draw(one_of(settings.DATA)),
        n_classes=draw(whole(settings.CLASSES)),
        data_seed=draw(whole(settings.DATA_SEED)),
        noise=draw(st.floats(settings.NOISE.minimum, settings.NOISE.maximum)),
        n_train=draw(whole(settings.TRAINING_POINTS, most=12)),
        n_test=draw(whole(settings.TEST_POINTS, most=4)),
        features=draw(feature_lists()),
        hidden=hidden,
        activations=tuple(draw(activation) for _ in hidden),
        seed=draw(whole(settings.SEED)),
        cost=draw(one_of(settings.COST)),
        learning_rate=draw(rates()),
        optimizer=draw(one_of(settings.OPTIMIZER)),
        beta1=draw(betas(settings.BETA1)),
        beta2=draw(betas(settings.BETA2)),
        batch_size=draw(st.just(0) | whole(settings.BATCH_SIZE, most=14)),
        l1=draw(penalties()),
        l2=draw(penalties()),
    )
    if initialization != "given":
        return replace(config, initialization=initialization)
    given = draw(given_parameters(parameter_count(config.layer_dims)))
    return replace(config, initialization=initialization, given=given)


def edits() -> SearchStrategy[tuple[str, str, float]]:
    """Values given by hand: kind, target and value."""
    value = st.integers(-800, 800).map(lambda hundredths: hundredths / 100) | st.floats(-8, 8)
    return st.tuples(st.just("edit"), st.sampled_from(EVERYWHERE[:2]), value)


def freezes() -> SearchStrategy[tuple[str, str, float]]:
    """Parameters kept as they are, or let go: kind, target and value."""
    return st.tuples(st.just("freeze"), st.sampled_from(EVERYWHERE), st.sampled_from([1.0, 0.0]))


def rule_changes() -> SearchStrategy[tuple[str, str, float | str]]:
    """Changes of a setting: kind, no target, and value."""
    return st.sampled_from(list(RULES)).flatmap(
        lambda kind: st.tuples(st.just(kind), st.just(""), RULE_VALUES[kind])
    )


@st.composite
def events_at(draw: DrawFn, step: int) -> Event:
    """Draw one change, legal at a step of every run."""
    kinds = edits() | freezes()
    kind, target, value = draw(rule_changes() | kinds if step else kinds)
    return Event(step, kind, value, target)


@st.composite
def changes(draw: DrawFn, *, latest: int = 20, most: int = 6) -> tuple[Event, ...]:
    """Changes of every kind at steps up to `latest`; none at all is common.

    In the order drawn, which is any; several may come at one step.
    """
    steps = draw(st.lists(st.integers(0, latest), max_size=most))
    events = [draw(events_at(step)) for step in steps]
    return tuple({(event.step, event.kind, event.target): event for event in events}.values())
