"""Scenarios of a handful of persons in which nothing happens but what a test asks for, and how they are run."""

from typing import Any

import pytest

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.schema import Scenario
from tests.contract.engines.engines import ENGINES

EACH_ENGINE = pytest.mark.parametrize("engine", ENGINES)
EACH_WRITTEN = EACH_ENGINE
"""The engines in which the newest rules of the ODD are written: for their tests."""

QUIET = {
    "addressable_share": 0.0, "innovation": 0.0, "imitation": 0.0, "patience_for_a_group": 1200.0,
    "patience_for_a_course": 1200.0, "patience_for_a_practicum": 1200.0, "returning": 0.0, "volunteering": 0.0,
    "call_response": 0.0, "no_show": 0.0, "again": 0.0, "goes_on": 0.0, "self_running_end": 0.0, "certification": 1.0,
    "certification_precision": 1_000_000.0, "practicum_delay": 0.0, "practicum_delay_spread": 0.0,
    "groups_per_year": 0.0, "activity_shape": 10_000.0, "activity_decay": 0.0, "facilitator_stop": 0.0,
    "trainer_stop": 0.0, "promotion_rate": 0.0, "fidelity": 1.0, "fidelity_noise": 0.0, "fading": 0.0,
    "practice_gain": 0.0, "session_gain": 0.0, "leaving": 0.0, "moving": 0.0, "initial_facilitator_skill": 0.5,
    "initial_trainer_skill": 1.0,
}  # fmt: skip
"""Nobody comes, waits in vain, stops, leaves or moves; whoever is examined is certified."""
ALWAYS_WILLING = 120.0
"""Groups a year at which a facilitator of mean activity offers in nearly every month."""


def make(levers: dict[str, Any], uncertainties: dict[str, float] | None = None, **more: Any) -> Scenario:
    """A quiet scenario of a year, in one cell of 1,000 persons, with levers and uncertainties of one's own."""
    given = {
        "name": "a rule",
        "months": 12,
        "population": [{"region": "Nord", "administration": "State", "headcount": 1000}],
        "initial": {"facilitators": 0, "practitioners": 0},
        "levers": {"animation": 0.0, "groups": SIZES, "refreshers": {"days": 31.0}, **levers},
        "uncertainties": {name: {"best": value} for name, value in (QUIET | (uncertainties or {})).items()},
    }
    return Scenario.model_validate(given | more)


SIZES = {"size": 2, "minimum": 2, "maximum": 2, "sessions": 4, "remote_share": 0.0, "days_in_person": 0.5}
"""Small groups in person, of four monthly sessions."""
TWO_REGIONS = [
    {"region": region, "administration": "State", "headcount": headcount}
    for region, headcount in (("Nord", 600), ("Sud", 200))
]


def intake(name: str, headcount: int, first: str = "2026-01", **more: Any) -> dict[str, Any]:
    """A programme with one intake, whose groups are small and have four sessions."""
    sizes = {"size": 2, "minimum": 2, "maximum": 2, "sessions": 4}
    return {"name": name, "first": first, "headcount": headcount, **sizes, **more}


def nomination(places: int, first: str = "2026-01", **more: Any) -> dict[str, Any]:
    """Candidates named once."""
    return {"name": "named", "first": first, "places": places, **more}


class Record:
    """What an engine recorded of a scenario, by column."""

    def __init__(self, engine: str, scenario: Scenario, replicate: int = 0):
        self.record = ENGINES[engine](scenario, 1, replicate, best_values=True)
        self.places = (*geography_of(scenario).regions, NATIONAL)

    def __call__(self, name: str, place: str | None = None) -> list[int]:
        """A column month by month, of the nation or, for activity, of a place; in whole units as recorded."""
        if name in PERSON_INDEX:
            return self.record.persons[:, :, PERSON_INDEX[name]].sum(axis=1).tolist()
        table = self.record.activity[:, :, ACTIVITY_INDEX[name]]
        return (table.sum(axis=1) if place is None else table[:, self.places.index(place)]).tolist()

    def in_cells(self, name: str, month: int) -> list[int]:
        """A column of persons by cell, in a month."""
        return self.record.persons[month, :, PERSON_INDEX[name]].tolist()


def months_with(numbers: list[int]) -> list[int]:
    """The months in which a column is not 0."""
    return [month for month, number in enumerate(numbers) if number]
