"""Results by calendar month, quarter or year and by place: sums within each replicate, before any quantile is taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from simulation.common.columns import PERSON_COLUMNS
from simulation.outcomes.arrays import sum_of
from simulation.outcomes.frame import Frame
from simulation.outcomes.measured import measure_named, signed_parts

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

type Every = Literal["month", "quarter", "year"]
type Places = Literal["nation", "region", "cell"]

_OF_PERSONS = frozenset(column.name for column in PERSON_COLUMNS)


@dataclass(frozen=True)
class Periods:
    """Calendar periods of a run, in order.

    names: ISO, as 2027-03, 2027-Q1 or 2027. starts: the position of each period's first simulated month, to which
    `months` of them belong; a run that begins or ends inside a quarter or year has fewer there.
    """

    names: tuple[str, ...]
    starts: np.ndarray
    months: np.ndarray

    @property
    def ends(self) -> np.ndarray:
        """The position of each period's last simulated month."""
        return self.starts + self.months - 1

    def of(self, values: np.ndarray, kind: str) -> np.ndarray:
        """Values by month (axis 1) as values by period: a stock at its end, a flow summed over it."""
        return values[:, self.ends] if kind == "stock" else np.add.reduceat(values, self.starts, axis=1)


def periods_of(frame: Frame, every: Every) -> Periods:
    """The calendar periods of a run."""
    called = [_period(month, every) for month in frame.month_names]
    names = tuple(dict.fromkeys(called))
    starts = np.array([called.index(name) for name in names], np.int64)
    return Periods(names, starts, np.diff(np.append(starts, len(called))))


def by_period(
    results: "Results", names: Sequence[str], every: Every, places: Places = "region"
) -> dict[str, np.ndarray]:
    """Measures by calendar period and place: float64, replicates × periods × places, in the unit of the measure.

    names: of measures that add over places (`measured.measure_named`). A stock is taken at the end of the period, a
    flow summed over it. places: `nation`, one place; `region`: the regions, then `national` (nought for persons); or
    `cell`: those of the frame, for persons only. Reads one column of one chunk at a time. Raises KeyError for a measure
    that does not add over places, or one of activity by cell.
    """
    periods = periods_of(results.frame, every)
    return {name: _one(results, name, periods, places) for name in dict.fromkeys(names)}


def with_nation(values: np.ndarray) -> np.ndarray:
    """Values by place (axis 2) with their sum, the nation, as one place more."""
    return np.concatenate([values, values.sum(axis=2, keepdims=True)], axis=2)


def _one(results: "Results", name: str, periods: Periods, places: Places) -> np.ndarray:
    column = measure_named(name)
    parts = signed_parts(name)
    persons = parts[0][0] in _OF_PERSONS
    if places == "cell" and not persons:
        raise KeyError(name)
    signs = dict(parts)
    found = []
    for chunk in results.run_chunks:
        whole = sum_of(
            signs[part] * periods.of(values.astype(np.int64), column.kind)
            for part, values in results.whole_numbers(list(signs), [chunk])
        )
        found.append(_placed(results.frame, whole, persons, places))
    width = {"nation": 1, "region": len(results.frame.places), "cell": len(results.frame.cells)}[places]
    return np.concatenate([np.zeros((0, len(periods.names), width), np.int64), *found]) / column.scale


def _placed(frame: Frame, values: np.ndarray, persons: bool, places: Places) -> np.ndarray:
    if places == "nation":
        return values.sum(axis=2, keepdims=True)
    if places == "cell" or not persons:
        return values
    by_region = np.zeros((*values.shape[:2], len(frame.places)), np.int64)
    for cell, (region, _) in enumerate(frame.cells):
        by_region[:, :, region] += values[:, :, cell]
    return by_region


def _period(month: str, every: Every) -> str:
    year, number = month.split("-")
    return {"month": month, "quarter": f"{year}-Q{(int(number) + 2) // 3}", "year": year}[every]
