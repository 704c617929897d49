import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from dashboard import settings
from dashboard.datasets import DATASETS, Flowers, make_dataset, point_counts
from tests.dashboard.strategies import examples, whole

# A test may ask what class an entry is: nothing here was reloaded.
IRIS = [name for name, kind in DATASETS.items() if isinstance(kind, Flowers)]
DRAWN = [name for name in DATASETS if name not in IRIS]
BALANCED = [name for name in DRAWN if name != "point"]

every_name = pytest.mark.parametrize("name", list(DATASETS))
every_drawn = pytest.mark.parametrize("name", BALANCED)
every_iris = pytest.mark.parametrize("name", IRIS)
a_few_seeds = pytest.mark.parametrize("seed", [0, 1, 7, 999_999])


def make(name, *, seed=1, noise=0.0, n_train=60, n_test=20):
    return make_dataset(name, seed=seed, noise=noise, n_train=n_train, n_test=n_test)


def both_sets(dataset):
    """Training and test points side by side, with one row of labels."""
    X = np.concatenate([dataset.X, dataset.X_test], axis=1)
    return X, np.concatenate([dataset.Y, dataset.Y_test], axis=1)[0]


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


# What holds for every data set.


@every_drawn
@pytest.mark.parametrize("n", [1, 2, 3, 4, 50, 201])
def test_classes_are_balanced_to_within_one_point(name, n):
    dataset = make(name, n_train=n, n_test=n)
    for Y in (dataset.Y, dataset.Y_test):
        # XOR fills four corners in turn, the first two of one class each: off by one at most.
        assert abs(Y.sum() - n / 2) <= 1 / 2


@every_name
def test_shapes_labels_and_names_are_what_the_network_expects(name):
    dataset = make(name)
    for X, Y in ((dataset.X, dataset.Y), (dataset.X_test, dataset.Y_test)):
        assert X.dtype == Y.dtype == np.float64
        assert X.shape == (2, Y.shape[1])
        assert Y.shape == (1, X.shape[1])
        assert set(np.unique(Y)) <= {0.0, 1.0}
        assert np.isfinite(X).all()
    assert len(dataset.axes) == len(dataset.classes) == 2
    assert DATASETS[name].sentence.endswith((".", "?"))


@every_drawn
@a_few_seeds
def test_no_test_point_is_a_training_point(name, seed):
    dataset = make(name, seed=seed, n_train=300, n_test=300)
    training = {tuple(point) for point in dataset.X.T}
    assert not training & {tuple(point) for point in dataset.X_test.T}


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


@every_name
@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_one_seed_draws_the_same_bytes_every_time(name, noise):
    one, other = make(name, noise=noise), make(name, noise=noise)
    for array in ("X", "Y", "X_test", "Y_test"):
        assert getattr(one, array).tobytes() == getattr(other, array).tobytes()


@pytest.mark.parametrize("name", [*BALANCED, *IRIS])
def test_another_seed_draws_other_points(name):
    assert not np.array_equal(make(name, seed=1).X, make(name, seed=2).X)


def test_drawing_leaves_the_global_generator_of_numpy_alone():
    before = np.random.get_state()[1].tobytes()
    for name in DATASETS:
        make(name, noise=0.5)
    assert np.random.get_state()[1].tobytes() == before


@pytest.mark.parametrize("name", BALANCED)
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
    for array in ("X", "Y", "X_test", "Y_test"):
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
    expected = sorted(
        (length, width, float(which == kind.positive))
        for (length, width), which in zip(rows.tolist(), species.tolist(), strict=True)
    )
    assert found == expected


def test_there_are_fifty_flowers_of_each_species():
    assert (DATASETS["setosa"].available, DATASETS["virginica"].available) == (150, 100)
    assert both_sets(make("setosa", n_train=100, n_test=50))[1].sum() == 50
    assert both_sets(make("virginica", n_train=60, n_test=40))[1].sum() == 50


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
