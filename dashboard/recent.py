"""What did the last steps cost? Every one of them exactly, trained again from a kept snapshot."""

import numpy as np

from dashboard.config import parameter_count
from dashboard.history import State
from dashboard.lane import LANE
from dashboard.run import Run, cost_of, nearest_before, train_on
from network import Array, forward_prop
from network.training import Step

RECENT = 200
"""Steps looked back at, where there is time for so many."""

FEWEST = 20
"""With fewer steps than this, nothing is said of them."""

WORK = 30_000_000
"""What may be trained again for one look: about a tenth of a second, on any machine the same."""

STEP_WORK = 30_000
"""What a step costs beside its arithmetic, in the same measure: multiplications of one step."""

BITE = 64
"""Steps trained between two turns in the lane."""


def affordable_steps(run: Run, work: int = WORK) -> int:
    """Return how many steps of a run can be trained again with so much work.

    Parameters
    ----------
    run : Run
        Which run: the larger its network and its training set, the fewer.
    work : int
        In multiplications.
    """
    per_step = run.data.X.shape[1] * parameter_count(run.config.layer_dims)
    return work // (STEP_WORK + per_step)


def recent_costs(run: Run, steps: int = RECENT) -> Array:
    """Return the training cost at each of the last steps, the cursor's own last.

    Parameters
    ----------
    run : Run
        At its cursor.
    steps : int
        How far to look back.

    Returns
    -------
    costs : ndarray of float, shape (k + 1,)
        Over all training points, without penalty. Fewer steps than asked for where the run is
        younger or training them again would take too long; empty if they are fewer than `FEWEST`.

    Notes
    -----
    It takes its own turns in the lane: not to be called within one.
    """
    affordable = affordable_steps(run)
    begin = _window_start(run, steps, affordable)
    if run.step - begin < FEWEST:
        return np.array([])
    costs: list[float] = []

    def note(step: int, state: State, made: Step | None) -> bool:
        if step >= begin:
            costs.append(_cost_at(run, step, state, made))
        return False

    at, made = nearest_before(run, begin), None
    if at.step == begin:
        note(begin, at.state, None)
    while at.step < run.step:
        with LANE.turn(is_urgent=True):
            before = at.step
            at, made = train_on(at, min(BITE, run.step - before), made, is_enough=note)
            if at.step == before:
                return np.array([])  # it ends before the step where it is said to stand
    return np.array(costs)


def _window_start(run: Run, steps: int, affordable: int) -> int:
    """Choose the first step to look at, so that the snapshot before it is near enough."""
    wanted = max(0, run.step - steps)
    if run.step - run.history.before(wanted)[0] <= affordable:
        return wanted
    near = [kept for kept in run.history.steps() if run.step - affordable <= kept <= run.step]
    return max(wanted, min(near, default=run.step))


def _cost_at(run: Run, step: int, state: State, made: Step | None) -> float:
    if made is None or run.schedule.at(step).batch_size:
        AL, caches = forward_prop(run.data.X, state.params, **run.forward_options)
    else:
        AL, caches = made.AL, made.caches
    return cost_of(run, AL, caches[-1].activation_cache.Z, run.data.Y)
