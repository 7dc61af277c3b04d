"""One scenario, many replicates: finds what is missing in its folder, runs that, and puts the tables together."""

import datetime
import re
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from simulation.common.columns import PERSON_INDEX
from simulation.experiments.choice import COMPILED, COMPILED_MODEL, MESA, ModelChoice
from simulation.experiments.example import example_tables, typical_replicate
from simulation.experiments.fingerprint import package_version
from simulation.experiments.pool import RunError, run_jobs
from simulation.experiments.spool import Spool
from simulation.experiments.worker import Board, Job, Plan
from simulation.outcomes.calibration import open_calibration, write_posterior
from simulation.outcomes.files import ResultsError, is_whole, read_json, set_aside, write_json, write_table, write_whole
from simulation.outcomes.frame import Frame
from simulation.outcomes.locking import locked
from simulation.outcomes.provenance import RULES_FILE
from simulation.outcomes.results import Results, open_results
from simulation.outcomes.store import EXAMPLE_FILES, FORMAT, SINGLE_FILES, WORKER_DIED, Chunk, Record, Store, divide
from simulation.outcomes.summary import summary_of
from simulation.scenario.posterior import Posterior
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint, scenario_yaml

REPEATED = "repeated"
"""Key of the manifest of a run with rules of one's own: whether a replicate that was run again gave the same."""

if TYPE_CHECKING:
    from simulation.own_rules import OwnRules

MOST_REPLICATES = 1_000_000
FITTED = "fitted.json"
"""File of a run with a posterior that holds the observations that it was fitted to."""


@dataclass(frozen=True)
class Progress:
    """How far a run is. `total` counts what had to be run, the chance batch included; `kept` was there already."""

    total: int
    done: int
    failed: int
    kept: int
    seconds: float

    @property
    def per_second(self) -> float:
        """Runs tried a second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0


type Report = Callable[[Progress], None]


def run(
    scenario: Scenario,
    replicates: int = 200,
    seed: int = 1,
    workers: int = 1,
    out: str | Path = "results",
    best_values: bool = False,
    progress: Report | None = None,
    name: str | None = None,
    posterior: str | Path | None = None,
    rules: "str | Path | OwnRules | None" = None,
    engine: str = COMPILED,
) -> Results:
    """Runs replicates 0 to `replicates` − 1 of a scenario, those that are missing, and opens the results.

    scenario: as `load_scenario` gives it. seed: 0 to 2³² − 1. workers: processes; the results are the same to the
    byte for any number. out: the run gets a folder of its own in it, see `folder_of`. best_values: fixes the
    uncertainties. progress: called now and then. name: what the folder is called after, by default the scenario's
    name. posterior: the folder of a calibration, whose draws stand in place of the priors of the uncertainties that
    were fitted; the others are drawn as ever. rules: a file of rules of one's own, or one read (see docs/own_rule.md),
    with which the slower Mesa engine runs. engine: `compiled` or `mesa`, which give the same numbers.

    A replicate that crashes is a row of `.failures()`. Raises ValueError for numbers out of range, ScenarioError for a
    file of rules that is wrong, RunError when nothing can be run, ResultsError when the folder cannot be used.
    KeyboardInterrupt leaves what is finished.
    """
    for label, value, low, high in (
        ("replicates", replicates, 1, MOST_REPLICATES),
        ("seed", seed, 0, 2**32 - 1),
        ("workers", workers, 1, 10_000),
    ):
        if not low <= value <= high:
            raise ValueError(f"{label} must lie between {low} and {high}, not {value}")
    plan = plan_of(scenario, seed, out, best_values, name, posterior, ModelChoice.of(engine, rules))
    try:
        plan.folder.mkdir(parents=True, exist_ok=True)
        with locked(plan.folder):
            results = _run_locked(plan, replicates, workers, progress)
            if posterior is not None:
                # What the posterior was fitted to: `essaim score` asks for it.
                observations = open_calibration(posterior).manifest["identity"]["observations"]
                write_json(plan.folder / FITTED, {"observations": observations})
            return results
    except OSError as error:
        raise ResultsError(f"{plan.folder} cannot be written: {error}") from error


def plan_of(
    scenario: Scenario,
    seed: int = 1,
    out: str | Path = "results",
    best_values: bool = False,
    name: str | None = None,
    posterior: str | Path | None = None,
    model: ModelChoice = COMPILED_MODEL,
) -> Plan:
    """What `run` would do with these arguments, and where. Raises ValueError, and ResultsError for the posterior."""
    if best_values and posterior is not None:
        raise ValueError("with best_values nothing is drawn, so a posterior has no use")
    drawn = None if posterior is None else open_calibration(posterior).posterior()
    folder = folder_of(scenario, seed, Path(out), best_values, name, drawn, model)
    return Plan(folder, scenario, seed, best_values, model, drawn)


def runs_left(plan: Plan, replicates: int) -> int:
    """How many runs, the chance batch included, are missing in the plan's folder, which stays as it is."""
    frame, spool = Frame.of(plan.scenario), Spool(plan.folder)
    old = _stored(plan, _new_manifest(plan))
    replicates = max(replicates, old["replicates"] if old else 0)
    records = _good(Store(plan.folder, frame)) if old else []
    chunks = _missing(records, replicates, chance_runs(replicates, plan.best_values), frame.chunk)
    runs = [chunk.replicate(world) for chunk in chunks for world in chunk.worlds]
    return sum(not (old and replicate in spool) for replicate in runs)


def folder_of(
    scenario: Scenario,
    seed: int,
    out: Path,
    best_values: bool = False,
    name: str | None = None,
    posterior: Posterior | None = None,
    model: ModelChoice = COMPILED_MODEL,
) -> Path:
    """Where a run's results go: a folder named after name, fingerprints of scenario, posterior and rules, and seed."""
    called = re.sub(r"[^\w.-]+", "-", name or scenario.name).strip("-.")[:60].lower() or "scenario"
    drawn = "" if posterior is None else f"-posterior{posterior.fingerprint[:8]}"
    return out / f"{called}-{fingerprint(scenario)[:8]}{drawn}{model.suffix}-seed{seed}{'-best' if best_values else ''}"


def chance_runs(replicates: int, best_values: bool) -> int:
    """How many worlds are run once more with other chance: none with best values, for all worlds are then one."""
    return 0 if best_values else min(replicates, max(10, replicates // 10))


def _run_locked(plan: Plan, replicates: int, workers: int, progress: Report | None) -> Results:
    begun = time.monotonic()
    manifest = _manifest(plan)
    frame = Frame.from_json(manifest["frame"])
    store = Store(plan.folder, frame)
    replicates = max(replicates, manifest["replicates"])
    records = _good(store)
    chunks = _missing(records, replicates, chance_runs(replicates, plan.best_values), frame.chunk)
    whole = all(is_whole(plan.folder / name, noted, False) for name, noted in manifest["files"].items())
    # Titles and sources may change without the numbers, and so may the name of a file of rules.
    renamed = _keep(plan.folder / "scenario.yaml", scenario_yaml(plan.scenario)) or plan.model.rules is not None
    if plan.posterior is not None:
        write_posterior(plan.folder, plan.posterior)
    if plan.model.rules is not None:
        _keep(plan.folder / RULES_FILE, plan.model.rules.text)
    if not chunks and whole and manifest["complete"] and manifest["replicates"] == replicates:
        if renamed:
            write_json(plan.folder / "manifest.json", manifest)
        return open_results(plan.folder)
    manifest |= {"replicates": replicates, "complete": False, "files": {}}
    write_json(plan.folder / "manifest.json", manifest)
    store.clean(records)
    jobs = [Job(chunk, slot) for slot, chunk in enumerate(chunks)]
    total = sum(len(chunk.worlds) for chunk in chunks)
    kept = sum(len(record.chunk.worlds) for record in records)

    def look(board: Board) -> None:
        if progress is not None:
            done, failed = board.totals()
            progress(Progress(total, done, failed, kept, time.monotonic() - begun))

    if jobs:
        run_jobs(plan, jobs, workers, look)
    return _finish(plan, store, manifest, time.monotonic() - begun)


def _manifest(plan: Plan) -> dict[str, Any]:
    """The manifest of the folder if it is of the same run, else a new one; what is there of another is set aside."""
    new = _new_manifest(plan)
    old = _stored(plan, new)
    if old is not None:
        return old | {"scenario": new["scenario"]} | plan.model.noted()
    # Numbers of another version of the model are not mixed with new ones, nor thrown away.
    path = plan.folder / "manifest.json"
    if path.exists() or (plan.folder / "parts").exists():
        try:
            set_aside(plan.folder, str(read_json(path)["code"]["fingerprint"])[:8])
        except (ResultsError, KeyError, TypeError):
            set_aside(plan.folder, "unknown")
    return new


def _new_manifest(plan: Plan) -> dict[str, Any]:
    scenario = plan.scenario
    return {
        "format": FORMAT,
        "scenario": {"name": scenario.name, "fingerprint": fingerprint(scenario)},
        "seed": plan.seed,
        "best_values": plan.best_values,
        "posterior": None if plan.posterior is None else {
            "case": plan.posterior.case, "fingerprint": plan.posterior.fingerprint,
            "names": list(plan.posterior.names), "draws": len(plan.posterior.draws),
        },
        "code": {"version": package_version(), "fingerprint": plan.model.code, **plan.model.versions},
        **plan.model.noted(),
        "python": ".".join(map(str, sys.version_info[:3])),
        "start": scenario.start,
        "end": scenario.end,
        "frame": Frame.of(scenario).to_json(),
        "replicates": 0,
        "failed": 0,
        "complete": False,
        "created": _now(),
        "finished": None,
        "seconds": {"wall": 0.0, "chunks": 0.0},
        "files": {},
    }


def _stored(plan: Plan, new: dict[str, Any]) -> dict[str, Any] | None:
    """The manifest in the folder, if it is one of the same run as a new one."""
    try:
        old = read_json(plan.folder / "manifest.json")
        same = all(old[key] == new[key] for key in ("format", "seed", "best_values")) and all(
            old[key]["fingerprint"] == new[key]["fingerprint"] for key in ("scenario", "code")
        )
    except (ResultsError, KeyError, TypeError):
        return None
    known = {"replicates", "complete", "files", "frame", "seconds"} <= old.keys()
    return old if same and known and plan.model.is_noted(old) else None


def _good(store: Store) -> list[Record]:
    """The chunks that need not be run again: whole, not yet held by another, and no worker was lost over them."""
    good: list[Record] = []
    held: set[tuple[str, int]] = set()
    for record in store.records(contents=True):
        worlds = {(record.chunk.kind, world) for world in record.chunk.worlds}
        if held.isdisjoint(worlds) and all(failure.stage != WORKER_DIED for failure in record.failures):
            held |= worlds
            good.append(record)
    return good


def _missing(records: list[Record], replicates: int, worlds: int, size: int) -> list[Chunk]:
    """The chunks that have to be run, the chance batch last."""
    present: dict[str, set[int]] = {"run": set(), "chance": set()}
    for record in records:
        present[record.chunk.kind].update(record.chunk.worlds)
    wanted = {"run": range(replicates), "chance": range(worlds)}
    return [
        chunk
        for kind in ("run", "chance")
        for chunk in divide(kind, [w for w in wanted[kind] if w not in present[kind]], size)
    ]


def _keep(path: Path, text: str) -> bool:
    """Writes a text unless it is there already; whether it was another one."""
    if path.exists() and path.read_bytes() == text.encode():
        return False
    write_whole(path, text.encode())
    return True


def _finish(plan: Plan, store: Store, manifest: dict[str, Any], seconds: float) -> Results:
    records = store.records()
    failed = sum(len(record.failures) for record in records)
    if not any(record.worlds for record in records if record.chunk.kind == "run"):
        failures = [failure for record in records for failure in record.failures]
        write_table(plan.folder / "failures.parquet", store.assemble("failures", records))
        first = f", the first with {failures[0].error} ({failures[0].stage})" if failures else ""
        raise RunError(f"all {failed} runs failed{first}; see {plan.folder / 'failures.parquet'}")
    results = Results(plan.folder, manifest)
    files = {
        f"{name}.parquet": write_table(
            plan.folder / f"{name}.parquet",
            summary_of(results) if name == "summary" else store.assemble(name, records),
        )
        for name in SINGLE_FILES
    }
    example, repeated = _example(plan, results)
    for name, table in zip(EXAMPLE_FILES, example, strict=False):
        files[f"{name}.parquet"] = write_table(plan.folder / f"{name}.parquet", table)
    if plan.model.rules is not None:
        manifest |= {REPEATED: repeated}
    spent = {"wall": round(manifest["seconds"]["wall"] + seconds, 3),
             "chunks": round(sum(record.seconds for record in records), 3)}
    manifest |= {"failed": failed, "complete": True, "finished": _now(), "seconds": spent, "files": files}
    write_json(plan.folder / "manifest.json", manifest)
    store.remove_sums()
    store.clean(records)  # what a worker that was killed was writing
    Spool(plan.folder).clear()
    return open_results(plan.folder)


def _example(plan: Plan, results: Results) -> tuple[tuple[pa.Table, ...], bool]:
    """The tables of a replicate that is run again, if the model can tell them; whether it gave the same numbers."""
    typical = typical_replicate(results)
    if plan.model.engine == COMPILED:
        return example_tables(plan.scenario, plan.seed, typical, plan.best_values, plan.given(typical)), True
    if plan.model.engine != MESA:
        return (), True
    from simulation.experiments.example_mesa import example_by_mesa

    own = {} if plan.model.rules is None else vars(plan.model.rules.load())
    try:
        recording, *told = example_by_mesa(
            plan.scenario, plan.seed, typical, plan.best_values, given=plan.given(typical), **own
        )
    except Exception:
        if plan.model.rules is None:
            raise
        return (), False  # rules that raise now did not when it ran first
    stored = results.national("active_facilitators")["active_facilitators"][results.replicates == typical]
    active = recording.persons[:, :, PERSON_INDEX["active_facilitators"]].sum(axis=1)
    repeated = np.array_equal(stored[0], active)
    return tuple(told) if repeated else (), repeated


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
