import numpy as np
import pytest

from dashboard.change_map import change_between, largest_weight, weight_sentence
from dashboard.config import RunConfig
from dashboard.run import advance, start
from dashboard.widgets import changes
from tests.dashboard.test_landscape_page import ODD, captions, open_landscape, until_there
from tests.dashboard.test_page import SMALL, field_of, figures_of, run, session_of


def open_changes(**query):
    return open_landscape("changes", **query)


def told(page):
    return " ".join(text.value for text in page.get("text"))


def test_the_page_opens_with_what_the_first_steps_changed_and_says_so():
    page = until_there(open_changes())
    assert [title.value for title in page.title] == ["What changed"]
    assert "has made no step yet, so its first 300 are shown" in captions(page)
    assert set(figures_of(page)) == {"change_prediction", "change_weights"}
    change = change_between(start(RunConfig()), advance(start(RunConfig()), 300), 9)
    assert weight_sentence(change, ["x₁", "x₂"]) in told(page)
    assert session_of(page).run.history.last == 0


def test_two_steps_are_chosen_by_number_or_with_the_slider():
    page = open_changes(**SMALL, step="60")
    field_of(page.number_input, "change_first").set_value(20)
    run(page)
    assert field_of(page.slider, "change_steps_60").value == (20, 60)
    field_of(page.slider, "change_steps_60").set_value((5, 31))
    run(page)
    assert field_of(page.number_input, "change_first").value == 5
    assert field_of(page.number_input, "change_second").value == 31
    config = RunConfig(n_train=12, n_test=4)
    change = change_between(advance(start(config), 5), advance(start(config), 31), 9)
    assert weight_sentence(change, ["x₁", "x₂"]) in told(page)


def test_steps_in_the_wrong_order_are_put_in_order_and_alike_ones_are_told():
    page = open_changes(**SMALL, step="60")
    field_of(page.number_input, "change_second").set_value(10)
    run(page)
    field_of(page.number_input, "change_first").set_value(50)
    run(page)
    assert field_of(page.slider, "change_steps_60").value == (10, 50)
    field_of(page.number_input, "change_first").set_value(50)
    run(page)
    assert "Both are step 50" in page.info[0].value
    assert not figures_of(page)


@pytest.mark.parametrize("query", ODD)
def test_odd_runs_are_drawn_or_say_in_a_sentence_why_not(query):
    page = until_there(open_changes(**SMALL, **query))
    assert not page.error
    assert bool(figures_of(page)) != bool(page.info)


def test_of_several_classes_each_has_its_own_map():
    page = open_changes(**SMALL, data="iris", step="30")
    first = figures_of(page)["change_prediction"]["figure"]
    page.selectbox[0].set_value(2)
    run(page)
    assert figures_of(page)["change_prediction"]["figure"] != first


def test_steps_that_are_not_kept_are_trained_again_in_turns_and_can_be_stopped(monkeypatch):
    page = until_there(open_changes(**SMALL, step="1500"))
    history = session_of(page).run.history
    assert history.stride == 4
    monkeypatch.setattr(
        changes, "advance_within", lambda run, steps, *, seconds: advance(run, min(1, steps))
    )
    field_of(page.number_input, "change_first").set_value(1_003)
    run(page)
    (progress,) = page.get("progress")
    assert "Training steps 1,003 and 1,500 again" in progress.proto.text
    page.button(key="stop_change").click()
    run(page)
    run(page)
    assert 1_000 < field_of(page.number_input, "change_first").value < 1_003
    assert figures_of(page)
    field_of(page.number_input, "change_first").set_value(1_003)
    for _ in range(4):
        run(page)
    ends = page.session_state["kept_change_ends"]
    assert ends.are_reached
    expected = advance(start(RunConfig(n_train=12, n_test=4)), 1_003).params
    assert all(np.array_equal(ends.earlier.params[name], expected[name]) for name in expected)
    assert largest_weight(change_between(ends.earlier, ends.later, 3)).before is not None
