"""Files that are either whole or absent, and Parquet as Essaim writes and reads it."""

import hashlib
import os
import re
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from simulation.common.columns import KEYS
from simulation.language import say
from simulation.language.system_errors import reason_of
from simulation.scenario.paths import is_file
from simulation.scenario.problems import MACHINE, Told

MOST_OPEN = 400
"""Files held open at once; systems allow some 1,000."""


MOST_VALUES = 2_000_000_000
"""Values that one table may hold; some kilobytes can claim to be more."""


class ResultsError(Told):
    """A results folder cannot be used; the message says which file and what to do.

    exit_code: 1 when a person could have done nothing about it, such as room on the disk.
    """

    def __init__(self, message: str, exit_code: int = 2) -> None:
        super().__init__(message, exit_code)
        self.message, self.exit_code = message, exit_code

    def __str__(self) -> str:
        return str(self.message)


def not_written(where: object, error: OSError, kept: bool = False) -> ResultsError:
    """The error for what cannot be written. kept: what is finished there stays, and the same command goes on."""
    message = say("{where} cannot be written: {reason}", where=where, reason=in_the_way(error) or reason_of(error))
    if error.errno not in MACHINE:
        return ResultsError(message)
    more = say(". What is finished there is whole and kept; the same command goes on from there") if kept else ""
    return ResultsError(message + more, 1)


def in_the_way(error: OSError) -> str:
    """That a file stands where a folder is needed, if that is the error."""
    if not isinstance(error, FileExistsError | NotADirectoryError) or not isinstance(error.filename, str | Path):
        return ""
    path = Path(error.filename)
    found = next((one for one in (path, *path.parents) if is_file(one)), None)
    return "" if found is None else say("{folder} is a file, not a folder", folder=found)


def noted_of(content: bytes | pa.Buffer) -> dict[str, Any]:
    """Size and checksum of a content: `{"bytes": …, "sha256": …}`."""
    view = memoryview(content)
    return {"bytes": view.nbytes, "sha256": hashlib.sha256(view).hexdigest()}


def write_whole(path: Path, content: bytes | pa.Buffer) -> dict[str, Any]:
    """Writes a file under a temporary name beside its place, flushes it to the disk and renames it.

    Returns its size and checksum, as `noted_of` does.
    """
    with writing_whole(path) as file:
        file.write(content)
    return noted_of(content)


def write_asked(path: Path | str, content: bytes) -> None:
    """Writes a file that a person has asked for, whole or not at all. Raises ResultsError that says why not."""
    try:
        write_whole(Path(path), content)
    except (OSError, ValueError) as error:
        raise not_written(path, error if isinstance(error, OSError) else OSError(None, str(error))) from None


@contextmanager
def writing_whole(path: Path) -> Iterator[BinaryIO]:
    """A file to write into bit by bit, under a temporary name until the block ends well."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}.tmp")
    try:
        with temporary.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def parquet_of(table: pa.Table, rows: int | None = None, compression: str = "zstd") -> pa.Buffer:
    """A table as Parquet. The same table gives the same bytes. rows: how many are read together, by default all."""
    rows = max(1, rows or table.num_rows)
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, row_group_size=rows, **_ways(table.schema, rows, compression))
    return sink.getvalue()


def write_parts(file: BinaryIO, parts: Iterable[pa.Table]) -> None:
    """Writes tables of one schema as one Parquet file, one after the other, each read together; never all at once."""
    writer = None
    for part in parts:
        if writer is None:
            writer = pq.ParquetWriter(file, part.schema, **_ways(part.schema, 1 << 20, "zstd"))
        writer.write_table(part, row_group_size=max(1, part.num_rows))
    if writer is not None:
        writer.close()


def _ways(schema: pa.Schema, rows: int, compression: str) -> dict[str, Any]:
    """How a table is written.

    Keys are held as dictionaries, with statistics so that readers can skip; values are split by byte before Zstandard
    level 1, which of the encodings measured was the smallest and among the fastest.
    """
    split = {
        name: "BYTE_STREAM_SPLIT"
        for name, kind in zip(schema.names, schema.types, strict=True)
        if name not in KEYS and pa.types.is_primitive(kind) and not pa.types.is_boolean(kind)
    }
    named = [name for name in schema.names if name not in split]
    return {
        "compression": compression,
        "compression_level": 1 if compression == "zstd" else None,
        "use_dictionary": named,
        "column_encoding": split,
        "write_statistics": named,
        # One page a column: smaller, and each page has its costs.
        "max_rows_per_page": rows,
        "data_page_size": 1 << 24,
        "write_batch_size": rows,
    }


class Read(Protocol):
    """Reads an opened Parquet file: some columns or all, one group of rows or all."""

    def __call__(self, columns: Sequence[str] | None = None, group: int | None = None) -> pa.Table: ...


@contextmanager
def opened_table(path: Path) -> Iterator[Read]:
    """Opens a Parquet file to read from it several times. Raises ResultsError, naming the file, when that fails."""

    def read(columns: Sequence[str] | None = None, group: int | None = None) -> pa.Table:
        names = None if columns is None else list(columns)
        check_columns(path, file, names)
        with _named_errors(path):
            if group is None:
                return file.read(names, use_threads=False)
            return file.read_row_group(group, names, use_threads=False)

    with _named_errors(path):
        # Arrow's own threads can abort the interpreter when it exits, so none are started.
        file = pq.ParquetFile(path, pre_buffer=False)
    with file:
        yield read


def check_columns(where: object, file: pq.ParquetFile, names: Sequence[str] | None) -> None:
    """Raises ResultsError for a column that a table lacks, and for a table that no run makes so large."""
    lacking = [name for name in names or () if name not in file.schema_arrow.names]
    if lacking:
        raise ResultsError(
            say("{where} has no column {lacking}; `essaim run` makes it again", where=where, lacking=", ".join(lacking))
        )
    if file.metadata.num_rows * max(1, file.metadata.num_columns) > MOST_VALUES:
        raise ResultsError(
            say(
                "{where} says that it holds {num_rows:,} rows, which no run makes",
                where=where,
                num_rows=file.metadata.num_rows,
            )
        )


@contextmanager
def _named_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise ResultsError(say("{path} is missing; `essaim run` makes it again", path=path)) from None
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ResultsError(
            say("{path} cannot be read ({error}); `essaim run` makes it again", path=path, error=error)
        ) from error


def is_whole(path: Path, expected: dict[str, Any], contents: bool = True) -> bool:
    """Whether a file is there with the size, and if `contents` the checksum, noted when it was written."""
    try:
        if path.stat().st_size != expected["bytes"]:
            return False
        checksum = expected.get("sha256") if contents else None  # folders of before have none for some files
        return checksum is None or hashlib.sha256(path.read_bytes()).hexdigest() == checksum
    except (OSError, KeyError):
        return False


def code_word(code: str) -> str:
    """The first letters and digits of a fingerprint; what a manifest says may be anything."""
    return re.sub(r"[^A-Za-z0-9]", "", code)[:8] or "unknown"


def set_aside(folder: Path, code: str) -> Path:
    """Renames the contents of a folder's earlier run to a folder beside it, `…-code<fingerprint>`."""
    code = code_word(code)
    number, aside = 1, folder.with_name(f"{folder.name}-code{code}")
    while os.path.lexists(aside):
        number, aside = number + 1, folder.with_name(f"{folder.name}-code{code}-{number}")
    aside.mkdir()
    for path in folder.iterdir():
        if path.name != ".lock":
            path.rename(aside / path.name)
    return aside
