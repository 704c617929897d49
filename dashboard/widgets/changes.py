"""How are two steps of a run compared? Choose them, and see what changed, and what changed most."""

from typing import NamedTuple

import streamlit as st

from dashboard import settings, state
from dashboard.batch import advance_within
from dashboard.change_map import (
    change_between,
    largest_weight,
    prediction_sentence,
    weight_sentence,
)
from dashboard.features import FEATURES
from dashboard.figures.change import prediction_change, weight_change
from dashboard.lane import LANE
from dashboard.live_figure.component import show_live_figure
from dashboard.run import Run, nearest_before
from dashboard.session import Session
from dashboard.stage.payload import scene_id
from dashboard.widgets.first_steps import run_with_a_past

STEPS, ENDS = "change_steps", "change_ends"
LOOK_FOR = (
    "What a run gained (blue) and lost (orange) between two of its steps. Look for the few weights "
    "that moved most, and for where on the plane the network changed its mind."
)


class Chosen(NamedTuple):
    """Two steps that were chosen, and of what: a run, its step, and its last."""

    subject: tuple[str, int, int]
    steps: tuple[int, int]


class Ends(NamedTuple):
    """A run on its way to two steps; which run, and which steps."""

    subject: tuple[str, int, int]
    earlier: Run
    later: Run

    @property
    def are_reached(self) -> bool:
        """Whether both are there."""
        _, first, second = self.subject
        return (self.earlier.step, self.later.step) == (first, second)


def show_changes(session: Session) -> None:
    """Draw what changed between two steps.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    st.markdown(LOOK_FOR)
    found = run_with_a_past(session)
    if found is None:
        return
    run, until = found
    if until == 0:
        st.info("This run has only step 0, so nothing has changed: its next step is not finite.")
        return
    show_map(run, until)


@st.fragment
def show_map(run: Run, until: int) -> None:
    """Let the two steps be chosen, and draw what changed between them.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        Its last step that can be chosen.
    """
    first, second = show_choice(run, until)
    if first == second:
        st.info(f"Both are step {first:,}: nothing changes in no step. Choose two that differ.")
        return
    ends = train_to(run, first, second)
    if not ends.are_reached:
        show_training(run, first, second)
        return
    change = change_between(ends.earlier, ends.later, settings.CHANGE_RESOLUTION)
    unit = 0
    if run.config.task == "classes":
        classes = run.data.classes
        with st.container(width=260):
            chosen = st.selectbox(
                "Probability of which class",
                range(len(classes)),
                format_func=classes.__getitem__,
                key=f"change_unit_{scene_id(run)}",
            )
        unit = int(chosen or 0)
    largest = largest_weight(change)
    features = [FEATURES[name].label for name in run.config.features]
    left, right = st.columns(2, gap="medium")
    with left:
        show_live_figure(
            "change_prediction",
            prediction_change(change, unit, run.data),
            step=second,
            refresh="prediction-change",
            label="What the prediction gained or lost all over the plane",
        )
        st.text(prediction_sentence(change, unit, run.data))
    with right:
        show_live_figure(
            "change_weights",
            weight_change(change, largest, features),
            step=second,
            refresh="weight-change",
            label="What every weight and bias gained or lost, as heatmaps",
        )
        st.text(weight_sentence(change, features))


def show_choice(run: Run, until: int) -> tuple[int, int]:
    """Let two steps be chosen.

    Parameters
    ----------
    run : Run
        Which run.
    until : int
        The last that can be chosen.

    Returns
    -------
    first, second : int
        In order. Where none have been chosen of this run, step 0 and its current one.
    """
    subject = (scene_id(run), run.step, until)
    chosen: Chosen | None = state.kept(STEPS)
    if chosen is None or chosen.subject != subject:
        chosen = Chosen(subject, (0, run.step or until))
        state.keep(STEPS, chosen)
    first, second = chosen.steps

    def choose(one: int, other: int) -> None:
        low, high = sorted(min(max(step, 0), until) for step in (one, other))
        state.keep(STEPS, Chosen(subject, (low, high)))

    def on_first(step: int) -> None:
        choose(step, second)

    def on_second(step: int) -> None:
        choose(first, step)

    def on_both(steps: tuple[int, int]) -> None:
        choose(*steps)

    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        for label, name, value, hear in (
            ("From step", "change_first", first, on_first),
            ("To step", "change_second", second, on_second),
        ):
            with st.container(width=150):
                st.number_input(label, 0, until, step=1, **state.field(name, value, hear))
        with st.container(width=420):
            name = f"change_steps_{until}"
            st.slider("Both", 0, until, **state.field(name, (first, second), on_both))
    return first, second


def train_to(run: Run, first: int, second: int) -> Ends:
    """Come to two steps of a run, exactly; what is not kept is trained again, in turns.

    Parameters
    ----------
    run : Run
        Which run.
    first, second : int
        Steps that it has reached.

    Returns
    -------
    ends : Ends
        The run at either step, or on the way there.
    """
    subject = (scene_id(run), first, second)
    ends: Ends | None = state.kept(ENDS)
    if ends is None or ends.subject != subject:
        ends = Ends(subject, nearest_before(run, first), nearest_before(run, second))
    there: list[Run] = []
    for at, step in ((ends.earlier, first), (ends.later, second)):
        further = at
        if at.step < step:
            with LANE.turn(is_urgent=True):
                further = advance_within(at, step - at.step, seconds=settings.SURVEY_TURN_SECONDS)
        there.append(further)
    ends = Ends(subject, *there)
    state.keep(ENDS, ends)
    return ends


@st.fragment(run_every=settings.SURVEY_SECONDS)
def show_training(run: Run, first: int, second: int) -> None:
    """Train towards two steps, in sight.

    Parameters
    ----------
    run : Run
        Which run.
    first, second : int
        The steps.
    """
    ends = train_to(run, first, second)
    if ends.are_reached:
        st.rerun()
    st.progress(
        (ends.earlier.step + ends.later.step) / (first + second),
        f"Training steps {first:,} and {second:,} again, as they are not kept: at "
        f"{ends.earlier.step:,} and {ends.later.step:,}.",
    )
    st.button("Stop here", key="stop_change", icon=":material/stop:", on_click=on_stop)


def on_stop() -> None:
    """Compare the steps that have been reached instead."""
    chosen: Chosen = state.kept(STEPS)
    ends: Ends = state.kept(ENDS)
    steps = (ends.earlier.step, ends.later.step)
    state.keep(STEPS, chosen._replace(steps=steps))
    state.keep(ENDS, ends._replace(subject=(ends.subject[0], *steps)))
