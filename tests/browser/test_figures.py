import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.run import RunConfig
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
        "document.querySelector('[data-testid=cost-figure]')._fullLayout.yaxis.type === 'log'"
    )
    assert_figures_exact(page, run)
    stage.until_shows(run)


def test_the_boundary_can_be_read_while_paused_and_only_then(open_page):
    stage = Stage(open_page("/?v=1&step=300"))
    page, run = stage.page, run_at(RunConfig(), 300)
    stage.until_shows(run)
    page.locator(".st-key-read_boundary label").click()
    chart = page.locator(".stPlotlyChart .js-plotly-plot")
    chart.wait_for()
    page.wait_for_function(
        "document.querySelector('.stPlotlyChart .js-plotly-plot')?._fullData?.length > 0"
    )
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
    expect(page.locator(".stPlotlyChart")).to_contain_text("The prediction at step 300")

    stage.play()
    expect(page.get_by_text("Pause to read the boundary")).to_be_visible()
    expect(page.locator(".stPlotlyChart")).to_have_count(0)
    shown = stage.pause()
    expect(page.locator(".stPlotlyChart")).to_contain_text(f"at step {shown.step:,}")
