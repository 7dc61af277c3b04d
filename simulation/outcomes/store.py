"""The folder of one run: chunks of replicates, each committed whole, so that a run can stop anywhere and go on.

    manifest.json                    what was run, and whether it is complete
    scenario.yaml                    the resolved scenario
    persons/000000-000024.parquet    one file a chunk; activity/ likewise
    parts/000000-000024.json         the record that commits a chunk: its files, sizes, checksums, failures
    parts/*.network.parquet …        what the single files are put together from
    sums/000000-000024.parquet       what the summary is made from; removed once it is there
    network.parquet, lineage.parquet, ties.parquet, uncertainties.parquet, chance.parquet, failures.parquet,
    summary.parquet
    example_people.parquet, example_groups.parquet    one replicate person by person

A chunk counts once its record is there and its files have the sizes and checksums that the record says. Its bounds
follow from replicate numbers alone, so any number of workers leaves the same bytes.
"""

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa

from simulation.common.recording import Recording
from simulation.outcomes.files import ResultsError, is_whole, read_json, read_table, write_json, write_table
from simulation.outcomes.frame import Frame
from simulation.outcomes.small_tables import Failure, chance_table, failures_table, uncertainties_table
from simulation.outcomes.sums import KEPT, Narrowed, sums_of, write_sums
from simulation.outcomes.tables import activity_table, lineage_table, network_table, persons_table, ties_table

FORMAT = 1
"""Number of the folder's layout; raised when an older one can no longer be read."""
CHANCE = 1_000_000
"""Replicate number of the first run of the chance batch: run CHANCE + w repeats the world of replicate w."""
WORKER_DIED = "worker died"
"""Stage of a failure that is tried again when the run is continued."""
SINGLE_FILES = ("network", "lineage", "ties", "uncertainties", "chance", "failures", "summary")
"""The tables that are one file each, put together when all chunks are there."""
EXAMPLE_FILES = ("example_people", "example_groups")
"""The tables of one replicate told person by person; not there when the model is not Essaim's own."""


@dataclass(frozen=True, order=True)
class Chunk:
    """Replicates `first` to `last` that are kept together; of the chance batch: worlds `first` to `last`."""

    kind: Literal["run", "chance"]
    first: int
    last: int

    @property
    def name(self) -> str:
        """What its files are called."""
        prefix = "" if self.kind == "run" else "chance-"
        return f"{prefix}{self.first:06d}-{self.last:06d}"

    @property
    def worlds(self) -> range:
        """The replicates whose uncertainties are used."""
        return range(self.first, self.last + 1)

    def replicate(self, world: int) -> int:
        """The replicate number that keys the chance of one of its runs."""
        return world if self.kind == "run" else CHANCE + world


@dataclass
class Outcome:
    """What the runs of a chunk left, by replicate; `worlds`, `recordings`, `uncertainties` go together."""

    chunk: Chunk
    worlds: list[int] = field(default_factory=list)
    recordings: list[Recording] = field(default_factory=list)
    uncertainties: list[dict[str, float]] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def replicates(self) -> list[int]:
        """Replicate numbers of the recordings."""
        return [self.chunk.replicate(world) for world in self.worlds]


@dataclass(frozen=True)
class Record:
    """What commits a chunk: which replicates it holds, which failed, and its files."""

    chunk: Chunk
    worlds: tuple[int, ...]
    files: dict[str, dict[str, Any]]
    uncertainties: dict[str, list[float]]
    failures: tuple[Failure, ...]
    seconds: float
    sums: dict[str, Any] | None
    """Size and checksum of the file with the sums over places; it may be gone, as they follow from the others."""

    @property
    def replicates(self) -> list[int]:
        """Replicate numbers that were recorded."""
        return [self.chunk.replicate(world) for world in self.worlds]


def divide(kind: Literal["run", "chance"], missing: Sequence[int], size: int) -> list[Chunk]:
    """The chunks that hold the missing worlds (ascending): neighbours together, cut at multiples of `size`."""
    chunks: list[Chunk] = []
    for world in missing:
        if chunks and chunks[-1].last == world - 1 and world % size:
            chunks[-1] = Chunk(kind, chunks[-1].first, world)
        else:
            chunks.append(Chunk(kind, world, world))
    return chunks


def _persons(chunk: Chunk) -> str:
    return f"persons/{chunk.name}.parquet"


class Store:
    """Reads and writes the chunks of one run's folder."""

    def __init__(self, folder: Path, frame: Frame) -> None:
        self.folder = Path(folder)
        self.frame = frame

    def commit(self, outcome: Outcome) -> None:
        """Writes the files of a chunk, then the record that makes them count."""
        chunk, replicates = outcome.chunk, outcome.replicates
        tables: dict[str, pa.Table] = {}
        if replicates and chunk.kind == "run":
            for path, make in (
                (_persons(chunk), persons_table),
                (f"activity/{chunk.name}.parquet", activity_table),
                (f"parts/{chunk.name}.network.parquet", network_table),
                (f"parts/{chunk.name}.lineage.parquet", lineage_table),
                (f"parts/{chunk.name}.ties.parquet", ties_table),
            ):
                tables[path] = make(self.frame, replicates, outcome.recordings)
        elif replicates:
            tables[f"parts/{chunk.name}.parquet"] = chance_table(
                self.frame, replicates, outcome.worlds, outcome.recordings
            )
        names = list(outcome.uncertainties[0]) if outcome.uncertainties else []
        files = {path: write_table(self.folder / path, table) for path, table in tables.items()}
        record = {
            "format": FORMAT,
            **asdict(chunk),
            "worlds": outcome.worlds,
            "files": files,
            "sums": self._leave_sums(outcome, files) if replicates and chunk.kind == "run" else None,
            "uncertainties": {name: [values[name] for values in outcome.uncertainties] for name in names},
            "failures": [asdict(failure) for failure in outcome.failures],
            "seconds": round(outcome.seconds, 3),
        }
        # Seldom read by a person, and on one line it is written many times faster.
        write_json(self.folder / "parts" / f"{chunk.name}.json", record, indent=None)

    def records(self, contents: bool = False) -> list[Record]:
        """The chunks that are whole, in order: sizes are compared and, if `contents`, checksums too."""
        return [record for path in self._record_paths() if (record := self._read(path, contents)) is not None]

    def damaged(self) -> list[str]:
        """Files of committed chunks that are missing or do not have the size noted, relative to the folder."""
        wrong = []
        for path in self._record_paths():
            try:
                files = read_json(path)["files"]
            except (ResultsError, KeyError, TypeError):
                wrong.append(f"parts/{path.name}")
                continue
            wrong += [name for name, noted in files.items() if not is_whole(self.folder / name, noted, False)]
        return wrong

    def sums_of(self, record: Record) -> Narrowed | Path | None:
        """The sums over places of a chunk, or the file with them; none when they are gone or not as noted."""
        kept = KEPT.find(record.files[_persons(record.chunk)]["sha256"])
        if kept is not None:
            return kept
        path = self._sums_path(record.chunk)
        return path if record.sums is not None and is_whole(path, record.sums) else None

    def remove_sums(self) -> None:
        """Removes the sums over places of all chunks."""
        KEPT.forget()
        shutil.rmtree(self.folder / "sums", ignore_errors=True)

    def clean(self, records: Sequence[Record]) -> None:
        """Removes what the chunks of these records do not own: unfinished files, damaged chunks and their leftovers."""
        kept = {f"parts/{record.chunk.name}.json" for record in records}
        kept.update(name for record in records for name in record.files)
        kept.update(f"sums/{record.chunk.name}.parquet" for record in records)
        for room in ("persons", "activity", "parts", "sums"):
            for path in (self.folder / room).glob("*"):
                if f"{room}/{path.name}" not in kept:
                    path.unlink()
        for path in self.folder.glob(".*.tmp"):
            path.unlink()

    def assemble(self, name: str, records: Sequence[Record]) -> pa.Table:
        """One of the single tables (but not the summary), put together from the chunks of these records."""
        runs = [record for record in records if record.chunk.kind == "run"]
        if name == "failures":
            return failures_table([failure for record in records for failure in record.failures])
        if name == "uncertainties":
            return uncertainties_table([(record.replicates, record.uncertainties) for record in runs])
        if name == "chance":
            parts = [record for record in records if record.chunk.kind == "chance" and record.worlds]
            empty, suffix = chance_table(self.frame, [], [], []), ""
        else:
            parts = [record for record in runs if record.worlds]
            make = {"network": network_table, "lineage": lineage_table, "ties": ties_table}[name]
            empty, suffix = make(self.frame, [], []), f".{name}"
        tables = [read_table(self.folder / f"parts/{record.chunk.name}{suffix}.parquet") for record in parts]
        return pa.concat_tables([empty, *tables]).unify_dictionaries().combine_chunks()

    def _leave_sums(self, outcome: Outcome, files: dict[str, dict[str, Any]]) -> dict[str, Any] | None:
        """Keeps the sums over places of a chunk for the summary, or writes them; returns size and checksum."""
        recordings = outcome.recordings
        sums = sums_of(self.frame, [r.persons for r in recordings], [r.activity for r in recordings])
        if KEPT.keep(files[_persons(outcome.chunk)]["sha256"], sums):
            return None
        return write_sums(self._sums_path(outcome.chunk), self.frame, sums)

    def _sums_path(self, chunk: Chunk) -> Path:
        return self.folder / "sums" / f"{chunk.name}.parquet"

    def _record_paths(self) -> list[Path]:
        return sorted((self.folder / "parts").glob("*.json"))

    def _read(self, path: Path, contents: bool) -> Record | None:
        try:
            given = read_json(path)
            if given["format"] != FORMAT:
                return None
            record = Record(
                Chunk(given["kind"], given["first"], given["last"]),
                tuple(given["worlds"]),
                given["files"],
                given["uncertainties"],
                tuple(Failure(**failure) for failure in given["failures"]),
                given["seconds"],
                given.get("sums"),
            )
        except (ResultsError, KeyError, TypeError):
            return None
        whole = all(is_whole(self.folder / name, noted, contents) for name, noted in record.files.items())
        return record if whole else None
