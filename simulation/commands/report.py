"""`essaim report DIR…`: write the report of stored results again, without running anything."""

import sys
from argparse import Namespace

from simulation.outcomes.files import ResultsError
from simulation.outcomes.results import open_results
from simulation.report import write_report

BAD_INPUT = 2


def main(arguments: Namespace) -> int:
    """Rebuild each folder's report; 0 good, 2 for a folder that holds no results."""
    status = 0
    for folder in arguments.directories:
        try:
            results = open_results(folder)
            path = write_report(results, results.folder / "report.html", arguments.lang)
        except (ResultsError, ValueError) as error:
            print(f"{folder}: {error}", file=sys.stderr)
            status = BAD_INPUT
        else:
            print(path)
    return status
