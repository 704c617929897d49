"""What is a run? A config, what was changed on the way, and the step being looked at.

The state at any step is a function of config and events alone. `advance`, `rewind_to` and
`fork` take a run and return a run; nothing is ever changed in place but the shared memo of
what was computed (see `history`).
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dashboard import settings
from dashboard.config import Event, RunConfig, parameter_count, parameter_names, unflatten
from dashboard.datasets import Dataset, make_dataset
from dashboard.history import History, freeze, snapshot_capacity
from network import Params, cost_function, forward_prop, init_params, training_step
from network.structures import LayerCache
from network.training import Step


@dataclass(frozen=True, eq=False)
class Run:
    """A config, its events, and a cursor.

    Parameters
    ----------
    config : RunConfig
    events : tuple of Event
        In the order of their steps; at most one of a kind at a step, none at step 0.
    step : int
        The cursor.
    params : dict of str to ndarray
        Read-only parameters at the cursor.
    data : Dataset
        What the config draws.
    history : History
        What has been computed of this config and these events.
    """

    config: RunConfig
    events: tuple[Event, ...]
    step: int
    params: Params
    data: Dataset
    history: History

    @property
    def has_ended(self) -> bool:
        """Whether the next step is known to leave the finite numbers."""
        return self.history.end is not None and self.step >= self.history.end

    def learning_rate_at(self, step: int) -> float:
        """Return the learning rate of the update from `step` to `step` + 1."""
        # The newest first: whoever trains on asks for what comes after all of them.
        for event in reversed(self.events):
            if event.step <= step and event.kind == "lr":
                return event.value
        return self.config.learning_rate


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
    data = make_dataset(
        config.dataset,
        seed=config.data_seed,
        noise=config.noise,
        n_train=config.n_train,
        n_test=config.n_test,
    )
    if config.initialization == "given":
        params = unflatten(config.given, config.layer_dims)
    else:
        params = init_params(
            config.layer_dims, seed=config.seed, initialization=config.initialization
        )
    history = History(snapshot_capacity(parameter_count(config.layer_dims)))
    history.record(0, params)
    run = Run(config, (), 0, freeze(params), data, history)
    with np.errstate(over="ignore", invalid="ignore"):
        if not is_finite(run, params):
            history.end_at(0)  # only parameters that were given can be so large
    for event in events:
        run = _with_event(run, event)
    return run


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


def train_on(run: Run, steps: int, made: Step | None = None) -> tuple[Run, Step | None]:
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

    Returns
    -------
    run : Run
        As `advance` returns it.
    made : Step or None
        The training step that starts at its cursor, where it was computed.
    """
    if steps < 0:
        raise ValueError(f"steps: expected at least 0, got {steps}")
    history = run.history
    target = run.step + steps if history.end is None else min(run.step + steps, history.end)
    step, params = run.step, run.params
    if step == target:
        return run, made
    # Overflow is looked for and told in words: a warning would only be louder.
    with np.errstate(over="ignore", invalid="ignore"):
        made = made or _step_from(run, step, params)
        while step < target:
            if not _has_finite_cost(run, made.caches):
                return _at_last_finite_step(run, step), None
            params = made.params
            step += 1
            history.record(step, params)
            made = _step_from(run, step, params)
        if not _has_finite(params) or not _has_finite_cost(run, made.caches):
            return _at_last_finite_step(run, step), None
    return replace(run, step=step, params=freeze(params)), made


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
    kept, params = run.history.before(step)
    if kept <= run.step <= step:
        return run
    return replace(run, step=kept, params=params)


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
    at = rewind_to(run, step)
    if step == 0:
        return start(_at_start(run.config, event))
    kept = tuple(
        earlier
        for earlier in run.events
        if earlier.step < step or (earlier.step == step and earlier.kind != event.kind)
    )
    return _with_event(replace(at, events=kept, history=run.history.up_to(step)), event)


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


def _step_from(run: Run, step: int, params: Params) -> Step:
    return training_step(
        run.data.X,
        run.data.Y,
        params,
        run.learning_rate_at(step),
        activations=run.config.activations,
    )


def _has_finite_cost(run: Run, caches: Sequence[LayerCache]) -> bool:
    Z = caches[-1].activation_cache.Z
    # An example's cost is at most |Z| + log 2: as a rule one sum tells of all. Of numbers so large
    # that it overflows, the cost itself may still be finite: most of them may be right.
    if math.isfinite(np.abs(Z).sum()):
        return True
    return math.isfinite(cost_function(caches[-1].activation_cache.A, run.data.Y, Z=Z))


def _has_finite(params: Params) -> bool:
    return all(np.isfinite(array).all() for array in params.values())


def is_finite(run: Run, params: Params) -> bool:
    """Whether a run's parameters could be these: they and the cost they have are finite."""
    if not _has_finite(params):
        return False
    _, caches = forward_prop(run.data.X, params, activations=run.config.activations)
    return _has_finite_cost(run, caches)


def _at_last_finite_step(run: Run, trouble: int) -> Run:
    """Walk from the cursor, looking at every number, to the last step before the first trouble."""
    step, params = run.step, run.params
    while step + 1 < trouble:
        following = _step_from(run, step, params).params
        if not is_finite(run, following):
            break
        step, params = step + 1, following
    run.history.end_at(step)
    return replace(run, step=step, params=freeze(params))


def _at_start(config: RunConfig, event: Event) -> RunConfig:
    if event.kind != "lr":
        raise ValueError(f"event: expected a change of lr, got {event.kind!r}")
    return replace(config, learning_rate=event.value)


def _with_event(run: Run, event: Event) -> Run:
    """Append an event that is not before any other; one that changes nothing is left out."""
    if event.kind != "lr":
        raise ValueError(f"event: expected a change of lr, got {event.kind!r}")
    settings.LEARNING_RATE.check(event.value)
    if not 1 <= event.step <= settings.MAX_EVENT_STEP or (
        run.events and event.step <= run.events[-1].step
    ):
        raise ValueError(f"event: expected steps from 1 on, each once, in order, got {event.step}")
    if event.value == run.learning_rate_at(event.step):
        return run
    if len(run.events) >= settings.MAX_EVENTS:
        raise ValueError(f"event: expected at most {settings.MAX_EVENTS} changes in one run")
    return replace(run, events=(*run.events, event))
