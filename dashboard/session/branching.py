"""Which futures are kept beside a run? Each has a name, and can be shown in its place."""

from dashboard import lane, narration, settings
from dashboard.batch import advance_within
from dashboard.branches import Branch, Tree, free_name
from dashboard.session.changing import Changing
from dashboard.session.watched import at_step


class Branching(Changing):
    """A run with its other futures."""

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
        with lane.LANE.turn():
            run = advance_within(young.run, young.step - young.run.step, seconds=seconds)
        self.tree = self.tree._replace(
            branches=tuple(
                one._replace(run=run) if one is young else one for one in self.tree.branches
            )
        )
        return all(one.is_grown for one in self.tree.branches)
