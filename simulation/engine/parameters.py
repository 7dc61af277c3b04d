"""The scenario's numbers for compiled rules: fixed ones in one row, dated ones in a row a month.

Which levers, prices and uncertainties there are, under which name and in which unit, the fields of the schema say
(see `scenario.quantities.Stored`). Written by hand is only what is computed of several, or counted.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.common.arithmetic import chance_of_none
from simulation.common.columns import TRAINER_USES
from simulation.common.units import StoredField, by_name, eighths, stored_fields
from simulation.engine.tables import NONE, table
from simulation.scenario.geography import Geography
from simulation.scenario.levers import NATIONAL, Levers
from simulation.scenario.prices import Prices
from simulation.scenario.quantities import month_number, month_text, value_at
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import Uncertainties

_FIXED_LEVERS = by_name([field for field in stored_fields(Levers) if not field.is_dated])
_DATED_LEVERS = by_name([field for field in stored_fields(Levers) if field.is_dated])
_PRICES = by_name(stored_fields(Prices))
_UNCERTAINTIES = by_name(stored_fields(Uncertainties))
_BEYOND = ("leaving", "moving")


def _columns(fields: Mapping[str, Sequence[StoredField]]) -> list[tuple]:
    """A column a name; of several fields of one name, one with as many numbers."""
    return [
        (name, "i8" if first.is_whole else "f8", *([(1 + len(others),)] if others else []))
        for name, (first, *others) in fields.items()
    ]


PARAMETERS = np.dtype(
    [(name, "i8") for name in ("months", "cells", "regions", "administrations", "programmes")]
    + [(name, "i8") for name in ("days_kept_months", "replaced_after_months", "is_capped")]
    + [("order_of_uses", "i8", (len(TRAINER_USES),))]
    + [(f"beyond_{name}", "f8") for name in _BEYOND]
    + [column for fields in (_FIXED_LEVERS, _PRICES, _UNCERTAINTIES) for column in _columns(fields)],
    align=True,
)
"""What stays the same during a run. Pairs: facilitator course, trainer course.

`order_of_uses`: uses of trainer days, by their positions in TRAINER_USES. `is_capped`: whether any month has a budget.
`beyond_…`: a uniform number below it means that the event comes after the end of the run.
"""

MONTHLY = np.dtype(
    [
        ("year", "i8"),  # calendar year, from 0
        ("months_left", "i8"),  # of the calendar year, this one included
        ("new_year", "i8"),  # 1 in January
        ("new_quarter", "i8"),  # 1 where a calendar quarter begins
        ("last_of_year", "i8"),  # 1 where the year's network is recorded
        *_columns(_DATED_LEVERS),
    ],
    align=True,
)
"""The calendar, and the levers that may change by dated steps, one row a month.

Pairs: facilitator course, trainer course.
"""


def fixed_parameters(scenario: Scenario, geography: Geography, programmes: int) -> np.recarray:
    """One row of PARAMETERS, but for the uncertainties."""
    parameters = table(PARAMETERS, 1)
    row = parameters[0]
    row.months = scenario.months
    row.cells, row.regions = len(geography.cells), len(geography.regions)
    row.administrations, row.programmes = len(geography.administrations), programmes
    trainers, budget = scenario.levers.trainers, scenario.levers.budget
    row.days_kept_months = trainers.days_kept_months
    row.replaced_after_months = NONE if trainers.replaced_after_months is None else trainers.replaced_after_months
    row.order_of_uses = [TRAINER_USES.index(use) for use in trainers.order_of_uses]
    row.is_capped = any(value_at(budget, month) is not None for month in scenario.month_names())
    for section, kept in ((scenario.levers, _FIXED_LEVERS), (scenario.prices, _PRICES)):
        for name, fields in kept.items():
            values = [field.fixed(section) for field in fields]
            row[name] = values if len(values) > 1 else values[0]
    return parameters


_DRAWN = [(field.path[0], field.convert) for (field,) in _UNCERTAINTIES.values()]
_DRAWN_COLUMNS = [*_UNCERTAINTIES, *(f"beyond_{name}" for name in _BEYOND)]


def with_uncertainties(fixed: np.recarray, values: Mapping[str, float]) -> np.recarray:
    """One row of PARAMETERS with the uncertainties of a replicate, given by name and in their units."""
    parameters = fixed.copy()
    months = parameters.months[0]
    drawn = [convert(values[name]) for name, convert in _DRAWN]
    parameters[_DRAWN_COLUMNS] = (*drawn, *(chance_of_none(values[name], months) for name in _BEYOND))
    return parameters


def monthly_parameters(scenario: Scenario) -> np.recarray:
    """A row of MONTHLY for each month."""
    names, start = scenario.month_names(), month_number(scenario.start)
    monthly = table(MONTHLY, scenario.months)
    calendar = np.arange(start, start + scenario.months)
    monthly.year = calendar // 12 - start // 12
    monthly.months_left = 12 - calendar % 12
    monthly.new_year = calendar % 12 == 0
    monthly.new_quarter = calendar % 3 == 0
    monthly.last_of_year = (calendar % 12 == 11) | (calendar == calendar[-1])
    for name, fields in _DATED_LEVERS.items():
        values = [field.by_month(scenario.levers, names) for field in fields]
        monthly[name] = np.array(values).T if len(values) > 1 else values[0]
    return monthly


def trainer_credits(scenario: Scenario, geography: Geography) -> tuple[np.ndarray, np.ndarray]:
    """months × places: eighths of a day that a trainer at home there gives, and keeps at most.

    The months go on to the end of the last calendar year, for which bought days are charged.
    """
    trainers, start = scenario.levers.trainers, month_number(scenario.start)
    to_december = scenario.months + (-(start + scenario.months)) % 12
    names = [month_text(start + month) for month in range(to_december)]
    at = {entry.place: entry.days_per_month for entry in trainers.days_at}
    credits = np.array(
        [
            [eighths(value_at(at.get(place, trainers.days_per_month), month)) for month in names]
            for place in (*geography.regions, NATIONAL)
        ]
    ).T
    kept = trainers.days_kept_months
    # as if the days of the first month had been given before
    given = np.concatenate([np.repeat(credits[:1], kept, axis=0), credits])
    summed = np.cumsum(given, axis=0)
    return np.ascontiguousarray(credits), np.ascontiguousarray(summed[kept:] - summed[:-kept])
