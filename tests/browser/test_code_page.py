import ast
import inspect

import pytest
from playwright.sync_api import expect
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

import network
from dashboard.config import RunConfig
from tests.browser.stage import Stage, eventually, run_at

pytestmark = pytest.mark.browser

SHOWN = (
    network.init_params,
    network.sigmoid,
    network.forward_prop,
    network.cost_function,
    network.one_layer_backward,
    network.backprop,
    network.update_parameters,
    network.train,
)


def program(source):
    """Parse a function, and leave out what it says of itself."""
    (definition,) = ast.parse(source).body
    if ast.get_docstring(definition):
        del definition.body[0]
    return ast.dump(definition)


def test_the_code_page_shows_the_source_that_runs_under_one_heading(open_page):
    page = open_page("/the_code?v=1")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_have_text("The code that learns")
    for function in SHOWN:
        source = inspect.getsource(function)
        block = page.locator(".stCode code", has_text=f"def {function.__name__}(")
        expect(block).to_be_visible()
        shown = block.text_content().replace("\xa0", " ")
        assert program(shown) == program(source)
        on_disk = iter(source.splitlines())
        assert all(line in on_disk for line in shown.splitlines())


def test_the_run_is_carried_to_the_code_and_back(open_page):
    stage = Stage(open_page("/?v=1&data=xor"))
    stage.press("step10")
    run = run_at(RunConfig(dataset="xor"), 10)
    stage.until_shows(run)
    page = stage.page
    page.get_by_role("link", name="The code").click()
    expect(page.locator("h1")).to_have_text("The code that learns")
    page.wait_for_function("new URLSearchParams(location.search).get('data') === 'xor'")
    page.get_by_role("link", name="Playground").click()
    expect(page.locator("h1")).to_have_text("Watch it learn")
    stage.until_shows(run)
    stage.until("query.get('data') === 'xor' && query.get('step') === '10'")


def test_turning_back_before_the_code_page_has_come_loses_nothing(open_page):
    page = open_page("about:blank")
    sockets, held = [], []
    is_holding = False

    def connect(to_page):
        to_server = to_page.connect_to_server()
        to_server.on_message(lambda data: held.append(data) if is_holding else to_page.send(data))
        sockets.append(to_page)

    def assert_server_is_done():
        assert any(ForwardMsg.FromString(data).HasField("script_finished") for data in held)

    page.route_web_socket("**/_stcore/stream", connect)
    page.goto("/?v=1")
    stage = Stage(page)
    for step in range(1, 5):  # so many that what the page was made of counts as old
        stage.press("step")
        stage.until_shows(run_at(RunConfig(), step))
    is_holding = True
    page.get_by_role("link", name="The code").click()
    eventually(page, assert_server_is_done)
    page.get_by_role("link", name="Playground").click()
    while held:
        sockets[-1].send(held.pop(0))
    is_holding = False
    stage.press("step")
    stage.until_shows(run_at(RunConfig(), 5))
