"""`essaim report DIR…`: write reports of stored forecasts, sweeps and plans, without running anything."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from simulation.charts.fan import MEASURE
from simulation.commands.endings import BAD_INPUT, tell_ending
from simulation.commands.pages import page_written
from simulation.language import say
from simulation.outcomes.known import keep_actuals
from simulation.outcomes.observation_files import any_date, read_observations
from simulation.outcomes.opening import open_results
from simulation.outcomes.plans import is_plan
from simulation.outcomes.results import Results
from simulation.outcomes.sweep_results import SweepResults
from simulation.report import write_comparison, write_report
from simulation.report.plan import write_plan_page
from simulation.report.sweeps import write_sweep_report
from simulation.scenario.problems import Told
from simulation.storage.files import ResultsError
from simulation.storage.storage import storage_at

COMPARISON = "comparison.html"


def main(arguments: Namespace) -> int:
    """One report of all folders, or with --each one a folder; 0 good, 2 for a folder that holds no results."""
    folders, out = arguments.directories, arguments.out
    if arguments.each and out:
        print(say("--out names one file, --each writes several: choose one of them"), file=sys.stderr)
        return BAD_INPUT
    if arguments.actuals and (len(folders) > 1 or arguments.each):
        print(say("--actuals belongs to one forecast: give one folder"), file=sys.stderr)
        return BAD_INPUT
    if len(folders) == 1 or arguments.each:
        return max([_alone(folder, arguments) for folder in folders])
    if arguments.measure or arguments.month:
        print(say("--measure and --month are for the report of one sweep"), file=sys.stderr)
        return BAD_INPUT
    opened = [results for results in map(_forecast, folders) if results]
    if len(opened) < len(folders):
        return BAD_INPUT
    beside = Path(opened[0].folder).parent / COMPARISON if isinstance(opened[0].folder, Path) else Path(COMPARISON)
    return _written(lambda: write_comparison(opened, out or beside, arguments.lang))


def _alone(folder: str, arguments: Namespace) -> int:
    if not _is_plan(folder):
        return _of_results(folder, arguments)
    if arguments.actuals:
        print(
            say("{folder}: a plan has no one forecast to which --actuals could belong", folder=folder), file=sys.stderr
        )
        return BAD_INPUT
    if arguments.measure or arguments.month:
        print(say("{folder}: --measure and --month are for the report of a sweep", folder=folder), file=sys.stderr)
        return BAD_INPUT
    return _written(lambda: write_plan_page(storage_at(folder), arguments.lang, arguments.out))


def _is_plan(folder: str) -> bool:
    try:
        return is_plan(storage_at(folder))
    except (ResultsError, OSError):
        return False  # opening it says what is wrong


def _of_results(folder: str, arguments: Namespace) -> int:
    results, out = _opened(folder), arguments.out
    if results is None:
        return BAD_INPUT
    if isinstance(results, Results):
        if arguments.measure or arguments.month:
            print(say("{folder}: --measure and --month are for the report of a sweep", folder=folder), file=sys.stderr)
            return BAD_INPUT
        if arguments.actuals:
            _keep_actuals(results, arguments.actuals)
        return _written(lambda: _report(results, out, arguments))
    if arguments.actuals:
        print(
            say("{folder}: a sweep has no one forecast to which --actuals could belong", folder=folder), file=sys.stderr
        )
        return BAD_INPUT
    return _written(lambda: write_sweep_report(results, out, arguments.lang, arguments.measure, arguments.month))


def _keep_actuals(results: Results, path: str) -> None:
    """Reads what was counted, says of how much the page makes use, and keeps it. Raises ScenarioError."""
    observations = read_observations(Path(path), any_date(results.frame.regions))
    keep_actuals(results.storage, observations)
    shown = len(results.known(MEASURE))
    print(
        say(
            "{path}: {observations} counts kept with the results; the page shows {shown}, those of "
            "{measure} at the end of a month",
            path=path,
            observations=len(observations),
            shown=shown,
            measure=MEASURE,
        ),
        file=sys.stderr,
    )


def _report(results: Results, out: str | None, arguments: Namespace) -> Path | str:
    if out:
        return write_report(results, out, arguments.lang, arguments.author)
    with results.storage.writing_file("report.html") as path:
        write_report(results, path, arguments.lang, arguments.author)
    return results.storage.named("report.html")


def _opened(folder: str) -> Results | SweepResults | None:
    try:
        return open_results(folder)
    except ResultsError as error:
        tell_ending(error, folder)
        return None


def _forecast(folder: str) -> Results | None:
    results = _opened(folder)
    if results is None or isinstance(results, Results):
        return results
    print(say("{folder}: a sweep has a report of its own; leave it out, or say --each", folder=folder), file=sys.stderr)
    return None


def _written(write: Callable[[], Path | str]) -> int:
    try:
        page, code = page_written(write)
    except (Told, OSError) as error:  # of one folder; the others have their report
        return tell_ending(error, say("the report cannot be written"))
    print(page)
    return code
