import json
import math
import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.datasets import load_iris

from dashboard.names import MAX_NAME_LENGTH, as_code, clean_name, unique_names
from dashboard.own_data import MAX_POINTS, OwnData
from dashboard.own_file import from_document, from_json, to_document, to_json
from dashboard.own_scaling import scaling_sentences, to_dataset
from tests.dashboard.strategies import examples

IRIS = load_iris()
FLOWERS = OwnData(
    IRIS.data[:, 2:].T,
    IRIS.target,
    ("petal length", "petal width"),
    ("setosa", "versicolor", "virginica"),
    "species",
)
PRICES = OwnData([[1, 2, 3], [50, 60, 55]], [100, 500, 250], ("rooms", "m²"), (), "price")

numbers = st.floats(-1e100, 1e100)
names = st.text(min_size=1, max_size=50).map(clean_name).filter(bool)


@st.composite
def own_data(draw):
    m = draw(st.integers(1, 12))
    classes = draw(st.lists(names, min_size=2, max_size=6, unique=True) | st.just([]))
    target = st.integers(0, len(classes) - 1) if classes else numbers
    return OwnData(
        [draw(st.lists(numbers, min_size=m, max_size=m)) for _ in range(2)],
        draw(st.lists(target, min_size=m, max_size=m)),
        (draw(names), draw(names)),
        tuple(classes),
        draw(names),
    )


# What they are.


def test_own_data_are_equal_when_they_are_the_same_to_the_last_bit():
    again = OwnData(
        FLOWERS.points.copy(), FLOWERS.targets.copy(), FLOWERS.axes, FLOWERS.classes, "species"
    )
    assert again == FLOWERS
    assert hash(again) == hash(FLOWERS)
    assert again.digest == FLOWERS.digest
    assert len({again, FLOWERS}) == 1
    assert FLOWERS != "something else"


@pytest.mark.parametrize(
    "change",
    [
        {"points": np.nextafter(FLOWERS.points, 9)},
        {"targets": FLOWERS.targets[::-1]},
        {"axes": ("petal width", "petal length")},
        {"classes": ("setosa", "virginica", "versicolor")},
        {"classes": ("setosa", "versicolor", "virginica", "other")},
        {"classes": ()},
        {"target_name": "kind"},
    ],
)
def test_whatever_differs_makes_other_data(change):
    assert replace(FLOWERS, **change) != FLOWERS


def test_own_data_are_shortly_named_and_cannot_be_changed():
    assert repr(FLOWERS) == f"OwnData({FLOWERS.digest})"
    assert re.fullmatch("[0-9a-f]{16}", FLOWERS.digest)
    mine = np.ones((2, 1))
    own = OwnData(mine, [0.0], ("a", "b"), ("u", "v"), "w")
    mine[:] = 7
    assert own.points.tolist() == [[1], [1]]
    for array in (own.points, own.targets):
        with pytest.raises(ValueError, match="read-only"):
            array[...] = 0


def test_minus_zero_is_zero():
    minus = OwnData([[-0.0], [1]], [-0.0], ("a", "b"), (), "w")
    assert minus == OwnData([[0.0], [1]], [0.0], ("a", "b"), (), "w")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"points": np.zeros((2, 0)), "targets": []}, "points: expected 1 to 5,000, got 0"),
        (
            {"points": np.zeros((2, MAX_POINTS + 1)), "targets": np.zeros(MAX_POINTS + 1)},
            "got 5,001",
        ),
        ({"points": np.zeros((2, 149))}, "two coordinates and a target"),
        ({"points": np.zeros((3, 150))}, "two coordinates and a target"),
        ({"targets": np.zeros((1, 150))}, "two coordinates and a target"),
        ({"points": np.full((2, 150), np.nan)}, "points: expected numbers from"),
        ({"points": np.full((2, 150), np.inf)}, "points: expected numbers from"),
        ({"points": np.full((2, 150), -1.1e100)}, "points: expected numbers from"),
        ({"targets": np.full(150, np.nan)}, "targets: expected numbers from"),
        ({"targets": np.full(150, 0.5)}, "targets: expected whole numbers from 0 to 2"),
        ({"targets": np.full(150, 3)}, "targets: expected whole numbers from 0 to 2"),
        ({"targets": np.full(150, -1)}, "targets: expected whole numbers from 0 to 2"),
        ({"axes": ("a",)}, "axes: expected 2 names"),
        ({"axes": ("a", "b", "c")}, "axes: expected 2 names"),
        ({"axes": ("a", "")}, "axes: expected names of"),
        ({"axes": ("a", " b")}, "axes: expected names of"),
        ({"axes": ("a", "b\nc")}, "axes: expected names of"),
        ({"axes": ("a", "b" * 41)}, "axes: expected names of"),
        ({"axes": ("a", "\u202eb")}, "axes: expected names of"),
        ({"classes": ("a",)}, "classes: expected 2 to 6"),
        ({"classes": tuple("abcdefg")}, "classes: expected 2 to 6"),
        ({"classes": ("a", "b", "a")}, "classes: expected a different name"),
        ({"target_name": ""}, "target: expected names of"),
        ({"is_drawn": True}, "drawn points: expected the plane's own names"),
    ],
)
def test_what_is_not_legal_is_refused_by_name(change, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        replace(FLOWERS, **change)


# On the plane.


def test_iris_petals_come_onto_the_plane_with_mean_0_and_deviation_1():
    prepared = to_dataset(FLOWERS, seed=1, n_train=100, n_test=50)
    X = np.concatenate([prepared.X, prepared.X_test], axis=1)
    assert X.shape == (2, 150)
    # The mean petal length is 3.758 and the standard deviation 1.7594; widths 1.1993 and 0.7597.
    assert prepared.centre == (3.76, 1.199)
    assert prepared.spread == (1.76, 0.76)
    np.testing.assert_allclose(X.mean(axis=1), 0, atol=0.005)
    np.testing.assert_allclose(X.std(axis=1), 1, atol=0.005)
    assert scaling_sentences(FLOWERS) == [
        "x₁ = (petal length − 3.76) / 1.76",
        "x₂ = (petal width − 1.199) / 0.76",
    ]


def back_in_their_units(prepared, X, targets):
    points = np.array(prepared.centre)[:, None] + np.array(prepared.spread)[:, None] * X
    return np.vstack([points, prepared.value_centre + prepared.value_spread * targets])


@examples(60)
@given(own_data(), st.integers(0, 999_999), st.integers(1, 12), st.integers(0, 6))
def test_every_point_is_one_of_the_data_and_in_one_set_only(own, seed, n_train, n_test):
    prepared = to_dataset(own, seed=seed, n_train=n_train, n_test=n_test)
    parts = [(prepared.X, prepared.targets), (prepared.X_test, prepared.targets_test)]
    found = np.hstack([back_in_their_units(prepared, *part) for part in parts])
    assert all(np.isfinite(array).all() for part in parts for array in part)
    given = np.vstack([own.points, own.targets])
    size = np.maximum(np.abs(given).max(axis=1), 1e-90)[:, None]
    left = (given / size).T.tolist()
    for point in (found / size).T.tolist():
        at = min(range(len(left)), key=lambda index: math.dist(left[index], point))
        assert left.pop(at) == pytest.approx(point, abs=1e-9)
    assert prepared.targets.size >= 1
    if n_train + n_test <= own.targets.size:
        assert (prepared.targets.size, prepared.targets_test.size) == (n_train, n_test)
    else:
        assert not left


def test_scaled_numbers_stay_small_however_large_they_are():
    far = OwnData([[2_000_001, 2_000_009], [1e90, -1e90]], [1e-90, 3e-90], ("a", "b"), (), "y")
    prepared = to_dataset(far, seed=1, n_train=2, n_test=0)
    assert sorted(prepared.X[0].tolist()) == [-1, 1]
    assert sorted(prepared.X[1].tolist()) == [-1, 1]
    assert sorted(prepared.targets.tolist()) == pytest.approx([-1, 1], abs=0.01)
    assert scaling_sentences(far) == [
        "x₁ = (a − 2000005) / 4",
        "x₂ = b / 1e+90",
        "target = (y − 2e−90) / 1e−90",
    ]


@pytest.mark.parametrize("value", [0.0, 0.1, -7.25, 1e16 / 3, 1e-300])
def test_a_column_that_is_everywhere_alike_becomes_0(value):
    own = OwnData([[value] * 7, range(7)], [0, 1] * 3 + [0], ("a", "b"), ("u", "v"), "w")
    prepared = to_dataset(own, seed=1, n_train=7, n_test=0)
    assert not prepared.X[0].any()
    assert (prepared.centre[0], prepared.spread[0]) == (value, 1)


def test_values_go_from_about_minus_1_to_1_and_back():
    prepared = to_dataset(PRICES, seed=1, n_train=2, n_test=1)
    values = np.concatenate([prepared.targets, prepared.targets_test])
    assert sorted(values.tolist()) == [-1, -0.25, 1]  # 300 ± 200
    assert (prepared.value_centre, prepared.value_spread) == (300, 200)
    assert scaling_sentences(PRICES)[2] == "target = (price − 300) / 200"


def test_classes_are_not_scaled():
    prepared = to_dataset(FLOWERS, seed=1, n_train=100, n_test=50)
    assert (prepared.value_centre, prepared.value_spread) == (0, 1)
    assert set(prepared.targets.tolist()) == {0, 1, 2}


def test_neither_count_moves_the_other_set():
    few = to_dataset(FLOWERS, seed=3, n_train=20, n_test=10)
    more = to_dataset(FLOWERS, seed=3, n_train=60, n_test=40)
    np.testing.assert_array_equal(more.X[:, :20], few.X)
    np.testing.assert_array_equal(more.X_test[:, :10], few.X_test)
    np.testing.assert_array_equal(more.targets[:20], few.targets)
    np.testing.assert_array_equal(more.targets_test[:10], few.targets_test)
    assert not np.array_equal(to_dataset(FLOWERS, seed=4, n_train=20, n_test=10).X, few.X)
    assert not few.X.flags.writeable


def test_what_there_is_is_shared_out_in_the_proportion_asked_for():
    prepared = to_dataset(FLOWERS, seed=1, n_train=200, n_test=100)
    assert (prepared.targets.size, prepared.targets_test.size) == (100, 50)
    one = OwnData([[1], [2]], [0], ("a", "b"), ("u", "v"), "w")
    prepared = to_dataset(one, seed=1, n_train=1, n_test=2000)
    assert (prepared.targets.size, prepared.targets_test.size) == (1, 0)
    assert prepared.X.tolist() == [[0], [0]]


# As JSON.


@examples(80)
@given(own_data())
def test_own_data_are_the_same_after_a_way_through_json(own):
    text = to_json(own)
    again = from_json(text, digest=own.digest)
    assert again == own
    assert again.points.tobytes() == own.points.tobytes()
    assert again.targets.tobytes() == own.targets.tobytes()
    assert from_json(text.encode()) == own
    assert from_document(to_document(own)) == own
    assert "\n" not in text


DOCUMENT = to_document(PRICES)
POINTS = DOCUMENT["points"]


def edited(**entries):
    return json.dumps(DOCUMENT | entries)


NO_DATA = {
    "nothing": ("", "not JSON (line 1, column 1)"),
    "half": (to_json(PRICES)[:50], "not JSON"),
    "other bytes": (b"\xff\xfe\x00", "not text in UTF-8"),
    "a list": ("[]", "expected an object"),
    "null": ("null", "expected an object"),
    "a number": ("7", "expected an object"),
    "deep": ("[" * 100_000, "nested too deeply"),
    "large": ("[" + "1," * 10**6, "at most 2 MB"),
    "another format": (edited(format="x"), "the entries of the format"),
    "no version": (json.dumps({k: v for k, v in DOCUMENT.items() if k != "version"}), "entries"),
    "an entry more": (edited(more=1), "and no others"),
    "a newer version": (edited(version=2), "expected version 1, got 2.0"),
    "a version of true": (edited(version=True), "expected version 1, got True"),
    "twice": (to_json(PRICES).replace("{", '{"drawn":true,', 1), "name an entry twice"),
    "twice, deep": (edited(points=[[1, 2, 3]]).replace("1", '{"a":1,"a":2}', 1), "twice"),
    "one axis": (edited(axes=["a"]), "axes: expected 2 names, got 1"),
    "axes of one word": (edited(axes="ab"), "axes: expected text"),
    "an axis of 7": (edited(axes=["a", 7]), "axes: expected text"),
    "an axis of a megabyte": (edited(axes=["a", "b" * 10**6]), "axes: expected names of 1 to 40"),
    "a hidden character": (edited(axes=["a", "b\u200b"]), "axes: expected names of 1 to 40"),
    "no target": (edited(target=None), "target: expected text"),
    "one class": (edited(classes=["a"]), "classes: expected 2 to 6"),
    "a class twice": (edited(classes=["a", "a"]), "different name"),
    "classes of true": (edited(classes=[True, False]), "classes: expected text"),
    "targets that are no class": (edited(classes=["a", "b"]), "whole numbers from 0 to 1"),
    "drawn of 1": (edited(drawn=1), "drawn: expected true or false, got 1.0"),
    "drawn elsewhere": (edited(drawn=True), "drawn points: expected the plane's"),
    "no points": (edited(points=[]), "points: expected a list of 1 to 5,000"),
    "points of null": (edited(points=None), "points: expected a list of 1 to 5,000"),
    "too many points": (edited(points=[[1, 2, 3]] * 5_001), "points: expected a list of 1 to"),
    "a short point": (edited(points=[[1, 2, 3], [1, 2]]), "got others for 2"),
    "a point of text": (edited(points=[[1, 2, "3"]]), "got others for 1"),
    "a point of true": (edited(points=[[1, 2, True]]), "got others for 1"),
    "a point of null": (edited(points=[[1, 2, None]]), "got others for 1"),
    "a point of lists": (edited(points=[[[1], [2], [3]]]), "got others for 1"),
    "a point that is an object": (edited(points=[{"a": 1}]), "got others for 1"),
    "NaN": (edited(points=[[1, 2, math.nan]]), "hold NaN"),
    "infinity": (edited(points=[[1, -math.inf, 3]]), "hold -Infinity"),
    "1e400": (edited(points=[[1, 2, 3]]).replace("[1,", "[1e400,"), "from -1e100 to 1e100"),
    "10^400": (edited(points=[[1, 10**400, 3]]), "from -1e100 to 1e100"),
    "ten thousand digits": (
        edited(points=[[1, 2, 3]]).replace("[1,", f"[{'9' * 10_000},"),
        "from -1e100 to 1e100",
    ),
}


def refusal(text):
    with pytest.raises(ValueError, match=r"^\S.*[.]$") as caught:
        from_json(text)
    assert type(caught.value) is ValueError
    said = str(caught.value)
    assert "\n" not in said
    assert len(said) < 250
    return said


@pytest.mark.parametrize("case", NO_DATA)
def test_what_is_no_own_data_is_refused_in_one_sentence_that_says_why(case):
    text, why = NO_DATA[case]
    assert why in refusal(text)


def test_a_document_with_an_endless_number_is_refused():
    with pytest.raises(ValueError, match="from -1e100 to 1e100"):
        from_document(DOCUMENT | {"points": [[1, 10**400, 3]]})


def test_other_data_than_those_asked_for_are_refused():
    with pytest.raises(ValueError, match=f"are {PRICES.digest}, not the 'ffffffffffffffff'"):
        from_json(to_json(PRICES), digest="f" * 10**6)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=5,
)


@examples(150)
@given(st.sampled_from(sorted(DOCUMENT)), json_values)
def test_any_entry_may_be_anything(key, value):
    try:
        from_json(edited(**{key: value}))
    except ValueError:
        refusal(edited(**{key: value}))


# Names from outside.


@examples(150)
@given(st.text(max_size=80))
def test_a_name_is_one_short_line_and_stays_as_it_is(text):
    name = clean_name(text)
    assert len(name) <= MAX_NAME_LENGTH
    assert clean_name(name) == name
    assert name == " ".join(name.split())
    assert name.isprintable() or not name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a" * 41, "a" * 39 + "…"),
        ("a" * 40, "a" * 40),
        ("\u202eevil\u2066", "evil"),
        ("a\u00a0\tb\r\nc\u2028d", "a b c d"),
        ("\x00\x1b[31m", "[31m"),
        ("größe 花 👍", "größe 花 👍"),
        ("x" * 10**7, "x" * 39 + "…"),
    ],
)
def test_what_cannot_be_seen_is_left_out_of_a_name(text, name):
    assert clean_name(text) == name


@examples(80)
@given(st.lists(st.sampled_from(["a", "a (2)", "b" * 40, "b" * 39 + "…"]), max_size=12))
def test_unique_names_are_all_different_and_short(given_names):
    unique = unique_names(given_names)
    assert len(set(unique)) == len(given_names)
    assert all(len(name) <= MAX_NAME_LENGTH for name in unique)
    for name, original in zip(unique, given_names, strict=True):
        assert name.startswith(original[:30])


@examples(80)
@given(st.text("`a $[]<", min_size=1, max_size=12).map(clean_name).filter(bool))
def test_a_name_as_code_ends_where_it_should(name):
    # CommonMark: a span ends at the next row of exactly as many backticks, and loses one blank
    # at each end if it has both.
    text = as_code(name)
    fence = re.match("`+", text)[0]
    inside = text[len(fence) : -len(fence)]
    assert text == f"{fence}{inside}{fence}"
    assert len(fence) not in {len(row) for row in re.findall("`+", inside)}
    assert not inside.startswith("`")
    assert not inside.endswith("`")
    if inside.startswith(" ") and inside.endswith(" "):
        inside = inside[1:-1]
    assert inside == name
