"""What `essaim compare` prints: sentences, a table, and how likely the target is."""

import io
from collections.abc import Sequence

import pandas as pd
from rich import box
from rich.console import Console
from rich.table import Table

from simulation.charts.difference_words import (
    chance_difference_text,
    change_text,
    counted,
    difference_text,
    mean_text,
    measure_text,
    number,
    place_text,
    quoted,
    step_of,
)
from simulation.charts.language import Language
from simulation.outcomes.compared_sides import ComparedSide
from simulation.outcomes.differences import Breakdown, Chance
from simulation.outcomes.pairing import Difference
from simulation.outcomes.rows import records_of
from simulation.outcomes.wording import aim_text, rounded, share_text

MOST_ROWS = 60
"""Rows printed of a table; a file gets all of them."""
WIDTH = 118
"""Letters in a line of the table."""


def printed_table(
    table: pd.DataFrame,
    sides: Sequence[ComparedSide],
    pairs: Sequence[tuple[int, int]],
    by: Breakdown,
    language: Language,
) -> list[str]:
    """A table a pair, or a pair and measure where there are many lines of each; then how to read it."""
    say, found = language.text, []
    for base, other in pairs:
        rows = table[(table["base"] == base) & (table["other"] == other)]
        found.append(say("{other}, less {base}", base=sides[base].title, other=sides[other].title))
        shown = rows.head(MOST_ROWS)
        if by == Breakdown():
            found += _drawn(_table(shown, by, language))
        else:
            for measure, part in shown.groupby("measure", sort=False):
                found += [f"  {measure_text(str(measure), language)}", *_drawn(_table(part, by, language))]
        if len(rows) > MOST_ROWS:
            found += [say("{shown} of {all} rows; --csv FILE writes all of them.", shown=MOST_ROWS, all=len(rows)), ""]
    return [*found, *reading(table, sides, by, language)]


def _table(rows: pd.DataFrame, by: Breakdown, language: Language) -> Table:
    say = language.text
    drawn = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    names = [say("measure")] if by == Breakdown() else []
    names += [say("period")] * (by.every is not None) + [say("region")] * by.regions
    for heading in names:
        drawn.add_column(heading, overflow="fold")
    for heading in (say("base"), say("other"), say("difference (95 %)"), say("in %")):
        drawn.add_column(heading, justify="right", no_wrap=True)
    for row in records_of(rows):
        words = [measure_text(row["measure"], language)] * (by == Breakdown())
        words += [row["period"]] * (by.every is not None) + [place_text(row["place"], language)] * by.regions
        means = [mean_text(row[side], row["unit"], language) for side in ("first", "second")]
        drawn.add_row(*words, *means, difference_text(row, language), change_text(row, language))
    return drawn


def reading(table: pd.DataFrame, sides: Sequence[ComparedSide], by: Breakdown, language: Language) -> list[str]:
    """How to read the table."""
    say = language.text
    found = [
        say("Means of {pairs} paired runs; persons at the end of each period, everything else summed over the period.",
            pairs=_pairs_text(table))
    ]  # fmt: skip
    if by.every is None and len(table):
        months = {"start": sides[0].start, "month": table["period"].iloc[0]}
        found = [
            say(
                "Means of {pairs} paired runs: persons at the end of {month}; everything else summed from {start} to "
                "{month}, full-time equivalents over its calendar year.",
                pairs=_pairs_text(table), **{name: _month(month, language) for name, month in months.items()},
            )
        ]  # fmt: skip
    if by.regions:
        found.append(say("The intervals of all regions hold together at 95 %: by mere chance, one of them would "
                         "leave out 0 in one such table of 20 only."))  # fmt: skip
    return found


def _pairs_text(table: pd.DataFrame) -> str:
    counts = sorted(set(table["pairs"]))
    return "–".join(map(str, counts[:: len(counts) - 1] if len(counts) > 1 else counts))


def _month(name: str, language: Language) -> str:
    return language.month(pd.Timestamp(f"{name}-01"))


def _drawn(table: Table) -> list[str]:
    page = io.StringIO()
    Console(file=page, width=WIDTH, color_system=None, highlight=False, markup=False, emoji=False).print(table)
    return [line.rstrip() for line in page.getvalue().splitlines()]


def printed_chance(
    chance: Chance, sides: Sequence[ComparedSide], pairs: Sequence[tuple[int, int]], language: Language
) -> list[str]:
    """How likely the base's target is on each side, and by how much that differs."""
    say = language.text
    aims = "; ".join(aim_text(aim, language.code) for aim in chance.aims)
    found = ["", say("Target of the base: {aims}.", aims=aims)]
    for at, (side, met) in enumerate(zip(sides, chance.met, strict=True)):
        shown = say("not simulated") if met is None else share_text(met, language.code)
        apart = [chance_difference_text(chance.apart[pair], language) for pair in pairs
                 if pair == (0, at) and pair in chance.apart]  # fmt: skip
        found.append("  ".join([f"  {side.title}{say(':')} {shown}", *(f"[{text}]" for text in apart)]))
    for pair in pairs:
        if pair[0] and pair in chance.apart:
            names = {"base": sides[pair[0]].title, "other": sides[pair[1]].title}
            found.append(f"  {say('{other}, less {base}', **names)}{say(':')} "
                         f"{chance_difference_text(chance.apart[pair], language)}")  # fmt: skip
    return found


def sentence(it: Difference, measure: str, language: Language) -> str:
    """A comparison in one sentence, numbers rounded to what is known."""
    say = language.text
    when = _month(it.month, language)
    first, second = (quoted(name, language) for name in (it.first, it.second))
    given = {"first": first, "second": second, "month": when, "what": counted(measure, language), "pairs": it.pairs}
    if it.pairs < 2:
        only = _signed(it.mean, language)
        return say("{second} less {first} is {only} {what} by {month}, in the only paired run.", only=only, **given)
    shares = {"more": language.percent(it.more), "fewer": language.percent(it.fewer)}
    if it.more == it.fewer == 0:
        return say("{second} and {first} yield the same {what} by {month}, in all {pairs} paired runs.", **given)
    if it.shows_from is None:
        low, high = _signed(it.low, language), _signed(it.high, language)
        return say(
            "No clear difference in {what} between {second} and {first} by {month}: the mean difference lies between "
            "{low} and {high} (95 %); {second} has more in {more} of {pairs} paired runs, fewer in {fewer}.",
            low=low, high=high, **shares, **given,
        )  # fmt: skip
    size = sorted((abs(it.low), abs(it.high)))
    _, least, most = rounded(abs(it.mean), *size)
    numbers = {"low": language.number(least), "high": language.number(most)}
    if most < 10:
        # Of few persons or full-time equivalents, tenths and hundredths count.
        step = step_of(it.low, it.high, it.mean)
        numbers = {"low": number(size[0], step, language), "high": number(size[1], step, language)}
    since = _month(it.shows_from, language)
    if it.mean > 0:
        return say(
            "{second} yields {low}–{high} more {what} than {first} by {month}, in {more} of {pairs} paired runs (95 % "
            "interval of the mean difference); the difference shows from {since}.",
            since=since, **numbers, **shares, **given,
        )  # fmt: skip
    return say(
        "{second} yields {low}–{high} fewer {what} than {first} by {month}, in {fewer} of {pairs} paired runs (95 % "
        "interval of the mean difference); the difference shows from {since}.",
        since=since, **numbers, **shares, **given,
    )  # fmt: skip


def _signed(value: float, language: Language) -> str:
    return language.number(value).replace("-", "−")
