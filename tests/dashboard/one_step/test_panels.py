import re

import pytest
from streamlit.testing.v1 import AppTest

from dashboard.link import decode
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.drills import Question, ask, number_of
from dashboard.one_step.trace import trace
from dashboard.session import new_session
from dashboard.widgets.one_step.nudge import parameter_of

SMALL = {"n": "12", "test": "0"}


def script():
    """All four panels, for what the test has chosen."""
    import streamlit as st

    from dashboard import state
    from dashboard.one_step.chosen import Chosen
    from dashboard.one_step.trace import trace
    from dashboard.widgets.one_step.blame import show_blame
    from dashboard.widgets.one_step.drill import show_drill
    from dashboard.widgets.one_step.nudge import show_nudge
    from dashboard.widgets.one_step.slice import show_slice

    session = state.session()
    session.rest()
    opened = trace(session.run)
    chosen = Chosen(0, state.kept("target", "unit1.0"), state.kept("point"))
    show_nudge(opened, chosen)
    show_blame(opened, chosen, lambda point: state.keep("point", point))
    show_slice(opened)
    show_drill(opened, chosen)
    st.text(f"point {chosen.point}")


def open_panels(**query):
    page = AppTest.from_function(script, default_timeout=60)
    page.query_params = SMALL | query
    return run(page)


def run(page):
    page.run()
    assert not page.exception
    return page


def said(page):
    return "\n".join(element.value for element in [*page.markdown, *page.caption])


def traced(**query):
    return trace(new_session(decode(SMALL | query)).run)


def answer(page, text):
    (field,) = page.text_input
    field.set_value(text)
    page.button(key="drill_check").click()
    return run(page)


def verdict(page):
    (told,) = [*page.success, *page.info, *page.warning]
    return told


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"data": "iris", "dims": "3,3", "act": "relu", "opt": "adam", "lr": "0.01", "batch": "5"},
        {"data": "plane", "dims": "2", "lr": "0.1", "l1": "0.01"},
        {"data": "blobs", "dims": "", "cost": "squared-error"},
        {"data": "point"},
        {"data": "plane", "dims": "4,4", "act": "linear", "lr": "100"},
    ],
)
def test_the_panels_draw_whatever_the_run_is(query):
    page = open_panels(**query)
    assert "slope measured" in said(page)
    assert re.search("The step of .* (goes|overshoots|does not reach|ends on|leaves)", said(page))
    assert page.latex
    assert len(page.get("bidi_component")) == 3


def test_the_nudge_says_what_backprop_says():
    page, opened = open_panels(), traced()
    target = parameter_of(opened, "unit1.0")
    slope = number_of(opened, "d" + target, None)
    assert f"{slope:.10g}".replace("-", "−") in said(page)
    assert "backprop tells the truth" in said(page)


def test_of_a_unit_the_steepest_parameter_is_nudged_and_what_is_gone_is_replaced():
    opened = traced()
    steepest = max(
        ["W1.1.0", "W1.1.1", "b1.1"], key=lambda name: abs(number_of(opened, f"d{name}", None))
    )
    assert parameter_of(opened, "unit1.1") == steepest
    assert parameter_of(opened, "W1.1.0") == "W1.1.0"
    assert parameter_of(opened, "W9.9.9")[:3] in ("W1.", "b1.")


def test_the_most_blamed_point_is_chosen_at_a_press():
    page = open_panels()
    assert page.text[-1].value == "point None"
    page.button(key="most_blamed").click()
    run(page)
    number = re.search(r"most blamed point of the step, number (\d+)", said(page))
    assert page.text[-1].value == f"point {int(number[1]) - 1}"
    assert page.button(key="most_blamed").disabled


def test_a_point_that_is_gone_is_said_and_nothing_else_is_lost():
    page = open_panels()
    page.session_state["kept_point"] = 500
    run(page)
    assert "Point 501 is not among the 12 of this step" in said(page)


def test_a_drill_is_answered_and_its_working_is_shown_after():
    page = open_panels()
    number = number_of(traced(), *ask(traced(), 0))
    before = len(page.latex)
    assert not [*page.success, *page.info, *page.warning]
    answer(page, f"{number:.4f}")
    assert verdict(page).value.startswith("Right")
    assert len(page.latex) > before


def test_a_wrong_answer_may_be_tried_again_before_the_working_is_shown():
    page = open_panels()
    number = number_of(traced(), *ask(traced(), 0))
    before = len(page.latex)
    answer(page, f"{number + 1:.4f}")
    assert verdict(page).value.startswith("Not")
    assert len(page.latex) == before
    page.button(key="drill_give_up").click()
    run(page)
    assert len(page.latex) > before
    answer(page, f"{number:.4f}")
    assert verdict(page).value.startswith("Right")


def test_words_for_a_number_cost_nothing():
    page = open_panels()
    answer(page, "a half")
    assert "not a number" in verdict(page).value
    assert page.text_input[0].value == "a half"


def test_another_question_begins_without_an_answer():
    page = open_panels()
    answer(page, "1")
    was = page.text_input[0].key
    page.button(key="drill_another").click()
    run(page)
    assert page.text_input[0].key != was
    assert page.text_input[0].value == ""
    assert not [*page.success, *page.info, *page.warning]


def test_a_chosen_point_is_the_one_asked_about():
    assert ask(traced(), 0, point=3) == Question(ask(traced(), 0, point=3).name, 3)
    assert Chosen(0, "unit1.0", 3).point == 3


def test_another_distance_and_a_wider_look_change_what_is_said():
    page = open_panels(lr="0.01")
    before = said(page)
    page.select_slider(key="nudge_epsilon").set_value(1e-2)
    page.select_slider(key="slice_width").set_value(1000)
    run(page)
    assert said(page) != before
