"""What commands that look at single changes have in common: running, storing, telling."""

import sys
from argparse import Namespace
from collections.abc import Callable

from simulation.charts.language import Language
from simulation.charts.value_words import finding, helps_of
from simulation.commands.computing import tell
from simulation.language import say
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.value import NAME, Value, write_value
from simulation.planning.helping import Question, race
from simulation.planning.pairs import Bench, Pairs
from simulation.runs.display import displayed
from simulation.runs.forecast import Forecast
from simulation.runs.pool import Pool
from simulation.runs.running import run_request

FEWEST = 100
"""A forecast of fewer replicates is a trial; what would help is not looked at."""


def runner(arguments: Namespace, pool: Pool, name: str) -> Callable[[str, Pairs], SweepResults]:
    """Runs requests, shows how far they are, and tells what a person should know."""

    def run(label: str, request: Pairs) -> SweepResults:
        with displayed(say("{name}, what would help ({label})", name=name, label=label)) as show:
            results = run_request(request, progress=show, limit=arguments.time_limit, pool=pool)
        tell(results.notices)
        return results

    return run


def wants_value(forecast: Forecast, arguments: Namespace) -> bool:
    """Whether what would help is looked at after a forecast."""
    return not arguments.no_value and forecast.replicates >= FEWEST and forecast.model.rules is None


def value_of(bench: Bench, question: Question, arguments: Namespace, pool: Pool) -> Value:
    """What single changes are worth: as it is stored, if that answers the question, else found and stored.

    Raises RunError, ResultsError.
    """
    name, stored = bench.name, bench.stored(NAME)
    if stored is not None and answers(stored, question):
        return stored
    found = race(bench, question, runner(arguments, pool, name))
    write_value(bench.storage, NAME, found)
    if found.record["failed"]:
        print(
            say(
                "{name}: {failed} runs with and without changes failed and are left out",
                name=name,
                failed=found.record["failed"],
            ),
            file=sys.stderr,
        )
    return found


def answers(stored: Value, question: Question) -> bool:
    """Whether a stored value is of the same question, with as many pairs and changes or more."""
    record = stored.record
    asked = question.measure, question.month, question.cell.first
    same = (record["measure"], record["month"], record["from"]) == asked
    # Without a search all changes are looked at on fresh seeds, which is more.
    thorough = not record["search_pairs"] or record["search_pairs"] == question.search
    return same and thorough and record["pairs"] >= question.final and not record["failed"]


def told(found: Value, language: str) -> str:
    """What would help most, in a sentence or two."""
    return finding(helps_of(found), Language(language))
