"""From a sweep to its points: for each the values of what varies, and the scenario that they make."""

import csv
import itertools
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError

from simulation.outcomes.frame import Frame
from simulation.runs.designs import filling, grid
from simulation.runs.schema import Drawn, Listed, Range, Sweep, Varied
from simulation.runs.settings import SettingError, changed, fixed_at, is_uncertainty, setting
from simulation.scenario.checks import findings
from simulation.scenario.explaining import first_mistake
from simulation.scenario.problems import Told
from simulation.scenario.quantities import Fixed
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


def points_of(sweep: Sweep, scenarios: dict[str, Scenario], folder: Path) -> list[Point]:
    """All points of a sweep: each scenario with each row of the design, numbered from 0.

    scenarios: by the names that the sweep gives them. folder: where the sweep file lies. Raises PointsError.
    """
    first = next(iter(scenarios.values()))
    varied = varied_of(sweep, first)
    mistakes = unknown_settings(varied, scenarios) + _misfits(sweep, varied)
    if mistakes:
        raise PointsError(mistakes)
    rows = _listed_rows(sweep, folder, first) if sweep.design == "list" else _rows(sweep, varied, first)
    return _points(scenarios, itertools.product(scenarios, rows))


def varied_of(sweep: Sweep, scenario: Scenario) -> dict[str, Varied]:
    """What a sweep varies, by place: what it lists and, if it asks for all, each uncertainty with a distribution."""
    varied = dict(sweep.vary)
    if sweep.uncertainties == "all":
        for name in Uncertainties.model_fields:
            if not isinstance(getattr(scenario.uncertainties, name).distribution, Fixed):
                varied.setdefault(f"uncertainties.{name}", Drawn(distribution="scenario"))
    return varied


def points_at(varied: dict[str, Varied], base: str, scenario: Scenario, cube: np.ndarray) -> list[Point]:
    """A point for each row of the unit cube, numbered from 0; `base` is the scenario's name. Raises PointsError."""
    mistakes = unknown_settings(varied, {base: scenario}) + _undrawn(varied)
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


def _points(scenarios: dict[str, Scenario], rows: Iterable[tuple[str, dict[str, Any]]]) -> list[Point]:
    points, mistakes = [], []
    frames: dict[Frame, Frame] = {}
    for number, (base, values) in enumerate(rows):
        try:
            point = point_of(number, base, values, _made(scenarios[base], values))
            points.append(replace(point, frame=frames.setdefault(point.frame, point.frame)))
        except (SettingError, PointsError) as error:
            mistakes.append(Mistake("", f"point {number} ({said(values)}): {error}"))
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
    """The settings that one of the scenarios does not have."""
    mistakes = []
    for path in varied:
        for base, scenario in scenarios.items():
            try:
                setting(scenario, path)
            except SettingError as error:
                where = f" (in {base})" if len(scenarios) > 1 else ""
                mistakes.append(Mistake(path, f"{str(error).removeprefix(f'{path}: ')}{where}"))
                break
    return mistakes


def _undrawn(varied: dict[str, Varied]) -> list[Mistake]:
    return [
        Mistake(path, "only an uncertainty has a distribution; give values, or low and high")
        for path, one in varied.items()
        if isinstance(one, Drawn) and not is_uncertainty(path)
    ]


def _misfits(sweep: Sweep, varied: dict[str, Varied]) -> list[Mistake]:
    """What the design needs and is not given, or is given and does not use."""
    mistakes = _undrawn(varied)
    for path, one in varied.items():
        if sweep.design == "grid" and isinstance(one, Drawn) and is_uncertainty(path):
            mistakes.append(Mistake(path, "a grid needs values, or low, high and steps"))
        elif sweep.design == "grid" and isinstance(one, Range) and one.steps is None:
            mistakes.append(Mistake(path, "a grid needs steps: how many values from low to high"))
    filled = sweep.design in ("latin_hypercube", "sobol")
    if filled and sweep.points is None:
        mistakes.append(Mistake("", f"the design {sweep.design} needs points: how many"))
    if not filled and sweep.points is not None:
        mistakes.append(Mistake("", f"the design {sweep.design} does not use points; it has as many as it has rows"))
    if (sweep.design == "list") != (sweep.rows is not None):
        mistakes.append(Mistake("", "the design list needs rows: a CSV file; other designs have none"))
    if sweep.design == "list" and varied:
        mistakes.append(Mistake("", "the design list takes all its values from its file; leave vary out"))
    if filled and not varied:
        mistakes.append(Mistake("", "nothing varies; name settings under vary, or uncertainties: all"))
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


def _grained(number: float, grain: float) -> float | int:
    if grain == 1.0:
        return round(number)
    return round(number / grain) * grain if grain else number


def _steps(path: str, one: Varied, scenario: Scenario) -> list[Any]:
    if isinstance(one, Listed):
        return list(one.values)
    grain = _grain(path, scenario)
    return list(dict.fromkeys(_grained(number, grain) for number in np.linspace(one.low, one.high, one.steps).tolist()))


def _between(path: str, one: Varied, u: float, grain: float, scenario: Scenario) -> Any:
    """The value at a number between 0 and 1; of grained values each is equally likely."""
    if isinstance(one, Listed):
        return one.values[int(u * len(one.values))]
    if isinstance(one, Range):
        if not grain:
            return one.low + u * (one.high - one.low)
        lowest, highest = round(one.low / grain), round(one.high / grain)
        return _grained((lowest + int(u * (highest - lowest + 1))) * grain, grain)
    name = path.split(".")[1]
    uncertain = getattr(scenario.uncertainties, name)
    low, high = uncertainty_bounds(name)
    given = uncertain.distribution if one.distribution == "scenario" else one.distribution
    return min(high, max(low, given.quantile(u, uncertain.best)))


def settings_of_rows(sweep: Sweep, folder: Path) -> list[str]:
    """The settings that the CSV file of a sweep names, in order of their names; none where it cannot be read."""
    try:
        with (folder / str(sweep.rows)).open(encoding="utf-8-sig", newline="") as file:
            return sorted(name.strip() for name in next(csv.reader(file), []))
    except (OSError, UnicodeDecodeError, csv.Error):
        return []


def _listed_rows(sweep: Sweep, folder: Path, scenario: Scenario) -> list[dict[str, Any]]:
    """The rows of a CSV file: the header names settings, an empty field leaves a setting as it is."""
    path = folder / str(sweep.rows)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise PointsError([Mistake("", f"{path} cannot be read: {error}")]) from None
    if len(rows) < 2:
        raise PointsError([Mistake("", f"{path} has no rows beneath its header")])
    header = [name.strip() for name in rows[0]]
    mistakes = unknown_settings(header, {sweep.scenarios[0]: scenario})
    if len(set(header)) < len(header):
        mistakes.append(Mistake("", f"{path}:1: a setting stands there twice"))
    for number, row in enumerate(rows[1:], 2):
        if row and len(row) != len(header):
            mistakes.append(Mistake("", f"{path}:{number}: {len(row)} fields, the header has {len(header)}"))
    if mistakes:
        raise PointsError(mistakes)
    return [
        {name: _value(text) for name, text in zip(header, row, strict=True) if text.strip()} for row in rows[1:] if row
    ]


def _value(text: str) -> Any:
    """A field as JSON where it is (numbers, true, null), else as text."""
    try:
        return json.loads(text)
    except ValueError:
        return text.strip()


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
