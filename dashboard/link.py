"""How does a run fit into an address? Every setting under its key, defaults left out.

``v=1`` comes first, then ``data data_seed noise n test dims act init given seed lr speed step fp
play``. ``dims=4-2`` and ``act=tanh-relu`` list layers, ``dims=0`` is none; ``lr=0.5,120:1.3`` is
0.5 from the start and 1.3 from step 120; ``given`` lists W1 row by row, b1, W2, ... Unknown keys
are ignored; a bad value takes the nearest legal one, and a sentence says which.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import quote

from dashboard import settings
from dashboard.config import Event, RunConfig, parameter_count
from dashboard.run import Run
from dashboard.settings import Choice, Number

FINGERPRINT_LENGTH = 8
DEFAULT = RunConfig()
"""What a link leaves out."""


@dataclass(frozen=True)
class Address:
    """What a link says.

    Parameters
    ----------
    config : RunConfig
    events : tuple of Event
    step : int
        Where the cursor stands.
    is_playing : bool
    speed : int
        Steps a frame.
    fingerprint : str
        What the run's fingerprint was at `step`, where the link was made; may be empty.
    problems : tuple of str
        One sentence for each value that was not legal.
    """

    config: RunConfig = field(default_factory=RunConfig)
    events: tuple[Event, ...] = ()
    step: int = 0
    is_playing: bool = False
    speed: int = int(settings.SPEED.default)
    fingerprint: str = ""
    problems: tuple[str, ...] = ()


def number_text(value: float) -> str:
    """Write a number as shortly as it can be read back exactly.

    Examples
    --------
    >>> number_text(1.0), number_text(0.0001), number_text(0.1)
    ('1', '0.0001', '0.1')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def encode(
    run: Run, *, is_playing: bool = False, speed: int = int(settings.SPEED.default), stamp: str = ""
) -> dict[str, str]:
    """Write a run as query parameters.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.
    is_playing : bool
        Whether the link starts playing at once.
    speed : int
        Steps a frame.
    stamp : str
        The run's fingerprint, to be compared where the link is opened; empty to leave it out.

    Returns
    -------
    parameters : dict of str to str
        In the order of the grammar, defaults left out.
    """
    config, default = run.config, DEFAULT
    activations = set(config.activations)
    rates = [number_text(config.learning_rate)]
    rates += [f"{event.step}:{number_text(event.value)}" for event in run.events]
    written = {
        "data": (config.dataset, default.dataset),
        "data_seed": (str(config.data_seed), str(default.data_seed)),
        "noise": (number_text(config.noise), number_text(default.noise)),
        "n": (str(config.n_train), str(default.n_train)),
        "test": (str(config.n_test), str(default.n_test)),
        "dims": (_dims_text(config.hidden), _dims_text(default.hidden)),
        "act": (
            config.activations[0] if len(activations) == 1 else "-".join(config.activations),
            settings.ACTIVATION.default if activations else "",
        ),
        "init": (config.initialization, default.initialization),
        "given": (",".join(repr(float(value)) for value in config.given), ""),
        "seed": (str(config.seed), str(default.seed)),
        "lr": (",".join(rates), number_text(default.learning_rate)),
        "speed": (str(speed), str(int(settings.SPEED.default))),
        "step": (str(run.step), "0"),
        "fp": (stamp if run.step else "", ""),
        "play": ("1" if is_playing else "", ""),
    }
    parameters = {key: text for key, (text, left_out) in written.items() if text != left_out}
    return {"v": str(settings.LINK_VERSION)} | parameters


def query_string(parameters: Mapping[str, str]) -> str:
    """Write query parameters as they stand in an address.

    Examples
    --------
    >>> query_string({"v": "1", "lr": "0.5,120:1.3"})
    'v=1&lr=0.5,120:1.3'
    """
    return "&".join(
        f"{key}={quote(text, safe=',:-.', errors='replace')}" for key, text in parameters.items()
    )


def decode(parameters: Mapping[str, str], *, longest: int = settings.MAX_LINK_LENGTH) -> Address:
    """Read a run from query parameters.

    Parameters
    ----------
    parameters : mapping of str to str
        Of any content, in any order.
    longest : int
        Characters that are read; a longer link opens the default run.

    Returns
    -------
    address : Address
        Always legal; `problems` says what was not.
    """
    if len(query_string(parameters)) > longest:
        return Address(
            problems=(
                f"The link is longer than {longest:,} characters, so the default run was opened.",
            )
        )
    problems: list[str] = []
    version = parameters.get("v", str(settings.LINK_VERSION))
    if version != str(settings.LINK_VERSION):
        problems.append(
            f"The link names version {version[:20]!r}; this page reads version "
            f"{settings.LINK_VERSION}, and may have understood it in part."
        )

    def number(row: Number, *, default: float | None = None) -> float:
        fallback = row.default if default is None else default
        return _number(row, parameters.get(row.key), fallback, problems)

    hidden = _hidden(parameters.get(settings.UNITS.key), problems)
    rates, events = _learning_rates(parameters.get(settings.LEARNING_RATE.key), problems)
    initialization = _choice(settings.INITIALIZATION, parameters.get("init"), problems)
    given: tuple[float, ...] = ()
    if initialization == "given":
        layer_dims = (len(settings.FEATURES), *hidden, 1)
        given = _given(parameters.get("given", ""), parameter_count(layer_dims))
        if not given:
            initialization = settings.INITIALIZATION.default
            problems.append(
                f"given: expected {parameter_count(layer_dims)} numbers for layers "
                f"{'-'.join(map(str, layer_dims))}, so {initialization} is used."
            )
    config = RunConfig(
        dataset=_choice(settings.DATA, parameters.get("data"), problems),
        data_seed=int(number(settings.DATA_SEED)),
        noise=number(settings.NOISE),
        n_train=int(number(settings.TRAINING_POINTS)),
        n_test=int(number(settings.TEST_POINTS)),
        hidden=hidden,
        activations=_activations(parameters.get("act"), len(hidden), problems),
        initialization=initialization,
        given=given,
        seed=int(number(settings.SEED)),
        learning_rate=rates,
    )
    stamp = parameters.get("fp", "")
    is_stamp = len(stamp) == FINGERPRINT_LENGTH and set(stamp) <= set("0123456789abcdef")
    return Address(
        config=config,
        events=events,
        step=int(_number(STEP, parameters.get("step"), 0, problems)),
        is_playing=parameters.get("play") == "1",
        speed=int(number(settings.SPEED)),
        fingerprint=stamp if is_stamp else "",
        problems=tuple(problems),
    )


STEP = Number(
    "step",
    "Step",
    "Where the run stands.",
    0,
    0,
    settings.MAX_LINK_STEP,
    1,
    "steps",
    is_whole=True,
)


def _dims_text(hidden: Sequence[int]) -> str:
    return "-".join(map(str, hidden)) or "0"


def _finite(text: str) -> float | None:
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _number(row: Number, text: str | None, default: float, problems: list[str]) -> float:
    if text is None:
        return default
    value = _finite(text)
    if value is None:
        problems.append(
            f"{row.key}: {text[:20]!r} is no number, so {number_text(default)} is used."
        )
        return default
    nearest = row.nearest(value)
    if nearest != value:
        problems.append(
            f"{row.key}: {text[:20]} is not {'a whole number ' if row.is_whole else ''}from "
            f"{number_text(row.minimum)} to {number_text(row.maximum)}, so "
            f"{number_text(nearest)} is used."
        )
    return nearest


def _choice(row: Choice, text: str | None, problems: list[str]) -> str:
    if text is None or text in row.choices:
        return text or row.default
    problems.append(
        f"{row.key}: {text[:20]!r} is none of {', '.join(row.choices)}, so {row.default} is used."
    )
    return row.default


def _hidden(text: str | None, problems: list[str]) -> tuple[int, ...]:
    if text is None:
        return settings.DEFAULT_HIDDEN
    if text == "0":
        return ()
    if not text:
        problems.append(
            "dims: expected hidden layers such as 4-2, or 0 for none, so "
            f"{_dims_text(settings.DEFAULT_HIDDEN)} is used."
        )
        return settings.DEFAULT_HIDDEN
    parts = text.split("-")
    if len(parts) > settings.LAYERS.maximum:
        problems.append(
            f"dims: {len(parts)} hidden layers are more than {settings.LAYERS.maximum:g}, so the "
            f"first {settings.LAYERS.maximum:g} are used."
        )
        parts = parts[: int(settings.LAYERS.maximum)]
    return tuple(
        int(_number(settings.UNITS, part, settings.UNITS.default, problems)) for part in parts
    )


def _activations(text: str | None, n_hidden: int, problems: list[str]) -> tuple[str, ...]:
    default = settings.ACTIVATION.default
    names = [default] if text is None else text.split("-")
    if len(names) == 1:
        names *= n_hidden
    elif len(names) != n_hidden:
        problems.append(
            f"act: {len(names)} activations for {n_hidden} hidden layers, so {default} fills up."
        )
        names = (names + [default] * n_hidden)[:n_hidden]
    return tuple(_choice(settings.ACTIVATION, name, problems) for name in names)


def _learning_rates(text: str | None, problems: list[str]) -> tuple[float, tuple[Event, ...]]:
    row = settings.LEARNING_RATE
    if text is None:
        return row.default, ()
    first, *changes = text.split(",")
    rate = _number(row, first, row.default, problems)
    if len(changes) > settings.MAX_EVENTS:
        problems.append(
            f"lr: {len(changes)} changes are more than {settings.MAX_EVENTS}, so the first "
            f"{settings.MAX_EVENTS} are used."
        )
    events: list[Event] = []
    in_force = rate
    for change in changes[: settings.MAX_EVENTS]:
        step_text, _, value_text = change.partition(":")
        step, value = _finite(step_text), _finite(value_text)
        earliest = events[-1].step + 1 if events else 1
        if (
            step is None
            or value is None
            or not earliest <= step <= settings.MAX_EVENT_STEP
            or step % 1
        ):
            problems.append(
                f"lr: {change[:20]!r} is no change like 120:1.3 at a step after the one before, "
                "so it is left out."
            )
            continue
        value = _number(row, value_text, in_force, problems)
        if value != in_force:
            events.append(Event(int(step), "lr", value))
            in_force = value
    return rate, tuple(events)


def _given(text: str, expected: int) -> tuple[float, ...]:
    values = [_finite(part) for part in text.split(",")] if text else []
    if len(values) != expected:
        return ()
    finite = tuple(value for value in values if value is not None)
    return finite if len(finite) == expected else ()
