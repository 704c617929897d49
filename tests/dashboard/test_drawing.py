import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.drawing import MAX_EDITS, apply_edits, drawing_words
from dashboard.drawn_data import drawn, encode_drawn
from tests.dashboard.strategies import examples

THREE = drawn([(0, 0, 0), (1, -1, 1), (-2.5, 0.25, 1)])


def points_of(own):
    return [*zip(*own.points.tolist(), own.targets.tolist(), strict=True)]


def add(number, x1, x2, target, **more):
    return {"number": number, "kind": "add", "x1": x1, "x2": x2, "target": target, **more}


def delete(number, index, at):
    return {"number": number, "kind": "delete", "index": index, "at": at}


def move(number, index, at, x1, x2):
    return {"number": number, "kind": "move", "index": index, "at": at, "x1": x1, "x2": x2}


def test_five_clicks_sent_again_and_again_are_five_points():
    clicks = [add(number, 10 * number, -20, number % 2) for number in range(1, 6)]
    own, taken = None, 0
    for seen in (1, 1, 3, 2, 5, 5):
        own, taken = apply_edits(own, clicks[:seen], taken)
    assert taken == 5
    assert points_of(own) == [(number / 10, -0.2, number % 2) for number in range(1, 6)]


def test_edits_are_done_in_the_order_of_their_numbers():
    edits = [delete(8, 3, [300, 0]), add(6, 200, 0, 1), move(7, 3, [200, 0], 300, 0)]
    own, taken = apply_edits(THREE, edits, 5)
    assert (own, taken) == (THREE, 8)


def test_an_edit_of_another_point_than_the_one_meant_is_passed_over():
    # The data were changed since (by Undo, say): what stands at the index is another point.
    edits = [delete(1, 0, [1, 0]), move(2, 1, [100, -101], 0, 0), delete(3, 2, [-250, 25])]
    own, taken = apply_edits(THREE, edits, 0)
    assert points_of(own) == [(0, 0, 0), (1, -1, 1)]
    assert taken == 3


def test_the_last_point_stays_and_the_edit_is_taken():
    one = drawn([(1, 1, 0)])
    assert apply_edits(one, [delete(4, 0, [100, 100])], 3) == (one, 4)


def test_no_more_classes_than_are_allowed():
    own, taken = apply_edits(THREE, [add(1, 0, 0, 2), add(2, 0, 0, 1)], 0, most_classes=2)
    assert (len(own.classes), own.targets.size, taken) == (2, 4, 2)
    own, _ = apply_edits(THREE, [add(1, 0, 0, 2), add(2, 0, 0, 3)], 0)
    assert len(own.classes) == 4


def test_a_flood_is_taken_in_parts():
    flood = [add(number, number % 600, 0, 0) for number in range(1, 1_000)]
    own, taken = apply_edits(None, flood, 0)
    assert (own.targets.size, taken) == (MAX_EDITS, MAX_EDITS)
    own, taken = apply_edits(own, flood, taken)
    assert (own.targets.size, taken) == (2 * MAX_EDITS, 2 * MAX_EDITS)


GARBAGE = [
    *(None, True, 7, "edits", {}, {"number": 1}, [None], [[]], ["add"], [{}], [{"number": "1"}]),
    [add(None, 0, 0, 0)],
    [add(True, 0, 0, 0)],
    [add(1.5, 0, 0, 0)],
    [add(math.nan, 0, 0, 0)],
    [add(math.inf, 0, 0, 0)],
    [add(10**400, 0, 0, 0)],
    [add(0, 0, 0, 0)],
    [add(-1, 0, 0, 0)],
    [add([1], 0, 0, 0)],
]


@pytest.mark.parametrize("edits", GARBAGE, ids=repr)
def test_what_has_no_number_is_ignored(edits):
    assert apply_edits(THREE, edits, 0) == (THREE, 0)
    assert apply_edits(None, edits, 0) == (None, 0)


NOT_LEGAL = [
    {"number": 1},
    {"number": 1, "kind": "explode"},
    {"number": 1, "kind": ["add"]},
    add(1, 601, 0, 0),
    add(1, 0, math.nan, 0),
    add(1, math.inf, 0, 0),
    add(1, 10**400, 0, 0),
    add(1, "0", 0, 0),
    add(1, True, 0, 0),
    add(1, None, 0, 0),
    add(1, [0], 0, 0),
    add(1, 0, 0, -1),
    add(1, 0, 0, 0.5),
    add(1, 0, 0, 3),
    add(1, 0, 0, 6),
    add(1, 0, 0, math.nan),
    add(1, 0, 0, None),
    delete(1, 3, [0, 0]),
    delete(1, -1, [-250, 25]),
    delete(1, 0.5, [0, 0]),
    delete(1, True, [100, -100]),
    delete(1, 10**400, [0, 0]),
    delete(1, 0, None),
    delete(1, 0, "00"),
    delete(1, 0, {"x1": 0}),
    move(1, 0, [0, 0], 601, 0),
    move(1, 0, [0, 0], math.nan, 0),
    move(1, 0, [0, 0], None, None),
    move(1, "0", [0, 0], 1, 1),
]


@pytest.mark.parametrize("edit", NOT_LEGAL, ids=repr)
def test_an_edit_that_is_not_legal_changes_nothing_and_is_taken(edit):
    assert apply_edits(THREE, [edit], 0) == (THREE, 1)
    assert apply_edits(THREE, [edit, add(2, 1, 1, 0)], 0)[0].targets.size == 4


numbers = st.integers(-3, 12) | st.floats() | st.none() | st.text(max_size=2) | st.booleans()
edits = st.fixed_dictionaries(
    {},
    optional={
        "number": numbers,
        "kind": st.sampled_from(["add", "move", "delete"]) | numbers,
        "x1": st.integers(-601, 601) | numbers,
        "x2": st.integers(-601, 601) | numbers,
        "target": st.integers(0, 6) | numbers,
        "index": st.integers(0, 3) | numbers,
        "at": st.sampled_from([[0, 0], [100, -100], [-250, 25]]) | numbers,
    },
)


@examples(200)
@given(st.none() | st.just(THREE), st.lists(edits | numbers, max_size=8), st.integers(-1, 9))
def test_whatever_comes_leaves_drawn_points_and_a_number_that_does_not_fall(own, sent, taken):
    after, reached = apply_edits(own, sent, taken)
    assert reached >= taken
    assert own is None or after is not None
    assert after is None or after.is_drawn
    assert apply_edits(after, sent, reached) == (after, reached)


def test_the_stage_is_told_what_there_is_to_be_edited():
    words = drawing_words(THREE, 7, following=1, most_classes=3)
    assert words["points"] == [0, 0, 0, 100, -100, 1, -250, 25, 1]
    assert words["targets"] == [0, 1, 2]
    assert words["names"] == ["class 0", "class 1", "class 2"]
    assert (words["next"], words["drawn"], words["has_classes"]) == (1, 7, True)
    assert drawing_words(None, 0)["points"] == []
    values = drawn([(0.29, -0.57, 0.5)], has_classes=False)
    words = drawing_words(values, 0)
    assert words["points"] == [29, -57, 0.5]
    assert words["targets"] == [-1, -0.5, 0, 0.5, 1]
    assert words["names"] == ["−1", "−0.5", "0", "+0.5", "+1"]


def test_a_value_that_can_be_chosen_can_be_drawn():
    own = drawn([(0, 0, 0)], has_classes=False)
    for number, target in enumerate(drawing_words(own, 0)["targets"], start=1):
        own, _ = apply_edits(own, [add(number, 1, number, target)], number - 1)
    assert own.targets.tolist() == [0, -1, -0.5, 0, 0.5, 1]
    assert encode_drawn(own).startswith("v")
