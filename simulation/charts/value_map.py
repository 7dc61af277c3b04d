"""Regions as tiles of a map: what one more of a unit is worth where it is placed there; a slider over the units."""

from collections.abc import Iterable
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from simulation.charts import style
from simulation.charts.chart import Chart, Words
from simulation.charts.example import nothing_drawn
from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.tile_layout import TileLayout
from simulation.charts.value_words import between, label, left_out, what
from simulation.outcomes.rows import row_of
from simulation.outcomes.value import COSTS
from simulation.outcomes.value_units import UNITS
from simulation.outcomes.wording import date_text
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL

COLOUR = "facilitators"


@dataclass(frozen=True)
class ByPlace:
    """rows: one a unit, place and period, of the measure asked for; period is empty for all years together.

    units: those that are placed in regions, the one that is clearest in most regions first. regions: in their order.
    """

    rows: pd.DataFrame
    record: dict[str, Any]
    units: tuple[str, ...]
    regions: tuple[str, ...]

    def of(self, unit: str) -> pd.DataFrame:
        """The values of a unit over all years, a row a region, by region."""
        rows = self.rows[(self.rows.change == unit) & (self.rows.period == "")]
        return rows.set_index("place").reindex(list(self.regions))


@dataclass(frozen=True)
class Nothing:
    """One more has not been looked at by place."""


def data(results: Results) -> ByPlace | Nothing:
    """What is stored for these results."""
    found = results.value_by_place()
    if found is None or found.table.empty:
        return Nothing()
    return by_place_of(found.table, found.record, geography_of(results.scenario).regions)


def by_place_of(table: pd.DataFrame, record: dict[str, Any], regions: tuple[str, ...]) -> ByPlace:
    """The rows of the measure asked for, with the changes of cash and valued time beside them."""
    rows = table[table.measure == record["measure"]]
    keys = ["change", "place", "period", "fresh"]
    for name, measure in zip(("cash", "time"), COSTS, strict=True):
        other = table[table.measure == measure][[*keys, "gain"]].rename(columns={"gain": name})
        rows = rows.merge(other, on=keys, how="left")
    whole = rows[(rows.period == "") & rows.place.isin(regions)]
    clear = whole[whole.clear & (whole.gain > 0)].groupby("change").size()
    best = whole.groupby("change").gain.max()
    units = sorted(whole.change.unique(), key=lambda unit: (-clear.get(unit, 0), -best[unit], unit))
    return ByPlace(rows, record, tuple(units), regions)


def words(seen: ByPlace | Nothing, language: Language) -> Words:
    """Title, question, description and note."""
    say = language.text
    question = say("Where would one more be worth most?")
    if isinstance(seen, Nothing) or not seen.units:
        told = say(
            "The command essaim value {option}, with the scenario’s file and the same folder for results (--out), "
            "finds it out; then essaim report shows it here.",
            option="--by region",
        )
        return Words(_why_nothing(language), question, told, _note(language))
    return Words(_title(seen, language), question, finding(seen, language), _note(language))


def _why_nothing(language: Language) -> str:
    return language.text("What one more would be worth in each region has not been looked at yet")


def _title(seen: ByPlace, language: Language) -> str:
    """In how many regions one more of the first unit clearly helps."""
    rows = seen.of(seen.units[0])
    clear = rows[rows.clear.fillna(False).astype(bool) & (rows.gain > 0)]
    facts = {"unit": label(seen.units[0], language, once=True), "count": language.number(len(clear)),
             "all": language.number(len(rows))}  # fmt: skip
    if clear.empty:
        return language.text("No clear difference between regions with one more of a unit and without")
    return language.text("In {count} of {all} regions it clearly helps: {unit}", **facts)


def finding(seen: ByPlace, language: Language) -> str:
    """Where and when one more is worth most, in a sentence or two with full stops."""
    say, rows, record = language.text, seen.rows, seen.record
    facts = {"what": what(record["measure"], language), "date": date_text(record["month"], language.code)}
    ranked = rows[rows.clear & (rows.gain > 0) & (rows.period != "")]
    ranked = ranked.sort_values(["fresh", "gain"], ascending=False, kind="stable")
    if ranked.empty:
        return say("One more in one place and quarter makes no clear difference in {what} at {date}: what it does is "
                   "smaller than chance.", **facts)  # fmt: skip
    best = ranked.iloc[0]
    ranked = ranked[ranked.fresh == best.fresh]
    facts |= {
        "unit": label(best.change, language, once=True), "place": place_name(best.place, language),
        "period": period_name(best.period, language), "gain": between(best.gain_low, best.gain_high, language),
        "pairs": language.number(best.pairs),
    }  # fmt: skip
    if best.fresh:
        told = say("Worth most of what was looked at on fresh seeds: {unit}, {place}, {period}: {gain} more {what} at "
                   "{date} (95 % interval, {pairs} pairs of futures).", **facts)  # fmt: skip
    else:
        told = say("Worth most in the search, and so perhaps less than it looks: {unit}, {place}, {period}: {gain} "
                   "more {what} at {date} (95 % interval, {pairs} pairs of futures).", **facts)  # fmt: skip
    near = ranked[(ranked.gain_high >= best.gain_low)].iloc[1:]
    if len(near):
        told += " " + say("{number} others are not clearly worse.", number=language.number(len(near)))
    return told


def place_name(place: str, language: Language) -> str:
    """What a place is called."""
    return language.text("national team or remote") if place == NATIONAL else place


def period_name(period: str, language: Language) -> str:
    """A year, or a quarter such as Q2 2027; in words where it is all years."""
    if not period:
        return language.text("all years together")
    year, _, quarter = period.partition("-Q")
    return language.text("Q{quarter} {year}", quarter=quarter, year=year) if quarter else year


def _note(language: Language) -> str:
    return language.text(
        "One more of a unit in each quarter of the years looked at, placed in the region: what that changes in the "
        "nation, by unit, on average over the years. Grey: no clear difference; stronger colour: more. The table has "
        "years and quarters, how many pairs of futures each has, and what one more costs. Clear: of all that are "
        "called clear at most one in twenty is chance. What was looked at again has its numbers from fresh seeds alone."
    )


def table(seen: ByPlace | Nothing, language: Language) -> pd.DataFrame:
    """Every unit, place and period."""
    say = language.text
    if isinstance(seen, Nothing):
        return pd.DataFrame({say("what is missing"): [_why_nothing(language)]})
    order = list(UNITS)
    rows = seen.rows.assign(unit=seen.rows.change.map(order.index))
    ranked = rows.clear & (rows.gain > 0)
    rows = rows.assign(last=~ranked, size=np.where(ranked, -rows.gain, 0.0))
    rows = rows.sort_values(["last", "size", "unit", "place", "period"], kind="stable")
    counted = what(seen.record["measure"], language)
    columns: dict[str, Iterable[Any]] = {
        say("change"): [label(change, language, once=True) for change in rows.change],
        say("place"): [place_name(place, language) for place in rows.place],
        say("when"): [period_name(period, language) for period in rows.period],
        say("clear"): [say("yes") if clear else say("no clear difference") for clear in rows.clear],
        counted: rows.gain,
        f"{counted}, {say('low')}": rows.gain_low,
        f"{counted}, {say('high')}": rows.gain_high,
        say("{what} for 10,000 €", what=counted): rows.for_money,
        say("{what} for 10,000 €, low", what=counted): rows.for_money_low,
        say("{what} for 10,000 €, high", what=counted): rows.for_money_high,
        say("cash, €"): rows.cash,
        say("valued time, €"): rows.time,
        say("pairs of futures"): rows.pairs.astype(str),
        say("seeds"): [say("fresh") if fresh else say("of the search") for fresh in rows.fresh],
    }
    return pd.DataFrame({name: list(column) for name, column in columns.items()})


def draw(seen: ByPlace | Nothing, language: Language, narrow: bool = False) -> go.Figure:
    """The tiles for the first unit; the slider exchanges colours, numbers and what hovering says."""
    if isinstance(seen, Nothing) or not seen.units:
        return nothing_drawn(_why_nothing(language))
    grid, first = TileLayout(seen.regions, narrow), seen.units[0]
    figure = go.Figure()
    figure.add_heatmap(**grid.heatmap(1, COLOUR, "%{text}<extra></extra>", **_values(seen, first, grid, language)))
    slider = _slider(seen, grid, language) if len(seen.units) > 1 else None
    return figure.update_layout(grid.layout(language, _written(seen, first, grid, language), slider))


def _values(seen: ByPlace, unit: str, grid: TileLayout, language: Language) -> dict[str, list]:
    """What a unit exchanges in the trace: colours from 0 (no clear difference) to 1, and what hovering shows."""
    rows = seen.of(unit)
    highest = rows.gain.max()
    colours, texts = {}, {}
    for region in grid.tiles:
        row = row_of(rows, region)
        helps = bool(row.clear) and not np.isnan(row.gain) and row.gain > 0
        colours[region] = float(0.25 + 0.75 * row.gain / highest) if helps else 0.0
        texts[region] = f"<b>{style.plain(region)}</b><br>{_told(row, language)}"
    return {"z": grid.lines(colours, None), "text": grid.lines(texts, "")}


def _told(row: pd.Series, language: Language) -> str:
    if np.isnan(row.gain):
        return "–"
    known = between(row.gain_low, row.gain_high, language)
    return known if row.clear else f"{language.text('no clear difference')} ({known})"


def _written(seen: ByPlace, unit: str, grid: TileLayout, language: Language) -> list[str]:
    """What stands in each tile: the name, and the mean gain where it is clear."""
    rows, texts = seen.of(unit), []
    for region in grid.tiles:
        row, lines = row_of(rows, region), grid.name(region)
        if not np.isnan(row.gain) and row.clear:
            size, gain = 12 if grid.narrow else 14, language.number(row.gain).replace("-", "−")
            lines.append(f'<b style="font-size:{size}px">{gain}</b>')
            lines += [] if grid.narrow else [between(row.gain_low, row.gain_high, language)]
        elif not np.isnan(row.gain):
            lines.append(language.text("not clear"))
        texts.append("<br>".join(lines))
    return texts


def _slider(seen: ByPlace, grid: TileLayout, language: Language) -> dict:
    """The slider above the map, at the first unit."""
    steps = []
    for number, unit in enumerate(seen.units, 1):
        called = label(unit, language, once=True)
        steps.append(
            grid.step(
                "<br>".join(wrap(called, 40)) if grid.narrow else called,
                _values(seen, unit, grid, language),
                _written(seen, unit, grid, language),
                value=str(number),
            )
        )
    return grid.slider(steps, 0, {"prefix": ""}, {"size": 1, "color": style.BACKGROUND[0]}, COLOUR)


def left_out_text(seen: ByPlace, language: Language) -> str:
    """Units that cannot be placed, and why."""
    return left_out(seen.record, language)


def there(results: Results) -> bool:
    """Whether that has been looked at."""
    return not isinstance(data(results), Nothing)


CHART = Chart("value_map", data, words, table, draw, there)


def value_map(results: Results, language: str = "en") -> go.Figure:
    """What one more of a unit is worth where it is placed, as tiles of a map, with a slider over the units."""
    return CHART.figure(results, language)
