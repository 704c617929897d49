import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from sklearn.decomposition import PCA

from dashboard import settings
from dashboard.batch import flatten
from dashboard.config import Event, RunConfig, parameter_count, unflatten
from dashboard.landscape import survey as survey_module
from dashboard.landscape.path import path_of
from dashboard.landscape.plane import Plane, filter_normalized, principal_plane, random_plane
from dashboard.landscape.stack import Recipe, recipe_of, stack_costs
from dashboard.landscape.survey import begin, cost_under, n_empty, proceed
from dashboard.landscape.words import place_sentence, plane_sentences
from dashboard.run import advance, rewind_to, start
from network import ACTIVATIONS, cost_function, forward_prop
from tests.dashboard.strategies import configs, examples

OUTPUTS = {
    "cross-entropy": ["sigmoid", "softmax"],
    "squared-error": ["sigmoid", "softmax", "tanh", "relu", "linear"],
}


def expected_cost(flat, recipe):
    """What `network` says of one network."""
    params = unflatten(list(flat), recipe.layer_dims)
    A, caches = forward_prop(recipe.X, params, activations=recipe.activations, output=recipe.output)
    Z = caches[-1].activation_cache.Z
    return cost_function(A, recipe.Y, Z=Z, cost=recipe.cost, output=recipe.output)


def a_recipe(activations, output, cost, *, m=7, n_outputs=3):
    rng = np.random.default_rng(4)
    Y = np.eye(n_outputs)[:, rng.integers(n_outputs, size=m)]
    dims = (2, *(5, 4, 3)[: len(activations)], n_outputs)
    return Recipe(rng.normal(size=(2, m)), Y, dims, tuple(activations), output, cost)


def surveyed(run, until=None, *, kind="path", seed=1, extent=1.0):
    """The whole landscape of a run."""
    survey = begin(run, run.step if until is None else until, kind=kind, seed=seed, extent=extent)
    return proceed(survey, math.inf)


# The costs of many networks at once.


@pytest.mark.parametrize(
    ("cost", "output"), [(cost, output) for cost in OUTPUTS for output in OUTPUTS[cost]]
)
@pytest.mark.parametrize(
    "activations",
    [(), *((name,) for name in ACTIVATIONS), *itertools.permutations(ACTIVATIONS, 3)],
    ids=lambda names: "-".join(names) or "none",
)
def test_a_stack_of_networks_costs_what_each_costs_alone(activations, output, cost):
    recipe = a_recipe(activations, output, cost)
    count = parameter_count(recipe.layer_dims)
    rng = np.random.default_rng(7)
    stack = rng.normal(size=(6, count)) * np.array([[0.01, 0.3, 1, 3, 10, 30]]).T
    expected = [expected_cost(flat, recipe) for flat in stack]
    assert stack_costs(stack, recipe) == pytest.approx(expected, rel=1e-12, abs=1e-12)


def test_one_network_of_the_stack_does_not_see_the_others():
    recipe = a_recipe(("tanh", "relu"), "softmax", "cross-entropy")
    stack = np.random.default_rng(1).normal(size=(9, parameter_count(recipe.layer_dims)))
    alone = [stack_costs(stack[place : place + 1], recipe)[0] for place in range(9)]
    assert stack_costs(stack, recipe) == pytest.approx(alone, rel=1e-14)


def test_a_sure_and_wrong_prediction_costs_what_it_should_and_not_infinity():
    recipe = Recipe(np.array([[1.0]]), np.array([[0.0]]), (1, 1), (), "sigmoid", "cross-entropy")
    assert stack_costs(np.array([[1e4, 0.0]]), recipe).tolist() == [10_000.0]


# The plane.


def test_a_direction_is_scaled_unit_by_unit_and_leaves_biases_alone():
    # Two units with two inputs, then one unit. Rows of the run: (3, 4), (0, 2); then (5, 12).
    reference = np.array([3.0, 4.0, 0.0, 2.0, 7.0, 7.0, 5.0, 12.0, 7.0])
    direction = np.array([0.0, 2.0, 6.0, 8.0, 1.0, 1.0, 3.0, 4.0, 1.0])
    # Lengths of the rows of the run: 5, 2; 13. Of the direction: 2, 10; 5.
    # So (0, 2) · 5/2 = (0, 5); (6, 8) · 2/10 = (1.2, 1.6); (3, 4) · 13/5 = (7.8, 10.4).
    expected = [0.0, 5.0, 1.2, 1.6, 0.0, 0.0, 7.8, 10.4, 0.0]
    assert filter_normalized(direction, reference, (2, 2, 1)) == pytest.approx(expected, rel=1e-15)


def test_a_unit_without_weights_stays_as_it_is_and_so_does_a_direction_without_any():
    reference = np.array([0.0, 0.0, 3.0, 4.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    direction = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 1.0, 1.0, 1.0])
    scaled = filter_normalized(direction, reference, (2, 2, 1))
    assert scaled == pytest.approx([0, 0, 0, 0, 0, 0, 1, 1, 0], rel=1e-15)


def test_random_directions_are_as_long_as_the_weights_of_each_unit_and_drawn_by_the_seed():
    run = advance(start(RunConfig(hidden=(4, 3), activations=("tanh", "relu"))), 20)
    dims = run.config.layer_dims
    plane = random_plane(flatten(run.params), dims, seed=3)
    for direction in (plane.across, plane.up):
        drawn = unflatten(direction.tolist(), dims)
        for name, D in drawn.items():
            lengths = np.linalg.norm(run.params[name], axis=1) * name.startswith("W")
            assert np.linalg.norm(D, axis=1) == pytest.approx(lengths, rel=1e-12)
    again = random_plane(flatten(run.params), dims, seed=3)
    other = random_plane(flatten(run.params), dims, seed=4)
    assert np.array_equal(plane.across, again.across)
    assert not np.allclose(plane.across, other.across)
    assert not np.allclose(plane.across, plane.up)


@pytest.mark.parametrize(
    ("values", "dims", "complaint"),
    [
        ([0.0] * 9, (2, 2, 1), "Every weight is 0"),
        ([2.0, 1.0], (1, 1), "on one line"),
        ([1e200] * 9, (2, 2, 1), "too large"),
    ],
)
def test_where_random_directions_make_no_plane_one_sentence_says_why(values, dims, complaint):
    with pytest.raises(ValueError, match=complaint):
        random_plane(np.array(values), dims, seed=1)


@pytest.mark.parametrize("steps", [2, 3, 40])
def test_principal_directions_are_those_of_scikit_learn(steps):
    run = advance(start(RunConfig(learning_rate=5.0)), steps)
    path = path_of(run, run.step).stack
    plane = principal_plane(path, path[-1])
    model = PCA(2).fit(path)
    for ours, theirs in zip((plane.across, plane.up), model.components_, strict=True):
        sign = np.sign(ours @ theirs)
        assert ours == pytest.approx(sign * theirs, abs=1e-9)
    assert plane.explained == pytest.approx(model.explained_variance_ratio_, rel=1e-9, abs=1e-15)
    assert plane.project(path)[-1] == pytest.approx([0, 0], abs=1e-12)
    assert np.diff(plane.project(path)[[0, -1]], axis=0).min() >= 0


def test_a_straight_path_is_explained_by_one_direction():
    path = np.outer(np.arange(5.0), [1.0, 2.0, -2.0])
    plane = principal_plane(path, path[-1])
    assert plane.explained == pytest.approx((1.0, 0.0), abs=1e-15)
    assert plane.across == pytest.approx([1 / 3, 2 / 3, -2 / 3])
    assert np.linalg.norm(plane.up) == pytest.approx(1)
    assert plane.across @ plane.up == pytest.approx(0, abs=1e-12)


def test_a_run_without_a_step_and_one_that_does_not_move_have_no_path():
    still = RunConfig(n_train=12)
    with pytest.raises(ValueError, match="has made no step yet"):
        begin(start(still), 0, kind="path", seed=1, extent=1.0)
    frozen = [Event(0, "freeze", 1.0, "layer1"), Event(0, "freeze", 1.0, "layer2")]
    with pytest.raises(ValueError, match="has not moved"):
        begin(advance(start(still, frozen), 9), 9, kind="path", seed=1, extent=1.0)


def test_a_place_is_the_nearest_of_the_plane_though_its_directions_are_at_no_right_angle():
    plane = Plane(np.array([1.0, 1, 1]), np.array([1.0, 0, 0]), np.array([1.0, 2, 0]))
    stack = plane.points(np.array([0.0, 3.0]), np.array([0.0, -2.0]))
    assert stack.tolist() == [[1, 1, 1], [2, -3, 1]]
    above = stack + np.array([0, 0, 5.0])
    assert plane.project(above) == pytest.approx(np.array([[0, 0], [3, -2]]), abs=1e-12)
    assert plane.distances(above) == pytest.approx([5, 5])


# The survey.


def test_the_path_is_what_the_history_keeps_and_the_step_on_the_page():
    run = advance(start(RunConfig(n_train=12)), 1_500)
    assert run.history.stride == 4
    path = path_of(rewind_to(run, 1_001), 1_200)
    assert path.steps == (*range(0, 1_001, 4), 1_001, *range(1_004, 1_201, 4))
    assert path.steps[path.here] == 1_001
    for step in (0, 1_001, 1_200):
        expected = flatten(rewind_to(run, step).params)
        assert np.array_equal(path.stack[path.steps.index(step)], expected)


@examples(30)
@given(config=configs())
def test_centre_and_path_cost_what_they_cost(config):
    run = advance(start(config), 12)
    recipe = recipe_of(run)
    try:
        survey = surveyed(run, kind="random")
    except ValueError:
        return  # the weights are all 0, or few: there is no plane
    costs = [expected_cost(flat, recipe) for flat in survey.path.stack]
    assert survey.path_costs == pytest.approx(costs, rel=1e-12, abs=1e-12)
    for surface in survey.surfaces:
        middle = len(surface.x) // 2
        assert (surface.x[middle], surface.y[middle]) == (0.0, 0.0)
        here = expected_cost(flatten(run.params), recipe)
        assert surface.costs[middle, middle] == pytest.approx(here, rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("kind", ["path", "random"])
def test_every_cell_is_the_cost_at_its_place(kind):
    run = advance(start(RunConfig(dataset="arms", n_train=20, hidden=(3,))), 60)
    survey = surveyed(run, kind=kind)
    assert [len(surface.x) for surface in survey.surfaces] == list(settings.SURVEY_SIZES)
    surface, plane = survey.surface, survey.plane
    for row, column in ((0, 0), (50, 0), (3, 44), (25, 25)):
        flat = plane.centre + surface.x[column] * plane.across + surface.y[row] * plane.up
        expected = expected_cost(flat, survey.recipe)
        assert surface.costs[row, column] == pytest.approx(expected, rel=1e-12, abs=1e-12)
    place = survey.path.here
    assert cost_under(survey, place) == pytest.approx(survey.path_costs[place], rel=1e-12)


def test_a_survey_in_the_smallest_pieces_is_the_one_made_at_once():
    run = advance(start(RunConfig(n_train=12)), 30)
    planned = begin(run, 30, kind="path", seed=1, extent=2.0)
    survey, turns = planned, 0
    assert math.isnan(survey.seconds_left)
    while not survey.is_done:
        before, finished = survey, survey.n_finished
        survey = proceed(survey, 0.0)  # one piece, and the clock says stop
        turns += 1
        assert survey.done > before.done
        assert before.n_finished == finished
        assert survey.seconds_left >= 0
        if finished:
            assert len(survey.surface.x) == settings.SURVEY_SIZES[survey.n_finished - 1]
            assert not np.isnan(survey.surface.costs).any()
    assert turns > 60
    assert planned.done == 0
    assert np.isnan(planned.path_costs).all()
    at_once = surveyed(run, extent=2.0)
    assert np.array_equal(survey.surface.costs, at_once.surface.costs)
    assert np.array_equal(survey.path_costs, at_once.path_costs)
    assert proceed(survey, 1.0) is survey


def test_a_piece_is_bounded_however_large_the_network():
    big = RunConfig(hidden=(16,) * 6, activations=("tanh",) * 6, n_train=2_000)
    survey = begin(start(big), 0, kind="random", seed=1, extent=1.0)
    assert 1 <= settings.SURVEY_NUMBERS // survey.recipe.numbers <= 4
    assert proceed(survey, 0.0).done == 1  # the path, of one step
    assert proceed(proceed(survey, 0.0), 0.0).done <= 5


def test_time_is_looked_at_after_each_piece(monkeypatch):
    ticks = itertools.count()
    monkeypatch.setattr(survey_module.time, "perf_counter", lambda: float(next(ticks)))
    survey = begin(advance(start(RunConfig()), 3), 3, kind="path", seed=1, extent=1.0)
    further = proceed(survey, 5.0)
    assert further.done < 6 * settings.SURVEY_SIZES[0] + 4
    assert not further.is_done


def test_a_cost_that_overflows_leaves_its_cell_empty_and_is_counted():
    given = (3e75, 3e75, 0.0, 3e75, 0.0)
    config = RunConfig(
        dataset="plane", hidden=(1,), activations=("linear",), initialization="given", given=given
    )
    run = start(config)
    assert not run.has_ended
    near, far = (surveyed(run, kind="random", seed=2, extent=extent) for extent in (1.0, 10.0))
    assert n_empty(near) == 0
    costs = far.surface.costs
    assert 0 < n_empty(far) == np.isnan(costs).sum() < costs.size
    assert math.isfinite(costs[25, 25])
    assert f"{n_empty(far):,} of 2,601 cells are empty" in plane_sentences(far, run, 2)
    assert "empty" not in plane_sentences(near, run, 2)


def test_the_words_say_how_much_is_explained_and_how_far_a_step_lies_beside_the_plane():
    run = advance(start(RunConfig(l2=0.001)), 100)
    survey = surveyed(run)
    first, second = survey.plane.explained
    words = plane_sentences(survey, run, 1)
    assert f"{100 * first:.1f} % and {100 * second:.1f} %" in words
    assert "Of 17 directions" in words
    assert "without the penalty" in words
    assert place_sentence(survey, survey.path.here) == (
        f"◇ Step 100: its cost is {survey.path_costs[100]:.4g}. The plane goes through this step."
    )
    sentence = place_sentence(survey, 50)
    assert f"{survey.path_costs[50]:.4g}" in sentence
    assert f"{cost_under(survey, 50):.4g}" in sentence
    randomly = surveyed(run, kind="random", seed=9)
    assert "seed 9" in plane_sentences(randomly, run, 9)
    assert "biases stay as they are" in plane_sentences(randomly, run, 9)
