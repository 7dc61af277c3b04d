"""What is missing of a sweep, as jobs of about as many runs each."""

from collections.abc import Iterable, Iterator

from simulation.sweeps.points import Point
from simulation.sweeps.store import RunSet
from simulation.sweeps.work import Share, SweepJob

RUNS_A_JOB = 25


def jobs_for(points: dict[str, Point], wanted: dict[str, int], there: RunSet) -> list[SweepJob]:
    """Jobs for the runs that are wanted (replicates by point) and not there; points by fingerprint."""
    shares = _shares(points, wanted, there)
    return [SweepJob(tuple(part), slot) for slot, part in enumerate(_grouped(shares))]


def _shares(points: dict[str, Point], wanted: dict[str, int], there: RunSet) -> Iterator[Share]:
    """What is missing, point by point, as stretches of replicates of at most RUNS_A_JOB."""
    for point, replicates in wanted.items():
        first, text = points[point].first, points[point].text
        if there.count(point, first, first + replicates) == replicates:
            continue
        numbers = range(first, first + replicates)
        missing = [replicate for replicate in numbers if (point, replicate) not in there]
        start = 0
        for end in range(1, len(missing) + 1):
            if end == len(missing) or missing[end] != missing[end - 1] + 1 or end - start == RUNS_A_JOB:
                yield Share(point, text, missing[start], missing[end - 1])
                start = end


def _grouped(shares: Iterable[Share]) -> Iterator[list[Share]]:
    """Shares put together to jobs of about RUNS_A_JOB runs."""
    group: list[Share] = []
    size = 0
    for share in shares:
        if group and size + len(share.runs) > RUNS_A_JOB:
            yield group
            group, size = [], 0
        group.append(share)
        size += len(share.runs)
    if group:
        yield group
