"""A Mesa data collector with the declared columns: national figures of each month, in their units."""

from functools import partial

import mesa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS


def national_collector() -> mesa.DataCollector:
    """A collector of `month` and of every column of persons and activity, summed over all places."""
    reporters: dict[str, str | partial[int | float]] = {"month": "month"}
    for table, columns in (("persons", PERSON_COLUMNS), ("activity", ACTIVITY_COLUMNS)):
        for position, column in enumerate(columns):
            reporters[column.name] = partial(_national, table=table, position=position, scale=column.scale)
    return mesa.DataCollector(model_reporters=reporters)


def _national(model, table: str, position: int, scale: int) -> int | float:
    """The last month's figure of the nation, in the column's unit."""
    total = int(getattr(model.ledger.recording, table)[model.month_index, :, position].sum())
    return total if scale == 1 else total / scale
