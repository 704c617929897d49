"""What is a run? A config, what was changed on the way, and the step being looked at.

The state at any step is a function of config and events alone. `advance`, `rewind_to` and
`fork` take a run and return a run; nothing is ever changed in place but the shared memo of
what was computed (see `history`).
"""

import hashlib
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from dashboard.config import (
    RULE_FIELDS,
    Event,
    RunConfig,
    check_rule,
    parameter_count,
    parameter_names,
    plain_value,
    unflatten,
)
from dashboard.datasets import Dataset, make_dataset, own_dataset
from dashboard.history import History, State, freeze, snapshot_capacity
from dashboard.schedule import Rule, Schedule, is_same_change, schedule_of, settle
from network import (
    OPTIMIZERS,
    Array,
    Params,
    cost_function,
    epoch_order,
    forward_prop,
    init_params,
    mini_batch,
    training_step,
)
from network.mini_batches import Order
from network.training import Step

SURELY_FINITE = 1e150
"""If all weighted sums of the output together are below this, their cost is finite."""


@dataclass(frozen=True, eq=False)
class Run:
    """A config, its events, and a cursor.

    Parameters
    ----------
    config : RunConfig
    events : tuple of Event
        In the order of their steps; at most one of a kind and target at a step.
    step : int
        The cursor.
    state : State
        Read-only parameters at the cursor, and what the optimizer remembers there.
    data : Dataset
        What the config draws.
    schedule : Schedule
        The rules that config and events make.
    history : History
        What has been computed of this config and these events.
    """

    config: RunConfig
    events: tuple[Event, ...]
    step: int
    state: State
    data: Dataset
    schedule: Schedule
    history: History

    @property
    def params(self) -> Params:
        """Parameters at the cursor."""
        return self.state.params

    @property
    def has_ended(self) -> bool:
        """Whether the next step is known to leave the finite numbers."""
        return self.history.end is not None and self.step >= self.history.end

    @property
    def rule(self) -> Rule:
        """What governs the next update."""
        return self.schedule.at(self.step)

    @property
    def forward_options(self) -> dict[str, Any]:
        """What `forward_prop` must be told of this run."""
        return {"activations": self.config.activations, "output": self.config.output}


def start(config: RunConfig, events: Sequence[Event] = ()) -> Run:
    """Make the run of a config, at step 0.

    Parameters
    ----------
    config : RunConfig
        Its settings.
    events : sequence of Event, optional
        Changes to come.

    Returns
    -------
    run : Run

    Raises
    ------
    ValueError
        If an event is not legal.
    """
    data = dataset_of(config)
    if config.initialization == "given":
        params = unflatten(config.given, config.layer_dims)
    else:
        params = init_params(
            config.layer_dims, seed=config.seed, initialization=config.initialization
        )
    kept = settle(config, events)
    schedule = schedule_of(config, kept, data.X.shape[1])
    state = _arrive(schedule, 0, State(params, OPTIMIZERS[config.optimizer].begin(params)))
    history = History(_capacity(config, schedule))
    history.record(0, state)
    run = Run(config, kept, 0, freeze(state), data, schedule, history)
    with np.errstate(over="ignore", invalid="ignore"):
        if not is_finite(run, 0, state.params):
            history.end_at(0)  # only parameters that were given can be so large
    return run


def dataset_of(config: RunConfig) -> Dataset:
    """Make the points that a config asks for.

    Parameters
    ----------
    config : RunConfig
        Settings of a run.

    Returns
    -------
    data : Dataset
    """
    if config.own is not None:
        return own_dataset(
            config.own,
            seed=config.data_seed,
            noise=config.noise,
            n_train=config.n_train,
            n_test=config.n_test,
            features=config.features,
        )
    return make_dataset(
        config.dataset,
        seed=config.data_seed,
        noise=config.noise,
        n_train=config.n_train,
        n_test=config.n_test,
        n_classes=config.n_classes,
        features=config.features,
    )


def advance(run: Run, steps: int) -> Run:
    """Train on from the cursor.

    Parameters
    ----------
    run : Run
        Where to start from.
    steps : int
        How many steps, at least 0.

    Returns
    -------
    run : Run
        With its cursor `steps` further; or at its last finite step, if that comes first.

    Raises
    ------
    ValueError
        If `steps` is negative.

    Notes
    -----
    Advancing a then b equals advancing a + b, to the last bit.
    """
    return train_on(run, steps)[0]


def train_on(
    run: Run,
    steps: int,
    made: Step | None = None,
    *,
    is_enough: Callable[[int, State, Step], bool] | None = None,
) -> tuple[Run, Step | None]:
    """Advance, and hand on what was computed of the step after the last.

    Whether a step's cost is finite shows only when the next one starts from it. Whoever goes on
    from there, or measures there, need not compute it again.

    Parameters
    ----------
    run : Run
        Where to start from.
    steps : int
        How many steps, at least 0.
    made : Step, optional
        The training step that starts at the cursor, as this function returned it.
    is_enough : callable, optional
        Asked after each step, with its number, its state and the training step that starts
        there: training ends at the first one that is.

    Returns
    -------
    run : Run
        As `advance` returns it.
    made : Step or None
        The training step that starts at its cursor, where it was computed.
    """
    if steps < 0:
        raise ValueError(f"steps: expected at least 0, got {steps}")
    history, schedule = run.history, run.schedule
    target = run.step + steps if history.end is None else min(run.step + steps, history.end)
    step, state = run.step, run.state
    if step == target:
        return run, made
    # Overflow is looked for and told in words: a warning would only be louder.
    with np.errstate(over="ignore", invalid="ignore"):
        made = made or step_from(run, step, state)
        while step < target:
            if not _has_finite_cost(run, step, made):
                return _at_last_finite_step(run, step), None
            state = State(made.params, made.state)
            step += 1
            if step in schedule.arrivals:
                state = _arrive(schedule, step, state)
            history.record(step, state)
            made = step_from(run, step, state)
            if is_enough is not None and is_enough(step, state, made):
                break
        if not _has_finite(state.params) or not _has_finite_cost(run, step, made):
            return _at_last_finite_step(run, step), None
    return replace(run, step=step, state=freeze(state)), made


def rewind_to(run: Run, step: int) -> Run:
    """Move the cursor to a step that has been reached before; nothing else changes.

    Parameters
    ----------
    run : Run
        Which run.
    step : int
        From 0 to ``run.history.last``.

    Returns
    -------
    run : Run

    Raises
    ------
    ValueError
        If that step was never reached.
    """
    kept = nearest_before(run, step)
    return advance(kept, step - kept.step)


def nearest_before(run: Run, step: int) -> Run:
    """Move the cursor to the newest state that is known, not after a step reached before.

    Parameters
    ----------
    run : Run
        Which run.
    step : int
        From 0 to ``run.history.last``.

    Returns
    -------
    run : Run
        At `step`, or so many steps before it that need training again.

    Raises
    ------
    ValueError
        If that step was never reached.
    """
    if not 0 <= step <= run.history.last:
        raise ValueError(f"step: expected 0 to {run.history.last}, got {step}")
    kept, state = run.history.before(step)
    if kept <= run.step <= step:
        return run
    return replace(run, step=kept, state=state)


def fork(run: Run, step: int, event: Event) -> Run:
    """Change something at a step: the past is shared, the future is new.

    Parameters
    ----------
    run : Run
        Which run.
    step : int
        Where to fork, from 0 to ``run.history.last``; the cursor of the new run.
    event : Event
        The change; its step must be `step`. Later events are dropped, and an event of the same
        kind at the same step is replaced.

    Returns
    -------
    run : Run
        A run with a history of its own; the old run stays as it is.

    Raises
    ------
    ValueError
        If the step was never reached, the event is not legal, or there are too many.
    """
    if event.step != step:
        raise ValueError(f"event: expected step {step}, got {event.step}")
    if step == 0 and event.kind in RULE_FIELDS:
        early = [known for known in run.events if known.step == 0]
        check_rule(event.kind, event.value)
        value = plain_value(event.kind, event.value)
        return start(replace(run.config, **{RULE_FIELDS[event.kind]: value}), early)
    at = rewind_to(run, step)
    past = [known for known in run.events if known.step <= step]
    kept = settle(run.config, [*(old for old in past if not is_same_change(old, event)), event])
    if step == 0:
        return start(run.config, kept)
    schedule = schedule_of(run.config, kept, run.schedule.n_train)
    if step not in schedule.arrivals and step not in run.schedule.arrivals:
        history = run.history.up_to(step)
        history.measures.pop(step, None)  # its price and epoch may be others from here on
        return replace(at, events=kept, schedule=schedule, history=history)
    # The optimizer may remember more from here on, and fewer such states fit.
    capacity = min(run.history.capacity, _capacity(run.config, schedule))
    # What happens at this very step is another state of it: come there anew, by the new rules.
    history = run.history.up_to(step - 1)
    history.capacity = capacity
    before = replace(nearest_before(run, step - 1), events=kept)
    return advance(replace(before, schedule=schedule, history=history), step - before.step)


def fingerprint(run: Run) -> str:
    """Name the exact state of a run in eight hex digits.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    fingerprint : str
        The first eight hex digits of SHA-256 over the step, W1, b1, W2, ... as little-endian
        float64.
    """
    digest = hashlib.sha256(np.array([run.step], dtype="<f8").tobytes())
    for name in parameter_names(len(run.params) // 2):
        digest.update(np.ascontiguousarray(run.params[name], dtype="<f8").tobytes())
    return digest.hexdigest()[:8]


def step_from(run: Run, step: int, state: State) -> Step:
    """Compute the update from a step to the next, by the rule in force there.

    Parameters
    ----------
    run : Run
        Whose.
    step : int
        Which step.
    state : State
        The run's state at it.

    Returns
    -------
    step : Step
        With what was computed on the way; of a mini-batch alone, where the rule says so.
    """
    rule, data, config = run.schedule.at(step), run.data, run.config
    X, Y = training_points(run, step) if rule.batch_size else (data.X, data.Y)
    return training_step(
        X,
        Y,
        state.params,
        rule.learning_rate,
        activations=config.activations,
        output=config.output,
        cost=config.cost_in_force,
        optimizer=rule.optimizer,
        state=state.optimizer,
        beta1=rule.beta1,
        beta2=rule.beta2,
        l1=rule.l1,
        l2=rule.l2,
        frozen=rule.frozen,
    )


def training_points(run: Run, step: int) -> tuple[Array, Array]:
    """Return the training points of the update from a step to the next.

    Parameters
    ----------
    run : Run
        Whose.
    step : int
        Which step.

    Returns
    -------
    X, Y : ndarray of float, shapes (n_features, m) and (n_L, m)
        All of them, or the step's mini-batch.
    """
    size, X, Y = run.schedule.at(step).batch_size, run.data.X, run.data.Y
    m = X.shape[1]
    if not 0 < size < m:
        return X, Y
    epoch, offset = run.schedule.position(step)
    return mini_batch(X, Y, _order(m, run.config.seed, epoch), offset, size)


@lru_cache(maxsize=256)
def _order(m: int, seed: int, epoch: int) -> Order:
    return epoch_order(m, seed=seed, epoch=epoch)


def _has_finite_cost(run: Run, step: int, made: Step) -> bool:
    Z, A, _ = made.caches[-1].activation_cache
    # An example's cross-entropy is at most 2 max |Z| + log k, and a square overflows later than
    # this: as a rule one sum tells of all. Of larger numbers the cost itself may still be finite.
    if float(np.abs(Z).sum()) < SURELY_FINITE:
        return True
    _, Y = training_points(run, step)
    return math.isfinite(cost_of(run, A, Z, Y))


def _has_finite(params: Params) -> bool:
    # As a rule one sum of squares tells of a whole array; where it overflows, each entry is asked.
    return all(
        math.isfinite(np.vdot(array, array)) or np.isfinite(array).all()
        for array in params.values()
    )


def is_finite(run: Run, step: int, params: Params) -> bool:
    """Whether a run's parameters could be these: they and the cost they have are finite."""
    if not _has_finite(params):
        return False
    X, Y = training_points(run, step)
    A, caches = forward_prop(X, params, **run.forward_options)
    return math.isfinite(cost_of(run, A, caches[-1].activation_cache.Z, Y))


def cost_of(run: Run, A: Array, Z: Array, Y: Array) -> float:
    """Return what a run's cost says of some predictions, exactly.

    Parameters
    ----------
    run : Run
        Whose cost and output.
    A, Z : ndarray of float, shape (n_L, m)
        Predictions, and the output layer's weighted sums.
    Y : ndarray of float, shape (n_L, m)
        What they should be.

    Returns
    -------
    cost : float
        Without penalty.
    """
    cost, output = run.config.cost_in_force, run.config.output
    return cost_function(A, Y, Z=Z, cost=cost, output=output)


def _at_last_finite_step(run: Run, trouble: int) -> Run:
    """Walk from the cursor, looking at every number, to the last step before the first trouble."""
    step, state = run.step, run.state
    while step + 1 < trouble:
        made = step_from(run, step, state)
        following = _arrive(run.schedule, step + 1, State(made.params, made.state))
        if not is_finite(run, step + 1, following.params):
            break
        step, state = step + 1, following
    run.history.end_at(step)
    return replace(run, step=step, state=freeze(state))


def _arrive(schedule: Schedule, step: int, state: State) -> State:
    """Let happen what happens at a step: values given by hand, and an optimizer that begins."""
    params, memory = dict(state.params), state.optimizer
    for event in schedule.arrivals.get(step, ()):
        if event.kind == "edit":
            name, *place = event.target.split(".")
            row, column = int(place[0]), int(place[1]) if len(place) > 1 else 0
            params[name] = params[name].copy()
            params[name][row, column] = event.value
        else:
            memory = OPTIMIZERS[str(event.value)].begin(params)
    return State(params, memory)


def _capacity(config: RunConfig, schedule: Schedule) -> int:
    """How many snapshots a run of these rules may keep."""
    memory = max(_slots(rule.optimizer) for rule in schedule.rules)
    return snapshot_capacity(parameter_count(config.layer_dims) * (1 + memory))


def _slots(optimizer: str) -> int:
    """How many numbers an optimizer remembers of each parameter."""
    return {"gradient-descent": 0, "adam": 2}.get(optimizer, 1)
