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


def certified_after(months, share, seeds):
    """Certified after some months when a share of trainer days goes to trainer courses, the rest to facilitators'."""
    given = closed.scenario(
        [("land", "all", 40_000)],
        months,
        {
            "trainers": {
                "at_start": [{"place": "land", "trainers": 4, "masters": 4}],
                "days_per_month": 4.0, "share_facilitator_courses": 1.0 - share, "share_trainer_courses": share,
                "share_supervision": 0.0, "share_refreshers": 0.0,
            },
            "facilitator_courses": {"seats": 4, "minimum": 4, "trainers": 1, "days": 4.0, "remote": False},
            "trainer_courses": {"seats": 4, "minimum": 1, "trainers": 1, "days": 4.0},
            "practicum": {"sessions": 0},
            "promotion": {"groups": 0, "skill": 0.0, "months": 0, "courses_to_master": 0},
            "groups": closed.small_groups(4),
        },
        {"innovation": 0.1, "volunteering": 1, "groups_per_year": 12, "facilitator_stop": 0.1, "trainer_stop": 0.1,
         "promotion_rate": 0.03},
        facilitators=60,
    )  # fmt: skip
    runs = [simulate(given, seed, 0, best_values=True) for seed in range(seeds)]
    return np.array([closed.persons(run, "facilitators", "trainers")[-1, 0] for run in runs], dtype=float)


def test_best_share_of_days_for_trainer_courses_is_inside():
    """Without trainer courses facilitators grow in a line; with nothing else there are none: a fifth beats both.

    Over four years, by more than 3 standard errors of the pairs' differences; in the first months no trainer course has
    paid yet, and none at all is best.
    """
    found = {share: certified_after(48, share, 12) for share in (0.0, 0.2, 1.0)}
    for end in (0.0, 1.0):
        gain = found[0.2] - found[end]
        assert gain.mean() > 3 * closed.standard_error(gain), {share: x.mean() for share, x in found.items()}
    soon = certified_after(6, 0.0, 12) - certified_after(6, 0.2, 12)
    assert soon.mean() > 3 * closed.standard_error(soon)
