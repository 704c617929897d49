"""What goes on inside? Every hidden layer's space, activations and twins, at one step."""

from collections.abc import Callable, Sequence

import numpy as np
import streamlit as st

from dashboard import state
from dashboard.figures.inside_similarity import alikeness_figure, similarity_figure
from dashboard.figures.inside_space import HEIGHT, half_line, space_figure
from dashboard.figures.inside_spread import spread_figure
from dashboard.inside import words
from dashboard.inside.output import scores_of, sums_on, turning_points
from dashboard.inside.similarity import alikeness, rows_of, similarity
from dashboard.inside.spaces import Space, has_direction, spaces_of
from dashboard.inside.spread import groups_of, spread
from dashboard.live_figure.component import show_live_figure
from dashboard.run import Run
from dashboard.session import Session, at_step
from dashboard.widgets.arriving import make_a_past
from dashboard.widgets.looking import show_step_slider

INSIDE = "inside"
FIRST_STEPS = 300
"""How far a run that stands at its start is trained, so that there is something to look at."""

PER_ROW = 4
"""Pictures that stand side by side."""

SPREAD_HEIGHT = 250

Piece = Callable[[], None]

HELP = "Every picture of this page shows the run at this step, exactly."


@st.fragment(key=INSIDE)
def show_inside() -> None:
    """Draw the step looked at, and the run's inside at it."""
    session = state.session()
    last = max(1, session.seen, session.run.step)
    run = at_step(session.run, show_step_slider(session, last, "inside_step", HELP))
    spaces = spaces_of(run, is_turned=bool(state.widget("inside_turned", True)))
    hidden = [space for space in spaces if space.layer]
    if not hidden:
        st.info(
            "This network has no hidden layer: its output draws its line straight through what it "
            "is given. Add a layer in the playground's settings, and come back to see it bend the "
            "plane."
        )
    seen = [_piece(_show_space, space, run, is_last=space is spaces[-1]) for space in spaces]
    spreads = [_piece(_show_spread, space, run) for space in hidden]
    if len(hidden) == 1:
        _in_rows([*seen, *spreads])
        st.subheader("How alike are its units?", anchor=False)
    else:
        _in_rows(seen)
        if hidden:
            st.subheader("How far are the units switched on?", anchor=False)
            _in_rows(spreads)
            st.subheader("How alike are the units of a layer?", anchor=False)
    if hidden:
        _show_similarity(run, last)


def _piece(show: Callable[..., None], space: Space, run: Run, **options: bool) -> Piece:
    return lambda: show(space, run, **options)


def _in_rows(pieces: Sequence[Piece]) -> None:
    """Show pieces side by side, in rows as even as can be."""
    n_rows = -(-len(pieces) // PER_ROW)
    for places in np.array_split(np.arange(len(pieces)), n_rows):
        columns = st.columns(max(2, -(-len(pieces) // n_rows)), gap="medium")
        for column, place in zip(columns, places, strict=False):
            with column:
                pieces[place]()


def _show_space(space: Space, run: Run, *, is_last: bool) -> None:
    title = words.title_of(space, run)
    key = f"inside_space_{title.partition(':')[0].replace(' ', '_')}"
    if not space.is_finite:
        st.text(f"{title}: the activations are too large to be drawn at this step.")
        return
    output = sums_on(space, run.params) if is_last else None
    axes = words.axes_of(space, run)
    if len(axes) == 1:
        turns = turning_points(*scores_of(*output)) if output is not None else []
        groups = groups_of(run.data)
        counted = spread(space.A, space.activation, groups)
        drawn = spread_figure(
            counted, groups, run.data, title=title, axis=axes[0], height=HEIGHT, thresholds=turns
        )
        has_line = any(counted.edges[0] <= place <= counted.edges[-1] for place in turns)
    else:
        drawn = space_figure(space, run.data, title=title, axes=axes, output=output)
        has_line = output is not None and half_line(output, run.data, space.frame) is not None
    show_live_figure(
        key, drawn, step=run.step, refresh=key, label=f"The training points as seen by: {title}"
    )
    said = [words.variance_words(space)]
    if is_last:
        said.append(words.output_words(space, run, has_line=has_line))
        if has_direction(run):
            st.toggle(
                "Seen across the output's line",
                value=True,
                key="inside_turned",
                help="Else along the first two principal components of the points.",
            )
    st.caption(" ".join(filter(None, said)))


def _show_spread(space: Space, run: Run) -> None:
    title = f"Activations of layer {space.layer}"
    if not space.is_finite:
        st.text(f"{title}: too large to be counted at this step.")
        return
    groups = groups_of(run.data)
    drawn = spread_figure(
        spread(space.A, space.activation, groups),
        groups,
        run.data,
        title=title,
        axis=f"{space.activation}, all units and training points",
        height=HEIGHT if len(run.config.hidden) == 1 else SPREAD_HEIGHT,
    )
    key = f"inside_spread_{space.layer}"
    show_live_figure(
        key, drawn, step=run.step, refresh=key, label=f"{title}, counted by class: a histogram"
    )
    st.caption(words.activation_words(space))


def _show_similarity(run: Run, last: int) -> None:
    """Draw the cosines between the units of each layer, now and on the way."""
    layers = range(1, len(run.config.hidden) + 1)
    if len(layers) == 1:
        left, right = st.columns([1, 2], gap="medium")
        with left:
            _show_cosines(1, run)
        with right:
            _show_alikeness(run, last)
        return
    _in_rows([lambda layer=layer: _show_cosines(layer, run) for layer in layers])
    _show_alikeness(run, last)


def _show_cosines(layer: int, run: Run) -> None:
    rows = rows_of(run.params, layer)
    if len(rows) > 1:
        key = f"inside_similarity_{layer}"
        show_live_figure(
            key,
            similarity_figure(similarity(rows), title=f"Layer {layer}"),
            step=run.step,
            refresh=key,
            label=f"Cosine similarity between the units of layer {layer}",
        )
    else:
        st.text(f"Layer {layer}")
    st.caption(words.similarity_words(rows))


def _show_alikeness(run: Run, last: int) -> None:
    layers = alikeness(run, last)
    if not layers:
        return
    of = "mean" if state.widget("inside_mean", False) else "largest"
    show_live_figure(
        "inside_alikeness",
        alikeness_figure(layers, step=run.step, of=of),
        step=run.step,
        refresh="alikeness",
        label="How alike the units of each layer were, against the step",
    )
    st.toggle("The mean of all pairs instead of the largest", key="inside_mean")
    if all(np.isnan(each.largest).all() for each in layers):
        st.caption(
            "Every unit's weights and bias are 0 at every step: the units are identical, and "
            "without a direction there is no line to draw."
        )
    else:
        st.caption(
            "Cosine of the angle between the incoming weights and bias of two units: 1 or −1 is "
            "one and the same line, 0 nothing in common. Twins part where the line falls."
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
        state.keep("inside_step", session.run.step)
    return done and f"{done}: now the layers have something to show."
