"""Which numbers does a script need? Points, weights, settings and changes, literal or in tables."""

import textwrap
from collections.abc import Mapping
from string import Template
from typing import NamedTuple

from dashboard.export.fitting import WIDTH
from dashboard.export.script_parts import DRAWN_START, FEATURES, GIVEN_START, SCALES
from dashboard.export.script_plan import Plan
from dashboard.run import Run
from dashboard.settings import DEFAULT_FEATURES

LITERAL_CHARACTERS = 400
"""Points and weights whose text is longer lie in a table."""


class Part(NamedTuple):
    """Numbers that the script needs: as literals, or in a table, and the lines that use them."""

    literals: list[str]
    lines: list[str]
    table: tuple[str, str] | None = None


def constants_of(run: Run, plan: Plan) -> tuple[Part, str]:
    """Name the numbers that `train` is told, and write how it is told them."""
    named = {"LAYER_DIMS": str(list(run.config.layer_dims)), "STEPS": str(run.step)}
    told = {name.upper(): repr(plan.settings[name][0]) for name in plan.arguments}
    lines = [_assigned(named), *([_assigned(told)] if told else [])]
    if len(together := _assigned(named | told)) <= WIDTH:
        lines = [together]
    elif told and len(lines[1]) > WIDTH:
        literal = _wrapped(f"SETTINGS = [{', '.join(told.values())}]")
        return Part(literal, lines[:1]), "LAYER_DIMS, STEPS, *SETTINGS"
    return Part([], lines), ", ".join(named | told)


def _assigned(values: Mapping[str, str]) -> str:
    return f"{', '.join(values)} = {', '.join(values.values())}"


def beginning_of(run: Run) -> tuple[Part, str]:
    """Give the starting parameters, and the function that makes them."""
    config = run.config
    if config.initialization != "given":
        scale = SCALES[config.initialization]
        return Part([], []), Template(DRAWN_START).substitute(seed=config.seed, scale=scale)
    numbers = list(map(float, config.given))
    lines = _wrapped(f"GIVEN = {numbers}")
    if sum(map(len, lines)) <= LITERAL_CHARACTERS:
        return Part(lines, []), Template(GIVEN_START).substitute(source="GIVEN")
    table = ("given.csv", "".join(f"{number!r}\n" for number in numbers))
    source = f'np.loadtxt("{table[0]}")'
    return Part([], [], table), Template(GIVEN_START).substitute(source=source)


def points_of(run: Run) -> Part:
    """Give the training points, laid out in memory as the page has them."""
    data, names = run.data, run.config.features
    # How a matrix lies in memory decides in which order a product of it is summed.
    order = "" if data.points.flags.c_contiguous else ', order="F"'
    X, targets = f"np.array([x1, x2]{order})", data.targets.tolist()
    if names != DEFAULT_FEATURES:
        X = f"np.stack([{', '.join(FEATURES[name] for name in names)}])"
    Y = "np.array([y])"
    if run.config.task == "classes":
        Y = f"(np.arange({run.config.n_outputs})[:, np.newaxis] == y).astype(float)"
        targets = list(map(int, targets))
    both = f"X, Y = {X}, {Y}  # one point a column"
    lines = [both] if len(both) <= WIDTH else [f"X = {X}  # one point a column", f"Y = {Y}"]
    x1, x2 = data.points.tolist()
    literals = [
        line
        for name, values in (("x1", x1), ("x2", x2), ("y", targets))
        for line in _wrapped(f"{name} = {values}")
    ]
    if sum(map(len, literals)) <= LITERAL_CHARACTERS:
        if names != DEFAULT_FEATURES:
            lines = [f"x1, x2 = np.array([x1, x2]{order})", *lines]
        return Part(literals, lines)
    # A sine may be computed in another way where the numbers do not lie side by side.
    read = ").T" if order else ").T.copy()"
    table = f'x1, x2, y = np.loadtxt("points.csv", delimiter=",", skiprows=1{read}'
    rows = "".join(f"{a!r},{b!r},{y!r}\n" for a, b, y in zip(x1, x2, targets, strict=True))
    return Part([], [table, *lines], ("points.csv", f"x1,x2,y\n{rows}"))


def changes(plan: Plan) -> list[str]:
    """Write what changes on the way as literals, by step."""
    now = {name: values[0] for name, values in plan.settings.items()}
    rows: dict[int, object] = {}
    steps = {step for name in plan.changing for step in plan.settings[name]}
    for step in sorted(steps - ({0} if len(plan.changing) == 1 else set())):
        now |= {name: plan.settings[name].get(step, now[name]) for name in now}
        values = tuple(now[name] for name in plan.changing)
        rows[step] = values if len(values) > 1 else now[plan.changing[0]]
    literals: dict[str, Mapping[int, object]] = {
        "CHANGES": rows,
        "EDITS": {step: f"[{', '.join(done)}]" for step, done in plan.edits.items()},
        "FREEZES": {step: f"[{', '.join(done)}]" for step, done in plan.freezes.items()},
    }
    if plan.has_common_update:
        literals["OPTIMIZERS"] = turns(plan)
    return [line for name, steps in literals.items() for line in by_step(name, steps)]


def turns(plan: Plan) -> dict[int, str]:
    """Name the optimizers of a run that has several: functions, or names where one does it all."""
    named = repr if plan.has_common_update else name_of
    several = plan.turns if len(plan.turns) > 1 else {}
    return {step: f"({named(kind)}, {{}})" for step, kind in several.items()}


def by_step(name: str, steps: Mapping[int, object]) -> list[str]:
    """Write a dictionary of steps, if there are any."""
    written = ", ".join(f"{step}: {value}" for step, value in steps.items())
    return _wrapped(f"{name} = {{{written}}}") if steps else []


def name_of(optimizer: str) -> str:
    """Name the function that makes an optimizer's step."""
    return optimizer.replace("-", "_")


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(
        line, WIDTH, subsequent_indent="    ", break_long_words=False, break_on_hyphens=False
    )
