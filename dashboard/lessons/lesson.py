"""What is a lesson? A sequence of short steps of five kinds, as data.

Every run in a lesson is written as a link, without ``v=1``: ``data=xor&dims=4&lr=2``. Text is
Markdown without HTML; formulas stand between dollar signs.
"""

from dataclasses import dataclass, field

FIGURES = ("cost", "weights", "gradients")
"""What can stand under the stage, in this order."""

KINDS = ("cost", "boundary", "contest", "words")
"""What can be predicted."""


@dataclass(frozen=True)
class Claim:
    """What a run shows at a step: a test trains it, and holds the lesson to it.

    Parameters
    ----------
    run : str
        The link.
    step : int
        Where the number is read.
    sign : str
        A key of `vital_signs.SIGNS`.
    low, high : float
        The bounds within which it lies, both included.
    """

    run: str
    step: int
    sign: str
    low: float
    high: float


@dataclass(frozen=True)
class Read:
    """Something to read, beside a run at rest."""

    title: str
    text: str
    run: str = ""
    """Shown beside the text; empty to keep what is there."""
    at: int = 0
    """The step it stands at."""
    claims: tuple[Claim, ...] = ()
    notes: str = ""
    """For the teacher: what to say at this step."""
    figures: tuple[str, ...] = FIGURES
    """Which figures stand under the stage."""


@dataclass(frozen=True)
class Watch:
    """A run to be played to a step, with what to watch meanwhile."""

    title: str
    text: str
    run: str
    until: int
    watch: str
    speed: int = 10
    claims: tuple[Claim, ...] = ()
    notes: str = ""
    """For the teacher: what to say at this step."""
    figures: tuple[str, ...] = FIGURES
    """Which figures stand under the stage."""


@dataclass(frozen=True)
class Option:
    """One answer of a prediction: its words, and for boundaries and contests its own run."""

    label: str
    run: str = ""
    at: int = 0


@dataclass(frozen=True)
class Predict:
    """A prediction to be made before Run unlocks.

    ``kind`` is "cost": a number, the training cost of `run` at step `until`, right within a factor
    `tolerance`; "boundary": which of the options' planes is that of `run` at `until`; "contest":
    which of the options' runs has the lowest training cost at `until`; "words": which of the
    options' sentences comes true.
    """

    title: str
    question: str
    kind: str
    run: str
    until: int
    options: tuple[Option, ...] = ()
    answer: int = 0
    """Which option is right, from 0; a test holds it to the runs, where runs can tell."""
    tolerance: float = 1.5
    explanation: str = ""
    speed: int = 10
    claims: tuple[Claim, ...] = ()
    notes: str = ""
    """For the teacher: what to say at this step."""
    figures: tuple[str, ...] = FIGURES
    """Which figures stand under the stage."""


@dataclass(frozen=True)
class Goal:
    """What the page checks of the learner's own run: a vital sign within bounds, by a step.

    ``most_units`` bounds the hidden units in all, ``within`` the step; `keep` names keys of the
    link that must be as in the step's own run.
    """

    sign: str
    low: float
    high: float
    within: int
    most_units: int | None = None
    keep: tuple[str, ...] = ("data", "data_seed", "noise", "n", "test")


@dataclass(frozen=True)
class Try:
    """Something to solve, with a goal that the page checks and two hints."""

    title: str
    text: str
    run: str
    goal: Goal
    hints: tuple[str, str]
    solution: str
    """A link that reaches the goal: a test runs it."""
    controls: tuple[str, ...] = ()
    """Names of `settings.CONTROLS` that are offered; empty for all."""
    notes: str = ""
    """For the teacher: what to say at this step."""
    figures: tuple[str, ...] = FIGURES
    """Which figures stand under the stage."""


@dataclass(frozen=True)
class Drill:
    """One number of one step of a run, to be worked out by the learner.

    ``number`` names it as `one_step` does: ``z1.0``, ``a1.0``, ``delta2.0``, ``dW1.0.1``,
    ``db1.0``, ``W1.0.1`` (after the update), ``b1.0``, ``cost``; units and columns are counted
    from 0.
    """

    title: str
    text: str
    run: str
    at: int
    number: str
    point: int | None = 0
    """Which training point, from 0; None for the mean over all."""
    tolerance: float = 0.01
    """Right within this share of the number, or 0.0005."""
    notes: str = ""
    """For the teacher: what to say at this step."""
    figures: tuple[str, ...] = FIGURES
    """Which figures stand under the stage."""


Step = Read | Watch | Predict | Try | Drill


@dataclass(frozen=True)
class Lesson:
    """One lesson.

    Parameters
    ----------
    id : str
        Its name in a link: small letters, digits and hyphens.
    title : str
    aim : str
        What the learner can do afterwards, in one sentence.
    minutes : int
        About how long it takes.
    steps : tuple of Step
    go_on : str
        A link to go on with in the playground.
    notes : str
        For the teacher: what to say, and what is often misunderstood.
    """

    id: str
    title: str
    aim: str
    minutes: int
    steps: tuple[Step, ...]
    go_on: str
    notes: str = ""
    locked: frozenset[str] = field(default_factory=frozenset)
    """Names of `settings.CONTROLS` that the whole lesson leaves out."""
    claims: tuple[Claim, ...] = ()
    """What the notes say of runs."""
