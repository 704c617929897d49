"""How is a run doing? Numbers that tell the classic failures from health, each of one step.

Lessons make claims about them, goals ask for them, and the doctor reads them.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from dashboard.probes import measure
from dashboard.recent import recent_costs
from dashboard.run import Run
from network import Array, forward_prop

FLAT = 0.01
"""An activation is saturated where its slope is less than this share of its steepest."""

SAME = 1e-9
"""Two rows of weights are identical if they differ by less than this, relative to the larger."""


def hidden_activations(run: Run) -> list[tuple[str, Array]]:
    """Return each hidden layer's activation and its values for every training point.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    layers : list of (str, ndarray of float, shape (n_l, m))
    """
    _, caches = forward_prop(run.data.X, run.params, **run.forward_options)
    return [(cache.activation_cache.activation, cache.activation_cache.A) for cache in caches[:-1]]


def is_flat(name: str, A: Array) -> NDArray[np.bool_]:
    """Return which activations are saturated.

    Parameters
    ----------
    name : {"sigmoid", "tanh"}
        The activation.
    A : ndarray of float, any shape
        Its values.

    Returns
    -------
    is_flat : ndarray of bool, same shape

    Examples
    --------
    >>> is_flat("tanh", np.array([0.9, -0.999])).tolist()
    [False, True]
    """
    slope = 4 * A * (1 - A) if name == "sigmoid" else 1 - A**2
    return slope < FLAT


def saturated_share(run: Run) -> float:
    """Return the share of saturated activations among those of sigmoid and tanh units.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    share : float
        Over all such hidden units and all training points; NaN if there is no such unit.

    Notes
    -----
    The slope of sigmoid is ``A (1 - A)``, at most 1/4; that of tanh ``1 - A**2``, at most 1.
    """
    flat: list[NDArray[np.bool_]] = []
    for name, A in hidden_activations(run):
        if name in ("sigmoid", "tanh"):
            flat.append(is_flat(name, A).ravel())
    return float(np.concatenate(flat).mean()) if flat else float("nan")


def dead_units(run: Run) -> float:
    """Count the hidden ReLU units that are 0 for every training point.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    count : float
        NaN if there is no ReLU unit.
    """
    layers = [A for name, A in hidden_activations(run) if name == "relu"]
    if not layers:
        return float("nan")
    return float(sum(np.count_nonzero((A <= 0).all(axis=1)) for A in layers))


def identical_rows(run: Run) -> float:
    """Count the units of the first hidden layer whose twin is in that layer too.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    count : float
        Units whose weights and bias are those of another unit; 0 without a hidden layer.
    """
    if len(run.config.layer_dims) < 3:
        return 0.0
    rows = np.hstack([run.params["W1"], run.params["b1"]])
    size = max(float(np.abs(rows).max()), np.finfo(float).tiny)
    twins = (np.abs(rows[:, np.newaxis] - rows) <= SAME * size).all(axis=2)
    return float(np.count_nonzero(twins.sum(axis=1) > 1))


def gradient_ratio(run: Run) -> float:
    """Return the first layer's gradient, divided by the last one's.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    ratio : float
        Of the root mean squares of ``dW1`` and ``dW{L}``; NaN where the last is 0.
    """
    sizes = measure(run, run.step, run.params).gradients
    return sizes[0] / sizes[-1] if sizes[-1] else float("nan")


def starting_ratio(run: Run) -> float:
    """Return the first layer's gradient at step 0, divided by the last one's there.

    Parameters
    ----------
    run : Run
        At any step.

    Returns
    -------
    ratio : float
        As `gradient_ratio`: before the output's bias has settled, which alone takes the last
        layer's gradient with it.
    """
    return gradient_ratio(replace(run, step=0, state=run.history.snapshots[0]))


def rising_share(run: Run) -> float:
    """Return the share of the last steps in which the training cost rose.

    Parameters
    ----------
    run : Run
        At its cursor; not to be called within a turn in the lane.

    Returns
    -------
    share : float
        Of the last `recent.RECENT` steps, or those there are; NaN where they are too few.
    """
    costs = recent_costs(run)
    return float((np.diff(costs) > 0).mean()) if costs.size else float("nan")


def _measured(field: str) -> Callable[[Run], float]:
    def take(run: Run) -> float:
        return float(getattr(measure(run, run.step, run.params), field))

    return take


def first_gradient(run: Run) -> float:
    """Return the root mean square of ``dW1``."""
    return measure(run, run.step, run.params).gradients[0]


def prediction(run: Run) -> float:
    """Return the mean of what the network says of the training points, over all outputs."""
    AL, _ = forward_prop(run.data.X, run.params, **run.forward_options)
    return float(AL.mean())


def sureness(run: Run) -> float:
    """Return how sure the network is of its answers, right or wrong.

    Parameters
    ----------
    run : Run
        At its cursor.

    Returns
    -------
    sureness : float
        The mean over the training points of the probability of the answer given: from 0.5 for two
        classes, to 1. NaN where a value is predicted.
    """
    if run.config.task == "value":
        return float("nan")
    AL, _ = forward_prop(run.data.X, run.params, **run.forward_options)
    sure = np.maximum(AL, 1 - AL) if len(AL) == 1 else AL.max(axis=0)
    return float(sure.mean())


def first_weight(run: Run) -> float:
    """Return the weight that the first unit gives to the first feature."""
    return float(run.params["W1"][0, 0])


class Sign(NamedTuple):
    """A vital sign: what it is called, and how it is taken of a run at its cursor."""

    label: str
    take: Callable[[Run], float]


SIGNS: dict[str, Sign] = {
    "cost": Sign("training cost", _measured("train_cost")),
    "test-cost": Sign("test cost", _measured("test_cost")),
    "score": Sign("training score", _measured("train_score")),
    "test-score": Sign("test score", _measured("test_score")),
    "first-gradient": Sign("gradient of the first layer", first_gradient),
    "gradient-ratio": Sign("gradient of the first layer over the last one's", gradient_ratio),
    "saturated": Sign("share of saturated activations", saturated_share),
    "dead-units": Sign("dead ReLU units", dead_units),
    "identical-rows": Sign("units with an identical twin", identical_rows),
    "prediction": Sign("mean prediction", prediction),
    "sureness": Sign("how sure the answers are", sureness),
    "first-weight": Sign("first weight of the first unit", first_weight),
    "starting-ratio": Sign(
        "gradient of the first layer over the last one's, at step 0", starting_ratio
    ),
    "rising": Sign("share of the last 200 steps in which the cost rose", rising_share),
}
