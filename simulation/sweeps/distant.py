"""Jobs of a sweep on a Dask cluster: handed out a few at a time, each committed by the worker that ran it.

A worker that is killed has its jobs run again elsewhere, by Dask. A job that loses several workers, or takes too long,
is run once more in the end, one run at a time with nothing else running, so that it is known which run it was.
"""

import queue
import threading
import time
import uuid
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from simulation.experiments.pool import LOOK, Look, RunError, Watch
from simulation.experiments.worker import Board
from simulation.sweeps.cluster import Cluster, ClusterError, check_workers, lost
from simulation.sweeps.store import TIME_LIMIT, WORKER_DIED
from simulation.sweeps.work import SweepJob, SweepPlan

if TYPE_CHECKING:
    from distributed import Future

REPORTED, COUNTED, NO_WORKERS = 0.5, 5.0, 300.0
"""Seconds between reports of a job; between counts of the workers; without any worker until the sweep ends."""
_AHEAD = 3
"""Jobs handed out for each thread of a worker."""


@dataclass(frozen=True)
class OnCluster:
    """Runs the jobs of a sweep on a cluster; see `running.Executor`."""

    cluster: Cluster

    @property
    def threads(self) -> int:
        """Jobs that run at once."""
        return self.cluster.threads

    def __call__(self, plan: SweepPlan, jobs: Sequence[SweepJob], look: Look, limit: float | None) -> None:
        """Runs all jobs. Raises ClusterError when the cluster cannot be used or is lost."""
        check_workers(self.cluster, plan)
        board = Board([-1, 0] * len(jobs))
        suspects = _Flight(self.cluster, plan, board, look, limit).run(jobs)
        for job in suspects:
            self._run_alone(plan, job, board, look, limit)

    def _run_alone(self, plan: SweepPlan, job: SweepJob, board: Board, look: Look, limit: float | None) -> None:
        tried = failed = 0
        for share in job.shares:
            for replicate in range(share.first, share.last + 1):
                single = SweepJob((replace(share, first=replicate, last=replicate),), 0)
                own = Board([-1, 0])
                stage = _Flight(self.cluster, plan, own, lambda _: look(board), limit).run([single]).get(single)
                if stage == TIME_LIMIT:
                    plan.stopped(single)
                elif stage == WORKER_DIED:
                    plan.died(single)
                tried, failed = tried + 1, failed + (own.totals()[1] if stage is None else 1)
                board.tried(job.slot, tried, failed)
                look(board)


class _Flight:
    """Jobs on their way: handed out, watched and waited for."""

    def __init__(self, cluster: Cluster, plan: SweepPlan, board: Board, look: Look, limit: float | None) -> None:
        self.cluster, self.client = cluster, cluster.client
        self.plan, self.board, self.look = plan, board, look
        self.watch = Watch(board, limit)
        self.topic = f"essaim-{uuid.uuid4().hex}"
        self.flying: dict[str, tuple[Future, SweepJob]] = {}
        self.ended: queue.SimpleQueue[Future] = queue.SimpleQueue()
        self.suspects: dict[SweepJob, str] = {}
        self._workers: dict[int, str] = {}
        self._counted, self._seen_workers, self._threads = 0.0, time.monotonic(), 1

    def run(self, jobs: Sequence[SweepJob]) -> dict[SweepJob, str]:
        """Runs the jobs; those that could not be run, with the stage of the failure that one of their runs is."""
        left = deque(jobs)
        self.client.subscribe_topic(self.topic, self._heard)
        try:
            while left or self.flying:
                self._count_workers()
                while left and len(self.flying) < _AHEAD * self._threads:
                    self._hand_out(left.popleft())
                self._wait()
                self.look(self.board)
                self._stop_late()
        finally:
            if self.client.status == "running":
                self.client.cancel([future for future, _ in self.flying.values()])
                self.client.unsubscribe_topic(self.topic)
        return self.suspects

    def _hand_out(self, job: SweepJob) -> None:
        key = f"essaim-{uuid.uuid4().hex}"
        code = self.plan.model.code
        future = self.client.submit(run_on_worker, self.plan, job, self.topic, code, pure=False, key=key)
        self.flying[future.key] = future, job
        future.add_done_callback(self.ended.put)

    def _heard(self, event: tuple[float, Any]) -> None:
        slot, count, failed, worker = event[1]
        if any(job.slot == slot for _, job in list(self.flying.values())):
            self._workers[slot] = worker
            self.board.tried(slot, count, failed)

    def _wait(self) -> None:
        """Takes in what has ended, or waits a moment for it."""
        try:
            self._take_in(self.ended.get(timeout=LOOK))
            while True:
                self._take_in(self.ended.get_nowait())
        except queue.Empty:
            pass
        if self.client.status != "running":
            raise lost(self.cluster.address)

    def _take_in(self, future: "Future") -> None:
        from distributed import KilledWorker

        job = self.flying.pop(future.key, (None, None))[1]
        if job is None:
            return  # it was late, and is no longer waited for
        if future.status in ("cancelled", "lost"):
            raise lost(self.cluster.address)
        error = future.exception()
        if isinstance(error, KilledWorker):
            self.suspects[job] = WORKER_DIED
            self.board.tried(job.slot, -1, 0)
        elif isinstance(error, ImportError):
            raise ClusterError(f"a worker cannot import what it needs: {error}") from error
        elif error is not None:
            raise error
        else:
            self.board.tried(job.slot, *future.result())

    def _stop_late(self) -> None:
        """Takes jobs back of which one run takes too long, and restarts their workers."""
        if not self.watch.look([job for _, job in self.flying.values()]):
            return
        for key, (future, job) in list(self.flying.items()):
            if job.slot in self.watch.late:
                del self.flying[key]
                self.suspects[job] = TIME_LIMIT
                self.board.tried(job.slot, -1, 0)
                future.cancel()
                self._restart(self._workers[job.slot])
        self.watch.late.clear()

    def _restart(self, worker: str) -> None:
        try:
            self.client.restart_workers([worker], raise_for_error=False)
        except ValueError as error:
            raise RunError(f"a run took longer than the time limit and cannot be stopped: {error}") from None

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
                f"the Dask scheduler at {self.cluster.address} has had no workers for {NO_WORKERS:.0f} s. What is "
                "finished is kept; once there are workers, the same command goes on from there."
            )


# ---- what follows runs on workers ------------------------------------------------------------------------------------
_one_at_a_time = threading.Lock()
"""A run holds the interpreter from start to end: several at a time in one worker would only take more memory."""


def run_on_worker(plan: SweepPlan, job: SweepJob, topic: str, code: str) -> tuple[int, int]:
    """Runs a job on a worker of a cluster; how many runs were tried and how many failed. Raises ClusterError."""
    if plan.model.code != code:
        raise ClusterError(f"a worker has other code ({plan.model.code[:8]}, here {code[:8]}); install the same")
    with _one_at_a_time:
        plan.model.prepare()
        board = _Reporting(topic, job)
        plan.run(job, board)
        return board.totals()


class _Reporting(Board):
    """A board on a worker, which tells the other end now and then what is on it."""

    def __init__(self, topic: str, job: SweepJob) -> None:
        from distributed import get_worker

        super().__init__([-1, 0])
        self.topic, self.size, self.worker, self.last = topic, len(job.runs), get_worker(), 0.0

    def tried(self, slot: int, count: int, failed: int) -> None:
        super().tried(0, count, failed)
        now = time.monotonic()
        if count in (0, self.size) or now - self.last > REPORTED:
            self.last = now
            self.worker.log_event(self.topic, [slot, count, failed, self.worker.address])
