"""What many runs leave in a storage: runs keyed by (fingerprint of the point, replicate), kept together in chunks.

Of a sweep, some measures of each run (`THINNED`); of a forecast, everything (`FULL`). In both:

    manifest.json    what is kept, with which code and seed, and whether all that was asked for has been run
    records/         one record a chunk, which makes it count: its runs, failures, files with sizes and checksums
    files            the tables of a chunk: `runs/….parquet`; or `persons/….parquet`, `activity/….parquet`, `parts/…`

A chunk counts once its record is there and its files have the sizes and checksums that the record says. Which runs
share a chunk decides nothing: what is read is put in order of point and replicate. A run that stands in two chunks (a
worker that was thought lost ended after all) is read once, and one that failed in one and succeeded in another has
succeeded. What is read are the runs that were asked for; others stay for whoever asks for them again.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa

from simulation.language import say
from simulation.outcomes.chunks import (
    FORMAT,
    FULL,
    RETRIED,
    THINNED,
    TIME_LIMIT,
    WORKER_DIED,
    Asked,
    Chunk,
    Failure,
    Layout,
    Outcome,
    Run,
    RunSet,
    stretches_of,
)
from simulation.outcomes.manifests import record_said
from simulation.outcomes.stored_types import STORED
from simulation.storage.files import ResultsError, parquet_of
from simulation.storage.names import UNFINISHED
from simulation.storage.storage import Storage, storage_at


class Store:
    """Reads and writes the chunks of a storage. asked: the runs that are read; by default all. rows: how many rows a
    run has, by kind of table, where each has as many.
    """

    def __init__(
        self,
        storage: Storage | Path | str,
        layout: Layout,
        asked: Asked | None = None,
        rows: Mapping[str, int] | None = None,
    ) -> None:
        self.storage = storage_at(storage)
        self.layout, self.asked, self.rows = layout, asked, rows or {}

    # ---- writing -----------------------------------------------------------------------------------------------------
    def commit(self, outcome: Outcome) -> None:
        """Writes the files of a chunk, then the record that makes it count."""
        files = {}
        for kind, table in outcome.tables.items():
            # Sums are read once and go: what is quick to write.
            spare = kind in self.layout.spare
            content = parquet_of(table, _rows_together(table), "lz4") if spare else parquet_of(table)
            name = outcome.name or hashlib.sha256(content).hexdigest()[:24]
            path = self.layout.files[kind].format(name)
            files[kind] = {"path": path, **self.storage.write(path, content)}
        record = {
            "format": FORMAT,
            "runs": stretches_of(outcome.runs),
            "failures": [vars(failure) for failure in outcome.failures],
            "files": files,
        }
        name = outcome.name or hashlib.sha256(json.dumps(record).encode()).hexdigest()[:24]
        # Seldom read by a person, and on one line it is written many times faster.
        self.storage.write_json(
            f"{self.layout.records}/{name}.json", record | {"seconds": round(outcome.seconds, 3)}, indent=None
        )

    def clean(self) -> list[str]:
        """Removes what Essaim wrote and no record owns: unfinished files, damaged chunks with their records; names
        the latter. What is none of Essaim's stays, see `strangers`.
        """
        chunks = self._read()
        bad = set(self._wrong(chunks, contents=True).values())
        kept = {
            noted["path"]
            for name, chunk in chunks.items()
            if chunk is not None and name not in bad
            for noted in chunk.files.values()
        }
        kept.update(chunks.keys() - bad)
        there = [name for room in self.layout.rooms for name in self.storage.sizes(room)]
        self.storage.remove([name for name in there if name not in kept and self.layout.is_own(name)])
        self.remove_unfinished()
        return sorted(bad)

    def strangers(self) -> list[str]:
        """What lies in the rooms and is nothing that Essaim wrote: other names, links, folders, devices."""
        found = []
        for room in self.layout.rooms:
            found += self.storage.strangers(room)
            found += [name for name in self.storage.sizes(room) if not self.layout.is_own(name)]
        # Systems leave such as .DS_Store and .nfs…, which come again.
        return sorted(name for name in found if not name.rpartition("/")[2].startswith("."))

    def drop(self, chunk: Chunk) -> None:
        """Removes a chunk: its record first, so that it no longer counts."""
        self.storage.remove([chunk.name])
        self.storage.remove(noted["path"] for noted in chunk.files.values())

    def remove_unfinished(self) -> None:
        """Removes what processes that were killed were writing."""
        there = [name for room in ("", *self.layout.rooms) for name in self.storage.sizes(room)]
        self.storage.remove([name for name in there if UNFINISHED.fullmatch(name.rpartition("/")[2])])

    def remove_spare(self) -> None:
        """Removes the files that follow from others."""
        for kind in self.layout.spare:
            room, _, pattern = self.layout.files[kind].partition("/")
            self.storage.remove_room(room, re.escape(pattern).replace(r"\{\}", f"({self.layout.called})"))

    # ---- reading -----------------------------------------------------------------------------------------------------
    def chunks(self, contents: bool = False, all_of_them: bool = False) -> Iterator[Chunk]:
        """The chunks that are whole, each run once, those only that are asked for unless it says `all_of_them`.

        Sizes are compared and, if `contents`, checksums too. By name.
        """
        asked = None if all_of_them else self.asked
        read = self._read()
        bad = set(self._wrong(read, contents).values())
        whole = [chunk for name, chunk in read.items() if chunk is not None and name not in bad]
        done, failed = RunSet(), RunSet()
        for number, chunk in enumerate(whole):
            picked, doubled = [], False
            for run in chunk.runs:
                new = done.add(run)
                doubled |= not new
                picked.append(new and _is_asked(run, asked))
            if not all(picked):
                runs = [run for run, counts in zip(chunk.runs, picked, strict=True) if counts]
                whole[number] = replace(
                    chunk, stretches=tuple(stretches_of(runs)), picked=tuple(picked), doubled=doubled
                )
        for chunk in whole:
            failures = tuple(
                one
                for one in chunk.failures
                if one.run not in done and _is_asked(one.run, asked) and failed.add(one.run)
            )
            yield replace(chunk, failures=failures)

    def damaged(self, contents: bool = False) -> list[str]:
        """What is missing, or has another size (or checksum), of chunks that do not count although their record is
        there.
        """
        return list(self._wrong(self._read(), contents))

    def there(self, again: bool = True) -> RunSet:
        """Runs that need not be run; with `again`, those that were stopped or killed are to be run again."""
        found = RunSet()
        for chunk in self.chunks(all_of_them=True):
            for run in chunk.runs:
                found.add(run)
            for failure in chunk.failures:
                if not (again and failure.stage in RETRIED):
                    found.add(failure.run)
        return found

    def tables(self, kind: str, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The tables of a kind, a chunk at a time."""
        for chunk in self.chunks():
            if kind in chunk.files and chunk.stretches:
                yield self.table(chunk, kind, columns)

    def tables_of(self, point: str, kind: str, columns: Sequence[str]) -> Iterator[tuple[list[Run], pa.Table]]:
        """The runs and tables of the chunks that hold a point, one at a time."""
        for chunk in self.chunks():
            if kind in chunk.files and any(stretch[0] == point for stretch in chunk.stretches):
                yield chunk.runs, self.table(chunk, kind, columns)

    def table(self, chunk: Chunk, kind: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of a chunk: the rows of its runs that count."""
        by_run = chunk.picked is not None and _varies(kind)
        wanted = None if columns is None else list(dict.fromkeys([*columns, *(["replicate"] if by_run else [])]))
        table = self.storage.read_table(chunk.files[kind]["path"], wanted, STORED[kind])
        runs = len(chunk.runs if chunk.picked is None else chunk.picked)
        if kind in self.rows and table.num_rows != runs * self.rows[kind]:
            where = self.storage.named(chunk.files[kind]["path"])
            raise ResultsError(
                say(
                    "{where} holds {num_rows} rows, expected {runs}",
                    where=where,
                    num_rows=table.num_rows,
                    runs=runs * self.rows[kind],
                )
            )
        if chunk.picked is None:
            return table
        if by_run:
            kept = table.filter(pa.array(np.isin(table["replicate"].to_numpy(), chunk.replicates)))
            return kept if columns is None else kept.select(list(columns))
        return table.filter(pa.array(np.repeat(chunk.picked, table.num_rows // len(chunk.picked))))

    def _read(self) -> dict[str, Chunk | None]:
        room = self.layout.records
        names = [name for name in self.storage.sizes(room) if self.layout.is_record(name)]
        found = dict.fromkeys(names)
        found.update((name, self._chunk(name, content)) for name, content in self.storage.read_each(names))
        return found

    def _chunk(self, name: str, content: bytes) -> Chunk | None:
        """A record; none when it is broken, of another format, or names files that Essaim would not call so."""
        given = record_said(content)
        if given is None or given.format != FORMAT:
            return None
        if not all(self.layout.is_file(kind, noted.path) for kind, noted in given.files.items()):
            return None
        return Chunk(
            name,
            tuple((sys.intern(point), first, last) for point, first, last in given.runs),
            tuple(Failure(**dict(failure)) for failure in given.failures),
            {
                sys.intern(kind): {"path": noted.path, "bytes": noted.bytes, "sha256": noted.sha256}
                for kind, noted in given.files.items()
            },
            given.seconds,
        )

    def _wrong(self, chunks: Mapping[str, Chunk | None], contents: bool) -> dict[str, str]:
        """Names of files (or records) that are missing or altered, with the record that they belong to."""
        sizes = {name: size for room in self.layout.rooms for name, size in self.storage.sizes(room).items()}
        wrong, expected = {}, {}
        for record, chunk in chunks.items():
            if chunk is None:
                wrong[record] = record
                continue
            for kind, noted in chunk.files.items():
                if kind in self.layout.spare:
                    continue
                if sizes.get(noted["path"]) != noted["bytes"]:
                    wrong[noted["path"]] = record
                else:
                    expected[noted["path"]] = record, noted["sha256"]
        if contents:
            for path, content in self.storage.read_each(list(expected)):
                record, checksum = expected[path]
                if hashlib.sha256(content).hexdigest() != checksum:
                    wrong[path] = record
        return wrong


def _is_asked(run: Run, asked: Asked | None) -> bool:
    return asked is None or any(run[1] in replicates for replicates in asked.get(run[0], ()))


def _varies(kind: str) -> bool:
    """Whether runs have different numbers of rows in a table of this kind."""
    return kind in ("lineage", "ties")


def _rows_together(table: pa.Table) -> int | None:
    """How many rows of a spare table are read together, as its metadata says."""
    together = (table.schema.metadata or {}).get(b"together")
    return None if together is None else int(together)


__all__ = [
    "FORMAT", "FULL", "RETRIED", "THINNED", "TIME_LIMIT", "WORKER_DIED", "Asked", "Chunk", "Failure", "Layout",
    "Outcome", "Run", "RunSet", "Store", "stretches_of",
]  # fmt: skip
