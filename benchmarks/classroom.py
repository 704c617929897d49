"""How many learners does one core hold? A class that plays at once, over the real protocol.

Run: ``python -m benchmarks.classroom [--learners 1,10,60] [--seconds 20]``. The server has one
core, the class another. Each learner has settings of its own and plays all the time; every few
seconds one of them pauses, looks and plays on, and the answer is timed.
"""

import argparse
import asyncio
import time
from collections.abc import Sequence
from typing import Any

import numpy as np

from benchmarks.learner import Learner
from benchmarks.report import report
from benchmarks.server import Server, core_apart, running_server

CLASS_SIZES = (1, 10, 20, 40, 60, 100)
SETTLE_SECONDS = 8.0
"""For everyone's first batches, and for the pace to be found."""
LINKS = (
    "v=1",
    "v=1&data=xor&seed=5",
    "v=1&data=moons&dims=8",
    "v=1&data=blobs&dims=0&speed=1",
    "v=1&dims=4-2&n=250&lr=1",
    "v=1&data=spiral&dims=8-8&act=tanh&lr=0.5&speed=5",
    "v=1&data=setosa&lr=0.5",
    "v=1&data=virginica&dims=6&init=he&act=relu&lr=0.1",
    "v=1&data=moons&dims=8-8&n=400&speed=2",
    "v=1&noise=0.2&seed=9&lr=5",
)
"""What the learners of a class have in front of them, in turn."""


async def play(server: Server, n_learners: int, seconds: float) -> dict[str, Any]:
    """Have a class play, and measure it.

    Parameters
    ----------
    server : Server
        With nobody else on it.
    n_learners : int
        How many learners.
    seconds : float
        How long to measure.

    Returns
    -------
    row : dict
        One row of the table.
    """
    learners = [
        Learner(server.url, f"{LINKS[at % len(LINKS)]}&data_seed={at}") for at in range(n_learners)
    ]
    for learner in learners:
        await learner.open()
    for learner in learners:
        await learner.press("play")
    await asyncio.sleep(SETTLE_SECONDS)

    began, cpu = time.monotonic(), server.cpu_seconds()
    received = sum(learner.bytes_received for learner in learners)
    answers: list[float] = []
    at = 0
    while time.monotonic() < began + seconds:
        learner = learners[at % n_learners]
        answers.append(await answer_to_pause(learner))
        await learner.press("play")
        at += 1
        await asyncio.sleep(max(seconds / 25, 3.0 / n_learners))
    ended = time.monotonic()
    span = ended - began
    gaps = np.concatenate([batch_gaps(learner, began, ended) for learner in learners])
    frames = sum(
        message.n_frames
        for learner in learners
        for message in learner.stage
        if began <= message.time < ended
    )
    row = {
        "learners": n_learners,
        "batches/s": len(gaps) / span,
        "frames/s each": frames / span / n_learners,
        "gap p50, s": float(np.median(gaps)),
        "gap p95, s": float(np.quantile(gaps, 0.95)),
        "gap max, s": float(gaps.max()),
        "Pause p50, ms": 1e3 * float(np.median(answers)),
        "Pause max, ms": 1e3 * max(answers),
        "CPU each, %": 100 * (server.cpu_seconds() - cpu) / span / n_learners,
        "KB/s each": (sum(learner.bytes_received for learner in learners) - received)
        / 1e3
        / span
        / n_learners,
        "memory, MB": server.memory_mb(),
        "errors": sum(len(learner.errors) for learner in learners),
    }
    for learner in learners:
        await learner.close()
    return row


async def answer_to_pause(learner: Learner) -> float:
    """Pause as the stage does, and return how long the answer took, in seconds."""
    before = len(learner.stage)
    asked = time.monotonic()
    await learner.signal("pause", {"step": learner.last.header["step"]})
    await learner.until(
        lambda: any(not message.header["playing"] for message in learner.stage[before:])
    )
    paused = next(m for m in learner.stage[before:] if not m.header["playing"])
    return paused.time - asked


def batch_gaps(learner: Learner, began: float, ended: float) -> np.ndarray:
    """Return the times between a learner's batches, those around a pause left out."""
    gaps: list[float] = []
    last: float | None = None
    for message in learner.stage:
        if not began <= message.time < ended or not message.header["playing"]:
            last = None
        elif message.n_frames:
            if last is not None:
                gaps.append(message.time - last)
            last = message.time
    return np.array(gaps)


def measure(sizes: Sequence[int], seconds: float) -> list[dict[str, Any]]:
    """Measure classes of several sizes, each on a server of its own."""
    cores = core_apart()
    rows: list[dict[str, Any]] = []
    for n_learners in sizes:
        with running_server(cores) as server:
            rows.append(asyncio.run(play(server, n_learners, seconds)))
        print(f"{n_learners} learners done", flush=True)
    return rows


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", default=",".join(map(str, CLASS_SIZES)))
    parser.add_argument("--seconds", type=float, default=20.0)
    arguments = parser.parse_args()
    sizes = [int(size) for size in arguments.learners.split(",")]
    report("classroom: one core, everyone plays", measure(sizes, arguments.seconds))


if __name__ == "__main__":
    main()
