"""Which rule makes a run's next update, and of which training points? A function of the step.

A `Schedule` reads a run's settings and events once. Between two events one `Rule` holds; where
an event changes it, at that step, the next one begins.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from dashboard import settings
from dashboard.config import (
    RULE_FIELDS,
    Event,
    RunConfig,
    check_rule,
    parameter_names,
    parameter_shapes,
    plain_value,
)
from network import Frozen, epoch_and_start

TARGET = re.compile(
    r"(?P<name>[Wb][1-9])\.(?P<row>0|[1-9]\d?)(\.(?P<column>0|[1-9]\d?))?"
    r"|unit(?P<layer>[1-9])\.(?P<unit>0|[1-9]\d?)|layer(?P<whole>[1-9])",
    re.ASCII,
)
"""How an edit or a freeze names what it changes: each thing has one name."""


class Rule(NamedTuple):
    """What governs the updates from step `since` on.

    ``epoch`` and ``offset`` say where in its passes over the training points the run then stands;
    ``frozen`` which parameters are not updated, None if all are.
    """

    learning_rate: float
    optimizer: str
    beta1: float
    beta2: float
    batch_size: int
    l1: float
    l2: float
    frozen: Frozen | None
    since: int
    epoch: int
    offset: int


def places(target: str, layer_dims: Sequence[int]) -> list[tuple[str, int, int]]:
    """Find the parameters that a target names.

    Parameters
    ----------
    target : str
        As in an `Event`.
    layer_dims : sequence of int
        Units of every layer, features first.

    Returns
    -------
    places : list of (str, int, int)
        Name, row and column of each parameter.

    Raises
    ------
    ValueError
        If the network has no such parameter.

    Examples
    --------
    >>> places("W1.0.1", (2, 4, 1)), places("unit2.0", (2, 1, 1))
    ([('W1', 0, 1)], [('W2', 0, 0), ('b2', 0, 0)])
    """
    found = TARGET.fullmatch(target)
    shapes = parameter_shapes(layer_dims)
    part = found.groupdict() if found else {}
    if part.get("name"):
        name, row, column = part["name"], int(part["row"]), int(part["column"] or 0)
        n_rows, n_columns = shapes.get(name, (0, 0))
        fits = row < n_rows and column < n_columns
        if fits and (name[0] == "W") == (part["column"] is not None):
            return [(name, row, column)]
    layer = int(part.get("layer") or part.get("whole") or 0)
    if 1 <= layer < len(layer_dims):
        rows = range(layer_dims[layer]) if part["whole"] else [int(part["unit"])]
        names = [name for name in (f"W{layer}", f"b{layer}") if max(rows) < shapes[name][0]]
        if names:
            return [
                (name, row, column)
                for row in rows
                for name in names
                for column in range(shapes[name][1])
            ]
    raise ValueError(f"event: expected a parameter of this network, got {target!r}")


def check_event(config: RunConfig, event: Event) -> None:
    """Raise ``ValueError`` unless an event is legal in a run of these settings."""
    if event.kind in ("edit", "freeze"):
        named = places(event.target, config.layer_dims)
        if isinstance(event.value, str):
            raise ValueError(f"{event.kind}: expected a number, got {event.value!r}")
        if event.kind == "freeze" and event.value not in (0.0, 1.0):
            raise ValueError(f"freeze: expected 1 or 0, got {event.value!r}")
        if event.kind == "edit" and (
            len(named) != 1 or not abs(event.value) <= settings.LARGEST_EDIT
        ):
            raise ValueError(
                f"edit: expected one parameter and a value within ±{settings.LARGEST_EDIT:,.0f}, "
                f"got {event.target} = {event.value!r}"
            )
        earliest = 0
    else:
        check_rule(event.kind, event.value)
        earliest = 1
    if not earliest <= event.step <= settings.MAX_EVENT_STEP:
        raise ValueError(f"event: expected a step from {earliest} on, got {event.step}")


KINDS = (*RULE_FIELDS, "freeze", "edit")
BREADTHS = ("l", "u", "W", "b")
"""First letters of targets, in the order in which changes of one step count: a part after all."""


def settle(config: RunConfig, events: Sequence[Event]) -> tuple[Event, ...]:
    """Bring events into their one order, without those that change nothing.

    Parameters
    ----------
    config : RunConfig
        The settings at step 0.
    events : sequence of Event
        In any order.

    Returns
    -------
    events : tuple of Event

    Raises
    ------
    ValueError
        If an event is not legal, comes twice at a step, or there are too many.
    """
    kept: list[Event] = []
    in_force = {kind: getattr(config, name) for kind, name in RULE_FIELDS.items()}
    for event in sorted(events, key=_place_in_order):
        check_event(config, event)
        event = event._replace(value=plain_value(event.kind, event.value))
        if kept and is_same_change(kept[-1], event):
            raise ValueError(f"event: expected each change once at a step, got {event} twice")
        if event.kind in RULE_FIELDS:
            if event.value == in_force[event.kind]:
                continue
            in_force[event.kind] = event.value
        kept.append(event)
    if len(kept) > settings.MAX_EVENTS:
        raise ValueError(f"event: expected at most {settings.MAX_EVENTS} changes in one run")
    return tuple(kept)


def is_same_change(one: Event, other: Event) -> bool:
    """Whether two events change the same at the same step, so that only one can count."""
    return (one.step, one.kind, one.target) == (other.step, other.kind, other.target)


def _place_in_order(event: Event) -> tuple[int, int, int, str]:
    kind = KINDS.index(event.kind) if event.kind in KINDS else len(KINDS)
    breadth = BREADTHS.index(event.target[0]) if event.target[:1] in BREADTHS else 0
    return event.step, kind, breadth if event.target else 0, event.target


@dataclass(frozen=True, eq=False)
class Schedule:
    """The rules of a run, newest first, and what happens at once at some steps.

    Parameters
    ----------
    rules : tuple of Rule
        The newest first: whoever trains on asks for what comes after all of them.
    arrivals : dict of int to tuple of Event
        Edits, and changes of the optimizer, by their step.
    n_train : int
        Training points.
    seed : int
        Of the shuffling.
    """

    rules: tuple[Rule, ...]
    arrivals: dict[int, tuple[Event, ...]]
    n_train: int
    seed: int

    def at(self, step: int) -> Rule:
        """Return the rule of the update from `step` to `step` + 1."""
        for rule in self.rules:
            if rule.since <= step:
                return rule
        return self.rules[-1]

    def position(self, step: int) -> tuple[int, int]:
        """Return the epoch that a step belongs to, and how many of its points came before."""
        return _position(self.at(step), step, self.n_train)

    @property
    def has_batches(self) -> bool:
        """Whether any step uses only some of the training points."""
        return any(0 < rule.batch_size < self.n_train for rule in self.rules)

    @property
    def has_penalty(self) -> bool:
        """Whether the weights ever have a price."""
        return any(rule.l1 or rule.l2 for rule in self.rules)


def schedule_of(config: RunConfig, events: Sequence[Event], n_train: int) -> Schedule:
    """Read the rules from settings and events.

    Parameters
    ----------
    config : RunConfig
        The settings at step 0.
    events : sequence of Event
        In the order of their steps; each legal, see `check_event`.
    n_train : int
        Training points.

    Returns
    -------
    schedule : Schedule
    """
    values = {name: getattr(config, name) for name in RULE_FIELDS.values()}
    rules = [Rule(**values, frozen=None, since=0, epoch=0, offset=0)]
    arrivals: dict[int, tuple[Event, ...]] = {}
    for event in events:
        rule = rules[0]
        if event.kind == "edit" or event.kind == "opt":
            arrivals[event.step] = (*arrivals.get(event.step, ()), event)
        if event.kind == "edit":
            continue
        if event.kind == "freeze":
            frozen = _frozen(config, rule.frozen, event)
            changed = rule._replace(frozen=frozen, since=event.step)
        else:
            changed = rule._replace(**{RULE_FIELDS[event.kind]: event.value}, since=event.step)
        epoch, offset = _position(rule, event.step, n_train)
        if offset and not 0 < changed.batch_size < n_train:
            epoch, offset = epoch + 1, 0  # all points at once: the pass that was begun is left
        rules.insert(0, changed._replace(epoch=epoch, offset=offset))
    return Schedule(tuple(rules), arrivals, n_train, config.seed)


def _position(rule: Rule, step: int, m: int) -> tuple[int, int]:
    steps, size = step - rule.since, rule.batch_size
    if not 0 < size < m:
        return rule.epoch + steps, 0
    remaining = -(-(m - rule.offset) // size)
    if steps < remaining:
        return rule.epoch, rule.offset + steps * size
    epoch, offset = epoch_and_start(steps - remaining, m, size)
    return rule.epoch + 1 + epoch, offset


def _frozen(config: RunConfig, before: Frozen | None, event: Event) -> Frozen | None:
    shapes = parameter_shapes(config.layer_dims)
    frozen = {
        name: before[name].copy() if before else np.zeros(shapes[name], dtype=np.bool_)
        for name in parameter_names(len(config.layer_dims) - 1)
    }
    for name, row, column in places(event.target, config.layer_dims):
        frozen[name][row, column] = bool(event.value)
    return frozen if any(mask.any() for mask in frozen.values()) else None
