import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lessons.progress import (
    KEYS,
    MOVING,
    Progress,
    decode_progress,
    encode_progress,
    rounded,
)
from dashboard.link import decode, query_string
from tests.dashboard.lessons_made import EVERY_KIND
from tests.dashboard.strategies import examples

LESSONS = {EVERY_KIND.id: EVERY_KIND, "another-one": EVERY_KIND}
N_STEPS = len(EVERY_KIND.steps)
N_OPTIONS = {3: 4, 4: 2, 5: 2}
"""By step: of the predictions that choose among options."""


@st.composite
def progresses(draw):
    """Anything that a learner can have done."""
    said = {}
    for at in draw(st.sets(st.integers(1, N_STEPS))):
        numbers = st.floats(0, 1e6) if at == 2 else st.floats(-1e9, 1e9)
        choices = st.integers(1, N_OPTIONS[at]) if at in N_OPTIONS else numbers
        said[at] = rounded(draw(choices))
    return Progress(
        draw(st.sampled_from(list(LESSONS))),
        draw(st.integers(1, N_STEPS + 1)),
        said,
        draw(st.frozensets(st.integers(1, N_STEPS))),
        draw(st.dictionaries(st.integers(1, N_STEPS), st.integers(1, 2))),
        tuple(draw(st.lists(st.sampled_from(list(LESSONS)), unique=True))),
        draw(st.integers(0, 3)),
    )


@examples(150)
@given(progress=progresses())
def test_whatever_was_done_comes_back_from_the_link(progress):
    parameters = encode_progress(progress)
    assert decode_progress(parameters, LESSONS) == (progress, ())
    assert set(parameters) <= set(KEYS)
    assert set(MOVING) <= set(KEYS)
    assert len(query_string(parameters)) < 700


@examples(150)
@given(progress=progresses())
def test_a_run_is_read_alike_with_and_without_what_a_lesson_says_beside_it(progress):
    run = {"v": "1", "data": "xor", "step": "7", "hide": "lr"}
    assert decode(run | encode_progress(progress)) == decode(run)


HOSTILE = st.text(max_size=30) | st.sampled_from(
    [
        "-",
        ":",
        ",",
        "2:nan",
        "2:inf",
        "2:1e999",
        "1-1-1",
        "99",
        "0",
        "²",
        "٣",
        "-1",
        "2:" + "9" * 99,
    ]
)


@examples(200)
@given(parameters=st.dictionaries(st.sampled_from(KEYS), HOSTILE | st.just(EVERY_KIND.id)))
def test_whatever_a_link_says_a_lesson_and_a_step_that_exist_are_shown(parameters):
    progress, problems = decode_progress(parameters, LESSONS)
    assert progress.lesson in {"", *LESSONS}
    assert 1 <= progress.at <= N_STEPS + 1
    assert len(problems) <= len(parameters)
    assert all(len(problem) < 200 and problem.endswith(".") for problem in problems)
    assert decode_progress(encode_progress(progress), LESSONS) == (progress, ())


@pytest.mark.parametrize(
    ("parameters", "found", "words"),
    [
        ({"lesson": "no-such"}, Progress(), "'no-such'"),
        ({"lesson": "pack:mine"}, Progress(), "open the file first"),
        ({"lesson": "every-kind", "at": "99"}, Progress("every-kind", N_STEPS), "8 steps"),
        ({"lesson": "every-kind", "at": "0"}, Progress("every-kind"), "no step"),
        ({"lesson": "every-kind", "at": "two"}, Progress("every-kind"), "'two'"),
        ({"lesson": "every-kind", "said": "2:much"}, Progress("every-kind"), "2:0.5"),
        ({"lesson": "every-kind", "said": "99:1"}, Progress("every-kind"), "99:1"),
        ({"lesson": "every-kind", "did": "1-x"}, Progress("every-kind", did={1}), "'x'"),
        ({"present": "7"}, Progress(), "panel"),
        ({"done": "every-kind,nothing"}, Progress(done=("every-kind",)), "'nothing'"),
    ],
)
def test_what_is_wrong_in_a_link_is_one_sentence(parameters, found, words):
    progress, problems = decode_progress(parameters, LESSONS)
    assert progress == found
    (problem,) = problems
    assert words in problem


def test_an_option_that_there_is_not_was_not_predicted():
    progress, _ = decode_progress({"lesson": "every-kind", "said": "3:5,4:1.5,2:-1"}, LESSONS)
    assert progress.said == {}


def test_back_leads_to_another_step_and_takes_nothing_away():
    now = Progress("every-kind", 3, {2: 0.5}, frozenset({1, 2}), {7: 1}, ("another-one",))
    before = Progress("every-kind", 2, {}, frozenset({1}))
    merged = now.merged(before)
    assert merged == Progress("every-kind", 2, {2: 0.5}, {1, 2}, {7: 1}, ("another-one",))
    assert now.merged(Progress()) == Progress(done=("another-one",))
