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
from simulation.engine.run import begin, run_until, simulate
from tests.properties.shuffling import placeable_scenarios
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
    "candidate": (["volunteered"], ["candidates_gave_up", "enrolled"]),
    "trainee": (["enrolled", "practicum_interrupted"], ["trainees_gave_up", "practicum_started"]),
    "in_practicum": (["practicum_started"], ["practicum_interrupted", "certified", "not_certified"]),
    "facilitator": (["certified"], ["promoted", "facilitators_stopped"]),
    "trainer": (["promoted", "trainers_hired"], ["trainers_stopped"]),
}  # fmt: skip

quick = settings(
    max_examples=40, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
any_run = given(placeable_scenarios(), strategies.integers(0, 2**32 - 1))


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
    came = persons(recording, "new_interested", "trainers_hired").sum(axis=1)
    left = persons(recording, *(f"left_{role}" for role in ROLES)).sum(axis=1)
    opening = begin(scenario, seed, 0).role_counts.sum()
    assert (there == opening + np.cumsum(came - left)).all()
    for role in ROLES:
        moved_in, moved_out = persons(recording, f"moved_in_{role}"), persons(recording, f"moved_out_{role}")
        assert (moved_in.sum(axis=1) == moved_out.sum(axis=1)).all()
    seated, waiting = persons(recording, "in_a_seat"), persons(recording, "waiting")
    assert (seated + waiting <= persons(recording, *(column.name for column in ROLE_STOCKS))).all()
    active = persons(recording, "active_facilitators")
    assert (active <= persons(recording, "facilitators", "trainers")).all()


@quick
@any_run
def test_ledgers_sum_to_those_waiting(scenario, seed):
    """What held growth back accounts for each person waiting, once."""
    recording = simulate(scenario, seed, 0)
    groups = activity(recording, *(f"group_limit_{cause}" for cause in GROUP_CAUSES))
    assert (groups == activity(recording, "waiting_for_group")).all()
    training = activity(recording, *(f"training_limit_{cause}" for cause in TRAINING_CAUSES))
    assert (training == activity(recording, "waiting_for_course", "waiting_for_practicum")).all()
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
    if scenario.levers.practicum.sessions:
        started = persons(recording, "practicum_started").sum(axis=1)
        assert (nation("practicum_groups_started") == started).all()
    opened = nation("groups_started", "programme_groups_started", "practicum_groups_started")
    ended = nation(
        "groups_completed", "groups_ran_out", "groups_below_minimum", "groups_leader_lost", "groups_interrupted"
    )
    assert (nation("groups_open", "groups_self_running") == np.cumsum(opened - ended)).all()
    held = nation("engagements_held", "engagements_refused")
    assert (held == nation("engagements_asked")).all()
    for use in TRAINER_USES:
        used, offered = nation(f"trainer_days_used_{use}"), nation(f"trainer_days_offered_{use}")
        assert (np.cumsum(used) <= np.cumsum(offered)).all()


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
    hired = persons(recording, "trainers_hired").sum()
    assert last[:, 2].sum() == at_start + certified + hired
    assert last[:, 4].sum() == certified
    for nodes, ties, regions, administrations, components, largest in recording.network:
        assert max(regions, administrations) <= ties <= nodes * (nodes - 1) // 2 + ties
        assert components <= nodes and largest <= nodes and (nodes == 0) == (largest == 0)
        assert largest + components - 1 <= max(nodes, 0) or nodes == 0


@quick
@any_run
def test_lists_and_queues_hold_together(scenario, seed):
    """Mid-run: queues are linked both ways and in order, lists know their places, seats and days add up."""
    tables = run_until(begin(scenario, seed, 0), scenario.months // 2, seed % 10)
    assert_sound(tables)


def assert_sound(tables):
    now, people = tables.now[0], tables.persons
    for queue, head in enumerate(tables.queue_head):
        length, before, person, last = 0, -1, head, None
        while person >= 0:
            row = people[person]
            key = (int(row.joined), int(row.queue_key), int(row.identity))
            assert row.queue == queue and row.previous == before and (last is None or last < key)
            last, before, person, length = key, person, row.next, length + 1
        assert tables.queue_tail[queue] == before and tables.queue_length[queue] == length
    for name, count, table in (
        ("certified", "certified_list", "facilitators"),
        ("trainer_list", "trainer_list", "trainers"),
        ("open_groups", "open_groups", "groups"),
    ):
        rows = getattr(tables, name)[: now[count]]
        assert (getattr(tables, table).place_in_list[rows] == np.arange(len(rows))).all()
    reserved = np.zeros(now.facilitators, int)
    for group in tables.open_groups[: now.open_groups]:
        row = tables.groups[group]
        members = row.seats[: row.members]
        assert (people.group[members] == group).all() and len(set(members)) == len(members)
        for person in (row.leader, row.cofacilitator, row.supervisor):
            if person >= 0 and people.facilitator[person] >= 0:
                reserved[people.facilitator[person]] += row.reserve
    listed = tables.certified[: now.certified_list]
    assert (tables.facilitators.reserved[listed] == reserved[listed]).all()
    assert (people.facilitator[tables.facilitators.person[listed]] == listed).all()
    seats = np.bincount(people.cell[: now.persons][people.group[: now.persons] >= 0], minlength=len(tables.seated))
    assert (seats == tables.seated).all()
