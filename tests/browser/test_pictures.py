"""Pictures to keep: of the stage as PNG, of every figure as PNG and SVG."""

import struct
from base64 import b64encode
from xml.etree import ElementTree

import pytest

from tests.browser.stage import Figure, Stage, run_of

pytestmark = pytest.mark.browser

LINK = "/?v=1&data=moons&noise=0.1&dims=3-2&act=tanh-relu&lr=0.5&n=40&test=20&step=60"
NAME = "moons 2-3-2-1 step 60"
SVG = "{http://www.w3.org/2000/svg}"

LOOK = """async (url) => {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const context = canvas.getContext("2d");
  context.drawImage(image, 0, 0);
  const { data } = context.getImageData(0, 0, image.width, image.height);
  const colours = new Set(new Uint32Array(data.buffer));
  return { width: image.width, height: image.height, corner: [...data.slice(0, 4)],
           colours: colours.size };
}"""
"""What is in a picture: its size, its upper left corner, and how many colours it has."""


def look(page, file):
    return page.evaluate(LOOK, f"data:image/png;base64,{b64encode(file.read_bytes()).decode()}")


def saved(page, press, folder):
    with page.expect_download() as waiting:
        press()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


@pytest.mark.parametrize(
    ("scheme", "paper"), [("light", [255, 255, 255, 255]), ("dark", [18, 22, 29, 255])]
)
def test_the_network_and_the_plane_are_saved_as_they_are_drawn(open_page, tmp_path, scheme, paper):
    stage = Stage(open_page(LINK, scheme=scheme))
    page = stage.page
    stage.until_shows(run_of(LINK))
    shown = stage.pixels(), stage.pixels(".network canvas")
    for what, canvas in (("network", stage.network), ("plane", stage.plane)):
        stage.root.get_by_text("Save picture").click()
        item = stage.root.get_by_role("button", name=f"{what.title()} as PNG")
        file = saved(page, item.click, tmp_path)
        assert file.name == f"{NAME} {what}.png"
        assert item.is_hidden()
        size = struct.unpack(">II", file.read_bytes()[16:24])
        drawn, box = look(page, file), canvas.bounding_box()
        assert (drawn["width"], drawn["height"]) == size
        # Twice the pixels of a plain screen, and some paper around.
        assert 2 * box["width"] <= size[0] <= 2 * box["width"] + 120
        assert 2 * box["height"] <= size[1] <= 2 * box["height"] + 120
        assert drawn["corner"] == paper
        assert drawn["colours"] > 500
    stage.root.get_by_text("Save picture").click()
    assert item.is_visible()
    stage.sentence.click(position={"x": 600, "y": 5})
    assert item.is_hidden()
    # Nothing on the page has moved, and the keys are the player's again.
    assert (stage.pixels(), stage.pixels(".network canvas")) == shown
    page.keyboard.press("ArrowRight")
    stage.until("now.step === 61 && now.run")


def test_every_figure_is_saved_in_both_formats(open_page, tmp_path):
    stage = Stage(open_page(LINK))
    page = stage.page
    stage.until_shows(run_of(LINK))
    page.locator(".st-key-read_boundary label").click()
    traces = {
        "cost": (".//{0}g[@class='lines']/{0}path", 2),
        "weights": (".//{0}g[@class='hm']//{0}image", 3),
        "gradients": (".//{0}g[@class='lines']/{0}path", 3),
        "boundary": (".//{0}g[@class='contour']", 2),
    }
    for name, (trace, count) in traces.items():
        figure = Figure(page, name)
        figure.element.scroll_into_view_if_needed()
        figure.until_shows(60)
        figure.element.hover()
        press = figure.element.locator("[data-title='Download plot as a PNG']").click
        file = saved(page, press, tmp_path)
        assert file.name == f"{NAME} {name}.png"
        box, drawn = figure.element.bounding_box(), look(page, file)
        assert drawn["width"] == pytest.approx(2 * box["width"], abs=3)
        assert drawn["height"] == pytest.approx(2 * box["height"], abs=3)
        assert drawn["corner"] == [255, 255, 255, 255]
        assert drawn["colours"] > 50

        press = figure.element.locator("[data-title='Download plot as an SVG']").click
        file = saved(page, press, tmp_path)
        assert file.name == f"{NAME} {name}.svg"
        picture = ElementTree.fromstring(file.read_text(encoding="utf-8"))
        assert picture.tag == f"{SVG}svg"
        assert len(picture.findall(trace.format(SVG))) == count, name
