import json
from base64 import b64decode

import numpy as np

from dashboard.config import RunConfig
from dashboard.figures.layer_maps import LayerMap, layer_maps
from dashboard.figures.slice import slice_figure
from dashboard.one_step.slice import cost_slice
from dashboard.one_step.trace import trace
from dashboard.run import start


def refuse(name):
    raise AssertionError(f"{name} is not JSON")


def sent(figure):
    """A figure as the browser gets it: strict JSON."""
    return json.loads(figure.to_json(), parse_constant=refuse)


def numbers(value):
    if isinstance(value, dict):
        array = np.frombuffer(b64decode(value["bdata"]), dtype=np.dtype(value["dtype"]))
        shape = [int(side) for side in str(value.get("shape", array.size)).split(",")]
        return array.reshape(shape)
    return np.array(value, dtype=float)


def some_maps(*, marked=None):
    first = LayerMap(1, "W1", np.array([[1.0, -2.0, 3.0]]), np.array([[0.1, -0.2, 0.3]]), marked)
    second = LayerMap(2, "W2", np.array([[4.0, 5.0]]), np.array([[0.4, 0.5]]))
    return sent(
        layer_maps(
            [("upper", [first, second]), ("lower", [second])],
            title="Slopes",
            features=["x₁", "x₂"],
            most=0.5,
            mark_words="A kink",
        )
    )


def test_each_map_is_coloured_by_its_shades_and_says_its_numbers():
    drawn = some_maps()
    first, second, third = drawn["data"]
    assert numbers(first["z"]).tolist() == [[0.1, -0.2, 0.3]]
    assert first["customdata"] == [
        [["W1.0.0", "W1[1, 1]", "1"], ["W1.0.1", "W1[1, 2]", "−2"], ["b1.0", "b1[1]", "3"]]
    ]
    assert second["customdata"][0][1] == ["b2.0", "b2[1]", "5"]
    assert third["z"] == second["z"]
    assert {trace["coloraxis"] for trace in drawn["data"]} == {"coloraxis"}
    scale = drawn["layout"]["coloraxis"]
    assert (scale["cmin"], scale["cmax"]) == (-0.5, 0.5)


def test_inputs_of_the_first_layer_are_the_features_and_the_bias_is_last():
    layout = some_maps()["layout"]
    assert layout["xaxis"]["ticktext"] == ["x₁", "x₂", "b"]
    assert layout["xaxis2"]["ticktext"] == ["1", "b"]
    assert [note["text"] for note in layout["annotations"]] == ["upper", "lower"]


def test_rows_of_maps_do_not_overlap():
    layout = some_maps()["layout"]
    upper, lower = layout["yaxis"]["domain"], layout["yaxis3"]["domain"]
    assert lower[1] < upper[0]
    assert layout["xaxis"]["domain"][1] < layout["xaxis2"]["domain"][0]


def test_marked_cells_get_a_cross_that_says_why():
    drawn = some_maps(marked=np.array([[False, True, False]]))
    cross = drawn["data"][1]
    assert (numbers(cross["x"]).tolist(), numbers(cross["y"]).tolist()) == ([1], [0])
    assert cross["hovertext"] == "A kink"
    assert (cross["xaxis"], cross["yaxis"]) == ("x", "y")
    assert len(some_maps(marked=np.array([[False] * 3]))["data"]) == 3


def test_the_slice_marks_now_the_step_and_the_lowest_point():
    seen = cost_slice(trace(start(RunConfig(dataset="moons", n_train=30, learning_rate=30.0))))
    drawn = sent(slice_figure(seen, cost="cross-entropy", revision="a"))
    curve, now, after, lowest = drawn["data"]
    assert numbers(curve["x"]).tolist() == seen.rates.tolist()
    assert (now["x"], now["y"]) == ([0.0], [seen.before])
    assert (after["x"], after["y"]) == ([30.0], [seen.after])
    assert (lowest["x"], lowest["y"]) == ([seen.lowest_rate], [seen.lowest])
    assert drawn["layout"]["shapes"][0]["x0"] == 30.0
    low, high = drawn["layout"]["yaxis"]["range"]
    assert low < min(seen.before, seen.after, seen.lowest)
    assert high > max(seen.before, seen.after)


def test_a_line_that_only_falls_has_no_lowest_point_and_a_penalty_a_second_curve():
    seen = cost_slice(trace(start(RunConfig(n_train=30, learning_rate=1e-3, l2=0.01))))
    assert seen.is_open
    names = [
        each["name"] for each in sent(slice_figure(seen, cost="cross-entropy", revision=""))["data"]
    ]
    assert names == ["cost with penalty", "cost alone", "now", "after the step of 0.001"]


def test_a_far_end_that_is_huge_does_not_flatten_the_rest():
    config = RunConfig(dataset="plane", n_train=20, hidden=(), activations=(), learning_rate=0.3)
    seen = cost_slice(trace(start(config)), width=1000)
    low, high = sent(slice_figure(seen, cost="squared-error", revision=""))["layout"]["yaxis"][
        "range"
    ]
    assert high - low < 3 * (max(seen.before, seen.after) - seen.lowest)
    assert np.nanmax(seen.objectives) > 100 * high


def test_what_overflows_is_still_json():
    config = RunConfig(
        dataset="plane",
        n_train=10,
        n_test=0,
        hidden=(4, 4, 4),
        activations=("linear",) * 3,
        initialization="given",
        given=(1e18,) * (3 * 4 + 5 * 4 + 5 * 4 + 5),
        learning_rate=1.0,
    )
    seen = cost_slice(trace(start(config)))
    assert sent(slice_figure(seen, cost="squared-error", revision=""))["data"]
