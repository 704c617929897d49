"""Is anything wrong with this run? A quiet line under the stage, and the change tried beside it."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import settings, state
from dashboard.doctor.consultation import Consultation, Trial
from dashboard.doctor.finding import Change, cost_text, percent
from dashboard.figures.small_boundary import small_boundary
from dashboard.live_figure.component import show_live_figure
from dashboard.probes import measure, prediction_grid
from dashboard.run import Run
from dashboard.session import Session

RESOLUTION = 61
"""Points along a side of each of the two planes."""


def show_doctor(session: Session, place: DeltaGenerator) -> None:
    """Say what is wrong with the run at rest, if anything is, and offer one change.

    Parameters
    ----------
    session : Session
        What is on the page.
    place : DeltaGenerator
        An empty place on the page for it: what stood there before is gone, also where nothing
        is said.
    """
    if session.is_making_frames or not session.offers("doctor"):
        return
    consultation = session.consultation
    finding = consultation.finding(session.run)
    if finding is None:
        return
    trial, change = consultation.trial, finding.change
    with place.container(border=True, key="doctor"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.markdown(f":material/stethoscope: {finding.sentence}", width="stretch")
            if trial is None and change is not None:
                st.button(
                    f"Try this: {change.words}",
                    key="doctor_try",
                    icon=":material/healing:",
                    on_click=consultation.try_change,
                )
        if trial is None or change is None:
            return
        if trial.is_done:
            show_comparison(session, change, trial)
        else:
            show_trial_progress()


@st.fragment(run_every=settings.ARRIVING_SECONDS)
def show_trial_progress() -> None:
    """Train the changed run a bit further, in sight."""
    consultation = state.session().consultation
    consultation.train_on(settings.RESTORING_TURN_SECONDS)
    trial = consultation.trial
    if trial is None or trial.is_done:
        st.rerun()
        return
    st.progress(
        trial.run.step / max(1, trial.goal),
        f"Training with the change to step {trial.goal:,}: at {trial.run.step:,}.",
    )


def show_comparison(session: Session, change: Change, trial: Trial) -> None:
    """Draw the run as it is and as it would be, and offer to go on with the change.

    Parameters
    ----------
    session : Session
        What is on the page.
    change : Change
        What is done otherwise in it.
    trial : Trial
        The run with the change.
    """
    consultation: Consultation = session.consultation
    for place, name, run, words in zip(
        st.columns(2, gap="medium"),
        ("before", "after"),
        (session.run, trial.run),
        ("As it is", f"With {change.words}"),
        strict=True,
    ):
        with place:
            st.markdown(f"**{words}**  \n{outcome(run)}")
            ticks, AL = prediction_grid(run, RESOLUTION)
            show_live_figure(
                f"doctor_{name}_figure",
                small_boundary(ticks, AL, run.data, step=run.step),
                step=run.step,
                refresh=f"doctor-{name}",
                label=f"{words}: {outcome(run)}",
            )

    def use() -> None:
        consultation.dismiss()
        session.restart(change.config)

    with st.container(horizontal=True, gap="small"):
        st.button(
            "Use this change",
            key="doctor_use",
            icon=":material/check:",
            type="primary",
            on_click=use,
        )
        st.button("Close", key="doctor_close", type="tertiary", on_click=consultation.dismiss)


def outcome(run: Run) -> str:
    """Write what came of a run: its costs and its score.

    Parameters
    ----------
    run : Run
        At its cursor.
    """
    measured = measure(run, run.step, run.params)
    name = "R²" if run.config.task == "value" else "accuracy"
    tested = ["", ""]
    if run.data.X_test.shape[1]:
        costs, scores = cost_text(measured.test_cost), percent(measured.test_score)
        tested = [f" (test {costs})", f" (test {scores})"]
    return (
        f"Step {run.step:,}: cost {cost_text(measured.train_cost)}{tested[0]}, "
        f"{name} {percent(measured.train_score)}{tested[1]}"
    )
