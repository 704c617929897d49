"""What came of many runs? How many solved it, and one number for each cell of a grid."""

import math
from collections.abc import Mapping
from statistics import median

import numpy as np
import pandas as pd

from dashboard import settings
from dashboard.config import RunConfig
from dashboard.link import encode, query_string
from dashboard.narration import data_words
from dashboard.run import start
from dashboard.sweep.job import TARGET, Result
from dashboard.sweep.plan import Plan
from dashboard.twins.vary import VARIED
from network import Array

MEASURES = {
    "cost": "Final training cost (median)",
    "solved": "Share of runs that solved it",
    "reached": f"Steps to a cost of {TARGET:g} (median)",
}
"""What a cell of a sweep may show."""


def is_solved(result: Result) -> bool:
    """Whether a run came to the accuracy, or R², at which a data set counts as solved."""
    return result.train_score >= settings.SOLVED_ACCURACY


def sentence(plan: Plan, results: Mapping[int, Result]) -> str:
    """Say how many runs of a lottery solved it.

    Parameters
    ----------
    plan : Plan
        A lottery.
    results : mapping of int to Result
        As far as there are any.

    Returns
    -------
    sentence : str
    """
    config, steps = plan.jobs[0].config, plan.jobs[0].steps
    solved = sum(is_solved(result) for result in results.values())
    share = "R²" if config.task == "value" else "accuracy"
    shape = "-".join(map(str, config.layer_dims))
    data = data_words(config)
    return (
        f"{data[0].upper()}{data[1:]} with {shape}: {solved} of {len(results)} solved by step "
        f"{steps:,} ({share} of at least {settings.SOLVED_ACCURACY:g})."
    )


def grid(plan: Plan, results: Mapping[int, Result], measure: str) -> Array:
    """Return one number for each cell of a sweep.

    Parameters
    ----------
    plan : Plan
        A sweep.
    results : mapping of int to Result
        As far as there are any.
    measure : str
        A key of `MEASURES`.

    Returns
    -------
    values : ndarray of float, shape (rows, columns)
        NaN where nothing is known; for steps, also where half the runs never came there.
    """
    found: dict[tuple[int, int], list[float]] = {}
    for number, result in results.items():
        row, column, _ = plan.places[number]
        value = {
            "cost": result.train_cost,
            "solved": float(is_solved(result)),
            "reached": math.inf if result.reached is None else float(result.reached),
        }[measure]
        found.setdefault((row, column), []).append(value)
    values = np.full((len(plan.values[0]), len(plan.values[1])), np.nan)
    for place, several in found.items():
        one = sum(several) / len(several) if measure == "solved" else median(several)
        values[place] = one if math.isfinite(one) else math.nan
    return values


def table(plan: Plan, results: Mapping[int, Result]) -> pd.DataFrame:
    """Write every run as a row.

    Parameters
    ----------
    plan : Plan
        What was tried.
    results : mapping of int to Result
        As far as there are any.

    Returns
    -------
    table : pandas.DataFrame
        With the link of each run, which opens it in the playground.
    """
    rows: list[dict[str, object]] = []
    for number, result in sorted(results.items()):
        config: RunConfig = plan.jobs[number].config
        settings_of = {VARIED[key].label: VARIED[key].words_of(config) for key in plan.keys}
        rows.append(
            {
                **settings_of,
                "seed": config.seed,
                "step": result.step,
                "training cost": result.train_cost,
                "test cost": result.test_cost,
                "training score": result.train_score,
                f"first step with cost <= {TARGET:g}": result.reached,
                "fingerprint": result.fingerprint,
                "link": query_string(encode(start(config, plan.jobs[number].events))),
            }
        )
    return pd.DataFrame(rows)
