"""Forecasts to be scored: a results folder of `essaim run`, or a small folder with a nation's main series only."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.language import say
from simulation.outcomes.analysis_manifests import fitted_to
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.frame import Frame
from simulation.outcomes.manifests import SmallManifest, fitting
from simulation.outcomes.observation_files import read_observations
from simulation.outcomes.observed import MEASURED, Observation, Over, Precision, counted, elapsed_months
from simulation.outcomes.results import Results, open_results
from simulation.scenario.library import CASE, meanings
from simulation.scenario.paths import is_file, is_there
from simulation.scenario.quantities import month_number
from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder, storage_at
from simulation.storage.table_types import Types

KIND = "essaim forecast"
KEPT = (
    "newly_reached", "returned", "enrolled", "certified", "promoted", "trainers_hired", "facilitators", "trainers",
    "active_facilitators", "facilitator_courses", "trainer_courses", "groups_started",
)  # fmt: skip
"""What a small folder keeps at least, of the nation, by month."""


@dataclass(frozen=True)
class Forecast:
    """Simulated futures of a nation.

    series: a recorded measure by name and region (empty: the nation), replicates × months, in its unit.
    """

    folder: Path | str
    name: str
    frame: Frame
    replicates: int
    series: Callable[..., np.ndarray]
    manifest: dict[str, Any]

    @property
    def nation_only(self) -> bool:
        """Whether it keeps the series of the nation only, not of its regions."""
        return self.manifest.get("kind") == KIND

    def seen(self, observations: Sequence[Observation]) -> np.ndarray:
        """What would have been observed in each future: replicates × observations, all of one label.

        Raises ResultsError for a measure that the folder does not keep.
        """
        first = observations[0]
        total = sum_of(self.series(name, first.region) for name in first.measure)
        elapsed = np.array([one.elapsed for one in observations])
        befores = np.array([one.before for one in observations])
        return counted(total, first.over, 0.0, elapsed, self.frame.start) + befores


def open_forecast(folder: str | Path) -> Forecast:
    """Opens a results folder, a small folder, or that of a validation case, which may be given by its name.

    Raises ResultsError when it is none.
    """
    storage = storage_at(folder)
    if not isinstance(storage, Folder):
        return _whole(open_results(storage))
    folder = storage.path
    named = [] if is_there(folder) else meanings(CASE, os.fspath(folder))
    folder = named[0].parent if named else folder
    if is_file(folder / "case.yaml") and is_file(folder / "forecast" / "manifest.json"):
        folder = folder / "forecast"
    manifest = Folder(folder).read_json("manifest.json") if is_there(folder / "manifest.json") else {}
    if isinstance(manifest, dict) and manifest.get("kind") == KIND:
        return _small(folder, manifest)
    return _whole(open_results(folder))


def _whole(results: Results) -> Forecast:
    def series(name: str, region: str = "") -> np.ndarray:
        return (results.regional(region, name) if region else results.national(name))[name]

    scenario = results.manifest["scenario"]["name"]
    return Forecast(results.folder, scenario, results.frame, len(results.replicates), series, results.manifest)


def _small(folder: Path, manifest: dict[str, Any]) -> Forecast:
    fitting(SmallManifest, manifest, folder / "manifest.json")
    frame = Frame(manifest["start"], manifest["months"], ("nation",), ("all",), ((0, 0),))
    table = Folder(folder).read_table("series.parquet", types=Types.of(others=pa.field("", pa.int32(), False)))
    shape = (manifest["replicates"], frame.months)
    if table.num_rows != shape[0] * shape[1]:
        raise ResultsError(
            say(
                "{folder} holds {num_rows} rows, expected {shape}",
                folder=folder / "series.parquet",
                num_rows=table.num_rows,
                shape=shape[0] * shape[1],
            )
        )

    def series(name: str, region: str = "") -> np.ndarray:
        if region:
            raise ResultsError(say("{folder} keeps the nation only, not {region}", folder=folder, region=region))
        if name not in table.schema.names:
            raise ResultsError(
                say(
                    "{folder} keeps no {name}; it keeps {names}",
                    folder=folder,
                    name=name,
                    names=", ".join(table.schema.names),
                )
            )
        return table[name].to_numpy().reshape(shape) / MEASURED[name].scale

    return Forecast(folder, manifest["name"], frame, shape[0], series, manifest)


def write_forecast(folder: Path, forecast: Forecast, names: Sequence[str], about: dict[str, Any]) -> None:
    """Writes some series of a forecast as a small folder; `about` goes into its manifest."""
    columns = {}
    for name in names:
        whole = np.rint(forecast.series(name) * MEASURED[name].scale).astype(np.int32)
        columns[name] = pa.array(whole.ravel())
    storage = Folder(folder)
    storage.write_table("series.parquet", pa.table(columns))
    storage.write_json("manifest.json", {
        "kind": KIND,
        "name": forecast.name,
        "start": forecast.frame.start,
        "months": forecast.frame.months,
        "replicates": forecast.replicates,
        "measures": list(names),
        **about,
    })  # fmt: skip


def known_before(forecast: Forecast) -> tuple[tuple[Observation, ...], str | None]:
    """What a forecast had been fitted to, and up to which month; nothing and None when it was not fitted."""
    folder = forecast.folder
    if isinstance(folder, Path) and is_file(folder / "observations.csv"):
        until = forecast.manifest.get("fit_until")
        if not isinstance(until, str):
            raise ResultsError(
                say("{folder} does not say up to when it was fitted (fit_until)", folder=folder / "manifest.json")
            )
        nation = say("the forecast keeps the nation only.")
        return _until(read_observations(folder / "observations.csv", forecast.frame, nation), until)
    rows = fitted_to(storage_at(folder))
    if rows:
        start = forecast.frame.start
        fitted = [
            _fitted(date, measure, over, low, high, before, start) for date, measure, over, low, high, before in rows
        ]
        return _until(fitted, max(one.date[:7] for one in fitted))
    return (), None


def _until(observations: Sequence[Observation], month: str) -> tuple[tuple[Observation, ...], str]:
    return tuple(one for one in observations if month_number(one.month) <= month_number(month)), month


def _fitted(date: str, measure: str, over: Over, low: float, high: float, before: float, start: str) -> Observation:
    """An observation as a calibration notes it: the band of truths that agree with it."""
    precision = Precision("rounded", high - low) if high > low else Precision("exact")
    names = tuple(measure.split("+"))
    return Observation(date, elapsed_months(date, start), names, over, (low + high) / 2, precision, "fitted", before)
