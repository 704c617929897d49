"""How do several runs train side by side? In lockstep: to the same step, or for the same time."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dashboard.history import State
from dashboard.probes import curves, measure
from dashboard.run import Run, rewind_to, train_on
from dashboard.stopping import StopWhen, is_met
from network.training import Step

TARGET = 0.1
"""The training cost whose first step is noted."""

BITE = 50
"""Steps between two looks at the clock, at most."""


@dataclass(frozen=True, eq=False)
class Twin:
    """One of several runs that are compared.

    Parameters
    ----------
    run : Run
        At the step shown.
    reached : int or None
        The first step at which the training cost was at most `TARGET`, once it was.
    looked : int
        The last step up to which that is known.
    seconds : float
        What its training has taken so far.
    trained : int
        How many steps that was.
    """

    run: Run
    reached: int | None = None
    looked: int = -1
    seconds: float = 0.0
    trained: int = 0

    @property
    def last(self) -> int:
        """The furthest step it has reached."""
        return self.run.history.last

    @property
    def seconds_per_step(self) -> float:
        """What a step takes; 0 before the first."""
        return self.seconds / self.trained if self.trained else 0.0


def go_to(twins: Sequence[Twin], step: int, *, seconds: float) -> tuple[Twin, ...]:
    """Bring all twins to one step, or, where time is up, as far towards it as all of them come.

    Parameters
    ----------
    twins : sequence of Twin
        Wherever they stand.
    step : int
        Where they are to stand. A run that ends before stands at its end.
    seconds : float
        How long this may take, give or take a few steps.

    Returns
    -------
    twins : tuple of Twin
        All at one step, but for those that have ended.
    """
    deadline = time.perf_counter() + seconds
    going = tuple(_rewound(twin, step) for twin in twins)
    at = min(one.run.step if not one.run.has_ended else step for one in going)
    going = tuple(_rewound(twin, at) for twin in going)
    while at < step:
        at = min(step, at + BITE)
        going = tuple(_trained(twin, at) for twin in going)
        if time.perf_counter() > deadline:
            break
    return going


def go_on_for(twins: Sequence[Twin], seconds: float) -> tuple[Twin, ...]:
    """Train every twin for the same time: a network that is quicker gets further.

    Parameters
    ----------
    twins : sequence of Twin
        Wherever they stand; each goes on from its last step.
    seconds : float
        How long each trains.

    Returns
    -------
    twins : tuple of Twin
        Each at its last step.
    """
    going: list[Twin] = []
    for twin in twins:
        further = _rewound(twin, twin.last)
        deadline = time.perf_counter() + seconds
        while not further.run.has_ended and time.perf_counter() < deadline:
            further = _trained(further, further.run.step + 1)
        going.append(further)
    return tuple(going)


def _rewound(twin: Twin, step: int) -> Twin:
    """Put a twin at a step, or at the furthest it has reached before it."""
    at = min(step, twin.last)
    return twin if twin.run.step == at else replace(twin, run=rewind_to(twin.run, at))


def _trained(twin: Twin, step: int) -> Twin:
    """Train a twin to a step, noting when its cost first is at most the target."""
    run = twin.run
    if run.step >= step or run.has_ended:
        return twin
    reached, stop = twin.reached, StopWhen("cost", TARGET)
    looked = max(twin.looked, run.step - 1)
    begun = time.perf_counter()
    if reached is None and twin.looked < run.step and is_met(run, stop, run.step, run.state):
        reached = run.step

    def look(at: int, state: State, made: Step) -> bool:
        nonlocal reached
        if reached is None and at > looked and is_met(run, stop, at, state, made):
            reached = at
        return False

    further, _ = train_on(run, step - run.step, is_enough=look)
    return replace(
        twin,
        run=further,
        reached=reached,
        looked=max(looked, further.step),
        seconds=twin.seconds + time.perf_counter() - begun,
        trained=twin.trained + further.step - run.step,
    )


@dataclass(frozen=True)
class Outcome:
    """What came of a twin, at the step shown.

    Parameters
    ----------
    step : int
    train_cost, test_cost, train_score : float
    reached : int or None
        The first step at which the training cost was at most `TARGET`.
    largest_gradient : float
        Of any layer, as a root mean square, at the steps that the history keeps.
    has_ended : bool
        Whether the next step leaves the finite numbers.
    """

    step: int
    train_cost: float
    test_cost: float
    train_score: float
    reached: int | None
    largest_gradient: float
    has_ended: bool


def outcome(twin: Twin) -> Outcome:
    """Measure a twin at the step where it stands."""
    run = twin.run
    measured = measure(run, run.step, run.params)
    is_there = twin.reached is not None and twin.reached <= run.step
    return Outcome(
        step=run.step,
        train_cost=measured.train_cost,
        test_cost=measured.test_cost,
        train_score=measured.train_score,
        reached=twin.reached if is_there else None,
        largest_gradient=float(curves(run, run.step).gradients.max()),
        has_ended=run.has_ended,
    )
