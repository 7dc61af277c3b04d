"""How long a user waits before anything happens."""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import ROOT, Line, Ran, process

_REFERENCE = ROOT / "scenarios" / "reference.yaml"


def essaim(*arguments: str) -> list[str]:
    """The command as a user types it."""
    return [sys.executable, "-m", "simulation.cli", *arguments]


def _best(repeats: int, arguments: list[str], environment: dict[str, str] | None = None) -> Ran:
    return min((process(arguments, environment) for _ in range(repeats)), key=lambda ran: ran.cpu)


def help_lines(repeats: int = 5) -> Iterator[Line]:
    """`essaim --help`."""
    ran = _best(repeats, essaim("--help"))
    yield Line("essaim --help", ran.cpu, "s CPU", at_most=0.5, detail=f"wall-clock {ran.wall:.2f} s")


def first_use_lines(repeats: int = 3) -> Iterator[Line]:
    """A run of two replicates with an empty cache of compiled code, then again with what the first one left."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {"NUMBA_CACHE_DIR": str(Path(folder, "cache"))}

        def run(out: str) -> Ran:
            chosen = ("--replicates", "2", "--workers", "1", "--out", str(Path(folder, out)))
            return process(essaim("run", str(_REFERENCE), *chosen), environment)

        ran = run("first")
        # Two processes compile side by side, so what a user waits is wall-clock time.
        yield Line(
            "first use after installation: a small run in all",
            ran.wall,
            "s",
            at_most=40,
            peak_mb=ran.peak_mb,
            detail=f"CPU {ran.cpu:.1f} s, compiling included",
        )
        ran = min((run(f"later{number}") for number in range(repeats)), key=lambda ran: ran.cpu)
        told = f"wall-clock {ran.wall:.2f} s, report included"
        yield Line("later: the same run in all", ran.cpu, "s CPU", detail=told)
        code = (
            "from simulation.engine.run import simulate; from simulation.scenario.loading import load_scenario; "
            f"simulate(load_scenario({str(_REFERENCE)!r}), 1, 0)"
        )
        ran = _best(repeats, [sys.executable, "-c", code], environment)
        yield Line(
            "later start: until the first replicate has run",
            ran.cpu,
            "s CPU",
            at_most=2.0,
            detail=f"wall-clock {ran.wall:.2f} s",
        )
