"""Is it the seed, or the setting? Many runs at once, drawn as they come."""

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.config import RULE_FIELDS, RunConfig
from dashboard.figures.many import mosaic, strip, sweep_map
from dashboard.live_figure.component import show_live_figure
from dashboard.run import dataset_of, start
from dashboard.session import Session
from dashboard.sweep.outcomes import MEASURES, grid, is_solved, sentence, table
from dashboard.sweep.plan import Plan, lottery, sweep
from dashboard.sweep.pool import WORKERS
from dashboard.sweep.work import Work
from dashboard.twins.vary import VARIED

TICK_SECONDS = 0.6
FIRST_SEEDS, FIRST_STEPS = 12, 1_000
STEPS = (100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000)
SEEDS = (12, 20, 50, 100)
SWEPT = ("lr", "units")
"""The axes of a first sweep, down and across."""

FIRST_VALUES: dict[str, list[Any]] = {"lr": [0.1, 0.5, 2.0, 10.0], "units": [1, 2, 3, 4, 8]}
RUNS_A_CELL = (1, 3, 5)
KINDS = ("Seed lottery", "Sweep")
LOGARITHMIC = ("cost", "reached")


def show_many(session: Session) -> None:
    """Draw the choice between a lottery and a sweep, and what is chosen.

    Parameters
    ----------
    session : Session
        The learner's run, whose settings are tried.
    """
    kind = st.segmented_control(
        "What is tried", KINDS, default=KINDS[0], key="many_kind", label_visibility="collapsed"
    )
    if WORKERS.problem:
        st.text(WORKERS.problem)
    if kind == KINDS[1]:
        _ask_for_sweep(session)
        _show_moving(show_sweep, "sweep")
    else:
        _ask_for_lottery(session)
        _show_moving(show_lottery, "lottery")


def in_force(session: Session) -> RunConfig:
    """Return the settings of a run as they are at its step: some may have changed on the way."""
    rule = session.run.rule
    return replace(
        session.run.config, **{name: getattr(rule, name) for name in RULE_FIELDS.values()}
    )


def begin(name: str, plan: Plan) -> None:
    """Begin to work on a plan, in the place of what was worked on before.

    Parameters
    ----------
    name : str
        "lottery" or "sweep".
    plan : Plan
        What is to be done.
    """
    before: Work | None = state.kept(f"{name}_work")
    if before is not None:
        before.stop()
    work = Work(plan, WORKERS.executor)
    state.keep(f"{name}_work", work)
    state.keep(f"{name}_problem", "")
    # In a thread of its own: workers may have to be started first, and the page is to be drawn.
    threading.Thread(target=work.go_on, daemon=True).start()


def _try(name: str, plan: Any) -> None:
    """Begin with what a plan's maker returns, or say what is wrong with it."""
    try:
        begin(name, plan())
    except ValueError as problem:
        state.keep(f"{name}_problem", str(problem))


def _ask_for_lottery(session: Session) -> None:
    config = in_force(session)
    with st.container(horizontal=True, vertical_alignment="bottom", key="lottery_bar"):
        n_seeds = st.selectbox("Seeds", SEEDS, index=1, key="lottery_seeds", width=120)
        steps = st.selectbox(
            "Steps each", STEPS, index=4, key="lottery_steps", width=150, format_func=_count
        )
        if st.button("Draw", key="draw_lottery", type="primary", icon=":material/casino:"):
            _try("lottery", lambda: lottery(config, n_seeds, steps))
        st.caption("All from the settings of your run, each from other starting weights.")
    if state.kept("lottery_of") != config:
        state.keep("lottery_of", config)
        _try("lottery", lambda: lottery(config, FIRST_SEEDS, FIRST_STEPS))
    if problem := state.kept("lottery_problem"):
        st.text(problem)


def _show_moving(show: Callable[[], None], name: str) -> None:
    """Draw results as they come; once all are there, nothing is drawn by itself any more."""
    work: Work | None = state.kept(f"{name}_work")
    is_moving = work is not None and not work.is_done

    def tick() -> None:
        was_done = work is None or work.is_done
        show()
        if is_moving and was_done:
            st.rerun()

    st.fragment(tick, run_every=TICK_SECONDS if is_moving else None)()


def show_lottery() -> None:
    """Draw the runs of the lottery that are there; while more come, this is drawn again."""
    work: Work | None = state.kept("lottery_work")
    if work is None:
        return
    _show_progress("lottery", work)
    plan, results = work.plan, dict(work.results)
    words = [f"seed {job.config.seed}" for job in plan.jobs]
    for number, result in results.items():
        words[number] += f"<br>cost {result.train_cost:.4g} at step {result.step:,}"
    if results:
        st.markdown(f"**{sentence(plan, results)}** Click one to open it in the playground.")
    data = dataset_of(plan.jobs[0].config)
    show_live_figure(
        "lottery_mosaic",
        mosaic(
            {number: result.picture for number, result in results.items()},
            data,
            count=len(plan.jobs),
            words=words,
        ),
        step=len(results),
        refresh="mosaic",
        label="What each run predicts over the plane",
        on_click=lambda clicked: _open(work, clicked.get("customdata")),
    )
    show_live_figure(
        "lottery_strip",
        strip(
            {number: max(result.train_cost, 1e-12) for number, result in results.items()},
            {number: is_solved(result) for number, result in results.items()},
            words=words,
        ),
        step=len(results),
        refresh="strip",
        label="Final training cost of each run",
        on_click=lambda clicked: _open(work, clicked.get("customdata")),
    )
    _show_end("lottery", work)


def _ask_for_sweep(session: Session) -> None:
    config = in_force(session)
    keys = [key for key, varied in VARIED.items() if varied.offered(config)]
    chosen: list[str] = []
    values: list[list[Any]] = []
    for place, (name, column) in enumerate(zip(("Down", "Across"), st.columns(2), strict=True)):
        with column:
            first = SWEPT[place] if SWEPT[place] in keys else keys[place]
            key = st.selectbox(
                name,
                keys,
                index=keys.index(first),
                format_func=lambda one: VARIED[one].label.capitalize(),
                key=f"sweep_{place}",
            )
            offered = sorted(
                {*VARIED[key].values}, key=lambda one: (isinstance(one, str | tuple), one)
            )
            chosen.append(key)
            values.append(
                st.multiselect(
                    "Values",
                    offered,
                    default=FIRST_VALUES.get(key, offered[:4]),
                    format_func=VARIED[key].words,
                    key=f"sweep_values_{place}_{key}",
                )
            )
    with st.container(horizontal=True, vertical_alignment="bottom", key="sweep_bar"):
        n_seeds = st.selectbox("Seeds a cell", RUNS_A_CELL, index=1, key="sweep_seeds", width=120)
        steps = st.selectbox(
            "Steps each", STEPS, index=3, key="sweep_steps", width=150, format_func=_count
        )
        count = len(values[0]) * len(values[1]) * n_seeds
        if st.button(
            f"Try {count:,} runs", key="begin_sweep", type="primary", icon=":material/grid_on:"
        ):
            _try("sweep", lambda: sweep(config, chosen, values, n_seeds, steps))
    if problem := state.kept("sweep_problem"):
        st.text(problem)


def show_sweep() -> None:
    """Draw the grid as far as it is there; while more comes, this is drawn again."""
    work: Work | None = state.kept("sweep_work")
    if work is None:
        st.caption(
            "Each cell will be a few runs with one value of each setting. Which settings matter "
            "together?"
        )
        return
    _show_progress("sweep", work)
    plan, results = work.plan, dict(work.results)
    measure = st.segmented_control(
        "Shown",
        list(MEASURES),
        format_func=MEASURES.__getitem__,
        default="cost",
        key="sweep_measure",
        label_visibility="collapsed",
    )
    measure = measure or "cost"
    down, across = (VARIED[key] for key in plan.keys)
    words = [["" for _ in plan.values[1]] for _ in plan.values[0]]
    for number, result in sorted(results.items()):
        row, column, _ = plan.places[number]
        seed = plan.jobs[number].config.seed
        words[row][column] += f"seed {seed}: cost {result.train_cost:.4g}<br>"
    show_live_figure(
        "sweep_map",
        sweep_map(
            grid(plan, results, measure),
            title=MEASURES[measure],
            down=[down.words(value) for value in plan.values[0]],
            across=[across.words(value) for value in plan.values[1]],
            axes=(down.label, across.label),
            words=words,
            is_logarithmic=measure in LOGARITHMIC,
        ),
        step=len(results),
        refresh="sweep",
        label=f"{MEASURES[measure]} for every pair of values",
        on_click=lambda clicked: _open_cell(work, clicked.get("customdata")),
    )
    st.caption("Click a cell to open its first run in the playground.")
    _show_end("sweep", work)


def _show_progress(name: str, work: Work) -> None:
    """Draw how far it is and how long it takes yet, with a button to stop."""
    if work.is_done:
        if work.problem:
            st.text(work.problem)
        return
    done, count = len(work.results), len(work.plan.jobs)
    left = work.seconds_left
    estimate = f", about {left:.0f} s left" if left is not None else ""
    with st.container(horizontal=True, vertical_alignment="center", key=f"{name}_progress"):
        st.progress(done / count, f"{done} of {count} runs{estimate}", width="stretch")
        st.button("Stop", key=f"{name}_stop", icon=":material/stop:", on_click=work.stop)


def _show_end(name: str, work: Work) -> None:
    """Offer the results as a table; go to the playground, if a run was asked for."""
    if not work.is_done:
        return
    st.download_button(
        "Download CSV",
        data=table(work.plan, work.results).to_csv(index=False),
        file_name=f"watch-it-learn-{name}.csv",
        mime="text/csv",
        key=f"{name}_csv",
        icon=":material/download:",
        disabled=not work.results,
        on_click="ignore",
    )
    if state.kept("many_opened"):
        state.keep("many_opened", False)
        st.switch_page("../pages/playground.py")


def _open(work: Work, number: object) -> None:
    """Open one of the runs in the playground, at the step where it was measured."""
    if not isinstance(number, int) or number not in work.results:
        return
    job, session = work.plan.jobs[number], state.session()
    session.take_run(start(job.config, job.events))
    session.goal = work.results[number].step or None
    session.expected = work.results[number].fingerprint
    state.keep("lottery_of", in_force(session))
    state.keep("many_opened", True)


def _open_cell(work: Work, place: object) -> None:
    """Open the first run of a cell that is there."""
    for number, (row, column, _) in enumerate(work.plan.places):
        if [row, column] == place and number in work.results:
            _open(work, number)
            return


def _count(steps: int) -> str:
    return f"{steps:,}"
