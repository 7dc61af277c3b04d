"""`essaim register`: an empty register of a scenario's places in CSV, or the network after months of its practice."""

import sys
from argparse import Namespace
from pathlib import Path

from simulation.commands.new_file import write_new
from simulation.language import say
from simulation.scenario.library import shown_path
from simulation.scenario.loading import load_scenario
from simulation.scenario.paths import is_there
from simulation.scenario.quantities import FIRST_YEAR, month_number
from simulation.scenario.registers import as_csv, template
from simulation.scenario.schema import MOST_MONTHS
from simulation.scenario.table_text import MARK


def main(arguments: Namespace) -> int:
    """Write the register, or print it; 2 if the file is already there or cannot be written."""
    target = None if arguments.out is None else Path(arguments.out)
    scenario = load_scenario(arguments.scenario)
    if target is not None and is_there(target):
        print(say("{target} is already there; choose another name.", target=shown_path(target)), file=sys.stderr)
        return 2
    if arguments.template:
        return _written(template(scenario, arguments.lang), target)
    most = min(MOST_MONTHS, month_number(scenario.start) - 12 * FIRST_YEAR)
    if arguments.months > most:
        print(
            say(
                "--months: {months} is too many, {most} at most before {start}.",
                months=arguments.months,
                most=most,
                start=scenario.start,
            ),
            file=sys.stderr,
        )
        return 2
    from simulation.warm_register import warm_register  # here, because the engine takes long to load

    rows = warm_register(scenario, arguments.months, arguments.worlds, arguments.seed)
    return _written(as_csv(rows, arguments.lang), target)


def _written(text: str, target: Path | None) -> int:
    if target is None:
        print(text.removeprefix(MARK), end="")
        return 0
    return write_new(target, text)
