"""Which phase of which step is on the page? The buttons that lead on and back, and the sentence."""

from html import escape

import streamlit as st

from dashboard import narration, state
from dashboard.widgets.one_step import choosing
from dashboard.widgets.one_step.choosing import Look


def show_player(look: Look) -> None:
    """Draw the buttons of the phases, and those of the steps around them.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    run, playing = look.trace.run, choosing.is_playing()
    place, last = look.chosen.phase, len(look.phases) - 1
    step, has_ended = run.step, run.has_ended
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="step_bar"):
        st.button(
            "First",
            key="step_first",
            icon=":material/first_page:",
            on_click=choosing.first,
            disabled=place == 0,
        )
        st.button(
            "Back",
            key="step_back",
            icon=":material/chevron_left:",
            on_click=choosing.move,
            args=(-1,),
            disabled=place == 0 and step == 0,
        )
        st.button(
            "Pause" if playing else "Play",
            key="step_play",
            icon=":material/pause:" if playing else ":material/play_arrow:",
            type="primary",
            on_click=choosing.pause if playing else choosing.play,
        )
        st.button(
            "Next",
            key="step_next",
            icon=":material/chevron_right:",
            on_click=choosing.move,
            args=(1,),
            disabled=has_ended and place == last,
        )
        with st.container(width=260, key="step_phase"):
            st.selectbox(
                "Phase",
                format_func={phase.key: phase.title for phase in look.phases}.__getitem__,
                label_visibility="collapsed",
                **state.choice(
                    "step_phase_field",
                    look.phase.key,
                    [phase.key for phase in look.phases],
                    choosing.choose_phase,
                ),
            )
        st.button(
            "Previous step",
            key="step_previous_step",
            icon=":material/undo:",
            on_click=choosing.go_to_step,
            args=(step - 1,),
            disabled=step == 0,
        )
        st.button(
            "Next step",
            key="step_next_step",
            icon=":material/redo:",
            on_click=choosing.go_to_step,
            args=(step + 1,),
            disabled=has_ended,
        )
    _show_sentence(look)


def _show_sentence(look: Look) -> None:
    """Say what happens in the phase, for the eye and for a screen reader."""
    run, phase = look.trace.run, look.phase
    total = run.data.X.shape[1]
    points = (
        f"{look.trace.m:,} of {total:,} points" if look.trace.m < total else f"{total:,} points"
    )
    points = "one point" if total == 1 else points
    place = (
        f"Step {run.step:,} → {run.step + 1:,} · {points} · phase {look.chosen.phase + 1} of "
        f"{len(look.phases)}"
    )
    st.html(
        f'<div class="step-sentence" role="status" aria-live="polite" data-testid="step-sentence">'
        f"<span>{escape(place)}</span><p><b>{escape(phase.title)}.</b> {escape(phase.sentence)}</p>"
        "</div>"
    )
    for problem in (look.sentence, narration.ended(run) if run.has_ended else ""):
        if problem:
            with st.container(key="step_problem"):
                st.text(problem)
