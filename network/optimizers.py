"""How far does each parameter move? Four answers to one gradient, three of which have a memory.

An optimizer is a pair of pure functions: ``begin`` makes its first memory, ``update`` takes the
parameters, their gradient and the memory, and returns the parameters and the memory after one
step. ``OPTIMIZERS`` names the pairs.
"""
# ruff: noqa: ARG001 - every update takes both betas, needed or not

from collections.abc import Callable
from typing import NamedTuple, Protocol

import numpy as np

from network.structures import Grads, OptimizerState, Params, gradient_of
from network.update import update_parameters

BETA1 = 0.9
BETA2 = 0.999
EPSILON = 1e-8


def gradient_descent_step(
    parameters: Params,
    grads: Grads,
    state: OptimizerState,
    learning_rate: float,
    *,
    beta1: float = BETA1,
    beta2: float = BETA2,
) -> tuple[Params, OptimizerState]:
    """Go where the ground falls, as far as it is steep.

    Parameters
    ----------
    parameters : dict of str to ndarray
        ``W{l}`` and ``b{l}`` of every layer. They are not changed.
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}``, in the same shapes.
    state : dict of str to ndarray
        Nothing: gradient descent has no memory.
    learning_rate : float
        How far to move for a gradient of 1.
    beta1, beta2 : float
        Not used.

    Returns
    -------
    parameters : dict of str to ndarray
        New arrays, with the same names and shapes.
    state : dict of str to ndarray
        Nothing.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter, or `state` is another
        optimizer's.

    Notes
    -----
    ``W := W - learning_rate * dW`` and ``b := b - learning_rate * db``, as `update_parameters`
    makes them.

    References
    ----------
    Cauchy, "Méthode générale pour la résolution des systèmes d'équations simultanées", 1847.

    Examples
    --------
    >>> old, grads = {"W1": np.array([[1.0]])}, {"dW1": np.array([[2.0]])}
    >>> new, state = gradient_descent_step(old, grads, {}, 0.25)
    >>> float(new["W1"].item()), state
    (0.5, {})
    """
    if state:
        raise ValueError(f"state: expected none for gradient descent, got {sorted(state)}")
    return update_parameters(parameters, grads, learning_rate), {}


def momentum_step(
    parameters: Params,
    grads: Grads,
    state: OptimizerState,
    learning_rate: float,
    *,
    beta1: float = BETA1,
    beta2: float = BETA2,
) -> tuple[Params, OptimizerState]:
    """Roll downhill like a heavy ball, which keeps most of its speed.

    Parameters
    ----------
    parameters : dict of str to ndarray
        ``W{l}`` and ``b{l}`` of every layer. They are not changed.
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}``, in the same shapes.
    state : dict of str to ndarray
        The velocities ``vW{l}`` and ``vb{l}``, in the same shapes. They are not changed.
    learning_rate : float
        How far to move for a velocity of 1.
    beta1 : float, default 0.9
        How much of its velocity the ball keeps, 0 to less than 1.
    beta2 : float
        Not used.

    Returns
    -------
    parameters : dict of str to ndarray
        New arrays, with the same names and shapes.
    state : dict of str to ndarray
        The velocities after the step.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter, or `state` is not of
        these parameters and this optimizer.

    Notes
    -----
    ``v := beta1 * v + dW``, then ``W := W - learning_rate * v``; the same for ``b``. Where the
    gradient stays the same, the velocity grows to ``dW / (1 - beta1)``: ten times a step of
    gradient descent for the default. Where it changes its sign from step to step, most of it
    cancels.

    References
    ----------
    Polyak, "Some methods of speeding up the convergence of iteration methods", 1964.

    Examples
    --------
    >>> old, grads = {"W1": np.array([[1.0]])}, {"dW1": np.array([[2.0]])}
    >>> new, state = momentum_step(old, grads, {"vW1": np.array([[4.0]])}, 0.25, beta1=0.5)
    >>> float(state["vW1"].item()), float(new["W1"].item())
    (4.0, 0.0)
    """
    check_state(state, state_shapes(parameters, "v"))
    moved: Params = {}
    velocities: OptimizerState = {}
    for name, value in parameters.items():
        v = beta1 * state[f"v{name}"] + gradient_of(name, value, grads)
        moved[name] = value - learning_rate * v
        velocities[f"v{name}"] = v
    return moved, velocities


def rmsprop_step(
    parameters: Params,
    grads: Grads,
    state: OptimizerState,
    learning_rate: float,
    *,
    beta1: float = BETA1,
    beta2: float = BETA2,
) -> tuple[Params, OptimizerState]:
    """Measure each parameter's gradient by how large it has been of late.

    Parameters
    ----------
    parameters : dict of str to ndarray
        ``W{l}`` and ``b{l}`` of every layer. They are not changed.
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}``, in the same shapes.
    state : dict of str to ndarray
        The mean squares ``sW{l}`` and ``sb{l}``, in the same shapes. They are not changed.
    learning_rate : float
        How far to move for a gradient of its usual size.
    beta1 : float
        Not used.
    beta2 : float, default 0.999
        How much of the mean square is kept, 0 to less than 1.

    Returns
    -------
    parameters : dict of str to ndarray
        New arrays, with the same names and shapes.
    state : dict of str to ndarray
        The mean squares after the step.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter, or `state` is not of
        these parameters and this optimizer.

    Notes
    -----
    ``s := beta2 * s + (1 - beta2) * dW**2``, a mean in which a square counts for less the older
    it is. Then ``W := W - learning_rate * dW / (sqrt(s) + epsilon)``, where epsilon = 1e-8 saves a
    gradient that was always 0; the same for ``b``. The mean starts at 0 and so is too small at
    first: the first step is ``learning_rate / sqrt(1 - beta2)`` long in every direction, 32 times
    the learning rate for the default. Adam corrects that.

    References
    ----------
    Tieleman and Hinton, "Lecture 6.5 - RMSProp", COURSERA: Neural Networks for Machine Learning,
    2012.

    Examples
    --------
    >>> old, grads = {"W1": np.array([[1.0]])}, {"dW1": np.array([[2.0]])}
    >>> new, state = rmsprop_step(old, grads, {"sW1": np.array([[0.0]])}, 0.25, beta2=0.75)
    >>> float(state["sW1"].item()), round(float(new["W1"].item()), 6)
    (1.0, 0.5)
    """
    check_state(state, state_shapes(parameters, "s"))
    moved: Params = {}
    mean_squares: OptimizerState = {}
    for name, value in parameters.items():
        grad = gradient_of(name, value, grads)
        s = beta2 * state[f"s{name}"] + (1 - beta2) * grad**2
        moved[name] = value - learning_rate * grad / (np.sqrt(s) + EPSILON)
        mean_squares[f"s{name}"] = s
    return moved, mean_squares


def adam_step(
    parameters: Params,
    grads: Grads,
    state: OptimizerState,
    learning_rate: float,
    *,
    beta1: float = BETA1,
    beta2: float = BETA2,
) -> tuple[Params, OptimizerState]:
    """Roll like momentum, measured like RMSProp, and allow for a memory that is still short.

    Parameters
    ----------
    parameters : dict of str to ndarray
        ``W{l}`` and ``b{l}`` of every layer. They are not changed.
    grads : dict of str to ndarray
        ``dW{l}`` and ``db{l}``, in the same shapes.
    state : dict of str to ndarray
        The means ``mW{l}``, ``mb{l}`` and mean squares ``vW{l}``, ``vb{l}`` of the gradients, in
        the same shapes; ``t``, shape (1, 1), the number of steps made. They are not changed.
    learning_rate : float
        How far to move, at most, as a rule.
    beta1 : float, default 0.9
        How much of the mean is kept, 0 to less than 1.
    beta2 : float, default 0.999
        How much of the mean square is kept, 0 to less than 1.

    Returns
    -------
    parameters : dict of str to ndarray
        New arrays, with the same names and shapes.
    state : dict of str to ndarray
        Means, mean squares and number of steps after the step.

    Raises
    ------
    ValueError
        If a gradient is missing or has another shape than its parameter, or `state` is not of
        these parameters and this optimizer.

    Notes
    -----
    With ``t := t + 1``, for ``W`` as for ``b``::

        m := beta1 * m + (1 - beta1) * dW
        v := beta2 * v + (1 - beta2) * dW**2
        W := W - learning_rate * m_hat / (sqrt(v_hat) + epsilon)

        where m_hat = m / (1 - beta1**t) and v_hat = v / (1 - beta2**t)

    Both means start at 0. Had the gradient been the same g at every step, m would now be
    ``(1 - beta1**t) * g``: divided by that factor, it is g. So the first step is as long as the
    learning rate, in every direction. Epsilon is 1e-8.

    References
    ----------
    Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1.

    Examples
    --------
    >>> old, grads = {"W1": np.array([[1.0]])}, {"dW1": np.array([[2.0]])}
    >>> new, state = adam_step(old, grads, OPTIMIZERS["adam"].begin(old), 0.25)
    >>> round(float(new["W1"].item()), 6), float(state["t"].item())
    (0.75, 1.0)
    """
    check_state(state, state_shapes(parameters, "mv") | {"t": (1, 1)})
    t = state["t"] + 1
    moved: Params = {}
    moments: OptimizerState = {"t": t}
    for name, value in parameters.items():
        grad = gradient_of(name, value, grads)
        m = beta1 * state[f"m{name}"] + (1 - beta1) * grad
        v = beta2 * state[f"v{name}"] + (1 - beta2) * grad**2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        moved[name] = value - learning_rate * m_hat / (np.sqrt(v_hat) + EPSILON)
        moments[f"m{name}"], moments[f"v{name}"] = m, v
    return moved, moments


def state_shapes(parameters: Params, letters: str) -> dict[str, tuple[int, ...]]:
    """Say what a memory holds: for each letter, an array in the shape of every parameter.

    Examples
    --------
    >>> state_shapes({"W1": np.zeros((4, 2)), "b1": np.zeros((4, 1))}, "v")
    {'vW1': (4, 2), 'vb1': (4, 1)}
    """
    return {
        f"{letter}{name}": value.shape for letter in letters for name, value in parameters.items()
    }


def check_state(state: OptimizerState, expected: dict[str, tuple[int, ...]]) -> None:
    """Raise ``ValueError`` unless `state` holds the `expected` names, in these shapes."""
    shapes = {name: array.shape for name, array in state.items()}
    if shapes != expected:
        raise ValueError(f"state: expected {expected}, got {shapes}")


class Update(Protocol):
    """One step: from parameters, gradient and memory to the parameters and memory after it."""

    def __call__(
        self,
        parameters: Params,
        grads: Grads,
        state: OptimizerState,
        learning_rate: float,
        *,
        beta1: float = BETA1,
        beta2: float = BETA2,
    ) -> tuple[Params, OptimizerState]:
        """Return new parameters and a new memory."""
        ...


class Optimizer(NamedTuple):
    """What an optimizer is called, its first memory, its step, and the betas that matter to it."""

    label: str
    begin: Callable[[Params], OptimizerState]
    update: Update
    betas: tuple[str, ...]


def remember_nothing(params: Params) -> OptimizerState:
    """Begin without a memory."""
    return {}


def zeros(letters: str, *, counter: bool = False) -> Callable[[Params], OptimizerState]:
    """Begin with arrays of zeros, as `state_shapes` names them, and perhaps a counter ``t``.

    Examples
    --------
    >>> begin = zeros("v", counter=True)
    >>> {name: array.tolist() for name, array in begin({"b1": np.ones((2, 1))}).items()}
    {'t': [[0.0]], 'vb1': [[0.0], [0.0]]}
    """

    def begin(params: Params) -> OptimizerState:
        shapes = ({"t": (1, 1)} if counter else {}) | state_shapes(params, letters)
        return {name: np.zeros(shape) for name, shape in shapes.items()}

    return begin


OPTIMIZERS: dict[str, Optimizer] = {
    "gradient-descent": Optimizer(
        "gradient descent", remember_nothing, gradient_descent_step, betas=()
    ),
    "momentum": Optimizer("momentum", zeros("v"), momentum_step, betas=("beta1",)),
    "rmsprop": Optimizer("RMSProp", zeros("s"), rmsprop_step, betas=("beta2",)),
    "adam": Optimizer("Adam", zeros("mv", counter=True), adam_step, betas=("beta1", "beta2")),
}
