"""Who is there when the scenario begins, and who comes from outside later: rows for compiled rules, in their order."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from simulation.common.arithmetic import NEVER
from simulation.common.draws import named
from simulation.common.units import cents, eighths
from simulation.engine.tables import NONE
from simulation.scenario.geography import Geography
from simulation.scenario.levers import NATIONAL, TrainersPlaced
from simulation.scenario.quantities import month_number
from simulation.scenario.rounding import largest_remainder
from simulation.scenario.schema import Scenario

PLACED, ACTIVE, DORMANT, MEMBER_OF_NETWORK, WAITING, NEW_CANDIDATE, NEW_TRAINEE, PRACTISING, TRAINER_AT_START = range(9)
"""States of entrants: facilitators placed by weight, then the states of a register, and trainers."""
_STATES = {
    "facilitator_active": ACTIVE,
    "facilitator_dormant": DORMANT,
    "practitioner": MEMBER_OF_NETWORK,
    "waiting": WAITING,
    "candidate": NEW_CANDIDATE,
    "trainee": NEW_TRAINEE,
    "in_practicum": PRACTISING,
}

ENTRANTS = np.dtype(
    [("identity", "u8"), ("state", "i8"), ("cell", "i8"), ("age", "i8"), ("place", "i8"), ("master", "i8")], align=True
)
"""Persons of the network at the start; the last two columns are of trainers, age: months of the state, or −1."""

REGISTER_GROUPS = np.dtype([("identity", "u8"), ("place", "i8"), ("age", "i8")], align=True)
"""Groups that are open when the scenario begins."""

HIRES = np.dtype(
    [
        ("identity", "u8"),
        ("month", "i8"),
        ("until", "i8"),
        ("cell", "i8"),
        ("place", "i8"),
        ("master", "i8"),
        ("own_days", "i8"),  # eighths a month, or −1
        ("day_price", "i8"),  # cents, or −1
    ],
    align=True,
)
"""Trainers who come from outside once the scenario has begun, perhaps after its end."""


def place_number(name: str | None, geography: Geography) -> int:
    """A region by its position, national after them, none as −1."""
    if name is None:
        return NONE
    return len(geography.regions) if name == NATIONAL else geography.regions.index(name)


def placing_weights(scenario: Scenario, geography: Geography) -> np.ndarray:
    """For each cell its weight when persons are placed: headcount by those of its administration and region."""
    initial = scenario.initial
    return np.array(
        [
            cell.headcount
            * initial.administration_weights.get(cell.administration, 1.0)
            * initial.region_weights.get(cell.region, 1.0)
            for cell in geography.cells
        ],
        dtype=float,
    )


def weights_by_place(scenario: Scenario, geography: Geography) -> np.ndarray:
    """places × cells: these weights where the cell is of the place, summed up from cell to cell."""
    weights, regions = placing_weights(scenario, geography), len(geography.regions)
    of_place = [np.where(geography.region_of_cell == region, weights, 0.0) for region in range(regions)]
    return np.cumsum([*of_place, weights], axis=1)


def living_cells(scenario: Scenario, geography: Geography) -> np.ndarray:
    """For each place the cell in which its trainers live: that of the largest weight."""
    weights = placing_weights(scenario, geography)
    found = []
    for place in (*geography.regions, NATIONAL):
        cells = [number for number, cell in enumerate(geography.cells) if place in (NATIONAL, cell.region)]
        found.append(max(cells, key=lambda number: (weights[number], -number)))
    return np.array(found, np.int64)


def _placed(scenario: Scenario, geography: Geography) -> Iterator[tuple]:
    """Facilitators and practitioners placed by weight."""
    weights = placing_weights(scenario, geography)
    for state, word, count in (
        (PLACED, "facilitator", scenario.initial.facilitators),
        (MEMBER_OF_NETWORK, "practitioner", scenario.initial.practitioners),
    ):
        if count:
            cells = np.repeat(np.arange(len(weights)), largest_remainder(count, weights))
            for i, cell in enumerate(cells.tolist()):
                yield named(f"start/{word}/{i}"), state, cell, NONE, NONE, 0


def _registered(scenario: Scenario, geography: Geography) -> Iterator[tuple]:
    """The persons of a register."""
    cells: dict[tuple[str, str | None], int] = {
        (cell.region, cell.administration): number for number, cell in enumerate(geography.cells)
    }
    counted: Counter[str] = Counter()
    for row in scenario.initial.register_:
        if row.state == "group":
            continue
        prefix = f"register/{row.state}/{row.region}/{row.administration}"
        age = NONE if row.age is None else row.age
        cell = cells[row.region, row.administration]
        for i in range(counted[prefix], counted[prefix] + row.count):
            yield named(f"{prefix}/{i}"), _STATES[row.state], cell, age, NONE, 0
        counted[prefix] += row.count


def _in_places(entries: tuple[TrainersPlaced, ...], prefixes: list[str]) -> Iterator[tuple]:
    """For each trainer of some entries: the entry, the name, and whether a master; one prefix counts on."""
    counted: Counter[str] = Counter()
    for entry, prefix in zip(entries, prefixes, strict=True):
        for i in range(entry.trainers):
            yield entry, f"{prefix}/{counted[prefix] + i}", int(i < entry.masters)
        counted[prefix] += entry.trainers


def entrants(scenario: Scenario, geography: Geography) -> np.recarray:
    """Everybody of the network at the start."""
    at_start, live_in = scenario.levers.trainers.at_start, living_cells(scenario, geography)
    rows = [*_placed(scenario, geography), *_registered(scenario, geography)]
    for entry, name, master in _in_places(at_start, [f"start/trainer/{entry.place}" for entry in at_start]):
        place = place_number(entry.place, geography)
        rows.append((named(name), TRAINER_AT_START, live_in[place], NONE, place, master))
    return np.array(rows, dtype=ENTRANTS).view(np.recarray)


def register_groups(scenario: Scenario, geography: Geography) -> np.recarray:
    """The groups of a register."""
    counted: Counter[str] = Counter()
    rows = []
    for row in scenario.initial.register_:
        if row.state == "group":
            place = place_number(row.region, geography)
            for i in range(counted[row.region], counted[row.region] + row.count):
                rows.append((named(f"register/group/{row.region}/{i}"), place, row.age))
            counted[row.region] += row.count
    return np.array(rows, dtype=REGISTER_GROUPS).view(np.recarray)


def hires(scenario: Scenario, geography: Geography) -> np.recarray:
    """Trainers hired in the scenario's first month or later."""
    start, live_in = month_number(scenario.start), living_cells(scenario, geography)
    hired = tuple(entry for entry in scenario.levers.trainers.hired if month_number(entry.from_) >= start)
    rows = []
    for entry, name, master in _in_places(hired, [f"hire/{entry.place}/{entry.from_}" for entry in hired]):
        place = place_number(entry.place, geography)
        until = NEVER if entry.until is None else min(NEVER, month_number(entry.until) - start)
        own_days = NONE if entry.days_per_month is None else eighths(entry.days_per_month)
        price = NONE if entry.day_price is None else cents(entry.day_price)
        month = month_number(entry.from_) - start
        rows.append((named(name), month, until, live_in[place], place, master, own_days, price))
    return np.array(rows, dtype=HIRES).view(np.recarray)
