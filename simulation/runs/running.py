"""Running what was asked for: finds the runs that are missing, runs those, and goes on until it is enough."""

import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from simulation.language import say
from simulation.outcomes.manifests import fits
from simulation.outcomes.opened import OpenedRuns
from simulation.outcomes.store import FORMAT, RETRIED, Asked, Layout, RunSet, Store
from simulation.runs.fingerprint import package_version
from simulation.runs.jobs import jobs_for, missing
from simulation.runs.model_choice import ModelChoice
from simulation.runs.plan import Board, Plan
from simulation.runs.pool import Pool, Processes, RunError, run_all
from simulation.scenario.problems import listed
from simulation.storage.files import not_written
from simulation.storage.names import ASIDE
from simulation.storage.storage import Storage


@dataclass(frozen=True)
class Progress:
    """How far a command is. `total` counts what has to be run; `kept` was there already.

    later: of the total, runs that nobody asked for by number and that come after the others.
    """

    total: int
    done: int
    failed: int
    kept: int
    seconds: float
    later: int = 0

    @property
    def per_second(self) -> float:
        """Runs tried a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


type Report = Callable[[Progress], None]


class Request[Opened: OpenedRuns](ABC):
    """Runs that are asked for: of a forecast, of a sweep, of whatever else needs many runs.

    layout: how chunks are kept. manifest: the schema of what is said of them. aligned: chunks are cut at multiples of
    `size`. size: runs of a chunk.
    """

    layout: Layout
    manifest: type
    aligned: bool
    model: ModelChoice

    @property
    @abstractmethod
    def size(self) -> int:
        """Runs that are committed together."""

    @property
    @abstractmethod
    def storage(self) -> Storage:
        """Where the runs are kept. Raises ResultsError."""

    @abstractmethod
    def plan(self, attempt: str) -> Plan:
        """What workers need to know."""

    @abstractmethod
    def scenarios(self) -> Mapping[str, str]:
        """The scenario of each point as JSON, by fingerprint."""

    @abstractmethod
    def asked(self) -> Asked:
        """The runs that are asked for, at least."""

    def later(self) -> Asked:
        """Those of them that come after the others, and that nobody asks for by number."""
        return {}

    @abstractmethod
    def identity(self) -> dict[str, Any]:
        """What must be equal in a manifest for runs to be used again, the code left out."""

    def is_same(self, manifest: dict[str, Any]) -> bool:
        """Whether what is not equal but comes to the same, such as the name of a scenario, is of the same runs."""
        return True

    @abstractmethod
    def is_finished(self, storage: Storage, manifest: dict[str, Any]) -> bool:
        """Whether a manifest, which says that it is complete, is of the same request and its tables are there."""

    @abstractmethod
    def begin(self, storage: Storage, asked: Asked) -> dict[str, Any]:
        """Writes what is kept beside the runs; what the manifest says of the request."""

    def more(self, storage: Storage, asked: Asked) -> Asked | None:
        """The runs that are asked for once the first are there; none when they are enough."""
        return None

    @abstractmethod
    def open(self, storage: Storage) -> Opened:
        """Opens the runs, finished or not."""

    @abstractmethod
    def finish(self, storage: Storage, state: "State") -> dict[str, Any]:
        """Puts the tables together; what the manifest says of them. Raises RunError when nothing could be run."""

    def afterwards(self, storage: Storage) -> None:  # noqa: B027
        """Removes what is no longer needed once the manifest says that all is complete."""


@dataclass
class State:
    """How a call stands. damaged: chunks that had to be run again. notices: what a person should know."""

    store: Store
    manifest: dict[str, Any]
    asked: Asked
    begun: float = field(default_factory=time.monotonic)
    damaged: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def seconds(self) -> dict[str, float]:
        """Seconds spent in all calls, by the clock and in chunks."""
        before = (self.manifest.get("seconds") or {}).get("wall", 0.0)
        chunks = sum(chunk.seconds for chunk in self.store.chunks(all_of_them=True))
        return {"wall": round(before + time.monotonic() - self.begun, 3), "chunks": round(chunks, 3)}


def run_request[Opened: OpenedRuns](
    request: Request[Opened],
    workers: int = 1,
    progress: Report | None = None,
    limit: float | None = None,
    pool: Pool | None = None,
) -> Opened:
    """Runs what is missing and opens the results.

    The results are the same for any number of workers or computers, and after any number of interruptions. limit:
    seconds that one run may take. pool: what runs the jobs (see `cluster`), by default so many worker processes. Raises
    ResultsError when the storage cannot be used, RunError when runs cannot be run.
    """
    storage = request.storage
    try:
        storage.prepare()
        with storage.held(), pool or Processes(workers) as used:
            return _run_held(request, storage, used, progress, limit)
    except OSError as error:
        raise not_written(storage, error, kept=True) from error


def missing_runs(request: Request) -> tuple[int, int]:
    """How many of the runs that are asked for are there already, and how many are missing (at least)."""
    storage, asked = request.storage, request.asked()
    there = Store(storage, request.layout).there() if is_same(request, storage.manifest()) else RunSet()
    left, wanted = missing(asked, there), sum(len(one) for ranges in asked.values() for one in ranges)
    return wanted - left, left


def _run_held[Opened: OpenedRuns](
    request: Request[Opened], storage: Storage, pool: Pool, progress: Report | None, limit: float | None
) -> Opened:
    state = State(Store(storage, request.layout), storage.manifest(), request.asked())
    _put_aside(storage, state)
    if not is_same(request, state.manifest):
        _set_aside(request, storage, state)
    store = state.store
    state.damaged = store.clean()
    if request.aligned:  # a run that is tried again is kept together with the same others as before
        for chunk in list(store.chunks(all_of_them=True)):
            if any(failure.stage in RETRIED for failure in chunk.failures):
                store.drop(chunk)
    old = state.manifest
    if not state.damaged and old.get("complete") and not old.get("damaged") and request.is_finished(storage, old):
        results = request.open(storage)
        if not missing(results.asked(), store.there()):
            return _noticed(results, state)
    attempt = uuid.uuid4().hex
    _write_beginning(request, storage, state, attempt)
    there = store.there()
    scenarios, plan = request.scenarios(), request.plan(attempt)
    kept = sum(len(one) for ranges in state.asked.values() for one in ranges) - missing(state.asked, there)
    done = failed = 0
    later = missing(request.later(), there)
    while True:
        total = missing(state.asked, there)

        def look(board: Board, total: int = total, before: int = done, wrong: int = failed) -> None:
            storage.still_held()
            if progress is not None:
                tried, lost = board.totals()
                spent = time.monotonic() - state.begun
                progress(Progress(before + total, before + tried, wrong + lost, kept, spent, later))

        run_all(pool, plan, jobs_for(scenarios, state.asked, there, request.size, request.aligned), look, limit)
        there = store.there(again=False)
        lost = missing(state.asked, there)
        if lost:
            raise RunError(
                say(
                    "{lost} runs were run and are not in {storage}; the same command runs them again",
                    lost=lost,
                    storage=storage,
                )
            )
        done += total
        wider = request.more(storage, state.asked)
        if wider is None:
            break
        state.asked = wider
        request.begin(storage, wider)
    return _finish(request, storage, state)


def is_same(request: Request, manifest: dict[str, Any]) -> bool:
    """Whether a manifest is of runs of the same identity, code and rules."""
    if not fits(request.manifest, manifest):
        return False
    same = all(manifest.get(key) == value for key, value in {"format": FORMAT, **request.identity()}.items())
    code = manifest.get("code")
    return (
        same
        and isinstance(code, dict)
        and code.get("fingerprint") == request.model.code
        and (request.model.is_noted(manifest) and request.is_same(manifest))
    )


def _put_aside(storage: Storage, state: State) -> None:
    """Moves what lies among the runs and is none of Essaim's out of the way, untouched, and says so."""
    strange = state.store.strangers()
    if strange:
        storage.put_aside(strange)
        state.notices.append(
            say(
                "{storage}: {strange} did not come from Essaim; set aside, untouched, in {aside}/.",
                storage=storage,
                strange=listed(strange, 5),
                aside=ASIDE,
            )
        )


def _set_aside(request: Request, storage: Storage, state: State) -> None:
    """Moves runs of other code or another format to a storage beside this one: neither mixed with new ones nor lost."""
    if not state.manifest and not storage.sizes(request.layout.records):
        return  # nothing, or what a call left that was killed before it began
    code = state.manifest.get("code")
    code = code.get("fingerprint") if isinstance(code, dict) else code
    where = storage.set_aside(str(code or "unknown")[:8])
    state.manifest = {}
    state.notices.append(
        say(
            "What was in {storage} came from another version of Essaim; it is set aside in {where}, "
            "and all is run anew.",
            storage=storage,
            where=where,
        )
    )


def _write_beginning(request: Request, storage: Storage, state: State, attempt: str) -> None:
    before = {"seconds": state.manifest.get("seconds")} if state.manifest else {}
    told = request.begin(storage, state.asked)  # first, for with the manifest it counts
    state.manifest = {
        "format": FORMAT,
        **request.identity(),
        "code": {"version": package_version(), "fingerprint": request.model.code, **request.model.versions},
        **request.model.noted(),
        **told,
        **before,
        "complete": False,
        "attempt": attempt,
    }
    storage.write_json("manifest.json", state.manifest)


def _finish[Opened: OpenedRuns](request: Request[Opened], storage: Storage, state: State) -> Opened:
    state.manifest |= request.finish(storage, state) | {"complete": True, "damaged": state.damaged}
    state.store.remove_unfinished()
    storage.write_json("manifest.json", state.manifest)
    request.afterwards(storage)
    return _noticed(request.open(storage), state)


def _noticed[Opened: OpenedRuns](results: Opened, state: State) -> Opened:
    results.notices = tuple(state.notices)
    return results
