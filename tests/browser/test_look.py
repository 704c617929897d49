import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.stage import ARTIFACTS, Figure, Stage

pytestmark = pytest.mark.browser


def background(page):
    return page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")


def bottom(box):
    return box["y"] + box["height"]


def test_both_themes_and_all_that_matters_fits_on_one_screen(open_page):
    grounds, maps = {}, {}
    for scheme in ("light", "dark"):
        stage = Stage(open_page("/?v=1&step=300", scheme=scheme))
        page = stage.page
        stage.until("now.step === 300 && now.run")
        expect(stage.root).to_have_attribute("data-theme", scheme)
        for name in ("cost", "weights", "gradients"):
            Figure(page, name).until_shows(300)
        page.locator(".stMain").evaluate("main => main.scrollTo(0, 0)")
        grounds[scheme], maps[scheme] = background(page), stage.pixels()
        ARTIFACTS.mkdir(exist_ok=True)
        page.screenshot(path=ARTIFACTS / f"playground-{scheme}.png")

        width, height = 1400, 900
        for part in (
            stage.button("play"),
            stage.root.locator(".readouts"),
            stage.network,
            stage.plane,
            stage.timeline,
            stage.sentence,
        ):
            box = part.bounding_box()
            assert 0 <= box["x"] < box["x"] + box["width"] <= width
            assert 0 <= box["y"] < bottom(box) <= height
        for figure in page.locator(".live-figure").all():
            assert figure.bounding_box()["y"] < height - 100
        assert page.locator(".stMain").evaluate("main => main.scrollTop") == 0
        expect(page.locator("h1")).to_have_count(1)
    assert grounds["light"] != grounds["dark"]
    assert maps["light"] != maps["dark"]
    brightness = {
        scheme: np.mean([float(part) for part in ground.strip("rgb()").split(",")])
        for scheme, ground in grounds.items()
    }
    assert brightness["dark"] < 64 < 192 < brightness["light"]


def test_a_phone_shows_the_plane_plays_and_never_scrolls_sideways(open_page):
    stage = Stage(open_page(size=(390, 844), is_phone=True))
    page = stage.page
    Figure(page, "cost").element.scroll_into_view_if_needed()
    Figure(page, "cost").until_shows(0)

    def overflow():
        return page.evaluate(
            """() => [document.documentElement, document.querySelector(".stMain")]
              .map((element) => element.scrollWidth - Math.min(innerWidth, element.clientWidth))"""
        )

    assert overflow() == [0, 0]
    stage.button("play").scroll_into_view_if_needed()
    stage.button("play").tap()
    stage.until("now.playing && now.step >= 30")
    stage.plane.scroll_into_view_if_needed()
    box = stage.plane.bounding_box()
    assert box["width"] > 250
    assert 0 <= box["x"] < box["x"] + box["width"] <= 390
    assert overflow() == [0, 0]
    page.screenshot(path=ARTIFACTS / "phone.png")
    stage.button("play").scroll_into_view_if_needed()
    stage.button("play").tap()
    stage.until_at_rest()

    # Two of the screen's dots to a pixel of the page, and the canvases have them all.
    for canvas in stage.root.locator(".network canvas, .plane canvas").all():
        dots, shown = canvas.evaluate("canvas => [canvas.width, canvas.clientWidth]")
        assert dots == pytest.approx(2 * shown, abs=2)


def is_apart(one, other):
    """Whether two boxes do not overlap."""
    return (
        one["x"] + one["width"] <= other["x"]
        or other["x"] + other["width"] <= one["x"]
        or bottom(one) <= other["y"]
        or bottom(other) <= one["y"]
    )


@pytest.mark.parametrize("size", [(1400, 900), (390, 844)], ids=["screen", "phone"])
def test_the_hints_of_the_stage_cover_nothing_and_stand_beside_what_they_speak_of(open_page, size):
    stage = Stage(open_page(hints=True, size=size, is_phone=size[0] < 640))
    boxes = {
        name: stage.root.locator(f"[data-hint={name}]").bounding_box()
        for name in ("data", "network", "plane")
    }
    network, plane = stage.network.bounding_box(), stage.plane.bounding_box()
    covered = [network, plane, stage.root.locator(".legend").bounding_box()]
    covered += [
        part.bounding_box() for part in stage.root.locator(".readouts > div:not([hidden])").all()
    ]
    for name, box in boxes.items():
        assert all(is_apart(box, part) for part in covered), name
    assert 0 <= boxes["network"]["y"] - bottom(network) < 20
    assert 0 <= plane["y"] - bottom(boxes["plane"]) < 20
    assert 0 <= boxes["data"]["y"] - bottom(plane) < 20
    assert boxes["data"]["x"] >= plane["x"] - 2


def test_on_a_phone_a_thumb_finds_the_title_the_pages_and_the_buttons(open_page):
    stage = Stage(open_page(size=(390, 844), is_phone=True))
    page = stage.page
    header = page.get_by_test_id("stHeader").bounding_box()
    assert page.locator("h1").bounding_box()["y"] >= bottom(header)
    for button in stage.root.locator(".layers button, .copy").all():
        box = button.bounding_box()
        assert box["width"] >= 32
        assert box["height"] >= 36

    page.get_by_test_id("stExpandSidebarButton").tap()
    remove, add = stage.button("remove_layer"), stage.button("add_layer")
    add.scroll_into_view_if_needed()
    for button in (remove, add):
        box = button.bounding_box()
        assert 32 <= box["width"] <= 60
        assert box["height"] >= 36
    assert remove.bounding_box()["y"] == add.bounding_box()["y"]
    page.get_by_role("link", name="The code").tap()
    page.wait_for_url("**/the_code**")


def test_values_at_the_pointer_leave_every_unit_its_map_and_have_a_true_minus(open_page):
    stage = Stage(open_page("/?v=1&dims=16-16-16-16-16-16&act=tanh"))
    page = stage.page
    page.evaluate(
        """() => {
          const prototype = CanvasRenderingContext2D.prototype;
          const { fillText, drawImage } = prototype;
          window.texts = [];
          window.maps = [];
          prototype.fillText = function (text, x, y) {
            const { width } = this.measureText(text);
            const left = this.textAlign === "center" ? x - width / 2 : x;
            texts.push({ text, x: left, y: y - 4, width, height: 8 });
            return fillText.apply(this, arguments);
          };
          prototype.drawImage = function (...given) {
            if (given.length === 9) {
              const [x, y, width, height] = given.slice(5);
              maps.push({ x, y, width, height });
            }
            return drawImage.apply(this, given);
          };
        }"""
    )
    box = stage.plane.bounding_box()
    page.evaluate("stage.frames(3)")
    page.evaluate("texts.length = maps.length = 0")
    stage.hover(box["x"] + 90, box["y"] + 200)
    maps = page.evaluate("maps.slice(-99)")
    values = [text for text in page.evaluate("texts") if text["text"][-3:-2] == "."]
    assert len(values) >= len(maps) == 2 + 6 * 16 + 1
    for value in values:
        assert "-" not in value["text"]
        assert all(is_apart(value, unit) for unit in maps), value
    assert any(value["text"].startswith("−") for value in values)


def test_a_first_visit_gets_a_line_for_each_region_until_it_is_dismissed(open_page):
    stage = Stage(open_page(hints=True))
    page = stage.page
    Figure(page, "cost").until_shows(0)
    names = ("data", "network", "plane", "cost")
    stage.play()
    for name in names:
        hint = page.locator(f"[data-hint={name}]")
        expect(hint).to_be_visible()
        hint.get_by_role("button").click()
        expect(hint).to_be_empty()
        expect(hint).to_be_hidden()
    stage.until("now.step > 60")
    for name in names:
        expect(page.locator(f"[data-hint={name}]")).to_be_hidden()
    stage.pause()
    page.reload()
    Stage(page)
    page.get_by_test_id("cost-figure").wait_for()
    for name in names:
        expect(page.locator(f"[data-hint={name}]")).to_be_hidden()
