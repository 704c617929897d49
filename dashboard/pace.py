"""How often does each learner get a batch of frames? As often as there is time for, all alike.

`PACE` counts the learners who play in this process and measures what a batch costs it, all
included. When there is more to do than time, the interval between batches is stretched, for
everyone by the same, up to a limit; beyond a stated number of learners the next ones wait in a
queue. Nobody's place depends on a timer of the server: who no longer asks is forgotten.
"""

import math
import threading
import time
from collections.abc import Callable

from dashboard import settings

SHARE = 0.8
"""Share of one processor's time that batches may take; the rest answers presses."""

LOOK_SECONDS = 1.0
"""How long a cost is measured before it counts."""

CALM_LOOKS = 3
"""So many looks must find time to spare before everyone is made faster again."""


def _intervals() -> tuple[float, ...]:
    shortest, longest = settings.BATCH_SECONDS, settings.LONGEST_BATCH_SECONDS
    count = round(4 * math.log2(longest / shortest))
    return tuple(
        round(shortest * (longest / shortest) ** (at / count), 2) for at in range(count + 1)
    )


INTERVALS = _intervals()
"""The intervals there are, in seconds: four to each doubling, so that the pace changes seldom."""


class Pace:
    """One pace for all who play in a process.

    Parameters
    ----------
    processor_time : callable
        Seconds of processor time that the process has used.
    most_playing : int
        Learners who may play at once.
    """

    def __init__(
        self,
        processor_time: Callable[[], float] = time.process_time,
        *,
        most_playing: int = settings.MAX_PLAYING,
    ) -> None:
        self._guard = threading.Lock()
        self._processor_time = processor_time
        self._most_playing = most_playing
        self._players: dict[str, float] = {}
        self._queue: dict[str, float] = {}
        self._level = 0
        self._calm_looks = 0
        self._batches = 0
        self._cost: float | None = None
        self._looked: tuple[float, float] | None = None

    @property
    def interval(self) -> float:
        """Seconds from one batch of a learner to the next."""
        return INTERVALS[self._level]

    @property
    def frames(self) -> int:
        """Frames in a batch: as many as the screen shows meanwhile, up to a limit."""
        shown = round(settings.FRAMES_PER_SECOND * self.interval)
        return min(shown, settings.LONGEST_BATCH_FRAMES)

    @property
    def n_playing(self) -> int:
        """How many learners play."""
        return len(self._players)

    @property
    def turn_seconds(self) -> float:
        """Training time of one turn: the less, the more learners share it."""
        fair = SHARE * self.interval / max(1, len(self._players))
        return min(settings.TURN_SECONDS, max(settings.SHORTEST_TURN_SECONDS, fair))

    def admit(self, token: str, now: float) -> int:
        """Ask for a place among those who play.

        Parameters
        ----------
        token : str
            Who asks.
        now : float
            Seconds on any steady clock.

        Returns
        -------
        place : int
            0 for who plays; from 1 on, the place in the queue.
        """
        with self._guard:
            self._forget_the_gone(now)
            if token in self._players:
                self._players[token] = now
                return 0
            self._queue[token] = now
            place = list(self._queue).index(token) + 1
            if place > self._most_playing - len(self._players):
                return place
            del self._queue[token]
            self._players[token] = now
            return 0

    def leave(self, token: str) -> None:
        """Give one's place up."""
        with self._guard:
            self._players.pop(token, None)
            self._queue.pop(token, None)

    def has_spare_time(self, now: float) -> bool:
        """Return whether there is time left for what nobody waits for.

        Parameters
        ----------
        now : float
            Seconds on the clock of `admit`.
        """
        with self._guard:
            self._forget_the_gone(now)
            return self._level == 0

    def note_batch(self, now: float) -> None:
        """Count a batch, and look now and then whether everyone's pace can be kept.

        Parameters
        ----------
        now : float
            Seconds on the clock of `admit`.
        """
        with self._guard:
            self._batches += 1
            if self._looked is None:
                self._looked = now, self._processor_time()
                self._batches = 0
                return
            began, used = self._looked
            if now - began < LOOK_SECONDS:
                return
            self._looked = now, self._processor_time()
            cost = (self._looked[1] - used) / self._batches
            self._batches = 0
            cost = cost if self._cost is None else 0.5 * (self._cost + cost)
            self._cost = cost
            self._forget_the_gone(now)
            if self._players:
                self._settle(len(self._players) * cost / SHARE)

    def _settle(self, needed: float) -> None:
        """Stretch at once where time is short; tighten only after a while, and not to the brim."""
        if needed > self.interval:
            longer = [level for level, interval in enumerate(INTERVALS) if interval >= needed]
            self._level = longer[0] if longer else len(INTERVALS) - 1
            self._calm_looks = 0
            return
        has_room = self._level > 0 and needed < 0.8 * INTERVALS[self._level - 1]
        self._calm_looks = self._calm_looks + 1 if has_room else 0
        if self._calm_looks >= CALM_LOOKS:
            self._level -= 1
            self._calm_looks = 0

    def _forget_the_gone(self, now: float) -> None:
        patience = settings.PATIENCE_BATCHES * self.interval
        for line in (self._players, self._queue):
            for token in [token for token, asked in line.items() if now - asked > patience]:
                del line[token]
        if not self._players:
            # Nobody is left whose batches would ever show that there is time again.
            self._level, self._cost, self._looked = 0, None, None


PACE = Pace()
"""The pace of this process."""
