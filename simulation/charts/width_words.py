"""What the width of a forecast is made of, in words: its parts, what they are called, the finding and a paragraph."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from simulation.charts.assumption_names import assumption_names
from simulation.charts.language import Language
from simulation.outcomes.rows import row_of
from simulation.outcomes.tables import MEASURES
from simulation.outcomes.width import CHANCE, INTERACTIONS, OTHERS, Width
from simulation.outcomes.wording import measure_name

LEADING = 4
"""Assumptions that are told apart in the shares, those most worth measuring first."""
NEXT = 2
"""Assumptions told in the text after the one most worth measuring."""


@dataclass(frozen=True)
class Parts:
    """What the width of one measure is made of; `years` has columns year and months (simulated of it)."""

    rows: pd.DataFrame
    """One row a year and part, columns as in `outcomes.width`, with `year`."""
    measure: str
    years: pd.DataFrame

    def at(self, year: int) -> pd.DataFrame:
        """The rows of a year, by part."""
        return self.rows[self.rows.year == year].set_index("part")

    @property
    def last(self) -> pd.DataFrame:
        """The rows of the last year, by part."""
        return self.at(self.years.year.iloc[-1])

    @property
    def named(self) -> list[str]:
        """The assumptions told one by one, those most worth measuring by the last year first."""
        last = self.last
        single = last[~last.index.isin([CHANCE, OTHERS, INTERACTIONS])]
        return list(single.sort_values(["narrowing", "share"], ascending=False, kind="stable").index)

    @property
    def known(self) -> bool:
        """Whether anything varies at the end."""
        return bool(self.named) and bool(self.last.share.notna().any())


@dataclass(frozen=True)
class Missing:
    """Nothing was analysed. fixed: the run's uncertainties were fixed, so there is nothing to analyse."""

    fixed: bool


def parts_of(found: Width, measure: str, years: pd.DataFrame) -> Parts:
    """The rows of one measure; of the first one there is, where that was not analysed."""
    there = list(found.table.measure.unique())
    measure = measure if measure in there else there[0]
    rows = found.table[found.table.measure == measure]
    return Parts(rows.assign(year=rows.month.dt.year), measure, years)


def part_names(language: Language) -> dict[str, str]:
    """What every part is called."""
    say = language.text
    others = {CHANCE: say("chance"), OTHERS: say("all other assumptions"), INTERACTIONS: say("several at once")}
    return assumption_names(language) | others


def finding(seen: Parts, language: Language) -> str:
    """Which assumption is most worth measuring, and what that would narrow."""
    say, year = language.text, seen.years.year.iloc[-1]
    first = seen.named[0]
    row = row_of(seen.last, first)
    if not row.narrowing > row.narrowing_error:
        return say("No assumption measured by itself is sure to narrow the interval of {year}", year=year)
    return say(
        "Most worth measuring: {name}. Once known, the 80 % interval of {year} is about {share} narrower",
        name=part_names(language)[first],
        year=year,
        share=language.percent(row.narrowing / row.width),
    )


def paragraph(seen: Parts, language: Language) -> str:
    """What planners need to know of the width, in a few sentences."""
    say, names, last = language.text, part_names(language), seen.last
    first_year, year = seen.years.year.iloc[0], seen.years.year.iloc[-1]
    first = seen.named[:LEADING]
    told = [f"{names[name]} {language.percent(max(last.share[name], 0))}" for name in first]
    rest = 1 - last.share[CHANCE] - last.share[INTERACTIONS] - last.share[first].sum()
    said = [
        say(
            "At the end of {year} chance makes {chance} of the variance of the forecast ({measure}). By themselves, "
            "assumptions make: {list}; the others {rest} together. What only several assumptions do at once makes "
            "{interactions}.",
            year=year,
            chance=language.percent(last.share[CHANCE]),
            measure=measure_label(seen.measure, language),
            list=", ".join(told),
            rest=language.percent(max(rest, 0)),
            interactions=language.percent(max(last.share[INTERACTIONS], 0)),
        )
    ]
    early = seen.at(first_year)
    if first_year != year and not np.isnan(early.share[CHANCE]):
        share = language.percent(early.share[CHANCE])
        said.append(say("At the end of {year} chance makes {share}.", year=first_year, share=share))
    best = row_of(last, seen.named[0])
    edges = [language.percent(max((best.narrowing + sign * best.narrowing_error) / best.width, 0)) for sign in (-1, 1)]
    said.append(
        say(
            "The 80 % interval at the end of {year} is about {width} wide. The assumption most worth measuring: "
            "{name}. Were it known, the interval would on average be narrower by about {narrowing}, or {share} "
            "(estimate between {low} and {high}).",
            year=year,
            width=language.about(best.width),
            name=names[seen.named[0]],
            narrowing=language.about(max(best.narrowing, 0)),
            share=language.percent(max(best.narrowing / best.width, 0)),
            low=edges[0],
            high=edges[1],
        )
    )
    following = [name for name in seen.named[1 : 1 + NEXT] if last.narrowing[name] > last.narrowing_error[name]]
    if following:
        listed = ", ".join(
            f"{names[name]} ({language.percent(last.narrowing[name] / last.width[name])})" for name in following
        )
        said.append(say("Next: {list}.", list=listed))
    left = language.percent(np.sqrt(np.clip(last.share[CHANCE], 0, 1)))
    said.append(say("If everything were known, chance would still leave roughly {share} of the width.", share=left))
    return " ".join(said)


def measure_label(measure: str, language: Language) -> str:
    """What a measure is called."""
    try:
        return measure_name(measure, language.code)
    except KeyError:
        return language.label(MEASURES[measure]) if measure in MEASURES else language.text("Money, all uses")
