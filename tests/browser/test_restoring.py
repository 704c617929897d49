"""Is nothing lost? Servers die, connections go, pages are left: each time the run comes back."""

import asyncio
import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from threading import Thread
from urllib.parse import parse_qsl, urlencode

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import Server, free_port
from dashboard import narration, settings
from dashboard.batch import flatten
from dashboard.config import RunConfig
from dashboard.link import decode
from dashboard.own_data import remember
from dashboard.run import fingerprint
from tests.browser.conftest import HINTS_SEEN, Complaints
from tests.browser.stage import TIMEOUT_MS, WATCHER, Shown, Stage, run_at, run_of
from tests.browser.tables import choose_columns, clusters, paste

pytestmark = pytest.mark.browser

LIFETIME_SECONDS = 2
"""Of a session whose page is not connected, on the server of these tests."""

SPEED = 20
BATCH_STEPS = SPEED * settings.FRAMES_PER_BATCH
LINK = f"/?v=1&speed={SPEED}"
CONFIG = RunConfig()

FAR_STEP = 30_000
FAR_LINK = f"/?v=1&n=20&test=0&speed={SPEED}&step={FAR_STEP}"
"""Few points, so that the tests' own process gets there in a second."""
FAR_CONFIG = decode(dict(parse_qsl(FAR_LINK.removeprefix("/?")))).config

PLACE = "watch-it-learn.keyframe"
"""Where in its `sessionStorage` a page leaves a keyframe."""

NOTES = """
window.sentences = [];
(function note() {
  const text = stage.find()?.querySelector("[data-testid=sentence]")?.textContent;
  if (text && sentences.at(-1) !== text) sentences.push(text);
  requestAnimationFrame(note);
})();
"""
"""Runs in pages after `WATCHER`: what was said."""

ABSENCE = (
    "WebSocket is already in CLOSING or CLOSED state",
    "/_stcore/",
    "Cannot send rerun backMessage when disconnected",
    "Streamlit server is not responding",
    "net::ERR_CONNECTION_REFUSED",
    "net::ERR_CONTENT_LENGTH_MISMATCH",
    "Failed to fetch dynamically imported module",
)
"""In what a browser complains of while there is no server, and Streamlit tries again."""

OpenPage = Callable[..., Page]


class Host:
    """A server that can be killed, and started again on its port."""

    def __init__(self) -> None:
        self._environment = {
            "STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(LIFETIME_SECONDS),
        }
        self.server = Server(environment=self._environment)
        self.url = self.server.url

    def kill(self) -> None:
        self.server.kill()

    def freeze(self) -> None:
        """Let it hear nothing more."""
        os.kill(self.server.process.pid, signal.SIGSTOP)

    def start_again(self) -> None:
        self.server.log.unlink()
        self.server = Server(port=self.server.port, environment=self._environment)

    def stop(self) -> None:
        self.server.stop()


@pytest.fixture(scope="module")
def host() -> Iterator[Host]:
    made = Host()
    yield made
    made.stop()


class Wire:
    """What leads from pages to a server, and can be cut: both ends notice, as with a lost network.

    Chromium's own offline mode stops new requests only, and leaves a websocket as it is.
    """

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever)
        self._thread.start()
        self._ends: set[asyncio.StreamWriter] = set()
        self._door: asyncio.Server
        self.mend()

    def mend(self) -> None:
        """Let connections through, from now on."""

        async def open_door() -> asyncio.Server:
            return await asyncio.start_server(self._carry, "127.0.0.1", self._port)

        self._door = asyncio.run_coroutine_threadsafe(open_door(), self._loop).result()

    def cut(self) -> None:
        """Drop all connections, and let none through."""

        async def close() -> None:
            self._door.close()
            while self._ends:
                for end in self._ends:
                    end.transport.abort()
                await asyncio.sleep(0.01)

        asyncio.run_coroutine_threadsafe(close(), self._loop).result()

    def stop(self) -> None:
        self.cut()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, back = await asyncio.open_connection("127.0.0.1", self._server_port)
        await asyncio.gather(self._pour(reader, back), self._pour(there, writer))

    async def _pour(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._ends.add(writer)
        try:
            while data := await reader.read(65_536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass  # cut, or left
        finally:
            writer.close()
            self._ends.discard(writer)


@pytest.fixture
def wire(host: Host) -> Iterator[Wire]:
    made = Wire(host.server.port)
    yield made
    made.stop()


@pytest.fixture
def visit(host: Host, browser: Browser) -> Iterator[Callable[..., Stage]]:
    """Open pages at a server that comes and goes; nothing but its absence may go wrong."""
    complaints = Complaints()
    contexts = []

    def open_one(link: str = LINK, url: str = host.url) -> Stage:
        context = browser.new_context(base_url=url, viewport={"width": 1400, "height": 900})
        contexts.append(context)
        context.set_default_timeout(TIMEOUT_MS)
        for script in (WATCHER, HINTS_SEEN, NOTES):
            context.add_init_script(script)
        complaints.listen(context)
        page = context.new_page()
        page.goto(link)
        return Stage(page)

    yield open_one
    for context in contexts:
        context.close()
    mine = [text for text in complaints.found if not any(mark in text for mark in ABSENCE)]
    assert mine == []
    assert "Traceback" not in host.server.log.read_text()


def session_of(stage: Stage) -> str:
    return stage.root.get_attribute("data-session") or ""


def until_another_session(stage: Stage, session: str) -> None:
    stage.until(f"stage.find().dataset.session !== '{session}'")


def until_plays_beyond(stage: Stage, step: int) -> Shown:
    return stage.until(f"now.playing && now.step > {step}")


def says(stage: Stage, sentence: str) -> None:
    expect(stage.sentence).to_have_text(sentence)


def was_said(stage: Stage, sentence: str) -> bool:
    return sentence in stage.page.evaluate("sentences")


def assert_exact(stage: Stage, config: RunConfig) -> Shown:
    """Pause, and see that the page rests at a step of this very run, to the last bit."""
    shown = stage.pause()
    link = dict(parse_qsl(stage.root.get_attribute("data-link") or ""))
    address = decode(link)
    assert (address.config, address.events) == (config, ())
    assert shown.run == fingerprint(run_at(config, shown.step))
    return shown


def assert_never_went_back(stage: Stage) -> None:
    drawn = stage.drawn()
    assert drawn == sorted(drawn)


def leave_behind(page: Page, link: str, text: str) -> None:
    """Put something where a page with this link would have left a keyframe."""
    page.add_init_script(NOTES)
    page.goto("/_stcore/health")
    page.evaluate("([place, text]) => sessionStorage.setItem(place, text)", [PLACE, text])
    page.goto(link)


def left_by_page(link: str, keyframe: object) -> str:
    named = dict(parse_qsl(link.removeprefix("/?")))
    run = urlencode({key: text for key, text in named.items() if key not in ("step", "fp", "play")})
    return json.dumps({"run": run, "keyframe": keyframe})


def far_into_a_run(open_page: OpenPage) -> Stage:
    """Open a page that plays on from a far step, as after a reload."""
    link = f"{FAR_LINK}&play=1"
    values = flatten(run_of(link).params).tolist()
    page = open_page("about:blank")
    leave_behind(page, link, left_by_page(link, {"step": FAR_STEP, "values": values}))
    stage = Stage(page)
    seen = FAR_STEP + BATCH_STEPS
    stage.until(f"now.playing && now.step > {seen} && +query.get('step') > {seen}")
    assert_was_not_trained_again(stage, FAR_STEP)
    return stage


def assert_was_not_trained_again(stage: Stage, step: int) -> None:
    """See that the run was handed back, and that no steps long past were drawn on the way."""
    # A run that is checked at once may be told as checked only.
    assert any(was_said(stage, words) for words in (narration.RESTORED, narration.CHECKED))
    # Step 0 may be drawn once while the last steps to where it was are trained.
    assert [drawn for drawn in stage.drawn() if 0 < drawn < step] == []


def left_behind(stage: Stage) -> int:
    """The step of the state that a page leaves for whoever loads it again, every five seconds."""
    kept = "JSON.parse(sessionStorage.getItem('watch-it-learn.keyframe')).keyframe.step"
    return stage.page.evaluate(kept)


def test_a_page_whose_server_was_killed_plays_on_by_itself_and_is_checked(host, visit):
    stage = visit()
    stage.play()
    stage.until(f"now.step > {3 * BATCH_STEPS}")
    session = session_of(stage)
    host.kill()
    alone = stage.until("now.step === now.latest")
    host.start_again()
    until_another_session(stage, session)
    until_plays_beyond(stage, alone.step + BATCH_STEPS)
    says(stage, narration.CHECKED)
    assert_never_went_back(stage)
    assert assert_exact(stage, CONFIG).step > alone.step


def test_a_page_at_rest_whose_server_was_killed_stays_where_it_is(host, visit):
    stage = visit()
    stage.play()
    stage.until(f"now.step > {BATCH_STEPS}")
    paused = stage.pause()
    session = session_of(stage)
    host.kill()
    host.start_again()
    until_another_session(stage, session)
    assert stage.until_shows(run_at(CONFIG, paused.step)).run == paused.run
    says(stage, narration.CHECKED)
    stage.says("Play")
    stage.press("step")
    stage.until_shows(run_at(CONFIG, paused.step + 1))
    stage.play()
    until_plays_beyond(stage, paused.step + BATCH_STEPS)
    assert_exact(stage, CONFIG)


@pytest.mark.slow
def test_a_pause_that_the_server_did_not_live_to_hear_holds(host, visit):
    stage = visit("/?v=1&speed=200")
    stage.play()
    # In the first batch: there is no keyframe yet, and some training to do again.
    stage.until("now.step > 3000")
    session = session_of(stage)
    host.freeze()
    stage.press("play")
    drawn = stage.until("!now.playing")
    host.kill()
    host.start_again()
    until_another_session(stage, session)
    stage.until_shows(run_at(CONFIG, drawn.step))
    stage.says("Play")


@pytest.mark.parametrize("is_reloaded", [False, pytest.param(True, marks=pytest.mark.slow)])
def test_a_table_of_ones_own_outlives_the_server(host, visit, is_reloaded):
    stage = visit()
    table = clusters(600)
    own = remember(choose_columns(table))
    paste(stage.page, table)
    stage.press("use_own")
    stage.until(f"query.get('own') === '{own.digest}' && now.run")
    stage.press("step10")
    stage.until("now.step === 10 && query.get('step') === '10' && query.get('fp')")
    config = run_of(stage.page.url.partition("?")[2]).config
    session = session_of(stage)
    host.kill()
    host.start_again()
    if is_reloaded:
        stage.page.reload()
        stage = Stage(stage.page)
    else:
        until_another_session(stage, session)
    stage.until_shows(run_at(config, 10))
    stage.press("step")
    stage.until_shows(run_at(config, 11))
    stage.until(f"query.get('own') === '{own.digest}'")


def test_a_link_to_data_of_another_browser_says_so(visit):
    stage = visit("/?v=1&data=own&own=0123456789abcdef&step=50")
    says(stage, narration.OWN_MISSING)
    stage.until_shows(run_at(CONFIG, 0))


LOSE_FIRST_RESUME = """() => {
  const send = WebSocket.prototype.send;
  window.resumeLost = false;
  WebSocket.prototype.send = function (data) {
    if (!window.resumeLost && new TextDecoder().decode(data).includes('"resume"')) {
      window.resumeLost = true;
      this.close();
    } else if (this.readyState === WebSocket.OPEN) send.call(this, data);
  };
}"""
"""What is sent after that goes nowhere, as ever, but Chromium does not complain of it."""


def test_a_run_whose_return_is_cut_short_is_handed_back_again(host, visit):
    stage = visit()
    stage.play()
    stage.until(f"now.step > {BATCH_STEPS}")
    stage.page.evaluate(LOSE_FIRST_RESUME)
    host.kill()
    alone = stage.until("now.step === now.latest")
    host.start_again()
    stage.until("window.resumeLost")
    shown = stage.until(f"now.step > {alone.step} || now.run")
    assert shown.step >= alone.step
    until_plays_beyond(stage, alone.step + BATCH_STEPS)
    assert_exact(stage, CONFIG)


@pytest.mark.slow
def test_a_laptop_that_slept_a_moment_goes_on_in_its_session(visit, wire):
    stage = visit(url=wire.url)
    stage.play()
    stage.until(f"now.step > {BATCH_STEPS}")
    session = session_of(stage)
    wire.cut()
    asleep = stage.now()
    wire.mend()
    until_plays_beyond(stage, asleep.latest + BATCH_STEPS)
    assert session_of(stage) == session
    assert_never_went_back(stage)
    assert_exact(stage, CONFIG)


@pytest.mark.parametrize("is_playing", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_a_session_idle_beyond_its_lifetime_is_restored(visit, wire, is_playing):
    stage = visit(url=wire.url)
    stage.play()
    stage.until(f"now.step > {BATCH_STEPS}")
    if not is_playing:
        stage.pause()
    session = session_of(stage)
    wire.cut()
    time.sleep(LIFETIME_SECONDS + 0.5)  # the lifetime itself is what is waited for
    asleep = stage.until("now.step === now.latest")
    wire.mend()
    until_another_session(stage, session)
    if is_playing:
        until_plays_beyond(stage, asleep.step + BATCH_STEPS)
        assert assert_exact(stage, CONFIG).step > asleep.step
    else:
        assert stage.until_shows(run_at(CONFIG, asleep.step)).run == asleep.run
        stage.says("Play")
    assert_never_went_back(stage)


@pytest.mark.slow
def test_a_browser_that_is_offline_for_a_while_goes_on(open_page):
    stage = Stage(open_page(LINK))
    stage.play()
    stage.until(f"now.step > {BATCH_STEPS}")
    stage.page.context.set_offline(True)
    asleep = stage.until("now.step === now.latest")
    stage.page.context.set_offline(False)
    until_plays_beyond(stage, asleep.step + BATCH_STEPS)
    assert_never_went_back(stage)
    assert_exact(stage, CONFIG)


def test_a_reload_far_into_a_run_comes_back_at_once(open_page):
    stage = far_into_a_run(open_page)
    step, kept = stage.now().step, left_behind(stage)
    assert kept >= FAR_STEP
    stage.page.reload()
    stage = Stage(stage.page)
    until_plays_beyond(stage, step + BATCH_STEPS)
    assert_was_not_trained_again(stage, kept)
    assert_exact(stage, FAR_CONFIG)


@pytest.mark.slow
def test_leaving_far_into_a_run_and_coming_back_comes_back_at_once(open_page):
    stage = far_into_a_run(open_page)
    step, kept = stage.now().step, left_behind(stage)
    assert kept >= FAR_STEP
    stage.page.goto("about:blank")
    stage.page.go_back()
    stage = Stage(stage.page)
    until_plays_beyond(stage, step + BATCH_STEPS)
    assert_was_not_trained_again(stage, kept)
    assert_exact(stage, FAR_CONFIG)


@pytest.mark.slow
def test_back_to_a_far_run_that_was_replaced_comes_back_at_once(open_page):
    stage = far_into_a_run(open_page)
    left = stage.pause()
    n_drawn = len(stage.drawn())
    stage.press("data_xor")
    stage.until("query.get('data') === 'xor' && now.step === 0")
    stage.page.go_back()
    stage.until("!query.has('data') && now.step > 0")
    assert set(stage.drawn()[n_drawn:]) <= {0, left.step}
    stage.until_shows(run_at(FAR_CONFIG, left.step))


def duplicate(stage: Stage) -> Stage:
    """Open the page's address in a tab that begins with a copy of its `sessionStorage`."""
    with stage.page.context.expect_page() as opened:
        stage.page.evaluate("void window.open(location.href)")
    opened.value.bring_to_front()
    return Stage(opened.value)


@pytest.mark.slow
def test_a_duplicated_tab_plays_on_beside_the_first(open_page):
    first = Stage(open_page(LINK))
    first.play()
    first.until(f"now.step > {3 * BATCH_STEPS} && +query.get('step') > {BATCH_STEPS}")
    second = duplicate(first)
    until_plays_beyond(second, 4 * BATCH_STEPS)
    assert session_of(first) != session_of(second)
    assert_exact(second, CONFIG)
    first.page.bring_to_front()
    until_plays_beyond(first, first.now().step + BATCH_STEPS)
    assert_exact(first, CONFIG)
    assert_never_went_back(first)


@pytest.mark.slow
def test_a_tab_duplicated_far_into_a_run_comes_back_at_once(open_page):
    first = far_into_a_run(open_page)
    second = duplicate(first)
    assert second.until("now.step > 0").step > FAR_STEP
    assert_exact(second, FAR_CONFIG)


def go_to(page: Page, name: str, heading: str) -> None:
    page.get_by_role("link", name=name).click()
    expect(page.locator("h1")).to_have_text(heading)


def test_the_code_page_and_back_is_no_interruption(open_page):
    stage = Stage(open_page(LINK))
    stage.play()
    stage.until(f"now.step > {3 * BATCH_STEPS}")
    session = session_of(stage)
    go_to(stage.page, "The code", "The code that learns")
    left = stage.drawn()[-1]
    go_to(stage.page, "Playground", "Watch it learn")
    until_plays_beyond(stage, left + BATCH_STEPS)
    assert session_of(stage) == session
    assert_exact(stage, CONFIG)
    assert_never_went_back(stage)


def test_a_server_killed_behind_the_code_page_loses_nothing(host, visit):
    stage = visit()
    stage.play()
    stage.until(f"now.step > {BATCH_STEPS} && +query.get('step') > {BATCH_STEPS}")
    go_to(stage.page, "The code", "The code that learns")
    left = stage.drawn()[-1]
    expect(stage.page.locator(".stCode code span").first).to_be_visible()
    stage.page.wait_for_load_state("networkidle")  # what that page needs is there
    host.kill()
    host.start_again()
    go_to(stage.page, "Playground", "Watch it learn")
    until_plays_beyond(stage, left + BATCH_STEPS)
    assert_exact(stage, CONFIG)


@pytest.mark.parametrize(
    "is_playing",
    [
        True,
        pytest.param(False, marks=pytest.mark.slow),
    ],
)
def test_a_false_keyframe_is_found_out_and_the_page_says_so(visit, is_playing):
    link = FAR_LINK + "&play=1" * is_playing
    true = run_of(FAR_LINK)
    stage = visit("/?v=1")
    false = {"step": FAR_STEP, "values": [0.25] * 17}
    leave_behind(stage.page, link, left_by_page(link, false))
    for words in ("The state that this page handed back", fingerprint(true)):
        expect(stage.sentence).to_contain_text(words)
    if is_playing:
        until_plays_beyond(stage, FAR_STEP + BATCH_STEPS)
        assert assert_exact(stage, FAR_CONFIG).step > FAR_STEP
    else:
        stage.until_shows(true)
        stage.until(f"query.get('fp') === '{fingerprint(true)}'")


EVERYDAY = (left_by_page(FAR_LINK, {"step": FAR_STEP, "values": [0.25] * 3}),)
SELDOM = (
    "{garbage",
    "null",
    "[]",
    left_by_page(FAR_LINK, None),
    left_by_page(FAR_LINK, {"step": FAR_STEP, "values": "garbage"}),
    left_by_page(FAR_LINK, {"step": FAR_STEP, "values": [1e308] * 17}),
    left_by_page(FAR_LINK, {"step": -1, "values": [0.25] * 17}),
)


@pytest.mark.parametrize(
    "text", [*EVERYDAY, *(pytest.param(text, marks=pytest.mark.slow) for text in SELDOM)]
)
def test_garbage_that_was_left_for_a_page_is_ignored(open_page, text):
    page = open_page("about:blank")
    leave_behind(page, FAR_LINK, text)
    stage = Stage(page)
    stage.until_shows(run_of(FAR_LINK))
    assert not any(was_said(stage, words) for words in (narration.RESTORED, narration.CHECKED))


def test_points_drawn_while_the_server_is_down_are_not_lost(host, visit):
    stage = visit("/?v=1")
    stage.page.get_by_role("button", name="Your own data").click()
    stage.press("draw")
    expect(stage.button("done_drawing")).to_be_visible()
    plane = stage.plane_box(2.4)
    stage.page.mouse.click(*plane.place(-1, -1))
    expect(stage.root.locator(".drawing")).to_have_attribute("data-pending", "0")
    stage.until("query.get('own')?.length === 5")
    stage.page.evaluate("stage.frames(60)")  # the stage has greeted the server by then
    session = session_of(stage)
    host.kill()
    for place in ((1, 1), (1, -1)):
        stage.page.mouse.click(*plane.place(*place))
    expect(stage.root.locator(".drawing")).to_have_attribute("data-points", "3")
    host.start_again()
    until_another_session(stage, session)
    stage.until("query.get('own')?.length === 13 && now.run")
    expect(stage.root.locator(".drawing")).to_have_attribute("data-pending", "0")


@pytest.mark.slow
def test_a_page_on_which_nothing_was_done_yet_meets_a_server_started_again(host, visit):
    stage = visit("/?v=1")
    stage.until_at_rest()
    stage.page.evaluate("stage.frames(60)")
    session = session_of(stage)
    host.kill()
    host.start_again()
    until_another_session(stage, session)
    stage.press("step")
    stage.until_shows(run_at(CONFIG, 1))
