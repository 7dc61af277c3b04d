"""Mean and quantiles over replicates, by month, for the nation, each region and each administration.

Sums over places are taken within each replicate, in whole numbers; quantiles come after. Quantiles are never added.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from simulation.outcomes.columns import ACTIVITY_COLUMNS
from simulation.outcomes.frame import Frame
from simulation.outcomes.tables import COUNTED_PERSON_COLUMNS, MEANS, MEASURES

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

QUANTILES = {"q025": 0.025, "q10": 0.10, "q25": 0.25, "q50": 0.50, "q75": 0.75, "q90": 0.90, "q975": 0.975}
"""Columns of the summary that are quantiles over replicates."""
LEVELS = ("nation", "region", "administration")

type Columns = Callable[[Sequence[str]], Iterable[tuple[str, np.ndarray]]]
"""Names of one table to (name, whole numbers: replicates × months × places)."""


def summary_of(results: "Results") -> pa.Table:
    """The summary table, from the stored chunks."""
    return summarise(results.frame, results.whole_numbers)


def summarise(frame: Frame, columns: Columns) -> pa.Table:
    """The summary table: level, region, administration, month, measure, unit, mean and quantiles.

    Rows by level, measure, place and month. `region` is null but at the level of regions, `administration` likewise.
    Activity is there for the nation and for regions, of which `national` is one. Means (skill, generation) weigh every
    facilitator and trainer alike; a replicate with none of them at a place and month does not count there.
    """
    parts: dict[str, list[tuple[str, np.ndarray, np.ndarray]]] = {level: [] for level in LEVELS}
    kept: dict[str, np.ndarray] = {}
    sums = [mean.total for mean in MEANS]
    for name, whole in columns([*(column.name for column in COUNTED_PERSON_COLUMNS), *sums]):
        if name in ("facilitators", "trainers", *sums):
            kept[name] = _turned(whole)
        if name not in sums:
            for level, summed in _by_level(frame, _turned(whole)):
                parts[level].append((name, *_spread(summed, MEASURES[name].scale)))
    weight = kept["facilitators"] + kept["trainers"]
    for mean in MEANS:
        totals, weights = _by_level(frame, kept[mean.total]), _by_level(frame, weight)
        for (level, total), (_, people) in zip(totals, weights, strict=True):
            with np.errstate(invalid="ignore"):
                parts[level].append((mean.column.name, *_spread_of_some(total / (people * mean.scale))))
    for name, whole in columns([column.name for column in ACTIVITY_COLUMNS]):
        scale = MEASURES[name].scale
        turned = _turned(whole)
        parts["nation"].append((name, *_spread(turned.sum(axis=0, keepdims=True, dtype=np.int64), scale)))
        parts["region"].append((name, *_spread(turned, scale)))
    return pa.concat_tables([_level_table(frame, level, parts[level]) for level in LEVELS]).unify_dictionaries()


def _turned(whole: np.ndarray) -> np.ndarray:
    """Replicates × months × places to places × months × replicates, so that sums and sorts run along memory."""
    return np.ascontiguousarray(whole.transpose(2, 1, 0))


def _by_level(frame: Frame, turned: np.ndarray) -> Iterator[tuple[str, np.ndarray]]:
    """Level and sums over cells: places of that level × months × replicates."""
    regions = _grouped(turned, [region for region, _ in frame.cells], len(frame.regions))
    yield "nation", regions.sum(axis=0, keepdims=True)
    yield "region", regions
    yield "administration", _grouped(turned, [one for _, one in frame.cells], len(frame.administrations))


def _grouped(turned: np.ndarray, group: list[int], groups: int) -> np.ndarray:
    summed = np.zeros((groups, *turned.shape[1:]), np.int64)
    for place, number in enumerate(group):
        summed[number] += turned[place]
    return summed


def _spread(summed: np.ndarray, scale: int) -> tuple[np.ndarray, np.ndarray]:
    """Mean (places × months) and quantiles (7 × places × months) over replicates, in units."""
    places, months, replicates = summed.shape
    if replicates == 0:
        return np.full((places, months), np.nan), np.full((len(QUANTILES), places, months), np.nan)
    mean = summed.sum(axis=2) / (replicates * scale)
    # Four bytes sort twice as fast as eight.
    narrow = summed.max() < 2**31
    ordered = np.sort(summed.astype(np.int32 if narrow else np.int64), axis=2)
    quantiles = np.empty((len(QUANTILES), places, months))
    for number, share in enumerate(QUANTILES.values()):
        position = share * (replicates - 1)
        below = int(position)
        above = min(below + 1, replicates - 1)
        low, high = ordered[:, :, below].astype(np.float64), ordered[:, :, above].astype(np.float64)
        quantiles[number] = (low + (position - below) * (high - low)) / scale
    return mean, quantiles


def _spread_of_some(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The same for float64 values of which some are NaN and do not count; NaN where all are."""
    ordered = np.sort(values, axis=2)  # NaN last
    some = np.count_nonzero(~np.isnan(ordered), axis=2)
    with np.errstate(invalid="ignore"):
        mean = np.nansum(ordered, axis=2) / np.where(some == 0, np.nan, some)
    if values.shape[2] == 0:
        return mean, np.full((len(QUANTILES), *mean.shape), np.nan)
    quantiles = np.empty((len(QUANTILES), *mean.shape))
    for number, share in enumerate(QUANTILES.values()):
        position = share * np.maximum(some - 1, 0)
        below = position.astype(np.int64)
        above = np.minimum(below + 1, np.maximum(some - 1, 0))
        low = np.take_along_axis(ordered, below[:, :, None], axis=2)[:, :, 0]
        high = np.take_along_axis(ordered, above[:, :, None], axis=2)[:, :, 0]
        quantiles[number] = low + (position - below) * (high - low)
    return mean, quantiles


def _level_table(frame: Frame, level: str, parts: list[tuple[str, np.ndarray, np.ndarray]]) -> pa.Table:
    months = frame.months
    names = [name for name, _, _ in parts]
    places = [mean.shape[0] for _, mean, _ in parts]
    rows = np.array(places) * months
    units = list(dict.fromkeys(MEASURES[name].unit for name in names))
    where = np.concatenate([np.repeat(np.arange(count), months) for count in places])
    days = np.tile(frame.first_days.astype(np.int64).astype(np.int32), sum(places))
    columns = {
        "level": _dictionary(np.full(len(where), LEVELS.index(level)), LEVELS),
        "region": _dictionary(where, frame.places, level == "region"),
        "administration": _dictionary(where, frame.administrations, level == "administration"),
        "month": pa.array(days).cast(pa.date32()),
        "measure": _dictionary(np.repeat(np.arange(len(names)), rows), names),
        "unit": _dictionary(np.repeat([units.index(MEASURES[name].unit) for name in names], rows), units),
        "mean": _floats([mean for _, mean, _ in parts]),
    }
    for number, quantile in enumerate(QUANTILES):
        columns[quantile] = _floats([quantiles[number] for _, _, quantiles in parts])
    return pa.table(columns)


def _dictionary(indices: np.ndarray, names: Sequence[str], present: bool = True) -> pa.DictionaryArray:
    positions = indices.astype(np.int16) if present else np.zeros(len(indices), np.int16)
    mask = None if present else np.ones(len(indices), bool)
    return pa.DictionaryArray.from_arrays(pa.array(positions, mask=mask), pa.array(names, pa.string()))


def _floats(arrays: list[np.ndarray]) -> pa.Array:
    values = np.concatenate([array.ravel() for array in arrays])
    missing = np.isnan(values)
    return pa.array(values, mask=missing if missing.any() else None)
