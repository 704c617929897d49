"""A lesson as a learner does it: by keyboard, through a reload, and without harm to their run."""

from contextlib import suppress
from urllib.parse import parse_qsl, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from benchmarks.server import Server
from dashboard.lessons.catalogue import LESSONS
from dashboard.lessons.outcomes import address_of
from dashboard.lessons.pack import write_pack
from dashboard.run import fingerprint
from tests.browser.stage import TIMEOUT_MS, WATCHER, Figure, Stage, eventually, run_at
from tests.dashboard.lessons_made import BLOBS, EVERY_KIND

pytestmark = pytest.mark.browser

MOST_TABS = 60
WAY = """selector => {
  const here = document.activeElement;
  if (here.closest(selector)) return "";
  const there = document.querySelector(selector);
  const isBefore = here.compareDocumentPosition(there) & Node.DOCUMENT_POSITION_PRECEDING;
  return isBefore ? "Shift+Tab" : "Tab";
}"""
"""Which key leads towards something from where the focus is; empty if it has it."""


def query_of(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def open_pack(page: Page) -> Stage:
    """Open the lesson that has a step of every kind, as a file."""
    page.locator(".st-key-packs summary").click()
    pack = {"name": "lesson.json", "mimeType": "application/json"}
    page.locator("[class*=st-key-pack_file] input[type=file]").set_input_files(
        [{**pack, "buffer": write_pack(EVERY_KIND).encode()}]
    )
    expect(page.locator("h1")).to_have_text(EVERY_KIND.title)
    return Stage(page)


def at_step(page: Page, title: str) -> None:
    """Wait until a step is on the page."""
    expect(page.locator(".st-key-panel_text h3").first).to_have_text(title)


class Keys:
    """A learner without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def go_to(self, selector: str) -> None:
        """Press Tab, or Shift and Tab, until something has the focus."""
        self.page.locator(selector).first.wait_for()
        for _ in range(MOST_TABS):
            way = self.page.evaluate(WAY, selector)
            if not way:
                return
            self.page.keyboard.press(way)
        raise AssertionError(f"Tab never led to {selector}")

    def press(self, key: str) -> None:
        """Reach a button by its key, and press it."""
        self.go_to(f".st-key-{key} button:enabled")
        self.page.keyboard.press("Enter")

    def next(self, title: str) -> None:
        """Press Next, and once more where the page was drawn anew under the first press."""
        self.press("lesson_next")
        with suppress(AssertionError):
            expect(self.page.locator(".st-key-panel_text h3").first).to_have_text(
                title, timeout=TIMEOUT_MS / 3
            )
            return
        self.press("lesson_next")
        at_step(self.page, title)

    def choose(self, at: int, index: int) -> None:
        """Choose an option of a prediction."""
        options = self.page.locator(f".st-key-said_{at} input")
        self.go_to(f".st-key-said_{at} input")
        self.page.keyboard.press("Space")
        for _ in range(options.count()):
            if not options.nth(index).is_checked():
                self.page.keyboard.press("ArrowDown")
        self.press(f"predict_button_{at}")
        expect(self.page.get_by_text("You predicted")).to_be_visible()


def test_a_whole_lesson_is_done_with_the_keyboard_alone(open_page):
    page = open_page("/lessons")
    stage, keys = open_pack(page), Keys(page)
    verdict = page.locator(".st-key-lesson_verdict")
    at_step(page, "To read")
    keys.next("A cost")

    page.keyboard.press("ArrowRight")
    expect(stage.sentence).to_contain_text("Make your prediction first")
    assert stage.now().step == 0
    keys.go_to(".st-key-said_2 input")
    page.keyboard.type("0.5")
    page.keyboard.press("Enter")
    expect(page.get_by_text("You predicted")).to_be_visible()
    page.keyboard.press("Space")
    expect(verdict).to_contain_text("You said 0.5 and it came to 0.0394")
    assert stage.until_at_rest().step == 40
    expect(stage.sentence).to_contain_text("You said 0.5")
    cost = Figure(page, "cost")
    cost.until_shows(40)
    eventually(page, lambda: expect_line(cost, 0.5))

    keys.next("A boundary")
    keys.choose(3, 1)
    keys.press("play")
    expect(verdict).to_contain_text("You were right")
    keys.next("A contest")
    keys.choose(4, 0)
    keys.press("play")
    expect(verdict).to_contain_text("You were right")
    keys.next("In words")
    keys.choose(5, 1)
    keys.press("play")
    expect(verdict).to_contain_text("it was “The cost falls”")
    keys.next("To watch")
    keys.press("play")
    expect(page.get_by_text("It has been played to step 50")).to_be_visible()

    keys.next("To solve")
    keys.press("lesson_hint")
    expect(page.get_by_text("Larger steps.")).to_be_visible()
    keys.go_to(".st-key-lr input")
    page.keyboard.press("End")
    stage.until("query.get('lr') === '100'")
    keys.press("step10")
    expect(page.locator(".st-key-lesson_goal")).to_contain_text("Solved.")
    expect(stage.sentence).to_contain_text("Solved, at step")
    keys.next("To work out")
    keys.go_to(".st-key-drill_8 input")
    page.keyboard.type("1.1824")
    page.keyboard.press("Enter")
    expect(page.get_by_text("It is 1.18243.")).to_be_visible()
    keys.press("lesson_next")
    at_step(page, "The end of this lesson")
    expect(page.locator("[class*=st-key-missed_]")).to_have_count(0)
    stage.until("query.get('done') === 'pack:every-kind'")


def expect_line(figure: Figure, cost: float) -> None:
    """See that the figure has the line of a prediction."""
    shapes = figure.element.evaluate("figure => figure._fullLayout.shapes.map(({ y0 }) => y0)")
    assert shapes == [0, cost]


FIRST = LESSONS[0]
LINK = f"/lessons?lesson={FIRST.id}"


def test_a_reload_in_the_middle_of_a_lesson_keeps_run_and_progress(open_page):
    page = open_page(LINK)
    stage = Stage(page)
    stage.until_at_rest()
    page.locator(".st-key-lesson_next button").click()
    stage.until("query.get('at') === '2' && query.get('did') === '1'")
    page.go_back()
    at_step(page, FIRST.steps[0].title)
    page.go_forward()
    at_step(page, FIRST.steps[1].title)
    page.locator(".st-key-lesson_back button").click()
    at_step(page, FIRST.steps[0].title)
    stage.press("step10")
    shown = stage.until("now.run && query.get('step') && !query.get('at')")
    page.reload()
    stage = Stage(page)
    at_step(page, FIRST.steps[0].title)
    stage.until(f"now.step === {shown.step} && now.run === '{shown.run}'")
    assert query_of(page)["did"] == "1"


def test_the_playgrounds_run_is_unharmed_by_a_lesson_and_a_reload_in_it(open_page):
    stage = Stage(open_page(f"/?v=1&{BLOBS}&seed=9"))
    page = stage.page
    stage.press("step10")
    mine = stage.until("now.step === 10 && now.run && query.get('step') === '10'")
    config = address_of(f"{BLOBS}&seed=9").config
    assert mine.run == fingerprint(run_at(config, 10))
    page.get_by_role("link", name="Lessons").click()
    page.locator(f".st-key-open_{FIRST.id} button").click()
    at_step(page, FIRST.steps[0].title)
    lesson = Stage(page)
    lesson.until("now.run && query.get('lesson')")
    lesson.press("step")
    lesson.until("query.get('step')")
    for is_reloaded in (False, True):
        if is_reloaded:
            page.get_by_role("link", name="Lessons").click()
            at_step(page, FIRST.steps[0].title)
            Stage(page).until("now.run && query.get('lesson')")
            page.reload()
            at_step(page, FIRST.steps[0].title)
            Stage(page).until("now.run && query.get('lesson')")
        page.get_by_role("link", name="Playground").click()
        expect(page.locator("h1")).to_have_text("Watch it learn")
        stage.until(f"now.step === 10 && now.run === '{mine.run}' && query.get('seed') === '9'")
        assert "lesson" not in query_of(page)


@pytest.mark.slow
def test_a_killed_server_loses_neither_the_lesson_nor_its_run_nor_the_playgrounds(
    browser: Browser,
):
    server = Server()
    try:
        context = browser.new_context(base_url=server.url)
        context.set_default_timeout(TIMEOUT_MS)
        context.add_init_script(WATCHER)
        page = context.new_page()
        page.goto(f"/?v=1&{BLOBS}&seed=9")
        stage = Stage(page)
        stage.press("step10")
        mine = stage.until("now.step === 10 && now.run && query.get('step') === '10'")
        page.get_by_role("link", name="Lessons").click()
        stage = open_pack(page)
        page.locator(".st-key-lesson_back").wait_for()
        page.goto(f"{server.url}{LINK}&at=1&did=1")
        stage = Stage(page)
        stage.press("step10")
        there = stage.until("now.run && query.get('step') === '10'")
        port, known = server.port, stage.root.get_attribute("data-session")
        server.kill()
        server.log.unlink()
        server = Server(port=port)
        stage.until(f"stage.find().dataset.session !== '{known}'")
        stage.until(f"now.step === {there.step} && now.run === '{there.run}'")
        page.locator(".st-key-lesson_next button").click()
        at_step(page, FIRST.steps[1].title)
        assert query_of(page)["did"] == "1"
        page.get_by_role("link", name="Playground").click()
        stage.until(f"now.step === 10 && now.run === '{mine.run}'")
        context.close()
    finally:
        server.stop()
