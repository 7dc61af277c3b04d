"""The parser of all commands. It imports nothing that a command computes with, so that help comes at once."""

import argparse

from simulation.commands.arguments import files, handing_over, readings, runs
from simulation.language import LANGUAGES, reader, say

COMMANDS = (
    runs.run,
    runs.afterwards,
    readings.inspect,
    readings.report,
    runs.sweep,
    runs.sensitivity,
    runs.width,
    runs.plan,
    runs.value,
    readings.compare,
    readings.query,
    handing_over.export,
    handing_over.pack,
    readings.changes,
    readings.score,
    runs.backtest,
    readings.chart,
    handing_over.brief,
    runs.calibrate,
    files.check,
    files.show,
    files.init,
    files.new,
    files.register,
    files.schema,
)
"""The commands in the order in which help lists them; each is named as its module in `simulation.commands`."""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands, in the language of the reader."""
    top = argparse.ArgumentParser(
        prog="essaim", description=str(say("Forecasts how a practice spreads through an administration."))
    )
    commands = top.add_subparsers(dest="command", metavar=say("COMMAND"), required=True)
    for add in COMMANDS:
        add(commands)
    top.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("language of this help"))
    for command in commands.choices.values():
        command.add_argument(
            "--lang",
            choices=LANGUAGES,
            default=reader(),
            help=say("language of all that people read (that of ESSAIM_LANG, else of the system)"),
        )
    return top
