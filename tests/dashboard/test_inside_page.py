"""Does the page show the inside of any network, and do its pictures follow the step exactly?"""

import base64
import json
from pathlib import Path

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard.inside.similarity import rows_of, similarity
from dashboard.inside.spaces import spaces_of
from dashboard.run import rewind_to

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"


def open_page(**query):
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "12", "test": "4", **query}
    page.switch_page("../pages/inside.py").run()
    while page.session_state["session"].goal is not None:
        page.run()
    page.run()
    assert not page.exception
    return page


def figures_of(page):
    """What the page sends to each live figure, by its key without the page's own name."""
    protos = [component.proto for component in page.get("bidi_component")]
    return {
        proto.id.rpartition("-")[2].removeprefix("inside_"): json.loads(proto.json)
        for proto in protos
        if proto.component_name.endswith("live_figure")
    }


def array_of(field):
    """An array as Plotly writes it."""
    if not isinstance(field, dict):
        return np.array(field, dtype=float)
    flat = np.frombuffer(base64.b64decode(field["bdata"]), dtype=field["dtype"])
    return (
        flat.reshape([int(part) for part in field["shape"].split(",")])
        if "shape" in field
        else flat
    )


def traces_of(message):
    return json.loads(message["figure"])["data"]


def said_by(page):
    return " ".join(
        element.value for kind in (page.caption, page.info, page.text) for element in kind
    )


def test_a_run_at_its_start_is_trained_so_that_there_is_something_to_see():
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "12", "test": "4"}
    page.switch_page("../pages/inside.py").run()
    assert page.session_state["session"].run.step == 300
    assert "trained to step 300" in page.info[0].value
    shown = figures_of(page)
    assert set(shown) == {
        "space_The_plane",
        "space_Layer_1",
        "spread_1",
        "similarity_1",
        "alikeness",
    }
    assert {message["step"] for message in shown.values()} == {300}


def test_every_picture_follows_the_step_looked_at():
    page = open_page(step="40", dims="3-2", act="tanh")
    page.slider[0].set_value(13).run()
    assert not page.exception
    run = rewind_to(page.session_state["session"].run, 13)
    shown = figures_of(page)
    assert {message["step"] for message in shown.values()} == {13}
    spaces = spaces_of(run)
    for space in spaces[1:]:
        points = [
            [array_of(trace["x"]), array_of(trace["y"])]
            for trace in traces_of(shown[f"space_Layer_{space.layer}"])
            if trace["mode"] == "markers"
        ]
        by_class = [space.points[:, run.data.targets == label] for label in (0, 1)]
        assert np.array_equal(np.hstack(points), np.hstack(by_class))
        (heatmap,) = traces_of(shown[f"similarity_{space.layer}"])
        cosines = similarity(rows_of(run.params, space.layer))
        assert np.array_equal(array_of(heatmap["z"]), cosines)
    assert page.session_state["session"].run.step == 40  # looking back leaves the run where it is


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"dims": "0"}, "no hidden layer"),
        ({"dims": "0", "features": "x1-x2-x1x2"}, "3 features, seen across the output's line"),
        ({"dims": "0", "data": "arms", "classes": "3"}, "Each colour is where its class"),
        ({"dims": "1"}, "One unit alone"),
        ({"dims": "1", "data": "arms", "classes": "4"}, "a straight border is enough"),
        ({"dims": "16-16-16-16-16-16", "act": "tanh"}, "of 16 units"),
        ({"data": "arms", "classes": "3", "dims": "5-3"}, "on the plane of these two directions"),
        ({"data": "hills", "lr": "0.1", "dims": "3-2"}, "the middle of the values"),
        ({"data": "hills", "lr": "0.1", "dims": "1"}, "On the green line the output is"),
        ({"act": "relu", "edit": "5:b1.0:-100"}, "Unit 1 is dead"),
        ({"act": "linear"}, "never saturate"),
        ({"init": "zeros"}, "4 units are identical"),
        ({"features": "sinx1-x1x1-x2", "batch": "4", "opt": "adam", "lr": "0.01"}, "across"),
        ({"features": "x2"}, "of these activations are saturated"),
        ({"dims": "4-4", "act": "linear", "data": "hills", "lr": "20"}, "the middle"),
        ({"n": "10", "test": "0"}, "saturated"),
    ],
)
def test_any_network_can_be_looked_into(query, words):
    page = open_page(**{"step": "6", **query})
    assert words in said_by(page)
    steps = {message["step"] for message in figures_of(page).values()}
    assert steps == {page.session_state["session"].run.step}


def test_what_is_too_large_to_be_drawn_is_told():
    # 1e308 (x₁ + x₂ + 1) is more than the largest number, 1.8e308, where x₁ + x₂ > 0.8.
    page = open_page(dims="1", act="linear", init="given", given="1e308,1e308,1e308,1,0")
    assert "the activations are too large to be drawn" in said_by(page)
    assert "too large to be counted" in said_by(page)


def test_the_last_layer_can_be_seen_along_the_principal_components():
    page = open_page(step="20")
    assert "across the output's line" in said_by(page)
    page.toggle(key="inside_turned").set_value(False).run()
    assert "two directions in which the points differ most" in said_by(page)
    page.toggle(key="inside_mean").set_value(True).run()
    assert not page.exception
    (line,) = traces_of(figures_of(page)["alikeness"])
    assert "mean" in line["hovertemplate"]
