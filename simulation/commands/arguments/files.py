"""What the commands for scenario files and registers understand."""

from simulation.commands.arguments.shared import Commands, add_count, add_file, add_seed
from simulation.language import say


def check(commands: Commands) -> None:
    command = commands.add_parser("check", help=say("say everything that is wrong with scenario files"))
    command.add_argument(
        "files", nargs="+", metavar=say("FILE"), help=say("a scenario file, or a name such as reference")
    )


def show(commands: Commands) -> None:
    command = commands.add_parser("show", help=say("print a scenario in full, with unit and source of each figure"))
    command.add_argument("file", metavar=say("FILE"), help=say("a scenario file, or a name such as reference"))
    add_file(command, "--out", say("write it to this file instead of printing it"))


def init(commands: Commands) -> None:
    command = commands.add_parser(
        "init", help=say("make a folder to begin with: a scenario, a sweep, a plan, a README")
    )
    command.add_argument("folder", metavar=say("FOLDER"), help=say("the folder; it may be there, the files may not"))


def new(commands: Commands) -> None:
    command = commands.add_parser("new", help=say("write a commented scenario file that builds on another"))
    command.add_argument("name", metavar=say("NAME"), help=say("title of the new scenario"))
    command.add_argument(
        "--from", dest="parent", required=True, metavar=say("FILE"), help=say("the scenario it builds on")
    )
    command.add_argument(
        "--out",
        default=None,
        metavar=say("DIR"),
        help=say("folder of the new file (that of its parent; scenarios if the parent is of the library)"),
    )


def register(commands: Commands) -> None:
    command = commands.add_parser("register", help=say("registers: the network as it is, counted by state and place"))
    command.add_argument(
        "scenario",
        nargs="?",
        default="reference",
        metavar="SCENARIO",
        help=say("whose network, regions and administrations (reference)"),
    )
    kind = command.add_mutually_exclusive_group(required=True)
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
    add_count(command, "--months", say("with --warm: so many months (36)"), 36)
    add_count(command, "--worlds", say("with --warm: the mean of so many futures (40)"), 40)
    add_seed(command, say("with --warm: seed of all draws (1)"))
    add_file(command, "--out", say("write it to this file instead of printing it"))


def schema(commands: Commands) -> None:
    command = commands.add_parser("schema", help=say("print the JSON Schema of scenario files, for editors"))
    add_file(command, "--out", say("write it to this file instead"))
