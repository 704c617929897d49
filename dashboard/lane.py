"""Who trains now? One session at a time; whoever pressed something goes first.

Threads that train at once fight over the interpreter's lock and all lose (DESIGN 6): 30 of
them brought batches meant to be half a second apart to seven seconds. So all training in a
process goes through `LANE`, in turns that are bounded in time by whoever takes them. A session
asks for one turn at a time, so first come, first served is a round of all who wait.
"""

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager


class Lane:
    """A lock that is handed on in the order in which it was asked for, what is urgent first."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._urgent: deque[threading.Event] = deque()
        self._waiting: deque[threading.Event] = deque()

    @property
    def is_free(self) -> bool:
        """Whether nobody has a turn, nor waits for one."""
        return not self._is_taken

    @contextmanager
    def turn(self, *, is_urgent: bool = False) -> Generator[None]:
        """Wait for a turn, and pass it on when done, however the work ends.

        Parameters
        ----------
        is_urgent : bool
            Whether somebody waits for the answer to a press: before all who play.
        """
        self._enter(self._urgent if is_urgent else self._waiting)
        try:
            yield
        finally:
            self._leave()

    def _enter(self, line: deque[threading.Event]) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            line.append(mine)
        mine.wait()

    def _leave(self) -> None:
        with self._guard:
            if self._urgent:
                self._urgent.popleft().set()
            elif self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


LANE = Lane()
"""The lane of this process."""
