"""Forecasts to hand over: two short runs of the reference's regions, with everything that costs or moves people."""

import atexit
import tempfile
from functools import cache
from pathlib import Path

from simulation.handover.made import Asked, Made, make
from simulation.handover.opened import HandedOver, open_all
from simulation.outcomes.results import Results
from simulation.runs.forecast import run
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario

MONTHS, REPLICATES = 20, 5
"""From March 2026 to October 2027: the first and last quarter and year are cut."""


def lively(**levers) -> Scenario:
    """The reference from March 2026 on, with bought days, hires, trainer courses, remote courses by calendar."""
    plain = plain_scenario(load_scenario("reference"))
    plain |= {"start": "2026-03", "months": MONTHS, "name": "=Lively; a plan, to be handed over"}
    plain["target"] = {"measure": "active_facilitators", "value": 60, "month": "2027-06",
                       "also": [{"measure": "trainers", "value": 8, "month": "2027-06"}]}  # fmt: skip
    trainers = plain["levers"]["trainers"]
    trainers["days_per_month"] = 3.0
    trainers["hired"] = [
        {"place": "Bretagne", "trainers": 2, "from": "2026-05", "until": "2027-04", "days_per_month": 4.0,
         "day_price": 900.0},
        {"place": "national", "trainers": 1, "masters": 1, "from": "2026-09"},
    ]  # fmt: skip
    plain["levers"]["facilitator_courses"] |= {
        "trainers": [{"from": "2026-01", "value": 2}, {"from": "2027-02", "value": 3}],
        "minimum": 3,
    }
    plain["levers"]["trainer_courses"] |= {
        "scheduling": "calendar",
        "minimum": 1,
        "calendar": [{"month": month, "place": "national"} for month in ("2026-11", "2027-05", "2027-09")],
    }
    plain["levers"]["promotion"] |= {"groups": 0, "skill": 0.0, "months": 1}
    plain["levers"]["coordination"]["days_per_month"] = 2.0
    plain["levers"] |= {"budget": None, "calls": [{"month": "2026-04"}]}
    # A programme whose only intake lies before the start is refused.
    plain["levers"]["programmes"] = [one for one in plain["levers"]["programmes"] if one["every_months"]]
    for place, value in levers.items():
        section, name = place.split("__")
        plain["levers"][section][name] = value
    return Scenario.model_validate(plain)


@cache
def folders() -> tuple[Path, Path]:
    """The folders of two complete runs, the second with remote courses only by calendar."""
    spare = tempfile.TemporaryDirectory()
    atexit.register(spare.cleanup)
    calendar = [
        {"month": month, "place": place, "remote": remote, "courses": 2}
        for month, place, remote in (
            ("2026-06", "national", True),
            ("2026-10", "Bretagne", False),
            ("2027-03", "Occitanie", True),
        )
    ]
    other = lively(facilitator_courses__scheduling="calendar", facilitator_courses__calendar=calendar)
    return tuple(
        Path(run(scenario, replicates, out=spare.name, name=name).folder)
        for scenario, replicates, name in ((lively(), REPLICATES, "lively"), (other, REPLICATES - 1, "calendar"))
    )


@cache
def handed() -> HandedOver:
    """Both, opened; the first is the baseline."""
    return open_all([str(folder) for folder in folders()])


@cache
def long_table(every: str):
    """The forecast by a kind of period."""
    return made(Asked(every)).tables["forecast"]


@cache
def made(asked: Asked) -> Made:
    """All tables, as asked for."""
    return make(handed(), asked)


def results() -> Results:
    """The results of the baseline."""
    return handed().base.results
