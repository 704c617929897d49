import math

import numpy as np
import pytest

from dashboard.config import RunConfig
from dashboard.one_step.blame import blame, cosine, most_blamed, own_slopes, sentences, sizes
from dashboard.one_step.trace import trace
from dashboard.run import advance, start

NETS = [
    RunConfig(n_train=17, hidden=(3, 4), activations=("tanh", "relu")),
    RunConfig(dataset="clouds", n_train=17, hidden=(3,), activations=("sigmoid",)),
    RunConfig(dataset="clouds", n_train=17, hidden=(), activations=(), cost="squared-error"),
    RunConfig(dataset="plane", n_train=17, hidden=(5,), activations=("linear",), learning_rate=0.1),
    RunConfig(n_train=17, batch_size=6),
]
# One unit, all zero: it says 1/2 of every point.
FLAT = RunConfig(
    dataset="blobs", n_train=4, hidden=(), activations=(), initialization="given", given=(0.0,) * 3
)


@pytest.mark.parametrize("config", NETS)
def test_the_mean_over_all_points_is_the_gradient(config):
    traced = trace(advance(start(config), 3))
    each = [own_slopes(traced, point) for point in range(traced.m)]
    for place, layer in enumerate(traced.layers):
        mean = sum(slopes[place] for slopes in each) / traced.m
        np.testing.assert_allclose(mean[:, :-1], layer.dW, rtol=0, atol=1e-12)
        np.testing.assert_allclose(mean[:, -1:], layer.db, rtol=0, atol=1e-12)


@pytest.mark.parametrize("config", NETS)
def test_point_and_rest_together_are_the_gradient(config):
    traced = trace(advance(start(config), 3))
    blamed = blame(traced, 2)
    for place, layer in enumerate(traced.layers):
        both = (blamed.own[place] + (traced.m - 1) * blamed.rest[place]) / traced.m
        np.testing.assert_allclose(both[:, :-1], layer.dW, rtol=0, atol=1e-12)
        np.testing.assert_allclose(both[:, -1:], layer.db, rtol=0, atol=1e-12)


@pytest.mark.parametrize("config", NETS)
def test_the_most_blamed_point_has_the_longest_gradient(config):
    traced = trace(start(config))
    lengths = [
        math.sqrt(sum(float((slopes**2).sum()) for slopes in own_slopes(traced, point)))
        for point in range(traced.m)
    ]
    np.testing.assert_allclose(sizes(traced), lengths, rtol=1e-12)
    worst = most_blamed(traced)
    assert lengths[worst] == pytest.approx(max(lengths), rel=1e-12)
    assert blame(traced, worst).rank == 1


def test_one_unit_is_blamed_as_it_is_worked_out_by_hand():
    run = start(FLAT)
    traced = trace(run)
    # a = 1/2 for all, so a point pushes w by (1/2 - y) x and b by 1/2 - y.
    expected = [
        [(0.5 - y) * x1, (0.5 - y) * x2, 0.5 - y]
        for (x1, x2), y in zip(run.data.X.T.tolist(), run.data.Y[0].tolist(), strict=True)
    ]
    blamed = blame(traced, 1)
    assert blamed.own[0][0].tolist() == expected[1]
    rest = [sum(row[k] for i, row in enumerate(expected) if i != 1) / 3 for k in range(3)]
    assert blamed.rest[0][0].tolist() == pytest.approx(rest, abs=1e-15)
    dot = sum(a * b for a, b in zip(expected[1], rest, strict=True))
    lengths = [math.sqrt(sum(a * a for a in row)) for row in (expected[1], rest)]
    assert blamed.similarity == pytest.approx(dot / (lengths[0] * lengths[1]), abs=1e-12)
    strongest = max((0, 1), key=lambda k: abs(expected[1][k]))
    assert blamed.strongest == f"W1.0.{strongest}"
    assert blamed.push == expected[1][strongest]
    # A prediction of one half counts as class 1.
    assert blamed.is_wrong is (float(run.data.Y[0, 1]) == 0.0)
    assert blamed.size == pytest.approx(lengths[0])


def test_the_sentences_name_the_weight_and_whether_the_point_is_misclassified():
    run = start(FLAT)
    for point, y in enumerate(run.data.Y[0].tolist()):
        blamed = blame(trace(run), point)
        told = sentences(blamed, 4)
        assert ("It is misclassified." in told) is (y == 0)
        column = int(blamed.strongest[-1]) + 1
        assert f"W1[1, {column}]" in told
        assert "It pushes with the rest" in told
        assert ("down" in told) is (blamed.push > 0)


def test_a_value_is_not_misclassified():
    blamed = blame(trace(start(NETS[3])), 0)
    assert blamed.is_wrong is None
    assert "classified" not in sentences(blamed, 17)


def test_a_single_point_has_no_rest():
    config = RunConfig(dataset="point", n_train=1, n_test=0)
    blamed = blame(trace(start(config)), 0)
    assert blamed.rest is None
    assert math.isnan(blamed.similarity)
    assert sentences(blamed, 1).endswith("The step has no other point.")


def test_a_point_that_pushes_nothing_is_said():
    dead = RunConfig(n_train=5, initialization="given", hidden=(), activations=(), given=(0.0,) * 3)
    traced = trace(start(dead))
    blamed = blame(traced, 0)
    still = type(blamed)(**{**vars(blamed), "size": 0.0})
    assert "pushes no weight" in sentences(still, 5)


@pytest.mark.parametrize("point", [-1, 4, 10_000])
def test_a_point_that_is_not_there_is_refused(point):
    with pytest.raises(ValueError, match="one of the step's 4 points"):
        blame(trace(start(FLAT)), point)


def test_gradients_too_small_to_square_have_a_cosine():
    one = (np.array([[3e-200, 4e-200]]),)
    assert cosine(one, (np.array([[3.0, 4.0]]),)) == pytest.approx(1.0)
    assert math.isnan(cosine(one, (np.zeros((1, 2)),)))
