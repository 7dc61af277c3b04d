"""The simple plans with which a plan is compared: as a planner would make them without a search."""

from collections.abc import Callable, Mapping, Sequence

from simulation.planning.plans.decided import Choice
from simulation.planning.search.problem import Plan
from simulation.planning.search.simple import Family, Mixed
from simulation.scenario.geography import geography_of
from simulation.scenario.quantities import month_number
from simulation.scenario.schema import Scenario

COURSES = "facilitator_courses"


def families(
    scenario: Scenario, choices: Sequence[Choice], active: Mapping[str, float], waiting: Sequence[float]
) -> dict[str, Mixed]:
    """Rules by name. equal: the same part of what is allowed, everywhere and always.

    Where something is decided for several regions. proportional: it is shared out by the headcounts of the regions;
    worst_served_first: to the region with the fewest active facilitators per head until it has all it may have, then to
    the next. Where not, rules over places would all be `equal`; then rules over time take their part. by_waiting:
    courses by how many wait for one in the scenario as it is; early: courses as early as possible.

    active: active facilitators by region at the end of the scenario as it is. waiting: those who wait for a facilitator
    course, of each of its months.
    """
    geography = geography_of(scenario)
    people = {
        region: float(geography.headcount[geography.region_of_cell == number].sum())
        for number, region in enumerate(geography.regions)
    }

    def region_of(choice: Choice) -> str:
        return choice.places[0] if len(choice.places) == 1 and choice.places[0] in people else ""

    def time_of(choice: Choice) -> str:
        return choice.first if choice.kind == COURSES else ""

    found: dict[str, Mixed] = {"equal": _mixed(choices, region_of, lambda size: {})}
    regions = sorted({region_of(choice) for choice in choices} - {""})
    if len(regions) > 1:
        heads = {region: people[region] for region in regions}
        order = sorted(regions, key=lambda region: (active.get(region, 0.0) / people[region], region))
        found["proportional"] = _mixed(choices, region_of, lambda size: _shared_out(size, heads))
        found["worst_served_first"] = _mixed(choices, region_of, lambda size: _filled(size, order))
        return found
    months = {choice.first: choice.months for choice in choices if choice.kind == COURSES}
    if len(months) > 1:
        start = month_number(scenario.start)
        need = {
            first: max(1e-9, float(sum(waiting[month_number(first) - start :][:length])))
            for first, length in months.items()
        }  # fmt: skip
        found["by_waiting"] = _mixed(choices, time_of, lambda size: _shared_out(size, need))
        found["early"] = _mixed(choices, time_of, lambda size: _filled(size, sorted(months)))
    return found


def _mixed(
    choices: Sequence[Choice], key: Callable[[Choice], str], parts: Callable[[float], dict[str, float]]
) -> Mixed:
    """Families that take of each choice the part that a rule gives to its key; the size where it gives none."""

    def of_kinds(kinds: Sequence[str]) -> Family:
        def plan(size: float) -> Plan:
            level = parts(size)
            return tuple(
                _part(choice, level.get(key(choice), size) if choice.kind in kinds else 0.0) for choice in choices
            )  # fmt: skip

        return plan

    return of_kinds


def _shared_out(size: float, weights: Mapping[str, float]) -> dict[str, float]:
    """A part of everything, shared out by weights; nobody gets more than all, what is left goes to the others."""
    left, found = dict(weights), dict.fromkeys(weights, 0.0)
    amount = size * len(weights)
    while left:
        level = amount / sum(left.values())
        full = [key for key, weight in left.items() if level * weight >= 1]
        if not full:
            return found | {key: level * weight for key, weight in left.items()}
        for key in full:
            found[key] = 1.0
            del left[key]
        amount -= len(full)
    return found


def _filled(size: float, order: Sequence[str]) -> dict[str, float]:
    """A part of everything, to the first until it has all, then to the next."""
    amount = size * len(order)
    return {key: min(1.0, max(0.0, amount - position)) for position, key in enumerate(order)}


def _part(choice: Choice, size: float) -> int:
    low, high = choice.entry.at_least, choice.entry.at_most
    return low + round(size * (high - low))
