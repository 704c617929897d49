"""What is known of a run that is being watched? A session's fields, and what follows of them."""

from dataclasses import dataclass, field
from secrets import token_hex
from typing import NamedTuple

from dashboard import pace, settings
from dashboard.batch import Frames, train_in_turns
from dashboard.branches import Tree
from dashboard.config import RULE_FIELDS, Event
from dashboard.doctor.consultation import Consultation
from dashboard.keyframe import Check, Keyframe
from dashboard.own_data import OwnData
from dashboard.run import Run, nearest_before
from dashboard.schedule import Rule, places
from dashboard.stopping import StopWhen
from network import Frozen

DEFAULT_NAME = "playground"


class Pending(NamedTuple):
    """A link that waits for data of its own: their digest, the link, and a state of its run."""

    wanted: str
    parameters: dict[str, str]
    keyframe: Keyframe | None


class Replaced(NamedTuple):
    """A run that a change replaced, how far it had been seen, and its other futures."""

    run: Run
    seen: int
    tree: Tree = Tree()


@dataclass(eq=False)
class Watched:
    """One learner's run, and how it is being watched.

    Parameters
    ----------
    run : Run
        The run on the page. While playing its cursor is ahead of the step drawn.
    speed : int
        Steps a frame asked for.
    is_playing : bool
        Whether frames are being made.
    place : int
        The place in the queue of those who wait to play; 0 for whoever does not wait.
    goal : int or None
        The step a link asked for, while it has not been reached again.
    expected : str
        The fingerprint that the link promised at `goal`; empty when it promised none.
    sentence : str
        What just happened.
    problems : tuple of str
        What was not legal in the link.
    seen : int
        The furthest step of the run that was on the page.
    undo : list of Replaced
        What Undo brings back, newest last.
    seconds_per_step : float
        As measured last.
    steps_per_frame : int
        As made last.
    question : int
        Grows each time the stage is asked which step it draws.
    awaiting : tuple of Event
        Changes that wait for that answer; their step is not known yet.
    stop_when : StopWhen or None
        What the run is to stop at by itself.
    is_drawing : bool
        Whether points may be drawn on the plane.
    taken : int
        Number of the last edit of drawn points that was done.
    following : int
        Which class the next point drawn gets.
    pending : Pending or None
        A link whose data the browser is asked for.
    clicked : str
        The weight or unit that was clicked on last, as an `Event` names it; empty for none.
    hidden : frozenset of str
        Controls that the page leaves out, so that it shows one exercise.
    tree : Tree
        What the run is called, and the other futures that are kept beside it.
    outbox : Frames or None
        Frames that were made and not sent yet.
    is_started : bool
        Whether the stage has had the first batch since play began.
    check : Check or None
        A run that the page handed back, on the way to being trained again.
    film : int
        Grows when what the stage has recorded turns out to be of another run than the server's.
    serial : int
        Counts the batches of frames made.
    heard : int
        The newest press of the stage's that was answered; the stage counts them.
    followed : int
        Counts how often the browser's Back or Forward was followed.
    opened : int
        Counts the run files opened.
    supplied : int
        Counts the stage's questions, so that no two answers are alike.
    resumed : int
        The number of the last run that the stage handed back; it counts them.
    token : str
        Tells this session from any other.
    is_stop_once : bool
        Whether `stop_when` was set for one showing, and is forgotten once it is reached.
    consultation : Consultation
        What the doctor says of the run at its step.
    name : str
        Which of a learner's runs it is: "playground", or that of a lesson.
    left_out : frozenset of str
        Controls that are no part of a lesson's step; a link does not say so.
    is_locked : bool
        Whether the run waits for a prediction.
    is_playing_out : bool
        Whether the run has stopped by itself and the stage has yet to draw it.
    """

    run: Run
    speed: int = int(settings.SPEED.default)
    is_playing: bool = False
    place: int = 0
    goal: int | None = None
    expected: str = ""
    sentence: str = ""
    problems: tuple[str, ...] = ()
    seen: int = 0
    undo: list[Replaced] = field(default_factory=list[Replaced])
    seconds_per_step: float = 1e-4
    steps_per_frame: int = int(settings.SPEED.default)
    question: int = 0
    awaiting: tuple[Event, ...] = ()
    stop_when: StopWhen | None = None
    is_drawing: bool = False
    taken: int = 0
    following: int = 0
    pending: Pending | None = None
    clicked: str = ""
    hidden: frozenset[str] = frozenset()
    tree: Tree = field(default_factory=Tree)
    outbox: Frames | None = None
    is_started: bool = False
    check: Check | None = None
    film: int = 0
    serial: int = 0
    heard: int = 0
    followed: int = 0
    opened: int = 0
    supplied: int = 0
    resumed: int = 0
    token: str = field(default_factory=lambda: token_hex(4))
    is_stop_once: bool = False
    consultation: Consultation = field(default_factory=Consultation)
    name: str = DEFAULT_NAME
    left_out: frozenset[str] = frozenset()
    is_locked: bool = False
    is_playing_out: bool = False

    @property
    def rule(self) -> Rule:
        """The rule that counts from here, with what still waits for its step."""
        waiting = {
            RULE_FIELDS[event.kind]: event.value
            for event in self.awaiting
            if event.kind in RULE_FIELDS
        }
        return self.run.rule._replace(**waiting)

    @property
    def frozen(self) -> Frozen | None:
        """Which parameters are not updated from here on."""
        return self.run.rule.frozen

    @property
    def chosen(self) -> str:
        """The weight or unit that was clicked on, if the network has it; empty for none."""
        try:
            places(self.clicked, self.run.config.layer_dims)
        except ValueError:
            return ""
        return self.clicked

    @property
    def drawn(self) -> OwnData | None:
        """The points drawn so far, where the run learns from such."""
        own = self.run.config.own
        return own if own is not None and own.is_drawn else None

    @property
    def is_making_frames(self) -> bool:
        """Whether frames are on their way, or are to be."""
        return self.is_playing or self.goal is not None

    @property
    def ask_after(self) -> float | None:
        """Seconds after which the stage must ask; 0 while it plays, None where it need not.

        A stage that plays asks by itself, when it has few frames left.
        """
        if self.goal is not None:
            return 0.0
        if self.is_playing:
            return settings.QUEUE_SECONDS if self.place else 0.0
        return settings.CHECK_SECONDS if self.check else None

    @property
    def frames_per_second(self) -> float:
        """How fast the stage is to play: a batch in the time from one to the next."""
        return pace.PACE.frames / pace.PACE.interval

    def offers(self, control: str) -> bool:
        """Whether the page has a control: a name of `settings.CONTROLS`."""
        return control not in self.hidden and control not in self.left_out

    @property
    def is_exercise(self) -> bool:
        """Whether the page leaves anything out, or is a lesson's: then it suggests nothing else."""
        return bool(self.hidden) or self.name != DEFAULT_NAME


def at_step(run: Run, step: int) -> Run:
    """Put a run's cursor at a step it has reached, or the nearest such.

    Parameters
    ----------
    run : Run
        Which run.
    step : int
        Of any size.

    Returns
    -------
    run : Run
        Trained again from the snapshot before, in turns of the lane.
    """
    step = min(max(step, 0), run.history.last)
    return train_in_turns(nearest_before(run, step), step)
