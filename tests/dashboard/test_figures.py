import csv
import itertools
import json
import math
import re
import tomllib
from base64 import b64decode
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from dashboard import settings
from dashboard.config import RunConfig
from dashboard.figures.boundary import boundary
from dashboard.figures.confusion import confusion_matrices
from dashboard.figures.curves import cost_curve, gradient_curve
from dashboard.figures.theme import LAYER_LINES, NEGATIVE, PALETTE, POSITIVE, diverging
from dashboard.figures.weights import layer_matrix, weight_heatmaps
from dashboard.probes import Curves, confusion, curves, prediction_grid
from dashboard.run import advance, start
from dashboard.stage.payload import scene_id

ROOT = Path(__file__).parents[2]
SMALL = RunConfig(n_train=12, n_test=4, learning_rate=0.5)


def refuse(name):
    raise AssertionError(f"{name} is not JSON")


def sent(figure):
    """A figure as the browser gets it: strict JSON."""
    return json.loads(figure.to_json(), parse_constant=refuse)


def numbers(value):
    """Numbers as Plotly's JSON carries them: a plain list, or packed in base64."""
    if isinstance(value, dict):
        array = np.frombuffer(b64decode(value["bdata"]), dtype=np.dtype(value["dtype"]))
        shape = [int(side) for side in str(value.get("shape", array.size)).split(",")]
        return array.reshape(shape)
    return np.array(value, dtype=float)


def some_curves(*, n_test=4, hidden=(4,), steps=6):
    config = replace(SMALL, n_test=n_test, hidden=hidden, activations=("tanh",) * len(hidden))
    run = advance(start(config), steps)
    return curves(run, steps)


# Cost.


def cost_figure(measured=None, *, step=6, is_logarithmic=False, revision="a"):
    measured = some_curves() if measured is None else measured
    return sent(cost_curve(measured, step=step, is_logarithmic=is_logarithmic, revision=revision))


def test_the_cost_figure_draws_training_solid_and_test_dashed_against_the_step():
    measured = some_curves()
    training, test = cost_figure(measured)["data"]
    assert (training["name"], test["name"]) == ("training", "test")
    assert numbers(training["x"]).tolist() == measured.steps.tolist() == list(range(7))
    assert numbers(test["x"]).tolist() == measured.steps.tolist()
    assert numbers(training["y"]).tolist() == measured.train_cost.tolist()
    assert numbers(test["y"]).tolist() == measured.test_cost.tolist()
    assert training["line"]["dash"] == "solid" != test["line"]["dash"]
    assert training["line"]["color"] != test["line"]["color"]
    assert {training["mode"], test["mode"]} == {"lines"}


def test_a_single_measurement_is_a_mark_and_several_are_a_line():
    for steps, mode in ((0, "markers"), (1, "lines"), (6, "lines")):
        measured = some_curves(steps=steps)
        gradients = sent(gradient_curve(measured, step=steps, revision="a"))
        for trace in cost_figure(measured, step=steps)["data"] + gradients["data"]:
            assert len(numbers(trace["x"])) == steps + 1
            assert trace["mode"] == mode
            assert trace["marker"]["size"] >= 8
            assert trace["marker"]["color"] == trace["line"]["color"]
            assert trace["cliponaxis"] is False  # the mark lies on the axis


def test_the_mark_of_training_is_filled_and_that_of_test_hollow():
    training, test = cost_figure(some_curves(steps=0))["data"]
    assert not training["marker"]["symbol"].endswith("-open")
    assert test["marker"]["symbol"].endswith("-open")


@pytest.mark.parametrize("decades", np.arange(1, 2.5, 0.1))
def test_labels_of_a_logarithmic_axis_never_run_together(decades):
    # Plotly divides the decades by `nticks`: above 0.7 it labels decades, above 0.3 the 1, 2 and 5
    # of each, and else (from one decade on) every digit, where 9 and 10 are 0.046 decades apart.
    for figure in (
        cost_figure(is_logarithmic=True),
        sent(gradient_curve(some_curves(), step=6, revision="a")),
    ):
        assert decades / figure["layout"]["yaxis"]["nticks"] > 0.3


def test_a_number_of_any_size_gets_the_room_it_needs():
    for figure in (cost_figure(), sent(gradient_curve(some_curves(), step=6, revision="a"))):
        axis = figure["layout"]["yaxis"]
        assert axis["automargin"] is True
        assert axis["exponentformat"] == "power"


def test_the_cost_figure_says_what_is_under_the_pointer_with_its_unit():
    for trace in cost_figure()["data"]:
        template = trace["hovertemplate"]
        assert "step %{x" in template
        assert "%{y" in template
        assert "nats" in template
        assert template.endswith("<extra></extra>")


def test_the_axes_of_the_cost_figure_are_named_with_their_unit():
    layout = cost_figure()["layout"]
    assert layout["xaxis"]["title"]["text"] == "step"
    assert "nats" in layout["yaxis"]["title"]["text"]


@pytest.mark.parametrize(("is_logarithmic", "kind"), [(False, "linear"), (True, "log")])
def test_the_cost_axis_is_logarithmic_only_when_asked_for(is_logarithmic, kind):
    layout = cost_figure(is_logarithmic=is_logarithmic)["layout"]
    assert layout["yaxis"]["type"] == kind
    assert layout["xaxis"].get("type", "linear") == "linear"


def test_a_dotted_line_marks_the_step_across_the_whole_height():
    for figure in (
        cost_figure(step=3),
        sent(gradient_curve(some_curves(), step=3, revision="a")),
    ):
        (line,) = figure["layout"]["shapes"]
        assert (line["x0"], line["x1"], line["y0"], line["y1"]) == (3, 3, 0, 1)
        assert line["yref"] == "paper"
        assert line.get("xref", "x") == "x"
        assert line["line"]["dash"] == "dot"


def test_a_run_without_test_points_has_a_test_curve_of_gaps():
    _, test = cost_figure(some_curves(n_test=0))["data"]
    assert np.isnan(numbers(test["y"])).all()


def test_infinite_costs_are_still_valid_json():
    column = np.array([1.0, math.inf, math.nan])
    measured = Curves(np.arange(3.0), column, column, np.array([column, column]))
    cost_figure(measured, is_logarithmic=True)
    sent(gradient_curve(measured, step=2, revision="a"))


# Gradients.


@pytest.mark.parametrize("hidden", [(), (4,), (3, 2), (2,) * 6], ids=str)
def test_the_gradient_figure_draws_one_line_a_layer_input_side_first(hidden):
    measured = some_curves(hidden=hidden)
    figure = sent(gradient_curve(measured, step=6, revision="a"))
    lines = figure["data"]
    assert len(lines) == len(hidden) + 1
    for layer, line in enumerate(lines, start=1):
        assert line["name"].split()[-1] == str(layer)
        assert numbers(line["x"]).tolist() == measured.steps.tolist()
        assert numbers(line["y"]).tolist() == measured.gradients[layer - 1].tolist()
        assert f"dW{layer}" in line["hovertemplate"]
    assert len({(line["line"]["color"], line["line"]["dash"]) for line in lines}) == len(lines)
    assert figure["layout"]["yaxis"]["type"] == "log"
    assert figure["layout"]["showlegend"] == (len(lines) > 1)
    legend = figure["layout"]["legend"]
    assert legend["x"] > 1, "the legend stands beside the plot, not under the title"
    assert legend.get("orientation", "v") == "v"
    assert legend["title"]["font"]["size"] <= 13  # the size that the page gives to its entries


# Weights.


NAMES = ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]


def weights_figure(params, revision="a"):
    features = NAMES[: params["W1"].shape[1]]
    return sent(weight_heatmaps(params, features=features, revision=revision))


def params_of(hidden, *, seed=1, n_features=2, n_outputs=1):
    """Parameters of which no two are the same."""
    dims = (n_features, *hidden, n_outputs)
    rng = np.random.RandomState(seed)
    params = {}
    for layer, (n_in, n_out) in enumerate(itertools.pairwise(dims), start=1):
        params[f"W{layer}"] = rng.randn(n_out, n_in)
        params[f"b{layer}"] = rng.randn(n_out, 1)
    return params


def test_a_layers_biases_are_its_last_column():
    params = {"W1": np.array([[1.0, 2.0], [3.0, 4.0]]), "b1": np.array([[5.0], [6.0]])}
    assert layer_matrix(params, 1).tolist() == [[1.0, 2.0, 5.0], [3.0, 4.0, 6.0]]


@pytest.mark.parametrize("hidden", [(), (4,), (3, 2), (16,) * 6], ids=str)
def test_there_is_a_heatmap_a_layer_with_units_down_and_inputs_across_and_the_bias_last(hidden):
    params = params_of(hidden)
    figure = weights_figure(params)
    assert len(figure["data"]) == len(hidden) + 1
    for layer, trace in enumerate(figure["data"], start=1):
        W, b = params[f"W{layer}"], params[f"b{layer}"]
        z = numbers(trace["z"])
        assert z[:, :-1].tolist() == W.tolist()
        assert z[:, -1].tolist() == b[:, 0].tolist()
        names = trace["customdata"]
        for unit, column in np.ndindex(W.shape):
            assert names[unit][column] == f"W{layer}[{unit + 1}, {column + 1}]"
        assert [row[-1] for row in names] == [f"b{layer}[{unit + 1}]" for unit in range(len(b))]
        assert trace["hovertemplate"].startswith("%{customdata}<br>%{z")


@pytest.mark.parametrize("hidden", [(), (4,), (3, 2), (16,) * 6], ids=str)
def test_the_first_unit_of_every_heatmap_is_on_top(hidden):
    figure = weights_figure(params_of(hidden))
    for trace in figure["data"]:
        axis = figure["layout"][trace["yaxis"].replace("y", "yaxis")]
        assert axis["autorange"] == "reversed"


@pytest.mark.parametrize("hidden", [(), (4,), (3, 2), (16,) * 6, (9, 10, 11)], ids=str)
def test_ticks_name_the_inputs_and_the_bias(hidden):
    params = params_of(hidden)
    figure = weights_figure(params)
    for layer, trace in enumerate(figure["data"], start=1):
        axis = figure["layout"][trace["xaxis"].replace("x", "xaxis")]
        columns = params[f"W{layer}"].shape[1] + 1
        inputs = NAMES[: columns - 1] if layer == 1 else [str(n) for n in range(1, columns)]
        labels = [*inputs, "b"]
        assert len(axis["tickvals"]) == len(axis["ticktext"])
        assert [labels[place] for place in axis["tickvals"]] == list(axis["ticktext"])
        assert axis["ticktext"][-1] == "b"
        assert axis["tickvals"][-1] == columns - 1
        assert axis["title"]["text"] == f"W{layer}"
        rows = figure["layout"][trace["yaxis"].replace("y", "yaxis")]
        assert [int(text) - 1 for text in rows["ticktext"]] == list(rows["tickvals"])


EVERY_SHAPE = [
    *((), (1,), (4,), (3, 2), (8, 8, 8), (12, 10), (16, 16), (9, 10, 11), (16, 16, 16)),
    *((16, 1, 16), (1, 16, 1), (16, 1, 1, 1, 1, 16), (1,) * 6, (2,) * 6, (8,) * 6, (16,) * 6),
]


def boxes(figure):
    """Columns, rows and place in pixels (left, right, top, bottom) of each heatmap.

    In a figure of 350 by 300, which is what a third of a page of 1400 leaves.
    """
    layout = figure["layout"]
    margin = layout["margin"]
    wide, high = 350 - margin["l"] - margin["r"], 300 - margin["t"] - margin["b"]
    for trace in figure["data"]:
        rows, columns = numbers(trace["z"]).shape
        left, right = layout[trace["xaxis"].replace("x", "xaxis")]["domain"]
        bottom, top = layout[trace["yaxis"].replace("y", "yaxis")]["domain"]
        assert 0 <= left < right <= 1
        assert 0 <= bottom < top <= 1
        yield columns, rows, left * wide, right * wide, (1 - top) * high, (1 - bottom) * high


@pytest.mark.parametrize("hidden", EVERY_SHAPE, ids=str)
def test_heatmaps_follow_each_other_in_one_row_or_two_and_fill_the_width(hidden):
    places = [
        (top, left, right) for _, _, left, right, top, _ in boxes(weights_figure(params_of(hidden)))
    ]
    assert places == sorted(places)
    tops = sorted({round(top) for top, _, _ in places})
    assert len(tops) == (2 if sum((3, *hidden)) + len(hidden) > 40 else 1)
    assert max(right for _, _, right in places) == pytest.approx(320, abs=1)
    for (top, _, right), (next_top, left, _) in itertools.pairwise(places):
        if next_top == top:
            assert left - right >= 20  # "16" and a space in type of 11 pixels


@pytest.mark.parametrize("hidden", EVERY_SHAPE, ids=str)
def test_cells_are_of_one_width_except_where_a_name_needs_more(hidden):
    found = [
        (right - left, columns)
        for columns, _, left, right, *_ in boxes(weights_figure(params_of(hidden)))
    ]
    least = min(width / columns for width, columns in found)
    narrowest = min(width for width, _ in found)
    for width, columns in found:
        assert width == pytest.approx(max(least * columns, narrowest))
    assert narrowest >= 20  # "W7" in type of 11 pixels, and a space


@pytest.mark.parametrize("hidden", EVERY_SHAPE, ids=str)
def test_labels_of_a_heatmap_have_room(hidden):
    figure = weights_figure(params_of(hidden))
    for trace, (columns, rows, left, right, top, bottom) in zip(
        figure["data"], boxes(figure), strict=True
    ):
        across = figure["layout"][trace["xaxis"].replace("x", "xaxis")]
        down = figure["layout"][trace["yaxis"].replace("y", "yaxis")]
        # Two digits in type of 11 pixels are 13 wide; with a space, and in a column narrower by
        # a tenth, 16.5. A line of it is 14 high.
        assert np.all(np.diff(across["tickvals"]) * (right - left) / columns >= 16.5)
        assert np.all(np.diff(down["tickvals"]) * (bottom - top) / rows >= 14)
        assert down["tickvals"][-1] == rows - 1
        assert across["tickangle"] == 0
        for axis in (across, down):
            assert axis["ticks"] == ""
            assert axis["tickfont"]["size"] == 11
            assert len(axis["ticktext"]) == len(axis["tickvals"]) > 0
            assert all(axis["ticktext"])
            assert axis.get("showticklabels", True)


def test_small_networks_have_every_unit_and_input_named():
    layout = weights_figure(params_of((4,)))["layout"]
    assert layout["xaxis"]["ticktext"] == ["x₁", "x₂", "b"]
    assert layout["xaxis2"]["ticktext"] == ["1", "2", "3", "4", "b"]
    assert layout["yaxis"]["ticktext"] == ["1", "2", "3", "4"]
    assert layout["yaxis2"]["ticktext"] == ["1"]


@pytest.mark.parametrize("n_features", [1, 2, 5, 7])
@pytest.mark.parametrize("n_outputs", [1, 3, 6])
@pytest.mark.parametrize("hidden", [(), (4,), (16,) * 6], ids=str)
def test_heatmaps_of_any_features_and_outputs_name_their_columns_with_room(
    hidden, n_features, n_outputs
):
    params = params_of(hidden, n_features=n_features, n_outputs=n_outputs)
    figure = weights_figure(params)
    *_, last = figure["data"]
    assert numbers(last["z"]).shape[0] == n_outputs
    columns, _, left, right, *_ = next(boxes(figure))
    assert columns == n_features + 1
    axis = figure["layout"]["xaxis"]
    labels = [*NAMES[:n_features], "b"]
    assert [labels[place] for place in axis["tickvals"]] == list(axis["ticktext"])
    # A letter in type of 11 pixels is 5.5 wide, the small numbers less: "sin x₁" has 30.
    for (place, text), (following, other) in itertools.pairwise(
        zip(axis["tickvals"], axis["ticktext"], strict=True)
    ):
        room = (following - place) * (right - left) / columns
        assert room >= 5 * (len(text) + len(other)) / 2


@pytest.mark.parametrize("sign", [1, -1])
def test_all_heatmaps_share_one_scale_that_is_symmetric_around_zero(sign):
    params = params_of((3, 2))
    params["b2"][1, 0] = sign * 17.5
    figure = weights_figure(params)
    scale = figure["layout"]["coloraxis"]
    assert (scale["cmin"], scale["cmax"]) == (-17.5, 17.5)
    assert {trace["coloraxis"] for trace in figure["data"]} == {"coloraxis"}


def test_a_network_of_zeros_is_drawn_in_the_middle_of_a_scale_that_is_not_empty():
    params = {name: np.zeros_like(array) for name, array in params_of((4,)).items()}
    scale = weights_figure(params)["layout"]["coloraxis"]
    assert scale["cmin"] == -scale["cmax"] < 0


# Zoom.


def revisions(step, config=SMALL):
    """The revision of each live figure, at some step of a run."""
    run = advance(start(config), step)
    measured, revision = curves(run, step), scene_id(run)
    return [
        cost_curve(measured, step=step, is_logarithmic=False, revision=revision),
        gradient_curve(measured, step=step, revision=revision),
        weight_heatmaps(run.params, features=["x₁", "x₂"], revision=revision),
    ]


def test_zoom_is_kept_from_step_to_step_and_forgotten_with_the_run():
    at_rest = [sent(figure)["layout"]["uirevision"] for figure in revisions(2)]
    later = [sent(figure)["layout"]["uirevision"] for figure in revisions(5)]
    other = [
        sent(figure)["layout"]["uirevision"] for figure in revisions(2, replace(SMALL, seed=9))
    ]
    assert at_rest == later
    assert all(before != after for before, after in zip(at_rest, other, strict=True))
    assert all(at_rest)


def test_zoom_is_forgotten_when_the_cost_axis_changes():
    linear, logarithmic = (
        cost_figure(is_logarithmic=flag)["layout"]["uirevision"] for flag in (False, True)
    )
    assert linear != logarithmic


# The plane.


def plane_figure(config=SMALL, *, step=3, resolution=9):
    run = advance(start(config), step)
    ticks, AL = prediction_grid(run, resolution)
    return run, ticks, AL, sent(boundary(ticks, AL, run.data, step=step))


def points_of(figure):
    """The traces of points: all but the contours under them, and their labels over them."""
    return [trace for trace in figure["data"] if trace["type"] == "scatter"]


def test_contours_are_drawn_at_every_tenth():
    _, _, _, figure = plane_figure()
    contours = figure["data"][0]
    assert contours["type"] == "contour"
    levels = contours["contours"]
    assert (levels["start"], levels["end"], levels["size"]) == (0.1, 0.9, 0.1)
    assert (contours["zmin"], contours["zmax"]) == (0, 1)
    *points, labels = figure["data"][1:]
    assert {trace["type"] for trace in points} == {"scatter"}
    for key, value in levels.items():
        assert labels["contours"][key] == value
    assert numbers(labels["z"]).tolist() == numbers(contours["z"]).tolist()
    assert labels["contours"]["showlabels"] is True
    assert labels["contours"]["coloring"] == "none"
    assert labels["hoverinfo"] == "skip"
    assert labels["zorder"] > max(trace.get("zorder", 0) for trace in points)


def test_the_plane_has_x2_upwards_and_each_prediction_at_its_place():
    numbers_given = (1.0, 100.0, 3.0)  # the sum is 1 x1 + 100 x2 + 3
    config = replace(SMALL, hidden=(), activations=(), initialization="given", given=numbers_given)
    run, ticks, _, figure = plane_figure(config, step=0)
    contours = figure["data"][0]
    assert numbers(contours["x"]).tolist() == ticks.tolist()
    assert numbers(contours["y"]).tolist() == ticks.tolist()
    z = numbers(contours["z"])
    assert np.all(z[ticks > 0.1] > 0.99)
    assert np.all(z[ticks < -0.1] < 0.01)
    assert figure["layout"]["yaxis"].get("autorange", True) is True
    assert run.step == 0


def test_points_are_drawn_by_class_and_set_each_in_its_own_look():
    run, _, _, figure = plane_figure(replace(SMALL, n_train=10, n_test=6))
    marks = {trace["name"]: trace for trace in points_of(figure)}
    assert set(marks) == {
        f"{name}, {kind}" for name in run.data.classes for kind in ("training", "test")
    }
    looks = set()
    for (X, Y), kind in (
        ((run.data.X, run.data.Y), "training"),
        ((run.data.X_test, run.data.Y_test), "test"),
    ):
        for label, name in enumerate(run.data.classes):
            trace = marks[f"{name}, {kind}"]
            drawn = sorted(zip(numbers(trace["x"]), numbers(trace["y"]), strict=True))
            assert drawn == sorted(map(tuple, X[:, Y[0] == label].T))
            marker = trace["marker"]
            looks.add((marker["symbol"], marker["color"], marker["line"]["color"]))
            shape = marker["symbol"].removesuffix("-open")
            assert shape == ("diamond", "circle")[label]
    assert len(looks) == 4


def test_training_points_are_filled_and_test_points_hollow_on_any_ground():
    _, _, _, figure = plane_figure(replace(SMALL, n_train=10, n_test=6))
    grounds = [rgb(colour) for _, colour in figure["data"][0]["colorscale"]]
    for trace in points_of(figure):
        marker = trace["marker"]
        inside, rim = rgb(marker["color"]), rgb(marker["line"]["color"])
        is_test = trace["name"].endswith("test")
        end = "positive" if trace["name"].startswith("class 1") else "negative"
        assert (rim if is_test else inside) == PALETTE["light"][end]
        assert (inside if is_test else rim) == [255, 255, 255]
        assert marker["line"]["width"] >= 2 if is_test else marker["line"]["width"] <= 1
        assert marker["size"] >= 8
        assert marker["opacity"] == 1
        strong = rim if is_test else inside
        assert all(difference(strong, ground) > 20 for ground in grounds)


@pytest.mark.parametrize("n_classes", [3, 4, 6])
@pytest.mark.parametrize("dataset", ["clouds", "arms", "iris"])
def test_of_several_classes_the_most_probable_is_drawn_and_how_sure_it_is(dataset, n_classes):
    config = replace(SMALL, dataset=dataset, n_classes=n_classes, n_train=30, n_test=12)
    run, _, AL, figure = plane_figure(config)
    k = 3 if dataset == "iris" else n_classes
    plane, *_, contours = figure["data"]
    assert plane["type"] == "heatmap"
    most = AL.max(axis=0)
    z = numbers(plane["z"]).astype(int)
    assert set(np.unique(z)) <= set(range(k))
    for row, column in np.ndindex(z.shape):
        assert AL[z[row, column], row, column] == most[row, column]
    # Each class has one colour, from its number less a half to its number and a half.
    assert (plane["zmin"], plane["zmax"]) == (-0.5, k - 0.5)
    scale = plane["colorscale"]
    for label in range(k):
        colours = [colour for edge, colour in scale if label / k <= edge <= (label + 1) / k]
        assert colours.count(scale[2 * label][1]) == 2
    assert len({colour for _, colour in scale}) == k
    # The contours tell the probability of that class.
    np.testing.assert_allclose(numbers(contours["z"]), most)
    assert contours["contours"]["showlabels"] is True
    # Under the pointer is the probability of every class, by name.
    shares = numbers(plane["customdata"])
    np.testing.assert_allclose(shares, np.moveaxis(AL, 0, -1))
    for label, name in enumerate(run.data.classes):
        assert f"{name} %{{customdata[{label}]" in plane["hovertemplate"]


@pytest.mark.parametrize("n_classes", [3, 6])
def test_points_of_several_classes_have_a_colour_and_a_mark_each(n_classes):
    config = replace(SMALL, dataset="clouds", n_classes=n_classes, n_train=30, n_test=12)
    run, _, _, figure = plane_figure(config)
    marks = {trace["name"]: trace for trace in points_of(figure)}
    assert len(marks) == 2 * n_classes
    symbols, colours = set(), set()
    for points, targets, kind in (
        (run.data.points, run.data.targets, "training"),
        (run.data.points_test, run.data.targets_test, "test"),
    ):
        for label, name in enumerate(run.data.classes):
            trace = marks[f"{name}, {kind}"]
            drawn = sorted(zip(numbers(trace["x"]), numbers(trace["y"]), strict=True))
            assert drawn == sorted(map(tuple, points[:, targets == label].T))
            marker = trace["marker"]
            strong = marker["color"] if kind == "training" else marker["line"]["color"]
            assert rgb(strong) == PALETTE["light"]["classes"][label]
            symbols.add(marker["symbol"])
            colours.add(strong)
    assert len(symbols) == len(colours) == n_classes


@pytest.mark.parametrize("dataset", ["plane", "hills"])
def test_a_predicted_value_is_drawn_on_the_scale_of_all_values(dataset):
    run, _, AL, figure = plane_figure(replace(SMALL, dataset=dataset, n_train=30, n_test=12))
    plane, training, test, contours = figure["data"]
    low, high = run.data.value_range
    assert plane["type"] == "contour"
    np.testing.assert_allclose(numbers(plane["z"]), AL[0])
    np.testing.assert_allclose(numbers(contours["z"]), AL[0])
    assert (plane["zmin"], plane["zmax"]) == (low, high) == (-high, high)
    levels = plane["contours"]
    assert (levels["start"], levels["end"]) == (low, high)
    assert levels["size"] == pytest.approx((high - low) / 10)
    assert "predicted value" in plane["hovertemplate"]
    for trace, points, values in (
        (training, run.data.points, run.data.targets),
        (test, run.data.points_test, run.data.targets_test),
    ):
        assert numbers(trace["x"]).tolist() == points[0].tolist()
        assert numbers(trace["y"]).tolist() == points[1].tolist()
        assert numbers(trace["marker"]["color"]).tolist() == values.tolist()
        assert (trace["marker"]["cmin"], trace["marker"]["cmax"]) == (low, high)
        assert numbers(trace["customdata"]).tolist() == values.tolist()
    assert training["marker"]["symbol"] != test["marker"]["symbol"]


def test_values_are_drawn_in_their_own_unit():
    run = start(replace(SMALL, dataset="plane", n_train=6, n_test=0))
    ticks, AL = prediction_grid(run, 5)
    data = replace(run.data, value_centre=20.0, value_spread=5.0)
    plane, training, *_ = sent(boundary(ticks, AL, data, step=0))["data"]
    low, high = data.value_range
    np.testing.assert_allclose(numbers(plane["z"]), 20 + 5 * AL[0])
    assert (plane["zmin"], plane["zmax"]) == pytest.approx((20 + 5 * low, 20 + 5 * high))
    np.testing.assert_allclose(numbers(training["customdata"]), 20 + 5 * data.targets)


def test_predictions_beyond_all_bounds_are_still_valid_json():
    run = start(replace(SMALL, dataset="plane"))
    ticks, AL = prediction_grid(run, 5)
    AL[0, 0, 0], AL[0, 1, 1] = math.inf, math.nan
    sent(boundary(ticks, AL, run.data, step=0))


@pytest.mark.parametrize("n_test", [0, 3])
def test_a_class_without_points_has_no_trace(n_test):
    _, _, _, figure = plane_figure(replace(SMALL, dataset="point", n_test=n_test))
    assert [trace["name"] for trace in points_of(figure)] == ["class 1, training"]


@pytest.mark.parametrize("dataset", ["setosa", "virginica"])
def test_flowers_are_drawn_in_centimetres_as_they_were_measured(dataset):
    config = replace(SMALL, dataset=dataset, n_train=1000, n_test=500)
    _, _, _, figure = plane_figure(config)
    layout = figure["layout"]
    assert layout["xaxis"]["title"]["text"] == "petal length, cm"
    assert layout["yaxis"]["title"]["text"] == "petal width, cm"
    assert "petal length, cm" in figure["data"][0]["hovertemplate"]
    assert "petal width, cm" in figure["data"][0]["hovertemplate"]
    drawn = []
    for trace in points_of(figure):
        name = trace["name"].partition(",")[0]
        pairs = zip(numbers(trace["x"]), numbers(trace["y"]), strict=True)
        drawn += [(round(float(x), 6), round(float(y), 6), name) for x, y in pairs]
    with (ROOT / "dashboard" / "data" / "iris.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    measured = []
    for row in rows:
        if dataset == "virginica" and row["species"] == "setosa":
            continue
        name = (
            row["species"]
            if row["species"] == dataset
            else {"setosa": "not setosa", "virginica": "versicolor"}[dataset]
        )
        measured.append((float(row["petal_length_cm"]), float(row["petal_width_cm"]), name))
    assert sorted(drawn) == sorted(measured)


def test_a_plane_in_one_unit_is_not_stretched_and_flowers_are():
    assert plane_figure()[-1]["layout"]["yaxis"]["scaleanchor"] == "x"
    flowers = plane_figure(replace(SMALL, dataset="setosa"))[-1]
    assert "scaleanchor" not in flowers["layout"]["yaxis"]


def test_the_plane_says_which_step_it_is():
    _, _, _, figure = plane_figure(replace(SMALL, n_train=1, n_test=0), step=1234)
    assert "1,234" in figure["layout"]["title"]["text"]


def test_the_prediction_is_coloured_with_the_diverging_scale():
    contours = plane_figure()[-1]["data"][0]
    low, middle, high = (colour for _, colour in contours["colorscale"])
    neutral = np.array(PALETTE["light"]["neutral"])
    for theirs, name in ((low, "negative"), (high, "positive")):
        end = np.array(PALETTE["light"][name])
        share = np.linalg.norm(rgb(theirs) - neutral) / np.linalg.norm(end - neutral)
        assert 0.4 < share <= 1
        assert rgb(theirs) == pytest.approx(neutral + share * (end - neutral), abs=1)
    assert difference(rgb(middle), neutral) < 1
    assert difference(rgb(low), rgb(high)) > 45


# Signs.


def test_no_template_formats_a_number_itself_as_plotly_would_write_a_hyphen_for_minus():
    run = advance(start(SMALL), 2)
    measured = curves(run, 2)
    figures = [
        cost_figure(measured),
        sent(gradient_curve(measured, step=2, revision="a")),
        weights_figure(run.params),
        plane_figure()[-1],
    ]
    for trace in itertools.chain.from_iterable(figure["data"] for figure in figures):
        template = trace.get("hovertemplate", "")
        for axis in re.findall(r"%{([xyz])\b", template):
            assert trace[f"{axis}hoverformat"], template
        assert not re.search(r"%{[xyz]:", template), template


# Colours.

# Severity 1.0 of Machado, Oliveira and Fernandes, "A physiologically-based model for simulation
# of color vision deficiency", IEEE TVCG 15 (6), 2009: what each eye makes of linear RGB.
EYES = {
    "most people": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}


def rgb(text):
    """Red, green and blue of ``#rrggbb`` or ``rgb(r, g, b)``."""
    if text.startswith("#"):
        return [int(text[at : at + 2], 16) for at in (1, 3, 5)]
    return [float(part) for part in text.removeprefix("rgb(").removesuffix(")").split(",")]


def linear_light(colour):
    """sRGB, 0 to 255, to light, 0 to 1 (IEC 61966-2-1)."""
    share = np.array(colour, dtype=float) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def lab(light):
    """CIE L*a*b* of linear sRGB light, under D65."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    t = to_xyz @ light / np.array([0.95047, 1.0, 1.08883])
    f = np.where(t > (6 / 29) ** 3, np.cbrt(t), t / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def difference(one, other, eye="most people"):
    """CIE76 colour difference for an eye: 2 is just noticed, 100 is black on white."""
    seen = [lab(np.clip(EYES[eye] @ linear_light(colour), 0, 1)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def contrast(one, other):
    """Contrast ratio as WCAG 2 defines it, 1 to 21."""
    low, high = sorted(
        float(np.array([0.2126, 0.7152, 0.0722]) @ linear_light(colour)) for colour in (one, other)
    )
    return (high + 0.05) / (low + 0.05)


def test_the_measure_of_colours_knows_black_white_and_what_looks_alike():
    white, black, red, green = [255] * 3, [0] * 3, [200, 60, 0], [110, 120, 0]
    assert difference(white, black) == pytest.approx(100, abs=0.1)
    assert contrast(white, black) == pytest.approx(21)
    assert difference(red, green) > 60
    assert difference(red, green, "deuteranopia") < 30


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_ends_of_the_scale_stay_apart_from_each_other_and_from_the_middle(eye, theme):
    colours = PALETTE[theme]
    assert difference(colours["negative"], colours["positive"], eye) > 60
    assert difference(colours["negative"], colours["neutral"], eye) > 40
    assert difference(colours["positive"], colours["neutral"], eye) > 40


@pytest.mark.parametrize("eye", EYES)
def test_the_two_lines_and_classes_stay_apart(eye):
    assert difference(rgb(NEGATIVE), rgb(POSITIVE), eye) > 60


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_diverging_scale_has_the_palettes_ends_and_its_neutral_middle(theme):
    places, colours = zip(*diverging(theme), strict=True)
    assert places == (0.0, 0.5, 1.0)
    expected = [PALETTE[theme][name] for name in ("negative", "neutral", "positive")]
    assert [rgb(colour) for colour in colours] == expected


def backgrounds():
    """The page's ground in each theme."""
    config = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))
    return {name: rgb(config["theme"][name]["backgroundColor"]) for name in ("light", "dark")}


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", ["negative", "positive"])
def test_the_ends_of_the_scale_stand_out_from_the_page(theme, name):
    assert contrast(PALETTE[theme][name], backgrounds()[theme]) >= 3


@pytest.mark.parametrize("eye", EYES)
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_any_two_of_six_classes_stay_apart_and_all_from_the_ground(eye, theme):
    colours = PALETTE[theme]["classes"]
    for one, other in itertools.combinations(colours, 2):
        assert difference(one, other, eye) > 15, (one, other)
    for colour in colours:
        assert difference(colour, PALETTE[theme]["neutral"], eye) > 30, colour
        assert contrast(colour, backgrounds()[theme]) >= 3, colour
    assert colours[:2] == [PALETTE[theme][end] for end in ("negative", "positive")]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "colour", sorted({NEGATIVE, POSITIVE, *(colour for colour, _ in LAYER_LINES)})
)
def test_every_line_stands_out_from_the_page(theme, colour):
    # WCAG 2.2, 1.4.11: what must be seen to be understood has a contrast of 3 to 1.
    assert contrast(rgb(colour), backgrounds()[theme]) >= 3


@pytest.mark.parametrize("eye", EYES)
def test_lines_of_any_two_layers_can_be_told_apart(eye):
    measured = some_curves(hidden=(2,) * 6)
    lines = sent(gradient_curve(measured, step=6, revision="a"))["data"]
    assert len(lines) == settings.LAYERS.maximum + 1
    for one, other in itertools.combinations(lines, 2):
        if one["line"].get("dash", "solid") != other["line"].get("dash", "solid"):
            continue
        apart = difference(rgb(one["line"]["color"]), rgb(other["line"]["color"]), eye)
        assert apart > 10, f"layers {one['name']} and {other['name']}"


# Which class is taken for which.


def test_a_confusion_matrix_counts_and_shares_by_the_true_class():
    AL = np.array([[0.7, 0.2, 0.1, 0.1], [0.2, 0.5, 0.3, 0.6], [0.1, 0.3, 0.6, 0.3]])
    targets = np.array([0.0, 1.0, 1.0, 2.0])
    # Point 0 is right; of class 1 one is right and one taken for class 2; class 2 for class 1.
    counts = confusion(AL, targets, 3)
    assert counts.tolist() == [[1, 0, 0], [0, 1, 1], [0, 1, 0]]
    figure = confusion_matrices([("training points", counts)], ["a", "<b>", "c"], step=3)
    (drawn,) = figure.data
    assert np.array(drawn.text).tolist() == counts.tolist()
    assert np.array(drawn.z).tolist() == [[1, 0, 0], [0, 0.5, 0.5], [0, 1, 0]]
    assert list(figure.layout.yaxis.ticktext) == ["a · 100 %", "&lt;b&gt; · 50 %", "c · 0 %"]


def test_a_class_without_points_has_no_accuracy():
    counts = confusion(np.array([[0.2, 0.9]]), np.array([0.0, 0.0]), 2)
    assert counts.tolist() == [[1, 1], [0, 0]]
    figure = confusion_matrices([("test points", counts)], ["no", "yes"], step=0)
    assert list(figure.layout.yaxis.ticktext) == ["no · 50 %", "yes · –"]
