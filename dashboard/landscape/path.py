"""Which way has a run come? Its kept snapshots, as points of parameter space."""

from dataclasses import dataclass

import numpy as np

from dashboard.batch import flatten
from dashboard.run import Run
from network import Array


@dataclass(frozen=True, eq=False)
class Path:
    """The way of a run, as far as its history keeps it.

    Parameters
    ----------
    steps : tuple of int, length k
    stack : ndarray of float, shape (k, parameters)
    here : int
        The place of the run's own step among them.
    """

    steps: tuple[int, ...]
    stack: Array
    here: int


def path_of(run: Run, until: int) -> Path:
    """Collect the kept snapshots of a run, and the step it stands at.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        The last step wanted.

    Returns
    -------
    path : Path
    """
    snapshots = {
        step: state.params for step, state in run.history.snapshots.items() if step <= until
    }
    snapshots[run.step] = run.params
    steps = tuple(sorted(snapshots))
    return Path(
        steps, np.stack([flatten(snapshots[step]) for step in steps]), steps.index(run.step)
    )
