import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.one_step.marking import mark, read_answer
from tests.dashboard.strategies import examples


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        (" 0.5 ", 0.5),
        ("1,5", 1.5),
        ("-0,25", -0.25),
        ("−0.25", -0.25),
        ("+2", 2.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("1/3", 1 / 3),
        ("-1 / 4", -0.25),
        ("0.5/2", 0.25),
        ("1e-3", 1e-3),
        ("-2.5E2", -250.0),
        ("= 0.7", 0.7),
        ("0\u00a0", 0.0),
        ("1e-999", 0.0),
    ],
)
def test_a_number_is_read_as_it_is_written(text, value):
    assert read_answer(text) == (value, "")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Nothing is written"),
        ("   ", "Nothing is written"),
        ("=", "Nothing is written"),
        ("a third", "not a number"),
        ("half", "not a number"),
        ("0.5 nats", "not a number"),
        ("1.2.3", "not a number"),
        ("1 000", "not a number"),
        ("50 %", "not a number"),
        ("1_000", "not a number"),
        ("0x10", "not a number"),
        ("１２", "not a number"),
        ("e", "not a number"),
        ("1e", "not a number"),
        ("--1", "not a number"),
        ("1/2/3", "not a number"),
        ("1/", "not a number"),
        ("<b>1</b>", "not a number"),
        ("$1$", "not a number"),
        ("1,234.5", "one decimal point or comma"),
        ("inf", "finite"),
        ("-Infinity", "finite"),
        ("NaN", "finite"),
        ("∞", "finite"),
        ("1/0", "divided by 0"),
        ("0/0", "divided by 0"),
        ("1e999", "too large"),
        ("1e300/1e-300", "too large"),
        ("9" * 41, "too long"),
        ("x" * 1_000_000, "too long"),
    ],
)
def test_what_is_no_number_is_told_in_one_sentence_that_repeats_nothing_of_it(text, words):
    verdict = mark(text, 0.5, tolerance=0.01)
    assert not verdict.is_right
    assert verdict.value is None
    assert words in verdict.sentence
    assert verdict.sentence.endswith(".")
    assert "<" not in verdict.sentence
    assert len(verdict.sentence) < 100


@pytest.mark.parametrize(
    ("text", "number", "is_right"),
    [
        ("0.5", 0.5, True),
        ("0.504", 0.5, True),  # 1 % of 0.5 is 0.005
        ("0.506", 0.5, False),
        ("-0.5", 0.5, False),
        ("-0.298", -0.29707, True),
        ("0.0004", 0.0, True),  # within 0.0005
        ("0.0006", 0.0, False),
        ("0.0015", 0.001, True),
        ("0.0016", 0.001, False),
        ("1/3", 1 / 3, True),
        ("101", 100.0, True),
        ("102", 100.0, False),
    ],
)
def test_an_answer_is_right_within_the_tolerance_stated(text, number, is_right):
    verdict = mark(text, number, tolerance=0.01)
    assert verdict.is_right is is_right
    assert verdict.sentence.startswith("Right" if is_right else "Not")


def test_a_wrong_sign_is_told_and_so_is_a_near_miss():
    assert "sign" in mark("0.3", -0.3, tolerance=0.01).sentence
    assert "close" in mark("0.31", 0.3, tolerance=0.01).sentence
    assert mark("0.3", 0.3, tolerance=0.05).sentence == "Right: 0.3, within 5 %."
    assert "0.0005" in mark("0.3", 0.001, tolerance=0.05).sentence


@examples(200)
@given(st.text(max_size=60))
def test_any_text_gets_a_verdict_of_one_line(text):
    verdict = mark(text, 0.25, tolerance=0.01)
    assert verdict.sentence
    assert "\n" not in verdict.sentence


@examples(200)
@given(st.floats(-1e6, 1e6))
def test_the_number_itself_is_right(number):
    assert mark(repr(number), number, tolerance=0.0).is_right
