"""Jobs over worker processes: survives killed workers, stops at Ctrl-C, touches no process-wide setting."""

import gc
import itertools
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self

from simulation.language import say
from simulation.outcomes.store import WORKER_DIED
from simulation.runs.crew import Crew
from simulation.runs.plan import Board, Work
from simulation.runs.worker import work_on
from simulation.scenario.problems import Told

LOOK = 0.2
"""Seconds between two looks at the board."""
_DEATHS = 3
"""Workers that one job may lose, running alone, before the rest of it is given up."""
_DRAINED = 10.0
"""Seconds for which jobs that are no longer asked for are waited for, so that their workers can be used again."""
_STARTS = 3
"""Times in a row that all workers may die before any of them has begun a job."""

type Look = Callable[[Board], None]


class RunError(Told):
    """Replicates could not be run at all."""

    exit_code = 1


class Pool(Protocol):
    """What runs jobs: worker processes here, or a cluster."""

    @property
    def threads(self) -> int:
        """Jobs that run at once."""

    def __enter__(self) -> Self:
        """Until its block ends, workers that were started are kept for the next jobs."""

    def __exit__(self, *ended: Any) -> None:
        """Ends what was started."""

    def stream(
        self, work: Work, jobs: Iterable[Any], look: Look, limit: float | None = None
    ) -> Generator[Any, None, None]:
        """Runs jobs, which are taken as there is room for them; gives back each when it has been committed.

        look: called now and then with the board. limit: seconds that one run may take; one that takes longer is stopped
        and noted in the job's `late`. A worker that dies loses nothing: its jobs are run again; a run that kills its
        workers is found out and noted in `died`. An exception that is not a run's (a full disk) goes on to the caller.
        """


def run_all(pool: Pool, work: Work, jobs: Iterable[Any], look: Look, limit: float | None = None) -> None:
    """Runs all jobs, each committed as it ends."""
    for _ in pool.stream(work, jobs, look, limit):
        pass


class Watch:
    """Notes the jobs of which one run takes longer than the limit: slot to position of the run."""

    def __init__(self, board: Board, limit: float | None) -> None:
        self.board, self.limit = board, limit
        self.late: dict[int, int] = {}
        self._seen: dict[int, tuple[Any, int, float]] = {}

    def look(self, running: Iterable[tuple[int, Any]]) -> bool:
        """Whether one of these jobs, each in its slot, is late."""
        if self.limit is None:
            return False
        now = time.monotonic()
        for slot, job in running:
            begun = self.board.begun(slot)
            seen = self._seen.get(slot)
            if begun < 0 or seen is None or seen[0] is not job or seen[1] != begun:
                self._seen[slot] = job, begun, now
            elif begun < len(job.runs) and now - seen[2] > self.limit:
                self.late[slot] = begun
        return bool(self.late)


class Processes:
    """Worker processes. One without a limit on time: this process itself."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self._crew: Crew | None = None

    @property
    def threads(self) -> int:
        return self.workers

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *ended: Any) -> None:
        if self._crew is not None:
            self._crew.close()
            self._crew = None

    def stream(
        self, work: Work, jobs: Iterable[Any], look: Look, limit: float | None = None
    ) -> Generator[Any, None, None]:
        first = list(itertools.islice(jobs := iter(jobs), 2))
        if not first:
            return
        work.model.prepare()  # here, once, and not in every worker at the same time
        every = itertools.chain(first, jobs)
        if limit is None and (self.workers == 1 or len(first) == 1):
            yield from _here(work, every, look)
            return
        flight = _Flight(self, work, every, look, limit)
        try:
            yield from flight.run()
        except GeneratorExit:
            flight.drain()
            raise
        except BaseException:
            self._end()
            raise

    def crew(self) -> "Crew":
        """The workers, started if there are none."""
        if self._crew is None:
            self._crew = Crew(self.workers)
        return self._crew

    def _end(self) -> None:
        if self._crew is not None:
            self._crew.end()
            self._crew.close()
            self._crew = None


def _here(work: Work, jobs: Iterable[Any], look: Look) -> Iterator[Any]:
    class Watched(Board):
        last = 0.0

        def tried(self, slot: int, count: int, failed: int) -> None:
            super().tried(slot, count, failed)
            if time.monotonic() - self.last > LOOK:
                self.last = time.monotonic()
                look(self)

    board = Watched([-1, 0])
    gc.freeze()  # what is loaded by now need not be looked at by the collector after each replicate
    try:
        for job in jobs:
            work.run(job, board, 0)
            board.ended(0, len(job.runs))
            yield job
    finally:
        gc.unfreeze()
    look(board)


@dataclass
class _Flown:
    """A job on its way. deaths: how often its worker may have died of it."""

    job: Any
    deaths: int = 0
    slot: int = -1


@dataclass
class _Flight:
    """Jobs on their way through the workers: handed out, watched and waited for."""

    processes: Processes
    work: Work
    jobs: Iterator[Any]
    look: Look
    limit: float | None
    again: deque[_Flown] = field(default_factory=deque)
    flying: dict[Future, _Flown] = field(default_factory=dict)
    starts: int = 0

    def run(self) -> Iterator[Any]:
        """Runs all; gives back each job that is committed."""
        self._take(self.processes.crew())
        while True:
            broken = not self._hand_out()
            if not self.flying and not broken:
                return
            ended, broken = self._wait(broken)
            yield from ended
            if not broken and self.watch.look((one.slot, one.job) for one in self.flying.values()):
                self.crew.end()
                broken = True
            self.look(self.board)
            if broken:
                yield from self._start_again()

    def drain(self) -> None:
        """Waits for what runs, so that the workers can be used again; what has not begun is dropped."""
        begun = [future for future in self.flying if not future.cancel()]
        wait(begun, timeout=_DRAINED)
        if all(future.done() and future.exception() is None for future in begun):
            for one in self.flying.values():
                self.board.tried(one.slot, -1, 0)
        else:  # one was killed meanwhile, or takes long: what it gives is not asked for
            self.processes._end()

    def _take(self, crew: Crew) -> None:
        before = getattr(self, "board", None)
        self.crew, self.board = crew, Board(crew.numbers)
        if before is not None:
            self.board.done, self.board.failed = before.done, before.failed
        self.watch = Watch(self.board, self.limit)
        self.free = list(range(crew.slots))

    def _hand_out(self) -> bool:
        """Gives jobs to the workers as far as there is room; false when they turn out to have died."""
        while self.free:
            one = self.again.popleft() if self.again else None
            if one is None:
                job = next(self.jobs, None)
                if job is None:
                    return True
                one = _Flown(job)
            one.slot = self.free.pop()
            try:
                self.flying[self.crew.pool.submit(work_on, self.work, one.job, one.slot)] = one
            except BrokenProcessPool:
                self.again.appendleft(one)
                return False
        return True

    def _wait(self, broken: bool) -> tuple[list[Any], bool]:
        """Jobs that have ended, after a moment or as soon as one has; whether the workers have died."""
        finished, _ = wait(self.flying, timeout=LOOK, return_when=FIRST_COMPLETED)
        ended = []
        for future in finished:
            try:
                future.result()
            except BrokenProcessPool:
                broken = True
                continue
            one = self.flying.pop(future)
            self.board.ended(one.slot, len(one.job.runs))
            self.free.append(one.slot)
            self.starts = 0
            ended.append(one.job)
        return ended, broken

    def _start_again(self) -> Iterator[Any]:
        """Takes in what has ended after all, and gives the rest to new workers; who may have killed them runs alone."""
        wait(self.flying, timeout=10.0)
        late, begun = self.watch.late, False
        suspects: list[_Flown] = []
        for future, one in self.flying.items():
            if future.done() and future.exception() is None:
                self.board.ended(one.slot, len(one.job.runs))
                yield one.job
                continue
            if self.board.begun(one.slot) >= 0:
                begun = True
                one.deaths += not late  # the workers were ended here, so that no other job is suspect
            if one.slot in late:
                one.job = replace(one.job, late=(*one.job.late, one.job.runs[late[one.slot]]))
            self.board.tried(one.slot, -1, 0)
            (suspects if one.deaths > 1 else self.again).append(one)
        self.flying = {}
        self.starts = 0 if begun or late else self.starts + 1
        if self.starts >= _STARTS:
            raise RunError(
                say(
                    "the worker processes could not start; a script that runs replicates with several "
                    'workers must do so under `if __name__ == "__main__":`'
                )
            )
        self.processes._end()
        for one in suspects:
            self._run_alone(one.job)
            yield one.job
        self._take(self.processes.crew())

    def _run_alone(self, job: Any) -> None:
        """Runs a job in a worker of its own, so that it is known which run kills it; that run is then left out."""
        for _ in range(_DEATHS):
            crew = Crew(1)
            board, watch = Board(crew.numbers), Watch(Board(crew.numbers), self.limit)
            board.done, board.failed = self.board.done, self.board.failed
            try:
                future = crew.pool.submit(work_on, self.work, job, 0)
                while not future.done():
                    wait([future], timeout=LOOK)
                    self.look(board)
                    if not watch.late and watch.look([(0, job)]):
                        crew.end()
                future.result()
                self.board.done, self.board.failed = board.done + len(job.runs), board.failed + crew.numbers[1]
                return
            except BrokenProcessPool:
                at = board.begun(0)
            finally:
                crew.end()
                crew.close()
            if watch.late:
                job = replace(job, late=(*job.late, job.runs[watch.late[0]]))
            elif at < 0:
                break
            else:
                job = replace(job, died=(*job.died, job.runs[min(at, len(job.runs) - 1)]))
        self.work.given_up(job, WORKER_DIED)
        self.board.done, self.board.failed = self.board.done + len(job.runs), self.board.failed + len(job.runs)
        self.look(self.board)
