"""The command line `essaim`: parsing only. A command's module is imported when it is chosen."""

import argparse
import importlib
import os
import re
import sys
from collections.abc import Sequence

from simulation.commands.endings import BAD_INPUT, GOOD, INTERRUPTED, RUN_FAILED, tell_ending
from simulation.commands.given import Folders
from simulation.commands.parsing import translated
from simulation.commands.streams import guarded
from simulation.language import LANGUAGES, reader, reading, say
from simulation.language.reader import VARIABLE, language_of
from simulation.scenario.problems import listed

_MOST = 1_000_000
"""Replicates, futures, pairs, months or minutes: more of them nobody means."""


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    top = argparse.ArgumentParser(
        prog="essaim", description=str(say("Forecasts how a practice spreads through an administration."))
    )
    commands = top.add_subparsers(dest="command", metavar=say("COMMAND"), required=True)

    run = commands.add_parser("run", help=say("run scenarios and write results with a report"))
    run.add_argument(
        "scenarios", nargs="+", metavar="SCENARIO", help=say("a scenario file, or a name such as reference")
    )
    run.add_argument("--replicates", type=_positive, default=200, metavar="N", help=say("runs a scenario (200)"))
    run.add_argument("--seed", type=_seed, default=1, metavar="S", help=say("seed of all random draws (1)"))
    _computing(run)
    run.add_argument("--best-values", action="store_true", help=say("fix the uncertainties at their best values"))
    run.add_argument(
        "--as-it-is",
        action="store_true",
        help=say("run a scenario although some capacity is never enough, as a point of a sweep"),
    )
    run.add_argument(
        "--posterior",
        default=None,
        metavar=say("DIR"),
        help=say("a folder of `essaim calibrate`: its draws stand in place of the priors"),
    )
    run.add_argument(
        "--rules",
        default=None,
        metavar=say("FILE"),
        help=say("a Python file of rules of one's own, which take part in each month (see docs/own_rule.md)"),
    )
    run.add_argument(
        "--no-value",
        action="store_true",
        help=say("do not look at what single changes would be worth, as is done from 100 replicates on"),
    )
    run.add_argument("--yes", action="store_true", help=say("do not ask before a run that takes long, or much memory"))
    _authored(run)

    afterwards = commands.add_parser(
        "afterwards", help=say("what is left of the active facilitators some time after hires, orders and calls stop")
    )
    afterwards.add_argument("scenario", metavar="SCENARIO", help=say("a scenario file, or a name such as reference"))
    afterwards.add_argument(
        "--stop",
        type=_month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("after this month nothing is hired, ordered or called (the date of the target, else the last month)"),
    )
    afterwards.add_argument(
        "--later", type=_positive, default=24, metavar="N", help=say("look so many months later (24)")
    )
    afterwards.add_argument("--replicates", type=_positive, default=200, metavar="N", help=say("runs (200)"))
    afterwards.add_argument("--seed", type=_seed, default=1, metavar="S", help=say("seed of all random draws (1)"))
    _computing(afterwards)

    inspect = commands.add_parser("inspect", help=say("replay one run and list its agents, groups and genealogy"))
    inspect.add_argument("directory", metavar=say("DIR"), help=say("a folder of results"))
    inspect.add_argument("--replicate", type=_whole, required=True, metavar="R", help=say("which replicate, from 0"))
    inspect.add_argument(
        "--rules",
        default=None,
        metavar=say("FILE"),
        help=say("the file of rules with which it was run; what lies in DIR is never executed"),
    )
    inspect.add_argument("--all", action="store_true", help=say("list everything, not only the first of each"))

    report = commands.add_parser(
        "report",
        help=say("write the report of a forecast or a sweep again; of several forecasts, one that compares them"),
    )
    report.add_argument(
        "directories",
        nargs="+",
        action=Folders,
        metavar=say("DIR"),
        help=say("folders of results, at most 10 to compare"),
    )
    report.add_argument(
        "--each", action="store_true", help=say("write report.html into each folder instead of comparing")
    )
    report.add_argument(
        "--out", default=None, metavar=say("FILE"),
        help=say("the file (of one folder: report.html in it; of several: comparison.html beside the " "first)"),
    )  # fmt: skip
    report.add_argument(
        "--measure", default=None, metavar=say("NAME"), help=say("of a sweep: the measure that it looks at")
    )
    report.add_argument(
        "--month", default=None, metavar=say("YYYY-MM"), help=say("of a sweep: the month, the end of a period kept")
    )
    _authored(report)
    report.add_argument(
        "--actuals",
        default=None,
        metavar=say("FILE"),
        help=say(
            "what was counted before the forecast and since (date,measure,value,precision,source): "
            "kept with the results, and drawn into the forecast of active facilitators"
        ),
    )

    sweep = commands.add_parser("sweep", help=say("run many points: what varies, by which design, is in a file"))
    sweep.add_argument("file", metavar=say("FILE"), help=say("a sweep file, or a name such as training_capacity"))
    _computing(sweep)
    sweep.add_argument(
        "--rules",
        default=None,
        metavar=say("FILE"),
        help=say("a Python file of rules of one's own, which take part in each month of all points"),
    )
    sweep.add_argument("--yes", action="store_true", help=say("do not ask before a long sweep"))
    sweep.add_argument("--dry-run", action="store_true", help=say("only say what it would take"))
    sweep.add_argument(
        "--point",
        type=_whole,
        default=None,
        metavar="N",
        help=say(
            "only print the scenario of a point; FILE may then be the folder of a sweep, too, and "
            "--out the file to write it to"
        ),
    )

    sensitivity = commands.add_parser("sensitivity", help=say("which of the settings that a sweep varies matter most"))
    sensitivity.add_argument("file", metavar=say("FILE"), help=say("a sweep file, or a name such as training_capacity"))
    sensitivity.add_argument(
        "--measure",
        default="active_facilitators",
        metavar=say("NAME"),
        help=say("what is looked at (active_facilitators): a measure that the sweep keeps"),
    )
    sensitivity.add_argument(
        "--month", type=_month, default=None, metavar=say("YYYY-MM"), help=say("by this month (the last)")
    )
    sensitivity.add_argument("--trajectories", type=_positive, default=20, metavar="N", help=say("of Morris (20)"))
    sensitivity.add_argument(
        "--samples",
        type=_positive,
        default=256,
        metavar="N",
        help=say("of Sobol, a power of two; each takes a point for each of at most ten factors and two more (256)"),
    )
    sensitivity.add_argument("--replicates", type=_positive, default=4, metavar="N", help=say("runs a point (4)"))
    _computing(sensitivity)
    sensitivity.add_argument("--yes", action="store_true", help=say("do not ask before a long analysis"))

    width = commands.add_parser(
        "width", help=say("what the width of a forecast is made of, and which assumption is most worth measuring")
    )
    width.add_argument("scenario", metavar="SCENARIO", help=say("a scenario file, or a name such as reference"))
    width.add_argument(
        "--measure",
        action="append",
        default=[],
        metavar=say("NAME"),
        help=say(
            "look at this measure too, besides that of the target (active_facilitators); may be given several times"
        ),
    )
    width.add_argument(
        "--futures",
        type=_positive,
        default=4096,
        metavar="N",
        help=say("futures with all assumptions drawn, for shares and narrowings (4096)"),
    )
    width.add_argument(
        "--samples",
        type=_positive,
        default=256,
        metavar="N",
        help=say(
            "rows of Sobol's design, for interactions, a power of two; each takes a point for each "
            "of at most ten assumptions and two more (256)"
        ),
    )
    width.add_argument("--replicates", type=_positive, default=2, metavar="N", help=say("runs a point (2)"))
    width.add_argument(
        "--seed", type=_seed, default=1, metavar="S", help=say("seed of the design and of all draws (1)")
    )
    _computing(width)
    width.add_argument("--yes", action="store_true", help=say("do not ask before a long analysis"))

    plan = commands.add_parser(
        "plan", help=say("from targets and what may be decided to a calendar that holds on fresh runs, at least cost")
    )
    plan.add_argument("plan", metavar="PLAN", help=say("a plan file, or a name such as reference_target"))
    _computing(plan)
    plan.set_defaults(out="plan")
    plan.add_argument(
        "--budget-minutes",
        type=_positive,
        default=None,
        metavar="M",
        help=say(
            "look at no further neighbours of the plan after so many minutes; at which run that was "
            "is noted, and kept to"
        ),
    )
    plan.add_argument("--yes", action="store_true", help=say("do not ask before a long search"))
    plan.add_argument("--dry-run", action="store_true", help=say("only say what it will take"))

    value = commands.add_parser("value", help=say("what one more is worth (days, trainers, calls, money …), and where"))
    value.add_argument("scenario", metavar="SCENARIO", help=say("a scenario file, or a name such as reference"))
    value.add_argument(
        "--pairs",
        "--replicates",
        type=_positive,
        default=400,
        metavar="N",
        dest="pairs",
        help=say("pairs of futures, with and without each change (400); by place as many as the time allows"),
    )
    value.add_argument(
        "--by",
        type=_names,
        default=(),
        metavar="region,quarter",
        help=say(
            "where and when one more is placed: region, or region,year, or region,quarter for the "
            "quarters of the best years"
        ),
    )
    value.add_argument(
        "--measure",
        default=None,
        metavar=say("NAME"),
        help=say("what counts (that of the target, else active_facilitators)"),
    )
    value.add_argument(
        "--month",
        type=_month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("by this month (that of the target, else the last)"),
    )
    value.add_argument(
        "--budget-minutes",
        type=_minutes,
        default=10.0,
        metavar="M",
        help=say("with --by: begin no further step after so many minutes (10)"),
    )
    value.add_argument("--seed", type=_seed, default=1, metavar="S", help=say("seed of all draws (1)"))
    _computing(value)
    value.add_argument("--csv", default=None, metavar=say("FILE"), help=say("write the whole table to a file, too"))

    compare = commands.add_parser(
        "compare",
        help=say(
            "paired differences of forecasts, or of points of a sweep: people, euros, full-time "
            "equivalents, by region and quarter"
        ),
    )
    compare.add_argument(
        "sides",
        nargs="+",
        action=Folders,
        metavar=say("SIDE"),
        help=say("DIR of a run, or DIR:POINT of a sweep; the first is the base that the others are compared with"),
    )
    compare.add_argument(
        "--base",
        default=None,
        metavar=say("NAME"),
        help=say("compare with this side instead: its title, its scenario or its folder"),
    )
    compare.add_argument("--all-pairs", action="store_true", help=say("compare each side with each other"))
    compare.add_argument(
        "--measure",
        action="append",
        metavar=say("NAME"),
        help=say(
            "what is compared instead of what planners usually ask; several with commas, or given "
            "again; see results/README.md"
        ),
    )
    compare.add_argument(
        "--by",
        default=None,
        metavar=say("PLACE,PERIOD"),
        help=say("a line for each region, and for each month, quarter or year: region, quarter, or region,quarter"),
    )
    compare.add_argument(
        "--month", "--at", type=_month, default=None, metavar=say("YYYY-MM"), help=say("by this month (the last)")
    )
    compare.add_argument(
        "--csv",
        default=None,
        metavar=say("FILE"),
        help=say("write the whole table to a file, too; in French with semicolons and decimal commas"),
    )
    compare.add_argument(
        "--to", default=None, metavar=say("FILE.html"), help=say("write a page that compares forecasts, too")
    )

    query = commands.add_parser("query", help=say("ask the tables of a forecast or a sweep in SQL; nothing is changed"))
    query.add_argument("directory", metavar=say("DIR"), help=say("a folder of results"))
    query.add_argument("query", nargs="?", metavar="SELECT", help=say('such as "SELECT month, avg(trainers) FROM …"'))
    query.add_argument(
        "--schema", action="store_true", help=say("print the tables and their columns, with unit and label")
    )
    query.add_argument("--to", default=None, metavar=say("FILE"), help=say("write the answer: .csv, .json or .parquet"))

    export = commands.add_parser("export", help=say("hand forecasts over: tables for planning, workforce and budget"))
    export.add_argument(
        "results",
        nargs="+",
        action=Folders,
        metavar=say("RESULTS"),
        help=say("folders of forecasts; the first is the baseline"),
    )
    export.add_argument("--to", required=True, metavar=say("DIR"), help=say("the folder to write, or to renew"))
    export.add_argument(
        "--base", default=None, metavar=say("NAME"), help=say("the baseline, if not the first: its scenario or folder")
    )
    export.add_argument("--xlsx", action="store_true", help=say("a workbook, too"))
    export.add_argument(
        "--package", action="store_true", help=say("a Data Package: CSV for machines, Parquet, schemas")
    )
    export.add_argument("--hub", action="store_true", help=say("model output in the shape of the Hubverse, too"))
    export.add_argument("--ics", action="store_true", help=say("a calendar of the likely courses, too"))
    export.add_argument(
        "--every",
        choices=("month", "quarter", "year"),
        default="quarter",
        help=say("periods of forecast and capacity plan (quarter)"),
    )
    export.add_argument(
        "--suppress-below",
        type=_whole,
        default=0,
        metavar="N",
        help=say("leave out counts of persons above 0 and below N (none)"),
    )

    pack = commands.add_parser(
        "pack", help=say("all that a third party needs to repeat a forecast to the bit, in one archive")
    )
    pack.add_argument("results", metavar=say("RESULTS"), help=say("a folder of results"))
    way = pack.add_mutually_exclusive_group(required=True)
    way.add_argument("--to", default=None, metavar="FILE.zip", help=say("write the archive"))
    way.add_argument(
        "--verify",
        default=None,
        metavar=say("FILE"),
        help=say("say whether RESULTS has the numbers of this archive, or tables.csv"),
    )

    changes = commands.add_parser("changes", help=say("what moved since the last publication, and why"))
    changes.add_argument("old", metavar=say("OLD"), help=say("a folder of results"))
    changes.add_argument("new", metavar=say("NEW"), help=say("a later one"))
    changes.add_argument(
        "--measure",
        default="active_facilitators",
        metavar=say("NAME"),
        help=say("what is compared (active_facilitators); see results/README.md"),
    )
    changes.add_argument(
        "--month", type=_month, default=None, metavar=say("YYYY-MM"), help=say("by this month (the last)")
    )
    changes.add_argument("--csv", default=None, metavar=say("FILE"), help=say("write the table to a file, too"))

    score = commands.add_parser("score", help=say("how good a forecast was, once it is known what came"))
    score.add_argument(
        "results",
        metavar=say("RESULTS"),
        help=say("a folder of results, a stored forecast, or a case that has one, such as carpentries"),
    )
    score.add_argument(
        "actuals", metavar=say("ACTUALS.csv"), help=say("what came: date,measure,over,value,precision,source")
    )
    score.add_argument(
        "--history",
        default=None,
        metavar=say("FILE.csv"),
        help=say(
            "what was known before, in the same columns, for the forecasts it is compared with (what "
            "the forecast was fitted to)"
        ),
    )
    score.add_argument(
        "--to", default=None, metavar=say("FILE"), help=say("write the table: .csv, or .json with each value")
    )

    backtest = commands.add_parser(
        "backtest", help=say("fit a case up to several months, forecast the rest, score that")
    )
    backtest.add_argument(
        "case", metavar=say("CASE"), help=say("a case file, a folder with a case.yaml, or a name such as carpentries")
    )
    backtest.add_argument(
        "--until",
        nargs="+",
        type=_month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("cut-off months (all with observations, but the first and the last)"),
    )
    backtest.add_argument("--replicates", type=_positive, default=200, metavar="N", help=say("runs a forecast (200)"))
    backtest.add_argument(
        "--workers", type=_positive, default=_cores(), metavar="W", help=say("worker processes (all cores)")
    )
    backtest.add_argument(
        "--out", default="results", metavar=say("DIR"), help=say("folder for calibrations and runs (results)")
    )
    backtest.add_argument(
        "--to", default=None, metavar=say("FILE.csv"), help=say("write what was forecast of each value")
    )
    backtest.add_argument(
        "--forecast",
        default=None,
        metavar=say("DIR"),
        help=say(
            "instead: fit everything observed, and store the forecast to the scenario's end as a "
            "small folder for `essaim score`"
        ),
    )

    chart = commands.add_parser("chart", help=say("save one chart of results as a page, data or a picture"))
    chart.add_argument(
        "name", nargs="?", metavar=say("NAME"), help=say("which chart; without it, the charts are listed")
    )
    chart.add_argument("directory", nargs="?", metavar=say("DIR"), help=say("a folder of results"))
    chart.add_argument(
        "--to", metavar=say("FILE"), help=say("file to write: .html, .csv, .json (Plotly), .png, .svg or .pdf")
    )
    chart.add_argument("--list", action="store_true", help=say("list the charts, each with its question"))
    chart.add_argument("--width", type=_pixels, metavar="N", help=say("width in pixels (1000 for a picture)"))
    chart.add_argument("--height", type=_pixels, metavar="N", help=say("height in pixels (what the chart needs)"))
    chart.add_argument("--dark", action="store_true", help=say("on a dark background"))

    brief = commands.add_parser("brief", help=say("two pages of a forecast for those who decide, as PDF or as a page"))
    brief.add_argument("results", metavar=say("RESULTS"), help=say("a folder of results"))
    brief.add_argument(
        "--to", required=True, metavar=say("FILE"), help=say("file to write: .pdf (two pages A4) or .html")
    )

    calibrate = commands.add_parser(
        "calibrate", help=say("which values of the uncertainties agree with what was observed")
    )
    calibrate.add_argument(
        "case", metavar=say("CASE"), help=say("a case file, a folder with a case.yaml, or a name such as carpentries")
    )
    _computing(calibrate)
    calibrate.add_argument(
        "--seed", type=_seed, default=None, metavar="S", help=say("seed of all draws (that of the case)")
    )
    calibrate.add_argument(
        "--population",
        type=_positive,
        default=None,
        metavar="N",
        help=say("draws kept of each generation (that of the case)"),
    )
    calibrate.add_argument(
        "--generations",
        type=_positive,
        default=None,
        metavar="G",
        help=say("how often the draws come closer (that of the case)"),
    )
    calibrate.add_argument(
        "--until",
        type=_month,
        default=None,
        metavar=say("YYYY-MM"),
        help=say("fit observations up to this month only (fit_until of the case)"),
    )

    check = commands.add_parser("check", help=say("say everything that is wrong with scenario files"))
    check.add_argument(
        "files", nargs="+", metavar=say("FILE"), help=say("a scenario file, or a name such as reference")
    )

    show = commands.add_parser("show", help=say("print a scenario in full, with unit and source of each figure"))
    show.add_argument("file", metavar=say("FILE"), help=say("a scenario file, or a name such as reference"))
    show.add_argument(
        "--out", default=None, metavar=say("FILE"), help=say("write it to this file instead of printing it")
    )

    init = commands.add_parser("init", help=say("make a folder to begin with: a scenario, a sweep, a plan, a README"))
    init.add_argument("folder", metavar=say("FOLDER"), help=say("the folder; it may be there, the files may not"))

    new = commands.add_parser("new", help=say("write a commented scenario file that builds on another"))
    new.add_argument("name", metavar=say("NAME"), help=say("title of the new scenario"))
    new.add_argument("--from", dest="parent", required=True, metavar=say("FILE"), help=say("the scenario it builds on"))
    new.add_argument(
        "--out",
        default=None,
        metavar=say("DIR"),
        help=say("folder of the new file (that of its parent; scenarios if the parent is of the library)"),
    )

    register = commands.add_parser("register", help=say("registers: the network as it is, counted by state and place"))
    register.add_argument(
        "scenario",
        nargs="?",
        default="reference",
        metavar="SCENARIO",
        help=say("whose network, regions and administrations (reference)"),
    )
    kind = register.add_mutually_exclusive_group(required=True)
    kind.add_argument(
        "--template",
        action="store_true",
        help=say("an empty register in CSV, to be filled in and named in initial.register"),
    )
    kind.add_argument(
        "--warm",
        action="store_true",
        help=say(
            "the network after some months of today's practice: who waits, is in training or meets, "
            "beside the scenario's persons"
        ),
    )
    register.add_argument(
        "--months", type=_positive, default=36, metavar="N", help=say("with --warm: so many months (36)")
    )
    register.add_argument(
        "--worlds", type=_positive, default=40, metavar="N", help=say("with --warm: the mean of so many futures (40)")
    )
    register.add_argument("--seed", type=_seed, default=1, metavar="S", help=say("with --warm: seed of all draws (1)"))
    register.add_argument(
        "--out", default=None, metavar=say("FILE"), help=say("write it to this file instead of printing it")
    )

    schema = commands.add_parser("schema", help=say("print the JSON Schema of scenario files, for editors"))
    schema.add_argument("--out", default=None, metavar=say("FILE"), help=say("write it to this file instead"))
    for command in (afterwards, value, calibrate, backtest):
        command.add_argument("--yes", action="store_true", help=say("do not ask before what takes long"))
    top.add_argument("--lang", choices=LANGUAGES, default=argparse.SUPPRESS, help=say("language of this help"))
    for command in commands.choices.values():
        command.add_argument(
            "--lang",
            choices=LANGUAGES,
            default=reader(),
            help=say("language of all that people read (that of ESSAIM_LANG, else of the system)"),
        )
    for command in (sensitivity, width, value, calibrate, backtest):
        command.add_argument("--rules", type=_without_rules, help=argparse.SUPPRESS)
    return top


def _authored(command: argparse.ArgumentParser) -> None:
    """Who made a page, which says so."""
    command.add_argument(
        "--author",
        default=os.environ.get("ESSAIM_AUTHOR", ""),
        metavar=say("NAME"),
        help=say("who made it, as the report shall say and be cited (what ESSAIM_AUTHOR says, else nobody)"),
    )


def _computing(command: argparse.ArgumentParser) -> None:
    """What all commands that make many runs understand."""
    command.add_argument(
        "--workers", type=_positive, default=_cores(), metavar="W", help=say("worker processes (all cores)")
    )
    command.add_argument(
        "--cluster",
        default=None,
        metavar=say("ADDRESS"),
        help=say(
            "run on a Dask cluster instead: tcp://HOST:PORT, file:SCHEDULER.json, or local:N, which "
            "starts one with N workers"
        ),
    )
    command.add_argument(
        "--out",
        default="results",
        metavar=say("DIR"),
        help=say("folder for the results (results), or a URL of object storage such as s3://BUCKET/NAME"),
    )
    command.add_argument("--time-limit", type=_positive, default=None, metavar="S", help=say("seconds a run may take"))


def _without_rules(_: str) -> None:
    raise argparse.ArgumentTypeError(
        say(
            "rules of one's own go with essaim run and essaim sweep; this command makes thousands of "
            "runs, for which the Mesa model that takes such rules is too slow"
        )
    )


def _whole(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else -1
    if number < 0:
        raise argparse.ArgumentTypeError(
            say("must be a whole number from 0 to {most:,}, not {text!r}", most=10**10 - 1, text=text[:20])
        )
    return number


def _positive(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 10 else 0
    if not 1 <= number <= _MOST:
        raise argparse.ArgumentTypeError(
            say("must be a whole number from 1 to {most:,}, not {text!r}", most=_MOST, text=text[:20])
        )
    return number


def _month(text: str) -> str:
    if not re.fullmatch(r"(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])", text):
        raise argparse.ArgumentTypeError(
            say("must be a month from 1900-01 to 2200-12, such as 2028-12, not {text!r}", text=text)
        )
    return text


def _names(text: str) -> tuple[str, ...]:
    return tuple(one.strip() for one in text.split(",") if one.strip())


def _minutes(text: str) -> float:
    try:
        minutes = float(text)
    except ValueError:
        minutes = -1.0
    if not 0 <= minutes <= 100_000:
        raise argparse.ArgumentTypeError(say("must be a number of minutes, such as 10, not {text!r}", text=text))
    return minutes


def _pixels(text: str) -> int:
    number = _positive(text)
    if not 320 <= number <= 10_000:
        raise argparse.ArgumentTypeError(say("must be from 320 to 10000 pixels, not {text}", text=text))
    return number


def _seed(text: str) -> int:
    number = _whole(text)
    if number >= 2**32:
        raise argparse.ArgumentTypeError(say("must be below 2^32 = {value}, not {text}", value=2**32, text=text))
    return number


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


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
