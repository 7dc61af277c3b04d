"""Tries one mutant of an input file, as a command or a loader would meet it, and says what came of it."""

import contextlib
import hashlib
import io
import json
import random
import re
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest.mock import patch

import pyarrow as pa

from simulation import cli
from simulation.commands.endings import ending_of
from simulation.outcomes.calibration import FORMAT as CALIBRATION_FORMAT
from simulation.outcomes.calibration import open_calibration
from simulation.outcomes.chunks import FULL
from simulation.outcomes.results import open_results
from simulation.outcomes.store import Store
from simulation.outcomes.sweep_results import open_sweep
from simulation.scenario.characters import shown
from simulation.storage.storage import Folder
from tests.fuzzing import seeds, stored
from tests.fuzzing.mutants import mutant

LONGEST = 20
"""Seconds of computing after which a mutant counts as a hang; ten times as many by the clock, on a busy computer."""
FORECAST = Path(cli.__file__).parents[1] / "scenarios" / "validation" / "carpentries"
_PLACE = re.compile(r"\S:\d+:\d+: |actuals\.csv: no value lies within the forecast")


class Hang(BaseException):
    """It took too long."""


@dataclass(frozen=True)
class Came:
    """What came of a mutant: exit code, and what was said of it."""

    code: int
    said: str

    @property
    def fault(self) -> str:
        """What is wrong with how it was met; empty if nothing is."""
        if "a mistake in Essaim" in self.said or "Traceback" in self.said:
            return f"not foreseen: {self.said[:400]}"
        if self.code not in (0, 2):
            return f"exit code {self.code}: {self.said[:400]}"
        if self.code == 2 and not _PLACE.search(self.said):
            return f"no place named: {self.said[:400]!r}"
        return f"steers a terminal: {self.said[:200]!r}" if re.search(r"[\x00-\x08\x0e-\x1f\u202e]", self.said) else ""


@contextlib.contextmanager
def limited(seconds: int = LONGEST) -> Iterator[None]:
    """Stops what takes longer."""

    def stop(*_) -> None:
        raise Hang

    clocks = ((signal.SIGPROF, signal.ITIMER_PROF, seconds), (signal.SIGALRM, signal.ITIMER_REAL, 10 * seconds))
    before = [signal.signal(number, stop) for number, _, _ in clocks]
    for _, timer, most in clocks:
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for (number, timer, _), handler in zip(clocks, before, strict=True):
            signal.setitimer(timer, 0)
            signal.signal(number, handler)


def command(*arguments: str) -> Came:
    """A command in this process."""
    said, printed = io.StringIO(), io.StringIO()
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(printed), limited():
        try:
            code = cli.main(list(arguments))
        except SystemExit as error:
            code = int(error.code or 0)
    return Came(code, said.getvalue())


def loaded(load: Callable[[], object], place: Path) -> Came:
    """A loader of a folder; its errors as the command line tells them. A place is the folder's."""
    try:
        with limited():
            load()
    except Exception as error:
        code, said = ending_of(error)
        said = shown(said)
        named = f"{place}:1:1: {said}" if str(place) in said else said
        return Came(code, named)
    return Came(0, "")


def tried(kind: str, number: int, folder: Path) -> Came:
    """The mutant of a kind with this number, in a folder that `seeds.folder` has filled."""
    if kind in _FILES:
        name, form, arguments = _FILES[kind]
        path = folder / name
        before = path.read_bytes()
        path.write_bytes(mutant(before.decode(), number, form))
        try:
            # Points are made one by one: a sweep of many takes its time, and is no hang.
            with patch("simulation.runs.points.MOST_POINTS", 1000):
                came = command(*(one.replace("DIR", str(folder)) for one in arguments))
            # A good case ends there, before anything is run.
            return Came(0, "") if "--until 1900-01: observations go" in came.said else came
        finally:
            path.write_bytes(before)
    return _FOLDERS[kind](number, folder / f"{kind}{number}")


_FILES = {
    "scenario": ("scenario.yaml", "yaml", ("check", "DIR/scenario.yaml")),
    "register": ("register.csv", "csv", ("check", "DIR/scenario.yaml")),
    "sweep": ("sweep.yaml", "yaml", ("sweep", "DIR/sweep.yaml", "--point", "0")),
    "rows": ("rows.csv", "csv", ("sweep", "DIR/list.yaml", "--point", "0")),
    "case": ("case.yaml", "yaml", ("backtest", "DIR/case.yaml", "--until", "1900-01")),
    "observations": ("observations.csv", "csv", ("backtest", "DIR/case.yaml", "--until", "1900-01")),
    "actuals": ("actuals.csv", "csv", ("score", str(FORECAST), "DIR/actuals.csv")),
}
"""By kind: the file that is changed, its form, and the command that reads it."""


def _population(number: int, folder: Path) -> Came:
    """Only the list of cells is changed."""
    folder.mkdir()
    seeds.folder(folder)
    head, tail = seeds.SCENARIO.split("population:\n")
    cells, rest = tail.split("initial:\n")
    changed = mutant(cells, number, "yaml")
    (folder / "scenario.yaml").write_bytes(f"{head}population:\n".encode() + changed + f"\ninitial:\n{rest}".encode())
    return command("check", str(folder / "scenario.yaml"))


def _plan(number: int, folder: Path) -> Came:
    """Ends where the search would begin."""
    folder.mkdir()
    seeds.folder(folder)
    (folder / "plan.yaml").write_bytes(mutant(seeds.PLAN, number, "yaml"))
    with patch("simulation.commands.plan.pool_for", side_effect=KeyboardInterrupt):
        came = command("plan", str(folder / "plan.yaml"), "--yes", "--out", str(folder / "out"))
    return Came(0, "") if came.code == cli.INTERRUPTED else came


def _manifest(number: int, folder: Path) -> Came:
    folder.mkdir()
    (folder / "manifest.json").write_bytes(mutant(seeds.MANIFEST, number, "json"))

    def load() -> None:
        results = open_results(folder, unfinished=True)
        assert len(results.replicates) == 0 and repr(results) and results.tables() and results.width() is None

    return loaded(load, folder)


def _sweep_manifest(number: int, folder: Path) -> Came:
    storage = Folder(folder)
    storage.prepare()
    (folder / "manifest.json").write_bytes(mutant(seeds.SWEEP_MANIFEST, number, "json"))
    storage.write_table("points.parquet", pa.table({
        "number": pa.array([0, 1], pa.int32()), "point": ["aa", "bb"], "base": ["x", "x"],
        "values": ['{"levers.animation": 0.5}', "{}"], "scenario": ["{}", "{}"], "first": pa.array([0, 0], pa.int64()),
        "replicates": pa.array([1, 1], pa.int32()),
    }))  # fmt: skip

    def load() -> None:
        results = open_sweep(folder)
        assert len(results.points) == 2 and repr(results) and results.runs().empty and results.period_months

    return loaded(load, folder)


def _record(number: int, folder: Path) -> Came:
    storage = Folder(folder)
    storage.prepare()
    (folder / "parts").mkdir()
    (folder / "parts" / "000000-000001.json").write_bytes(mutant(seeds.RECORD, number, "json"))
    (folder / "persons").mkdir()
    (folder / "persons" / "000000-000001.parquet").write_bytes(b"PAR1")
    store = Store(storage, FULL)

    def load() -> None:
        store.damaged(contents=True)
        store.there()
        store.clean()
        assert [one.name for one in folder.parent.iterdir()].count("outside") == 0

    return loaded(load, folder)


def _posterior(number: int, folder: Path) -> Came:
    """Draws with odd columns, numbers or bytes, behind a manifest that vouches for them or is odd itself."""
    chance = random.Random(f"posterior {number}")
    storage = Folder(folder)
    storage.prepare()
    values: list[object] = [0.2, 0.3]
    columns = {"innovation": values, "volunteering": [0.1, 0.2]}
    act = chance.random()
    if act < 0.25:
        columns[chance.choice(("inovation", "", "../x", "\u202e", "best"))] = columns.pop("innovation")
    elif act < 0.6:
        odd = chance.choice((float("nan"), -1.0, 1e308, float("inf"), "x", None, True, 5, [0.1]))
        columns["innovation"] = [odd, odd] if chance.random() < 0.5 or not isinstance(odd, float) else [0.2, odd]
    elif act < 0.7:
        columns = {name: [] for name in columns}
    storage.write_table("draws.parquet", pa.table(columns))
    content = storage.read("draws.parquet")
    if chance.random() < 0.3:
        turned = bytearray(content)
        for _ in range(chance.choice((1, 5, 40))):
            turned[chance.randrange(len(turned))] = chance.randrange(256)
        content = bytes(turned)
        storage.write("draws.parquet", content)
    noted = {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    manifest = {
        "format": CALIBRATION_FORMAT, "kind": "calibration", "complete": True, "case": {"name": "Un cas"},
        "scenario": {"name": "Petit", "fingerprint": "ab" * 32}, "files": {"draws.parquet": noted},
        "identity": {"free": ["innovation", "volunteering"], "observations": [], "seed": 1},
        "generations": [{"number": 0}], "learned": [], "missed": [], "effective": 10.0, "seconds": 1.0,
    }  # fmt: skip
    text = json.dumps(manifest)
    if chance.random() < 0.5:
        (folder / "manifest.json").write_bytes(mutant(text, number, "json"))
    else:
        (folder / "manifest.json").write_text(text)
    return loaded(lambda: open_calibration(folder).posterior(), folder)


_FOLDERS = {
    "population": _population, "manifest": _manifest, "sweep_manifest": _sweep_manifest, "record": _record,
    "posterior": _posterior,
    "plan": _plan, "analysis": lambda number, folder: loaded(stored.analysis(number, folder), folder),
    "table": lambda number, folder: loaded(stored.table(number, folder), folder),
}  # fmt: skip
