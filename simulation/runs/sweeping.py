"""A sweep made ready: its points, and where its runs are kept; and running it until it is precise enough."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from scipy.stats import t as student

from simulation.outcomes.frame import Frame
from simulation.outcomes.manifests import SweepManifest
from simulation.outcomes.provenance import RULES_FILE
from simulation.outcomes.store import THINNED, Asked
from simulation.outcomes.sweep_results import SweepResults, open_sweep
from simulation.runs.jobs import runs_a_job
from simulation.runs.model_choice import COMPILED_MODEL, ModelChoice
from simulation.runs.plan import Plan
from simulation.runs.points import Point
from simulation.runs.pool import Pool
from simulation.runs.running import Report, Request, State, run_request
from simulation.runs.schema import Sweep, UntilPrecise
from simulation.storage.storage import Storage, storage_at


@dataclass(frozen=True)
class Sweeping(Request[SweepResults]):
    """Points, each a scenario with replicates on common seeds: what a sweep file says, or what an analysis makes."""

    sweep: Sweep
    points: tuple[Point, ...]
    folder: Path | str | Storage
    text: str = ""
    """The sweep file, kept beside the runs."""
    model: ModelChoice = COMPILED_MODEL

    layout, manifest, aligned = THINNED, SweepManifest, False

    @property
    def size(self) -> int:
        return runs_a_job(self.model)

    @property
    def storage(self) -> Storage:
        return storage_at(self.folder)

    @property
    def frame(self) -> Frame:
        """The months and places that all points share."""
        return self.points[0].frame

    def plan(self, attempt: str) -> Plan:
        storage = self.storage
        address = storage if isinstance(self.folder, Storage) else storage.address
        return Plan(address, self.sweep.record, self.sweep.seed, self.model, attempt=attempt)

    def scenarios(self) -> dict[str, str]:
        return {point.fingerprint: point.text for point in self.points}

    def asked(self) -> Asked:
        goal = self.sweep.replicates
        number = goal.batch if isinstance(goal, UntilPrecise) else goal
        found: dict[str, list[range]] = {}
        for point in self.points:
            more = range(point.first, point.first + number)
            if more not in found.setdefault(point.fingerprint, []):
                found[point.fingerprint].append(more)
        return found

    def identity(self) -> dict[str, Any]:
        return {
            "seed": self.sweep.seed,
            "frame": self.frame.to_json(),
            "record": self.sweep.record.model_dump(mode="json"),
        }

    def is_finished(self, storage: Storage, manifest: dict[str, Any]) -> bool:
        return manifest.get("asked") == self._asked_for()

    def _asked_for(self) -> str:
        """SHA-256, in hexadecimal, of the sweep file and all points."""
        points = [(point.number, point.fingerprint, point.base, point.values, point.first) for point in self.points]
        settings = self.sweep.model_dump(mode="json")
        return hashlib.sha256(json.dumps([self.text, settings, points]).encode()).hexdigest()

    def begin(self, storage: Storage, asked: Asked) -> dict[str, Any]:
        storage.write("sweep.yaml", self.text.encode())
        if self.model.rules is not None:
            storage.write(RULES_FILE, self.model.rules.text.encode())
        storage.write_table("points.parquet", points_table(self.points, asked))
        return {"name": self.sweep.name, "points": len(self.points), "asked": self._asked_for()}

    def more(self, storage: Storage, asked: Asked) -> Asked | None:
        goal = self.sweep.replicates
        if not isinstance(goal, UntilPrecise):
            return None
        values = open_sweep(storage).final(goal.measure, goal.month)
        wider = {
            point
            for point, (replicates,) in asked.items()
            if len(replicates) < goal.at_most and half_width(values.get(point, {}), len(replicates)) > goal.half_width
        }
        if not wider:
            return None
        return {
            point: [range(one.start, min(one.stop + goal.batch, one.start + goal.at_most))] if point in wider else [one]
            for point, (one,) in asked.items()
        }

    def open(self, storage: Storage) -> SweepResults:
        return open_sweep(storage)

    def finish(self, storage: Storage, state: State) -> dict[str, Any]:
        runs = failures = 0
        for chunk in open_sweep(storage).store.chunks():
            runs, failures = runs + len(chunk.runs), failures + len(chunk.failures)
        replicates = {point: sum(map(len, ranges)) for point, ranges in state.asked.items()}
        return {"runs": runs, "failed": failures, "replicates": replicates, "seconds": state.seconds()}


def points_table(points: Sequence[Point], asked: Asked | None = None) -> pa.Table:
    """One row a point: number, fingerprint, base, what it sets (JSON by setting), its scenario in full (JSON), and the
    replicates that are asked for: the first, and how many.
    """
    counts = [
        next((len(one) for one in (asked or {}).get(point.fingerprint, ()) if one.start == point.first), 0)
        for point in points
    ]
    return pa.table(
        {
            "number": pa.array([point.number for point in points], pa.int32()),
            "point": [point.fingerprint for point in points],
            "base": [point.base for point in points],
            "values": [json.dumps(point.values, ensure_ascii=False) for point in points],
            "scenario": [point.text for point in points],
            "first": pa.array([point.first for point in points], pa.int64()),
            "replicates": pa.array(counts, pa.int32()),
        }
    )


def run_sweep(
    sweeping: Sweeping,
    workers: int = 1,
    progress: Report | None = None,
    limit: float | None = None,
    pool: Pool | None = None,
) -> SweepResults:
    """Runs what is missing of a sweep and opens its results; see `running.run_request`."""
    return run_request(sweeping, workers, progress, limit, pool)


def half_width(values: dict[int, float], replicates: int) -> float:
    """Half the 95 % interval of the mean of the first replicates; infinite with fewer than two."""
    first = np.array([value for replicate, value in values.items() if replicate < replicates])
    if len(first) < 2:
        return float("inf")
    return float(student.ppf(0.975, len(first) - 1) * first.std(ddof=1) / np.sqrt(len(first)))
