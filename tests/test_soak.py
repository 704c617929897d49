"""Do learners who come and go leave anything behind? The soak of `benchmarks`, shortened."""

import asyncio

import pytest

from benchmarks.server import Server
from benchmarks.soak import ENVIRONMENT, soak

pytestmark = pytest.mark.slow

N_LEARNERS = 6
MINUTES = 0.6


def test_what_learners_leave_behind_is_forgotten() -> None:
    server = Server(environment=ENVIRONMENT)
    try:
        row = asyncio.run(soak(server, minutes=MINUTES, n_seats=N_LEARNERS))
    finally:
        server.stop()
    assert row["errors"] == 0
    assert row["visits"] >= 2 * N_LEARNERS
    assert row["changes"] >= row["visits"]
    assert row["batches"] >= 3 * row["visits"]
    # What the interpreter and its allocator keep once; a session that stays is 2 MB and more.
    assert row["ratio"] < 1.3, row
    assert row["most, MB"] < 1.5 * row["after a first class, MB"], row
