import inspect

import pytest
from playwright.sync_api import expect

import network
from dashboard.run import RunConfig
from tests.browser.stage import Stage, run_at

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


def test_the_code_page_shows_the_source_that_runs_under_one_heading(open_page):
    page = open_page("/the_code?v=1")
    expect(page.locator("h1")).to_have_count(1)
    expect(page.locator("h1")).to_have_text("The code that learns")
    blocks = page.locator(".stCode code")
    expect(blocks.first).to_be_visible()
    for function in SHOWN:
        signature = inspect.getsource(function).splitlines()[0]
        expect(page.locator(".stCode", has_text=signature)).to_have_count(1)
    # What is on the page holds every line of the source, in its order.
    written = "\n".join(blocks.all_text_contents()).replace("\xa0", " ")
    for function in SHOWN:
        position = written.index(inspect.getsource(function).splitlines()[0])
        for line in filter(str.strip, inspect.getsource(function).splitlines()):
            position = written.index(line.strip(), position)


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
