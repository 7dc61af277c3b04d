"""The small tables of a run: what failed, what was drawn, and the runs that tell chance from assumption."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from simulation.common.columns import PERSON_INDEX, PERSON_STOCKS, ROLE_STOCKS
from simulation.common.recording import Recording
from simulation.outcomes.chunks import Failure
from simulation.outcomes.frame import Frame
from simulation.outcomes.tables import field, time_keys

CHANCE_COLUMNS = (*ROLE_STOCKS, *PERSON_STOCKS)
"""What is kept of the chance batch: stocks of the nation at the end of each month."""


CHANCE = 1_000_000
"""Replicate number of the first run of the chance batch: run CHANCE + w repeats the world of replicate w."""


def world_of(replicate: int) -> int:
    """The replicate whose uncertainties a run uses: its own, unless it is one of the chance batch."""
    return replicate - CHANCE if replicate >= CHANCE else replicate


FAILURE_FIELDS = {
    "replicate": ("", "Replicate that failed", "Réplique en échec"),
    "world": ("", "Replicate whose uncertainties it used", "Réplique dont les incertitudes ont été reprises"),
    "stage": (
        "",
        "Where it failed: draw, a rule, record, time limit, worker died",
        "Où : tirage, règle, relevé, temps limite, processus tué",
    ),
    "error": ("", "Error", "Erreur"),
    "traceback": ("", "Where in the code", "Où dans le code"),
}
"""Columns of the failures table: unit, English, French."""


def failures_table(failures: Sequence[Failure]) -> pa.Table:
    """One row a run that crashed, by replicate."""
    ordered = sorted(failures, key=lambda failure: failure.replicate)
    types = {"replicate": pa.int32(), "world": pa.int32()}
    schema = pa.schema([pa.field(name, types.get(name, pa.string()), False) for name in FAILURE_FIELDS])
    rows = [vars(failure) | {"world": world_of(failure.replicate)} for failure in ordered]
    return pa.table({name: [row[name] for row in rows] for name in FAILURE_FIELDS}, schema)


def uncertainties_table(parts: Sequence[tuple[Sequence[int], dict[str, list[float]]]]) -> pa.Table:
    """One row a replicate, one column an uncertainty, in its unit. Parts: (replicates, values by name)."""
    parts = [part for part in parts if part[0]]
    names = list(parts[0][1]) if parts else []
    columns = {"replicate": pa.array([replicate for replicates, _ in parts for replicate in replicates], pa.int32())}
    for name in names:
        columns[name] = pa.array([value for _, values in parts for value in values[name]], pa.float64())
    return pa.table(columns)


def chance_table(
    frame: Frame, replicates: Sequence[int], worlds: Sequence[int], recordings: Sequence[Recording]
) -> pa.Table:
    """National stocks of runs that repeat a world with other chance: rows by replicate and month."""
    keys, key_fields = time_keys(replicates, frame.first_days, 1)
    position = [PERSON_INDEX[column.name] for column in CHANCE_COLUMNS]
    totals = [recording.persons[:, :, position].sum(axis=1) for recording in recordings]
    values = np.concatenate(totals) if totals else np.zeros((0, len(position)), np.int64)
    world = pa.array(np.repeat(np.array(worlds, np.int32), frame.months))
    fields = [*key_fields, pa.field("world", pa.int32(), False), *(field(column) for column in CHANCE_COLUMNS)]
    return pa.Table.from_arrays(
        [*keys, world, *(pa.array(column.astype(np.int32)) for column in values.T)], schema=pa.schema(fields)
    )
