"""Running a sweep: finds the runs that are missing, runs those, goes on until it is precise enough."""

import hashlib
import json
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import t as student

from simulation.experiments.choice import COMPILED_MODEL, ModelChoice
from simulation.experiments.fingerprint import package_version
from simulation.experiments.pool import Look, RunError, run_jobs
from simulation.experiments.runner import Progress
from simulation.experiments.worker import Board
from simulation.outcomes.files import ResultsError, parquet_of
from simulation.outcomes.frame import Frame
from simulation.outcomes.provenance import RULES_FILE
from simulation.sweeps.jobs import jobs_for
from simulation.sweeps.places import Place, place_of
from simulation.sweeps.points import Point
from simulation.sweeps.results import SweepResults, open_sweep
from simulation.sweeps.schema import Sweep, UntilPrecise
from simulation.sweeps.store import FORMAT, TIME_LIMIT, WORKER_DIED, RunSet, SweepStore
from simulation.sweeps.work import SweepJob, SweepPlan

_RETRIED = (TIME_LIMIT, WORKER_DIED)

type Report = Callable[[Progress], None]
type Executor = Callable[[SweepPlan, Sequence[SweepJob], Look, float | None], None]
"""Runs all jobs of a plan, each committed as it ends: told now and then how far it is; seconds that a run may take."""


@dataclass(frozen=True)
class Sweeping:
    """A sweep made ready: its points, and where its runs are kept: a folder, or a URL of object storage."""

    sweep: Sweep
    points: tuple[Point, ...]
    folder: Path | str
    text: str = ""
    """The sweep file, kept beside the runs."""
    model: ModelChoice = COMPILED_MODEL

    @property
    def frame(self) -> Frame:
        """The months and places that all points share."""
        return self.points[0].frame

    def unique(self) -> dict[str, Point]:
        """The first point of each fingerprint, in order."""
        found: dict[str, Point] = {}
        for point in self.points:
            found.setdefault(point.fingerprint, point)
        return found


def run_sweep(
    sweeping: Sweeping,
    workers: int = 1,
    progress: Report | None = None,
    limit: float | None = None,
    executor: Executor | None = None,
) -> SweepResults:
    """Runs what is missing of a sweep and opens its results.

    The results are the same to the bit for any number of workers or computers, and after any number of interruptions.
    limit: seconds that one run may take. executor: what runs the jobs (see `cluster`), by default so many worker
    processes. Raises ResultsError when the place cannot be used, RunError when runs cannot be run.
    """
    place = place_of(sweeping.folder)
    try:
        place.prepare()
        with place.held():
            return _run_held(sweeping, place, executor or partial(_on_processes, workers), progress, limit)
    except OSError as error:
        raise ResultsError(f"{place} cannot be written: {error.strerror or error}") from error


def _on_processes(
    workers: int, plan: SweepPlan, jobs: Sequence[SweepJob], look: Look, limit: float | None
) -> None:
    run_jobs(plan, jobs, workers, look, limit)


def missing_runs(sweeping: Sweeping) -> tuple[int, int]:
    """How many runs are there already, and how many are missing (at least, when they go on until precise enough)."""
    unique = sweeping.unique()
    place = place_of(sweeping.folder)
    there = _there(SweepStore(place)) if _is_same(sweeping, place) else RunSet()
    wanted = _first_batch(sweeping.sweep)
    kept = sum(_held(there, point, wanted) for point in unique.values())
    return kept, len(unique) * wanted - kept


def _first_batch(sweep: Sweep) -> int:
    return sweep.replicates.batch if isinstance(sweep.replicates, UntilPrecise) else sweep.replicates


def _run_held(
    sweeping: Sweeping, place: Place, executor: Executor, progress: Report | None, limit: float | None
) -> SweepResults:
    begun = time.monotonic()
    if not _is_same(sweeping, place) and any(place.sizes(room) for room in ("", "runs", "commits")):
        place.set_aside(str(_manifest(place).get("code", "unknown"))[:8])
    sweep, store = sweeping.sweep, SweepStore(place)
    damaged = store.clean()
    if not damaged and _is_finished(sweeping, place, store):
        return open_sweep(place)
    unique = sweeping.unique()
    attempt = uuid.uuid4().hex
    _write_beginning(sweeping, place, attempt)
    plan = SweepPlan(place.address, sweep.record, sweep.seed, sweeping.model, attempt)
    wanted = dict.fromkeys(unique, _first_batch(sweep))
    there = _there(store)
    kept, tried, failed = len(there), 0, 0
    while True:
        jobs = jobs_for(unique, wanted, there, sweeping.model)
        total = sum(len(job.runs) for job in jobs)

        def look(board: Board, total: int = total, before: int = tried, lost: int = failed) -> None:
            place.still_held()
            if progress is not None:
                done, wrong = board.totals()
                progress(Progress(before + total, before + done, lost + wrong, kept, time.monotonic() - begun))

        if jobs:
            executor(plan, jobs, look, limit)
        tried += total
        there = _there(store, again=False)
        lost = sum(number - _held(there, unique[point], number) for point, number in wanted.items())
        if lost:
            raise RunError(f"{lost} runs were run and are not in {place}; the same command runs them again")
        if not isinstance(sweep.replicates, UntilPrecise):
            break
        wider = _not_precise(place, wanted, sweep.replicates)
        if not wider:
            break
        wanted |= {point: min(wanted[point] + sweep.replicates.batch, sweep.replicates.at_most) for point in wider}
    return _finish(place, store, wanted, damaged, time.monotonic() - begun)


def _manifest(place: Place) -> dict[str, Any]:
    """The manifest; nothing when it is missing or broken."""
    try:
        found = json.loads(place.read("manifest.json"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_same(sweeping: Sweeping, place: Place) -> bool:
    """Whether the place holds runs of the same code, seed, frame and record."""
    old = _manifest(place)
    same = all(old.get(key) == value for key, value in _identity(sweeping).items())
    return same and sweeping.model.is_noted(old)


def _is_finished(sweeping: Sweeping, place: Place, store: SweepStore) -> bool:
    """Whether the last call asked for the same, all of it is there, and no damage is left to be told."""
    old = _manifest(place)
    if not old.get("complete") or old.get("asked") != _asked(sweeping) or old["damaged"]:
        return False
    there, unique = _there(store), sweeping.unique()
    return all(_held(there, unique[point], number) == number for point, number in old["replicates"].items())


def _held(there: RunSet, point: Point, number: int) -> int:
    """How many of a point's first so many replicates are there."""
    return there.count(point.fingerprint, point.first, point.first + number)


def _asked(sweeping: Sweeping) -> str:
    """SHA-256, in hexadecimal, of the sweep file and all points."""
    points = [(point.number, point.fingerprint, point.base, point.values, point.first) for point in sweeping.points]
    settings = sweeping.sweep.model_dump(mode="json")
    return hashlib.sha256(json.dumps([sweeping.text, settings, points]).encode()).hexdigest()


def _identity(sweeping: Sweeping) -> dict[str, Any]:
    """What must be equal for runs to be used again; points are told apart by their fingerprints."""
    return {
        "format": FORMAT,
        "seed": sweeping.sweep.seed,
        "code": sweeping.model.code,
        "frame": sweeping.frame.to_json(),
        "record": sweeping.sweep.record.model_dump(mode="json"),
    }


def _write_beginning(sweeping: Sweeping, place: Place, attempt: str) -> None:
    manifest = _identity(sweeping) | sweeping.model.noted() | {
        "name": sweeping.sweep.name,
        "versions": {"essaim": package_version(), **sweeping.model.versions},
        "points": len(sweeping.points),
        "complete": False,
        "asked": _asked(sweeping),
        "attempt": attempt,
    }
    _write_manifest(place, manifest)
    place.write("sweep.yaml", sweeping.text.encode())
    if sweeping.model.rules is not None:
        place.write(RULES_FILE, sweeping.model.rules.text.encode())
    place.write("points.parquet", parquet_of(points_table(sweeping.points)))


def _write_manifest(place: Place, manifest: dict[str, Any]) -> None:
    place.write("manifest.json", (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())


def points_table(points: Sequence[Point]) -> pa.Table:
    """One row a point: number, fingerprint, base, what it sets (JSON by setting), and its scenario in full (JSON)."""
    return pa.table({
        "number": pa.array([point.number for point in points], pa.int32()),
        "point": [point.fingerprint for point in points],
        "base": [point.base for point in points],
        "values": [json.dumps(point.values, ensure_ascii=False) for point in points],
        "scenario": [point.text for point in points],
    })


def _there(store: SweepStore, again: bool = True) -> RunSet:
    """Runs that need not be run; with `again`, those stopped or killed are to be run again."""
    found = RunSet()
    for commit in store.commits():
        for run in commit.runs:
            found.add(run)
        for failure in commit.failures:
            if not (again and failure.stage in _RETRIED):
                found.add(failure.run)
    return found


def _not_precise(place: Place, wanted: dict[str, int], goal: UntilPrecise) -> list[str]:
    """The points whose interval is still too wide, judged on whole batches in replicate order."""
    values = open_sweep(place).final(goal.measure, goal.month)
    return [
        point
        for point, replicates in wanted.items()
        if replicates < goal.at_most
        and half_width(values.get(point, {}), replicates) > goal.half_width
    ]


def half_width(values: dict[int, float], replicates: int) -> float:
    """Half the 95 % interval of the mean of the first replicates; infinite with fewer than two."""
    first = np.array([value for replicate, value in values.items() if replicate < replicates])
    if len(first) < 2:
        return float("inf")
    return float(student.ppf(0.975, len(first) - 1) * first.std(ddof=1) / np.sqrt(len(first)))


def _finish(
    place: Place, store: SweepStore, wanted: dict[str, int], damaged: list[str], seconds: float
) -> SweepResults:
    runs, failures, spent = 0, 0, 0.0
    store.remove_unfinished()
    for commit in store.commits():
        runs, failures, spent = runs + len(commit.runs), failures + len(commit.failures), spent + commit.seconds
    manifest = _manifest(place) | {
        "complete": True,
        "runs": runs,
        "failed": failures,
        "damaged": damaged,
        "replicates": {point: number for point, number in wanted.items()},
        "seconds": {"wall": round(seconds, 3), "chunks": round(spent, 3)},
    }
    _write_manifest(place, manifest)
    return open_sweep(place)


__all__ = ["Executor", "Sweeping", "half_width", "missing_runs", "points_table", "run_sweep"]
