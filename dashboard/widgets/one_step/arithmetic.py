"""What are the numbers? A phase's formulas with them, and the way to where each was made."""

import streamlit as st

from dashboard import state
from dashboard.one_step.arithmetic import arithmetic, batch_note, followable, heading
from dashboard.one_step.line import Ingredient
from dashboard.one_step.notation import DIGITS, value_text
from dashboard.widgets.one_step import choosing
from dashboard.widgets.one_step.choosing import Look


def show_arithmetic(look: Look) -> None:
    """Draw the arithmetic of what is chosen.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    digits = choosing.digits()
    made, phase, chosen = look.trace, look.phase, look.chosen
    lines = arithmetic(made, phase, chosen, digits=digits)
    with st.container(key="step_arithmetic"):
        with st.container(
            horizontal=True,
            vertical_alignment="center",
            horizontal_alignment="distribute",
            key="step_heading",
        ):
            st.subheader(heading(made, phase, chosen), anchor=False, width="content")
            st.selectbox(
                "Digits",
                format_func=lambda count: f"{count} digits" if count else "exact",
                label_visibility="collapsed",
                width=120,
                **state.choice("step_digits_field", digits, DIGITS, choosing.choose_digits),
            )
        note = batch_note(made, phase, chosen)
        if note:
            st.caption(note)
        for line in lines:
            st.caption(f"{line.words}. {line.note}" if line.note else line.words)
            st.latex(line.tex, width="content")
        _show_sources(followable(lines), digits)


def _show_sources(ingredients: tuple[Ingredient, ...], digits: int) -> None:
    """Say where each number came from, and lead there."""
    told: dict[str, list[str]] = {}
    for part in ingredients:
        if part.place is None:
            told.setdefault(part.source, []).append(f"{part.name} = {_text(part, digits)}")
    for source, words in told.items():
        st.text(f"{source[0].upper()}{source[1:]}: {', '.join(words)}")
    with st.container(horizontal=True, gap="small", key="step_sources"):
        for part in ingredients:
            if part.place is not None:
                st.button(
                    f"{part.name} = {_text(part, digits)} · {part.source}",
                    key=f"follow_{part.name}",
                    icon=":material/subdirectory_arrow_left:",
                    on_click=choosing.follow,
                    args=(part.place,),
                )


def _text(part: Ingredient, digits: int) -> str:
    return value_text(part.value, digits)
