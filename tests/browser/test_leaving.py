"""What is said late, on the way to another page or to another step, changes nothing."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, WebSocketRoute, expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from dashboard.config import RunConfig
from tests.browser.stage import Stage, eventually, run_at

pytestmark = pytest.mark.browser


class Wire:
    """The connection of a page, held up where a test says so."""

    def __init__(self, page: Page) -> None:
        self.is_holding_answers = self.is_holding_questions = False
        self.answers: list[bytes | str] = []
        self.questions: list[bytes | str] = []
        self._answer: Callable[[bytes | str], None]
        self._ask: Callable[[bytes | str], None]
        page.route_web_socket("**/_stcore/stream", self._connect)

    def _connect(self, to_page: WebSocketRoute) -> None:
        to_server = to_page.connect_to_server()
        self._answer, self._ask = to_page.send, to_server.send
        to_server.on_message(
            lambda data: (
                self.answers.append(data) if self.is_holding_answers else to_page.send(data)
            )
        )
        to_page.on_message(
            lambda data: (
                self.questions.append(data) if self.is_holding_questions else to_server.send(data)
            )
        )

    def let_go(self) -> None:
        """Bring what was held, in its order, and hold nothing more."""
        while self.questions:
            self._ask(self.questions.pop(0))
        while self.answers:
            self._answer(self.answers.pop(0))
        self.is_holding_answers = self.is_holding_questions = False

    def n_finished(self) -> int:
        """Count the runs of the script that have finished behind what is held."""
        held = [ForwardMsg.FromString(data) for data in self.answers if isinstance(data, bytes)]
        return sum(message.HasField("script_finished") for message in held)


def test_a_press_on_a_page_that_is_being_left_neither_holds_nor_harms(open_page):
    page = open_page("about:blank")
    wire = Wire(page)
    page.goto("/?v=1&data=xor&lr=0.3")
    stage = Stage(page)
    stage.press("step10")
    mine = run_at(RunConfig(dataset="xor", learning_rate=0.3), 10)
    stage.until_shows(mine)

    def assert_code_page_is_made() -> None:
        assert wire.n_finished() >= 1

    wire.is_holding_answers = True
    page.get_by_role("link", name="The code").click()
    eventually(page, assert_code_page_is_made)
    page.keyboard.press("ArrowLeft")  # the stage is still there, and tells the server
    page.evaluate("stage.frames(30)")
    wire.let_go()
    expect(page.locator("h1")).to_have_text("The code that learns")
    page.get_by_role("link", name="Playground").click()
    expect(page.locator("h1")).to_have_text("Watch it learn")
    Stage(page).until_shows(mine)
    page.wait_for_function("location.search.includes('lr=0.3')")


def test_home_is_not_overtaken_by_the_arrow_before_it(open_page):
    page = open_page("about:blank")
    wire = Wire(page)
    page.goto("/?v=1")
    stage = Stage(page)
    for step in range(1, 4):
        stage.press("step")
        stage.until_shows(run_at(RunConfig(), step))
    wire.is_holding_questions = True
    for key in ("ArrowRight", "ArrowLeft", "ArrowLeft", "Home"):
        page.keyboard.press(key)
    page.evaluate("stage.frames(30)")
    wire.let_go()
    stage.until_shows(run_at(RunConfig(), 0))
    stage.stays()
