"""How is the landscape looked at? Choose a plane, watch it get finer, and walk along the path."""

from typing import NamedTuple

import streamlit as st

from dashboard import settings, state
from dashboard.figures.landscape import View, contour_figure, surface_figure
from dashboard.landscape.survey import Survey, begin, proceed
from dashboard.landscape.words import place_sentence, plane_sentences
from dashboard.lane import LANE
from dashboard.live_figure.component import show_live_figure
from dashboard.run import Run
from dashboard.session import Session
from dashboard.stage.payload import scene_id
from dashboard.widgets.first_steps import run_with_a_past

KEY = "landscape"
KINDS = {"path": "Along the run's own path", "random": "In two random directions"}
LOOK_FOR = (
    "Height is the training cost, over a plane cut through all the weights and biases. Look for "
    "the valley, and for where the run's path (orange) goes straight down, turns, or creeps."
)


class Kept(NamedTuple):
    """What is kept of a landscape between two looks: of what it is, and how far it is."""

    subject: tuple[object, ...]
    survey: Survey
    is_stopped: bool


def show_landscape(session: Session) -> None:
    """Draw the landscape around a run.

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
    kind, seed, extent = show_choice()
    try:
        kept = planned(run, until, kind, seed, extent)
    except ValueError as problem:
        st.info(str(problem))
        if kind == "random":
            return
        try:
            kind, kept = "random", planned(run, until, "random", seed, extent)
        except ValueError:
            return
    if not kept.survey.is_done and not kept.is_stopped:
        survey_on(kept)
    show_progress()
    show_figures(run)
    st.caption(plane_sentences(state.kept(KEY).survey, run, seed))


def show_choice() -> tuple[str, int, float]:
    """Let the plane be chosen.

    Returns
    -------
    kind : {"path", "random"}
    seed : int
        Of random directions.
    extent : float
        How far the plane reaches.
    """
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        kind = st.radio(
            "Plane", list(KINDS), format_func=KINDS.__getitem__, horizontal=True, key="plane_kind"
        )
        row = settings.LANDSCAPE["seed"]
        with st.container(width=180):
            extent = st.select_slider(
                "How far it reaches",
                settings.EXTENTS,
                value=1.0,
                format_func=lambda value: f"×{value:g}",
                key="plane_extent",
                help="×1 fits the path; of random directions, it goes as far as the weights are "
                "long.",
            )
        seed = int(row.default)
        if kind == "random":
            with st.container(width=180):
                low, high = int(row.minimum), int(row.maximum)
                seed = st.number_input(row.label, low, high, seed, key=row.key, help=row.help)
    return kind or "path", seed, float(extent)


def planned(run: Run, until: int, kind: str, seed: int, extent: float) -> Kept:
    """Return what is kept of this landscape, or plan it anew.

    Parameters
    ----------
    run : Run
        Around which run.
    until : int
        The last step of its path.
    kind, seed, extent
        As `show_choice` returns them.

    Returns
    -------
    kept : Kept

    Raises
    ------
    ValueError
        If there is no such plane.
    """
    subject = (scene_id(run), run.step, until, kind, seed if kind == "random" else 0, extent)
    kept: Kept | None = state.kept(KEY)
    if kept is None or kept.subject != subject:
        survey = begin(run, until, kind=kind, seed=seed, extent=extent)
        kept = Kept(subject, survey, is_stopped=False)
        state.keep(KEY, kept)
    return kept


def survey_on(kept: Kept) -> Kept:
    """Compute a bit further, in one turn of the lane.

    Parameters
    ----------
    kept : Kept
        As far as it is.

    Returns
    -------
    kept : Kept
        Further on.
    """
    with LANE.turn():
        further = proceed(kept.survey, settings.SURVEY_TURN_SECONDS)
    kept = kept._replace(survey=further)
    state.keep(KEY, kept)
    return kept


@st.fragment(run_every=settings.SURVEY_SECONDS)
def show_surveying() -> None:
    """Compute further, in sight; the page is drawn again at each surface that is complete."""
    kept: Kept = state.kept(KEY)
    before = kept.survey.n_finished
    for _ in range(settings.SURVEY_TURNS):
        if not kept.is_stopped and not kept.survey.is_done:
            kept = survey_on(kept)
    if kept.is_stopped or kept.survey.n_finished > before:
        st.rerun()
    survey = kept.survey
    working = settings.SURVEY_TURNS * settings.SURVEY_TURN_SECONDS
    seconds = survey.seconds_left * max(1.0, settings.SURVEY_SECONDS / working)
    size = settings.SURVEY_SIZES[before]
    left, right = st.columns([5, 1], vertical_alignment="center")
    with left:
        st.progress(
            survey.done / survey.total,
            f"Refining to {size} × {size} cells: about {max(1, round(seconds)):,} s left in all.",
        )
    with right:
        st.button("Stop", key="stop_survey", icon=":material/stop:", on_click=on_stop)


def on_stop() -> None:
    """Compute no further; what is there stays."""
    state.keep(KEY, state.kept(KEY)._replace(is_stopped=True))


def on_go_on() -> None:
    """Compute on from where it was stopped."""
    state.keep(KEY, state.kept(KEY)._replace(is_stopped=False))


def show_progress() -> None:
    """Show how far the surface is, where it is not done."""
    kept: Kept = state.kept(KEY)
    if kept.survey.is_done:
        return
    if not kept.is_stopped:
        show_surveying()
        return
    with st.container(horizontal=True, vertical_alignment="center"):
        finished = kept.survey.n_finished
        size = settings.SURVEY_SIZES[max(0, finished - 1)]
        what = f"The surface of {size} × {size} cells" if finished else "What there was of it"
        st.caption(f"Stopped. {what} stays.", width="content")
        st.button("Go on", key="go_on_surveying", icon=":material/play_arrow:", on_click=on_go_on)


@st.fragment
def show_figures(run: Run) -> None:
    """Draw both figures, and the slider that walks along the path.

    Parameters
    ----------
    run : Run
        Whose landscape.
    """
    kept: Kept = state.kept(KEY)
    survey = kept.survey
    if survey.surface is None:
        return
    path = survey.path
    figures = st.container()
    with st.container(horizontal=True, vertical_alignment="center", gap="medium"):
        step = path.steps[path.here]
        if len(path.steps) > 1:
            with st.container(width=420):
                step = st.select_slider(
                    "Step on the path",
                    path.steps,
                    value=step,
                    format_func=lambda step: f"{step:,}",
                    key=f"walk_{kept.subject}",
                )
        is_logarithmic = st.toggle("Logarithmic cost", value=True, key="log_landscape")
    place = path.steps.index(step) if step in path.steps else path.here
    view = View(survey, place, bool(is_logarithmic), run.config.cost_in_force)
    with figures:
        left, right = st.columns([1.15, 1], gap="medium")
        with left:
            show_live_figure(
                "landscape_surface",
                surface_figure(view),
                step=path.steps[place],
                refresh="landscape",
                label="The training cost over a plane through the parameters, as a surface",
            )
        with right:
            show_live_figure(
                "landscape_contours",
                contour_figure(view),
                step=path.steps[place],
                refresh="landscape-contours",
                label="The same from above, as contours, with the run's path",
            )
    st.caption(place_sentence(survey, place))
