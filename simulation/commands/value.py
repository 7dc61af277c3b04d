"""`essaim value`: what one more of each unit is worth in a scenario, in all and by region, year and quarter."""

import sys
import time
from argparse import Namespace
from pathlib import Path

import pandas as pd

from simulation.charts.language import Language
from simulation.charts.value import CHART
from simulation.charts.value_map import by_place_of, finding, left_out_text
from simulation.charts.value_map import table as places_table
from simulation.charts.value_words import between, helps_of, label, paragraph, what
from simulation.commands.computing import aligned, pool_for, tell_stopped
from simulation.commands.confirming import agreed_to
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED
from simulation.commands.valuing import answers, runner, value_of
from simulation.language import say, sentences
from simulation.language.vocabulary import speaking
from simulation.outcomes.people_tables import csv_bytes
from simulation.outcomes.rows import rows_of
from simulation.outcomes.thinning import MEASURES
from simulation.outcomes.value import NAME, PLACES_NAME, Value, write_value
from simulation.planning.by_place import PAIRS, QUARTER_OF, REGION, YEAR_OF, Places, rank
from simulation.planning.changes import Changes, usual_cell
from simulation.planning.helping import Question, usual_question
from simulation.planning.pairs import Bench
from simulation.runs.estimate import Size, size_of_runs
from simulation.runs.forecast import forecast_of
from simulation.runs.pool import Pool
from simulation.scenario.geography import geography_of
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import did_you_mean, listed
from simulation.scenario.schema import Scenario
from simulation.scenario.vocabulary import words_of
from simulation.storage.files import write_asked
from simulation.storage.storage import storage_at

SHOWN = 15
"""Lines of the table by place that are printed; the CSV has all."""
FEWEST = 2
"""Pairs without which nothing has an interval."""


def main(arguments: Namespace) -> int:
    """Value single changes; 0 good, 1 some run failed, 2 bad input, 130 interrupted."""
    scenario = load_scenario(arguments.scenario)
    complaints = _complaints(scenario, arguments)
    if complaints:
        print("\n".join(map(str, complaints)), file=sys.stderr)
        return BAD_INPUT
    begun = time.monotonic()
    name = Path(arguments.scenario).stem
    bench = Bench(forecast_of(scenario, arguments.pairs, arguments.seed, arguments.out, name=name), name)
    try:
        if not agreed_to([(name, _size(bench, scenario, arguments))], arguments.yes):
            return BAD_INPUT
        with pool_for(arguments) as pool:
            found = _found(bench, _question(scenario, arguments), arguments, pool, begun)
    except KeyboardInterrupt:
        return tell_stopped(bench.folder)
    language = Language(arguments.lang)
    with speaking(words_of([scenario])):
        print(_told_places(found, scenario, language) if arguments.by else told(found, language))
    if arguments.csv:
        write_asked(arguments.csv, csv_bytes(_table(found, scenario, arguments, language), arguments.lang))
    print(
        say("{runs:,} runs, in {seconds:.0f} s.", runs=found.record["runs"], seconds=time.monotonic() - begun),
        file=sys.stderr,
    )
    print(bench.folder)
    return RUN_FAILED if found.record["failed"] else GOOD


def _complaints(scenario: Scenario, arguments: Namespace) -> list[str]:
    """All that is wrong with what is asked for."""
    found, months = [], scenario.month_names()
    if arguments.measure is not None and arguments.measure not in MEASURES:
        found.append(
            sentences(
                say("--measure: there is no measure {measure}.", measure=arguments.measure),
                did_you_mean(arguments.measure, MEASURES) or say("There are: {measures}.", measures=listed(MEASURES)),
            )
        )
    if arguments.month is not None and arguments.month not in months:
        found.append(
            say(
                "--month: {month} lies outside the run: {first} to {last}",
                month=arguments.month,
                first=months[0],
                last=months[-1],
            )
        )
    if arguments.pairs < FEWEST:
        found.append(say("--pairs must be at least {fewest}: one pair has no interval", fewest=FEWEST))
    wrong = [one for one in arguments.by if one not in (REGION, YEAR_OF, QUARTER_OF)]
    for one in wrong:
        offer = did_you_mean(one, (REGION, YEAR_OF, QUARTER_OF)) or say("region, year and quarter are allowed.")
        found.append(sentences(say("--by: {one!r} is nothing by which one more is placed.", one=one), offer))
    if arguments.by and not wrong and REGION not in arguments.by:
        found.append(say("--by: name region, and year or quarter after it, such as --by region,quarter"))
    return found


def _question(scenario: Scenario, arguments: Namespace) -> Question:
    given = {"measure": arguments.measure, "month": arguments.month}
    given = {key: value for key, value in given.items() if value is not None}
    return usual_question(scenario, **given, cell=usual_cell(scenario), search=0, final=arguments.pairs)


def _size(bench: Bench, scenario: Scenario, arguments: Namespace) -> Size | None:
    """What is to be run, at most; None when that is small or there already. By place, the minutes are the limit."""
    if arguments.by:
        return size_of_runs(scenario, min(PAIRS, arguments.pairs), arguments.workers, bench.forecast.model.simulate)
    stored = bench.stored(NAME)
    if stored is not None and answers(stored, _question(scenario, arguments)):
        return None
    runs = arguments.pairs * (1 + len(Changes(scenario).units()))
    return size_of_runs(scenario, runs, arguments.workers, bench.forecast.model.simulate)


def _found(bench: Bench, question: Question, arguments: Namespace, pool: Pool, begun: float) -> Value:
    if not arguments.by:
        return value_of(bench, question, arguments, pool)
    few = min(PAIRS, arguments.pairs)
    asked = Places(question, QUARTER_OF in arguments.by, arguments.budget_minutes, few)
    found = rank(bench, asked, runner(arguments, pool, bench.name), begun)
    write_value(storage_at(bench.folder), PLACES_NAME, found)
    return found


def told(found: Value, language: Language) -> str:
    """A sentence, then the table."""
    if found.table.empty:
        return language.text("No single change can be made in this scenario.")
    say, seen = language.text, helps_of(found)
    counted = what(seen.measure, language)
    head = (say("change"), counted, say("{what} for 10,000 €", what=counted), say("people reached"), say("cash, €"),
            say("valued time, €"), say("pairs of futures"))  # fmt: skip
    lines = [
        (label(row.change, language), _gain(row.gain_low, row.gain_high, row.clear, language),
         between(row.for_money_low, row.for_money_high, language), between(row.people_low, row.people_high, language),
         _euros(row.cash, language), _euros(row.time, language), str(row.pairs))
        for row in rows_of(seen.rows)
    ]  # fmt: skip
    return "\n".join([paragraph(seen, language), "", *aligned([head, *lines])])


def _gain(low: float, high: float, clear: bool, language: Language) -> str:
    known = between(low, high, language)
    return known if clear else f"{language.text('no clear difference')} ({known})"


def _euros(value: float, language: Language) -> str:
    return language.decimals(round(value, -2), 0)


def _told_places(found: Value, scenario: Scenario, language: Language) -> str:
    """A sentence, what was run, and the first lines of the table."""
    say, record = language.text, found.record
    if found.table.empty:
        return say("One more is looked at up to a year before the month in question; no such year is simulated.")
    seen = by_place_of(found.table, record, geography_of(scenario).regions)
    whole = places_table(seen, language)
    kept = [name for number, name in enumerate(whole.columns) if number not in (5, 6, 8, 9)]
    rows = [[_cell(value, language) for value in line] for line in whole[kept].head(SHOWN).itertuples(index=False)]
    done = say("{done} of {planned} steps were run in the time given; the same command with more minutes goes on.",
               done=len(record["steps"]), planned=record["steps_planned"])  # fmt: skip
    more = say("{number} lines more are in the CSV and the chart.", number=language.number(len(whole) - len(rows)))
    above = [finding(seen, language), left_out_text(seen, language),
             done if len(record["steps"]) < record["steps_planned"] else ""]  # fmt: skip
    below = [more] if len(whole) > len(rows) else []
    return "\n".join([*filter(None, above), "", *aligned([kept, *rows]), *below])


def _cell(value: object, language: Language) -> str:
    return language.number(value).replace("-", "−") if isinstance(value, float) else str(value)


def _table(found: Value, scenario: Scenario, arguments: Namespace, language: Language) -> pd.DataFrame:
    if not arguments.by:
        return CHART.table(helps_of(found), language)
    return places_table(by_place_of(found.table, found.record, geography_of(scenario).regions), language)
