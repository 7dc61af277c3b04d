"""A folder of results, whichever kind it is: of a forecast or of a sweep."""

from pathlib import Path

from simulation.outcomes.files import read_json
from simulation.outcomes.results import Results
from simulation.outcomes.results import open_results as open_forecast
from simulation.sweeps.places import Folder, place_of
from simulation.sweeps.results import SweepResults, open_sweep


def open_results(folder: str | Path, unfinished: bool = False) -> Results | SweepResults:
    """Opens the folder of a forecast (or the only one inside it), or that of a sweep.

    Raises ResultsError when it is neither, is damaged, or, without `unfinished`, is a forecast that is not complete.
    """
    return open_sweep(folder) if is_sweep(folder) else open_forecast(folder, unfinished)


def is_sweep(folder: str | Path) -> bool:
    """Whether a folder is that of a sweep, as object storage is. Raises ResultsError when it cannot be read."""
    place = place_of(folder)
    if not isinstance(place, Folder):
        return True
    path = place.path / "manifest.json"
    manifest = read_json(path) if path.exists() else None
    return isinstance(manifest, dict) and "record" in manifest
