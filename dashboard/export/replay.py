"""How does a run play without a server? As one page, with the stage's own modules and its frames.

The page needs no network: `modules` inlines every JavaScript file that the player imports, the
very files of ``stage/modules``, and the browser finds them through an import map. What the run
says of itself is escaped; its numbers travel as the stage's own message.
"""

import hashlib
import json
import re
from base64 import b64encode
from functools import lru_cache
from html import escape
from pathlib import Path
from string import Template

import numpy as np

from dashboard import narration, settings
from dashboard.batch import recorded_frames
from dashboard.config import RULE_FIELDS, RunConfig
from dashboard.features import FEATURES
from dashboard.link import encode, number_text, query_string
from dashboard.run import Run, fingerprint, rewind_to
from dashboard.stage.payload import exact_state, frame_arrays, pack, scene

DASHBOARD = Path(__file__).parents[1]
PAGE = Path(__file__).parent / "replay_page"
PLAYER = PAGE / "player.js"
STAGE_STYLE = DASHBOARD / "stage" / "modules" / "stage.css"
ICON = DASHBOARD / "data" / "icon.svg"
START = f'import "{PLAYER.relative_to(DASHBOARD).as_posix()}";'

IMPORT = re.compile(r'(?<= from ")(\.[^"]+)(?=";)')
MOST_CHANGES = 5
"""So many changes on the way are told; the link names all."""


def replay_html(run: Run, *, until: int, speed: int = int(settings.SPEED.default)) -> str:
    """Write a page that plays what is kept of a run, up to a step.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        The last step shown, at most ``run.history.last``; it is shown with all its digits.
    speed : int
        Steps a frame, for the link.

    Returns
    -------
    page : str
        HTML that loads nothing.

    Raises
    ------
    ValueError
        If that step was never reached.
    """
    run = run if run.step == until else rewind_to(run, until)
    steps, message = replay_message(run)
    stamp = fingerprint(run)
    link = query_string(encode(run, speed=speed, stamp=stamp))
    told = [(name, escape(text)) for name, text in facts(run, steps)]
    told.append((f"Fingerprint of step {until:,}", f"<code>{stamp}</code>"))
    told.append(("Link", f"<code>?{escape(link)}</code>"))
    program = import_map()
    return Template((PAGE / "page.html").read_text(encoding="utf-8")).substitute(
        policy=_policy(program, START),
        title=escape(title(run)),
        note=escape(note(steps)),
        icon=b64encode(ICON.read_bytes()).decode(),
        page_style=(PAGE / "page.css").read_text(encoding="utf-8"),
        stage_style=STAGE_STYLE.read_text(encoding="utf-8"),
        modules=program,
        facts="\n".join(f"<dt>{escape(name)}</dt>\n<dd>{html}</dd>" for name, html in told),
        run=b64encode(message).decode(),
        start=START,
    )


def replay_message(run: Run) -> tuple[list[int], bytes]:
    """Pack what the player plays, as the stage's own message.

    Parameters
    ----------
    run : Run
        With its cursor at the last step to be played.

    Returns
    -------
    steps : list of int
        What is recorded: step 0, the last, and what is kept between.
    block : bytes
        See `payload.pack`.
    """
    frames = recorded_frames(run, run.step, most_bytes=settings.MAX_REPLAY_BYTES)
    about, points = scene(run)
    even, film = frame_arrays(frames, "film")
    exact, exact_arrays = exact_state(run)
    block = pack({"scene": about, **even, **exact}, {**points, **film, **exact_arrays})
    return frames.steps.astype(int).tolist(), block


def title(run: Run) -> str:
    """Name a run in a line: what it learns, with which layers, and how long."""
    name = settings.DATA.choices.get(run.config.dataset, "Own data")
    return f"{name}, {'-'.join(map(str, run.config.layer_dims))}, steps 0 to {run.step:,}"


def note(steps: list[int]) -> str:
    """Say what is shown, and what is not.

    Examples
    --------
    >>> note([0, 4, 8, 9])
    'Made by Watch It Learn. 4 recorded snapshots, one every 4 steps and the last: each was \
computed, and nothing is shown between them.'
    """
    if len(steps) == 1:
        return "Made by Watch It Learn. The start of a run, before its first step."
    distances = set(np.diff(steps[:-1]).tolist()) or {steps[1]}
    apart = steps[-1] - steps[-2]
    if len(distances) > 1:
        told = ""
    elif distances == {apart}:
        told = f", one every {apart:,} steps" if apart > 1 else ", one every step"
    else:
        (every,) = distances
        told = f", one every {every:,} steps and the last" if every > 1 else ""
    return (
        f"Made by Watch It Learn. {len(steps)} recorded snapshots{told}: each was computed, and "
        "nothing is shown between them."
    )


def facts(run: Run, steps: list[int]) -> list[tuple[str, str]]:
    """Tell what a run is, in words.

    Parameters
    ----------
    run : Run
        Which run.
    steps : list of int
        The steps recorded of it.

    Returns
    -------
    facts : list of (str, str)
        What it is about, and what there is to say.
    """
    config, data = run.config, run.data
    layers = [
        f"{units} {settings.ACTIVATION.choices[activation]}"
        for units, activation in zip(config.hidden, config.activations, strict=True)
    ]
    settled = [
        f"{narration.rule_words(kind)} {narration.rule_value(kind, getattr(config, name))}"
        for kind, name in RULE_FIELDS.items()
        if kind in ("lr", "opt") or getattr(config, name) != getattr(RunConfig(), name)
    ]
    changes = [narration.event_words(event) for event in run.events]
    more = len(changes) - MOST_CHANGES
    changes = [*changes[:MOST_CHANGES], *([f"{more} changes more"] if more > 0 else [])]
    named = f", {narration.listed(data.classes)}" if data.classes else ""
    inputs = narration.listed([FEATURES[name].label for name in config.features])
    output = f"{config.n_outputs} {config.output}"
    return [
        (
            settings.DATA.label,
            f"{settings.DATA.choices.get(config.dataset, 'Own data')}: "
            f"{data.X.shape[1]:,} training and {data.X_test.shape[1]:,} test points, noise "
            f"{number_text(config.noise)}, data seed {config.data_seed}; {data.axes[0]} across, "
            f"{data.axes[1]} up{named}",
        ),
        ("Network", " → ".join([inputs, *layers, output])),
        (
            settings.INITIALIZATION.label,
            f"{settings.INITIALIZATION.choices[config.initialization]}, seed {config.seed}",
        ),
        ("Training", f"{', '.join(settled)}; {config.cost_in_force.replace('-', ' ')}"),
        *([("Changes", "; ".join(changes))] if changes else []),
        ("Snapshots", f"{len(steps):,}, from step 0 to step {steps[-1]:,}"),
    ]


@lru_cache(maxsize=1)
def modules() -> dict[str, str]:
    """Collect the player and every module that it imports, itself or through another.

    Returns
    -------
    modules : dict of str to str
        Source by name. A name is a file's path in ``dashboard``, and so are the imports: what has
        no address of its own cannot import by a relative one.
    """
    found: dict[str, str] = {}
    waiting = [PLAYER]
    while waiting:
        file = waiting.pop()
        name = file.relative_to(DASHBOARD).as_posix()
        if name in found:
            continue
        source = file.read_text(encoding="utf-8")
        places = {path: (file.parent / path).resolve() for path in IMPORT.findall(source)}
        names = {path: place.relative_to(DASHBOARD) for path, place in places.items()}
        found[name] = IMPORT.sub(lambda match, names=names: names[match[0]].as_posix(), source)
        waiting += places.values()
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def import_map() -> str:
    """Write where the browser finds each module: in the page itself, as text that ends nothing."""
    addresses = {
        name: f"data:text/javascript;base64,{b64encode(source.encode()).decode()}"
        for name, source in modules().items()
    }
    return json.dumps({"imports": addresses})


def _policy(*scripts: str) -> str:
    """Forbid the page to load anything, and to run anything but these scripts and the modules."""
    digests = [b64encode(hashlib.sha256(script.encode()).digest()).decode() for script in scripts]
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    return (
        f"default-src 'none'; script-src {allowed} data:; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
