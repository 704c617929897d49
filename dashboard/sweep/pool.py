"""Who does the jobs? One pool of processes for all learners, or the cluster that is named."""

import os
import threading
import time
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from typing import Any

from dashboard import settings

PARENT_SECONDS = 1.0
"""Between two looks at whether the server is still there."""

CLUSTER_SECONDS = 4
"""How long a cluster may take to answer."""


class Workers:
    """The executor of this process, made when it is first needed, and anew when it is broken."""

    def __init__(self, n_workers: int = settings.WORKERS, cluster: str = settings.CLUSTER) -> None:
        self._n_workers = n_workers
        self._cluster = cluster
        self._guard = threading.Lock()
        self._executor: Executor | None = None
        self._client: Any = None
        self.problem = ""

    def executor(self) -> Executor:
        """Return an executor that takes jobs."""
        with self._guard:
            if self._client is not None and self._client.status not in ("running", "connecting"):
                # Its executor still takes jobs, and none of them would ever end.
                self._executor, self._client = None, None
                self.problem = (
                    f"The cluster at {self._cluster} was lost: the runs go on on this server. "
                    "Start both again to go back to it."
                )
            if self._executor is None or is_broken(self._executor):
                self._executor = self._make()
            return self._executor

    def close(self) -> None:
        """Let all workers go."""
        with self._guard:
            executor, client = self._executor, self._client
            self._executor = self._client = None
        if executor is not None:
            executor.shutdown(wait=False)
        if client is not None:
            client.close()

    def _make(self) -> Executor:
        if self._cluster and not self.problem:
            try:
                return self._of_cluster()
            except Exception as trouble:  # of any kind: it comes from another machine
                self.problem = (
                    "The cluster that this server is to use does not answer "
                    f"({type(trouble).__name__}): the runs are made on the server itself."
                )
        return local_pool(self._n_workers)

    def _of_cluster(self) -> Executor:
        from distributed import Client  # pyright: ignore[reportMissingImports]

        if self._client is None:
            self._client = Client(self._cluster, timeout=CLUSTER_SECONDS, set_as_default=False)
        return self._client.get_executor(pure=False, retries=2)


def local_pool(n_workers: int) -> Executor:
    """Make a pool of processes that begin from nothing: a server's threads must not be copied.

    Parameters
    ----------
    n_workers : int
        How many; with 0, one thread of this process does all.

    Returns
    -------
    executor : Executor
    """
    if n_workers == 0:
        return ThreadPoolExecutor(1)
    # Read where a worker loads numpy: one thread of arithmetic each, as there are several of them.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    return ProcessPoolExecutor(
        n_workers, mp_context=get_context("forkserver"), initializer=be_modest
    )


def be_modest() -> None:
    """Let a worker give way to the server, which has learners waiting, and end when it ends."""
    os.nice(10)
    threading.Thread(target=end_with, args=(os.getppid(),), daemon=True).start()


def end_with(parent: int) -> None:
    """End this process once its parent is gone: a server that was killed can tell nobody."""
    while os.getppid() == parent:
        time.sleep(PARENT_SECONDS)
    os._exit(0)


def is_broken(executor: Executor) -> bool:
    """Whether an executor takes no jobs any more."""
    return bool(getattr(executor, "_broken", False) or getattr(executor, "_shutdown", False))


WORKERS = Workers()
"""The workers of this process."""
