"""Which other futures does a run have? Branches: named, kept, and written into the link.

A branch shares a run's data, network and start; what differs is what happened on the way. So a
link names it by its differences: ``tree=now!before*step:500*lr:0.5``: the run shown is called
"now", and "before" was trained to step 500 at a learning rate of 0.5.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote, unquote

from dashboard import settings
from dashboard.config import RULE_FIELDS, RunConfig
from dashboard.differences import read_difference, split_fields, telling, write_difference
from dashboard.names import clean_name, unique_names
from dashboard.run import Run, start

TRUNK = "now"
"""What the run shown is called until it is given a name."""


class Branch(NamedTuple):
    """Another future of a run.

    Parameters
    ----------
    name : str
        What it is called: unique in its tree.
    run : Run
        At `step`, or before it while it has not been trained again.
    step : int
        How far it goes.
    """

    name: str
    run: Run
    step: int

    @property
    def is_grown(self) -> bool:
        """Whether it is as far as it goes."""
        return self.run.step >= self.step or self.run.has_ended


class Tree(NamedTuple):
    """What the run shown is called, and the other futures beside it."""

    name: str = TRUNK
    branches: tuple[Branch, ...] = ()


def is_of_one_tree(one: RunConfig, other: RunConfig) -> bool:
    """Whether two configs differ at most in what can also be changed on the way."""
    rules = {name: getattr(one, name) for name in RULE_FIELDS.values()}
    return replace(other, **rules) == one


def parting(one: Run, other: Run) -> int:
    """Return the step up to which two runs of one tree are the same.

    Examples
    --------
    >>> from dashboard.config import Event
    >>> run = start(RunConfig())
    >>> parting(run, start(RunConfig(), [Event(7, "lr", 0.5)]))
    7
    """
    if one.config != other.config:
        return 0
    return min((event.step for event in set(one.events) ^ set(other.events)), default=0)


def free_name(wanted: str, tree: Tree) -> str:
    """Return a name that nothing in a tree has, as near to what is wanted as can be.

    Parameters
    ----------
    wanted : str
        Of any content.
    tree : Tree
        Where it is to be unique.

    Returns
    -------
    name : str
        One short line; with a number behind it, if it was taken.

    Examples
    --------
    >>> free_name("now", Tree()), free_name("  ", Tree())
    ('now (2)', 'branch')
    """
    taken = [tree.name, *(branch.name for branch in tree.branches)]
    return unique_names([*taken, clean_name(wanted) or "branch"])[-1]


def write_tree(tree: Tree, run: Run) -> str:
    """Write a tree as the ``tree`` of a link.

    Parameters
    ----------
    tree : Tree
        What is to be written.
    run : Run
        The run that the link names.

    Returns
    -------
    text : str
        Empty for a run without branches and without a name.
    """
    if tree == Tree():
        return ""
    base = telling(run)
    parts = [quote(tree.name, safe="")]
    for name, branch, step in tree.branches:
        fields = write_difference(base, branch)
        parts.append("*".join([quote(name, safe=""), f"step:{step}", *fields]))
    return "!".join(parts)


def read_tree(text: str, run: Run) -> tuple[Tree, tuple[str, ...]]:
    """Read the ``tree`` of a link.

    Parameters
    ----------
    text : str
        Of any content.
    run : Run
        The run that the rest of the link names.

    Returns
    -------
    tree : Tree
        With every branch that could be read, not trained yet.
    problems : tuple of str
        A sentence for each that could not.
    """
    if not text:
        return Tree(), ()
    base = telling(run)
    first, *others = text.split("!")
    tree = Tree(free_name(unquote(first) or TRUNK, Tree("", ())))
    problems: list[str] = []
    for part in others[: settings.MAX_BRANCHES]:
        name, _, fields = part.partition("*")
        branch = _branch(unquote(name), split_fields(fields), base, run)
        if isinstance(branch, str):
            problems.append(branch)
        else:
            named = branch._replace(name=free_name(branch.name, tree))
            tree = tree._replace(branches=(*tree.branches, named))
    if len(others) > settings.MAX_BRANCHES:
        problems.append(
            f"tree: the link has {len(others)} branches, and the first {settings.MAX_BRANCHES} "
            "are kept."
        )
    return tree, tuple(problems)


def _branch(
    name: str, changes: Mapping[str, str], base: Mapping[str, str], run: Run
) -> Branch | str:
    """Make a branch of its differences, or say what is wrong with them."""
    shown = clean_name(name) or "branch"
    step = changes.get("step", "")
    if not step.isascii() or not step.isdigit() or int(step[:12]) > settings.MAX_LINK_STEP:
        return (
            f"tree: the step of the branch {shown!r} is to be a whole number up to "
            f"{settings.MAX_LINK_STEP:,}, so it was left out."
        )
    address = read_difference(base, changes)
    if address.problems or address.wanted or not is_of_one_tree(run.config, address.config):
        return f"tree: the branch {shown!r} is no future of this run, so it was left out."
    return Branch(shown, start(address.config, address.events), int(step))
