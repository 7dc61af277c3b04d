"""What a sweep keeps, in a folder or in object storage: runs keyed by (fingerprint of the point, replicate), in chunks.

    manifest.json              what is kept, with which code and seed, and whether all points have been run
    sweep.yaml                 the sweep file as it was last run
    points.parquet             one row a point: number, fingerprint, base, values, the scenario in full
    runs/<content>.parquet     one file a chunk, called after its contents
    commits/<content>.json     the record that makes a chunk count: its runs, failures, size and checksum

A chunk counts once its record is there and its file has the size and checksum that the record says. Which runs share a
chunk decides nothing: what is read is put in order of point and replicate. A run that stands in two chunks (a worker
that was thought lost ended after all) is read once, and one that failed in one and succeeded in another has succeeded.
"""

import hashlib
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from simulation.outcomes.files import parquet_of
from simulation.sweeps.places import Place, place_of

FORMAT = 2
TIME_LIMIT, WORKER_DIED = "time limit", "worker died"
"""Stages of failures that are tried again when the sweep is continued."""

type Run = tuple[str, int]
"""Fingerprint of a point's scenario, replicate."""
type Stretch = tuple[str, int, int]
"""Fingerprint of a point's scenario, first replicate, last replicate."""


@dataclass(frozen=True)
class Failed:
    """A run that crashed, was stopped, or killed its worker."""

    point: str
    replicate: int
    stage: str
    error: str
    traceback: str = ""

    @property
    def run(self) -> Run:
        """Which run it was."""
        return self.point, self.replicate


@dataclass(frozen=True)
class Commit:
    """What a chunk holds. `picked`: for each run in its file whether it counts, if not all of them do."""

    stretches: tuple[Stretch, ...]
    failures: tuple[Failed, ...]
    file: str | None
    seconds: float
    picked: tuple[bool, ...] | None = None

    @property
    def runs(self) -> list[Run]:
        """Its runs, in order."""
        return [(point, replicate) for point, first, last in self.stretches for replicate in range(first, last + 1)]


class RunSet:
    """A set of runs that takes a byte each."""

    def __init__(self) -> None:
        self._points: dict[str, bytearray] = {}

    def add(self, run: Run) -> bool:
        """Adds a run; whether it was not there."""
        held = self._points.setdefault(run[0], bytearray())
        if run[1] >= len(held):
            held.extend(bytes(run[1] + 1 - len(held)))
        new = not held[run[1]]
        held[run[1]] = 1
        return new

    def __contains__(self, run: Run) -> bool:
        held = self._points.get(run[0], b"")
        return run[1] < len(held) and bool(held[run[1]])

    def count(self, point: str, first: int = 0, end: int = sys.maxsize) -> int:
        """How many replicates of a point are there, of those from a first number to before an end."""
        return self._points.get(point, bytearray()).count(1, first, end)

    def __len__(self) -> int:
        return sum(held.count(1) for held in self._points.values())


class SweepStore:
    """Reads and writes the chunks of a sweep."""

    def __init__(self, place: Place | Path | str) -> None:
        self.place = place_of(place)

    def commit(self, runs: Sequence[Run], table: pa.Table, failures: Sequence[Failed], seconds: float) -> None:
        """Writes the file of a chunk, then the record that makes it count."""
        file = noted = None
        if runs:
            content = parquet_of(table)
            noted = {"bytes": content.size, "sha256": hashlib.sha256(content).hexdigest()}
            file = f"runs/{noted['sha256'][:24]}.parquet"
            self.place.write(file, content)
        record = {
            "format": FORMAT,
            "runs": _stretches(runs),
            "failures": [vars(failure) for failure in failures],
            "file": file,
            "noted": noted,
        }
        name = hashlib.sha256(json.dumps(record).encode()).hexdigest()[:24]
        text = json.dumps(record | {"seconds": round(seconds, 3)}, ensure_ascii=False)
        self.place.write(f"commits/{name}.json", f"{text}\n".encode())

    def commits(self, contents: bool = False) -> Iterator[Commit]:
        """The chunks that are whole, each run once: sizes are compared and, if `contents`, checksums too."""
        whole = [commit for _, commit in self._records(contents) if commit is not None]
        done, failed = RunSet(), RunSet()
        for number, commit in enumerate(whole):
            new = [done.add(run) for run in commit.runs]
            if not all(new):
                runs = [run for run, is_new in zip(commit.runs, new, strict=True) if is_new]
                whole[number] = replace(commit, stretches=_stretches(runs), picked=tuple(new))
        for commit in whole:
            failures = [one for one in commit.failures if one.run not in done and failed.add(one.run)]
            yield replace(commit, failures=tuple(failures))

    def damaged(self, contents: bool = False) -> list[str]:
        """The records of chunks that do not count although they are there."""
        return [name for name, commit in self._records(contents) if commit is None]

    def clean(self) -> list[str]:
        """Removes what no record owns: unfinished files, and damaged chunks with their records; names the latter."""
        kept, damaged = set(), []
        for name, commit in self._records(contents=True):
            if commit is None:
                damaged.append(name)
            else:
                kept |= {name, commit.file}
        there = [name for room in ("runs", "commits") for name in self.place.sizes(room)]
        self.place.remove(name for name in there if name not in kept)
        self.remove_unfinished()
        return damaged

    def remove_unfinished(self) -> None:
        """Removes what processes that were killed were writing."""
        there = [name for room in ("", "runs", "commits") for name in self.place.sizes(room)]
        self.place.remove(name for name in there if name.endswith(".tmp"))

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The tables of the chunks, one at a time."""
        for commit in self.commits():
            if commit.file is not None and commit.stretches:
                yield self._table(commit, columns)

    def tables_of(self, point: str, columns: Sequence[str]) -> Iterator[tuple[list[Run], pa.Table]]:
        """The runs and tables of the chunks that hold a point, one at a time."""
        for commit in self.commits():
            if commit.file is not None and any(stretch[0] == point for stretch in commit.stretches):
                yield commit.runs, self._table(commit, columns)

    def _table(self, commit: Commit, columns: Sequence[str] | None) -> pa.Table:
        table = self.place.read_table(commit.file, columns)
        return table if commit.picked is None else _rows_of(table, commit.picked)

    def _records(self, contents: bool) -> Iterator[tuple[str, Commit | None]]:
        """All records by name; none for a chunk that is not whole."""
        names = [name for name in self.place.sizes("commits") if name.endswith(".json")]
        sizes = self.place.sizes("runs")
        read = {name: _read(content) for name, content in self.place.read_each(names)}
        altered = set()
        if contents:
            expected = {commit.file: noted["sha256"] for commit, noted in filter(None, read.values()) if commit.file}
            files = [file for file in expected if file in sizes]
            found = {file: hashlib.sha256(content).hexdigest() for file, content in self.place.read_each(files)}
            altered = {file for file in files if found.get(file) != expected[file]}
        for name in names:
            commit, noted = read.get(name) or (None, {})
            if commit is not None and commit.file is not None:
                if sizes.get(commit.file) != noted["bytes"] or commit.file in altered:
                    commit = None
            yield name, commit


def _read(content: bytes) -> tuple[Commit, dict[str, Any]] | None:
    """A record, and size and checksum of its file; none when it is broken or of another format."""
    try:
        given: dict[str, Any] = json.loads(content)
        if given["format"] != FORMAT:
            return None
        commit = Commit(
            tuple((sys.intern(point), int(first), int(last)) for point, first, last in given["runs"]),
            tuple(Failed(**failure) for failure in given["failures"]),
            given["file"],
            float(given["seconds"]),
        )
        noted = {"bytes": int(given["noted"]["bytes"]), "sha256": str(given["noted"]["sha256"])} if commit.file else {}
    except (KeyError, TypeError, ValueError):
        return None
    return commit, noted


def _stretches(runs: Iterable[Run]) -> tuple[Stretch, ...]:
    """Runs put together where replicates follow one another."""
    found: list[Stretch] = []
    for point, replicate in runs:
        if found and found[-1][0] == point and found[-1][2] == replicate - 1:
            found[-1] = (point, found[-1][1], replicate)
        else:
            found.append((point, replicate, replicate))
    return tuple(found)


def _rows_of(table: pa.Table, picked: Sequence[bool]) -> pa.Table:
    """The rows of some of the runs of a chunk; each run has as many, and they lie together."""
    return table.filter(pa.array(np.repeat(picked, table.num_rows // len(picked))))
