import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from dashboard import settings
from dashboard.datasets import DATASETS, Flowers, make_dataset, point_counts
from tests.dashboard.strategies import examples, feature_lists, whole

# A test may ask what class an entry is: nothing here was reloaded.
IRIS = [name for name, kind in DATASETS.items() if isinstance(kind, Flowers)]
DRAWN = [name for name in DATASETS if name not in IRIS]
VARIED = [name for name in DRAWN if name != "point"]
"""Drawn anew for every seed."""
BALANCED = [name for name in VARIED if DATASETS[name].task == "binary"]
SEVERAL = [name for name in DATASETS if DATASETS[name].task == "classes"]
VALUED = [name for name in DATASETS if DATASETS[name].task == "value"]

every_name = pytest.mark.parametrize("name", list(DATASETS))
every_drawn = pytest.mark.parametrize("name", VARIED)
every_iris = pytest.mark.parametrize("name", IRIS)
ARRAYS = [
    *("points", "targets", "points_test", "targets_test", "X", "Y", "X_test", "Y_test"),
]
a_few_seeds = pytest.mark.parametrize("seed", [0, 1, 7, 999_999])


def make(name, *, seed=1, noise=0.0, n_train=60, n_test=20, **options):
    return make_dataset(name, seed=seed, noise=noise, n_train=n_train, n_test=n_test, **options)


def both_sets(dataset):
    """Training and test points side by side, with one row of their classes or values."""
    points = np.concatenate([dataset.points, dataset.points_test], axis=1)
    return points, np.concatenate([dataset.targets, dataset.targets_test])


# The shapes that LESSONS.md measured its figures on.


@a_few_seeds
def test_the_circle_is_a_disc_below_0_9_in_a_ring_from_1_3_to_2(seed):
    X, label = both_sets(make("circle", seed=seed, n_train=2_000, n_test=500))
    radius = np.hypot(*X)
    assert radius[label == 1].max() < 0.9
    assert radius[label == 0].min() >= 1.3
    assert radius[label == 0].max() < 2.0
    # Spread evenly over the area, half the points of a disc lie within 0.9 / sqrt(2) = 0.636,
    # and half of the ring's within sqrt((1.3^2 + 2^2) / 2) = 1.687.
    assert np.mean(radius[label == 1] < 0.636) == pytest.approx(0.5, abs=0.06)
    assert np.mean(radius[label == 0] < 1.687) == pytest.approx(0.5, abs=0.06)
    assert abs(X.mean()) < 0.1


@a_few_seeds
def test_xor_is_four_squares_with_a_gap_between_them(seed):
    dataset = make("xor", seed=seed, n_train=200, n_test=100)
    X, label = both_sets(dataset)
    assert np.abs(X).min() >= 0.15
    assert np.abs(X).max() < 1.5
    np.testing.assert_array_equal(label == 1, np.sign(X[0]) != np.sign(X[1]))
    for right in (1, -1):
        for up in (1, -1):
            corner = (np.sign(dataset.X[0]) == right) & (np.sign(dataset.X[1]) == up)
            assert corner.sum() == 50


@a_few_seeds
def test_blobs_are_round_clouds_of_deviation_a_half_around_opposite_points(seed):
    X, label = both_sets(make("blobs", seed=seed, n_train=2_000, n_test=2_000))
    for which, centre in ((1, 1.2), (0, -1.2)):
        cloud = X[:, label == which]
        # 2,000 points a cloud: the mean is off by 0.011 and the deviation by 0.008, typically.
        assert cloud.mean(axis=1) == pytest.approx([centre, centre], abs=0.06)
        assert cloud.std(axis=1) == pytest.approx([0.5, 0.5], abs=0.05)
        assert abs(np.corrcoef(cloud)[0, 1]) < 0.12


@a_few_seeds
def test_moons_are_two_half_circles_of_radius_1_that_reach_into_each_other(seed):
    X, label = both_sets(make("moons", seed=seed, n_train=400))
    # The upper moon is centred on (-0.5, -0.25), the lower on (0.5, 0.25).
    upper = X[:, label == 0] - np.array([[-0.5], [-0.25]])
    lower = X[:, label == 1] - np.array([[0.5], [0.25]])
    np.testing.assert_allclose(np.hypot(*upper), 1, atol=1e-12)
    np.testing.assert_allclose(np.hypot(*lower), 1, atol=1e-12)
    assert upper[1].min() >= 0
    assert lower[1].max() <= 0
    assert upper[0].min() < -0.9
    assert upper[0].max() > 0.9


@a_few_seeds
def test_the_spiral_has_two_arms_that_are_each_other_turned_by_half(seed):
    X, label = both_sets(make("spiral", seed=seed, n_train=400))
    radius = np.hypot(*X)
    # The end of an arm is at radius 2, after 1.75 turns.
    assert radius.min() >= 2 * 0.04
    assert 1.9 < radius.max() <= 2.0
    for which in (0, 1):
        turns = 1.75 * radius[label == which] / 2 + which / 2
        along = np.stack([np.sin(2 * np.pi * turns), np.cos(2 * np.pi * turns)])
        np.testing.assert_allclose(X[:, label == which], radius[label == which] * along, atol=1e-9)


def test_one_point_is_1_0_of_class_1_and_is_never_tested_on():
    dataset = make("point", n_train=200, n_test=100)
    assert dataset.X.tolist() == [[1.0], [0.0]]
    assert dataset.Y.tolist() == [[1.0]]
    assert dataset.X_test.shape == (2, 0)
    assert dataset.Y_test.shape == (1, 0)


@a_few_seeds
@pytest.mark.parametrize("k", [3, 4, 6])
def test_clouds_stand_evenly_around_the_origin_the_first_on_top(seed, k):
    X, label = both_sets(make("clouds", seed=seed, n_train=6_000, n_test=0, n_classes=k))
    for which in range(k):
        cloud, angle = X[:, label == which], 2 * np.pi * which / k
        # At least 1,000 points a cloud: the mean is off by 0.01, typically.
        centre = [-1.35 * np.sin(angle), 1.35 * np.cos(angle)]
        assert cloud.mean(axis=1) == pytest.approx(centre, abs=0.05)
        assert cloud.std(axis=1) == pytest.approx([0.32, 0.32], rel=0.1)


@a_few_seeds
@pytest.mark.parametrize("k", [3, 5, 6])
def test_arms_are_one_arm_turned_evenly_around_the_origin(seed, k):
    X, label = both_sets(make("arms", seed=seed, n_train=400, n_classes=k))
    radius = np.hypot(*X)
    assert radius.min() >= 2 * 0.1
    assert 1.9 < radius.max() <= 2.0
    for which in range(k):
        turns = 0.75 * radius[label == which] / 2 + which / k
        along = np.stack([np.sin(2 * np.pi * turns), np.cos(2 * np.pi * turns)])
        np.testing.assert_allclose(X[:, label == which], radius[label == which] * along, atol=1e-9)


@a_few_seeds
def test_the_plane_rises_from_minus_1_in_one_corner_to_1_in_the_opposite(seed):
    X, value = both_sets(make("plane", seed=seed, n_train=2_000, n_test=500))
    assert np.abs(X).max() <= 2
    for x1, x2, y in zip(*X.tolist(), value.tolist(), strict=True):
        assert y == pytest.approx((x1 + x2) / 4, abs=1e-12)
    assert value.min() < -0.9
    assert value.max() > 0.9


@a_few_seeds
def test_hills_stand_where_the_signs_agree_and_hollows_where_they_differ(seed):
    X, value = both_sets(make("hills", seed=seed, n_train=2_000, n_test=500))
    assert np.abs(X).max() <= 2
    assert np.abs(value).max() < 1
    for x1, x2, y in zip(*X.tolist(), value.tolist(), strict=True):
        hills = [
            right * up * math.exp(-((x1 - right) ** 2 + (x2 - up) ** 2) / 0.72)  # 2 * 0.6^2
            for right in (1, -1)
            for up in (1, -1)
        ]
        assert y == pytest.approx(sum(hills), abs=1e-12)
    far = np.abs(X).min(axis=0) > 0.2
    np.testing.assert_array_equal(np.sign(value[far]), np.sign(X[0] * X[1])[far])
    # Each top is at (1, 1), but for the little that the others take away.
    assert value.max() == pytest.approx(1, abs=0.05)


# What holds for every data set.


@pytest.mark.parametrize("name", BALANCED)
@pytest.mark.parametrize("n", [1, 2, 3, 4, 50, 201])
def test_classes_are_balanced_to_within_one_point(name, n):
    dataset = make(name, n_train=n, n_test=n)
    for Y in (dataset.Y, dataset.Y_test):
        # XOR fills four corners in turn, the first two of one class each: off by one at most.
        assert abs(Y.sum() - n / 2) <= 1 / 2


@pytest.mark.parametrize("name", ["clouds", "arms"])
@pytest.mark.parametrize("k", range(3, 7))
@pytest.mark.parametrize("n", [1, 2, 7, 60])
def test_several_classes_have_as_many_points_each_to_within_one(name, k, n):
    dataset = make(name, n_train=n, n_test=n, n_classes=k)
    for targets in (dataset.targets, dataset.targets_test):
        counts = [np.count_nonzero(targets == label) for label in range(k)]
        assert sum(counts) == n
        assert max(counts) - min(counts) <= 1


@every_name
def test_shapes_labels_and_names_are_what_the_network_expects(name):
    dataset, kind = make(name, n_classes=4), DATASETS[name]
    n_outputs = {"classes": 3 if name == "iris" else 4}.get(kind.task, 1)
    for points, targets, X, Y in (
        (dataset.points, dataset.targets, dataset.X, dataset.Y),
        (dataset.points_test, dataset.targets_test, dataset.X_test, dataset.Y_test),
    ):
        (m,) = targets.shape
        assert points.dtype == targets.dtype == X.dtype == Y.dtype == np.float64
        assert points.shape == (2, m)
        np.testing.assert_array_equal(X, points)  # the plain features
        assert Y.shape == (n_outputs, m)
        assert np.isfinite(X).all()
        assert np.isfinite(Y).all()
        if kind.task == "classes":
            for column, label in enumerate(targets):
                expected = [float(unit == label) for unit in range(n_outputs)]
                assert Y[:, column].tolist() == expected
        else:
            np.testing.assert_array_equal(Y[0], targets)
        if kind.task == "binary":
            assert set(targets) <= {0.0, 1.0}
    assert dataset.task == kind.task
    assert len(dataset.axes) == 2
    assert len(dataset.classes) == {"binary": 2, "classes": n_outputs, "value": 0}[kind.task]
    assert len(set(dataset.classes)) == len(dataset.classes)
    assert kind.sentence.endswith((".", "?"))


def test_there_are_data_sets_of_every_task():
    assert {kind.task for kind in DATASETS.values()} == {"binary", "classes", "value"}
    assert SEVERAL == ["clouds", "arms", "iris"]
    assert VALUED == ["plane", "hills"]


@pytest.mark.parametrize("name", ["clouds", "arms"])
def test_the_number_of_classes_is_that_asked_for_only_where_a_data_set_has_as_many(name):
    for k in range(3, 7):
        assert make(name, n_classes=k).Y.shape[0] == k
        assert make("iris", n_classes=k).Y.shape[0] == 3
        assert make("circle", n_classes=k).Y.shape[0] == 1
        assert make("hills", n_classes=k).Y.shape[0] == 1


FUNCTIONS = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1^2": lambda x1, x2: x1 * x1,
    "x2^2": lambda x1, x2: x2 * x2,
    "x1*x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: np.sin(x1),
    "sin x2": lambda x1, x2: np.sin(x2),
}


@every_name
@examples(10)
@given(features=feature_lists(), noise=st.sampled_from([0.0, 0.3]))
def test_what_the_network_sees_are_the_features_of_the_points_and_nothing_else_changes(
    name, features, noise
):
    plain, dataset = make(name, noise=noise), make(name, noise=noise, features=features)
    for array in ("points", "targets", "points_test", "targets_test", "Y", "Y_test"):
        np.testing.assert_array_equal(getattr(plain, array), getattr(dataset, array))
    for points, X in ((dataset.points, dataset.X), (dataset.points_test, dataset.X_test)):
        assert X.shape == (len(features), points.shape[1])
        for row, feature in zip(X, features, strict=True):
            np.testing.assert_array_equal(row, FUNCTIONS[feature](*points))
    assert dataset.extent == plain.extent


@pytest.mark.parametrize("name", VALUED)
@pytest.mark.parametrize("noise", [0.0, 1.0])
@pytest.mark.parametrize("n_test", [0, 50])
def test_the_range_of_values_is_around_0_and_holds_all_of_them(name, noise, n_test):
    dataset = make(name, noise=noise, n_test=n_test)
    low, high = dataset.value_range
    most = np.abs(both_sets(dataset)[1]).max()
    assert low == -high
    assert most <= high <= most + 0.1
    assert make(name).value_centre == 0
    assert make(name).value_spread == 1


@every_drawn
@a_few_seeds
def test_no_test_point_is_a_training_point(name, seed):
    dataset = make(name, seed=seed, n_train=300, n_test=300)
    training = {tuple(point) for point in dataset.points.T}
    assert not training & {tuple(point) for point in dataset.points_test.T}


@every_name
@examples(15)
@given(
    seed=whole(settings.DATA_SEED),
    noise=st.sampled_from([0.0, 0.12, 1.0]),
    n_train=st.integers(1, 40),
    counts=st.tuples(st.integers(0, 40), st.integers(0, 40)),
)
def test_changing_the_number_of_test_points_leaves_the_training_points_alone(
    name, seed, noise, n_train, counts
):
    # One point has none to spare; the flowers have enough for all these counts.
    one, other = (make(name, seed=seed, noise=noise, n_train=n_train, n_test=n) for n in counts)
    np.testing.assert_array_equal(one.X, other.X)
    np.testing.assert_array_equal(one.Y, other.Y)


@every_drawn
@examples(15)
@given(
    seed=whole(settings.DATA_SEED),
    noise=st.sampled_from([0.0, 0.12, 1.0]),
    n_test=st.integers(0, 40),
    counts=st.tuples(st.integers(1, 40), st.integers(1, 40)),
)
def test_changing_the_number_of_training_points_leaves_the_test_points_alone(
    name, seed, noise, n_test, counts
):
    one, other = (make(name, seed=seed, noise=noise, n_train=n, n_test=n_test) for n in counts)
    np.testing.assert_array_equal(one.X_test, other.X_test)
    np.testing.assert_array_equal(one.Y_test, other.Y_test)


@every_name
@examples(15)
@given(seed=whole(settings.DATA_SEED), fewer=st.integers(1, 40), more=st.integers(0, 40))
def test_the_first_points_of_a_larger_set_are_the_smaller_set(name, seed, fewer, more):
    small = make(name, seed=seed, n_train=fewer)
    large = make(name, seed=seed, n_train=fewer + more)
    np.testing.assert_array_equal(small.X, large.X[:, :fewer])
    np.testing.assert_array_equal(small.Y, large.Y[:, :fewer])
    np.testing.assert_array_equal(small.points, large.points[:, :fewer])
    np.testing.assert_array_equal(small.targets, large.targets[:fewer])


@every_name
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_one_seed_draws_the_same_bytes_every_time(name, noise):
    one, other = make(name, noise=noise), make(name, noise=noise)
    for array in ARRAYS:
        assert getattr(one, array).tobytes() == getattr(other, array).tobytes()


@pytest.mark.parametrize("name", [*VARIED, *IRIS])
def test_another_seed_draws_other_points(name):
    assert not np.array_equal(make(name, seed=1).X, make(name, seed=2).X)


def test_drawing_leaves_the_global_generator_of_numpy_alone():
    before = np.random.get_state()[1].tobytes()
    for name in DATASETS:
        make(name, noise=0.5)
    assert np.random.get_state()[1].tobytes() == before


@pytest.mark.parametrize("name", VARIED)
@pytest.mark.parametrize("noise", [0.05, 0.3, 1.0])
def test_noise_pushes_each_coordinate_by_its_standard_deviation(name, noise):
    clean, noisy = (make(name, noise=n, n_train=2_000, n_test=2_000) for n in (0.0, noise))
    for where in ("X", "X_test"):
        push = getattr(noisy, where) - getattr(clean, where)
        # 2,000 numbers a coordinate: the deviation is off by 1.6 %, the mean by 2.2 % of it.
        assert push.std(axis=1) == pytest.approx([noise, noise], rel=0.08)
        assert push.mean(axis=1) == pytest.approx([0, 0], abs=0.1 * noise)
        assert abs(np.corrcoef(push)[0, 1]) < 0.12
    np.testing.assert_array_equal(clean.Y, noisy.Y)


@pytest.mark.parametrize("name", [*IRIS, "point"])
def test_noise_moves_real_flowers_and_the_one_point_too(name):
    clean, noisy = make(name), make(name, noise=0.2)
    assert clean.X.shape == noisy.X.shape
    assert not np.array_equal(clean.X, noisy.X)
    np.testing.assert_array_equal(clean.Y, noisy.Y)


@every_name
@pytest.mark.parametrize("noise", [0.0, 0.3, 1.0])
def test_the_extent_covers_every_point_and_never_less_than_the_usual_plane(name, noise):
    dataset = make(name, noise=noise, n_train=500, n_test=500)
    farthest = np.abs(both_sets(dataset)[0]).max()
    assert farthest < dataset.extent
    assert 2.4 <= dataset.extent <= max(2.4, 1.05 * farthest + 0.1)


def test_the_usual_data_are_all_shown_on_the_same_plane():
    for name in ("circle", "xor", "spiral", "moons", "point"):
        assert make(name, n_train=500).extent == 2.4


def test_the_extent_counts_the_test_points_in():
    dataset = make("blobs", n_train=1, n_test=2_000)
    assert np.abs(dataset.X).max() < 2.2 < np.abs(dataset.X_test).max() < dataset.extent


@every_name
def test_every_array_is_read_only(name):
    dataset = make(name, noise=0.1)
    for array in ARRAYS:
        with pytest.raises(ValueError, match="read-only"):
            getattr(dataset, array)[...] = 0.0


def test_an_unknown_name_is_refused_with_those_there_are():
    with pytest.raises(ValueError, match=r"^data: expected one of \['circle'.*got 'torus'"):
        make("torus")


# The real flowers, held to scikit-learn's own copy.


def species_rows(names):
    """Petal length and width of some species, from scikit-learn."""
    iris = load_iris()
    wanted = np.isin(iris.target, [list(iris.target_names).index(name) for name in names])
    return iris.data[wanted][:, 2:4], iris.target_names[iris.target[wanted]]


@every_iris
def test_every_flower_maps_back_to_its_measurements(name):
    kind = DATASETS[name]
    dataset = make(name, n_train=kind.available - 30, n_test=30)
    X, label = both_sets(dataset)
    centimetres = np.array(dataset.centre)[:, None] + np.array(dataset.spread)[:, None] * X
    found = sorted(zip(*centimetres.round(9).tolist(), label.tolist(), strict=True))
    rows, species = species_rows(kind.species)
    numbers = {which: place for place, which in enumerate(kind.species)}
    if kind.positive is not None:
        numbers = {which: int(which == kind.positive) for which in kind.species}
    expected = sorted(
        (length, width, float(numbers[which]))
        for (length, width), which in zip(rows.tolist(), species.tolist(), strict=True)
    )
    assert found == expected


def test_there_are_fifty_flowers_of_each_species():
    assert (DATASETS["setosa"].available, DATASETS["virginica"].available) == (150, 100)
    assert both_sets(make("setosa", n_train=100, n_test=50))[1].sum() == 50
    assert both_sets(make("virginica", n_train=60, n_test=40))[1].sum() == 50
    iris = both_sets(make("iris", n_train=100, n_test=50))[1].tolist()
    assert [iris.count(label) for label in (0, 1, 2)] == [50, 50, 50]
    assert make("iris").classes == ("setosa", "versicolor", "virginica")


@every_iris
def test_flowers_are_standardised_to_two_decimals(name):
    dataset = make(name, n_train=DATASETS[name].available, n_test=0)
    rows, _ = species_rows(DATASETS[name].species)
    assert dataset.centre == pytest.approx(tuple(rows.mean(axis=0)), abs=0.005)
    assert dataset.spread == pytest.approx(tuple(rows.std(axis=0)), abs=0.005)
    assert [round(number, 2) for number in (*dataset.centre, *dataset.spread)] == [
        *dataset.centre,
        *dataset.spread,
    ]
    assert dataset.X.mean(axis=1) == pytest.approx([0, 0], abs=0.02)
    assert dataset.X.std(axis=1) == pytest.approx([1, 1], abs=0.02)


def test_one_line_parts_setosa_from_the_rest_and_none_parts_virginica():
    # Every setosa has petals shorter than 2 cm, and no other iris has.
    setosa = make("setosa", n_train=150, n_test=0)
    length = setosa.centre[0] + setosa.spread[0] * setosa.X[0]
    np.testing.assert_array_equal(length < 2, setosa.Y[0] == 1)
    # The longest versicolor petals, 5.1 cm, are longer than the shortest of virginica, 4.5 cm.
    virginica = make("virginica", n_train=100, n_test=0)
    length = virginica.centre[0] + virginica.spread[0] * virginica.X[0]
    assert length[virginica.Y[0] == 0].max() == pytest.approx(5.1)
    assert length[virginica.Y[0] == 1].min() == pytest.approx(4.5)


@pytest.mark.parametrize(
    ("name", "asked", "there_are"),
    [
        ("circle", (2_000, 2_000), (2_000, 2_000)),
        ("circle", (1, 0), (1, 0)),
        ("setosa", (100, 50), (100, 50)),
        ("setosa", (20, 10), (20, 10)),
        ("setosa", (200, 100), (100, 50)),  # 150 * 200 / 300 = 100
        ("setosa", (2_000, 0), (150, 0)),
        ("setosa", (1, 2_000), (1, 149)),  # 150 / 2001 rounds to none, and one must train
        ("iris", (200, 100), (100, 50)),
        ("hills", (2_000, 2_000), (2_000, 2_000)),
        ("virginica", (200, 100), (67, 33)),  # 100 * 200 / 300 = 66.7
        ("point", (1, 0), (1, 0)),
        ("point", (200, 100), (1, 0)),
        ("point", (1, 2_000), (1, 0)),
    ],
)
def test_what_there_is_is_shared_out_in_the_proportion_asked_for(name, asked, there_are):
    assert point_counts(name, *asked) == there_are
    dataset = make(name, n_train=asked[0], n_test=asked[1])
    assert (dataset.X.shape[1], dataset.X_test.shape[1]) == there_are


@every_name
@examples(40)
@given(n_train=whole(settings.TRAINING_POINTS), n_test=whole(settings.TEST_POINTS))
def test_there_is_always_a_point_to_train_on_and_never_more_than_asked_for(name, n_train, n_test):
    training, test = point_counts(name, n_train, n_test)
    available = DATASETS[name].available
    assert 1 <= training <= n_train
    assert 0 <= test <= n_test
    if available is not None:
        assert training + test == min(n_train + n_test, available)
