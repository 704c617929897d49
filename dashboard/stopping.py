"""When does a run stop by itself? At the first step at which a number reaches another."""

from typing import NamedTuple

from dashboard import settings
from dashboard.history import State
from dashboard.probes import score
from dashboard.run import Run, cost_of, step_from
from network import forward_prop
from network.training import Step


class StopWhen(NamedTuple):
    """What a run is to reach.

    ``"cost"`` stops at the first step whose training cost is at most `value`, ``"score"`` at the
    first whose accuracy (or R²) on the training points is at least `value`, ``"step"`` at a step.
    """

    kind: str
    value: float

    def check(self) -> None:
        """Raise ``ValueError`` unless it is legal."""
        row = settings.STOPS.get(self.kind)
        if row is None:
            raise ValueError(f"stop: expected one of {list(settings.STOPS)}, got {self.kind!r}")
        row.check(self.value)


def is_met(run: Run, stop: StopWhen, step: int, state: State, made: Step | None = None) -> bool:
    """Whether a run has reached, at a step, what it is to reach.

    Parameters
    ----------
    run : Run
        Which run.
    stop : StopWhen
        What is to be reached.
    step : int
        Which step.
    state : State
        The run's state there.
    made : Step, optional
        The training step that starts there, where it has been computed.

    Returns
    -------
    is_met : bool
        By the exact numbers of that step, over all training points.
    """
    if stop.kind == "step":
        return step >= stop.value
    config, data = run.config, run.data
    if run.schedule.at(step).batch_size:
        AL, caches = forward_prop(data.X, state.params, **run.forward_options)
    else:
        made = made or step_from(run, step, state)
        AL, caches = made.AL, made.caches
    if stop.kind == "score":
        return score(AL, data.Y, config.task) >= stop.value
    return cost_of(run, AL, caches[-1].activation_cache.Z, data.Y) <= stop.value
