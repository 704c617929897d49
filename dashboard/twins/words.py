"""What sets twins apart, in words? The title of a comparison, and whether it is a fair one."""

from collections.abc import Sequence

from dashboard.config import RunConfig
from dashboard.narration import listed
from dashboard.run import Run
from dashboard.twins.vary import MOST_TWINS, VARIED

DATA = ("dataset", "own", "n_classes", "data_seed", "noise", "n_train", "n_test")
"""What must be the same, or nothing can be told from a comparison."""

OTHER = {
    "hidden": "layers",
    "activations": "activations",
    "initialization": "initialisation",
    "given": "given weights",
    "seed": "seed of the starting weights",
    "learning_rate": "learning rate",
    "features": "features",
    "cost": "cost",
    "optimizer": "optimizer",
    "beta1": "β₁",
    "beta2": "β₂",
    "batch_size": "batch size",
    "l1": "L1 penalty",
    "l2": "L2 penalty",
}
"""What each other setting is called where several differ."""


def check_comparable(runs: Sequence[Run]) -> None:
    """Raise ``ValueError`` unless runs can be compared: two to four, on the same points.

    Parameters
    ----------
    runs : sequence of Run
        Which runs.
    """
    if not 2 <= len(runs) <= MOST_TWINS:
        raise ValueError(f"A comparison has two to {MOST_TWINS} runs; these are {len(runs)}.")
    first, *others = (run.config for run in runs)
    for other in others:
        if any(getattr(first, name) != getattr(other, name) for name in DATA):
            raise ValueError(
                "These runs learn from different points, so nothing could be told from their "
                "difference: compare runs with the same data set, seed, noise and counts."
            )


def differing(configs: Sequence[RunConfig]) -> list[str]:
    """Name the fields in which configs differ, beside their data."""
    first, *others = configs
    return [
        name for name in OTHER if any(getattr(first, name) != getattr(one, name) for one in others)
    ]


def varied_key(configs: Sequence[RunConfig]) -> str | None:
    """Return the one setting of `VARIED` in which configs differ.

    Parameters
    ----------
    configs : sequence of RunConfig
        The first of the twins first.

    Returns
    -------
    key : str or None
        Empty if they do not differ; None if it is not just one setting.

    Examples
    --------
    >>> varied_key([RunConfig(), RunConfig(hidden=(3,))]), varied_key([RunConfig(), RunConfig()])
    ('units', '')
    """
    first, *others = configs
    for key, varied in VARIED.items():
        values = [varied.of(one) for one in others]
        if others != [first] * len(others) and None not in values:
            made = [varied.given_to(first, value) for value in values]
            if made == others:
                return key
    return None if differing(configs) else ""


def labels(runs: Sequence[Run]) -> list[str]:
    """Name each run by what sets it apart.

    Parameters
    ----------
    runs : sequence of Run
        That can be compared.

    Returns
    -------
    labels : list of str
        "learning rate 0.1"; or "run 1", where they differ in several settings.
    """
    configs = [run.config for run in runs]
    key = varied_key(configs)
    if not key or any(run.events for run in runs):
        return [f"run {number}" for number in range(1, len(runs) + 1)]
    varied = VARIED[key]
    return [f"{varied.label} {varied.words_of(config)}" for config in configs]


def title(runs: Sequence[Run]) -> str:
    """Say in words what sets runs apart.

    Parameters
    ----------
    runs : sequence of Run
        That can be compared.

    Returns
    -------
    title : str
        "Learning rate 2 against 0.1".
    """
    configs = [run.config for run in runs]
    key = varied_key(configs)
    has_events = any(run.events != runs[0].events for run in runs)
    if key == "" and not has_events:
        return "The same run, side by side"
    if key and not has_events:
        varied = VARIED[key]
        first, *others = (varied.words_of(config) for config in configs)
        label = varied.label[0].upper() + varied.label[1:]
        return f"{label} {first} against {listed(others)}"
    what = [OTHER[name] for name in differing(configs)]
    what += ["what was changed on the way"] if has_events else []
    return f"Different {listed(what)}"


def fairness(runs: Sequence[Run]) -> str:
    """Say whether a comparison is fair, and what the runs could not share.

    Parameters
    ----------
    runs : sequence of Run
        That can be compared.

    Returns
    -------
    sentence : str
    """
    configs = [run.config for run in runs]
    first, *others = configs
    has_events = any(run.events != runs[0].events for run in runs)
    fields = differing(configs)
    is_one = varied_key(configs) is not None and not (has_events and fields)
    shared = "They learn from the same points"
    if any(one.layer_dims != first.layer_dims for one in others):
        start = ", but could not share their starting weights: their layers have other shapes."
    elif any(
        (one.initialization, one.given, one.seed) != (first.initialization, first.given, first.seed)
        for one in others
    ):
        start = ", but start from other weights: that is what is compared."
        if not {"initialization", "given", "seed"} >= set(fields):
            start = ", but could not share their starting weights: these are drawn in another way."
    else:
        start = " and start from the same weights, to the last bit."
    if is_one:
        return f"{shared}{start}"
    return (
        f"{shared}{start} They differ in more than one thing, so none of them alone explains what "
        "comes of it."
    )
