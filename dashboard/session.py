"""What can a learner do to a run? Play, pause, step, change, undo: each one method.

A `Session` is one learner's tab. It knows nothing of Streamlit: `state` keeps it and calls it.
Every method computes first and assigns last, because a script may be interrupted in between.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from secrets import token_hex
from typing import Any, NamedTuple

from dashboard import narration, settings
from dashboard.batch import Frames, advance_within, train_batch, train_in_turns
from dashboard.branches import Branch, Tree, free_name, is_of_one_tree, read_tree, write_tree
from dashboard.config import RULE_FIELDS, Event, RunConfig, check_rule
from dashboard.doctor.consultation import Consultation
from dashboard.drawing import apply_edits
from dashboard.history import MEMORY
from dashboard.keyframe import Check, Keyframe, at_keyframe, check_of
from dashboard.lane import LANE
from dashboard.link import Address, decode, encode, query_string
from dashboard.own_data import MAX_CLASSES, MAX_DRAWN_POINTS, OwnData, remember
from dashboard.own_file import from_json
from dashboard.pace import PACE
from dashboard.run import Run, fingerprint, fork, nearest_before, start
from dashboard.schedule import Rule, check_event, places
from dashboard.stage.payload import scene_id
from dashboard.stopping import StopWhen, is_met
from network import Frozen

DEFAULT = RunConfig()
DEFAULT_NAME = "playground"
MOVING_CHARACTERS = 60
"""What the step, its fingerprint, the speed and ``play`` take in a link, at most."""

_UNGIVEN: dict[str, Any] = {"initialization": settings.INITIALIZATION.default, "given": ()}
"""For a network of another shape, the weights of a link are of no use."""


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
class Session:
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
        return PACE.frames / PACE.interval

    def open(
        self,
        address: Address,
        keyframe: Keyframe | None = None,
        *,
        parameters: Mapping[str, str] | None = None,
    ) -> None:
        """Show the run that a link names, at its step; what takes long goes on frame by frame.

        Parameters
        ----------
        address : Address
            What the link says.
        keyframe : Keyframe, optional
            A state of that run, at its step or before, as a page handed it back.
        parameters : mapping of str to str, optional
            The link itself: read again once the browser has sent the data that it only names.
        """
        if address.wanted:
            self.pending = Pending(address.wanted, dict(parameters or {}), keyframe)
            address, keyframe = Address(), None
        run = start(address.config, address.events)
        back = at_keyframe(run, keyframe) if keyframe else None
        self.run, self.seen, self.undo, self.awaiting = back or run, 0, [], ()
        self.check = check_of(back) if back else None
        self.set_speed(address.speed)
        self.stop_when, self.hidden = address.stop_when, address.hidden
        self.is_stop_once = False
        self.is_playing = address.is_playing
        self.tree, unread = read_tree(address.tree, run)
        self.problems, self.expected = address.problems + unread, address.fingerprint
        self.sentence = narration.RESTORED if back else ""
        if self.pending is not None:
            self.sentence = narration.OWN_WANTED
        self.is_started, self.outbox = False, None
        self.goal = address.step if address.step > self.run.step else None
        if self.goal is not None:
            self.next_frames(1, seconds=settings.OPENING_SECONDS)
        elif back:
            self._arrive()

    def use_own(self, own: OwnData) -> None:
        """Learn from a learner's own data from now on.

        Parameters
        ----------
        own : OwnData
            Which data.
        """
        self.opened, self.is_drawing = self.opened + 1, False
        m = own.targets.size
        n_train = settings.TRAINING_POINTS.nearest(-(-2 * m // 3))
        n_test = settings.TEST_POINTS.nearest(m - n_train)
        self.change(
            dataset=settings.OWN_DATA,
            own=remember(own),
            noise=0.0,
            n_train=int(n_train),
            n_test=int(n_test),
        )

    def start_drawing(self) -> None:
        """Let points be drawn on the plane, beside those already drawn if there are any."""
        self.opened, self.is_drawing = self.opened + 1, True
        self.sentence = narration.DRAWING

    def stop_drawing(self) -> None:
        """Let no more points be drawn."""
        self.is_drawing = False

    @property
    def drawn(self) -> OwnData | None:
        """The points drawn so far, where the run learns from such."""
        own = self.run.config.own
        return own if own is not None and own.is_drawn else None

    def draw(self, edits: object, following: int) -> None:
        """Do what was drawn on the plane: each numbered edit once.

        Parameters
        ----------
        edits : object
            Of any content; see `drawing.apply_edits`.
        following : int
            Which class the next point gets.
        """
        if not self.is_drawing or not self.offers("own"):
            return
        before = self.drawn
        own, taken = apply_edits(before, edits, self.taken)
        self.following = min(max(following, 0), MAX_CLASSES - 1)
        if own is not None and own != before:
            first = {"n_train": MAX_DRAWN_POINTS, "n_test": 0, "noise": 0.0}
            changes: dict[str, Any] = {} if before else first
            self.change(dataset=settings.OWN_DATA, own=remember(own), **changes)
        self.taken = taken

    def take_own(self, digest: str, text: str | None) -> None:
        """Hear from the browser the data that a link named, and open the run of that link.

        Parameters
        ----------
        digest : str
            What was asked for.
        text : str or None
            The data as `own_file.to_json` wrote them; None if the browser does not have them.
        """
        if self.pending is None or digest != self.pending.wanted:
            return
        pending, self.pending = self.pending, None
        if text is None:
            self.sentence = narration.OWN_MISSING
            return
        try:
            own = remember(from_json(text, digest=digest))
        except ValueError as problem:
            self.sentence = str(problem)
            return
        address = decode(pending.parameters)
        if address.config.own is own:
            self.open(address, pending.keyframe)

    def resume(self, parameters: Mapping[str, str], keyframe: Keyframe | None) -> None:
        """Open the run that a page shows and this server does not know.

        Parameters
        ----------
        parameters : mapping of str to str
            The link of what the page shows.
        keyframe : Keyframe or None
            What the page says is a state of that run.
        """
        step = parameters.get("step", "")
        if keyframe is None or not step.isascii() or not step.isdigit():
            self.open(decode(parameters), parameters=parameters)
            return
        # With a state at hand, a run may have gone further than a link could ask for.
        address = decode({key: text for key, text in parameters.items() if key != "step"})
        reached = min(int(step[:12]), settings.MAX_EVENT_STEP)
        reached = min(reached, keyframe.step + settings.MAX_LINK_STEP)
        address = replace(address, step=max(reached, keyframe.step))
        self.open(address, keyframe, parameters=parameters)

    def follow(self, address: Address) -> None:
        """Go where the browser's Back or Forward leads; the run shown, if it is the same, stays."""
        self.followed += 1
        self.awaiting = ()
        run = self.run
        is_same = (address.config, address.events) == (run.config, run.events)
        if is_same and address.step <= run.history.last:
            self.pause_at(address.step)
            self.set_speed(address.speed)
            self.is_playing = address.is_playing
            return
        undo = self.undo
        for known in reversed(undo):
            if (address.config, address.events) == (known.run.config, known.run.events) and (
                address.step <= known.run.history.last
            ):
                self._replace_run(at_step(known.run, address.step), "", known.tree)
                self.set_speed(address.speed)
                self.undo, self.seen, self.is_playing = undo, known.seen, address.is_playing
                return
        self.open(address)
        self.undo = undo

    def open_file(self, address: Address, keyframe: Keyframe | None) -> None:
        """Show the run of a file at rest; Undo brings back what it replaces.

        Parameters
        ----------
        address : Address
            Which run, and at which step.
        keyframe : Keyframe or None
            Its state at that step; None at its start.
        """
        kept = [*self.undo, self._here()][-settings.MAX_UNDO :]
        PACE.leave(self.token)
        self.open(replace(address, is_playing=False), keyframe)
        self.undo, self.place, self.opened = kept, 0, self.opened + 1
        self.sentence = narration.opened(self.run.step, is_checked=self.check is not None)

    def open_step(self, address: Address) -> None:
        """Show the run that a step of a lesson opens with, at rest; there is nothing to undo.

        Parameters
        ----------
        address : Address
            Which run, and at which step; what the link of the page left out stays left out.
        """
        PACE.leave(self.token)
        self.open(replace(address, is_playing=False, hidden=self.hidden))
        self.place, self.problems = 0, ()
        self.is_playing_out = False

    def note_played_out(self) -> None:
        """Hear that the stage has drawn the end of a run that stopped by itself."""
        self.is_playing_out = False

    def note_drawn(self, step: int) -> None:
        """Hear which step the stage draws: so far the run was on the page.

        Parameters
        ----------
        step : int
            Of any size: it comes from a browser.
        """
        if self.goal is None:
            self.seen = max(self.seen, min(step, self.run.step))

    def replay_unseen(self) -> None:
        """Play on from the last step that was on the page: it loaded too slowly for the rest."""
        if self.is_playing and self.goal is None:
            self.run, self.is_started = at_step(self.run, self.seen), False

    def play(self) -> None:
        """Start making frames, unless the run has ended."""
        if self.is_locked:
            self.sentence = narration.LOCKED
            return
        if self.run.has_ended:
            self.sentence = narration.ended(self.run)
            return
        if self._has_reached():
            offers = self.offers("stop")
            self.sentence = narration.ALREADY_REACHED if offers else narration.STOPS_HERE
            return
        self.problems = ()
        self.is_playing = True

    def pause_at(self, step: int) -> None:
        """Stop at the step that the stage draws, and forget the frames beyond it."""
        self._rest_at(at_step(self.run, step))

    def pause(self) -> None:
        """Stop where the training stands."""
        self._rest_at(self.run)

    def rest(self) -> None:
        """Stop where the stage was seen last: another page, without a stage, shows the run now."""
        if self.is_playing:
            self.pause_at(self.seen)

    def step_to(self, step: int) -> None:
        """Stop playing, and go to a step, training on if it is new."""
        if self.is_locked:
            self.sentence = narration.LOCKED
            return
        last = self.run.history.last
        run = train_in_turns(at_step(self.run, step), min(step, last + settings.LARGEST_JUMP))
        self._rest_at(run)
        if run.has_ended:
            self.sentence = narration.ended(run)

    def reset(self) -> None:
        """Go back to step 0 of the same run: the same weights to start from."""
        self._rest_at(at_step(self.run, 0))
        self.sentence = "Back at step 0, with the same starting weights."

    def new_seed(self) -> None:
        """Start a new run from other weights."""
        if self.run.config.initialization in ("zeros", "given"):
            self.sentence = "These weights are not drawn, so another seed would change nothing."
            return
        row = settings.SEED
        following = self.run.config.seed + 1
        self.change(seed=following if following <= row.maximum else int(row.minimum))

    def set_speed(self, speed: int) -> None:
        """Ask for another number of steps a frame, from the next batch on."""
        settings.SPEED.check(speed)
        self.speed = self.steps_per_frame = speed

    def change(self, **changes: Any) -> None:
        """Start the run again with other settings at step 0.

        Parameters
        ----------
        **changes
            Fields of `RunConfig`.

        Raises
        ------
        ValueError
            If a value is not legal; nothing has changed then.
        """
        before = self.run.config
        rule = self.rule
        if changes.get("dataset", settings.OWN_DATA) != settings.OWN_DATA:
            changes["own"], self.is_drawing = None, False
            if before.own is not None:  # how many points there are to be was for those
                changes = {"n_train": DEFAULT.n_train, "n_test": DEFAULT.n_test} | changes
        fitting: dict[str, Any] = {
            **{name: getattr(rule, name) for name in RULE_FIELDS.values()},
            **changes,
        }
        hidden = fitting.get("hidden", before.hidden)
        if "activations" not in fitting:
            more = before.activations[-1:] or (settings.ACTIVATION.default,)
            fitting["activations"] = (before.activations + more * len(hidden))[: len(hidden)]
        if fitting.get("initialization", before.initialization) == "given":
            shape = replace(before, **fitting | _UNGIVEN).layer_dims
            if shape != before.layer_dims:
                fitting |= _UNGIVEN
        else:
            fitting["given"] = ()
        config = replace(before, **fitting)
        if "learning_rate" not in changes:
            config = replace(config, learning_rate=_fitting_rate(config, before.task))
        rules = {name: getattr(before, name) for name in RULE_FIELDS.values()}
        if replace(config, **rules) != before:
            self.restart(config)

    def restart(self, config: RunConfig) -> None:
        """Start a new run, whatever it differs in."""
        tree = self.tree if is_of_one_tree(self.run.config, config) else Tree()
        self._replace_run(start(config), narration.new_run(self.run.config, config), tree)

    def take_run(self, run: Run) -> None:
        """Show a run that was made elsewhere, at the step where it stands.

        Parameters
        ----------
        run : Run
            Which run; Undo brings back the one before.
        """
        self.rest()
        tree = self.tree if is_of_one_tree(self.run.config, run.config) else Tree()
        self._replace_run(run, narration.new_run(self.run.config, run.config), tree)

    def back_to_defaults(self) -> None:
        """Start a new run with every setting as it is on a first visit, the speed too."""
        self.is_drawing = False
        self.restart(RunConfig())
        self.set_speed(int(settings.SPEED.default))

    def change_rule(self, kind: str, value: float | str) -> None:
        """Let another value of a training setting count from the step drawn.

        Parameters
        ----------
        kind : str
            A key of `config.RULES`.
        value : float or str
            Its value from here on. While playing, the stage is asked first which step it draws.

        Raises
        ------
        ValueError
            If the value is not legal.
        """
        check_rule(kind, value)
        self._happen(Event(self.run.step, kind, value))

    def edit(self, target: str, value: float) -> None:
        """Give a weight or a bias a value by hand, at the step drawn.

        Parameters
        ----------
        target : str
            Which, as in an `Event`.
        value : float
            Its new value.

        Raises
        ------
        ValueError
            If there is none of that name, or the value is too large.
        """
        event = Event(self.run.step, "edit", value, target)
        check_event(self.run.config, event)
        self._happen(event)

    def freeze(self, target: str, *, is_frozen: bool) -> None:
        """Keep parameters from being updated from the step drawn, or let them go again.

        Parameters
        ----------
        target : str
            Which, as in an `Event`: a parameter, a unit or a layer.
        is_frozen : bool
            Whether they stay as they are.

        Raises
        ------
        ValueError
            If there are none of that name.
        """
        event = Event(self.run.step, "freeze", float(is_frozen), target)
        check_event(self.run.config, event)
        self._happen(event)

    def choose(self, clicked: Mapping[str, Any]) -> None:
        """Hear what was clicked on in the network: a weight, a unit, or neither.

        Parameters
        ----------
        clicked : mapping
            Of any content: ``{"kind": "weight", "layer": 1, "row": 0, "column": 1}`` is right.
        """
        layer, row, column = (clicked.get(name) for name in ("layer", "row", "column"))
        targets = {"weight": f"W{layer}.{row}.{column}", "unit": f"unit{layer}.{row}"}
        self.clicked = targets.get(str(clicked.get("kind")), "")

    def _happen(self, event: Event) -> None:
        """Let a change happen at the step drawn, which the stage is asked for while it plays."""
        if self.is_playing:
            others = tuple(
                known
                for known in self.awaiting
                if (known.kind, known.target) != (event.kind, event.target)
            )
            self.awaiting, self.question = (*others, event), self.question + 1
            return
        self._fork_at(self.run.step, (event,))

    def answer(self, question: int, step: int) -> None:
        """Hear from the stage which step it draws, and let what waited for it happen there."""
        if not self.awaiting or question != self.question:
            return
        events, self.awaiting = self.awaiting, ()
        self._fork_at(min(max(step, 0), self.run.history.last), events)

    def fork_at(self, step: int, kind: str, value: float | str) -> None:
        """Change a training setting at a step reached before: a second future begins there.

        It is trained as far as the first was seen, so that the two can be compared; and where
        that has seen nothing of its future yet, both are trained some way on.

        Parameters
        ----------
        step : int
            From 0 to the last step reached.
        kind : str
            A key of `config.RULES`.
        value : float or str
            Its value from there on.

        Raises
        ------
        ValueError
            If the step was never reached, or the value is not legal; nothing has changed then.
        """
        check_rule(kind, value)
        last = self.run.history.last
        if not 0 <= step <= last:
            raise ValueError(f"step: expected one that was reached, 0 to {last:,}, got {step:,}.")
        self.rest()
        before = self.run
        until = self.seen if self.seen > step else step + settings.FORK_STEPS
        self._fork_at(step, (Event(step, kind, value),), until=until)
        if (self.run.config, self.run.events) != (before.config, before.events):
            self.goal = until

    def keep_branch(self, name: str) -> None:
        """Keep the run as it is under a name of its own, whatever happens to it from here on.

        Raises
        ------
        ValueError
            If as many are kept as can be.
        """
        if len(self.tree.branches) >= settings.MAX_BRANCHES:
            raise ValueError(narration.TOO_MANY_BRANCHES)
        self.rest()
        kept = Branch(free_name(name, self.tree), self.run, self.run.step)
        self.tree = self.tree._replace(branches=(*self.tree.branches, kept))

    def rename_branch(self, name: str, wanted: str) -> None:
        """Call the run shown, or one of its other futures, something else."""
        if name == self.tree.name:
            free = free_name(wanted, self.tree._replace(name=""))
            self.tree = self.tree._replace(name=free)
            return
        others = tuple(branch for branch in self.tree.branches if branch.name != name)
        free = free_name(wanted, self.tree._replace(branches=others))
        self.tree = self.tree._replace(
            branches=tuple(
                branch._replace(name=free) if branch.name == name else branch
                for branch in self.tree.branches
            )
        )

    def drop_branch(self, name: str) -> None:
        """Forget one of the run's other futures; Undo brings it back."""
        others = tuple(branch for branch in self.tree.branches if branch.name != name)
        if others != self.tree.branches:
            self.undo = [*self.undo, self._here()][-settings.MAX_UNDO :]
            self.tree = self.tree._replace(branches=others)

    def take_branch(self, name: str) -> None:
        """Show another future of the run; the one shown so far is kept in its place."""
        chosen = next((one for one in self.tree.branches if one.name == name), None)
        if chosen is None:
            return
        self.rest()
        here = Branch(self.tree.name, self.run, max(self.seen, self.run.step))
        branches = tuple(here if one is chosen else one for one in self.tree.branches)
        sentence = f"This is now {name!r}; {self.tree.name!r} is kept beside it."
        self._replace_run(at_step(chosen.run, chosen.step), sentence, Tree(name, branches))
        self.seen = self.run.step
        self.goal = None if chosen.is_grown else chosen.step

    def grow_branches(self, *, seconds: float = settings.RESTORING_TURN_SECONDS) -> bool:
        """Train branches that came with a link, for a while, to where they were.

        Parameters
        ----------
        seconds : float
            Time that this may take.

        Returns
        -------
        are_grown : bool
            Whether all of them are there.
        """
        young = next((one for one in self.tree.branches if not one.is_grown), None)
        if young is None:
            return True
        with LANE.turn():
            run = advance_within(young.run, young.step - young.run.step, seconds=seconds)
        self.tree = self.tree._replace(
            branches=tuple(
                one._replace(run=run) if one is young else one for one in self.tree.branches
            )
        )
        return all(one.is_grown for one in self.tree.branches)

    def undo_last(self) -> None:
        """Bring back the run that the last change replaced."""
        if self.undo:
            run, seen, tree = self.undo[-1]
            sentence = narration.undone(self.run, run)
            self.run, self.undo, self.goal, self.awaiting = run, self.undo[:-1], None, ()
            self.tree = tree
            self.is_playing, self.seen = False, max(seen, run.step)
            self.check = None
            self._forget_stop()
            PACE.leave(self.token)
            self.sentence = sentence

    def note_left(self, identity: str, step: int) -> None:
        """Hear which step of a run was drawn when a change replaced it: Undo goes back there.

        Parameters
        ----------
        identity : str
            Which run, as `scene_id` names it.
        step : int
            The last step that was drawn of it.
        """
        if self.undo and scene_id(self.undo[-1].run) == identity:
            last = self.undo[-1]
            self.undo = [*self.undo[:-1], last._replace(run=at_step(last.run, step))]

    def supply_first(self, now: float) -> None:
        """Make the first batch at once where play has begun: the stage does not ask for that one.

        Parameters
        ----------
        now : float
            Seconds on any steady clock.
        """
        if self.is_playing and self.goal is None and not self.is_started and not self.place:
            self.supply(0, now)

    def supply(self, left: float, now: float, *, drawn: int = 0) -> None:
        """Hear that the stage has few frames left, and make what it needs next.

        Parameters
        ----------
        left : float
            Frames that the stage has yet to play.
        now : float
            Seconds on any steady clock.
        drawn : int
            The step that the stage draws.
        """
        self.supplied += 1
        self.note_drawn(drawn)
        if MEMORY.is_short(now):
            self.run.history.keep_fewer()
        if self.goal is not None:
            self.outbox = self.next_frames(
                settings.RESTORING_FRAMES, seconds=settings.RESTORING_TURN_SECONDS
            )
        elif self.is_playing:
            self._play_on(left, now)
        if self.check is not None and self.goal is None:
            self._check_on(now)

    def _play_on(self, left: float, now: float) -> None:
        was_waiting = self.place > 0
        self.place = PACE.admit(self.token, now)
        if self.place:
            self.sentence = narration.queue(PACE.n_playing, self.place)
            return
        if was_waiting:
            self.sentence = ""
        if left >= settings.FIRST_BATCH_FRAMES:
            return
        due = max(PACE.frames, 0 if self.is_started else settings.FIRST_BATCH_FRAMES)
        self.outbox, self.is_started = self.next_frames(due, seconds=PACE.turn_seconds), True
        PACE.note_batch(now)

    def _check_on(self, now: float) -> None:
        """Train a run that was handed back again, for a while, if nobody else wants to train."""
        check = self.check
        if check is None or not LANE.is_free or not PACE.has_spare_time(now):
            return
        steps = check.step - check.run.step
        with LANE.turn():
            further = advance_within(check.run, steps, seconds=settings.RESTORING_TURN_SECONDS)
        check = replace(check, run=further)
        self.check = None if check.is_done else check
        if not check.is_done:
            return
        if check.is_confirmed:
            self.run.history.learn(further.history)
            self.sentence = narration.CHECKED
            return
        # What the link names is what comes of training it; what was handed back is not.
        self.sentence = narration.not_confirmed(check)
        self.goal = self.run.step if self.run.step > further.step else None
        self.run, self.film, self.is_started = further, self.film + 1, False
        self.outbox = None  # nothing to undo is of this run: a change ends its check

    def next_frames(self, n_frames: int, *, seconds: float = settings.TURN_SECONDS) -> Frames:
        """Take a turn in the lane and train a batch of frames.

        Parameters
        ----------
        n_frames : int
            Frames asked for.
        seconds : float
            Time that the turn may take.

        Returns
        -------
        frames : Frames
            Made within the time of one turn; perhaps none.
        """
        on_the_way = self.goal is not None
        speed = self.speed if not on_the_way else settings.MAX_LINK_STEP
        with LANE.turn():
            batch = train_batch(
                self.run,
                n_frames,
                speed=speed,
                seconds_per_step=self.seconds_per_step,
                seconds=seconds,
                stop=self.goal,
                stop_when=None if on_the_way else self.stop_when,
            )
        self.run, self.seconds_per_step = batch.run, batch.seconds_per_step
        self.steps_per_frame = min(batch.steps_per_frame, self.speed)
        self.serial += 1
        if on_the_way and self.run.step == self.goal:
            self._arrive()
        if self.run.has_ended and self.is_making_frames:
            self._rest_at(self.run)
            self.sentence = narration.ended(self.run)
            self.is_playing_out = self.name != DEFAULT_NAME
        elif not on_the_way and self.is_playing and self._has_reached():
            self._rest_at(self.run)
            self.sentence = narration.reached(self.run, self.stop_when)
            self._forget_stop()
            self.is_playing_out = self.name != DEFAULT_NAME
        return batch.frames

    def _has_reached(self) -> bool:
        stop = self.stop_when
        return stop is not None and is_met(self.run, stop, self.run.step, self.run.state)

    def stop_at(self, stop: StopWhen | None, *, once: bool = False) -> None:
        """Have the run stop by itself where it reaches something, or no more.

        Parameters
        ----------
        stop : StopWhen or None
            What it is to reach.
        once : bool
            Whether it stops there only this time: Play goes on from there.

        Raises
        ------
        ValueError
            If what it is to reach is not legal.
        """
        if stop is not None:
            stop.check()
        self.stop_when, self.is_stop_once = stop, once

    def _forget_stop(self) -> None:
        """Forget a stop that was for one showing."""
        if self.is_stop_once:
            self.stop_at(None)

    def take_outbox(self) -> Frames | None:
        """Return what is to be sent now, once."""
        frames, self.outbox = self.outbox, None
        return frames

    def parameters(self) -> dict[str, str]:
        """Write the link of what is on the page."""
        stamp = "" if self.is_playing else fingerprint(self.run)
        there = self.run
        if self.goal is not None:  # on the way: the link names where to
            there, stamp = replace(there, step=self.goal), self.expected
        return encode(
            there,
            is_playing=self.is_playing,
            speed=self.speed,
            stamp=stamp,
            stop_when=self.stop_when,
            hidden=self.hidden,
            tree=self.tree_text,
        )

    @property
    def tree_text(self) -> str:
        """The run's other futures, as a link holds them; empty where it has no room for them."""
        if self.tree == Tree():
            return ""
        text = write_tree(self.tree, self.run)
        rest = encode(self.run, stop_when=self.stop_when, hidden=self.hidden)
        room = settings.MAX_LINK_LENGTH - MOVING_CHARACTERS
        return text if len(query_string(rest | {"tree": text})) <= room else ""

    def offers(self, control: str) -> bool:
        """Whether the page has a control: a name of `settings.CONTROLS`."""
        return control not in self.hidden and control not in self.left_out

    @property
    def is_exercise(self) -> bool:
        """Whether the page leaves anything out, or is a lesson's: then it suggests nothing else."""
        return bool(self.hidden) or self.name != DEFAULT_NAME

    def _arrive(self) -> None:
        stamp = fingerprint(self.run)
        if self.expected and self.expected != stamp:
            self.sentence = narration.computes_differently(stamp, self.expected)
        self.goal, self.expected, self.seen = None, "", self.run.step

    def _rest_at(self, run: Run) -> None:
        events, self.awaiting = self.awaiting, ()
        self.run, self.seen = run, max(self.seen, run.step)
        self.is_playing, self.goal, self.place, self.is_started = False, None, 0, False
        self.sentence, self.outbox, self.is_playing_out = "", None, False
        PACE.leave(self.token)
        if events:
            self._fork_at(run.step, events)

    def _fork_at(self, step: int, events: Sequence[Event], *, until: int | None = None) -> None:
        # What Undo brings back stands where the learner saw it, not where training had got to.
        before = at_step(self.run, step)
        forked = before
        with LANE.turn(is_urgent=True):
            for event in events:
                try:
                    forked = fork(forked, step, event._replace(step=step))
                except ValueError:
                    self.sentence = narration.TOO_MANY_CHANGES
                    return
        if (forked.config, forked.events) == (self.run.config, self.run.events):
            return
        sentence, tree = narration.changed(events, before, step), self.tree
        until = self.seen if until is None else until
        if until > step:  # what had been seen of the future is another one from now on
            name = narration.future(events, until)
            left = Branch(free_name(name, tree), at_step(self.run, self.seen), until)
            if len(tree.branches) < settings.MAX_BRANCHES:
                tree = tree._replace(branches=(*tree.branches, left))
            else:
                sentence = f"{sentence} {narration.TOO_MANY_BRANCHES}"
        self.run = before
        self._replace_run(forked, sentence, tree)

    def _here(self) -> Replaced:
        return Replaced(self.run, self.seen, self.tree)

    def _replace_run(self, run: Run, sentence: str, tree: Tree) -> None:
        kept = [*self.undo, self._here()][-settings.MAX_UNDO :]
        self.run, self.undo, self.sentence, self.tree = run, kept, sentence, tree
        self.seen, self.is_started, self.outbox = run.step, False, None
        self.goal, self.awaiting, self.check, self.problems = None, (), None, ()


def _fitting_rate(config: RunConfig, task: str) -> float:
    """Return the learning rate to go on with where another kind of target was learned before."""
    rate, most = config.learning_rate, settings.LARGEST_VALUE_RATE
    if config.task == "value" != task:
        return min(rate, most)
    return DEFAULT.learning_rate if config.task != "value" == task and rate == most else rate


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


def new_session(
    address: Address,
    parameters: Mapping[str, str] | None = None,
    *,
    name: str = DEFAULT_NAME,
) -> Session:
    """Make the session of a tab that was opened with a link.

    Parameters
    ----------
    address : Address
        What the link says; an empty one for the defaults.
    parameters : mapping of str to str, optional
        The link itself.
    name : str
        Which of a learner's runs it is.

    Returns
    -------
    session : Session
    """
    session = Session(start(RunConfig()), name=name)
    session.open(address, parameters=parameters)
    return session
