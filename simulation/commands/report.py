"""`essaim report DIR…`: write reports of stored forecasts, sweeps and plans, without running anything."""

import sys
from argparse import Namespace
from collections.abc import Callable
from pathlib import Path

from simulation.commands.endings import BAD_INPUT, tell_ending
from simulation.commands.pages import page_written
from simulation.language import say
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
    if len(folders) == 1 or arguments.each:
        return max([_alone(folder, out, arguments.lang) for folder in folders])
    opened = [results for results in map(_forecast, folders) if results]
    if len(opened) < len(folders):
        return BAD_INPUT
    beside = Path(opened[0].folder).parent / COMPARISON if isinstance(opened[0].folder, Path) else Path(COMPARISON)
    return _written(lambda: write_comparison(opened, out or beside, arguments.lang))


def _alone(folder: str, out: str | None, language: str) -> int:
    if not _is_plan(folder):
        return _of_results(folder, out, language)
    return _written(lambda: write_plan_page(storage_at(folder), language, out))


def _is_plan(folder: str) -> bool:
    try:
        return is_plan(storage_at(folder))
    except (ResultsError, OSError):
        return False  # opening it says what is wrong


def _of_results(folder: str, out: str | None, language: str) -> int:
    results = _opened(folder)
    if results is None:
        return BAD_INPUT
    if isinstance(results, Results):
        return _written(lambda: _report(results, out, language))
    return _written(lambda: write_sweep_report(results, out, language))


def _report(results: Results, out: str | None, language: str) -> Path | str:
    if out:
        return write_report(results, out, language)
    with results.storage.writing_file("report.html") as path:
        write_report(results, path, language)
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
