import json
from base64 import b64encode
from contextlib import suppress
from copy import deepcopy
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.lessons import catalogue
from dashboard.lessons.lesson import Claim, Goal, Lesson, Option, Read
from dashboard.lessons.pack import pack_schema, read_pack, write_pack
from dashboard.lessons.pack_records import CLAIM, GOAL, LESSON, OPTION, STEPS
from dashboard.lessons.pack_text import Image, parts_of
from tests.dashboard.lessons_made import EVERY_KIND
from tests.dashboard.strategies import examples

SCHEMA = Path(__file__).parents[2] / "docs" / "lesson-pack.schema.json"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
PICTURE = f"![a dot](data:image/png;base64,{b64encode(PNG).decode()})"


def document(lesson=EVERY_KIND):
    return json.loads(write_pack(lesson))


def read(changed):
    return read_pack(json.dumps(changed).encode())


@pytest.mark.parametrize("lesson", [*catalogue.LESSONS, EVERY_KIND], ids=lambda one: one.id)
def test_every_lesson_comes_back_from_its_file(lesson):
    text = write_pack(lesson)
    assert read_pack(text.encode()) == lesson
    assert read_pack(b"\xef\xbb\xbf" + text.encode()) == lesson


def test_the_published_schema_is_the_one_that_files_are_held_to():
    assert json.loads(SCHEMA.read_text(encoding="utf-8")) == pack_schema()


@pytest.mark.parametrize(
    "record", [LESSON, CLAIM, GOAL, OPTION, *STEPS.values()], ids=lambda one: one.made.__name__
)
def test_the_schema_names_every_field_of_its_dataclass(record):
    assert set(record.kinds) == {field.name for field in fields(record.made)}
    assert set(record.schema()["properties"]) == set(record.kinds)


def put(path, value):
    """Give the field at a path another value; without one, take it away."""

    def change(whole):
        *way, last = path
        place = whole
        for key in way:
            place = place[key]
        if value is None:
            del place[last]
        else:
            place[last] = value

    return change


LONG = "x" * 5_001


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            put(["steps", 5, "until"], "x"),
            'steps[5].until: expected a whole number from 0 to 200,000, got "x".',
        ),
        (
            put(["steps", 5, "until"], 1_000_000),
            "steps[5].until: expected a whole number from 0 to 200,000, got 1000000.",
        ),
        (
            put(["steps", 5, "until"], 2.5),
            "steps[5].until: expected a whole number from 0 to 200,000, got 2.5.",
        ),
        (
            put(["steps", 5, "until"], True),
            "steps[5].until: expected a whole number from 0 to 200,000, got true.",
        ),
        (
            put(["steps", 5, "watch"], None),
            "steps[5].watch: expected, but the file has no such field.",
        ),
        (put(["title"], None), "title: expected, but the file has no such field."),
        (put(["title"], 7), "title: expected some text, got 7."),
        (
            put(["steps", 0, "colour"], "red"),
            "steps[0].colour: expected one of text, run, at, claims, title, notes, figures in its "
            "place.",
        ),
        (
            put(["steps", 0, "step"], "sing"),
            'steps[0].step: expected one of read, watch, predict, try, drill, got "sing".',
        ),
        (
            put(["id"], "My Lesson"),
            'id: expected up to 60 small letters, digits and hyphens, got "My Lesson".',
        ),
        (put(["steps"], []), "steps: expected 1 to 60 of them, got 0."),
        (put(["steps"], "all"), 'steps: expected a list of 1 to 60, got "all".'),
        (
            put(["steps"], document()["steps"] * 20),
            "steps: expected 1 to 60 of them, got 160.",
        ),
        (put(["steps", 6, "hints"], ["one"]), "steps[6].hints: expected 2 of them, got 1."),
        (
            put(["steps", 6, "controls"], ["warp"]),
            "steps[6].controls[0]: expected one of data, own, features,",
        ),
        (put(["steps", 6, "goal", "sign"], "mood"), "steps[6].goal.sign: expected one of cost,"),
        (
            put(["steps", 6, "goal", "low"], 3),
            "steps[6].goal.high: expected at least 3, its low.",
        ),
        (put(["steps", 2, "options"], []), "steps[2].options: expected 2 to 8 of them, got 0."),
        (put(["steps", 2, "answer"], 6), "steps[2].answer: expected one from 0 to 3, got 6."),
        (
            put(["steps", 2, "options", 1, "run"], None),
            "steps[2].options[1].run: expected a link, as a boundary is of runs.",
        ),
        (put(["steps", 1, "kind"], "guess"), "steps[1].kind: expected one of cost, boundary,"),
        (put(["steps", 5, "run"], "data=nowhere"), "steps[5].run: data: 'nowhere' is none of"),
        (put(["steps", 5, "run"], "lr=1e9"), "steps[5].run: lr: 1e9 is not from 0.0001 to 100."),
        (
            put(["steps", 5, "run"], "data=own&own=0123456789abcdef"),
            "steps[5].run: own: expected points drawn by hand",
        ),
        (put(["steps", 5, "run"], ""), "steps[5].run: expected a link such as"),
        (put(["steps", 7, "number"], "z9.9"), "steps[7].number: "),
        (put(["steps", 7, "point"], 3), "steps[7].point: expected one from 0 to 0, got 3."),
        (put(["steps", 0, "text"], LONG), "steps[0].text: expected at most 5,000 characters,"),
        (
            put(["steps", 0, "text"], "<script>alert(1)</script>"),
            "steps[0].text: expected Markdown without HTML, got '<script'.",
        ),
        (
            put(["steps", 0, "text"], "<a href=x>here</a>"),
            "steps[0].text: expected Markdown without HTML",
        ),
        (
            put(["steps", 0, "text"], "[here](javascript:alert(1))"),
            "steps[0].text: expected links to http, https, mailto only, got one to 'javascript'.",
        ),
        (
            put(["steps", 0, "text"], "[here](java&#x0A;script&colon;alert(1))"),
            "steps[0].text: expected links to http, https, mailto only, got one to 'javascript'.",
        ),
        (
            put(["steps", 0, "text"], "[here][1]\n\n[1]: vbscript:x"),
            "steps[0].text: expected links to http, https, mailto only, got one to 'vbscript'.",
        ),
        (
            put(["steps", 0, "text"], "![x](https://example.org/spy.png)"),
            "steps[0].text: expected images as data of png, jpeg, gif, webp,",
        ),
        (
            put(["steps", 0, "text"], "![x](data:image/svg+xml;base64,AAAA)"),
            "steps[0].text: expected images as data of png, jpeg, gif, webp,",
        ),
        (
            put(["steps", 0, "text"], "![x](data:image/png;base64,AAAA)"),
            "steps[0].text: expected an image of the kind 'png', got something else.",
        ),
        (
            put(["steps", 0, "text"], f"![x](data:image/png;base64,{'A' * 300_000})"),
            "steps[0].text: expected images of at most 200 KB",
        ),
        (put(["steps", 0, "text"], "![x][1]"), "steps[0].text: expected images as ![words]"),
        (put(["steps", 0, "title"], PICTURE), "steps[0].title: expected no image here, got one."),
        (put(["format"], "something"), 'format: expected "watch-it-learn lesson"'),
        (put(["version"], 2), "version: expected 1, got 2."),
        (put(["locked"], ["Play"]), "locked[0]: expected one of data,"),
    ],
)
def test_what_is_wrong_with_a_file_is_one_sentence_that_names_the_field(change, sentence):
    changed = deepcopy(document())
    change(changed)
    with pytest.raises(ValueError, match=r"\.") as caught:
        read(changed)
    assert str(caught.value).startswith(sentence)
    assert str(caught.value).endswith(".")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "This is not JSON"),
        (b"\xff\xfe\x00", "This is not text in UTF-8"),
        (b"[" * 100_000, "This JSON is nested too deeply"),
        (b'{"format": NaN}', "The file holds NaN"),
        (b"x" * 500_001, "The file has 500 KB"),
        (b"[]", "format: expected"),
    ],
)
def test_what_is_no_lesson_is_told_in_one_sentence(content, sentence):
    with pytest.raises(ValueError, match=sentence):
        read_pack(content)


@examples(150)
@given(data=st.data())
def test_whatever_stands_in_a_field_the_file_is_read_or_refused_in_a_sentence(data):
    changed = document()
    place, way = changed, []
    while isinstance(place, dict | list) and place:
        keys = list(place) if isinstance(place, dict) else list(range(len(place)))
        way.append(data.draw(st.sampled_from(keys)))
        place = place[way[-1]]
        if data.draw(st.booleans()):
            break
    anything = st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.floats(allow_nan=False)
        | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
        max_leaves=4,
    )
    place = changed
    for key in way[:-1]:
        place = place[key]
    place[way[-1]] = data.draw(anything)
    with suppress(ValueError):
        lesson = read(changed)
        assert read_pack(write_pack(lesson).encode()) == lesson


def test_mathematics_is_no_html():
    text = "Where $z<a$ and $-1 < b$ it is *under* the line; a < b, too. :blue[blue] $p>0$"
    lesson = replace(EVERY_KIND, steps=(Read("x", text),))
    assert read_pack(write_pack(lesson).encode()) == lesson


def test_an_image_within_a_text_is_shown_in_its_place():
    lesson = replace(EVERY_KIND, steps=(Read("x", f"Before. {PICTURE} After."),))
    assert read_pack(write_pack(lesson).encode()) == lesson
    assert parts_of(lesson.steps[0].text) == ["Before. ", Image("a dot", PNG), " After."]


def test_a_file_that_leaves_out_what_is_by_default_has_it():
    lesson = read(
        {
            "format": "watch-it-learn lesson",
            "version": 1,
            **{"id": "x", "title": "x", "aim": "x", "minutes": 1, "go_on": "data=xor"},
            "steps": [{"step": "read", "title": "x", "text": "x"}],
        }
    )
    assert lesson == Lesson("x", "x", "x", 1, (Read("x", "x"),), "data=xor")
    assert (Option("x").at, Goal("cost", 0, 1, 5).most_units) == (0, None)
    assert Claim("data=xor", 1, "cost", 0, 1).step == 1
