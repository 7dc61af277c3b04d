"""`essaim sweep`: what a sweep will take, then all its runs, those that are there already left out."""

import sys
import time
from argparse import Namespace
from pathlib import Path

from simulation.commands.computing import pool_for, tell, tell_stopped, tell_superseded
from simulation.commands.confirming import LONG, confirmed
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED, tell_ending
from simulation.commands.new_file import write_new
from simulation.commands.pages import page_written
from simulation.language import named, say
from simulation.outcomes.provenance import titled
from simulation.outcomes.sweep_results import SweepResults, open_sweep
from simulation.report.sweeps import write_sweep_report
from simulation.runs.display import displayed
from simulation.runs.preflight import preflight
from simulation.runs.sweep_files import load_sweep
from simulation.runs.sweeping import Sweeping, run_sweep
from simulation.scenario.paths import is_folder
from simulation.scenario.problems import Told

RESULTS = "results"
"""What --out is when nobody gives it."""


def main(arguments: Namespace) -> int:
    """Run a sweep; 0 good, 1 some run failed, 2 bad input or not confirmed, 130 interrupted."""
    if arguments.point is not None and is_folder(arguments.file):
        return _kept_scenario(arguments.file, arguments.point, _file_for_point(arguments.out))
    sweeping = load_sweep(arguments.file, arguments.out, arguments.rules)
    if arguments.point is not None:
        return _scenario_of(sweeping, arguments.point, _file_for_point(arguments.out))
    try:
        tell_superseded(sweeping.folder)
        with pool_for(arguments) as pool:
            expected = preflight(sweeping, pool.threads)
            print(expected.sentence(), file=sys.stderr)
            if arguments.dry_run:
                return GOOD
            if expected.seconds > LONG and not arguments.yes and not confirmed():
                return BAD_INPUT
            begun = time.monotonic()
            with displayed(Path(arguments.file).stem) as show:
                results = run_sweep(sweeping, progress=show, limit=arguments.time_limit, pool=pool)
    except KeyboardInterrupt:
        return tell_stopped(sweeping.folder)
    tell(results.notices)
    unchanged = not expected.missing and not expected.at_least
    return _told(results, time.monotonic() - begun, arguments.lang, unchanged)


def _file_for_point(out: str) -> Path | None:
    """The file into which the scenario of a point is to be written: what --out names, unless it is a folder."""
    return None if out == RESULTS or "://" in out or is_folder(out) else Path(out)


def _given(text: str, file: Path | None) -> int:
    if file is not None:
        return write_new(file, text)
    print(text, end="")
    return GOOD


def _kept_scenario(folder: str, number: int, file: Path | None) -> int:
    """Print or write the scenario of a point as the folder of a sweep keeps it."""
    text = open_sweep(folder).scenario_text(number)
    return _given(text, file)


def _scenario_of(sweeping: Sweeping, number: int, file: Path | None) -> int:
    """Print or write the scenario of a point, which `essaim run` can run."""
    from simulation.scenario.writing import scenario_yaml

    if number >= len(sweeping.points):
        print(
            say(
                "there is no point {number}; the sweep has points 0 to {points}",
                number=number,
                points=len(sweeping.points) - 1,
            ),
            file=sys.stderr,
        )
        return BAD_INPUT
    return _given(scenario_yaml(sweeping.points[number].scenario), file)


def _told(results: SweepResults, seconds: float, language: str, unchanged: bool) -> int:
    """Tell what was run, and write the report unless that of the same runs is there."""
    runs, failed = results.manifest["runs"], results.manifest["failed"]
    called = titled(named(results.manifest["name"]), results.manifest)
    print(
        say(
            "{called}: {points} points, {runs:,} runs, in {seconds:.0f} s.",
            called=called,
            points=results.manifest["points"],
            runs=runs,
            seconds=seconds,
        )
    )
    for name in results.manifest["damaged"]:
        print(
            say("{folder}: the chunk of {name} was damaged; its runs were run again", folder=results.folder, name=name),
            file=sys.stderr,
        )
    if failed:
        print(
            say("{failed} runs failed; the report says which, and so does SweepResults.failures()", failed=failed),
            file=sys.stderr,
        )
    print(results.folder)
    try:
        there = results.report_in(language) if unchanged else None
        page, lost = (there, GOOD) if there else page_written(lambda: write_sweep_report(results, language=language))
    except (OSError, Told) as error:
        tell_ending(error, say("the results are whole, but the report cannot be written"))
        return RUN_FAILED
    print(page)
    return RUN_FAILED if failed or lost else GOOD
