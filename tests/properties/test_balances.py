"""Nobody and nothing is lost: stocks follow from flows in every month, cell and role."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings, strategies

from simulation.common.columns import (
    ACTIVITY_INDEX,
    GROUP_CAUSES,
    PERSON_INDEX,
    ROLE_STOCKS,
    ROLES,
    TRAINER_USES,
    TRAINING_CAUSES,
)
from simulation.engine.run import begin, simulate
from tests.properties.recorded import check_parts
from tests.properties.shuffling import placeable_scenarios, sharp_scenarios
from tests.small_scenarios import random_small_scenario

# role: flows in, flows out, beside leaving and moving
FLOWS = {
    "interested": (["new_interested"], ["newly_lapsed", "newly_reached"]),
    "lapsed": (["newly_lapsed"], ["returned"]),
    "reached": (
        ["newly_reached", "returned", "candidates_gave_up", "trainees_gave_up", "not_certified",
         "facilitators_stopped", "trainers_stopped"],
        ["volunteered"],
    ),
    "candidate": (["volunteered", "called", "nominated"], ["candidates_gave_up", "enrolled"]),
    "trainee": (["enrolled", "practicum_interrupted"], ["trainees_gave_up", "practicum_started"]),
    "in_practicum": (["practicum_started"], ["practicum_interrupted", "certified", "not_certified"]),
    "facilitator": (["certified"], ["promoted", "facilitators_stopped"]),
    "trainer": (["promoted", "trainers_hired", "trainers_replaced"], ["trainers_stopped"]),
}  # fmt: skip

quick = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
any_run = given(placeable_scenarios() | sharp_scenarios(), strategies.integers(0, 2**32 - 1))


def persons(recording, *names):
    return sum(recording.persons[:, :, PERSON_INDEX[name]] for name in names)


def activity(recording, *names):
    return sum(recording.activity[:, :, ACTIVITY_INDEX[name]] for name in names)


def unbalanced(scenario, seed, recording):
    """The roles whose stock does not follow from the flows in some month and cell."""
    opening = begin(scenario, seed, 0).role_counts
    wrong = []
    for number, role in enumerate(ROLES):
        inflows, outflows = FLOWS[role]
        net = persons(recording, *inflows, f"moved_in_{role}") - persons(
            recording, *outflows, f"moved_out_{role}", f"left_{role}"
        )
        stock = persons(recording, ROLE_STOCKS[number].name)
        before = np.concatenate([opening[None, :, number], stock[:-1]])
        if (before + net != stock).any() or (stock < 0).any():
            wrong.append(role)
    return wrong


@quick
@any_run
def test_each_role_balances(scenario, seed):
    """Opening stock + inflows − outflows = closing stock: every month, cell and role."""
    assert unbalanced(scenario, seed, simulate(scenario, seed, 0)) == []


@pytest.mark.parametrize("role", ROLES)
def test_one_person_too_many_is_noticed(role):
    recording = simulate(random_small_scenario(2), 5, 0)
    recording.persons[4, 0, PERSON_INDEX[f"left_{role}"]] += 1
    assert unbalanced(random_small_scenario(2), 5, recording) == [role]


@quick
@any_run
def test_headcount_is_conserved(scenario, seed):
    """All who were there, came and left; moving changes no total; and nobody has two places at once."""
    recording = simulate(scenario, seed, 0)
    there = persons(recording, *(column.name for column in ROLE_STOCKS)).sum(axis=1)
    flows = ("new_interested", "called", "nominated", "trainers_hired", "trainers_replaced")
    came = persons(recording, *flows).sum(axis=1)
    left = persons(recording, *(f"left_{role}" for role in ROLES)).sum(axis=1)
    opening = begin(scenario, seed, 0).role_counts.sum()
    assert (there == opening + np.cumsum(came - left)).all()
    for role in ROLES:
        moved_in, moved_out = persons(recording, f"moved_in_{role}"), persons(recording, f"moved_out_{role}")
        assert (moved_in.sum(axis=1) == moved_out.sum(axis=1)).all()
    seated, waiting = persons(recording, "in_a_seat"), persons(recording, "waiting")
    assert (seated + waiting <= persons(recording, *(column.name for column in ROLE_STOCKS))).all()
    active, members = persons(recording, "active_facilitators"), persons(recording, "network_members")
    assert (active <= members).all() and (members <= persons(recording, "facilitators", "trainers")).all()
    assert (persons(recording, "engaged_facilitators") <= persons(recording, "facilitators", "trainers")).all()


@quick
@any_run
def test_ledgers_sum_to_those_waiting(scenario, seed):
    """What held growth back accounts for each person waiting, once."""
    recording = simulate(scenario, seed, 0)
    groups = activity(recording, *(f"group_limit_{cause}" for cause in GROUP_CAUSES))
    assert (groups == activity(recording, "waiting_for_group")).all()
    candidates = activity(recording, *(f"training_limit_{cause}" for cause in TRAINING_CAUSES))
    waiting = activity(recording, "waiting_for_course", "waiting_for_practicum")
    assert (candidates <= waiting).all()  # trainees of this month, and whose delay still runs, are in no ledger
    assert (candidates >= activity(recording, "waiting_for_course")).all()
    by_cell = persons(recording, "waiting").sum(axis=1)
    assert (activity(recording, "waiting_for_group").sum(axis=1) == by_cell).all()


@quick
@any_run
def test_activity_agrees_with_persons(scenario, seed):
    """Seats filled are persons enrolled, groups that open are open, and days used were offered."""
    recording = simulate(scenario, seed, 0)

    def nation(*names):
        return activity(recording, *names).sum(axis=1)

    assert (nation("facilitator_seats_filled") == persons(recording, "enrolled").sum(axis=1)).all()
    assert (nation("trainer_seats_filled") == persons(recording, "promoted").sum(axis=1)).all()
    assert (nation("trainer_seats_filled") <= nation("trainer_seats_offered")).all()
    assert (nation("facilitator_seats_filled") <= nation("facilitator_seats_offered")).all()
    assert (nation("practicum_groups_started") <= persons(recording, "practicum_started").sum(axis=1)).all()
    opened = nation("groups_started", "programme_groups_started", "practicum_groups_started")
    ended = nation("groups_completed", "groups_ran_out", "groups_below_minimum", "groups_leader_lost")
    at_start = int(begin(scenario, seed, 0).now[0].open_groups)
    assert (nation("groups_open", "groups_self_running") == at_start + np.cumsum(opened - ended)).all()
    held = nation("engagements_held", "engagements_refused")
    assert (held == nation("engagements_asked")).all()
    used = nation(*(f"trainer_days_used_{use}" for use in TRAINER_USES))
    assert (np.cumsum(used) <= np.cumsum(nation("trainer_days_offered"))).all()


@quick
@any_run
def test_parts_of_money_and_courses_agree(scenario, seed):
    """Uses of money have their two sorts, and remote courses are a part of all."""
    check_parts(simulate(scenario, seed, 0))


@quick
@any_run
def test_lineage_and_network_agree_with_persons(scenario, seed):
    """The last year's lineage holds every facilitator and trainer; ties cross no more than there are."""
    recording = simulate(scenario, seed, 0)
    last = recording.lineage[-1]
    assert last[:, 0].sum() == persons(recording, "facilitators")[-1].sum()
    assert last[:, 1].sum() == persons(recording, "trainers")[-1].sum()
    started = begin(scenario, seed, 0)
    at_start = started.now[0].facilitators
    certified = persons(recording, "certified").sum()
    hired = persons(recording, "trainers_hired", "trainers_replaced").sum()
    assert last[:, 2].sum() == at_start + certified + hired
    assert last[:, 4].sum() == certified
    for nodes, ties, regions, administrations, components, largest in recording.network:
        assert max(regions, administrations) <= ties <= nodes * (nodes - 1) // 2 + ties
        assert components <= nodes and largest <= nodes and (nodes == 0) == (largest == 0)
        assert largest + components - 1 <= max(nodes, 0) or nodes == 0
