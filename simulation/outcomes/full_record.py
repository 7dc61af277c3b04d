"""What a forecast keeps of its runs: everything, as tables, with the sums from which the summary is made."""

from collections.abc import Mapping, Sequence

import pyarrow as pa

from simulation.common.recording import Recording
from simulation.outcomes.frame import Frame
from simulation.outcomes.small_tables import CHANCE, chance_table, failures_table, uncertainties_table, world_of
from simulation.outcomes.store import Run
from simulation.outcomes.sums import sums_of, sums_table
from simulation.outcomes.tables import activity_table, lineage_table, network_table, persons_table, ties_table

SINGLE_FILES = ("network", "lineage", "ties", "uncertainties", "chance", "failures", "summary")
"""The tables that are one file each, put together when all chunks are there."""
EXAMPLE_FILES = ("example_people", "example_groups")
"""The tables of one replicate told person by person; not there when the model is not Essaim's own."""


def chunk_name(first: int, last: int) -> str:
    """What the files of a chunk with these replicates are called."""
    prefix = "chance-" if first >= CHANCE else ""
    return f"{prefix}{world_of(first):06d}-{world_of(last):06d}"


def full_tables(
    frame: Frame, runs: Sequence[Run], recordings: Sequence[Recording], drawn: Sequence[Mapping[str, float]]
) -> dict[str, pa.Table]:
    """The tables of some runs, all of them of the chance batch or none. drawn: their uncertainties."""
    replicates = [replicate for _, replicate in runs]
    if not replicates:
        return {}
    if replicates[0] >= CHANCE:
        return {"chance": chance_table(frame, replicates, list(map(world_of, replicates)), recordings)}
    values = {name: [one[name] for one in drawn] for name in drawn[0]}
    sums = sums_of(frame, [r.persons for r in recordings], [r.activity for r in recordings])
    return {
        "persons": persons_table(frame, replicates, recordings),
        "activity": activity_table(frame, replicates, recordings),
        "network": network_table(frame, replicates, recordings),
        "lineage": lineage_table(frame, replicates, recordings),
        "ties": ties_table(frame, replicates, recordings),
        "uncertainties": uncertainties_table([(replicates, values)]),
        "sums": sums_table(sums),
    }


def empty_table(frame: Frame, name: str) -> pa.Table:
    """A table of a kind without rows."""
    make = {"network": network_table, "lineage": lineage_table, "ties": ties_table}
    if name == "chance":
        return chance_table(frame, [], [], [])
    if name == "failures":
        return failures_table([])
    return uncertainties_table([]) if name == "uncertainties" else make[name](frame, [], [])


__all__ = ["CHANCE", "EXAMPLE_FILES", "SINGLE_FILES", "chunk_name", "empty_table", "full_tables", "world_of"]
