"""Are spaces, lines, cosines and counts what other libraries and plain arithmetic say?"""

import numpy as np
import pytest
from sklearn.decomposition import PCA
from sklearn.metrics.pairwise import cosine_similarity

from dashboard.config import RunConfig
from dashboard.features import features_of
from dashboard.inside.output import line_across, region_of, scores_of, sums_on, turning_points
from dashboard.inside.similarity import (
    alikeness,
    groups_of_twins,
    pairs_of,
    rows_of,
    similarity,
)
from dashboard.inside.spaces import LINES, PER_LINE, grid_points, plane_of, spaces_of
from dashboard.inside.spread import BINS, groups_of, spread
from dashboard.inside.words import activation_words, output_words, similarity_words, variance_words
from dashboard.run import advance, start
from network import forward_prop

SMALL = {"n_train": 40, "n_test": 0}


def trained(steps=20, **settings):
    return advance(start(RunConfig(**{**SMALL, **settings})), steps)


def network_of(*hidden, activation="tanh", **settings):
    return {"hidden": hidden, "activations": (activation,) * len(hidden), **settings}


def activations_at(run, places):
    """Every hidden layer's activations at places of the plane."""
    X = features_of(places, run.config.features)
    return [
        cache.activation_cache.A for cache in forward_prop(X, run.params, **run.forward_options)[1]
    ]


# Spaces.


@pytest.mark.parametrize("shape", [(3, 50), (16, 400), (5, 6)])
def test_the_components_are_those_of_scikit_learn(shape):
    A = np.random.default_rng(0).normal(size=shape) * np.arange(1, shape[0] + 1)[:, np.newaxis]
    centre, components, shares = plane_of(A)
    other = PCA(n_components=2).fit(A.T)
    assert np.allclose(centre[:, 0], other.mean_)
    assert np.allclose(components, other.components_)  # the signs too: the largest is positive
    assert np.allclose(shares, other.explained_variance_ratio_)


def test_across_a_direction_the_plane_holds_it_and_the_most_of_what_is_left():
    rng = np.random.default_rng(1)
    A, across = rng.normal(size=(5, 80)), rng.normal(size=5)
    _, components, shares = plane_of(A, across=across)
    assert np.allclose(components @ components.T, np.eye(2))
    assert np.allclose(components[0], across / np.linalg.norm(across))
    left = A - np.outer(components[0], components[0] @ A)
    assert np.allclose(components[1], PCA(n_components=1).fit(left.T).components_[0])
    spread_out = [(component @ A).var() for component in components]
    assert np.allclose(shares, spread_out / A.var(axis=1).sum())


@pytest.mark.parametrize("m", [1, 2, 5])
@pytest.mark.parametrize("across", [None, np.array([0.0, 0.0, 1.0, 0.0])])
def test_points_at_one_place_have_a_plane_and_no_variance(m, across):
    _, components, shares = plane_of(np.full((4, m), 0.1), across=across)
    assert np.allclose(components @ components.T, np.eye(2))
    assert np.isnan(shares).all()


def test_numbers_of_any_size_have_the_same_plane():
    A = np.random.default_rng(2).normal(size=(4, 30))
    for size in (1e-300, 1e300):
        _, components, shares = plane_of(size * A)
        assert np.allclose(components, plane_of(A)[1])
        assert np.allclose(shares, plane_of(A)[2])


@pytest.mark.parametrize("features", [("x1", "x2"), ("x1", "x1^2", "sin x2"), ("x2",)])
def test_the_grid_is_the_plane_as_each_layer_sees_it(features):
    run = trained(**network_of(2, 5, 1), features=features)
    places = grid_points(run.data.extent)
    spaces = [space for space in spaces_of(run) if space.layer]
    for space, A in zip(spaces, activations_at(run, places), strict=False):
        grid = space.grid.reshape(len(space.grid), 2 * LINES, PER_LINE + 1)
        assert np.isnan(grid[:, :, -1]).all()
        expected = space.components @ (A - space.centre)
        assert np.array_equal(grid[:, :, :-1].reshape(len(grid), -1), expected)
    assert np.array_equal(spaces[0].points, spaces[0].A)
    assert [len(space.grid) for space in spaces] == [2, 2, 1]


def test_the_grid_is_made_of_straight_lines_to_begin_with():
    places = grid_points(2.0).reshape(2, 2, LINES, PER_LINE)
    assert (np.ptp(places[0, 0], axis=1) == 0).all()
    assert (np.ptp(places[1, 1], axis=1) == 0).all()
    assert {0.0, -2.0, 2.0} <= set(places[0, 0, :, 0])


def test_features_other_than_the_plane_are_a_space_of_their_own():
    assert [space.layer for space in spaces_of(trained())] == [0, 1]
    spaces = spaces_of(trained(features=("x1", "x2", "x1*x2")))
    assert [(space.layer, len(space.A)) for space in spaces] == [(0, 2), (0, 3), (1, 4)]


# The output's line.


def predicted(run, A):
    """What the output layer says of activations of the last space."""
    last = len(run.params) // 2
    Z = run.params[f"W{last}"] @ A + run.params[f"b{last}"]
    return 1 / (1 + np.exp(-Z)) if run.config.output == "sigmoid" else Z


@pytest.mark.parametrize("activation", ["tanh", "sigmoid", "relu", "linear"])
def test_on_the_line_of_a_layer_of_two_units_the_output_is_one_half(activation):
    run = trained(60, **network_of(3, 2, activation=activation), seed=3)
    space = spaces_of(run)[-1]
    slopes, offsets = sums_on(space, run.params)
    line = line_across(slopes[0], offsets[0, 0], (-50.0, 50.0, -50.0, 50.0))
    share = np.linspace(0, 1, 11)
    places = np.outer(line[:, 0], 1 - share) + np.outer(line[:, 1], share)
    assert np.allclose(predicted(run, places), 0.5, atol=1e-9)


@pytest.mark.parametrize("is_turned", [False, True])
def test_of_more_units_it_is_one_half_on_the_line_in_the_plane_of_the_components(is_turned):
    run = trained(60, **network_of(6))
    space = spaces_of(run, is_turned=is_turned)[-1]
    slopes, offsets = sums_on(space, run.params)
    line = line_across(slopes[0], offsets[0, 0], (-50.0, 50.0, -50.0, 50.0))
    assert np.allclose(predicted(run, space.centre + space.components.T @ line), 0.5, atol=1e-9)


def test_across_the_line_every_point_is_on_the_side_of_its_prediction():
    run = trained(200, **network_of(6))
    space = spaces_of(run, is_turned=True)[-1]
    slopes, offsets = sums_on(space, run.params)
    AL, _ = forward_prop(run.data.X, run.params, **run.forward_options)
    assert np.array_equal((slopes @ space.points + offsets) > 0, AL > 0.5)
    assert slopes[0, 1] == pytest.approx(0, abs=1e-12)
    assert "across the output's line" in variance_words(space)


def test_a_line_outside_of_the_frame_or_none_at_all_is_not_drawn():
    frame = (0.0, 1.0, 0.0, 1.0)
    assert line_across(np.array([1.0, 0.0]), -2.0, frame) is None
    assert line_across(np.zeros(2), 1.0, frame) is None
    # x + y = 1/2 meets the left side at (0, 1/2) and the lower one at (1/2, 0).
    assert line_across(np.array([2.0, 2.0]), -1.0, frame).tolist() == [[0.0, 0.5], [0.5, 0.0]]


def area(corners):
    x, y = corners
    return abs(np.dot(x, np.roll(y, 1)) - np.dot(y, np.roll(x, 1))) / 2


def test_the_regions_share_out_the_frame_as_the_output_does():
    run = trained(100, **network_of(2), dataset="clouds", n_classes=4, learning_rate=0.5)
    space = spaces_of(run)[-1]
    scores = scores_of(*sums_on(space, run.params))
    frame = space.frame
    side = frame[1] - frame[0]
    regions = [region_of(label, *scores, frame) for label in range(4)]
    assert sum(area(region) for region in regions if region.size) == pytest.approx(side**2)
    assert len([region for region in regions if region.size]) > 1
    for label, region in enumerate(regions):
        if region.size:
            inside = region.mean(axis=1, keepdims=True)
            assert predicted(run, inside).argmax() == label


def test_equal_scores_everywhere_go_to_the_first_class():
    alike = (np.zeros((3, 2)), np.array([[1.0], [1.0], [0.5]]))
    sizes = [region_of(label, *alike, (0.0, 1.0, 0.0, 1.0)).shape[1] for label in range(3)]
    assert sizes == [4, 0, 0]


def test_along_one_unit_the_answer_changes_where_two_classes_are_both_the_first():
    # Scores -a, 0.2 and a: the first to a = -0.2, the second to 0.2; at 0, where the outer two
    # meet, the second is ahead of both.
    places = turning_points(np.array([[-1.0], [0.0], [1.0]]), np.array([[0.0], [0.2], [0.0]]))
    assert places == pytest.approx([-0.2, 0.2])
    run = trained(60, **network_of(4, 1))
    (place,) = turning_points(*scores_of(*sums_on(spaces_of(run)[-1], run.params)))
    assert predicted(run, np.array([[place]]))[0, 0] == pytest.approx(0.5, abs=1e-9)


def test_an_output_without_weights_is_told():
    run = start(RunConfig(**SMALL, initialization="zeros"))
    assert "all 0" in output_words(spaces_of(run)[-1], run, has_line=False)
    assert spaces_of(run, is_turned=True)[-1].is_turned is False


# Twins.


def test_cosines_are_those_of_scikit_learn():
    run = trained(30, **network_of(5, 7))
    for layer in (1, 2):
        rows = np.hstack([run.params[f"W{layer}"], run.params[f"b{layer}"]])
        assert np.allclose(similarity(rows_of(run.params, layer)), cosine_similarity(rows))


@pytest.mark.parametrize("size", [1e-300, 1.0, 1e300])
def test_cosines_of_rows_of_any_size(size):
    rows = size * np.array([[3.0, 4.0], [6.0, 8.0], [-4.0, 3.0]])
    assert np.allclose(similarity(rows), [[1, 1, 0], [1, 1, 0], [0, 0, 1]])


def test_a_row_of_zeros_has_no_cosine_and_is_told():
    rows = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]])
    cosines = similarity(rows)
    assert np.isnan(cosines[[0, 2]]).all()
    assert np.isnan(cosines[:, [0, 2]]).all()
    assert cosines[1, 1] == 1
    assert "Units 1 and 3: weights and bias are 0" in similarity_words(rows)
    assert "Units 1 and 3 are identical" in similarity_words(rows)


def test_twins_of_a_start_at_zero_never_part():
    # With as many points of one class as of the other, they would stay 0 for ever.
    run = trained(200, initialization="zeros", n_train=41, learning_rate=1.0)
    rows = rows_of(run.params, 1)
    assert groups_of_twins(rows) == [[0, 1, 2, 3]]
    assert "All 4 units are identical" in similarity_words(rows)
    assert rows.any()
    (layer,) = alikeness(run, 200)
    # At step 0 all rows are 0, and the output's weights too: the first step moves those alone.
    assert np.isnan(layer.largest[:2]).all()
    known = np.isfinite(layer.largest)
    assert known.sum() > 50
    assert np.allclose(layer.largest[known], 1)
    assert np.allclose(layer.mean[known], 1)


def test_alikeness_follows_the_snapshots_that_are_kept():
    run = trained(90, **network_of(3, 1, 4))
    layers = alikeness(run, 60)
    assert [each.layer for each in layers] == [1, 3]  # of one unit there is no pair
    for each in layers:
        assert each.steps.tolist() == sorted({*range(61), 90})
        rows = rows_of(run.history.snapshots[40].params, each.layer)
        pairs = np.abs(cosine_similarity(rows))[np.triu_indices(len(rows), 1)]
        assert each.mean[40] == pytest.approx(pairs.mean())
        assert each.largest[40] == pytest.approx(pairs.max())


def test_pairs_are_of_different_units():
    cosines = np.array([[1.0, -0.5, 0.2], [-0.5, 1.0, 0.1], [0.2, 0.1, 1.0]])
    assert pairs_of(cosines).tolist() == [0.5, 0.2, 0.1]


# Activations.


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"dataset": "clouds", "n_classes": 3},
        {"dataset": "hills"},
        network_of(3, 2, activation="relu"),
        network_of(3, activation="linear"),
        {"initialization": "zeros"},
    ],
)
def test_every_activation_is_counted_once(settings):
    run = trained(10, **settings)
    groups = groups_of(run.data)
    for space in spaces_of(run)[1:]:
        counted = spread(space.A, space.activation, groups)
        assert counted.counts.shape == (len(groups), BINS)
        assert counted.counts.sum() == space.A.size
        assert (np.diff(counted.edges) > 0).all()
        for group, counts in zip(groups, counted.counts, strict=True):
            assert counts.sum() == len(space.A) * len(group.members)


@pytest.mark.parametrize("values", [[0.0], [1e300], [1.0, np.nextafter(1, 2)], [-1e308, 1e308]])
def test_activations_that_are_alike_or_far_apart_are_counted_too(values):
    run = trained(0)
    (group, _) = groups_of(run.data)
    A = np.array([values])
    counted = spread(A, "linear", [group._replace(members=np.arange(len(values)))])
    assert counted.counts.sum() == len(values)


def test_saturated_and_dead_units_are_told():
    # One weight of 100 saturates a unit for all points but those next to its line; a bias of -100
    # kills a ReLU unit.
    given = (100.0, 0.0, 1000.0, 1.0, 0.0)
    common = {**SMALL, "initialization": "given"}
    tanh = start(RunConfig(**common, **network_of(1), given=given))
    assert activation_words(spaces_of(tanh)[-1]).startswith("100% of these activations are sat")
    relu = RunConfig(
        **common, **network_of(1, activation="relu"), given=(1.0, 1.0, -100.0, 1.0, 0.0)
    )
    assert "Every unit is dead" in activation_words(spaces_of(start(relu))[-1])
