"""Which runs are to be tried? A lottery of seeds, or a grid of two settings; within bounds."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from dashboard import settings
from dashboard.config import RunConfig
from dashboard.sweep.job import Job
from dashboard.twins.vary import VARIED


@dataclass(frozen=True)
class Plan:
    """Jobs, and where each of them belongs.

    Parameters
    ----------
    jobs : tuple of Job
        In the order in which they are started.
    places : tuple of tuple of int
        For each job its cell and its place there: ``(row, column, number)``.
    keys : tuple of str
        The settings on the axes, down and across; none for a lottery.
    values : tuple of tuple
        Their values.
    """

    jobs: tuple[Job, ...]
    places: tuple[tuple[int, int, int], ...]
    keys: tuple[str, ...] = ()
    values: tuple[tuple[Any, ...], ...] = ()


def lottery(config: RunConfig, n_seeds: int, steps: int) -> Plan:
    """Plan the same settings from many seeds of the starting weights.

    Parameters
    ----------
    config : RunConfig
        The settings; its own seed comes first.
    n_seeds : int
        How many.
    steps : int
        How far each is trained.

    Returns
    -------
    plan : Plan

    Raises
    ------
    ValueError
        If there are too many, or another seed would change nothing.
    """
    if config.initialization in ("zeros", "given"):
        raise ValueError(
            "These starting weights are not drawn, so every seed gives the same run: choose "
            "another initialisation."
        )
    check_size(n_seeds, steps)
    most = int(settings.SEED.maximum)
    seeds = [(config.seed + number) % (most + 1) for number in range(n_seeds)]
    return Plan(
        tuple(Job(replace(config, seed=seed), steps) for seed in seeds),
        tuple((0, 0, number) for number in range(n_seeds)),
    )


def sweep(
    config: RunConfig,
    keys: Sequence[str],
    values: Sequence[Sequence[Any]],
    n_seeds: int,
    steps: int,
) -> Plan:
    """Plan every pair of values of two settings, from a few seeds each.

    Parameters
    ----------
    config : RunConfig
        All else.
    keys : sequence of str, length 2
        Keys of `VARIED`: down, and across.
    values : sequence of sequence
        The values of each.
    n_seeds : int
        Runs a cell.
    steps : int
        How far each is trained.

    Returns
    -------
    plan : Plan
        The first seed of every cell first, so that the whole grid fills early.

    Raises
    ------
    ValueError
        If both axes are the same setting, one has no value, or there are too many jobs.
    """
    if keys[0] == keys[1]:
        raise ValueError("Both axes are the same setting: choose two different ones.")
    if "seed" in keys and n_seeds > 1:
        raise ValueError("One axis is the seed already: try one run a cell.")
    for key, tried in zip(keys, values, strict=True):
        if not tried:
            raise ValueError(f"Choose at least one value for the {VARIED[key].label}.")
    check_size(len(values[0]) * len(values[1]) * n_seeds, steps)
    jobs: list[Job] = []
    places: list[tuple[int, int, int]] = []
    for number in range(n_seeds):
        seeded = replace(config, seed=(config.seed + number) % (int(settings.SEED.maximum) + 1))
        for row, one in enumerate(values[0]):
            for column, other in enumerate(values[1]):
                given = VARIED[keys[0]].given_to(seeded, one)
                jobs.append(Job(VARIED[keys[1]].given_to(given, other), steps))
                places.append((row, column, number))
    return Plan(tuple(jobs), tuple(places), tuple(keys), tuple(tuple(one) for one in values))


def check_size(n_jobs: int, steps: int) -> None:
    """Raise ``ValueError`` unless so many runs of so many steps may be tried at once."""
    if not 1 <= n_jobs <= settings.MAX_JOBS:
        raise ValueError(
            f"That would be {n_jobs:,} runs: try 1 to {settings.MAX_JOBS:,} at once, with fewer "
            "values or fewer seeds."
        )
    if n_jobs * steps > settings.MAX_TRIED_STEPS:
        raise ValueError(
            f"That would be {n_jobs * steps:,} training steps in all: try at most "
            f"{settings.MAX_TRIED_STEPS:,}, with fewer runs or fewer steps each."
        )
    if not 1 <= steps <= settings.MAX_JOB_STEPS:
        raise ValueError(
            f"Train each run for 1 to {settings.MAX_JOB_STEPS:,} steps, not {steps:,}."
        )
