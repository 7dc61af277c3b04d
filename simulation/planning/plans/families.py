"""The simple plans with which a plan is compared: as a planner would make them without a search."""

from collections.abc import Mapping, Sequence

from simulation.planning.plans.decided import Choice
from simulation.planning.search.problem import Plan
from simulation.planning.search.simple import Family
from simulation.scenario.geography import geography_of
from simulation.scenario.schema import Scenario


def families(scenario: Scenario, choices: Sequence[Choice], active: Mapping[str, float]) -> dict[str, Family]:
    """equal: the same part of what is allowed, of everything, everywhere and always. proportional: courses by the
    headcount of their region. worst_served_first: courses go to the region with the fewest active facilitators per head
    until it has all it may have, then to the next. The last two only where courses may be given in several places.

    active: active facilitators by region at the date of the target, in the scenario as it is.
    """
    found: dict[str, Family] = {"equal": lambda size: tuple(_part(choice, size) for choice in choices)}
    placed = sorted({
        choice.places[0] for choice in choices if choice.kind == "facilitator_courses" and len(choice.places) == 1
    })  # fmt: skip
    if len(placed) < 2:
        return found
    geography = geography_of(scenario)
    people = {
        region: float(geography.headcount[geography.region_of_cell == number].sum())
        for number, region in enumerate(geography.regions)
    }
    total = sum(people.values())
    weight = {place: people.get(place, total) for place in placed}
    largest, smallest = max(weight.values()), min(weight.values())

    def proportional(size: float) -> Plan:
        scale = size * largest / smallest
        return tuple(
            _part(choice, min(1.0, scale * weight[choice.places[0]] / largest)) if _is_placed(choice, placed)
            else _part(choice, size)
            for choice in choices
        )  # fmt: skip

    order = sorted(placed, key=lambda place: (active.get(place, 0.0) / weight[place], place))

    def worst_first(size: float) -> Plan:
        filled = size * len(order)
        return tuple(
            _part(choice, min(1.0, max(0.0, filled - order.index(choice.places[0])))) if _is_placed(choice, placed)
            else _part(choice, size)
            for choice in choices
        )  # fmt: skip

    return found | {"proportional": proportional, "worst_served_first": worst_first}


def _is_placed(choice: Choice, placed: Sequence[str]) -> bool:
    return choice.kind == "facilitator_courses" and len(choice.places) == 1 and choice.places[0] in placed


def _part(choice: Choice, size: float) -> int:
    low, high = choice.entry.at_least, choice.entry.at_most
    return low + round(size * (high - low))
