"""What the commands that look at results understand."""

from simulation.commands.arguments import kinds
from simulation.commands.arguments.shared import Commands, add_authored, add_file, add_folder, add_measure, add_month
from simulation.commands.given import Folders
from simulation.language import say


def inspect(commands: Commands) -> None:
    command = commands.add_parser("inspect", help=say("replay one run and list its agents, groups and genealogy"))
    add_folder(command, "directory", say("DIR"))
    command.add_argument(
        "--replicate", type=kinds.whole, required=True, metavar="R", help=say("which replicate, from 0")
    )
    add_file(command, "--rules", say("the file of rules with which it was run; what lies in DIR is never executed"))
    command.add_argument("--all", action="store_true", help=say("list everything, not only the first of each"))


def report(commands: Commands) -> None:
    command = commands.add_parser(
        "report",
        help=say("write the report of a forecast or a sweep again; of several forecasts, one that compares them"),
    )
    command.add_argument(
        "directories",
        nargs="+",
        action=Folders,
        metavar=say("DIR"),
        help=say("folders of results, at most 10 to compare"),
    )
    command.add_argument(
        "--each", action="store_true", help=say("write report.html into each folder instead of comparing")
    )
    add_file(
        command,
        "--out",
        say("the file (of one folder: report.html in it; of several: comparison.html beside the first)"),
    )
    add_measure(command, say("of a sweep: the measure that it looks at"))
    command.add_argument(
        "--month", default=None, metavar=say("YYYY-MM"), help=say("of a sweep: the month, the end of a period kept")
    )
    add_authored(command)
    add_file(
        command,
        "--actuals",
        say(
            "what was counted before the forecast and since (date,measure,value,precision,source): "
            "kept with the results, and drawn into the forecast of active facilitators"
        ),
    )


def compare(commands: Commands) -> None:
    command = commands.add_parser(
        "compare",
        help=say(
            "paired differences of forecasts, or of points of a sweep: people, euros, full-time "
            "equivalents, by region and quarter"
        ),
    )
    command.add_argument(
        "sides",
        nargs="+",
        action=Folders,
        metavar=say("SIDE"),
        help=say("DIR of a run, or DIR:POINT of a sweep; the first is the base that the others are compared with"),
    )
    command.add_argument(
        "--base",
        default=None,
        metavar=say("NAME"),
        help=say("compare with this side instead: its title, its scenario or its folder"),
    )
    command.add_argument("--all-pairs", action="store_true", help=say("compare each side with each other"))
    command.add_argument(
        "--measure",
        action="append",
        metavar=say("NAME"),
        help=say(
            "what is compared instead of what planners usually ask; several with commas, or given "
            "again; see results/README.md"
        ),
    )
    command.add_argument(
        "--by",
        default=None,
        metavar=say("PLACE,PERIOD"),
        help=say("a line for each region, and for each month, quarter or year: region, quarter, or region,quarter"),
    )
    add_month(command, say("by this month (the last)"), "--at")
    add_file(
        command, "--csv", say("write the whole table to a file, too; in French with semicolons and decimal commas")
    )
    command.add_argument(
        "--to", default=None, metavar=say("FILE.html"), help=say("write a page that compares forecasts, too")
    )


def query(commands: Commands) -> None:
    command = commands.add_parser(
        "query", help=say("ask the tables of a forecast or a sweep in SQL; nothing is changed")
    )
    add_folder(command, "directory", say("DIR"))
    command.add_argument("query", nargs="?", metavar="SELECT", help=say('such as "SELECT month, avg(trainers) FROM …"'))
    command.add_argument(
        "--schema", action="store_true", help=say("print the tables and their columns, with unit and label")
    )
    add_file(command, "--to", say("write the answer: .csv, .json or .parquet"))


def changes(commands: Commands) -> None:
    command = commands.add_parser("changes", help=say("what moved since the last publication, and why"))
    add_folder(command, "old", say("OLD"))
    command.add_argument("new", metavar=say("NEW"), help=say("a later one"))
    add_measure(command, say("what is compared (active_facilitators); see results/README.md"), "active_facilitators")
    add_month(command, say("by this month (the last)"))
    add_file(command, "--csv", say("write the table to a file, too"))


def score(commands: Commands) -> None:
    command = commands.add_parser("score", help=say("how good a forecast was, once it is known what came"))
    command.add_argument(
        "results",
        metavar=say("RESULTS"),
        help=say("a folder of results, a stored forecast, or a case that has one, such as carpentries"),
    )
    command.add_argument(
        "actuals", metavar=say("ACTUALS.csv"), help=say("what came: date,measure,over,value,precision,source")
    )
    command.add_argument(
        "--history",
        default=None,
        metavar=say("FILE.csv"),
        help=say(
            "what was known before, in the same columns, for the forecasts it is compared with (what "
            "the forecast was fitted to)"
        ),
    )
    add_file(command, "--to", say("write the table: .csv, or .json with each value"))


def chart(commands: Commands) -> None:
    command = commands.add_parser("chart", help=say("save one chart of results as a page, data or a picture"))
    command.add_argument(
        "name", nargs="?", metavar=say("NAME"), help=say("which chart; without it, the charts are listed")
    )
    command.add_argument("directory", nargs="?", metavar=say("DIR"), help=say("a folder of results"))
    command.add_argument(
        "--to", metavar=say("FILE"), help=say("file to write: .html, .csv, .json (Plotly), .png, .svg or .pdf")
    )
    command.add_argument("--list", action="store_true", help=say("list the charts, each with its question"))
    command.add_argument("--width", type=kinds.pixels, metavar="N", help=say("width in pixels (1000 for a picture)"))
    command.add_argument(
        "--height", type=kinds.pixels, metavar="N", help=say("height in pixels (what the chart needs)")
    )
    command.add_argument("--dark", action="store_true", help=say("on a dark background"))
