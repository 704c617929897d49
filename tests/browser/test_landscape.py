from pathlib import Path

import pytest
from playwright.sync_api import expect

from dashboard.config import RunConfig
from dashboard.landscape.survey import begin, proceed
from tests.browser.stage import ARTIFACTS, Figure, Stage, run_at

pytestmark = pytest.mark.browser

NAMES = ("landscape", "landscape-contours")

SCENE = """figure => {
  const { xaxis, zaxis } = figure._fullLayout.scene;
  const [surface, path, , pin] = figure._fullData;
  return {
    text: xaxis.tickfont.color,
    title: zaxis.title.font.color,
    z: Array.from(surface.z, (row) => Array.from(row)),
    path: Array.from(path.z),
    pin: [pin.x[0], pin.y[0], pin.z[0]],
  };
}"""


def test_the_landscape_opens_drawn_is_walked_along_and_taken_along(open_page):
    page = open_page("/landscape?v=1&n=40", scheme="dark")
    expect(page.locator("h1")).to_have_text("The landscape")
    solid, flat = (Figure(page, name) for name in NAMES)
    for figure in (solid, flat):
        figure.until_shows(300)
    run = run_at(RunConfig(n_train=40), 300)
    survey = proceed(begin(run, 300, kind="path", seed=1, extent=1.0), 60.0)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=landscape-figure]')"
        "._fullData?.[0].z.length === 51"
    )
    scene = solid.element.evaluate(SCENE)
    text = page.evaluate("getComputedStyle(document.querySelector('.stApp')).color")
    red = int(text.removeprefix("rgb(").split(",")[0])
    assert red > 200  # light on dark
    assert scene["text"] == scene["title"] == f"#{''.join(f'{int(c):02x}' for c in _rgb(text))}"
    for found, expected in zip(scene["z"], survey.surface.costs, strict=True):
        assert found == pytest.approx(expected, rel=1e-9)
    assert scene["path"] == pytest.approx(survey.path_costs, rel=1e-9)
    expect(solid.element.locator("canvas").first).to_be_visible()
    ARTIFACTS.mkdir(exist_ok=True)
    page.screenshot(path=ARTIFACTS / "landscape-dark.png")

    slider = page.get_by_role("slider", name="Step on the path")
    slider.press("Home")
    for figure in (solid, flat):
        figure.until_shows(0)
    expect(page.get_by_text("Step 0: its cost is")).to_be_visible()
    walked = solid.element.evaluate(SCENE)
    assert walked["pin"] == pytest.approx([*survey.places[0], survey.path_costs[0]], rel=1e-6)
    assert walked["z"] == scene["z"]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "begins"), [("PNG", b"\x89PNG"), ("SVG", b"<svg")])
def test_the_surface_can_be_taken_along_as_a_picture(open_page, kind, begins):
    page = open_page("/landscape?v=1&n=40")
    figure = Figure(page, "landscape")
    figure.until_shows(300)
    figure.element.hover(position={"x": 300, "y": 100})
    with page.expect_download() as download:
        figure.element.locator(f"[data-title$='{kind}']").click()
    assert Path(download.value.path()).read_bytes().startswith(begins)


def test_what_changed_is_found_from_the_playground_and_told_in_words(open_page):
    stage = Stage(open_page("/?v=1&n=40"))
    page = stage.page
    stage.press("step10")
    stage.until_shows(run_at(RunConfig(n_train=40), 10))
    page.get_by_text("Laboratory").click()
    page.get_by_text("What changed", exact=True).click()
    expect(page.locator("h1")).to_have_text("What changed")
    for name in ("prediction-change", "weight-change"):
        Figure(page, name).until_shows(10)
    before, after = (
        run_at(RunConfig(n_train=40), 0).params,
        run_at(RunConfig(n_train=40), 10).params,
    )
    first, second = Figure(page, "weight-change").traces("z")
    for z, layer in ((first, 1), (second, 2)):
        for row, (W, b) in enumerate(
            zip(
                after[f"W{layer}"] - before[f"W{layer}"],
                after[f"b{layer}"] - before[f"b{layer}"],
                strict=True,
            )
        ):
            assert z[row] == pytest.approx([*W, *b], rel=1e-9)
    expect(page.get_by_text("The largest: ")).to_have_count(2)
    page.get_by_label("From step").fill("7")
    page.get_by_label("From step").press("Enter")
    expect(page.get_by_test_id("prediction-change-figure")).to_contain_text("one half at step 7")


def _rgb(text):
    return text.removeprefix("rgb(").rstrip(")").split(",")
