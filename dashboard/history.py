"""What has been computed of a run so far? A bounded memory of snapshots, exact in between.

The parameters at a step are a function of the run's config and events alone, so a `History`
is a memo of that function: runs that share both may share it. Which steps it keeps depends on
the step number alone: every ``stride``-th, the stride doubling whenever they grow too many.
Anything between two snapshots is trained again from the one before. (A fork keeps the stride of
the past that it shares: coarser than that of a run trained afresh, and as exact.)
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from dashboard.settings import MAX_HISTORY_BYTES, MAX_SNAPSHOTS
from network import Params


class Measure(NamedTuple):
    """What is worth knowing of a run at one step.

    Costs are means over their set, in nats; accuracies are shares of it; those of an empty
    test set are NaN. ``gradients`` holds the root mean square of each layer's ``dW``, input
    side first.
    """

    train_cost: float
    test_cost: float
    train_accuracy: float
    test_accuracy: float
    gradients: tuple[float, ...]


def snapshot_capacity(n_parameters: int) -> int:
    """Return how many snapshots of a network fit the memory that a run may take.

    Examples
    --------
    >>> snapshot_capacity(17), snapshot_capacity(1425)
    (512, 175)
    """
    return max(64, min(MAX_SNAPSHOTS, MAX_HISTORY_BYTES // (8 * n_parameters)))


def freeze(params: Params) -> Params:
    """Make the arrays of `params` read-only, and return it."""
    for array in params.values():
        array.flags.writeable = False
    return params


@dataclass(eq=False)
class History:
    """Snapshots at every ``stride``-th step, and what was measured on them.

    Parameters
    ----------
    capacity : int
        Most snapshots kept, beside the one at step 0.
    snapshots : dict of int to dict
        Parameters by step.
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
    snapshots: dict[int, Params] = field(default_factory=dict[int, Params])
    measures: dict[int, Measure] = field(default_factory=dict[int, Measure])
    stride: int = 1
    last: int = 0
    end: int | None = None

    def record(self, step: int, params: Params) -> None:
        """Note that `step` was reached, and keep its parameters if it is one to keep."""
        if step > self.last:
            self.last = step
            while step > self.capacity * self.stride:
                self.stride *= 2
                self._drop(lambda kept: kept % self.stride != 0)
        if step % self.stride == 0 and step not in self.snapshots:
            self.snapshots[step] = freeze(params)

    def before(self, step: int) -> tuple[int, Params]:
        """Return the newest snapshot that is not after `step`."""
        kept = step - step % self.stride
        while kept not in self.snapshots:
            kept -= self.stride
        return kept, self.snapshots[kept]

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

    def _drop(self, is_dropped: Callable[[int], bool]) -> None:
        for step in [step for step in self.snapshots if is_dropped(step)]:
            del self.snapshots[step]
            self.measures.pop(step, None)
