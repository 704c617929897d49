"""What if the server has forgotten a run? The page hands back one exact state of it.

Each batch carries a keyframe, the exact parameters at its end. A stage that finds a server which
does not know its run (restarted, another replica, or a session long forgotten) hands the newest
one back, and play goes on from there at once. Nothing from a browser is believed: shapes and
numbers are looked at, and while the lane is idle the run is trained again from its start, until
its fingerprint shows whether what was handed back was true.
"""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeGuard, cast

import numpy as np

from dashboard import settings
from dashboard.config import parameter_count, parameter_names, unflatten
from dashboard.history import State
from dashboard.run import Run, fingerprint, is_finite, start
from network import OPTIMIZERS, Array, OptimizerState


@dataclass(frozen=True)
class Keyframe:
    """One state of a run, as a page handed it back.

    Parameters
    ----------
    step : int
        How many updates the parameters have had.
    values : tuple of float
        W1 row by row, b1, W2, ..., then what the optimizer remembers, in the order of its names.
    """

    step: int
    values: tuple[float, ...]


def flatten_state(state: State) -> Array:
    """Lay out a state as the numbers of a keyframe.

    Parameters
    ----------
    state : State
        Of a run, at any step.

    Returns
    -------
    flat : ndarray of float, shape (numbers,)
    """
    parameters = [state.params[name] for name in parameter_names(len(state.params) // 2)]
    memory = [state.optimizer[name] for name in sorted(state.optimizer)]
    return np.concatenate([array.ravel() for array in (*parameters, *memory)])


def read_keyframe(value: object) -> Keyframe | None:
    """Read what a browser says is a keyframe.

    Parameters
    ----------
    value : object
        Of any content: ``{"step": 120, "values": [0.1, ...]}`` is right.

    Returns
    -------
    keyframe : Keyframe or None
        None where a number is missing, is not finite, or is none.

    Examples
    --------
    >>> read_keyframe({"step": 2, "values": [0.5, 1, -2.0]})
    Keyframe(step=2, values=(0.5, 1.0, -2.0))
    >>> read_keyframe({"step": 2, "values": [0.5, None]}) is None
    True
    """
    if not isinstance(value, Mapping):
        return None
    fields = cast(Mapping[str, Any], value)
    step, values = fields.get("step"), fields.get("values")
    if not _is_number(step) or step % 1 or not 1 <= step <= settings.MAX_EVENT_STEP:
        return None
    if not isinstance(values, Sequence) or isinstance(values, str):
        return None
    numbers = cast(Sequence[Any], values)
    if not all(map(_is_number, numbers)):
        return None
    return Keyframe(int(step), tuple(map(float, numbers)))


def at_keyframe(run: Run, keyframe: Keyframe) -> Run | None:
    """Put a run where a keyframe says it was.

    Parameters
    ----------
    run : Run
        The run at its start.
    keyframe : Keyframe
        A later state of it.

    Returns
    -------
    run : Run or None
        At the keyframe's step; None if the keyframe does not fit the network, or has no cost.
    """
    layer_dims = run.config.layer_dims
    count = parameter_count(layer_dims)
    memory = OPTIMIZERS[run.schedule.at(keyframe.step).optimizer].begin(run.params)
    if len(keyframe.values) != count + sum(array.size for array in memory.values()):
        return None
    numbers = np.array(keyframe.values[count:], dtype=np.float64)
    for name in sorted(memory):
        size, shape = memory[name].size, memory[name].shape
        memory[name], numbers = numbers[:size].reshape(shape).copy(), numbers[size:]
    state = State(unflatten(keyframe.values[:count], layer_dims), memory)
    with np.errstate(over="ignore", invalid="ignore"):
        if not is_finite(run, keyframe.step, state.params) or not is_sound(memory):
            return None
    run.history.take(keyframe.step, state)
    return replace(run, step=keyframe.step, state=state)


def is_sound(memory: OptimizerState) -> bool:
    """Whether an optimizer could remember this: mean squares are positive, and steps counted."""
    squares = [memory[name] for name in memory if name.startswith("s")]
    if "t" in memory:
        squares += [memory[name] for name in memory if name.startswith(("vW", "vb"))]
        if memory["t"].item() < 0:
            return False
    return all((square >= 0).all() for square in squares)


@dataclass(frozen=True, eq=False)
class Check:
    """A run that was handed back, on the way to being trained again.

    Parameters
    ----------
    run : Run
        The run trained afresh, as far as that is.
    step : int
        The keyframe's step.
    stamp : str
        The fingerprint that the keyframe has.
    numbers : bytes
        All of the keyframe's numbers.
    """

    run: Run
    step: int
    stamp: str
    numbers: bytes

    @property
    def is_done(self) -> bool:
        """Whether it is known if the keyframe was true."""
        return self.run.step >= self.step or self.run.has_ended

    @property
    def is_confirmed(self) -> bool:
        """Whether the run trained afresh came to the same numbers, to the last bit."""
        # The fingerprint is of the parameters alone; what an optimizer remembers counts as well.
        return (
            self.run.step == self.step and flatten_state(self.run.state).tobytes() == self.numbers
        )


def check_of(run: Run) -> Check | None:
    """Begin to check a run that stands at its keyframe.

    Parameters
    ----------
    run : Run
        As `at_keyframe` returns it.

    Returns
    -------
    check : Check or None
        None where that many steps would be too much to ask of a server.
    """
    if run.step > settings.MAX_CHECK_STEPS:
        return None
    numbers = flatten_state(run.state).tobytes()
    return Check(start(run.config, run.events), run.step, fingerprint(run), numbers)


def _is_number(value: object) -> TypeGuard[float]:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= sys.float_info.max  # NaN is not; a whole number can be any size
