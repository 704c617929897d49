"""What happened in one step? Every array of it, layer by layer, as the code computed it."""

from dataclasses import dataclass

import numpy as np

from dashboard.run import Run, cost_of, step_from, training_points
from dashboard.schedule import Rule
from network import (
    OPTIMIZERS,
    Array,
    OptimizerState,
    Params,
    add_penalty,
    epoch_order,
    one_layer_backward,
)
from network.activations import ACTIVATIONS, JOINT_ACTIVATIONS
from network.cost import COSTS
from network.mini_batches import Order
from network.training import Step


@dataclass(frozen=True, eq=False)
class LayerTrace:
    """One layer in one step; columns are the training points of the step.

    Parameters
    ----------
    layer : int
        From 1 on.
    activation : str
    A_prev : ndarray of float, shape (n_{l-1}, m)
    W, b : ndarray of float, shapes (n_l, n_{l-1}) and (n_l, 1)
        Before the step.
    Z, A : ndarray of float, shape (n_l, m)
    dA : ndarray of float, shape (n_l, m), or None
        Derivative of each point's cost by the activations; None at an output that matches its
        cost, where `backprop` starts from ``dZ = AL - Y`` and never needs it.
    dZ : ndarray of float, shape (n_l, m)
        Derivative of each point's cost by the weighted sums.
    dW, db : ndarray of float
        Derivative of the mean cost, without penalty.
    slope_W : ndarray of float
        The same with the penalty's share; that of ``b`` is ``db``.
    new_W, new_b : ndarray of float
        After the step.
    """

    layer: int
    activation: str
    A_prev: Array
    W: Array
    b: Array
    Z: Array
    A: Array
    dA: Array | None
    dZ: Array
    dW: Array
    db: Array
    slope_W: Array
    new_W: Array
    new_b: Array


@dataclass(frozen=True, eq=False)
class Trace:
    """One step of a run, from its cursor to the next step.

    Parameters
    ----------
    run : Run
        At the step that the update starts from.
    rule : Rule
        What governs the update.
    X, Y : ndarray of float, shapes (n_0, m) and (n_L, m)
        The training points of the step: all, or its mini-batch.
    layers : tuple of LayerTrace
        Layer 1 first.
    cost : float
        Over these points, without penalty.
    state, new_state : dict of str to ndarray
        What the optimizer remembered before the step, and after it.
    made : Step
        The step as `training_step` returned it.
    """

    run: Run
    rule: Rule
    X: Array
    Y: Array
    layers: tuple[LayerTrace, ...]
    cost: float
    state: OptimizerState
    new_state: OptimizerState
    made: Step

    @property
    def m(self) -> int:
        """How many training points the step uses."""
        return self.X.shape[1]

    @property
    def new_params(self) -> Params:
        """The parameters after the step."""
        return self.made.params


def trace(run: Run) -> Trace:
    """Make the step from a run's cursor to the next, keeping everything.

    Parameters
    ----------
    run : Run
        Which run, at the step to start from. It is not changed.

    Returns
    -------
    trace : Trace
        With the numbers of `training_step` itself. ``dA`` and ``dZ``, which `backprop` uses and
        does not return, are made once more by the same functions.
    """
    rule = run.rule
    X, Y = training_points(run, run.step)
    with np.errstate(over="ignore", invalid="ignore"):
        made = step_from(run, run.step, run.state)
        slopes = (
            add_penalty(made.grads, run.params, l1=rule.l1, l2=rule.l2)
            if rule.l1 or rule.l2
            else made.grads
        )
        last = made.caches[-1].activation_cache
        is_matching = last.activation in COSTS[run.config.cost_in_force].matching_outputs
        dA: Array | None = None if is_matching else made.AL - Y
        layers: list[LayerTrace] = []
        for layer in range(len(made.caches), 0, -1):
            cache = made.caches[layer - 1]
            (A_prev, W, b), (Z, A, activation) = cache
            if dA is None:
                dZ = made.AL - Y
                below = W.T @ dZ
            else:
                dZ = _through_activation(dA, Z, A, activation)
                below, _, _ = one_layer_backward(dA, cache)
            layers.append(
                LayerTrace(
                    layer=layer,
                    activation=activation,
                    A_prev=A_prev,
                    W=W,
                    b=b,
                    Z=Z,
                    A=A,
                    dA=dA,
                    dZ=dZ,
                    dW=made.grads[f"dW{layer}"],
                    db=made.grads[f"db{layer}"],
                    slope_W=slopes[f"dW{layer}"],
                    new_W=made.params[f"W{layer}"],
                    new_b=made.params[f"b{layer}"],
                )
            )
            dA = below
        cost = cost_of(run, made.AL, last.Z, Y)
    before = run.state.optimizer or OPTIMIZERS[rule.optimizer].begin(run.params)
    return Trace(
        run=run,
        rule=rule,
        X=X,
        Y=Y,
        layers=tuple(reversed(layers)),
        cost=cost,
        state=before,
        new_state=made.state,
        made=made,
    )


def columns_of(run: Run) -> Order:
    """Tell which training points the step from a run's cursor looks at.

    Parameters
    ----------
    run : Run
        At the step.

    Returns
    -------
    columns : ndarray of int, shape (m,)
        Their columns among all training points, in the order of the step.
    """
    m, size = run.data.X.shape[1], run.rule.batch_size
    if not 0 < size < m:
        return np.arange(m)
    epoch, offset = run.schedule.position(run.step)
    return epoch_order(m, seed=run.config.seed, epoch=epoch)[offset : offset + size]


def _through_activation(dA: Array, Z: Array, A: Array, activation: str) -> Array:
    if activation in ACTIVATIONS:
        return dA * ACTIVATIONS[activation].derivative(Z, A)
    return JOINT_ACTIVATIONS[activation].backward(dA, A)
