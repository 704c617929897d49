"""How is the text of a lesson drawn? As Markdown without HTML, with its images in their places."""

import streamlit as st

from dashboard.lessons.pack_text import parts_of


def show_words(text: str) -> None:
    """Draw a text.

    Parameters
    ----------
    text : str
        Of a lesson, wherever that comes from.
    """
    for part in parts_of(text):
        if isinstance(part, str):
            st.markdown(part)
        else:
            st.image(part.content, caption=part.alt or None)
