"""Which settings has the run? The sidebar: data, network, training; each reads its row."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import narration, settings, state
from dashboard.config import RunConfig
from dashboard.datasets import DATASETS, Several
from dashboard.own_scaling import scaling_sentences
from dashboard.session import Session
from dashboard.settings import Number
from dashboard.widgets.dataset_picker import show_dataset_picker
from dashboard.widgets.own_data import show_own_data
from dashboard.widgets.training_settings import CONTROLS as TRAINING_CONTROLS
from dashboard.widgets.training_settings import (
    TRAINING,
    show_training_settings,
    training_subject,
)

SIDEBAR = "sidebar"
DATA_CONTROLS = ("data", "own")
NETWORK_CONTROLS = ("features", "layers", "init")
"""What these settings are called where a link leaves some of them out."""

STEP_BUTTON_WIDTH = 40


def show_settings(session: Session) -> None:
    """Draw the settings of the run on the page.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    state.note_shown(SIDEBAR, None)
    config = session.run.config
    show_data_settings(session, config)
    show_network_settings(session, config)
    if offers_any(session, TRAINING_CONTROLS):
        show_training_settings()
    if session.is_exercise:
        return
    st.button(
        "Back to defaults",
        key="defaults",
        icon=":material/restart_alt:",
        on_click=session.back_to_defaults,
    )


def has_settings(session: Session) -> bool:
    """Whether there is anything to draw at the left."""
    groups = (DATA_CONTROLS, NETWORK_CONTROLS, TRAINING_CONTROLS)
    return not session.is_exercise or any(offers_any(session, group) for group in groups)


def offers_any(session: Session, controls: Sequence[str]) -> bool:
    """Whether the page has any of some controls."""
    return any(session.offers(control) for control in controls)


def note_settings_drawn(session: Session) -> None:
    """Note, at the end of a page, that its settings show the run.

    At the very end: what was there before is taken away only when the whole page was drawn.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    state.note_shown(SIDEBAR, session.run.config)


def stale_settings(session: Session) -> set[str]:
    """Name what no longer shows the run: the `SIDEBAR`, or only the `TRAINING` settings in it.

    Parameters
    ----------
    session : Session
        What is on the page.

    Returns
    -------
    stale : set of str
    """
    subjects: dict[str, object] = {SIDEBAR: session.run.config}
    if offers_any(session, TRAINING_CONTROLS):
        subjects[TRAINING] = training_subject(session)
    return {name for name, subject in subjects.items() if not state.is_shown(name, subject)}


def show_data_settings(session: Session, config: RunConfig) -> None:
    """Draw what the points are."""
    if not offers_any(session, DATA_CONTROLS):
        return
    st.subheader("Data", anchor=False)
    if session.offers("data"):
        show_dataset_picker(session)
    if session.offers("own"):
        show_own_data(session)
    kind = DATASETS.get(config.dataset)
    if kind is not None:
        st.caption(kind.sentence)
    elif config.own is not None:
        with st.container(key="own_scaling", gap=None):
            st.text(f"You see {narration.data_words(config)}.")
            for sentence in scaling_sentences(config.own):
                st.text(sentence)  # never Markdown: its names come from outside
    if not session.offers("data"):
        return
    if isinstance(kind, Several):
        _number(
            settings.CLASSES,
            config.n_classes,
            lambda value: session.change(n_classes=int(value)),
        )
    if config.dataset != "point":
        _number_slider(settings.NOISE, config.noise, lambda value: session.change(noise=value))
        left, right = st.columns(2)
        with left:
            _number(
                settings.TRAINING_POINTS,
                config.n_train,
                lambda value: session.change(n_train=int(value)),
            )
        with right:
            _number(
                settings.TEST_POINTS,
                config.n_test,
                lambda value: session.change(n_test=int(value)),
            )
        data = session.run.data
        made = data.X.shape[1], data.X_test.shape[1]
        available = config.own.targets.size if config.own else sum(made)
        if made != (config.n_train, config.n_test) or available > sum(made):
            parts = f"{made[0]:,} train and {made[1]:,} test"
            st.caption(f"Of the {available:,} points of these data, {parts}.")
        _number(
            settings.DATA_SEED,
            config.data_seed,
            lambda value: session.change(data_seed=int(value)),
        )


def show_network_settings(session: Session, config: RunConfig) -> None:
    """Draw the features, the layers, their units and activations, and how the weights start."""
    if not offers_any(session, NETWORK_CONTROLS):
        return
    st.subheader("Network", anchor=False)
    if session.offers("features"):
        _show_features(session, config)
    if session.offers("layers"):
        _show_layers(session, config)
    if session.offers("init"):
        _show_start(session, config)


def _show_features(session: Session, config: RunConfig) -> None:
    def on_features(names: list[str]) -> None:
        chosen = [name for name in settings.FEATURES.choices if name in names]
        if chosen:  # a network that sees nothing has nothing to learn from
            session.change(features=tuple(chosen))

    with st.container(key="features"):
        st.pills(
            settings.FEATURES.label,
            list(settings.FEATURES.choices),
            format_func=lambda name: settings.FEATURES.choices[name],
            selection_mode="multi",
            help=settings.FEATURES.help,
            **state.field("features", list(config.features), on_features, shown_as="default"),
        )


def _show_layers(session: Session, config: RunConfig) -> None:
    hidden = config.hidden
    with st.container(
        horizontal=True, wrap=False, vertical_alignment="center", gap="small", key="layers"
    ):
        st.markdown(
            f"{settings.LAYERS.label}: **{len(hidden)}**",
            help=settings.LAYERS.help,
            width="stretch",
        )
        st.button(
            "−",
            key="remove_layer",
            width=STEP_BUTTON_WIDTH,
            disabled=len(hidden) <= settings.LAYERS.minimum,
            on_click=lambda: session.change(hidden=hidden[:-1]),
        )
        st.button(
            "+",
            key="add_layer",
            width=STEP_BUTTON_WIDTH,
            disabled=len(hidden) >= settings.LAYERS.maximum,
            on_click=lambda: session.change(
                hidden=(*hidden, *(hidden[-1:] or settings.DEFAULT_HIDDEN[:1]))
            ),
        )
    for index in range(len(hidden)):
        _show_layer(session, config, index)


def _show_start(session: Session, config: RunConfig) -> None:
    names = [name for name in settings.INITIALIZATION.choices if name != "given"]
    if config.initialization == "given":
        names.append("given")
    with st.container(key="init"):
        st.selectbox(
            settings.INITIALIZATION.label,
            format_func=lambda name: settings.INITIALIZATION.choices[name],
            help=settings.INITIALIZATION.help,
            **state.choice(
                "init",
                config.initialization,
                names,
                lambda name: session.change(initialization=name),
            ),
        )
    if config.initialization not in ("zeros", "given"):
        _number(settings.SEED, config.seed, lambda value: session.change(seed=int(value)))


def _show_layer(session: Session, config: RunConfig, index: int) -> None:
    units_name, activation_name = f"units_{index + 1}", f"activation_{index + 1}"

    def on_units(units: int) -> None:
        hidden = list(config.hidden)
        hidden[index] = int(settings.UNITS.nearest(units))
        session.change(hidden=tuple(hidden))

    def on_activation(activation: str) -> None:
        activations = list(config.activations)
        activations[index] = activation
        session.change(activations=tuple(activations))

    left, right = st.columns([1, 1.2])
    with left, st.container(key=units_name):
        st.number_input(
            f"Units, layer {index + 1}",
            int(settings.UNITS.minimum),
            int(settings.UNITS.maximum),
            help=settings.UNITS.help,
            **state.field(units_name, config.hidden[index], on_units),
        )
    with right, st.container(key=activation_name):
        st.selectbox(
            settings.ACTIVATION.label,
            format_func=lambda name: settings.ACTIVATION.choices[name],
            help=settings.ACTIVATION.help,
            **state.choice(
                activation_name,
                config.activations[index],
                list(settings.ACTIVATION.choices),
                on_activation,
            ),
        )


def _number(row: Number, value: float, on_change: Callable[[float], None]) -> None:
    with st.container(key=row.key):
        st.number_input(
            row.label,
            int(row.minimum),
            int(row.maximum),
            step=int(row.step),
            help=row.help,
            **state.field(row.key, int(value), lambda typed: on_change(row.nearest(typed))),
        )


def _number_slider(row: Number, value: float, on_change: Callable[[float], None]) -> None:
    with st.container(key=row.key):
        st.slider(
            row.label,
            row.minimum,
            row.maximum,
            step=row.step,
            help=row.help,
            **state.field(row.key, float(value), lambda chosen: on_change(row.nearest(chosen))),
        )
