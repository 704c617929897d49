"""Where does a run come from, and how is it named? Links, files and what a page handed back."""

from collections.abc import Mapping
from dataclasses import replace

from dashboard import narration, pace, settings
from dashboard.branches import Tree, read_tree, write_tree
from dashboard.keyframe import Keyframe, at_keyframe, check_of
from dashboard.link import Address, decode, encode, query_string
from dashboard.run import fingerprint, start
from dashboard.session.branching import Branching
from dashboard.session.watched import Pending, at_step

MOVING_CHARACTERS = 60
"""What the step, its fingerprint, the speed and ``play`` take in a link, at most."""


class Opening(Branching):
    """A run that a link names."""

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
        pace.PACE.leave(self.token)
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
        pace.PACE.leave(self.token)
        self.open(replace(address, is_playing=False, hidden=self.hidden))
        self.place, self.problems = 0, ()
        self.is_playing_out = False

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
