"""A field of the schema says where and in which unit the engines keep its value; nothing else lists it."""

from typing import Annotated, Literal, get_args

import numpy as np
import pytest

from simulation import load_scenario
from simulation.common.arithmetic import FULL
from simulation.common.units import UNLIMITED, by_name, cents, eighths, in_model_unit, stored_fields
from simulation.engine import inputs
from simulation.engine.parameters import (
    MONTHLY,
    PARAMETERS,
    _columns,
    fixed_parameters,
    monthly_parameters,
    with_uncertainties,
)
from simulation.scenario.geography import geography_of
from simulation.scenario.levers import FacilitatorCourses, Levers, Practicum, TrainerCourses
from simulation.scenario.prices import Prices
from simulation.scenario.quantities import (
    Cents,
    Eighths,
    Frozen,
    Number,
    Position,
    Price,
    Share16,
    Step,
    Stepped,
    Whole,
)
from simulation.scenario.uncertainties import Uncertainties
from tests.small_scenarios import random_small_scenario


class Desk(Frozen):
    """One of two."""

    days: Annotated[float, Eighths("desk_days")] = 0.25
    open: Annotated[Stepped[bool], Whole("desk_open")]
    colour: Annotated[Literal["blue", "red"], Position()] = "red"
    note: str = ""


class FirstDesk(Desk):
    """With another number of days."""

    days: Annotated[float, Eighths("desk_days")] = 1.5


class Office(Frozen):
    """A section with a field of each kind."""

    first: FirstDesk
    second: Desk
    rent: Annotated[Price, Cents()] = Price(value=12.345, year=2025)
    limit: Annotated[Stepped[float | None], Cents("most")]
    light: Annotated[float, Share16()] = 0.5
    weight: Annotated[Stepped[float], Number()]


OPEN = [{"from": "2026-02", "value": True}, {"from": "2026-03", "value": False}]
OFFICE = Office.model_validate(
    {"first": {"open": OPEN}, "second": {"open": False, "colour": "blue"}, "limit": None, "weight": 0.1}
)


def test_units():
    assert [eighths(days) for days in (0, 0.125, 1.5, 31)] == [0, 1, 12, 248]
    assert [cents(euros) for euros in (0, 0.004, 12.345, 1e10, None)] == [0, 0, 1235, 10**12, UNLIMITED]


def test_fields_say_where_they_are_kept():
    fields = by_name(stored_fields(Office))
    assert list(fields) == ["desk_days", "desk_open", "colour", "rent", "most", "light", "weight"]
    assert [one.path for one in fields["desk_days"]] == [("first", "days"), ("second", "days")]
    fixed = {name: [one.fixed(OFFICE) for one in held] for name, held in fields.items() if not held[0].is_dated}
    assert fixed == {"desk_days": [12, 2], "colour": [1, 0], "rent": [1235], "light": [32768]}
    months = ("2026-01", "2026-02", "2026-03")
    dated = {name: [one.by_month(OFFICE, months) for one in held] for name, held in fields.items() if held[0].is_dated}
    assert dated == {"desk_open": [[1, 1, 0], [0, 0, 0]], "most": [[UNLIMITED] * 3], "weight": [[0.1] * 3]}


def test_columns_come_from_the_fields():
    columns = np.dtype(_columns(by_name(stored_fields(Office))))
    assert columns == np.dtype(
        [("desk_days", "i8", (2,)), ("desk_open", "i8", (2,)), ("colour", "i8", (2,)), ("rent", "i8"), ("most", "i8"),
         ("light", "i8"), ("weight", "f8")]
    )  # fmt: skip


def test_one_value_in_the_unit_of_the_model():
    levers = load_scenario("reference").levers
    assert in_model_unit(levers.refreshers, "days") == eighths(levers.refreshers.days)
    assert in_model_unit(levers, "budget", "2026-01") == 7_500_000
    assert in_model_unit(Levers(), "budget", "2026-01") == UNLIMITED
    assert in_model_unit(Prices(), "hire") == 400_000
    assert in_model_unit(levers.promotion, "skill") == round(levers.promotion.skill * FULL)
    assert in_model_unit(OFFICE.first, "open", "2026-02") == 1 and in_model_unit(OFFICE.first, "open", "2026-03") == 0
    for name in ("note", "nothing"):
        with pytest.raises(KeyError, match=f"Desk.{name}"):
            in_model_unit(OFFICE.first, name)


READ_BY_CODE = {
    "trainers.at_start", "trainers.hired", "trainers.days_per_month", "trainers.days_at", "trainers.order_of_uses",
    "trainers.days_kept_months", "trainers.replaced_after_months", "facilitator_courses.calendar",
    "facilitator_courses.reserved",
    "trainer_courses.calendar", "programmes", "nominations", "calls", "engagements", "working_days_per_year",
}  # fmt: skip
"""Lists, what is computed of several, and what no rule needs."""


def every_field(section, before=""):
    for name, info in section.model_fields.items():
        inner = info.annotation
        if isinstance(inner, type) and issubclass(inner, Frozen) and inner.__name__ not in ("Price", "Uncertain"):
            yield from every_field(inner, f"{before}{name}.")
        else:
            yield before + name


@pytest.mark.parametrize("section", [Levers, Prices, Uncertainties])
def test_every_field_is_kept_or_read_by_code(section):
    kept = {".".join(one.path) for one in stored_fields(section)}
    assert set(every_field(section)) - kept == READ_BY_CODE & set(every_field(section))


def test_what_compiled_rules_read_is_what_the_scenario_says():
    for number in range(20):
        scenario = random_small_scenario(number)
        geography, months = geography_of(scenario), scenario.month_names()
        fixed, monthly = fixed_parameters(scenario, geography, 3), monthly_parameters(scenario)
        assert fixed.programmes[0] == 3 and len(monthly) == scenario.months
        for section in (scenario.levers, scenario.prices):
            for name, fields in by_name(stored_fields(type(section))).items():
                if fields[0].is_dated:
                    expected = np.array([one.by_month(section, months) for one in fields]).T
                    assert np.array_equal(monthly[name].reshape(expected.shape), expected), name
                else:
                    assert fixed[name].ravel().tolist() == [one.fixed(section) for one in fields], name


def test_uncertainties_are_kept_in_their_units():
    scenario = random_small_scenario(3)
    fixed = fixed_parameters(scenario, geography_of(scenario), 0)
    values = {name: 0.25 for name in Uncertainties.model_fields}
    row = with_uncertainties(fixed, values)[0]
    assert row.imitation == 0.25 and row.fidelity == row.initial_trainer_skill == round(0.25 * FULL)
    assert row.beyond_leaving == row.beyond_moving == pytest.approx(np.exp(-0.25 * scenario.months / 12))
    assert row.group_size == fixed.group_size[0] and fixed.imitation[0] == 0


def test_pairs_are_facilitator_course_and_trainer_course():
    pairs = {columns[name].shape for columns in (PARAMETERS, MONTHLY) for name in columns.names} - {(), (4,)}
    assert pairs == {(2,)}
    names = {name for columns in (PARAMETERS, MONTHLY) for name in columns.names if columns[name].shape == (2,)}
    assert names == {"course_days", "course_price", "seat_price", "course_seats", "course_minimum",
                     "course_trainers"}  # fmt: skip
    levers = load_scenario("reference").levers
    (first, second) = [one for one in stored_fields(Levers) if one.name == "course_days"]
    assert first.path[0] == "facilitator_courses" and second.path[0] == "trainer_courses"
    assert (inputs.FACILITATOR_COURSE, inputs.TRAINER_COURSE) == (0, 1)
    assert first.fixed(levers) == eighths(levers.facilitator_courses.days)


def test_positions_are_those_that_the_rules_know():
    words = get_args(FacilitatorCourses.model_fields["served_first"].annotation)
    known = {"longest_queue": inputs.LONGEST_QUEUE, "lowest_coverage": inputs.LOWEST_COVERAGE, "equal": inputs.EQUAL}
    assert {word: number for number, word in enumerate(words)} == known
    for word in words:
        assert in_model_unit(FacilitatorCourses(served_first=word), "served_first") == known[word]
    assert in_model_unit(FacilitatorCourses(scheduling="calendar"), "scheduling") == 1
    scheduling = get_args(TrainerCourses.model_fields["scheduling"].annotation)
    assert scheduling == ("need", "on demand", "calendar")
    assert (inputs.NEED, inputs.ON_DEMAND, inputs.BY_CALENDAR) == (0, 1, 2)
    assert get_args(Practicum.model_fields["priority"].annotation) == ("first", "mixed", "last")
    assert (inputs.FIRST, inputs.MIXED, inputs.LAST) == (0, 1, 2)
    assert in_model_unit(Levers(budget_covers="cash"), "budget_covers") == 1


def test_no_limit_is_kept_as_more_than_anybody_reaches():
    levers = Levers.model_validate(
        {"facilitator_courses": {"per_quarter": [{"from": "2026-01", "value": None}, {"from": "2026-04", "value": 2}]}}
    )
    assert [in_model_unit(levers.facilitator_courses, "per_quarter", month) for month in ("2026-03", "2026-04")] == [
        UNLIMITED, 2
    ]  # fmt: skip


def test_dated_steps_wherever_a_step_holds():
    levers = Levers(animation=(Step(**{"from": "2026-02", "value": 0.5}), Step(**{"from": "2026-04", "value": 1.0})))
    assert [in_model_unit(levers, "animation", f"2026-0{month}") for month in (1, 2, 3, 4)] == [0.5, 0.5, 0.5, 1.0]
