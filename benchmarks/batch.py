"""What does one batch of frames cost beside its training? Server time, and bytes on the wire.

Run: ``python -m benchmarks.batch [--seconds 15]``. One learner plays on a server with a core of
its own: the stage and the live figures, as on the page. The same steps are then trained here, with
`network` and nothing around it. What is left of the server's time is the batch's own: measuring
each frame, packing, Streamlit's run of the page, and the websocket.
"""

import argparse
import asyncio
import time
from typing import Any

from benchmarks.classroom import SETTLE_SECONDS
from benchmarks.learner import Learner, StageMessage
from benchmarks.report import report
from benchmarks.restart import far_into
from benchmarks.server import Server, core_apart, running_server
from dashboard.config import parameter_count
from dashboard.run import Run, train_on

FRAME_BYTES, KEYFRAME_BYTES = 4, 8
"""Of a parameter in each frame, and in the one exact state that goes with a batch."""

LARGEST_BATCH_MS = 15
LARGEST_BATCH_BYTES = 2048
LINKS = (
    ("2-4-1", "v=1"),
    ("2-4-2-1", "v=1&dims=4-2&n=250"),
    ("2-8-8-1", "v=1&dims=8-8&n=400"),
    ("2-8-8-8-1", "v=1&dims=8-8-8&n=500"),
    ("six of 8", "v=1&dims=8-8-8-8-8-8&act=tanh&lr=0.1"),
)
"""What the network is called, and its link."""


async def play(server: Server, query: str, seconds: float) -> dict[str, Any]:
    """Have one learner play, and count what the server does for it.

    Parameters
    ----------
    server : Server
        With nobody else on it.
    query : str
        The learner's link.
    seconds : float
        How long to count.

    Returns
    -------
    counted : dict
        Batches, frames and steps of that time; the bytes and the processor time they took.
    """
    learner = Learner(server.url, query)
    await learner.open()
    await learner.press("play")
    await asyncio.sleep(SETTLE_SECONDS)
    # From one batch to another: what belongs to a batch is then counted with it.
    before = after = await next_batch(learner)
    first, cpu, received = len(learner.stage), server.cpu_seconds(), learner.bytes_received
    began = time.monotonic()
    while time.monotonic() < began + seconds:
        after = await next_batch(learner)
    batches = [message for message in learner.stage[first:] if message.n_frames]
    counted = {
        "batches": len(batches),
        "frames": sum(message.n_frames for message in batches),
        "first": before.header["step"],
        "last": after.header["step"],
        "bytes": learner.bytes_received - received,
        "cpu": server.cpu_seconds() - cpu,
    }
    await learner.close()
    return counted


async def next_batch(learner: Learner) -> StageMessage:
    """Wait for the next batch, and for all that comes with it."""
    n_messages, n_scripts = len(learner.stage), learner.scripts_finished
    await learner.until(lambda: any(message.n_frames for message in learner.stage[n_messages:]))
    await learner.until(lambda: learner.scripts_finished > n_scripts)
    return learner.last


def training_seconds(run: Run, steps: int) -> float:
    """Return the processor time of some steps of a run, and of nothing else."""
    began = time.process_time()
    train_on(run, steps)
    return time.process_time() - began


def row_of(name: str, query: str, counted: dict[str, Any]) -> dict[str, Any]:
    """Work out what one batch cost."""
    run = far_into(query, counted["first"])
    batches, steps = counted["batches"], counted["last"] - counted["first"]
    trained = training_seconds(run, steps)
    each = counted["frames"] * FRAME_BYTES + batches * KEYFRAME_BYTES
    parameters = each * parameter_count(run.config.layer_dims)
    beyond_ms = 1e3 * (counted["cpu"] - trained) / batches
    beyond_bytes = (counted["bytes"] - parameters) / batches
    return {
        "network": name,
        "frames a batch": counted["frames"] / batches,
        "server, ms": 1e3 * counted["cpu"] / batches,
        "training, ms": 1e3 * trained / batches,
        "beyond, ms": beyond_ms,
        "beyond / at most": beyond_ms / LARGEST_BATCH_MS,
        "wire, bytes": counted["bytes"] / batches,
        "parameters, bytes": parameters / batches,
        "beyond, bytes": beyond_bytes,
        "beyond / at most, bytes": beyond_bytes / LARGEST_BATCH_BYTES,
    }


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--seconds", type=float, default=15.0)
    arguments = parser.parse_args()
    cores = core_apart()
    rows: list[dict[str, Any]] = []
    for name, query in LINKS:
        with running_server(cores) as server:
            counted = asyncio.run(play(server, query, arguments.seconds))
        rows.append(row_of(name, query, counted))
    report("batch: what one batch of frames costs beside its training", rows)


if __name__ == "__main__":
    main()
