"""What a run stands in: the scenario and one replicate's uncertainties as arrays that compiled rules read."""

from typing import NamedTuple

import numpy as np

from simulation.common.arithmetic import activity_classes, course_rate_classes
from simulation.common.draws import named, stream_key
from simulation.common.units import eighths
from simulation.engine.parameters import fixed_parameters, monthly_parameters, with_uncertainties
from simulation.engine.tables import CELLS, FACILITATOR, NONE, REACHED, REGIONS, TRAINER, table
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.levers import NATIONAL, TrainersPlaced
from simulation.scenario.quantities import month_number, values_by_month
from simulation.scenario.schema import Scenario

FACILITATOR_COURSE, TRAINER_COURSE = range(2)
LONGEST_QUEUE, LOWEST_COVERAGE, EQUAL = range(3)
"""Which region's course is opened first."""

PROGRAMMES = np.dtype(
    [
        ("identity", "u8"),
        ("requests_per_year", "f8"),
        ("created", "i8"),
        ("headcount", "i8"),
        ("first", "i8"),
        ("last", "i8"),
        ("every", "i8"),
        ("usual_size", "i8"),
        ("minimum", "i8"),
        ("maximum", "i8"),
        ("sessions", "i8"),
        ("cadence", "i8"),
        ("permanent", "i8"),
        ("remote", "i8"),
        ("region", "i8"),
    ],
    align=True,
)
"""One row a programme, in the order in which they are served."""

ENGAGEMENTS = np.dtype(
    [
        ("identity", "u8"),
        ("region", "i8"),
        ("facilitators", "i8"),
        ("days", "i8"),
        ("audience", "i8"),
        ("asked", "i8"),  # this month, set by Demand
    ],
    align=True,
)
CALENDAR = np.dtype([("month", "i8"), ("place", "i8"), ("kind", "i8"), ("courses", "i8"), ("remote", "i8")], align=True)
ENTRANTS = np.dtype(
    [("identity", "u8"), ("month", "i8"), ("cell", "i8"), ("role", "i8"), ("place", "i8"), ("master", "i8")], align=True
)
"""Persons of the network at the start (month −1) and trainers hired later."""


class Inputs(NamedTuple):
    """One replicate's fixed surroundings."""

    key: np.ndarray
    parameters: np.recarray
    monthly: np.recarray
    activity_classes: np.ndarray
    course_rates: np.ndarray
    active_by_half_year: np.ndarray
    cumulative_headcount: np.ndarray
    cell_at: np.ndarray
    """regions × administrations: the cell, or −1"""
    programme_weights: np.ndarray
    """programmes × cells: cumulative"""
    engagements: np.recarray
    engagement_rates: np.ndarray
    """months × rows of engagements: mean number asked for in the month"""
    calendar: np.recarray
    entrants: np.recarray


class SharedInputs(NamedTuple):
    """What all replicates of a scenario share: inputs without its draws, and the tables that rules change."""

    inputs: Inputs
    cells: np.recarray
    regions: np.recarray
    programmes: np.recarray
    years: int


def _largest_remainder(weights: np.ndarray, count: int) -> np.ndarray:
    """Whole numbers in proportion to weights, adding to count; ties go to the first."""
    if weights.sum() == 0:
        return np.zeros(len(weights), np.int64)
    exact = count * weights / weights.sum()
    numbers = np.floor(exact).astype(np.int64)
    rest = exact - numbers
    for cell in sorted(range(len(weights)), key=lambda cell: (-rest[cell], cell))[: count - int(numbers.sum())]:
        numbers[cell] += 1
    return numbers


def _placing_weights(scenario: Scenario, geography: Geography) -> np.ndarray:
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


def _entrants(scenario: Scenario, geography: Geography) -> np.recarray:
    """Everybody of the network at the start, then the trainers hired, each with the cell they live in."""
    weights = _placing_weights(scenario, geography)
    rows = []
    for role, word, count in (
        (FACILITATOR, "facilitator", scenario.initial.facilitators),
        (REACHED, "practitioner", scenario.initial.practitioners),
    ):
        if count:
            cells = np.repeat(np.arange(len(weights)), _largest_remainder(weights, count))
            rows += [
                (named(f"start/{word}/{i}"), -1, cell, role, NONE, 0) for i, cell in enumerate(cells.tolist())
            ]

    def trainers(entry: TrainersPlaced, month: int, prefix: str, counted: dict[str, int]) -> None:
        place = _place(entry.place, geography)
        lives_in = [
            number
            for number, cell in enumerate(geography.cells)
            if entry.place in (NATIONAL, cell.region)
        ]
        cell = max(lives_in, key=lambda number: (weights[number], -number))
        first = counted.get(prefix, 0)
        counted[prefix] = first + entry.trainers
        for i in range(entry.trainers):
            rows.append((named(f"{prefix}/{first + i}"), month, cell, TRAINER, place, int(i < entry.masters)))

    counted: dict[str, int] = {}
    for entry in scenario.levers.trainers.at_start:
        trainers(entry, -1, f"start/trainer/{entry.place}", counted)
    for entry in scenario.levers.trainers.hired:
        month = month_number(entry.from_) - month_number(scenario.start)
        if month >= 0:
            trainers(entry, month, f"hire/{entry.place}/{entry.from_}", counted)
    return np.array(rows, dtype=ENTRANTS).view(np.recarray)


def _place(name: str | None, geography: Geography) -> int:
    if name is None:
        return NONE
    return len(geography.regions) if name == NATIONAL else geography.regions.index(name)


def _programmes(scenario: Scenario, geography: Geography) -> tuple[np.recarray, np.ndarray]:
    ordered = sorted(scenario.levers.programmes, key=lambda programme: (programme.first, programme.name))
    programmes = table(PROGRAMMES, len(ordered))
    weights = np.zeros((len(ordered), len(geography.cells)))
    start = month_number(scenario.start)
    for row, programme in zip(programmes, ordered, strict=True):
        row.identity = named(f"programme/{programme.name}")
        row.headcount = programme.headcount
        row.first = month_number(programme.first) - start
        row.last = scenario.months if programme.last is None else month_number(programme.last) - start
        row.every = programme.every_months or 0
        row.usual_size, row.minimum, row.maximum = programme.size, programme.minimum, programme.maximum
        row.sessions = NONE if programme.sessions is None else programme.sessions
        row.cadence = 0 if programme.sessions_per_month is None else eighths(programme.sessions_per_month)
        row.requests_per_year = programme.requests_per_year or 0.0
        row.permanent, row.remote = programme.permanent, programme.remote
        row.region = _place(programme.region, geography)
    for number, programme in enumerate(ordered):
        weights[number] = np.cumsum(
            [
                cell.headcount
                * programme.administration_weights.get(cell.administration, 1.0)
                * programme.region_weights.get(cell.region, 1.0)
                for cell in geography.cells
            ]
        )
    return programmes, weights


def _engagements(scenario: Scenario, geography: Geography) -> tuple[np.recarray, np.ndarray]:
    kinds = scenario.levers.engagements
    headcount = np.bincount(geography.region_of_cell, weights=geography.headcount)
    rows = [
        (named(f"engagement/{kind.kind}/{region}"), number, kind.facilitators, eighths(kind.days), kind.audience, 0)
        for kind in kinds
        for number, region in enumerate(geography.regions)
    ]
    rates = np.zeros((scenario.months, len(kinds), len(geography.regions)))
    for number, kind in enumerate(kinds):
        per_year = np.array(values_by_month(kind.per_year, scenario.month_names()))
        rates[:, number, :] = per_year[:, None] * headcount / headcount.sum() / 12.0
    return np.array(rows, dtype=ENGAGEMENTS).view(np.recarray), rates.reshape(scenario.months, len(rows))


def _calendar(scenario: Scenario, geography: Geography) -> np.recarray:
    start = month_number(scenario.start)
    rows = [
        (month_number(entry.month) - start, _place(entry.place, geography), kind, entry.courses, int(entry.remote))
        for kind, courses in enumerate((scenario.levers.facilitator_courses, scenario.levers.trainer_courses))
        for entry in courses.calendar
    ]
    rows.sort(key=lambda row: (row[0], row[1]))
    return np.array(rows, dtype=CALENDAR).view(np.recarray)


def shared_inputs(scenario: Scenario) -> SharedInputs:
    """What all replicates of a scenario share; its arrays are copied, never changed."""
    geography = geography_of(scenario)
    cells = table(CELLS, len(geography.cells))
    cell_at = np.full((len(geography.regions), len(geography.administrations)), NONE, np.int64)
    cells.identity = [named(f"cell/{cell.region}/{cell.administration}") for cell in geography.cells]
    cells.headcount = geography.headcount
    cells.region, cells.administration = geography.region_of_cell, geography.administration_of_cell
    cell_at[cells.region, cells.administration] = np.arange(len(cells))
    regions = table(REGIONS, len(geography.regions))
    regions.identity = [named(f"region/{region}") for region in geography.regions]
    regions.headcount = np.bincount(geography.region_of_cell, weights=geography.headcount).astype(np.int64)
    programmes, programme_weights = _programmes(scenario, geography)
    engagements, engagement_rates = _engagements(scenario, geography)
    monthly = monthly_parameters(scenario)
    inputs = Inputs(
        key=stream_key(0, 0),
        parameters=fixed_parameters(scenario, geography, len(programmes)),
        monthly=monthly,
        activity_classes=np.zeros(0),
        course_rates=np.zeros(0),
        active_by_half_year=np.array(scenario.initial.active_by_half_year),
        cumulative_headcount=np.concatenate([[0], np.cumsum(geography.headcount)]).astype(np.int64),
        cell_at=cell_at,
        programme_weights=programme_weights,
        engagements=engagements,
        engagement_rates=engagement_rates,
        calendar=_calendar(scenario, geography),
        entrants=_entrants(scenario, geography),
    )
    return SharedInputs(inputs, cells, regions, programmes, int(monthly.last_of_year.sum()))


def replicate_inputs(
    shared: SharedInputs, values: dict[str, float], seed: int, replicate: int
) -> tuple[Inputs, np.recarray]:
    """One replicate's inputs and its cells with their addressable pools; `values` are its uncertainties."""
    inputs = shared.inputs._replace(
        key=stream_key(seed, replicate),
        engagements=shared.inputs.engagements.copy(),  # Demand writes to it
        parameters=with_uncertainties(shared.inputs.parameters, values),
        activity_classes=activity_classes(values["activity_shape"]),
        course_rates=course_rate_classes(values["certification"], values["certification_precision"]),
    )
    cells = shared.cells.copy()
    cells.addressable = np.floor(values["addressable_share"] * cells.headcount + 0.5)
    return inputs, cells

