"""What is there to say about a layer? One or two sentences under each picture."""

import math
from collections.abc import Sequence

import numpy as np

from dashboard.features import FEATURES
from dashboard.inside.similarity import groups_of_twins, similarity
from dashboard.inside.spaces import Space
from dashboard.run import Run
from dashboard.vital_signs import is_flat
from network import Array

NAMED = 6
"""So many units are named one by one."""


def title_of(space: Space, run: Run) -> str:
    """Name a space: the plane, the features, or a layer with its units and activation."""
    n = len(space.A)
    if space.layer == 0:
        if space.A is run.data.points:
            return "The plane"
        only = f" {FEATURES[run.config.features[0]].label}" if n == 1 else f"s: {n}"
        return f"Feature{only}"
    return f"Layer {space.layer}: {n} {'unit' if n == 1 else 'units'}, {space.activation}"


def axes_of(space: Space, run: Run) -> tuple[str, ...]:
    """Name the coordinates that a space is shown by."""
    n = len(space.A)
    if n > 2:
        turned = ("across the output's line", "along it")
        return turned if space.is_turned else ("component 1", "component 2")
    if space.layer:
        return tuple(f"unit {unit}" for unit in range(1, n + 1))
    if space.A is run.data.points:
        return "x₁", "x₂"
    return tuple(FEATURES[name].label for name in run.config.features)


def variance_words(space: Space) -> str:
    """Say how much of a space of more than two units its picture shows.

    Parameters
    ----------
    space : Space
        Any.

    Returns
    -------
    sentence : str
        Empty where the picture is the space itself.
    """
    if not space.shares:
        return ""
    first, second = space.shares
    if math.isnan(first):
        return "All points are at one place: this layer tells none from another."
    what = "units" if space.layer else "features"
    if space.is_turned:
        return (
            f"{len(space.A)} {what}, seen across the output's line, and in the direction along it "
            f"in which the points differ most: {_percent(first)} and {_percent(second)} of the "
            "variance."
        )
    return (
        f"The two directions in which the points differ most, of {len(space.A)} {what}: they "
        f"hold {_percent(first)} and {_percent(second)} of the variance."
    )


def output_words(space: Space, run: Run, *, has_line: bool) -> str:
    """Say what the output layer makes of the last space.

    Parameters
    ----------
    space : Space
        The output layer's inputs.
    run : Run
        At its cursor.
    has_line : bool
        Whether its line crosses the picture.

    Returns
    -------
    sentence : str
    """
    data, last = run.data, len(run.params) // 2
    W = run.params[f"W{last}"]
    cut = ""
    if space.shares and not space.is_turned:
        cut = (
            " What is drawn holds on the plane of these two directions; a point that lies off it "
            "can be on the other side."
        )
    if data.task == "classes":
        if (W[0] == W).all():
            return "The output's rows of weights are alike: it tells no place from another."
        return (
            "Each colour is where its class is the most probable. Between any two classes a "
            f"straight border is enough.{cut}"
        )
    if not W.any():
        return "The output's weights are all 0: it says the same of every place."
    half = "is 1/2"
    if data.task == "value":
        half = f"is {data.value_centre:.4g}, the middle of the values".replace("-", "−")
    if not has_line:
        return f"The line on which the output {half} lies outside of what is shown."
    return f"On the green line the output {half}.{cut}"


def activation_words(space: Space) -> str:
    """Say how many of a hidden layer's activations are saturated, or of its units dead.

    Parameters
    ----------
    space : Space
        Of a hidden layer.

    Returns
    -------
    sentence : str
    """
    A, n = space.A, len(space.A)
    if space.activation == "relu":
        dead = [unit for unit, row in enumerate(A, start=1) if (row <= 0).all()]
        zero = f"{_percent(float((A <= 0).mean()))} of these activations are 0."
        if not dead:
            return f"{zero} No unit is dead."
        if len(dead) == n:
            return f"{zero} Every unit is dead: 0 for every point."
        return (
            f"{zero} {_listed(dead)} {'is' if len(dead) == 1 else 'are'} dead: 0 for every point."
        )
    if space.activation == "linear":
        return "Linear units pass their sum on as it is, and never saturate."
    flat = float(is_flat(space.activation, A).mean())
    return (
        f"{_percent(flat)} of these activations are saturated: there the slope is below 1% of the "
        "steepest, and hardly any blame passes through."
    )


def similarity_words(rows: Array) -> str:
    """Say which units of a layer are twins, zero, or the most alike.

    Parameters
    ----------
    rows : ndarray of float, shape (n, d)
        Weights and bias of each unit.

    Returns
    -------
    sentences : str
    """
    n = len(rows)
    if n == 1:
        return "One unit alone has nobody to be like."
    said: list[str] = []
    zero = [unit for unit, row in enumerate(rows, start=1) if not row.any()]
    if zero:
        who = "Every unit" if len(zero) == n else _listed(zero)
        said.append(
            f"{who}: weights and bias are 0. Without a direction no cosine is defined, so these "
            "cells stay empty."
        )
    for group in groups_of_twins(rows)[:3]:
        if len(group) == n:
            said.append(f"All {n} units are identical.")
        else:
            said.append(f"{_listed([unit + 1 for unit in group])} are identical.")
    cosines = similarity(rows)
    cosines[np.tril_indices(n)] = np.nan
    if not said and np.isfinite(cosines).any():
        one, other = np.unravel_index(int(np.nanargmax(np.abs(cosines))), cosines.shape)
        cosine = f"{cosines[one, other]:.3f}".replace("-", "−")
        said.append(
            f"The most alike are units {one + 1} and {other + 1}, with a cosine of {cosine}."
        )
    return " ".join(said)


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%" if 0 < share < 1 else f"{100 * share:.0f}%"


def _listed(units: Sequence[int]) -> str:
    """Name some units, the first of them if they are many."""
    if len(units) == 1:
        return f"Unit {units[0]}"
    if len(units) > NAMED:
        return f"Units {', '.join(map(str, units[:NAMED]))} and {len(units) - NAMED} more"
    return f"Units {', '.join(map(str, units[:-1]))} and {units[-1]}"
