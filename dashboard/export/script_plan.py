"""What must a script know of its run? What was in force on the way to its step, and no more."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from dashboard.export.script_parts import SLOPES
from dashboard.run import Run
from dashboard.schedule import TARGET, Rule, places
from network import OPTIMIZERS

ANY_NUMBER = ("learning_rate", "beta1", "beta2", "l1", "l2")


class Plan(NamedTuple):
    """What the updates of a run need.

    Parameters
    ----------
    optimizers : list of str
        Keys of `OPTIMIZERS`, in the order of their first use.
    settings : dict of str to dict of int to value
        What each setting that matters is, from which step on; the optimizer is not among them.
    turns : dict of int to str
        From which step on which optimizer counts.
    edits, freezes : dict of int to list of str
        What is done by hand, by step: Python tuples.
    """

    optimizers: list[str]
    settings: dict[str, dict[int, float]]
    turns: dict[int, str]
    edits: dict[int, list[str]]
    freezes: dict[int, list[str]]

    @property
    def remembers(self) -> bool:
        """Whether any optimizer has a memory."""
        return self.optimizers != ["gradient-descent"]

    def names(self, *wanted: str) -> list[str]:
        """Return those of the wanted settings that matter."""
        return [name for name in wanted if name in self.settings]

    @property
    def has_common_update(self) -> bool:
        """Whether one function does for all optimizers: two with a memory would be too long."""
        return len(set(self.optimizers) - {"gradient-descent"}) > 1

    @property
    def changing(self) -> list[str]:
        """The settings that are changed on the way."""
        return [name for name, values in self.settings.items() if len(values) > 1]

    @property
    def arguments(self) -> list[str]:
        """The settings that `train` is told; of several that change, the first change tells."""
        together = self.changing if len(self.changing) > 1 else []
        return [name for name in self.settings if name not in together]


def plan_of(run: Run) -> Plan:
    """Find out what was in force on the way to a run's step, and what was done by hand.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    plan : Plan
    """
    m, schedule = run.schedule.n_train, run.schedule
    # Of several rules that begin at one step the newest counts: it comes last.
    in_force = {rule.since: rule for rule in reversed(schedule.rules) if rule.since < run.step}
    in_force = in_force or {0: schedule.at(0)}
    turns = _steps_of_change(in_force, "optimizer")
    optimizers = list(dict.fromkeys(turns.values()))
    betas = [beta for kind in optimizers for beta in OPTIMIZERS[kind].betas]
    settings = {"learning_rate": _steps_of_change(in_force, "learning_rate")}
    settings |= {beta: _steps_of_change(in_force, beta) for beta in sorted(set(betas))}
    prices = {price: _steps_of_change(in_force, price) for price in SLOPES}
    settings |= {price: values for price, values in prices.items() if any(values.values())}
    sizes = {
        step: rule._replace(batch_size=int(rule.batch_size) if 0 < rule.batch_size < m else m)
        for step, rule in in_force.items()
    }
    if any(rule.batch_size < m for rule in sizes.values()):
        settings["batch_size"] = _steps_of_change(sizes, "batch_size")
    edits: dict[int, list[str]] = {}
    freezes: dict[int, list[str]] = {}
    for event in run.events:
        if event.kind == "edit" and event.step <= run.step:
            (place,) = places(event.target, run.config.layer_dims)
            edits.setdefault(event.step, []).append(repr((*place, float(event.value))))
        if event.kind == "freeze" and event.step < run.step:
            freezes.setdefault(event.step, []).extend(
                f"({name!r}, {place}, {bool(event.value)})" for name, place in _frozen(event.target)
            )
    return Plan(optimizers, settings, turns, edits, freezes)


def _steps_of_change(in_force: Mapping[int, Rule], name: str) -> dict[int, Any]:
    """Tell from which step on a setting has which value, beginning with step 0."""
    values: dict[int, Any] = {}
    for step, rule in in_force.items():
        value = getattr(rule, name)
        if not values or value != values[next(reversed(values))]:
            values[step] = float(value) if name in ANY_NUMBER else value
    return values


def _frozen(target: str) -> list[tuple[str, str]]:
    """Name the arrays that a freeze holds, and the place in each as Python writes it."""
    found = TARGET.fullmatch(target)
    part = found.groupdict() if found else {}
    if part.get("name"):
        row, column = int(part["row"]), int(part["column"] or 0)
        return [(part["name"], f"({row}, {column})")]
    layer = int(part.get("layer") or part.get("whole") or 0)
    place = str(int(part["unit"])) if part.get("unit") else "..."
    return [(f"W{layer}", place), (f"b{layer}", place)]
