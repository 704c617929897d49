import json

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.config import Event, RunConfig
from dashboard.landscape.survey import proceed
from dashboard.link import encode
from dashboard.run import advance, start
from dashboard.widgets import landscape
from tests.dashboard.test_page import MAIN, PATIENCE, SMALL, figures_of, run, session_of

ODD = [
    pytest.param({"data": "iris", "dims": "5", "act": "tanh"}, id="three classes"),
    pytest.param({"data": "hills", "dims": "4", "lr": "0.1"}, id="a value"),
    pytest.param({"dims": ""}, id="no hidden layer"),
    pytest.param(
        {"dims": "16-16-16-16-16-16", "act": "relu", "lr": "0.1", "step": "9"},
        id="six layers of 16",
    ),
    pytest.param({"features": "x1", "dims": ""}, id="one weight"),
    pytest.param({"init": "zeros", "data": "xor"}, id="zeros"),
    pytest.param({"data": "plane", "lr": "100", "dims": "4"}, id="a run that ends"),
]


def open_landscape(page="landscape", **query):
    """Open the page with a link, and see that it draws."""
    found = AppTest.from_file(MAIN, default_timeout=PATIENCE)
    found.query_params = query
    run(found)
    found.switch_page(f"../pages/{page}.py")
    return run(found)


def until_there(page):
    """Run the script again until nothing is being trained or computed."""
    while page.get("progress"):
        run(page)
    return page


def captions(page):
    return " ".join(caption.value for caption in page.caption)


def shown(page, name):
    """A live figure as it is sent to the page."""
    return json.loads(figures_of(page)[name]["figure"])


@pytest.fixture
def _slow_computing(monkeypatch):
    """Let each turn compute one piece and no more."""
    monkeypatch.setattr(landscape, "proceed", lambda survey, seconds: proceed(survey, 0.0))


def test_the_page_opens_with_a_surface_of_the_first_steps_and_says_so():
    page = until_there(open_landscape())
    assert [title.value for title in page.title] == ["The landscape"]
    assert "has made no step yet, so its first 300 are shown" in captions(page)
    assert set(figures_of(page)) == {"landscape_surface", "landscape_contours"}
    surface = shown(page, "landscape_surface")["data"][0]
    assert surface["z"]["shape"] == "51, 51"
    assert session_of(page).run.step == 0
    assert session_of(page).run.history.last == 0


def test_a_run_that_was_trained_is_shown_itself():
    page = open_landscape(**SMALL, step="40")
    assert "no step yet" not in captions(page)
    assert "its cost is" in captions(page)
    assert "its 41 kept steps" in captions(page)


@pytest.mark.parametrize("query", ODD)
def test_both_planes_of_odd_runs_are_drawn_or_say_in_a_sentence_why_not(query):
    page = until_there(open_landscape(**SMALL, **query))
    for kind in ("path", "random"):
        page.radio(key="plane_kind").set_value(kind)
        until_there(run(page))
        assert not page.error
        told = [info.value for info in page.info]
        assert bool(figures_of(page)) or told
        assert all(sentence.endswith((".", "!")) for sentence in told)


def test_where_there_is_no_path_random_directions_are_shown_and_why():
    frozen = [Event(0, "freeze", 1.0, f"layer{layer}") for layer in (1, 2)]
    still = advance(start(RunConfig(n_train=12, n_test=4), frozen), 5)
    page = until_there(open_landscape(**encode(still, is_playing=False, speed=1, stamp="")))
    (told,) = page.info
    assert "has not moved" in told.value
    assert shown(page, "landscape_surface")["data"][0]["z"]["shape"] == "51, 51"
    assert "two random directions" in captions(page)


def test_scrubbing_moves_the_mark_without_computing_the_surface_again():
    page = open_landscape(**SMALL, step="40")
    before = page.session_state["kept_landscape"].survey
    page.select_slider[-1].set_value(12)
    run(page)
    assert page.session_state["kept_landscape"].survey is before
    assert "Step 12: its cost is" in captions(page)
    assert "the surface under it is at" in captions(page)
    for name in ("landscape_surface", "landscape_contours"):
        assert figures_of(page)[name]["step"] == 12


def test_another_plane_is_surveyed_anew_and_another_seed_draws_other_directions():
    page = open_landscape(**SMALL, step="40")
    page.radio(key="plane_kind").set_value("random")
    run(page)
    one = page.session_state["kept_landscape"].survey.plane
    page.number_input(key="plane_seed").set_value(7)
    run(page)
    assert "seed 7" in captions(page)
    assert (page.session_state["kept_landscape"].survey.plane.across != one.across).any()
    page.select_slider(key="plane_extent").set_value(2.0)
    run(page)
    assert page.session_state["kept_landscape"].survey.window == ((-2.0, 2.0), (-2.0, 2.0))


@pytest.mark.usefixtures("_slow_computing")
def test_stop_keeps_what_is_there_and_go_on_goes_on_from_it():
    page = open_landscape(**SMALL, step="40")
    while page.session_state["kept_landscape"].survey.n_finished < 1:
        run(page)
    page.button(key="stop_survey").click()
    run(page)
    stopped = page.session_state["kept_landscape"].survey
    run(page)
    run(page)
    assert page.session_state["kept_landscape"].survey is stopped
    assert "Stopped. The surface of 13 × 13 cells stays." in captions(page)
    assert shown(page, "landscape_surface")["data"][0]["z"]["shape"] == "13, 13"
    page.button(key="go_on_surveying").click()
    run(page)
    assert page.session_state["kept_landscape"].survey.done > stopped.done


@pytest.mark.usefixtures("_slow_computing")
def test_while_it_computes_the_page_says_how_far_it_is_and_how_long_it_takes():
    page = open_landscape(**SMALL, step="40")
    (progress,) = page.get("progress")
    assert "s left in all" in progress.proto.text
    assert "13 × 13" in progress.proto.text
