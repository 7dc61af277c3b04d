"""What the commands that hand results over understand."""

from simulation.commands.arguments import kinds
from simulation.commands.arguments.shared import Commands, add_folder
from simulation.commands.given import Folders
from simulation.language import say


def export(commands: Commands) -> None:
    command = commands.add_parser("export", help=say("hand forecasts over: tables for planning, workforce and budget"))
    command.add_argument(
        "results",
        nargs="+",
        action=Folders,
        metavar=say("RESULTS"),
        help=say("folders of forecasts; the first is the baseline"),
    )
    command.add_argument("--to", required=True, metavar=say("DIR"), help=say("the folder to write, or to renew"))
    command.add_argument(
        "--base", default=None, metavar=say("NAME"), help=say("the baseline, if not the first: its scenario or folder")
    )
    command.add_argument("--xlsx", action="store_true", help=say("a workbook, too"))
    command.add_argument(
        "--package", action="store_true", help=say("a Data Package: CSV for machines, Parquet, schemas")
    )
    command.add_argument("--hub", action="store_true", help=say("model output in the shape of the Hubverse, too"))
    command.add_argument("--ics", action="store_true", help=say("a calendar of the likely courses, too"))
    command.add_argument(
        "--every",
        choices=("month", "quarter", "year"),
        default="quarter",
        help=say("periods of forecast and capacity plan (quarter)"),
    )
    command.add_argument(
        "--suppress-below",
        type=kinds.whole,
        default=0,
        metavar="N",
        help=say("leave out counts of persons above 0 and below N (none)"),
    )


def pack(commands: Commands) -> None:
    command = commands.add_parser(
        "pack", help=say("all that a third party needs to repeat a forecast to the bit, in one archive")
    )
    add_folder(command, "results", say("RESULTS"))
    way = command.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", default=None, metavar="FILE.zip", help=say("write the archive"))
    way.add_argument(
        "--verify",
        default=None,
        metavar=say("FILE"),
        help=say("say whether RESULTS has the numbers of this archive, or tables.csv"),
    )


def brief(commands: Commands) -> None:
    command = commands.add_parser(
        "brief", help=say("two pages of a forecast for those who decide, as PDF or as a page")
    )
    add_folder(command, "results", say("RESULTS"))
    command.add_argument(
        "--to", required=True, metavar=say("FILE"), help=say("file to write: .pdf (two pages A4) or .html")
    )
