"""Can you work it out? One number of the step is blanked out, and an answer is marked."""

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.drills import Question, ask, number_of, question_words
from dashboard.one_step.marking import LONGEST_ANSWER, Verdict, mark
from dashboard.one_step.tex import gathered
from dashboard.one_step.trace import Trace
from dashboard.one_step.working import working_of
from dashboard.run import fingerprint

TOLERANCE = 0.01
"""An answer is right within this share of the number, unless a lesson says otherwise."""

ASKED = "drill_asked"


@st.fragment
def show_drill(trace: Trace, chosen: Chosen) -> None:
    """Ask for a number of the step, and for another one on demand.

    Parameters
    ----------
    trace : Trace
        The step.
    chosen : Chosen
        Its point is asked about, if there is one.
    """
    asked = int(state.kept(ASKED, 0))
    question = ask(trace, asked, point=chosen.point)
    show_question(trace, question, key="drill")
    st.button(
        "Another",
        key="drill_another",
        icon=":material/casino:",
        on_click=lambda: state.keep(ASKED, asked + 1),
    )


def show_question(
    trace: Trace,
    question: Question,
    *,
    key: str,
    tolerance: float = TOLERANCE,
    working: Sequence[str] | None = None,
) -> Verdict | None:
    """Ask for one number, mark the answer, and show how it is worked out.

    Parameters
    ----------
    trace : Trace
        The step.
    question : Question
        Which number of it.
    key : str
        Tells this part of the page from others of its kind.
    tolerance : float
        Within which share of the number an answer is right.
    working : sequence of str, optional
        Lines of TeX to be shown after the answer, instead of this page's own.

    Returns
    -------
    verdict : Verdict or None
        On the last answer to this very question; None before there is one.
    """
    number = number_of(trace, *question)
    how = working_of(trace, question)
    identity = f"{fingerprint(trace.run)}-{question.name}-{question.point}"
    field = f"{key}_answer_{identity}"
    st.markdown(f"**{question_words(question, trace.run.config.layer_dims)}?**")
    st.latex(how.formula)
    # A formula is broken over lines nowhere but between dollar signs.
    given = [line.replace(r",\; ", ",$ $") for line in how.given]
    st.markdown("&ensp; ".join(f"${line},$" for line in given[:-1]) + f"&ensp; ${given[-1]}$")
    with st.form(f"{key}_form", border=False, enter_to_submit=True):
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        left.text_input(
            "Your answer",
            key=field,
            max_chars=LONGEST_ANSWER,
            placeholder="such as -0.25, 1.5e-3 or 1/3",
            autocomplete="off",
        )
        right.form_submit_button(
            "Check",
            key=f"{key}_check",
            icon=":material/check:",
            width="stretch",
            on_click=lambda: state.keep(f"{key}_checked", (identity, state.widget(field, ""))),
        )
    checked, answer = state.kept(f"{key}_checked", ("", ""))
    verdict = mark(str(answer), number, tolerance=tolerance) if checked == identity else None
    is_given_up = state.kept(f"{key}_given_up") == identity
    if verdict is None:
        return None
    if verdict.is_right:
        st.success(verdict.sentence, icon=":material/check_circle:")
    elif verdict.value is None:
        st.info(verdict.sentence, icon=":material/edit:")
    else:
        st.warning(verdict.sentence, icon=":material/close:")
    if verdict.is_right or is_given_up:
        st.markdown("**The working**")
        for line in how.lines if working is None else working:
            st.latex(gathered(line))
    else:
        st.button(
            "Show the working",
            key=f"{key}_give_up",
            on_click=lambda: state.keep(f"{key}_given_up", identity),
        )
    return verdict
