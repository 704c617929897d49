"""How did the cost come down? A table of what was measured along a run, to read elsewhere."""

import pandas as pd

from dashboard.probes import curves, measure
from dashboard.run import Run


def cost_history_csv(run: Run, *, until: int) -> str:
    """Write what was measured of a run's kept snapshots, and of the step at its cursor.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        The last step wanted.

    Returns
    -------
    table : str
        CSV with a line of names, then one line a step. Costs are in nats, accuracies shares; those
        of an empty test set are left empty. Each number has all its digits.
    """
    curves(run, until)  # measures whatever has not been measured yet
    measures = {run.step: measure(run, run.params)} | run.history.measures
    table = pd.DataFrame(
        [
            (step, found.train_cost, found.test_cost, found.train_accuracy, found.test_accuracy)
            for step, found in sorted(measures.items())
            if step <= until
        ],
        columns=["step", "training_cost", "test_cost", "training_accuracy", "test_accuracy"],
    )
    return table.to_csv(index=False, lineterminator="\n")
