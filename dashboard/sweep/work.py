"""How do many jobs get done? On any executor, a few in flight, each result kept as it comes."""

import threading
import time
import weakref
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from functools import partial

from dashboard.sweep.job import Job, Result, run_job
from dashboard.sweep.plan import Plan

MOST_IN_FLIGHT = 8
"""Jobs of one learner that workers have at a time: others want theirs too."""

MOST_TRIES = 4
"""How often a job is given out before it is given up: its worker may have died."""


class Work:
    """A plan on its way. It may be asked from any thread.

    Parameters
    ----------
    plan : Plan
        What is to be done.
    executor : callable
        Returns an executor that works; asked again when one is broken.
    """

    def __init__(self, plan: Plan, executor: Callable[[], Executor]) -> None:
        self.plan = plan
        self.results: dict[int, Result] = {}
        self.problem = ""
        self._executor = executor
        self._guard = threading.Lock()
        self._waiting = deque(range(len(plan.jobs)))
        self._flying: dict[Future[Result], int] = {}
        self._tries = [0] * len(plan.jobs)
        self._is_stopped = False
        self._begun = time.monotonic()

    @property
    def is_done(self) -> bool:
        """Whether nothing more will come."""
        with self._guard:
            return self._is_stopped or not (self._waiting or self._flying)

    @property
    def seconds_left(self) -> float | None:
        """How long it will take from here, as it went so far; None before the first result."""
        done = len(self.results)
        if not done:
            return None
        return (time.monotonic() - self._begun) / done * (len(self.plan.jobs) - done)

    def go_on(self) -> None:
        """Give out as many jobs as may be in flight."""
        while True:
            with self._guard:
                if self._is_stopped or not self._waiting or len(self._flying) >= MOST_IN_FLIGHT:
                    return
                number = self._waiting.popleft()
            self._give_out(number)

    def stop(self) -> None:
        """Let nothing more come; what is there stays."""
        with self._guard:
            self._is_stopped = True
            flying = list(self._flying)
            self._flying.clear()
            self._waiting.clear()
        for future in flying:
            future.cancel()

    def _give_out(self, number: int) -> None:
        job: Job = self.plan.jobs[number]
        try:
            future = self._executor().submit(run_job, job)
        except Exception:
            # Whatever keeps an executor from taking a job (broken, shut down, out of reach), the
            # job is not lost: it is tried again, on the next one.
            self._lose(number)
            return
        with self._guard:
            self._flying[future] = number
        # Whoever has left is not worked for: a future must not be what keeps this alive.
        future.add_done_callback(partial(_land, weakref.ref(self)))

    def land(self, future: "Future[Result]") -> None:
        """Take a result, or have its job done again; and give out what is next.

        Parameters
        ----------
        future : Future
            One that is done.
        """
        with self._guard:
            number = self._flying.pop(future, None)
        if number is None:
            return  # stopped meanwhile
        try:
            result = future.result()
        except Exception:
            self._lose(number)
        else:
            with self._guard:
                self.results[number] = result
                # Of all that were in flight where a worker died, each counts it: what matters is
                # how often that happens with nothing done in between.
                self._tries = [0] * len(self.plan.jobs)
        self.go_on()

    def _lose(self, number: int) -> None:
        """Put a job whose worker died back to the front, unless that happened too often."""
        with self._guard:
            if self._is_stopped:
                return
            self._tries[number] += 1
            if self._tries[number] < MOST_TRIES:
                self._waiting.appendleft(number)
                return
            self.problem = (
                f"A worker was lost {MOST_TRIES} times with the same run, so that one is left out."
            )


def _land(work: "weakref.ref[Work]", future: "Future[Result]") -> None:
    if (waiting := work()) is not None:
        waiting.land(future)
