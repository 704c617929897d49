"""Which data of one's own? Points drawn on the plane, or three columns of a table.

It is a fragment of its own, and reads a table only while it is open. What a table says is never
Markdown: names of columns and classes are shown as plain text.
"""

import hashlib
from typing import Protocol

import streamlit as st

from dashboard import csv_text
from dashboard.csv_table import Table, read_csv
from dashboard.own_data import OwnData
from dashboard.own_scaling import scaling_sentences

LABEL = "Your own data"
WIDTH = 440
MAX_UPLOAD_MB = csv_text.MAX_BYTES // 10**6
PREVIEW_HEIGHT = 143
"""Pixels: the head and three rows; the others can be scrolled to."""
MAX_PASTED = 100_000
"""Characters; what is pasted travels with every message of the page."""
HOW_TO_DRAW = (
    "Click to set a point, drag it to move it, right-click it (or rest a finger on it) to take it "
    "away. Keys 1 to 6 choose the class, Shift+click sets the other one."
)
PLACEHOLDER = "length,width,species\n5.1,3.5,setosa\n7.0,3.2,versicolor"


class Owner(Protocol):
    """What the panel needs of a session."""

    opened: int
    """Counts what was opened, drawn or used: under another number it is another panel, closed."""

    def use_own(self, own: OwnData) -> None:
        """Learn from these data from now on."""

    def start_drawing(self) -> None:
        """Let points be drawn on the plane."""


@st.fragment
def show_own_data(session: Owner) -> None:
    """Draw the button, and behind it the ways to bring data along.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    popover = st.popover(
        LABEL,
        icon=":material/upload_file:",
        key=f"own_{session.opened}",
        on_change="rerun",
    )
    if not popover.open:
        return
    with popover, st.container(width=WIDTH):
        above = st.container()
        content = given_table(session)
        with above:
            if content is None:
                show_drawing(session)
            else:
                show_table(session, content)


def show_drawing(session: Owner) -> None:
    """Offer to draw points on the plane.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    if st.button("Draw points on the plane", key="draw", icon=":material/draw:"):
        session.start_drawing()
        st.rerun()
    st.caption(HOW_TO_DRAW)


def given_table(session: Owner) -> bytes | None:
    """Let a table be uploaded or pasted.

    Parameters
    ----------
    session : Session
        What is on the page.

    Returns
    -------
    content : bytes or None
        None while there is none.
    """
    uploaded = st.file_uploader(
        "Upload a table (CSV)",
        ["csv", "tsv", "txt"],
        key=f"own_file_{session.opened}",
        max_upload_size=MAX_UPLOAD_MB,
    )
    pasted = st.text_area(
        "Or paste one",
        key=f"own_text_{session.opened}",
        placeholder=PLACEHOLDER,
        max_chars=MAX_PASTED,
        height=100,
    )
    if uploaded is not None:
        return uploaded.getvalue()
    return pasted.encode("utf-8", "replace") if pasted else None


def show_table(session: Owner, content: bytes) -> None:
    """Show what a table has, or say what is wrong with it.

    Parameters
    ----------
    session : Session
        What is on the page.
    content : bytes
        Of any kind.
    """
    try:
        table = read_csv(content)
    except ValueError as problem:
        _show_problem(problem)
    else:
        # Another table has other columns, and so its fields are other fields.
        digest = hashlib.sha256(content).hexdigest()[:8]
        show_columns(session, table, f"{session.opened}_{digest}")


def show_columns(session: Owner, table: Table, name: str) -> None:
    """Show a table's first rows, and let three of its columns be chosen and used.

    Parameters
    ----------
    session : Session
        What is on the page.
    table : Table
        What was read.
    name : str
        What tells its fields from those of other tables.
    """
    st.dataframe(table.preview(), hide_index=True, height=PREVIEW_HEIGHT, key=f"own_rows_{name}")
    choices = zip(
        ("x₁", "x₂", "To be predicted"),
        ("x1", "x2", "target"),
        (table.features, table.features, table.targets),
        table.default,
        strict=True,
    )
    chosen: list[str] = []
    for column, (label, key, options, default) in zip(st.columns(3), choices, strict=True):
        with column:
            option = st.selectbox(
                label, options, index=options.index(default), key=f"own_{key}_{name}"
            )
            chosen.append(option or default)
    x1, x2, target = chosen
    try:
        own = table.choose(x1, x2, target)
    except ValueError as problem:
        _show_problem(problem)
        return
    with st.container(key="own_words", gap=None):
        for sentence in (
            goal_sentence(own),
            *scaling_sentences(own),
            table.omitted(x1, x2, target),
        ):
            if sentence:
                st.text(sentence)
    if st.button("Use these data", key="use_own", type="primary"):
        session.use_own(own)
        st.rerun()


def goal_sentence(own: OwnData) -> str:
    """Say how many points there are, and what is to be learned of them.

    Examples
    --------
    >>> goal_sentence(OwnData([[1, 2], [3, 4]], [0, 1], ("a", "b"), ("no", "yes"), "answer"))
    '2 points of 2 classes: no, yes.'
    >>> goal_sentence(OwnData([[1, 2], [3, 4]], [10, 12.5], ("a", "b"), (), "price"))
    '2 points with a value to be predicted: price, from 10 to 12.5.'
    """
    count = f"{own.targets.size:,} points"
    if own.classes:
        return f"{count} of {len(own.classes)} classes: {', '.join(own.classes)}."
    low, high = own.targets.min(), own.targets.max()
    return f"{count} with a value to be predicted: {own.target_name}, from {low:g} to {high:g}."


def _show_problem(problem: ValueError) -> None:
    with st.container(key="own_problem"):
        st.text(str(problem))
