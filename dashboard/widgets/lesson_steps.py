"""What does a step ask of the learner? To read, watch, predict, try, or work a number out."""

import math

import streamlit as st

from dashboard import state
from dashboard.figures.futures import Future, costs_of_futures
from dashboard.figures.planes import Plane, planes
from dashboard.lessons import outcomes
from dashboard.lessons.lesson import Drill, Predict, Read, Step, Try, Watch
from dashboard.lessons.progress import Progress
from dashboard.lessons.verdicts import verdict_of
from dashboard.live_figure.component import show_live_figure
from dashboard.session import Session
from dashboard.widgets.lesson_drill import show_drill
from dashboard.widgets.lesson_place import note_progress, progress_now
from dashboard.widgets.lesson_try import show_try
from dashboard.widgets.lesson_words import show_words

LETTERS = "ABCDEFGH"
THUMBNAIL_HEIGHT = 190


def show_step(session: Session, progress: Progress, step: Step) -> None:
    """Draw what a step says and asks for.

    Parameters
    ----------
    session : Session
        The lesson's own.
    progress : Progress
        How far the learner is.
    step : Step
        Which step.
    """
    match step:
        case Read():
            show_words(step.text)
        case Watch():
            show_watch(progress, step)
        case Predict():
            show_predict(progress, step)
        case Try():
            show_try(session, progress, step)
        case Drill():
            show_drill(session, progress, step)


def show_watch(progress: Progress, step: Watch) -> None:
    """Draw what is to be watched while the run plays."""
    show_words(step.text)
    with st.container(border=True, key="lesson_watch"):
        st.markdown(f":material/visibility: **Watch:** {step.watch}")
        if progress.at in progress.did:
            st.caption(f"It has been played to step {step.until:,}. *Reset* and play it again.")
        else:
            st.caption(f"Press **Play**: it stops by itself at step {step.until:,}.")


def show_predict(progress: Progress, step: Predict) -> None:
    """Draw a question about what will happen, and what was said beside what did."""
    at = progress.at
    said, is_done = progress.said.get(at), at in progress.did
    show_words(step.question)
    if step.kind == "boundary":
        _show_thumbnails(step, said, is_done=is_done)
    if said is None:
        _ask(at, step)
        return
    if not is_done:
        st.markdown(f":material/lock_open: You predicted **{said_words(step, said)}**.")
        st.caption(f"Press **Play**: it stops by itself at step {step.until:,}.")
        return
    verdict = verdict_of(step, said)
    show_verdict(verdict.sentence, is_right=verdict.is_right)
    if step.kind == "contest":
        _show_contest(step, said)
    if step.explanation:
        show_words(step.explanation)


def show_verdict(sentence: str, *, is_right: bool) -> None:
    """Draw one sentence on an answer, with a mark beside it that does not depend on colour."""
    with st.container(key="lesson_verdict"):
        if is_right:
            st.success(sentence, icon=":material/check_circle:")
        else:
            st.info(sentence, icon=":material/lightbulb:")


def said_words(step: Predict, said: float) -> str:
    """Write what was predicted."""
    if step.kind == "cost":
        return f"a cost of {said:g}"
    return option_words(step, int(said) - 1)


def option_words(step: Predict, index: int) -> str:
    """Write an option as the page names it."""
    label = step.options[index].label
    if step.kind != "boundary":
        return label
    return LETTERS[index] if label == LETTERS[index] else f"{LETTERS[index]}: {label}"


def _ask(at: int, step: Predict) -> None:
    """Take the prediction: once it is made it stands."""
    key = f"said_{at}"

    def on_predict() -> None:
        given = state.widget(key)
        if step.kind != "cost" and given in range(len(step.options)):
            given = given + 1
        elif not is_cost(given) or step.kind != "cost":
            return
        note_progress(progress_now().answered(at, float(given)))

    with st.form(f"predict_{at}", border=True):
        if step.kind == "cost":
            st.number_input(
                "The training cost that you predict",
                min_value=0.0,
                max_value=1e6,
                value=None,
                step=0.05,
                format="%g",
                placeholder="such as 0.2",
                key=key,
            )
        else:
            st.radio(
                "Your prediction",
                list(range(len(step.options))),
                format_func=lambda index: option_words(step, index),
                index=None,
                key=key,
            )
        st.form_submit_button(
            "This is my prediction",
            type="primary",
            key=f"predict_button_{at}",
            on_click=on_predict,
        )
        st.caption(":material/lock: The run unlocks when you have predicted.")


def is_cost(value: object) -> bool:
    """Whether what a browser sent is a number that a cost can be."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) and value >= 0


def _show_thumbnails(step: Predict, said: float | None, *, is_done: bool) -> None:
    """Draw the plane of every option; it says which was chosen and, in the end, which was right."""
    try:
        with st.spinner("Training the networks that are drawn here."):
            found = [outcomes.plane_at(option.run, option.at) for option in step.options]
    except ValueError as problem:
        st.text(str(problem))
        return
    with st.container(key="lesson_options"):
        for index, plane in enumerate(found):
            title = LETTERS[index]
            if said is not None and int(said) - 1 == index:
                title += "\nyour prediction"
            if is_done and index == step.answer:
                title += "\nwhat happened"
            show_live_figure(
                f"option_{index}_figure",
                planes([Plane(title, *plane)], height=THUMBNAIL_HEIGHT),
                step=step.options[index].at,
                refresh=f"option-{index}",
                label=f"Boundary {LETTERS[index]}: {step.options[index].label}",
                is_small=True,
            )


def _show_contest(step: Predict, said: float) -> None:
    """Draw the cost of every run that took part."""
    futures: list[Future] = []
    try:
        curves = [outcomes.curves_to(option.run, step.until) for option in step.options]
    except ValueError as problem:
        st.text(str(problem))
        return
    for index, (option, found) in enumerate(zip(step.options, curves, strict=True)):
        name = option.label + (" (your prediction)" if int(said) - 1 == index else "")
        futures.append(Future(name, 0, step.until, (), found.steps, found.train_cost))
    show_live_figure(
        "contest_figure",
        costs_of_futures(
            futures,
            step=step.until,
            is_logarithmic=False,
            cost=outcomes.address_of(step.options[0].run).config.cost_in_force,
        ),
        step=step.until,
        refresh="contest",
        label="The training cost of every run against the step",
    )
