"""What in the link was not legal? One line that says what was changed."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import settings
from dashboard.session import Session

LABELS = {
    row.key: row.label
    for row in (
        settings.DATA,
        settings.DATA_SEED,
        settings.NOISE,
        settings.TRAINING_POINTS,
        settings.TEST_POINTS,
        settings.ACTIVATION,
        settings.INITIALIZATION,
        settings.SEED,
        settings.LEARNING_RATE,
        settings.SPEED,
    )
} | {settings.UNITS.key: settings.LAYERS.label, "given": "Given weights", "step": "Step"}
"""What the page calls a key of the link."""


def show_problems(session: Session) -> None:
    """Say what the link asked for and did not get.

    Its words are never Markdown: they come from outside.

    Parameters
    ----------
    session : Session
        What is on the page.
    """

    def on_dismiss() -> None:
        session.problems = ()

    show_sentences([in_words(problem) for problem in session.problems], on_dismiss)


def show_sentences(lines: Sequence[str], on_dismiss: Callable[[], None]) -> None:
    """Say what was changed in a link, until it is dismissed.

    Parameters
    ----------
    lines : sequence of str
        One sentence each; nothing is drawn if there are none.
    on_dismiss : callable
        Forgets them.
    """
    if not lines:
        return
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key="problems"
    ):
        if len(lines) == 1:
            st.text(lines[0], width="stretch")
        else:
            st.text(f"{len(lines)} parts of the link were changed.", width="stretch")
            with st.popover("Which?", type="tertiary", key="which_problems"):
                for line in lines:
                    st.text(line)
        st.button("Dismiss", key="dismiss", type="tertiary", on_click=on_dismiss)


def in_words(problem: str) -> str:
    """Name a setting as the page does, before the key that the link names it by.

    Examples
    --------
    >>> in_words("n: 'x' is no number, so 200 is used.")
    "Training points (n): 'x' is no number, so 200 is used."
    >>> in_words("The link is too long.")
    'The link is too long.'
    """
    key, colon, rest = problem.partition(": ")
    return f"{LABELS[key]} ({key}): {rest}" if colon and key in LABELS else problem
