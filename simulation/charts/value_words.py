"""What one more is worth, in words: what changes are called, which would help most, and why some are left out."""

from dataclasses import dataclass
from math import ceil, log10
from typing import Any

import numpy as np
import pandas as pd

from simulation.charts.language import Language
from simulation.charts.width_words import measure_label
from simulation.outcomes.value import COSTS, Value
from simulation.outcomes.value_units import UNITS
from simulation.outcomes.wording import date_text


@dataclass(frozen=True)
class Helps:
    """A race as charts and sentences need it. rows: one a change, of the measure asked for, in the order shown.

    Beside the columns of the table: `people`, `cash` and `time`, the mean changes of people reached, cash and valued
    time, each with `…_low` and `…_high`.
    """

    rows: pd.DataFrame
    record: dict[str, Any]

    @property
    def measure(self) -> str:
        """What is asked for."""
        return self.record["measure"]


def helps_of(value: Value) -> Helps:
    """The changes with the largest gains on fresh seeds first, then those that only the search has seen."""
    table, record = value.table, value.record
    rows = table[table.measure == record["measure"]].set_index("change")
    for name, measure in (("people", "people_reached"), ("cash", COSTS[0]), ("time", COSTS[1])):
        other = table[table.measure == measure].set_index("change")
        rows = rows.assign(**{name: other.gain, f"{name}_low": other.gain_low, f"{name}_high": other.gain_high})
    return Helps(rows.sort_values(["fresh", "gain"], ascending=False, kind="stable").reset_index(), record)


def label(change: str, language: Language, once: bool = False) -> str:
    """What a change is called."""
    return UNITS[change].label(language.code, once)


def listed(changes: list[str], language: Language) -> str:
    """Some changes, one after the other."""
    names = [label(one, language) for one in changes]
    if len(names) == 1:
        return names[0]
    return language.text("{list} and {last}", list="; ".join(names[:-1]), last=names[-1])


def what(measure: str, language: Language) -> str:
    """What is counted, in words that follow a number."""
    said = measure_label(measure, language)
    return said[0].lower() + said[1:]


def between(low: float, high: float, language: Language) -> str:
    """An interval, such as 25–30, rounded to what its width tells; an end above or below zero is never shown as 0."""
    if np.isnan(low) or np.isnan(high):
        return "–"
    if high - low < 1e-9:
        return language.number(low).replace("-", "−")
    digits = min(6, max(0, ceil(-log10((high - low) / 1.5))))
    while digits < 6 and low * high > 0 and 0 in (round(low, digits), round(high, digits)):
        digits += 1
    ends = [language.decimals(end, digits) for end in (low, high)]
    return language.text("{low} to {high}", low=ends[0], high=ends[1]) if low < 0 else f"{ends[0]}–{ends[1]}"


def title(seen: Helps, language: Language) -> str:
    """The finding in a few words."""
    judged = seen.record["gain"]
    if not judged["helps"]:
        return language.text("No single change is sure to help")
    if not judged["winner"]:
        return language.text("Which single change would help most cannot be told")
    return language.text("What would help most: {first}", first=label(judged["winner"], language))


def finding(seen: Helps, language: Language) -> str:
    """Which single change would help most, in a sentence or two with full stops."""
    say, record, rows = language.text, seen.record, seen.rows.set_index("change")
    facts = {
        "what": what(seen.measure, language),
        "date": date_text(record["month"], language.code),
        "from": language.month(pd.Timestamp(f"{record['from']}-01")),
    }
    judged = record["gain"]
    if not judged["helps"]:
        number = language.number(len(rows))
        return say("What would help most: none of {number} single changes from {from} is sure to give more {what} at "
                   "{date}.", number=number, **facts)  # fmt: skip
    first = rows.loc[judged["leader"]]
    facts |= {
        "first": label(judged["leader"], language),
        "gain": between(first.gain_low, first.gain_high, language),
        "often": language.number(round(100 * first.more)),
    }
    if judged["winner"]:
        told = say("What would help most: {first}, from {from}. It gives {gain} more {what} at {date} (95 % interval "
                   "of the mean), and more in {often} of 100 pairs of futures.", **facts)  # fmt: skip
    else:
        told = say("What would help most cannot be told: {first}, from {from}, gives {gain} more {what} at {date} "
                   "(95 % interval of the mean), and is not clearly better than {others}.",
                   others=listed(judged["tied"], language), **facts)  # fmt: skip
    return " ".join([told, *_for_money(seen, language)])


def _for_money(seen: Helps, language: Language) -> list[str]:
    """What gives most for its money, where that is clear and another change."""
    judged, rows = seen.record["for_money"], seen.rows.set_index("change")
    if not judged["winner"] or judged["winner"] == seen.record["gain"]["leader"]:
        return []
    row = rows.loc[judged["winner"]]
    return [
        language.text(
            "Most for each 10,000 € of money and time, of those looked at on fresh seeds: {name} ({gain}).",
            name=label(judged["winner"], language),
            gain=between(row.for_money_low, row.for_money_high, language),
        )
    ]


def reasons(language: Language) -> dict[str, str]:
    """Why a change is left out."""
    say = language.text
    return {
        "on demand": say("courses are held on demand without a limit, so a course more is not decided: trainer days "
                         "and candidates are"),
        "no trainers": say("no trainer is at home there"),
        "too many days": say("each of so few trainers would give more than 31 days a month"),
        "no limit": say("there is no limit"),
        "at its most": say("it is as high as it can be"),
        "nation only": say("it cannot be placed in a region"),
        "nothing": say("it changes nothing in these months"),
        "refused": say("the checks of scenarios refuse it"),
    }  # fmt: skip


def left_out(record: dict[str, Any], language: Language) -> str:
    """Changes that this scenario cannot have, and why; empty without any. Those of several places are told together."""
    why = reasons(language)
    places: dict[tuple[str, str], list[str]] = {}
    for one in record["left_out"]:
        told = why[one["reason"]] + (f"{language.text(':')} {one['words']}" if one["words"] else "")
        where = places.setdefault((one["change"], told), [])
        if one.get("place") and one["reason"] == "no trainers":
            where.append(one["place"])
    parts = []
    for (change, told), where in places.items():
        there = f"{language.text(':')} {', '.join(where)}" if where else ""
        parts.append(f"{label(change, language, once='by' in record)} ({told}{there})")
    return language.text("Left out: {list}.", list="; ".join(parts)) if parts else ""


def paragraph(seen: Helps, language: Language) -> str:
    """The finding, what is left out, and how many pairs there are."""
    say, record = language.text, seen.record
    pairs = say("The gains told are those of {pairs} pairs of futures on fresh seeds, which no search has seen.",
                pairs=language.number(record["pairs"]))  # fmt: skip
    if record["search_pairs"]:
        pairs = say(
            "A search with {search} pairs of each change chose the best; their gains are told from {pairs} pairs on "
            "fresh seeds, which the search has not seen.",
            search=language.number(record["search_pairs"]), pairs=language.number(record["pairs"]),
        )  # fmt: skip
    return " ".join(one for one in (finding(seen, language), pairs, left_out(record, language)) if one)
