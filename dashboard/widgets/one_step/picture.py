"""What flows where, and what is chosen? The network, the plane, and fields that choose as well."""

import numpy as np
import streamlit as st

from dashboard import state
from dashboard.features import FEATURES
from dashboard.figures.step_picture import StepPicture, step_picture
from dashboard.figures.step_plane import step_plane
from dashboard.live_figure.component import show_live_figure
from dashboard.one_step.phases import activation_of
from dashboard.one_step.trace import columns_of
from dashboard.one_step.view import subject_of
from dashboard.probes import prediction_grid
from dashboard.widgets.one_step import choosing
from dashboard.widgets.one_step.choosing import Look
from network import Array

RESOLUTION = 61
BOUNDED = ("sigmoid", "tanh", "softmax")


def show_picture(look: Look) -> None:
    """Draw the network with what flows through it, and how to choose a part of it.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    show_live_figure(
        "step_picture",
        step_picture(picture_of(look)),
        step=look.trace.run.step,
        refresh="step-picture",
        label=f"The network. {look.phase.title}. {look.phase.sentence}",
        on_click=choosing.hear_click,
    )
    _show_target(look)


def picture_of(look: Look) -> StepPicture:
    """Collect what is drawn of a look.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    made, phase, run = look.trace, look.phase, look.trace.run
    is_backward = phase.kind == "backward"
    point = look.chosen.point

    def seen(array: Array) -> Array:
        if point is not None:
            return array[:, point]
        with np.errstate(over="ignore", invalid="ignore"):
            return array.mean(axis=1)

    names = {"relu": "ReLU"}
    activations = [activation_of(run, layer.layer) for layer in made.layers]
    heads = [
        "features<br> ",
        *(
            f"{'output' if layer == len(activations) else f'layer {layer}'}"
            f"<br>{names.get(name, name)}"
            for layer, name in enumerate(activations, start=1)
        ),
    ]
    shows_gradients = is_backward or phase.kind == "update"
    return StepPicture(
        values=[
            seen(made.X),
            *(seen(layer.dZ if is_backward else layer.A) for layer in made.layers),
        ],
        edges=[layer.slope_W if phase.kind == "update" else layer.dW for layer in made.layers]
        if shows_gradients
        else [layer.W for layer in made.layers],
        bounded=[False, *(name in BOUNDED and not is_backward for name in activations)],
        active=len(made.layers) if phase.kind == "cost" else phase.layer,
        direction=phase.direction,
        subject=subject_of(made, phase, look.chosen),
        letter="δ" if is_backward else "a",
        edge_name="d" if shows_gradients else "",
        heads=heads,
        inputs=[FEATURES[name].label for name in run.config.features],
        outputs=run.data.classes if run.config.n_outputs > 1 else (),
    )


def legend(look: Look) -> str:
    """Say what the colours of the picture mean in the phase.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    whose = "the mean over the batch" if look.chosen.point is None else "the point chosen"
    units = {
        "backward": f"Units show δ of {whose}, each layer on its own scale; lines the gradient",
        "update": f"Units show a of {whose}; lines the gradient that moves each weight",
    }.get(look.phase.kind, f"Units show a of {whose}; lines the weights")
    return f"{units}. Blue is positive, orange negative. Click on a unit or a line."


def _show_target(look: Look) -> None:
    """Draw fields that choose a part of the network, for the keyboard and for screen readers."""
    chosen, dims = look.chosen, look.trace.run.config.layer_dims
    layer, unit = chosen.layer, chosen.unit
    part = chosen.target[: -len(f"{layer}.{unit}")] if chosen.target[0] != "W" else "W"
    column = int(chosen.target.split(".")[2]) if part == "W" else 0
    below = [FEATURES[name].label for name in look.trace.run.config.features]
    if layer > 1:
        below = [f"unit {n + 1} of layer {layer - 1}" for n in range(dims[layer - 1])]
    parts = {f"unit{layer}.{unit}": "the whole unit", f"b{layer}.{unit}": "its bias"}
    parts |= {f"W{layer}.{unit}.{n}": f"its weight from {name}" for n, name in enumerate(below)}

    def keep_part(new_layer: int, new_unit: int) -> None:
        new_unit = min(new_unit, dims[new_layer] - 1)
        if part == "W":
            new_column = min(column, dims[new_layer - 1] - 1)
            choosing.choose_target(f"W{new_layer}.{new_unit}.{new_column}")
        else:
            choosing.choose_target(f"{part}{new_layer}.{new_unit}")

    st.caption(legend(look))
    with st.container(horizontal=True, gap="small", key="step_target"):
        with st.container(width=150):
            st.selectbox(
                "Layer",
                format_func=lambda n: f"{n}: output" if n == len(dims) - 1 else str(n),
                **state.choice(
                    "step_layer", layer, range(1, len(dims)), lambda new: keep_part(new, unit)
                ),
            )
        with st.container(width=110):
            st.selectbox(
                "Unit",
                format_func=lambda n: str(n + 1),
                **state.choice(
                    "step_unit", unit, range(dims[layer]), lambda new: keep_part(layer, new)
                ),
            )
        with st.container(width=250):
            st.selectbox(
                "Part",
                format_func=lambda name: str(parts.get(name, name)),
                **state.choice("step_part", chosen.target, list(parts), choosing.choose_target),
            )


def show_plane(look: Look) -> None:
    """Draw the plane with the points of the step, and how to choose one.

    Parameters
    ----------
    look : Look
        What is on the page.
    """
    run, point = look.trace.run, look.chosen.point
    with np.errstate(over="ignore", invalid="ignore"):
        ticks, AL = prediction_grid(run, RESOLUTION)
    show_live_figure(
        "step_plane",
        step_plane(ticks, AL, run.data, columns_of(run), point=point),
        step=run.step,
        refresh="step-plane",
        label="The plane with the training points of the step; a click chooses one",
        on_click=choosing.hear_point,
    )
    st.caption("The prediction, and the points that this step looks at. Click on one.")
    with st.container(horizontal=True, gap="small", vertical_alignment="bottom", key="step_point"):
        with st.container(width=150):
            st.number_input(
                f"Point, 1 to {look.trace.m:,}",
                min_value=1,
                max_value=look.trace.m,
                **state.field(
                    "step_point_field", (point or 0) + 1, lambda n: choosing.choose_point(n - 1)
                ),
            )
        st.button(
            "The whole batch",
            key="step_batch",
            icon=":material/select_all:",
            type="primary" if point is None else "secondary",
            on_click=choosing.choose_point,
            args=(None,),
        )
