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
