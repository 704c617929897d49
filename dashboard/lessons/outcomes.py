"""What comes of a lesson's runs? Costs and planes, trained here, turn by turn, and remembered.

A whole class opens the same lesson: what was trained for one of them is there for all.
"""

from functools import lru_cache
from typing import NamedTuple
from urllib.parse import parse_qsl

from dashboard import settings
from dashboard.batch import advance_within
from dashboard.datasets import Dataset
from dashboard.lane import LANE
from dashboard.link import Address, decode
from dashboard.probes import Curves, curves, measure, prediction_grid
from dashboard.run import Run, start
from network import Array

PLANE_RESOLUTION = 41
"""Points along a side of a small plane."""

REMEMBERED = 128

MOST_TURNS = 200
"""In the lane, for one run: 20 seconds of training, and whatever others take between."""


class Plane(NamedTuple):
    """What a run predicts over the plane.

    Parameters
    ----------
    ticks : ndarray of float, shape (k,)
        Coordinates along either axis.
    AL : ndarray of float, shape (n_L, k, k)
        Predictions; row i is at x₂ = ticks[i].
    data : Dataset
        The points.
    """

    ticks: Array
    AL: Array
    data: Dataset


@lru_cache(maxsize=REMEMBERED)
def address_of(link: str) -> Address:
    """Read the link of a lesson's run, which has no ``v=1``.

    Parameters
    ----------
    link : str
        Of a lesson's run.

    Returns
    -------
    address : Address
    """
    return decode(dict(parse_qsl(link)))


def trained(link: str, step: int) -> Run:
    """Train the run of a link to a step, in turns of the lane: others may play meanwhile.

    Parameters
    ----------
    link : str
        Of a lesson's run.
    step : int
        Which step of the run.

    Returns
    -------
    run : Run
        At that step, or where it ended before.

    Raises
    ------
    ValueError
        If it takes too long: the message is one sentence for the learner.
    """
    address = address_of(link)
    run = start(address.config, address.events)
    turns = 0
    while run.step < step and not run.has_ended:
        turns += 1
        if turns > MOST_TURNS:
            raise ValueError(
                f"The run to step {step:,} takes too long to be trained beside the page: it got "
                f"to step {run.step:,}."
            )
        with LANE.turn():
            run = advance_within(run, step - run.step, seconds=settings.RESTORING_TURN_SECONDS)
    return run


@lru_cache(maxsize=REMEMBERED)
def cost_at(link: str, step: int) -> float:
    """Return the training cost of a link's run at a step."""
    run = trained(link, step)
    return measure(run, run.step, run.params).train_cost


@lru_cache(maxsize=REMEMBERED)
def curves_to(link: str, step: int) -> Curves:
    """Return the curves of a link's run up to a step."""
    return curves(trained(link, step), step)


@lru_cache(maxsize=REMEMBERED)
def plane_at(link: str, step: int) -> Plane:
    """Return what a link's run predicts over the plane at a step."""
    run = trained(link, step)
    ticks, AL = prediction_grid(run, PLANE_RESOLUTION)
    return Plane(ticks, AL, run.data)
