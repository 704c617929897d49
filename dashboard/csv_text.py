"""What cells does a file hold? Text of any origin, cut into rows; nothing in it runs.

Read with Python's own csv module: no expression, formula or address in it means anything. Whatever
is wrong with a file is told in one sentence.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_COLUMNS = 100
MAX_CELL = 1_000
"""Characters of one cell."""
SNIFFED_ROWS = 50

EXPECTED = "a table is text like 5.1,3.5,setosa, with one row a line"
KINDS = {
    b"PK\x03\x04": "a zip archive or an Excel workbook; save the sheet as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook; save the sheet as CSV",
    b"\x1f\x8b": "a gzip archive; unpack it first",
    b"%PDF": "a PDF; save the table as CSV",
    b"\x93NUMPY": "a numpy array; save it with numpy.savetxt",
    b"\xff\xfe": "text in UTF-16; save it as CSV in UTF-8",
    b"\xfe\xff": "text in UTF-16; save it as CSV in UTF-8",
} | {bytes([128, protocol]): "a pickle, which is never opened here" for protocol in range(2, 6)}
"""What other files begin with, and what they are."""
DELIMITERS = {"\t": "tabs", ";": "semicolons", "|": "bars", ",": "commas"}
"""Where two would do, the first one: a comma may be a decimal one."""

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
MARKUP = re.compile(r"\s*<[!?a-z]", re.IGNORECASE)
JSON = re.compile(r"\s*(\{.*\}|\[.*\])\s*", re.DOTALL)
SEPARATOR_LINE = re.compile(r'"?sep=([\t;|,])"?\r?\n', re.IGNORECASE)
"""What Excel may write before a table."""


def read_rows(content: bytes | str) -> tuple[list[list[str]], str]:
    r"""Cut a file into rows of equally many cells.

    Parameters
    ----------
    content : bytes or str
        The whole file, or what was pasted.

    Returns
    -------
    rows : list of list of str
        At least one; cells have no blanks at their ends.
    delimiter : str
        What stood between the cells.

    Raises
    ------
    ValueError
        If it is no table; the message is one sentence for the learner.

    Examples
    --------
    >>> read_rows("a;b\n1,5;2\n")
    ([['a', 'b'], ['1,5', '2']], ';')
    """
    text = _text(content)
    named = SEPARATOR_LINE.match(text)
    delimiter = named.group(1) if named else _delimiter(text)
    if named:
        text = text[named.end() :]
    rows = list(islice(_numbered_rows(text, delimiter), MAX_ROWS + 2))
    if not rows:
        raise ValueError(f"The file is empty: {EXPECTED}.")
    if len(rows) > MAX_ROWS + 1:  # the first may hold the names
        raise ValueError(too_many_rows())
    return _even(rows), delimiter


def too_many_rows() -> str:
    """Say that a table is too long."""
    return f"The table has more than {MAX_ROWS:,} rows, and so many are read at most."


def _text(content: bytes | str) -> str:
    """Return a file's text, if it is text and may be a table."""
    size = len(content) if isinstance(content, bytes) else len(content.encode("utf-8", "replace"))
    if size > MAX_BYTES:
        raise ValueError(
            f"The file has {size / 10**6:.1f} MB, and a table at most {MAX_BYTES / 10**6:g} MB."
        )
    text = content if isinstance(content, str) else _decoded(content)
    text = text.removeprefix("\ufeff")
    if not text.strip():
        raise ValueError(f"The file is empty: {EXPECTED}.")
    if CONTROLS.search(text) or "\ufffd" in text:
        raise ValueError(f"The file is damaged or not text: {EXPECTED}.")
    if MARKUP.match(text):
        raise ValueError(f"This is a web page or other markup, and not a table: {EXPECTED}.")
    if JSON.fullmatch(text):
        raise ValueError(f"This is JSON, and not a table: {EXPECTED}.")
    return text


def _decoded(content: bytes) -> str:
    for beginning, kind in KINDS.items():
        if content.startswith(beginning):
            raise ValueError(f"This is {kind}.")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")  # Latin-1, and the few characters that Windows adds
    except UnicodeDecodeError:
        raise ValueError("The file is text neither in UTF-8 nor in Latin-1.") from None


def _delimiter(text: str) -> str:
    """Find what cuts the first rows into equally many cells, more than one."""
    best, most_even = "", 0.0
    for delimiter in DELIMITERS:
        widths: list[int] = []
        with suppress(csv.Error):  # what is wrong is told when the whole table is read
            for row in islice(filter(any, _reader(text, delimiter)), SNIFFED_ROWS):
                widths.append(len(row))  # noqa: PERF401 (those before an error count)
        width, count = Counter(widths).most_common(1)[0] if widths else (1, 0)
        if width > 1 and count / len(widths) > most_even:
            best, most_even = delimiter, count / len(widths)
    if not best:
        raise ValueError(
            f"There is only one column: {', '.join(DELIMITERS.values())} are understood between "
            "cells."
        )
    return best


def _reader(text: str, delimiter: str):
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)


def _numbered_rows(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that hold anything, each with the number of its last line."""
    reader = _reader(text, delimiter)
    try:
        for row in reader:
            if any(row[MAX_COLUMNS:]):
                raise ValueError(
                    f"Line {reader.line_num} has {len(row):,} cells, and a table at most "
                    f"{MAX_COLUMNS} columns."
                )
            cells = [cell.strip() for cell in row[:MAX_COLUMNS]]
            if any(len(cell) > MAX_CELL for cell in cells):
                raise ValueError(
                    f"Line {reader.line_num} has a cell of more than {MAX_CELL:,} characters, as "
                    "if a quotation mark were missing."
                )
            if any(cells):
                yield reader.line_num, cells
    except csv.Error:
        raise ValueError(
            f"Line {reader.line_num} has a cell that is far too long, as if a quotation mark were "
            "missing."
        ) from None


def _even(rows: list[tuple[int, list[str]]]) -> list[list[str]]:
    """Return rows of the first one's length, without columns at the end that are empty."""
    width = len(rows[0][1])
    while not any(len(row) >= width and row[width - 1] for _, row in rows):
        width -= 1
    for line, row in rows:
        if len(row) < width or any(row[width:]):
            raise ValueError(
                f"Line {line} has {len(row)} {'cells' if len(row) > 1 else 'cell'}, and the first "
                f"row {width}."
            )
    return [row[:width] for _, row in rows]
