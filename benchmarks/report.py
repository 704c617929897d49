"""How does a benchmark report? A table for people, then one line of JSON with the same figures."""

import json
from collections.abc import Sequence
from typing import Any


def report(title: str, rows: Sequence[dict[str, Any]]) -> None:
    """Print the rows as a table, and as one JSON object on the last line."""
    columns = list(rows[0])
    cells = [[_text(row[column]) for column in columns] for row in rows]
    widths = [
        max(len(column), *(len(line[at]) for line in cells)) for at, column in enumerate(columns)
    ]
    print(f"\n{title}\n")
    for line in (columns, *cells):
        padded = (text.rjust(width) for text, width in zip(line, widths, strict=True))
        print("  ".join(padded))
    print()
    print(json.dumps({"benchmark": title, "rows": rows}))


def _text(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}" if abs(value) < 100 else f"{value:,.0f}"
    return "–" if value is None else str(value)
