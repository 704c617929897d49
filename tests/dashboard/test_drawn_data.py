import math
import re
from base64 import urlsafe_b64encode
from dataclasses import replace
from urllib.parse import quote

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.drawn_data import (
    LAST_POINT,
    TOO_MANY,
    add_point,
    decode_drawn,
    delete_point,
    drawn,
    encode_drawn,
    move_point,
)
from dashboard.own_data import MAX_DRAWN_POINTS, OwnData
from dashboard.own_file import from_json, to_json
from dashboard.own_scaling import scaling_sentences, to_dataset
from tests.dashboard.strategies import examples

THREE = drawn([(0, 0, 0), (1, -1, 1), (-2.5, 0.25, 1)])

places = st.integers(-600, 600).map(lambda hundredths: hundredths / 100)


def points_of(own):
    return [*zip(*own.points.tolist(), own.targets.tolist(), strict=True)]


@st.composite
def drawings(draw):
    has_classes = draw(st.booleans())
    target = st.integers(0, 5) if has_classes else st.integers(-100, 100).map(lambda x: x / 100)
    points = draw(st.lists(st.tuples(places, places, target), min_size=1, max_size=30))
    return drawn(points, has_classes=has_classes)


# Drawn points.


def test_drawn_points_lie_on_a_grid_and_are_never_scaled():
    own = drawn([(0.123456, 5.999, 0), (-0.005001, 1, 1)])
    assert own.points.tolist() == [[0.12, -0.01], [6.0, 1.0]]
    prepared = to_dataset(own, seed=1, n_train=2, n_test=0)
    assert sorted(prepared.X.T.tolist()) == [[-0.01, 1.0], [0.12, 6.0]]
    assert (prepared.centre, prepared.spread) == ((0, 0), (1, 1))
    assert scaling_sentences(own) == []
    values = drawn([(0, 0, 0.504), (1, 1, -0.5)], has_classes=False)
    prepared = to_dataset(values, seed=1, n_train=2, n_test=0)
    assert sorted(prepared.targets.tolist()) == [-0.5, 0.5]
    assert (prepared.value_centre, prepared.value_spread) == (0, 1)


def test_there_are_as_many_classes_as_are_used_and_at_least_two():
    assert drawn([(0, 0, 0)]).classes == ("class 0", "class 1")
    assert len(drawn([(0, 0, 5)]).classes) == 6
    assert drawn([(0, 0, 0)], has_classes=False).classes == ()


@pytest.mark.parametrize(
    ("points", "why"),
    [
        ([], "points: expected 1 to"),
        ([(0, 0, 0)] * 501, "at most 500 drawn"),
        ([(0, 6.01, 0)], "within 6 of the middle"),
        ([(math.nan, 0, 0)], "within 6 of the middle"),
        ([(0, -math.inf, 0)], "within 6 of the middle"),
        ([(0, 0, 6)], "classes: expected 2 to 6"),
        ([(0, 0, 0.5)], "targets: expected whole numbers"),
        ([(0, 0, -1)], "targets: expected whole numbers"),
    ],
)
def test_what_cannot_be_drawn_is_refused(points, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        drawn(points)
    if "target" not in why and "class" not in why:
        with pytest.raises(ValueError, match=re.escape(why)):
            drawn(points, has_classes=False)


@pytest.mark.parametrize(
    "change",
    [
        {"points": THREE.points + 0.001},
        {"points": THREE.points * 4},
        {"axes": ("a", "b")},
        {"classes": ("yes", "no")},
        {"classes": ("class 0", "class 1", "class 2")},
        {"target_name": "value"},
    ],
)
def test_what_was_not_drawn_cannot_pretend_to_be(change):
    with pytest.raises(ValueError, match="drawn points: expected"):
        replace(THREE, **change)


def test_values_are_drawn_between_minus_1_and_1():
    with pytest.raises(ValueError, match="from -1 to 1"):
        drawn([(0, 0, 1.01)], has_classes=False)


def test_the_same_points_from_a_file_are_other_data():
    assert replace(THREE, is_drawn=False) != THREE


# Editing.


def test_points_are_added_moved_and_taken_away():
    own = add_point(None, 0.5, 1.5, 1)
    assert points_of(own) == [(0.5, 1.5, 1)]
    own = add_point(own, -1, 2.004, 0)
    assert points_of(own) == [(0.5, 1.5, 1), (-1, 2, 0)]
    assert points_of(move_point(own, 0, 3, -3)) == [(3, -3, 1), (-1, 2, 0)]
    assert points_of(delete_point(own, 0)) == [(-1, 2, 0)]
    assert points_of(own) == [(0.5, 1.5, 1), (-1, 2, 0)]
    assert own.is_drawn


def test_the_next_class_can_be_added_but_none_beyond():
    own = add_point(drawn([(0, 0, 0)]), 1, 1, 2)
    assert len(own.classes) == 3
    with pytest.raises(ValueError, match="or the next one"):
        add_point(own, 1, 1, 4)
    assert len(delete_point(own, 1).classes) == 2
    six = drawn([(0, 0, 5)])
    with pytest.raises(ValueError, match="classes: expected 2 to 6"):
        add_point(six, 1, 1, 6)


def test_values_stay_values():
    own = add_point(drawn([(0, 0, 0.25)], has_classes=False), 1, 1, -1)
    assert points_of(move_point(own, 0, 2, 2)) == [(2, 2, 0.25), (1, 1, -1)]


def test_the_last_point_stays():
    with pytest.raises(ValueError, match=re.escape(LAST_POINT)):
        delete_point(drawn([(0, 0, 0)]), 0)


def test_there_are_no_more_points_than_fit_a_link():
    own = drawn([(0, 0, 0)] * MAX_DRAWN_POINTS)
    with pytest.raises(ValueError, match=re.escape(TOO_MANY)):
        add_point(own, 1, 1, 1)
    assert len(encode_drawn(own)) <= 2_001


@pytest.mark.parametrize("index", [-1, 3, 10**9])
def test_a_point_that_is_not_there_cannot_be_touched(index):
    for act in (lambda: delete_point(THREE, index), lambda: move_point(THREE, index, 0, 0)):
        with pytest.raises(ValueError, match="index: expected 0 to 2"):
            act()


@pytest.mark.parametrize("place", [(6.01, 0), (0, math.nan), (math.inf, 0)])
def test_no_point_leaves_the_plane(place):
    for act in (lambda: add_point(THREE, *place, 0), lambda: move_point(THREE, 0, *place)):
        with pytest.raises(ValueError, match="within 6"):
            act()


# As text.


@examples(150)
@given(drawings())
def test_drawn_points_are_the_same_after_a_way_through_a_link(own):
    text = encode_drawn(own)
    assert decode_drawn(text) == own
    assert quote(text, safe="") == text
    assert len(text) == 1 + own.targets.size * (4 if own.classes else 5)
    assert from_json(to_json(own), digest=own.digest) == own


def test_the_digits_are_those_of_base64url():
    # (1.23, -4.56) of class 3: ((600 + 123) * 1201 + (600 - 456)) * 6 + 3 = 5,210,805, which is
    # three bytes; base64 of those three is the text.
    number = ((600 + 123) * 1201 + (600 - 456)) * 6 + 3
    expected = urlsafe_b64encode(number.to_bytes(3, "big")).decode()
    assert encode_drawn(drawn([(1.23, -4.56, 3)])) == f"c{expected}"
    number = ((600 + 123) * 1201 + (600 - 456)) * 201 + 75  # value -0.25 is the 75th from -1
    expected = urlsafe_b64encode((number << 2).to_bytes(4, "big")).decode()[:5]
    assert number < 2**30
    bits = f"{number:030b}"
    digits = [int(bits[at : at + 6], 2) for at in range(0, 30, 6)]
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = encode_drawn(drawn([(1.23, -4.56, -0.25)], has_classes=False))
    assert text == "v" + "".join(alphabet[digit] for digit in digits)
    assert expected == text[1:]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "begin with c or v, and these with ''"),
        ("x", "begin with c or v, and these with 'x'"),
        ("\n", "begin with c or v"),
        ("c", "these are 0"),
        ("v", "these are 0"),
        ("cAAA", "1 to 500 times 4 characters, and these are 3"),
        ("vAAAA", "1 to 500 times 5 characters, and these are 4"),
        ("c" + "AAAA" * 501, "and these are 2004"),
        ("c" + "A" * 10**6, "and these are 1000000"),
        ("cAA A", "and not ' '"),
        ("cAA+/", "and not '+'"),
        ("cAAA\x00", r"and not '\x00'"),
        ("cAAAä", "and not 'ä'"),
        ("cAAA١", "and not '١'"),
        ("c____", "'____' is not on the plane"),
        ("v_____", "'_____' is not on the plane"),
    ],
)
def test_other_text_is_refused_in_one_sentence(text, why):
    with pytest.raises(ValueError, match=r"^\S.*[.]$") as caught:
        decode_drawn(text)
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 150


@examples(150)
@given(
    st.sampled_from("cv"),
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_", max_size=40),
)
def test_whatever_can_be_read_is_written_in_the_same_way(kind, digits):
    try:
        own = decode_drawn(kind + digits)
    except ValueError:
        return
    assert encode_drawn(own) == kind + digits
    assert isinstance(own, OwnData)
    assert np.abs(own.points).max() <= 6
