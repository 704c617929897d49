"""What is looked at, and what leads elsewhere? The choice of this tab, and every way to change it.

The phase is kept by its key, since the first step has one phase more than the others.
"""

import time
from typing import Any, NamedTuple

from dashboard import state
from dashboard.one_step.chosen import Chosen, fit_choice
from dashboard.one_step.line import Place
from dashboard.one_step.notation import DIGITS
from dashboard.one_step.phases import Phase, phase_for, phases, place_of
from dashboard.one_step.trace import Trace, trace
from dashboard.schedule import places

PHASE, TARGET, POINT, PLAYING, DUE, PRECISION = (
    "step_phase",
    "step_target",
    "step_point",
    "step_playing",
    "step_due",
    "step_digits",
)
OPENING = ("forward1", "unit1.0", 0)
"""What the page opens with: a sum that can be read at once."""
SECONDS = 1.5
"""How long a phase is shown while they play."""


class Look(NamedTuple):
    """What is on the page: the step, its phases, what is chosen, and what could not be kept."""

    trace: Trace
    phases: tuple[Phase, ...]
    chosen: Chosen
    sentence: str

    @property
    def phase(self) -> Phase:
        """The phase that is looked at."""
        return self.phases[self.chosen.phase]


def look() -> Look:
    """Return what is looked at, as far as the run has it; the choice is kept as it is shown."""
    run = state.session().run
    listed, made = phases(run), trace(run)
    key, target, point = (
        state.kept(name, default)
        for name, default in zip((PHASE, TARGET, POINT), OPENING, strict=True)
    )
    chosen = Chosen(place_of(key, listed), target, point)
    fitted = fit_choice(chosen, len(listed), run.config.layer_dims, made.m)
    state.keep(TARGET, fitted.chosen.target)
    state.keep(POINT, fitted.chosen.point)
    return Look(made, listed, fitted.chosen, fitted.sentence)


def digits() -> int:
    """Return to how many digits numbers are written; 0 for all."""
    return int(state.kept(PRECISION, DIGITS[0]))


def choose_digits(count: int) -> None:
    """Write numbers to so many digits from now on."""
    if count in DIGITS:
        state.keep(PRECISION, count)


def choose_phase(key: str) -> None:
    """Look at a phase."""
    state.keep(PHASE, key)
    state.keep(DUE, time.monotonic() + 0.8 * SECONDS)


def choose_target(target: str) -> None:
    """Look at a unit, a weight or a bias, in the phase where it is at work.

    Parameters
    ----------
    target : str
        Of any content; what this network does not have is not heard.
    """
    run = state.session().run
    try:
        places(target, run.config.layer_dims)
    except ValueError:
        return
    if target.startswith("layer"):
        return
    listed = phases(run)
    now = listed[place_of(state.kept(PHASE, OPENING[0]), listed)]
    state.keep(TARGET, target)
    choose_phase(listed[phase_for(target, now, listed)].key)


def choose_point(point: int | None) -> None:
    """Look at a training point of the step, or at the whole batch."""
    state.keep(POINT, point)


def hear_click(clicked: dict[str, Any]) -> None:
    """Hear what was clicked on in the picture; of any content, since it comes from a browser."""
    target = clicked.get("customdata")
    if isinstance(target, str):
        choose_target(target)


def hear_point(clicked: dict[str, Any]) -> None:
    """Hear which point was clicked on in the plane; of any content."""
    point = clicked.get("customdata")
    if isinstance(point, int) and not isinstance(point, bool) and point >= 0:
        choose_point(point)


def move(by: int) -> None:
    """Go so many phases on or back; beyond the last comes the next step, before the first the last.

    Parameters
    ----------
    by : int
        1 or -1.
    """
    session = state.session()
    listed = phases(session.run)
    place = place_of(state.kept(PHASE, OPENING[0]), listed) + by
    if 0 <= place < len(listed):
        choose_phase(listed[place].key)
    elif by > 0:
        go_to_step(session.run.step + 1, phase="forward1")
    elif session.run.step > 0:
        go_to_step(session.run.step - 1, phase="update")


def first() -> None:
    """Go to the first phase of the step."""
    choose_phase(phases(state.session().run)[0].key)


def go_to_step(step: int, *, phase: str = "") -> None:
    """Move the run's cursor, training on where the step is new; the phase stays.

    Parameters
    ----------
    step : int
        From 0 on.
    phase : str
        Another phase to look at there, if it is reached.
    """
    session = state.session()
    session.step_to(max(step, 0))
    if session.run.step != step:
        return  # the run ends here, and says so
    state.name_step()
    if phase:
        choose_phase(phase)


def follow(place: Place) -> None:
    """Go where a number was made.

    Parameters
    ----------
    place : Place
        Of a line's ingredient.
    """
    session = state.session()
    if place.step != session.run.step:
        go_to_step(place.step)
    state.keep(TARGET, place.target)
    if place.point is not None:
        choose_point(place.point)
    choose_phase(place.phase)


def play() -> None:
    """Show one phase after the other, from the first if the last is on the page."""
    listed = phases(state.session().run)
    place = place_of(state.kept(PHASE, OPENING[0]), listed)
    state.keep(PLAYING, True)
    choose_phase(listed[0 if place == len(listed) - 1 else place].key)


def pause() -> None:
    """Stop showing one phase after the other."""
    state.keep(PLAYING, False)


def is_playing() -> bool:
    """Whether one phase is shown after the other."""
    return bool(state.kept(PLAYING, False))


def tick(now: float) -> None:
    """Go a phase on if it is time; at the last of the step, stop.

    Parameters
    ----------
    now : float
        Seconds on the clock of `time.monotonic`.
    """
    if not is_playing() or now < state.kept(DUE, 0.0):
        return
    listed = phases(state.session().run)
    place = place_of(state.kept(PHASE, OPENING[0]), listed)
    if place + 1 < len(listed):
        choose_phase(listed[place + 1].key)
    if place + 2 >= len(listed):
        pause()
