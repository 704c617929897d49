"""Weights by hand: what is clicked on is shown exactly, changed, kept from learning, and undone."""

import pytest
from playwright.sync_api import expect

from dashboard.config import Event, RunConfig
from tests.browser.stage import Stage, run_at

pytestmark = pytest.mark.browser


def panel_of(stage):
    return stage.page.locator(".st-key-by_hand")


def choose(stage, words):
    stage.page.mouse.click(*stage.place_of(words))


def test_an_edge_is_read_exactly_and_edited_and_the_link_says_so(open_page):
    stage = Stage(open_page("/?v=1&step=10"))
    before = run_at(RunConfig(), 10)
    stage.until_shows(before)
    choose(stage, "weight W1[2, 1]")
    field = panel_of(stage).locator("input[type=text]")
    expect(field).to_have_value(repr(float(before.params["W1"][1, 0])))

    field.fill("a lot")
    field.press("Enter")
    expect(stage.sentence).to_contain_text("expected a number")
    stage.until_shows(before)
    field.fill("1.25")
    field.press("Enter")
    events = [Event(10, "edit", 1.25, "W1.1.0")]
    edited = run_at(RunConfig(), 10, events)
    stage.until_shows(edited)
    stage.until("query.get('edit') === '10:W1.1.0:1.25'")
    expect(field).to_have_value("1.25")
    stage.press("step10")
    later = run_at(RunConfig(), 20, events)
    stage.until_shows(later)
    expect(field).to_have_value(repr(float(later.params["W1"][1, 0])))
    stage.until("query.get('step') === '20' && query.get('fp')")
    other = stage.page.context.new_page()
    other.goto(stage.page.url)
    Stage(other).until_shows(later)
    other.close()

    stage.press("undo")
    stage.until_shows(before)
    stage.until("!query.has('edit')")
    expect(field).to_have_value(repr(float(before.params["W1"][1, 0])))
    stage.page.go_back()
    stage.until("query.has('edit')")
    stage.page.mouse.click(*(stage.network.bounding_box()[side] + 4 for side in ("x", "y")))
    expect(panel_of(stage)).to_have_count(0)


def test_a_frozen_unit_stays_as_it_is_also_while_playing_until_it_is_undone(open_page):
    stage = Stage(open_page("/?v=1&step=10"))
    stage.until_at_rest()
    choose(stage, "layer 1, unit 3")
    painted = stage.pixels(".network canvas")
    stage.page.get_by_text("Freeze unit 3 of layer 1").click()
    stage.until("query.get('freeze') === '10:unit1.2'")
    assert stage.pixels(".network canvas") != painted  # locks are drawn at once
    stage.play()
    stage.until("now.playing && now.step > 60")
    shown = stage.pause()
    events = [Event(10, "freeze", 1.0, "unit1.2")]
    run = run_at(RunConfig(), shown.step, events)
    stage.until_shows(run)
    unit = run_at(RunConfig(), 10).params["b1"][2, 0]
    expect(panel_of(stage).locator("input[type=text]")).to_have_value(repr(float(unit)))
    stage.play()
    stage.page.get_by_text("Freeze layer 1").click()
    stage.until("query.get('freeze')?.includes(':layer1')")
    both = stage.page.evaluate("new URLSearchParams(location.search).get('freeze')")
    step = int(both.rpartition(",")[2].partition(":")[0])
    stage.until(f"now.playing && now.step > {step} + 30")
    shown = stage.pause()
    events.append(Event(step, "freeze", 1.0, "layer1"))
    stage.until_shows(run_at(RunConfig(), shown.step, events))
    for _ in events:
        stage.press("undo")
    stage.until("!query.has('freeze')")
    stage.until_shows(run_at(RunConfig(), 10))
