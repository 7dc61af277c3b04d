"""`essaim changes OLD NEW`: what moved between two publications, and why; nothing is run."""

import sys
from argparse import Namespace

from simulation.charts.language import Language
from simulation.commands.endings import BAD_INPUT, GOOD
from simulation.handover.changes import changed, changes_table
from simulation.handover.moved import printed, sentence
from simulation.handover.opened import open_two
from simulation.language import say, sentences
from simulation.outcomes.measured import measure_named, measures_there_are
from simulation.outcomes.people_tables import csv_bytes
from simulation.scenario.problems import did_you_mean
from simulation.storage.files import write_asked


def main(arguments: Namespace) -> int:
    """Print a sentence and a table; 0 good, 2 bad input."""
    language = Language(arguments.lang)
    try:
        measure_named(arguments.measure)
    except KeyError:
        offer = did_you_mean(arguments.measure, measures_there_are())
        print(
            sentences(say("there is no measure {measure} that adds over places.", measure=arguments.measure), offer),
            file=sys.stderr,
        )
        return BAD_INPUT
    first, second = open_two(arguments.old, arguments.new)
    found = changed(first, second, arguments.measure, arguments.month)
    table = changes_table([found])
    if arguments.csv is not None:
        write_asked(arguments.csv, csv_bytes(table, arguments.lang))
    print(sentence(found, language))
    print()
    print(printed(table, language))
    return GOOD
