"""`essaim register --warm`: what some months of today's practice leave, as a register that scenarios can name."""

from collections import Counter

import numpy as np
import pytest

from simulation.cli import BAD_INPUT, GOOD, main
from simulation.common.columns import PERSON_INDEX
from simulation.engine.run import Runner, begin
from simulation.engine.tables import CANDIDATE, IN_PRACTICUM, INTERESTED, NONE, TRAINEE
from simulation.model import SpreadModel
from simulation.scenario.levers import Levers
from simulation.scenario.loading import load, load_scenario
from simulation.scenario.practice import practice_before
from simulation.scenario.rounding import largest_remainder, rounded_table
from simulation.scenario.schema import Initial, Scenario
from simulation.warm_register import NETWORK, QUEUES, network_rows, warm_register

STATE_OF_ROLE = {"interested": "waiting"} | {role: role for role in ("candidate", "trainee", "in_practicum")}
PLAN = """
name: Two regions
start: 2026-01
months: 12
population:
  - {region: Nord, administration: State, headcount: 300000}
  - {region: Sud, administration: State, headcount: 200000}
  - {region: Sud, administration: Towns, headcount: 90000}
initial:
  facilitators: 60
  practitioners: 15
levers:
  trainers:
    at_start: [{place: Nord, trainers: 4, masters: 2}, {place: national, trainers: 3}]
    days_per_month: 3.0
  nominations: [{name: all, first: 2026-02, every_months: 2, places: 8}]
"""


@pytest.fixture
def plan(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.yaml").write_text(PLAN, encoding="utf-8")
    return tmp_path / "plan.yaml"


def warm(plan, name="warm.csv", seed="1", months="18"):
    return main(["register", str(plan), "--warm", "--months", months, "--worlds", "3", "--seed", seed, "--out", name])


def counts(rows):
    found = Counter()
    for row in rows:
        found[row.state] += row.count
    return found


# ---- the command -----------------------------------------------------------------------------------------------------
def test_the_same_scenario_and_seed_give_the_same_bytes(plan):
    assert warm(plan) == warm(plan, "again.csv") == warm(plan, "other.csv", seed="2") == GOOD
    first, again, other = ((plan.parent / name).read_bytes() for name in ("warm.csv", "again.csv", "other.csv"))
    assert first == again != other


def test_a_scenario_that_names_it_begins_as_it_says_by_either_engine(plan):
    warm(plan)
    text = PLAN.replace("  facilitators: 60\n  practitioners: 15\n", "  register: warm.csv\n")
    plan.write_text(text, encoding="utf-8")
    loaded = load(plan)
    given = loaded.scenario
    assert not loaded.notes and all(counts(given.initial.register_)[state] > 0 for state in (*QUEUES, "group"))
    expected = Counter()
    for row in given.initial.register_:
        if row.state in QUEUES:
            expected[row.state, row.region, row.administration] += row.count
    model = SpreadModel(given)
    by_mesa = Counter(
        (STATE_OF_ROLE[one.role], one.region, one.administration) for one in model.persons if one.role in STATE_OF_ROLE
    )
    assert by_mesa == expected and len(list(model.groups)) == counts(given.initial.register_)["group"]
    tables = begin(given, 1, 0)
    people = tables.persons[: tables.now[0].persons]
    for role, state in ((INTERESTED, "waiting"), (CANDIDATE, "candidate"), (TRAINEE, "trainee"),
                        (IN_PRACTICUM, "in_practicum")):  # fmt: skip
        assert (people.role == role).sum() == counts(given.initial.register_)[state]


def test_without_a_file_it_is_printed(plan, capsys):
    assert main(["register", str(plan), "--warm", "--months", "2", "--worlds", "1"]) == GOOD
    assert capsys.readouterr().out.startswith("state,region,administration,count,age\nfacilitator_active,Nord,State,")


def test_a_file_that_is_there_is_not_written_over(plan, capsys):
    (plan.parent / "warm.csv").write_text("mine", encoding="utf-8")
    assert warm(plan) == BAD_INPUT
    assert "warm.csv is already there" in capsys.readouterr().err
    assert (plan.parent / "warm.csv").read_text(encoding="utf-8") == "mine"
    assert warm(plan, "no_such_folder/warm.csv") == BAD_INPUT
    assert "cannot be written: No such file or directory" in capsys.readouterr().err


def test_bad_arguments_are_named(plan, capsys):
    assert main(["register", "referense", "--warm"]) == BAD_INPUT
    assert "Did you mean reference?" in capsys.readouterr().err
    for months in ("0", "-3", "many"):
        with pytest.raises(SystemExit) as ended:
            warm(plan, months=months)
        assert ended.value.code == BAD_INPUT and f"not '{months}'" in capsys.readouterr().err
    assert warm(plan, months="601") == BAD_INPUT
    assert "601 is too many, 600 at most" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["register", "reference", "--warm", "--template"])
    assert "not allowed with argument" in capsys.readouterr().err


def test_a_cold_start_of_a_network_at_work_is_noted(plan):
    assert not load(plan).notes
    plan.write_text(PLAN.replace("facilitators: 60", "facilitators: 100"), encoding="utf-8")
    (note,) = load(plan).notes
    assert "essaim register" in note.headline() and (note.line, note.field) == (10, "initial.facilitators")
    assert not load("reference").notes


# ---- what is in it ---------------------------------------------------------------------------------------------------
def test_the_network_is_kept():
    """With a register its persons; without one as many as the scenario says, in each cell as it would place them."""
    reference = load_scenario("reference")
    assert network_rows(reference) == [row for row in reference.initial.register_ if row.state in NETWORK]
    placed = reference.model_copy(update={"initial": Initial(facilitators=131, practitioners=9)})
    found = counts(network_rows(placed))
    assert found["facilitator_active"] + found["facilitator_dormant"] == 131 and found["practitioner"] == 9
    assert found["facilitator_active"] == 52
    tables = begin(placed, 1, 0)
    facilitators = np.bincount(tables.persons.cell[:131], minlength=54)
    by_cell = Counter()
    for row in network_rows(placed):
        by_cell[row.region, row.administration] += row.count * row.state.startswith("facilitator")
    assert sorted(by_cell.values()) == sorted(count for count in facilitators if count)


def test_where_nobody_trains_or_leads_nothing_is_under_way():
    alone = Scenario(name="x", initial=Initial(facilitators=0, practitioners=0))
    assert warm_register(alone, 3, 1) == []


@pytest.mark.parametrize("seed", range(5))
def test_rounding_keeps_totals(seed):
    means = np.random.default_rng(seed).gamma(0.3, 1.0, (7, 5))
    rows = largest_remainder(round(means.sum()), means.sum(axis=1))
    table = rounded_table(means, rows)
    assert (table >= 0).all() and (table.sum(axis=1) == rows).all() and sum(rows) == round(means.sum())
    assert (abs(table.sum(axis=0) - means.sum(axis=0) * sum(rows) / means.sum()) < 1).all()
    assert (abs(table.sum(axis=1) - means.sum(axis=1) * sum(rows) / means.sum()) < 1).all()


def test_largest_remainder_within_limits():
    assert largest_remainder(5, [1, 1, 1]) == [2, 2, 1]
    assert largest_remainder(4, [1, 1, 2]) == [1, 1, 2]
    assert largest_remainder(6, [9, 1, 1], [2, 3, 9]) == [2, 2, 2]
    assert largest_remainder(9, [1, 1], [2, 3]) == [2, 3] and largest_remainder(3, [0, 0]) == [0, 0]


# ---- today's practice ------------------------------------------------------------------------------------------------
def test_levers_stay_as_in_the_first_month_and_only_what_recurs_recurs():
    levers = Levers.model_validate(
        {
            "trainers": {
                "days_per_month": [{"from": "2026-01", "value": 1.0}, {"from": "2027-01", "value": 4.0}],
                "hired": [{"place": "national", "trainers": 2, "from": "2026-03"}],
            },
            "animation": [{"from": "2025-12", "value": 0.1}, {"from": "2026-02", "value": 0.9, "over": 3}],
            "facilitator_courses": {
                "scheduling": "calendar",
                "calendar": [{"month": "2026-04", "place": "national"}, {"month": "2027-04", "place": "national"}],
            },
            "calls": [{"month": "2026-01"}],
            "nominations": [
                {"name": "twice a year", "first": "2026-03", "every_months": 6, "places": 1},
                {"name": "under way", "first": "2020-01", "every_months": 5, "places": 1, "last": "2026-01"},
                {"name": "planned", "first": "2028-01", "every_months": 6, "places": 1},
                {"name": "once", "first": "2026-01", "places": 1},
            ],
        }
    )
    found = practice_before(Scenario(name="x", levers=levers), 14, ())
    assert (found.start, found.months, found.end) == ("2024-11", 14, "2025-12")
    assert [step.value for step in found.levers.trainers.days_per_month] == [1.0]
    assert [step.value for step in found.levers.animation] == [0.1]
    assert found.levers.trainers.hired == found.levers.calls == ()
    assert [entry.month for entry in found.levers.facilitator_courses.calendar] == ["2025-04"]
    again = {entry.name: (entry.first, entry.last) for entry in found.levers.nominations}
    assert again == {"twice a year": ("2025-03", None), "under way": ("2025-01", None)}
    with pytest.raises(ValueError, match="before the year 1900"):
        practice_before(Scenario(name="x", start="1901-01"), 14, ())


# ---- what comes of it ------------------------------------------------------------------------------------------------
def certified(scenario, futures, months):
    runner = Runner(scenario.model_copy(update={"months": months, "target": None}))
    found = [runner.simulate(1, one).persons[:, :, PERSON_INDEX["certified"]].sum(axis=1) for one in range(futures)]
    return np.mean(found, axis=0)


def test_a_warm_start_certifies_in_the_first_months_and_a_cold_one_does_not():
    reference = load_scenario("reference")
    cold = reference.model_copy(update={"initial": Initial(facilitators=130, practitioners=70)})
    assert certified(cold, 20, 3).sum() == 0 < certified(reference, 20, 3).sum()
    assert certified(reference, 20, 6).sum() > 1.5 * certified(cold, 20, 6).sum()


@pytest.mark.slow
def test_the_reference_s_first_half_year_certifies_as_its_third():
    """400 futures, levers as in the first month: certified in months 1–6 ÷ 13–18; also without the call."""
    given = load_scenario("reference")
    for one in (given, given.model_copy(update={"levers": given.levers.model_copy(update={"calls": ()})})):
        by_month = certified(one, 400, 18)
        assert 0.85 < by_month[:6].sum() / by_month[12:].sum() < 1.15


def test_who_is_in_practicum_practises_in_groups_of_the_register():
    """As seconds, one a group; who has practised enough waits for the examination."""
    tables = begin(load_scenario("reference"), 1, 0)
    people = tables.persons[: tables.now[0].persons]
    practising = np.nonzero(people.role == IN_PRACTICUM)[0]
    sessions = tables.parameters[0].practicum_sessions
    for person in practising:
        group, practised = people.practice[person], people.practised[person]
        if group == NONE:
            assert practised == sessions and people.practice_complete[person]
        else:
            left = tables.groups.sessions[group] - tables.groups.held[group]
            assert tables.groups.second[group] == person and 1 <= practised and sessions - practised <= left
    seconds = people.practice[practising][people.practice[practising] != NONE]
    assert 0 < len(seconds) < len(practising) and len(set(seconds)) == len(seconds)
