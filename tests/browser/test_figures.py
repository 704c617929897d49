import itertools

import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.config import RunConfig
from network import forward_prop
from tests.browser.stage import Figure, Stage, assert_figures_exact, run_at, run_of

pytestmark = pytest.mark.browser

KEPT = """() => [
  stage.find(),
  ...stage.find().querySelectorAll(".network canvas, .plane canvas"),
  ...document.querySelectorAll(".live-figure, .live-figure .plot-container"),
]"""
"""The nodes that must stay: the stage, its three canvases, three figures and their plots."""


def test_nothing_is_mounted_anew_while_playing_and_a_zoom_is_kept(open_page):
    stage = Stage(open_page())
    page = stage.page
    figures = [Figure(page, name) for name in ("cost", "weights", "gradients")]
    for figure in figures:
        figure.until_shows(0)
    assert page.evaluate(f"(window.kept = ({KEPT})()).length") == 1 + 3 + 3 + 3

    stage.play()
    stage.until("now.step >= 120")
    area = figures[0].element.locator(".nsewdrag").first
    area.scroll_into_view_if_needed()
    box = area.bounding_box()
    x, y = box["x"] + 0.2 * box["width"], box["y"] + 0.25 * box["height"]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 0.2 * box["width"], y + 0.3 * box["height"], steps=4)
    page.mouse.move(x + 0.4 * box["width"], y + 0.5 * box["height"], steps=4)
    page.mouse.up()
    zoomed = [figures[0].axis(name) for name in ("xaxis", "yaxis")]
    assert not any(axis["autorange"] for axis in zoomed)

    # Every figure is refreshed several times, and none of them is ahead of the stage.
    for _ in range(3):
        seen = stage.now().step
        for figure in figures:
            figure.element.scroll_into_view_if_needed()
            page.wait_for_function(
                """([testid, seen]) => {
                  const figure = document.querySelector(`[data-testid=${testid}]`);
                  const drawn = +figure.dataset.step;
                  if (drawn > stage.now().step) throw new Error("a figure runs ahead");
                  return drawn > seen;
                }""",
                arg=[figure.element.get_attribute("data-testid"), seen],
            )
    assert [figures[0].axis(name) for name in ("xaxis", "yaxis")] == zoomed
    assert figures[2].axis("xaxis")["autorange"]

    shown = stage.pause()
    assert_figures_exact(page, run_at(RunConfig(), shown.step))
    stage.play()
    stage.until(f"now.step > {shown.step + 60}")
    stage.pause()
    assert [figures[0].axis(name) for name in ("xaxis", "yaxis")] == zoomed
    assert page.evaluate(
        f"""() => {{
          const now = ({KEPT})();
          return kept.every((node, index) => node.isConnected && node === now[index]);
        }}"""
    )


def test_figures_at_rest_hold_numpys_very_numbers(open_page):
    link = "/?v=1&dims=3-2&act=tanh-relu&step=123"
    run = run_of(link)
    stage = Stage(open_page(link))
    page = stage.page
    stage.until_shows(run)
    assert_figures_exact(page, run)
    stage.press("step")
    assert_figures_exact(page, run_of(link.replace("123", "124")))
    stage.page.keyboard.press("ArrowLeft")
    assert_figures_exact(page, run)

    cost = Figure(page, "cost")
    assert cost.axis("yaxis")["type"] == "linear"
    page.locator(".st-key-log_cost label").click()
    page.wait_for_function(
        "() => document.querySelector('[data-testid=cost-figure]')._fullLayout.yaxis.type === 'log'"
    )
    assert_figures_exact(page, run)
    stage.until_shows(run)


def test_the_boundary_can_be_read_while_paused_and_only_then(open_page):
    stage = Stage(open_page("/?v=1&step=300"))
    page, run = stage.page, run_at(RunConfig(), 300)
    stage.until_shows(run)
    page.locator(".st-key-read_boundary label").click()
    chart = Figure(page, "boundary").element
    Figure(page, "boundary").until_shows(300)
    contour = chart.evaluate(
        """(chart) => {
          const [{ type, x, y, z, contours }] = chart._fullData;
          const { start, end, size } = contours;
          return {
            type, start, end, size,
            x: Array.from(x), y: Array.from(y), z: Array.from(z, (row) => Array.from(row)),
          };
        }"""
    )
    assert [contour[key] for key in ("type", "start", "end", "size")] == ["contour", 0.1, 0.9, 0.1]
    x1, x2 = np.meshgrid(contour["x"], contour["y"])
    AL, _ = forward_prop(np.stack([x1.ravel(), x2.ravel()]), run.params)
    assert np.ravel(contour["z"]) == pytest.approx(AL.ravel(), rel=1e-9)
    expect(chart).to_contain_text("The prediction at step 300")

    chart.scroll_into_view_if_needed()
    row, column = 4, 7  # near the corner where x1 and x2 are least, and no point lies
    place = chart.evaluate(
        """(chart, [x1, x2]) => {
          const { xaxis, yaxis } = chart._fullLayout;
          const { left, top } = chart.getBoundingClientRect();
          return [left + xaxis._offset + xaxis.l2p(x1), top + yaxis._offset + yaxis.l2p(x2)];
        }""",
        [contour["x"][column], contour["y"][row]],
    )
    page.mouse.move(*place)
    told = chart.locator(".hoverlayer")
    expect(told).to_contain_text(f"x₁ \N{MINUS SIGN}{-contour['x'][column]:.3f}")
    expect(told).to_contain_text(f"x₂ \N{MINUS SIGN}{-contour['y'][row]:.3f}")
    expect(told).to_contain_text(f"prediction {contour['z'][row][column]:.6f}")

    stage.play()
    expect(page.get_by_text("Pause to read the boundary")).to_be_visible()
    expect(chart).to_have_count(0)
    shown = stage.pause()
    Figure(page, "boundary").until_shows(shown.step)
    expect(chart).to_contain_text(f"at step {shown.step:,}")


TEXTS = """figure => [...figure.querySelectorAll("svg text")]
  .map((text) => [text.textContent, text.getBoundingClientRect()])
  .filter(([words, { width }]) => words && width)
  .map(([words, { left, right, top, bottom }]) => [words, left, right, top, bottom])"""
"""Every word of a figure, and its place on the page."""


def ink(words):
    """What of a text's box is ink: the box of a line is some 2 pixels higher, above and below."""
    return [(said, left, right, top + 2, bottom - 2) for said, left, right, top, bottom in words]


@pytest.mark.parametrize("size", [(1400, 900), (390, 844)], ids=str)
@pytest.mark.parametrize(
    "dims",
    [
        "",
        "16-1-16",
        "16-16-16-16-16-16",
        *(pytest.param(dims, marks=pytest.mark.slow) for dims in ("4", "8-8-8", "1-1-1-1-1-1")),
    ],
)
def test_no_word_of_a_figure_runs_into_another(open_page, dims, size):
    page = open_page(f"/?v=1&dims={dims}&step=3", size=size)
    for name in ("cost", "weights", "gradients"):
        figure = Figure(page, name)
        figure.element.scroll_into_view_if_needed()
        figure.until_shows(3)
        words = ink(figure.element.evaluate(TEXTS))
        assert len(words) > 5
        left, right = figure.element.evaluate(
            "figure => (({ left, right }) => [left, right])(figure.getBoundingClientRect())"
        )
        for one in words:
            assert left - 1 <= one[1] < one[2] <= right + 1, one
        for one, other in itertools.combinations(words, 2):
            across = min(one[2], other[2]) - max(one[1], other[1])
            down = min(one[4], other[4]) - max(one[3], other[3])
            assert min(across, down) <= 0, (name, one, other)


def test_a_run_that_has_not_begun_is_a_mark_and_one_that_has_is_a_line(open_page):
    stage = Stage(open_page())
    for name, curves in (("cost", 2), ("gradients", 2)):
        figure = Figure(stage.page, name)
        figure.element.scroll_into_view_if_needed()
        figure.until_shows(0)
        marks = figure.element.locator(".scatterlayer .point")
        expect(marks).to_have_count(curves)
        for mark in marks.all():
            assert mark.bounding_box()["width"] >= 8
    stage.press("step10")
    for name in ("cost", "gradients"):
        figure = Figure(stage.page, name)
        figure.element.scroll_into_view_if_needed()
        figure.until_shows(10)
        expect(figure.element.locator(".scatterlayer .point")).to_have_count(0)
        expect(figure.element.locator(".scatterlayer path.js-line")).to_have_count(2)


def test_a_negative_weight_is_told_with_a_true_minus(open_page):
    stage = Stage(open_page())
    page, run = stage.page, run_at(RunConfig(), 0)
    figure = Figure(page, "weights")
    figure.element.scroll_into_view_if_needed()
    figure.until_shows(0)
    W = run.params["W1"]
    unit, column = np.argwhere(W < 0)[0]
    box = figure.element.locator(".nsewdrag[data-subplot=xy]").bounding_box()
    page.mouse.move(
        box["x"] + box["width"] * (column + 0.5) / (W.shape[1] + 1),
        box["y"] + box["height"] * (unit + 0.5) / W.shape[0],
    )
    label = figure.element.locator(".hoverlayer")
    expect(label).to_contain_text(f"W1[{unit + 1}, {column + 1}]")
    expect(label).to_contain_text(f"\N{MINUS SIGN}{-W[unit, column]:.6f}")
    assert "-" not in label.text_content()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_hint_on_the_cost_is_a_box_over_the_figure_and_seen_at_once(open_page, scheme):
    page = open_page(hints=True, scheme=scheme)
    figure = Figure(page, "cost")
    figure.until_shows(0)
    hint = page.locator("[data-hint=cost]")
    expect(hint).to_be_visible()
    box, around = hint.bounding_box(), figure.element.bounding_box()
    assert box["y"] + box["height"] <= 900
    assert around["y"] <= box["y"]
    assert around["x"] <= box["x"]
    assert box["x"] + box["width"] <= around["x"] + around["width"]
    assert box["y"] + box["height"] <= around["y"] + around["height"]
    for covered in (".scatterlayer .point", ".gtitle", ".legend"):
        for part in figure.element.locator(covered).all():
            place = part.bounding_box()
            assert (
                place["x"] + place["width"] <= box["x"] or place["y"] + place["height"] <= box["y"]
            )
    stages = page.locator("[data-hint=plane]")
    for name in ("border-color", "background-color", "color", "border-radius", "font-size"):
        read = f"element => getComputedStyle(element)['{name}']"
        assert hint.evaluate(read) == stages.evaluate(read), name
    hint.get_by_role("button").click()
    expect(hint).to_be_hidden()
