"""How do many lines become few? Python lines joined until they fit, without another meaning."""

import re
from collections.abc import Sequence

WIDTH = 100
SHORT_NAMES = {
    "learning_rate": "lr",
    "batch_size": "size",
    "layer_dims": "dims",
    "params": "p",
    "grads": "g",
    "memory": "past",
    "name": "n",
    "layer": "k",
    "activation": "act",
    "backward": "back",
    "X_batch": "x",
    "Y_batch": "y",
    "dA": "d",
    "SIGMOID": "SIG",
    "TANH": "TAN",
    "frozen": "stay",
    "columns": "cols",
    "optimizer": "kind",
    "caches": "C",
    "cache": "c",
    "A_prev": "A0",
    "epoch": "e",
    "moved": "new",
}
"""What is called by a shorter name at last, where nothing else helps."""


def fitted(lines: Sequence[str], most: int) -> list[str]:
    """Take lines together until there are few enough, or none is left that could be joined.

    Parameters
    ----------
    lines : sequence of str
        Of Python, each a whole statement or its first line.
    most : int
        How many are wanted.

    Returns
    -------
    lines : list of str
        As they were, if they are few. Otherwise without blank lines; then with the only line of a
        block behind its colon, and statements side by side: the shortest first, and no more than
        must be. At last without comments, and with short names.

    Examples
    --------
    >>> fitted(["if a:", "    b = 1", "", "c = 2"], 2)
    ['if a: b = 1', 'c = 2']
    """
    kept = list(lines)
    if len(kept) > most:
        kept = [line for line in kept if line]
    few = _taken_together(kept, most, side_by_side=False)
    if len(few) > most:
        few = _taken_together(few, most, side_by_side=True)
    if len(few) > most:
        shorter = [_with_short_names(line.partition("  #")[0]) for line in kept]
        few = _taken_together(shorter, most, side_by_side=True, is_last=True)
    return few


def _taken_together(
    lines: list[str], most: int, *, side_by_side: bool, is_last: bool = False
) -> list[str]:
    """Join lines until there are few enough: the shortest first, or at last from top to bottom."""
    while len(lines) > most:
        found = [
            (0 if is_last else len(joined), place, joined)
            for place in range(len(lines) - 1)
            if (joined := _joined(lines, place, side_by_side=side_by_side))
        ]
        if not found:
            break
        _, place, joined = min(found)
        lines = [*lines[:place], joined, *lines[place + 2 :]]
    return lines


def _with_short_names(line: str) -> str:
    return re.sub(r"\w+", lambda word: SHORT_NAMES.get(word[0], word[0]), line)


def _joined(lines: Sequence[str], place: int, *, side_by_side: bool) -> str | None:
    """Return a line with the next one behind it, where that means the same."""
    first, second = lines[place], lines[place + 1]
    third = lines[place + 2] if place + 2 < len(lines) else ""
    if "#" in first or _is_block(second) or _indentation(third) > _indentation(second):
        return None
    if first.endswith(":"):
        # All of the block, for what would follow it is not in it any more.
        is_whole = _indentation(third) < _indentation(second)
        joined = f"{first} {second.strip()}" if is_whole else None
    elif side_by_side and not _is_block(first) and _indentation(first) == _indentation(second):
        joined = f"{first}; {second.strip()}"
    else:
        joined = None
    return joined if joined and len(joined) <= WIDTH else None


def _is_block(line: str) -> bool:
    return line.lstrip().startswith(("def ", "for ", "if "))


def _indentation(line: str) -> int:
    return len(line) - len(line.lstrip())
