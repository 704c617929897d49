"""What does the stage play next? A batch of frames, trained within a bounded time."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from dashboard import settings
from dashboard.config import parameter_count, parameter_names
from dashboard.history import Measure, State
from dashboard.lane import LANE
from dashboard.probes import columns_of, measure, row_of
from dashboard.run import Run, rewind_to, train_on
from dashboard.stopping import StopWhen, is_met
from network import Array, Params
from network.training import Step

Float32 = np.dtype("<f4")
LARGEST_BITE = 64
"""Steps trained between two looks at the clock, at most."""

BITE_SECONDS = 0.002
"""Time that the first of them should take."""


@dataclass(frozen=True, eq=False)
class Frames:
    """Snapshots to be drawn, in order.

    Parameters
    ----------
    steps : ndarray of float64, shape (k,)
    measures : ndarray of float32, shape (k, columns)
        The numbers named by `probes.columns_of`.
    params : ndarray of float32, shape (k, parameters)
        W1 row by row, b1, W2, ...
    """

    steps: Array
    measures: np.ndarray
    params: np.ndarray


def flatten(params: Params) -> Array:
    """Lay out W1 row by row, b1, W2, ... in one line.

    Parameters
    ----------
    params : dict of str to ndarray
        Parameters of every layer.

    Returns
    -------
    flat : ndarray of float, shape (parameters,)

    Examples
    --------
    >>> flatten({"W1": np.array([[1.0, 2.0]]), "b1": np.array([[3.0]])}).tolist()
    [1.0, 2.0, 3.0]
    """
    return np.concatenate([params[name].ravel() for name in parameter_names(len(params) // 2)])


def frames_of(run: Run, states: list[tuple[int, Params, Measure]]) -> Frames:
    """Pack states of a run as frames.

    Parameters
    ----------
    run : Run
        Whose states they are: it says how wide a frame is when there are none.
    states : list of (int, dict, Measure)
        Step, parameters and what was measured of each.

    Returns
    -------
    frames : Frames
    """
    columns = columns_of(run)
    # A parameter beyond the largest float32 is drawn as infinite: there is no colour past it.
    with np.errstate(over="ignore"):
        return Frames(
            steps=np.array([step for step, _, _ in states], dtype="<f8"),
            measures=np.array([row_of(measured, columns) for _, _, measured in states])
            .reshape(len(states), len(columns))
            .astype(Float32),
            params=np.array([flatten(params) for _, params, _ in states])
            .reshape(len(states), parameter_count(run.config.layer_dims))
            .astype(Float32),
        )


@dataclass(frozen=True, eq=False)
class Batch:
    """What one turn of training brought.

    Parameters
    ----------
    run : Run
        With its cursor at the last frame.
    frames : Frames
    steps_per_frame : int
        Steps from one frame to the next: fewer than asked for where time did not allow them.
    seconds_per_step : float
        As measured in this turn.
    """

    run: Run
    frames: Frames
    steps_per_frame: int
    seconds_per_step: float


def train_batch(
    run: Run,
    n_frames: int,
    *,
    speed: int,
    seconds_per_step: float,
    seconds: float = settings.TURN_SECONDS,
    stop: int | None = None,
    stop_when: StopWhen | None = None,
) -> Batch:
    """Train on and take a frame at every so many steps, within one turn's time.

    Parameters
    ----------
    run : Run
        Where to train on from.
    n_frames : int
        Frames asked for; there are fewer when time runs out or the run ends.
    speed : int
        Steps asked for from one frame to the next.
    seconds_per_step : float
        What a step took lately.
    seconds : float
        Time that the turn may take.
    stop : int, optional
        A step not to go beyond.
    stop_when : StopWhen, optional
        What the run is to reach: the batch ends at the first step that does.

    Returns
    -------
    batch : Batch
    """
    affordable = int(seconds / max(1, n_frames) / seconds_per_step)
    steps_per_frame = max(1, min(speed, affordable))
    bite = max(1, int(BITE_SECONDS / seconds_per_step))
    began = time.perf_counter()
    states: list[tuple[int, Params, Measure]] = []
    first, elapsed = run.step, 0.0
    following: Step | None = None
    is_enough = None if stop_when is None else partial(is_met, run, stop_when)
    while len(states) < n_frames and elapsed < seconds:
        before = run.step
        steps = steps_per_frame if stop is None else min(steps_per_frame, stop - before)
        run, following = _train_within(
            run, steps, following, bite=bite, deadline=began + seconds, is_enough=is_enough
        )
        if run.step == before:
            break
        states.append((run.step, run.params, measure(run, run.step, run.params, following)))
        elapsed = time.perf_counter() - began
        if is_enough and is_enough(run.step, run.state, following):
            break
    made = run.step - first
    return Batch(
        run=run,
        frames=frames_of(run, states),
        steps_per_frame=steps_per_frame,
        # One step more was computed than made: the one that starts from the last frame.
        seconds_per_step=elapsed / (made + 1) if made else seconds_per_step,
    )


def advance_within(run: Run, steps: int, *, seconds: float) -> Run:
    """Train on, but no longer than one turn may take.

    Parameters
    ----------
    run : Run
        Where to start from.
    steps : int
        How many steps at most.
    seconds : float
        How long at most, give or take a bite of steps.

    Returns
    -------
    run : Run
        Further on, if the run goes on.
    """
    deadline = time.perf_counter() + seconds
    return _train_within(run, steps, None, bite=1, deadline=deadline)[0]


def train_in_turns(
    run: Run, step: int, *, seconds: float = math.inf, is_urgent: bool = True
) -> Run:
    """Train on to a step that somebody waits for, turn by turn: others may play meanwhile.

    Parameters
    ----------
    run : Run
        Where to start from.
    step : int
        Where to go.
    seconds : float
        How long it may take, waiting included, give or take a turn.
    is_urgent : bool
        Whether somebody pressed something for it: such turns go before those of all who play.

    Returns
    -------
    run : Run
        At that step, or at its last finite one; or as far as there was time.
    """
    deadline = time.monotonic() + seconds
    while run.step < step and not run.has_ended and time.monotonic() < deadline:
        with LANE.turn(is_urgent=is_urgent):
            run = advance_within(run, step - run.step, seconds=settings.SHORTEST_TURN_SECONDS)
    return run


def _train_within(
    run: Run,
    steps: int,
    following: Step | None,
    *,
    bite: int,
    deadline: float,
    is_enough: Callable[[int, State, Step | None], bool] | None = None,
) -> tuple[Run, Step | None]:
    """Train on in growing bites, looking at the clock between them: steps may be slow this time."""
    target = run.step + steps
    bite = min(bite, LARGEST_BITE)
    while run.step < target:
        before = run.step
        made = min(bite, target - before)
        run, following = train_on(run, made, following, is_enough=is_enough)
        if run.step < before + made or time.perf_counter() > deadline:
            break  # it ends here, or time is up
        bite = min(2 * bite, LARGEST_BITE)
    return run, following


def recorded_frames(run: Run, until: int, *, most_bytes: int = settings.MAX_FILM_BYTES) -> Frames:
    """Pack what is kept of a run for a stage that has seen none of it.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        The last step to pack.
    most_bytes : int
        What the frames may take.

    Returns
    -------
    frames : Frames
        Kept snapshots, evenly thinned to `most_bytes`, step 0 and `until` always among them.
    """
    history = run.history
    steps = [step for step in history.steps() if step <= until]
    n_numbers = len(columns_of(run)) + parameter_count(run.config.layer_dims)
    frame_bytes = 4 * (2 + n_numbers)
    room = max(2, most_bytes // frame_bytes)
    thinned = steps[:: max(1, -(-len(steps) // (room - 1)))]
    states: list[tuple[int, Params, Measure]] = []
    for step in thinned:
        if step not in history.measures:
            history.measures[step] = measure(run, step, history.snapshots[step].params)
        states.append((step, history.snapshots[step].params, history.measures[step]))
    if until not in thinned:
        last = run if run.step == until else rewind_to(run, until)
        states.append((last.step, last.params, measure(run, last.step, last.params)))
    return frames_of(run, states)
