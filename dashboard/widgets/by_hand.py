"""What is this weight, exactly, and what if it were another? The part clicked on, by hand.

That it can be clicked on is said by the stage's tip.
"""

import math

import streamlit as st

from dashboard import narration, settings, state
from dashboard.schedule import places
from dashboard.session import Session


def show_by_hand(session: Session) -> None:
    """Draw what was clicked on in the network.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    target = session.chosen
    if not target:
        return
    layer = int("".join(filter(str.isdigit, target.partition(".")[0])))
    parts = places(target, session.run.config.layer_dims)
    with st.container(border=True, key="by_hand"):
        left, right = st.columns([1.3, 1], vertical_alignment="bottom")
        with left:
            name, row, column = parts[-1]  # of a unit, its bias
            part = f"{name}.{row}.{column}" if name[0] == "W" else f"{name}.{row}"
            _show_value(session, part, float(session.run.params[name][row, column]))
        with right:
            _show_freeze(session, target)
            _show_freeze(session, f"layer{layer}")


def _show_value(session: Session, part: str, value: float) -> None:
    label = f"{'Weight' if part[0] == 'W' else 'Bias'} {narration.target_words(part)}"
    if session.is_making_frames:
        st.markdown(f"**{label}**")
        st.caption("Pause to read and change its exact value.")
        return

    def on_change(text: str) -> None:
        try:
            given = float(text.replace("−", "-").replace(",", "."))
        except ValueError:
            given = math.nan
        if not abs(given) <= settings.LARGEST_EDIT:
            session.sentence = (
                f"{label}: expected a number within ±{settings.LARGEST_EDIT:,.0f}, such as 0.5."
            )
            return
        session.edit(part, given)

    st.text_input(
        f"{label}, at step {session.run.step:,}",
        max_chars=40,
        help="Its exact value. Another one counts from this step on, and can be undone.",
        **state.field(f"value_{part}", repr(value), on_change),
    )


def _show_freeze(session: Session, target: str) -> None:
    frozen = session.frozen or {}
    parts = places(target, session.run.config.layer_dims)
    is_frozen = all(name in frozen and frozen[name][row, column] for name, row, column in parts)
    words = narration.target_words(target)
    st.toggle(
        f"Freeze {words if target[0] == 'W' else words[0].lower() + words[1:]}",
        **state.field(
            f"freeze_{target}",
            is_frozen,
            lambda chosen: session.freeze(target, is_frozen=chosen),
        ),
    )
