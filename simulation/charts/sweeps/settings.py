"""What a sweep varies, as charts need it: the values of each setting at all points, in levels or in bins."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.charts.setting_names import swept_name, swept_unit, word_text

MOST_LEVELS = 12
"""A number with more values than this is put in bins of equally many points."""
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])")


class Null:
    """What a point sets to null, such as a budget without a limit."""


NULL = Null()


@dataclass(frozen=True, eq=False)
class Setting:
    """One setting over all points; two are equal only if they are the same.

    place: dotted words as in a sweep file; empty: which scenario the point builds on. values: of each point, None where
    the point leaves it as it is. level: int64, of each point, position of its level or bin, −1 for none. levels: the
    values of the levels in order; empty where `edges` bound bins. numeric: whether values are numbers. entry: the entry
    of a list that `place` chooses, by which it is called; empty where it is the only one.
    """

    place: str
    values: tuple[Any, ...]
    level: np.ndarray
    levels: tuple[Any, ...]
    edges: tuple[float, ...]
    numeric: bool
    entry: Mapping[str, Any] | None = None

    @property
    def decided(self) -> bool:
        """Whether planners decide it; else it is an assumption."""
        return not self.place.startswith("uncertainties.")

    @property
    def count(self) -> int:
        """How many levels or bins there are."""
        return len(self.levels) or len(self.edges) - 1

    @property
    def positions(self) -> np.ndarray:
        """Of each point, its place on an axis: float64, the number itself or its level; NaN for none."""
        if not self.numeric:
            return np.where(self.level < 0, np.nan, self.level.astype(float))
        return np.array([np.nan if value is None else float(value) for value in self.values])

    @property
    def centres(self) -> np.ndarray:
        """Of each level or bin, its place on an axis: the number, the middle of the bin's points, or the level."""
        if self.levels:
            return np.array(self.levels, float) if self.numeric else np.arange(self.count, dtype=float)
        positions = self.positions
        return np.array([float(np.median(positions[self.level == bin_])) for bin_ in range(self.count)])

    def name(self, language: Language) -> str:
        """What readers call it."""
        return swept_name(self.place, language, self.entry) if self.place else language.text("scenario")

    def heading(self, language: Language) -> str:
        """Its name with its unit."""
        unit = swept_unit(self.place, language) if self.place else ""
        return f"{self.name(language)} ({unit})" if unit else self.name(language)

    def within(self, most: int, language: Language) -> str:
        """Its name with its unit, where there is room for so many letters; else its name as far as there is."""
        if len(heading := self.heading(language)) <= most:
            return heading
        name = self.name(language)
        return name if len(name) <= most else f"{name[: most - 1]}…"

    def labels(self, language: Language) -> list[str]:
        """What its levels or bins are called."""
        if self.levels:
            return [said(value, language) for value in self.levels]
        ends = [short_number(edge, language, 3) for edge in self.edges]
        return [f"{low}–{high}" for low, high in zip(ends, ends[1:], strict=False)]

    def value(self, point: int, language: Language) -> str:
        """Its value at a point, with its unit."""
        return self._with_unit(said(self.values[point], language), self.values[point], language)

    def level_text(self, level: int, language: Language) -> str:
        """A level or bin, with its unit."""
        value = self.levels[level] if self.levels else float("inf")  # a bin has several
        return self._with_unit(self.labels(language)[level], value, language)

    def pair(self, level: int, language: Language) -> str:
        """A sentence's words for the setting at a level: trainer days = 4 days per month and trainer."""
        return f"{self.name(language)} = {self.level_text(level, language)}"

    def _with_unit(self, text: str, value: Any, language: Language) -> str:
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        unit = swept_unit(self.place, language) if number and self.place else ""
        if not unit:
            return text
        # One day, in French 1,5 jour: the noun comes first in a unit.
        first, *rest = unit.split(" ")
        single = abs(value) < 2 if language.code == "fr" else abs(value) == 1
        if single and first.endswith("s") and first != "mois":
            first = first[:-1]
        return " ".join([text, first, *rest])


def settings_of(points: pd.DataFrame, entries: Mapping[str, Mapping[str, Any]] | None = None) -> tuple[Setting, ...]:
    """The settings that vary, in the order of the sweep; first the scenario, where there are several.

    points: one row a point, with the column base and, from the fourth column on, the settings. entries: of places
    that choose an entry of a list, that entry (see Setting).
    """
    found = []
    if points["base"].nunique() > 1:
        found.append(_setting("", points["base"].tolist()))
    for place in points.columns[3:]:
        values = [_plain(value) for value in points[place].tolist()]
        if len({_key(value) for value in values}) > 1:
            found.append(replace(_setting(place, values), entry=(entries or {}).get(place)))
    return tuple(found)


def constant_settings(points: pd.DataFrame) -> dict[str, Any]:
    """The settings that have the same value at all points."""
    values = {place: _plain(points[place].iloc[0]) for place in points.columns[3:]}
    return {place: value for place, value in values.items()
            if len({_key(_plain(one)) for one in points[place]}) == 1}  # fmt: skip


def _setting(place: str, values: Sequence[Any]) -> Setting:
    there = [value for value in values if value is not None]
    numeric = bool(there) and all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in there)
    if numeric and len(set(there)) > MOST_LEVELS:
        edges = _edges(np.array(there, float))
        positions = np.array([np.nan if value is None else float(value) for value in values])
        level = np.clip(np.searchsorted(edges, positions, side="right") - 1, 0, len(edges) - 2)
        return Setting(place, tuple(values), np.where(np.isnan(positions), -1, level), (), tuple(edges), True)
    # Whether a setting is left as it is, is a level of its own unless the others are numbers.
    keyed = {_key(value): value for value in (there if numeric else values)}
    levels = list(keyed.values())
    given = [value for value in levels if value is not None]
    if place and _sortable(given):
        levels = [None] * (len(given) < len(levels)) + sorted(given)
    order = {_key(value): number for number, value in enumerate(levels)}
    level = np.array([order.get(_key(value), -1) for value in values], np.int64)
    return Setting(place, tuple(values), level, tuple(levels), (), numeric)


def _edges(values: np.ndarray) -> np.ndarray:
    """Ends of bins with about as many points each: three to eight bins, fewer for few points."""
    bins = int(np.clip(round(np.sqrt(len(values) / 8)), 3, 8))
    return np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)))


def _sortable(values: Sequence[Any]) -> bool:
    kinds = {bool if isinstance(value, bool) else float if isinstance(value, (int, float)) else type(value)
             for value in values}  # fmt: skip
    return kinds in ({float}, {bool}) or kinds == {str} and all(_MONTH.fullmatch(value) for value in values)


def _plain(value: Any) -> Any:
    """A value of the points' table: None where a point leaves the setting as it is, NULL where it sets null."""
    if isinstance(value, np.generic):
        value = value.item()
    return NULL if value is None else None if isinstance(value, float) and value != value else value


def _key(value: Any) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"number {float(value)!r}"
    if isinstance(value, Null):
        return "null"
    return json.dumps(value, sort_keys=True, ensure_ascii=False)


def said(value: Any, language: Language) -> str:
    """A value for readers."""
    if value is None:
        return language.text("as it is")
    if isinstance(value, Null):
        return language.text("none")
    if isinstance(value, bool):
        return language.text("yes") if value else language.text("no")
    if isinstance(value, (int, float)):
        return short_number(value, language)
    if isinstance(value, str):
        return (
            language.short_month(pd.Timestamp(f"{value}-01")) if _MONTH.fullmatch(value) else word_text(value, language)
        )
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 30 else f"{text[:29]}…"


def short_number(value: float, language: Language, digits: int = 4) -> str:
    """A setting's number, with so many digits that count."""
    text = f"{float(f'{value:.{digits}g}'):,.10f}".rstrip("0").rstrip(".")
    if text in ("0", "-0") and value:
        text = f"{value:.2g}"
    text = text.replace("-", "−")
    return text.replace(",", "\u202f").replace(".", ",") if language.code == "fr" else text
