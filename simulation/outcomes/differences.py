"""What sides of a comparison differ in: paired differences with intervals, by measure, period and place."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd

from simulation.language import say, sentences
from simulation.outcomes.compared_measures import Compared
from simulation.outcomes.compared_sides import ComparedSide, ForecastSide
from simulation.outcomes.full_time import etpt
from simulation.outcomes.measured import measure_named
from simulation.outcomes.measures import NORMAL, Share
from simulation.outcomes.pairing import Side, half_width, ratio_parts
from simulation.outcomes.targets import series
from simulation.scenario.levers import NATIONAL
from simulation.scenario.problems import did_you_mean
from simulation.scenario.schema import FurtherTarget

NATION = ""
"""The place of what is of the whole nation."""
DECIMALS = 7
"""To which sums are exact: euros and days of the whole nation, and full-time equivalents."""
PERIODS, PLACES = ("month", "quarter", "year"), ("nation", "region")


@dataclass(frozen=True)
class Breakdown:
    """By what differences are told: by each period of a kind (none: by one month), and by region or not."""

    every: str | None = None
    regions: bool = False

    @classmethod
    def of(cls, text: str) -> "Breakdown":
        """From words such as region,quarter. Raises ValueError, with the nearest spelling."""
        words = [word.strip() for word in text.split(",")]
        for word in words:
            if word not in (*PERIODS, *PLACES):
                known = ", ".join((*PLACES, *PERIODS))
                raise ValueError(
                    sentences(
                        say("--by takes {known}, not {word!r}.", known=known, word=word),
                        did_you_mean(word, (*PLACES, *PERIODS)),
                    )
                )
        every = [word for word in words if word in PERIODS]
        if len(every) > 1 or set(words) >= set(PLACES):
            raise ValueError(
                say("--by {text}: choose one kind of place and one kind of period, such as region,quarter", text=text)
            )
        return cls(every[0] if every else None, "region" in words)


@dataclass(frozen=True)
class Window:
    """Months (positions, first and last) over which flows are summed; stocks stand at the last."""

    name: str
    first: int
    last: int


def pairs_of(count: int, every_pair: bool) -> list[tuple[int, int]]:
    """Positions of the sides that are compared: each with the first, or each with each."""
    return list(combinations(range(count), 2)) if every_pair else [(0, other) for other in range(1, count)]


def last_month(sides: Sequence[ComparedSide], month: str | None) -> str:
    """The month asked for, or the last that all sides have."""
    return month or [one for one in sides[0].months if all(one in side.months for side in sides)][-1]


def windows_of(side: ComparedSide, kind: str, every: str | None, last: str) -> list[Window]:
    """The windows of a side for a measure of this kind, up to the month `last`."""
    end = side.months.index(last)
    if every is None:
        same_year = [at for at in range(end + 1) if side.months[at][:4] == last[:4]]
        return [Window(last, same_year[0] if kind == "full_time" else 0, end)]
    names = [period_name(month, every) for month in side.months[: end + 1]]
    return [Window(name, names.index(name), len(names) - 1 - names[::-1].index(name)) for name in dict.fromkeys(names)]


def period_name(month: str, every: str) -> str:
    """The calendar period in which a month lies: 2027-03, 2027-Q1 or 2027."""
    year, number = month.split("-")
    return {"month": month, "quarter": f"{year}-Q{(int(number) + 2) // 3}", "year": year}[every]


def differences(
    sides: Sequence[ComparedSide],
    pairs: Sequence[tuple[int, int]],
    measures: Sequence[Compared],
    by: Breakdown = Breakdown(),  # noqa: B008
    month: str | None = None,
) -> pd.DataFrame:
    """A row a pair, measure, period and place.

    Columns: base, other (positions of sides), measure, unit, period, place (NATION, or a region's name), pairs; first,
    second: means of the two over their common replicates; mean, low, high: of the paired differences, with the 95 %
    interval; more, fewer: shares of pairs in which the other has more, fewer (NaN for a ratio); together: how many
    intervals hold at once at 95 %: all regions of a measure and period. Nobody is left out: a region without anybody
    has a row of zeros. A ratio is of the nation alone.
    """
    last = last_month(sides, month)
    rows = []
    for measure in measures:
        if by.regions and measure.kind == "ratio":
            continue
        seen = [_parts(side, measure, by, last) for side in sides]
        for base, other in pairs:
            rows += _rows(sides, base, other, measure, by, last, seen)
    return pd.DataFrame(rows, columns=COLUMNS)


COLUMNS = [
    "base", "other", "measure", "unit", "period", "place", "pairs", "first", "second", "mean", "low", "high", "more",
    "fewer", "together",
]  # fmt: skip


def _parts(side: ComparedSide, measure: Compared, by: Breakdown, last: str) -> list[np.ndarray]:
    """The measure's parts, each replicates × windows × places."""
    found = []
    for part in measure.parts:
        values = side.values(part)
        kind = measure.kind if measure.kind != "ratio" else measure_named(part).kind
        windows = windows_of(side, kind, by.every, last)
        if kind == "stock":
            made = values[:, [window.last for window in windows]]
        else:
            made = np.stack([exact(values[:, one.first : one.last + 1].sum(axis=1)) for one in windows], axis=1)
        if not by.regions:
            made = exact(made.sum(axis=2, keepdims=True))
        elif measure.of_persons:
            made = made[:, :, : len(side.regions)]
        if kind == "full_time":
            made = etpt(made, side.scenario)
        found.append(made)
    return found


def _rows(
    sides: Sequence[ComparedSide], base: int, other: int, measure: Compared, by: Breakdown, last: str,
    seen: Sequence[Sequence[np.ndarray]],
) -> list[tuple]:  # fmt: skip
    one, two = sides[base], sides[other]
    common = np.intersect1d(one.replicates, two.replicates)
    kind = "flow" if measure.kind == "ratio" else measure.kind
    names = [[window.name for window in windows_of(side, kind, by.every, last)] for side in (one, two)]
    periods = [name for name in names[0] if name in names[1]]
    first, second = (
        [part[np.searchsorted(side.replicates, common)][:, [held.index(name) for name in periods]] for part in parts]
        for side, held, parts in ((one, names[0], seen[base]), (two, names[1], seen[other]))
    )
    more = fewer = None
    if measure.kind == "ratio":
        (mean_one, first_by), (mean_two, second_by) = ratio_parts(*first), ratio_parts(*second)
        apart, mean = second_by - first_by, mean_two - mean_one
    else:
        (first_by,), (second_by,) = first, second
        apart = exact(second_by - first_by)
        mean_one, mean_two, mean = first_by.mean(axis=0), second_by.mean(axis=0), apart.mean(axis=0)
        more, fewer = (apart > 0).mean(axis=0), (apart < 0).mean(axis=0)
    places = [NATION] if not by.regions else [*one.regions, NATIONAL][: apart.shape[2]]
    half = half_width(apart, len(places))
    return [
        (
            base, other, measure.name, measure.column.unit, period, place, len(common),
            mean_one[at, spot], mean_two[at, spot], mean[at, spot], mean[at, spot] - half[at, spot],
            mean[at, spot] + half[at, spot],
            np.nan if more is None else more[at, spot], np.nan if fewer is None else fewer[at, spot], len(places),
        )
        for at, period in enumerate(periods)
        for spot, place in enumerate(places)
    ]  # fmt: skip


def exact(values: np.ndarray) -> np.ndarray:
    """Sums without the noise of adding cents and eighths of days as fractions: what is equal must not seem to differ.

    What is recorded is counted in units of at least 1/65,535.
    """
    return np.round(values, DECIMALS)


def over_time(side: ComparedSide, measure: Compared) -> Side:
    """A side as one line over its months, of the nation: a stock as it is, a flow from the start, days as full time.

    Raises ValueError for a ratio, which has no value of a single pair.
    """
    if measure.kind == "ratio":
        raise ValueError(say("{name} has no value of a single run", name=measure.name))
    values = side.values(measure.parts[0]).sum(axis=2)
    if measure.kind == "flow":
        values = exact(values.cumsum(axis=1))
    elif measure.kind == "full_time":
        summed = values.cumsum(axis=1)
        before = [next(at for at, month in enumerate(side.months) if month[:4] == one[:4]) for one in side.months]
        values = summed - np.concatenate([np.zeros((len(summed), 1)), summed], axis=1)[:, before]
        values = etpt(exact(values), side.scenario)
    return Side(side.title, side.seed, side.replicates, side.months, values)


@dataclass(frozen=True)
class ShareGap:
    """Two shares of the same pairs, their difference with its 95 % interval, and the shares that only one reaches."""

    pairs: int
    first: float
    second: float
    mean: float
    low: float
    high: float
    gained: float
    lost: float


@dataclass(frozen=True)
class Chance:
    """How likely sides reach the base's targets, each at its date, and by how much that differs.

    met: of each side, by position, over all its replicates; None for a side in which it cannot be told. apart: by pair.
    """

    aims: tuple[FurtherTarget, ...]
    met: tuple[Share | None, ...]
    apart: dict[tuple[int, int], ShareGap]


def chance_of(sides: Sequence[ComparedSide], pairs: Sequence[tuple[int, int]]) -> Chance | None:
    """The targets of the base, all together, in every side; None without a target, or where the base is a point."""
    base = sides[0]
    target = base.scenario.target if isinstance(base, ForecastSide) else None
    if target is None:
        return None
    aims = target.together()
    reached = [_reached(side, aims) for side in sides]
    apart = {}
    for one, two in pairs:
        first, second = reached[one], reached[two]
        if first is None or second is None:
            continue
        of_first, of_second = sides[one].replicates, sides[two].replicates
        common = np.intersect1d(of_first, of_second)
        apart[one, two] = share_difference(
            first[np.searchsorted(of_first, common)].astype(float),
            second[np.searchsorted(of_second, common)].astype(float),
        )
    return Chance(aims, tuple(None if one is None else Share.of(one) for one in reached), apart)


def _reached(side: ComparedSide, aims: Sequence[FurtherTarget]) -> np.ndarray | None:
    """Of each replicate, whether all targets are reached; None where a date or region is not simulated."""
    if not isinstance(side, ForecastSide):
        return None
    frame = side.results.frame
    known = all(aim.region in (None, "each", *frame.regions) for aim in aims)
    positions = [frame.months_until(aim.month) for aim in aims]
    if not known or None in positions:
        return None
    return np.logical_and.reduce(
        [(series(side.results, aim)[:, at] >= aim.value).all(axis=1) for aim, at in zip(aims, positions, strict=True)]
    )


def share_difference(first: np.ndarray, second: np.ndarray) -> ShareGap:
    """Difference of two shares of the same pairs (each 0 or 1).

    The interval is that of Agresti and Min (Statistics in Medicine 2005): half a pair is added to each of the four
    kinds, so that few pairs that differ, or none, do not pass for certainty.
    """
    pairs = len(first)
    gained, lost = float((second > first).sum()), float((second < first).sum())
    more, fewer, count = gained + 0.5, lost + 0.5, pairs + 2
    middle = (more - fewer) / count
    error = np.sqrt(more + fewer - (more - fewer) ** 2 / count) / count
    low, high = max(-1.0, middle - NORMAL * error), min(1.0, middle + NORMAL * error)
    return ShareGap(
        pairs, float(first.mean()), float(second.mean()), (gained - lost) / pairs, float(low), float(high),
        gained / pairs, lost / pairs,
    )  # fmt: skip
