"""Where does a benchmark run the app? On a port of its own, and on the cores it is given."""

import contextlib
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[1]
START_SECONDS = 60
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Server:
    """A running app: its address, and what it has cost so far.

    Parameters
    ----------
    cores : sequence of int, optional
        The only cores it may run on.
    port : int, optional
        A free one where none is given.
    environment : mapping of str to str, optional
        What is set beside the environment of this process.
    script : path
        What Streamlit runs: ours, or a peer.
    """

    def __init__(
        self,
        cores: Sequence[int] = (),
        *,
        port: int | None = None,
        environment: dict[str, str] | None = None,
        script: str | Path = "app.py",
    ) -> None:
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = Path(tempfile.mkstemp(prefix="watch-it-learn-", suffix=".log")[1])
        command = [sys.executable, "-m", "streamlit", "run", str(script)]
        command += ["--server.port", str(self.port), "--server.address", "127.0.0.1"]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env={**os.environ, "OPENBLAS_NUM_THREADS": "1", **(environment or {})},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        if cores:
            os.sched_setaffinity(self.process.pid, cores)
        self._wait()

    def _wait(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                with urlopen(f"{self.url}/_stcore/health", timeout=5):
                    # Somebody else's server may answer where ours found the port taken.
                    if f":{self.port}" in self.log.read_text():
                        return
            except (URLError, OSError):
                time.sleep(0.05)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")

    def cpu_seconds(self) -> float:
        """Return the processor time it has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS_PER_SECOND

    def memory_mb(self) -> float:
        """Return the memory it holds, in megabytes."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * PAGE_BYTES / 1e6

    def kill(self) -> None:
        """End it at once, as a crash would."""
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        """End it, and forget its log."""
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self.log.unlink(missing_ok=True)


@contextlib.contextmanager
def running_server(cores: Sequence[int] = ()) -> Iterator[Server]:
    """Run the app for as long as the block lasts."""
    server = Server(cores)
    try:
        yield server
    finally:
        server.stop()


def core_apart() -> list[int]:
    """Keep this process off one core, where there are several; return it, for a server."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(0, cores[1:])
    return cores[:1]


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
