"""Does a day of school leave anything behind? Learners come and go, and the memory is read.

Run: ``python -m benchmarks.soak [--minutes 60] [--learners 20]``. Each learner opens a link, plays,
changes settings, pauses, and leaves without a word; then the next one takes the seat. A first class
comes and goes before anything is measured: what a server needs once, it may keep. In the end
everyone leaves, and the memory is compared with what it was after that first class.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from benchmarks.classroom import LINKS
from benchmarks.learner import Learner
from benchmarks.report import report
from benchmarks.server import Server, core_apart

LIFETIME_SECONDS = 5
"""Of a session whose learner has left; on the server that is measured here."""
ENVIRONMENT = {"STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL": str(LIFETIME_SECONDS)}
CHANGES = ("data_xor", "data_moons", "data_circle", "new_seed", "reset", "step10", "undo")
"""Buttons that a learner presses between plays."""
PLAY_SECONDS = (1.0, 4.0)
"""The shortest and the longest time that somebody plays, before something else is tried."""
READING_SECONDS = 30.0


class Reading(NamedTuple):
    """What the server held at a time, in seconds since the class began."""

    time: float
    visits: int
    memory_mb: float


@dataclass
class School:
    """A server, and who has been there.

    Parameters
    ----------
    server : Server
        With nobody on it.
    n_seats : int
        How many learners are there at once.
    rng : Generator
        What they do.
    """

    server: Server
    n_seats: int
    rng: np.random.Generator
    visits: int = 0
    changes: int = 0
    batches: int = 0
    errors: list[str] = field(default_factory=list[str])

    async def hold_class(self, seconds: float) -> list[Reading]:
        """Have learners come and go, and return what was read meanwhile."""
        began = time.monotonic()
        seats = [asyncio.create_task(self._fill(began + seconds)) for _ in range(self.n_seats)]
        every = min(READING_SECONDS, seconds / 12)
        readings: list[Reading] = []
        while time.monotonic() < began + seconds:
            await asyncio.sleep(every)
            now = time.monotonic() - began
            readings.append(Reading(now, self.visits, self.server.memory_mb()))
            print(
                f"{now / 60:7.1f} min  {self.visits:6d} visits  {readings[-1].memory_mb:7.1f} MB",
                flush=True,
            )
        await asyncio.gather(*seats)
        return readings

    async def until_forgotten(self) -> float:
        """Wait until every session has expired, and return the memory held, in megabytes."""
        await asyncio.sleep(LIFETIME_SECONDS + 1)
        # Streamlit drops what has expired when somebody else leaves.
        for _ in range(2):
            await self._visit()
            await asyncio.sleep(LIFETIME_SECONDS + 1)
        return self.server.memory_mb()

    async def _fill(self, deadline: float) -> None:
        while time.monotonic() < deadline:
            await self._visit()

    async def _visit(self) -> None:
        link = LINKS[int(self.rng.integers(len(LINKS)))]
        learner = Learner(self.server.url, f"{link}&data_seed={self.rng.integers(10_000)}")
        await learner.open()
        await learner.until(lambda: learner.scripts_finished > 0)
        for _ in range(int(self.rng.integers(1, 4))):
            await self._play(learner)
            await self._change(learner)
        if self.rng.random() < 0.5:
            await self._play(learner)
        await learner.close()
        self.visits += 1
        self.batches += sum(message.n_frames > 0 for message in learner.stage)
        self.errors += learner.errors

    async def _play(self, learner: Learner) -> None:
        await learner.press("play")
        await learner.until(lambda: learner.is_playing)
        await asyncio.sleep(self.rng.uniform(*PLAY_SECONDS))

    async def _change(self, learner: Learner) -> None:
        before = len(learner.stage)
        await learner.signal("pause", {"step": learner.last.header["step"]})
        await learner.until(
            lambda: any(not message.header["playing"] for message in learner.stage[before:])
        )
        before = len(learner.stage)
        if self.rng.random() < 0.2:
            units = [int(self.rng.integers(2, 9)) for _ in await layers_of(learner)]
            await learner.signal("layers", {"hidden": units})
        else:
            await learner.press(CHANGES[int(self.rng.integers(len(CHANGES)))])
        await learner.until(lambda: len(learner.stage) > before)
        self.changes += 1


async def layers_of(learner: Learner) -> range:
    """Return one number for each hidden layer that a learner's link names."""
    named = dict(part.split("=") for part in learner.query.split("&")).get("dims", "4")
    return range(0 if named == "0" else named.count("-") + 1)


def slope_mb_per_hour(readings: list[Reading]) -> float:
    """Return how fast the memory grew in the second half of a class."""
    late = readings[len(readings) // 2 :]
    hours = np.array([reading.time for reading in late]) / 3600
    return float(np.polyfit(hours, [reading.memory_mb for reading in late], 1)[0])


async def soak(server: Server, *, minutes: float, n_seats: int, seed: int = 0) -> dict[str, Any]:
    """Have a first class come and go, then a long one, and compare what each leaves behind.

    Parameters
    ----------
    server : Server
        Started with `ENVIRONMENT`, and with nobody on it.
    minutes : float
        How long the long one lasts; the first one a quarter of it, two minutes at most.
    n_seats : int
        How many learners are there at once.
    seed : int
        Of what they do.

    Returns
    -------
    row : dict
    """
    school = School(server, n_seats, np.random.default_rng(seed))
    await school.hold_class(min(120.0, 15 * minutes))
    first = await school.until_forgotten()
    print(f"after a first class: {first:.1f} MB", flush=True)
    n_before = school.visits
    readings = await school.hold_class(60 * minutes)
    after = await school.until_forgotten()
    return {
        "minutes": minutes,
        "learners": n_seats,
        "visits": school.visits - n_before,
        "changes": school.changes,
        "batches": school.batches,
        "after a first class, MB": first,
        "most, MB": max(reading.memory_mb for reading in readings),
        "slope, MB/h": slope_mb_per_hour(readings),
        "after all left, MB": after,
        "ratio": after / first,
        "errors": len(school.errors),
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--minutes", type=float, default=60.0)
    parser.add_argument("--learners", type=int, default=20)
    arguments = parser.parse_args()
    server = Server(core_apart(), environment=ENVIRONMENT)
    try:
        row = asyncio.run(soak(server, minutes=arguments.minutes, n_seats=arguments.learners))
    finally:
        server.stop()
    report("soak: learners come and go", [row])


if __name__ == "__main__":
    main()
