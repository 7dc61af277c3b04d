"""A calibration from its case to its folder: fitted, and run again with the posterior."""

import hashlib
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from simulation.calibration.case import Case
from simulation.calibration.workers import Workers
from simulation.experiments.fingerprint import code_fingerprint, library_versions, package_version
from simulation.experiments.runner import set_aside
from simulation.outcomes import observed
from simulation.outcomes.calibration import FORMAT, KIND, Calibration, open_calibration, write_posterior
from simulation.outcomes.files import ResultsError, read_json, write_json, write_table, write_whole
from simulation.outcomes.locking import locked
from simulation.scenario.writing import fingerprint, scenario_yaml

LOOK = 0.2
"""Seconds between two looks at the progress."""
FALLS = 0.6
"""The share accepted falls by about this factor from one generation to the next."""
_BATCHES = "batches"
_KNOWN = 60
"""Candidates tried from which on the time that is left can be guessed: the first take long, for rules are loaded."""


class NotInstalled(Exception):
    """The library that fits is not installed."""


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
    case: Case, workers: int = 1, out: str | Path = "results", progress: Report | None = None
) -> Calibration:
    """Fits a case and opens what it left; a folder that is complete is only opened.

    case: as `load_case` gives it. The same case gives the same bits for any number of workers and after any
    interruption. Raises NotInstalled without pyabc, ResultsError when the folder cannot be used, RunError when nothing
    can be simulated.
    """
    if find_spec("pyabc") is None:
        raise NotInstalled("calibration needs the library pyabc: pip install 'essaim[calibration]'")
    case = case.in_model_units()
    folder = case.folder(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with locked(folder):
            if not _is_same(folder, case):
                _set_aside(folder)
            try:
                return open_calibration(folder)
            except ResultsError:
                return _calibrate(case, workers, folder, progress)
    except OSError as error:
        raise ResultsError(f"{folder} cannot be written: {error.strerror or error}") from error


def _calibrate(case: Case, workers: int, folder: Path, progress: Report | None) -> Calibration:
    from simulation.calibration.candidates import Experiment
    from simulation.calibration.fitting import fit
    from simulation.calibration.telling import tell

    begun = time.monotonic()
    manifest = _manifest(case)
    write_json(folder / "manifest.json", manifest)
    (folder / _BATCHES).mkdir(exist_ok=True)
    with Workers(workers) as pool:
        look = _looking(case, progress)
        fitted = fit(Experiment.of(case), case.population, case.generations, pool, folder / _BATCHES, look)
        told = tell(case, fitted, pool)
    files = {f"{name}.parquet": write_table(folder / f"{name}.parquet", table) for name, table in told.tables.items()}
    files["draws.parquet"] = write_posterior(folder, told.posterior, "draws")
    files["scenario.yaml"] = write_whole(folder / "scenario.yaml", scenario_yaml(case.scenario).encode())
    manifest |= {
        "generations": [asdict(one) | {"threshold": one.threshold if one.number else None}
                        for one in fitted.generations],
        "effective": told.effective,
        "learned": [asdict(one) | {"something": one.something} for one in told.learned],
        "missed": told.missed,
        "complete": True,
        "seconds": round(time.monotonic() - begun, 1),
        "files": files,
    }
    write_json(folder / "manifest.json", manifest)
    shutil.rmtree(folder / _BATCHES)
    return open_calibration(folder)


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


def _identity(case: Case) -> dict[str, Any]:
    return case.identity() | {"code": code_fingerprint(), "method": _method(), "pyabc": version("pyabc")}


def _method() -> str:
    """32 hexadecimal digits that change when the way of fitting does; the code fingerprint is that of the model."""
    digest = hashlib.blake2b(digest_size=16)
    for file in (*sorted(Path(__file__).parent.glob("*.py")), Path(observed.__file__)):
        digest.update(file.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


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


def _is_same(folder: Path, case: Case) -> bool:
    """Whether the folder is new, or holds a calibration of the same case by the same code."""
    if not any(path.name != ".lock" for path in folder.iterdir()):
        return True
    try:
        return read_json(folder / "manifest.json")["identity"] == _identity(case)
    except (ResultsError, KeyError, TypeError):
        return False


def _set_aside(folder: Path) -> None:
    try:
        code = str(read_json(folder / "manifest.json")["identity"]["code"])[:8]
    except (ResultsError, KeyError, TypeError):
        code = "unknown"
    set_aside(folder, code)

