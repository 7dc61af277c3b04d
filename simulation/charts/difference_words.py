"""Differences between scenarios in words and numbers for readers."""

import re
from collections.abc import Mapping, Sequence
from math import floor, isfinite, log10
from typing import Any

import pandas as pd
from babel.lists import format_list
from babel.numbers import format_decimal

from simulation.charts.language import HARD_SPACE, Language
from simulation.outcomes.compared_measures import compared_named
from simulation.outcomes.differences import ShareGap
from simulation.outcomes.rows import records_of
from simulation.outcomes.wording import NAMES, measure_name
from simulation.scenario.levers import NATIONAL

MORE, FEWER, UNCLEAR, SAME, ONE_PAIR, UNKNOWN = "more", "fewer", "unclear", "same", "one pair", "unknown"
"""How a difference stands: its interval leaves out 0, holds it, all pairs are equal, or nothing can be said."""
MOST_REGIONS = 6
"""Regions named in a sentence."""
FEW_PERSONS = 5
"""Below so many persons a change is not told in per cent."""


def state(row: Mapping[str, Any]) -> str:
    """How a difference (a row of `outcomes.differences`) stands."""
    if row["mean"] != row["mean"]:
        return UNKNOWN
    if not isfinite(row["low"]):
        return ONE_PAIR
    if row["low"] == row["high"] == 0:
        return SAME
    if row["low"] <= 0 <= row["high"]:
        return UNCLEAR
    return MORE if row["mean"] > 0 else FEWER


def label(name: str, language: Language) -> str:
    """What a measure is called in a table: a capital letter, and nothing in brackets."""
    say = language.text
    short = {
        "network_members": say("Members of the network"),
        "people_reached": say("People reached"),
        "reached": say("People reached without another role"),
        "certified": say("Facilitators certified"),
        "money_cash": say("Cash"),
        "money_valued_time": say("Agents’ time, valued"),
        "trainer_full_time": say("Trainers’ work in the year"),
        "facilitator_full_time": say("Facilitators’ work in the year"),
    }
    return short.get(name) or re.sub(r"\s*\([^)]*\)", "", language.label(compared_named(name).column))


def counted(name: str, language: Language) -> str:
    """What a measure is called behind a number."""
    if name in NAMES:
        return measure_name(name, language.code)
    plain = label(name, language)
    plain = plain[0].lower() + plain[1:]
    unit = {"euros": ("euros", "euros"), "days": ("days", "jours"), "FTE": ("FTE", "ETPT")}
    words = unit.get(compared_named(name).column.unit)
    return plain if words is None else f"{words[language.code == 'fr']} ({plain})"


def unit_text(unit: str, language: Language) -> str:
    """A unit as readers call it."""
    say = language.text
    return {
        "persons": say("persons"), "euros": "€", "days": say("days"), "FTE": say("FTE"), "courses": say("courses"),
        "groups": say("groups"), "sessions": say("sessions"), "seats": say("seats"),
        "engagements": say("engagements"), "person-months": say("person-months"),
        "full masteries": say("full masteries"), "generations": say("generations"),
    }.get(unit, unit)  # fmt: skip


def step_of(low: float, high: float, mean: float) -> float:
    """To what numbers are rounded: two digits of the interval's width, or of the number where there is no interval."""
    width = high - low if isfinite(high - low) and high > low else abs(mean)
    return 10.0 ** (floor(log10(width)) - 1) if width > 0 else 1.0


def number(value: float, step: float, language: Language, signed: bool = False) -> str:
    """A number rounded to a step; a true minus, and a plus where it is signed."""
    shown = round(value / step) * step
    decimals = max(0, -floor(log10(step) + 1e-9))
    text = format_decimal(abs(shown), f"#,##0.{'0' * decimals}".rstrip("."), locale=language.code)
    if float(f"{shown:.{decimals}f}") == 0:
        return text
    return f"−{text}" if shown < 0 else f"+{text}" if signed else text


def mean_text(value: float, unit: str, language: Language) -> str:
    """A mean of one side: three digits, whole from 100 on."""
    if value != value:
        return "–"
    digits = 2 if unit == "euros" else 1
    step = 10.0 ** min(0 if unit != "euros" else 9, floor(log10(abs(value))) - digits) if value else 1.0
    return number(value, step, language)


def interval_text(row: Mapping[str, Any], language: Language) -> str:
    """The interval of a difference, both ends signed."""
    step = step_of(row["low"], row["high"], row["mean"])
    ends = {name: number(row[name], step, language, True) for name in ("low", "high")}
    return language.text("{low} to {high}", **ends)


def difference_text(row: Mapping[str, Any], language: Language) -> str:
    """The mean difference with its interval, or that there is no clear one."""
    say, how = language.text, state(row)
    if how == UNKNOWN:
        return "–"
    if how == SAME:
        return say("the same")
    mean = number(row["mean"], step_of(row["low"], row["high"], row["mean"]), language, True)
    if how == ONE_PAIR:
        return say("{mean} (one pair)", mean=mean)
    if how == UNCLEAR:
        return say("no clear difference ({interval})", interval=interval_text(row, language))
    return say("{mean} ({interval})", mean=mean, interval=interval_text(row, language))


def change_text(row: Mapping[str, Any], language: Language) -> str:
    """A clear difference in per cent of the base; empty where the base is below five persons, or nothing is clear."""
    if state(row) not in (MORE, FEWER) or row["first"] < (FEW_PERSONS if row["unit"] == "persons" else 1e-9):
        return ""
    share = 100 * row["mean"] / row["first"]
    return f"{number(share, 1.0 if abs(share) >= 1 else 0.1, language, True)}{HARD_SPACE}%"


def place_text(place: str, language: Language) -> str:
    """A place: the nation, a region, or what belongs to none."""
    if place == NATIONAL:
        return language.text("remote and national team")
    return place or language.text("all of France")


def chance_difference_text(apart: ShareGap, language: Language) -> str:
    """The difference of two probabilities, in futures out of 100."""
    say = language.text
    mean, low, high = (100 * share for share in (apart.mean, apart.low, apart.high))
    ends = {name: number(value, 1.0, language, True) for name, value in (("mean", mean), ("low", low), ("high", high))}
    if low <= 0 <= high:
        return say("no clear difference ({low} to {high} in 100)", **ends)
    return say("{mean} in 100 ({low} to {high})", **ends)


def closing(
    names: tuple[str, str],
    persons: Mapping[str, Any],
    cash: Mapping[str, Any] | None,
    regions: pd.DataFrame | None,
    language: Language,
) -> str:
    """Which of two sides gives more, at what cost, and where: a sentence.

    names: base and other; persons, cash: rows of the nation; regions: rows of the same measure by region.
    """
    clauses = [_gives(names, persons, language)]
    if cash is not None:
        clauses[0] = language.text("{gives}, {cash}", gives=clauses[0], cash=_for_cash(cash, language))
    if regions is not None and (regions["place"] != NATIONAL).sum() > 1 and state(persons) != ONE_PAIR:
        clauses.append(_where(regions[regions["place"] != NATIONAL], language))
    return language.text("; ").join(clauses) + "."


def quoted(name: str, language: Language) -> str:
    """A name in the quotation marks of the language."""
    return f"«{HARD_SPACE}{name}{HARD_SPACE}»" if language.code == "fr" else f"“{name}”"


def between(row: Mapping[str, Any], language: Language) -> str:
    """The size of a clear difference: 12–30."""
    ends = sorted((abs(row["low"]), abs(row["high"])))
    step = step_of(row["low"], row["high"], row["mean"])
    if ends[0] >= 1:
        # A sentence has no use for tenths of persons or euros.
        step = max(step, 1.0)
    low, high = (number(end, step, language) for end in ends)
    return low if low == high else f"{low}–{high}"


def _gives(names: tuple[str, str], row: Mapping[str, Any], language: Language) -> str:
    say, how = language.text, state(row)
    base, other = (quoted(name, language) for name in names)
    month = language.month(pd.Timestamp(f"{row['period']}-01"))
    facts = {"base": base, "other": other, "month": month, "what": counted(row["measure"], language)}
    if how == MORE:
        return say("{other} gives {size} more {what} than {base} by {month}", size=between(row, language), **facts)
    if how == FEWER:
        return say("{other} gives {size} fewer {what} than {base} by {month}", size=between(row, language), **facts)
    if how == SAME:
        return say("{other} and {base} give the same {what} by {month}", **facts)
    if how == ONE_PAIR:
        mean = number(row["mean"], step_of(row["low"], row["high"], row["mean"]), language, True)
        return say("in the only pair of runs, {other} less {base} is {mean} {what} by {month}", mean=mean, **facts)
    return say(
        "{other} and {base} show no clear difference in {what} by {month} ({interval})",
        interval=interval_text(row, language), **facts,
    )  # fmt: skip


def _for_cash(row: Mapping[str, Any], language: Language) -> str:
    say, how = language.text, state(row)
    if how == MORE:
        return say("for €{size} more cash", size=between(row, language))
    if how == FEWER:
        return say("for €{size} less cash", size=between(row, language))
    if how == SAME:
        return say("for the same cash")
    if how == ONE_PAIR:
        mean = number(row["mean"], step_of(row["low"], row["high"], row["mean"]), language, True)
        return say("with {mean} € of cash", mean=mean)
    return say("with no clear difference in cash ({interval} €)", interval=interval_text(row, language))


def _where(regions: pd.DataFrame, language: Language) -> str:
    say = language.text
    stand = {row["place"]: state(row) for row in records_of(regions)}
    more = [place for place, how in stand.items() if how == MORE]
    fewer = [place for place, how in stand.items() if how == FEWER]
    if more and fewer:
        return say("there are more in {more} and fewer in {fewer}, and no clear difference in other regions",
                   more=_listed(more, len(stand), language), fewer=_listed(fewer, len(stand), language))  # fmt: skip
    clear = more or fewer
    if not clear:
        return say("in no single region is the difference clear")
    if len(clear) == len(stand):
        return say("the difference is clear in every region")
    rest = [place for place in stand if place not in clear]
    if len(clear) > MOST_REGIONS >= len(rest):
        return say("the difference is clear in every region but {regions}",
                   regions=_listed(rest, len(stand), language))  # fmt: skip
    return say("the difference is clear in {regions}, not in other regions",
               regions=_listed(clear, len(stand), language))  # fmt: skip


def _listed(places: Sequence[str], of: int, language: Language) -> str:
    if len(places) > MOST_REGIONS:
        return language.text("{count} of {all} regions", count=len(places), all=of)
    return format_list(list(places), locale=language.code)


def measure_text(name: str, language: Language) -> str:
    """A measure with its unit, as a table names it."""
    return f"{label(name, language)} ({unit_text(compared_named(name).column.unit, language)})"
