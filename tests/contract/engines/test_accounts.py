"""Every engine obeys the accounts that any reading of the rules must: balances, sums, and no rule is dead."""

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
    TRAINER_USES,
    TRAINING_CAUSES,
)
from simulation.model import SpreadModel
from simulation.scenario.geography import geography_of
from tests.contract.engines.engines import ENGINES, SMALL, recording, seed_and_replicate
from tests.small_scenarios import random_small_scenario, small_scenarios

EACH = pytest.mark.parametrize("engine", ENGINES)
EVERY = pytest.mark.parametrize("number", SMALL)


class Account:
    """The columns of a recorded run, by name."""

    def __init__(self, engine, number):
        self.record = recording(engine, number)
        self.geography = geography_of(random_small_scenario(number))

    def person(self, name):
        return self.record.persons[:, :, PERSON_INDEX[name]]

    def activity(self, name):
        return self.record.activity[:, :, ACTIVITY_INDEX[name]]

    def by_region(self, name):
        """A column of persons, summed over the cells of each region."""
        region = self.geography.region_of_cell
        return np.stack(
            [self.person(name)[:, region == r].sum(axis=1) for r in range(len(self.geography.regions))], axis=1
        )


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


@EACH
@EVERY
def test_roles_balance_in_every_cell_and_month(engine, number):
    account = Account(engine, number)
    start = SpreadModel(random_small_scenario(number), *seed_and_replicate(number))
    for role, stock in zip(ROLES, ROLE_STOCKS, strict=True):
        at_start = [cell.persons[role] for cell in start.cells]
        closing = account.person(stock.name)
        opening = np.vstack([at_start, closing[:-1]])
        gains = [*GAINS[role].split(), f"moved_in_{role}"]
        losses = [*LOSSES[role].split(), f"moved_out_{role}", f"left_{role}"]
        change = sum(account.person(name) for name in gains) - sum(account.person(name) for name in losses)
        np.testing.assert_array_equal(opening + change, closing, err_msg=role)


@EACH
@EVERY
def test_nobody_is_lost_between_cells_or_beyond_the_pool(engine, number):
    account = Account(engine, number)
    moved_in = sum(account.person(f"moved_in_{role}") for role in ROLES).sum(axis=1)
    moved_out = sum(account.person(f"moved_out_{role}") for role in ROLES).sum(axis=1)
    np.testing.assert_array_equal(moved_in, moved_out)
    assert (account.record.persons >= 0).all()
    assert (account.record.activity >= 0).all()


@EACH
@EVERY
def test_ledgers_sum_to_those_waiting(engine, number):
    account = Account(engine, number)
    activity, regions = account.activity, len(account.geography.regions)
    groups = sum(activity(f"group_limit_{c}") for c in ("too_few", "facilitator_days", "facilitators", "money"))
    np.testing.assert_array_equal(groups, activity("waiting_for_group"))
    courses = sum(activity(f"training_limit_{c}") for c in TRAINING_CAUSES[:5])
    np.testing.assert_array_equal(courses, activity("waiting_for_course"))
    practicum = activity("training_limit_supervisor") + activity("training_limit_people")
    np.testing.assert_array_equal(practicum, activity("waiting_for_practicum"))
    np.testing.assert_array_equal(activity("waiting_for_group")[:, :regions], account.by_region("waiting"))


@EACH
@EVERY
def test_the_two_tables_and_the_lineage_agree(engine, number):
    account = Account(engine, number)
    person, activity = account.person, account.activity
    assert activity("facilitator_seats_filled").sum() == person("enrolled").sum()
    assert activity("trainer_seats_filled").sum() == person("promoted").sum()
    if random_small_scenario(number).levers.practicum.sessions > 0:
        assert activity("practicum_groups_started").sum() == person("practicum_started").sum()
    asked, held = activity("engagements_asked"), activity("engagements_held")
    np.testing.assert_array_equal(asked, held + activity("engagements_refused"))
    started = sum(activity(f"{kind}groups_started") for kind in ("", "programme_", "practicum_")).sum(axis=1)
    causes = ("completed", "ran_out", "below_minimum", "leader_lost", "interrupted")
    ended = sum(activity(f"groups_{cause}") for cause in causes).sum(axis=1)
    still = (activity("groups_open") + activity("groups_self_running")).sum(axis=1)
    np.testing.assert_array_equal(np.cumsum(started - ended), still)
    lineage, network = account.record.lineage, account.record.network
    assert lineage[-1, :, 0].sum() == person("facilitators")[-1].sum()
    assert lineage[-1, :, 1].sum() == person("trainers")[-1].sum()
    assert lineage[-1, :, 4].sum() == person("certified").sum()
    assert (network[:, 5] <= network[:, 0]).all() and (network[:, 2] <= network[:, 1]).all()


@EACH
@EVERY
def test_days_are_used_only_where_there_were_days(engine, number):
    activity = Account(engine, number).activity
    for use in TRAINER_USES:
        offered = np.cumsum(activity(f"trainer_days_offered_{use}").sum(axis=1))
        used = np.cumsum(activity(f"trainer_days_used_{use}").sum(axis=1))
        assert (used <= offered).all(), use


@EACH
def test_no_rule_is_dead(engine):
    """Each column is above 0 somewhere."""
    records = [recording(engine, number) for number in SMALL]
    dead = [c.name for i, c in enumerate(PERSON_COLUMNS) if not any(r.persons[..., i].any() for r in records)]
    dead += [c.name for i, c in enumerate(ACTIVITY_COLUMNS) if not any(r.activity[..., i].any() for r in records)]
    assert dead == []


@EACH
@settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_scenarios())
def test_any_small_scenario_runs(engine, scenario):
    once = ENGINES[engine](scenario, 3, 1, best_values=True)
    assert once.persons.shape[0] == scenario.months
    assert (once.persons >= 0).all() and (once.activity >= 0).all()
