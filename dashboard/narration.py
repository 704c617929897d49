"""What just happened, in one sentence? Plain words for the page and for a screen reader."""

from dataclasses import replace

from dashboard.datasets import DATASETS
from dashboard.keyframe import Check
from dashboard.link import number_text
from dashboard.run import Run, RunConfig, fingerprint
from dashboard.settings import LEARNING_RATES


def new_run(before: RunConfig, after: RunConfig) -> str:
    """Say what a new run differs in.

    Parameters
    ----------
    before, after : RunConfig
        The settings that were, and those that are.

    Returns
    -------
    sentence : str

    Examples
    --------
    >>> new_run(RunConfig(), RunConfig(seed=7))
    'A new run: other starting weights (seed 7).'
    """
    changes = {
        "dataset": (before.dataset, after.dataset, DATASETS[after.dataset].sentence),
        "data_seed": (before.data_seed, after.data_seed, f"other points (seed {after.data_seed})."),
        "noise": (before.noise, after.noise, f"noise {number_text(after.noise)}."),
        "n_train": (before.n_train, after.n_train, f"{_points(after.n_train, 'training')}."),
        "n_test": (before.n_test, after.n_test, f"{_points(after.n_test, 'test')}."),
        "hidden": (before.hidden, after.hidden, f"{network_words(after)}."),
        "activations": (
            before.activations,
            after.activations,
            f"activations {', '.join(after.activations)}.",
        ),
        "initialization": (
            before.initialization,
            after.initialization,
            f"initialisation {after.initialization}.",
        ),
        "seed": (before.seed, after.seed, f"other starting weights (seed {after.seed})."),
        "learning_rate": (
            before.learning_rate,
            after.learning_rate,
            f"learning rate {number_text(after.learning_rate)}.",
        ),
    }
    said = [words for was, now, words in changes.values() if was != now]
    return f"A new run: {said[0]}" if said else "The same run, from its start."


def network_words(config: RunConfig) -> str:
    """Write a network as its layers.

    Examples
    --------
    >>> network_words(RunConfig())
    'a 2-4-1 network'
    """
    return f"a {'-'.join(map(str, config.layer_dims))} network"


RESTORED = "Restored where you were; the run is being checked."

CHECKED = "Restored and checked: trained again from its start, this is the same run."


def not_confirmed(check: Check) -> str:
    """Say that a run handed back is not what its link names.

    Parameters
    ----------
    check : Check
        The check that came to its end.

    Returns
    -------
    sentence : str
    """
    return (
        f"The state that this page handed back (fingerprint {check.stamp}) is not what the link's "
        f"run has at step {check.run.step:,} on this server ({fingerprint(check.run)}), so the run "
        "goes on as trained here."
    )


def queue(n_playing: int, place: int) -> str:
    """Say that everyone's place is taken for now.

    Examples
    --------
    >>> queue(150, 2)
    'This server is full: 150 learners play. You are number 2 in line; your turn comes by itself.'
    """
    return (
        f"This server is full: {n_playing} learners play. You are number {place} in line; "
        "your turn comes by itself."
    )


def ended(run: Run) -> str:
    """Say why a run cannot go on, and what to try.

    Parameters
    ----------
    run : Run
        At its last finite step.

    Returns
    -------
    sentence : str
    """
    rate = run.learning_rate_at(run.step)
    smaller = [stop for stop in LEARNING_RATES if stop <= rate / 10] or list(LEARNING_RATES[:1])
    advice = f"{number_text(smaller[-1])}, or " if smaller[-1] < rate else ""
    return (
        f"Paused at step {run.step:,}: the next step would leave the numbers a computer can hold. "
        f"The learning rate of {number_text(rate)} threw the weights too far; try {advice}sigmoid "
        "or tanh units, which stay bounded."
    )


def _points(count: int, kind: str) -> str:
    return f"{count} {kind} point" if count == 1 else f"{count} {kind} points"


def suggestion(config: RunConfig) -> tuple[str, RunConfig] | None:
    """Suggest one thing to try once a run is solved.

    Parameters
    ----------
    config : RunConfig
        The settings that solved it.

    Returns
    -------
    suggestion : tuple of str and RunConfig, or None
        A sentence, and the settings it speaks of.

    Examples
    --------
    >>> suggestion(RunConfig())[0]
    'Solved. Would fewer lines do? Try it with 2 hidden units.'
    """
    if config.dataset == "circle" and config.hidden == (4,):
        start = "xavier" if config.initialization == "given" else config.initialization
        fewer = replace(config, hidden=(2,), initialization=start, given=())
        return "Solved. Would fewer lines do? Try it with 2 hidden units.", fewer
    following = {
        "blobs": ("circle", (4,), "Solved: one line was enough. Try the circle, where none is."),
        "circle": ("xor", (4,), "Solved. Try XOR, where opposite corners belong together."),
        "xor": ("moons", (8,), "Solved. Try the moons, which reach into each other."),
        "moons": ("spiral", (16, 16), "Solved. Try the spiral: it needs more layers."),
        "setosa": ("virginica", (4,), "Solved. Try the two species that overlap."),
        "virginica": ("moons", (8,), "Solved, on real flowers. Try the moons."),
        "point": ("blobs", (1,), "One point is learned. Try two clouds of them."),
    }
    if config.dataset not in following:
        return None
    dataset, hidden, sentence = following[config.dataset]
    activation = "tanh" if dataset == "spiral" else "sigmoid"
    return sentence, RunConfig(
        dataset=dataset,
        hidden=hidden,
        activations=(activation,) * len(hidden),
        learning_rate=0.5 if dataset == "spiral" else 2.0,
    )
