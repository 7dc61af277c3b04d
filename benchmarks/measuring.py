"""How things are timed and written down.

Time is CPU time (of this thread, or of a process with its children), so that a busy machine spoils it least; what is
compared is timed in turns within one run, and medians are divided.
"""

import json
import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Line:
    """One thing measured."""

    name: str
    value: float | None
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    peak_mb: float | None = None
    detail: str = ""

    @property
    def required(self) -> str:
        """What is required, in words; empty when the number is for information."""
        if self.at_least is not None:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most is not None else ""

    @property
    def met(self) -> bool | None:
        """Whether it is; none when nothing is required."""
        if not self.required:
            return None
        if self.value is None:
            return False
        return self.value >= self.at_least if self.at_least is not None else self.value <= self.at_most

    def as_json(self) -> dict:
        """For the results file."""
        return {**asdict(self), "required": self.required, "met": self.met}


def number(value: float | None) -> str:
    """A number with about three digits that count."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def row(line: Line) -> str:
    """A line of the printed table."""
    met = {True: "met", False: "NOT MET", None: ""}[line.met]
    peak = f"{line.peak_mb:,.0f} MB" if line.peak_mb is not None else ""
    value = f"{number(line.value):>9} {line.unit:<18}"
    return f"{line.name:<62} {value} {line.required:<7} {met:<7} {peak:<9} {line.detail}".rstrip()


def in_turns(repeats: int, **functions: Callable[[int], object]) -> dict[str, float]:
    """CPU seconds of each function, the median of `repeats` calls with 0, 1, …, one after the other in turns."""
    spent: dict[str, list[float]] = {name: [] for name in functions}
    for repeat in range(repeats):
        for name, function in functions.items():
            begun = time.thread_time()
            function(repeat)
            spent[name].append(time.thread_time() - begun)
    return {name: statistics.median(times) for name, times in spent.items()}


@dataclass(frozen=True)
class Ran:
    """A process that has ended. cpu: its CPU seconds, children included; output: what it printed last."""

    cpu: float
    wall: float
    peak_mb: float
    output: str


class TooLongError(Exception):
    """A process was ended because it took too long."""


def process(arguments: list[str], environment: Mapping[str, str] | None = None, most: float = 600.0) -> Ran:
    """Run a command to its end in a fresh process, from the repository's root; at most so many seconds."""
    begun, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        ended = subprocess.run(
            arguments, cwd=ROOT, env={**os.environ, **(environment or {})}, capture_output=True, text=True, timeout=most
        )
    except subprocess.TimeoutExpired:
        raise TooLongError(f"took more than {most:.0f} s") from None
    wall, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if ended.returncode:
        raise RuntimeError(f"{' '.join(arguments)}\n{ended.stdout}{ended.stderr}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    lines = ended.stdout.strip().splitlines()
    return Ran(cpu, wall, after.ru_maxrss / 1024, lines[-1] if lines else "")


def write(lines: list[Line], path: Path) -> None:
    """The lines as JSON, with what they were measured on."""
    path.parent.mkdir(parents=True, exist_ok=True)
    machine = {
        "when": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "command": " ".join(sys.argv[1:]),
    }
    content = {"measured": machine, "lines": [line.as_json() for line in lines]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
