"""Stages of an analysis of many runs: what each takes is told, and a long one asked about once."""

import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence

from simulation.analysis.study import Study
from simulation.commands.computing import tell
from simulation.commands.confirming import LONG, confirmed
from simulation.language import say
from simulation.runs.display import displayed
from simulation.runs.points import Point
from simulation.runs.pool import Pool
from simulation.runs.preflight import preflight
from simulation.runs.schema import MOST_POINTS
from simulation.runs.sweeping import run_sweep
from simulation.scenario.problems import Told


def refused_design(samples: int, points: Mapping[str, int]) -> str:
    """Why designs of so many rows of Sobol, and so many points by option, cannot be run; empty if they can."""
    if samples < 2 or samples & (samples - 1):
        return say("--samples must be a power of two, such as 64 or 256: Sobol's points are balanced only then")
    for option, number in points.items():
        if number > MOST_POINTS:
            return say(
                "{option} makes {number:,} points; {most_points:,} at most",
                option=option,
                number=number,
                most_points=MOST_POINTS,
            )
    return ""


class Declined(Told):
    """The person does not want to begin."""


def run_stage(
    study: Study, label: str, points: Sequence[Point], arguments: Namespace, pool: Pool, following: int,
    asked: bool = False,
) -> bool:  # fmt: skip
    """Run points; whether the person has agreed, or need not be asked again. `following`: runs that come later.

    Raises Declined.
    """
    sweeping = study.sweeping(points)
    expected = preflight(sweeping, pool.threads)
    print(f"{label}: {expected.sentence()}", file=sys.stderr)
    seconds = expected.seconds
    if following and expected.missing:
        seconds *= 1 + following / expected.missing
        print(
            say(
                "Then up to {following:,} runs more; about {seconds:.1f} min in all.",
                following=following,
                seconds=seconds / 60,
            ),
            file=sys.stderr,
        )
    if seconds > LONG and not arguments.yes and not asked and not confirmed():
        raise Declined
    with displayed(label) as show:
        results = run_sweep(sweeping, progress=show, limit=arguments.time_limit, pool=pool)
    tell(results.notices)
    return bool(following and expected.missing)
