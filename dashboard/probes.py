"""What is worth drawing of a run? Arrays computed from it with the functions of `network`."""

import math
from dataclasses import dataclass

import numpy as np

from dashboard.history import Measure
from dashboard.run import Run
from network import Array, Params, backprop, cost_function, forward_prop
from network.training import Step


def measure(run: Run, params: Params, made: Step | None = None) -> Measure:
    """Measure a run as it would be with some parameters.

    Parameters
    ----------
    run : Run
        Whose data and activations to use.
    params : dict of str to ndarray
        Parameters at any of its steps.
    made : Step, optional
        The training step that starts from them, where it has been computed.

    Returns
    -------
    measure : Measure
        Costs in nats; infinite or NaN only where the parameters are.
    """
    data, activations = run.data, run.config.activations
    if made is None:
        AL, caches = forward_prop(data.X, params, activations=activations)
        grads = backprop(AL, data.Y, caches)
    else:
        _, AL, caches, grads = made
    train_cost = cost_function(AL, data.Y, Z=caches[-1].activation_cache.Z)
    test_cost = test_accuracy = float("nan")
    if data.X_test.shape[1] > 0:
        AL_test, test_caches = forward_prop(data.X_test, params, activations=activations)
        test_cost = cost_function(AL_test, data.Y_test, Z=test_caches[-1].activation_cache.Z)
        test_accuracy = accuracy(AL_test, data.Y_test)
    gradients = tuple(root_mean_square(grads[f"dW{layer}"]) for layer in range(1, len(caches) + 1))
    return Measure(train_cost, test_cost, accuracy(AL, data.Y), test_accuracy, gradients)


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
    flat = dW.ravel()
    with np.errstate(over="ignore"):
        return math.sqrt(float(flat @ flat) / flat.size)


@dataclass(frozen=True, eq=False)
class Curves:
    """What was measured along a run, at the steps that its history keeps.

    Parameters
    ----------
    steps : ndarray of float, shape (k,)
    train_cost, test_cost : ndarray of float, shape (k,)
        In nats; NaN without test points.
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
    for step, params in history.snapshots.items():
        if step <= until and step not in history.measures:
            history.measures[step] = measure(run, params)
    measures = {step: found for step, found in history.measures.items() if step <= until}
    if run.step not in measures:
        measures[run.step] = measure(run, run.params)
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
    AL : ndarray of float, shape (resolution, resolution)
        Predictions; row i is at x₂ = ticks[i].
    """
    extent = run.data.extent
    ticks = np.linspace(-extent, extent, resolution)
    x1, x2 = np.meshgrid(ticks, ticks)
    AL, _ = forward_prop(
        np.stack([x1.ravel(), x2.ravel()]), run.params, activations=run.config.activations
    )
    return ticks, AL.reshape(resolution, resolution)
