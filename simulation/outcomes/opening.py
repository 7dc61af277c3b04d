"""Results, whichever kind they are: of a forecast or of a sweep."""

from pathlib import Path

from simulation.language import say
from simulation.outcomes.results import Results
from simulation.outcomes.results import open_results as open_forecast
from simulation.outcomes.sweep_results import SweepResults, open_sweep
from simulation.scenario.problems import listed
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at


def open_results(folder: str | Path | Storage, unfinished: bool = False) -> Results | SweepResults:
    """Opens a forecast (or the only one inside a folder) or a sweep, in a folder or at a URL of object storage.

    Raises ResultsError when it is neither, is damaged, or, without `unfinished`, is a forecast that is not complete.
    """
    storage = storage_at(folder)
    if not is_sweep(storage):
        return open_forecast(storage, unfinished)
    results = open_sweep(storage)
    damaged = [] if unfinished else results.store.damaged(contents=True)
    if damaged:
        raise ResultsError(
            say(
                "{storage}: damaged or missing: {damaged}; `essaim sweep` makes them again",
                storage=storage,
                damaged=listed(damaged),
            )
        )
    return results


def is_sweep(folder: str | Path | Storage) -> bool:
    """Whether a sweep is kept there. Raises ResultsError when it cannot be read."""
    storage = storage_at(folder)
    manifest = storage.read_json("manifest.json") if storage.has("manifest.json") else None
    return isinstance(manifest, dict) and "record" in manifest
