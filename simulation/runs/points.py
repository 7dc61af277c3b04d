"""From a sweep to its points: for each the values of what varies, and the scenario that they make."""

import itertools
import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.runs.designs import filling, grid
from simulation.runs.listed_rows import listed_rows
from simulation.runs.schema import MOST_POINTS, Drawn, Listed, Range, Sweep, Varied
from simulation.runs.settings import SettingError, changed, fixed_at, is_uncertainty, setting
from simulation.scenario.checks import findings
from simulation.scenario.explaining import first_mistake
from simulation.scenario.problems import MOST_JUDGED, Told
from simulation.scenario.quantities import Distribution, Uncertain, is_free
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import Uncertainties, uncertainty_bounds
from simulation.scenario.writing import plain_and_fingerprint

_MOST_MISTAKES = 20
"""Points that cannot be made are named up to this number."""


@dataclass(frozen=True)
class Point:
    """One point of a sweep: its number, the scenario it builds on, the values it sets, and the scenario it makes.

    Its replicates are numbered from `first`: points with the same number there share their chance. text: the scenario
    in full, as JSON, which takes a tenth of its memory. fingerprint, frame: of it.
    """

    number: int
    base: str
    values: dict[str, Any]
    text: str
    fingerprint: str
    frame: Frame
    first: int = 0

    @property
    def scenario(self) -> Scenario:
        """The scenario it makes, read anew each time."""
        return Scenario.model_validate(json.loads(self.text))


@dataclass(frozen=True)
class Mistake:
    """Something wrong with what varies: the setting (empty: none of them) and what."""

    setting: str
    message: str


class PointsError(Told, ValueError):
    """Points cannot be made; `mistakes` says all that is wrong."""

    def __init__(self, mistakes: list[Mistake]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(f"{one.setting}: {one.message}" if one.setting else one.message for one in mistakes))

    def __str__(self) -> str:
        return "\n".join(f"{one.setting}: {one.message}" if one.setting else str(one.message) for one in self.mistakes)


def points_of(sweep: Sweep, scenarios: dict[str, Scenario], folder: Path) -> list[Point]:
    """All points of a sweep: each scenario with each row of the design, numbered from 0.

    scenarios: by the names that the sweep gives them. folder: where the sweep file lies. Raises PointsError.
    """
    first = next(iter(scenarios.values()))
    varied = varied_of(sweep, first)
    mistakes = unknown_settings(varied, scenarios) + _misfits(sweep, varied)
    if not mistakes:
        mistakes = _impossible(varied, first)
    if mistakes:
        raise PointsError(mistakes)
    places: list[str] = []
    if sweep.design == "list":
        listed = listed_rows(sweep, folder, first, lambda names: _unknown(names, scenarios))
        rows, places = [row.values for row in listed], [row.place for row in listed]
    else:
        _check_size(sweep, varied, scenarios)
        rows = _rows(sweep, varied, first)
    return _points(scenarios, itertools.product(scenarios, rows), places)


def _unknown(names: Iterable[str], scenarios: dict[str, Scenario]) -> dict[str, str]:
    return {one.setting: one.message for one in unknown_settings(names, scenarios)}


def _check_size(sweep: Sweep, varied: dict[str, Varied], scenarios: dict[str, Scenario]) -> None:
    """Counts the points before any is made. Raises PointsError."""
    lengths = [len(one.values) if isinstance(one, Listed) else getattr(one, "steps", None) or 1
               for one in varied.values()]  # fmt: skip
    points = math.prod(lengths) if sweep.design == "grid" else sweep.points or 1
    if points * len(scenarios) > MOST_POINTS:
        product = " × ".join(f"{length:,}" for length in lengths if length > 1) if sweep.design == "grid" else ""
        many = say(" × {scenarios} scenarios", scenarios=len(scenarios)) if len(scenarios) > 1 else ""
        given = f" ({product or f'{points:,}'}{many})" if product or many else ""
        message = say(
            "makes {points:,} points{given}; {most_points:,} at most",
            points=points * len(scenarios),
            given=given,
            most_points=MOST_POINTS,
        )
        raise PointsError(
            [
                Mistake(
                    "", say("{message}. Take fewer steps, or the design sobol with points: how many", message=message)
                )
            ]
        )


def varied_of(sweep: Sweep, scenario: Scenario) -> dict[str, Varied]:
    """What a sweep varies, by place: what it lists and, if it asks for all, each uncertainty with a distribution."""
    varied = dict(sweep.vary)
    if sweep.uncertainties == "all":
        for name in Uncertainties.model_fields:
            given = getattr(scenario.uncertainties, name)
            if is_free(given.distribution, given.best):
                varied.setdefault(f"uncertainties.{name}", Drawn(distribution="scenario"))
    return varied


def points_at(varied: dict[str, Varied], base: str, scenario: Scenario, cube: np.ndarray) -> list[Point]:
    """A point for each row of the unit cube, numbered from 0; `base` is the scenario's name. Raises PointsError."""
    mistakes = unknown_settings(varied, {base: scenario}) + _undrawn(varied)
    if not mistakes:
        mistakes = _impossible(varied, scenario)
    if mistakes:
        raise PointsError(mistakes)
    return _points({base: scenario}, ((base, values) for values in values_at(varied, scenario, cube)))


def values_at(varied: dict[str, Varied], scenario: Scenario, cube: np.ndarray) -> list[dict[str, Any]]:
    """The values of what varies at rows of the unit cube: float64, rows × what varies, each in (0, 1)."""
    grains = {path: _grain(path, scenario) for path, one in varied.items() if isinstance(one, Range)}
    return [
        {
            path: _between(path, one, u, grains.get(path, 0.0), scenario)
            for (path, one), u in zip(varied.items(), row, strict=True)
        }
        for row in cube.tolist()
    ]


def _points(
    scenarios: dict[str, Scenario], rows: Iterable[tuple[str, dict[str, Any]]], places: Sequence[str] = ()
) -> list[Point]:
    """places: where each row of a table stands, for what is wrong with it."""
    points, mistakes = [], []
    frames: dict[Frame, Frame] = {}
    for number, (base, values) in enumerate(rows):
        try:
            point = point_of(number, base, values, _made(scenarios[base], values))
            points.append(replace(point, frame=frames.setdefault(point.frame, point.frame)))
        except (SettingError, PointsError) as error:
            where = f"{places[number % len(places)]}, " if places else ""
            mistakes.append(
                Mistake(
                    "",
                    say(
                        "{where}point {number} ({said}): {error}",
                        where=where,
                        number=number,
                        said=said(values),
                        error=error,
                    ),
                )
            )
            if len(mistakes) == _MOST_MISTAKES:
                break
    if mistakes:
        raise PointsError(mistakes)
    return points


def point_of(number: int, base: str, values: dict[str, Any], scenario: Scenario, first: int = 0) -> Point:
    """A point that is this scenario."""
    plain, found = plain_and_fingerprint(scenario)
    text = json.dumps(plain, ensure_ascii=False, separators=(",", ":"))
    return Point(number, base, values, text, found, Frame.of(scenario), first)


def said(values: dict[str, Any]) -> str:
    """Values of a point in short."""
    return ", ".join(f"{path.rsplit('.', 1)[-1]} = {_short(value)}" for path, value in values.items())


def _short(value: Any) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def unknown_settings(varied: Iterable[str], scenarios: dict[str, Scenario]) -> list[Mistake]:
    """The settings that one of the scenarios does not have; at most `MOST_JUDGED`."""
    mistakes: list[Mistake] = []
    for path in varied:
        if len(mistakes) >= MOST_JUDGED:
            break
        for base, scenario in scenarios.items():
            try:
                setting(scenario, path)
            except SettingError as error:
                where = say(" (in {base})", base=base) if len(scenarios) > 1 else ""
                mistakes.append(Mistake(path, f"{str(error).removeprefix(f'{path}: ')}{where}"))
                break
    return mistakes


def _undrawn(varied: dict[str, Varied]) -> list[Mistake]:
    return [
        Mistake(path, say("only an uncertainty has a distribution; give values, or low and high"))
        for path, one in varied.items()
        if isinstance(one, Drawn) and not is_uncertainty(path)
    ]


def _impossible(varied: dict[str, Varied], scenario: Scenario) -> list[Mistake]:
    """Ranges without a value, and distributions that cannot hold the best value of their uncertainty."""
    mistakes = _empty_ranges(varied, scenario)
    for path, one in varied.items():
        if not isinstance(one, Drawn) or one.distribution == "scenario":
            continue
        best = getattr(scenario.uncertainties, path.split(".")[1]).best
        try:
            Uncertain(best=best, distribution=one.distribution, source=say("a sweep"))
        except ValidationError as error:
            message = error.errors()[0]["msg"].removeprefix("Value error, ")
            mistakes.append(
                Mistake(path, say("the best value of the scenario is {best:g}: {message}", best=best, message=message))
            )
        else:
            bounds, support = uncertainty_bounds(path.split(".")[1]), one.distribution.support(best)
            if support[0] < bounds[0] or support[1] > bounds[1]:
                mistakes.append(
                    Mistake(path, say("must lie between {low:g} and {high:g}", low=bounds[0], high=bounds[1]))
                )
    return mistakes


def _misfits(sweep: Sweep, varied: dict[str, Varied]) -> list[Mistake]:
    """What the design needs and is not given, or is given and does not use."""
    mistakes = _undrawn(varied)
    for path, one in varied.items():
        if sweep.design == "grid" and isinstance(one, Drawn) and is_uncertainty(path):
            mistakes.append(Mistake(path, say("a grid needs values, or low, high and steps")))
        elif sweep.design == "grid" and isinstance(one, Range) and one.steps is None:
            mistakes.append(Mistake(path, say("a grid needs steps: how many values from low to high")))
    filled = sweep.design in ("latin_hypercube", "sobol")
    if filled and sweep.points is None:
        mistakes.append(Mistake("", say("the design {design} needs points: how many", design=sweep.design)))
    if not filled and sweep.points is not None:
        mistakes.append(
            Mistake(
                "", say("the design {design} does not use points; it has as many as it has rows", design=sweep.design)
            )
        )
    if (sweep.design == "list") != (sweep.rows is not None):
        mistakes.append(Mistake("", say("the design list needs rows: a CSV file; other designs have none")))
    if sweep.design == "list" and varied:
        mistakes.append(Mistake("", say("the design list takes all its values from its file; leave vary out")))
    if filled and not varied:
        mistakes.append(Mistake("", say("nothing varies; name settings under vary, or uncertainties: all")))
    return mistakes


def _rows(sweep: Sweep, varied: dict[str, Varied], scenario: Scenario) -> list[dict[str, Any]]:
    """The values of each row of the design."""
    if sweep.design == "grid":
        choices = [_steps(path, one, scenario) for path, one in varied.items()]
        return [
            {path: choice[position] for path, choice, position in zip(varied, choices, row, strict=True)}
            for row in grid([len(choice) for choice in choices]).tolist()
        ]
    return values_at(varied, scenario, filling(sweep.design, sweep.points or 1, len(varied), sweep.seed))


def _grain(path: str, scenario: Scenario) -> float:
    """What a setting's values are multiples of: 1 for whole numbers, an eighth for days; 0 for any number."""
    now = setting(scenario, path)
    if is_uncertainty(path) or isinstance(now, (bool, dict)) or not isinstance(now, (int, float)):
        return 0.0
    try:
        Scenario.model_validate(changed(scenario, {path: int(now) + 0.0123}))
    except ValidationError as error:
        kinds = {one["type"]: one.get("ctx", {}) for one in error.errors()}
        if "multiple_of" in kinds:
            return float(kinds["multiple_of"]["multiple_of"])
        return 1.0 if kinds.keys() & {"int_type", "int_from_float"} else 0.0
    return 0.0


def _multiples(one: Range, grain: float) -> tuple[int, int]:
    """The first and the last multiple of the grain within a range; the last lies below the first where none does."""
    tolerance = 1e-9 * max(1.0, abs(one.low / grain), abs(one.high / grain))
    return math.ceil(one.low / grain - tolerance), math.floor(one.high / grain + tolerance)


def _multiple(position: int, grain: float) -> float | int:
    return position if grain == 1.0 else position * grain


def _grained(number: float, one: Range, grain: float) -> float | int:
    """The multiple of the grain within the range that is nearest to a number."""
    if not grain:
        return min(one.high, max(one.low, number))
    lowest, highest = _multiples(one, grain)
    return _multiple(min(highest, max(lowest, round(number / grain))), grain)


def _empty_ranges(varied: dict[str, Varied], scenario: Scenario) -> list[Mistake]:
    """Ranges in which no value lies that the setting can take."""
    mistakes = []
    for path, one in varied.items():
        if isinstance(one, Range) and (grain := _grain(path, scenario)):
            lowest, highest = _multiples(one, grain)
            if lowest > highest:
                kind = say("whole number") if grain == 1.0 else say("multiple of {grain:g}", grain=grain)
                mistakes.append(
                    Mistake(
                        path, say("no {kind} lies between {low:g} and {high:g}", kind=kind, low=one.low, high=one.high)
                    )
                )
    return mistakes


def takes_several(path: str, one: Varied, scenario: Scenario) -> bool:
    """Whether a setting takes more than one value."""
    if isinstance(one, Listed):
        return len(one.values) > 1
    if isinstance(one, Range):
        grain = _grain(path, scenario)
        lowest, highest = _multiples(one, grain) if grain else (0, 1)
        return lowest < highest
    if not is_uncertainty(path):
        return True  # refused elsewhere
    best = getattr(scenario.uncertainties, path.split(".")[1]).best
    return is_free(_given(path, one, scenario), best)


def _given(path: str, one: Drawn, scenario: Scenario) -> Distribution:
    uncertain = getattr(scenario.uncertainties, path.split(".")[1])
    return uncertain.distribution if one.distribution == "scenario" else one.distribution


def _steps(path: str, one: Varied, scenario: Scenario) -> list[Any]:
    """The values that a grid takes. What it cannot take is refused before."""
    if isinstance(one, Listed):
        return list(one.values)
    if isinstance(one, Drawn) or one.steps is None:
        raise ValueError(f"a grid takes values, or a range in steps: {path}")
    grain = _grain(path, scenario)
    spaced = np.linspace(one.low, one.high, one.steps).tolist()
    return list(dict.fromkeys(_grained(number, one, grain) for number in spaced))


def _between(path: str, one: Varied, u: float, grain: float, scenario: Scenario) -> Any:
    """The value at a number between 0 and 1; of grained values each is equally likely."""
    if isinstance(one, Listed):
        return one.values[int(u * len(one.values))]
    if isinstance(one, Range):
        if not grain:
            return min(one.high, max(one.low, one.low + u * (one.high - one.low)))
        lowest, highest = _multiples(one, grain)
        return _multiple(min(highest, lowest + int(u * (highest - lowest + 1))), grain)
    name = path.split(".")[1]
    uncertain = getattr(scenario.uncertainties, name)
    low, high = uncertainty_bounds(name)
    given = _given(path, one, scenario)
    return min(high, max(low, given.quantile(u, uncertain.best)))


def _fixed(scenario: Scenario, values: dict[str, Any]) -> Scenario | None:
    """The scenario with uncertainties fixed, the rest of it shared, which takes a third of the time.

    None where something else is set, or a value is not allowed.
    """
    if not all(map(is_uncertainty, values)):
        return None
    fixed = {path.split(".")[1]: fixed_at(value) for path, value in values.items()}
    try:
        uncertainties = Uncertainties.model_validate(dict(scenario.uncertainties) | fixed)
    except ValidationError:
        return None
    return scenario.model_copy(update={"uncertainties": uncertainties})


def _made(scenario: Scenario, values: dict[str, Any]) -> Scenario:
    made = _fixed(scenario, values)
    if made is None:
        plain = changed(scenario, values)
        try:
            made = Scenario.model_validate(plain)
        except ValidationError as error:
            raise PointsError([Mistake("", first_mistake(error, plain))]) from None
    # That a capacity is never enough is what a sweep may want to find out.
    wrong = [finding for finding in findings(made, capacity=False) if finding.fatal]
    if wrong:
        raise PointsError([Mistake("", wrong[0].message)])
    return made
