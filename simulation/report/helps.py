"""What would help most, as a short table: the changes looked at on fresh seeds, those that help most first."""

from dataclasses import dataclass

from simulation.charts.language import Language
from simulation.charts.source import Results
from simulation.charts.value import Nothing
from simulation.charts.value import data as value_of
from simulation.charts.value_words import between, label, title, what
from simulation.outcomes.rows import rows_of
from simulation.outcomes.wording import date_text
from simulation.report.decisions import month

MOST = 5
"""Changes that are shown; the chart has all."""


@dataclass(frozen=True)
class Help:
    """One change as text. unclear: its gain may be none."""

    change: str
    gain: str
    for_money: str
    cash: str
    time: str
    unclear: bool


@dataclass(frozen=True)
class HelpTable:
    """title: the finding; heading: of the column of gains; note: how to read it."""

    title: str
    heading: str
    rows: tuple[Help, ...]
    note: str


def euros(value: float, language: Language) -> str:
    """A mean of euros, to two digits, with its sign where it is less."""
    return language.about(value).replace("-", "−")


def help_table(results: Results, language: Language) -> HelpTable | None:
    """None where single changes have not been looked at."""
    seen = value_of(results)
    if isinstance(seen, Nothing):
        return None
    say, counted = language.text, what(seen.measure, language)
    rows = tuple(
        Help(
            label(row.change, language),
            between(row.gain_low, row.gain_high, language) if row.clear else say("no clear difference"),
            between(row.for_money_low, row.for_money_high, language) if row.clear else "–",
            euros(row.cash, language),
            euros(row.time, language),
            not row.clear,
        )
        for row in rows_of(seen.rows[seen.rows.fresh].head(MOST))
    )
    return HelpTable(
        title(seen, language),
        say("more {what} at {date}", what=counted, date=date_text(seen.record["month"], language.code)),
        rows,
        say("Each change by itself, from {month}, in {pairs} pairs of futures with and without it: 95 % interval of "
            "the mean change. Euros: means over the whole time.", month=month(seen.record["from"], language),
            pairs=language.number(seen.record["pairs"])),
    )  # fmt: skip
