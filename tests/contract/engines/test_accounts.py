"""Every engine obeys the accounts that any reading of the rules must: balances, sums, and no rule is dead."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    ACTIVITY_INDEX,
    GROUP_CAUSES,
    MONEY_SORTS,
    MONEY_USES,
    PERSON_COLUMNS,
    PERSON_INDEX,
    ROLE_STOCKS,
    ROLES,
    TRAINER_USES,
    TRAINING_CAUSES,
)
from simulation.common.units import cents
from simulation.model import SpreadModel
from simulation.scenario.geography import geography_of
from simulation.scenario.quantities import value_at
from tests.contract.engines.engines import ENGINES, SHARP, SMALL, recording, seed_and_replicate
from tests.properties.recorded import check_parts
from tests.small_scenarios import random_sharp_scenario, random_small_scenario, small_scenarios

EACH = pytest.mark.parametrize("engine", ENGINES)
EVERY = pytest.mark.parametrize("sharp, number", [(False, number) for number in SMALL] + [(True, n) for n in SHARP])


class Account:
    """The columns of a recorded run, by name."""

    def __init__(self, engine, sharp, number):
        self.scenario = (random_sharp_scenario if sharp else random_small_scenario)(number)
        self.record = recording(engine, number, sharp)
        self.geography = geography_of(self.scenario)
        self.start = SpreadModel(self.scenario, *seed_and_replicate(number))

    def person(self, *names):
        return sum(self.record.persons[:, :, PERSON_INDEX[name]] for name in names)

    def activity(self, *names):
        return sum(self.record.activity[:, :, ACTIVITY_INDEX[name]] for name in names)

    def by_region(self, *names):
        """Columns of persons, summed over the cells of each region."""
        region = self.geography.region_of_cell
        total = self.person(*names)
        return np.stack([total[:, region == r].sum(axis=1) for r in range(len(self.geography.regions))], axis=1)

    @property
    def years(self):
        """The calendar year of each month."""
        return np.array([int(month[:4]) for month in self.scenario.month_names()])


@pytest.fixture
def account(engine, sharp, number):
    return Account(engine, sharp, number)


GAINS = {
    "interested": "new_interested",
    "lapsed": "newly_lapsed",
    "reached": "newly_reached returned candidates_gave_up trainees_gave_up not_certified facilitators_stopped "
    "trainers_stopped",
    "candidate": "volunteered called nominated",
    "trainee": "enrolled practicum_interrupted",
    "in_practicum": "practicum_started",
    "facilitator": "certified",
    "trainer": "promoted trainers_hired trainers_replaced",
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
def test_roles_balance_in_every_cell_and_month(account):
    for role, stock in zip(ROLES, ROLE_STOCKS, strict=True):
        at_start = [cell.persons[role] for cell in account.start.cells]
        closing = account.person(stock.name)
        opening = np.vstack([at_start, closing[:-1]])
        gains = account.person(*GAINS[role].split(), f"moved_in_{role}")
        losses = account.person(*LOSSES[role].split(), f"moved_out_{role}", f"left_{role}")
        np.testing.assert_array_equal(opening + gains - losses, closing, err_msg=role)


@EACH
@EVERY
def test_nobody_is_lost_between_cells(account):
    for role in ROLES:
        moved_in, moved_out = account.person(f"moved_in_{role}"), account.person(f"moved_out_{role}")
        np.testing.assert_array_equal(moved_in.sum(axis=1), moved_out.sum(axis=1), err_msg=role)
    assert (account.record.persons >= 0).all()
    assert (account.record.activity >= 0).all()


@EACH
@EVERY
def test_ledgers_sum_to_those_waiting(account):
    activity, regions = account.activity, len(account.geography.regions)
    np.testing.assert_array_equal(activity(*(f"group_limit_{c}" for c in GROUP_CAUSES)), activity("waiting_for_group"))
    courses, practice = TRAINING_CAUSES[:4], TRAINING_CAUSES[5:]
    for causes, waiting in ((courses, "waiting_for_course"), (practice, "waiting_for_practicum")):
        assert (activity(*(f"training_limit_{cause}" for cause in causes)) <= activity(waiting)).all()
    training = activity(*(f"training_limit_{cause}" for cause in TRAINING_CAUSES))
    assert (training >= activity("waiting_for_course")).all()
    assert (training <= activity("waiting_for_course", "waiting_for_practicum")).all()
    np.testing.assert_array_equal(activity("waiting_for_group")[:, :regions], account.by_region("waiting"))


@EACH
@EVERY
def test_the_network_counts_no_more_than_there_are(account):
    person = account.person
    certified = person("facilitators", "trainers")
    assert (person("active_facilitators") <= person("network_members")).all()
    assert (person("network_members") <= certified).all()
    assert (person("engaged_facilitators") <= certified).all()
    assert (person("people_reached") <= person(*(stock.name for stock in ROLE_STOCKS))).all()
    assert (person("lapsed", "interested") + person("people_reached") <= person(*(s.name for s in ROLE_STOCKS))).all()
    came = np.zeros_like(person("certified"))
    for half_year in range(1, 6):
        later = 6 * half_year
        came[later:] = person("certified", "trainers_hired", "trainers_replaced")[:-later]
        led = person(f"led_half_year_{half_year}").sum(axis=1)
        assert (led[later:] <= came[later:].sum(axis=1)).all() and not led[:later].any()


@EACH
@EVERY
def test_the_two_tables_and_the_lineage_agree(account):
    person, activity = account.person, account.activity
    assert activity("facilitator_seats_filled").sum() == person("enrolled").sum()
    assert activity("trainer_seats_filled").sum() == person("promoted").sum()
    for kind in ("facilitator", "trainer"):
        assert (activity(f"{kind}_seats_filled") <= activity(f"{kind}_seats_offered")).all()
    assert activity("practicum_groups_started").sum() <= person("practicum_started").sum()
    assert activity("agreed").sum() <= activity("asked").sum()
    asked, held = activity("engagements_asked"), activity("engagements_held")
    np.testing.assert_array_equal(asked, held + activity("engagements_refused"))
    started = activity("groups_started", "programme_groups_started", "practicum_groups_started").sum(axis=1)
    causes = ("completed", "ran_out", "below_minimum", "leader_lost")
    ended = activity(*(f"groups_{cause}" for cause in causes)).sum(axis=1)
    still = activity("groups_open", "groups_self_running").sum(axis=1)
    np.testing.assert_array_equal(len(account.start.groups) + np.cumsum(started - ended), still)
    lineage, network = account.record.lineage, account.record.network
    assert lineage[-1, :, 0].sum() == person("facilitators")[-1].sum()
    assert lineage[-1, :, 1].sum() == person("trainers")[-1].sum()
    assert lineage[-1, :, 4].sum() == person("certified").sum()
    assert (network[:, 5] <= network[:, 0]).all() and (network[:, 2] <= network[:, 1]).all()


@EACH
@EVERY
def test_money_adds_up(account):
    """Uses and sorts sum to the same, at every place and in every month."""
    uses = account.activity(*(f"money_{use}" for use in MONEY_USES))
    np.testing.assert_array_equal(uses, account.activity(*(f"money_{sort}" for sort in MONEY_SORTS)))


@EACH
@EVERY
def test_parts_add_up(account):
    """Courses' money by delivery and kind, valued time by use, remote courses among all."""
    check_parts(account.record)


@EACH
@EVERY
def test_budgets_are_caps(account):
    """What counts in a calendar year stays within the budget of its last months, or of those when it was committed."""
    levers, years = account.scenario.levers, account.years
    sorts = ["cash", "valued_time"] if levers.budget_covers == "both" else ["cash"]
    counted = account.activity(*(f"money_{sort}" for sort in sorts)).sum(axis=1)
    over_cap = account.activity("over_cap").sum(axis=1)
    for year in sorted(set(years)):
        first = account.scenario.month_names()[0]
        months = [f"{year}-{month:02d}" for month in range(1, 13)]
        budgets = {value_at(levers.budget, month) for month in months if month >= first}
        # Years before committed under what they knew of this year: the budget of its January.
        if None in budgets:
            continue
        assert counted[years == year].sum() <= max(map(cents, budgets)) + over_cap[years == year].sum()


@EACH
@EVERY
def test_caps_are_shown(account):
    months = account.scenario.month_names()
    shown = account.activity("cap", "over_cap")
    cap = account.activity("cap")[:, -1]
    assert not account.activity("cap")[:, :-1].any() and not account.activity("over_cap")[:, :-1].any()
    for number, month in enumerate(months):
        budget = value_at(account.scenario.levers.budget, month)
        if number and not month.endswith("-01"):
            assert not shown[number].any()
        else:
            assert cap[number] == (0 if budget is None else cents(budget))


@EACH
@EVERY
def test_days_are_used_only_where_there_were_days(account):
    """Trainers of the nation use no more than they were credited."""
    offered = account.activity("trainer_days_offered").sum(axis=1)
    used = account.activity(*(f"trainer_days_used_{use}" for use in TRAINER_USES)).sum(axis=1)
    assert (np.cumsum(used) <= np.cumsum(offered)).all()


@EACH
def test_no_rule_is_dead(engine):
    """Each column is above 0 somewhere, but for those who led 30 months after certification: the runs are too short."""
    records = [recording(engine, number) for number in SMALL] + [recording(engine, n, sharp=True) for n in SHARP]
    dead = [c.name for i, c in enumerate(PERSON_COLUMNS) if not any(r.persons[..., i].any() for r in records)]
    dead += [c.name for i, c in enumerate(ACTIVITY_COLUMNS) if not any(r.activity[..., i].any() for r in records)]
    assert [name for name in dead if name != "led_half_year_5"] == []


@EACH
@settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_scenarios())
def test_any_small_scenario_runs(engine, scenario):
    once = ENGINES[engine](scenario, 3, 1, best_values=True)
    assert once.persons.shape[0] == scenario.months
    assert (once.persons >= 0).all() and (once.activity >= 0).all()
