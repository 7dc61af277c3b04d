"""A scheduler and workers of Dask as processes of their own, so that each can be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

UNIT = Path(__file__).parent.parent / "unit"
ENVIRONMENT = {
    **os.environ,
    "PYTHONPATH": os.pathsep.join([str(UNIT), str(UNIT.parents[1])]),
    "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1",
    "DASK_DISTRIBUTED__COMM__RETRY__COUNT": "0",
}


class DaskProcesses:
    """Starts a scheduler and workers at once; ends what is left of them when its block ends."""

    def __init__(self, folder: Path, workers: int = 2, preload: str = "") -> None:
        self.folder = folder
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.address = f"tcp://127.0.0.1:{self.port}"
        self.file = folder / "scheduler.json"
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker(preload) for _ in range(workers)]

    def __enter__(self) -> "DaskProcesses":
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """Kills all of them."""
        for process in (*self.workers, self.scheduler):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    def start_scheduler(self) -> subprocess.Popen:
        return self._start(
            "distributed.cli.dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--no-dashboard",
            "--scheduler-file",
            str(self.file),
        )

    def start_worker(self, preload: str = "", nanny: bool = True) -> subprocess.Popen:
        more = ["--preload", preload] if preload else []
        return self._start(
            "distributed.cli.dask_worker",
            self.address,
            "--nthreads",
            "1",
            "--no-dashboard",
            "--nanny" if nanny else "--no-nanny",
            "--local-directory",
            str(self.folder),
            *more,
        )

    def restart(self) -> None:
        """Kills the scheduler, starts another at its address, and workers, which end with theirs."""
        number = len(self.workers)
        self.kill()
        self.scheduler = self.start_scheduler()
        self.workers = [self.start_worker() for _ in range(number)]

    def worker_pids(self, number: int = 0) -> list[int]:
        """The processes in which jobs run; waits until so many are there.

        Only those that the scheduler knows: a nanny gives up when its worker is killed before that.
        """
        from distributed import Client

        with Client(self.address, timeout=20, set_as_default=False) as client:
            client.wait_for_workers(number, timeout=30) if number else None
            return list(client.run(os.getpid, on_error="ignore").values())

    def _start(self, module: str, *arguments: str) -> subprocess.Popen:
        with (self.folder / "dask.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", module, *arguments],
                env=ENVIRONMENT,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
