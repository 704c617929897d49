"""How do own data become JSON, and JSON own data again? To the last bit; nothing in it runs.

For the run file and for the browser's store; neither is trusted. Whatever is wrong is told in one
sentence.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn, cast

import numpy as np

from dashboard.own_data import MAX_POINTS, OwnData

FORMAT = "watch-it-learn own data"
VERSION = 1
MAX_BYTES = 2_000_000
KEYS = {"format", "version", "axes", "target", "classes", "drawn", "points"}


def to_document(own: OwnData) -> dict[str, Any]:
    """Write own data as what JSON can hold.

    Parameters
    ----------
    own : OwnData
        What the learner brought along.

    Returns
    -------
    document : dict
        Each point is a list of two coordinates and its target.
    """
    return {
        "format": FORMAT,
        "version": VERSION,
        "axes": list(own.axes),
        "target": own.target_name,
        "classes": list(own.classes),
        "drawn": own.is_drawn,
        "points": np.vstack([own.points, own.targets]).T.tolist(),
    }


def to_json(own: OwnData) -> str:
    """Write own data as one line of JSON."""
    return json.dumps(to_document(own), separators=(",", ":"), allow_nan=False)


def from_json(text: str | bytes, *, digest: str = "") -> OwnData:
    """Read own data of any origin.

    Parameters
    ----------
    text : str or bytes
        What `to_json` wrote, or anything else.
    digest : str
        Which data they must be; empty when any will do.

    Returns
    -------
    own : OwnData

    Raises
    ------
    ValueError
        If they are none, not sound ones, or others; the message is one sentence.
    """
    size = len(text)
    if size > MAX_BYTES:
        raise ValueError(
            f"The data have {size / 10**6:.1f} MB, and at most {MAX_BYTES / 10**6:g} MB are read."
        )
    try:
        decoded = text if isinstance(text, str) else text.decode("utf-8-sig")
        document = json.loads(
            decoded,
            parse_int=float,  # one with a billion digits is infinite, and found out below
            parse_constant=_refuse_constant,
            object_pairs_hook=_without_duplicates,
        )
    except UnicodeDecodeError:
        raise ValueError("The data are not text in UTF-8.") from None
    except json.JSONDecodeError as problem:
        raise ValueError(
            f"The data are not JSON (line {problem.lineno}, column {problem.colno})."
        ) from None
    except RecursionError:
        raise ValueError("The JSON of the data is nested too deeply.") from None
    own = from_document(document)
    if digest and own.digest != digest:
        raise ValueError(f"The data are {own.digest}, not the {digest[:16]!r} that was asked for.")
    return own


def from_document(document: object) -> OwnData:
    """Read own data from what JSON held, for example a part of a run file.

    Raises
    ------
    ValueError
        If they are not sound; the message is one sentence.
    """
    if not isinstance(document, dict):
        raise ValueError(f'data: expected an object of the format "{FORMAT}".')
    entries = cast(Mapping[str, object], document)
    if entries.get("format") != FORMAT or set(entries) != KEYS:
        raise ValueError(f'data: expected the entries of the format "{FORMAT}", and no others.')
    version = entries["version"]
    if isinstance(version, bool) or version != VERSION:
        raise ValueError(f"data: expected version {VERSION}, got {_short(version)}.")
    axes, classes = _names("axes", entries["axes"]), _names("classes", entries["classes"])
    if len(axes) != 2:
        raise ValueError(f"axes: expected 2 names, got {len(axes)}.")
    (target_name,) = _names("target", [entries["target"]])
    is_drawn = entries["drawn"]
    if not isinstance(is_drawn, bool):
        raise ValueError(f"drawn: expected true or false, got {_short(is_drawn)}.")
    rows = _rows(entries["points"])
    return OwnData(
        points=rows[:2],
        targets=rows[2],
        axes=(axes[0], axes[1]),
        classes=classes,
        target_name=target_name,
        is_drawn=is_drawn,
    )


def _rows(points: object) -> np.ndarray:
    """Return coordinates and targets, shape (3, m), if they are lists of three numbers each."""
    listed = cast(list[object], points) if isinstance(points, list) else []
    if not 1 <= len(listed) <= MAX_POINTS:
        raise ValueError(f"points: expected a list of 1 to {MAX_POINTS:,}.")
    for count, point in enumerate(listed, start=1):
        numbers = cast(list[object], point) if isinstance(point, list) else []
        if len(numbers) != 3 or any(type(number) not in (float, int) for number in numbers):
            raise ValueError(f"points: expected three numbers for each, got others for {count}.")
    try:
        return np.array(cast(list[list[float]], listed), dtype=np.float64).T
    except OverflowError:
        raise ValueError("points: expected numbers from -1e100 to 1e100.") from None


def _names(key: str, names: object) -> tuple[str, ...]:
    listed = cast(list[object], names) if isinstance(names, list) else [None]
    texts = [name for name in listed if isinstance(name, str)]
    if len(texts) != len(listed):
        raise ValueError(f"{key}: expected text.")
    return tuple(texts)


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entries = dict(pairs)
    if len(entries) < len(pairs):
        raise ValueError("The data name an entry twice.")
    return entries


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"The data hold {name}, and points have finite numbers only.")


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 20 else f"{text[:20]}…"
