"""`essaim run`: scenarios to results, headline and report."""

import sys
from argparse import Namespace
from functools import partial
from pathlib import Path

from simulation.commands.computing import pool_for, tell, tell_stopped
from simulation.commands.confirming import LONG, agreed_to, confirmed
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED, tell_ending
from simulation.commands.pages import page_written
from simulation.commands.valuing import told, value_of, wants_value
from simulation.language import named, say
from simulation.language.vocabulary import speaking
from simulation.outcomes.calibration import open_calibration
from simulation.outcomes.headline import headline
from simulation.outcomes.provenance import titled
from simulation.outcomes.results import Results
from simulation.planning.helping import usual_question
from simulation.planning.pairs import Bench
from simulation.runs.display import displayed
from simulation.runs.estimate import estimate, size_of
from simulation.runs.forecast import REPEATED, Forecast, forecast_of
from simulation.runs.model_choice import ModelChoice
from simulation.runs.pool import Pool
from simulation.runs.running import run_request
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import Refused, Told
from simulation.scenario.schema import Scenario
from simulation.scenario.vocabulary import words_of


def main(arguments: Namespace) -> int:
    """Run scenarios; 0 good, 1 some replicate failed, 2 bad input, 130 interrupted."""
    # All files are read before anything runs, so that an error in the last one shows at once.
    scenarios = [(Path(given).stem, load_scenario(given, arguments.as_it_is)) for given in arguments.scenarios]
    model = ModelChoice.of(rules=arguments.rules)
    if arguments.posterior is not None:
        _check_posterior(arguments)
    try:
        forecasts = [(name, _forecast(arguments, name, scenario, model)) for name, scenario in scenarios]
        agreed = _agreed if model.rules is not None else _agreed_to_size
        if not agreed(arguments, forecasts):
            return BAD_INPUT
        with pool_for(arguments) as pool:
            status, reports = _all(arguments, forecasts, pool)
    except KeyboardInterrupt:
        return tell_stopped(arguments.out)
    for path in reports:
        print(path)
    return status


def _forecast(arguments: Namespace, name: str, scenario: Scenario, model: ModelChoice) -> Forecast:
    return forecast_of(
        scenario, arguments.replicates, arguments.seed, arguments.out, arguments.best_values, name,
        arguments.posterior, model,
    )  # fmt: skip


def _all(arguments: Namespace, forecasts: list[tuple[str, Forecast]], pool: Pool) -> tuple[int, list[Path | str]]:
    """Runs all; the exit code and the reports. A forecast that cannot be run does not keep the others from it."""
    status, reports = GOOD, []
    for name, forecast in forecasts:
        try:
            results = _run(arguments, name, forecast, pool)
            if results.manifest["failed"]:
                status = RUN_FAILED
            called = titled(named(forecast.scenario.name), results.manifest)
            with speaking(words_of([results.scenario])):
                print(headline(results).announced(called, arguments.lang), flush=True)
        except (Told, OSError) as error:
            status = tell_ending(error, name)
            continue
        code, page = _reported(arguments, name, results)
        status = status or code
        reports += [page] if page is not None else []
        if wants_value(forecast, arguments):
            status = max(status, _value(arguments, name, forecast, results, pool))
    return status, reports


def _reported(arguments: Namespace, name: str, results: Results) -> tuple[int, Path | str | None]:
    """Writes the report; an exit code, and where it is, if it could be written."""
    try:
        page, code = page_written(partial(_report, results, arguments))
    except (Told, OSError) as error:
        return tell_ending(
            error, say("{name}: the results are whole, but the report cannot be written", name=name)
        ), None
    return code, page


def _value(arguments: Namespace, name: str, forecast: Forecast, results: Results, pool: Pool) -> int:
    """Finds what would help most, says it, and renews the report, which is there already; an exit code."""
    try:
        found = value_of(Bench(forecast, name), usual_question(forecast.scenario), arguments, pool)
    except (Told, OSError) as error:
        return tell_ending(error, name)
    if found.table.empty:
        return GOOD
    with speaking(words_of([forecast.scenario])):
        print(told(found, arguments.lang), flush=True)
    code, _ = _reported(arguments, name, results)
    return RUN_FAILED if found.record["failed"] else code


def _check_posterior(arguments: Namespace) -> None:
    """Raises Refused or ResultsError when the posterior cannot be used."""
    if arguments.best_values:
        raise Refused(say("--posterior and --best-values: with best values nothing is drawn; give one of them"))
    open_calibration(arguments.posterior).posterior()


def _rules_of(forecast: Forecast) -> str:
    """What the rules of one's own of a forecast are called; empty without any."""
    rules = forecast.model.rules
    return "" if rules is None else rules.name


def _agreed(arguments: Namespace, forecasts: list[tuple[str, Forecast]]) -> bool:
    """Says how long runs with rules of one's own will take; whether that is short, or the person agrees."""
    seconds = 0.0
    for name, forecast in forecasts:
        expected = estimate(forecast, arguments.workers)
        if expected.runs:
            print(f"{name} + {_rules_of(forecast)}: {expected.sentence()}", file=sys.stderr)
        seconds += expected.seconds
    return seconds <= LONG or arguments.yes or confirmed()


def _agreed_to_size(arguments: Namespace, forecasts: list[tuple[str, Forecast]]) -> bool:
    """Says what large forecasts will take; whether none is, or the person agrees."""
    return agreed_to(((name, size_of(forecast, arguments.workers)) for name, forecast in forecasts), arguments.yes)


def _run(arguments: Namespace, name: str, forecast: Forecast, pool: Pool) -> Results:
    ran = False
    with displayed(name) as show:

        def progress(now) -> None:
            nonlocal ran
            ran = ran or now.total > 0
            show(now)

        results = run_request(forecast, progress=progress, limit=arguments.time_limit, pool=pool)
    tell(results.notices)
    count, failed = results.manifest["replicates"], results.manifest["failed"]
    if not ran:
        print(
            say(
                "{name}: {count} replicates are there already, in {folder}",
                name=name,
                count=count,
                folder=results.folder,
            ),
            file=sys.stderr,
        )
    if results.manifest.get(REPEATED) is False:
        print(
            say(
                "{name}: a replicate that was run again gave other numbers, so these cannot be had "
                "again: {rules_name} draws chance that is not keyed; draw by model.uniform or model.rng",
                name=name,
                rules_name=_rules_of(forecast),
            ),
            file=sys.stderr,
        )
    if failed:
        print(
            say(
                "{name}: {failed} runs failed; see {named}",
                name=name,
                failed=failed,
                named=results.storage.named("failures.parquet"),
            ),
            file=sys.stderr,
        )
    return results


def _report(results: Results, arguments: Namespace) -> Path | str:
    """Writes the report beside the results; where it is."""
    from simulation.report import write_report  # here, because charts take long to load

    with results.storage.writing_file("report.html") as path:
        write_report(results, path, arguments.lang, arguments.author)
    return results.storage.named("report.html")
