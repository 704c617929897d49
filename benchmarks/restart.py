"""How long is a class without its server? It is killed in mid-play, and started again.

Run: ``python -m benchmarks.restart [--learners 60] [--step 100000]``. The server has one core, the
class another. Everyone plays, as far into a run as after ten minutes; then the server is killed, as
a crash would, and started again on its port. What each page has of its run it hands back, and plays
on. In the end everyone pauses, and each step is compared with the same run trained here.
"""

import argparse
import asyncio
import functools
import json
import time
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qsl

import numpy as np

from benchmarks.classroom import LINKS, SETTLE_SECONDS
from benchmarks.learner import Learner, read_arrays
from benchmarks.report import report
from benchmarks.server import Server, core_apart
from dashboard import settings
from dashboard.batch import flatten
from dashboard.keyframe import Keyframe, at_keyframe
from dashboard.link import decode
from dashboard.run import Run, advance, fingerprint, start

KEYFRAMES = 4
"""So many the stage keeps."""
STEPS = 400
"""Of so many frames the steps are remembered."""
BACK_SECONDS = 120.0


class Returner(Learner):
    """A learner who notes which step is drawn, and hands back a state that is not after it."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._kept: list[dict[str, Any]] = []
        self._steps = np.zeros(0)
        self.lost_session = ""
        self.drawn_last = 0
        self.first_step: int | None = None
        self.back_at: float | None = None

    @property
    def drawn(self) -> int:
        """The step that the stage draws now."""
        if not len(self._steps):
            return int(self.last.header["step"])
        left = (self._played_until - time.monotonic()) * self.last.header["frames_per_second"]
        return int(self._steps[max(0, len(self._steps) - 1 - max(0, round(left)))])

    @property
    def batch_steps(self) -> float:
        """How many steps a batch has, as made last."""
        recent = self._steps[-settings.FRAMES_PER_BATCH - 1 :]
        return float(recent[-1] - recent[0])

    async def open_at(self, keyframe: Keyframe) -> None:
        """Open the page as one that comes from another server, and plays."""
        await self.open()
        await self.until(lambda: self.scripts_finished > 0)
        value = {"step": keyframe.step, "values": keyframe.values}
        query = f"{self.query}&step={keyframe.step}&play=1"
        await self.signal("resume", {"query": query, "keyframe": value})
        await self.until(lambda: self.is_playing and self.last.header["step"] > keyframe.step)

    async def pause(self) -> dict[str, Any]:
        """Pause as the stage does, and return what it then shows."""
        await self.signal("pause", {"step": self.drawn})
        await self.until(lambda: not self.is_playing)
        return self.last.header

    def _hand_back(self) -> None:
        # As the stage does: everything shown so far, and the newest state that is not after it.
        self.drawn_last = self.drawn
        fitting = [one for one in self._kept if one["step"] <= self.drawn_last]
        query = f"{self.last.header['link']}&step={self.drawn_last}&play=1"
        value = {"query": query, "keyframe": fitting[-1] if fitting else None}
        self._resuming = asyncio.create_task(self.signal("resume", value))
        self._steps = np.zeros(0)

    def _take_stage(self, block: bytes) -> None:
        super()._take_stage(block)
        header = self.last.header
        if self._keyframe and header["playing"] and self._keyframe not in self._kept:
            self._kept = [*self._kept, self._keyframe][-KEYFRAMES:]
        steps = steps_of(block)
        if not len(steps):
            return
        self._steps = np.concatenate([self._steps, steps])[-STEPS:]
        if not self.drawn_last or header["session"] == self.lost_session:
            return
        if self.first_step is None:
            self.first_step = int(steps[0])
        if self.back_at is None and header["goal"] is None and steps[-1] > self.drawn_last:
            self.back_at = self.last.time


def steps_of(block: bytes) -> np.ndarray:
    """Return the steps of the frames that a message to the stage brings to be played."""
    length = int.from_bytes(block[:4], "little")
    header = json.loads(block[4 : 4 + length])
    arrays = read_arrays(header, block[4 + length :])
    if "batch_params" not in arrays:
        return np.zeros(0)
    if "batch_steps" in arrays:
        return arrays["batch_steps"]
    first, every = header["batch_steps"]
    return first + every * np.arange(len(arrays["batch_params"]))


@functools.cache
def far_into(link: str, step: int) -> Run:
    """Train the run of a link up to a step."""
    address = decode(dict(parse_qsl(link)))
    return advance(start(address.config, address.events), step)


def is_exact(header: dict[str, Any], far: Run) -> bool:
    """Whether a page rests at a step that the same run, trained on here, has to the last bit."""
    keyframe = Keyframe(far.step, tuple(flatten(far.params).tolist()))
    run = at_keyframe(start(far.config, far.events), keyframe)
    if run is None:
        return False
    return fingerprint(advance(run, header["step"] - run.step)) == header["fingerprint"]


async def restart(server: Server, cores: Sequence[int], n_learners: int, step: int) -> Any:
    """Have a class play, and kill its server.

    Parameters
    ----------
    server : Server
        With nobody on it; it will be dead.
    cores : sequence of int
        Those of the one started in its place.
    n_learners, step : int
        How many learners, and how far into their runs.

    Returns
    -------
    server, row : Server and dict
        The one that runs now, and what was seen.
    """
    runs = [far_into(LINKS[at % len(LINKS)], step) for at in range(n_learners)]
    learners = [Returner(server.url, LINKS[at % len(LINKS)]) for at in range(n_learners)]
    for learner, run in zip(learners, runs, strict=True):
        await learner.open_at(Keyframe(run.step, tuple(flatten(run.params).tolist())))
    await asyncio.sleep(SETTLE_SECONDS)

    for learner in learners:
        learner.lost_session = learner.last.header["session"]
    batch_steps = [learner.batch_steps for learner in learners]
    server.kill()
    killed = time.monotonic()
    server.log.unlink()
    server = await asyncio.to_thread(Server, cores, port=server.port)
    up = time.monotonic() - killed
    await asyncio.gather(
        *(
            learner.until(lambda one=learner: one.back_at is not None, seconds=BACK_SECONDS)
            for learner in learners
        )
    )
    waits = np.array([learner.back_at or np.inf for learner in learners]) - killed
    behind = [
        max(0.0, learner.drawn_last - (learner.first_step or 0)) / steps
        for learner, steps in zip(learners, batch_steps, strict=True)
    ]
    n_exact = 0
    for learner, run in zip(learners, runs, strict=True):
        n_exact += is_exact(await learner.pause(), run)
    row = {
        "learners": n_learners,
        "from step": step,
        "server up, s": up,
        "plays on p50, s": float(np.median(waits)),
        "p95, s": float(np.quantile(waits, 0.95)),
        "max, s": float(waits.max()),
        "batches behind p50": float(np.median(behind)),
        "behind max": max(behind),
        "exact": n_exact,
        "errors": sum(len(learner.errors) for learner in learners),
    }
    for learner in learners:
        await learner.close()
    return server, row


def measure(n_learners: int, step: int) -> dict[str, Any]:
    """Kill the server of a class of some size."""
    cores = core_apart()
    for link in LINKS[:n_learners]:
        far_into(link, step)
        print(f"trained to step {step:,}: {link}", flush=True)
    server = Server(cores)
    try:
        server, row = asyncio.run(restart(server, cores, n_learners, step))
    finally:
        server.stop()
    return row


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=60)
    parser.add_argument("--step", type=int, default=100_000)
    arguments = parser.parse_args()
    row = measure(arguments.learners, arguments.step)
    report("restart: the server of a class is killed in mid-play", [row])


if __name__ == "__main__":
    main()
