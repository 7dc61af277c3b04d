"""What a calibration left: `open_calibration(folder)`.

manifest.json           the case, what decides the posterior, how each generation came about, what the data say
scenario.yaml           the scenario, resolved, with the priors of the uncertainties fitted
observations.parquet    what was observed, the bands, and what prior and posterior would have let see
posterior.parquet       the last generation: a row a draw, with its weight and the replicate of its history
draws.parquet           the same as 1,000 equally likely draws
predicted.parquet       quantiles of the measures observed, by time, of runs with posterior draws
calibration.html        the page
"""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from simulation.language import say
from simulation.outcomes.manifests import CalibrationManifest, fitting
from simulation.outcomes.opened import stored_scenario
from simulation.outcomes.stored_types import FITTED
from simulation.scenario.paths import is_folder
from simulation.scenario.posterior import Posterior
from simulation.scenario.problems import did_you_mean
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds
from simulation.storage.files import ResultsError
from simulation.storage.storage import Folder, Noted, Storage, storage_at

if TYPE_CHECKING:
    import pandas as pd

FORMAT = 2
"""1: fitted to the first edition of the model, of which no later run takes a posterior."""
KIND = "calibration"
TABLES = ("observations", "posterior", "draws", "predicted")
WEIGHT, REPLICATE = "weight", "replicate"


class Calibration:
    """A calibration, read when asked."""

    notices: tuple[str, ...] = ()
    """What a person should know of how it came about just now; empty when it was only opened."""

    def __init__(self, storage: Storage, manifest: dict[str, Any]) -> None:
        self.storage, self.manifest = storage, manifest

    @property
    def folder(self) -> Path | str:
        """The folder, or the URL of object storage."""
        return self.storage.location

    def __repr__(self) -> str:
        return f"<Calibration of {self.manifest['case']['name']!r}: {', '.join(self.free)}>"

    @property
    def case(self) -> str:
        """The case's title."""
        return self.manifest["case"]["name"]

    @property
    def free(self) -> tuple[str, ...]:
        """The uncertainties that were fitted."""
        return tuple(self.manifest["identity"]["free"])

    @cached_property
    def scenario(self) -> Any:
        """The scenario that was fitted, with the priors, as `load_scenario` gives it."""
        return stored_scenario(self.storage)

    def table(self, name: str) -> "pd.DataFrame":
        """One of `TABLES` as a pandas frame. Raises ResultsError."""
        found = self.storage.read_table(f"{name}.parquet", types=FITTED[name])
        return found.to_pandas(use_threads=False, date_as_object=False)

    def weighted(self) -> tuple[np.ndarray, np.ndarray]:
        """The posterior: values in their unit, draws × free, and their weights, which sum to 1."""
        table = self.table("posterior")
        return table[list(self.free)].to_numpy(float), table[WEIGHT].to_numpy(float)

    def posterior(self) -> Posterior:
        """Its equally likely draws, for runs. Raises ResultsError when they are none."""
        return read_posterior(self.storage, self.case, "draws")


def open_calibration(folder: str | Path | Storage) -> Calibration:
    """Opens a calibration, in a folder or at a URL of object storage.

    Raises ResultsError when it is none, is of another kind, unfinished or damaged.
    """
    storage = storage_at(folder)
    if isinstance(storage, Folder) and not is_folder(storage.path):
        raise ResultsError(say("{storage} is not a folder", storage=storage))
    if not storage.has("manifest.json"):
        raise ResultsError(say("{storage} is not a calibration: there is no manifest.json in it", storage=storage))
    manifest = storage.read_json("manifest.json")
    if not isinstance(manifest, dict) or manifest.get("kind") != KIND:
        raise ResultsError(
            say(
                "{storage} is not a calibration, which `essaim calibrate` makes; it holds a run or a sweep",
                storage=storage,
            )
        )
    if manifest.get("format") != FORMAT:
        raise ResultsError(
            say(
                "{storage} was fitted to another edition of the model (format {found}, not {format}); "
                "`essaim calibrate` fits the case again",
                storage=storage,
                found=manifest.get("format"),
                format=FORMAT,
            )
        )
    if not manifest.get("complete"):
        raise ResultsError(
            say("{storage} is unfinished; the same `essaim calibrate` goes on from there", storage=storage)
        )
    fitting(CalibrationManifest, manifest, storage.named("manifest.json"))
    damaged = [name for name, noted in manifest["files"].items() if not storage.is_whole(name, noted)]
    if damaged:
        raise ResultsError(
            say(
                "{storage}: damaged or missing: {damaged}; `essaim calibrate` makes them again",
                storage=storage,
                damaged=", ".join(damaged),
            )
        )
    return Calibration(storage, manifest)


def read_posterior(storage: Storage, case: str, name: str = "posterior") -> Posterior:
    """Equally likely draws as a folder holds them. Raises ResultsError when no scenario could take them."""
    path = storage.named(f"{name}.parquet")
    table = storage.read_table(f"{name}.parquet")
    unknown = [column for column in table.column_names if column not in Uncertainties.model_fields]
    if unknown:
        said = [
            f"{column} ({did_you_mean(column, Uncertainties.model_fields)})".replace(" ()", "") for column in unknown
        ]
        raise ResultsError(
            say("{path} holds uncertainties that scenarios do not have: {said}", path=path, said=", ".join(said))
        )
    if not table.num_rows or not table.column_names:
        raise ResultsError(say("{path} holds no draws", path=path))
    columns = [table[column].to_numpy() for column in table.column_names]
    for column, values in zip(table.column_names, columns, strict=True):
        low, high = uncertainty_bounds(column)
        if not np.issubdtype(values.dtype, np.floating) or not ((low <= values) & (values <= high)).all():
            raise ResultsError(
                say(
                    "{path}: {column} must lie between {low:g} and {high:g}",
                    path=path,
                    column=column,
                    low=low,
                    high=high,
                )
            )
    rows = zip(*(values.tolist() for values in columns), strict=True)
    return Posterior(case, tuple(table.column_names), tuple(rows))


def write_posterior(storage: Storage, posterior: Posterior, name: str = "posterior") -> Noted:
    """Writes equally likely draws; returns size and checksum."""
    columns = zip(*posterior.draws, strict=True)
    table = pa.table(
        {column: pa.array(values, pa.float64()) for column, values in zip(posterior.names, columns, strict=True)}
    )
    return storage.write_table(f"{name}.parquet", table)
