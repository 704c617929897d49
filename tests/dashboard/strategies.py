"""Random small runs for property tests: configs, changes on the way, and how many examples."""

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from dashboard import settings
from dashboard.config import Event, RunConfig, parameter_count
from dashboard.settings import Number

LINK_FRIENDLY_PARAMETERS = 17


def examples(count: int) -> hypothesis_settings:
    """Decorate a property test: so many examples, however slow the machine is today."""
    return hypothesis_settings(max_examples=count, deadline=None)


def whole(row: Number, *, most: float | None = None) -> SearchStrategy[int]:
    """Whole numbers that a row allows, up to `most`."""
    return st.integers(int(row.minimum), int(row.maximum if most is None else most))


def rates() -> SearchStrategy[float]:
    """Learning rates over the whole range: stops of the slider, and anything between."""
    row = settings.LEARNING_RATE
    return st.sampled_from(settings.LEARNING_RATES) | st.floats(row.minimum, row.maximum)


@st.composite
def given_parameters(draw: DrawFn, count: int) -> tuple[float, ...]:
    """Starting parameters; those of larger networks are short, so that a link holds them all."""
    number = st.integers(-800, 800).map(lambda hundredths: hundredths / 100)
    if count <= LINK_FRIENDLY_PARAMETERS:
        number |= st.floats(-8, 8)
    return tuple(draw(st.lists(number, min_size=count, max_size=count)))


@st.composite
def configs(draw: DrawFn) -> RunConfig:
    """Small configs: every data set, activation and initialisation; few points and units."""
    hidden = tuple(draw(st.lists(whole(settings.UNITS, most=5), max_size=3)))
    activation = st.sampled_from(list(settings.ACTIVATION.choices))
    initialization = draw(st.sampled_from(list(settings.INITIALIZATION.choices)))
    count = parameter_count((2, *hidden, 1))
    return RunConfig(
        dataset=draw(st.sampled_from(list(settings.DATA.choices))),
        data_seed=draw(whole(settings.DATA_SEED)),
        noise=draw(st.floats(settings.NOISE.minimum, settings.NOISE.maximum)),
        n_train=draw(whole(settings.TRAINING_POINTS, most=12)),
        n_test=draw(whole(settings.TEST_POINTS, most=4)),
        hidden=hidden,
        activations=tuple(draw(activation) for _ in hidden),
        initialization=initialization,
        given=draw(given_parameters(count)) if initialization == "given" else (),
        seed=draw(whole(settings.SEED)),
        learning_rate=draw(rates()),
    )


@st.composite
def changes(draw: DrawFn, *, latest: int = 20, most: int = 4) -> tuple[Event, ...]:
    """Changes of the learning rate at steps 1 to `latest`, in order; none at all is common."""
    steps = draw(st.lists(st.integers(1, latest), max_size=most, unique=True))
    return tuple(Event(step, "lr", draw(rates())) for step in sorted(steps))
