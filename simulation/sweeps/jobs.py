"""What is missing of a sweep, as jobs of about as many runs each."""

from collections.abc import Iterable, Iterator

from simulation.experiments.choice import COMPILED_MODEL, ModelChoice
from simulation.sweeps.points import Point
from simulation.sweeps.store import RunSet
from simulation.sweeps.work import Share, SweepJob

RUNS_A_JOB, SLOW_RUNS_A_JOB = 25, 4
"""Runs that are committed together; of the slower Mesa engine fewer, so that less is lost when a sweep is stopped."""


def jobs_for(
    points: dict[str, Point], wanted: dict[str, int], there: RunSet, model: ModelChoice = COMPILED_MODEL
) -> list[SweepJob]:
    """Jobs for the runs that are wanted (replicates by point) and not there; points by fingerprint."""
    size = SLOW_RUNS_A_JOB if model.slow else RUNS_A_JOB
    shares = _shares(points, wanted, there, size)
    return [SweepJob(tuple(part), slot) for slot, part in enumerate(_grouped(shares, size))]


def _shares(points: dict[str, Point], wanted: dict[str, int], there: RunSet, size: int) -> Iterator[Share]:
    """What is missing, point by point, as stretches of at most `size` replicates."""
    for point, replicates in wanted.items():
        first, text = points[point].first, points[point].text
        if there.count(point, first, first + replicates) == replicates:
            continue
        numbers = range(first, first + replicates)
        missing = [replicate for replicate in numbers if (point, replicate) not in there]
        start = 0
        for end in range(1, len(missing) + 1):
            if end == len(missing) or missing[end] != missing[end - 1] + 1 or end - start == size:
                yield Share(point, text, missing[start], missing[end - 1])
                start = end


def _grouped(shares: Iterable[Share], size: int) -> Iterator[list[Share]]:
    """Shares put together to jobs of about `size` runs."""
    group: list[Share] = []
    runs = 0
    for share in shares:
        if group and runs + len(share.runs) > size:
            yield group
            group, runs = [], 0
        group.append(share)
        runs += len(share.runs)
    if group:
        yield group
