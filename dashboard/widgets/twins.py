"""Which of them learns better, and why? Runs that differ in one thing, driven by one player."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import pandas as pd
import streamlit as st

from dashboard import settings, state
from dashboard.differences import read_difference, split_fields, telling, write_difference
from dashboard.figures.planes import Plane, planes
from dashboard.figures.twins import CostLine, costs_of_twins
from dashboard.lane import LANE
from dashboard.live_figure.component import show_live_figure
from dashboard.probes import curves, prediction_grid
from dashboard.run import Run, start
from dashboard.session import Session
from dashboard.twins.lockstep import TARGET, Outcome, Twin, go_on_for, go_to, outcome
from dashboard.twins.vary import MOST_TWINS, VARIED
from dashboard.twins.words import check_comparable, fairness, labels, title, varied_key

PLAYER = "twins_player"
FIRST_STEPS = 300
"""How far they are trained when the page opens, so that there is something to look at."""

TICK_SECONDS = 0.5
TURN_SECONDS = 0.15
"""What one tick may train, for all of them together: others want to train too."""

SPEED = 20
"""Steps a tick."""

RESOLUTION = 51

TWINS, AT = "twins", "at"
"""Keys of the link: in what the others differ from its run, and where they all stand."""


@dataclass
class Comparison:
    """What is compared, and how it is being watched.

    Parameters
    ----------
    twins : tuple of Twin
    goal : int or None
        The step that all of them are on the way to.
    is_playing : bool
    by_time : bool
        Whether they train for the same time, and not to the same step.
    """

    twins: tuple[Twin, ...]
    goal: int | None = FIRST_STEPS
    is_playing: bool = False
    by_time: bool = False
    problem: str = ""

    @property
    def runs(self) -> list[Run]:
        """The runs that are compared."""
        return [twin.run for twin in self.twins]

    @property
    def step(self) -> int:
        """Where the furthest of them stands."""
        return max(run.step for run in self.runs)


def compare(runs: Sequence[Run], *, goal: int = FIRST_STEPS) -> Comparison:
    """Make a comparison of runs, from their start.

    Raises
    ------
    ValueError
        If they cannot be compared.
    """
    check_comparable(runs)
    return Comparison(tuple(Twin(start(run.config, run.events)) for run in runs), goal)


def comparison(session: Session) -> Comparison:
    """Return what is compared: chosen here, or named by the link, or the run and a telling twin."""
    kept = state.kept("comparison")
    if isinstance(kept, Comparison) and state.kept("compared_with") is session.run.config:
        return kept
    made = _asked(session.run)
    keep_comparison(session, made)
    return made


def _asked(run: Run) -> Comparison:
    """Make the comparison that the link names, or a telling one."""
    text, at = state.asked(TWINS), state.asked(AT)
    if not text:
        return compare([run, _twin(run, "lr", None)])
    base = telling(run)
    addresses = [read_difference(base, split_fields(part)) for part in text.split("!")[:MOST_TWINS]]
    goal = int(at[:9]) if at.isascii() and at.isdigit() else FIRST_STEPS
    try:
        problem = next((address.problems[0] for address in addresses if address.problems), "")
        if problem:
            raise ValueError(f"The link's comparison could not be read: {problem}")
        others = [start(address.config, address.events) for address in addresses]
        return compare([run, *others], goal=min(goal, settings.MAX_LINK_STEP))
    except ValueError as problem:
        return instead(run, str(problem))


def instead(run: Run, problem: str) -> Comparison:
    """Make a telling comparison, where another one was asked for that cannot be."""
    made = compare([run, _twin(run, "lr", None)])
    made.problem = problem
    return made


def link_of(made: Comparison) -> dict[str, str]:
    """Write a comparison as the keys that a link has for it, beside those of its first run."""
    first, *others = made.runs
    base = telling(first)
    at = made.goal if made.goal is not None else made.step
    return {TWINS: "!".join("*".join(write_difference(base, run)) for run in others), AT: str(at)}


def keep_comparison(session: Session, made: Comparison) -> None:
    """Have the page show a comparison."""
    state.keep("comparison", made)
    state.keep("compared_with", session.run.config)


def send_here(session: Session) -> None:
    """Have the run of the playground compared with those sent before it, as far as they can be.

    Parameters
    ----------
    session : Session
        What is on the page.
    """
    session.rest()
    run, earlier = session.run, cast(list[Run], state.kept("sent_runs", []))
    name = (run.config, run.events)
    others = [one for one in earlier if (one.config, one.events) != name][: MOST_TWINS - 1]
    state.keep("sent_runs", [run, *others])
    goal = max(run.step, FIRST_STEPS if run.step == 0 else 0)
    try:
        runs = [run, *others] if others else [run, _twin(run, "lr", None)]
        keep_comparison(session, compare(runs, goal=goal))
    except ValueError as problem:
        keep_comparison(session, instead(run, str(problem)))


def _twin(run: Run, key: str, value: object) -> Run:
    """Make the twin of a run that differs in one setting; without a value, a telling one."""
    varied = VARIED[key]
    chosen = varied.offered(run.config)[0] if value is None else value
    return start(varied.given_to(run.config, chosen))


def show_twins(session: Session) -> None:
    """Draw the choice of what differs, and the twins.

    Parameters
    ----------
    session : Session
        The learner's own run, which is the first of them.
    """
    made = comparison(session)
    _show_choice(session, made)
    made = comparison(session)
    state.carry_address(**link_of(made))
    if made.problem:
        st.text(made.problem)
    st.subheader(title(made.runs), anchor=False)
    st.caption(fairness(made.runs))
    show_twins_player()


def _show_choice(session: Session, made: Comparison) -> None:
    """Offer what the twins are to differ in."""
    first = made.runs[0]
    keys = [key for key, varied in VARIED.items() if varied.offered(first.config)]
    now = varied_key([run.config for run in made.runs]) or "lr"
    known = [VARIED[now].of(run.config) for run in made.runs[1:]]

    def on_key(key: str) -> None:
        keep_comparison(session, compare([first, _twin(first, key, None)], goal=made.step))

    with st.container(horizontal=True, vertical_alignment="bottom", key="what_differs"):
        st.selectbox(
            "They differ in",
            format_func=lambda key: VARIED[key].label.capitalize(),
            width=240,
            **state.choice("differ_in", now, keys, on_key),
        )
        varied = VARIED[now]
        offered = varied.offered(first.config)
        chosen = st.multiselect(
            f"{varied.words_of(first.config)} against",
            offered,
            default=[value for value in known if value in offered],
            format_func=varied.words,
            max_selections=MOST_TWINS - 1,
            key=f"against_{now}",
            width=360,
        )
        _show_sent(session, made)
    if chosen and chosen != known and now == varied_key([run.config for run in made.runs]):
        runs = [first, *(_twin(first, now, value) for value in chosen)]
        keep_comparison(session, compare(runs, goal=made.step))


def _show_sent(session: Session, made: Comparison) -> None:
    """Offer the learner's earlier runs, and those sent here from the playground."""
    sent: list[Run] = state.kept("sent_runs", [])
    known = [(run.config, run.events) for run in made.runs]
    earlier = [*sent, *(known_run.run for known_run in reversed(session.undo))]
    others: list[Run] = []
    for run in earlier:
        if (run.config, run.events) not in [*known, *((o.config, o.events) for o in others)]:
            others.append(run)
    if not others:
        return
    with st.popover("Or an earlier run", icon=":material/history:"):
        for place, run in enumerate(others[:8]):
            try:
                check_comparable([made.runs[0], run])
            except ValueError as problem:
                st.text(str(problem))
                continue
            words = title([made.runs[0], run])
            if st.button(words, key=f"earlier_{place}"):
                keep_comparison(session, compare([made.runs[0], run], goal=made.step))
                st.rerun()


@st.fragment(key=PLAYER)
def show_twins_player() -> None:
    """Draw the player, the figures and the table; while they train, this is drawn again."""
    made: Comparison = state.kept("comparison")
    _show_bar(made)
    is_moving = made.is_playing or made.goal is not None
    st.fragment(show_moving_twins, run_every=TICK_SECONDS if is_moving else None)()
    _show_table(made)


def show_moving_twins() -> None:
    """Train all twins a bit further, where they are on the way, and draw them."""
    made: Comparison = state.kept("comparison")
    was_moving = made.is_playing or made.goal is not None
    if was_moving:
        train_on_tick(made)
    _show_step(made)
    _show_figures(made)
    if was_moving and not (made.is_playing or made.goal is not None):
        st.rerun()


def train_on_tick(made: Comparison) -> None:
    """Train the twins for one tick, all alike.

    Parameters
    ----------
    made : Comparison
        Changed in place.
    """
    if made.is_playing and made.by_time:
        with LANE.turn():
            made.twins = go_on_for(made.twins, TURN_SECONDS / len(made.twins))
    else:
        goal = made.goal if made.goal is not None else made.step + SPEED
        with LANE.turn():
            made.twins = go_to(made.twins, goal, seconds=TURN_SECONDS)
        if made.goal is not None and all(_is_at(twin, made.goal) for twin in made.twins):
            made.goal = None
    if all(run.has_ended for run in made.runs):
        made.is_playing, made.goal = False, None


def _is_at(twin: Twin, step: int) -> bool:
    return twin.run.step == step or (twin.run.has_ended and twin.run.step < step)


def _show_bar(made: Comparison) -> None:
    """Draw the buttons that drive all twins at once."""

    def play() -> None:
        made.is_playing, made.goal = not made.is_playing, None

    def go_to_step(step: int) -> Callable[[], None]:
        def go() -> None:
            made.is_playing, made.goal = False, step

        return go

    def by(clock: str) -> None:
        made.by_time, made.is_playing = clock == "time", False

    with st.container(horizontal=True, vertical_alignment="center", key="twins_bar"):
        pressed = st.button(
            "Pause" if made.is_playing else "Play",
            key="play_twins",
            type="primary",
            icon=":material/pause:" if made.is_playing else ":material/play_arrow:",
            on_click=play,
        )
        for words, icon, step in (
            ("Step", "skip_next", made.step + 1),
            ("100 steps", "fast_forward", made.step + 100),
            ("Reset", "replay", 0),
        ):
            pressed |= st.button(
                words,
                key=f"twins_{words}",
                icon=f":material/{icon}:",
                on_click=go_to_step(step),
            )
        if pressed:
            st.rerun()  # all of the page: nothing else starts a timer, or ends one
        st.segmented_control(
            "In lockstep by",
            ["step", "time"],
            format_func=lambda clock: f"By {clock}",
            help="By step: all make as many steps. By time: all train as long, so that a small "
            "network makes more steps than a large one.",
            label_visibility="collapsed",
            **state.field(
                "twins_clock", "time" if made.by_time else "step", by, shown_as="default"
            ),
        )


def _show_step(made: Comparison) -> None:
    """Draw the step where they stand, which can be scrubbed while nothing moves."""
    last = max(1, *(twin.last for twin in made.twins))

    def look(step: int) -> None:
        if not made.is_playing:
            made.goal = None
            with LANE.turn(is_urgent=True):
                made.twins = go_to(made.twins, step, seconds=TURN_SECONDS)

    with st.container(key="twins_step"):
        if made.is_playing or made.goal is not None:
            towards = f" on the way to {made.goal:,}" if made.goal is not None else ""
            st.progress(
                1.0 if made.goal is None else made.step / max(1, made.goal),
                f"Step {made.step:,}{towards}",
            )
        else:
            st.slider("Step", 0, last, **state.field("twins_at", min(made.step, last), look))


def _show_figures(made: Comparison) -> None:
    """Draw the plane of each twin, and one cost figure for all."""
    names = labels(made.runs)
    shown = [
        Plane(f"{name}\nstep {run.step:,}", *prediction_grid(run, RESOLUTION), run.data)
        for name, run in zip(names, made.runs, strict=True)
    ]
    lines: list[CostLine] = []
    for name, twin in zip(names, made.twins, strict=True):
        measured = curves(twin.run, twin.run.step)
        cost = twin.run.config.cost_in_force
        lines.append(
            CostLine(name, measured.steps, measured.train_cost, twin.seconds_per_step, cost)
        )
    # Two planes find room beside the curve; more of them take the whole width.
    rows = st.columns([1.15, 1], gap="medium") if len(shown) == 2 else (st.container(),) * 2
    with rows[0]:
        show_live_figure(
            "twins_planes",
            planes(shown, height=340),
            step=made.step,
            refresh="twins-planes",
            label="What each twin predicts on the plane",
        )
    with rows[1]:
        show_live_figure(
            "twins_costs",
            costs_of_twins(
                lines,
                step=made.step,
                is_logarithmic=bool(state.widget("log_twins", False)),
                by_time=made.by_time,
            ),
            step=made.step,
            refresh="twins-costs",
            label="Training cost of each twin",
        )


def _show_table(made: Comparison) -> None:
    """Draw what came of each twin, and the way back to the playground."""
    st.toggle("Logarithmic cost", key="log_twins")
    names = labels(made.runs)
    outcomes = [outcome(twin) for twin in made.twins]
    st.dataframe(outcome_table(names, outcomes, made.runs[0].config.task), width="stretch")
    session = state.session()
    with st.container(horizontal=True, key="twins_back"):
        for place, (name, run) in enumerate(zip(names, made.runs, strict=True)):
            if st.button(f"Open {name}", key=f"open_twin_{place}", icon=":material/play_circle:"):
                session.take_run(run)
                st.switch_page("../pages/playground.py")


def outcome_table(names: Sequence[str], outcomes: Sequence[Outcome], task: str) -> pd.DataFrame:
    """Write what came of each twin as a table.

    Parameters
    ----------
    names : sequence of str
        What each is called.
    outcomes : sequence of Outcome
        In the same order.
    task : str
        Whether the score is an accuracy or R².

    Returns
    -------
    table : pandas.DataFrame
        One row a twin.
    """
    rows = [
        {
            "step": f"{one.step:,}" + (" (ended)" if one.has_ended else ""),
            "training cost": f"{one.train_cost:.4g}",
            "test cost": f"{one.test_cost:.4g}" if one.test_cost == one.test_cost else "–",
            "R²" if task == "value" else "accuracy": f"{one.train_score:.4g}"
            if task == "value"
            else f"{100 * one.train_score:.1f} %",
            f"first step with cost ≤ {TARGET:g}": f"{one.reached:,}"
            if one.reached is not None
            else "not yet",
            "largest gradient": f"{one.largest_gradient:.3g}",
        }
        for one in outcomes
    ]
    return pd.DataFrame(rows, index=pd.Index(names, name=""))
