"""Which lessons are there for this learner? And how far is the learner with them: kept here."""

from functools import lru_cache

from dashboard import state
from dashboard.lessons import catalogue
from dashboard.lessons.lesson import Lesson
from dashboard.lessons.pack import read_pack, write_pack
from dashboard.lessons.progress import PACK, Progress, decode_progress, encode_progress
from dashboard.session import Session
from dashboard.widgets.player import HANDED_BACK
from dashboard.widgets.problems import in_words, show_sentences

PROGRESS = "lesson_progress"
PLACES = "lesson_places"
PROBLEMS = "lesson_problems"
PACKS = "lesson_packs"
MOST_PACKS = 10
"""A tab keeps so many, the newest."""

OPENED = "lesson_opened"
FROM_LINK = ("", 0)
"""What stands in place of the step that a run was opened for, where a link named the run."""

NOWHERE = ("", -1)
"""And where the run on the page is of no step."""

READ = "lesson_read"
"""Under which name it is kept what the address said."""


def known_lessons() -> dict[str, Lesson]:
    """Return all lessons by the name that a link has for them; those opened as files too."""
    packs: dict[str, str] = state.kept(PACKS, {})
    built_in = {lesson.id: lesson for lesson in catalogue.LESSONS}
    return built_in | {name: _read(text) for name, text in packs.items()}


@lru_cache(maxsize=64)
def _read(text: str) -> Lesson:
    return read_pack(text.encode())


def keep_pack(lesson: Lesson) -> str:
    """Keep a lesson that was opened as a file, and return its name.

    Parameters
    ----------
    lesson : Lesson
        Which lesson.
    """
    name = f"{PACK}{lesson.id}"
    packs: dict[str, str] = state.kept(PACKS, {})
    others = [item for item in packs.items() if item[0] != name][1 - MOST_PACKS :]
    state.keep(PACKS, dict([*others, (name, write_pack(lesson))]))
    return name


def progress_now() -> Progress:
    """Return how far this tab is."""
    return state.kept(PROGRESS) or Progress()


def note_progress(progress: Progress) -> None:
    """Note how far this tab is; the address follows when it is written next."""
    state.keep(PROGRESS, progress)
    if progress.lesson:
        places: dict[str, Progress] = state.kept(PLACES, {})
        state.keep(PLACES, {**places, progress.lesson: progress})
    state.put_beside(encode_progress(progress))


def left_at(name: str) -> Progress | None:
    """Return how far a lesson was when it was left, if this tab has been there."""
    places: dict[str, Progress] = state.kept(PLACES, {})
    return places.get(name)


def open_lesson(name: str) -> None:
    """Begin a lesson, or go on with it; one that is done begins anew.

    Parameters
    ----------
    name : str
        As a link has it.
    """
    now = progress_now()
    note_progress(now.opened(name, None if name in now.done else left_at(name)))


def leave_lesson() -> None:
    """Go back to the list."""
    note_progress(progress_now().left())


def read_link() -> None:
    """Take from the address how far the learner is: on a first visit, and after Back or Forward."""
    is_first = state.kept(PROGRESS) is None
    if not is_first and not state.is_followed():
        return
    found, problems = decode_progress(state.query(), known_lessons())
    note_progress(found if is_first else progress_now().merged(found))
    state.keep(PROBLEMS, problems)
    state.keep(READ, progress_now())
    if state.names_a_run():
        state.keep(OPENED, FROM_LINK)


def take_back() -> None:
    """Take up what the stage handed back to a server that did not know this tab."""
    handed, now = state.kept(HANDED_BACK), progress_now()
    if handed is None:
        return
    state.keep(HANDED_BACK, None)
    found, _ = decode_progress(handed, known_lessons())
    if now == state.kept(READ):
        note_progress(now.merged(found))
        state.keep(OPENED, FROM_LINK)
    else:  # meanwhile the learner went on: the run handed back is of another step
        state.keep(OPENED, NOWHERE)


def lesson_now() -> Lesson | None:
    """Return the lesson that is open, if one is."""
    return known_lessons().get(progress_now().lesson)


def show_link_problems(session: Session | None = None) -> None:
    """Say what the link asked for and did not get.

    Parameters
    ----------
    session : Session, optional
        What is on the page: of its run, too.
    """
    lines = list(state.kept(PROBLEMS, ()))
    lines += [in_words(problem) for problem in session.problems] if session else []

    def on_dismiss() -> None:
        state.keep(PROBLEMS, ())
        if session:
            session.problems = ()

    show_sentences(lines, on_dismiss)
