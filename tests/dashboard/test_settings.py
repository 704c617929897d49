import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.datasets import DATASETS
from dashboard.features import FEATURES
from dashboard.settings import Choice, Number
from network import ACTIVATIONS, INITIALIZATIONS, OPTIMIZERS, cost_function
from tests.dashboard.strategies import examples

# A test may ask what class a row is: nothing here was reloaded.
NUMBERS = [row for row in vars(settings).values() if isinstance(row, Number)]
CHOICES = [row for row in vars(settings).values() if isinstance(row, Choice)]
ROWS = [*NUMBERS, *CHOICES]

every_number = pytest.mark.parametrize("row", NUMBERS, ids=lambda row: row.key)
every_choice = pytest.mark.parametrize("row", CHOICES, ids=lambda row: row.key)
every_row = pytest.mark.parametrize("row", ROWS, ids=lambda row: row.key)


def test_the_table_holds_every_setting_of_a_run():
    keys = {row.key for row in ROWS}
    asked = {"data", "data_seed", "noise", "n", "test", "layers", "dims", "act", "init", "seed"}
    assert keys >= asked | {"lr", "speed"}


def test_no_two_rows_share_a_key():
    keys = [row.key for row in ROWS]
    assert len(keys) == len(set(keys))


@every_row
def test_every_default_is_legal(row):
    row.check(row.default)


@every_number
def test_every_default_lies_within_its_limits(row):
    assert row.minimum <= row.default <= row.maximum
    assert row.minimum < row.maximum
    assert 0 < row.step <= row.maximum - row.minimum


@every_number
def test_whole_settings_have_whole_limits(row):
    if row.is_whole:
        for value in (row.default, row.minimum, row.maximum, row.step):
            assert value == int(value)


@every_row
def test_every_row_has_a_label_and_a_help_text_that_ends_with_a_full_stop(row):
    assert row.label.strip()
    assert row.label[0].isupper() or row.label[0] in "β"  # what is named by a letter
    assert row.help[0].isupper()
    assert row.help.endswith(".")


@every_choice
def test_every_choice_is_called_something(row):
    assert all(name and label.strip() for name, label in row.choices.items())
    assert len(set(row.choices.values())) == len(row.choices)


@pytest.mark.parametrize(
    ("stops", "row"),
    [
        (settings.LEARNING_RATES, settings.LEARNING_RATE),
        (settings.SPEEDS, settings.SPEED),
        (settings.PENALTIES, settings.L1),
        (settings.PENALTIES, settings.L2),
    ],
    ids=["learning rates", "speeds", "l1", "l2"],
)
def test_the_stops_of_a_slider_are_sorted_legal_and_reach_from_end_to_end(stops, row):
    assert all(lower < upper for lower, upper in itertools.pairwise(stops))
    for stop in stops:
        row.check(stop)
    assert row.default in stops
    assert stops[0] == row.minimum
    assert stops[-1] == row.maximum


@pytest.mark.parametrize(
    ("stops", "row"),
    [
        (settings.BETAS, settings.BETA1),
        (settings.BETAS, settings.BETA2),
        (settings.BATCH_SIZES, settings.BATCH_SIZE),
    ],
    ids=["beta1", "beta2", "batch"],
)
def test_stops_that_end_before_their_row_does_are_sorted_and_legal_and_hold_the_default(stops, row):
    assert all(lower < upper for lower, upper in itertools.pairwise(stops))
    for stop in stops:
        row.check(stop)
    assert row.default in stops
    assert stops[0] == row.minimum


def test_the_learning_rate_has_six_stops_a_decade_each_the_nearest_float_to_its_decimal():
    # 1, 1.5, 2, 3, 5, 7 times 10^-4 ... 10^1, and 100 itself: 6 decades of 6 stops, and one.
    assert len(settings.LEARNING_RATES) == 6 * 6 + 1
    assert settings.LEARNING_RATES[:7] == (0.0001, 0.00015, 0.0002, 0.0003, 0.0005, 0.0007, 0.001)
    assert settings.LEARNING_RATES[-7:] == (10.0, 15.0, 20.0, 30.0, 50.0, 70.0, 100.0)


@pytest.mark.parametrize(
    ("row", "minimum", "maximum"),
    [
        (settings.LAYERS, 0, 6),
        (settings.UNITS, 1, 16),
        (settings.LEARNING_RATE, 0.0001, 100),
        (settings.TRAINING_POINTS, 1, 2_000),
        (settings.TEST_POINTS, 0, 2_000),
        (settings.SPEED, 1, 1_000),
        (settings.CLASSES, 3, 6),
        (settings.BETA1, 0, 0.999),
        (settings.BETA2, 0, 0.9999),
        (settings.L1, 0, 10),
        (settings.L2, 0, 10),
    ],
    ids=lambda value: getattr(value, "key", ""),
)
def test_limits_are_those_of_the_design(row, minimum, maximum):
    assert (row.minimum, row.maximum) == (minimum, maximum)


def test_the_defaults_of_version_1_never_change():
    # Links leave defaults out: a default that changes here changes what every old link means.
    # So this table changes only together with a new LINK_VERSION.
    assert settings.LINK_VERSION == 1
    assert {row.key: row.default for row in ROWS if row.key != "layers"} == {
        "data": "circle",
        "data_seed": 1,
        "noise": 0.0,
        "n": 200,
        "test": 100,
        "dims": 4,
        "act": "sigmoid",
        "init": "xavier",
        "seed": 2,
        "classes": 3,
        "features": "x1",  # with x2, see below
        "cost": "cross-entropy",
        "opt": "gradient-descent",
        "beta1": 0.9,
        "beta2": 0.999,
        "batch": 0,
        "l1": 0.0,
        "l2": 0.0,
        "lr": 2.0,
        "speed": 3,
    }
    assert settings.DEFAULT_HIDDEN == (4,)
    assert settings.DEFAULT_FEATURES == ("x1", "x2")


def test_the_choices_are_what_the_registries_hold():
    assert set(settings.DATA.choices) == set(DATASETS)
    assert set(settings.ACTIVATION.choices) == set(ACTIVATIONS)
    assert set(settings.INITIALIZATION.choices) == {*INITIALIZATIONS, "given"}
    assert set(settings.OPTIMIZER.choices) == set(OPTIMIZERS)
    assert set(settings.FEATURES.choices) == set(FEATURES)
    for name, optimizer in OPTIMIZERS.items():
        assert settings.OPTIMIZER.choices[name].casefold() == optimizer.label.casefold()


def test_the_costs_are_those_that_the_network_knows():
    A, Y = np.array([[0.5]]), np.array([[1.0]])
    for name in settings.COST.choices:
        assert cost_function(A, Y, cost=name) > 0


@every_number
@examples(30)
@given(value=st.floats(-1e12, 1e12))
def test_the_nearest_legal_value_is_legal_and_no_other_is_nearer(row, value):
    nearest = row.nearest(value)
    row.check(nearest)
    assert row.nearest(nearest) == nearest
    for other in (row.minimum, row.default, row.maximum, nearest - 1, nearest + 1):
        if row.minimum <= other <= row.maximum:
            assert abs(value - nearest) <= abs(value - other)


@every_number
@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_no_number_is_refused_by_name(row, value):
    with pytest.raises(ValueError, match=rf"^{row.key}: expected"):
        row.check(value)


@every_number
def test_what_lies_outside_is_refused_by_name(row):
    for value in (row.minimum - 1, row.maximum + 1):
        with pytest.raises(ValueError, match=rf"^{row.key}: expected"):
            row.check(value)


@every_number
def test_a_fraction_is_refused_where_only_whole_numbers_are_legal(row):
    if row.is_whole:
        with pytest.raises(ValueError, match=rf"^{row.key}: expected a whole number"):
            row.check(row.minimum + 0.5)


@every_choice
@pytest.mark.parametrize("value", ["", "no such name", "Circle"])
def test_an_unknown_name_is_refused_by_name(row, value):
    with pytest.raises(ValueError, match=rf"^{row.key}: expected one of"):
        row.check(value)
