"""Who waits, at which stage, for what; and when capacity binds: on counts with known answers."""

import numpy as np
import pytest
from report_data import MadeUp, made_up

from simulation.common.columns import GROUP_CAUSES, TRAINING_CAUSES
from simulation.outcomes.binding import binding, bound
from simulation.outcomes.waiting import (
    CAUSE_WORDS,
    COLUMNS,
    STAGES,
    Diagnosis,
    diagnose,
    diagnosis_text,
    for_want_of,
    spells,
    spent,
    stages_of,
    waiting,
)

HARD = "\u00a0"


def columns(shape=(1, 1), **given):
    """Recorded columns, zero where nothing is given: replicates × months."""
    return {name: np.zeros(shape) + given.get(name, 0) for name in COLUMNS}


def held(shape=(1, 1), **given):
    """Persons held back, by stage and cause: course__seats=3."""
    found = {stage: np.zeros((*shape, len(causes))) for stage, causes in STAGES.items()}
    for name, persons in given.items():
        stage, cause = name.split("__")
        found[stage][:, :, STAGES[stage].index(cause)] = persons
    return found


def test_every_recorded_cause_is_of_one_stage_and_has_words():
    causes = {cause for stage in ("course", "practice") for cause in STAGES[stage]}
    assert causes == set(TRAINING_CAUSES) and STAGES["group"] == GROUP_CAUSES
    assert {f"training_limit_{cause}" for cause in TRAINING_CAUSES} < set(COLUMNS)
    assert set(CAUSE_WORDS) == {(stage, cause) for stage, causes in STAGES.items() for cause in causes}
    assert for_want_of("course", "trainer_days", "fr") == "faute de jours de formateur"
    assert for_want_of("practice", "supervisor", "fr") == "faute d’accompagnateurs"


YEARS = [f"{year}-{month:02d}" for year in (2026, 2027) for month in range(1, 13)]


def over_the_year(days, money, months=24):
    """Held back for want of trainer days and of money, by month of the year."""
    found = held((1, months))
    for cause, by_month in (("trainer_days", days), ("money", money)):
        found["course"][0, :, STAGES["course"].index(cause)] = (by_month * 2)[:months]
    return found


def test_december_tells_that_the_budget_decides():
    """Of 10 who wait, trainer days hold back all until the budget is spent in September: a third of the year."""
    seen = spent(over_the_year([10] * 8 + [0] * 4, [0] * 8 + [10] * 4), YEARS)
    assert seen.mean == pytest.approx(1 / 3) and seen.december == 1
    # Most wait for trainer days all the year, or for money all the year: there is nothing to add.
    assert spent(over_the_year([10] * 12, [4] * 12), YEARS) is None
    assert spent(over_the_year([4] * 12, [10] * 12), YEARS) is None
    # Spent in September, and more by November: of the year it is days, of December money.
    assert spent(over_the_year([10] * 11 + [1], [0] * 11 + [2]), YEARS).december == pytest.approx(2 / 3)
    # Nobody waits; no December is simulated; nobody waits in December.
    assert spent(over_the_year([0] * 12, [0] * 12), YEARS) is None
    assert spent(over_the_year([10] * 8 + [0] * 4, [0] * 8 + [10] * 4, 11), YEARS[:11]) is None
    assert spent(over_the_year([10] * 11 + [0], [0] * 12), YEARS) is None


def test_money_that_holds_back_candidates_and_trainees_is_told_apart():
    found = stages_of(columns(
        waiting_for_course=10, training_limit_too_few=1, training_limit_trainer_days=4, training_limit_seats=2,
        training_limit_money=8, training_limit_supervisor=6, training_limit_people=5,
    ))  # fmt: skip
    # Of 10 candidates 7 wait for something else, so 3 of the 8 whom money holds back are candidates.
    assert found["course"][0, 0].tolist() == [1, 0, 4, 2, 3]
    assert found["practice"][0, 0].tolist() == [6, 5, 5]
    # Inconsistent counts give no negative persons.
    found = stages_of(columns(waiting_for_course=2, training_limit_seats=5, training_limit_money=4))
    assert found["course"][0, 0].tolist() == [0, 0, 0, 5, 0] and found["practice"][0, 0].tolist() == [0, 0, 4]


def test_columns_of_any_shape_are_split_and_stay_as_they_were():
    given = columns((2, 3, 4), waiting_for_course=3, training_limit_money=5, waiting_for_programme=7)
    found = stages_of(given)
    assert found["course"].shape == (2, 3, 4, 5) and found["programme"].shape == (2, 3, 4, 1)
    assert (given["waiting_for_course"] == 3).all() and (found["practice"][..., 2] == 2).all()


def test_stages_are_compared_and_never_added():
    # Trainer days hold back candidates, supervisors trainees: together more than wait for a group, each alone fewer.
    found = diagnose(held(course__trainer_days=50, practice__supervisor=40, group__too_few=60))
    assert (found.stage, found.persons, found.cause, found.share) == ("group", 60, "too_few", 1.0)


def test_the_cause_is_that_of_most_within_the_stage_that_has_most():
    found = diagnose(held(course__trainer_days=42, course__seats=18, group__facilitators=50))
    assert (found.stage, found.cause) == ("course", "trainer_days")
    assert found.persons == 60 and found.share == pytest.approx(0.7) and found.agreed == 1
    # The first of equals, of stages and of causes.
    found = diagnose(held(course__seats=5, course__calendar=5, group__money=5, group__too_few=5))
    assert (found.stage, found.cause) == ("group", "too_few")


def test_the_average_month_is_over_months_and_futures():
    array = held((3, 2), course__seats=0, group__money=2)
    array["course"][0, :, STAGES["course"].index("seats")] = [30, 6]
    found = diagnose(array)
    # (30 + 6 + 0 + 0 + 0 + 0) ÷ 6; in two of three futures most wait for a group.
    assert (found.stage, found.persons, found.cause) == ("course", 6, "seats")
    assert found.agreed == pytest.approx(1 / 3)


def test_nobody_waits():
    assert diagnose(held()) is None and diagnose(held(course__seats=0.4)) is None
    assert diagnose(held(course__seats=0.5)) is not None
    assert "demand is the limit at every stage" in diagnosis_text(None, "en")
    assert "à chaque étape, c’est la demande qui limite" in diagnosis_text(None, "fr")


@pytest.mark.parametrize(
    ("given", "english", "french"),
    [
        (
            ("course", 61.2, "trainer_days", 0.7),
            "In an average month about 61 candidates wait for a facilitator course, most of them (70 %) for want of "
            "trainer days.",
            "Au cours d’un mois moyen, environ 61 candidats attendent une formation d’animateurs, la plupart (70 %) "
            "faute de jours de formateur.",
        ),
        (
            ("group", 1234, "facilitator_days", 0.41),
            "In an average month about 1,200 persons wait for a group, 41 % of them for want of facilitators with free "
            "days, more than for any other cause.",
            "Au cours d’un mois moyen, environ 1 200 personnes attendent un groupe, dont 41 % faute d’animateurs ayant "
            "des jours disponibles, première cause.",
        ),
        (
            ("group", 12, "money", 1.0),
            "In an average month about 12 persons wait for a group, all of them for want of money in the budget.",
            "Au cours d’un mois moyen, environ 12 personnes attendent un groupe, toutes faute de budget.",
        ),
        (
            ("practice", 0.8, "people", 0.9),
            "In an average month about 1 trainee waits to practise in a group, mostly for want of groups in which to "
            "practise.",
            "Au cours d’un mois moyen, environ 1 stagiaire attend de pratiquer dans un groupe, surtout faute de "
            "groupes où pratiquer.",
        ),
        (
            ("programme", 40, "unrecorded", 1.0),
            "In an average month about 40 programme posts wait for a group.",
            "Au cours d’un mois moyen, environ 40 postes de programme attendent un groupe.",
        ),
    ],
)
def test_a_director_reads_it(given, english, french):
    found = Diagnosis(*given, agreed=1.0)
    assert found.sentence("en").replace(HARD, " ") == english
    assert found.sentence("fr").replace(HARD, " ").replace("\u202f", " ") == french


def test_spells_join_years_with_the_same_stage_and_cause():
    array = held((2, 48))
    array["course"][:, 12:36, 3], array["course"][:, 36:, 2], array["course"][:, 36:, 4] = 4, 3, 1
    found = spells(array, [2026 + month // 12 for month in range(48)])
    named = [(one.first, one.last, one.diagnosis and (one.diagnosis.stage, one.diagnosis.cause)) for one in found]
    assert named == [(2026, 2026, None), (2027, 2028, ("course", "seats")), (2029, 2029, ("course", "trainer_days"))]
    assert found[2].diagnosis.share == pytest.approx(0.75) and found[2].diagnosis.persons == 4


def test_all_who_wait_for_a_group_or_a_course_are_in_a_stage():
    results = made_up(replicates=5)
    array, read = waiting(results), results.national("waiting_for_course", "waiting_for_group", "waiting_for_programme")
    np.testing.assert_allclose(array["course"].sum(axis=2), read["waiting_for_course"])
    np.testing.assert_allclose(array["group"].sum(axis=2), read["waiting_for_group"])
    np.testing.assert_allclose(array["programme"].sum(axis=2), read["waiting_for_programme"])


# ---- capacity --------------------------------------------------------------------------------------------------------
def candidates(**causes):
    """Of each cause the counts of all futures and months."""
    shape = np.shape(next(iter(causes.values())))
    found = np.zeros((*shape, len(STAGES["course"])))
    for cause, counts in causes.items():
        found[:, :, STAGES["course"].index(cause)] = counts
    return found


def test_capacity_binds_from_a_course_s_minimum_on():
    seen = bound(candidates(trainer_days=[[2, 3, 0]], seats=[[2, 1, 0]], money=[[1, 2, 0]], too_few=[[9, 0, 0]]),
                 np.array([6, 6, 6]))  # fmt: skip
    # 5 of 14, then 6 of 6; too few is no want of capacity.
    assert seen.binds.tolist() == [[False, True, False]]
    assert seen.share[0, :2] == pytest.approx([5 / 14, 1]) and np.isnan(seen.share[0, 2])
    assert bound(candidates(calendar=[[5, 6]]), np.array([5, 7])).binds.tolist() == [[True, False]]


def test_when_capacity_stops_to_bind():
    lines = np.zeros((5, 10), int)
    lines[0, [0, 1]] = lines[1, [0, 2]] = lines[3, [0, 1, 2, 3]] = lines[4, [1, 4]] = 6
    seen = bound(candidates(seats=lines), np.full(10, 6))
    assert seen.by_month.tolist() == [0.6, 0.6, 0.4, 0.2, 0.2, 0, 0, 0, 0, 0] and seen.ever == 0.8
    # It binds for the last time in months 1, 2, never, 3 and 4; month 4 is one of the last six, and may go on.
    assert [seen.over(share) for share in (0.25, 0.5, 0.75, 1)] == [1, 2, 3, None]
    assert bound(candidates(seats=np.zeros((3, 10))), np.full(10, 6)).over() is None
    assert bound(candidates(seats=np.full((3, 10), 6)), np.full(10, 6)).over() is None


def test_the_minimum_is_that_of_the_month():
    minimum = [{"from": "2026-01", "value": 6}, {"from": "2027-01", "value": 200}]
    results = MadeUp(replicates=4, months=24, levers={"facilitator_courses": {"minimum": minimum, "seats": 300}})
    array = waiting(results)["course"]
    for_capacity = array[:, :, 1:].sum(axis=2)
    expected = np.concatenate([for_capacity[:, :12] >= 6, for_capacity[:, 12:] >= 200], axis=1)
    assert (binding(results).binds == expected).all() and expected.any() and not expected.all()
