"""What can be taken along? The run as a file, as a film and as a script; its weights, its costs.

It is a fragment of its own, and makes what it offers only while it is open and nothing moves.
"""

import streamlit as st

from dashboard import settings, state
from dashboard.export.cost_history import cost_history_csv
from dashboard.export.parameters import parameters_json, parameters_npz
from dashboard.export.replay import replay_html
from dashboard.export.run_file import read_run_file, write_run_file
from dashboard.export.script import script_download
from dashboard.run import fingerprint
from dashboard.session import Session
from dashboard.widgets.embedding import show_embedding

LABEL = "Take it with you"
WIDTH = 440
BUTTON_WIDTH = 170


@st.fragment
def show_take_with_you() -> None:
    """Draw the button, and behind it the files of the run at its step and a place to open one."""
    session = state.session()
    # Opening a file closes it: under another key it is another popover, and so is the field in it.
    popover = st.popover(
        LABEL,
        icon=":material/download:",
        key=f"take_{session.opened}",
        on_change="rerun",
    )
    if not popover.open:
        return
    with popover, st.container(width=WIDTH):
        if session.is_making_frames:
            st.markdown("**Pause to take a step with you.**")
        else:
            show_files(session)
        show_opening(session)
        st.markdown("**Frame one exercise**")
        show_embedding(session)


def show_files(session: Session) -> None:
    """Offer what can be downloaded; a download runs nothing again.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    run = session.run
    name = f"{run.config.dataset}-{run.step}"
    run_file = write_run_file(run, speed=session.speed, tree=session.tree)
    ending, script = script_download(run)
    npz, as_json = parameters_npz(run.params), parameters_json(run.params)
    costs = cost_history_csv(run, until=max(session.seen, run.step))
    replay = replay_html(run, until=run.step, speed=session.speed)
    what_script = "Trains this run with numpy alone, to the same cost, digit for digit"
    st.markdown(f"**Step {run.step:,}** of this run, `{fingerprint(run)}`")
    for key, label, words, file_name, content in (
        ("run_file", "Run file", "Opens here again, at this step", f"{name}-run.json", run_file),
        ("replay", "Replay (HTML)", "Plays up to here without a server", f"{name}.html", replay),
        ("script", "numpy script", what_script, f"{name}-script.{ending}", script),
        ("npz", "Weights, npz", "For numpy, with all digits", f"{name}-weights.npz", npz),
        ("json", "Weights, JSON", "For anything else, as exact", f"{name}-weights.json", as_json),
        ("costs", "Costs, CSV", "And accuracies, along the run", f"{name}-costs.csv", costs),
    ):
        with st.container(horizontal=True, vertical_alignment="center", wrap=False, gap="small"):
            st.download_button(
                label,
                content,
                file_name,
                key=f"take_{key}",
                icon=":material/download:",
                on_click="ignore",
                width=BUTTON_WIDTH,
            )
            st.caption(words)


def show_opening(session: Session) -> None:
    """Let a run file be opened, or say what is wrong with it.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    uploaded = st.file_uploader(
        "Open a run file",
        "json",
        key=f"run_file_{session.opened}",
        max_upload_size=settings.MAX_RUN_FILE_MB,
    )
    if uploaded is None:
        return
    try:
        address, keyframe = read_run_file(uploaded.getvalue())
    except ValueError as problem:
        with st.container(key="run_file_problem"):
            st.text(str(problem))  # never Markdown: its words come from outside
        return
    session.open_file(address, keyframe)
    state.forget_scene()
    st.rerun()
