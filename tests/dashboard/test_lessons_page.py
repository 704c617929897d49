import json
from urllib.parse import parse_qsl

import pytest

from dashboard.config import RunConfig
from dashboard.lessons import catalogue
from dashboard.lessons.pack import write_pack
from dashboard.link import decode
from dashboard.run import advance, fingerprint, start
from dashboard.session import Session
from dashboard.stage.payload import scene_id
from dashboard.widgets.presenting import class_address
from tests.dashboard.lessons_made import BLOBS, EVERY_KIND
from tests.dashboard.test_page import figures_of, message_of, open_page, press, run, told_of

ID = EVERY_KIND.id
N_STEPS = len(EVERY_KIND.steps)
PAGE = "../pages/lessons.py"


@pytest.fixture(autouse=True)
def _made_lessons(monkeypatch):
    monkeypatch.setattr(catalogue, "LESSONS", (EVERY_KIND, *catalogue.LESSONS))


def open_lessons(**query):
    """Open the lessons with a link."""
    page = open_page()
    page.switch_page(PAGE)
    page.query_params = dict(query)
    return run(page)


def lesson_session(page) -> Session:
    return page.session_state["session_lesson"]


def link_of(page):
    """What the stage is given to write into the address, beside the step that it draws."""
    return dict(parse_qsl(message_of(page)["link"]))


def sentence_of(page):
    return message_of(page)["sentence"]


def play_out(page):
    """Play the run to where it stops, as the stage asks for it, and say that it was drawn."""
    session = lesson_session(page)
    session.play()
    assert session.is_playing
    for turn in range(200):
        if not session.is_playing:
            break
        session.supply(0, float(turn))
    session.take_outbox()
    session.note_played_out()
    return run(page)


def predict(page, at, value):
    """Make a prediction, or choose the option of an index."""
    widgets = page.radio if isinstance(value, int) else page.number_input
    widgets(key=f"said_{at}").set_value(value)
    return press(page, f"predict_button_{at}")


def header_subheader(page):
    return page.subheader[0].value


# The list.


def test_the_list_has_a_card_for_every_lesson_and_begins_the_one_that_is_pressed():
    page = open_lessons()
    assert [title.value for title in page.title] == ["Lessons"]
    shown = " ".join(text.value for text in page.markdown)
    for lesson in catalogue.LESSONS:
        assert lesson.title in shown
        assert lesson.aim in shown
    assert page.query_params == {}
    press(page, f"open_{ID}")
    assert [title.value for title in page.title] == [EVERY_KIND.title]
    assert link_of(page)["lesson"] == ID


def test_a_lesson_that_is_done_is_marked_on_its_card():
    page = open_lessons(done=ID)
    assert page.button(key=f"open_{ID}").label == "Do it again"
    captions = [caption.value for caption in page.caption if "minutes" in caption.value]
    assert ["done" in caption for caption in captions] == [True] + [False] * (len(captions) - 1)


def test_a_lesson_that_was_left_goes_on_where_it_was():
    page = open_lessons(lesson=ID)
    press(page, "lesson_next")
    predict(page, 2, 0.05)
    press(page, "lesson_list")
    assert page.button(key=f"open_{ID}").label == "Go on at step 2"
    press(page, f"open_{ID}")
    assert header_subheader(page) == "A cost"
    assert link_of(page)["said"] == "2:0.05"


# A step of each kind.


def test_a_step_to_read_shows_its_run_at_its_step():
    page = open_lessons(lesson=ID)
    assert header_subheader(page) == "To read"
    message = message_of(page)
    there = advance(start(decode(dict(pair.split("=") for pair in BLOBS.split("&"))).config), 2)
    assert (message["step"], message["fingerprint"]) == (2, fingerprint(there))
    assert message["sentence"] == "Step 1 of 8, read: To read."
    assert message["name"] == "lesson"
    assert message["suggestion"] is None
    press(page, "lesson_next")
    assert link_of(page)["did"] == "1"


def test_a_run_is_locked_until_a_cost_is_predicted_and_then_compared():
    page = open_lessons(lesson=ID, at="2")
    assert page.button(key="play").disabled
    session = lesson_session(page)
    for act in (session.play, lambda: session.step_to(5), lambda: session.step_to(50)):
        act()
        assert (session.run.step, session.is_playing) == (0, False)
    assert session.sentence == "Make your prediction first: then the run unlocks."
    predict(page, 2, 0.5)
    assert not page.button(key="play").disabled
    assert link_of(page)["said"] == "2:0.5"
    (_, prediction) = figure_shapes(page)
    assert prediction["y0"] == prediction["y1"] == 0.5
    play_out(page)
    assert session.run.step == 40
    verdict = page.info[0].value
    assert verdict.startswith("You said 0.5 and it came to 0.0394")
    assert sentence_of(page) == verdict
    assert "It falls quickly." in [text.value for text in page.markdown]
    assert page.button(key="lesson_next").label == "Next"
    assert figure_shapes(page)[1]["y0"] == 0.5


def figure_shapes(page):
    return json.loads(figures_of(page)["cost_figure"]["figure"])["layout"]["shapes"]


def test_nothing_is_told_before_the_picture_has_come_to_where_the_run_stopped():
    page = open_lessons(lesson=ID, at="2", said="2:0.04")
    session = lesson_session(page)
    session.play()
    for turn in range(50):
        session.supply(0, float(turn))
    assert session.is_playing_out
    run(page)
    assert message_of(page)["playing_out"]
    assert not page.success
    session.note_played_out()
    run(page)
    assert page.success[0].value.endswith("right, within a factor of 2.")


def test_a_boundary_is_chosen_among_the_planes_of_real_runs():
    page = open_lessons(lesson=ID, at="3")
    assert {f"option_{index}_figure" for index in range(4)} <= set(figures_of(page))
    predict(page, 3, 1)
    assert link_of(page)["said"] == "3:2"
    play_out(page)
    assert page.success[0].value == "You were right: after 60 steps."


def test_a_contest_shows_every_run_that_took_part_once_it_is_over():
    page = open_lessons(lesson=ID, at="4")
    predict(page, 4, 1)
    assert "contest_figure" not in figures_of(page)
    play_out(page)
    assert page.info[0].value == "You said “rate 0.001”; it was “rate 0.5”."
    assert "contest_figure" in figures_of(page)


def test_a_run_to_watch_stops_by_itself_and_is_done_then():
    page = open_lessons(lesson=ID, at="6")
    assert page.button(key="lesson_next").label == "Skip"
    play_out(page)
    assert lesson_session(page).run.step == 50
    assert page.button(key="lesson_next").label == "Next"
    assert link_of(page)["at"] == "6"


def test_a_goal_is_checked_on_the_learners_own_run_with_two_hints():
    page = open_lessons(lesson=ID, at="7")
    session = lesson_session(page)
    assert [told for told in told_of(page) if "to be at most 0.2" in told]
    press(page, "lesson_hint")
    press(page, "lesson_hint")
    assert [hint.value for hint in page.info] == ["Larger steps.", "A rate of 2."]
    assert "lesson_hint" not in [button.key for button in page.button]
    (rate,) = [slider for slider in page.select_slider if slider.key.startswith("lr:")]
    rate.set_value(2.0)
    run(page)
    assert session.run.rule.learning_rate == 2.0
    play_out(page)
    assert page.success[0].value == "Solved."
    assert sentence_of(page).startswith("Solved, at step")


def test_a_number_is_marked_and_its_working_shown():
    page = open_lessons(lesson=ID, at="8")
    page.text_input(key="drill_8").set_value("a third")
    press(page, "drill_check_8")
    assert any(told.startswith("That is not a number") for told in told_of(page))
    # b - (σ(z) - y) with z = 0.5 · 1 - 0.25 · 0 + 1, by hand: 1 - (0.8175745 - 1).
    page.text_input(key="drill_8").set_value("1.1824")
    press(page, "drill_check_8")
    assert page.success[0].value == "It is 1.18243."
    assert sentence_of(page).startswith("Right: 1.1824")


def test_the_end_compares_predictions_and_names_what_was_left_out():
    page = open_lessons(lesson=ID, at=str(N_STEPS + 1), said="2:0.5,4:1", did="1-2-4")
    shown = " ".join(text.value for text in page.markdown)
    assert "You said 0.5 and it came to 0.0394" in shown
    assert "You were right: rate 0.5." in shown
    left = [button.label for button in page.button if button.key.startswith("missed_")]
    assert len(left) == N_STEPS - 3
    press(page, "missed_5")
    assert header_subheader(page) == "In words"


def test_a_lesson_is_done_when_every_step_is():
    page = open_lessons(lesson=ID, at="8", did="1-2-3-4-5-6-7")
    press(page, "drill_show")
    press(page, "lesson_next")
    press(page, "lesson_list")
    assert page.query_params == {"done": ID}


# The learner's own run.


def test_the_playgrounds_run_is_as_it_was_after_a_lesson():
    page = press(open_page(n="12", test="4", seed="9"), "step10")
    before = message_of(page)
    page.switch_page(PAGE)
    page.query_params = {}
    run(page)
    press(page, f"open_{ID}")
    assert message_of(page)["id"] != before["id"]
    press(page, "step10")
    page.switch_page("../pages/playground.py")
    page.query_params = {}
    run(page)
    after = message_of(page)
    assert (after["fingerprint"], after["name"]) == (before["fingerprint"], "playground")
    assert after["session"] == before["session"]


def test_going_on_in_the_playground_can_be_undone_there():
    page = press(open_page(n="12", test="4", seed="9"), "step10")
    mine = message_of(page)["fingerprint"]
    page.switch_page(PAGE)
    page.query_params = {}
    run(page)
    press(page, f"open_{ID}")
    for _ in range(N_STEPS):
        press(page, "lesson_next")
    press(page, "lesson_go_on")
    assert [title.value for title in page.title] == ["Watch it learn"]
    page.switch_page("../pages/playground.py")
    wanted = decode(dict(pair.split("=") for pair in EVERY_KIND.go_on.split("&"))).config
    assert message_of(page)["id"] == scene_id(start(wanted))
    press(page, "undo")
    assert message_of(page)["fingerprint"] == mine


def test_a_link_with_a_run_opens_that_run_and_one_without_the_steps_own():
    page = open_lessons(
        lesson=ID, at="6", v="1", data="blobs", n="20", test="0", dims="0", seed="7", step="5"
    )
    assert (message_of(page)["step"], lesson_session(page).run.config.seed) == (5, 7)
    page = open_lessons(lesson=ID, at="6")
    assert (message_of(page)["step"], lesson_session(page).run.config.seed) == (0, 2)


def test_a_link_can_not_show_what_is_to_be_predicted():
    page = open_lessons(lesson=ID, at="2", v="1", data="blobs", n="20", dims="0", step="40")
    assert message_of(page)["step"] == 0


def test_what_a_link_locks_stays_locked_in_every_step():
    page = open_lessons(lesson=ID, at="6", hide="speed-lr", v="1")
    press(page, "lesson_next")
    assert not [slider for slider in page.select_slider if slider.key.startswith("lr:")]
    assert link_of(page)["hide"] == "lr-speed"
    assert lesson_session(page).run.config != RunConfig()


# What is not legal.


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ({"lesson": "nothing"}, "'nothing'"),
        ({"lesson": "pack:mine"}, "open the file first"),
        ({"lesson": ID, "at": "99"}, "beyond the 8 steps"),
        ({"lesson": ID, "said": "x"}, "2:0.5"),
        ({"lesson": ID, "v": "1", "lr": "x"}, "no number"),
    ],
)
def test_what_is_wrong_in_a_link_is_one_line_that_can_be_dismissed(query, words):
    page = open_lessons(**query)
    (told,) = [told for told in told_of(page) if words in told]
    press(page, "dismiss")
    assert told not in told_of(page)


# Files.


def test_a_lesson_that_was_exported_opens_again_and_runs_like_the_others():
    page = open_lessons()
    keep = write_pack(EVERY_KIND).replace("Every kind of step", "My own lesson")
    page.session_state["kept_lesson_packs"] = {"pack:every-kind": keep}
    run(page)
    press(page, "open_pack:every-kind")
    assert [title.value for title in page.title] == ["My own lesson"]
    assert link_of(page)["lesson"] == "pack:every-kind"
    assert any("came as a file" in caption.value for caption in page.caption)
    press(page, "lesson_next")
    assert header_subheader(page) == "A cost"


# Before a class.


def test_a_presenter_turns_panels_and_then_steps():
    page = open_lessons(lesson=ID)
    press(page, "present_on")
    for present, title in (("1", "To read"), ("2", "To read"), ("3", "To read"), ("1", "A cost")):
        assert (link_of(page)["present"], header_subheader(page)) == (present, title)
        press(page, "panel_next")
    press(page, "panel_back")
    press(page, "panel_back")
    assert header_subheader(page) == "To read"
    press(page, "present_off")
    assert "present" not in link_of(page)


def test_a_class_gets_the_step_without_what_the_presenter_said():
    page = open_lessons(lesson=ID, at="2", said="2:0.05", did="1", hide="lr", present="1")
    progress = page.session_state["kept_lesson_progress"]
    session = lesson_session(page)
    root = "https://learn.example/lessons"
    short = class_address(session, progress, f"{root}?x=1", has_run=False)
    assert short == f"{root}?hide=lr&lesson={ID}&at=2"
    whole = class_address(session, progress, root, has_run=True)
    assert "data=blobs" in whole
    assert "said" not in whole
