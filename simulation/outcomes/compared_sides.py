"""The sides of a comparison: forecasts, or points of a sweep, read alike; and what keeps them from being compared."""

import re
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from simulation.language import named, say
from simulation.outcomes.opening import is_sweep
from simulation.outcomes.periods import by_period
from simulation.outcomes.provenance import titled
from simulation.outcomes.results import Results, open_results
from simulation.outcomes.sweep_results import SweepResults, open_sweep
from simulation.scenario.paths import is_there
from simulation.scenario.schema import Scenario
from simulation.storage.files import ResultsError

MOST_NAMED = 4
"""Settings by which a point is named."""
_IN_FOLDER = re.compile(r"-[0-9a-f]{8}(-.*)?-seed[0-9]+$")
"""What the name of a folder has behind that of the scenario."""


class ComparedSide(Protocol):
    """One side. title: as readers know it. called: other words by which it may be named.

    months: YYYY-MM of the last month of each column; regions: names, empty where only the nation is kept.
    finest: the shortest calendar period that its months make up whole; empty for
    quarters that are counted from another month than those of the calendar.
    """

    title: str
    called: tuple[str, ...]
    seed: int
    start: str
    months: tuple[str, ...]
    regions: tuple[str, ...]
    scenario: Scenario
    finest: str

    @property
    def replicates(self) -> np.ndarray:
        """Numbers of the replicates, ascending."""

    def lacks(self, measures: Sequence[str]) -> list[str]:
        """Those of the measures that are not kept."""

    def values(self, measure: str) -> np.ndarray:
        """float64, replicates × months × places: regions, then national; one place where only the nation is kept."""


class ForecastSide:
    """A forecast."""

    def __init__(self, results: Results, given: str = "") -> None:
        self.results = results
        manifest = results.manifest
        self.title = titled(named(results.scenario.name), manifest)
        folder = Path(given).name
        names = (folder, _IN_FOLDER.sub("", folder), given, results.scenario.name)
        self.called = tuple(dict.fromkeys(name for name in names if name))
        self.seed = manifest["seed"]
        self.replicates = results.replicates
        self.start = results.frame.start
        self.months = results.frame.month_names
        self.regions = results.frame.regions
        self.finest = "month"
        self.scenario = results.scenario

    def lacks(self, measures: Sequence[str]) -> list[str]:
        return []

    def values(self, measure: str) -> np.ndarray:
        return by_period(self.results, [measure], "month", "region")[measure]


class PointSide:
    """A point of a sweep."""

    def __init__(self, results: SweepResults, number: int, given: str = "") -> None:
        self.results = results
        points = results.points
        found = points[points["number"] == number]
        if found.empty:
            raise ResultsError(
                say(
                    "{folder} has no point {number}; it has 0 to {max}",
                    folder=results.folder,
                    number=number,
                    max=points["number"].max(),
                )
            )
        self._point = found["point"].iloc[0]
        self.title = titled(name_of_point(results, found.iloc[0]), results.manifest)
        self.called: tuple[str, ...] = (given,) if given else ()
        self.seed = results.manifest["seed"]
        self.start = results.frame.start
        self.months = results.period_months
        self.regions = results.frame.regions if len(results.keeping.places) > 1 else ()
        aligned = (int(self.start[5:]) - 1) % 3 == 0
        self.finest = "month" if results.keeping.recorded.every == "month" else "quarter" if aligned else ""
        self.scenario = Scenario.model_validate(results.scenario_values(number))

    @cached_property
    def replicates(self) -> np.ndarray:
        """Numbers of the replicates, ascending."""
        return self.results.placed_of_point(self._point, self.results.measures[0])[0]

    def lacks(self, measures: Sequence[str]) -> list[str]:
        return [name for name in measures if name not in self.results.measures]

    def values(self, measure: str) -> np.ndarray:
        return self.results.placed_of_point(self._point, measure)[1]


def side_of(given: str) -> ComparedSide:
    """The side meant by a folder of results, or by a sweep's folder and a point: DIR:POINT. Raises ResultsError."""
    folder, _, number = given.rpartition(":")
    if folder and number.isdigit() and not is_there(given):
        return PointSide(open_sweep(folder), int(number), given)
    if is_sweep(given):
        raise ResultsError(say("{given} is a sweep; name one of its points: {given}:0", given=given))
    return ForecastSide(open_results(given), given)


def name_of_point(results: SweepResults, point: pd.Series) -> str:
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


def told_apart(sides: Sequence[ComparedSide]) -> None:
    """Gives sides of the same title, in place, the folder or point that they are."""
    titles = [side.title for side in sides]
    for side in sides:
        if titles.count(side.title) > 1 and side.called:
            side.title = f"{side.title} ({side.called[0]})"


def what_forbids(
    sides: Sequence[ComparedSide], month: str | None = None, by_region: bool = False, every: str | None = None
) -> list[str]:
    """Why these sides cannot be compared with the first, each reason in a sentence; empty where they can."""
    base, found = sides[0], list[str]()
    for side in sides:
        if every is not None and not side.finest:
            found.append(
                say(
                    "the quarters kept of {title} begin in {start}: they are not those of the calendar",
                    title=side.title,
                    start=side.start,
                )
            )
        elif every == "month" and side.finest == "quarter":
            found.append(say("of {title} quarters are kept, not months; say --by quarter", title=side.title))
    for other in sides[1:]:
        if other.seed != base.seed:
            found.append(
                say(
                    "{title} was run with seed {seed}, {other_title} with {other_seed}; pairs share their chance",
                    title=base.title,
                    seed=base.seed,
                    other_title=other.title,
                    other_seed=other.seed,
                )
            )
        if not len(np.intersect1d(base.replicates, other.replicates)):
            found.append(
                say("{title} and {other_title} have no replicate in common", title=base.title, other_title=other.title)
            )
        common = [one for one in base.months if one in other.months]
        if not common:
            found.append(
                say("{title} and {other_title} have no month in common", title=base.title, other_title=other.title)
            )
        elif other.start != base.start:
            found.append(
                say(
                    "{title} begins in {start}, {other_title} in {other_start}; what is summed from the "
                    "start does not compare",
                    title=base.title,
                    start=base.start,
                    other_title=other.title,
                    other_start=other.start,
                )
            )
        elif month is None and other.months[-1] != base.months[-1]:
            found.append(
                say(
                    "{title} ends in {end}, {other_title} in {other_end}; say --month, up to {common}",
                    title=base.title,
                    end=base.months[-1],
                    other_title=other.title,
                    other_end=other.months[-1],
                    common=common[-1],
                )
            )
        elif month is not None and month not in common:
            found.append(
                say(
                    "{month} is not there in both {title} and {other_title}; they share {first} to {last}",
                    month=month,
                    title=base.title,
                    other_title=other.title,
                    first=common[0],
                    last=common[-1],
                )
            )
        if by_region and other.regions != base.regions:
            lacking = sorted(set(base.regions) ^ set(other.regions))
            found.append(
                say(
                    "{title} and {other_title} do not keep the same regions: {lacking}",
                    title=base.title,
                    other_title=other.title,
                    lacking=", ".join(lacking[:6]),
                )
            )
    if by_region and not any(side.regions for side in sides):
        found.append(say("only the nation is kept here; leave --by region out"))
    return found
