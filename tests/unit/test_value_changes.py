"""Single changes of a scenario: what each alters, what comes with it, and which a scenario cannot have."""

import numpy as np
import pytest

from simulation.outcomes.value_units import DAY_PRICE, UNITS
from simulation.planning.changes import CERTIFIED, Cell, Change, Changes, LeftOut, quarters_of, usual_cell, years_of
from simulation.planning.stepping import raised
from simulation.replicate import simulate
from simulation.scenario.quantities import value_at
from simulation.scenario.schema import Scenario

FROM_2027 = Cell(None, "2027-01", "2028-12")
CALENDAR = {"scheduling": "calendar", "calendar": [
    {"month": "2026-03", "place": "north", "courses": 1}, {"month": "2026-09", "place": "north", "courses": 1},
    {"month": "2026-09", "place": "south", "courses": 1},
]}  # fmt: skip


def scenario(**levers):
    """Two regions for three years, with trainers in one of them and in a national team."""
    trainers = {"at_start": [{"place": "national", "trainers": 3, "masters": 1}, {"place": "north", "trainers": 2}]}
    cells = [{"region": region, "administration": "State", "headcount": 5000} for region in ("north", "south")]
    return Scenario.model_validate({
        "name": "Small", "months": 36, "population": cells, "levers": {"trainers": trainers, "budget": 50_000} | levers,
    })  # fmt: skip


def made(unit, cell=FROM_2027, **levers):
    """The change; fails where it is left out."""
    found = Changes(scenario(**levers)).of(UNITS[unit], cell)
    assert isinstance(found, Change), found
    return found


def left(unit, cell=FROM_2027, **levers):
    """Why the change is left out."""
    found = Changes(scenario(**levers)).of(UNITS[unit], cell)
    assert isinstance(found, LeftOut), found
    return found.reason


def budget(change):
    """The budget in each year."""
    return [value_at(change.scenario.levers.budget, f"{year}-06") for year in (2026, 2027, 2028)]


def test_a_value_is_raised_between_two_months_ramps_and_no_limit_included():
    steps = scenario(animation=[{"from": "2026-01", "value": 0.2}, {"from": "2026-03", "value": 0.5, "over": 3}]).levers
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    found = raised(steps.animation, months, "2026-04", "2026-06", 0.1)
    assert found == [
        {"from": "2026-01", "value": 0.2}, {"from": "2026-03", "value": pytest.approx(0.3)},
        {"from": "2026-04", "value": pytest.approx(0.5)}, {"from": "2026-05", "value": pytest.approx(0.6)},
        {"from": "2026-07", "value": 0.5},
    ]  # fmt: skip
    none = scenario(budget=[{"from": "2026-01", "value": None}, {"from": "2026-07", "value": 9.0}]).levers.budget
    assert raised(none, months, "2026-01", "2026-12", 1.0) == [
        {"from": "2026-01", "value": None}, {"from": "2026-07", "value": 10.0},
    ]  # fmt: skip
    assert raised(steps.coordination.days_per_month, months, "2026-01", "2026-12", 10) == 10


# ---- each change -----------------------------------------------------------------------------------------------------
def test_a_course_more_is_a_date_of_the_calendar_or_one_more_within_the_limit():
    change = made("course", facilitator_courses=CALENDAR)
    new = change.scenario.levers.facilitator_courses.calendar[3:]
    assert [(one.month, one.place, one.courses) for one in new] == [
        (f"{year}-{month}", "north", 1) for year in (2027, 2028) for month in ("01", "04", "07", "10")
    ]
    assert change.units == 1
    there = made("course", Cell("south", "2027-01", "2027-12", True), facilitator_courses=CALENDAR)
    assert {one.place for one in there.scenario.levers.facilitator_courses.calendar[3:]} == {"south"}
    assert there.units == 4
    limited = made("course", facilitator_courses={"per_quarter": 2}).scenario.levers.facilitator_courses.per_quarter
    assert [value_at(limited, month) for month in ("2026-12", "2027-01", "2028-12")] == [2, 3, 3]
    assert left("course") == "on demand"
    assert left("course", Cell("south", "2027-01", "2027-12", True), facilitator_courses={"per_quarter": 2}) == (
        "nation only"
    )


def test_trainer_days_are_shared_in_whole_eighths_and_counted_as_they_are_given():
    change = made("trainer_days")
    (held,) = change.scenario.levers.trainers.days_at
    assert held.place == "national" and value_at(held.days_per_month, "2026-12") == 2.0
    assert value_at(held.days_per_month, "2027-01") == 2.0 + 6.625 and change.units == 3 * 6.625 / 20
    there = made("trainer_days", Cell("north", "2027-04", "2027-06", True))
    (held,) = there.scenario.levers.trainers.days_at
    days = [value_at(held.days_per_month, f"2027-{month}") for month in ("03", "04", "06", "07")]
    assert days == [2, 5.375, 5.375, 2]
    assert there.units == pytest.approx(3 * 2 * 3.375 / 20)
    assert left("trainer_days", Cell("south", "2027-04", "2027-06", True)) == "no trainers"
    few = {"at_start": [{"place": "national", "trainers": 1}], "days_per_month": 15}
    assert left("trainer_days", trainers=few) == "too many days"


def test_days_of_a_place_that_has_its_own_are_raised_from_these():
    trainers = {"at_start": [{"place": "national", "trainers": 2}], "days_at": [{"place": "national",
                "days_per_month": 4.0}]}  # fmt: skip
    (held,) = made("trainer_days", trainers=trainers).scenario.levers.trainers.days_at
    assert [value_at(held.days_per_month, month) for month in ("2026-06", "2027-06")] == [4, 14]


def test_without_a_national_team_all_trainers_share_the_days():
    elsewhere = {"at_start": [{"place": "north", "trainers": 8}]}
    names = [unit.name for unit in Changes(scenario(trainers=elsewhere)).units()]
    assert "trainer_days_of_all" in names and "trainer_days" not in names
    change = made("trainer_days_of_all", trainers=elsewhere)
    assert value_at(change.scenario.levers.trainers.days_per_month, "2027-01") == 4.5 and change.units == 1


def test_days_bought_and_hires_come_with_their_money_in_the_years_in_which_it_is_paid():
    change = made("days_bought")
    (hired,) = change.scenario.levers.trainers.hired
    assert (hired.trainers, hired.days_per_month, hired.day_price, hired.until) == (2, 3.375, DAY_PRICE, "2028-12")
    assert change.units == pytest.approx(20.25 / 20)
    assert budget(change) == [50_000, 50_000 + 2 * 4000 + 12 * 2 * 3.375 * 900, 50_000 + 12 * 2 * 3.375 * 900]
    quarter = made("days_bought", Cell("south", "2027-10", "2027-12", True))
    (hired,) = quarter.scenario.levers.trainers.hired
    assert (hired.place, hired.from_, hired.until) == ("south", "2027-10", "2027-12")
    assert quarter.units == pytest.approx(20.25 / 20)
    assert budget(quarter) == [50_000, 50_000 + 8000 + 3 * 2 * 3.375 * 900, 50_000]
    year = made("days_bought", Cell("south", "2027-01", "2027-12", True))
    assert year.units == pytest.approx(4 * 20.25 / 20)
    assert budget(made("trainer")) == [50_000, 54_000, 50_000]
    assert made("trainer", Cell("south", "2027-01", "2027-12", True)).units == 4


def test_calls_nominations_and_programmes_are_repeated_or_once():
    change = made("nominations")
    (one,) = change.scenario.levers.nominations
    assert (one.first, one.last, one.every_months, one.places, one.region) == ("2027-01", "2028-07", 6, 20, None)
    there = made("nominations", Cell("south", "2027-04", "2027-06", True))
    (one,) = there.scenario.levers.nominations
    assert (one.first, one.last, one.every_months, one.region, there.units) == ("2027-04", None, None, "south", 1)
    assert budget(made("call")) == [50_000, 52_000, 50_000]
    paths = {"name": "Paths", "first": "2026-02", "headcount": 40, "sessions": 4, "remote": True}
    new = made("programme", programmes=[paths]).scenario.levers.programmes[1]
    assert (new.first, new.last, new.every_months, new.headcount) == ("2027-01", "2028-01", 12, 80)
    assert (new.sessions, new.remote, new.name > "Paths") == (4, True, True)
    new = made("programme", Cell("south", "2027-04", "2027-06", True)).scenario.levers.programmes[0]
    assert new.region == "south" and new.region_weights == {"north": 0.0}


def test_animation_coordination_and_budget_are_raised_from_then_on():
    change = made("animation")
    assert [value_at(change.scenario.levers.animation, month) for month in ("2026-12", "2027-01")] == [0.3, 0.4]
    # For each of those certified 120 euros a year at full level, as many as there are at best values.
    runs = [simulate(scenario(), 1, replicate, best_values=True).persons for replicate in range(5)]
    certified = np.mean([run[:, :, CERTIFIED].sum(axis=(1, 2)) for run in runs], axis=0).reshape(3, 12).mean(axis=1)
    assert certified[1] > 100
    extra = 12 * certified
    assert budget(change) == pytest.approx([50_000, 50_000 + extra[1], 50_000 + extra[2]], abs=0.01)
    assert left("animation", animation=0.95) == "at its most"
    assert value_at(made("coordination").scenario.levers.coordination.days_per_month, "2027-01") == 10
    assert budget(made("budget")) == [50_000, 60_000, 60_000]
    assert left("budget", budget=None) == "no limit"
    assert left("budget", Cell("south", "2027-01", "2027-12", True)) == "nation only"


def test_what_the_checks_of_scenarios_refuse_is_left_out_with_their_words():
    small = Scenario.model_validate(
        scenario().model_dump(by_alias=True)
        | {"population": ({"region": "north", "administration": "State", "headcount": 60},)}  # fmt: skip
        | {"initial": {"facilitators": 5, "practitioners": 5}}
    )
    found = Changes(small).of(UNITS["programme"], FROM_2027)
    assert isinstance(found, LeftOut) and found.reason == "refused" and "larger than the 60 persons" in found.words


# ---- where and when --------------------------------------------------------------------------------------------------
def test_cells_know_their_periods():
    (first, last) = years_of("south", "2027-01", "2028-12")
    assert (first.period, last.period) == ("2027", "2028")
    assert first.starts(6) == ["2027-01", "2027-04", "2027-07", "2027-10"]
    assert [one.period for one in quarters_of(first)] == ["2027-Q1", "2027-Q2", "2027-Q3", "2027-Q4"]
    assert FROM_2027.period == "2027-01-" and FROM_2027.starts(None) == ["2027-01"]


@pytest.mark.parametrize(
    "start, months, first", [("2026-01", 60, "2027-01"), ("2026-09", 30, "2027-01"), ("2026-01", 18, "2026-01")]
)
def test_changes_begin_in_the_january_that_leaves_a_year_to_see_what_comes(start, months, first):
    it = usual_cell(Scenario(name="x", start=start, months=months))
    assert it.first == first and it.place is None
