"""How is a landscape computed without anyone waiting? In bounded pieces, coarse at first."""

import time
from dataclasses import dataclass, replace

import numpy as np

from dashboard import settings
from dashboard.batch import flatten
from dashboard.landscape.path import Path, path_of
from dashboard.landscape.plane import Plane, fitted_window, principal_plane, random_plane
from dashboard.landscape.stack import Recipe, recipe_of, stack_costs
from dashboard.run import Run
from network import Array


@dataclass(frozen=True, eq=False)
class Surface:
    """The cost over a grid of the plane.

    Parameters
    ----------
    x, y : ndarray of float, shape (k,)
        Places along either direction.
    costs : ndarray of float, shape (k, k)
        Row i is at ``y[i]``; NaN where the cost is beyond the largest number, or not computed yet.
    """

    x: Array
    y: Array
    costs: Array


@dataclass(frozen=True, eq=False)
class Survey:
    """A landscape, as far as it has been computed.

    Parameters
    ----------
    recipe : Recipe
        What is computed.
    plane : Plane
    path : Path
    places : ndarray of float, shape (k, 2)
        The path, projected onto the plane.
    window : tuple of (float, float), length 2
        From where to where the plane is shown, across and up.
    path_costs : ndarray of float, shape (k,)
        The real cost at each step of the path, wherever it lies; NaN where not computed yet.
    surfaces : tuple of Surface
        One for each of `settings.SURVEY_SIZES` that was begun: the last may be unfinished.
    done : int
        Cells computed, those of the path first.
    seconds : float
        Time that they took.
    """

    recipe: Recipe
    plane: Plane
    path: Path
    places: Array
    window: tuple[tuple[float, float], tuple[float, float]]
    path_costs: Array
    surfaces: tuple[Surface, ...] = ()
    done: int = 0
    seconds: float = 0.0

    @property
    def total(self) -> int:
        """Cells in all."""
        return len(self.path.steps) + sum(size**2 for size in settings.SURVEY_SIZES)

    @property
    def is_done(self) -> bool:
        """Whether everything is computed."""
        return self.done == self.total

    @property
    def seconds_left(self) -> float:
        """Computing time of what is left, as far as can be told; NaN before anything is known."""
        if self.done == 0:
            return float("nan")
        return self.seconds / self.done * (self.total - self.done)

    @property
    def n_finished(self) -> int:
        """How many surfaces are complete."""
        left = self.done - len(self.path.steps)
        count = 0
        for size in settings.SURVEY_SIZES:
            left -= size**2
            count += left >= 0
        return count

    @property
    def surface(self) -> Surface | None:
        """The finest complete surface; before there is one, what there is of the first."""
        if self.n_finished:
            return self.surfaces[self.n_finished - 1]
        return self.surfaces[0] if self.surfaces else None


def begin(run: Run, until: int, *, kind: str, seed: int, extent: float) -> Survey:
    """Plan the landscape of a run; nothing is computed yet.

    Parameters
    ----------
    run : Run
        Its parameters at the cursor lie in the plane, and its training points tell the cost.
    until : int
        The last step of the path.
    kind : {"path", "random"}
        Which directions.
    seed : int
        Of random ones.
    extent : float
        How far the plane reaches: 1 fits the path, or goes as far as the weights are long.

    Returns
    -------
    survey : Survey

    Raises
    ------
    ValueError
        If there is no such plane.
    """
    path, centre = path_of(run, until), flatten(run.params)
    if kind == "path":
        plane = principal_plane(path.stack, centre)
    else:
        plane = random_plane(centre, run.config.layer_dims, seed=seed)
    places = plane.project(path.stack)
    if kind == "path":
        window = fitted_window(places, extent)
    else:
        window = ((-extent, extent), (-extent, extent))
    unknown = np.full(len(path.steps), np.nan)
    return Survey(recipe_of(run), plane, path, places, window, unknown)


def proceed(survey: Survey, seconds: float) -> Survey:
    """Compute further, row by row, until time is up.

    Parameters
    ----------
    survey : Survey
        As far as it is.
    seconds : float
        How long, give or take a piece of some thousandths of a second.

    Returns
    -------
    survey : Survey
        Further on; the one given is not changed.
    """
    if survey.is_done:
        return survey
    began = time.perf_counter()
    path_costs, surfaces, done = survey.path_costs.copy(), list(survey.surfaces), survey.done
    if surfaces:
        last = surfaces[-1]
        surfaces[-1] = replace(last, costs=last.costs.copy())
    most = max(1, settings.SURVEY_NUMBERS // survey.recipe.numbers)
    while done < survey.total:
        if done < len(path_costs):
            end = min(done + most, len(path_costs))
            path_costs[done:end] = _finite_costs(survey.path.stack[done:end], survey.recipe)
            done = end
        else:
            done += _survey_piece(survey, surfaces, done - len(path_costs), most)
        if time.perf_counter() - began > seconds:
            break
    return replace(
        survey,
        path_costs=path_costs,
        surfaces=tuple(surfaces),
        done=done,
        seconds=survey.seconds + time.perf_counter() - began,
    )


def _survey_piece(survey: Survey, surfaces: list[Surface], cell: int, most: int) -> int:
    """Compute some cells of one row, and return how many."""
    sizes, level = settings.SURVEY_SIZES, 0
    while cell >= sizes[level] ** 2:
        cell -= sizes[level] ** 2
        level += 1
    size = sizes[level]
    if level == len(surfaces):
        x, y = (np.linspace(*side, size) for side in survey.window)
        surfaces.append(Surface(x, y, np.full((size, size), np.nan)))
    surface = surfaces[level]
    row, column = divmod(cell, size)
    columns = slice(column, min(column + most, size))
    x = surface.x[columns]
    stack = survey.plane.points(x, np.full(x.size, surface.y[row]))
    surface.costs[row, columns] = _finite_costs(stack, survey.recipe)
    return x.size


def _finite_costs(stack: Array, recipe: Recipe) -> Array:
    costs = stack_costs(stack, recipe)
    return np.where(np.isfinite(costs), costs, np.nan)


def n_empty(survey: Survey) -> int:
    """Count the cells of the surface shown whose cost is beyond the largest number.

    Parameters
    ----------
    survey : Survey
        With at least one complete surface.

    Returns
    -------
    count : int
    """
    if not survey.n_finished:
        return 0
    return int(np.isnan(survey.surfaces[survey.n_finished - 1].costs).sum())


def cost_under(survey: Survey, place: int) -> float:
    """Return the surface's cost under a point of the path, exactly.

    Parameters
    ----------
    survey : Survey
        Whose plane and path.
    place : int
        Which point of the path.

    Returns
    -------
    cost : float
        That of the nearest parameters in the plane.
    """
    x, y = survey.places[place]
    stack = survey.plane.points(np.array([x]), np.array([y]))
    return float(stack_costs(stack, survey.recipe)[0])
