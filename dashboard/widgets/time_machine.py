"""What else could have come of this run? Its timeline, a fork at any step, and every future."""

from collections.abc import Sequence
from typing import Any

import streamlit as st

from dashboard import narration, settings, state
from dashboard.branches import Branch, parting
from dashboard.config import RULE_FIELDS, RULES
from dashboard.features import FEATURES
from dashboard.figures.futures import Future, costs_of_futures, timeline
from dashboard.figures.planes import Plane, planes
from dashboard.figures.weights import weight_heatmaps
from dashboard.lane import LANE
from dashboard.link import number_text
from dashboard.live_figure.component import show_live_figure
from dashboard.probes import curves, measure, prediction_grid
from dashboard.run import Run
from dashboard.session import Session, at_step
from dashboard.widgets.arriving import make_a_past
from dashboard.widgets.looking import show_step_slider
from network import OPTIMIZERS

MACHINE = "time_machine"
FIRST_STEPS = 300
"""How far a run that stands at its start is trained, so that there is something to look at."""

RESOLUTION = 61
LARGEST_LENGTH = 40
SHOWN = 4
"""Planes that stand side by side."""

STOPS: dict[str, Sequence[float]] = {
    "lr": settings.LEARNING_RATES,
    "beta1": settings.BETAS,
    "beta2": settings.BETAS,
    "batch": settings.BATCH_SIZES,
    "l1": settings.PENALTIES,
    "l2": settings.PENALTIES,
}
"""The values that a fork offers."""

HELP = "Every panel of this page shows the futures at this step, exactly."


@st.fragment(key=MACHINE)
def show_time_machine() -> None:
    """Draw the timeline, what the futures come to at the step looked at, and the way to fork."""
    session = state.session()
    branches = session.tree.branches
    if not session.grow_branches():
        done = sum(branch.is_grown for branch in branches)
        st.progress(done / len(branches), f"Training {len(branches) - done} kept futures again.")
        st.rerun(scope="app" if state.is_whole_page() else "fragment")
    lines = [Branch(session.tree.name, session.run, max(session.seen, session.run.step))]
    lines += session.tree.branches
    last = max(1, *(line.step for line in lines))
    step = show_step_slider(session, last, "looked_at", HELP)
    futures = [_future(lines[0], line) for line in lines]
    show_live_figure(
        "timeline_figure",
        timeline(futures, step=step),
        step=step,
        refresh="timeline",
        label="The run's futures as a tree, with what was changed on the way",
        on_click=lambda clicked: _look(clicked, last),
    )
    _show_fork(session, step)
    shown = [line._replace(run=at_step(line.run, min(step, line.step))) for line in lines]
    left, right = st.columns([1, 1.15], gap="medium")
    with left:
        show_live_figure(
            "futures_figure",
            costs_of_futures(
                futures,
                step=step,
                is_logarithmic=bool(state.widget("log_futures", False)),
                cost=session.run.config.cost_in_force,
            ),
            step=step,
            refresh="futures",
            label="Training cost of every future against the step",
        )
        st.toggle("Logarithmic cost", key="log_futures")
    with right:
        show_live_figure(
            "futures_planes",
            planes([_plane(line) for line in shown[:SHOWN]], height=330),
            step=step,
            refresh="planes",
            label="What each future predicts on the plane at this step",
        )
    if st.toggle("The weights too", key="weights_of_futures"):
        for place, line in enumerate(shown[:SHOWN]):
            st.text(line.name)
            show_live_figure(
                f"futures_weights_{place}",
                weight_heatmaps(
                    line.run.params,
                    features=[FEATURES[name].label for name in line.run.config.features],
                    revision=line.name,
                ),
                step=step,
                refresh="weights-of-future",
                label=f"Weights and biases of the future {place + 1}",
            )
    _show_branches(session, shown)


def _look(clicked: dict[str, Any], last: int) -> None:
    """Look at the step that was clicked on in the timeline."""
    place = clicked.get("x")
    if isinstance(place, int | float) and 0 <= place <= last:
        state.keep("looked_at", round(place))
        st.rerun(MACHINE)


def _future(trunk: Branch, line: Branch) -> Future:
    """Measure a line for the figures."""
    run = at_step(line.run, line.step)
    with LANE.turn():
        measured = curves(run, line.step)
    begins = parting(trunk.run, line.run) if line is not trunk else 0
    return Future(
        name=line.name,
        begins=min(begins, line.step),
        ends=line.step,
        changes=[
            (event.step, narration.event_words(event))
            for event in run.events
            if event.step <= line.step
        ],
        steps=measured.steps,
        costs=measured.train_cost,
    )


def _plane(line: Branch) -> Plane:
    run = line.run
    ticks, AL = prediction_grid(run, RESOLUTION)
    cost = measure(run, run.step, run.params).train_cost
    name = line.name if len(line.name) <= LARGEST_LENGTH else f"{line.name[:LARGEST_LENGTH]}…"
    return Plane(f"{name}\nstep {run.step:,} · cost {cost:.4g}", ticks, AL, run.data)


def _show_fork(session: Session, step: int) -> None:
    """Offer another value of a training setting from the step looked at."""
    last = session.run.history.last
    rule = session.run.schedule.at(min(step, last))
    kinds = [
        kind
        for kind in RULES
        if kind not in ("beta1", "beta2") or kind in OPTIMIZERS[rule.optimizer].betas
    ]
    with st.container(horizontal=True, vertical_alignment="bottom", key="fork"):
        kind = st.selectbox(
            "From this step, change",
            kinds,
            format_func=lambda name: RULES[name].label,
            key="fork_kind",
            width=210,
        )
        now = getattr(rule, RULE_FIELDS[kind])
        offered = _offered(session.run, kind, now)
        value = st.selectbox(
            "to",
            offered,
            index=_first_choice(kind, offered, now),
            format_func=lambda one: narration.rule_value(kind, one),
            key=f"fork_value_{kind}",
            width=170,
        )
        if st.button("Fork here", key="fork_here", type="primary", icon=":material/fork_right:"):
            try:
                session.fork_at(step, kind, value)
            except ValueError as problem:
                st.text(str(problem))
            else:
                state.keep("looked_at", session.goal or session.run.step)
                st.rerun()
        st.caption(f"Now {narration.rule_value(kind, now)}. The other future is kept.")
    if session.sentence:
        st.text(session.sentence)


def _offered(run: Run, kind: str, now: float | str) -> list[float | str]:
    """List the values of a setting that differ from the one in force."""
    if kind == "opt":
        return [name for name in settings.OPTIMIZER.choices if name != now]
    m = run.data.X.shape[1]
    return [stop for stop in STOPS[kind] if stop != now and (kind != "batch" or stop < m)]


def _first_choice(kind: str, offered: Sequence[float | str], now: float | str) -> int:
    """Choose a value that makes a difference: about three times the learning rate in force."""
    if kind != "lr":
        return 0
    return min(range(len(offered)), key=lambda place: abs(float(offered[place]) - 3 * float(now)))


def _show_branches(session: Session, shown: Sequence[Branch]) -> None:
    """List the futures: each can be named, shown, opened in the playground and deleted."""
    st.subheader("The futures", anchor=False)
    for place, line in enumerate(shown):
        _show_line(session, place, line)
    with st.container(horizontal=True, vertical_alignment="center", key="tree_foot"):
        if st.button("Keep this one under another name", key="keep_here", icon=":material/add:"):
            try:
                session.keep_branch(session.tree.name)
            except ValueError as problem:
                st.text(str(problem))
            else:
                st.rerun()
        st.button(
            "Undo",
            key="undo_tree",
            icon=":material/undo:",
            on_click=session.undo_last,
            disabled=not session.undo,
        )
        is_left_out = session.tree.branches and not session.tree_text
        st.caption(
            "Too many changes for a link: this tree is in the run file only (Playground, Take it "
            "with you)."
            if is_left_out
            else "The whole tree is in this page's link, and in the run file."
        )


def _show_line(session: Session, place: int, line: Branch) -> None:
    run = line.run
    measured = measure(run, run.step, run.params)
    events = [narration.event_words(event) for event in run.events]

    # A field of its own for each name: it then never shows, nor sends, what another one held.
    field = f"name_of_line:{line.name}"

    def rename() -> None:
        wanted = str(state.widget(field, ""))
        if wanted.strip():
            session.rename_branch(line.name, wanted)

    with st.container(horizontal=True, vertical_alignment="center", key=f"line_{place}"):
        st.text_input(
            "Name",
            max_chars=LARGEST_LENGTH,
            value=line.name,
            key=field,
            on_change=rename,
            label_visibility="collapsed",
            width=260,
        )
        if place == 0:
            if st.button("Open in the playground", key="open_line", icon=":material/play_circle:"):
                st.switch_page("../pages/playground.py")
        else:
            if st.button("Show", key=f"take_{place}", icon=":material/swap_vert:"):
                session.take_branch(line.name)
                state.keep("looked_at", session.run.step)
                st.rerun()
            if st.button("Delete", key=f"drop_{place}", icon=":material/delete:"):
                session.drop_branch(line.name)
                st.rerun()
        st.caption(
            f"Step {run.step:,} of {line.step:,} · cost {measured.train_cost:.4g} · "
            f"learning rate {number_text(run.schedule.at(run.step).learning_rate)}"
            + (f" · {'; '.join(events[:3])}" if events else "")
        )


def prepare(session: Session) -> str:
    """Train a run that stands at its start, so that the page has something to show.

    Parameters
    ----------
    session : Session
        What is on the page.

    Returns
    -------
    sentence : str
        What was done; empty if nothing was.
    """
    done = make_a_past(session, FIRST_STEPS)
    if done:
        state.keep("looked_at", session.run.step // 3)
    return done and f"{done}: now there is a past to go back to."
