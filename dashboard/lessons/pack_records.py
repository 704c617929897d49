"""What must a lesson's file hold? A record for the lesson, and one for each kind of step."""

from typing import Any, cast

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

MAX_TEXT = 5_000
MAX_WORDS = 300
"""Characters of a title, an option or a hint."""

KEEP = (
    *("data", "own", "classes", "data_seed", "noise", "n", "test", "features", "dims", "act"),
    *("init", "given", "seed", "cost", "lr", "opt", "beta1", "beta2", "batch", "l1", "l2"),
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
        check_step(step, path)
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
        "claims": CLAIMS,
    },
    others=("format", "version"),
)


def check_step(step: Step, path: str) -> None:
    """Hold a step to what its fields must be together.

    Parameters
    ----------
    step : Step
        Whose fields are sound, each by itself.
    path : str
        Where it stands in the file.

    Raises
    ------
    ValueError
        The message names the field.
    """
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
