"""What has been computed of a run so far? A bounded memory of snapshots, exact in between.

The parameters at a step are a function of the run's config and events alone, so a `History`
is a memo of that function: runs that share both may share it. Which steps it keeps depends on
the step number alone: every ``stride``-th, the stride doubling whenever they grow too many.
Anything between two snapshots is trained again from the one before. (A fork keeps the stride of
the past that it shares: coarser than that of a run trained afresh, and as exact.)
"""

import math
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from dashboard.settings import MAX_HISTORY_BYTES, MAX_PROCESS_HISTORY_BYTES, MAX_SNAPSHOTS
from network.structures import OptimizerState, Params

SNAPSHOT_BYTES = 1_500
"""What a snapshot takes beside its numbers: the arrays' and the dictionary's own memory."""

FEWEST_SNAPSHOTS = 64
"""So many every history may keep, whatever the memory."""


class State(NamedTuple):
    """All that the next step depends on: the parameters, and what the optimizer remembers."""

    params: Params
    optimizer: OptimizerState

    @property
    def n_bytes(self) -> int:
        """Memory of the numbers."""
        return sum(array.nbytes for arrays in self for array in arrays.values())


class Measure(NamedTuple):
    """What is worth knowing of a run at one step.

    Costs are means over their set, without penalty; scores are the share of points in the right
    class, or R² where a value is predicted; those of an empty test set are NaN. ``gradients``
    holds the root mean square of each layer's ``dW``, input side first, over all training points.
    ``penalty_l1`` and ``penalty_l2`` are what the weights are charged; ``epoch`` counts passes
    over the training points.
    """

    train_cost: float
    test_cost: float
    train_score: float
    test_score: float
    gradients: tuple[float, ...]
    penalty_l1: float = 0.0
    penalty_l2: float = 0.0
    epoch: float = 0.0


def snapshot_capacity(n_numbers: int) -> int:
    """Return how many snapshots of so many numbers fit the memory that a run may take.

    Examples
    --------
    >>> snapshot_capacity(17), snapshot_capacity(1425)
    (512, 175)
    """
    fitting = MAX_HISTORY_BYTES // (8 * n_numbers)
    return max(FEWEST_SNAPSHOTS, min(MAX_SNAPSHOTS, fitting))


def freeze(state: State) -> State:
    """Make all arrays of a state read-only, and return it."""
    for arrays in state:
        for array in arrays.values():
            array.flags.writeable = False
    return state


@dataclass(eq=False)
class History:
    """Snapshots at every ``stride``-th step, and what was measured on them.

    Parameters
    ----------
    capacity : int
        Most snapshots kept, beside the one at step 0.
    snapshots : dict of int to State
        Parameters, and what the optimizer remembers, by step.
    measures : dict of int to Measure
        What was measured, by step: of kept snapshots only.
    stride : int
        A power of two: the distance between snapshots.
    last : int
        The furthest step reached.
    end : int or None
        The last step whose parameters and cost are finite, once a later one is known not to be.
    """

    capacity: int
    snapshots: dict[int, State] = field(default_factory=dict[int, State])
    measures: dict[int, Measure] = field(default_factory=dict[int, Measure])
    stride: int = 1
    last: int = 0
    end: int | None = None

    def __post_init__(self) -> None:
        MEMORY.watch(self)

    @property
    def n_bytes(self) -> int:
        """Memory that the snapshots take, roughly."""
        if not self.snapshots:
            return 0
        newest = next(reversed(self.snapshots.values()))
        return len(self.snapshots) * (newest.n_bytes + SNAPSHOT_BYTES)

    def record(self, step: int, state: State) -> None:
        """Note that `step` was reached, and keep its state if it is one to keep."""
        if step > self.last:
            self.last = step
            while step > self.capacity * self.stride:
                self._thin()
        if step % self.stride == 0 and step not in self.snapshots:
            self.snapshots[step] = freeze(state)

    def take(self, step: int, state: State) -> None:
        """Keep a state that was not trained here, whatever its step."""
        self.record(step, state)
        self.snapshots[step] = freeze(state)

    def learn(self, other: "History") -> None:
        """Keep what another history of the same run has computed, up to where it came."""
        self.snapshots |= {
            step: state for step, state in other.snapshots.items() if step % self.stride == 0
        }

    def before(self, step: int) -> tuple[int, State]:
        """Return the newest snapshot that is not after `step`."""
        kept = step - step % self.stride
        if kept not in self.snapshots:
            kept = max(known for known in self.snapshots if known <= step)
        return kept, self.snapshots[kept]

    def keep_fewer(self) -> None:
        """Keep half as many snapshots, if that is still enough: memory has become short."""
        if self.capacity > FEWEST_SNAPSHOTS:
            self.capacity = max(FEWEST_SNAPSHOTS, self.capacity // 2)
            while self.last > self.capacity * self.stride:
                self._thin()

    def end_at(self, step: int) -> None:
        """Note that nothing after `step` is finite, and forget it."""
        self.end = self.last = step
        self._drop(lambda kept: kept > step)

    def up_to(self, step: int) -> "History":
        """Return a history of its own that shares this one's past, up to `step`."""
        past = History(self.capacity, dict(self.snapshots), dict(self.measures), self.stride)
        past.last = step
        past._drop(lambda kept: kept > step)
        return past

    def steps(self) -> list[int]:
        """Return the steps of the snapshots, in order."""
        return sorted(self.snapshots)

    def _thin(self) -> None:
        self.stride *= 2
        self._drop(lambda kept: kept % self.stride != 0)

    def _drop(self, is_dropped: Callable[[int], bool]) -> None:
        for step in [step for step in self.snapshots if is_dropped(step)]:
            del self.snapshots[step]
            self.measures.pop(step, None)


class Memory:
    """How much do all histories of this process hold? It knows them, and keeps none alive."""

    def __init__(self, most_bytes: int = MAX_PROCESS_HISTORY_BYTES) -> None:
        self._guard = threading.Lock()
        self._histories: weakref.WeakSet[History] = weakref.WeakSet()
        self._most_bytes = most_bytes
        self._looked = -math.inf
        self._is_short = False

    def watch(self, history: History) -> None:
        """Count a history in, for as long as somebody has it."""
        with self._guard:
            self._histories.add(history)

    def is_short(self, now: float) -> bool:
        """Return whether the histories hold more than they may; counted once a second.

        Parameters
        ----------
        now : float
            Seconds on any steady clock.
        """
        with self._guard:
            if now - self._looked >= 1:
                self._looked = now
                held = sum(history.n_bytes for history in self._histories)
                self._is_short = held > self._most_bytes
            return self._is_short


MEMORY = Memory()
"""The histories of this process."""
