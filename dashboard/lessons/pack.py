"""How does a lesson become a file, and a file a lesson again? One JSON document, nothing more.

`write_pack` writes it, `read_pack` reads it, and `pack_schema` is its published schema. Whatever
is wrong with a file is told in one sentence that names the field.
"""

import json
from dataclasses import fields
from typing import Any, NoReturn, cast

from dashboard import settings
from dashboard.lessons.lesson import (
    FIGURES,
    KINDS,
    Claim,
    Drill,
    Goal,
    Lesson,
    Option,
    Predict,
    Read,
    Step,
    Try,
    Watch,
)
from dashboard.lessons.outcomes import address_of
from dashboard.lessons.pack_fields import (
    Kind,
    Link,
    ListOf,
    Name,
    Number,
    OneOf,
    OrNothing,
    Record,
    Text,
)
from dashboard.lessons.progress import MAX_STEPS
from dashboard.one_step.drills import part_of
from dashboard.run import start
from dashboard.vital_signs import SIGNS

FORMAT = "watch-it-learn lesson"
VERSION = 1
MAX_BYTES = 500_000
MAX_TEXT = 5_000
MAX_WORDS = 300
"""Characters of a title, an option or a hint."""

KEEP = (
    *("data", "own", "classes", "data_seed", "noise", "n", "test", "features", "dims", "act"),
    *("init", "seed", "cost", "lr", "opt", "beta1", "beta2", "batch", "l1", "l2"),
)
"""Keys of a link that a goal may keep."""

UNTIL = Number(0, settings.MAX_LINK_STEP, is_whole=True)
BODY = Text(MAX_TEXT, has_images=True)
WORDS = Text(MAX_WORDS, least=1)
SIGN = OneOf(tuple(SIGNS))
CONTROLS = OneOf(tuple(settings.CONTROLS))
CLAIM = Record(
    Claim,
    {
        "run": Link(),
        "step": UNTIL,
        "sign": SIGN,
        "low": Number(-1e9, 1e9),
        "high": Number(-1e9, 1e9),
    },
)
GOAL = Record(
    Goal,
    {
        "sign": SIGN,
        "low": Number(-1e9, 1e9),
        "high": Number(-1e9, 1e9),
        "within": UNTIL,
        "most_units": OrNothing(Number(0, 96, is_whole=True)),
        "keep": ListOf(OneOf(KEEP), len(KEEP)),
    },
)
OPTION = Record(Option, {"label": WORDS, "run": Link(is_needed=False), "at": UNTIL})
COMMON: dict[str, Kind] = {
    "title": WORDS,
    "notes": Text(MAX_TEXT),
    "figures": ListOf(OneOf(FIGURES), len(FIGURES)),
}
CLAIMS = ListOf(CLAIM, 20)
SPEED = Number(settings.SPEED.minimum, settings.SPEED.maximum, is_whole=True)
STEPS: dict[str, Record] = {
    name: Record(made, {**kinds, **COMMON}, others=("step",))
    for name, (made, kinds) in cast(
        dict[str, tuple[Any, dict[str, Kind]]],
        {
            "read": (
                Read,
                {"text": BODY, "run": Link(is_needed=False), "at": UNTIL, "claims": CLAIMS},
            ),
            "watch": (
                Watch,
                {
                    "text": BODY,
                    "run": Link(),
                    "until": UNTIL,
                    "watch": Text(MAX_TEXT, least=1),
                    "speed": SPEED,
                    "claims": CLAIMS,
                },
            ),
            "predict": (
                Predict,
                {
                    "question": BODY,
                    "kind": OneOf(KINDS),
                    "run": Link(),
                    "until": UNTIL,
                    "options": ListOf(OPTION, 8),
                    "answer": Number(0, 7, is_whole=True),
                    "tolerance": Number(1, 1_000),
                    "explanation": BODY,
                    "speed": SPEED,
                    "claims": CLAIMS,
                },
            ),
            "try": (
                Try,
                {
                    "text": BODY,
                    "run": Link(),
                    "goal": GOAL,
                    "hints": ListOf(WORDS, 2, least=2),
                    "solution": Link(),
                    "controls": ListOf(CONTROLS, len(settings.CONTROLS)),
                },
            ),
            "drill": (
                Drill,
                {
                    "text": BODY,
                    "run": Link(),
                    "at": UNTIL,
                    "number": Text(20, least=1),
                    "point": OrNothing(Number(0, 4_999, is_whole=True)),
                    "tolerance": Number(0, 1),
                },
            ),
        },
    ).items()
}
"""The kinds of steps, by the name that a file has for them."""


class AnyStep:
    """A step of any kind, which its entry ``step`` names."""

    def read(self, value: object, path: str) -> Step:
        """Return the step."""
        given = cast(dict[str, object], value) if isinstance(value, dict) else {}
        name = OneOf(tuple(STEPS)).read(given.get("step"), f"{path}.step")
        step = cast(Step, STEPS[name].read(value, path))
        _check(step, path)
        return step

    def schema(self) -> dict[str, Any]:
        """Return the schema."""
        kinds: list[dict[str, Any]] = []
        for name, record in STEPS.items():
            schema = record.schema()
            schema["properties"] = {"step": {"const": name}, **schema["properties"]}
            schema["required"] = ["step", *schema["required"]]
            kinds.append(schema)
        return {"oneOf": kinds}


LESSON = Record(
    Lesson,
    {
        "id": Name(),
        "title": WORDS,
        "aim": WORDS,
        "minutes": Number(1, 600, is_whole=True),
        "steps": ListOf(AnyStep(), MAX_STEPS, least=1),
        "go_on": Link(),
        "notes": Text(MAX_TEXT),
        "locked": ListOf(CONTROLS, len(settings.CONTROLS), made=frozenset),
    },
    others=("format", "version"),
)


def write_pack(lesson: Lesson) -> str:
    """Write a lesson as a JSON document.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.

    Returns
    -------
    text : str
        What is as it is by default is left out.
    """
    document = {"format": FORMAT, "version": VERSION, **_plain(lesson)}
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"


def read_pack(content: bytes) -> Lesson:
    """Read a lesson of any origin.

    Parameters
    ----------
    content : bytes
        The whole file.

    Returns
    -------
    lesson : Lesson
        Sound: every run in it can be opened, and every text shown.

    Raises
    ------
    ValueError
        If it is none, or not a sound one; the message is one sentence for a teacher.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(
            f"The file has {len(content) / 1000:,.0f} KB, and a lesson at most "
            f"{MAX_BYTES // 1000} KB."
        )
    try:
        document = json.loads(content.decode("utf-8-sig"), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        raise ValueError("This is not text in UTF-8: a lesson is one JSON file.") from None
    except json.JSONDecodeError as problem:
        raise ValueError(
            f"This is not JSON (line {problem.lineno}, column {problem.colno}): a lesson is what "
            "this page exports as one."
        ) from None
    except RecursionError:
        raise ValueError("This JSON is nested too deeply for a lesson.") from None
    if not isinstance(document, dict) or cast(Any, document.get("format")) != FORMAT:
        raise ValueError(f'format: expected "{FORMAT}", which begins every lesson exported here.')
    if cast(Any, document.get("version")) != VERSION:
        raise ValueError(f"version: expected {VERSION}, got {str(document.get('version'))[:20]}.")
    return cast(Lesson, LESSON.read(document, ""))


def pack_schema() -> dict[str, Any]:
    """Return the JSON schema of such files, as it is published in ``docs/``."""
    schema = LESSON.schema()
    schema["properties"] = {
        "format": {"const": FORMAT},
        "version": {"const": VERSION},
        **schema["properties"],
    }
    schema["required"] = ["format", "version", *schema["required"]]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A lesson of Watch It Learn",
        **schema,
    }


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"The file holds {name}, and a lesson has finite numbers only.")


def _plain(value: Any) -> Any:
    """Write a dataclass as what JSON can hold, without what is as by default."""
    if isinstance(value, tuple):
        return [_plain(item) for item in cast(tuple[Any, ...], value)]
    if isinstance(value, frozenset):
        return sorted(cast(frozenset[str], value))
    if not hasattr(value, "__dataclass_fields__"):
        return value
    names = {record.made: name for name, record in STEPS.items()}
    written: dict[str, Any] = {"step": names[type(value)]} if type(value) in names else {}
    for field in fields(value):
        held = getattr(value, field.name)
        is_default = held == field.default or (field.name == "locked" and not held)
        if not is_default:
            written[field.name] = _plain(held)
    return written


def _check(step: Step, path: str) -> None:
    """Hold a step to what its fields must be together."""
    if isinstance(step, Try) and step.goal.low > step.goal.high:
        raise ValueError(f"{path}.goal.high: expected at least {step.goal.low:g}, its low.")
    if isinstance(step, Drill):
        config = address_of(step.run).config
        try:
            part_of(step.number, config.layer_dims)
        except ValueError as problem:
            raise ValueError(f"{path}.{problem}.") from None
        m = start(config).data.X.shape[1]
        if step.point is not None and step.point >= m:
            raise ValueError(f"{path}.point: expected one from 0 to {m - 1:,}, got {step.point:,}.")
    if not isinstance(step, Predict) or step.kind == "cost":
        return
    if len(step.options) < 2:
        raise ValueError(f"{path}.options: expected 2 to 8 of them, got {len(step.options)}.")
    if step.answer >= len(step.options):
        raise ValueError(
            f"{path}.answer: expected one from 0 to {len(step.options) - 1}, got {step.answer}."
        )
    for index, option in enumerate(step.options):
        if step.kind in ("boundary", "contest") and not option.run:
            raise ValueError(
                f"{path}.options[{index}].run: expected a link, as a {step.kind} is of runs."
            )
