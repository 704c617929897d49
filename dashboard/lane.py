"""Who trains now? One session at a time, in the order they came.

Threads that train at once fight over the interpreter's lock and all lose (DESIGN 6): 30 of
them brought batches meant to be half a second apart to seven seconds. So all training in a
process goes through `LANE`, in turns that are bounded in time by whoever takes them.
"""

import threading
from collections import deque
from collections.abc import Generator
from contextlib import contextmanager


class Lane:
    """A lock that is handed on in the order in which it was asked for."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._is_taken = False
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self) -> Generator[None]:
        """Wait for a turn, and pass it on when done, however the work ends."""
        self._enter()
        try:
            yield
        finally:
            self._leave()

    def _enter(self) -> None:
        with self._guard:
            if not self._is_taken:
                self._is_taken = True
                return
            mine = threading.Event()
            self._waiting.append(mine)
        mine.wait()

    def _leave(self) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._is_taken = False


LANE = Lane()
"""The lane of this process."""
