"""How does a run become a file, and a file a run again? One JSON document, in which nothing runs.

`write_run_file` writes it and `read_run_file` reads it. Whatever is wrong with a file is told in
one sentence that says what would be right. It is text and numbers only: nothing in it is ever
unpickled, unpacked or executed.
"""

import json
import math
import platform
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple, NoReturn, cast
from urllib.parse import parse_qsl

import numpy as np

from dashboard import settings
from dashboard.batch import flatten
from dashboard.branches import Tree, write_tree
from dashboard.config import RunConfig, parameter_count, parameter_shapes
from dashboard.export.parameters import parameter_lists
from dashboard.history import State
from dashboard.keyframe import Keyframe, at_keyframe, flatten_state
from dashboard.link import Address, decode, encode, query_string
from dashboard.own_data import remember
from dashboard.own_file import from_document, to_document
from dashboard.run import Run, fingerprint, is_finite, start
from network import OPTIMIZERS, Array, Params

FORMAT = "watch-it-learn run"
VERSION = 1
SAVED_HERE = "a run file is what this page saves under Take it with you"
MOVING = ("step", "fp", "play")
"""Of a file's link, what its own entries say instead."""

ARCHIVES = {b"PK\x03\x04": "a zip or .npz archive", b"\x1f\x8b": "a gzip archive"}
"""What other files begin with; a pickle of protocol 2 or later begins with byte 128."""


class RunFile(NamedTuple):
    """What a run file says: which run, and its state at the step, unless that is its start."""

    address: Address
    keyframe: Keyframe | None


def write_run_file(
    run: Run, *, speed: int = int(settings.SPEED.default), tree: Tree | None = None
) -> str:
    """Write a run at its step.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.
    speed : int
        Steps a frame.
    tree : Tree, optional
        Its other futures.

    Returns
    -------
    text : str
        A JSON document.
    """
    stamp, own = fingerprint(run), run.config.own
    futures = write_tree(tree, run) if tree else ""
    link = encode(run, speed=speed, stamp=stamp, tree=futures)
    is_named_only = own is not None and link["own"] == own.digest
    document = {
        "format": FORMAT,
        "version": VERSION,
        "link": query_string(link),
        **({"data": to_document(own)} if own is not None and is_named_only else {}),
        "step": run.step,
        "fingerprint": stamp,
        "parameters": parameter_lists(run.params),
        # What the optimizer remembers, in the order of a keyframe.
        "memory": flatten_state(run.state)[parameter_count(run.config.layer_dims) :].tolist(),
        "made_with": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "machine": platform.machine(),
        },
    }
    return json.dumps(document, indent=1, allow_nan=False) + "\n"


def read_run_file(content: bytes) -> RunFile:
    """Read a run file of any origin.

    Parameters
    ----------
    content : bytes
        The whole file.

    Returns
    -------
    run_file : RunFile
        Ready for ``Session.open_file``.

    Raises
    ------
    ValueError
        If it is no run file, or not a sound one; the message is one sentence for the learner.
    """
    document = _document(_text(content))
    data = document.get("data")
    own = None if data is None else remember(from_document(data))
    address = _address(document)
    if address.wanted:
        found = f"those of {own.digest}" if own else "none"
        raise ValueError(
            f"data: expected those of {address.wanted}, which the link names, got {found}."
        )
    params = _parameters(document.get("parameters"), address.config)
    run = start(address.config, address.events)
    # Files of before there were optimizers have none, and at its start no run needs one.
    has_memory = "memory" in document or address.step > 0
    memory = _memory(document.get("memory", []), run, address.step) if has_memory else []
    at_step = replace(run, step=address.step, state=State(params, {}))
    if fingerprint(at_step) != address.fingerprint:
        raise ValueError(
            f"The parameters are not those of the fingerprint {address.fingerprint!r}, so the "
            "file was changed or damaged; save it again."
        )
    with np.errstate(over="ignore", invalid="ignore"):
        if not is_finite(at_step, address.step, params):
            raise ValueError("The parameters are too large to compute a cost from.")
    keyframe = Keyframe(address.step, (*flatten(params).tolist(), *memory))
    if address.step and at_keyframe(run, keyframe) is None:
        raise ValueError("memory: expected mean squares and a count that are not below 0.")
    return RunFile(address, keyframe if address.step else None)


def _memory(values: object, run: Run, step: int) -> list[float]:
    """Return the numbers that the optimizer remembers at a step, if they are as many as it must."""
    optimizer = OPTIMIZERS[run.schedule.at(step).optimizer]
    expected = sum(array.size for array in optimizer.begin(run.params).values())
    numbers = cast(list[object], values) if isinstance(values, list) else []
    finite = [one for one in numbers if isinstance(one, float) and math.isfinite(one)]
    if not isinstance(values, list) or len(finite) != len(numbers):
        raise ValueError(f"memory: expected a list of {expected} finite numbers.")
    if len(finite) != expected:
        raise ValueError(
            f"memory: at step {step:,} of this run, {optimizer.label} remembers "
            f"{expected or 'no'} numbers, and the file has {len(finite) or 'none'}."
        )
    return finite


def _text(content: bytes) -> str:
    """Return a file's text, if it is text."""
    if len(content) > settings.MAX_RUN_FILE_MB * 10**6:
        raise ValueError(
            f"The file has {len(content) / 10**6:.1f} MB, and a run file at most "
            f"{settings.MAX_RUN_FILE_MB} MB."
        )
    if not content.strip():
        raise ValueError(f"The file is empty: {SAVED_HERE}.")
    for beginning, kind in ARCHIVES.items():
        if content.startswith(beginning):
            raise ValueError(f"This is {kind}, which is not opened here: {SAVED_HERE}.")
    if content.startswith(b"\x80"):
        raise ValueError(f"This is a pickle, which is never opened here: {SAVED_HERE}.")
    try:
        return content.decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise ValueError(f"This is not text in UTF-8: {SAVED_HERE}.") from None


def _document(text: str) -> Mapping[str, Any]:
    """Return the JSON object that a text is, if it is of this format and of a version known."""
    try:
        # Every number becomes a float: one with a billion digits is infinite, and found out below.
        document = json.loads(text, parse_int=float, parse_constant=_refuse_constant)
    except json.JSONDecodeError as problem:
        if text.startswith("{") and (not text.endswith("}") or problem.pos >= len(text)):
            raise ValueError(
                f"The file breaks off in line {text.count(chr(10)) + 1}, as if it had been saved "
                "only in part; save or copy it again."
            ) from None
        raise ValueError(
            f"This is not JSON (line {problem.lineno}, column {problem.colno}): {SAVED_HERE}."
        ) from None
    except RecursionError:
        raise ValueError(f"This JSON is nested too deeply: {SAVED_HERE}.") from None
    if not isinstance(document, dict) or cast(Any, document.get("format")) != FORMAT:
        raise ValueError(f'This is JSON, but not of the format "{FORMAT}": {SAVED_HERE}.')
    version = document.get("version")
    if isinstance(version, float) and version > VERSION:
        raise ValueError(
            f"The file is of version {version:g} of its format, and this page reads version "
            f"{VERSION}: open it with the newer page that saved it."
        )
    if version != VERSION:
        raise ValueError(f"version: expected {VERSION}, got {_short(version)}.")
    return cast(Mapping[str, Any], document)


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"The file holds {name}, and a run has finite numbers only.")


def _address(document: Mapping[str, Any]) -> Address:
    """Return the run and the step that a document names."""
    link, step, stamp = (document.get(key) for key in ("link", "step", "fingerprint"))
    if not isinstance(link, str) or "v" not in dict(parse_qsl(link)):
        raise ValueError(f'link: expected text like "v=1&data=xor", got {_short(link)}.')
    most = settings.MAX_EVENT_STEP
    if not isinstance(step, float) or not 0 <= step <= most or step % 1:
        raise ValueError(f"step: expected a whole number from 0 to {most:,}, got {_short(step)}.")
    if not isinstance(stamp, str):
        raise ValueError(f"fingerprint: expected eight hex digits, got {_short(stamp)}.")
    parameters = {key: text for key, text in parse_qsl(link) if key not in MOVING}
    address = decode(parameters, longest=settings.MAX_RUN_FILE_MB * 10**6)
    if address.problems:
        problem = address.problems[0].partition(", so ")[0].rstrip(".")
        raise ValueError(f"{problem}, so the file is not opened.")
    return replace(address, step=int(step), fingerprint=stamp[:20])


def _parameters(lists: object, config: RunConfig) -> Params:
    """Return the arrays that a document holds, if they are those of the config's network."""
    dims = config.layer_dims
    shapes = parameter_shapes(dims)
    if not isinstance(lists, dict) or set(cast(dict[str, object], lists)) != set(shapes):
        raise ValueError(
            f"parameters: expected {', '.join(shapes)} for the layers {'-'.join(map(str, dims))}."
        )
    rows = cast(dict[str, object], lists)
    return {name: _array(name, rows[name], shape) for name, shape in shapes.items()}


def _array(name: str, rows: object, shape: tuple[int, int]) -> Array:
    n_rows, n_columns = shape
    numbers = [
        number
        for row in (cast(list[object], rows) if isinstance(rows, list) else [])
        if isinstance(row, list) and len(cast(list[object], row)) == n_columns
        for number in cast(list[object], row)
        if isinstance(number, float)
    ]
    is_whole = isinstance(rows, list) and len(cast(list[object], rows)) == n_rows
    if not is_whole or len(numbers) != n_rows * n_columns:
        raise ValueError(
            f"{name}: expected {n_rows} {'rows' if n_rows > 1 else 'row'} of {n_columns} "
            f"{'numbers' if n_columns > 1 else 'number'}."
        )
    array = np.array(numbers).reshape(shape)
    if not np.isfinite(array).all():
        raise ValueError(f"{name}: expected finite numbers, got one too large for a float.")
    return array


def _short(value: object) -> str:
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= 20 else f"{text[:20]}…"
