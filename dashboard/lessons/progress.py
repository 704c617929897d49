"""How far is a learner with the lessons? All of it fits into the link, and comes back from it.

``lesson=xor&at=3`` is the third step of a lesson, and one more than it has is its end;
``said=2:0.05,4:1`` is what was predicted or answered at a step (a number, or which option, from
1); ``did=1-2-3`` are steps that are done, ``hint=5:1`` hints that were taken, ``done=a,b`` lessons
that are; ``present=2`` shows one panel at a time, the second one. Nothing in a link is trusted.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from dashboard.lessons.lesson import Lesson, Predict, Step
from dashboard.link import number_text

KEYS = ("lesson", "at", "said", "did", "hint", "done", "present")
MOVING = ("said", "did", "hint", "done")
"""Of these, what is not worth a press of Back."""

PACK = "pack:"
"""What the name of a lesson that was opened as a pack begins with, in a link."""

MAX_STEPS = 60
MAX_LESSONS = 60
DIGITS = 6
"""Of a number that was said, so many are kept."""

PANELS = ("text", "stage", "figures")
"""What a presenter turns over, in this order."""

N_HINTS = 2


@dataclass(frozen=True)
class Progress:
    """Where a learner is, and what was done and said on the way.

    Parameters
    ----------
    lesson : str
        Its id; empty for the list of lessons.
    at : int
        Which step, from 1; one more than there are is the end.
    said : mapping of int to float
        What was predicted or answered, by step. Of options it is which one, from 1.
    did : frozenset of int
        Steps of this lesson that are done.
    hints : mapping of int to int
        How many hints were taken, by step.
    done : tuple of str
        Ids of lessons that are done, in the order in which they were.
    present : int
        Which of `PANELS` is shown alone, from 1; 0 for all at once.
    """

    lesson: str = ""
    at: int = 1
    said: Mapping[int, float] = field(default_factory=dict[int, float])
    did: frozenset[int] = frozenset()
    hints: Mapping[int, int] = field(default_factory=dict[int, int])
    done: tuple[str, ...] = ()
    present: int = 0

    def opened(self, lesson: str, before: "Progress | None" = None) -> "Progress":
        """Begin a lesson, or go on with it where it was left before."""
        if before is not None:
            return replace(before, done=self.done, present=self.present)
        return Progress(lesson, done=self.done, present=self.present)

    def left(self) -> "Progress":
        """Go back to the list of lessons."""
        return Progress(done=self.done, present=self.present)

    def moved(self, at: int) -> "Progress":
        """Go to another step."""
        return replace(self, at=max(1, at))

    def finished(self, at: int) -> "Progress":
        """Note that a step is done."""
        return replace(self, did=self.did | {at})

    def answered(self, at: int, value: float) -> "Progress":
        """Note what was said at a step."""
        return replace(self, said={**self.said, at: rounded(value)})

    def hinted(self, at: int) -> "Progress":
        """Take one hint more at a step."""
        taken = min(N_HINTS, self.hints.get(at, 0) + 1)
        return replace(self, hints={**self.hints, at: taken})

    def concluded(self, lesson: str) -> "Progress":
        """Note that a lesson is done."""
        return self if lesson in self.done else replace(self, done=(*self.done, lesson))

    def turned(self, panel: int) -> "Progress":
        """Show one panel alone, or all of them: 0."""
        return replace(self, present=min(max(panel, 0), len(PANELS)))

    def merged(self, followed: "Progress") -> "Progress":
        """Follow Back or Forward: where to is followed, what was said and done stays so."""
        done = (*self.done, *(one for one in followed.done if one not in self.done))
        if followed.lesson != self.lesson:
            return replace(followed, done=done)
        return replace(
            followed,
            said={**followed.said, **self.said},
            did=followed.did | self.did,
            hints={**followed.hints, **self.hints},
            done=done,
        )


def rounded(value: float) -> float:
    """Round a number that was said to as many digits as a link keeps.

    Examples
    --------
    >>> rounded(0.123456789), rounded(2)
    (0.123457, 2.0)
    """
    return float(f"{value:.{DIGITS}g}")


def encode_progress(progress: Progress) -> dict[str, str]:
    """Write how far a learner is as query parameters.

    Parameters
    ----------
    progress : Progress
        How far the learner is.

    Returns
    -------
    parameters : dict of str to str
        With keys of `KEYS`, in their order; what is as at the start is left out.

    Examples
    --------
    >>> encode_progress(Progress("xor", 3, {2: 0.05}, frozenset({1, 2})))
    {'lesson': 'xor', 'at': '3', 'said': '2:0.05', 'did': '1-2'}
    """
    written = {
        "lesson": progress.lesson,
        "at": str(progress.at) if progress.lesson and progress.at > 1 else "",
        "said": ",".join(f"{at}:{number_text(said)}" for at, said in sorted(progress.said.items())),
        "did": "-".join(map(str, sorted(progress.did))),
        "hint": ",".join(f"{at}:{taken}" for at, taken in sorted(progress.hints.items()) if taken),
        "done": ",".join(progress.done),
        "present": str(progress.present) if progress.present else "",
    }
    return {key: text for key, text in written.items() if text}


def decode_progress(
    parameters: Mapping[str, str], lessons: Mapping[str, Lesson]
) -> tuple[Progress, tuple[str, ...]]:
    """Read how far a learner is.

    Parameters
    ----------
    parameters : mapping of str to str
        Of any content; keys of others are left alone.
    lessons : mapping of str to Lesson
        Those that there are, by the name that a link has for them.

    Returns
    -------
    progress : Progress
        Always of a lesson and a step that there are.
    problems : tuple of str
        One sentence for each key whose value was not legal.
    """
    problems: list[str] = []
    done = _done(parameters.get("done", ""), lessons, problems)
    present = _present(parameters.get("present"), problems)
    name = parameters.get("lesson", "")
    lesson = lessons.get(name)
    if lesson is None:
        if name.startswith(PACK):
            problems.append(
                "lesson: this one came as a file, which a link does not carry, so open the file "
                "first."
            )
        elif name:
            problems.append(
                f"lesson: there is none called {name[:30]!r}, so the list of lessons is shown."
            )
        return Progress(done=done, present=present), tuple(problems)
    steps = lesson.steps
    said = {
        at: rounded(value)
        for at, value in _pairs("said", parameters.get("said"), len(steps), problems)
        if _is_answer(steps[at - 1], value)
    }
    hints = {
        at: int(taken)
        for at, taken in _pairs("hint", parameters.get("hint"), len(steps), problems)
        if taken in range(1, N_HINTS + 1)
    }
    progress = Progress(
        name,
        _at(parameters.get("at"), len(steps), problems),
        said,
        _did(parameters.get("did"), len(steps), problems),
        hints,
        done,
        present,
    )
    return progress, tuple(problems)


def _whole(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None


def _at(text: str | None, n_steps: int, problems: list[str]) -> int:
    if text is None:
        return 1
    at = _whole(text)
    if at is None or at < 1:
        problems.append(f"at: {text[:20]!r} is no step from 1 to {n_steps}, so the first is shown.")
        return 1
    if at > n_steps + 1:
        problems.append(
            f"at: {text} is beyond the {n_steps} steps of this lesson, so the last is shown."
        )
        return n_steps
    return at


def _did(text: str | None, n_steps: int, problems: list[str]) -> frozenset[int]:
    parts = text.split("-")[: MAX_STEPS + 1] if text else []
    found = [(part, _whole(part)) for part in parts]
    legal = {at for _, at in found if at is not None and 1 <= at <= n_steps}
    wrong = [part for part, at in found if at not in legal]
    if wrong:
        problems.append(
            f"did: {wrong[0][:20]!r} is no step from 1 to {n_steps}, so it is left out."
        )
    return frozenset(legal)


def _pairs(
    key: str, text: str | None, n_steps: int, problems: list[str]
) -> Iterable[tuple[int, float]]:
    """Read a number for each of some steps."""
    legal: dict[int, float] = {}
    wrong: list[str] = []
    for part in text.split(",")[: MAX_STEPS + 1] if text else []:
        step_text, _, value_text = part.partition(":")
        at, value = _whole(step_text), _finite(value_text)
        if at is None or value is None or not 1 <= at <= n_steps:
            wrong.append(part)
        else:
            legal[at] = value
    if wrong:
        problems.append(
            f"{key}: {wrong[0][:20]!r} is none like 2:0.5 for a step from 1 to {n_steps}, so it "
            "is left out."
        )
    return legal.items()


def _finite(text: str) -> float | None:
    try:
        value = float(text) if len(text) <= 40 else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _is_answer(step: Step, value: float) -> bool:
    """Whether a number can be what was said at a step."""
    if not isinstance(step, Predict):
        return True
    if step.kind == "cost":
        return value >= 0
    return value in range(1, len(step.options) + 1)


def _done(text: str, lessons: Mapping[str, Lesson], problems: list[str]) -> tuple[str, ...]:
    names = [name for name in text.split(",")[: MAX_LESSONS + 1] if name]
    known = dict.fromkeys(name for name in names if name in lessons)
    unknown = [name for name in names if name not in lessons]
    if unknown:
        problems.append(f"done: there is no lesson called {unknown[0][:30]!r}, so it is left out.")
    return tuple(known)


def _present(text: str | None, problems: list[str]) -> int:
    if text is None:
        return 0
    panel = _whole(text)
    if panel is None or not 1 <= panel <= len(PANELS):
        problems.append(
            f"present: {text[:20]!r} is no panel from 1 to {len(PANELS)}, so all are shown."
        )
        return 0
    return panel
