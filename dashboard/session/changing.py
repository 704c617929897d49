"""What replaces a run? Another, with other settings, from step 0; and Undo brings it back."""

from dataclasses import replace
from typing import Any

from dashboard import narration, pace, settings
from dashboard.branches import Tree, is_of_one_tree
from dashboard.config import RULE_FIELDS, RunConfig
from dashboard.run import Run, start
from dashboard.session.playing import Playing
from dashboard.session.watched import at_step
from dashboard.stage.payload import scene_id

DEFAULT = RunConfig()
_UNGIVEN: dict[str, Any] = {"initialization": settings.INITIALIZATION.default, "given": ()}
"""For a network of another shape, the weights of a link are of no use."""


class Changing(Playing):
    """A run that gives way to others."""

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

    def new_seed(self) -> None:
        """Start a new run from other weights."""
        if self.run.config.initialization in ("zeros", "given"):
            self.sentence = "These weights are not drawn, so another seed would change nothing."
            return
        row = settings.SEED
        following = self.run.config.seed + 1
        self.change(seed=following if following <= row.maximum else int(row.minimum))

    def restart(self, config: RunConfig) -> None:
        """Start a new run, whatever it differs in."""
        tree = self.tree if is_of_one_tree(self.run.config, config) else Tree()
        self._replace_run(start(config), narration.new_run(self.run.config, config), tree)

    def back_to_defaults(self) -> None:
        """Start a new run with every setting as it is on a first visit, the speed too."""
        self.is_drawing = False
        self.restart(RunConfig())
        self.set_speed(int(settings.SPEED.default))

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
            pace.PACE.leave(self.token)
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


def _fitting_rate(config: RunConfig, task: str) -> float:
    """Return the learning rate to go on with where another kind of target was learned before."""
    rate, most = config.learning_rate, settings.LARGEST_VALUE_RATE
    if config.task == "value" != task:
        return min(rate, most)
    return DEFAULT.learning_rate if config.task != "value" == task and rate == most else rate
