"""What a run stands in: the scenario and one replicate's uncertainties as arrays that compiled rules read."""

from typing import NamedTuple

import numpy as np

from simulation.common.arithmetic import activity_classes, chance_of_none, course_rate_classes, to_u16
from simulation.common.columns import TRAINER_USES
from simulation.common.draws import named, stream_key
from simulation.engine.tables import CELLS, FACILITATOR, NONE, REACHED, REGIONS, TRAINER, table
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.levers import NATIONAL, TrainersPlaced
from simulation.scenario.quantities import Stepped, month_number, value_at
from simulation.scenario.schema import Scenario

FACILITATOR_COURSE, TRAINER_COURSE = range(2)
LONGEST_QUEUE, LOWEST_COVERAGE, EQUAL = range(3)
_SERVED_FIRST = {"longest_queue": LONGEST_QUEUE, "lowest_coverage": LOWEST_COVERAGE, "equal": EQUAL}
UNLIMITED = 2**62

_UNCERTAIN_SHARES_OF_SKILL = ("session_gain", "fidelity", "fidelity_noise", "fading", "practice_gain", "refresher_gain")
_UNCERTAIN_NUMBERS = (
    "innovation", "imitation", "mixing_cell", "mixing_region", "patience_for_a_group", "patience_for_a_course",
    "patience_for_a_practicum", "volunteering", "again", "goes_on", "self_running_end", "practicum_delay",
    "practicum_delay_spread", "groups_per_year", "facilitator_stop", "inactivity_effect", "support_effect",
    "animation_effect", "trainer_stop", "promotion_rate", "leaving", "moving",
)  # fmt: skip
_WHOLE_NUMBERS = (
    "months", "first_month", "cells", "regions", "administrations", "programmes", "group_size", "group_minimum",
    "group_maximum", "group_sessions", "group_cadence", "days_in_person", "days_remote", "novice_needs_cofacilitator",
    "practicum_sessions", "supervision_days", "facilitator_supervisors", "promotion_groups", "promotion_skill",
    "promotion_months", "courses_to_master", "refresher_days", "refresher_seats", "served_first",
    "initial_facilitator_skill", "initial_trainer_skill", "facilitator_day", "trainer_day", "travel", "hire",
    "animation", "refresher",
)  # fmt: skip

PARAMETERS = np.dtype(
    [(name, "i8") for name in (*_WHOLE_NUMBERS, *_UNCERTAIN_SHARES_OF_SKILL)]
    + [(name, "f8") for name in (*_UNCERTAIN_NUMBERS, "beyond_leaving", "beyond_moving")]
    + [(name, "i8", (2,)) for name in ("course_days", "by_calendar", "course_price", "seat_price")],
    align=True,
)
"""What stays the same during a run. Days in eighths, money in cents; pairs: facilitator course, trainer course.

`beyond_…`: a uniform number below it means that the event comes after the end of the run.
"""

_NUMBERS = list(_UNCERTAIN_NUMBERS)
_SKILLS = [*_UNCERTAIN_SHARES_OF_SKILL, "initial_facilitator_skill", "initial_trainer_skill"]
_BEYOND = ["beyond_leaving", "beyond_moving"]

MONTHLY = np.dtype(
    [
        ("credits", "i8", (4,)),
        ("most_kept", "i8", (4,)),
        ("facilitator_days", "i8"),
        ("remote_share", "f8"),
        ("remote_courses", "i8"),
        ("travel", "i8"),
        ("course_seats", "i8", (2,)),
        ("course_minimum", "i8", (2,)),
        ("course_trainers", "i8", (2,)),
        ("animation", "f8"),
        ("budget", "i8"),
        ("new_year", "i8"),  # 1 where the budget's year begins
        ("last_of_year", "i8"),  # 1 where the year's network is recorded
    ],
    align=True,
)
"""The levers that may change by dated steps, one row a month.

`credits` and `most_kept` by use of trainer days; `course_…`: facilitator course, trainer course.
"""

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


def eighths(days: float) -> int:
    """Days in eighths."""
    return round(days * 8)


def cents(euros: float) -> int:
    """Euros in cents."""
    return int(euros * 100 + 0.5)


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


def _monthly(scenario: Scenario) -> np.recarray:
    levers = scenario.levers
    monthly = table(MONTHLY, scenario.months)

    def each(steps: Stepped) -> list:
        return [value_at(steps, month) for month in scenario.month_names()]

    days = each(levers.trainers.days_per_month)
    for use, name in enumerate(TRAINER_USES):
        shares = each(getattr(levers.trainers, f"share_{name}"))
        given = np.array(days) * np.array(shares) * 8
        monthly.credits[:, use] = np.diff(np.floor(np.cumsum(given) + 1e-9), prepend=0)
        monthly.most_kept[:, use] = np.floor(given * levers.trainers.days_kept_months + 1e-9)
    monthly.facilitator_days = [eighths(value) for value in each(levers.facilitators.days_per_month)]
    monthly.remote_share = each(levers.groups.remote_share)
    monthly.remote_courses = each(levers.facilitator_courses.remote)
    monthly.travel = each(levers.facilitator_courses.travel)
    for kind, courses in enumerate((levers.facilitator_courses, levers.trainer_courses)):
        monthly.course_seats[:, kind] = each(courses.seats)
        monthly.course_minimum[:, kind] = each(courses.minimum)
        monthly.course_trainers[:, kind] = each(courses.trainers)
    monthly.animation = each(levers.animation)
    monthly.budget = [UNLIMITED if value is None else cents(value) for value in each(levers.budget)]
    names = scenario.month_names()
    monthly.new_year = [int(month.endswith("-01")) for month in names]
    monthly.last_of_year = [int(month.endswith("-12") or month == names[-1]) for month in names]
    return monthly


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
    rates = np.array(
        [
            [value_at(kind.per_year, month) * people / headcount.sum() / 12.0 for kind in kinds for people in headcount]
            for month in scenario.month_names()
        ]
    ).reshape(scenario.months, len(rows))
    return np.array(rows, dtype=ENGAGEMENTS).view(np.recarray), rates


def _calendar(scenario: Scenario, geography: Geography) -> np.recarray:
    start = month_number(scenario.start)
    rows = [
        (month_number(entry.month) - start, _place(entry.place, geography), kind, entry.courses, int(entry.remote))
        for kind, courses in enumerate((scenario.levers.facilitator_courses, scenario.levers.trainer_courses))
        for entry in courses.calendar
    ]
    rows.sort(key=lambda row: (row[0], row[1]))
    return np.array(rows, dtype=CALENDAR).view(np.recarray)


def _parameters(scenario: Scenario, geography: Geography, programmes: int) -> np.recarray:
    levers, prices = scenario.levers, scenario.prices
    groups, practicum, promotion = levers.groups, levers.practicum, levers.promotion
    parameters = table(PARAMETERS, 1)
    row = parameters[0]
    row.months, row.first_month = scenario.months, month_number(scenario.start)
    row.cells, row.regions = len(geography.cells), len(geography.regions)
    row.administrations, row.programmes = len(geography.administrations), programmes
    row.group_size, row.group_minimum, row.group_maximum = groups.size, groups.minimum, groups.maximum
    row.group_sessions, row.group_cadence = groups.sessions, eighths(groups.sessions_per_month)
    row.days_in_person, row.days_remote = eighths(groups.days_in_person), eighths(groups.days_remote)
    row.novice_needs_cofacilitator = groups.novice_needs_cofacilitator
    row.practicum_sessions, row.supervision_days = practicum.sessions, eighths(practicum.supervision_days)
    row.facilitator_supervisors = practicum.facilitator_supervisors
    row.promotion_groups, row.promotion_skill = promotion.groups, to_u16(promotion.skill)
    row.promotion_months, row.courses_to_master = promotion.months, promotion.courses_to_master
    row.refresher_days, row.refresher_seats = eighths(levers.refreshers.days), levers.refreshers.seats
    row.served_first = _SERVED_FIRST[levers.facilitator_courses.served_first]
    for name in ("facilitator_day", "trainer_day", "travel", "hire", "animation", "refresher"):
        row[name] = cents(getattr(prices, name).value)
    for kind, courses in enumerate((levers.facilitator_courses, levers.trainer_courses)):
        row.course_days[kind] = eighths(courses.days)
        row.by_calendar[kind] = courses.scheduling == "calendar"
    row.course_price[:] = cents(prices.facilitator_course.value), cents(prices.trainer_course.value)
    row.seat_price[:] = cents(prices.facilitator_course_seat.value), cents(prices.trainer_course_seat.value)
    return parameters


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
    monthly = _monthly(scenario)
    inputs = Inputs(
        key=stream_key(0, 0),
        parameters=_parameters(scenario, geography, len(programmes)),
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
    parameters = shared.inputs.parameters.copy()
    parameters[_NUMBERS] = tuple(values[name] for name in _NUMBERS)
    parameters[_SKILLS] = tuple(to_u16(values[name]) for name in _SKILLS)
    months = parameters.months[0]
    parameters[_BEYOND] = tuple(chance_of_none(values[name], months) for name in ("leaving", "moving"))
    inputs = shared.inputs._replace(
        key=stream_key(seed, replicate),
        engagements=shared.inputs.engagements.copy(),  # Demand writes to it
        parameters=parameters,
        activity_classes=activity_classes(values["activity_shape"]),
        course_rates=course_rate_classes(values["certification"], values["certification_precision"]),
    )
    cells = shared.cells.copy()
    cells.addressable = np.floor(values["addressable_share"] * cells.headcount + 0.5)
    return inputs, cells

