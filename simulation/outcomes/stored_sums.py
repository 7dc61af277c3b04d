"""The sums of a forecast's chunks: read where they are stored, formed again where they are gone."""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS, Column
from simulation.outcomes.chunks import Chunk
from simulation.outcomes.results import Results
from simulation.outcomes.stored_types import STORED
from simulation.outcomes.sums import Part, joined_sums, sums_of, sums_table
from simulation.storage.files import MOST_OPEN, Read, parquet_of
from simulation.storage.storage import Folder, Storage


def stored_sums(results: Results) -> Iterator[tuple[int, slice, np.ndarray]]:
    """Sums over places of all replicates, as `outcomes.sums` says, bit by bit."""
    chunks, parts = results.run_chunks, []
    with TemporaryDirectory() as spare, ExitStack() as stack:
        for chunk in chunks:
            storage, name, size, picked = _found(results, chunk, Folder(spare))
            few = len(chunks) <= MOST_OPEN
            read = stack.enter_context(storage.opened_table(name, STORED["sums"])) if few else _again(storage, name)
            parts.append(Part(read, size, picked))
        yield from joined_sums(results.frame, parts)


def _found(results: Results, chunk: Chunk, spare: Folder) -> tuple[Storage, str, int, np.ndarray | None]:
    """Where the sums of a chunk are, how many runs they hold, and which count."""
    noted = chunk.files.get("sums")
    if noted is None or not results.storage.is_whole(noted["path"], noted):
        return spare, _add_up(results, chunk, spare), len(chunk.runs), None
    picked = None if chunk.picked is None else np.array(chunk.picked)
    return results.storage, noted["path"], len(chunk.runs) if picked is None else len(picked), picked


def _add_up(results: Results, chunk: Chunk, spare: Folder) -> str:
    """Forms the sums of a chunk, into another folder; the name of the file."""
    persons, activity = (_by_place(results, chunk, columns) for columns in (PERSON_COLUMNS, ACTIVITY_COLUMNS))
    table = sums_table(sums_of(results.frame, persons, activity))
    name = f"{Path(chunk.name).stem}.parquet"
    spare.write(name, parquet_of(table, int(table.schema.metadata[b"together"]), "lz4"))
    return name


def _by_place(results: Results, chunk: Chunk, columns: Sequence[Column]) -> np.ndarray:
    """The columns of a table of a chunk: replicates × months × places × columns."""
    found = results.whole_numbers([column.name for column in columns], [chunk])
    by_column = np.stack([whole for _, whole in found])
    return np.ascontiguousarray(by_column.reshape(len(columns), -1).T).reshape(*by_column.shape[1:], -1)


def _again(storage: Storage, name: str) -> Read:
    """Reads groups of rows of a table that is opened each time."""

    def read(columns: Sequence[str] | None = None, group: int | None = None) -> pa.Table:
        with storage.opened_table(name, STORED["sums"]) as opened:
            return opened(columns, group)

    return read
