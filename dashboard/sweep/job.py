"""What is one run of many? A job that any worker can do, and what came of it.

Jobs and results travel between processes: they are plain values, and `run_job` is found by name.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dashboard.config import Event, RunConfig
from dashboard.history import State
from dashboard.probes import measure, prediction_grid
from dashboard.run import Run, fingerprint, start, train_on
from dashboard.stopping import StopWhen, is_met
from network.training import Step

TARGET = 0.1
"""The training cost whose first step is noted."""

RESOLUTION = 22
"""Points along a side of the small picture of the prediction."""


@dataclass(frozen=True)
class Job:
    """A run to be trained.

    Parameters
    ----------
    config : RunConfig
        Its settings.
    steps : int
        How far.
    events : tuple of Event
        What changes on the way.
    """

    config: RunConfig
    steps: int
    events: tuple[Event, ...] = ()


@dataclass(frozen=True, eq=False)
class Result:
    """What came of a job.

    Parameters
    ----------
    step : int
        Where the run stands: before its last step, if it left the finite numbers.
    train_cost, test_cost, train_score : float
        There.
    reached : int or None
        The first step whose training cost was at most `TARGET`.
    fingerprint : str
        Of the run at that step: the same as in the playground.
    picture : ndarray of float32, shape (n_L, RESOLUTION, RESOLUTION)
        What it predicts over the plane; row i is at the i-th x₂ from below.
    """

    step: int
    train_cost: float
    test_cost: float
    train_score: float
    reached: int | None
    fingerprint: str
    picture: NDArray[np.float32]


def run_job(job: Job) -> Result:
    """Train a run to its end, and measure it.

    Parameters
    ----------
    job : Job
        What to do.

    Returns
    -------
    result : Result
        To the last bit what the same run comes to in the playground.
    """
    run = start(job.config, job.events)
    stop, reached = StopWhen("cost", TARGET), None
    with np.errstate(over="ignore", invalid="ignore"):
        if is_met(run, stop, 0, run.state):
            reached = 0

    def look(step: int, state: State, made: Step) -> bool:
        nonlocal reached
        if reached is None and is_met(run, stop, step, state, made):
            reached = step
        return False

    trained, _ = train_on(run, job.steps, is_enough=look)
    return result_of(trained, reached if reached is None or reached <= trained.step else None)


def result_of(run: Run, reached: int | None) -> Result:
    """Measure a run at its step.

    Parameters
    ----------
    run : Run
        Which run.
    reached : int or None
        As in a `Result`.

    Returns
    -------
    result : Result
    """
    measured = measure(run, run.step, run.params)
    # What is too large for a number of the picture is infinite there: a warning is only louder.
    with np.errstate(over="ignore", invalid="ignore"):
        _, AL = prediction_grid(run, RESOLUTION)
        picture = AL.astype(np.float32)
    return Result(
        step=run.step,
        train_cost=measured.train_cost,
        test_cost=measured.test_cost,
        train_score=measured.train_score,
        reached=reached,
        fingerprint=fingerprint(run),
        picture=picture,
    )
