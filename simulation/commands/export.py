"""`essaim export RESULTS… --to DIR`: forecasts as tables, package, workbook, hub file and calendar; nothing is run."""

from argparse import Namespace
from pathlib import Path

from simulation.commands.endings import GOOD, tell_ending
from simulation.handover.export import export
from simulation.handover.made import Asked
from simulation.scenario.library import shown_path
from simulation.storage.files import not_written


def main(arguments: Namespace) -> int:
    """Write the hand-over and print its files; 0 good, 2 bad input."""
    to = Path(arguments.to)
    asked = Asked(
        arguments.every,
        arguments.lang,
        arguments.suppress_below,
        arguments.package,
        arguments.xlsx,
        arguments.hub,
        arguments.ics,
    )
    try:
        files = export(arguments.results, to, asked, arguments.base)
    except OSError as error:
        return tell_ending(not_written(shown_path(to), error))
    for name in files:
        if not name.startswith(("data/", "schemas/")):
            print(shown_path(to / name))
    print(shown_path(to / "data"))
    return GOOD
