"""Running a sweep: finds the runs that are missing in its folder, runs those, goes on until it is precise enough."""

import itertools
import json
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import t as student

from simulation.experiments.fingerprint import code_fingerprint, library_versions, package_version
from simulation.experiments.locking import locked
from simulation.experiments.pool import run_jobs
from simulation.experiments.runner import Progress, set_aside
from simulation.experiments.worker import MODEL, Board
from simulation.outcomes.files import ResultsError, read_json, write_json, write_table, write_whole
from simulation.outcomes.frame import Frame
from simulation.scenario.writing import fingerprint, plain_scenario, scenario_yaml
from simulation.sweeps.points import Point
from simulation.sweeps.results import SweepResults, open_sweep
from simulation.sweeps.schema import Sweep, UntilPrecise
from simulation.sweeps.store import FORMAT, TIME_LIMIT, WORKER_DIED, Run, SweepStore
from simulation.sweeps.work import Share, SweepJob, SweepPlan

RUNS_A_JOB = 25
_RETRIED = (TIME_LIMIT, WORKER_DIED)

type Report = Callable[[Progress], None]


@dataclass(frozen=True)
class Sweeping:
    """A sweep made ready: its points, by fingerprint those that differ, and where its runs are kept."""

    sweep: Sweep
    points: tuple[Point, ...]
    folder: Path
    text: str = ""
    """The sweep file, kept beside the runs."""
    simulate: str = MODEL

    @property
    def frame(self) -> Frame:
        """The months and places that all points share."""
        return Frame.of(self.points[0].scenario)

    def unique(self) -> dict[str, Point]:
        """The first point of each fingerprint, in order."""
        found: dict[str, Point] = {}
        for point in self.points:
            found.setdefault(fingerprint(point.scenario), point)
        return found


def run_sweep(
    sweeping: Sweeping, workers: int = 1, progress: Report | None = None, limit: float | None = None
) -> SweepResults:
    """Runs what is missing of a sweep and opens its results.

    The results are the same to the bit for any number of workers, and after any number of interruptions. limit:
    seconds that one run may take. Raises ResultsError when the folder cannot be used.
    """
    folder = sweeping.folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            return _run_locked(sweeping, workers, progress, limit)
    except OSError as error:
        raise ResultsError(f"{folder} cannot be written: {error.strerror or error}") from error


def missing_runs(sweeping: Sweeping) -> tuple[int, int]:
    """How many runs are there already, and how many are missing (at least, when they go on until precise enough)."""
    unique = sweeping.unique()
    there = _there(SweepStore(sweeping.folder)) if _is_same(sweeping) else {}
    wanted = _first_batch(sweeping.sweep)
    kept = sum(
        sum(0 <= replicate - one.first < wanted for replicate in there.get(point, ())) for point, one in unique.items()
    )
    return kept, len(unique) * wanted - kept


def _first_batch(sweep: Sweep) -> int:
    return sweep.replicates.batch if isinstance(sweep.replicates, UntilPrecise) else sweep.replicates


def _run_locked(
    sweeping: Sweeping, workers: int, progress: Report | None, limit: float | None
) -> SweepResults:
    begun = time.monotonic()
    if not _is_same(sweeping) and any(path.name != ".lock" for path in sweeping.folder.iterdir()):
        set_aside(sweeping.folder, _old_code(sweeping.folder))
    sweep, store = sweeping.sweep, SweepStore(sweeping.folder)
    unique = sweeping.unique()
    store.clean()
    _write_beginning(sweeping, unique)
    plan = SweepPlan(sweeping.folder, sweep.record, sweep.seed, sweeping.simulate)
    plain = {point: plain_scenario(one.scenario) for point, one in unique.items()}
    firsts = {point: one.first for point, one in unique.items()}
    wanted = dict.fromkeys(unique, _first_batch(sweep))
    there = _there(store)
    kept, tried, failed = sum(map(len, there.values())), 0, 0
    while True:
        shares = list(_shares(plain, firsts, wanted, there))
        jobs = [SweepJob(tuple(part), slot) for slot, part in enumerate(_grouped(shares))]
        total = sum(len(job.runs) for job in jobs)

        def look(board: Board, total: int = total, before: int = tried, lost: int = failed) -> None:
            if progress is not None:
                done, wrong = board.totals()
                progress(Progress(before + total, before + done, lost + wrong, kept, time.monotonic() - begun))

        if jobs:
            run_jobs(plan, jobs, workers, look, limit)
        tried += total
        there = _there(store, again=False)
        if not isinstance(sweep.replicates, UntilPrecise):
            break
        wider = _not_precise(sweeping, wanted, sweep.replicates)
        if not wider:
            break
        wanted |= {point: min(wanted[point] + sweep.replicates.batch, sweep.replicates.at_most) for point in wider}
    return _finish(sweeping, store, wanted, time.monotonic() - begun)


def _is_same(sweeping: Sweeping) -> bool:
    """Whether the folder holds runs of the same code, seed, frame and record."""
    try:
        old = read_json(sweeping.folder / "manifest.json")
        return all(old[key] == value for key, value in _identity(sweeping).items())
    except (ResultsError, KeyError, TypeError):
        return False


def _old_code(folder: Path) -> str:
    try:
        return str(read_json(folder / "manifest.json")["code"])[:8]
    except (ResultsError, KeyError, TypeError):
        return "unknown"


def _identity(sweeping: Sweeping) -> dict[str, Any]:
    """What must be equal for runs to be used again; points are told apart by their fingerprints."""
    return {
        "format": FORMAT,
        "seed": sweeping.sweep.seed,
        "code": code_fingerprint(),
        "model": sweeping.simulate,
        "frame": sweeping.frame.to_json(),
        "record": sweeping.sweep.record.model_dump(mode="json"),
    }


def _write_beginning(sweeping: Sweeping, unique: dict[str, Point]) -> None:
    manifest = _identity(sweeping) | {
        "name": sweeping.sweep.name,
        "versions": {"essaim": package_version(), **library_versions()},
        "points": len(sweeping.points),
        "complete": False,
    }
    write_json(sweeping.folder / "manifest.json", manifest)
    write_whole(sweeping.folder / "sweep.yaml", sweeping.text.encode())
    write_table(sweeping.folder / "points.parquet", points_table(sweeping.points))


def points_table(points: Sequence[Point]) -> pa.Table:
    """One row a point: number, fingerprint, base, what it sets (JSON by setting), and its scenario in full."""
    return pa.table({
        "number": pa.array([point.number for point in points], pa.int32()),
        "point": [fingerprint(point.scenario) for point in points],
        "base": [point.base for point in points],
        "values": [json.dumps(point.values, ensure_ascii=False) for point in points],
        "scenario": [scenario_yaml(point.scenario) for point in points],
    })


def _there(store: SweepStore, again: bool = True) -> dict[str, set[int]]:
    """Replicates by point that need not be run; with `again`, those stopped or killed are to be run again."""
    found: dict[str, set[int]] = defaultdict(set)
    for commit in store.commits():
        crashed = [failure.run for failure in commit.failures if not (again and failure.stage in _RETRIED)]
        for point, replicate in itertools.chain(commit.runs, crashed):
            found[point].add(replicate)
    return found


def _shares(
    plain: dict[str, dict[str, Any]], firsts: dict[str, int], wanted: dict[str, int], there: dict[str, set[int]]
) -> Iterator[Share]:
    """What is missing, point by point, as stretches of replicates of at most RUNS_A_JOB."""
    for point, replicates in wanted.items():
        numbers = range(firsts[point], firsts[point] + replicates)
        missing = [replicate for replicate in numbers if replicate not in there.get(point, ())]
        while missing:
            length = 1
            while length < min(len(missing), RUNS_A_JOB) and missing[length] == missing[0] + length:
                length += 1
            yield Share(point, plain[point], missing[0], missing[length - 1])
            missing = missing[length:]


def _grouped(shares: Iterable[Share]) -> Iterator[list[Share]]:
    """Shares put together to jobs of about RUNS_A_JOB runs."""
    group: list[Share] = []
    size = 0
    for share in shares:
        if group and size + len(share.runs) > RUNS_A_JOB:
            yield group
            group, size = [], 0
        group.append(share)
        size += len(share.runs)
    if group:
        yield group


def _not_precise(sweeping: Sweeping, wanted: dict[str, int], goal: UntilPrecise) -> list[str]:
    """The points whose interval is still too wide, judged on whole batches in replicate order."""
    values = SweepResults(sweeping.folder).final(goal.measure, goal.month)
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


def _finish(sweeping: Sweeping, store: SweepStore, wanted: dict[str, int], seconds: float) -> SweepResults:
    runs, failures, spent = 0, 0, 0.0
    for commit in store.commits():
        runs, failures, spent = runs + len(commit.runs), failures + len(commit.failures), spent + commit.seconds
    manifest = read_json(sweeping.folder / "manifest.json")
    manifest |= {
        "complete": True,
        "runs": runs,
        "failed": failures,
        "replicates": {point: number for point, number in wanted.items()},
        "seconds": {"wall": round(seconds, 3), "chunks": round(spent, 3)},
    }
    write_json(sweeping.folder / "manifest.json", manifest)
    return open_sweep(sweeping.folder)


__all__ = ["Run", "Sweeping", "half_width", "missing_runs", "points_table", "run_sweep"]
