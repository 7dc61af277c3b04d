"""The oracle obeys the accounts that any reading of the rules must: balances, sums, and no rule is dead."""

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    ACTIVITY_INDEX,
    PERSON_COLUMNS,
    PERSON_INDEX,
    ROLE_STOCKS,
    ROLES,
    TRAINING_CAUSES,
)
from simulation.model import SpreadModel
from simulation.replicate import simulate
from tests.small_scenarios import random_small_scenario, small_scenarios

NUMBERS = range(60)
EVERY = pytest.mark.parametrize("number", NUMBERS)


@cache
def record(number):
    scenario = random_small_scenario(number)
    return simulate(scenario, 7, number, engine="mesa")


def person(number, name):
    return record(number).persons[:, :, PERSON_INDEX[name]]


def activity(number, name):
    return record(number).activity[:, :, ACTIVITY_INDEX[name]]


def regions_of(number):
    cells = random_small_scenario(number).population
    names = list(dict.fromkeys(cell.region for cell in cells))
    return np.array([names.index(cell.region) for cell in cells]), len(names)


def by_region(number, name):
    """A column of persons, summed over the cells of each region."""
    region, count = regions_of(number)
    column = person(number, name)
    return np.stack([column[:, region == r].sum(axis=1) for r in range(count)], axis=1)


GAINS = {
    "interested": "new_interested",
    "lapsed": "newly_lapsed",
    "reached": "newly_reached returned candidates_gave_up trainees_gave_up not_certified facilitators_stopped "
    "trainers_stopped",
    "candidate": "volunteered",
    "trainee": "enrolled practicum_interrupted",
    "in_practicum": "practicum_started",
    "facilitator": "certified",
    "trainer": "promoted trainers_hired",
}
LOSSES = {
    "interested": "newly_lapsed newly_reached",
    "lapsed": "returned",
    "reached": "volunteered",
    "candidate": "candidates_gave_up enrolled",
    "trainee": "trainees_gave_up practicum_started",
    "in_practicum": "practicum_interrupted certified not_certified",
    "facilitator": "promoted facilitators_stopped",
    "trainer": "trainers_stopped",
}


@EVERY
def test_roles_balance_in_every_cell_and_month(number):
    scenario = random_small_scenario(number)
    model = SpreadModel(scenario, 7, number)
    for role, stock in zip(ROLES, ROLE_STOCKS, strict=True):
        at_start = [sum(p.role == role and p.home is home for p in model.persons) for home in model.homes]
        closing = person(number, stock.name)
        opening = np.vstack([at_start, closing[:-1]])
        gains = [*GAINS[role].split(), f"moved_in_{role}"]
        losses = [*LOSSES[role].split(), f"moved_out_{role}", f"left_{role}"]
        change = sum(person(number, x) for x in gains) - sum(person(number, x) for x in losses)
        np.testing.assert_array_equal(opening + change, closing, err_msg=role)


@EVERY
def test_nobody_is_lost_between_cells_or_beyond_the_pool(number):
    moved_in = sum(person(number, f"moved_in_{role}") for role in ROLES).sum(axis=1)
    moved_out = sum(person(number, f"moved_out_{role}") for role in ROLES).sum(axis=1)
    np.testing.assert_array_equal(moved_in, moved_out)
    assert (record(number).persons >= 0).all()
    assert (record(number).activity >= 0).all()


@EVERY
def test_ledgers_sum_to_those_waiting(number):
    regions = regions_of(number)[1]
    groups = sum(activity(number, f"group_limit_{c}") for c in ("too_few", "facilitator_days", "facilitators", "money"))
    np.testing.assert_array_equal(groups, activity(number, "waiting_for_group"))
    courses = sum(activity(number, f"training_limit_{c}") for c in TRAINING_CAUSES[:5])
    np.testing.assert_array_equal(courses, activity(number, "waiting_for_course"))
    practicum = activity(number, "training_limit_supervisor") + activity(number, "training_limit_people")
    np.testing.assert_array_equal(practicum, activity(number, "waiting_for_practicum"))
    np.testing.assert_array_equal(activity(number, "waiting_for_group")[:, :regions], by_region(number, "waiting"))


@EVERY
def test_the_two_tables_and_the_lineage_agree(number):
    for column in ("candidates", "enrolled"):
        assert person(number, column).min() >= 0
    assert activity(number, "facilitator_seats_filled").sum() == person(number, "enrolled").sum()
    assert activity(number, "trainer_seats_filled").sum() == person(number, "promoted").sum()
    if random_small_scenario(number).levers.practicum.sessions > 0:
        assert activity(number, "practicum_groups_started").sum() == person(number, "practicum_started").sum()
    asked, held = activity(number, "engagements_asked"), activity(number, "engagements_held")
    np.testing.assert_array_equal(asked, held + activity(number, "engagements_refused"))
    started = sum(activity(number, f"{k}groups_started") for k in ("", "programme_", "practicum_")).sum(axis=1)
    ended = sum(
        activity(number, f"groups_{k}") for k in ("completed", "ran_out", "below_minimum", "leader_lost", "interrupted")
    ).sum(axis=1)
    still = (activity(number, "groups_open") + activity(number, "groups_self_running")).sum(axis=1)
    np.testing.assert_array_equal(np.cumsum(started - ended), still)
    lineage = record(number).lineage
    facilitators, trainers = person(number, "facilitators"), person(number, "trainers")
    assert lineage[-1, :, 0].sum() == facilitators[-1].sum()
    assert lineage[-1, :, 1].sum() == trainers[-1].sum()
    assert lineage[-1, :, 4].sum() == person(number, "certified").sum()
    network = record(number).network
    assert (network[:, 5] <= network[:, 0]).all() and (network[:, 2] <= network[:, 1]).all()


@pytest.mark.parametrize("number", [0, 7, 23])
def test_a_run_is_repeated_exactly(number):
    scenario = random_small_scenario(number)
    again = simulate(scenario, 7, number, engine="mesa")
    for one, other in zip(vars(record(number)).values(), vars(again).values(), strict=True):
        np.testing.assert_array_equal(one, other)
    another = simulate(scenario, 8, number, engine="mesa")
    assert (another.persons != record(number).persons).any()


def test_days_are_used_only_where_there_were_days():
    for number in NUMBERS:
        for use in ("facilitator_courses", "trainer_courses", "supervision", "refreshers"):
            offered = np.cumsum(activity(number, f"trainer_days_offered_{use}").sum(axis=1))
            used = np.cumsum(activity(number, f"trainer_days_used_{use}").sum(axis=1))
            assert (used <= offered).all(), (number, use)


def test_no_rule_is_dead():
    """Each column is above 0 somewhere."""
    dead = [c.name for i, c in enumerate(PERSON_COLUMNS) if not any(record(n).persons[..., i].any() for n in NUMBERS)]
    dead += [
        c.name for i, c in enumerate(ACTIVITY_COLUMNS) if not any(record(n).activity[..., i].any() for n in NUMBERS)
    ]
    assert dead == []


@settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_scenarios())
def test_any_small_scenario_runs(scenario):
    once = simulate(scenario, 3, 1, best_values=True, engine="mesa")
    assert once.persons.shape[0] == scenario.months
    assert (once.persons >= 0).all() and (once.activity >= 0).all()


@pytest.mark.parametrize("number", range(0, 40, 3))
def test_the_order_of_rows_decides_nothing(number):
    scenario = random_small_scenario(number)
    model = SpreadModel(scenario, 7, number)
    mixed = random.Random(number)
    for _ in range(scenario.months):
        model.step()
        for rows in (model.persons, model.groups, *model.queues.lists.values()):
            mixed.shuffle(rows)
    for one, other in zip(vars(record(number)).values(), vars(model.record).values(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("number", range(1, 40, 3))
def test_seats_queues_and_reserves_agree_every_month(number):
    scenario = random_small_scenario(number)
    model = SpreadModel(scenario, 7, number)
    for _ in range(scenario.months):
        model.step()
        reserved = dict.fromkeys(model.certified(), 0)
        for group in model.groups:
            for slot in ("leader", "second", "supervisor"):
                leads = getattr(group, slot)
                if leads in reserved:
                    reserved[leads] += group.reserve
                assert leads is None or leads in reserved or (group.practicum and leads.role == "in_practicum")
            assert all(member.group is group for member in group.members)
            assert len(group.members) <= 10
        assert all(p.facilitator.reserved == days for p, days in reserved.items())
        seated = [member for group in model.groups for member in group.members]
        assert set(seated) == {p for p in model.persons if p.group is not None} and len(seated) == len(set(seated))
        queued = [p for rows in model.queues.lists.values() for p in rows]
        assert set(queued) == {p for p in model.persons if p.ticket is not None} and len(queued) == len(set(queued))
        for p in model.persons:
            assert (p.facilitator is not None) == (p.role in ("facilitator", "trainer"))
            assert (p.trainer is not None) == (p.role == "trainer")
            assert p.role != "candidate" or p.ticket is not None
