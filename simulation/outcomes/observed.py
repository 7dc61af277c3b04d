"""What was observed of a real network, how exact it is, and the same quantity in a simulated run."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from simulation.common.columns import ACTIVITY_COLUMNS, ACTIVITY_INDEX, PERSON_COLUMNS, PERSON_INDEX, Column
from simulation.common.recording import Recording

type Over = Literal["month_end", "month", "year", "since_start"]
STOCK_OVER: Over = "month_end"
FLOW_OVERS: tuple[Over, ...] = ("month", "year", "since_start")
"""A stock is seen at the end of a month; a flow is counted over a month, a calendar year, or since the start."""
OVERS: tuple[Over, ...] = (STOCK_OVER, *FLOW_OVERS)

type Kind = Literal["exact", "rounded", "about", "more_than"]
_ALONE: tuple[Kind, ...] = ("exact", "more_than")
_NUMBERED: tuple[Kind, ...] = ("rounded", "about", "more_than")
"""Precisions that are written without a number, and with one."""

PRECISIONS = ("exact", "rounded:N", "about:SHARE", "more_than", "more_than:N")
PLAUSIBLY_MORE = 0.25
"""`more_than` without a number: who says more than 60,000 would have said more than 75,000, had it been so."""

MEASURED: dict[str, Column] = {
    column.name: column
    for column in (*PERSON_COLUMNS, *ACTIVITY_COLUMNS)
    if column.name not in ("skill_sum", "generation_sum")
}
"""Columns whose sum over the nation can be observed."""


@dataclass(frozen=True)
class Precision:
    """How exact an observed value is: what the truth may be, given what was written."""

    kind: Kind
    number: float = 0.0

    def band(self, value: float) -> tuple[float, float]:
        """Lowest and highest truth that agree with a value written with this precision."""
        if self.kind == "rounded":
            return max(0.0, value - self.number / 2), value + self.number / 2
        if self.kind == "about":
            return value * (1 - self.number), value * (1 + self.number)
        if self.kind == "more_than":
            return value, value + (self.number or PLAUSIBLY_MORE * value)
        return value, value

    def __str__(self) -> str:
        return f"{self.kind}:{self.number:g}" if self.number else self.kind


def read_precision(text: str) -> Precision | None:
    """A precision as it is written in a file, or None when it is none."""
    for alone in _ALONE:
        if text == alone:
            return Precision(alone)
    for kind in _NUMBERED:
        found = re.fullmatch(rf"{kind}:(\d+(?:\.\d+)?)", text)
        if found is not None:
            number = float(found[1])
            return None if number <= 0 or kind == "about" and number >= 1 else Precision(kind, number)
    return None


def over_named(text: str) -> Over | None:
    """Over what a value is counted, of what a file or a table says; None when that is nothing known."""
    return next((over for over in OVERS if over == text), None)


@dataclass(frozen=True)
class Observation:
    """One observed value of the whole network, or of a region.

    date: as written, YYYY-MM (the month's end) or YYYY-MM-DD. elapsed: months from the scenario's start to then; a day
    within a month counts as a part of it. measure: columns whose sum was observed. before: how many of a count since
    the start were there before it. value, before: in the columns' unit. region: empty for the nation.
    """

    date: str
    elapsed: float
    measure: tuple[str, ...]
    over: Over
    value: float
    precision: Precision
    source: str
    before: float = 0.0
    region: str = ""

    @property
    def label(self) -> str:
        """Measure, over what it is counted, and the region if it is one's."""
        return f"{' + '.join(self.measure)} ({self.over})" + (f", {self.region}" if self.region else "")

    @property
    def month(self) -> str:
        """The month that it lies in, YYYY-MM."""
        return self.date[:7]

    def divided(self, by: int) -> "Observation":
        """The same where one stands for so many."""
        number = self.precision.number / (1 if self.precision.kind == "about" else by)
        precision = replace(self.precision, number=number)
        return replace(self, value=self.value / by, before=self.before / by, precision=precision)

    @property
    def band(self) -> tuple[float, float]:
        """Lowest and highest truth that agree with it."""
        return self.precision.band(self.value)


def elapsed_months(date: str, start: str) -> float:
    """Months from the start (YYYY-MM) to a date; YYYY-MM means the end of the month."""
    year, month = int(date[:4]), int(date[5:7])
    whole = year * 12 + month - int(start[:4]) * 12 - int(start[5:7])
    if len(date) == 7:
        return whole + 1.0
    return whole + int(date[8:]) / calendar.monthrange(year, month)[1]


def national_series(recording: Recording, names: tuple[str, ...]) -> np.ndarray:
    """The sum of some columns over the nation, by month, in their unit: float64."""
    total = np.zeros(len(recording.persons))
    for name in names:
        array, index = (
            (recording.persons, PERSON_INDEX) if name in PERSON_INDEX else (recording.activity, ACTIVITY_INDEX)
        )
        total += array[:, :, index[name]].sum(axis=1) / MEASURED[name].scale
    return total


def counted(series: np.ndarray, over: Over, before: float, elapsed: np.ndarray | float, start: str) -> np.ndarray:
    """What an observer would have seen at some times.

    series: … × months, stocks at the end or flows during each. elapsed: months since the start (YYYY-MM), each within
    the series; between the ends of two months values are interpolated. Returns … × times.
    """
    elapsed = np.atleast_1d(np.asarray(elapsed, float))
    if over == STOCK_OVER:
        # The stock at the start is not recorded: within the first month the end of it stands in.
        return _at(np.concatenate([series[..., :1], series], axis=-1), elapsed)
    total = np.concatenate([np.zeros((*series.shape[:-1], 1)), np.cumsum(series, axis=-1)], axis=-1)
    if over == "since_start":
        return before + _at(total, elapsed)
    month = np.ceil(elapsed) - 1
    first = month if over == "month" else month - (int(start[5:7]) - 1 + month) % 12
    return _at(total, elapsed) - _at(total, np.maximum(first, 0))


def _at(values: np.ndarray, times: np.ndarray) -> np.ndarray:
    """Linear interpolation along the last axis, whose positions are 0, 1, 2, …"""
    low = np.clip(np.floor(times).astype(int), 0, values.shape[-1] - 2)
    part = times - low
    return values[..., low] * (1 - part) + values[..., low + 1] * part


def observe(observations: tuple[Observation, ...], start: str) -> Callable[[Recording], np.ndarray]:
    """A function that says what would have been observed in a run: float64, one value an observation."""

    def seen(recording: Recording) -> np.ndarray:
        return np.array(
            [
                counted(national_series(recording, one.measure), one.over, one.before, one.elapsed, start)[0]
                for one in observations
            ]
        )

    return seen
