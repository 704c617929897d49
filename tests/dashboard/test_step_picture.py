"""Does the picture show the step's own numbers, and can everything in it be chosen?"""

import numpy as np
import pytest

from dashboard.config import RunConfig
from dashboard.figures.step_picture import ALONG, step_picture
from dashboard.figures.step_plane import step_plane
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.phases import phases, place_of
from dashboard.one_step.trace import columns_of, trace
from dashboard.probes import prediction_grid
from dashboard.run import advance, start
from dashboard.schedule import places
from dashboard.widgets.one_step.choosing import Look
from dashboard.widgets.one_step.picture import picture_of


def look_at(run, key, target="unit1.0", point=0):
    listed = phases(run)
    return Look(trace(run), listed, Chosen(place_of(key, listed), target, point), "")


def units_of(figure):
    return [trace for trace in figure.data if (trace.name or "").startswith("layer ")]


@pytest.mark.parametrize("dataset", ["circle", "clouds", "hills"])
def test_units_show_what_flows_forward_and_back(dataset):
    run = advance(start(RunConfig(dataset=dataset, features=("x1", "x1*x2", "sin x2"))), 3)
    made = trace(run)
    for key, name in (("forward2", "A"), ("backward1", "dZ"), ("cost", "A")):
        layers = units_of(step_picture(picture_of(look_at(run, key, point=5))))
        assert [float(text.replace("−", "-")) for text in layers[0].text] == pytest.approx(
            made.X[:, 5].tolist(), rel=6e-2
        )
        for layer, drawn in zip(made.layers, layers[1:], strict=True):
            shown = [float(text.replace("−", "-")) for text in drawn.text]
            assert shown == pytest.approx(getattr(layer, name)[:, 5].tolist(), rel=6e-2)
            assert [places(unit, run.config.layer_dims) for unit in drawn.customdata]
    layers = units_of(step_picture(picture_of(look_at(run, "backward2", point=None))))
    shown = [float(text.replace("−", "-")) for text in layers[2].text]
    assert shown == pytest.approx(made.layers[1].db[:, 0].tolist(), rel=6e-2)


def test_every_weight_of_a_small_network_can_be_pointed_at():
    run = start(RunConfig())
    figure = step_picture(picture_of(look_at(run, "forward1")))
    (handles,) = [trace for trace in figure.data if trace.name == "weights"]
    names = set(handles.customdata)
    assert names == {f"W1.{n}.{k}" for n in range(4) for k in range(2)} | {
        f"W2.0.{n}" for n in range(4)
    }
    assert len(handles.customdata) == len(ALONG) * 12
    told = dict(zip(handles.customdata, handles.text, strict=True))
    assert float(told["W2.0.3"].partition(" = ")[2].replace("−", "-")) == pytest.approx(
        run.params["W2"][0, 3], rel=1e-3
    )


def test_a_large_network_has_no_clutter():
    run = start(RunConfig(hidden=(16,) * 6, activations=("tanh",) * 6))
    figure = step_picture(picture_of(look_at(run, "backward3")))
    assert all(drawn.mode == "markers" for drawn in units_of(figure))
    (handles,) = [trace for trace in figure.data if trace.name == "weights"]
    assert {name.partition(".")[0] for name in handles.customdata} == {"W3"}
    assert len(figure.data) < 100
    assert len(figure.to_json()) < 250_000


def test_the_active_layer_is_lit_and_an_arrow_shows_the_way():
    run = start(RunConfig())
    for key, start_x, end_x in (("forward2", 1.15, 1.85), ("backward1", 1.85, 1.15)):
        figure = step_picture(picture_of(look_at(run, key)))
        (arrow,) = [note for note in figure.layout.annotations if note.showarrow]
        assert (arrow.ax, arrow.x) == pytest.approx((start_x, end_x))
    lines = [trace for trace in figure.data if trace.mode == "lines"]
    lit = [line for line in lines if line.opacity > 0.2]
    assert {line.x[0] for line in lit} == {0.0}  # those into layer 1


def test_names_from_outside_are_shown_as_they_are():
    picture = picture_of(look_at(start(RunConfig(dataset="clouds")), "cost"))
    figure = step_picture(picture._replace(outputs=("<b>x</b>", "%{y}", "z" * 99)))
    written = [note.text for note in figure.layout.annotations]
    assert "&lt;b&gt;x&lt;/b&gt;" in written
    assert f"{'z' * 9}…" in written


def test_numbers_that_are_none_leave_a_picture():
    run = start(RunConfig())
    picture = picture_of(look_at(run, "forward1"))
    broken = [
        np.full_like(values, value)
        for values, value in zip(picture.values, (np.nan, np.inf, -np.inf), strict=True)
    ]
    assert step_picture(picture._replace(values=broken, edges=[e * np.nan for e in picture.edges]))


@pytest.mark.parametrize(
    "config", [RunConfig(batch_size=9), RunConfig(dataset="clouds"), RunConfig(dataset="hills")]
)
def test_the_plane_shows_the_points_of_the_step_in_their_order(config):
    run = advance(start(config), 2)
    columns = columns_of(run)
    ticks, AL = prediction_grid(run, 11)
    figure = step_plane(ticks, AL, run.data, columns, point=3)
    points, ring = figure.data[2], figure.data[3]
    assert list(points.customdata) == list(range(len(columns)))
    assert (points.x == run.data.points[0, columns]).all()
    assert (ring.x[0], ring.y[0]) == (points.x[3], points.y[3])
    assert len(figure.data[1].x) == 200 - len(columns)
    assert len(step_plane(ticks, AL, run.data, columns, point=None).data) == 3
