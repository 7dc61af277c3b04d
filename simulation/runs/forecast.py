"""One scenario, many replicates recorded in full: a sweep of one point, with the tables that charts read."""

import datetime
import json
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from simulation.common.columns import PERSON_INDEX
from simulation.language import say
from simulation.outcomes.analysis_manifests import FITTED
from simulation.outcomes.calibration import open_calibration, write_posterior
from simulation.outcomes.frame import Frame
from simulation.outcomes.full_record import CHANCE, EXAMPLE_FILES, SINGLE_FILES
from simulation.outcomes.manifests import ForecastManifest
from simulation.outcomes.provenance import RULES_FILE
from simulation.outcomes.results import Results, asked_runs
from simulation.outcomes.store import FULL, Asked, Store
from simulation.outcomes.summary import summary_of
from simulation.runs.example import example_tables, typical_replicate
from simulation.runs.jobs import missing
from simulation.runs.model_choice import COMPILED, COMPILED_MODEL, MESA, ModelChoice
from simulation.runs.plan import Plan
from simulation.runs.pool import Pool, RunError
from simulation.runs.running import Report, Request, State, is_same, run_request
from simulation.runs.spool import Spool
from simulation.scenario.posterior import Posterior
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import fingerprint, plain_and_fingerprint, scenario_yaml
from simulation.storage.files import noted_of, write_parts
from simulation.storage.storage import Noted, Storage, storage_at, within

if TYPE_CHECKING:
    from simulation.own_rules import OwnRules

REPEATED = "repeated"
"""Key of the manifest of a run with rules of one's own: whether a replicate that was run again gave the same."""
MOST_REPLICATES = 1_000_000


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
    limit: float | None = None,
    pool: Pool | None = None,
) -> Results:
    """Runs replicates 0 to `replicates` − 1 of a scenario, those that are missing, and opens the results.

    scenario: as `load_scenario` gives it. seed: 0 to 2³² − 1. workers: processes; the results are the same to the
    byte for any number. out: a folder, or a URL of object storage; the run gets a folder of its own in it, see
    `folder_of`. best_values: fixes the uncertainties. progress: called now and then. name: what the folder is called
    after, by default the scenario's name. posterior: the folder of a calibration, whose draws stand in place of the
    priors of the uncertainties that were fitted; the others are drawn as ever. rules: a file of rules of one's own, or
    one read (see docs/own_rule.md), with which the slower Mesa engine runs. engine: `compiled` or `mesa`, which give
    the same numbers. limit: seconds that a replicate may take. pool: what runs them, such as a cluster, in place of
    worker processes.

    A replicate that crashes is a row of `.failures()`. With fewer replicates than are there, the results are those of
    the first ones; the others are kept. Raises ValueError for numbers out of range, ScenarioError for a file of rules
    that is wrong, RunError when nothing can be run, ResultsError when the storage cannot be used. KeyboardInterrupt
    leaves what is finished.
    """
    for label, value, low, high in (
        ("replicates", replicates, 1, MOST_REPLICATES),
        ("seed", seed, 0, 2**32 - 1),
        ("workers", workers, 1, 10_000),
    ):
        if not low <= value <= high:
            raise ValueError(
                say(
                    "{label} must lie between {low} and {high}, not {value}",
                    label=label,
                    low=low,
                    high=high,
                    value=value,
                )
            )
    request = forecast_of(scenario, replicates, seed, out, best_values, name, posterior, ModelChoice.of(engine, rules))
    return run_request(request, workers, progress, limit, pool)


@dataclass(frozen=True)
class Forecast(Request[Results]):
    """The runs of a forecast. fitted_to: the folder of the calibration whose posterior it takes."""

    scenario: Scenario
    replicates: int
    seed: int
    folder: Path | str
    best_values: bool = False
    model: ModelChoice = COMPILED_MODEL
    posterior: Posterior | None = None
    fitted_to: str | Path | None = None

    layout, manifest, aligned = FULL, ForecastManifest, True

    @property
    def size(self) -> int:
        return self.frame.chunk

    @property
    def storage(self) -> Storage:
        return storage_at(self.folder)

    @cached_property
    def frame(self) -> Frame:
        """Its months and places."""
        return Frame.of(self.scenario)

    @cached_property
    def _point(self) -> tuple[str, str]:
        """Fingerprint and JSON of its only point."""
        plain, found = plain_and_fingerprint(self.scenario)
        return found, json.dumps(plain, ensure_ascii=False, separators=(",", ":"))

    def plan(self, attempt: str) -> Plan:
        return Plan(self.storage.address, None, self.seed, self.model, self.best_values, self.posterior, attempt)

    def scenarios(self) -> dict[str, str]:
        return dict([self._point])

    def asked(self) -> Asked:
        return asked_runs(self._point[0], self.replicates, self.best_values)

    def later(self) -> Asked:
        point = self._point[0]
        return {point: tuple(one for one in self.asked()[point] if one.start >= CHANCE)}

    def identity(self) -> dict[str, Any]:
        posterior = self.posterior
        return {
            "seed": self.seed,
            "best_values": self.best_values,
            "frame": self.frame.to_json(),
            "posterior": None if posterior is None else {
                "case": posterior.case, "fingerprint": posterior.fingerprint,
                "names": list(posterior.names), "draws": len(posterior.draws),
            },
        }  # fmt: skip

    def is_same(self, manifest: dict[str, Any]) -> bool:
        return (manifest.get("scenario") or {}).get("fingerprint") == self._point[0]

    def is_finished(self, storage: Storage, manifest: dict[str, Any]) -> bool:
        # Titles and sources may change without the numbers, and so may the name of a file of rules.
        rules = self.model.rules
        same = manifest["replicates"] == self.replicates and all(
            manifest.get(key) == value for key, value in self.model.noted().items()
        )
        return (
            same
            and _holds(storage, "scenario.yaml", scenario_yaml(self.scenario))
            and (rules is None or _holds(storage, RULES_FILE, rules.text))
            and all(storage.is_whole(name, noted) for name, noted in manifest["files"].items())
        )

    def begin(self, storage: Storage, asked: Asked) -> dict[str, Any]:
        storage.write("scenario.yaml", scenario_yaml(self.scenario).encode())
        if self.posterior is not None:
            write_posterior(storage, self.posterior)
        if self.fitted_to is not None:
            # What the posterior was fitted to: `essaim score` asks for it.
            observations = open_calibration(self.fitted_to).manifest["identity"]["observations"]
            storage.write_json(FITTED, {"observations": observations})
        if self.model.rules is not None:
            storage.write(RULES_FILE, self.model.rules.text.encode())
        return {
            "scenario": {"name": self.scenario.name, "fingerprint": self._point[0]},
            "python": ".".join(map(str, sys.version_info[:3])),
            "start": self.scenario.start,
            "end": self.scenario.end,
            "replicates": self.replicates,
            "failed": 0,
            "created": _now(),
            "finished": None,
            "seconds": {"wall": 0.0, "chunks": 0.0},
            "files": {},
        }

    def open(self, storage: Storage) -> Results:
        return Results(storage, storage.manifest())

    def finish(self, storage: Storage, state: State) -> dict[str, Any]:
        results = Results(storage, state.manifest)
        failures = [failure for chunk in results.store.chunks() for failure in chunk.failures]
        if not len(results.replicates):
            _write_parts(storage, "failures.parquet", results.parts("failures"))
            first = (
                say(", the first with {error} ({stage})", error=failures[0].error, stage=failures[0].stage)
                if failures
                else ""
            )
            where = storage.named("failures.parquet")
            raise RunError(
                say("all {failures} runs failed{first}; see {where}", failures=len(failures), first=first, where=where)
            )
        files = {
            f"{name}.parquet": _write_parts(
                storage, f"{name}.parquet", [summary_of(results)] if name == "summary" else results.parts(name)
            )
            for name in SINGLE_FILES
        }
        example, repeated = self._example(results)
        for name, table in zip(EXAMPLE_FILES, example, strict=False):
            files[f"{name}.parquet"] = storage.write_table(f"{name}.parquet", table)
        told = {"failed": len(failures), "finished": _now(), "seconds": state.seconds(), "files": files}
        return told | ({} if self.model.rules is None else {REPEATED: repeated})

    def afterwards(self, storage: Storage) -> None:
        Store(storage, FULL).remove_spare()
        Spool(storage).clear()

    def runs_left(self) -> int:
        """How many runs, the chance batch included, are missing, in a storage that stays as it is."""
        storage = self.storage
        same = is_same(self, storage.manifest())
        there, spool = Store(storage, FULL).there() if same else None, Spool(storage)
        if there is None:
            return sum(len(one) for ranges in self.asked().values() for one in ranges)
        point = self._point[0]
        kept = sum(
            (point, replicate) not in there and replicate in spool
            for one in self.asked()[point] for replicate in one
        ) if self.model.slow else 0  # fmt: skip
        return missing(self.asked(), there) - kept

    def _example(self, results: Results) -> tuple[tuple[pa.Table, ...], bool]:
        """The tables of a replicate that is run again, if the model can tell them; whether it gave the same numbers."""
        typical = typical_replicate(results)
        given = self.plan("").given(typical)
        if self.model.engine == COMPILED:
            return example_tables(self.scenario, self.seed, typical, self.best_values, given), True
        if self.model.engine != MESA:
            return (), True
        from simulation.runs.example_mesa import example_by_mesa

        own = {} if self.model.rules is None else vars(self.model.rules.load())
        try:
            recording, *told = example_by_mesa(self.scenario, self.seed, typical, self.best_values, given=given, **own)
        except Exception:
            if self.model.rules is None:
                raise
            return (), False  # rules that raise now did not when it ran first
        stored = results.national("active_facilitators")["active_facilitators"][results.replicates == typical]
        active = recording.persons[:, :, PERSON_INDEX["active_facilitators"]].sum(axis=1)
        repeated = np.array_equal(stored[0], active)
        return tuple(told) if repeated else (), repeated


def forecast_of(
    scenario: Scenario,
    replicates: int = 200,
    seed: int = 1,
    out: str | Path = "results",
    best_values: bool = False,
    name: str | None = None,
    posterior: str | Path | None = None,
    model: ModelChoice = COMPILED_MODEL,
) -> Forecast:
    """What `run` would do with these arguments, and where. Raises ValueError, and ResultsError for the posterior."""
    if best_values and posterior is not None:
        raise ValueError(say("with best_values nothing is drawn, so a posterior has no use"))
    drawn = None if posterior is None else open_calibration(posterior).posterior()
    folder = folder_of(scenario, seed, out, best_values, name, drawn, model)
    return Forecast(scenario, replicates, seed, folder, best_values, model, drawn, posterior)


def folder_of(
    scenario: Scenario,
    seed: int,
    out: str | Path,
    best_values: bool = False,
    name: str | None = None,
    posterior: Posterior | None = None,
    model: ModelChoice = COMPILED_MODEL,
) -> Path | str:
    """Where a run's results go: a folder named after name, fingerprints of scenario, posterior and rules, and seed."""
    called = re.sub(r"[^\w.-]+", "-", name or scenario.name).strip("-.")[:60].lower() or "scenario"
    drawn = "" if posterior is None else f"-posterior{posterior.fingerprint[:8]}"
    best = "-best" if best_values else ""
    return within(out, f"{called}-{fingerprint(scenario)[:8]}{drawn}{model.suffix}-seed{seed}{best}")


def _holds(storage: Storage, name: str, text: str) -> bool:
    try:
        return storage.read(name) == text.encode()
    except FileNotFoundError:
        return False


def _write_parts(storage: Storage, name: str, parts: Iterable[pa.Table]) -> Noted:
    """Writes a table that is put together from parts, never all of it in memory."""
    with storage.writing(name) as file:
        write_parts(file, parts)
    return noted_of(storage.read(name))


def _now() -> str:
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="seconds")
