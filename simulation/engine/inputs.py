"""What a run stands in: the scenario and one replicate's uncertainties as arrays that compiled rules read."""

from typing import NamedTuple

import numpy as np

from simulation.common.arithmetic import activity_classes, course_rate_classes
from simulation.common.draws import named, stream_key
from simulation.common.units import eighths
from simulation.engine.parameters import fixed_parameters, monthly_parameters, trainer_credits, with_uncertainties
from simulation.engine.start import (
    entrants,
    hires,
    living_cells,
    place_number,
    placing_weights,
    register_groups,
    weights_by_place,
)
from simulation.engine.tables import CELLS, NO_MONTH, NONE, REGIONS, table
from simulation.scenario.geography import Geography, geography_of
from simulation.scenario.quantities import month_number, values_by_month
from simulation.scenario.schema import Scenario

FACILITATOR_COURSE, TRAINER_COURSE = range(2)
LONGEST_QUEUE, LOWEST_COVERAGE, EQUAL = range(3)
"""Which region's course is opened first."""
NEED, ON_DEMAND, BY_CALENDAR = range(3)
"""When trainer courses are held."""
FIRST, MIXED, LAST = range(3)
"""Where trainees who practise as leaders stand, beside the certified who are willing."""
NO_END = 2**31
"""In place of the last month of what goes on."""

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
RESERVED = np.dtype([("seats", "i8"), ("region", "i8"), ("administration", "i8")], align=True)
"""One row an entry: seats of a facilitator course for a region, an administration or both; −1: any."""
NOMINATIONS = np.dtype(
    [
        ("identity", "u8"),
        ("created", "i8"),
        ("places", "i8"),
        ("first", "i8"),
        ("last", "i8"),
        ("every", "i8"),
    ],
    align=True,
)
"""One row a nomination, in the order in which they are made."""
CALLS = np.dtype([("month", "i8"), ("region", "i8"), ("strength", "f8")], align=True)
"""One row a call for applicants in a region, or (−1) in the nation."""


class Inputs(NamedTuple):
    """One replicate's fixed surroundings."""

    key: np.ndarray
    parameters: np.recarray
    monthly: np.recarray
    credits: np.ndarray
    """months up to the December of the last year × places: eighths of a day that a trainer at home there gives"""
    most_kept: np.ndarray
    """months × places: eighths of a day that such a trainer keeps at most"""
    year_begins: np.ndarray
    """calendar years: the first month simulated"""
    wear: np.ndarray
    """months + 1: years by which activity has worn off since the start at the end of a month, from month −1 on"""
    activity_classes: np.ndarray
    course_rates: np.ndarray
    active_by_half_year: np.ndarray
    summed_headcount: np.ndarray
    """cells: headcounts, summed up from cell to cell, as the next two"""
    initial_weights: np.ndarray
    """places × cells: weights by which persons are placed"""
    programme_weights: np.ndarray
    nomination_weights: np.ndarray
    cell_at: np.ndarray
    """regions × administrations: the cell, or −1"""
    living_cells: np.ndarray
    """places: the cell in which trainers of the place live who come from outside"""
    engagements: np.recarray
    engagement_rates: np.ndarray
    """months × rows of engagements: mean number asked for in the month"""
    calendar: np.recarray
    reserved: np.recarray
    calls: np.recarray
    entrants: np.recarray
    register_groups: np.recarray
    hires: np.recarray


class SharedInputs(NamedTuple):
    """What all replicates of a scenario share: inputs without its draws, and the tables that rules change."""

    inputs: Inputs
    cells: np.recarray
    regions: np.recarray
    programmes: np.recarray
    nominations: np.recarray
    years: int


def _programmes(scenario: Scenario, geography: Geography) -> tuple[np.recarray, np.ndarray]:
    ordered = sorted(scenario.levers.programmes, key=lambda programme: (programme.first, programme.name))
    programmes = table(PROGRAMMES, len(ordered))
    weights = np.zeros((len(ordered), len(geography.cells)))
    start = month_number(scenario.start)
    for row, programme in zip(programmes, ordered, strict=True):
        row.identity = named(f"programme/{programme.name}")
        row.headcount = programme.headcount
        row.first = month_number(programme.first) - start
        row.last = NO_END if programme.last is None else month_number(programme.last) - start
        row.every = programme.every_months or 0
        row.usual_size, row.minimum, row.maximum = programme.size, programme.minimum, programme.maximum
        row.sessions = NONE if programme.sessions is None else programme.sessions
        row.cadence = 0 if programme.sessions_per_month is None else eighths(programme.sessions_per_month)
        row.requests_per_year = programme.requests_per_year or 0.0
        row.permanent, row.remote = programme.permanent, programme.remote
        row.region = place_number(programme.region, geography)
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


def _nominations(scenario: Scenario, geography: Geography) -> tuple[np.recarray, np.ndarray]:
    ordered = sorted(scenario.levers.nominations, key=lambda nomination: (nomination.first, nomination.name))
    nominations, weights = table(NOMINATIONS, len(ordered)), np.zeros((len(ordered), len(geography.cells)))
    start, everywhere = month_number(scenario.start), placing_weights(scenario, geography)
    for number, (row, nomination) in enumerate(zip(nominations, ordered, strict=True)):
        row.identity = named(f"nomination/{nomination.name}")
        row.places = nomination.places
        row.first = month_number(nomination.first) - start
        row.last = NO_END if nomination.last is None else month_number(nomination.last) - start
        row.every = nomination.every_months or 0
        names = [
            nomination.region in (None, cell.region) and nomination.administration in (None, cell.administration)
            for cell in geography.cells
        ]
        weights[number] = np.cumsum(np.where(names, everywhere, 0.0))
    return nominations, weights


def _calls(scenario: Scenario, geography: Geography) -> np.recarray:
    start = month_number(scenario.start)
    rows = [
        (month_number(call.month) - start, place_number(call.region, geography), call.strength)
        for call in scenario.levers.calls
    ]
    return np.array(rows, dtype=CALLS).view(np.recarray)


def _reserved(scenario: Scenario, geography: Geography) -> np.recarray:
    administrations = [*geography.administrations]
    rows = [
        (
            entry.seats,
            place_number(entry.region, geography),
            NONE if entry.administration is None else administrations.index(entry.administration),
        )
        for entry in scenario.levers.facilitator_courses.reserved
    ]
    return np.array(rows, dtype=RESERVED).view(np.recarray)


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
        (month_number(entry.month) - start, place_number(entry.place, geography), kind, entry.courses, entry.remote)
        for kind, courses in enumerate((scenario.levers.facilitator_courses, scenario.levers.trainer_courses))
        for entry in courses.calendar
    ]
    rows.sort(key=lambda row: (row[0], row[1]))
    return np.array(rows, dtype=CALENDAR).view(np.recarray)


def _cells(geography: Geography) -> np.recarray:
    cells = table(CELLS, len(geography.cells))
    cells.identity = [named(f"cell/{cell.region}/{cell.administration}") for cell in geography.cells]
    cells.call_identity = [named(f"call/{cell.region}/{cell.administration}") for cell in geography.cells]
    cells.headcount = geography.headcount
    cells.region, cells.administration = geography.region_of_cell, geography.administration_of_cell
    cells.last_called = NO_MONTH
    return cells


def _regions(geography: Geography) -> np.recarray:
    regions = table(REGIONS, len(geography.regions))
    regions.identity = [named(f"region/{region}") for region in geography.regions]
    regions.headcount = np.bincount(geography.region_of_cell, weights=geography.headcount).astype(np.int64)
    return regions


def shared_inputs(scenario: Scenario) -> SharedInputs:
    """What all replicates of a scenario share; its arrays are copied, never changed."""
    geography = geography_of(scenario)
    cells, regions = _cells(geography), _regions(geography)
    cell_at = np.full((len(regions), len(geography.administrations)), NONE, np.int64)
    cell_at[cells.region, cells.administration] = np.arange(len(cells))
    programmes, programme_weights = _programmes(scenario, geography)
    nominations, nomination_weights = _nominations(scenario, geography)
    engagements, engagement_rates = _engagements(scenario, geography)
    monthly = monthly_parameters(scenario)
    credits, most_kept = trainer_credits(scenario, geography)
    inputs = Inputs(
        key=stream_key(0, 0),
        parameters=fixed_parameters(scenario, geography, len(programmes)),
        monthly=monthly,
        credits=credits,
        most_kept=most_kept,
        year_begins=np.flatnonzero(np.diff(monthly.year, prepend=-1)).astype(np.int64),
        wear=np.zeros(0),
        activity_classes=np.zeros(0),
        course_rates=np.zeros(0),
        active_by_half_year=np.array(scenario.initial.active_by_half_year),
        summed_headcount=np.cumsum(geography.headcount).astype(float),
        initial_weights=weights_by_place(scenario, geography),
        programme_weights=programme_weights,
        nomination_weights=nomination_weights,
        cell_at=cell_at,
        living_cells=living_cells(scenario, geography),
        engagements=engagements,
        engagement_rates=engagement_rates,
        calendar=_calendar(scenario, geography),
        reserved=_reserved(scenario, geography),
        calls=_calls(scenario, geography),
        entrants=entrants(scenario, geography),
        register_groups=register_groups(scenario, geography),
        hires=hires(scenario, geography),
    )
    return SharedInputs(inputs, cells, regions, programmes, nominations, len(inputs.year_begins))


def replicate_inputs(
    shared: SharedInputs, values: dict[str, float], seed: int, replicate: int
) -> tuple[Inputs, np.recarray]:
    """One replicate's inputs and its cells with their addressable pools; `values` are its uncertainties."""
    yearly = 1.0 - values["animation_effect"] * shared.inputs.monthly.animation
    inputs = shared.inputs._replace(
        key=stream_key(seed, replicate),
        engagements=shared.inputs.engagements.copy(),  # Demand writes to it
        parameters=with_uncertainties(shared.inputs.parameters, values),
        wear=np.cumsum(np.concatenate([[0.0], yearly / 12.0])),
        activity_classes=activity_classes(values["activity_shape"]),
        course_rates=course_rate_classes(values["certification"], values["certification_precision"]),
    )
    cells = shared.cells.copy()
    cells.addressable = np.floor(values["addressable_share"] * cells.headcount + 0.5)
    return inputs, cells
