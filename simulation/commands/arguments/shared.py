"""Arguments that several commands take, each described once."""

import argparse
import os

from simulation.commands.arguments import kinds
from simulation.language import say

type Command = argparse.ArgumentParser
type Commands = argparse._SubParsersAction[argparse.ArgumentParser]


def add_scenario(command: Command) -> None:
    """The scenario that a command runs, and only this one."""
    command.add_argument("scenario", metavar="SCENARIO", help=say("a scenario file, or a name such as reference"))


def add_case(command: Command) -> None:
    """A case: a scenario with what was observed of it."""
    command.add_argument(
        "case", metavar=say("CASE"), help=say("a case file, a folder with a case.yaml, or a name such as carpentries")
    )


def add_folder(command: Command, name: str, metavar: str) -> None:
    """One folder of results."""
    command.add_argument(name, metavar=metavar, help=say("a folder of results"))


def add_count(command: Command, option: str, text: str, default: int | None) -> None:
    """A number of runs, futures, pairs or months. default: None for what the case says."""
    command.add_argument(option, type=kinds.positive, default=default, metavar="N", help=text)


def add_seed(command: Command, text: str, default: int | None = 1) -> None:
    """The seed of all draws. default: None for that of the case."""
    command.add_argument("--seed", type=kinds.seed, default=default, metavar="S", help=text)


def add_month(command: Command, text: str, *others: str) -> None:
    """The month that is looked at; None where it is not given. others: what the option is called, too."""
    command.add_argument("--month", *others, type=kinds.month, default=None, metavar=say("YYYY-MM"), help=text)


def add_measure(command: Command, text: str, default: str | None = None) -> None:
    """The measure that is looked at."""
    command.add_argument("--measure", default=default, metavar=say("NAME"), help=text)


def add_file(command: Command, option: str, text: str) -> None:
    """A file; None where it is not given."""
    command.add_argument(option, default=None, metavar=say("FILE"), help=text)


def add_yes(command: Command, text: str) -> None:
    """Not to be asked."""
    command.add_argument("--yes", action="store_true", help=text)


def add_authored(command: Command) -> None:
    """Who made a page, which says so."""
    command.add_argument(
        "--author",
        default=os.environ.get("ESSAIM_AUTHOR", ""),
        metavar=say("NAME"),
        help=say("who made it, as the report shall say and be cited (what ESSAIM_AUTHOR says, else nobody)"),
    )


def add_workers(command: Command) -> None:
    """How many processes make the runs."""
    command.add_argument(
        "--workers", type=kinds.positive, default=kinds.cores(), metavar="W", help=say("worker processes (all cores)")
    )


def add_computing(command: Command) -> None:
    """What all commands that make many runs understand: where they are made, and where they are stored."""
    add_workers(command)
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
    command.add_argument(
        "--time-limit", type=kinds.positive, default=None, metavar="S", help=say("seconds a run may take")
    )


def refuse_rules(command: Command) -> None:
    """Rules of one's own are refused with the reason, not as an option that nobody knows."""
    command.add_argument("--rules", type=kinds.no_rules, help=argparse.SUPPRESS)
