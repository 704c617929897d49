"""How did the cost come down? A table of what was measured along a run, to read elsewhere."""

import pandas as pd

from dashboard.probes import columns_of, curves, measure
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
        CSV with a line of names, then one line a step. Costs are without penalty; scores are
        accuracies, as shares, or R²; those of an empty test set are left empty. Each number has
        all its digits.
    """
    curves(run, until)  # measures whatever has not been measured yet
    measures = {run.step: measure(run, run.step, run.params)} | run.history.measures
    columns = [name for name in columns_of(run) if not name.startswith("gradient")]
    score = "r_squared" if run.config.task == "value" else "accuracy"
    names = {
        "train_cost": "training_cost",
        "train_score": f"training_{score}",
        "test_score": f"test_{score}",
    }
    table = pd.DataFrame(
        [
            (step, *(getattr(found, name) for name in columns))
            for step, found in sorted(measures.items())
            if step <= until
        ],
        columns=["step", *(names.get(name, name) for name in columns)],
    )
    return table.to_csv(index=False, lineterminator="\n")
