from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard import settings
from dashboard.link import decode, encode
from dashboard.run import start
from dashboard.session import new_session
from dashboard.widgets.embedding import exercise_address
from tests.dashboard.strategies import configs, examples

CONTROLS = list(settings.CONTROLS)


@examples(60)
@given(config=configs(), hidden=st.sets(st.sampled_from(CONTROLS)))
def test_what_a_link_leaves_out_comes_back_from_it(config, hidden):
    address = decode(encode(start(config), hidden=hidden), longest=100_000)
    assert address.hidden == hidden
    assert address.problems == ()


@pytest.mark.parametrize(
    ("parameters", "left"),
    [
        ({}, set(CONTROLS)),
        ({"hide": "data-lr"}, set(CONTROLS) - {"data", "lr"}),
        ({"only": "lr-speed"}, {"lr", "speed"}),
        ({"only": "play"}, set()),
        ({"only": "lr-speed", "hide": "speed"}, {"lr"}),
        ({"hide": ""}, set(CONTROLS)),
    ],
)
def test_a_page_offers_what_its_link_leaves_in(parameters, left):
    session = new_session(decode({"v": "1", **parameters}))
    assert {name for name in CONTROLS if session.offers(name)} == left


@pytest.mark.parametrize("key", ["hide", "only"])
def test_a_control_that_there_is_not_is_told_in_a_sentence(key):
    address = decode({"v": "1", key: "lr-everything"})
    (problem,) = address.problems
    assert "everything" in problem
    assert ("lr" in address.hidden) == (key == "hide")


def test_an_exercise_keeps_the_run_and_its_step_and_nothing_else_to_change():
    session = new_session(decode({"v": "1", "data": "xor", "step": "7"}))
    text = exercise_address(session, ["lr"], "https://learn.example/nn/?v=1&data=moons")
    place = urlsplit(text)
    assert (place.scheme, place.netloc, place.path) == ("https", "learn.example", "/nn/")
    address = decode(dict(parse_qsl(place.query)))
    assert (address.config, address.step) == (session.run.config, 7)
    assert address.hidden == set(CONTROLS) - {"lr"}


def test_what_is_left_out_cannot_be_drawn_either():
    session = new_session(decode({"v": "1", "hide": "own"}))
    session.start_drawing()
    before = session.run
    session.draw([{"number": 1, "kind": "add", "x1": 0, "x2": 0, "target": 0}], 0)
    assert session.run is before
