"""What does a learner see on the page One step? As AppTest draws it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.widgets.one_step import choosing

MAIN = Path(__file__).parents[2] / "dashboard" / "main.py"


def open_step(**query):
    """Open the page with a link."""
    page = AppTest.from_file(MAIN, default_timeout=60)
    page.query_params = {"v": "1", **query}
    run(page)
    page.switch_page("../pages/one_step.py")
    return run(page)


def run(page):
    page.run()
    assert not page.exception
    return page


def press(page, key):
    page.button(key=key).click()
    return run(page)


def field(page, kind, name):
    (found,) = [each for each in page.get(kind) if each.key.partition(":")[0] == name]
    return found


def choose(page, kind, name, value):
    field(page, kind, name).set_value(value)
    return run(page)


def told(page):
    return page.subheader[0].value


def phase_of(page):
    return field(page, "selectbox", "step_phase_field").value


QUERIES = (
    {},
    {"data": "clouds", "classes": "3"},
    {"data": "hills", "dims": "4-4", "act": "relu-tanh"},
    {"dims": "16-16-16-16-16-16", "act": "tanh", "n": "40"},
    {"dims": "0"},
    {"batch": "20", "opt": "adam", "l2": "0.01", "freeze": "unit1.0:0"},
)


@pytest.mark.parametrize("query", QUERIES, ids=str)
def test_every_phase_of_every_kind_of_run_is_drawn(query):
    page = open_step(**query)
    assert page.latex
    press(page, "step_first")
    n_layers = len(page.session_state["session"].run.config.layer_dims) - 1
    assert phase_of(page) == "initialise"
    seen = [phase_of(page)]
    for _ in range(min(2 * n_layers + 2, 6)):  # of a deep network, a few are enough
        press(page, "step_next")
        seen.append(phase_of(page))
        assert page.latex
    assert len(set(seen)) == len(seen)
    choose(page, "selectbox", "step_phase_field", "update")
    press(page, "step_next")  # the loop: the next step begins
    assert page.session_state["session"].run.step == 1
    assert phase_of(page) == "forward1"
    assert page.query_params["step"] == "1"
    press(page, "step_back")
    assert page.session_state["session"].run.step == 0
    assert phase_of(page) == "update"


def test_the_page_opens_with_a_sum_and_keeps_what_was_chosen_on_another_page():
    page = open_step()
    assert told(page) == "Unit 1 of layer 1, point 1"
    choose(page, "selectbox", "step_unit", 2)
    choose(page, "number_input", "step_point_field", 7)
    assert told(page) == "Unit 3 of layer 1, point 7"
    page.switch_page("../pages/the_code.py")
    run(page)
    page.switch_page("../pages/one_step.py")
    assert told(run(page)) == "Unit 3 of layer 1, point 7"


def test_fields_choose_a_target_and_the_batch():
    page = open_step()
    choose(page, "selectbox", "step_layer", 2)
    assert phase_of(page) == "forward2"
    choose(page, "selectbox", "step_part", "W2.0.3")
    assert told(page) == "W2[1, 4], point 1"
    press(page, "step_batch")
    assert told(page) == "W2[1, 4], the whole batch"
    choose(page, "selectbox", "step_phase_field", "update")
    assert told(page) == "W2[1, 4]"


def test_a_number_is_followed_to_where_it_was_made_even_a_step_before():
    page = open_step(step="3")
    press(page, "follow_W1[1, 2]")
    assert page.session_state["session"].run.step == 2
    assert (phase_of(page), told(page)) == ("update", "W1[1, 2]")
    press(page, "follow_dW1[1, 2]")
    assert phase_of(page) == "backward1"


def test_numbers_are_written_exactly_on_demand():
    page = open_step()
    z = page.session_state["session"].run.params["W1"][0, 0]
    assert repr(float(z)) not in page.latex[0].value
    choose(page, "selectbox", "step_digits_field", 0)
    assert repr(float(z)) in page.latex[0].value


def test_a_choice_that_is_gone_is_told_once_and_the_run_is_unharmed():
    page = open_step(n="12")
    page.session_state["kept_step_target"] = "unit1.9"
    page.session_state["kept_step_point"] = 40
    run(page)
    sentence = (
        "The network has no unit 10 of layer 1 any more: here is unit 4 of layer 1. The step has "
        "12 training points, no point 41: here is point 12."
    )
    assert sentence in [text.value for text in page.get("text")]
    assert told(page) == "Unit 4 of layer 1, point 12"
    run(page)
    assert sentence not in [text.value for text in page.get("text")]


def test_a_run_that_has_ended_says_so():
    page = open_step(
        data="hills", dims="4", act="relu", init="given", given=",".join(["1e150"] * 17)
    )
    choose(page, "selectbox", "step_phase_field", "update")
    assert page.button(key="step_next").disabled
    assert page.button(key="step_next_step").disabled
    assert any(
        text.value.startswith("Paused at step 0: the next step") for text in page.get("text")
    )


def test_play_shows_one_phase_after_the_other_and_stops_at_the_end(monkeypatch):
    page = open_step()
    kept = {}
    session = page.session_state["session"]
    monkeypatch.setattr(choosing.state, "session", lambda: session)
    monkeypatch.setattr(choosing.state, "kept", lambda name, default: kept.get(name, default))
    monkeypatch.setattr(choosing.state, "keep", kept.__setitem__)
    kept[choosing.PHASE] = "update"
    choosing.play()
    seen = [kept[choosing.PHASE]]
    choosing.tick(kept[choosing.DUE] - 0.1)  # not yet
    while choosing.is_playing():
        choosing.tick(kept[choosing.DUE] + 0.1)
        seen.append(kept[choosing.PHASE])
    assert seen == [
        "initialise",
        "forward1",
        "forward2",
        "cost",
        "backward2",
        "backward1",
        "update",
    ]


@pytest.mark.parametrize(
    "clicked",
    [
        {},
        {"customdata": "W7.0.0"},
        {"customdata": ["unit1.0"]},
        {"customdata": "layer1"},
        {"customdata": "<script>"},
    ],
)
def test_clicks_that_make_no_sense_are_not_heard(clicked, monkeypatch):
    page = open_step()
    kept = {}
    monkeypatch.setattr(choosing.state, "session", lambda: page.session_state["session"])
    monkeypatch.setattr(choosing.state, "keep", kept.__setitem__)
    choosing.hear_click(clicked)
    choosing.hear_point({"customdata": True})
    choosing.hear_point({"customdata": -1})
    choosing.hear_point({"customdata": "3"})
    assert kept == {}
