"""The scenario's numbers for compiled rules: fixed ones in one row, dated ones in a row a month.

Which levers, prices and uncertainties there are, under which name and in which unit, the fields of the schema say
(see `scenario.quantities.Stored`). Written by hand is only what is computed of several, or counted.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from simulation.common.arithmetic import chance_of_none
from simulation.common.columns import TRAINER_USES
from simulation.common.units import StoredField, by_name, stored_fields
from simulation.engine.tables import table
from simulation.scenario.geography import Geography
from simulation.scenario.levers import Levers
from simulation.scenario.prices import Prices
from simulation.scenario.quantities import month_number, values_by_month
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
    [(name, "i8") for name in ("months", "first_month", "cells", "regions", "administrations", "programmes")]
    + [(f"beyond_{name}", "f8") for name in _BEYOND]
    + [column for fields in (_FIXED_LEVERS, _PRICES, _UNCERTAINTIES) for column in _columns(fields)],
    align=True,
)
"""What stays the same during a run. Pairs: facilitator course, trainer course.

`beyond_…`: a uniform number below it means that the event comes after the end of the run.
"""

MONTHLY = np.dtype(
    [
        ("credits", "i8", (len(TRAINER_USES),)),
        ("most_kept", "i8", (len(TRAINER_USES),)),
        ("new_year", "i8"),  # 1 where the budget's year begins
        ("last_of_year", "i8"),  # 1 where the year's network is recorded
        *_columns(_DATED_LEVERS),
    ],
    align=True,
)
"""The levers that may change by dated steps, one row a month; `credits` and `most_kept` by use of trainer days.

Pairs: facilitator course, trainer course.
"""


def fixed_parameters(scenario: Scenario, geography: Geography, programmes: int) -> np.recarray:
    """One row of PARAMETERS, but for the uncertainties."""
    parameters = table(PARAMETERS, 1)
    row = parameters[0]
    row.months, row.first_month = scenario.months, month_number(scenario.start)
    row.cells, row.regions = len(geography.cells), len(geography.regions)
    row.administrations, row.programmes = len(geography.administrations), programmes
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
    trainers, names = scenario.levers.trainers, scenario.month_names()
    monthly = table(MONTHLY, scenario.months)
    days = np.array(values_by_month(trainers.days_per_month, names))
    for use, name in enumerate(TRAINER_USES):
        given = days * np.array(values_by_month(getattr(trainers, f"share_{name}"), names)) * 8
        monthly.credits[:, use] = np.diff(np.floor(np.cumsum(given) + 1e-9), prepend=0)
        monthly.most_kept[:, use] = np.floor(given * trainers.days_kept_months + 1e-9)
    for name, fields in _DATED_LEVERS.items():
        values = [field.by_month(scenario.levers, names) for field in fields]
        monthly[name] = np.array(values).T if len(values) > 1 else values[0]
    monthly.new_year = [int(month.endswith("-01")) for month in names]
    monthly.last_of_year = [int(month.endswith("-12") or month == names[-1]) for month in names]
    return monthly
