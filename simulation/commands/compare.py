"""`essaim compare BASE OTHER…`: paired differences of forecasts, or of points of a sweep."""

import sys
from argparse import Namespace
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from simulation.charts.language import Language
from simulation.commands.comparison_text import printed_chance, printed_table, sentence
from simulation.commands.endings import BAD_INPUT, GOOD, tell_ending
from simulation.language import say, sentences
from simulation.outcomes.compared_measures import PLANNERS_ASK, Compared, comparable_names, compared_named
from simulation.outcomes.compared_sides import ComparedSide, ForecastSide, side_of, told_apart, what_forbids
from simulation.outcomes.differences import Breakdown, chance_of, differences, last_month, over_time, pairs_of
from simulation.outcomes.pairing import paired
from simulation.outcomes.people_tables import csv_bytes
from simulation.report.comparison import closing_sentences
from simulation.report.difference_table import people_table
from simulation.report.writing import MOST, write_comparison
from simulation.scenario.problems import did_you_mean
from simulation.storage.files import ResultsError, not_written, write_whole

USUAL = "active_facilitators"
"""What sentences are about unless a measure is given."""


@dataclass(frozen=True)
class Asked:
    """What was asked for, read and found good. measures: those of the tables; told: those of the sentences."""

    sides: list[ComparedSide]
    pairs: list[tuple[int, int]]
    measures: list[Compared]
    told: list[Compared]
    by: Breakdown
    month: str | None


def main(arguments: Namespace) -> int:
    """Print sentences and a table; 0 good, 2 bad input, all of which is told at once."""
    language = Language(arguments.lang)
    asked, problems, notices = read(arguments, language)
    if asked is None:
        print("\n".join(map(str, dict.fromkeys(problems))), file=sys.stderr)
        return BAD_INPUT
    for notice in notices:
        print(notice, file=sys.stderr)
    table = differences(asked.sides, asked.pairs, asked.measures, asked.by, asked.month)
    try:
        if arguments.csv:
            chance = chance_of(asked.sides, asked.pairs)
            frame = people_table(table, asked.sides, chance, language)
            write_whole(Path(arguments.csv), csv_bytes(frame, language.code))
        if arguments.to:
            runs = [side.results for side in asked.sides if isinstance(side, ForecastSide)]
            write_comparison(runs, arguments.to, language.code, asked.month)
    except OSError as error:
        where = error.filename or arguments.to or arguments.csv
        return tell_ending(not_written(where, error))
    print("\n".join(map(str, lines(asked, table, language))))
    for path in (arguments.csv, arguments.to):
        if path:
            print(path)
    return GOOD


def lines(asked: Asked, table: pd.DataFrame, language: Language) -> list[str]:
    """Everything that is printed."""
    found = []
    for base, other in asked.pairs:
        for measure in asked.told:
            if measure.kind != "ratio":
                one, two = (over_time(asked.sides[at], measure) for at in (base, other))
                found.append(sentence(paired(one, two, asked.month), measure.name, language))
    found += ["", *printed_table(table, asked.sides, asked.pairs, asked.by, language)]
    chance = chance_of(asked.sides, asked.pairs)
    if chance is not None:
        found += printed_chance(chance, asked.sides, asked.pairs, language)
    return [*found, "", *closing_sentences(asked.sides, asked.pairs, asked.month, language)]


def read(arguments: Namespace, language: Language) -> tuple[Asked | None, list[str], list[str]]:
    """What was asked for; or, instead, everything that is wrong with it. Then notices for the person."""
    problems: list[str] = []
    notices: list[str] = []
    named = [name.strip() for given in arguments.measure or () for name in given.split(",") if name.strip()]
    for name in named:
        if name not in comparable_names():
            offer = did_you_mean(name, comparable_names())
            problems.append(sentences(say("there is no measure {name} that adds over places.", name=name), offer))
    by = Breakdown()
    try:
        by = Breakdown.of(arguments.by) if arguments.by else by
    except ValueError as error:
        problems.append(str(error))
    if len(arguments.sides) < 2:
        problems.append(say("give at least two sides: DIR of a run, or DIR:POINT of a sweep"))
    sides: list[ComparedSide] = []
    for given in arguments.sides:
        try:
            sides.append(side_of(given))
        except ResultsError as error:
            problems.append(str(error))
    if len(sides) > 1:
        problems += _choose_base(sides, arguments.base)
        told_apart(sides)
        problems += what_forbids(sides, arguments.month, by.regions, by.every)
        if arguments.to:
            problems += what_forbids_a_page(sides)
    if arguments.to and not arguments.to.lower().endswith((".html", ".htm")):
        problems.append(say("--to {to}: the page's file must end in .html", to=arguments.to))
    if problems:
        return None, problems, notices
    measures = [compared_named(name) for name in dict.fromkeys(named or PLANNERS_ASK)]
    if by.regions and any(one.kind == "ratio" for one in measures):
        left = [one.name for one in measures if one.kind == "ratio"]
        if named:
            problems.append(
                say(
                    "{left}: of the nation alone, as remote courses belong to no region; leave --by region out",
                    left=left,
                )
            )
        measures = [one for one in measures if one.kind != "ratio"]
    lacking = {one.name: [side.title for side in sides if _lacks(side, one)] for one in measures}
    if named:
        problems += [
            sentences(say("{title} keeps no measure {name}.", title=title, name=name), did_you_mean(name, _kept(sides)))
            for name, titles in lacking.items()
            for title in titles
        ]
    elif any(lacking.values()):
        measures = [one for one in measures if not lacking[one.name]]
        notices.append(
            language.text(
                "Not kept by all sides, so left out: {list}.",
                list=", ".join(name for name, titles in lacking.items() if titles),
            )
        )
    if not measures and not problems:
        problems.append(say("the sides keep no measure that all have; name one with --measure"))
    if problems:
        return None, problems, notices
    told = measures if named else [one for one in measures if one.name == USUAL] or measures[:1]
    pairs = pairs_of(len(sides), arguments.all_pairs)
    last_month(sides, arguments.month)
    return Asked(sides, pairs, measures, told, by, arguments.month), [], notices


def _lacks(side: ComparedSide, measure: Compared) -> bool:
    return bool(side.lacks(measure.parts)) or (measure.kind == "full_time" and not side.finest)


def _kept(sides: Sequence[ComparedSide]) -> list[str]:
    return [name for name in comparable_names() if not any(_lacks(side, compared_named(name)) for side in sides)]


def _choose_base(sides: list[ComparedSide], wanted: str | None) -> list[str]:
    """Puts the base first, in place; what is wrong with the choice."""
    if wanted is None:
        return []
    found = [side for side in sides if wanted.casefold() in (name.casefold() for name in (side.title, *side.called))]
    if len(found) != 1:
        if found:
            return [
                say("--base {wanted} could mean {found} of the sides; name its folder", wanted=wanted, found=len(found))
            ]
        offer = did_you_mean(wanted, [name for side in sides for name in (side.title, *side.called)])
        return [
            sentences(
                say("none of the sides is called {wanted}.", wanted=wanted),
                offer or say("There are: {known}.", known="; ".join(_names(sides))),
            )
        ]
    sides.remove(found[0])
    sides.insert(0, found[0])
    return []


def _names(sides: Sequence[ComparedSide]) -> list[str]:
    return [side.called[min(1, len(side.called) - 1)] if side.called else side.title for side in sides]


def what_forbids_a_page(sides: Sequence[ComparedSide]) -> list[str]:
    """Why no page can be made of these sides."""
    found: list[str] = []
    if len(sides) > MOST:
        found.append(say("a page takes 2 to {most} scenarios, not {sides}", most=MOST, sides=len(sides)))
    points = [side.title for side in sides if not isinstance(side, ForecastSide)]
    if points:
        found.append(
            say(
                "a page is made of forecasts; run the scenario (essaim sweep --point) of: {points}",
                points=", ".join(points),
            )
        )
    return found
