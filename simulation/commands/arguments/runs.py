"""What the commands that make many runs understand."""

from simulation.commands.arguments import kinds
from simulation.commands.arguments.shared import (
    Commands,
    add_authored,
    add_case,
    add_computing,
    add_count,
    add_file,
    add_measure,
    add_month,
    add_scenario,
    add_seed,
    add_workers,
    add_yes,
    refuse_rules,
)
from simulation.language import say


def run(commands: Commands) -> None:
    command = commands.add_parser("run", help=say("run scenarios and write results with a report"))
    command.add_argument(
        "scenarios", nargs="+", metavar="SCENARIO", help=say("a scenario file, or a name such as reference")
    )
    add_count(command, "--replicates", say("runs a scenario (200)"), 200)
    add_seed(command, say("seed of all random draws (1)"))
    add_computing(command)
    command.add_argument("--best-values", action="store_true", help=say("fix the uncertainties at their best values"))
    command.add_argument(
        "--as-it-is",
        action="store_true",
        help=say("run a scenario although some capacity is never enough, as a point of a sweep"),
    )
    command.add_argument(
        "--posterior",
        default=None,
        metavar=say("DIR"),
        help=say("a folder of `essaim calibrate`: its draws stand in place of the priors"),
    )
    add_file(
        command,
        "--rules",
        say("a Python file of rules of one's own, which take part in each month (see docs/own_rule.md)"),
    )
    command.add_argument(
        "--no-value",
        action="store_true",
        help=say("do not look at what single changes would be worth, as is done from 100 replicates on"),
    )
    add_yes(command, say("do not ask before a run that takes long, or much memory"))
    add_authored(command)


def afterwards(commands: Commands) -> None:
    command = commands.add_parser(
        "afterwards", help=say("what is left of the active facilitators some time after hires, orders and calls stop")
    )
    add_scenario(command)
    command.add_argument(
        "--stop",
        type=kinds.month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("after this month nothing is hired, ordered or called (the date of the target, else the last month)"),
    )
    add_count(command, "--later", say("look so many months later (24)"), 24)
    add_count(command, "--replicates", say("runs (200)"), 200)
    add_seed(command, say("seed of all random draws (1)"))
    add_computing(command)
    add_yes(command, say("do not ask before what takes long"))


def sweep(commands: Commands) -> None:
    command = commands.add_parser("sweep", help=say("run many points: what varies, by which design, is in a file"))
    command.add_argument("file", metavar=say("FILE"), help=say("a sweep file, or a name such as training_capacity"))
    add_computing(command)
    add_file(
        command, "--rules", say("a Python file of rules of one's own, which take part in each month of all points")
    )
    add_yes(command, say("do not ask before a long sweep"))
    command.add_argument("--dry-run", action="store_true", help=say("only say what it would take"))
    command.add_argument(
        "--point",
        type=kinds.whole,
        default=None,
        metavar="N",
        help=say(
            "only print the scenario of a point; FILE may then be the folder of a sweep, too, and "
            "--out the file to write it to"
        ),
    )


def sensitivity(commands: Commands) -> None:
    command = commands.add_parser("sensitivity", help=say("which of the settings that a sweep varies matter most"))
    command.add_argument("file", metavar=say("FILE"), help=say("a sweep file, or a name such as training_capacity"))
    add_measure(
        command, say("what is looked at (active_facilitators): a measure that the sweep keeps"), "active_facilitators"
    )
    add_month(command, say("by this month (the last)"))
    add_count(command, "--trajectories", say("of Morris (20)"), 20)
    add_count(
        command,
        "--samples",
        say("of Sobol, a power of two; each takes a point for each of at most ten factors and two more (256)"),
        256,
    )
    add_count(command, "--replicates", say("runs a point (4)"), 4)
    add_computing(command)
    add_yes(command, say("do not ask before a long analysis"))
    refuse_rules(command)


def width(commands: Commands) -> None:
    command = commands.add_parser(
        "width", help=say("what the width of a forecast is made of, and which assumption is most worth measuring")
    )
    add_scenario(command)
    command.add_argument(
        "--measure",
        action="append",
        default=[],
        metavar=say("NAME"),
        help=say(
            "look at this measure too, besides that of the target (active_facilitators); may be given several times"
        ),
    )
    add_count(command, "--futures", say("futures with all assumptions drawn, for shares and narrowings (4096)"), 4096)
    add_count(
        command,
        "--samples",
        say(
            "rows of Sobol's design, for interactions, a power of two; each takes a point for each "
            "of at most ten assumptions and two more (256)"
        ),
        256,
    )
    add_count(command, "--replicates", say("runs a point (2)"), 2)
    add_seed(command, say("seed of the design and of all draws (1)"))
    add_computing(command)
    add_yes(command, say("do not ask before a long analysis"))
    refuse_rules(command)


def plan(commands: Commands) -> None:
    command = commands.add_parser(
        "plan", help=say("from targets and what may be decided to a calendar that holds on fresh runs, at least cost")
    )
    command.add_argument("plan", metavar="PLAN", help=say("a plan file, or a name such as reference_target"))
    add_computing(command)
    command.set_defaults(out="plan")
    command.add_argument(
        "--budget-minutes",
        type=kinds.positive,
        default=None,
        metavar="M",
        help=say(
            "look at no further neighbours of the plan after so many minutes; at which run that was "
            "is noted, and kept to"
        ),
    )
    add_yes(command, say("do not ask before a long search"))
    command.add_argument("--dry-run", action="store_true", help=say("only say what it will take"))


def value(commands: Commands) -> None:
    command = commands.add_parser(
        "value", help=say("what one more is worth (days, trainers, calls, money …), and where")
    )
    add_scenario(command)
    command.add_argument(
        "--pairs",
        "--replicates",
        type=kinds.positive,
        default=400,
        metavar="N",
        dest="pairs",
        help=say("pairs of futures, with and without each change (400); by place as many as the time allows"),
    )
    command.add_argument(
        "--by",
        type=kinds.names,
        default=(),
        metavar="region,quarter",
        help=say(
            "where and when one more is placed: region, or region,year, or region,quarter for the "
            "quarters of the best years"
        ),
    )
    add_measure(command, say("what counts (that of the target, else active_facilitators)"))
    add_month(command, say("by this month (that of the target, else the last)"))
    command.add_argument(
        "--budget-minutes",
        type=kinds.minutes,
        default=10.0,
        metavar="M",
        help=say("with --by: begin no further step after so many minutes (10)"),
    )
    add_seed(command, say("seed of all draws (1)"))
    add_computing(command)
    add_file(command, "--csv", say("write the whole table to a file, too"))
    add_yes(command, say("do not ask before what takes long"))
    refuse_rules(command)


def backtest(commands: Commands) -> None:
    command = commands.add_parser(
        "backtest", help=say("fit a case up to several months, forecast the rest, score that")
    )
    add_case(command)
    command.add_argument(
        "--until",
        nargs="+",
        type=kinds.month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("cut-off months (all with observations, but the first and the last)"),
    )
    add_count(command, "--replicates", say("runs a forecast (200)"), 200)
    add_workers(command)
    command.add_argument(
        "--out", default="results", metavar=say("DIR"), help=say("folder for calibrations and runs (results)")
    )
    command.add_argument(
        "--to", default=None, metavar=say("FILE.csv"), help=say("write what was forecast of each value")
    )
    command.add_argument(
        "--forecast",
        default=None,
        metavar=say("DIR"),
        help=say(
            "instead: fit everything observed, and store the forecast to the scenario's end as a "
            "small folder for `essaim score`"
        ),
    )
    add_yes(command, say("do not ask before what takes long"))
    refuse_rules(command)


def calibrate(commands: Commands) -> None:
    command = commands.add_parser(
        "calibrate", help=say("which values of the uncertainties agree with what was observed")
    )
    add_case(command)
    add_computing(command)
    add_seed(command, say("seed of all draws (that of the case)"), None)
    add_count(command, "--population", say("draws kept of each generation (that of the case)"), None)
    command.add_argument(
        "--generations",
        type=kinds.positive,
        default=None,
        metavar="G",
        help=say("how often the draws come closer (that of the case)"),
    )
    command.add_argument(
        "--until",
        type=kinds.month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("fit observations up to this month only (fit_until of the case)"),
    )
    add_yes(command, say("do not ask before what takes long"))
    refuse_rules(command)
