"""How does a run fit into an address? Every setting under its key, defaults left out.

``v=1`` comes first, then ``data own classes data_seed noise n test features dims act init given
seed cost lr opt beta1 beta2 batch l1 l2 freeze edit stop hide only tree speed step fp play``.
``dims=4-2`` and ``act=tanh-relu`` list layers, ``dims=0`` is none; ``features=x1-x1x2`` lists
features; ``lr=0.5,120:1.3`` is 0.5 from the start and 1.3 from step 120, and so for each setting
up to ``l2``; ``freeze=0:unit1.2,80:unit1.2:0`` freezes a unit and lets it go again;
``edit=120:W1.0.1:0.5`` gives a weight a value; ``given`` lists W1 row by row, b1, W2, ...;
``hide=data-lr`` leaves controls out of the page, ``only=lr`` all the others; ``tree`` are a run's
other futures, as `branches` writes them. Unknown keys are
ignored; a bad value takes the nearest legal one, and a sentence says which.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote

from dashboard import settings
from dashboard.config import RULE_FIELDS, RULES, Event, RunConfig, parameter_count
from dashboard.drawn_data import decode_drawn, encode_drawn
from dashboard.features import FEATURES
from dashboard.own_data import OwnData, recall, remember
from dashboard.run import Run
from dashboard.schedule import check_event, is_same_change, settle
from dashboard.settings import Choice, Number
from dashboard.stopping import StopWhen

FINGERPRINT_LENGTH = 8
MOST_DRAWN_CHARACTERS = 1_200
"""Of drawn points whose text is longer, a link names the digest only."""
DIGEST = re.compile(r"[0-9a-f]{16}")
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
    stop_when : StopWhen or None
        What the run is to stop at by itself.
    wanted : str
        Digest of own data that the link names and this process does not have; `config` is then
        of other data.
    hidden : frozenset of str
        Names of `settings.CONTROLS` that the page leaves out.
    tree : str
        Other futures of the run, for `branches.read_tree`.
    """

    config: RunConfig = field(default_factory=RunConfig)
    events: tuple[Event, ...] = ()
    step: int = 0
    is_playing: bool = False
    speed: int = int(settings.SPEED.default)
    fingerprint: str = ""
    problems: tuple[str, ...] = ()
    stop_when: StopWhen | None = None
    wanted: str = ""
    hidden: frozenset[str] = frozenset()
    tree: str = ""


def number_text(value: float) -> str:
    """Write a number as shortly as it can be read back exactly.

    Examples
    --------
    >>> number_text(1.0), number_text(0.0001), number_text(0.1)
    ('1', '0.0001', '0.1')
    """
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(float(value))


def encode(
    run: Run,
    *,
    is_playing: bool = False,
    speed: int = int(settings.SPEED.default),
    stamp: str = "",
    stop_when: StopWhen | None = None,
    hidden: Collection[str] = (),
    tree: str = "",
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
    stop_when : StopWhen, optional
        What the run is to stop at by itself.
    hidden : collection of str
        What the page leaves out.
    tree : str
        Other futures of the run, as `branches.write_tree` writes them.

    Returns
    -------
    parameters : dict of str to str
        In the order of the grammar, defaults left out.
    """
    config, default = run.config, DEFAULT
    activations = set(config.activations)
    written = {
        "data": (config.dataset, default.dataset),
        "own": (_own_text(config.own) if config.own else "", ""),
        "classes": (str(config.n_classes), str(default.n_classes)),
        "data_seed": (str(config.data_seed), str(default.data_seed)),
        "noise": (number_text(config.noise), number_text(default.noise)),
        "n": (str(config.n_train), str(default.n_train)),
        "test": (str(config.n_test), str(default.n_test)),
        "features": (_features_text(config.features), _features_text(default.features)),
        "dims": (_dims_text(config.hidden), _dims_text(default.hidden)),
        "act": (
            config.activations[0] if len(activations) == 1 else "-".join(config.activations),
            settings.ACTIVATION.default if activations else "",
        ),
        "init": (config.initialization, default.initialization),
        "given": (",".join(repr(float(value)) for value in config.given), ""),
        "seed": (str(config.seed), str(default.seed)),
        "cost": (config.cost, default.cost),
        **{
            kind: (
                _changes_text(getattr(config, name), kind, run.events),
                _value_text(getattr(default, name)),
            )
            for kind, name in RULE_FIELDS.items()
        },
        "freeze": (_by_hand_text("freeze", run.events), ""),
        "edit": (_by_hand_text("edit", run.events), ""),
        "stop": (f"{stop_when.kind}:{number_text(stop_when.value)}" if stop_when else "", ""),
        **_controls_text(hidden),
        "tree": (tree, ""),
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
    events: list[Event] = []
    rules: dict[str, Any] = {}
    for kind, name in RULE_FIELDS.items():
        rules[name], changes = _changes(kind, parameters.get(kind), problems)
        events += changes
    dataset, own, wanted = _data(parameters, problems)
    config = RunConfig(
        dataset=dataset,
        own=own,
        n_classes=int(number(settings.CLASSES)),
        data_seed=int(number(settings.DATA_SEED)),
        noise=number(settings.NOISE),
        n_train=int(number(settings.TRAINING_POINTS)),
        n_test=int(number(settings.TEST_POINTS)),
        features=_features(parameters.get("features"), problems),
        hidden=hidden,
        activations=_activations(parameters.get("act"), len(hidden), problems),
        seed=int(number(settings.SEED)),
        cost=_choice(settings.COST, parameters.get("cost"), problems),
        **rules,
    )
    initialization = _choice(settings.INITIALIZATION, parameters.get("init"), problems)
    given: tuple[float, ...] = ()
    if initialization == "given":
        layer_dims = config.layer_dims
        given = _given(parameters.get("given", ""), parameter_count(layer_dims))
        if not given:
            initialization = settings.INITIALIZATION.default
            problems.append(
                f"given: expected {parameter_count(layer_dims)} numbers for layers "
                f"{'-'.join(map(str, layer_dims))}, so {initialization} is used."
            )
    config = replace(config, initialization=initialization, given=given)
    events += _by_hand("freeze", parameters.get("freeze"), config, problems)
    events += _by_hand("edit", parameters.get("edit"), config, problems)
    if len(events) > settings.MAX_EVENTS:
        problems.append(
            f"The link has {len(events)} changes, more than {settings.MAX_EVENTS}, so the first "
            f"{settings.MAX_EVENTS} are used."
        )
        events = sorted(events)[: settings.MAX_EVENTS]
    stamp = parameters.get("fp", "")
    is_stamp = len(stamp) == FINGERPRINT_LENGTH and set(stamp) <= set("0123456789abcdef")
    return Address(
        config=config,
        events=settle(config, events),
        step=int(_number(STEP, parameters.get("step"), 0, problems)),
        is_playing=parameters.get("play") == "1",
        speed=int(number(settings.SPEED)),
        fingerprint=stamp if is_stamp else "",
        stop_when=_stop_when(parameters.get("stop"), problems),
        wanted=wanted,
        hidden=_hidden_controls(parameters, problems),
        tree=parameters.get("tree", ""),
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


def _controls_text(hidden: Collection[str]) -> dict[str, tuple[str, str]]:
    """Write what is left out or, if that is more, what is left."""
    shown = [name for name in settings.CONTROLS if name not in hidden]
    left_out = [name for name in settings.CONTROLS if name in hidden]
    if len(left_out) > len(shown):
        return {"only": ("-".join(shown) or "play", "")}
    return {"hide": ("-".join(left_out), "")}


def _hidden_controls(parameters: Mapping[str, str], problems: list[str]) -> frozenset[str]:
    hidden: set[str] = set()
    for key in ("hide", "only"):
        names = set(parameters.get(key, "").split("-")) - {""}
        known = names & set(settings.CONTROLS)
        unknown = sorted(names - known - {"play"})
        if unknown:
            problems.append(
                f"{key}: {unknown[0][:20]!r} is none of {', '.join(settings.CONTROLS)}, so it is "
                "left out."
            )
        if key == "hide":
            hidden |= known
        elif names:
            hidden |= set(settings.CONTROLS) - known
    return frozenset(hidden)


def _own_text(own: OwnData) -> str:
    """Write drawn points that are few, or else what the browser keeps the data under."""
    text = encode_drawn(own) if own.is_drawn else ""
    return text if 0 < len(text) <= MOST_DRAWN_CHARACTERS else own.digest


def _data(parameters: Mapping[str, str], problems: list[str]) -> tuple[str, OwnData | None, str]:
    """Read which data set it is, the own data, and the digest of those that are not at hand."""
    if parameters.get("data") != settings.OWN_DATA:
        return _choice(settings.DATA, parameters.get("data"), problems), None, ""
    text = parameters.get("own", "")
    if DIGEST.fullmatch(text):
        own = recall(text)
        return (settings.DATA.default, None, text) if own is None else ("own", own, "")
    try:
        return settings.OWN_DATA, remember(decode_drawn(text)), ""
    except ValueError as problem:
        problems.append(f"own: {problem} So {settings.DATA.default} is used.")
        return settings.DATA.default, None, ""


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


def _changes(kind: str, text: str | None, problems: list[str]) -> tuple[Any, list[Event]]:
    """Read a setting's value at step 0, and its changes on the way."""
    row = RULES[kind]
    if text is None:
        return _whole(row, row.default), []
    first, *changes = text.split(",")
    value = _value(row, first, row.default, problems)
    changes = _first(kind, changes, problems)
    events: list[Event] = []
    in_force = value
    example = "120:adam" if isinstance(row, Choice) else "120:1.3"
    for change in changes:
        step_text, _, value_text = change.partition(":")
        step = _finite(step_text)
        is_value = isinstance(row, Choice) or _finite(value_text) is not None
        earliest = events[-1].step + 1 if events else 1
        if (
            step is None
            or not is_value
            or not earliest <= step <= settings.MAX_EVENT_STEP
            or step % 1
        ):
            problems.append(
                f"{kind}: {change[:20]!r} is no change like {example} at a step after the one "
                "before, so it is left out."
            )
            continue
        following = _value(row, value_text, in_force, problems)
        if following != in_force:
            events.append(Event(int(step), kind, following))
            in_force = following
    return value, events


def _first(kind: str, changes: list[str], problems: list[str]) -> list[str]:
    """Take as many changes as a run may hold."""
    if len(changes) > settings.MAX_EVENTS:
        problems.append(
            f"{kind}: {len(changes)} changes are more than {settings.MAX_EVENTS}, so the first "
            f"{settings.MAX_EVENTS} are used."
        )
    return changes[: settings.MAX_EVENTS]


def _value(row: Number | Choice, text: str, default: Any, problems: list[str]) -> float | str:
    if isinstance(row, Choice):
        return _choice(row, text, problems)
    return _whole(row, _number(row, text, default, problems))


def _whole(row: Number | Choice, value: float | str) -> float | str:
    is_count = isinstance(row, Number) and row.is_whole
    return int(value) if is_count else value


def _by_hand(kind: str, text: str | None, config: RunConfig, problems: list[str]) -> list[Event]:
    """Read what was edited or frozen by hand."""
    events: list[Event] = []
    for change in _first(kind, text.split(","), problems) if text else []:
        step_text, _, rest = change.partition(":")
        target, _, value_text = rest.partition(":")
        step, value = _finite(step_text), _finite(value_text or "1" * (kind == "freeze"))
        try:
            if step is None or step % 1 or value is None:
                raise ValueError
            event = Event(int(step), kind, value, target)
            check_event(config, event)
            if any(is_same_change(event, known) for known in events):
                raise ValueError
        except ValueError:
            example = "120:W1.0.1:0.5" if kind == "edit" else "120:unit1.0"
            problems.append(
                f"{kind}: {change[:30]!r} is none like {example} for this network, so it is left "
                "out."
            )
            continue
        events.append(event)
    return events


def _changes_text(value: float | str, kind: str, events: Sequence[Event]) -> str:
    changes = [f"{event.step}:{_value_text(event.value)}" for event in events if event.kind == kind]
    return ",".join([_value_text(value), *changes])


def _by_hand_text(kind: str, events: Sequence[Event]) -> str:
    return ",".join(
        f"{event.step}:{event.target}"
        + ("" if kind == "freeze" and event.value else f":{_value_text(event.value)}")
        for event in events
        if event.kind == kind
    )


def _value_text(value: float | str) -> str:
    return value if isinstance(value, str) else number_text(value)


def _features_text(names: Sequence[str]) -> str:
    return "-".join(FEATURES[name].code for name in names)


def _features(text: str | None, problems: list[str]) -> tuple[str, ...]:
    if text is None:
        return settings.DEFAULT_FEATURES
    codes = {feature.code: name for name, feature in FEATURES.items()}
    wanted = text.split("-")
    unknown = [code for code in wanted if code not in codes]
    chosen = tuple(name for code, name in codes.items() if code in wanted)
    if unknown or not chosen:
        used = _features_text(chosen or settings.DEFAULT_FEATURES)
        problems.append(
            f"features: {(unknown or [text])[0][:20]!r} is none of {', '.join(codes)}, so {used} "
            "is used."
        )
    return chosen or settings.DEFAULT_FEATURES


def _stop_when(text: str | None, problems: list[str]) -> StopWhen | None:
    if not text:
        return None
    kind, _, value_text = text.partition(":")
    row, value = settings.STOPS.get(kind), _finite(value_text)
    if row is None or value is None:
        problems.append(
            f"stop: {text[:20]!r} is none like cost:0.1, score:0.95 or step:500, so the run does "
            "not stop by itself."
        )
        return None
    return StopWhen(kind, _number(row, value_text, row.default, problems))


def _given(text: str, expected: int) -> tuple[float, ...]:
    values = [_finite(part) for part in text.split(",")] if text else []
    if len(values) != expected:
        return ()
    finite = tuple(value for value in values if value is not None)
    return finite if len(finite) == expected else ()
