"""A sweep as charts need it: of each point its settings, and mean and quantiles of its measures over its replicates.

The nation is summed within each replicate; quantiles are taken over the replicates of a point after that.
"""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np
import pandas as pd
from ruamel.yaml import YAML

from simulation.charts.language import Language
from simulation.charts.sweeps import steps
from simulation.charts.sweeps.settings import Setting, settings_of
from simulation.charts.sweeps.steps import Steps
from simulation.outcomes.measured import MONEY_TOTAL, measure_named
from simulation.outcomes.measures import Share
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.wording import NAMES, measure_name
from simulation.scenario.problems import did_you_mean
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import OVER_A_YEAR
from simulation.storage.files import ResultsError

FIRST = "active_facilitators"
"""What is looked at where there is no target."""
MOST_NUMBERS = 250_000
"""Points × measures × months that a report holds; months, then measures are left out where there would be more."""
_TARGET = re.compile(r"^target:.*\n(?:[ ].*\n?)*", re.M)


@dataclass(frozen=True)
class Aim:
    """A target that points have: at least `value` of a measure at the end of a month."""

    measure: str
    value: float
    month: str


@dataclass(frozen=True)
class Points:
    """All points of a sweep. Arrays have a row a point; stats: float64, points × measures × months, NaN without runs.

    months: YYYY-MM, each the end of a period. aims: of each point, None without a target that can be judged. met: of
    each point, the share of its replicates that meet its target. measure, month: what is looked at. futures: of each
    point, its value by replicate. refused: of each point, why `essaim check` would refuse it, empty where it would not:
    such points are shown as refused, and nothing is claimed from them. steps: what each step of a training capacity
    brings; None where none varies, or its levels cannot be paired.
    """

    name: str
    description: str
    seed: int
    number: np.ndarray
    base: tuple[str, ...]
    settings: tuple[Setting, ...]
    runs: np.ndarray
    failed: np.ndarray
    measures: tuple[str, ...]
    months: tuple[str, ...]
    mean: np.ndarray
    low: np.ndarray
    median: np.ndarray
    high: np.ndarray
    aims: tuple[Aim | None, ...]
    met: tuple[Share | None, ...]
    measure: str
    month: str
    futures: tuple[dict[int, float], ...] = ()
    refused: tuple[str, ...] = ()
    steps: Steps | None = None

    def __len__(self) -> int:
        return len(self.number)

    @cached_property
    def chance(self) -> np.ndarray:
        """Probability of each point to meet its target; NaN where that is not known."""
        return np.array([np.nan if share is None else share.value for share in self.met])

    @cached_property
    def unfit(self) -> np.ndarray:
        """Which points `essaim check` would refuse."""
        return np.array([bool(why) for why in self.refused]) if self.refused else np.zeros(len(self), bool)

    @property
    def aimed(self) -> bool:
        """Whether any point has a target that can be judged."""
        return bool(np.isfinite(self.chance).any())

    @property
    def aim(self) -> Aim | None:
        """The target, where all points have the same."""
        aims = set(self.aims)
        return next(iter(aims)) if len(aims) == 1 else None

    @property
    def there(self) -> np.ndarray:
        """Which points count: those with a run that was recorded, and a scenario that is not refused."""
        return (self.runs > 0) & ~self.unfit

    @property
    def money(self) -> int | None:
        """Position of money among the measures."""
        return self.measures.index(MONEY_TOTAL.name) if MONEY_TOTAL.name in self.measures else None

    @property
    def at(self) -> tuple[int, int]:
        """Positions of what is looked at first."""
        return self.measures.index(self.measure), self.months.index(self.month)

    def of(self, stat: np.ndarray) -> np.ndarray:
        """Of each point, a statistic (mean, low, median, high) of what is looked at; NaN where it does not count."""
        return np.where(self.there, stat[:, *self.at], np.nan)

    def said(self, point: int, language: Language, most: int = 4) -> str:
        """A point by its settings, as many as there is room for."""
        return language.text("; ").join(self.pairs(point, language, most)) + (
            "; …" if len(self.settings) > most else ""
        )

    def pairs(self, point: int, language: Language, most: int) -> list[str]:
        """The settings of a point, each with its value."""
        return [f"{one.name(language)} = {one.value(point, language)}" for one in self.settings[:most]]


def points_of(sweep: SweepResults, measure: str | None = None, month: str | None = None) -> Points:
    """All points of a sweep, its chunks read in one pass.

    measure, month: what is looked at; by default that of the target, or active facilitators at the end. Raises
    ResultsError when the points cannot be read, or do not keep these.
    """
    frame = sweep.points.reset_index(drop=True)
    texts = _target_texts(sweep.scenario_texts())
    aims = [_judged(_aim(text), sweep) for text in texts]
    given = next((aim for aim in aims if aim is not None), None)
    usual = given.measure if given else FIRST if FIRST in sweep.measures else sweep.measures[0]
    if measure is not None and measure not in sweep.measures or month is not None and month not in sweep.period_months:
        raise ResultsError(_not_kept(sweep, measure, month))
    if (measure or usual) != usual or month is not None and not (given and _period(given.month, sweep) == month):
        # The target is of something else: it is not judged here.
        aims, given = [None] * len(aims), None
    measure = measure or usual
    month = month or (_period(given.month, sweep) if given else sweep.period_months[-1])
    wanted = {_period(aim.month, sweep) for aim in set(aims) if aim}
    measures, months = _what_fits(sweep, len(frame), measure, month, wanted | {month})
    read = sweep.national(measures, months)
    row_of = {fingerprint: row for row, fingerprint in enumerate(read.fingerprints)}
    rows = np.array([row_of[fingerprint] for fingerprint in frame["point"]], np.int64)
    bounds = np.searchsorted(read.point, np.arange(len(read.fingerprints) + 1))
    stats = np.full((4, len(read.fingerprints), len(measures), len(months)), np.nan)
    for number, (start, end) in enumerate(zip(bounds, bounds[1:], strict=False)):
        if end > start:
            mine = read.values[start:end]
            stats[0, number] = mine.mean(axis=0)
            stats[1:, number] = np.quantile(mine, [0.1, 0.5, 0.9], axis=0)
    met: list[Share | None] = []
    for row, aim in zip(rows, aims, strict=True):
        mine = read.values[bounds[row] : bounds[row + 1]]
        if aim is None or not len(mine) or aim.measure not in measures:
            met.append(None)
            continue
        position = months.index(_period(aim.month, sweep))
        met.append(Share.of(mine[:, measures.index(aim.measure), position] >= aim.value))
    failures = sweep.failures()["point"].value_counts()
    settings = settings_of(frame, sweep.entries())
    looked_at = read.values[:, measures.index(measure), months.index(month)]
    of_row: dict[int, dict[int, float]] = {}
    for row, replicate, value in zip(read.point.tolist(), read.replicate.tolist(), looked_at.tolist(), strict=True):
        of_row.setdefault(row, {})[replicate] = value
    futures = tuple(of_row.get(row, {}) for row in rows.tolist())
    refused = tuple(sweep.refusals())
    mean, low, median, high = (stat[rows] for stat in stats)
    met = [None if why else share for share, why in zip(met, refused, strict=True)]
    return Points(
        sweep.manifest["name"],
        str(sweep.file_values.get("description") or ""),
        sweep.manifest["seed"],
        frame["number"].to_numpy(),
        tuple(frame["base"]),
        settings,
        np.diff(bounds)[rows],
        np.array([int(failures.get(point, 0)) for point in frame["point"]]),
        measures,
        months,
        mean,
        low,
        median,
        high,
        tuple(aims),
        tuple(met),
        measure,
        month,
        futures,
        refused,
        _steps(sweep, settings, rows, futures, refused),
    )


def _not_kept(sweep: SweepResults, measure: str | None, month: str | None) -> str:
    if measure is not None and measure not in sweep.measures:
        return f"the sweep keeps no measure {measure}. {did_you_mean(measure, sweep.measures)}".strip()
    ends = sweep.period_months
    return f"{month} is not the end of a period that the sweep keeps: {ends[0]}, {', '.join(ends[1:3])}, … {ends[-1]}"


def _steps(
    sweep: SweepResults, settings: tuple[Setting, ...], rows: np.ndarray, futures: Sequence[dict[int, float]],
    refused: Sequence[str],
) -> Steps | None:  # fmt: skip
    """What each step of a training capacity brings. rows: of each point, its place in what was read.

    Levels at which a point is refused are left out. How often capacity binds takes a second reading, of who waits in
    all periods.
    """
    found = steps.capacity_of(settings)
    table = found and steps.paired(found[0], settings)
    if found is None or table is None:
        return None
    fit = ~np.array([bool(why) for why in refused])[table].any(axis=1)
    if fit.sum() < steps.FEWEST_LEVELS:
        return None
    runs = {point: own for point, own in enumerate(futures) if own}
    binds = np.full(len(rows), np.nan)
    months = steps.months_from(found[0].place, sweep.period_months)
    kept = set(steps.WAITING) <= set(sweep.measures)
    if kept and months and sum(map(len, futures)) * len(months) <= steps.MOST_NUMBERS:
        held = sweep.national(steps.WAITING, months)
        bounds = np.searchsorted(held.point, np.arange(len(held.fingerprints) + 1))
        for point, (row, text) in enumerate(zip(rows.tolist(), sweep.scenario_texts(), strict=True)):
            mine = held.values[bounds[row] : bounds[row + 1]]
            if len(mine):
                binds[point] = steps.binding_share(mine, steps.fewest_of(text, months))
    return steps.steps_of(*found, table, runs, binds, fit)


def _target_texts(texts: Sequence[str]) -> list[str]:
    return [found[0] if (found := _TARGET.search(text)) else "" for text in texts]


@cache
def _aim(text: str) -> Aim | None:
    """The target in the lines of a scenario's text; None without one."""
    given = YAML(typ="safe", pure=True).load(io.StringIO(text))["target"] if text else None
    return Aim(given.get("measure", FIRST), float(given["value"]), str(given["month"])) if given else None


def _judged(aim: Aim | None, sweep: SweepResults) -> Aim | None:
    """The target, if what it needs was simulated and kept: a sweep keeps no year that ends in any month."""
    if aim is None or aim.measure not in sweep.measures or aim.measure in OVER_A_YEAR:
        return None
    return aim if sweep.frame.months_until(aim.month) is not None else None


def _period(month: str, sweep: SweepResults) -> str:
    """The last month of the period in which a month lies."""
    return next(one for one in sweep.period_months if month_number(one) >= month_number(month))


def _what_fits(
    sweep: SweepResults, points: int, measure: str, month: str, wanted: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Measures and months that a report holds: all measures at the ends of years if there is room."""
    years = {name[:4]: name for name in sweep.period_months}
    months = {name for name in sweep.period_months if name in {*years.values(), *wanted}}
    measures = list(sweep.measures)
    if points * len(measures) * len(months) > MOST_NUMBERS:
        months = wanted | {sweep.period_months[-1]}
    room = max(1, MOST_NUMBERS // (points * len(months)))
    if len(measures) > room:
        first = [measure, *(name for name in (MONEY_TOTAL.name, *NAMES) if name in measures), *measures]
        measures = list(dict.fromkeys(first))[: max(room, 2)]
    return tuple(name for name in sweep.measures if name in measures), tuple(sorted(months))


def words_of(name: str, language: Language) -> str:
    """A measure in words that stand alone or follow a number, without what its label explains."""
    if name in NAMES:
        return measure_name(name, language.code)
    label = re.sub(r"\s*\([^)]*\)", "", language.label(measure_named(name)))
    return label[0].lower() + label[1:]


def month_of(name: str, language: Language) -> str:
    """A month (YYYY-MM) in full."""
    return language.month(pd.Timestamp(f"{name}-01"))
