"""A calibration from its case to its folder: fitted, and run again with the posterior."""

import time
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from simulation.calibration.case import Case
from simulation.common.extras import require
from simulation.language import say
from simulation.outcomes.calibration import FORMAT, KIND, Calibration, open_calibration, write_posterior
from simulation.runs.fingerprint import code_fingerprint, digest_of, files_of, library_versions, package_version
from simulation.runs.pool import Pool, Processes
from simulation.runs.tasks import Tasks
from simulation.scenario.writing import fingerprint, scenario_yaml
from simulation.storage.files import ResultsError, not_written
from simulation.storage.names import UNFINISHED
from simulation.storage.storage import Storage, storage_at

LOOK = 0.2
"""Seconds between two looks at the progress."""
FALLS = 0.6
"""The share accepted falls by about this factor from one generation to the next."""
_BATCHES = "batches"
_KNOWN = 60
"""Candidates tried from which on the time that is left can be guessed: the first take long, for rules are loaded."""


@dataclass(frozen=True)
class Step:
    """How far a calibration is. generation 0: the prior. left: seconds, a guess; None: not known yet."""

    generation: int
    generations: int
    kept: int
    population: int
    tried: int
    left: float | None

    @property
    def share(self) -> float:
        """Of the draws to be kept in all generations, those that are."""
        return (self.generation * self.population + self.kept) / ((self.generations + 1) * self.population)


type Report = Callable[[Step], None]


def calibrate(
    case: Case,
    workers: int = 1,
    out: str | Path = "results",
    progress: Report | None = None,
    limit: float | None = None,
    pool: Pool | None = None,
) -> Calibration:
    """Fits a case and opens what it left; one that is complete is only opened.

    case: as `load_case` gives it. out: a folder, or a URL of object storage. limit: seconds that a simulation may take.
    pool: what runs them, such as a cluster, in place of worker processes. The same case gives the same bits for any
    number of workers and after any interruption. Raises NotInstalled without pyabc, ResultsError when the storage
    cannot be used, RunError when nothing can be simulated.
    """
    require("pyabc")
    case = case.in_model_units()
    storage = storage_at(case.folder(out))
    try:
        storage.prepare()
        with storage.held(), pool or Processes(workers) as used:
            manifest = storage.manifest()
            notices: tuple[str, ...] = ()
            # Without a manifest there is nothing, or what a call left that was killed before it began.
            if manifest and manifest.get("identity") != _identity(case):
                code = (manifest.get("identity") or {}).get("code", "unknown")
                aside = storage.set_aside(str(code)[:8])
                notices += (
                    say(
                        "What was in {storage} came from another version of Essaim; it is set aside in {aside}, and "
                        "the case is fitted anew.",
                        storage=storage,
                        aside=aside,
                    ),
                )
            try:
                return open_calibration(storage)
            except ResultsError:
                calibration = _calibrate(case, used, storage, progress, limit)
                calibration.notices = notices
                return calibration
    except OSError as error:
        raise not_written(storage, error, kept=True) from error


def _calibrate(case: Case, pool: Pool, storage: Storage, progress: Report | None, limit: float | None) -> Calibration:
    from simulation.calibration.candidates import Experiment
    from simulation.calibration.fitting import fit
    from simulation.calibration.posterior_summary import tell

    begun = time.monotonic()
    attempt = uuid.uuid4().hex
    manifest = _manifest(case) | {"attempt": attempt}
    storage.write_json("manifest.json", manifest)
    tasks = Tasks(storage.address, _BATCHES, attempt)
    look = _looking(case, progress)
    fitted = fit(Experiment.of(case), case.population, case.generations, pool, tasks, look, limit)
    told = tell(case, fitted, pool, tasks, limit)
    files = {f"{name}.parquet": storage.write_table(f"{name}.parquet", table) for name, table in told.tables.items()}
    files["draws.parquet"] = write_posterior(storage, told.posterior, "draws")
    files["scenario.yaml"] = storage.write("scenario.yaml", scenario_yaml(case.scenario).encode())
    manifest |= {
        "generations": [
            asdict(one) | {"threshold": one.threshold if one.number else None} for one in fitted.generations
        ],
        "effective": told.effective,
        "learned": [asdict(one) | {"something": one.something} for one in told.learned],
        "missed": told.missed,
        "complete": True,
        "seconds": round(time.monotonic() - begun, 1),
        "files": files,
    }
    storage.write_json("manifest.json", manifest)
    storage.remove([name for name in storage.sizes() if UNFINISHED.fullmatch(name)])
    storage.remove_room(_BATCHES, r".*\.npz")
    return open_calibration(storage)


def _looking(case: Case, progress: Report | None) -> Callable[[int, int, int], None]:
    """What the sampler calls after each candidate: reports now and then, with the time that is left."""
    begun = last = time.monotonic()
    before = 0
    rounds: list[int] = [0]

    def look(number: int, kept: int, tried: int) -> None:
        nonlocal last, before
        if number >= len(rounds):
            before += rounds[-1]
            rounds.append(0)
        rounds[-1] = tried
        now = time.monotonic()
        done = number == case.generations and kept == case.population
        if progress is not None and (now - last > LOOK or done):
            last = now
            known = before + tried >= _KNOWN and kept
            left = _left(case, number, kept, tried) * (now - begun) / (before + tried) if known else None
            progress(Step(number, case.generations, kept, case.population, tried, left))

    return look


def _left(case: Case, number: int, kept: int, tried: int) -> float:
    """How many candidates will still be tried."""
    accepted = kept / tried if number else 1.0
    left = (case.population - kept) / accepted
    for _ in range(number, case.generations):
        accepted *= FALLS
        left += case.population / accepted
    return left


def simulations(case: Case) -> int:
    """About how many candidates a calibration tries; the share accepted is a guess."""
    return round(_left(case, 0, 0, 0))


def is_fitted(case: Case, out: str | Path) -> bool:
    """Whether a calibration is there already, complete and of this code."""
    if find_spec("pyabc") is None:
        return False
    try:
        found = open_calibration(case.in_model_units().folder(out))
    except (ResultsError, OSError):
        return False
    return bool(found.manifest["identity"] == _identity(case.in_model_units()))


def _identity(case: Case) -> dict[str, Any]:
    return case.identity() | {"code": code_fingerprint(), "method": _method(), "pyabc": version("pyabc")}


def _method() -> str:
    """32 hexadecimal digits that change when the way of fitting does; the code fingerprint is that of the model."""
    return digest_of(files_of(("calibration", "outcomes/observed.py")))


def _manifest(case: Case) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "kind": KIND,
        "case": {"name": case.name, "slug": case.slug, "description": case.description},
        "scenario": {"name": case.scenario.name, "fingerprint": fingerprint(case.scenario)},
        "identity": _identity(case),
        "versions": {"essaim": package_version(), **library_versions(), "pyabc": version("pyabc")},
        "complete": False,
    }
