"""Does the time machine show both futures, and are its figures those of the runs?"""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.config import Event, RunConfig
from dashboard.figures.futures import Future, costs_of_futures, timeline
from dashboard.figures.planes import Plane, planes
from dashboard.probes import curves, prediction_grid
from dashboard.run import advance, fingerprint, rewind_to, start

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"


def open_page(**query):
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "12", "test": "4", **query}
    page.switch_page("../pages/time_machine.py").run()
    return arrived(page)


def arrived(page):
    """Run the page until the run of its link, or of a fork, is there."""
    while page.session_state["session"].goal is not None:
        page.run()
    page.run()
    assert not page.exception
    return page


def session_of(page):
    return page.session_state["session"]


def press(page, key):
    page.button(key=key).click()
    page.run()
    return arrived(page)


def test_a_run_at_its_start_is_trained_so_that_there_is_something_to_see():
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", "n": "12", "test": "4"}
    page.switch_page("../pages/time_machine.py").run()
    assert session_of(page).run.step == 300
    assert "trained to step 300" in page.info[0].value


def test_a_fork_shows_both_futures_and_is_in_the_address():
    page = open_page(step="40")
    before = session_of(page).run
    page.session_state["kept_looked_at"] = 10
    press(page, "fork_here")
    session = session_of(page)
    (branch,) = session.tree.branches
    assert fingerprint(branch.run) == fingerprint(before)
    assert session.run.step == 40
    assert session.run.events == (Event(10, "lr", 5.0),)
    assert page.query_params["tree"]
    assert fingerprint(rewind_to(session.run, 10)) == fingerprint(rewind_to(before, 10))


def test_futures_are_named_shown_kept_and_deleted():
    page = open_page(step="40", tree="now!other*step:60*lr:0.5")
    page.text_input[1].set_value("a slow one").run()
    assert session_of(page).tree.branches[0].name == "a slow one"
    press(page, "take_1")
    session = session_of(page)
    assert (session.run.step, session.run.config.learning_rate) == (60, 0.5)
    press(page, "keep_here")
    assert len(session_of(page).tree.branches) == 2
    press(page, "drop_1")
    assert [one.name for one in session_of(page).tree.branches] == ["a slow one (2)"]
    press(page, "undo_tree")
    assert len(session_of(page).tree.branches) == 2


@pytest.mark.parametrize(
    "query",
    [
        {"data": "arms", "classes": "3"},
        {"data": "hills", "lr": "0.5"},
        {"dims": "0"},
        {"batch": "4", "opt": "adam", "lr": "0.01"},
        {"dims": "16-16-16-16-16-16"},
        {"dims": "4-4", "act": "linear", "lr": "20"},
    ],
)
def test_any_network_can_be_forked(query):
    page = open_page(**query, step="6")
    page.session_state["kept_looked_at"] = 2
    press(page, "fork_here")
    assert len(session_of(page).tree.branches) == 1


def test_a_branch_that_is_none_is_told_and_the_run_is_there():
    page = open_page(step="5", tree="now!a*step:banana")
    assert session_of(page).problems
    assert session_of(page).run.step == 5


def test_the_timeline_has_a_lane_a_future_and_a_mark_for_each_change():
    run = advance(start(RunConfig(n_train=12, n_test=4), [Event(3, "lr", 5.0)]), 8)
    measured = curves(run, 8)
    futures = [
        Future("now", 0, 8, [(3, "five")], measured.steps, measured.train_cost),
        Future("<b>other</b>", 3, 8, [], measured.steps, measured.train_cost),
    ]
    drawn = timeline(futures, step=4)
    assert [list(trace.x) for trace in drawn.data] == [[0, 8], [3], [3, 3, 8], []]
    assert [list(trace.y) for trace in drawn.data] == [[0, 0], [0], [0, -1, -1], []]
    assert drawn.layout.yaxis.ticktext[1] == "&lt;b&gt;other&lt;/b&gt;"
    cost = costs_of_futures(futures, step=4, is_logarithmic=True, cost="cross-entropy")
    assert list(cost.data[0].y) == list(measured.train_cost)
    assert cost.layout.shapes[0].x0 == 4


@pytest.mark.parametrize("kind", [{}, {"dataset": "clouds", "n_classes": 3}, {"dataset": "plane"}])
def test_planes_show_each_runs_own_prediction(kind):
    run = advance(start(RunConfig(n_train=12, n_test=0, learning_rate=0.1, **kind)), 3)
    ticks, AL = prediction_grid(run, 9)
    drawn = planes([Plane("one\nline", ticks, AL, run.data), Plane("two", ticks, AL, run.data)])
    grounds = [trace for trace in drawn.data if trace.type == "heatmap"]
    expected = AL.argmax(axis=0) if run.data.task == "classes" else AL[0]
    assert [ground.xaxis for ground in grounds] == ["x", "x2"]
    assert all((ground.z == expected).all() for ground in grounds)
    assert [note.text for note in drawn.layout.annotations] == ["one<br>line", "two"]
