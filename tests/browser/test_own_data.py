"""Data of one's own on the real page: drawn on the plane, or brought along as a table."""

from urllib.parse import parse_qsl

import numpy as np
import pytest
from playwright.sync_api import expect

from dashboard.link import decode
from dashboard.own_data import recall, remember
from tests.browser.stage import Stage, eventually, run_at, run_of
from tests.browser.tables import choose_columns, clusters, paste

pytestmark = pytest.mark.browser

EXTENT = 2.4


def start_drawing(stage):
    stage.page.get_by_role("button", name="Your own data").click()
    stage.press("draw")
    expect(stage.button("done_drawing")).to_be_visible()
    return stage.plane_box(EXTENT)


def until_drawn(stage, count):
    """Wait until the page's link holds so many points; return them, and their classes."""
    link = "new URLSearchParams(stage.find().dataset.link).get('own')"
    stage.until(f"[{link}, query.get('own')].every((own) => own?.length === {1 + 4 * count})")
    own = decode(dict(parse_qsl(stage.root.get_attribute("data-link") or ""))).config.own
    return own.points, own.targets.tolist()


def near(places):
    return pytest.approx(np.array(places, dtype=float).T, abs=0.02)


def test_five_quick_clicks_are_five_points_and_none_twice(open_page):
    stage = Stage(open_page())
    plane = start_drawing(stage)
    places = [(-1, -1), (-0.5, 1), (0, 0), (1, 0.5), (1.5, -1.5)]
    for place in places:
        stage.page.mouse.click(*plane.place(*place))
    points, classes = until_drawn(stage, 5)
    assert points == near(places)
    assert classes == 5 * [0]
    stage.until_shows(run_of(stage.page.url.partition("?")[2]))
    expect(stage.sentence).to_contain_text("5 drawn points of your own")
    # The plane stays as large as it was.
    assert stage.plane_box(EXTENT) == plane


def test_points_are_dragged_deleted_and_of_the_class_of_a_key_also_while_playing(open_page):
    stage = Stage(open_page())
    page, mouse = stage.page, stage.page.mouse
    plane = start_drawing(stage)
    mouse.click(*plane.place(-1, 0))
    page.keyboard.press("2")
    mouse.click(*plane.place(1, 0))
    mouse.click(*plane.place(0, 2))
    _, classes = until_drawn(stage, 3)
    assert classes == [0, 1, 1]
    page.keyboard.press(" ")  # the player's keys are still the player's
    stage.until("now.playing && now.step > 30")
    starts = "stage.drawn.filter((step, at) => step < stage.drawn[at - 1]).length"
    before = page.evaluate(f"() => {starts}")
    mouse.move(*plane.place(1, 0))
    mouse.down()
    mouse.move(*plane.place(2, -1), steps=3)
    mouse.up()
    stage.until(f"now.playing && {starts} > {before}")
    mouse.click(*plane.place(0, 2), button="right")
    stage.until("query.get('own')?.length === 9 && now.playing && now.step > 30")
    page.keyboard.press(" ")
    points, classes = until_drawn(stage, 2)
    assert points == near([(-1, 0), (2, -1)])
    assert classes == [0, 1]
    shown = stage.until_at_rest()
    stage.until_shows(run_at(run_of(page.url.partition("?")[2]).config, shown.step))
    stage.press("done_drawing")
    expect(stage.root.locator(".drawing")).to_have_count(0)
    mouse.click(*plane.place(0, 1))
    stage.press("undo")
    assert until_drawn(stage, 3)[1] == [0, 1, 1]


HOSTILE = "**long** $x$ :smile:,<script>alert(1)</script>,kind\n" + "\n".join(
    f"{1000 + 100 * row},{0.001 * (row % 7)},{('<img src=x>', '$y$ `code`')[row % 2]}"
    for row in range(30)
)


def test_a_pasted_table_is_used_with_its_own_units_and_names_as_they_are(open_page):
    stage = Stage(open_page("/?v=1&step=10"))
    page = stage.page
    before = stage.until_at_rest()
    page.evaluate("() => { window.alert = () => (window.alarmed = true); }")
    paste(page, "x,y,k\n1,2,a\n3,oops,b\n")
    expect(page.locator(".st-key-own_problem")).to_be_visible()
    assert stage.now().run == before.run
    paste(page, HOSTILE)
    stage.press("use_own")
    stage.until("query.get('data') === 'own' && now.run && now.step === 0")
    expect(page.locator(".st-key-own_scaling")).to_contain_text(
        "x₁ = (**long** $x$ :smile: − 2450)"
    )
    plane = stage.plane_box(EXTENT)
    middle = plane.left + plane.side / 2, plane.top + plane.side / 2

    def check():
        told = stage.hover(*middle)
        assert told.startswith("**long** $x$ :smile: 2450, <script>alert(1)</script> 0.00"), told

    eventually(page, check)
    legend = stage.root.locator(".legend").inner_text()
    assert "<img src=x>" in legend
    assert "$y$ `code`" in legend
    assert not page.evaluate("Boolean(window.alarmed)")
    stage.press("undo")
    stage.until(f"!query.has('own') && now.run === '{before.run}'")


@pytest.mark.slow
def test_a_large_table_is_there_again_after_a_reload_and_in_another_tab(open_page):
    stage = Stage(open_page())
    page = stage.page
    table = clusters(600)
    own = remember(choose_columns(table))
    paste(page, table)
    stage.press("use_own")
    stage.until(f"query.get('own') === '{own.digest}' && now.run")
    stage.press("step10")
    stage.until("now.step === 10 && query.get('step') === '10' && query.get('fp')")
    wanted = run_of(page.url.partition("?")[2])
    assert wanted.config.own is recall(own.digest)
    stage.until_shows(wanted)
    page.reload()
    Stage(page).until_shows(wanted)
    other = page.context.new_page()
    other.goto(page.url)
    Stage(other).until_shows(wanted)
