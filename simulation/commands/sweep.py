"""`essaim sweep`: what a sweep will take, then all its runs, those that are there already left out."""

import sys
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from simulation.commands.confirming import LONG, confirmed
from simulation.experiments.display import displayed
from simulation.experiments.pool import RunError
from simulation.outcomes.files import ResultsError
from simulation.outcomes.provenance import titled
from simulation.report.sweeps import write_sweep_report
from simulation.sweeps.loading import load_sweep
from simulation.sweeps.preflight import preflight
from simulation.sweeps.results import SweepResults, open_sweep
from simulation.sweeps.running import Sweeping, run_sweep

if TYPE_CHECKING:
    from simulation.sweeps.distant import OnCluster

GOOD, RUN_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Namespace) -> int:
    """Run a sweep; 0 good, 1 some run failed, 2 bad input or not confirmed, 130 interrupted."""
    if arguments.point is not None and Path(arguments.file).is_dir():
        return _kept_scenario(arguments.file, arguments.point)
    sweeping = load_sweep(arguments.file, arguments.out, arguments.rules)
    if arguments.point is not None:
        return _scenario_of(sweeping, arguments.point)
    try:
        with _executor(arguments.cluster) as cluster:
            workers = arguments.workers if cluster is None else cluster.threads
            expected = preflight(sweeping, workers)
            print(expected.sentence(), file=sys.stderr)
            if arguments.dry_run:
                return GOOD
            if expected.seconds > LONG and not arguments.yes and not confirmed():
                return BAD_INPUT
            begun = time.monotonic()
            with displayed(Path(arguments.file).stem) as show:
                results = run_sweep(sweeping, workers, show, arguments.time_limit, cluster)
    except (RunError, ResultsError) as error:
        print(error, file=sys.stderr)
        return RUN_FAILED if isinstance(error, RunError) else BAD_INPUT
    except KeyboardInterrupt:
        print(f"\nStopped. What is finished is kept in {sweeping.folder}; the same command goes on from there.",
              file=sys.stderr)
        return INTERRUPTED
    unchanged = not expected.missing and not expected.at_least
    return _told(results, time.monotonic() - begun, arguments.lang, unchanged)


def _kept_scenario(folder: str, number: int) -> int:
    """Print the scenario of a point as the folder of a sweep keeps it."""
    try:
        print(open_sweep(folder).scenario_text(number), end="")
    except ResultsError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return GOOD


@contextmanager
def _executor(address: str | None) -> Iterator["OnCluster | None"]:
    """What runs jobs on the cluster at an address; none for worker processes here."""
    if address is None:
        yield None
        return
    from simulation.sweeps.cluster import cluster_at
    from simulation.sweeps.distant import OnCluster

    with cluster_at(address) as cluster:
        yield OnCluster(cluster)


def _scenario_of(sweeping: Sweeping, number: int) -> int:
    """Print the scenario of a point, which `essaim run` can run."""
    from simulation.scenario.writing import scenario_yaml

    if number >= len(sweeping.points):
        print(f"there is no point {number}; the sweep has points 0 to {len(sweeping.points) - 1}", file=sys.stderr)
        return BAD_INPUT
    print(scenario_yaml(sweeping.points[number].scenario), end="")
    return GOOD


def _told(results: SweepResults, seconds: float, language: str, unchanged: bool) -> int:
    """Tell what was run, and write the report unless that of the same runs is there."""
    runs, failed = results.manifest["runs"], results.manifest["failed"]
    called = titled(results.manifest["name"], results.manifest)
    print(f"{called}: {results.manifest['points']} points, {runs:,} runs, in {seconds:.0f} s.")
    for name in results.manifest["damaged"]:
        print(f"{results.folder}: the chunk of {name} was damaged; its runs were run again", file=sys.stderr)
    if failed:
        print(f"{failed} runs failed; the report says which, and so does SweepResults.failures()", file=sys.stderr)
    print(results.folder)
    try:
        print(unchanged and results.report_in(language) or write_sweep_report(results, language=language))
    except (OSError, ResultsError) as error:
        print(f"the report cannot be written: {error}", file=sys.stderr)
        return RUN_FAILED
    return RUN_FAILED if failed else GOOD
