"""From recordings to Arrow tables: units instead of whole-number parts, keys, means.

Stored are the declared columns, except two sums: `skill_sum` and `generation_sum` are stored as `mean_skill` and
`mean_generation` (null where there is nobody). The sum comes back exactly as mean × (facilitators + trainers).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    GENERATIONS,
    LINEAGE_COLUMNS,
    NETWORK_COLUMNS,
    PERSON_COLUMNS,
    PERSON_INDEX,
    TIES_COLUMNS,
    Column,
)
from simulation.common.recording import Recording
from simulation.language import say
from simulation.outcomes.frame import Frame


@dataclass(frozen=True)
class Mean:
    """A stored mean and the recorded sum it comes from; its weight is facilitators + trainers."""

    column: Column
    total: str

    @property
    def scale(self) -> int:
        """Whole-number parts of the sum to one unit of the mean."""
        return PERSON_COLUMNS[PERSON_INDEX[self.total]].scale


MEANS = (
    Mean(
        Column(
            "mean_skill",
            "share",
            "Mean skill of facilitators and trainers",
            "Compétence moyenne des animateurs et formateurs",
            "mean",
        ),
        "skill_sum",
    ),
    Mean(
        Column(
            "mean_generation",
            "generations",
            "Mean generation of facilitators and trainers",
            "Génération moyenne des animateurs et formateurs",
            "mean",
        ),
        "generation_sum",
    ),
)
"""Means formed when recorded."""

_SUMS = {mean.total for mean in MEANS}
COUNTED_PERSON_COLUMNS = tuple(column for column in PERSON_COLUMNS if column.name not in _SUMS)
"""The columns of the persons table that add over places."""
STORED_PERSON_COLUMNS = (*COUNTED_PERSON_COLUMNS, *(mean.column for mean in MEANS))
"""The value columns of the persons table as stored."""
MEASURES = {column.name: column for column in (*STORED_PERSON_COLUMNS, *ACTIVITY_COLUMNS)}
"""Every value column of persons and activity by name; no name occurs twice."""


def field(column: Column) -> pa.Field:
    """The Arrow field of a value column, with unit and labels as metadata."""
    whole = column.scale == 1 and column.kind != "mean"
    metadata = {"unit": column.unit, "en": column.english, "fr": column.french, "kind": column.kind}
    return pa.field(column.name, pa.int32() if whole else pa.float64(), column.kind == "mean", metadata)


def persons_table(frame: Frame, replicates: Sequence[int], recordings: Sequence[Recording]) -> pa.Table:
    """The persons table of some replicates: rows by replicate, month, cell."""
    columns, arrays = _values(PERSON_COLUMNS, COUNTED_PERSON_COLUMNS, [r.persons for r in recordings])
    weight = arrays["facilitators"].astype(np.int64) + arrays["trainers"]
    nobody = weight == 0
    for mean in MEANS:
        total = np.concatenate([r.persons[:, :, PERSON_INDEX[mean.total]].ravel() for r in recordings])
        value = total / np.where(nobody, 1, weight * mean.scale)
        columns.append(pa.array(value, mask=nobody))
    keys, key_fields = _person_keys(frame, tuple(replicates))
    fields = [*key_fields, *(field(column) for column in STORED_PERSON_COLUMNS)]
    return pa.Table.from_arrays([*keys, *columns], schema=pa.schema(fields))


def activity_table(frame: Frame, replicates: Sequence[int], recordings: Sequence[Recording]) -> pa.Table:
    """The activity table of some replicates: rows by replicate, month, place (regions, then national)."""
    columns, _ = _values(ACTIVITY_COLUMNS, ACTIVITY_COLUMNS, [r.activity for r in recordings])
    keys, key_fields = _activity_keys(frame, tuple(replicates))
    fields = [*key_fields, *(field(column) for column in ACTIVITY_COLUMNS)]
    return pa.Table.from_arrays([*keys, *columns], schema=pa.schema(fields))


def network_table(frame: Frame, replicates: Sequence[int], recordings: Sequence[Recording]) -> pa.Table:
    """The network table of some replicates: rows by replicate and year, `month` being its last."""
    columns, _ = _values(NETWORK_COLUMNS, NETWORK_COLUMNS, [r.network for r in recordings])
    keys, key_fields = time_keys(replicates, frame.first_days[frame.year_ends], 1)
    fields = [*key_fields, *(field(column) for column in NETWORK_COLUMNS)]
    return pa.Table.from_arrays([*keys, *columns], schema=pa.schema(fields))


def lineage_table(frame: Frame, replicates: Sequence[int], recordings: Sequence[Recording]) -> pa.Table:
    """The lineage table of some replicates: rows by replicate, year and generation; rows of zeros are left out."""
    columns, arrays = _values(LINEAGE_COLUMNS, LINEAGE_COLUMNS, [r.lineage for r in recordings])
    keys, key_fields = time_keys(replicates, frame.first_days[frame.year_ends], GENERATIONS)
    generation = np.tile(np.arange(GENERATIONS, dtype=np.int32), len(replicates) * len(frame.year_ends))
    fields = [*key_fields, pa.field("generation", pa.int32(), False), *(field(column) for column in LINEAGE_COLUMNS)]
    table = pa.Table.from_arrays([*keys, pa.array(generation), *columns], schema=pa.schema(fields))
    somebody = np.any([values != 0 for values in arrays.values()], axis=0)
    return table.filter(pa.array(somebody))


def ties_table(frame: Frame, replicates: Sequence[int], recordings: Sequence[Recording]) -> pa.Table:
    """Ties of some replicates: rows by level, replicate, year and pair of places, without those that have none.

    `level` is region or administration, `one` and `other` are names; a pair is there once, in the order of the frame.
    """
    parts = []
    for level, names, arrays in (
        ("region", frame.regions, [recording.ties_of_regions for recording in recordings]),
        ("administration", frame.administrations, [recording.ties_of_administrations for recording in recordings]),
    ):
        ties = np.array(arrays, np.int64).reshape(len(replicates), len(frame.year_ends), len(names), len(names))
        replicate, year, one, other = np.nonzero(np.triu(ties))
        values = ties[replicate, year, one, other].astype(np.int32)
        days = frame.first_days[frame.year_ends[year]].astype(np.int64).astype(np.int32)
        parts.append(
            pa.Table.from_arrays(
                [
                    pa.array(np.array(replicates, np.int32)[replicate]),
                    pa.array(days).cast(pa.date32()),
                    pa.DictionaryArray.from_arrays(np.zeros(len(values), np.int16), pa.array([level], pa.string())),
                    *(
                        pa.DictionaryArray.from_arrays(place.astype(np.int16), pa.array(names, pa.string()))
                        for place in (one, other)
                    ),
                    pa.array(values),
                ],
                schema=_TIES,
            )
        )
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def check_shape(frame: Frame, recording: Recording) -> None:
    """Raises ValueError when a recording does not have the shape of the frame, or a count does not fit 32 bits."""
    years = len(frame.year_ends)
    for name, columns, shape in (
        ("persons", PERSON_COLUMNS, (frame.months, len(frame.cells))),
        ("activity", ACTIVITY_COLUMNS, (frame.months, len(frame.places))),
        ("network", NETWORK_COLUMNS, (years,)),
        ("lineage", LINEAGE_COLUMNS, (years, GENERATIONS)),
    ):
        given, expected = getattr(recording, name), (*shape, len(columns))
        if given.shape != expected:
            raise ValueError(
                say(
                    "{name} recorded with shape {shape}, expected {expected}",
                    name=name,
                    shape=given.shape,
                    expected=expected,
                )
            )
        if given.dtype != np.int32 and given.max() >= 2**31:
            tops = given.reshape(-1, len(columns)).max(axis=0)
            counted = [
                c.name
                for c, top in zip(columns, tops, strict=True)
                if top >= 2**31 and c.scale == 1 and c.name not in _SUMS
            ]
            if counted:
                raise ValueError(say("{name}: {counted} exceeds 2,147,483,647", name=name, counted=", ".join(counted)))


def _values(
    recorded: Sequence[Column], wanted: Sequence[Column], arrays: Sequence[np.ndarray]
) -> tuple[list[pa.Array], dict[str, np.ndarray]]:
    """Columns of a whole chunk, contiguous, in units; and the same as NumPy arrays by name."""
    width = len(recorded)
    rows = arrays[0].size // width if arrays else 0
    position = {column.name: number for number, column in enumerate(recorded)}
    whole = [position[column.name] for column in wanted if column.scale == 1]
    parts = [position[column.name] for column in wanted if column.scale != 1]
    counts = np.empty((width, len(arrays), rows), np.int32)
    amounts = np.empty((len(parts), len(arrays), rows), np.float64)
    scales = np.array([recorded[number].scale for number in parts], np.float64)[:, None]
    for number, array in enumerate(arrays):
        flat = array.reshape(rows, width)
        # Narrowing before the transposition halves the memory that is walked across.
        counts[:, number] = flat.astype(np.int32, copy=False).T
        np.divide(flat[:, parts].T, scales, out=amounts[:, number])
    by_position = {p: counts[p].reshape(-1) for p in whole}
    by_position |= {p: amounts[i].reshape(-1) for i, p in enumerate(parts)}
    by_name = {column.name: by_position[position[column.name]] for column in wanted}
    return [pa.array(values) for values in by_name.values()], by_name


def time_keys(replicates: Sequence[int], days: np.ndarray, rows: int) -> tuple[list[pa.Array], list[pa.Field]]:
    """The columns replicate and month, with `rows` rows for each of the days."""
    numbers = np.repeat(np.array(replicates, np.int32), len(days) * rows)
    dates = np.tile(np.repeat(days.astype(np.int64).astype(np.int32), rows), len(replicates))
    fields = [pa.field("replicate", pa.int32(), False), pa.field("month", pa.date32(), False)]
    return [pa.array(numbers), pa.array(dates).cast(pa.date32())], fields


def _names(indices: list[int], times: int, names: Sequence[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(np.tile(np.array(indices, np.int16), times), pa.array(names, pa.string()))


_NAME = pa.dictionary(pa.int16(), pa.string())
_TIES = pa.schema(
    [
        pa.field("replicate", pa.int32(), False),
        pa.field("month", pa.date32(), False),
        *(pa.field(name, _NAME, False) for name in ("level", "one", "other")),
        *(field(column) for column in TIES_COLUMNS),
    ]
)


@lru_cache(4)
def _person_keys(frame: Frame, replicates: tuple[int, ...]) -> tuple[list[pa.Array], list[pa.Field]]:
    keys, fields = time_keys(replicates, frame.first_days, len(frame.cells))
    times = len(replicates) * frame.months
    keys.append(_names([region for region, _ in frame.cells], times, frame.regions))
    keys.append(_names([administration for _, administration in frame.cells], times, frame.administrations))
    return keys, [*fields, pa.field("region", _NAME, False), pa.field("administration", _NAME, False)]


@lru_cache(4)
def _activity_keys(frame: Frame, replicates: tuple[int, ...]) -> tuple[list[pa.Array], list[pa.Field]]:
    keys, fields = time_keys(replicates, frame.first_days, len(frame.places))
    keys.append(_names(list(range(len(frame.places))), len(replicates) * frame.months, frame.places))
    return keys, [*fields, pa.field("region", _NAME, False)]
