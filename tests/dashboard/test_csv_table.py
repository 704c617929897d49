import csv
import io
import pickle
import re
import socket
import time
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.csv_table import read_csv
from dashboard.csv_text import MAX_ROWS
from dashboard.own_data import OwnData
from tests.dashboard.strategies import examples

FLOWERS = """length,width,species
5.1,3.5,setosa
4.9,3.0,setosa
7.0,3.2,versicolor
6.4,3.2,versicolor
"""


def refusal(content):
    """Return what is said of a file that cannot be read: one sentence, not too long."""
    with pytest.raises(ValueError, match=r"^\S.*[.]$") as caught:
        read_csv(content)
    assert type(caught.value) is ValueError
    said = str(caught.value)
    assert_one_sentence(said)
    return said


def assert_one_sentence(said):
    assert "\n" not in said
    assert len(said) < 250
    assert not re.search(r"[.] [A-Z]", said), said


def chosen(content, *names):
    table = read_csv(content)
    return table.choose(*(names or table.default))


# What is read.


def test_a_table_with_names_offers_its_columns():
    table = read_csv(FLOWERS)
    assert table.features == ("length", "width")
    assert table.targets == ("species",)
    assert table.default == ("length", "width", "species")
    own = table.choose(*table.default)
    assert own.points.tolist() == [[5.1, 4.9, 7.0, 6.4], [3.5, 3.0, 3.2, 3.2]]
    assert own.targets.tolist() == [0, 0, 1, 1]
    assert own.axes == ("length", "width")
    assert own.classes == ("setosa", "versicolor")
    assert (own.target_name, own.is_drawn) == ("species", False)


@pytest.mark.parametrize(
    "content",
    [
        FLOWERS.encode(),
        b"\xef\xbb\xbf" + FLOWERS.encode(),
        "\ufeff" + FLOWERS,
        FLOWERS.replace("\n", "\r\n"),
        FLOWERS.replace("\n", "\r"),
        FLOWERS.replace("\n", "\n\n") + "\n \n,,\n",
        FLOWERS.replace(",", ";"),
        FLOWERS.replace(",", "\t"),
        FLOWERS.replace(",", "|"),
        FLOWERS.replace(",", ", "),
        FLOWERS.replace(",", " ; "),
        FLOWERS.replace(",", ";").replace(".", ","),
        FLOWERS.replace(",", "\t").replace(".", ","),
        FLOWERS.replace("setosa", '"setosa"').replace("length", '"length"'),
        FLOWERS.replace("5.1,", '"5.1",'),
        FLOWERS.replace("\n", ",\n"),
        FLOWERS.replace("\n", ",,\n", 1),
        "sep=;\r\n" + FLOWERS.replace(",", ";"),
        FLOWERS.replace("7.0", "+70e-1").replace("3.5", "0.35E1"),
    ],
)
def test_the_same_table_is_read_however_it_is_written(content):
    assert chosen(content) == chosen(FLOWERS)


def test_a_table_without_names_gets_some():
    table = read_csv(FLOWERS.partition("\n")[2])
    assert table.default == ("column 1", "column 2", "column 3")
    assert table.n_rows == 4
    assert read_csv("1,2,a\n3,4,b").n_rows == 2


def test_a_first_row_with_something_missing_is_no_row_of_names():
    table = read_csv("NA,1,a\n2,3,b\n4,5,b\n")
    assert table.n_rows == 3
    assert table.features == ("column 1", "column 2")


def test_a_column_without_a_name_is_one_all_the_same():
    table = read_csv(",x,y,kind\n1,3,4,a\n2,5,6,b\n3,8,9,b")
    assert table.features == ("column 1", "x", "y")
    assert table.default == ("x", "y", "kind")  # the first only counts the rows


def test_names_that_occur_twice_get_a_number():
    table = read_csv("x,x,x\n1,2,a\n3,4,b")
    assert table.default == ("x", "x (2)", "x (3)")


def test_quoted_cells_may_hold_anything():
    own = chosen('"a, ""b""",y,"k\nind"\n1,2,"x\n;y"\n3,4,"=1+1"\n')
    assert own.axes == ('a, "b"', "y")
    assert (own.target_name, own.classes) == ("k ind", ("=1+1", "x ;y"))


def test_latin_1_is_read_where_it_is_not_utf_8():
    text = "größe,y,farbe\n1,2,grün\n3,4,weiß\n"
    assert chosen(text.encode("latin-1")) == chosen(text.encode()) == chosen(text)
    assert chosen("x,y,€\n1,2,a\n3,4,b".encode("cp1252")).target_name == "€"


def test_a_decimal_comma_needs_another_delimiter():
    assert chosen("x;y;k\n1,5;-,5;a\n2;3e-1;b").points.tolist() == [[1.5, 2.0], [-0.5, 0.3]]
    # A column with points has no commas for decimals: these are words then.
    assert read_csv("x;y;k\n1.5;2;1,5\n2;3;1.5\n").targets == ("k",)


def test_the_minus_of_mathematics_is_a_minus():
    assert chosen("x,y,k\n−1,2,a\n3,−4.5,b").points.tolist() == [[-1.0, 3.0], [2.0, -4.5]]


def test_the_digits_of_other_scripts_underscores_and_hexadecimal_are_words():
    assert "Two columns have to hold numbers" in refusal("a,b,c\n1_0,١,0x1f\n2_0,٢,0x2f")


# What is left out.


@pytest.mark.parametrize(
    "missing", ["", "NA", "n/a", "NaN", "nan", "null", "-", "?", "inf", "-Inf"]
)
def test_rows_with_missing_numbers_are_left_out_and_counted(missing):
    table = read_csv(f"x,y,z,k\n1,2,0,a\n{missing},3,0,b\n4,5,{missing},b\n6,7,0,a\n")
    own = table.choose("x", "y", "k")
    assert own.points.tolist() == [[1, 4, 6], [2, 5, 7]]
    assert own.classes == ("a", "b")
    said = table.omitted("x", "y", "k")
    assert said == "1 of 4 rows is left out: something is missing there."
    assert table.omitted("y", "x", "z").startswith("2 of 4 rows are left out")
    assert read_csv(FLOWERS).omitted(*read_csv(FLOWERS).default) == ""


def test_rows_with_a_missing_class_are_left_out():
    table = read_csv("x,y,k\n1,2,a\n3,4,\n5,6,b\n")
    assert table.choose("x", "y", "k").targets.tolist() == [0, 1]
    assert table.omitted("x", "y", "k").startswith("1 of 3 rows")


def test_a_few_words_among_many_numbers_are_missing_numbers():
    rows = [f"{row},{row**2},{'ab'[row % 2]}" for row in range(30)]
    rows[7] = "broken,49,b"
    table = read_csv("x,y,k\n" + "\n".join(rows))
    assert table.features == ("x", "y")
    assert table.omitted("x", "y", "k").startswith("1 of 30 rows")
    rows[3:8] = ["broken,9,b"] * 5
    assert read_csv("x,y,k,z\n" + "\n".join(f"{row},1" for row in rows)).features == ("y", "z")


def test_a_class_that_only_incomplete_rows_have_is_none():
    own = chosen("x,y,k\n1,2,a\n,4,b\n5,6,c\n")
    assert (own.classes, own.targets.tolist()) == (("a", "c"), [0, 1])


# What can be predicted.


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        ("no yes no yes", ("no", "yes")),
        ("1 0 1 0", ("0", "1")),
        ("10 9 10 -1", ("-1", "9", "10")),
        ("1.0 2 1 2.0", ("1", "2")),
        ("b B a A", ("A", "a", "B", "b")),
        ("1 2 3 4", ("1", "2", "3", "4")),
        ("1 a 2 b", ("1", "2", "a", "b")),
        ("1.5 2.5 1.5 2.5", ()),
    ],
)
def test_few_words_or_whole_numbers_are_classes(labels, classes):
    rows = [f"{row},{row + 0.5},{label}" for row, label in enumerate(labels.split())]
    own = chosen("x,y,k\n" + "\n".join(rows), "x", "y", "k")
    assert own.classes == classes
    if classes and labels != "1.0 2 1 2.0":
        assert [classes[int(target)] for target in own.targets] == labels.split()


def test_seven_different_numbers_are_values():
    own = chosen("x,y,k\n" + "\n".join(f"{row},{-row},{row * 10}" for row in range(7)))
    assert own.classes == ()
    assert own.targets.tolist() == [0, 10, 20, 30, 40, 50, 60]


def test_six_words_are_classes():
    own = chosen("x,y,k\n" + "\n".join(f"{row},{-row},w{row}" for row in range(6)))
    assert own.classes == ("w0", "w1", "w2", "w3", "w4", "w5")


def test_words_are_rather_predicted_than_numbers_and_classes_than_values():
    assert read_csv("k,x,y,n\na,1,5,0.1\nb,2,6,0.2").default == ("x", "y", "k")
    assert read_csv("k,x,y\n1,1,5.5\n0,2.5,6\n1,3,7.5").default == ("x", "y", "k")
    rows = "\n".join(f"{row}.5,{row * row}.5,{-row}.5" for row in range(9))
    assert read_csv("a,b,c\n" + rows).default == ("a", "b", "c")


def test_a_column_that_is_everywhere_alike_is_not_chosen_at_first():
    assert read_csv("one,x,y,k\n1,2,3,a\n1,5,5,b").default == ("x", "y", "k")


@pytest.mark.parametrize(
    ("names", "why"),
    [
        (("length", "length", "species"), "three different columns"),
        (("length", "width", "width"), "three different columns"),
        (("length", "species", "width"), "does not hold numbers"),
        (("length", "width", "nothing"), "There is no column 'nothing'"),
        (("length", "width", "x" * 10**6), "There is no column 'xxx"),
    ],
)
def test_columns_that_do_not_go_together_are_refused(names, why):
    with pytest.raises(ValueError, match=re.escape(why)) as caught:
        read_csv(FLOWERS).choose(*names)
    assert_one_sentence(str(caught.value))


def test_columns_that_leave_one_class_are_refused():
    table = read_csv("x,y,z,k\n1,2,1,a\n,3,2,b\n4,5,,a\n")
    with pytest.raises(ValueError, match="2 have everything, and in those the column 'k' never"):
        table.choose("x", "y", "k")
    with pytest.raises(ValueError, match="1 have everything"):
        table.choose("x", "z", "k")


def test_a_number_that_is_everywhere_the_same_cannot_be_predicted():
    table = read_csv("x,y,k\n1,2,7\n3,4,7.0\n")
    assert table.targets == ("x", "y")
    with pytest.raises(ValueError, match="'k' never says two different things"):
        table.choose("x", "y", "k")


def test_a_table_is_shown_by_its_first_rows():
    preview = read_csv("x,y,k\n" + "\n".join(f"{row},{row},{'ab'[row % 2]}" for row in range(9)))
    assert preview.preview() == {"x": list("01234"), "y": list("01234"), "k": list("ababa")}


# What is no table.


class Trap:
    """What would be run if anybody unpickled it."""

    def __reduce__(self):
        return exec, ("raise SystemExit('unpickled')",)


def workbook():
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("xl/workbook.xml", "<workbook/>")
    return archive.getvalue()


NO_TABLES = {
    "nothing": (b"", "empty"),
    "no text": ("", "empty"),
    "blanks": (b" \r\n\t\n", "empty"),
    "a BOM": (b"\xef\xbb\xbf", "empty"),
    "delimiters": (",,,\n,,,\n", "only one column"),
    "binary": (bytes(range(128)), "damaged or not text"),
    "a pickle": (pickle.dumps(Trap()), "a pickle, which is never opened"),
    "an old pickle": (pickle.dumps(Trap(), 0), "only one column"),
    "a pickle of protocol 1": (pickle.dumps(Trap(), 1), "damaged or not text"),
    "a workbook": (workbook(), "an Excel workbook; save the sheet as CSV"),
    "an old workbook": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Excel workbook"),
    "a gzip": (b"\x1f\x8b\x08\x00", "a gzip archive"),
    "a PDF": (b"%PDF-1.7\n", "a PDF"),
    "a numpy array": (b"\x93NUMPY\x01\x00", "a numpy array"),
    "UTF-16": (FLOWERS.encode("utf-16"), "text in UTF-16"),
    "UTF-16 without a BOM": (FLOWERS.encode("utf-16-le"), "damaged or not text"),
    "UTF-32": (FLOWERS.encode("utf-32-be"), "damaged or not text"),
    "neither UTF-8 nor Latin-1": (b"x,y,k\n1,2,\x81\n", "neither in UTF-8 nor in Latin-1"),
    "a NUL": ("x,y,k\n1,2,a\x00\n3,4,b", "damaged or not text"),
    "escape sequences": ("x,y,k\n1,2,\x1b[31ma\n3,4,b", "damaged or not text"),
    "replacement characters": ("x,y,\ufffd\n1,2,a\n3,4,b", "damaged or not text"),
    "HTML": ("<!DOCTYPE html><p>a,b,c", "a web page"),
    "a table of HTML": ("\n<table><tr><td>1,2,3", "a web page"),
    "XML": ('<?xml version="1.0"?>', "a web page"),
    "JSON": ('{"x": [1, 2], "y": [3, 4]}', "JSON"),
    "a list": ("[[1, 2], [3, 4]]\n", "JSON"),
    "prose": ("Dear all\nhow are you?", "only one column"),
    "an address": ("https://example.test/table.csv", "only one column"),
    "an address of a file": ("file:///etc/passwd", "only one column"),
    "a path": ("/etc/passwd", "only one column"),
    "one column": ("x\n1\n2\n", "only one column: tabs, semicolons, bars, commas"),
    "blanks between": ("1 2 a\n3 4 b\n", "only one column"),
    "two columns": ("x,k\n1,a\n2,b\n", "two columns, and three are needed"),
    "one named column": ("sep=;\nx\n1\n2\n", "only one column, and three"),
    "only names": ("x,y,k\n", "only one row"),
    "one row": ("x,y,k\n1,2,a\n", "only one row"),
    "one row without names": ("1,2,a", "only one row"),
    "no numbers": ("a,b,c\nd,e,f\ng,h,i\n", "and none does"),
    "one column of numbers": ("x,y,k\n1,u,a\n2,v,b\n", "only 'x' does"),
    "two of three": ("a,b\n1,2\n3,4", "two columns, and three are needed"),
    "NaN and infinity": ("x,y,k\nnan,inf,a\n-inf,NaN,b\n", "and none does"),
    "formulas": ("x,y,k\n=A1,=1+1,a\n=A2,=cmd|'/c calc'!A0,b\n", "row 2 of 'column 1' holds one"),
    "one class": ("x,y,k\n1,2,a\n3,4,a\n", "'k' never says two different things"),
    "no class": ("x,y,k\n1,2,\n3,4,?\n", "'k' never says two different things"),
    "seven classes": (
        "x,y,k\n" + "".join(f"{row},{row},w{row}\n" for row in range(7)),
        "'k' holds 7 different words, and at most 6 classes",
    ),
    "too many rows": ("1,2,a\n3,4,b\n" * 2_501, "more than 5,000 rows"),
    "too many rows by one": ("1,2,a\n" * 5_000 + "3,4,b\n", "more than 5,000 rows"),
    "too many rows under names": ("x,y,k\n" + "1,2,a\n" * 5_000 + "3,4,b", "more than 5,000 rows"),
    "too large": (b"1,2,a\n" * 333_334, "2.0 MB, and a table at most 2 MB"),
    "too large as text": ("ä,ö,ü\n" * 250_000, "2.2 MB"),
    "a short row": ("x,y,k\n1,2,a\n3,4\n5,6,b", "Line 3 has 2 cells, and the first row 3"),
    "a row of one": ("x,y,k\n1,2,a\n3\n5,6,b", "Line 3 has 1 cell, and the first row 3"),
    "a long row": ("x,y,k\n1,2,a\n\n3,4,b,c\n", "Line 4 has 4 cells, and the first row 3"),
    "a short first row": ("x,y\n1,2,a\n3,4,b\n", "Line 2 has 3 cells, and the first row 2"),
    "many columns": (",".join(map(str, range(101))), "Line 1 has 101 cells"),
    "a million columns": ("1," * 900_000 + "1", "Line 1 has 900,001 cells"),
    "a long cell": (
        "x,y,k\n1,2," + "a" * 1_001 + "\n3,4,b",
        "Line 2 has a cell of more than 1,000",
    ),
    "a very long cell": (
        "x,y,k\n1,2," + "a" * 200_000 + "\n3,4,b",
        "Line 2 has a cell that is far",
    ),
    "an open quotation mark": (
        'x,y,k\n1,2,"a\n' + "3,4,b\n" * 400,
        "as if a quotation mark were missing",
    ),
    "1e400": ("x,y,k\n1e400,2,a\n3,4,b", "'x' holds 1e400… in row 1, and numbers go up to 1e100"),
    "10^400 in full": ("x,y,k\n1,2,a\n1" + "0" * 400 + ",4,b", "'x' holds 100000000000…"),
    "-1e101": ("x,y,k\n1,-1e101,a\n3,4,b", "'y' holds -1e101…"),
    "a digit short of a long cell": ("x,y,k\n" + "9" * 1_000 + ",2,a\n3,4,b", "numbers go up to"),
}


@pytest.mark.parametrize("case", NO_TABLES)
def test_what_is_no_table_is_refused_in_one_sentence_that_says_why(case):
    content, why = NO_TABLES[case]
    started = time.monotonic()
    assert why in refusal(content)
    assert time.monotonic() - started < 5


def test_nothing_is_fetched_and_no_file_is_opened(monkeypatch):
    monkeypatch.setattr(socket, "socket", pytest.fail)
    monkeypatch.setattr("builtins.open", pytest.fail)
    for text in ("http://127.0.0.1/a.csv", "file:///etc/passwd", "/etc/passwd", "s3://a/b.csv"):
        refusal(text)
        refusal(f"{text},{text},{text}\n{text},{text},{text}")


def test_the_largest_table_is_read_in_time():
    header = ",".join(f"c{column}" for column in range(100))
    rows = [",".join(str((row * column) % 7) for column in range(100)) for row in range(MAX_ROWS)]
    started = time.monotonic()
    table = read_csv("\n".join([header, *rows]))
    own = table.choose(*table.default)
    assert time.monotonic() - started < 8
    assert own.targets.size == MAX_ROWS


names = st.text(min_size=1, max_size=60)
cells = st.text(max_size=8) | st.floats().map(repr) | st.integers().map(str)


@examples(150)
@given(st.binary(max_size=200) | st.text(max_size=200))
def test_anything_at_all_is_read_or_refused_in_one_sentence(content):
    try:
        table = read_csv(content)
    except ValueError:
        refusal(content)
    else:
        assert table.targets


@examples(150)
@given(
    st.lists(st.lists(cells, min_size=3, max_size=4), min_size=2, max_size=8),
    st.sampled_from([",", ";", "\t", "|"]),
)
def test_any_table_gives_sound_data_or_one_sentence(rows, delimiter):
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerows(rows)
    try:
        table = read_csv(written.getvalue())
        own = table.choose(*table.default)
    except ValueError as problem:
        assert_one_sentence(str(problem))
    else:
        assert own == OwnData(
            own.points, own.targets, own.axes, own.classes, own.target_name
        )  # it can be made anew, so it is legal
        assert set(np.unique(own.targets)) == set(range(len(own.classes))) or not own.classes


@examples(80)
@given(
    st.lists(
        st.tuples(
            st.floats(-1e100, 1e100),
            st.floats(-1e100, 1e100),
            st.sampled_from(["red", "green", "dark, blue", 'a "b"']),
        ),
        min_size=2,
        max_size=12,
    ).filter(lambda rows: len({row[2] for row in rows}) > 1),
    st.sampled_from([",", ";", "\t", "|"]),
    st.booleans(),
    st.sampled_from(["\n", "\r\n"]),
)
def test_a_table_written_is_read_to_the_last_bit(rows, delimiter, has_commas, end):
    has_commas = has_commas and delimiter != ","
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator=end)
    writer.writerow(["x", "y", "k"])
    for x1, x2, label in rows:
        numbers = [repr(x).replace(".", ",") if has_commas else repr(x) for x in (x1, x2)]
        writer.writerow([*numbers, label])
    own = chosen(written.getvalue(), "x", "y", "k")
    assert own.points.T.tolist() == [[x1, x2] for x1, x2, _ in rows]
    assert [own.classes[int(target)] for target in own.targets] == [row[2] for row in rows]
