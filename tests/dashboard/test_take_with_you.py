from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.config import RunConfig
from dashboard.export.run_file import write_run_file
from dashboard.run import advance, fingerprint, start

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"
SMALL = {"n": "12", "test": "4"}
OTHER = advance(start(RunConfig(n_train=9, n_test=3, dataset="xor", hidden=(), activations=())), 25)
DOWNLOADS = ["run_file", "replay", "script", "npz", "json", "costs"]


def open_page(**query):
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {**SMALL, **query}
    return run(page)


def run(page):
    page.run()
    assert not page.exception
    return page


def open_section(page):
    """Open what is behind the button."""
    page.session_state[f"take_{session_of(page).opened}"] = True
    return run(page)


def press(page, key):
    page.button(key=key).click()
    return run(page)


def session_of(page):
    return page.session_state["session"]


def downloads(page):
    return [button.key.removeprefix("take_") for button in page.download_button]


def refusals(page):
    return [text.value for text in page.text]


def upload(page, content, name="run.json"):
    page.file_uploader[0].upload(name, content)
    return run(page)


def test_nothing_is_made_before_it_is_opened(monkeypatch):
    from dashboard.widgets import take_with_you

    monkeypatch.setattr(take_with_you, "show_files", pytest.fail)
    page = press(open_page(), "step10")
    assert downloads(page) == []
    assert not page.file_uploader


def test_at_rest_everything_can_be_taken_along():
    page = open_section(press(open_page(), "step10"))
    assert downloads(page) == DOWNLOADS
    stamp = fingerprint(session_of(page).run)
    assert any("Step 10" in text.value and stamp in text.value for text in page.markdown)
    press(page, "step")
    stamp = fingerprint(session_of(page).run)
    assert any("Step 11" in text.value and stamp in text.value for text in page.markdown)


def test_while_it_plays_the_page_asks_to_pause_first():
    page = open_section(open_page(play="1"))
    assert session_of(page).is_playing
    assert downloads(page) == []
    assert any(text.value == "**Pause to take a step with you.**" for text in page.markdown)
    assert page.file_uploader
    press(page, "play")
    assert downloads(page) == DOWNLOADS


@pytest.mark.parametrize("play", ["", "1"])
def test_a_run_file_opens_closes_the_section_and_can_be_undone(play):
    page = press(open_page(), "step10")
    before = fingerprint(session_of(page).run)
    if play:
        press(page, "play")
    upload(open_section(page), write_run_file(OTHER, speed=50).encode())
    session = session_of(page)
    assert (fingerprint(session.run), session.run.step) == (fingerprint(OTHER), 25)
    assert (session.is_playing, session.speed) == (False, 50)
    assert page.button(key="play").label == "Play"
    assert not page.file_uploader
    assert page.query_params["data"] == "xor"
    press(page, "undo")
    if not play:
        assert fingerprint(session.run) == before
    assert session.run.config.dataset == "circle"


def test_a_file_that_is_none_leaves_the_run_alone_and_says_why():
    page = open_section(press(open_page(), "step10"))
    before = session_of(page).run
    upload(page, b'{"format": "watch-it-learn run", "version": 2}')
    (said,) = refusals(page)
    assert "version 2" in said
    assert session_of(page).run is before
    assert not session_of(page).undo
    upload(page, write_run_file(OTHER).encode())
    assert fingerprint(session_of(page).run) == fingerprint(OTHER)


def test_what_a_file_says_is_never_read_as_markdown():
    page = open_section(open_page())
    text = write_run_file(OTHER).replace(fingerprint(OTHER), "[x](//a.test)")
    upload(page, text.encode())
    (said,) = refusals(page)
    assert "[x](//a.test)" in said
    assert not any("a.test" in text.value for text in page.markdown)


def test_the_same_file_can_be_opened_again():
    content = write_run_file(OTHER).encode()
    page = upload(open_section(open_page()), content)
    press(page, "step")
    upload(open_section(page), content)
    assert session_of(page).run.step == 25
    assert session_of(page).opened == 2
