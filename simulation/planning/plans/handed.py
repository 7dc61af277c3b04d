"""A plan as a forecast like any other, and what is handed over of it: workbook, Data Package, calendar file."""

from pathlib import Path

from simulation.handover.export import export, files_of
from simulation.handover.made import Asked, make
from simulation.handover.opened import open_all
from simulation.outcomes.results import Results
from simulation.planning.plans.planning import Carried
from simulation.planning.plans.simulated import Display, Lasting
from simulation.runs.forecast import Forecast, forecast_of
from simulation.runs.pool import Pool
from simulation.runs.running import run_request
from simulation.storage.storage import Folder, storage_at, within

HANDED = "handover"
"""The folder of what is handed over, in that of the plan."""
REPLICATES = 200
"""Of the forecast, as of `essaim run`."""


def forecast_for(carried: Carried, out: str) -> Forecast:
    """The forecast of a plan, beside it, with the seed after that of the search: other chance than any it has seen."""
    read = carried.read
    seed = (read.file.seed + 1) % 2**32
    return forecast_of(carried.scenario(), REPLICATES, seed, out, name=read.path.stem)


def called(forecast: Forecast) -> str:
    """What the folder of a forecast is called, in that of its plan."""
    return str(forecast.folder).replace("\\", "/").rsplit("/", 1)[-1]


def run_forecast(forecast: Forecast, pool: Pool, display: Display, limit: float | None) -> Results:
    """Runs the forecast of a plan, as far as it is not there. Raises RunError, ResultsError."""
    with display("forecast of the plan") as show:
        return run_request(forecast, progress=show, limit=limit, pool=Lasting(pool))


def hand_over(forecast: Forecast, out: str, language: str) -> Path | str:
    """Writes workbook, package and calendar file of a plan; their folder. Raises ResultsError, OSError.

    In a folder as `essaim export` does, which touches nothing that anybody changed.
    """
    asked = Asked(language=language, package=True, workbook=True, calendar=True)
    to, folder = within(out, HANDED), str(forecast.folder)
    storage = storage_at(to)
    if isinstance(storage, Folder):
        export([folder], storage.path, asked)
        return to
    storage.prepare()
    made = make(open_all([folder]), asked)
    before = {name: storage.read(name) for name in storage.sizes("calendar")}
    for name, content in files_of(made, before).items():
        storage.write(name, content)
    return to
