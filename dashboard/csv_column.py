"""What does a column of a table say? Numbers, or classes, or words that are neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dashboard.names import clean_name
from dashboard.own_data import LARGEST, MAX_CLASSES
from network import Array

MISSING = {"", "na", "n/a", "#n/a", "nan", "null", "none", "-", "?", "inf", "+inf", "-inf"}
"""What stands for something that is not there, in small letters."""
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?", re.IGNORECASE | re.ASCII)
SHARE_OF_NUMBERS = 0.9
"""A column holds numbers if so many of its cells do; the others count as missing."""
ROW_NUMBERS = {"column 1", "id", "index", "no", "no.", "nr", "nr.", "row", "#", "unnamed: 0"}
"""Names, in small letters, of columns that may only count the rows."""


@dataclass(frozen=True, eq=False)
class Column:
    """A column of a table.

    Parameters
    ----------
    name : str
        Different from all others.
    cells : tuple of str
        As they stand in the file, without blanks at the ends.
    numbers : ndarray of float, shape (rows,), or None
        What they say, NaN where one is missing; None if the column does not hold numbers.
    has_words : bool
        Whether any cell is neither a number nor missing.
    """

    name: str
    cells: tuple[str, ...]
    numbers: Array | None
    has_words: bool

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What its rows are called, should they be classes; empty where nothing is said."""
        if self.numbers is None or self.has_words:
            return tuple("" if cell.lower() in MISSING else cell for cell in self.cells)
        return tuple("" if np.isnan(value) else f"{value:.17g}" for value in self.numbers.tolist())

    @cached_property
    def has_classes(self) -> bool:
        """Whether it names 2 to 6 classes, by words or by whole numbers."""
        if self.numbers is None or self.has_words:
            return 2 <= len(set(self.labels) - {""}) <= MAX_CLASSES
        values = np.unique(self._known)
        return 2 <= len(values) <= MAX_CLASSES and bool(np.all(values % 1 == 0))

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """Its classes, if it has any: numbers by size, words by the alphabet."""
        if not self.has_classes:
            return ()
        found = set(self.labels) - {""}
        if self.numbers is None or self.has_words:
            return tuple(sorted(found, key=lambda label: (label.casefold(), label)))
        return tuple(sorted(found, key=float))

    @property
    def is_everywhere_alike(self) -> bool:
        """Whether it does not say two different things."""
        if self.numbers is None:
            return len(set(self.labels) - {""}) < 2
        return not self.has_classes and len(np.unique(self._known)) < 2

    @property
    def counts_rows(self) -> bool:
        """Whether it only numbers the rows."""
        is_named_so = self.name.lower() in ROW_NUMBERS
        return is_named_so and self.numbers is not None and bool(np.all(np.diff(self.numbers) == 1))

    @property
    def problem(self) -> str:
        """Why it cannot be predicted, as one sentence; empty if it can."""
        if self.is_everywhere_alike:
            return f"The column {self.name!r} never says two different things: nothing to learn."
        if self.numbers is None and not self.has_classes:
            return (
                f"The column {self.name!r} holds {len(set(self.labels) - {''}):,} different words, "
                f"and at most {MAX_CLASSES} classes are told apart."
            )
        return ""

    @property
    def _known(self) -> Array:
        numbers = np.array([]) if self.numbers is None else self.numbers
        return numbers[~np.isnan(numbers)]


def read_cells(cells: Sequence[str], delimiter: str) -> list[float | None]:
    """Read each cell as a number.

    Parameters
    ----------
    cells : sequence of str
        Those of one column.
    delimiter : str
        What stood between the cells of a row: unless it is a comma, a comma may be a decimal one.

    Returns
    -------
    numbers : list of float or None
        NaN where nothing is said, and None where it is no number.

    Examples
    --------
    >>> read_cells(["1,5", "", "a", "1e999"], ";"), read_cells(["1.5", "−2"], ",")
    ([1.5, nan, None, inf], [1.5, -2.0])
    """
    plain = [cell.replace("−", "-") for cell in cells]
    pattern = NUMBER
    if delimiter != "," and any("," in cell and DECIMAL_COMMA.fullmatch(cell) for cell in plain):
        has_points = any("." in cell and NUMBER.fullmatch(cell) for cell in plain)
        pattern = NUMBER if has_points else DECIMAL_COMMA
    numbers: list[float | None] = []
    for cell in plain:
        if pattern.fullmatch(cell):
            numbers.append(float(cell.replace(",", ".")))
        else:
            numbers.append(float("nan") if cell.lower() in MISSING else None)
    return numbers


def are_numbers(numbers: Sequence[float | None]) -> bool:
    """Whether nearly everything that is said is a number."""
    n_words = sum(number is None for number in numbers)
    n_known = sum(number == number for number in numbers)  # NaN does not equal itself
    return n_known > n_words and n_known - n_words >= SHARE_OF_NUMBERS * n_known


def make_column(name: str, cells: Sequence[str], numbers: Sequence[float | None]) -> Column:
    """Make a column of its cells, and of what `read_cells` made of them.

    Raises
    ------
    ValueError
        If a number is so large that nobody could compute with it.
    """
    has_words = any(number is None for number in numbers)
    if not are_numbers(numbers):
        return Column(name, tuple(cells), None, has_words)
    array = np.array(numbers, dtype=np.float64) + 0.0  # None becomes NaN, and -0 becomes 0
    for row, (value, cell) in enumerate(zip(array.tolist(), cells, strict=True), start=1):
        if abs(value) > LARGEST:
            raise ValueError(
                f"The column {name!r} holds {clean_name(cell[:12])}… in row {row}, and numbers go "
                "up to 1e100."
            )
    array.flags.writeable = False
    return Column(name, tuple(cells), array, has_words)
