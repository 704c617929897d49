from dataclasses import replace

import numpy as np
import pytest

from dashboard.config import RunConfig
from dashboard.figures.landscape import contour_figure, surface_figure
from dashboard.figures.landscape_view import TICKS, View, decade_ticks, linear_ticks
from dashboard.landscape.survey import begin, proceed
from dashboard.run import advance, start


def view_of(*, kind="path", place=None, is_logarithmic=False, extent=1.0):
    run = advance(start(RunConfig(n_train=20)), 60)
    survey = proceed(begin(run, 60, kind=kind, seed=1, extent=extent), 1e9)
    here = survey.path.here if place is None else place
    return View(survey, here, is_logarithmic, run.config.cost_in_force)


def with_cost(view, cost):
    """The same view, with one cell and one point of the path at another cost."""
    surface = view.survey.surface
    costs = surface.costs.copy()
    costs[10, 20] = cost
    path_costs = view.survey.path_costs.copy()
    path_costs[30] = cost
    surfaces = (*view.survey.surfaces[:-1], replace(surface, costs=costs))
    survey = replace(view.survey, surfaces=surfaces, path_costs=path_costs)
    return view._replace(survey=survey)


@pytest.mark.parametrize("is_logarithmic", [False, True])
def test_both_figures_show_the_surface_the_path_and_the_place_marked(is_logarithmic):
    view = view_of(place=25, is_logarithmic=is_logarithmic)
    survey = view.survey
    solid, flat = surface_figure(view), contour_figure(view)
    surface, line, start_mark, pin = solid.data
    contours, flat_line, flat_start, flat_mark = flat.data
    costs = survey.surface.costs
    colours = np.log10(costs) if is_logarithmic else costs
    assert np.array_equal(surface.z, costs)
    assert np.array_equal(surface.surfacecolor, colours)
    assert np.array_equal(contours.z, colours)
    assert np.array_equal(contours.customdata, costs)
    assert np.array_equal(line.z, survey.path_costs)
    for drawn in (line, flat_line):
        assert np.array_equal(drawn.x, survey.places[:, 0])
        assert np.array_equal(drawn.y, survey.places[:, 1])
    for mark, place in ((start_mark, 0), (flat_start, 0), (pin, 25), (flat_mark, 25)):
        assert (mark.x[0], mark.y[0]) == tuple(survey.places[place])
    assert pin.z[0] == survey.path_costs[25] < pin.z[1]
    assert solid.layout.scene.zaxis.type == ("log" if is_logarithmic else None)
    for drawn in (solid, flat):
        axis = drawn.layout.coloraxis2
        assert (axis.cmin, axis.cmax) == (colours.min(), colours.max())
        assert drawn.layout.uirevision


def test_scrubbing_moves_the_mark_and_nothing_else():
    view = view_of(place=10)
    for draw in (surface_figure, contour_figure):
        before, after = draw(view), draw(view._replace(place=40))
        for old, new in zip(before.data[:-1], after.data[:-1], strict=True):
            assert old == new
        assert before.layout == after.layout
        assert before.data[-1].x[0] != after.data[-1].x[0]


def test_the_axes_say_how_much_of_the_path_they_explain():
    view = view_of()
    first, second = view.survey.plane.explained
    titles = [contour_figure(view).layout[axis].title.text for axis in ("xaxis", "yaxis")]
    assert titles == [
        f"first direction of the path, {100 * first:.1f} %",
        f"second, {100 * second:.1f} %",
    ]
    random = contour_figure(view_of(kind="random")).layout
    assert random.xaxis.title.text == "first random direction"
    assert random.xaxis.range == (-1, 1)


def test_of_the_path_only_what_lies_in_the_window_is_drawn():
    view = view_of(extent=0.5)
    (left, right), (bottom, top) = view.survey.window
    x, y = view.survey.places.T
    inside = (left <= x) & (x <= right) & (bottom <= y) & (y <= top)
    assert 0 < inside.sum() < inside.size
    for drawn in (surface_figure(view).data[1], contour_figure(view).data[1]):
        assert np.array_equal(np.isnan(drawn.x), ~inside)


@pytest.mark.parametrize("cost", [0.0, np.nan])
def test_what_has_no_logarithm_is_left_out(cost):
    view = with_cost(view_of(is_logarithmic=True), cost)
    solid, flat = surface_figure(view), contour_figure(view)
    assert np.isnan(solid.data[0].z[10, 20])
    assert np.isnan(flat.data[0].z[10, 20])
    assert np.isnan(solid.data[1].z[30])
    assert np.isfinite(flat.layout.coloraxis2.cmin)
    assert all(np.isfinite(solid.layout.scene.zaxis.range))


def test_a_flat_landscape_can_be_drawn():
    view = view_of()
    surface = view.survey.surface
    flat = replace(surface, costs=np.full_like(surface.costs, 0.7))
    survey = replace(
        view.survey,
        surfaces=(*view.survey.surfaces[:-1], flat),
        path_costs=np.full_like(view.survey.path_costs, 0.7),
    )
    for is_logarithmic in (False, True):
        level = view._replace(survey=survey, is_logarithmic=is_logarithmic)
        low, high = surface_figure(level).layout.scene.zaxis.range
        assert low < high
        axis = contour_figure(level).layout.coloraxis2
        assert axis.cmin < axis.cmax


def test_an_empty_landscape_can_be_drawn():
    view = view_of()
    surface = view.survey.surface
    empty = replace(surface, costs=np.full_like(surface.costs, np.nan))
    survey = replace(view.survey, surfaces=(*view.survey.surfaces[:-1], empty))
    for is_logarithmic in (False, True):
        none = view._replace(survey=survey, is_logarithmic=is_logarithmic)
        assert surface_figure(none).data
        assert contour_figure(none).data


@pytest.mark.parametrize("is_logarithmic", [False, True])
def test_costs_near_the_largest_number_can_be_drawn(is_logarithmic):
    view = with_cost(view_of(place=30, is_logarithmic=is_logarithmic), 1.79e308)
    drawn = surface_figure(view)
    assert all(np.isfinite(drawn.layout.scene.zaxis.range))
    assert all(np.isfinite(drawn.data[-1].z))
    assert contour_figure(view).data


@pytest.mark.parametrize(
    ("low", "high"),
    [(-12.3, 2.2), (-0.4, 0.1), (0.0, 0.05), (-300.0, 305.0), (-2.0, -1.0), (0.0, 0.0)],
)
def test_ticks_are_few_and_within_what_is_shown(low, high):
    values = decade_ticks(low, high)
    assert len(values) <= TICKS
    assert all(low <= np.log10(value) <= high for value in values)


@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1e-9), (0.06, 1.34), (-3.0, 5e8), (1e300, 1e308), (0.69, 0.7)]
)
def test_linear_ticks_are_few_and_within_what_is_shown(low, high):
    values = linear_ticks(low, high)
    assert 1 <= len(values) <= TICKS + 1
    slack = 1e-9 * (high - low)
    assert all(low - slack <= value <= high + slack for value in values)
