"""What is worth drawing of a run? Arrays computed from it with the functions of `network`."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from dashboard.features import features_of
from dashboard.history import Measure
from dashboard.run import Run, cost_of
from network import Array, Params, backprop, forward_prop, penalty
from network.training import Step


# Of numbers that grow without bound, what is infinite is told in words: a warning is only louder.
@np.errstate(over="ignore", invalid="ignore")
def measure(run: Run, step: int, params: Params, made: Step | None = None) -> Measure:
    """Measure a run as it would be with some parameters.

    Parameters
    ----------
    run : Run
        Whose data and network to use.
    step : int
        Which of its steps.
    params : dict of str to ndarray
        Parameters at that step.
    made : Step, optional
        The training step that starts from them, where it has been computed.

    Returns
    -------
    measure : Measure
        Costs are infinite or NaN only where the parameters are.
    """
    data, config, options = run.data, run.config, run.forward_options
    rule = run.schedule.at(step)
    if made is None or rule.batch_size:  # of a mini-batch, a step tells too little
        AL, caches = forward_prop(data.X, params, **options)
        grads = backprop(AL, data.Y, caches, cost=config.cost_in_force)
    else:
        AL, caches, grads = made.AL, made.caches, made.grads
    train_cost = cost_of(run, AL, caches[-1].activation_cache.Z, data.Y)
    test_cost = test_score = float("nan")
    if data.X_test.shape[1] > 0:
        AL_test, test_caches = forward_prop(data.X_test, params, **options)
        test_cost = cost_of(run, AL_test, test_caches[-1].activation_cache.Z, data.Y_test)
        test_score = score(AL_test, data.Y_test, config.task)
    gradients = tuple(root_mean_square(grads[f"dW{layer}"]) for layer in range(1, len(caches) + 1))
    epoch, offset = run.schedule.position(step)
    measured = Measure(
        train_cost,
        test_cost,
        score(AL, data.Y, config.task),
        test_score,
        gradients,
        epoch=epoch + offset / data.X.shape[1],
    )
    if not (rule.l1 or rule.l2):
        return measured
    return measured._replace(
        penalty_l1=penalty(params, l1=rule.l1), penalty_l2=penalty(params, l2=rule.l2)
    )


def columns_of(run: Run) -> tuple[str, ...]:
    """Name the numbers that are measured of each frame of a run.

    Parameters
    ----------
    run : Run
        Which run: penalties and epochs are there only where it has them.

    Returns
    -------
    columns : tuple of str
    """
    schedule = run.schedule
    return (
        "train_cost",
        "test_cost",
        "train_score",
        "test_score",
        *(("penalty_l1", "penalty_l2") if schedule.has_penalty else ()),
        *(("epoch",) if schedule.has_batches else ()),
        *(f"gradient {layer}" for layer in range(1, len(run.params) // 2 + 1)),
    )


def row_of(measured: Measure, columns: Sequence[str]) -> list[float]:
    """Write what was measured in the order of some columns.

    Parameters
    ----------
    measured : Measure
        Of one step.
    columns : sequence of str
        As `columns_of` names them.

    Returns
    -------
    row : list of float
    """
    n_layers = len(measured.gradients)
    named = [getattr(measured, name) for name in columns[: len(columns) - n_layers]]
    return [*named, *measured.gradients]


def score(AL: Array, Y: Array, task: str) -> float:
    """Return how well a set is predicted: its accuracy, or R² where values are predicted.

    Parameters
    ----------
    AL : ndarray of float, shape (n_L, m)
        Predictions.
    Y : ndarray of float, shape (n_L, m)
        Labels, or values.
    task : {"binary", "classes", "value"}
        What is to be learned.

    Returns
    -------
    score : float
        At most 1. R² is NaN where all values are alike.

    Examples
    --------
    >>> score(np.array([[0.2, 0.9, 0.6, 0.4]]), np.array([[0.0, 1.0, 0.0, 1.0]]), "binary")
    0.5
    >>> score(np.array([[1.0, 2.0, 3.0]]), np.array([[1.0, 2.0, 3.0]]), "value")
    1.0
    """
    if task == "value":
        return r_squared(AL, Y)
    if task == "classes":
        return float(np.count_nonzero(AL.argmax(axis=0) == Y.argmax(axis=0)) / Y.shape[1])
    return accuracy(AL, Y)


def r_squared(AL: Array, Y: Array) -> float:
    """Return the share of the values' variance that the predictions explain.

    Parameters
    ----------
    AL, Y : ndarray of float, shape (1, m)
        Predictions and values.

    Returns
    -------
    r_squared : float
        1 for perfect predictions, 0 for what the mean alone would do, less for worse; NaN where
        all values are alike.

    Notes
    -----
    ``1 - sum((AL - Y)**2) / sum((Y - mean(Y))**2)``.

    Examples
    --------
    >>> r_squared(np.array([[2.0, 2.0, 2.0]]), np.array([[1.0, 2.0, 3.0]]))
    0.0
    """
    spread = float(((Y - Y.mean()) ** 2).sum())
    with np.errstate(over="ignore"):
        return 1 - float(((AL - Y) ** 2).sum()) / spread if spread > 0 else math.nan


def accuracy(AL: Array, Y: Array) -> float:
    """Return the share of examples whose prediction is on the right side of one half.

    Parameters
    ----------
    AL : ndarray of float, shape (1, m)
        Predictions.
    Y : ndarray of float, shape (1, m)
        Labels, 0 or 1.

    Returns
    -------
    accuracy : float
        From 0 to 1. A prediction of exactly one half counts as class 1.

    Examples
    --------
    >>> accuracy(np.array([[0.2, 0.9, 0.6, 0.4]]), np.array([[0.0, 1.0, 0.0, 1.0]]))
    0.5
    """
    return float(np.count_nonzero((AL >= 0.5) == (Y >= 0.5)) / Y.size)


def confusion(AL: Array, targets: Array, n_classes: int) -> Array:
    """Count which class is taken for which.

    Parameters
    ----------
    AL : ndarray of float, shape (n_L, m)
        Predictions: a row for each class, or of two classes the probability of the second.
    targets : ndarray of float, shape (m,)
        The class of each point, from 0 on.
    n_classes : int
        How many there are.

    Returns
    -------
    counts : ndarray of int, shape (n_classes, n_classes)
        Row: the class a point is of; column: the one it is taken for.

    Examples
    --------
    >>> confusion(np.array([[0.2, 0.9, 0.6]]), np.array([0.0, 1.0, 0.0]), 2).tolist()
    [[1, 1], [0, 1]]
    """
    predicted = AL.argmax(axis=0) if len(AL) > 1 else (AL[0] >= 0.5).astype(int)
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (targets.astype(int), predicted), 1)
    return counts


def root_mean_square(dW: Array) -> float:
    """Return the typical size of a gradient's entries; infinite if one is too large to square.

    Parameters
    ----------
    dW : ndarray of float, any shape
        A gradient.

    Returns
    -------
    size : float

    Examples
    --------
    >>> root_mean_square(np.array([[3.0, -4.0], [0.0, 0.0]]))
    2.5
    """
    return math.sqrt(float(np.vdot(dW, dW)) / dW.size)


@dataclass(frozen=True, eq=False)
class Curves:
    """What was measured along a run, at the steps that its history keeps.

    Parameters
    ----------
    steps : ndarray of float, shape (k,)
    train_cost, test_cost : ndarray of float, shape (k,)
        Without penalty; NaN without test points.
    gradients : ndarray of float, shape (layers, k)
        Root mean square of each layer's ``dW``.
    """

    steps: Array
    train_cost: Array
    test_cost: Array
    gradients: Array


def curves(run: Run, until: int) -> Curves:
    """Measure every kept snapshot of a run, each once in its life.

    Parameters
    ----------
    run : Run
        Which run; its history remembers what is measured here.
    until : int
        The last step wanted.

    Returns
    -------
    curves : Curves
        In the order of the steps, the cursor's own step included.
    """
    history = run.history
    for step, state in history.snapshots.items():
        if step <= until and step not in history.measures:
            history.measures[step] = measure(run, step, state.params)
    measures = {step: found for step, found in history.measures.items() if step <= until}
    if run.step not in measures:
        measures[run.step] = measure(run, run.step, run.params)
    ordered = sorted(measures.items())
    return Curves(
        steps=np.array([step for step, _ in ordered], dtype=np.float64),
        train_cost=np.array([measured.train_cost for _, measured in ordered]),
        test_cost=np.array([measured.test_cost for _, measured in ordered]),
        gradients=np.array([measured.gradients for _, measured in ordered]).T,
    )


def prediction_grid(run: Run, resolution: int) -> tuple[Array, Array]:
    """Predict every point of a grid over the plane.

    Parameters
    ----------
    run : Run
        Which run, at its cursor.
    resolution : int
        Points along each side.

    Returns
    -------
    ticks : ndarray of float, shape (resolution,)
        Coordinates along either axis.
    AL : ndarray of float, shape (n_L, resolution, resolution)
        Predictions of each output unit; row i is at x₂ = ticks[i].
    """
    extent = run.data.extent
    ticks = np.linspace(-extent, extent, resolution)
    x1, x2 = np.meshgrid(ticks, ticks)
    X = features_of(np.stack([x1.ravel(), x2.ravel()]), run.config.features)
    AL, _ = forward_prop(X, run.params, **run.forward_options)
    return ticks, AL.reshape(-1, resolution, resolution)
