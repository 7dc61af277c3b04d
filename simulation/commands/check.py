"""`essaim check`: everything that is wrong with scenario files, and remarks on what is right but odd."""

import sys
from argparse import Namespace

from simulation.language import named, say
from simulation.scenario.geography import geography_of
from simulation.scenario.loading import load
from simulation.scenario.problems import ScenarioError


def main(arguments: Namespace) -> int:
    """Print a line a good file, all problems of the others; 2 if there was one."""
    wrong = 0
    for file in arguments.files:
        try:
            loaded = load(file)
        except ScenarioError as error:
            wrong += 1
            print(error, file=sys.stderr)
            print(say("{file}: {problems}", file=file, problems=error.count), file=sys.stderr)
            continue
        scenario = loaded.scenario
        geography = geography_of(scenario)
        print(
            say(
                "{file}: good. {name}: {start} to {end}, {cells} cells, {headcount:,} persons",
                file=file,
                name=named(scenario.name),
                start=scenario.start,
                end=scenario.end,
                cells=len(geography.cells),
                headcount=int(geography.headcount.sum()),
            )
        )
        for note in loaded.notes:
            print(say("  note: {note}", note=note.headline()))
    return 2 if wrong else 0
