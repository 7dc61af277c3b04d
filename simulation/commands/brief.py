"""`essaim brief RESULTS --to brief.pdf`: two pages of a forecast for those who decide; nothing is run."""

import sys
from argparse import Namespace
from pathlib import Path

from simulation.charts.saving import BrowserMissing, kind_of
from simulation.commands.endings import GOOD
from simulation.language import say
from simulation.outcomes.opening import open_results
from simulation.outcomes.results import Results
from simulation.report.brief import KINDS, brief
from simulation.scenario.problems import Refused
from simulation.storage.files import write_asked


def main(arguments: Namespace) -> int:
    """Write the brief and print the path of its file; 0 good, 1 no browser for a PDF, 2 bad input."""
    target = Path(arguments.to)
    kind = kind_of(target, KINDS)
    made = brief(_forecast(arguments.results), kind, arguments.lang)
    write_asked(target, made.content)
    if not made.drawn:
        missing = say("{file}: a table stands in place of the drawing. {why}", file=target, why=BrowserMissing())
        print(missing, file=sys.stderr)
    print(target)
    return GOOD


def _forecast(folder: str) -> Results:
    """The forecast in a folder. Raises ResultsError and Refused for what is none, with what to do."""
    if (Path(folder) / "plan.json").is_file():
        raise Refused(say(
            "{folder}: this is a plan, and a brief is told of a forecast. Run its scenario, then ask for the brief of "
            "that: essaim run {scenario}", folder=folder, scenario=Path(folder) / "scenario.yaml",
        ))  # fmt: skip
    results = open_results(folder)
    if isinstance(results, Results):
        return results
    raise Refused(say(
        "{folder}: this is a sweep, and a brief is told of one forecast. Run the scenario of a point, then ask for the "
        "brief of that: essaim sweep {folder} --point N --out point.yaml", folder=folder,
    ))  # fmt: skip
