"""Direction of effect, with paired seeds, of each lever and uncertainty whose sign follows from the rules."""

import typing

import numpy as np
import pytest
from pydantic import BaseModel

from simulation.engine.run import simulate
from simulation.scenario.levers import Levers
from simulation.scenario.schema import Scenario
from simulation.scenario.uncertainties import Uncertainties
from tests.verification import closed
from tests.verification.direction_rows import NO_EFFECT, ROWS, TRAINERS_BY_CALENDAR
from tests.verification.directions import PAGE, Direction, differences, listed_name, page, pairs

SEEDS = 40
"""Pairs for a direction: the mean difference has the sign, by more than 3 of its standard errors."""
FEW_SEEDS = 6
"""Pairs to show that something acts at all: one that differs suffices."""


@pytest.mark.parametrize("row", [row for row in ROWS if row.sign], ids=lambda row: row.name)
def test_direction(row):
    found = row.sign * differences(row, SEEDS)
    assert found.mean() > 3 * closed.standard_error(found), f"{found.mean():.4g} ± {closed.standard_error(found):.2g}"


@pytest.mark.parametrize("row", [row for row in ROWS if not row.sign], ids=lambda row: row.name)
def test_acts(row):
    assert any(
        (one.persons != other.persons).any() or (one.activity != other.activity).any()
        for one, other in pairs(row, FEW_SEEDS)
    )


def fields_of(model, before=""):
    """The names of all fields of a part of the schema, those of parts and list entries included."""
    for name, info in model.model_fields.items():
        name = before + (info.alias or name)
        inner = [part for part in _parts(info.annotation) if issubclass(part, BaseModel) and part is not model]
        inner = [part for part in inner if part.__name__.split("[")[0] != "Step"]
        if inner and not before.startswith("uncertainties"):
            for part in inner:
                if not issubclass(part, Scenario):
                    yield from fields_of(part, name + ".")
            if name.endswith("calendar"):
                yield name
        else:
            yield name


def _parts(annotation):
    if isinstance(annotation, type) and not typing.get_args(annotation):
        return [annotation]
    return [part for inner in typing.get_args(annotation) for part in _parts(inner)]


def test_every_lever_and_uncertainty_is_listed():
    every = set(fields_of(Levers)) | {f"uncertainties.{name}" for name in Uncertainties.model_fields}
    listed = {listed_name(row.name) for row in ROWS} | set(NO_EFFECT)
    assert listed == every, (sorted(every - listed), sorted(listed - every))


@pytest.mark.parametrize("name", NO_EFFECT)
def test_fields_without_effect_have_none(name):
    value = {"place": "Sud", "remote": True}[name.rsplit(".", 1)[1]]
    row = Direction(name.replace("calendar.", "calendar.0."), value, given=TRAINERS_BY_CALENDAR)
    assert all((one.activity == other.activity).all() for one, other in pairs(row, 2))


def test_page_is_current():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.verification.directions"


def by_order(months, first, then, seeds):
    """Runs in which one kind of course has the trainers' days first; candidates of either kind wait all the time."""
    given = closed.scenario(
        [("land", "all", 40_000)],
        months,
        {
            "trainers": {
                "at_start": [{"place": "land", "trainers": 4, "masters": 4}],
                "days_per_month": 4.0, "order_of_uses": [first, then, "supervision", "refreshers"],
            },
            "facilitator_courses": {"seats": 4, "minimum": 4, "trainers": 1, "days": 4.0, "remote": False},
            "trainer_courses": {"seats": 4, "minimum": 1, "trainers": 1, "days": 16.0, "scheduling": "on demand"},
            "practicum": {"sessions": 0},
            "promotion": {"groups": 0, "skill": 0.0, "months": 0, "courses_to_master": 0},
            "groups": closed.small_groups(4),
        },
        {"innovation": 0.1, "volunteering": 1, "groups_per_year": 12, "facilitator_stop": 0.1, "trainer_stop": 0.1,
         "promotion_rate": 0.06},
        facilitators=60,
    )  # fmt: skip
    return [simulate(given, seed, 0, best_values=True) for seed in range(seeds)]


def certified(runs):
    return np.array([closed.persons(run, "facilitators", "trainers")[-1, 0] for run in runs], dtype=float)


def test_trainer_courses_pay_late():
    """Where both kinds wait, what comes first has all the days: facilitator courses first, trainers never grow.

    After four years trainer courses first have given more certified persons, by more than 3 standard errors of the
    pairs' differences; in the first months no trainer course, which takes the days of four others, has paid yet, and
    they have given fewer.
    """
    orders = ("trainer_courses", "facilitator_courses"), ("facilitator_courses", "trainer_courses")
    trainers_first, facilitators_first = (by_order(48, *order, 12) for order in orders)
    assert sum(closed.activity(run, "trainer_courses").sum() for run in facilitators_first) == 0
    late = certified(trainers_first) - certified(facilitators_first)
    assert late.mean() > 3 * closed.standard_error(late)
    soon = certified(by_order(4, *orders[1], 12)) - certified(by_order(4, *orders[0], 12))
    assert soon.mean() > 3 * closed.standard_error(soon)
