"""What each further step of a training capacity brings, by paired futures, and how often capacity still binds."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from ruamel.yaml import YAML

from simulation.charts.sweeps.settings import Setting
from simulation.outcomes.binding import WAITING, short
from simulation.scenario.levers import FacilitatorCourses
from simulation.scenario.quantities import month_number, value_at

CAPACITIES = {
    r"levers\.trainers\.(hired\[[^\[\]]+\]\.)?days_per_month(\[.*\])?": "days",
    r"levers\.trainers\.days_at\[.+\]\.days_per_month(\[.*\])?": "days",
    r"levers\.trainers\.(at_start|hired)\[.+\]\.(trainers|masters)": "trainers",
    r"levers\.facilitator_courses\.seats(\[.*\])?": "seats",
    r"levers\.facilitator_courses\.per_quarter(\[.*\])?": "courses",
}
"""Places of training capacity in a scenario file, and in what it is counted."""
MOST_NUMBERS = 20_000_000
"""Runs × periods whose candidates are looked at; of more, how often capacity binds is left out."""
FEWEST_LEVELS = 3
"""Of fewer levels no crossover is told."""
LITTLE = 0.1
"""A further unit brings little where it brings less than this share of what one brings at best."""
_COURSES = re.compile(r"^  facilitator_courses:.*\n(?:   .*\n?)*", re.M)
_FROM = re.compile(r"\[(\d{4}-\d{2})\]$")


class Read(Protocol):
    """National values of runs, by point, then replicate; values: runs × measures × months."""

    point: np.ndarray
    replicate: np.ndarray
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Steps:
    """A capacity by level, its other settings averaged over. counted: in what (see CAPACITIES).

    at, mean, low, high: by level, the value of the setting, and of what is looked at the mean and the 80 % interval of
    futures. gain, error: by step from a level to the next, what a further unit brings, mean over the futures of paired
    differences, and its standard error. binds: by level, the share of futures, averaged over the periods kept from when
    the setting changes, in which capacity binds (see `outcomes.binding`); NaN where that was not kept.
    """

    setting: Setting
    counted: str
    futures: int
    at: np.ndarray
    mean: np.ndarray
    low: np.ndarray
    high: np.ndarray
    gain: np.ndarray
    error: np.ndarray
    binds: np.ndarray

    @property
    def acts(self) -> np.ndarray:
        """Which steps bring something beyond chance: 95 %, all steps together (Bonferroni; 2.6 errors of five)."""
        from statistics import NormalDist

        return self.gain > NormalDist().inv_cdf(1 - 0.025 / len(self.gain)) * self.error

    @property
    def crossover(self) -> int | None:
        """Position of the first level from which on each step brings little a unit; None where no level is one.

        That is less than LITTLE of the step that brings most. The last level is none, as no step follows it.
        """
        if not self.acts.any():
            return None
        much = np.flatnonzero(self.gain >= LITTLE * self.gain.max())
        after = int(much[-1]) + 1
        return after if after < len(self.gain) else None


def capacity_of(settings: Sequence[Setting]) -> tuple[Setting, str] | None:
    """The first setting that is a training capacity with three levels or more, and in what it is counted."""
    for one in settings:
        counted = next((unit for place, unit in CAPACITIES.items() if re.fullmatch(place, one.place)), None)
        if counted and one.numeric and len(one.levels) >= FEWEST_LEVELS and (one.level >= 0).all():
            return one, counted
    return None


def paired(setting: Setting, settings: Sequence[Setting]) -> np.ndarray | None:
    """Points by level of a setting: levels × combinations of the others, alike at each level. None: they are not."""
    others = [one for one in settings if one is not setting]
    if (setting.level < 0).any():
        return None
    rows: dict[tuple[int, ...], dict[int, int]] = {}
    for point, level in enumerate(setting.level.tolist()):
        rows.setdefault(tuple(int(one.level[point]) for one in others), {})[level] = point
    table = np.array([[row.get(level, -1) for level in range(setting.count)] for row in rows.values()]).T
    # Each point has a place of its own, and none is empty.
    return table if (table >= 0).all() and table.size == len(setting.level) else None


def steps_of(
    setting: Setting, counted: str, table: np.ndarray, runs: dict[int, dict[int, float]], binds: np.ndarray,
    fit: np.ndarray | None = None,
) -> Steps | None:  # fmt: skip
    """The steps of a setting. table: levels × combinations, points; runs: of a point, values by replicate.

    fit: which levels count, by default all. binds: share of each point. None where fewer than two futures were
    recorded at all points.
    """
    at = np.array(setting.levels, float)
    if fit is not None:
        table, at = table[fit], at[fit]
    shared = set.intersection(*(set(runs.get(point, ())) for point in table.ravel().tolist()))
    if len(shared) < 2:
        return None
    # Levels × futures: mean over the combinations of the other settings.
    futures = np.array([
        [np.mean([runs[point][one] for point in row]) for one in sorted(shared)] for row in table.tolist()
    ])  # fmt: skip
    by_point = np.array([[list(runs[point].values()) for point in row] for row in table.tolist()], dtype=object)
    ends = np.array([
        [np.quantile(np.array(list(one), float), [0.1, 0.9]) for one in row] for row in by_point
    ]).mean(axis=1)  # fmt: skip
    gains = np.diff(futures, axis=0) / np.diff(at)[:, None]
    error = gains.std(axis=1, ddof=1) / np.sqrt(len(shared))
    return Steps(
        setting, counted, len(shared), at, futures.mean(axis=1), ends[:, 0], ends[:, 1], gains.mean(axis=1), error,
        binds[table].mean(axis=1),
    )  # fmt: skip


def months_from(place: str, months: Sequence[str]) -> list[str]:
    """The months from which on a setting can act: from its date on, where it has one."""
    dated = _FROM.search(place)
    return [month for month in months if not dated or month_number(month) >= month_number(dated[1])]


def binding_share(held: np.ndarray, fewest: np.ndarray) -> float:
    """Share of runs and months in which capacity binds. held: runs × WAITING × months; fewest: a course's, by month."""
    return float(short(held[:, 0] - held[:, 1], fewest).mean())


def fewest_of(scenario: str, months: Sequence[str]) -> np.ndarray:
    """Of a scenario's text, the fewest persons of a facilitator course, by month."""
    found = _COURSES.search(scenario)
    return _fewest(found[0] if found else "", tuple(months))


@cache
def _fewest(text: str, months: tuple[str, ...]) -> np.ndarray:
    given: Any = YAML(typ="safe", pure=True).load(io.StringIO(text)) or {}
    courses = FacilitatorCourses.model_validate(given.get("facilitator_courses", {}))
    return np.array([value_at(courses.minimum, month) for month in months])


__all__ = ["WAITING", "Steps", "binding_share", "capacity_of", "fewest_of", "months_from", "paired", "steps_of"]
