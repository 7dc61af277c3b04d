"""Examples of entries for the lists that a scenario leaves empty, suited to its regions, administrations and months."""

from typing import Any

from simulation.scenario.description import described_at
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import NATIONAL
from simulation.scenario.quantities import month_number, month_text
from simulation.scenario.schema import EACH, Scenario

_MONTHS = ("month", "first", "from")
_AFTER = 12
"""Months after the start at which an example begins whose own month lies outside the scenario, if it lasts as long."""


def with_examples(value: Any, path: tuple, scenario: Scenario) -> Any:
    """A value with an example entry in each list that is empty; the same object if there is none to fill."""
    if value == [] and (examples := described_at(path).get("examples")):
        order = list(described_at((*path, 0))["properties"])
        return [
            {key: _suited(key, entry[key], scenario) for key in sorted(entry, key=order.index)} for entry in examples[0]
        ]
    if isinstance(value, dict):
        filled = {key: with_examples(part, (*path, key), scenario) for key, part in value.items()}
        return value if all(filled[key] is value[key] for key in value) else filled
    return value


def _suited(key: str, value: Any, scenario: Scenario) -> Any:
    """A value of an example, or what stands in its place where the scenario has no such region or month."""
    places = geography_of(scenario)
    if key in ("place", "region") and value not in (*places.regions, NATIONAL, EACH):
        return places.regions[0]
    if key == "administration" and value not in places.administrations:
        return places.administrations[0]
    start = month_number(scenario.start)
    if key in _MONTHS and not start <= month_number(value) < start + scenario.months:
        return month_text(start + min(_AFTER, scenario.months - 1))
    return value
