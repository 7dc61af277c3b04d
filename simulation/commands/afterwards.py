"""`essaim afterwards`: what is left of the active facilitators some time after hires, orders and calls stop."""

from argparse import Namespace
from pathlib import Path

from simulation.commands.computing import pool_for, tell, tell_stopped
from simulation.commands.confirming import agreed_to
from simulation.commands.endings import BAD_INPUT, GOOD, RUN_FAILED
from simulation.outcomes.afterwards import Left, left
from simulation.outcomes.results import Results
from simulation.runs.display import displayed
from simulation.runs.estimate import size_of
from simulation.runs.forecast import forecast_of
from simulation.runs.running import run_request
from simulation.scenario.loading import load_scenario
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import Scenario
from simulation.scenario.stopping import stopped_after


def main(arguments: Namespace) -> int:
    """Run the scenario in which all stops at a month, and say what changes; exit codes as of `essaim run`."""
    scenario = load_scenario(arguments.scenario)
    month = arguments.stop or _date_of_target(scenario)
    stopped = stopped_after(scenario, month, arguments.later)
    name = f"{Path(arguments.scenario).stem}-stopped"
    try:
        forecast = forecast_of(stopped, arguments.replicates, arguments.seed, arguments.out, name=name)
        if not agreed_to([(name, size_of(forecast, arguments.workers))], arguments.yes):
            return BAD_INPUT
        with pool_for(arguments) as pool, displayed(name) as show:
            results = run_request(forecast, progress=show, limit=arguments.time_limit, pool=pool)
    except KeyboardInterrupt:
        return tell_stopped(arguments.out)
    found = what_is_left(results, month, arguments.later)
    tell([*results.notices, *filter(None, [found.caution(arguments.lang)])])
    print(found.sentence(arguments.lang))
    print(results.folder)
    return RUN_FAILED if results.manifest["failed"] else GOOD


def what_is_left(results: Results, month: str, later: int) -> Left:
    """The change of active facilitators from the end of a month on, of a run in which all stops then."""
    active = results.national("active_facilitators")["active_facilitators"]
    at = results.frame.position_of(month)
    return left(active[:, at], active[:, at + later], month, later)


def _date_of_target(scenario: Scenario) -> str:
    return scenario.end if scenario.target is None else min(scenario.target.month, scenario.end, key=month_number)
