"""Tasks whose results are wanted here, in their order: candidates of a calibration, histories that are carried on.

Each leaves its arrays in the storage, so that what was stopped goes on from there, and is given back when its turn
comes, whichever is done first.
"""

import itertools
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from simulation.language import say
from simulation.runs.model_choice import COMPILED_MODEL, ModelChoice
from simulation.runs.plan import Board, attempt_at
from simulation.runs.pool import Pool, RunError
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at

type Arrays = dict[str, np.ndarray]


@dataclass(frozen=True, kw_only=True)
class Task(ABC):
    """Some simulations. died, late, only: see `plan.Job`."""

    died: tuple[int, ...] = ()
    late: tuple[int, ...] = ()
    only: int | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """What it is kept as; no other task has it."""

    @property
    @abstractmethod
    def numbers(self) -> Sequence[int]:
        """A number for each simulation."""

    @abstractmethod
    def arrays(self, tried: Callable[[int], None]) -> Arrays:
        """What it gives; `tried` is told how many of its runs have been tried."""

    @property
    def runs(self) -> list[int]:
        """The numbers of those that are run."""
        return list(self.numbers) if self.only is None else [self.only]

    @property
    def excluded(self) -> frozenset[int]:
        """The runs that are left out, as they killed a worker or took too long."""
        return frozenset((*self.died, *self.late))


@dataclass(frozen=True)
class Tasks:
    """What workers need to know; see `plan.Work`. room: where the arrays of the tasks are kept."""

    address: str | Storage
    room: str
    attempt: str
    model: ModelChoice = COMPILED_MODEL

    def run(self, job: Task, board: Board, slot: int) -> None:
        """Runs a task and keeps its arrays."""
        board.tried(slot, 0, 0)
        found = job.arrays(lambda count: board.tried(slot, count, 0))
        if job.only is not None:
            return
        storage = storage_at(self.address)
        if attempt_at(storage) != self.attempt:
            raise ResultsError(say("{storage} cannot be seen, or another call has taken it over", storage=storage))
        storage.write_arrays(self._path(job.name), found)

    def given_up(self, job: Task, stage: str) -> None:
        """Raises RunError."""
        raise RunError(
            say("a simulation ends its worker process again and again ({stage}; {name})", stage=stage, name=job.name)
        )

    def read(self, name: str) -> Arrays | None:
        """The arrays of a task; none when they are not there or damaged."""
        return storage_at(self.address).read_arrays(self._path(name))

    def in_order(self, pool: Pool, tasks: Iterable[Task], limit: float | None = None) -> Generator[Arrays, None, None]:
        """What each task gives, in their order; those that are stored are not run. Some are begun ahead of that."""
        tasks = iter(tasks)
        for task in tasks:
            found = self.read(task.name)
            if found is None:
                break
            yield found
        else:
            return
        stored = {name for name in storage_at(self.address).sizes(self.room) if name.endswith(".npz")}
        order: deque[str] = deque()
        done: set[str] = set()

        def left() -> Iterator[Task]:
            for one in itertools.chain([task], tasks):
                order.append(one.name)
                if one is not task and self._path(one.name) in stored and self.read(one.name) is not None:
                    done.add(one.name)
                else:
                    yield one

        stream = pool.stream(self, left(), lambda _: None, limit)
        try:
            for ended in itertools.chain(stream, [None]):
                if ended is not None:
                    done.add(ended.name)
                while order and order[0] in done:
                    yield self._taken(order.popleft())
        finally:
            stream.close()

    def _taken(self, name: str) -> Arrays:
        found = self.read(name)
        if found is None:
            raise RunError(
                say(
                    "{name} was run and is not in {storage_at}; the same command runs it again",
                    name=name,
                    storage_at=storage_at(self.address),
                )
            )
        return found

    def _path(self, name: str) -> str:
        return f"{self.room}/{name}.npz"
