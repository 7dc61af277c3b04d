"""Mean and quantiles over replicates, by month, for the nation, each region and each administration.

Sums over places are taken within each replicate, in whole numbers; quantiles come after. Quantiles are never added.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS, PERSON_INDEX
from simulation.outcomes.frame import Frame
from simulation.outcomes.sums import lines_of, split, sums_of
from simulation.outcomes.tables import COUNTED_PERSON_COLUMNS, MEANS, MEASURES, STORED_PERSON_COLUMNS

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

QUANTILES = {"q025": 0.025, "q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90, "q975": 0.975}
"""Columns of the summary that are quantiles over replicates."""
LEVELS = ("nation", "region", "administration")

type Columns = Callable[[Sequence[str]], Iterable[tuple[str, np.ndarray]]]
"""Names of one table to (name, whole numbers: replicates × months × places)."""


def summary_of(results: "Results") -> pa.Table:
    """The summary table, from the stored chunks."""
    return _summary(results.frame, results.sums())


def summarise(frame: Frame, columns: Columns) -> pa.Table:
    """The summary table, from columns in memory."""
    persons, activity = (
        np.stack([whole for _, whole in columns([column.name for column in table])], axis=3)
        for table in (PERSON_COLUMNS, ACTIVITY_COLUMNS)
    )
    sums = sums_of(frame, persons, activity)
    return _summary(frame, ((month, slice(0, lines_of(frame)), of_month) for month, of_month in enumerate(sums)))


def _summary(frame: Frame, blocks: Iterable[tuple[int, slice, np.ndarray]]) -> pa.Table:
    """From sums, bit by bit: level, region, administration, month, measure, unit, mean, quantiles.

    Rows by level, measure, place and month. `region` is null but at the level of regions, `administration` likewise.
    Activity is there for the nation and for regions, of which `national` is one. Means (skill, generation) weigh every
    facilitator and trainer alike; a replicate with none of them at a place and month does not count there.
    """
    spread = np.full((frame.months, lines_of(frame), 1 + len(QUANTILES)), np.nan)
    persons, activity = split(frame, spread)
    means = np.full((frame.months, persons.shape[1], len(MEANS), 1 + len(QUANTILES)), np.nan)
    scales, width = _scales(frame), len(PERSON_COLUMNS)
    last = persons.shape[1] * width
    for month, lines, sums in blocks:
        of_persons = slice(lines.start, min(lines.stop, last))
        if of_persons.stop > of_persons.start:
            places = slice(of_persons.start // width, of_persons.stop // width)
            of_places = sums[: of_persons.stop - of_persons.start]
            some = of_places.reshape(places.stop - places.start, width, sums.shape[1])
            means[month, places] = _spread_of_means(some)  # first, as the sums are then sorted where they are
        spread[month, lines] = _spread(scales[lines], sums)
    counted = [PERSON_INDEX[column.name] for column in COUNTED_PERSON_COLUMNS]
    persons = np.concatenate([persons[:, :, counted], means], axis=2)
    regions = slice(1, 1 + len(frame.regions))
    in_persons = [column.name for column in STORED_PERSON_COLUMNS]
    in_activity = [column.name for column in ACTIVITY_COLUMNS]
    levels = {
        "nation": [(in_persons, persons[:, :1]), (in_activity, activity[:, :1])],
        "region": [(in_persons, persons[:, regions]), (in_activity, activity[:, 1:])],
        "administration": [(in_persons, persons[:, regions.stop :])],
    }
    return pa.concat_tables([_level_table(frame, name, level) for name, level in levels.items()]).unify_dictionaries()


def _spread(scale: np.ndarray, sums: np.ndarray) -> np.ndarray:
    """Mean and quantiles over replicates, in units: lines × 8. Sorts the sums (lines × replicates) it is given."""
    lines, replicates = sums.shape
    spread = np.full((lines, 1 + len(QUANTILES)), np.nan)
    if replicates == 0:
        return spread
    sums.sort(axis=1)
    spread[:, 0] = sums.sum(axis=1, dtype=np.int64) / (replicates * scale)
    for number, share in enumerate(QUANTILES.values()):
        position = share * (replicates - 1)
        below = int(position)
        above = min(below + 1, replicates - 1)
        low, high = sums[:, below].astype(np.float64), sums[:, above].astype(np.float64)
        spread[:, 1 + number] = (low + (position - below) * (high - low)) / scale
    return spread


def _scales(frame: Frame) -> np.ndarray:
    """Whole-number parts of each line's unit."""
    scales = np.empty((1, lines_of(frame)), np.int64)
    for part, columns in zip(split(frame, scales), (PERSON_COLUMNS, ACTIVITY_COLUMNS), strict=True):
        part[:] = [column.scale for column in columns]
    return scales[0]


def _spread_of_means(persons: np.ndarray) -> np.ndarray:
    """The same of means over persons: places × MEANS × 8; NaN where no replicate has anybody.

    persons: places × columns × replicates.
    """
    people = persons[:, PERSON_INDEX["facilitators"]] + persons[:, PERSON_INDEX["trainers"]]
    totals = np.stack([persons[:, PERSON_INDEX[mean.total]] for mean in MEANS], axis=1)
    scales = np.array([mean.scale for mean in MEANS])[:, None]
    with np.errstate(invalid="ignore"):
        ordered = np.sort(totals / (people[:, None] * scales), axis=2)  # NaN last
    some = np.count_nonzero(~np.isnan(ordered), axis=2)
    spread = np.full((*some.shape, 1 + len(QUANTILES)), np.nan)
    if ordered.shape[2] == 0:
        return spread
    spread[..., 0] = np.nansum(ordered, axis=2) / np.where(some == 0, np.nan, some)
    last = np.maximum(some - 1, 0)
    for number, share in enumerate(QUANTILES.values()):
        position = share * last
        below = position.astype(np.int64)
        above = np.minimum(below + 1, last)
        low, high = (np.take_along_axis(ordered, at[..., None], axis=2)[..., 0] for at in (below, above))
        spread[..., 1 + number] = low + (position - below) * (high - low)
    return spread


def _level_table(frame: Frame, level: str, parts: list[tuple[list[str], np.ndarray]]) -> pa.Table:
    """The rows of one level. Parts: names of columns; their means and quantiles, months × places × columns × 8."""
    names = [name for part, _ in parts for name in part]
    places = [spread.shape[1] for part, spread in parts for _ in part]
    rows = np.array(places) * frame.months
    units = list(dict.fromkeys(MEASURES[name].unit for name in names))
    where = np.concatenate([np.repeat(np.arange(count), frame.months) for count in places])
    days = np.tile(frame.first_days.astype(np.int64).astype(np.int32), sum(places))
    columns = {
        "level": _dictionary(np.full(len(where), LEVELS.index(level)), LEVELS),
        "region": _dictionary(where, frame.places, level == "region"),
        "administration": _dictionary(where, frame.administrations, level == "administration"),
        "month": pa.array(days).cast(pa.date32()),
        "measure": _dictionary(np.repeat(np.arange(len(names)), rows), names),
        "unit": _dictionary(np.repeat([units.index(MEASURES[name].unit) for name in names], rows), units),
    }
    for number, name in enumerate(("mean", *QUANTILES)):
        columns[name] = _floats([spread[..., number].transpose(2, 1, 0) for _, spread in parts])
    return pa.table(columns)


def _dictionary(indices: np.ndarray, names: Sequence[str], present: bool = True) -> pa.DictionaryArray:
    positions = indices.astype(np.int16) if present else np.zeros(len(indices), np.int16)
    mask = None if present else np.ones(len(indices), bool)
    return pa.DictionaryArray.from_arrays(pa.array(positions, mask=mask), pa.array(names, pa.string()))


def _floats(arrays: list[np.ndarray]) -> pa.Array:
    values = np.concatenate([array.ravel() for array in arrays])
    missing = np.isnan(values)
    return pa.array(values, mask=missing if missing.any() else None)
