"""What a session makes of a learner's own data: drawn, brought along, named by a link."""

import gc

import numpy as np
import pytest

from dashboard import narration
from dashboard.config import RunConfig
from dashboard.link import decode
from dashboard.own_data import MAX_DRAWN_POINTS, OwnData, recall
from dashboard.own_file import to_json
from dashboard.run import fingerprint
from dashboard.session import new_session


def own_data(count, *, seed=1, classes=("a", "b")):
    rng = np.random.default_rng(seed)
    targets = np.arange(count) % 2 if classes else rng.normal(size=count)
    return OwnData(rng.normal(size=(2, count)), targets, ("x", "y"), classes, "kind")


def session_of(link="v=1"):
    parameters = dict(part.split("=", 1) for part in link.split("&"))
    return new_session(decode(parameters), parameters)


def add(number, x1, x2, target=0):
    return {"number": number, "kind": "add", "x1": x1, "x2": x2, "target": target}


def test_all_rows_are_shared_out_two_to_one_as_far_as_a_run_can_hold():
    for count, shared in ((1, (1, 0)), (30, (20, 10)), (1500, (1000, 500)), (5000, (2000, 2000))):
        session = session_of()
        session.use_own(own_data(count))
        config, data = session.run.config, session.run.data
        assert (config.n_train, config.n_test) == shared
        assert (data.X.shape[1], data.X_test.shape[1]) == shared
        session.change(dataset="moons")
        assert session.run.config == RunConfig(dataset="moons")


def test_a_rate_that_would_throw_a_value_too_far_is_lowered_and_raised_again():
    session = session_of()
    session.change(dataset="hills")
    assert session.run.config == RunConfig(dataset="hills", learning_rate=0.5)
    session.change(dataset="plane")
    session.change(dataset="circle")
    assert session.run.config == RunConfig()
    session.change(dataset="hills", learning_rate=3.0)
    assert session.run.config.learning_rate == 3.0
    slow = session_of("v=1&lr=0.01")
    slow.use_own(own_data(9, classes=()))
    assert slow.run.config.learning_rate == 0.01


def test_each_edit_is_done_once_and_drawing_ends():
    session = session_of()
    session.draw([add(1, 0, 0)], 0)
    assert session.run.config == RunConfig()
    session.start_drawing()
    session.draw([add(1, 0, 0)], 1)
    session.draw([add(1, 0, 0), add(2, 100, 50, 1)], 1)
    own = session.drawn
    assert (own.points.T.tolist(), own.targets.tolist()) == ([[0.0, 0.0], [1.0, 0.5]], [0.0, 1.0])
    config = session.run.config
    assert (config.n_train, config.n_test, session.following) == (MAX_DRAWN_POINTS, 0, 1)
    session.undo_last()
    assert session.drawn.targets.size == 1
    assert session.is_drawing
    session.change(hidden=(3,))
    assert session.is_drawing
    session.change(dataset="moons")
    assert not session.is_drawing
    session.start_drawing()
    session.back_to_defaults()
    assert not session.is_drawing


def test_a_link_whose_data_are_elsewhere_waits_for_them_and_opens_its_run():
    session = session_of()
    session.use_own(own_data(12))
    session.step_to(5)
    link, stamp = session.parameters(), fingerprint(session.run)
    digest, text = link["own"], to_json(session.run.config.own)
    del session
    gc.collect()
    assert recall(digest) is None
    waiting = new_session(decode(link), link)
    assert waiting.sentence == narration.OWN_WANTED
    assert waiting.run.config == RunConfig()
    waiting.take_own("0" * 16, text)
    waiting.take_own(digest, text)
    assert waiting.pending is None
    assert (fingerprint(waiting.run), waiting.parameters()) == (stamp, link)


@pytest.mark.parametrize("text", [None, "", "{}", to_json(own_data(12, seed=2)), "[" * 10_000])
def test_a_link_whose_data_are_not_to_be_had_says_so(text):
    link = {"v": "1", "data": "own", "own": own_data(12, seed=3).digest, "step": "4"}
    session = new_session(decode(link), link)
    session.take_own(link["own"], text)
    assert session.pending is None
    assert session.run.config == RunConfig()
    assert session.sentence.endswith(".")
    assert session.sentence != narration.OWN_WANTED


def test_what_was_chosen_is_only_what_the_network_has():
    session = session_of()
    session.choose({"kind": "unit", "layer": 1, "row": 3})
    assert session.chosen == "unit1.3"
    session.change(hidden=(3,))
    assert session.chosen == ""
    session.undo_last()
    assert session.chosen == "unit1.3"
    for odd in ({}, {"kind": "weight"}, {"kind": "unit", "layer": "1", "row": None}, {"kind": []}):
        session.choose(odd)
        assert session.chosen == ""
