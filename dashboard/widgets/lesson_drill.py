"""How is a number worked out in a lesson? Asked for, marked, and then shown step by step."""

import streamlit as st

from dashboard import state
from dashboard.lessons import outcomes
from dashboard.lessons.lesson import Drill
from dashboard.lessons.progress import Progress
from dashboard.one_step.drills import Question, number_of, question_words
from dashboard.one_step.marking import mark
from dashboard.one_step.trace import trace
from dashboard.one_step.working import working_of
from dashboard.session import Session
from dashboard.widgets.lesson_place import note_progress, progress_now
from dashboard.widgets.lesson_words import show_words

SAID = "drill_sentence"


def show_drill(session: Session, progress: Progress, step: Drill) -> None:
    """Draw what is asked for, and the working once it is answered or given up.

    Parameters
    ----------
    session : Session
        The lesson's own.
    progress : Progress
        How far the learner is.
    step : Drill
        Which step.
    """
    at = progress.at
    show_words(step.text)
    question = Question(step.number, step.point)
    try:
        traced = trace(outcomes.trained(step.run, step.at))
        number, working = number_of(traced, *question), working_of(traced, question)
    except ValueError as problem:
        st.text(str(problem))
        return
    st.markdown(f"**{question_words(question, traced.run.config.layer_dims)}?**")
    st.latex(working.formula)
    for line in working.given:
        st.latex(line)
    if at in progress.did:
        st.success(f"It is {number:.6g}.", icon=":material/check_circle:")
        for line in working.lines:
            st.latex(line)
        return

    def on_answer() -> None:
        verdict = mark(str(state.widget(f"drill_{at}", "")), number, tolerance=step.tolerance)
        here = progress_now()
        if verdict.value is not None:
            here = here.answered(at, verdict.value)
        note_progress(here.finished(at) if verdict.is_right else here)
        session.sentence = verdict.sentence
        state.keep(SAID, (here.lesson, at, verdict.sentence))

    def on_give_up() -> None:
        note_progress(progress_now().finished(at))
        session.sentence = f"It is {number:.6g}; the working is beside the picture."

    with st.form(f"drill_form_{at}", border=True):
        st.text_input("Your answer", key=f"drill_{at}", placeholder="such as -0.25 or 1/3")
        st.form_submit_button("Check", type="primary", key=f"drill_check_{at}", on_click=on_answer)
    lesson, of, sentence = state.kept(SAID, ("", 0, ""))
    if (lesson, of) == (progress.lesson, at):
        st.text(sentence)
    st.button("Show the working", key="drill_show", type="tertiary", on_click=on_give_up)
