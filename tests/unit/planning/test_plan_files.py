"""Plan files: what they say, and every mistake with its line and column."""

import pytest

from simulation.cli import main
from simulation.planning.plans.decided import choices_of, planned, spread_months
from simulation.planning.plans.files import read_plan
from simulation.scenario.library import PLAN
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.quantities import value_at
from simulation.scenario.schema import Scenario
from simulation.scenario.writing import plain_scenario

SMALL = """\
name: Small
scenario: reference
goal: least cost
targets:
  - {measure: active_facilitators, value: 90, month: 2028-12}
  - {measure: active_facilitators, value: 2, month: 2028-12, region: each, probability: 0.5}
decide:
  facilitator_courses:
    - {places: [national], remote: true, every: half-year, until: 2027-12, at_most: 6}
    - {places: [Bretagne, Corse], every: year, from: 2027-01, until: 2027-12, at_most: 2, at_least: 1}
  trainer_courses: {every: year, from: 2027-01, until: 2028-12, at_most: 1}
  trainers_hired:
    - {place: Corse, every: once, from: 2027-01, at_most: 2, days_per_month: 1.5, masters: true}
  days_bought:
    - {every: year, from: 2028-01, until: 2028-12, at_most: 2, days_per_month: 2}
  nominations:
    - {every: once, from: 2027-03, at_most: 3, places_each: 10, region: Corse}
  calls:
    - {every: once, from: 2027-02, at_most: 1, region: Corse}
  programmes:
    - {every: once, from: 2027-02, at_most: 2}
  trainer_days: {every: year, from: 2027-01, until: 2028-12, at_most: 4, step: 0.25}
  animation: {every: once, from: 2027-01, until: 2027-06, at_most: 3, step: 0.1}
  coordination: {every: once, at_most: 5, step: 1}
  order_of_uses: {order: [facilitator_courses, supervision, trainer_courses, refreshers]}
"""


def _written(folder, text):
    file = folder / "plan.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    return read_plan(_written(tmp_path_factory.mktemp("plans"), SMALL))


@pytest.fixture(scope="module")
def choices(small):
    months = small.scenario.months
    return choices_of(small.file.decide, small.scenario, [200.0] * months, [10.0] * months)


def test_each_period_and_place_is_one_number(choices):
    kinds = [choice.kind for choice in choices]
    assert kinds == (
        ["facilitator_courses"] * 6 + ["trainer_courses"] * 2 + ["trainers_hired", "days_bought", "nominations"]
        + ["calls", "programmes", "trainer_days", "trainer_days", "animation", "coordination", "order_of_uses"]
    )  # fmt: skip
    assert [(one.places, one.first, one.last) for one in choices[3:6]] == [
        (("national",), "2027-07", "2027-12"),
        (("Bretagne",), "2027-01", "2027-12"),
        (("Corse",), "2027-01", "2027-12"),
    ]  # fmt: skip


def test_prices_are_those_of_the_scenario(choices):
    by_kind = {choice.kind: choice for choice in choices}
    course = choices[0]
    assert course.price("cash") == 1500 + 12 * 150
    assert course.price("both") - course.price("cash") == 2 * 5 * 450 + 12 * 5 * 350
    assert by_kind["trainer_courses"].price("cash") == 2500 + 14 * 200
    hired = by_kind["trainers_hired"]
    assert (hired.price("cash"), hired.price("both")) == (4000, 4000 + 48 * 1.5 * 450)
    assert hired.in_year(2028, "both") == 12 * 1.5 * 450
    assert by_kind["days_bought"].price("cash") == 4000 + 12 * 2 * 900
    assert by_kind["calls"].price("cash") == 2000
    assert by_kind["animation"].price("cash") == pytest.approx(0.1 * 120 * 200 / 2)
    assert by_kind["trainer_days"].price("both") == pytest.approx(0.25 * 12 * 10 * 450)
    assert by_kind["coordination"].price("both") == pytest.approx(60 * 350)


def test_a_plan_makes_a_scenario_that_holds_what_was_decided(small, choices):
    plan = tuple({"facilitator_courses": 2, "trainer_days": 3}.get(choice.kind, 1) for choice in choices)
    made = Scenario.model_validate(planned(small.scenario, choices, plan))
    levers = made.levers
    assert levers.facilitator_courses.scheduling == levers.trainer_courses.scheduling == "calendar"
    assert sum(entry.courses for entry in levers.facilitator_courses.calendar) == 12
    assert {entry.place for entry in levers.facilitator_courses.calendar} == {"national", "Bretagne", "Corse"}
    assert [entry.month for entry in levers.trainer_courses.calendar] == ["2027-07", "2028-07"]
    hired = {entry.place: entry for entry in levers.trainers.hired}
    assert (hired["Corse"].masters, hired["Corse"].until, hired["Corse"].day_price) == (1, None, None)
    assert (hired["national"].until, hired["national"].day_price) == ("2028-12", 900)
    days = levers.trainers.days_per_month
    assert [value_at(days, month) for month in ("2026-12", "2027-01", "2029-01")] == [1, 1.75, 1]
    assert [value_at(levers.animation, month) for month in ("2026-12", "2027-06", "2027-07")] == [0.3, 0.4, 0.3]
    assert value_at(levers.coordination.days_per_month, "2026-01") == 1
    assert len(levers.nominations) == len(small.scenario.levers.nominations) + 1
    assert len(levers.calls) == 2 and len(levers.programmes) == 4
    assert levers.trainers.order_of_uses[0] == "facilitator_courses"
    assert small.scenario.levers.trainers.order_of_uses[0] == "supervision"
    assert levers.budget == small.scenario.levers.budget


def test_nothing_decided_leaves_the_scenario_but_for_the_calendar(small, choices):
    plain = planned(small.scenario, choices, (0,) * len(choices))
    before = plain_scenario(small.scenario)
    before["levers"]["facilitator_courses"]["per_quarter"] = 0  # none is held
    before["levers"]["trainer_courses"] |= {"scheduling": "calendar", "calendar": []}
    assert plain == before
    assert planned(small.scenario, choices, (0,) * len(choices), lifted=True)["levers"]["budget"] is None
    again = planned(small.scenario, choices, (0,) * len(choices), on_demand=True)
    assert again == plain_scenario(small.scenario)


@pytest.mark.parametrize(
    ("courses", "months"),
    [(1, {"2027-04": 1}), (2, {"2027-02": 1, "2027-05": 1}), (6, {f"2027-0{month}": 1 for month in range(1, 7)})],
)
def test_courses_are_spread_over_the_months_of_a_period(courses, months):
    assert spread_months("2027-01", 6, courses) == months
    assert sum(spread_months("2027-01", 6, 7 * courses).values()) == 7 * courses


def test_without_targets_the_scenario_says_them(tmp_path):
    text = SMALL[: SMALL.index("targets:")] + SMALL[SMALL.index("decide:") :]
    read = read_plan(_written(tmp_path, text))
    own = load_scenario("reference").target
    assert [(aim.measure, aim.value, aim.month) for aim in read.targets] == [(own.measure, own.value, own.month)]


WRONG = """\
name: Wrong
scenario: referense
targets:
  - {measure: active_facilitators, value: 90, month: 2032-12}
probabilty: 0.8
decide:
  facilitator_courses:
    - {places: [Bretange], every: fortnight, at_most: 6}
  animation: {from: 2028-01, until: 2027-01, at_most: 3, step: 0.1}
"""


def test_all_mistakes_of_a_file_are_said_at_once_with_line_and_column(tmp_path, capsys):
    file = _written(tmp_path, WRONG)
    assert main(["plan", str(file), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    for expected in (
        ":2:1: scenario: there is no such file, nor a scenario of that name", "Did you mean reference?",
        ":5:1: probabilty: there is no such setting. Did you mean probability?",
        ":8:28: decide.facilitator_courses.1.every: input should be 'month', 'quarter', 'half-year', 'year' or 'once'.",
        ":9:3: decide.animation: until (2027-01) must not come before from (2028-01).",
    ):  # fmt: skip
        assert expected in said
    assert "Traceback" not in said
    assert not (tmp_path / "out").exists()


def test_what_does_not_fit_the_scenario_is_said_beside_what_is_wrong_in_itself(tmp_path, capsys):
    file = _written(tmp_path, WRONG.replace("referense", "reference"))
    assert main(["plan", str(file), "--out", str(tmp_path / "out")]) == 2
    said = capsys.readouterr().err
    for expected in (
        ":4:47: targets.1.month: 2032-12 lies outside the run", ":5:1: probabilty: there is no such setting.",
        ':8:17: decide.facilitator_courses.1.places.1: there is no region called "Bretange". Did you mean Bretagne?',
        ":8:28: decide.facilitator_courses.1.every: input should be", ":9:3: decide.animation: until (2027-01)",
    ):  # fmt: skip
        assert expected in said


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("decide:\n", ":3:1: decide: its settings stand below it, each as name: value."),
        ("decide: {trainer_courses: 4}\n", "decide.trainer_courses: its settings stand below it"),
        ("decide: {trainer_courses: {at_least: 9, at_most: 6}}\n", "at_least (9) must not exceed at_most (6)."),
        ("decide: {animation: {step: 0, at_most: 3}}\n", "decide.animation.step: input should be greater than 0."),
        ("decide: {trainer_courses: {from: 2027-13, at_most: 6}}\n", "a month is written YYYY-MM"),
        (
            "targets: [{measure: trainers, value: 9, month: 2027-12}]\n"
            "decide: {trainer_courses: {from: 2028-01, at_most: 6}}\n",
            ":4:1: decide: all that may be decided begins in 2028-01 or later, after the last target (2027-12).",
        ),
        ("decide: {facilitator_courses: [{places: [Corse, Corse], at_most: 1}]}\n", "Corse stands here twice."),
        ("decide: {days_bought: [{at_most: 1}]}\n", "decide.days_bought.1: days_per_month is missing."),
        ("decide: {nominations: [{at_most: 1, administration: Sate}]}\n", "Did you mean State?"),
        ("budgets: {2027: 1, next: 3}\ndecide: {trainer_courses: {at_most: 1}}\n", ":3:20: budgets.next: next is no"),
    ],
)
def test_each_mistake_is_said_where_it_stands(tmp_path, text, expected):
    with pytest.raises(ScenarioError) as raised:
        read_plan(_written(tmp_path, "name: Wrong\nscenario: reference\n" + text))
    assert expected in str(raised.value)


def test_what_it_takes_is_said_before_it_begins_and_asked_about(tmp_path, capsys):
    file = str(_written(tmp_path, SMALL))
    assert main(["plan", file, "--out", str(tmp_path / "out"), "--dry-run"]) == 0
    said = capsys.readouterr().err
    assert "18 decisions, up to about " in said and "runs: up to about" in said
    assert main(["plan", file, "--out", str(tmp_path / "out")]) == 2
    assert "say --yes to begin" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[Bretagne, Corse]", "[Bretange, Corse]", ':10:17: decide.facilitator_courses.2.places.1: there is no region '
         'called "Bretange". Did you mean Bretagne?'),
        ("90, month: 2028-12", "90, month: 2032-12", ":5:47: targets.1.month: 2032-12 lies outside the run"),
        ("measure: active_facilitators, value: 90", "measure: coverage, value: 90", "coverage is a share from 0 to 1"),
        ("region: each", "region: Corsica", 'there is no region called "Corsica". Did you mean Corse?'),
        ("goal", "budgets: {'2035': 10}\ngoal", ":3:11: budgets.2035: 2035 is no calendar"),
        ("refreshers]", "supervision]", "each of supervision, trainer_courses, facilitator_courses, refreshers must"),
        ("{order:", "{from: 2027-01, order:", "leave out from and until"),
        ("goal: least cost", "goal: most probable\ncap: lifted", "needs a limit"),
    ],
)  # fmt: skip
def test_what_does_not_fit_the_scenario_is_said(tmp_path, old, new, expected):
    with pytest.raises(ScenarioError) as raised:
        read_plan(_written(tmp_path, SMALL.replace(old, new, 1)))
    assert expected in str(raised.value)


def test_a_plan_needs_something_to_decide(tmp_path):
    with pytest.raises(ScenarioError, match="name something that may be decided"):
        read_plan(_written(tmp_path, "name: Empty\nscenario: reference\ndecide: {}\n"))


@pytest.mark.parametrize("name", ["reference_target", "regional_floor", "budget_given"])
def test_plans_that_come_with_essaim_can_be_read_by_name(name):
    read = read_plan(name)
    months = read.scenario.months
    choices = choices_of(read.file.decide, read.scenario, [200.0] * months, [10.0] * months)
    assert name in PLAN.names() and len(choices) >= 10
    most = planned(read.scenario, choices, tuple(choice.entry.at_most for choice in choices), read.file.cap == "lifted")
    assert Scenario.model_validate(most).levers.facilitator_courses.calendar
