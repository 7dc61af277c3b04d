"""Commands that are killed again and again, and what each has left in the end."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from simulation import open_results

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
CALIBRATION = ROOT / "tests" / "data" / "calibration"
SCENARIO = CALIBRATION / "small_scenario.yaml"
LONGEST = 300.0
"""Seconds after which a command counts as stuck."""

SWEEP = f"""
name: Little
scenarios: [{SCENARIO.as_posix()}]
replicates: 20
vary: {{levers.groups.size: [6, 7, 8], uncertainties.volunteering: [0.1, 0.2, 0.3, 0.4]}}
"""
"""240 runs."""

PLAN = f"""
name: Little plan
scenario: {SCENARIO.as_posix()}
probability: 0.5
replicates: 20
fresh: 60
targets: [{{measure: facilitators, value: 30, month: 2023-12}}]
decide:
  facilitator_courses:
    - {{every: half-year, at_most: 2}}
"""


def forecast(out: Path) -> dict[str, bytes]:
    """All tables of a forecast, to the byte."""
    folder = _only(out)
    found = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.parquet")}
    results = open_results(folder)
    assert results.complete and results.replicates.tolist() == list(range(200)) and results.failures().empty
    query = "SELECT month, sum(trainers), count(*) FROM persons GROUP BY ALL ORDER BY ALL"
    return found | {"persons.csv": _csv(results, query)}


def sweep(out: Path) -> dict[str, bytes]:
    """All runs of a sweep, in order, and what lies beside them as CSV and JSON."""
    folder = _only(out)
    results = open_results(folder)
    twice = results.sql("SELECT point, replicate, month, place FROM runs GROUP BY ALL HAVING count(*) > 1")
    assert results.complete and twice.empty and results.failures().empty
    told = {path.name: path.read_bytes() for path in folder.iterdir() if path.suffix in (".csv", ".json")}
    told.pop("manifest.json")
    told |= {path.name: path.read_bytes() for kind in ("width", "value") for path in folder.glob(f"{kind}*.parquet")}
    query = "SELECT point, month, sum(trainers), count(*) FROM runs GROUP BY ALL ORDER BY ALL"
    return told | {
        "runs": results.runs().to_csv(index=False).encode(),
        "query": _csv(results, query),
        "points": results.points.to_csv(index=False).encode(),
    }


def calibration(out: Path) -> dict[str, bytes]:
    """All tables of a calibration, to the byte."""
    found = {path.name: path.read_bytes() for path in _only(out).glob("*.parquet")}
    assert len(found) == 4
    return found


def plan(out: Path) -> dict[str, bytes]:
    """What a plan says, and the forecast of it, to the byte; and that it was handed over."""
    assert not list(out.rglob("*.tmp")), "unfinished files are left"
    told = {name: (out / name).read_bytes() for name in ("plan.json", "scenario.yaml", "calendar.csv")}
    results = open_results(out)
    assert results.complete and len(results.replicates) == 200
    told |= {path.name: path.read_bytes() for path in (out / "handover" / "data").glob("capacity_plan.*")}
    assert len(told) > 3 and (out / "handover" / "essaim.xlsx").stat().st_size > 1000
    return told | {path.name: path.read_bytes() for path in Path(results.folder).glob("*.parquet")}


def exported(out: Path) -> dict[str, bytes]:
    """All files of an export, to the byte."""
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


def _csv(results, query: str) -> bytes:
    return results.sql(query).to_csv(index=False).encode()


def _only(out: Path) -> Path:
    (folder,) = [path for path in out.iterdir() if path.is_dir()]
    assert not list(folder.rglob("*.tmp")), "unfinished files are left"
    return folder


@dataclass(frozen=True)
class Command:
    """A command, and what is compared of what it leaves. begins: a pattern of a file that is there once it runs.

    places: options that come before the folder. needs: a command whose results it is given, which are made once.
    """

    arguments: tuple[str, ...]
    left: Callable[[Path], dict[str, bytes]]
    begins: str = "*/manifest.json"
    places: tuple[str, ...] = ("--workers", "2", "--out")
    needs: tuple[str, ...] = ()


COMMANDS = {
    "run": Command(("run", str(SCENARIO), "--replicates", "200", "--no-value"), forecast),
    "sweep": Command(("sweep", "little.yaml", "--yes"), sweep),
    "sensitivity": Command(("sensitivity", "little.yaml", "--trajectories", "8", "--samples", "32", "--yes"), sweep),
    "width": Command(("width", str(SCENARIO), "--futures", "256", "--samples", "8", "--yes"), sweep),
    "value": Command(("value", str(SCENARIO), "--pairs", "100"), sweep),
    "plan": Command(("plan", "plan.yaml", "--yes"), plan, "runs/*/manifest.json"),
    "export": Command(("export", "--xlsx", "--package", "--hub", "--ics"), exported, "export.json", ("--to",),
                      ("run", str(SCENARIO), "--replicates", "60", "--no-value")),
    "calibrate": Command(("calibrate", str(CALIBRATION / "small.yaml"), "--population", "50", "--generations", "1"),
                         calibration),
}  # fmt: skip


@cache
def made_for(command: Command) -> str:
    """The folder of what a command needs; made once, for what is written from it is dated by it."""
    out = Path(tempfile.mkdtemp()) / "needed"
    arguments = [sys.executable, str(HERE / "killing" / "command.py"), *command.needs, "--out", str(out)]
    subprocess.run(arguments, check=True, capture_output=True, env=os.environ | {"PYTHONPATH": str(ROOT)})
    return str(_only(out))


class Killed:
    """A command in a folder of its own, killed at moments that a seed gives."""

    def __init__(self, command: Command, folder: Path, seed: int, bucket: bool = False) -> None:
        """bucket: results go to an object storage, which lies in the same folder."""
        self.bucket, self.command, self.folder, self.out = bucket, command, folder, folder / "out"
        self.rng = random.Random(seed)
        self.kills = 0
        self.ways: list[str] = []
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "little.yaml").write_text(SWEEP)
        (folder / "plan.yaml").write_text(PLAN)

    def undisturbed(self) -> tuple[dict[str, bytes], float]:
        """What it leaves when nobody kills it, and the seconds from when it begins to write to its end."""
        process = self._start()
        self._begun(process)
        begun = time.monotonic()
        self._ended(process, 0)
        return self.command.left(self.out), time.monotonic() - begun

    def kill(self, expected: dict[str, bytes], seconds: float) -> None:
        """Starts it and kills it, or one of its workers, once; if it ends all the same, it begins anew."""
        way = self.rng.choice(("parent", "worker", "parent writes", "worker writes"))
        memory = self.folder / f"killed{len(self.ways)}"
        armed = None
        if way.endswith("writes"):
            when = self.rng.choice(("before", "after"))
            armed = f"{way.split()[0]}:{self.rng.randint(1, 12)}:{when}:{memory}"
        process = self._start(armed)
        if armed is None and self._begun(process):
            time.sleep(self.rng.uniform(0, seconds))
            self._kill(process, way, memory)
            if way == "worker" and self.rng.random() < 0.3:  # then the parent too, while it tidies up
                time.sleep(self.rng.uniform(0, 1))
                self._kill(process, "parent", memory)
        code = self._ended(process)
        self.kills += memory.exists()
        if memory.exists():
            self.ways.append(way)
        if code == 0:
            assert self.command.left(self.out) == expected, f"other results after: {way}"
            self._forget()

    def finish(self, *more: str) -> dict[str, bytes]:
        """Lets it run to its end, with other options if given; what it left."""
        self._ended(self._start(None, *more), 0)
        return self.command.left(self.out)

    def _start(self, armed: str | None = None, *more: str) -> subprocess.Popen:
        path = os.pathsep.join([str(HERE / "killing"), str(ROOT)])
        environment = os.environ | {"PYTHONPATH": path, "ESSAIM_TEST_KILL": armed or "", "PYTHONWARNINGS": "ignore"}
        environment["ESSAIM_TEST_BUCKET"] = "yes" if self.bucket else ""
        out = f"bucket://{self.out}" if self.bucket else str(self.out)
        needed = [made_for(self.command)] if self.command.needs else []
        return subprocess.Popen(
            [sys.executable, str(HERE / "killing" / "command.py"), *self.command.arguments, *needed, *more,
             *self.command.places, out],
            cwd=self.folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def _begun(self, process: subprocess.Popen) -> bool:
        """Waits until it has begun to write; whether it still runs."""
        limit = time.monotonic() + LONGEST
        while process.poll() is None and time.monotonic() < limit:
            if any(self.out.glob(self.command.begins)):
                return True
            time.sleep(0.005)
        return process.poll() is None

    def _kill(self, process: subprocess.Popen, way: str, memory: Path) -> None:
        victim = process.pid
        if way == "worker":
            workers = ["pgrep", "-P", str(process.pid), "-f", "spawn_main"]
            found = subprocess.run(workers, capture_output=True, text=True)
            if not found.stdout.split():
                return
            victim = int(self.rng.choice(found.stdout.split()))
        if process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
                memory.touch()

    def _ended(self, process: subprocess.Popen, code: int | None = None) -> int:
        """Waits for its end. Only a kill, of it or of what it needs, may end it otherwise than well."""
        _, errors = process.communicate(timeout=LONGEST)
        assert process.returncode in ((0, -signal.SIGKILL) if code is None else (code,)), errors
        # A worker that starts when its parent is killed says so in a traceback of Python's own.
        assert process.returncode < 0 or "Traceback" not in errors, errors
        return process.returncode

    def _forget(self) -> None:
        import shutil

        shutil.rmtree(self.out)
