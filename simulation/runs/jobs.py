"""What is missing, as jobs of about as many runs each."""

from collections.abc import Iterable, Iterator, Mapping

from simulation.outcomes.small_tables import world_of
from simulation.outcomes.store import Asked, RunSet
from simulation.runs.model_choice import ModelChoice
from simulation.runs.plan import Job, Share

RUNS_A_JOB, SLOW_RUNS_A_JOB = 25, 4
"""Runs that are committed together; of the slower Mesa engine fewer, so that less is lost when a sweep is stopped."""


def runs_a_job(model: ModelChoice) -> int:
    """Runs of a sweep that are committed together."""
    return SLOW_RUNS_A_JOB if model.slow else RUNS_A_JOB


def jobs_for(
    scenarios: Mapping[str, str], asked: Asked, there: RunSet, size: int = RUNS_A_JOB, aligned: bool = False
) -> Iterator[Job]:
    """Jobs for the runs that are asked for and not there. scenarios: as JSON, by point.

    size: runs of a job. aligned: jobs are cut at multiples of it, and each has replicates of one stretch only, so that
    what is kept together follows from the numbers of replicates alone.
    """
    shares = _shares(scenarios, asked, there, size, aligned)
    for part in ([share] for share in shares) if aligned else _grouped(shares, size):
        yield Job(tuple(part))


def missing(asked: Asked, there: RunSet) -> int:
    """How many of the runs that are asked for are not there."""
    return sum(len(one) - there.count(point, one) for point, ranges in asked.items() for one in ranges)


def _shares(scenarios: Mapping[str, str], asked: Asked, there: RunSet, size: int, aligned: bool) -> Iterator[Share]:
    """What is missing, point by point, as stretches of at most `size` replicates."""
    for point, ranges in asked.items():
        for replicates in ranges:
            if there.count(point, replicates) == len(replicates):
                continue
            stretch: list[int] = []
            for replicate in replicates:
                if (point, replicate) in there:
                    continue
                full = world_of(replicate) % size == 0 if aligned else len(stretch) == size
                if stretch and (replicate != stretch[-1] + 1 or full):
                    yield Share(point, scenarios[point], stretch[0], stretch[-1])
                    stretch = []
                stretch.append(replicate)
            if stretch:
                yield Share(point, scenarios[point], stretch[0], stretch[-1])


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
