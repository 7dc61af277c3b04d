"""`essaim run`: scenarios to results, headline and report."""

import importlib.util
import sys
from argparse import Namespace
from pathlib import Path

from simulation.commands.confirming import LONG, confirmed
from simulation.experiments.choice import ModelChoice
from simulation.experiments.display import displayed
from simulation.experiments.estimate import estimate
from simulation.experiments.pool import RunError
from simulation.experiments.runner import REPEATED, plan_of, run
from simulation.outcomes.calibration import open_calibration
from simulation.outcomes.files import ResultsError
from simulation.outcomes.headline import headline
from simulation.outcomes.provenance import titled
from simulation.outcomes.results import Results
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario

GOOD, RUN_FAILED, BAD_INPUT, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Namespace) -> int:
    """Run scenarios; 0 good, 1 some replicate failed, 2 bad input, 130 interrupted."""
    # All files are read before anything runs, so that an error in the last one shows at once.
    scenarios = [(Path(given).stem, load_scenario(given, arguments.as_it_is)) for given in arguments.scenarios]
    model = ModelChoice.of(rules=arguments.rules)
    if arguments.posterior is not None and not _usable(arguments):
        return BAD_INPUT
    if model.rules is not None and not _agreed(arguments, scenarios, model):
        return BAD_INPUT
    status = GOOD
    reports: list[Path] = []
    for name, scenario in scenarios:
        try:
            results = _run(arguments, name, scenario, model)
        except (RunError, ResultsError) as error:
            print(f"{name}: {error}", file=sys.stderr)
            status = RUN_FAILED if isinstance(error, RunError) else BAD_INPUT
            continue
        except KeyboardInterrupt:
            print(f"\nStopped. What is finished is kept in {arguments.out}; the same command goes on from there.",
                  file=sys.stderr)
            return INTERRUPTED
        if results.manifest["failed"]:
            status = RUN_FAILED
        called = titled(scenario.name, results.manifest)
        print(headline(results).announced(called, arguments.lang), flush=True)
        reports += _report(results, arguments.lang)
    for path in reports:
        print(path)
    return status


def _usable(arguments: Namespace) -> bool:
    """Whether the posterior can be used; says why not."""
    if arguments.best_values:
        print("--posterior and --best-values: with best values nothing is drawn; give one of them", file=sys.stderr)
        return False
    try:
        open_calibration(arguments.posterior).posterior()
    except ResultsError as error:
        print(error, file=sys.stderr)
        return False
    return True


def _agreed(arguments: Namespace, scenarios: list[tuple[str, Scenario]], model: ModelChoice) -> bool:
    """Says how long runs with rules of one's own will take; whether that is short, or the person agrees."""
    seconds = 0.0
    for name, scenario in scenarios:
        plan = plan_of(
            scenario, arguments.seed, arguments.out, arguments.best_values, name, arguments.posterior, model
        )
        expected = estimate(plan, arguments.replicates, arguments.workers)
        if expected.runs:
            print(f"{name} + {model.rules.name}: {expected.sentence()}", file=sys.stderr)
        seconds += expected.seconds
    return seconds <= LONG or arguments.yes or confirmed()


def _run(arguments: Namespace, name: str, scenario: Scenario, model: ModelChoice) -> Results:
    ran = False
    with displayed(name) as show:

        def progress(now) -> None:
            nonlocal ran
            ran = ran or now.total > 0
            show(now)

        results = run(
            scenario,
            arguments.replicates,
            arguments.seed,
            arguments.workers,
            arguments.out,
            arguments.best_values,
            progress,
            name,
            posterior=arguments.posterior,
            rules=model.rules,
        )
    count, failed = results.manifest["replicates"], results.manifest["failed"]
    if not ran:
        print(f"{name}: {count} replicates are there already, in {results.folder}", file=sys.stderr)
    if results.manifest.get(REPEATED) is False:
        print(f"{name}: a replicate that was run again gave other numbers, so these cannot be had again: "
              f"{model.rules.name} draws chance that is not keyed; draw by model.uniform or model.rng", file=sys.stderr)
    if failed:
        print(f"{name}: {failed} runs failed; see {results.folder / 'failures.parquet'}", file=sys.stderr)
    return results


def _report(results: Results, language: str) -> list[Path]:
    if importlib.util.find_spec("simulation.report") is None:
        return []
    from simulation.report import write_report

    path = results.folder / "report.html"
    write_report(results, path, language)
    return [path]
