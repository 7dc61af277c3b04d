"""The folder of a sweep: runs keyed by (fingerprint of the point's scenario, replicate), kept in committed chunks.

    manifest.json              what is kept, with which code and seed, and whether all points have been run
    sweep.yaml                 the sweep file as it was last run
    points.parquet             one row a point: number, fingerprint, base, values, the scenario in full
    runs/<content>.parquet     one file a chunk, called after its contents
    commits/<content>.json     the record that makes a chunk count: its runs, failures, size and checksum

A chunk counts once its record is there and its file has the size and checksum that the record says. Which runs share a
chunk decides nothing: what is read is put in order of point and replicate.
"""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from simulation.outcomes.files import ResultsError, is_whole, read_json, read_table, write_json, write_table

FORMAT = 1
TIME_LIMIT, WORKER_DIED = "time limit", "worker died"
"""Stages of failures that are tried again when the sweep is continued."""

type Run = tuple[str, int]
"""Fingerprint of a point's scenario, replicate."""


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
    """What a chunk holds."""

    runs: tuple[Run, ...]
    failures: tuple[Failed, ...]
    file: str | None
    seconds: float


class SweepStore:
    """Reads and writes the chunks of a sweep's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)

    def commit(self, runs: Sequence[Run], table: pa.Table, failures: Sequence[Failed], seconds: float) -> None:
        """Writes the file of a chunk, then the record that makes it count."""
        name = _name([*runs, *(failure.run for failure in failures)])
        file = f"runs/{name}.parquet" if runs else None
        noted = write_table(self.folder / file, table) if file else None
        record = {
            "format": FORMAT,
            "runs": [list(run) for run in runs],
            "failures": [vars(failure) for failure in failures],
            "file": file,
            "noted": noted,
            "seconds": round(seconds, 3),
        }
        write_json(self.folder / "commits" / f"{name}.json", record)

    def commits(self, contents: bool = False) -> Iterator[Commit]:
        """The chunks that are whole, one at a time: sizes are compared and, if `contents`, checksums too."""
        for path in self._records():
            commit = self._read(path, contents)
            if commit is not None:
                yield commit

    def damaged(self, contents: bool = False) -> list[str]:
        """Chunks that do not count although they are there, by file name relative to the folder."""
        return [f"commits/{path.name}" for path in self._records() if self._read(path, contents) is None]

    def clean(self) -> None:
        """Removes what no record owns: unfinished files, and damaged chunks with their records."""
        kept = set()
        for path in self._records():
            commit = self._read(path, contents=True)
            if commit is None:
                path.unlink()
            else:
                kept |= {f"commits/{path.name}", commit.file}
        for room in ("runs", "commits"):
            for path in (self.folder / room).glob("*"):
                if f"{room}/{path.name}" not in kept:
                    path.unlink()
        for path in self.folder.glob(".*.tmp"):
            path.unlink()

    def tables(self, columns: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """The tables of the chunks, one at a time."""
        for commit in self.commits():
            if commit.file is not None:
                yield read_table(self.folder / commit.file, columns)

    def _records(self) -> list[Path]:
        return sorted((self.folder / "commits").glob("*.json"))

    def _read(self, path: Path, contents: bool) -> Commit | None:
        try:
            given: dict[str, Any] = read_json(path)
            if given["format"] != FORMAT:
                return None
            commit = Commit(
                tuple((point, replicate) for point, replicate in given["runs"]),
                tuple(Failed(**failure) for failure in given["failures"]),
                given["file"],
                given["seconds"],
            )
        except (ResultsError, KeyError, TypeError, ValueError):
            return None
        if commit.file is not None and not is_whole(self.folder / commit.file, given["noted"], contents):
            return None
        return commit


def _name(runs: Sequence[Run]) -> str:
    return hashlib.sha256(json.dumps(runs).encode()).hexdigest()[:24]
