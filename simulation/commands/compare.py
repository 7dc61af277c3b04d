"""`essaim compare A B …`: paired differences of forecasts, or of points of a sweep, each against the first."""

import sys
from argparse import Namespace
from pathlib import Path

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.outcomes.files import ResultsError, read_json
from simulation.outcomes.headline import rounded
from simulation.outcomes.pairing import Difference, PairingError, Side, paired
from simulation.outcomes.results import Results, open_results
from simulation.outcomes.tables import MEASURES
from simulation.scenario.problems import did_you_mean
from simulation.sweeps.kept import MONEY_TOTAL, measure_named, measures_there_are
from simulation.sweeps.results import SweepResults, open_sweep

GOOD, BAD_INPUT = 0, 2


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
    if folder and number.isdigit() and not Path(given).exists():
        return _side_of_point(open_sweep(folder), int(number), measure)
    if _is_sweep(Path(given)):
        raise ResultsError(f"{given} is a sweep; name one of its points: {given}:0")
    return _side_of_run(open_results(given), measure)


def _is_sweep(folder: Path) -> bool:
    manifest = folder / "manifest.json"
    return manifest.exists() and "record" in read_json(manifest)


def _side_of_run(results: Results, measure: str) -> Side:
    if measure == MONEY_TOTAL.name:
        uses = [name for name in MEASURES if name.startswith("money_")]
        values = sum(results.national(*uses).values())
    else:
        values = results.national(measure)[measure]
    manifest = results.manifest
    return Side(
        manifest["scenario"]["name"],
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
    runs = results.runs([measure])
    mine = runs[runs["point"] == found["point"].iloc[0]]
    table = mine.pivot_table(index="replicate", columns="month", values=measure, aggfunc="sum")
    settings = ", ".join(f"{path.rsplit('.', 1)[-1]} = {found[path].iloc[0]:.4g}" if isinstance(
        found[path].iloc[0], float) else f"{path.rsplit('.', 1)[-1]} = {found[path].iloc[0]}"
        for path in results.settings if found[path].notna().iloc[0])
    return Side(
        f"{found['base'].iloc[0]} ({settings})" if settings else str(found["base"].iloc[0]),
        results.manifest["seed"],
        table.index.to_numpy(),
        tuple(month.strftime("%Y-%m") for month in table.columns),
        _over_time(table.to_numpy(float), measure),
    )


def _over_time(values: np.ndarray, measure: str) -> np.ndarray:
    """A stock as it is; a flow summed from the start."""
    return values if measure_named(measure).kind == "stock" else values.cumsum(axis=1)


def sentence(it: Difference, measure: str, language: Language) -> str:
    """A comparison in one sentence, numbers rounded to what is known."""
    say = language.text
    what, when = language.label(measure_named(measure)), language.month(pd.Timestamp(f"{it.month}-01"))
    first, second = (f"« {name} »" if language.code == "fr" else f"“{name}”" for name in (it.first, it.second))
    given = {"first": first, "second": second, "month": when, "measure": what, "pairs": it.pairs}
    if it.pairs < 2:
        only = language.number(it.mean)
        return say("{measure}: {second} less {first} is {only} by {month}, in the only pair.", only=only, **given)
    shares = {"more": language.percent(it.more), "fewer": language.percent(it.fewer)}
    if it.shows_from is None:
        low, high = language.number(it.low), language.number(it.high)
        return say(
            "{measure}: no clear difference between {second} and {first} by {month}: the mean difference lies between "
            "{low} and {high} (95 %); {second} has more in {more} of {pairs} pairs, fewer in {fewer}.",
            low=low, high=high, **shares, **given,
        )  # fmt: skip
    size = sorted((abs(it.low), abs(it.high)))
    _, low, high = rounded(abs(it.mean), *size)
    numbers = {"low": language.number(low), "high": language.number(high)}
    since = language.month(pd.Timestamp(f"{it.shows_from}-01"))
    if it.mean > 0:
        return say(
            "{measure}: {second} yields {low}–{high} more than {first} by {month} (95 % interval of the mean), and has "
            "more in {more} of {pairs} paired runs; the difference shows from {since}.",
            since=since, **numbers, **shares, **given,
        )  # fmt: skip
    return say(
        "{measure}: {second} yields {low}–{high} fewer than {first} by {month} (95 % interval of the mean), and has "
        "fewer in {fewer} of {pairs} paired runs; the difference shows from {since}.",
        since=since, **numbers, **shares, **given,
    )  # fmt: skip
