import io
import re
from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from dashboard.config import RunConfig
from dashboard.figures.small_boundary import small_boundary
from dashboard.figures.theme import NEGATIVE, POSITIVE
from dashboard.figures.thumbnail import plane_png, thumbnail
from dashboard.probes import curves, prediction_grid
from dashboard.run import advance, start

SVG = "{http://www.w3.org/2000/svg}"


def pixels(png):
    return np.asarray(Image.open(io.BytesIO(png)))


def test_the_plane_is_painted_by_class_and_as_opaque_as_it_is_sure():
    painted = pixels(plane_png(np.array([[0.0, 0.5], [1.0, 0.75]])))
    assert painted.shape == (2, 2, 4)
    bottom, top = painted[1], painted[0]  # the lowest row comes first in the prediction

    def colour(pixel):
        return "#" + "".join(f"{part:02x}" for part in pixel[:3])

    assert colour(bottom[0]) == NEGATIVE
    assert colour(top[0]) == colour(top[1]) == POSITIVE
    assert bottom[0][3] == top[0][3] > 0
    assert bottom[1][3] == 0
    assert top[1][3] == pytest.approx(top[0][3] / 2, abs=1)


@pytest.mark.parametrize("with_test", [False, True])
def test_a_thumbnail_holds_the_plane_the_points_and_the_costs(with_test):
    run = advance(start(RunConfig(n_train=20, n_test=6)), 40)
    ticks, AL = prediction_grid(run, 16)
    measured = curves(run, 40)
    address = thumbnail(ticks, AL, run.data, measured, with_test=with_test)
    head, _, body = address.partition(",")
    assert head == "data:image/svg+xml;base64"
    svg = ElementTree.fromstring(b64decode(body))
    (plane,) = svg.iter(f"{SVG}image")
    assert pixels(b64decode(plane.get("href").partition(",")[2])).shape == (16, 16, 4)
    assert len(list(svg.iter(f"{SVG}circle"))) == 10  # class 1; as many diamonds
    words = [text.text for text in svg.iter(f"{SVG}text")]
    assert f"cost {measured.train_cost[-1]:.3g}" in words
    assert (f"test {measured.test_cost[-1]:.3g}" in words) == with_test
    assert "40 steps" in words
    lines = [path for path in svg.iter(f"{SVG}path") if path.get("stroke-linejoin")]
    assert len(lines) == 1 + with_test
    places = re.findall(r"([\d.]+) ([\d.]+)", lines[0].get("d"))
    assert len(places) == measured.steps.size
    width, height = map(float, svg.get("viewBox").split()[2:])
    assert all(0 <= float(x) <= width and 0 <= float(y) <= height for x, y in places)


@pytest.mark.parametrize("dataset", ["circle", "clouds", "plane"])
def test_a_small_plane_has_the_training_points_alone_and_no_words(dataset):
    run = start(RunConfig(dataset=dataset, n_train=30, n_test=12, learning_rate=0.1))
    ticks, AL = prediction_grid(run, 9)
    drawn = small_boundary(ticks, AL, run.data, step=0)
    points = [trace for trace in drawn.data if trace.type == "scatter"]
    assert sum(len(trace.x) for trace in points) == 30
    assert not drawn.layout.showlegend
    assert drawn.layout.title.text is None
    assert drawn.data[0].type in ("contour", "heatmap")
    assert not drawn.data[0].showscale
