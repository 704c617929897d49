"""What of a step does the learner look at? A phase, a unit or parameter, and a training point."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from dashboard.narration import target_words
from dashboard.schedule import places


@dataclass(frozen=True)
class Chosen:
    """What of a step the learner looks at.

    Parameters
    ----------
    phase : int
        Index into ``phases(run)``.
    target : str
        ``"unit1.0"``, ``"W1.0.1"`` or ``"b1.0"``, as an `Event` names it.
    point : int or None
        Training point of the step, from 0; None: the whole batch.
    """

    phase: int
    target: str
    point: int | None

    @property
    def layer(self) -> int:
        """The layer of the target: 1 for ``"W1.0.1"``."""
        return int(self.target.partition(".")[0][-1])

    @property
    def unit(self) -> int:
        """The unit that the target is, or whose weight or bias it is, from 0."""
        return int(self.target.split(".")[1])


class Fitted(NamedTuple):
    """A legal choice, and one sentence on what could not be kept of another; empty if all was."""

    chosen: Chosen
    sentence: str


def fit_choice(chosen: Chosen, n_phases: int, layer_dims: Sequence[int], m: int) -> Fitted:
    """Keep of a choice what exists, and take the nearest of what does not.

    Parameters
    ----------
    chosen : Chosen
        Of any content: data and network may have changed since it was made.
    n_phases : int
        Phases of the step.
    layer_dims : sequence of int
        Units of every layer, features first.
    m : int
        Training points of the step.

    Returns
    -------
    fitted : Fitted

    Examples
    --------
    >>> fit_choice(Chosen(0, "unit1.7", 3), 9, (2, 4, 1), 200)
    Fitted(chosen=Chosen(phase=0, target='unit1.3', point=3), sentence='The network has no unit 8 \
of layer 1 any more: here is unit 4 of layer 1.')
    """
    phase = min(max(chosen.phase, 0), n_phases - 1)
    target, sentences = chosen.target, list[str]()
    try:
        places(target, layer_dims)
    except ValueError:
        target = nearest_target(chosen.target, layer_dims)
        gone = _words(chosen.target) or "such part"
        sentences.append(f"The network has no {gone} any more: here is {_words(target)}.")
    point = chosen.point
    if point is not None and not 0 <= point < m:
        has = "1 training point" if m == 1 else f"{m:,} training points"
        asked, point = point + 1, min(max(point, 0), m - 1)
        sentences.append(f"The step has {has}, no point {asked:,}: here is point {point + 1:,}.")
    return Fitted(replace(chosen, phase=phase, target=target, point=point), " ".join(sentences))


def nearest_target(target: str, layer_dims: Sequence[int]) -> str:
    """Name what a network has in the place of a unit, weight or bias that it lacks.

    Parameters
    ----------
    target : str
        Of any content.
    layer_dims : sequence of int
        Units of every layer, features first.

    Returns
    -------
    target : str
        Of the same kind, with each number as near as the network allows; of what names neither,
        the first unit.

    Examples
    --------
    >>> nearest_target("W3.5.9", (2, 4, 1)), nearest_target("b2.3", (2, 4, 1))
    ('W2.0.3', 'b2.0')
    >>> nearest_target("nonsense", (2, 4, 1))
    'unit1.0'
    """
    found = re.fullmatch(r"(unit|W|b)(\d{1,4})\.(\d{1,4})(?:\.(\d{1,4}))?", target, re.ASCII)
    if found is None:
        return "unit1.0"
    kind, *numbers = found.groups()
    layer = min(max(int(numbers[0]), 1), len(layer_dims) - 1)
    row = min(int(numbers[1]), layer_dims[layer] - 1)
    if kind != "W":
        return f"{kind}{layer}.{row}"
    return f"W{layer}.{row}.{min(int(numbers[2] or 0), layer_dims[layer - 1] - 1)}"


def _words(target: str) -> str:
    """Write what a target names, inside a sentence; empty for what names nothing."""
    if re.fullmatch(r"(unit|W|b)\d{1,4}(\.\d{1,4}){1,2}", target, re.ASCII) is None:
        return ""
    words = target_words(target)
    return words[0].lower() + words[1:] if words.startswith("Unit") else words
