from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from dashboard import settings
from dashboard.break_it import GALLERY
from dashboard.config import RunConfig
from dashboard.link import Address, decode, encode
from dashboard.run import advance, start
from dashboard.session import Session, new_session
from dashboard.stopping import StopWhen
from dashboard.vital_signs import SIGNS
from dashboard.widgets.break_it import break_it
from tests.dashboard.test_page import MAIN, PATIENCE, SMALL, press, run, session_of

every_failure = pytest.mark.parametrize("failure", GALLERY, ids=lambda failure: failure.id)


@pytest.fixture(scope="module")
def broken():
    """Every failure's run at its step, trained once."""
    return {failure.id: advance(start(failure.config), failure.steps) for failure in GALLERY}


def failure_called(failure_id):
    """The entry of that name."""
    return next(failure for failure in GALLERY if failure.id == failure_id)


@every_failure
def test_every_failure_fails_as_it_says(failure, broken):
    for proof in failure.proofs:
        measured = SIGNS[proof.sign].take(broken[failure.id])
        assert proof.low <= measured <= proof.high, (SIGNS[proof.sign].label, measured)


@pytest.mark.slow
@every_failure
def test_a_failure_is_no_accident_of_its_starting_weights(failure):
    others = [
        advance(start(replace(failure.config, seed=seed)), failure.steps) for seed in range(10, 15)
    ]
    failed = [
        SIGNS["score"].take(other) < settings.SOLVED_ACCURACY or SIGNS["test-cost"].take(other) > 1
        for other in others
    ]
    assert sum(failed) >= 4, failed


def test_the_nine_classic_failures_are_there_each_once():
    names = [failure.name for failure in GALLERY]
    assert len(names) == len({failure.id for failure in GALLERY}) == len(set(names)) == 9


@every_failure
def test_the_words_of_a_card_tell_what_its_run_does(failure, broken):
    """The figures that the sentences name, taken from the run by hand."""
    run = broken[failure.id]
    costs = {"no-hidden-layer": "0.69", "tiny-start": "0.693", "vanishing-gradients": "0.693"}
    if failure.id in costs:
        assert f"{SIGNS['cost'].take(run):.3g}" == costs[failure.id]
        assert costs[failure.id] in failure.look_for
    if failure.id == "rate-too-small":  # where the rate 2 comes in three steps
        fast = start(replace(failure.config, learning_rate=2.0))
        two, three = (SIGNS["cost"].take(advance(fast, steps)) for steps in (2, 3))
        assert three < SIGNS["cost"].take(run) < two
    if failure.id == "dead-relus":  # within four steps
        assert SIGNS["dead-units"].take(advance(start(failure.config), 4)) == 8
    if failure.id == "overfitting":  # from about step 200 on
        at = [advance(start(failure.config), steps) for steps in (100, 200, 400, 1_000)]
        test, train = ([SIGNS[sign].take(one) for one in at] for sign in ("test-cost", "cost"))
        assert test == sorted(test)
        assert train == sorted(train, reverse=True)
        assert test[1] < test[0] * 1.03
    if failure.id == "rate-too-large":
        costs = [SIGNS["cost"].take(advance(start(failure.config), 100 + k)) for k in range(20)]
        jumps = np.abs(np.diff(costs)) / np.array(costs[:-1])
        assert jumps.mean() > 0.5


@every_failure
def test_a_failures_run_fits_a_link(failure):
    address = decode(encode(start(failure.config), speed=failure.speed))
    assert not address.problems
    assert address.config == failure.config
    assert settings.SPEED.minimum <= failure.speed <= settings.SPEED.maximum


# What the button does.


def play_to_the_stop(session):
    """Let the stage ask for frames until the run rests."""
    now = 0.0
    while session.is_playing:
        now += 1
        session.supply(0, now)


def test_a_failure_plays_to_its_step_and_can_be_gone_on_with():
    failure = failure_called("dead-relus")
    session = Session(start(RunConfig()))
    break_it(session, failure)
    assert session.is_playing
    assert session.sentence.startswith(failure.title)
    assert session.stop_when == StopWhen("step", failure.steps)
    play_to_the_stop(session)
    assert session.run.step == failure.steps
    assert session.run.config == failure.config
    assert session.stop_when is None
    session.play()
    session.supply(0, 1_000.0)
    assert session.run.step > failure.steps


def test_undo_brings_back_the_run_that_a_failure_took_the_place_of():
    session = Session(advance(start(RunConfig(n_train=12)), 30))
    before = session.run
    break_it(session, failure_called("no-hidden-layer"))
    session.pause()
    session.undo_last()
    assert session.run is before
    assert session.stop_when is None


def test_a_stop_of_the_learners_own_outlasts_its_step():
    session = Session(start(RunConfig(n_train=12)))
    session.stop_at(StopWhen("step", 5))
    session.play()
    play_to_the_stop(session)
    assert session.stop_when == StopWhen("step", 5)


def test_a_failure_ends_the_wait_for_data_that_a_link_only_names():
    session = new_session(Address(wanted="0123456789abcdef"), {"own": "0123456789abcdef"})
    assert session.pending is not None
    break_it(session, failure_called("dead-relus"))
    assert session.pending is None


# The page.


def open_gallery(**query):
    page = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    page.query_params = dict(query)
    page.switch_page("../pages/break_it.py")
    return run(page)


def test_the_page_shows_a_card_for_every_failure_with_a_picture_of_it():
    page = open_gallery(**SMALL)
    assert [title.value for title in page.title] == ["Break it"]
    assert [heading.value for heading in page.subheader] == [failure.title for failure in GALLERY]
    for failure in GALLERY:
        assert page.button(key=f"break_{failure.id}").label == "Break it"
        assert any(failure.mend == markdown.value for markdown in page.markdown)
    pictures = [html.proto.body for html in page.get("html") if "<img" in html.proto.body]
    assert len(set(pictures)) == len(GALLERY)
    assert all("data:image/svg+xml" in picture for picture in pictures)


def test_a_press_opens_the_failure_in_the_playground():
    page = open_gallery(**SMALL)
    before = session_of(page).run.config
    press(page, "break_dead-relus")
    assert [title.value for title in page.title] == ["Watch it learn"]
    session = session_of(page)
    assert session.run.config == failure_called("dead-relus").config
    assert session.is_playing
    assert page.query_params["act"] == "relu"
    session.pause()
    page.switch_page("../pages/playground.py")  # AppTest itself does not follow
    press(run(page), "undo")
    assert session_of(page).run.config == before


def test_a_run_that_plays_is_put_to_rest_where_it_was_seen():
    page = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    page.query_params = dict(SMALL)
    run(page)
    press(page, "play")
    assert session_of(page).is_playing
    page.switch_page("../pages/break_it.py")
    run(page)
    assert not session_of(page).is_playing
