import pytest
from playwright.sync_api import expect

from dashboard import settings
from dashboard.config import RunConfig
from dashboard.run import fingerprint
from tests.browser.stage import Stage, run_at, run_of

pytestmark = pytest.mark.browser

WINDING = "/?v=1&data=xor&dims=3-2&act=tanh-relu&lr=0.5,20:1&speed=5&step=45"
"""A link that leaves few defaults alone."""


def history_length(stage):
    return stage.page.evaluate("history.length")


def test_back_and_forward_lead_from_run_to_run_and_playing_adds_no_stop(open_page):
    stage = Stage(open_page())
    stage.press("step10")
    circle = stage.until_shows(run_at(RunConfig(), 10))
    stage.until("query.get('step') === '10'")
    entries = history_length(stage)
    stage.press("data_xor")
    xor = RunConfig(dataset="xor")
    stage.until_shows(run_at(xor, 0))
    stage.until("query.get('data') === 'xor'")
    assert history_length(stage) == entries + 1

    stage.play()
    stage.until("query.get('play') === '1' && +query.get('step') > 0")
    written = stage.now().step
    stage.until(f"+query.get('step') > {written}")
    paused = stage.pause()
    stage.until(f"query.get('step') === '{paused.step}' && !query.has('play')")
    assert history_length(stage) == entries + 1

    stage.page.go_back()
    assert stage.until_shows(run_at(RunConfig(), 10)).run == circle.run
    stage.until("!query.has('data') && query.get('step') === '10'")
    expect(stage.button("data_circle")).to_have_attribute("kind", "primary")
    stage.page.go_forward()
    assert stage.until_shows(run_at(xor, paused.step)).run == paused.run
    stage.until(f"query.get('data') === 'xor' && query.get('step') === '{paused.step}'")
    expect(stage.button("data_xor")).to_have_attribute("kind", "primary")
    assert history_length(stage) == entries + 1


def test_a_reload_brings_the_run_back_and_goes_on_playing_if_it_played(open_page):
    stage = Stage(open_page("/?v=1&play=1"))
    stage.until("now.step >= 60")
    paused = stage.pause()
    stage.until(f"query.get('step') === '{paused.step}'")
    stage.page.reload()
    stage = Stage(stage.page)
    stage.until_shows(run_at(RunConfig(), paused.step))
    stage.stays()

    stage.play()
    stage.until(f"query.get('play') === '1' && +query.get('step') > {paused.step}")
    stage.page.reload()
    stage = Stage(stage.page)
    opened = run_of(stage.page.evaluate("stage.opened"))
    assert opened.step > paused.step
    stage.until(f"now.playing && now.step > {opened.step + 30}")
    drawn = stage.drawn()
    assert drawn == sorted(drawn)
    assert drawn[0] >= opened.step
    shown = stage.pause()
    assert shown.run == fingerprint(run_at(RunConfig(), shown.step))


def test_a_copied_link_opens_the_same_run_at_the_same_step_elsewhere(open_page):
    run = run_of(WINDING)
    stage = Stage(open_page(WINDING))
    stage.until_shows(run)
    stage.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    stage.page.get_by_role("button", name="Copy link").click()
    expect(stage.root.locator(".copied")).to_have_text("Link copied.")
    link = stage.page.evaluate("navigator.clipboard.readText()")
    assert fingerprint(run) in link
    assert link == stage.page.url
    other = Stage(open_page(link))
    other.until_shows(run)
    assert other.timeline.get_attribute("max") == "45"

    playing = Stage(open_page(f"{link}&play=1"))
    playing.until("now.playing && now.step >= 60")
    # On a slow machine the way to its step is shown too; it never goes back.
    drawn = playing.drawn()
    assert drawn == sorted(drawn)
    shown = playing.pause()
    assert shown.run == fingerprint(run_at(run.config, shown.step, run.events))


def test_a_link_that_plays_is_seen_from_its_first_frames_however_slowly_the_page_loads(open_page):
    page = open_page("about:blank")

    def serve_late(route):
        page.wait_for_timeout(4_000)
        route.continue_()

    page.route("**/stage/stage.js", serve_late)
    page.goto("/?v=1&play=1", wait_until="commit")
    stage = Stage(page)
    stage.until("now.step > 0")
    first = next(step for step in stage.drawn() if step > 0)
    assert first <= settings.FIRST_BATCH_FRAMES * settings.SPEED.default


def test_a_link_to_a_far_step_trains_with_progress_and_gets_there(open_page):
    link = "/?v=1&n=20&test=0&step=30000"
    page = open_page(link)
    page.get_by_role("progressbar").wait_for()
    expect(page.locator(".st-key-stop button")).to_be_visible()
    stage = Stage(page)
    stage.until_shows(run_of(link))
    expect(page.locator(".st-key-stop")).to_be_hidden()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    stage.until("query.get('step') === '30000' && !query.has('play')")


def test_a_link_to_a_far_step_can_be_stopped_on_the_way(open_page):
    page = open_page("/?v=1&step=200000")
    page.locator(".st-key-stop button").wait_for()
    stage = Stage(page)
    stage.press("stop")
    stage.until_at_rest()
    expect(page.locator(".st-key-stop")).to_be_hidden()
    stopped = stage.stays()
    assert 0 < stopped.step < 200_000
    assert stopped.run == fingerprint(run_at(RunConfig(), stopped.step))
    stage.until(f"query.get('step') === '{stopped.step}'")
