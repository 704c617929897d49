"""What happens in one training step? A player for its phases, the picture, and what it shows."""

from functools import partial
from typing import Any

import streamlit as st

from dashboard import narration, state
from dashboard.figures.step_picture import step_picture
from dashboard.figures.step_plane import step_plane
from dashboard.live_figure.component import show_live_figure
from dashboard.one_step.chosen import Chosen
from dashboard.one_step.phases import Phase, fitting_target, is_part, phases_of
from dashboard.one_step.trace import Trace, trace
from dashboard.probes import prediction_grid
from dashboard.run import points_on_plane
from dashboard.session import Session
from dashboard.widgets.one_step.blame import show_blame
from dashboard.widgets.one_step.drill import show_drill
from dashboard.widgets.one_step.nudge import show_nudge
from dashboard.widgets.one_step.slice import show_slice
from dashboard.widgets.one_step.working import show_arithmetic, show_code
from network import Array

SECONDS_A_PHASE = 1.8
RESOLUTION = 51
PHASE, TARGET, POINT, PLAYING = "step_phase", "step_target", "step_point", "step_is_playing"
"""What this page keeps."""

ALL = -1
"""All points of the step, in the choice of a point."""

PANELS = ("The nudge", "The blame map", "The slice", "Drills")


def show_one_step(session: Session) -> None:
    """Draw the page; while its phases play, all of it is drawn again for each.

    Parameters
    ----------
    session : Session
        At the step from which the update starts.
    """
    every = SECONDS_A_PHASE if state.kept(PLAYING) else None
    st.fragment(_show_step, run_every=every)(session)


def _show_step(session: Session) -> None:
    if session.run.has_ended:
        st.text(narration.ended(session.run))
    made = trace(session.run)
    phases = phases_of(made)
    if state.kept(PLAYING) and not state.is_whole_page():
        _play_on(len(phases))
    chosen = _chosen(made, phases)
    phase = phases[chosen.phase]
    _show_player(session, phases, chosen)
    st.markdown(phase.sentence)
    _show_picture(made, phase, chosen)
    left, right = st.columns([1, 1.05], gap="medium")
    with left:
        show_arithmetic(made, phase, chosen, partial(_go, phases))
    with right:
        show_code(made, phase)
    _show_panels(made, chosen)


def _play_on(count: int) -> None:
    """Go to the next phase; after the last one, stop."""
    following = int(state.kept(PHASE, 0)) + 1
    state.keep(PHASE, min(following, count - 1))
    if following >= count - 1:
        state.keep(PLAYING, value=False)
        st.rerun()


def _chosen(made: Trace, phases: list[Phase]) -> Chosen:
    """Return what is looked at; what is not there any more is told, and replaced."""
    place = min(max(int(state.kept(PHASE, 0)), 0), len(phases) - 1)
    target, point = str(state.kept(TARGET, "")), state.kept(POINT, 0)
    if target and not is_part(target, made):
        st.text(f"This network has no {target}, which was chosen before: here is the nearest one.")
        target = ""
    if point is not None and not 0 <= point < made.m:
        st.text(
            f"Point {point} is none of this step's {made.m:,} points any more: here is point 0."
        )
        point = 0
    target = fitting_target(phases[place], target, made)
    state.keep(TARGET, target)
    state.keep(POINT, point)
    return Chosen(place, target, point)


def _go(phases: list[Phase], kind: str, layer: int, target: str) -> None:
    """Go where a number came from."""
    for place, phase in enumerate(phases):
        if (phase.kind, phase.layer) == (kind, layer):
            state.keep(PHASE, place)
            state.keep(TARGET, target)


def _show_player(session: Session, phases: list[Phase], chosen: Chosen) -> None:
    """Draw the buttons that go through the phases, and those that go from step to step."""
    last = len(phases) - 1

    def to(place: int) -> None:
        state.keep(PHASE, place)
        state.keep(PLAYING, value=False)

    def step_to(step: int) -> None:
        session.step_to(step)
        to(0)

    step = session.run.step
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="phase_bar"):
        st.button(
            "First",
            key="phase_first",
            icon=":material/first_page:",
            on_click=to,
            args=(0,),
            disabled=chosen.phase == 0,
        )
        st.button(
            "Back",
            key="phase_back",
            icon=":material/chevron_left:",
            on_click=to,
            args=(chosen.phase - 1,),
            disabled=chosen.phase == 0,
        )
        st.button(
            "Next",
            key="phase_next",
            icon=":material/chevron_right:",
            type="primary",
            on_click=to,
            args=(chosen.phase + 1,),
            disabled=chosen.phase == last,
        )
        is_playing = bool(state.kept(PLAYING))
        if st.button(
            "Stop" if is_playing else "Play slowly",
            key="phase_play",
            icon=":material/pause:" if is_playing else ":material/slow_motion_video:",
        ):
            if chosen.phase == last:
                state.keep(PHASE, 0)
            state.keep(PLAYING, value=not is_playing)
            st.rerun()
        st.selectbox(
            "Phase",
            range(len(phases)),
            format_func=lambda place: f"{place + 1}. {phases[place].title}",
            label_visibility="collapsed",
            width=210,
            **state.field("phase_choice", chosen.phase, to),
        )
        with st.container(
            horizontal=True, vertical_alignment="center", gap="small", key="loop_bar"
        ):
            if st.button(
                "Step before",
                key="step_before",
                disabled=step == 0,
                icon=":material/skip_previous:",
            ):
                step_to(step - 1)
                st.rerun()
            if st.button(
                "Next step",
                key="step_after",
                disabled=session.run.has_ended,
                icon=":material/skip_next:",
            ):
                step_to(step + 1)
                st.rerun()
            st.markdown(f"**Step {step:,}** of the loop of `train`")


def _show_picture(made: Trace, phase: Phase, chosen: Chosen) -> None:
    """Draw the network and the plane; a click chooses a part of one or a point of the other."""
    run = made.run

    def on_part(clicked: dict[str, Any]) -> None:
        name = clicked.get("customdata")
        target = name[0] if isinstance(name, list) and name else name
        if isinstance(target, str) and is_part(target, made):
            state.keep(TARGET, target)

    def on_point(clicked: dict[str, Any]) -> None:
        place = clicked.get("customdata")
        if isinstance(place, int) and 0 <= place < made.m:
            state.keep(POINT, place)

    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        show_live_figure(
            "step_picture",
            step_picture(made, phase, target=chosen.target, point=chosen.point),
            step=run.step,
            refresh="step-picture",
            label=f"The network in this phase: {phase.title}",
            on_click=on_part,
        )
    with right:
        ticks, AL = prediction_grid(run, RESOLUTION)
        show_live_figure(
            "step_plane",
            step_plane(
                ticks,
                AL,
                run.data,
                points=points_on_plane(run, run.step),
                targets=_targets(made),
                point=chosen.point,
            ),
            step=run.step,
            refresh="step-plane",
            label="The plane with the training points of this step",
            on_click=on_point,
        )
    _show_choices(made, chosen)


def _targets(made: Trace) -> Array:
    """Return the class or value of each of the step's points."""
    return made.Y.argmax(axis=0).astype(float) if len(made.Y) > 1 else made.Y[0]


def _show_choices(made: Trace, chosen: Chosen) -> None:
    """Draw the same choices without a mouse: a part of the network, and a point."""
    parts = [
        name
        for each in made.layers
        for unit in range(len(each.W))
        for name in (
            f"unit{each.layer}.{unit}",
            *(f"W{each.layer}.{unit}.{column}" for column in range(each.W.shape[1])),
            f"b{each.layer}.{unit}",
        )
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", key="step_choices"):
        st.selectbox(
            "Looked at",
            parts,
            format_func=lambda name: narration.target_words(name),
            width=280,
            **state.field("part_choice", chosen.target, lambda name: state.keep(TARGET, name)),
        )
        number = ALL if chosen.point is None else chosen.point
        st.selectbox(
            "Training point",
            [ALL, *range(made.m)],
            format_func=lambda place: _point_words(made, place),
            width=280,
            **state.field(
                "point_choice",
                number,
                lambda place: state.keep(POINT, None if place == ALL else place),
            ),
        )
        st.caption(
            "Click a unit or a weight in the picture, or a point on the plane. Forward, colours "
            "are activations and weights; backward, blame and slopes."
        )


def _point_words(made: Trace, place: int) -> str:
    if place == ALL:
        return f"all {made.m:,} of the step"
    x = ", ".join(f"{value:.2f}" for value in made.X[:2, place])
    return f"point {place}: ({x})"


def _show_panels(made: Trace, chosen: Chosen) -> None:
    """Draw what can be asked of the step, one question at a time."""
    panel = st.segmented_control(
        "Ask this step", PANELS, key="step_panel", default=PANELS[0], label_visibility="collapsed"
    )
    if panel == PANELS[0]:
        show_nudge(made, chosen, choose_target=lambda target: state.keep(TARGET, target))
    elif panel == PANELS[1]:
        show_blame(made, chosen, lambda point: state.keep(POINT, point))
    elif panel == PANELS[2]:
        show_slice(made)
    elif panel == PANELS[3]:
        show_drill(made, chosen)
