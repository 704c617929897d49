import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.features import FEATURES, features_of
from tests.dashboard.strategies import examples, feature_lists

FUNCTIONS = {
    "x1": lambda x1, x2: x1,
    "x2": lambda x1, x2: x2,
    "x1^2": lambda x1, x2: x1**2,
    "x2^2": lambda x1, x2: x2**2,
    "x1*x2": lambda x1, x2: x1 * x2,
    "sin x1": lambda x1, x2: math.sin(x1),
    "sin x2": lambda x1, x2: math.sin(x2),
}
coordinates = st.floats(-10, 10)


def test_there_is_a_function_here_for_every_feature():
    assert list(FUNCTIONS) == list(FEATURES)


@pytest.mark.parametrize("name", list(FEATURES))
@examples(40)
@given(points=st.lists(st.tuples(coordinates, coordinates), min_size=1, max_size=6))
def test_each_feature_is_its_function_of_each_point(name, points):
    X = features_of(np.array(points).T, [name])
    assert X.shape == (1, len(points))
    expected = [FUNCTIONS[name](x1, x2) for x1, x2 in points]
    assert X[0].tolist() == pytest.approx(expected, rel=1e-12, abs=1e-300)


@examples(40)
@given(names=feature_lists(), points=st.lists(st.tuples(coordinates, coordinates), max_size=4))
def test_features_come_in_the_order_asked_for_a_row_each(names, points):
    grid = np.array(points).reshape(-1, 2).T
    X = features_of(grid, names)
    assert X.shape == (len(names), len(points))
    for row, name in zip(X, names, strict=True):
        np.testing.assert_array_equal(row, features_of(grid, [name])[0])


def test_the_points_themselves_stay_as_they_are():
    points = np.array([[1.0, 2.0], [3.0, -4.0]])
    features_of(points, list(FEATURES))
    assert points.tolist() == [[1.0, 2.0], [3.0, -4.0]]


def test_every_feature_has_a_label_and_a_code_of_its_own_that_fits_a_link():
    assert len({feature.label for feature in FEATURES.values()}) == len(FEATURES)
    codes = [feature.code for feature in FEATURES.values()]
    assert len(set(codes)) == len(codes)
    assert all(code.isalnum() and code.isascii() for code in codes)
