"""Sweeps of the reference scenario: how fast, on how many workers, with how much memory and disk, and how soon resumed.

`python -m benchmarks.sweeps FILE OUT HOW` runs a sweep in a process of its own; HOW is a number of workers, or the
address of a cluster.
"""

import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

from benchmarks.measuring import Line, Ran, number, process

SWEEP = """
name: Benchmark
scenarios: [reference]
vary:
  levers.trainers.days_per_month: {{low: 1, high: 6, steps: {steps}}}
  levers.facilitator_courses.seats: [8, 10, 12, 14, 16]
replicates: {replicates}
"""
MANY = 200_000


def run_once(file: str, out: str, how: str) -> dict[str, float]:
    """Runs a sweep; seconds of wall-clock time, cluster or workers started and ended, and this process's peak in MB."""
    from simulation.runs.cluster import cluster_at
    from simulation.runs.dask import OnCluster
    from simulation.runs.sweep_files import load_sweep
    from simulation.runs.sweeping import run_sweep

    sweeping = load_sweep(file, out)
    begun = time.perf_counter()
    with nullcontext() if how.isdigit() else cluster_at(how) as cluster:
        workers = int(how) if how.isdigit() else 1
        results = run_sweep(sweeping, workers, None, None, None if cluster is None else OnCluster(cluster))
    wall = time.perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"runs": results.manifest["runs"], "wall": wall, "peak_mb": peak}


def _swept(folder: Path, name: str, points: int, replicates: int, how: str) -> tuple[Ran, dict[str, float]]:
    """Runs a sweep of so many points (in fives) and replicates in a fresh process, into a folder called after it."""
    file = folder / f"{name}.yaml"
    file.write_text(SWEEP.format(steps=points // 5, replicates=replicates), encoding="utf-8")
    ran = process([sys.executable, "-m", "benchmarks.sweeps", str(file), str(folder), how], most=3600.0)
    found = json.loads(ran.output)
    if found["runs"] != points * replicates:
        raise RuntimeError(f"{found['runs']:.0f} runs of {points * replicates} succeeded")
    return ran, found


def lines(points: int = 50, replicates: int = 200, fewer: int = 40, repeats: int = 2) -> Iterator[Line]:
    """The whole sweep on two workers and a smaller one; then one and two workers and a local cluster in turns."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _swept(folder, "warm", 10, 1, "1")
        yield from _whole(folder, points, replicates, fewer)
        yield from _in_turns(folder, points, replicates, repeats)


def _whole(folder: Path, points: int, replicates: int, fewer: int) -> Iterator[Line]:
    runs, small = points * replicates, points * fewer
    ran, found = _swept(folder, "whole", points, replicates, "2")
    per_run = ran.cpu / runs * 1e3
    yield Line(
        f"a sweep of {runs:,} runs of the reference, two workers",
        found["wall"],
        "s",
        at_most=120.0,
        detail=f"wall-clock; {per_run:.1f} ms CPU a run; load {_load()}",
    )
    yield Line("  its parent's peak memory", found["peak_mb"], "MB", at_most=1000.0)
    disk = sum(file.stat().st_size for file in folder.glob("whole-*/**/*") if file.is_file())
    yield Line("  its disk, for 10,000 runs", disk / runs * 1e4 / 1e6, "MB", at_most=300.0)
    command = [sys.executable, "-m", "simulation.cli", "sweep", str(folder / "whole.yaml"), "--out", str(folder)]
    resumed = [process(command) for _ in range(3)]
    best = min(one.wall for one in resumed)
    yield Line(
        f"  the whole command again, all {runs:,} runs there",
        best,
        "s",
        at_most=3.0,
        detail=f"wall-clock, best of 3; {min(one.cpu for one in resumed):.2f} s CPU",
    )
    _, less = _swept(folder, "fewer", points, fewer, "2")
    each = (found["peak_mb"] - less["peak_mb"]) / (runs - small)
    yield Line(
        f"  {MANY:,} runs, extrapolated",
        found["wall"] / runs * MANY / 60,
        "min",
        detail="the measured cost of a run times their number",
    )
    told = f"{number(less['peak_mb'])} MB with {small:,} runs, {each * 1e3:.2f} kB a run"
    yield Line(
        f"  the parent's peak memory for {MANY:,} runs, extrapolated",
        found["peak_mb"] + each * (MANY - runs),
        "MB",
        at_most=1000.0,
        detail=told,
    )


def _in_turns(folder: Path, points: int, replicates: int, repeats: int) -> Iterator[Line]:
    """Best times, as what else the computer does only makes them longer."""
    ways = {"one": "1", "two": "2", "cluster": "local:2"}
    best = dict.fromkeys(ways, float("inf"))
    spent = dict.fromkeys(ways, float("inf"))
    for repeat in range(repeats):
        for way, how in ways.items():
            ran, found = _swept(folder, f"{way}{repeat}", points, replicates, how)
            best[way], spent[way] = min(best[way], found["wall"]), min(spent[way], ran.cpu)
    runs = points * replicates
    told = "; ".join(f"{way} {best[way]:.1f} s, {spent[way] / runs * 1e3:.1f} ms CPU a run" for way in ways)
    yield Line(
        f"{runs:,} runs: two workers over one",
        best["one"] / best["two"],
        "times as fast",
        at_least=1.8,
        detail=f"wall-clock, best of {repeats}; {told}; load {_load()}",
    )
    yield Line(
        f"{runs:,} runs: a local cluster of two over two processes",
        best["cluster"] / best["two"],
        "times as long",
        at_most=1.15,
        detail=f"CPU: {spent['cluster'] / spent['two']:.2f} times",
    )


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


if __name__ == "__main__":
    print(json.dumps(run_once(*sys.argv[1:])))
