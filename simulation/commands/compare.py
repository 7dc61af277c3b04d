"""`essaim compare A B …`: paired differences of forecasts, or of points of a sweep, each against the first."""

import re
import sys
from argparse import Namespace

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.outcomes.measured import measure_named, measures_there_are, signed_parts
from simulation.outcomes.opening import is_sweep
from simulation.outcomes.pairing import Difference, PairingError, Side, paired
from simulation.outcomes.provenance import titled
from simulation.outcomes.results import Results, open_results
from simulation.outcomes.sweep_results import SweepResults, open_sweep
from simulation.outcomes.wording import NAMES, measure_name, rounded
from simulation.scenario.paths import is_there
from simulation.scenario.problems import did_you_mean
from simulation.storage.files import ResultsError

GOOD, BAD_INPUT = 0, 2
MOST_NAMED = 4
"""Settings by which a point is named."""


def main(arguments: Namespace) -> int:
    """Print a sentence a comparison; 0 good, 2 bad input."""
    language = Language(arguments.lang)
    if len(arguments.sides) < 2:
        print("give at least two sides: DIR of a run, or DIR:POINT of a sweep", file=sys.stderr)
        return BAD_INPUT
    try:
        measure_named(arguments.measure)
    except KeyError:
        offer = did_you_mean(arguments.measure, measures_there_are())
        print(f"there is no measure {arguments.measure} that adds over places. {offer}".strip(), file=sys.stderr)
        return BAD_INPUT
    try:
        sides = [side_of(given, arguments.measure) for given in arguments.sides]
        differences = [paired(sides[0], other, arguments.month) for other in sides[1:]]
    except (ResultsError, PairingError) as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    for difference in differences:
        print(sentence(difference, arguments.measure, language))
    if arguments.csv:
        pd.DataFrame([vars(difference) for difference in differences]).to_csv(arguments.csv, index=False)
    return GOOD


def side_of(given: str, measure: str) -> Side:
    """The side meant by a folder of results, or by a sweep's folder and a point: DIR:POINT. Raises ResultsError."""
    folder, _, number = given.rpartition(":")
    if folder and number.isdigit() and not is_there(given):
        return _side_of_point(open_sweep(folder), int(number), measure)
    if is_sweep(given):
        raise ResultsError(f"{given} is a sweep; name one of its points: {given}:0")
    return _side_of_run(open_results(given), measure)


def _side_of_run(results: Results, measure: str) -> Side:
    found = results.national(*(part for part, _ in signed_parts(measure)))
    values = sum(sign * found[part] for part, sign in signed_parts(measure))
    manifest = results.manifest
    return Side(
        titled(manifest["scenario"]["name"], manifest),
        manifest["seed"],
        results.replicates,
        results.frame.month_names,
        _over_time(values, measure),
    )


def _side_of_point(results: SweepResults, number: int, measure: str) -> Side:
    points = results.points
    found = points[points["number"] == number]
    if found.empty:
        raise ResultsError(f"{results.folder} has no point {number}; it has 0 to {points['number'].max()}")
    replicates, values = results.of_point(found["point"].iloc[0], measure)
    return Side(
        titled(_name_of(results, found.iloc[0]), results.manifest),
        results.manifest["seed"],
        replicates,
        results.period_months,
        _over_time(values, measure),
    )


def _name_of(results: SweepResults, point: pd.Series) -> str:
    """A point by what makes it differ from others of its sweep; by its number where that is much."""
    varied = [path for path in results.settings if results.points[path].astype(str).nunique() > 1]
    if len(varied) > MOST_NAMED:
        return f"{point['base']}, point {point['number']}"
    settings = [
        f"{path.rsplit('.', 1)[-1]} = {value:.4g}" if isinstance(value := point[path], float)
        else f"{path.rsplit('.', 1)[-1]} = {value}"
        for path in varied if pd.notna(point[path])
    ]  # fmt: skip
    return f"{point['base']} ({', '.join(settings)})" if settings else str(point["base"])


def _over_time(values: np.ndarray, measure: str) -> np.ndarray:
    """A stock as it is; a flow summed from the start."""
    return values if measure_named(measure).kind == "stock" else values.cumsum(axis=1)


def sentence(it: Difference, measure: str, language: Language) -> str:
    """A comparison in one sentence, numbers rounded to what is known."""
    say = language.text
    when = language.month(pd.Timestamp(f"{it.month}-01"))
    first, second = (f"« {name} »" if language.code == "fr" else f"“{name}”" for name in (it.first, it.second))
    given = {"first": first, "second": second, "month": when, "what": what(measure, language), "pairs": it.pairs}
    if it.pairs < 2:
        only = _signed(it.mean, language)
        return say("{second} less {first} is {only} {what} by {month}, in the only paired run.", only=only, **given)
    shares = {"more": language.percent(it.more), "fewer": language.percent(it.fewer)}
    if it.more == it.fewer == 0:
        return say("{second} and {first} yield the same {what} by {month}, in all {pairs} paired runs.", **given)
    if it.shows_from is None:
        low, high = _signed(it.low, language), _signed(it.high, language)
        return say(
            "No clear difference in {what} between {second} and {first} by {month}: the mean difference lies between "
            "{low} and {high} (95 %); {second} has more in {more} of {pairs} paired runs, fewer in {fewer}.",
            low=low, high=high, **shares, **given,
        )  # fmt: skip
    size = sorted((abs(it.low), abs(it.high)))
    _, low, high = rounded(abs(it.mean), *size)
    numbers = {"low": language.number(low), "high": language.number(high)}
    since = language.month(pd.Timestamp(f"{it.shows_from}-01"))
    if it.mean > 0:
        return say(
            "{second} yields {low}–{high} more {what} than {first} by {month}, in {more} of {pairs} paired runs (95 % "
            "interval of the mean difference); the difference shows from {since}.",
            since=since, **numbers, **shares, **given,
        )  # fmt: skip
    return say(
        "{second} yields {low}–{high} fewer {what} than {first} by {month}, in {fewer} of {pairs} paired runs (95 % "
        "interval of the mean difference); the difference shows from {since}.",
        since=since, **numbers, **shares, **given,
    )  # fmt: skip


def what(measure: str, language: Language) -> str:
    """What is counted, in words that follow a number."""
    if measure in NAMES:
        return measure_name(measure, language.code)
    column = measure_named(measure)
    label = language.label(column)
    plain = re.sub(r"\s*\([^)]*\)", "", label)
    plain = plain[0].lower() + plain[1:]
    unit = {"euros": ("euros", "euros"), "days": ("days", "jours")}.get(column.unit)
    return plain if unit is None else f"{unit[language.code == 'fr']} ({plain})"


def _signed(value: float, language: Language) -> str:
    return language.number(value).replace("-", "−")
