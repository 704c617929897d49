"""Which figures stand under the stage? Cost, weights and gradients; and the plane, for reading."""

from collections.abc import Sequence

import streamlit as st

from dashboard import state
from dashboard.features import FEATURES
from dashboard.figures.boundary import boundary
from dashboard.figures.confusion import confusion_matrices
from dashboard.figures.curves import cost_curve, gradient_curve
from dashboard.figures.weights import weight_heatmaps
from dashboard.lessons.lesson import FIGURES
from dashboard.live_figure.component import show_live_figure
from dashboard.probes import Curves, confusion, curves, prediction_grid
from dashboard.session import Session
from dashboard.stage.payload import scene_id
from network import Array, forward_prop

BOUNDARY_RESOLUTION = 121
"""Points along a side: odd, so that the axes themselves are among them."""


def show_live_figures(
    session: Session, names: Sequence[str] = FIGURES, *, predicted: float | None = None
) -> None:
    """Draw the figures that follow the stage.

    Parameters
    ----------
    session : Session
        What is on the page.
    names : sequence of str
        Which of `lesson.FIGURES`.
    predicted : float, optional
        A cost that was predicted, to be marked.
    """
    run = session.run
    until = max(session.seen, run.step) if not session.is_making_frames else session.seen
    measured = curves(run, until)
    revision = scene_id(run)
    shown = [name for name in FIGURES if name in names]
    widths = [1.2 if name == "weights" else 1.1 for name in shown]
    for name, column in zip(shown, st.columns(widths, gap="small") if shown else (), strict=True):
        with column:
            if name == "cost":
                _show_cost(session, measured, revision, predicted)
            elif name == "weights":
                show_live_figure(
                    "weights_figure",
                    weight_heatmaps(
                        run.params,
                        features=[FEATURES[name].label for name in run.config.features],
                        revision=revision,
                    ),
                    step=run.step,
                    refresh="weights",
                    label="Weights and biases of every layer as heatmaps",
                )
            else:
                show_live_figure(
                    "gradients_figure",
                    gradient_curve(measured, step=run.step, revision=revision),
                    step=run.step,
                    refresh="gradients",
                    label="Gradient of each layer against the step",
                )


def _show_cost(session: Session, measured: Curves, revision: str, predicted: float | None) -> None:
    run = session.run
    show_live_figure(
        "cost_figure",
        cost_curve(
            measured,
            step=run.step,
            is_logarithmic=bool(state.widget("log_cost", False)),
            revision=revision,
            cost=run.config.cost_in_force,
            predicted=predicted,
        ),
        step=run.step,
        refresh="cost",
        label="Training and test cost against the step",
    )
    st.toggle("Logarithmic cost", key="log_cost")


def show_confusion(session: Session) -> None:
    """Offer the confusion matrices, while nothing moves.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    run = session.run
    data = run.data
    if data.task == "value" or not st.toggle(
        "Which class is taken for which?",
        key="read_confusion",
        help="The confusion matrix, with the accuracy of each class; while paused.",
    ):
        return
    if session.is_making_frames:
        st.caption("Pause to count: the matrix stands still then.")
        return
    matrices: list[tuple[str, Array]] = []
    for name, X, targets in (
        ("training points", data.X, data.targets),
        ("test points", data.X_test, data.targets_test),
    ):
        if targets.size:
            AL, _ = forward_prop(X, run.params, **run.forward_options)
            matrices.append((name, confusion(AL, targets, len(data.classes))))
    show_live_figure(
        "confusion_figure",
        confusion_matrices(matrices, data.classes, step=run.step),
        step=run.step,
        refresh="confusion",
        label="Confusion matrix: true class by prediction",
    )


def show_boundary(session: Session) -> None:
    """Offer the plane as a figure with exact values, while nothing moves.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    is_open = st.toggle(
        "Read the decision boundary",
        key="read_boundary",
        help="The plane as a figure with contours and exact values; while paused.",
    )
    if not is_open:
        return
    if session.is_making_frames:
        st.caption("Pause to read the boundary: its contours stand still then.")
        return
    ticks, AL = prediction_grid(session.run, BOUNDARY_RESOLUTION)
    step = session.run.step
    show_live_figure(
        "boundary_figure",
        boundary(ticks, AL, session.run.data, step=step),
        step=step,
        refresh="boundary",
        label="The prediction over the plane, with contours",
    )
