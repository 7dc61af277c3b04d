"""`essaim plan`: from targets and what may be decided to a calendar that holds on fresh runs."""

import sys
import time
from argparse import Namespace

from simulation.charts.language import Language
from simulation.commands.computing import pool_for, tell_stopped
from simulation.commands.confirming import LONG, confirmed
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED, tell_ending
from simulation.commands.pages import page_written
from simulation.language import say
from simulation.planning.plans.estimated import begin, expected, is_begun
from simulation.planning.plans.files import ReadPlan, read_plan
from simulation.planning.plans.handed import called, forecast_for, hand_over, run_forecast
from simulation.planning.plans.planning import Planning
from simulation.planning.plans.written import write_plan
from simulation.report.plan import write_plan_page
from simulation.report.plan_words import told
from simulation.runs.display import displayed
from simulation.runs.forecast import Forecast
from simulation.runs.points import PointsError
from simulation.runs.pool import Pool
from simulation.scenario.problems import Told
from simulation.storage.files import not_written
from simulation.storage.storage import storage_at, within


def main(arguments: Namespace) -> int:
    """Search a plan and write it; 0 good (also where nothing reaches the target), 1 runs failed or something could not
    be written, 2 bad input or not confirmed, 130 interrupted.
    """
    read, storage = read_plan(arguments.plan), storage_at(arguments.out)
    begun = time.monotonic()
    try:
        if arguments.dry_run:
            print(expected(read, arguments.workers).sentence(), file=sys.stderr)
            return GOOD
        if not is_begun(storage, read):
            if not _agreed(arguments, read):
                return BAD_INPUT
            begin(storage, read)
        with pool_for(arguments) as pool:
            plan, forecast = _found(arguments, read, pool)
    except PointsError as error:
        print(f"{read.document.file}: {error}", file=sys.stderr)
        return BAD_INPUT
    except OSError as error:
        return tell_ending(not_written(arguments.out, error, kept=True))
    except KeyboardInterrupt:
        return tell_stopped(arguments.out)
    print(told(plan, Language(arguments.lang)))
    print(
        say("{runs:,} runs, in {seconds:.0f} s.", runs=plan["runs"], seconds=time.monotonic() - begun),
        file=sys.stderr,
    )
    return _shown(arguments, plan, forecast)


def _agreed(arguments: Namespace, read: ReadPlan) -> bool:
    """Says what the search will take; whether that is short, or the person agrees."""
    taken = expected(read, arguments.workers)
    print(taken.sentence(), file=sys.stderr)
    return taken.seconds <= LONG or arguments.yes or confirmed()


def _found(arguments: Namespace, read: ReadPlan, pool: Pool) -> tuple[dict, Forecast]:
    """Searches the plan, runs its forecast and writes it as numbers; what plan.json holds, and the forecast."""
    out, limit = arguments.out, arguments.time_limit
    carried = Planning(read, out, pool, displayed, limit, arguments.budget_minutes).carried_out()
    forecast = forecast_for(carried, out)
    run_forecast(forecast, pool, displayed, limit)
    return write_plan(carried, out, called(forecast)), forecast


def _shown(arguments: Namespace, plan: dict, forecast: Forecast) -> int:
    """Writes the page and what is handed over; says where all is; an exit code."""
    out, code = arguments.out, GOOD
    print(within(out, "scenario.yaml"))
    try:
        print(hand_over(forecast, out, arguments.lang))
    except (Told, OSError) as error:
        code = tell_ending(error, say("the plan is whole, but it cannot be handed over"))
    try:
        page, lost = page_written(lambda: write_plan_page(storage_at(out), arguments.lang))
    except (Told, OSError) as error:
        tell_ending(error, say("the plan is whole, but its page cannot be written"))
        return RUN_FAILED
    print(page)
    return code or lost
