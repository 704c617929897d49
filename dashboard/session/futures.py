"""What can happen to a run on its way? It rests, or a change begins another future."""

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import lane, narration, pace, settings
from dashboard.branches import Branch, Tree, free_name
from dashboard.config import Event, check_rule
from dashboard.run import Run, fork
from dashboard.schedule import check_event
from dashboard.session.watched import Replaced, Watched, at_step


class Branched(Watched):
    """A watched run that can stop, and go on otherwise."""

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

    def _rest_at(self, run: Run) -> None:
        events, self.awaiting = self.awaiting, ()
        self.run, self.seen = run, max(self.seen, run.step)
        self.is_playing, self.goal, self.place, self.is_started = False, None, 0, False
        self.sentence, self.outbox, self.is_playing_out = "", None, False
        pace.PACE.leave(self.token)
        if events:
            self._fork_at(run.step, events)

    def _fork_at(self, step: int, events: Sequence[Event], *, until: int | None = None) -> None:
        # What Undo brings back stands where the learner saw it, not where training had got to.
        before = at_step(self.run, step)
        forked = before
        with lane.LANE.turn(is_urgent=True):
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
