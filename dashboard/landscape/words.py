"""What is there to say of a landscape? What plane it is, and what its picture cannot show."""

import numpy as np

from dashboard.landscape.survey import Survey, cost_under, n_empty
from dashboard.run import Run


def place_sentence(survey: Survey, place: int) -> str:
    """Say where a step of the path lies: its own cost, and that of the surface under it.

    Parameters
    ----------
    survey : Survey
        Whose path.
    place : int
        Which of its points.

    Returns
    -------
    sentence : str
    """
    step, cost = survey.path.steps[place], survey.path_costs[place]
    words = f"◇ Step {step:,}: its cost is {cost:.4g}"
    (distance,) = survey.plane.distances(survey.path.stack[place : place + 1])
    if place == survey.path.here:
        return f"{words}. The plane goes through this step."
    return (
        f"{words}; the surface under it is at {cost_under(survey, place):.4g}, because it lies "
        f"{distance:.2g} beside the plane, in units of the weights."
    )


def plane_sentences(survey: Survey, run: Run, seed: int) -> str:
    """Say what plane this is, and what the picture cannot show.

    Parameters
    ----------
    survey : Survey
        The landscape.
    run : Run
        Whose landscape.
    seed : int
        Of random directions.

    Returns
    -------
    sentences : str
    """
    count = survey.path.stack.shape[1]
    lines: list[str] = []
    if survey.plane.explained is not None:
        first, second = survey.plane.explained
        lines.append(
            f"Of {count:,} directions, the plane lies along the two in which the path (its "
            f"{len(survey.path.steps):,} kept steps) spreads most: they explain "
            f"{100 * first:.1f} % and {100 * second:.1f} % of its variance (principal components)."
        )
    else:
        lines.append(
            f"The plane lies along two random directions of {count:,} (seed {seed}), in which each "
            "unit's part is as long as the unit's own weights; biases stay as they are "
            "(filter-normalised: Li et al., 2018)."
        )
    lines.append(
        "The path is seen from the plane's side: each of its points is drawn at its real cost, "
        "which is not that of the surface under it, so it may float or dive."
    )
    rule = run.rule
    if rule.l1 or rule.l2:
        lines.append(
            "The cost is shown without the penalty on the weights, which the run brings down too."
        )
    empty = n_empty(survey)
    if empty:
        cells = np.size(survey.surfaces[survey.n_finished - 1].costs)
        lines.append(
            f"{empty:,} of {cells:,} cells are empty: there the cost, or a sum on the way to it, "
            "is larger than the largest number that can be computed with (1.8 · 10³⁰⁸). A smaller "
            "reach leaves them out."
        )
    return " ".join(lines)
