"""What governs each step of a run? Settings whose changes count from the step shown."""

from collections.abc import Callable, Sequence

import streamlit as st

from dashboard import settings, state
from dashboard.config import RULE_FIELDS, RULES
from dashboard.link import number_text
from dashboard.schedule import Rule
from dashboard.session import Session
from dashboard.stopping import StopWhen
from dashboard.widgets import formulas
from network import OPTIMIZERS

TRAINING = "training"
CONTROLS = ("lr", "opt", "batch", "penalty", "stop", "cost")
"""What these settings are called where a link leaves some of them out."""

N_RULES = len(RULES)
"""The first fields of a `Rule` are settings; the rest say what has become of them."""


@st.fragment(key=TRAINING)
def show_training_settings() -> None:
    """Draw what governs each step: a change of it counts from the step shown.

    A fragment of its own: along the timeline it changes with every step looked at.
    """
    session = state.session()
    rule, config = session.rule, session.run.config
    st.subheader("Training", anchor=False)
    if session.offers("lr"):
        _rule_slider(session, "lr", settings.LEARNING_RATES, number_text)
    if session.offers("opt"):
        _show_optimizer(session, rule)
    if session.offers("batch"):
        m = session.run.data.X.shape[1]
        sizes = [size for size in settings.BATCH_SIZES if size < m]
        _rule_slider(session, "batch", sizes, _batch_text)
    if session.offers("penalty"):
        _rule_slider(session, "l1", settings.PENALTIES, number_text)
        _rule_slider(session, "l2", settings.PENALTIES, number_text)
    if session.offers("stop"):
        _show_stop(session)
    if session.offers("cost") and config.task != "value":
        with st.container(key="cost"):
            st.selectbox(
                settings.COST.label,
                format_func=lambda name: settings.COST.choices[name],
                help=settings.COST.help,
                **state.choice(
                    "cost",
                    config.cost,
                    list(settings.COST.choices),
                    lambda name: _change_cost(session, name),
                ),
            )
    state.note_shown(TRAINING, training_subject(session))


def training_subject(session: Session) -> tuple[object, ...]:
    """Return what these settings show: the rule in force, and what the run is to stop at.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    return (*session.rule[:N_RULES], session.stop_when)


def _show_optimizer(session: Session, rule: Rule) -> None:
    """Draw the optimizer, its equation with the numbers in force, and its memories."""
    with st.container(key="opt"):
        st.selectbox(
            settings.OPTIMIZER.label,
            format_func=lambda name: settings.OPTIMIZER.choices[name],
            help=settings.OPTIMIZER.help,
            **state.choice(
                "opt",
                rule.optimizer,
                list(settings.OPTIMIZER.choices),
                lambda name: _change_rule(session, "opt", name),
            ),
        )
    st.latex(formulas.update_rule(rule))
    for beta in OPTIMIZERS[rule.optimizer].betas:
        more = (0.9999,) if beta == "beta2" else ()
        _rule_slider(session, beta, (*settings.BETAS, *more), number_text)


def _change_rule(session: Session, kind: str, value: float | str) -> None:
    session.change_rule(kind, value)
    st.rerun()  # the whole page: the run has changed, and with it the address


def _show_stop(session: Session) -> None:
    """Draw what the run is to stop at by itself."""
    stop = session.stop_when
    names = {"never": "Never"} | {kind: row.label for kind, row in settings.STOPS.items()}
    if session.run.config.task == "value":
        names["score"] = "Training R² at least"

    def on_kind(kind: str) -> None:
        row = settings.STOPS.get(kind)
        session.stop_at(row and StopWhen(kind, row.default))
        st.rerun()

    def on_value(value: float) -> None:
        if stop is not None:
            session.stop_at(StopWhen(stop.kind, value))
        st.rerun()

    kind = stop.kind if stop else "never"
    left, right = st.columns([1.4, 1], vertical_alignment="bottom")
    with left, st.container(key="stop_when"):
        st.selectbox(
            "Stop when",
            format_func=names.__getitem__,
            help="The run pauses at the very first step that reaches it.",
            **state.choice("stop_when", kind, list(names), on_kind),
        )
    if stop is None:
        return
    row = settings.STOPS[stop.kind]
    number = int if row.is_whole else float
    with right, st.container(key="stop_value"):
        st.number_input(
            "Value",
            number(row.minimum),
            number(row.maximum),
            step=number(row.step),
            format="%d" if row.is_whole else "%.4g",
            label_visibility="collapsed",
            **state.field(f"stop_{stop.kind}", number(stop.value), on_value),
        )


def _change_cost(session: Session, name: str) -> None:
    session.change(cost=name)
    st.rerun()


def _batch_text(size: float) -> str:
    return f"{size:,.0f}" if size else "all"


def _rule_slider(
    session: Session,
    kind: str,
    stops: Sequence[float],
    text: Callable[[float], str],
) -> None:
    """Draw a setting whose changes count from the step shown, on a scale of stops."""
    row, value = RULES[kind], getattr(session.rule, RULE_FIELDS[kind])
    ordered = sorted({*stops, value}, key=lambda stop: (kind == "batch" and not stop, stop))
    with st.container(key=kind):
        st.select_slider(
            row.label,
            ordered,
            format_func=text,
            help=row.help,
            **state.field(kind, value, lambda chosen: _change_rule(session, kind, chosen)),
        )
