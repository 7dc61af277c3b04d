"""`essaim backtest CASE.yaml`: fit a case up to several months, forecast the rest, and score that against baselines."""

import sys
from argparse import Namespace
from pathlib import Path

import pandas as pd

from simulation.calibration.case import Case
from simulation.calibration.loading import find_case, load_case
from simulation.calibration.running import is_fitted
from simulation.charts.language import Language
from simulation.commands.calibrate import size_of_fit
from simulation.commands.confirming import agreed_to
from simulation.commands.endings import BAD_INPUT, GOOD, INTERRUPTED
from simulation.commands.score import forecaster_text
from simulation.common.extras import require
from simulation.language import say
from simulation.outcomes.people_tables import csv_bytes
from simulation.scenario.problems import listed
from simulation.scenario.quantities import month_number
from simulation.storage.files import write_asked
from simulation.validation.backtest import Effort, backtest, cutoffs, forecast, stored, until_last_observation
from simulation.validation.scoring import ALL, summary_table, values_table


def main(arguments: Namespace) -> int:
    """Back-test a case, or store its forecast; 0 good, 1 nothing could be simulated, 2 bad input, 130 interrupted."""
    require("pyabc", "statsmodels")
    path = find_case(arguments.case)
    case = load_case(path)
    effort = Effort(arguments.replicates, arguments.workers, Path(arguments.out))
    possible = cutoffs(case)
    months = arguments.until or possible
    every = sorted({one.month for one in case.observations}, key=month_number)
    wrong = [month for month in months if not month_number(every[0]) <= month_number(month) < month_number(every[-1])]
    if wrong or not months:
        print(
            say(
                "--until {wrong}: observations go from {first} to {last}; some must be fitted, and "
                "some left to forecast. By default: {possible}.",
                wrong=" ".join(wrong),
                first=every[0],
                last=every[-1],
                possible=listed(possible) if possible else say("none"),
            ),
            file=sys.stderr,
        )
        return BAD_INPUT

    def report(what: str) -> None:
        print(f"{case.slug}: {what}", file=sys.stderr, flush=True)

    fits = [case] if arguments.forecast else [case.changed(fit_until=month) for month in months]
    asked = [one for one in map(until_last_observation, fits) if not is_fitted(one, arguments.out)]
    try:
        if not agreed_to(((_fit_name(one), size_of_fit(one, arguments.workers)) for one in asked), arguments.yes):
            return BAD_INPUT
        if arguments.forecast:
            given = _observations(path)
            print(forecast(case, Path(arguments.forecast), effort, report, given).to_string(index=False))
            print(arguments.forecast)
            return GOOD
        return _backtests(arguments, case, months, effort, report)
    except KeyboardInterrupt:
        print(say("\nStopped. What is finished is kept; the same command goes on from there."), file=sys.stderr)
        return INTERRUPTED


def _fit_name(case: Case) -> str:
    return (
        say("{slug}, fitted up to {fit_until}", slug=case.slug, fit_until=case.fit_until)
        if case.fit_until
        else say("{slug}, fitted", slug=case.slug)
    )


def _observations(path: Path) -> bytes:
    """The file of observations that a case names, as it is."""
    from simulation.scenario.documents import read_document

    return (path.parent / read_document(path).root.plain()["observations"]).read_bytes()


def _backtests(arguments: Namespace, case, months: list[str], effort: Effort, report) -> int:
    tables = []
    for month in months:
        drawn = backtest(case, month, effort, report)
        tables.append(stored(month, drawn))
        summary = summary_table(values_table(drawn))
        print(say("{name}, fitted up to {month}", name=case.name, month=month))
        print("\n".join(map(str, _lines(summary[summary["measure"] == ALL]))), flush=True)
    if arguments.to:
        write_asked(Path(arguments.to), csv_bytes(pd.concat(tables)))
        print(arguments.to)
    return GOOD


def _lines(summary: pd.DataFrame) -> list[str]:
    english = Language("en")
    lines = ["  " + " " * 26 + say("  values  CRPS ÷ value    bias  50 %  80 %  95 %  × Essaim")]
    for row in summary.itertuples():
        name = forecaster_text(row.forecaster, english)
        lines.append(
            f"  {name:<26}  {row.values:>6}  {row.relative:>12.0%}  {row.bias:>+6.0%}"
            f"  {row.within_50:>4.0%}  {row.within_80:>4.0%}  {row.within_95:>4.0%}  {row.ratio:>8.2f}"
        )
    return lines
