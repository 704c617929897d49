"""What travels to the stage? One block of bytes: a small JSON header, then plain arrays.

Layout: the header's length as little-endian uint32, the header as UTF-8 padded with spaces so
that what follows starts at a multiple of 8, then each array of ``header["arrays"]`` in turn,
each padded to a multiple of 8. `modules/payload.js` reads it.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np

from dashboard import settings
from dashboard.batch import Frames, flatten
from dashboard.features import FEATURES
from dashboard.figures.theme import PALETTE
from dashboard.link import encode, query_string
from dashboard.probes import columns_of, measure, row_of
from dashboard.run import Run, fingerprint
from dashboard.stopping import StopWhen


def pack(header: Mapping[str, Any], arrays: Mapping[str, np.ndarray]) -> bytes:
    """Write a header and arrays as one block.

    Parameters
    ----------
    header : mapping
        Anything that JSON can hold.
    arrays : mapping of str to ndarray
        float32 or float64, of any shape.

    Returns
    -------
    block : bytes

    Examples
    --------
    >>> block = pack({"a": 1}, {"x": np.array([1.0, 2.0])})
    >>> len(block) % 8, block[-16:] == np.array([1.0, 2.0]).tobytes()
    (0, True)
    """
    listed: list[tuple[str, str, tuple[int, ...]]] = []
    parts: list[bytes] = []
    for name, array in arrays.items():
        data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
        parts.append(data + b"\0" * (-len(data) % 8))
        listed.append((name, array.dtype.name, array.shape))
    text = json.dumps({**header, "arrays": listed}, separators=(",", ":"), allow_nan=False)
    head = text.encode()
    head += b" " * (-(len(head) + 4) % 8)
    return b"".join([len(head).to_bytes(4, "little"), head, *parts])


def scene_id(run: Run) -> str:
    """Name what a run is, whatever its step: equal for equal config and events.

    Parameters
    ----------
    run : Run
        Which run.

    Returns
    -------
    scene_id : str
        Eight hex digits.
    """
    return hashlib.sha256(repr((run.config, run.events)).encode()).hexdigest()[:8]


def scene(run: Run) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Describe what stays the same while a run plays: the network's shape and the data.

    Parameters
    ----------
    run : Run
        Which run.

    Returns
    -------
    header : dict
        ``task`` is ``"binary"``, ``"classes"`` or ``"value"``; ``features`` are pairs of a key,
        which `modules/forward.js` knows how to compute, and a label; ``range`` is what values go
        from and to, where the task is to predict one, ``value`` their centre and spread, and
        ``target`` what they are called;
        ``columns`` name what is measured of each frame, in order.
    arrays : dict of str to ndarray
        ``train`` and ``test``, float32 of shape (m, 3): x₁, x₂ and the class, or the value.
    """
    data, config = run.data, run.config
    has_value = data.task == "value"
    header = {
        "name": config.dataset,
        "task": data.task,
        "dims": config.layer_dims,
        "activations": [*config.activations, config.output],
        "features": [(name, FEATURES[name].label) for name in config.features],
        "columns": columns_of(run),
        "score": "R²" if has_value else "accuracy",
        "range": data.value_range if has_value else None,
        "value": (data.value_centre, data.value_spread),
        "target": config.own.target_name if config.own else "value",
        "axes": data.axes,
        "classes": data.classes,
        "centre": data.centre,
        "spread": data.spread,
        "extent": data.extent,
        "units": (settings.UNITS.minimum, settings.UNITS.maximum),
        "palette": PALETTE,
    }
    arrays = {
        "train": np.vstack([data.points, data.targets]).T.astype("<f4"),
        "test": np.vstack([data.points_test, data.targets_test]).T.astype("<f4"),
    }
    return header, arrays


def exact_state(run: Run) -> tuple[dict[str, Any], dict[str, np.ndarray]]:
    """Describe the step at the cursor, exactly: for a stage at rest.

    Parameters
    ----------
    run : Run
        Which run, and where its cursor stands.

    Returns
    -------
    header : dict
        The step, its fingerprint, and the link to it.
    arrays : dict of str to ndarray
        ``exact``: float64 parameters, shape (parameters,); ``measures``: float64, as in a row of
        `Frames`.
    """
    measured = measure(run, run.step, run.params)
    header = {"step": run.step, "fingerprint": fingerprint(run)}
    measures = np.array(row_of(measured, columns_of(run)))
    return header, {"exact": flatten(run.params), "measures": measures}


def link_to(
    run: Run,
    *,
    speed: int,
    stop_when: StopWhen | None = None,
    hidden: Collection[str] = (),
    tree: str = "",
) -> str:
    """Write the link of a run without its step: the stage adds the step drawn.

    Parameters
    ----------
    run : Run
        Which run.
    speed : int
        Steps a frame.
    stop_when : StopWhen, optional
        What the run is to stop at by itself.
    hidden : collection of str
        What the page leaves out.
    tree : str
        Other futures of the run.

    Returns
    -------
    query : str
    """
    parameters = encode(run, speed=speed, stop_when=stop_when, hidden=hidden, tree=tree)
    parameters.pop("step", None)
    return query_string(parameters)


def frame_arrays(
    frames: Frames, prefix: str
) -> tuple[dict[str, tuple[float, float]], dict[str, np.ndarray]]:
    """Name the arrays of some frames.

    Parameters
    ----------
    frames : Frames
        What to send.
    prefix : str
        ``"batch"`` for frames to be played, ``"film"`` for what was played before.

    Returns
    -------
    even : dict
        For the header: the first step and the distance between steps, where all are alike.
    arrays : dict of str to ndarray
        The steps only where they are not.
    """
    arrays = {f"{prefix}_measures": frames.measures, f"{prefix}_params": frames.params}
    steps = frames.steps
    every = float(steps[1] - steps[0]) if len(steps) > 1 else 1.0
    if len(steps) and np.all(np.diff(steps) == every):
        return {f"{prefix}_steps": (float(steps[0]), every)}, arrays
    return {}, {f"{prefix}_steps": steps, **arrays}


def digest_of(words: Mapping[str, Any]) -> str:
    """Name what JSON can hold in eight hex digits, so that a change of it is noticed.

    Examples
    --------
    >>> digest_of({"a": 1}) == digest_of({"a": 1}) != digest_of({"a": 2})
    True
    """
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()[:8]
