"""Does a class survive the loss of a server? Two replicas behind nginx, and one is killed.

Run: ``python -m benchmarks.replicas [--learners 16] [--seconds 10]``. nginx runs the very file of
``deploy/``. The learners play; one replica is killed, as a crash would; its learners come back at
the other, and play on. In the end everyone pauses, and each step is compared with the same run
trained here. Then the dead replica is started again, and takes learners again.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from string import Template
from typing import Any
from urllib.error import URLError
from urllib.parse import parse_qsl
from urllib.request import Request, urlopen

import numpy as np

from benchmarks.classroom import LINKS, batch_gaps
from benchmarks.learner import Learner, StageMessage
from benchmarks.report import report
from benchmarks.server import ROOT, Server, free_port
from dashboard.link import decode
from dashboard.run import advance, fingerprint, start

TEMPLATE = ROOT / "deploy" / "nginx.conf.template"
START_SECONDS = 10
REPLY_SECONDS = 10
MOVE_SECONDS = 60.0
"""For everyone of a dead replica to be back; on an idle machine it is a few seconds."""
STEPS_AFTER = 100
"""How far a learner must get beyond what was lost, to count as playing on."""


class Nginx:
    """A running nginx with the configuration of ``deploy/``.

    Parameters
    ----------
    replicas : sequence of str
        Address and port of each replica.
    """

    def __init__(self, replicas: Sequence[str]) -> None:
        program = nginx_program()
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.folder = Path(tempfile.mkdtemp(prefix="watch-it-learn-nginx-"))
        # Started by root, nginx works as another user, who must get at what it keeps.
        self.folder.chmod(0o755)
        self.log = self.folder / "nginx.log"
        configuration = self.folder / "nginx.conf"
        configuration.write_text(filled_in(f"127.0.0.1:{port}", replicas, str(self.folder)))
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                [program, "-e", "stderr", "-c", str(configuration), "-g", "daemon off;"],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=REPLY_SECONDS):
                    return
            except (URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"nginx did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """End it, and forget what it kept."""
        self.process.terminate()
        self.process.wait()
        shutil.rmtree(self.folder)


@dataclass
class Deployment:
    """Replicas, and nginx in front of them.

    Parameters
    ----------
    replicas : list of Server
        Running, or killed.
    nginx : Nginx
    environment : dict of str to str
        What all replicas share.
    """

    replicas: list[Server]
    nginx: Nginx
    environment: dict[str, str]

    @property
    def url(self) -> str:
        """The address that learners open."""
        return self.nginx.url

    def revive(self, place: int) -> None:
        """Start a killed replica again, where it was."""
        port = self.replicas[place].port
        self.replicas[place] = Server(port=port, environment=self.environment)


@contextlib.contextmanager
def running_replicas() -> Iterator[Deployment]:
    """Run two replicas behind nginx for as long as the block lasts."""
    environment = {"STREAMLIT_SERVER_COOKIE_SECRET": token_hex(32)}
    with contextlib.ExitStack() as stack:
        replicas: list[Server] = []
        stack.callback(lambda: [server.stop() for server in replicas])
        replicas += [Server(environment=environment), Server(environment=environment)]
        nginx = Nginx([f"127.0.0.1:{server.port}" for server in replicas])
        stack.callback(nginx.stop)
        # `revive` puts others into this very list.
        yield Deployment(replicas, nginx, environment)


def nginx_program() -> str:
    """Find nginx, or install it where that is possible.

    Returns
    -------
    path : str

    Raises
    ------
    RuntimeError
        If there is none, and this is not root on a Debian.
    """
    places = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin"
    if not shutil.which("nginx", path=places) and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "nginx"]
        subprocess.run(["apt-get", "update", "-qq"], check=True)
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        )
    found = shutil.which("nginx", path=places)
    if not found:
        raise RuntimeError("nginx was not found: install it (Debian: apt-get install nginx).")
    return found


def filled_in(listen: str, replicas: Sequence[str], folder: str) -> str:
    """Write nginx's configuration for two replicas.

    Parameters
    ----------
    listen : str
        Port, or address and port.
    replicas : sequence of str
        Address and port of each.
    folder : str
        For nginx's own files.

    Returns
    -------
    configuration : str
    """
    first, second = replicas
    # Names that are not given, as those of nginx's own variables, stay as they are.
    return Template(TEMPLATE.read_text()).safe_substitute(
        LISTEN=listen, REPLICA_1=first, REPLICA_2=second, STATE=folder
    )


class Returner(Learner):
    """A learner who brings a browser's cookies, and so goes where the browser would go."""

    def __post_init__(self) -> None:
        super().__post_init__()
        self._cookies: dict[str, str] = {}
        self._sessions: list[str] = []
        self.lost_step = 0
        self.back_at: float | None = None

    @property
    def has_moved(self) -> bool:
        """Whether another server had to take over."""
        return len(self._sessions) > 1

    async def open_and_play(self) -> None:
        """Open the page and press Play."""
        await self.open()
        await self.until(lambda: self.scripts_finished > 0)
        await self.press("play")
        await self.until(lambda: self.is_playing)

    async def until_plays_on(self) -> None:
        """Wait until it is well beyond the step at which a replica was killed."""
        wanted = self.lost_step + STEPS_AFTER
        await self.until(lambda: self._plays_from(wanted), seconds=MOVE_SECONDS)

    async def pause(self) -> StageMessage:
        """Pause as the stage does, and return what it then shows."""
        await self.signal("pause", {"step": self.last.header["step"]})
        await self.until(lambda: not self.is_playing)
        return self.last

    def _plays_from(self, step: int) -> bool:
        header = self.last.header
        return self.is_playing and header["goal"] is None and header["step"] >= step

    async def _credentials(self) -> tuple[str, dict[str, str]]:
        await asyncio.to_thread(self._ask_for_health)
        headers = {"Cookie": self._cookie_header(), "Origin": self.url}
        return self._cookies["_streamlit_xsrf"], headers

    def _ask_for_health(self) -> None:
        # So does the page before each connection, and thereby learns which replica is its own.
        headers = {"Cookie": self._cookie_header()}
        request = Request(f"{self.url}/_stcore/health", headers=headers)
        with urlopen(request, timeout=REPLY_SECONDS) as answer:
            for cookie in answer.headers.get_all("Set-Cookie") or []:
                name, _, value = cookie.partition(";")[0].partition("=")
                self._cookies[name] = value

    def _cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self._cookies.items())

    def _take_stage(self, block: bytes) -> None:
        super()._take_stage(block)
        session = self.last.header["session"]
        if session not in self._sessions:
            self._sessions.append(session)
        if self.has_moved and self.back_at is None and self._plays_from(self.lost_step):
            self.back_at = self.last.time


async def open_class(url: str, n_learners: int) -> list[Returner]:
    """Have learners open a link each, and press Play.

    Parameters
    ----------
    url : str
        Where.
    n_learners : int
        How many.

    Returns
    -------
    learners : list of Returner
        All playing.
    """
    learners = [
        Returner(url, f"{LINKS[at % len(LINKS)]}&data_seed={at}") for at in range(n_learners)
    ]
    await asyncio.gather(*(learner.open_and_play() for learner in learners))
    return learners


def kill(deployment: Deployment, place: int, learners: Sequence[Returner]) -> float:
    """Kill a replica in mid-play, and note where everyone was.

    Parameters
    ----------
    deployment : Deployment
    place : int
        Which replica.
    learners : sequence of Returner

    Returns
    -------
    time : float
        When, on the monotonic clock.
    """
    for learner in learners:
        learner.lost_step = learner.last.header["step"]
    deployment.replicas[place].kill()
    return time.monotonic()


async def until_all_play_on(learners: Sequence[Returner]) -> None:
    """Wait until everyone is well beyond the step of the crash."""
    await asyncio.gather(*(learner.until_plays_on() for learner in learners))


async def count_exact(learners: Sequence[Returner]) -> int:
    """Pause everyone, and count those whose step is that of the same run trained here.

    Parameters
    ----------
    learners : sequence of Returner

    Returns
    -------
    n_exact : int
    """
    n_exact = 0
    for learner in learners:
        header = (await learner.pause()).header
        link = f"{header['link']}&step={header['step']}"
        address = decode(dict(parse_qsl(link)))
        run = advance(start(address.config, address.events), address.step)
        n_exact += fingerprint(run) == header["fingerprint"]
    return n_exact


def sessions(server: Server) -> int:
    """Return how many learners a replica serves; the operator's metrics say so."""
    with urlopen(f"{server.url}/_stcore/metrics", timeout=REPLY_SECONDS) as answer:
        metrics = dict(line.rsplit(" ", 1) for line in answer.read().decode().splitlines())
    return int(metrics["active_sessions"])


async def lose_one(deployment: Deployment, n_learners: int, seconds: float) -> list[dict[str, Any]]:
    """Have a class play, lose a replica, and get it back.

    Parameters
    ----------
    deployment : Deployment
        With nobody on it.
    n_learners : int
        How many learners.
    seconds : float
        How long to measure, before and after.

    Returns
    -------
    rows : list of dict
        One for each phase.

    Raises
    ------
    RuntimeError
        If what a class relies on does not hold.
    """
    first, second = deployment.replicas
    learners = await open_class(deployment.url, n_learners)
    both = await measured(learners, seconds)
    here, there = sessions(first), sessions(second)
    ensure(here > 0 and there > 0, f"one replica serves all: {here} and {there}")
    ensure(here + there == n_learners, f"{n_learners} learners have {here} + {there} sessions")

    killed = kill(deployment, 0, learners)
    await until_all_play_on(learners)
    moved = [learner for learner in learners if learner.has_moved]
    ensure(len(moved) == here, f"{here} learners lost their replica, and {len(moved)} moved")
    waits = [learner.back_at - killed for learner in moved if learner.back_at is not None]
    one = await measured(learners, seconds)
    n_after = sessions(second)
    n_exact = await count_exact(learners)
    ensure(n_exact == n_learners, f"only {n_exact} of {n_learners} are at the step they name")

    await asyncio.to_thread(deployment.revive, 0)
    newcomers = await open_class(deployment.url, n_learners)
    again = await measured(newcomers, seconds)
    returned = sessions(deployment.replicas[0])
    ensure(returned > 0, "the replica that was started again serves nobody")
    rows = [
        {"phase": "both serve", "replica 1": here, "replica 2": there} | both,
        {"phase": "1 was killed", "replica 1": 0, "replica 2": n_after}
        | one
        | {
            "back p50, s": float(np.median(waits)),
            "back max, s": max(waits),
            "exact": f"{n_exact} of {n_learners}",
        },
        {"phase": "1 is back", "replica 1": returned, "replica 2": sessions(second)} | again,
    ]
    for learner in [*learners, *newcomers]:
        await learner.close()
    return rows


async def measured(learners: Sequence[Learner], seconds: float) -> dict[str, Any]:
    """Watch a class play for a while."""
    began = time.monotonic()
    await asyncio.sleep(seconds)
    gaps = np.concatenate([batch_gaps(one, began, began + seconds) for one in learners])
    return {
        "batches/s": len(gaps) / seconds,
        "gap p95, s": float(np.quantile(gaps, 0.95)),
        "gap max, s": float(gaps.max()),
        "back p50, s": None,
        "back max, s": None,
        "exact": None,
        "errors": sum(len(learner.errors) for learner in learners),
    }


def ensure(holds: bool, otherwise: str) -> None:
    """Raise ``RuntimeError`` unless something holds."""
    if not holds:
        raise RuntimeError(otherwise)


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--learners", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10.0)
    arguments = parser.parse_args()
    with running_replicas() as deployment:
        rows = asyncio.run(lose_one(deployment, arguments.learners, arguments.seconds))
    report(f"replicas: two behind nginx, {arguments.learners} learners, one is killed", rows)


if __name__ == "__main__":
    main()
