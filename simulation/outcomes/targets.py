"""What was to be reached, target by target and together: how many futures reach it, at each target's own date."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from simulation.common.columns import ACTIVITY_INDEX
from simulation.outcomes.measured import PER
from simulation.outcomes.measures import Share, trailing_year
from simulation.outcomes.tables import MEASURES
from simulation.scenario.geography import geography_of
from simulation.scenario.schema import EACH, OVER_A_YEAR, FurtherTarget

if TYPE_CHECKING:
    from simulation.outcomes.results import Results

_COLUMNS = {"skills_gained": "skill_gained"}
"""Recorded columns that a measure of targets is called otherwise than."""


@dataclass(frozen=True)
class Reached:
    """How one target stands at its own date.

    values: of each future; where every region is to reach it, that of the region with least. met: share of futures that
    reach it. falls_short: the region that most often does not, and in which share of futures; empty but for every
    region. All none where the date is not simulated; reached: of each future and month whether it is reached then.
    """

    aim: FurtherTarget
    values: np.ndarray | None
    met: Share | None
    reached: np.ndarray
    falls_short: tuple[str, float] | None = None


def series(results: "Results", aim: FurtherTarget) -> np.ndarray:
    """The measure of a target by future, month and place: the nation, the region, or every region.

    Float64, replicates × months × places. Not a number in the first 11 months for what is counted over a year.
    """
    if aim.measure == "coverage":
        return _coverage(results, aim)
    name = _COLUMNS.get(aim.measure, aim.measure)
    values = results.national(name)[name][:, :, None] if aim.region is None else _of_regions(results, name, aim)
    if aim.measure not in OVER_A_YEAR:
        return values
    return np.stack([trailing_year(values[:, :, at]) for at in range(values.shape[2])], axis=2)


def targets(results: "Results") -> tuple[Reached, ...]:
    """All targets of the scenario that was run, the first one first; empty without one."""
    target = results.scenario.target
    return tuple(_reached(results, aim) for aim in target.together()) if target else ()


def together(found: Sequence[Reached]) -> Share | None:
    """Share of the futures that reach all targets, each at its date; None if one of the dates is not simulated.

    It is counted, future by future: no product of the single shares.
    """
    reached = [one.values >= one.aim.value for one in found if one.values is not None]
    return Share.of(np.logical_and.reduce(reached)) if reached and len(reached) == len(found) else None


def _reached(results: "Results", aim: FurtherTarget) -> Reached:
    values = series(results, aim)
    enough = values >= aim.value
    reached = enough.all(axis=2)
    position = results.frame.months_until(aim.month)
    if position is None:
        return Reached(aim, None, None, reached)
    least = values[:, position].min(axis=1)
    short = None
    if aim.region == EACH and len(enough):
        missed = 1 - enough[:, position].mean(axis=0)
        short = (results.frame.regions[int(missed.argmax())], float(missed.max()))
    return Reached(aim, least, Share.of(reached[:, position]), reached, short)


def _wanted(results: "Results", aim: FurtherTarget) -> list[int]:
    """Positions of the regions that a target is about."""
    regions = results.frame.regions
    return list(range(len(regions))) if aim.region == EACH else [regions.index(aim.region)]


def _of_regions(results: "Results", name: str, aim: FurtherTarget) -> np.ndarray:
    """A column summed over each region that a target is about; what is remote belongs to none."""
    in_activity = name in ACTIVITY_INDEX
    places = np.arange(len(results.frame.places)) if in_activity else _regions_of_cells(results)
    ((_, whole),) = results.whole_numbers([name])
    sums = [whole[:, :, places == region].sum(axis=2, dtype=np.int64) for region in _wanted(results, aim)]
    return np.stack(sums, axis=2) / MEASURES[name].scale


def _coverage(results: "Results", aim: FurtherTarget) -> np.ndarray:
    """Share of the cells, of all or of each region, with at least one active facilitator per 10,000 agents."""
    ((_, active),) = results.whole_numbers(["active_facilitators"])
    covered = active.astype(np.int64) * PER >= geography_of(results.scenario).headcount
    if aim.region is None:
        return covered.mean(axis=2, keepdims=True)
    places = _regions_of_cells(results)
    return np.stack([covered[:, :, places == region].mean(axis=2) for region in _wanted(results, aim)], axis=2)


def _regions_of_cells(results: "Results") -> np.ndarray:
    return np.array([region for region, _ in results.frame.cells])
