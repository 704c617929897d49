"""What can be learned from a table? Two of its columns as a plane, and a third one to predict.

`read_csv` reads what was uploaded or pasted and offers its columns; `Table.choose` makes `OwnData`
of three of them.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from dashboard.csv_column import Column, are_numbers, make_column, read_cells
from dashboard.csv_text import MAX_ROWS, read_rows, too_many_rows
from dashboard.names import clean_name, unique_names
from dashboard.own_data import OwnData

PREVIEW_ROWS = 5


@dataclass(frozen=True, eq=False)
class Table:
    """A table that can be learned from.

    Parameters
    ----------
    columns : tuple of Column
        At least three, of which two hold numbers and one other can be predicted.
    """

    columns: tuple[Column, ...]

    @property
    def n_rows(self) -> int:
        """Number of rows, without the names."""
        return len(self.columns[0].cells)

    @cached_property
    def features(self) -> tuple[str, ...]:
        """Names of the columns that hold numbers: each can be a coordinate."""
        return tuple(column.name for column in self.columns if column.numbers is not None)

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """Names of the columns that can be predicted from two others."""
        return tuple(
            column.name
            for column in self.columns
            if not column.problem and len(set(self.features) - {column.name}) >= 2
        )

    @cached_property
    def default(self) -> tuple[str, str, str]:
        """What to choose at first: x₁, x₂ and the target.

        The last column of words, or else of classes, or else of numbers; and the first two other
        columns of numbers, rather not one that is everywhere alike or counts the rows.
        """
        by_name = {column.name: column for column in self.columns}

        def rank(name: str) -> tuple[bool, bool]:
            column = by_name[name]
            return column.has_classes and column.numbers is None, column.has_classes

        target = max(reversed(self.targets), key=rank)
        others = [by_name[name] for name in self.features if name != target]
        others.sort(key=lambda column: column.counts_rows or column.is_everywhere_alike)
        return others[0].name, others[1].name, target

    def preview(self) -> dict[str, list[str]]:
        """Return the first cells of each column, short enough to be shown."""
        return {
            column.name: [clean_name(cell) for cell in column.cells[:PREVIEW_ROWS]]
            for column in self.columns
        }

    def omitted(self, x1: str, x2: str, target: str) -> str:
        """Say how many rows are left out because something is missing; or nothing."""
        count = self.n_rows - int(self._complete(x1, x2, target).sum())
        if not count:
            return ""
        verb = "is" if count == 1 else "are"
        return f"{count:,} of {self.n_rows:,} rows {verb} left out: something is missing there."

    def choose(self, x1: str, x2: str, target: str) -> OwnData:
        r"""Make own data of three columns.

        Parameters
        ----------
        x1, x2 : str
            Names of two columns that hold numbers.
        target : str
            Name of the column to be predicted.

        Returns
        -------
        own : OwnData
            Without the rows in which one of the three is missing.

        Raises
        ------
        ValueError
            If they do not go together; the message is one sentence for the learner.

        Examples
        --------
        >>> table = read_csv("cm,g,kind\n1,5,b\n2,6,a\n3,,a\n")
        >>> own = table.choose("cm", "g", "kind")
        >>> own.points, own.targets, own.classes
        (array([[1., 2.],
               [5., 6.]]), array([1., 0.]), ('a', 'b'))
        >>> table.omitted("cm", "g", "kind")
        '1 of 3 rows is left out: something is missing there.'
        """
        if len({x1, x2, target}) < 3:
            raise ValueError("x₁, x₂ and the target have to be three different columns.")
        across, up, goal = (self._column(name) for name in (x1, x2, target))
        for column in (across, up):
            if column.numbers is None:
                raise ValueError(f"The column {column.name!r} does not hold numbers.")
        if goal.problem:
            raise ValueError(goal.problem)
        rows = np.flatnonzero(self._complete(x1, x2, target))
        said = [goal.labels[row] for row in rows]
        classes = [label for label in goal.classes if label in said]
        if goal.has_classes or goal.numbers is None:
            targets = np.array([classes.index(label) for label in said], dtype=np.float64)
        else:
            targets = goal.numbers[rows]
        if len(np.unique(targets)) < 2:
            raise ValueError(
                f"Of {self.n_rows:,} rows, {len(rows):,} have everything, and in those the column "
                f"{goal.name!r} never says two different things."
            )
        return OwnData(
            points=np.array([across.numbers, up.numbers])[:, rows],
            targets=targets,
            axes=(x1, x2),
            classes=tuple(unique_names(clean_name(label) or "class" for label in classes)),
            target_name=target,
        )

    def _column(self, name: str) -> Column:
        for column in self.columns:
            if column.name == name:
                return column
        raise ValueError(f"There is no column {clean_name(name)!r}.")

    def _complete(self, x1: str, x2: str, target: str) -> np.ndarray:
        """Which rows have all three, shape (rows,)."""
        goal = self._column(target)
        parts = [self._column(name).numbers for name in (x1, x2)]
        if goal.has_classes or goal.numbers is None:
            is_there = np.array([bool(label) for label in goal.labels])
        else:
            is_there = ~np.isnan(goal.numbers)
        for numbers in parts:
            is_there = is_there & (False if numbers is None else ~np.isnan(numbers))
        return is_there


def read_csv(content: bytes | str) -> Table:
    """Read a table of any origin.

    Parameters
    ----------
    content : bytes or str
        The whole file, or what was pasted.

    Returns
    -------
    table : Table

    Raises
    ------
    ValueError
        If nothing can be learned from it; the message is one sentence for the learner.
    """
    rows, delimiter = read_rows(content)
    columns = list(zip(*rows, strict=True))
    numbers = [read_cells(cells, delimiter) for cells in columns]
    # The first row has the names, if a word stands above numbers.
    start = int(any(column[0] is None and are_numbers(column[1:]) for column in numbers))
    if len(rows) - start < 2:
        raise ValueError("The table has only one row, and there is nothing to learn from one.")
    if len(rows) - start > MAX_ROWS:
        raise ValueError(too_many_rows())
    names = unique_names(
        (clean_name(cells[0]) if start else "") or f"column {count}"
        for count, cells in enumerate(columns, start=1)
    )
    table = Table(
        tuple(
            make_column(name, cells[start:], column[start:])
            for name, cells, column in zip(names, columns, numbers, strict=True)
        )
    )
    problem = _problem(table)
    if problem:
        raise ValueError(problem)
    return table


def _problem(table: Table) -> str:
    """Say why nothing can be learned from a table; nothing if something can."""
    features, n_columns = table.features, len(table.columns)
    if n_columns < 3:
        return (
            f"The table has {'only one column' if n_columns == 1 else 'two columns'}, and three "
            "are needed: two numbers for a place on the plane, and one to be predicted."
        )
    if len(features) < 2:
        found = f"only {features[0]!r} does" if features else "none does"
        formulas = (
            f"row {row} of {column.name!r} holds one"
            for column in table.columns
            for row, cell in enumerate(column.cells, start=1)
            if cell.startswith("=")
        )
        where = next(formulas, "")
        if where:
            return (
                f"Two columns have to hold numbers, and {found}: formulas are not computed here, "
                f"and {where}; save what they give."
            )
        return f"Two columns have to hold numbers, and {found}."
    if table.targets:
        return ""
    problems = [column.problem for column in table.columns if column.problem]
    return problems[-1] if problems else "There is no third column that could be predicted."
