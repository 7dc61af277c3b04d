"""What holds after each rule of each month of the compiled engine: days, money, posts, and how its tables fit."""

import math

import numpy as np
from hypothesis import HealthCheck, given, settings, strategies

from simulation.common.columns import ACTIVITY_INDEX, FACILITATOR_USES, MONEY_SORTS, MONEY_USES, TRAINER_USES
from simulation.common.units import UNLIMITED
from simulation.engine.run import RULES, begin, run_until, simulate
from simulation.engine.tables import IN_PRACTICUM, LEFT, NONE
from tests.properties.shuffling import placeable_scenarios, sharp_scenarios

quick = settings(
    max_examples=60, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
any_run = given(placeable_scenarios() | sharp_scenarios(), strategies.integers(0, 2**32 - 1))
BEFORE = {name: number for number, name in enumerate(RULES)}


def before_each(tables, months, *rules):
    """The tables as they stand before each of some rules, named, of each month."""
    for month in range(months):
        for rule in rules:
            tables = run_until(tables, month, BEFORE[rule])
            yield month, rule, tables


def activity(tables, *names):
    """A month's columns so far, nation-wide."""
    return sum(int(tables.activity_month[:, ACTIVITY_INDEX[name]].sum()) for name in names)


@quick
@any_run
def test_trainers_use_no_more_days_than_they_have(scenario, seed):
    """Days used are those missing in the accounts afterwards; no account is below 0 or above what is kept."""
    accounts = {}
    kept_months = scenario.levers.trainers.days_kept_months
    for month, rule, tables in before_each(begin(scenario, seed, 0), scenario.months, "teach", "certify"):
        listed = tables.trainers[tables.trainer_list[: tables.now[0].trainer_list]]
        own = listed.own_days != NONE
        credit = np.where(own, listed.own_days, tables.credits[month, listed.home])
        kept = np.where(own, listed.own_days * kept_months, tables.most_kept[month, listed.home])
        identities = tables.persons.identity[tables.facilitators.person[listed.facilitator]].tolist()
        if rule == "teach":
            filled = np.minimum(listed.account + credit, kept)
            accounts = dict(zip(identities, filled.tolist(), strict=True))
            continue
        assert (listed.account >= 0).all() and (listed.account <= kept).all()
        used = sum(accounts.values()) - int(listed.account.sum())
        assert used == activity(tables, *(f"trainer_days_used_{use}" for use in TRAINER_USES))
        assert activity(tables, "trainer_days_offered") == credit.sum()
        assert all(account <= accounts[who] for who, account in zip(identities, listed.account, strict=True))


@quick
@any_run
def test_facilitators_spend_no_more_days_than_they_are_given(scenario, seed):
    """Every person, every month: reserved days stay within the allowance; spent ones, but for a group's busy months."""
    months = scenario.months
    for month, rule, tables in before_each(begin(scenario, seed, 0), months, "demand", "close", "certify", "record"):
        given = tables.monthly.facilitator_days[month]
        listed = tables.facilitators[tables.certified[: tables.now[0].certified_list]]
        assert (listed.reserved <= given).all() and (listed.reserved >= 0).all()
        if rule == "close":
            assert (listed.spent <= given + peaks_of(tables)[listed.person]).all()
        assert not listed.reserved[listed.paid == 1].any() and not listed.spent[listed.paid == 1].any()
        if rule == "certify":  # nobody goes, and nobody is certified, between Turnover and here
            used = activity(tables, *(f"facilitator_days_used_{use}" for use in FACILITATOR_USES))
            assert used == listed.spent.sum()


def peaks_of(tables):
    """By person: eighths of a day by which a month of the groups led may take more than the mean."""
    peaks = np.zeros(tables.now[0].persons, dtype=np.int64)
    for group in tables.groups[: tables.now[0].groups]:
        requests = math.ceil(group.requests_per_year / 12) + 1
        most = -(-group.cadence // 8) if group.cadence else requests
        for person in (group.leader, group.second):
            if person >= 0 and group.open:
                peaks[person] += max(0, most * group.days - group.reserve)
    return peaks


def budget(tables, month, year):
    own = tables.monthly.year[month] == year
    return int(tables.monthly.budget[month if own else tables.year_begins[year]])


@quick
@any_run
def test_budgets_are_caps(scenario, seed):
    """After standing costs, nothing is committed for a year beyond its budget; what is committed is recorded."""
    committed = None
    for month, rule, tables in before_each(begin(scenario, seed, 0), scenario.months, "turnover", "demand", "record"):
        now = tables.committed[0].copy()
        begins = month == 0 or tables.monthly.new_year[month]
        if committed is not None and not (rule == "demand" and begins):
            for year in range(tables.monthly.year[month], len(now)):
                before = month if rule != "turnover" else month - 1
                if now[year] > committed[year]:
                    assert now[year] <= budget(tables, before, year) < UNLIMITED or (
                        budget(tables, before, year) == UNLIMITED
                    )
        assert (tables.committed[1] <= tables.committed[0]).all()
        committed = now
    run_until(tables, scenario.months)
    sorts = ("cash",) if scenario.levers.budget_covers == "cash" else MONEY_SORTS
    counted = sum(tables.activity_record[:, :, ACTIVITY_INDEX[f"money_{sort}"]].sum(axis=1) for sort in sorts)
    by_year = np.bincount(tables.monthly.year, weights=counted)
    assert (by_year == tables.committed[0]).all()


@quick
@any_run
def test_uses_and_sorts_of_money_are_the_same_money(scenario, seed):
    """Of each place and month; and what exceeds the cap is recorded where standing costs do."""
    record = simulate(scenario, seed, 0).activity
    uses = sum(record[:, :, ACTIVITY_INDEX[f"money_{use}"]] for use in MONEY_USES)
    sorts = sum(record[:, :, ACTIVITY_INDEX[f"money_{sort}"]] for sort in MONEY_SORTS)
    assert (uses == sorts).all() and (record >= 0).all()
    assert not record[:, :-1, ACTIVITY_INDEX["cap"]].any() and not record[:, :-1, ACTIVITY_INDEX["over_cap"]].any()


def posts(tables, programme):
    """Members of a programme's groups, and persons in its queues, joined or about to join."""
    parameters, now = tables.parameters[0], tables.now[0]
    first = parameters.cells + programme * parameters.administrations
    people = tables.persons[: now.persons]
    waiting = ((people.queue >= first) & (people.queue < first + parameters.administrations)).sum()
    groups = tables.groups[: now.groups]
    return int(waiting + groups.members[(groups.open == 1) & (groups.programme == programme)].sum())


@quick
@any_run
def test_a_permanent_order_keeps_its_posts(scenario, seed):
    """Members and those waiting only change at an intake, and then by no more than its headcount."""
    before = {}
    for month, rule, tables in before_each(begin(scenario, seed, 0), scenario.months, *RULES):
        for programme in np.flatnonzero(tables.programmes.permanent).tolist():
            before.setdefault(programme, 0)
            now = posts(tables, programme)
            if rule == "convene":
                row = tables.programmes[programme]
                every = row.every or 1_000_000
                due = row.first <= month <= row.last and (month - row.first) % every == 0
                assert before[programme] <= now <= before[programme] + (row.headcount if due else 0)
            else:
                assert now == before[programme], (month, rule)
            before[programme] = now


@quick
@any_run
def test_tables_hang_together(scenario, seed):
    """Mid-run: queues are linked both ways and in order, lists know their places, seats, days and counts add up."""
    tables = run_until(begin(scenario, seed, 0), scenario.months // 2, seed % 10)
    assert_sound(tables)


def assert_queues_are_linked(tables):
    people = tables.persons
    for queue, head in enumerate(tables.queue_head):
        length, before, person, last = 0, -1, head, None
        while person >= 0:
            row = people[person]
            key = (int(row.joined), int(row.queue_key), int(row.identity))
            assert row.queue == queue and row.previous == before and (last is None or last < key)
            last, before, person, length = key, person, row.next, length + 1
        assert tables.queue_tail[queue] == before and tables.queue_length[queue] == length


def assert_groups_are_led(tables):
    """Days are reserved for groups; trainees know the group in which they practise, and it knows them."""
    now, people = tables.now[0], tables.persons
    reserved = np.zeros(now.facilitators, int)
    practising = set()
    for group in tables.open_groups[: now.open_groups]:
        row = tables.groups[group]
        members = row.seats[: row.members]
        assert (people.group[members] == group).all() and len(set(members)) == len(members)
        assert row.held <= row.sessions or row.permanent or row.self_running
        assert row.leader != row.second or row.leader == NONE
        for person in (row.leader, row.second):
            if person < 0:
                continue
            if people.facilitator[person] >= 0:
                reserved[people.facilitator[person]] += row.reserve
            elif people.practice[person] == group:
                assert people.role[person] == IN_PRACTICUM
                practising.add(int(person))
    assert practising == set(np.flatnonzero(people.practice[: now.persons] != NONE).tolist())
    listed = tables.certified[: now.certified_list]
    assert (tables.facilitators.reserved[listed] == reserved[listed]).all()
    assert (people.facilitator[tables.facilitators.person[listed]] == listed).all()


def assert_cells_are_counted(tables):
    now, people = tables.now[0], tables.persons[: tables.now[0].persons]
    cells, there = len(tables.cells), people.role != LEFT

    def counted(which):
        return np.bincount(people.cell[which], minlength=cells)

    assert (counted(people.group >= 0) == tables.seated).all()
    assert (counted(there) == tables.cells.touched).all() and now.persons == len(people)
    assert (counted(there & (people.addressable == 1)) == tables.cells.addressable_touched).all()
    assert (counted(there & (people.reached == 1)) == tables.cells.reached).all()


def assert_sound(tables):
    now = tables.now[0]
    assert_queues_are_linked(tables)
    for name, count, table in (
        ("certified", "certified_list", "facilitators"),
        ("trainer_list", "trainer_list", "trainers"),
        ("open_groups", "open_groups", "groups"),
    ):
        rows = getattr(tables, name)[: now[count]]
        assert (getattr(tables, table).place_in_list[rows] == np.arange(len(rows))).all()
    assert_groups_are_led(tables)
    assert_cells_are_counted(tables)
