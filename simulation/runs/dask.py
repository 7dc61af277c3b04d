"""Jobs on a Dask cluster: handed out a few at a time, each committed by the worker that ran it.

A worker that is killed has its jobs run again elsewhere, by Dask. The runs of a job that loses several workers are
tried one at a time with nothing else running, so that it is known which run it was; so are those of a job of which a
run takes too long. Then the job is run without them.
"""

import queue
import threading
import time
import uuid
from collections import deque
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from simulation.language import say
from simulation.outcomes.store import TIME_LIMIT, WORKER_DIED
from simulation.runs.cluster import Cluster, ClusterError, check_workers, lost
from simulation.runs.plan import Board, Work
from simulation.runs.pool import LOOK, Look, RunError, Watch
from simulation.runs.worker import held

if TYPE_CHECKING:
    from distributed import Future

REPORTED, COUNTED, NO_WORKERS = 0.5, 5.0, 300.0
"""Seconds between reports of a job; between counts of the workers; without any worker until the sweep ends."""
_AHEAD = 3
"""Jobs handed out for each thread of a worker."""
_TRIES = 3
"""Times that a job is run alone, without the runs that kill workers, before it is given up."""


@dataclass(frozen=True)
class OnCluster:
    """Runs jobs on a cluster; see `pool.Pool`."""

    cluster: Cluster

    @property
    def threads(self) -> int:
        return self.cluster.threads

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: Any) -> None:
        pass  # whoever connected to the cluster leaves it

    def stream(
        self, work: Work, jobs: Iterable[Any], look: Look, limit: float | None = None
    ) -> Generator[Any, None, None]:
        """Runs jobs, and gives back each that is committed. Raises ClusterError when the cluster cannot be used."""
        check_workers(self.cluster, work)
        yield from _Flight(self.cluster, work, iter(jobs), look, limit).run()


class _Failed(Exception):
    """A job that runs alone has lost several workers, or takes too long."""

    def __init__(self, stage: str) -> None:
        self.stage = stage


class _Flight:
    """Jobs on their way: handed out, watched and waited for."""

    def __init__(
        self, cluster: Cluster, work: Work, jobs: Iterator[Any], look: Look, limit: float | None,
        alone: Board | None = None,
    ) -> None:  # fmt: skip
        """alone: the board on which one job that is run by itself is noted; its failure is raised."""
        self.cluster, self.client, self.is_alone = cluster, cluster.client, alone is not None
        self.work, self.jobs, self.look, self.limit = work, jobs, look, limit
        self.board = Board([]) if alone is None else alone
        self.watch = Watch(self.board, limit)
        self.topic = f"essaim-{uuid.uuid4().hex}"
        self.flying: dict[str, tuple[Future, Any, int]] = {}
        self.ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.again: deque[Any] = deque()
        self.suspects: list[Any] = []
        self.free: list[int] = []
        self._workers: dict[str, str] = {}
        self._counted, self._seen_workers, self._threads = 0.0, time.monotonic(), 1

    def run(self) -> Iterator[Any]:
        """Runs the jobs; gives back each that is committed."""
        self.client.subscribe_topic(self.topic, self._heard)
        left = True
        try:
            while left or self.again or self.flying or self.suspects:
                self._count_workers()
                left = self._hand_out() if not self.suspects else left
                yield from self._wait()
                self.look(self.board)
                self._stop_late()
                if self.suspects and not self.flying:
                    job = self.suspects.pop()
                    self._run_alone(job)
                    yield job
        finally:
            if self.client.status == "running":
                self.client.cancel([future for future, _, _ in self.flying.values()])
                self.client.unsubscribe_topic(self.topic)

    def _hand_out(self) -> bool:
        """Gives jobs to the cluster as far as there is room; whether there may be more."""
        while len(self.flying) < _AHEAD * self._threads:
            job = self.again.popleft() if self.again else next(self.jobs, None)
            if job is None:
                return False
            key = f"essaim-{uuid.uuid4().hex}"
            code = self.work.model.code
            future = self.client.submit(run_on_worker, self.work, job, self.topic, key, code, pure=False, key=key)
            self.flying[key] = future, job, self._slot()
            future.add_done_callback(self.ended.put)
        return True

    def _slot(self) -> int:
        if not self.free:
            self.free.append(len(self.board.numbers) // 2)
            self.board.numbers.extend([-1, 0])
        return self.free.pop()

    def _heard(self, event: tuple[float, Any]) -> None:
        key, count, failed, worker = event[1]
        one = self.flying.get(key)
        if one is not None:
            self._workers[key] = worker
            self.board.tried(one[2], count, failed)

    def _wait(self) -> Iterator[Any]:
        """Takes in what has ended, or waits a moment for it."""
        try:
            yield from self._take_in(self.ended.get(timeout=LOOK))
            while True:
                yield from self._take_in(self.ended.get_nowait())
        except queue.Empty:
            pass
        if self.client.status != "running":
            raise lost(self.cluster.address)

    def _take_in(self, future: "Future") -> Iterator[Any]:
        from distributed import KilledWorker

        key = str(future.key)
        one = self.flying.pop(key, None)
        if one is None:
            return  # it was late, and is no longer waited for
        _, job, slot = one
        self._workers.pop(key, None)
        if future.status in ("cancelled", "lost"):
            raise lost(self.cluster.address)
        error = future.exception()
        self.free.append(slot)
        if isinstance(error, KilledWorker):
            self.board.tried(slot, -1, 0)
            if self.is_alone:
                raise _Failed(WORKER_DIED)
            self.suspects.append(job)
        elif isinstance(error, ImportError):
            raise ClusterError(say("a worker cannot import what it needs: {error}", error=error)) from error
        elif error is not None:
            raise error
        else:
            self.board.ended(slot, *future.result())
            yield job

    def _run_alone(self, job: Any) -> None:
        """Runs a job that has lost several workers: tries its runs one by one, then runs it without the bad ones."""
        died, late = list(job.died), list(job.late)
        for run in job.runs:
            if run not in (*died, *late):
                stage = self._alone(replace(job, only=run), Board([]))
                if stage == WORKER_DIED:
                    died.append(run)
                elif stage == TIME_LIMIT:
                    late.append(run)
        whole = replace(job, died=tuple(died), late=tuple(late))
        for _ in range(_TRIES):
            if self._alone(whole, self.board) is None:
                return
        self.work.given_up(whole, WORKER_DIED)
        self.board.done += len(job.runs)
        self.board.failed += len(job.runs)

    def _alone(self, job: Any, board: Board) -> str | None:
        """Runs a job with nothing else running; the stage of the failure that it is, if it is one."""
        flight = _Flight(self.cluster, self.work, iter([job]), lambda _: self.look(self.board), self.limit, board)
        try:
            for _ in flight.run():
                pass
        except _Failed as failed:
            return failed.stage
        return None

    def _stop_late(self) -> None:
        """Takes jobs back of which one run takes too long, and restarts their workers."""
        if not self.watch.look([(slot, job) for _, job, slot in self.flying.values()]):
            return
        for key, (future, job, slot) in list(self.flying.items()):
            if slot in self.watch.late:
                del self.flying[key]
                self.suspects.append(job)  # what is heard of it may be too old to tell which run it is
                self.board.tried(slot, -1, 0)
                self.free.append(slot)
                future.cancel()
                self._restart(self._workers.pop(key))
                if self.is_alone:
                    raise _Failed(TIME_LIMIT)
        self.watch.late.clear()

    def _restart(self, worker: str) -> None:
        try:
            self.client.restart_workers([worker], raise_for_error=False)
        except ValueError as error:
            raise RunError(
                say("a run took longer than the time limit and cannot be stopped: {error}", error=error)
            ) from None

    def _count_workers(self) -> None:
        now = time.monotonic()
        if now - self._counted < COUNTED:
            return
        self._counted = now
        threads = self.cluster.threads
        if threads:
            self._threads, self._seen_workers = threads, now
        elif now - self._seen_workers > NO_WORKERS:
            raise ClusterError(
                say(
                    "the Dask scheduler at {address} has had no workers for {no_workers:.0f} s. What is "
                    "finished is kept; once there are workers, the same command goes on from there.",
                    address=self.cluster.address,
                    no_workers=NO_WORKERS,
                )
            )


# ---- what follows runs on workers ------------------------------------------------------------------------------------
_one_at_a_time = threading.Lock()
"""A run holds the interpreter from start to end: several at a time in one worker would only take more memory."""


def run_on_worker(work: Work, job: Any, topic: str, key: str, code: str) -> tuple[int, int]:
    """Runs a job on a worker of a cluster; how many runs it had and how many failed. Raises ClusterError."""
    if work.model.code != code:
        raise ClusterError(
            say(
                "a worker has other code ({code}, here {own}); install the same",
                code=work.model.code[:8],
                own=code[:8],
            )
        )
    with _one_at_a_time:
        work.model.prepare()
        board = _Reporting(topic, key, len(job.runs))
        held(work).run(job, board, 0)
        return board.totals()


class _Reporting(Board):
    """A board on a worker, which tells the other end now and then what is on it."""

    def __init__(self, topic: str, key: str, size: int) -> None:
        from distributed import get_worker

        super().__init__([-1, 0])
        self.topic, self.key, self.size, self.worker, self.last = topic, key, size, get_worker(), 0.0

    def tried(self, slot: int, count: int, failed: int) -> None:
        super().tried(0, count, failed)
        now = time.monotonic()
        if count in (0, self.size) or now - self.last > REPORTED:
            self.last = now
            self.worker.log_event(self.topic, [self.key, count, failed, self.worker.address])
