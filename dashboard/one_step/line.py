"""What is one line of the arithmetic? A formula, the same with numbers, and what came of it."""

from dataclasses import dataclass
from typing import NamedTuple


class Place(NamedTuple):
    """Where a number was made: a phase, a target, a step and a training point.

    ``point`` is None for whatever point is being looked at.
    """

    phase: str
    target: str
    step: int
    point: int | None = None


class Ingredient(NamedTuple):
    """A number that went into a line: its name, what it is, and where it came from."""

    name: str
    value: float
    source: str
    place: Place | None = None


@dataclass(frozen=True)
class Line:
    r"""One line of the arithmetic.

    Parameters
    ----------
    name : str
        Which quantity: ``"z"``, ``"a"``, ``"delta"``, ``"dW"``, ...
    words : str
        What it is, in a few plain words.
    left : str
        TeX of its symbol.
    formula : str
        TeX of the formula; empty where `left` says it all.
    substituted : str
        TeX of the formula with its numbers; empty where there is nothing to put in.
    result : float
        What the code computed.
    shown : str
        TeX of the result, to the precision asked for.
    ingredients : tuple of Ingredient
        What went in.
    note : str
        One sentence more, where there is something to add.
    assigns : bool
        Whether it is a value given anew, ``:=``.
    """

    name: str
    words: str
    left: str
    formula: str
    substituted: str
    result: float
    shown: str
    ingredients: tuple[Ingredient, ...] = ()
    note: str = ""
    assigns: bool = False

    @property
    def tex(self) -> str:
        """The whole line."""
        sign = ":=" if self.assigns else "="
        rows = [text for text in (self.formula, self.substituted) if text]
        rows = [rf"{self.left} &{sign} {rows[0]}", *(f"&= {text}" for text in rows[1:])]
        if rows[-1].partition("= ")[2] != self.shown:
            rows.append(rf"&= \mathbf{{{self.shown}}}")
        return r"\begin{aligned}" + r" \\[4pt] ".join(rows) + r"\end{aligned}"
