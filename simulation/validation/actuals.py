"""Actual values to score a forecast against: what lies within it, and what is left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.observation_files import any_date, read_observations
from simulation.outcomes.observed import Observation, elapsed_months
from simulation.scenario.quantities import month_number
from simulation.validation.forecasts import Forecast


@dataclass(frozen=True)
class LeftOut:
    """An actual value that is not scored. reason: before (the start), after (the end) or fitted."""

    label: str
    date: str
    reason: str


@dataclass(frozen=True)
class Actuals:
    """What can be scored, what cannot, and of which labels the count before the start was taken from the history."""

    scored: tuple[Observation, ...]
    left_out: tuple[LeftOut, ...]
    counted_on: tuple[tuple[str, float], ...]


def read_actuals(path: Path, forecast: Forecast, history: Sequence[Observation], known_until: str | None) -> Actuals:
    """The values of a file with the columns of observations. A `ScenarioError` names all that is wrong with it.

    known_until: values up to this month were known to the forecast. A count since the start whose cell `before` is
    empty counts on from what the history says was there before.
    """
    frame = forecast.frame
    before = {one.label: one.before for one in history if one.before}
    scored, left_out, counted_on = [], [], {}
    # Any date may stand in the file; whether it can be scored is told afterwards.
    ever = any_date(frame.regions)
    refusal = say("this forecast keeps the nation only, not its regions.") if forecast.nation_only else ""
    for one in read_observations(path, ever, refusal):
        reason = _reason(one, frame, known_until)
        if reason:
            left_out.append(LeftOut(one.label, one.date, reason))
            continue
        if one.over == "since_start" and not one.before and one.label in before:
            counted_on[one.label] = before[one.label]
        already = counted_on.get(one.label, one.before) if not one.before else one.before
        scored.append(replace(one, before=already, elapsed=elapsed_months(one.date, frame.start)))
    return Actuals(tuple(scored), tuple(left_out), tuple(counted_on.items()))


def _reason(one: Observation, frame: Frame, known_until: str | None) -> str:
    begins = f"{one.date[:4]}-01" if one.over == "year" else one.month
    if month_number(begins) < month_number(frame.start):
        return "before"
    if month_number(one.month) > month_number(frame.month_names[-1]):
        return "after"
    return "fitted" if known_until is not None and month_number(one.month) <= month_number(known_until) else ""
