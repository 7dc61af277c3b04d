"""`essaim plan`: from targets and what may be decided to a calendar that holds on fresh runs."""

import sys
import time
from argparse import Namespace

from simulation.commands.computing import pool_for, tell_stopped
from simulation.commands.endings import BAD_INPUT, GOOD, tell_ending
from simulation.planning.plans.files import read_plan
from simulation.planning.plans.planning import Planning
from simulation.planning.plans.terminal_text import told
from simulation.planning.plans.written import write_plan
from simulation.report.plan import render_plan
from simulation.runs.display import displayed
from simulation.runs.points import PointsError
from simulation.storage.files import not_written
from simulation.storage.storage import storage_at, within


def main(arguments: Namespace) -> int:
    """Search a plan and write it; 0 good (also where nothing reaches the target), 1 runs failed, 2 bad input, 130."""
    read = read_plan(arguments.plan)
    begun = time.monotonic()
    try:
        with pool_for(arguments) as pool:
            planning = Planning(read, arguments.out, pool, displayed, arguments.time_limit, arguments.budget_minutes)
            found = planning.carried_out()
        plan = write_plan(found, arguments.out, time.monotonic() - begun)
        storage_at(arguments.out).write("report.html", render_plan(plan, arguments.lang).encode())
    except PointsError as error:
        print(f"{read.document.file}: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        return tell_ending(not_written(arguments.out, error, kept=True))
    except KeyboardInterrupt:
        return tell_stopped(arguments.out)
    print(told(found, arguments.lang))
    print(within(arguments.out, "scenario.yaml"))
    print(within(arguments.out, "report.html"))
    return GOOD
