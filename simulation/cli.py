"""The command line `essaim`: parsing only. A command's module is imported when it is chosen."""

import importlib
import sys
from collections.abc import Sequence

from simulation.commands.arguments.parser import parser
from simulation.commands.endings import BAD_INPUT, GOOD, INTERRUPTED, RUN_FAILED, tell_ending
from simulation.commands.parsing import translated
from simulation.commands.streams import guarded
from simulation.language import LANGUAGES, reading, say
from simulation.language.reader import VARIABLE, language_of
from simulation.scenario.problems import listed


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; 0 good, 1 a run failed, 2 bad input, 130 interrupted; `commands.endings` has the table."""
    given = sys.argv[1:] if arguments is None else arguments
    try:
        language = language_of(given)
    except ValueError as error:
        known = listed(LANGUAGES)
        print(
            say("{variable} must be {known}, not {wanted!r}", variable=VARIABLE, known=known, wanted=error),
            file=sys.stderr,
        )
        return BAD_INPUT
    with reading(language), guarded() as lost:
        with translated():
            chosen = parser().parse_args(given)
        from simulation.scenario.assumptions import begin_telling

        begin_telling()
        try:
            command = importlib.import_module(f"simulation.commands.{chosen.command}")
            code = command.main(chosen) or GOOD
        except (Exception, KeyboardInterrupt) as error:
            code = tell_ending(error)
    return code or (RUN_FAILED if lost else GOOD)


__all__ = ["BAD_INPUT", "GOOD", "INTERRUPTED", "RUN_FAILED", "main", "parser"]

if __name__ == "__main__":
    sys.exit(main())
