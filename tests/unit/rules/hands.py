"""A handful of persons and no chance: scenarios in which what a rule does can be counted on one's hands."""

import pytest

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.scenario.schema import Scenario
from tests.contract.engines.engines import ENGINES

EACH = pytest.mark.parametrize("engine", ENGINES)

STILL = {
    "addressable_share": 0.0, "innovation": 0.0, "imitation": 0.0, "mixing_cell": 1.0, "mixing_region": 0.0,
    "patience_for_a_group": 1200.0, "patience_for_a_course": 1200.0, "patience_for_a_practicum": 1200.0,
    "returning": 0.0, "volunteering": 0.0, "call_response": 0.0, "no_show": 0.0, "again": 0.0, "goes_on": 0.0,
    "self_running_end": 0.0, "session_gain": 0.0, "certification": 1.0, "certification_precision": 1e6,
    "practicum_delay": 0.0, "practicum_delay_spread": 0.0, "groups_per_year": 0.0, "asks_per_day": 0.0,
    "ask_strength": 0.0, "activity_shape": 1e4, "activity_decay": 0.0, "facilitator_stop": 0.0, "support_effect": 0.0,
    "animation_effect": 0.0, "trainer_stop": 0.0, "promotion_rate": 0.0, "fidelity": 1.0, "fidelity_noise": 0.0,
    "fading": 0.0, "practice_gain": 0.0, "refresher_gain": 0.0, "leaving": 0.0, "moving": 0.0,
    "initial_facilitator_skill": 1.0, "initial_trainer_skill": 1.0,
}  # fmt: skip
"""Nothing happens by itself. With `groups_per_year` OFTEN, who is certified offers a group in all but every month."""

OFTEN = 120.0
FREE = {"facilitator_day": 0, "trainer_day": 0, "participant_day": 0, "hire": 0, "animation": 0, "call": 0,
        "facilitator_course": 0, "facilitator_course_seat": 0, "trainer_course": 0, "trainer_course_seat": 0,
        "travel": 0, "refresher": 0}  # fmt: skip
HERE = ("Nord", "State")


def row(state, count, age=None, cell=HERE):
    """A row of a register."""
    where = {"region": cell} if state == "group" else {"region": cell[0], "administration": cell[1]}
    return {"state": state, "count": count, "age": age, **where}


def scenario(months, levers, rates=None, register=(), start="2026-01", cells=((*HERE, 1000),), prices=None, **initial):
    """A scenario of cells (region, administration, headcount) with these levers, rates and prices; nothing else."""
    nobody = {} if register else {"facilitators": 0, "practitioners": 0}
    return Scenario.model_validate(
        {
            "name": "by hand",
            "start": start,
            "months": months,
            "population": [dict(zip(("region", "administration", "headcount"), cell, strict=True)) for cell in cells],
            "initial": {**nobody, "register": list(register), **initial},
            "levers": {"animation": 0.0, **levers},
            "prices": {name: {"value": value, "year": 2025} for name, value in {**FREE, **(prices or {})}.items()},
            "uncertainties": {name: {"best": float(value)} for name, value in {**STILL, **(rates or {})}.items()},
        }
    )


class Run:
    """A recorded run: columns by name, of persons nation-wide or of a cell, of activity nation-wide or of a place."""

    def __init__(self, engine, given, seed=1):
        self.record = ENGINES[engine](given, seed, 0)

    def persons(self, name, cell=None):
        columns = self.record.persons[:, :, PERSON_INDEX[name]]
        return (columns.sum(axis=1) if cell is None else columns[:, cell]).tolist()

    def activity(self, name, place=None):
        columns = self.record.activity[:, :, ACTIVITY_INDEX[name]]
        return (columns.sum(axis=1) if place is None else columns[:, place]).tolist()


def trainers(number, days, **more):
    """Trainers at home in the region from the start, with so many days a month."""
    masters = more.pop("masters", 0)
    at_start = [{"place": HERE[0], "trainers": number, "masters": masters}]
    return {"at_start": at_start, "days_per_month": days, **more}


def intake(headcount, month, **more):
    """A programme that takes people in once, for groups of their own."""
    return {"name": "order", "first": month, "headcount": headcount, **more}
