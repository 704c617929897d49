import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.inside.spaces import spaces_of
from tests.browser.stage import Figure, eventually, run_of

pytestmark = pytest.mark.browser

QUERY = "?v=1&n=40&test=0&dims=2&act=tanh&step=60"


def test_the_pictures_follow_the_slider_and_the_line_is_there(open_page):
    page = open_page(f"/inside{QUERY}", scheme="dark")
    figure = Figure(page, "inside_space_Layer_1")
    figure.until_shows(60)
    page.get_by_role("slider", name="Step looked at").focus()
    page.keyboard.press("ArrowLeft")
    figure.until_shows(59)
    space = spaces_of(run_of(QUERY.replace("=60", "=59")))[-1]

    def check() -> None:
        names, x = figure.traces("name"), figure.traces("x")
        assert len(names) == 6  # two regions, the grid, the line and the points of two classes
        assert np.allclose(sorted(x[4] + x[5]), sorted(space.points[0]), atol=1e-9)

    eventually(page, check)
    expect(page.get_by_text("On the green line the output is 1/2.")).to_be_visible()
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
