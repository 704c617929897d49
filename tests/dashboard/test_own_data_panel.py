import pytest
from streamlit.testing.v1 import AppTest

FLOWERS = """length,width,id,species
5.1,3.5,1,setosa
4.9,,2,setosa
7.0,3.2,3,versicolor
6.4,3.2,4,versicolor
"""


class Owner:
    """What the panel needs of a session; it notes what it is told."""

    def __init__(self):
        self.opened = 0
        self.used = []
        self.drawings = 0

    def use_own(self, own):
        self.opened += 1
        self.used.append(own)

    def start_drawing(self):
        self.opened += 1
        self.drawings += 1


def script():
    import streamlit as st

    from dashboard.widgets.own_data import show_own_data

    with st.sidebar:
        show_own_data(st.session_state["owner"])


def run(page):
    page.run()
    assert not page.exception
    return page


@pytest.fixture
def page():
    opened = AppTest.from_function(script, default_timeout=60)
    opened.session_state["owner"] = Owner()
    opened.session_state["own_0"] = True
    return run(opened)


def owner_of(page):
    return page.session_state["owner"]


def paste(page, text):
    page.text_area[0].set_value(text)
    return run(page)


def said(page):
    return [text.value for text in page.text]


def press(page, key):
    page.button(key=key).click()
    return run(page)


def test_nothing_is_there_before_it_is_opened():
    page = AppTest.from_function(script, default_timeout=60)
    page.session_state["owner"] = Owner()
    run(page)
    assert not page.button
    assert not page.file_uploader


def test_a_table_is_shown_explained_and_used(page):
    paste(page, FLOWERS)
    assert [box.value for box in page.selectbox] == ["length", "width", "species"]
    assert page.dataframe[0].value["width"].tolist() == ["3.5", "", "3.2", "3.2"]
    assert said(page) == [
        "3 points of 2 classes: setosa, versicolor.",
        # 5.1, 7.0 and 6.4: mean 6.1667, standard deviation 0.7931
        "x₁ = (length − 6.167) / 0.793",
        "x₂ = (width − 3.3) / 0.141",
        "1 of 4 rows is left out: something is missing there.",
    ]
    press(page, "use_own")
    (own,) = owner_of(page).used
    assert own.points.tolist() == [[5.1, 7.0, 6.4], [3.5, 3.2, 3.2]]
    assert not page.button  # closed


def test_other_columns_can_be_chosen(page):
    paste(page, FLOWERS)
    page.selectbox[1].set_value("id")
    run(page)
    assert "4 points" in said(page)[0]
    page.selectbox[2].set_value("width")
    run(page)
    assert said(page)[0] == "3 points with a value to be predicted: width, from 3.2 to 3.5."
    page.selectbox[1].set_value("length")
    run(page)
    assert said(page) == ["x₁, x₂ and the target have to be three different columns."]
    assert not any(button.key == "use_own" for button in page.button)


def test_another_table_starts_from_its_own_columns(page):
    paste(page, FLOWERS)
    page.selectbox[0].set_value("width")
    run(page)
    paste(page, "a;b;c\n1;2;u\n3;4;v\n")
    assert [box.value for box in page.selectbox] == ["a", "b", "c"]
    paste(page, "")
    assert not page.selectbox
    assert said(page) == []


def test_a_file_comes_before_what_is_pasted(page):
    paste(page, "a;b;c\n1;2;u\n3;4;v\n")
    page.file_uploader[0].upload("flowers.csv", FLOWERS.encode())
    run(page)
    assert page.selectbox[0].value == "length"


@pytest.mark.parametrize(("content", "why"), [(b"PK\x03\x04", "Excel workbook"), (b"", "empty")])
def test_what_is_no_table_is_told_in_one_sentence(page, content, why):
    page.file_uploader[0].upload("table.csv", content)
    run(page)
    (sentence,) = said(page)
    assert why in sentence
    assert not page.selectbox


def test_what_a_table_says_is_never_read_as_markdown(page):
    paste(page, "**x**,$y$,[k](//a.test)\n1,2,:red[a]\n3,4,<b>b</b>\n")
    assert any(":red[a], <b>b</b>" in text for text in said(page))
    assert any("**x**" in text for text in said(page))
    shown = [text.value for text in [*page.markdown, *page.caption]]
    assert not any(word in text for text in shown for word in ("a.test", "$y$", "**x**", "<b>"))


def test_drawing_starts_and_the_panel_closes(page):
    press(page, "draw")
    assert owner_of(page).drawings == 1
    assert not page.button
