import numpy as np
import pytest

from dashboard.change_map import (
    Change,
    change_between,
    largest_prediction,
    largest_weight,
    prediction_sentence,
    weight_sentence,
)
from dashboard.config import RunConfig
from dashboard.figures.change import prediction_change, weight_change
from dashboard.own_data import OwnData
from dashboard.run import advance, dataset_of, rewind_to, start
from network import forward_prop

CONFIG = RunConfig(dataset="arms", n_train=30, hidden=(4,), activations=("tanh",))
TICKS = np.array([-1.0, 0.0, 1.0])


def a_change(before, after, *, AL=None):
    """A change of a network with two features, two hidden units and one output."""
    layouts = []
    for values in (before, after):
        W1, b1, W2, b2 = (np.array(part, dtype=float) for part in values)
        layouts.append({"W1": W1, "b1": b1, "W2": W2, "b2": b2})
    AL = AL or (np.zeros((1, 3, 3)), np.zeros((1, 3, 3)))
    return Change(0, 9, *layouts, TICKS, *AL)


STILL = ([[1, 2], [3, 4]], [[0], [0]], [[5, 6]], [[0]])


def test_a_change_is_between_two_runs_trained_apart():
    run = advance(start(CONFIG), 90)
    change = change_between(rewind_to(run, 20), rewind_to(run, 77), 9)
    early, late = advance(start(CONFIG), 20), advance(start(CONFIG), 77)
    assert (change.first, change.second) == (20, 77)
    for name, difference in change.differences.items():
        assert np.array_equal(difference, late.params[name] - early.params[name])
    x1, x2 = np.meshgrid(change.ticks, change.ticks)
    points = np.stack([x1.ravel(), x2.ravel()])
    ends = [forward_prop(points, end.params, **end.forward_options)[0] for end in (early, late)]
    assert change.gains.reshape(3, -1) == pytest.approx(ends[1] - ends[0], rel=1e-12, abs=1e-15)


def test_the_largest_weight_is_found_among_all_of_them():
    run = advance(start(CONFIG), 90)
    change = change_between(start(CONFIG), run, 9)
    found = largest_weight(change)
    sizes = [
        abs(after - before)
        for name in change.before
        for before, after in zip(change.before[name].flat, change.after[name].flat, strict=True)
    ]
    assert abs(found.after - found.before) == max(sizes)


@pytest.mark.parametrize(
    ("after", "sentence"),
    [
        (
            ([[1, 2], [-2.75, 4]], [[0], [1]], [[5, 6]], [[0]]),
            "The largest: W1 of unit 2 from x₁, from 3 to −2.75.",
        ),
        (
            ([[1, 2], [3, 4]], [[0], [0.5]], [[5, 6]], [[0.1]]),
            "The largest: b1 of unit 2, from 0 to 0.5.",
        ),
        (
            ([[1, 2], [3, 4]], [[0], [0]], [[5, 16]], [[-9.5]]),
            "The largest: W2 of unit 1 from unit 2 of layer 1, from 6 to 16.",
        ),
        (STILL, "No weight changed."),
    ],
)
def test_the_largest_change_is_named_in_one_sentence(after, sentence):
    assert weight_sentence(a_change(STILL, after), ["x₁", "x₂"]) == sentence


def test_the_largest_change_of_the_prediction_is_told_with_its_place_in_the_datas_own_units():
    own = OwnData(
        np.array([[10.0, 20, 30, 40], [1, 2, 3, 4]]),
        np.array([100.0, 200, 300, 400]),
        ("length", "width"),
        (),
        "price",
    )
    config = RunConfig(dataset="own", own=own, n_train=4, n_test=0)
    data = dataset_of(config)
    before, after = np.zeros((1, 3, 3)), np.zeros((1, 3, 3))
    after[0, 2, 0] = -1.5  # at x₂ = 1, x₁ = -1
    change = a_change(STILL, STILL, AL=(before, after))
    assert largest_prediction(change, 0) == (2, 0)
    sentence = prediction_sentence(change, 0, data)
    x = data.centre[0] - data.spread[0]
    y = data.centre[1] + data.spread[1]
    value = data.value_centre - 1.5 * data.value_spread
    minus = str.maketrans("-", "−")
    assert sentence == (
        f"The largest: at length = {x:.4g}, width = {y:.4g}, "
        f"from {data.value_centre:.4g} to {value:.4g}."
    ).translate(minus)
    drawn = prediction_change(change, 0, data)
    assert drawn.data[0].z[2, 0] == pytest.approx(-1.5 * data.value_spread)
    assert drawn.data[0].x[0] == pytest.approx(x)
    assert len(drawn.data) == 2  # a value has no line of one half


def test_the_figure_of_the_prediction_is_symmetric_around_zero_and_has_both_boundaries():
    run = advance(start(CONFIG), 50)
    change = change_between(start(CONFIG), run, 9)
    drawn = prediction_change(change, 1, run.data)
    heatmap, dotted, solid, mark = drawn.data
    assert np.array_equal(heatmap.z, change.gains[1])
    assert np.array_equal(dotted.z, change.AL_before[1])
    assert np.array_equal(solid.z, change.AL_after[1])
    assert (dotted.line.dash, solid.line.dash) == ("dot", "solid")
    most = np.abs(change.gains[1]).max()
    assert (drawn.layout.coloraxis.cmin, drawn.layout.coloraxis.cmax) == (-most, most)
    row, column = largest_prediction(change, 1)
    assert abs(change.gains[1, row, column]) == most
    assert (mark.x[0], mark.y[0]) == (change.ticks[column], change.ticks[row])


def test_the_figure_of_the_weights_frames_the_largest_and_tells_both_ends_of_each():
    after = ([[1, 2], [3, 4]], [[0], [0.5]], [[5, 6]], [[0.1]])
    change = a_change(STILL, after)
    drawn = weight_change(change, largest_weight(change), ["x₁", "x₂"])
    first, second = drawn.data
    assert first.z.tolist() == [[0, 0, 0], [0, 0, 0.5]]
    assert second.z.tolist() == [[0, 0, 0.1]]
    assert first.customdata[1][2] == "b1[2]<br>from 0 to 0.5"
    assert second.customdata[0][1] == "W2[1, 2]<br>from 6 to 6"
    for frame in drawn.layout.shapes:
        assert (frame.xref, frame.yref) == ("x", "y")
        assert (frame.x0, frame.x1, frame.y0, frame.y1) == (1.5, 2.5, 0.5, 1.5)


def test_numbers_near_the_largest_are_compared_without_a_warning():
    huge = ([[1e308, 0], [0, 0]], [[0], [0]], [[0, 0]], [[0]])
    other = ([[-1e308, 0], [0, 0]], [[0], [0]], [[0, 0]], [[0]])
    assert weight_sentence(a_change(huge, other), ["x₁", "x₂"]).endswith("from 1e+308 to −1e+308.")
