"""Chunks of runs: what they are called, what they hold, and how they are told apart; see `outcomes.store`."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from simulation.storage.names import UNFINISHED
from simulation.storage.storage import Noted

FORMAT = 3
"""Number of the layout; raised when an older one can no longer be read."""
TIME_LIMIT, WORKER_DIED = "time limit", "worker died"
"""Stages of failures that are tried again when the command is given again."""
RETRIED = (TIME_LIMIT, WORKER_DIED)

type Run = tuple[str, int]
"""Fingerprint of a point's scenario, replicate."""
type Stretch = tuple[str, int, int]
"""Fingerprint of a point's scenario, first replicate, last replicate."""
type Asked = Mapping[str, Sequence[range]]
"""The replicates that are asked for of each point, by its fingerprint."""


@dataclass(frozen=True)
class Layout:
    """What the files of a chunk are called.

    records: the room of records. files: patterns by kind of table, `{}` being the chunk's name; of kinds in `spare` the
    file may go, as it follows from the others. called: pattern of the names of chunks.
    """

    records: str
    files: Mapping[str, str]
    called: str
    spare: frozenset[str] = frozenset()

    def is_record(self, name: str) -> bool:
        """Whether Essaim calls a record so."""
        return re.fullmatch(rf"{self.records}/({self.called})\.json", name) is not None

    def is_file(self, kind: str, name: str) -> bool:
        """Whether Essaim calls a file of this kind so."""
        pattern = self.files.get(kind)
        return pattern is not None and re.fullmatch(re.escape(pattern).replace(r"\{\}", f"({self.called})"),
                                                    name) is not None  # fmt: skip

    def is_own(self, name: str) -> bool:
        """Whether Essaim calls anything so that it keeps in these rooms, whole or not."""
        room, _, base = name.rpartition("/")
        unfinished = UNFINISHED.fullmatch(base)
        name = f"{room}/{unfinished[1] or unfinished[2]}" if unfinished else name
        return self.is_record(name) or any(self.is_file(kind, name) for kind in self.files)

    @property
    def rooms(self) -> tuple[str, ...]:
        """All rooms of chunks."""
        return tuple(dict.fromkeys([self.records, *(pattern.partition("/")[0] for pattern in self.files.values())]))


THINNED = Layout("commits", {"runs": "runs/{}.parquet"}, "[0-9a-f]{24}")
"""Some measures of each run. Files and records are called after their contents."""
FULL = Layout(
    "parts",
    {
        "persons": "persons/{}.parquet",
        "activity": "activity/{}.parquet",
        **{kind: f"parts/{{}}.{kind}.parquet" for kind in ("network", "lineage", "ties", "uncertainties", "chance")},
        "sums": "sums/{}.parquet",
    },
    r"(chance-)?\d{6,7}-\d{6,7}",
    frozenset({"sums"}),
)
"""Everything of each run. Files and records are called after the replicates: `000000-000024`."""


@dataclass(frozen=True)
class Failure:
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


@dataclass
class Outcome:
    """What the runs of a job left. tables: by kind. name: what their files are called; empty: after their contents."""

    runs: list[Run] = field(default_factory=list)
    tables: dict[str, pa.Table] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    name: str = ""


@dataclass(frozen=True)
class Chunk:
    """A chunk that is whole. name: of its record. picked: for each run in its files whether it counts, if not all do.

    doubled: whether one of its runs stands in another chunk too, which is why it does not count here.
    """

    name: str
    stretches: tuple[Stretch, ...]
    failures: tuple[Failure, ...]
    files: Mapping[str, Noted]
    seconds: float
    picked: tuple[bool, ...] | None = None
    doubled: bool = False

    @property
    def runs(self) -> list[Run]:
        """Its runs that count, in order."""
        return runs_of(self.stretches)

    @property
    def replicates(self) -> list[int]:
        """Replicates of its runs that count, in order."""
        return [replicate for _, replicate in self.runs]


class RunSet:
    """A set of runs that takes a byte each."""

    def __init__(self) -> None:
        self._points: dict[tuple[str, int], bytearray] = {}

    def add(self, run: Run) -> bool:
        """Adds a run; whether it was not there."""
        held = self._points.setdefault((run[0], run[1] >> 16), bytearray())
        at = run[1] & 0xFFFF
        if at >= len(held):
            held.extend(bytes(at + 1 - len(held)))
        new = not held[at]
        held[at] = 1
        return new

    def __contains__(self, run: Run) -> bool:
        held, at = self._points.get((run[0], run[1] >> 16), b""), run[1] & 0xFFFF
        return at < len(held) and bool(held[at])

    def count(self, point: str, replicates: range) -> int:
        """How many of some replicates of a point are there."""
        first, end, found = replicates.start, replicates.stop, 0
        for high in range(first >> 16, ((end - 1) >> 16) + 1 if end > first else 0):
            held, base = self._points.get((point, high), bytearray()), high << 16
            found += held.count(1, max(0, first - base), max(0, end - base))
        return found

    def __len__(self) -> int:
        return sum(held.count(1) for held in self._points.values())


def runs_of(stretches: Iterable[Stretch]) -> list[Run]:
    return [(point, replicate) for point, first, last in stretches for replicate in range(first, last + 1)]


def stretches_of(runs: Iterable[Run]) -> list[Stretch]:
    """Runs put together where replicates follow one another."""
    found: list[Stretch] = []
    for point, replicate in runs:
        if found and found[-1][0] == point and found[-1][2] == replicate - 1:
            found[-1] = (point, found[-1][1], replicate)
        else:
            found.append((point, replicate, replicate))
    return found
