"""Sections 7.7 to 7.9: groups open, meet and end."""

import math

from simulation.common.arithmetic import FULL, monthly_probability, poisson, to_u16
from simulation.common.draws import Decision
from tests.oracle.group import Group, open_group
from tests.oracle.queues import COURSE


# ---- convene -------------------------------------------------------------------------------------------------------
def convene(model):
    hold_engagements(model)
    remote_share = model.now(model.levers.groups.remote_share)
    willing, remote = [], set()
    for person in model.certified():
        rate = model.u.groups_per_year * model.activity_of_class[person.facilitator.activity]
        if model.uniform(person.identity, Decision.WILLING) < monthly_probability(rate):
            willing.append(person)
            if model.uniform(person.identity, Decision.MODE) < remote_share:
                remote.add(person)
    willing.sort(key=lambda p: model.order(p.identity, Decision.TURN))
    used = set()

    for programme in model.programmes:
        region = None if programme.region is None else model.place_number(programme.region)
        theirs = [p for p in willing if region in (None, p.home.region)]
        place = model.national if programme.remote or region is None else region
        convene_for(model, theirs, used, place, programme.remote, programme)

    model.group_limit = {}
    turn = lambda r: model.order(model.region_identity[r], Decision.REGION_TURN)  # noqa: E731
    for region in sorted(range(len(model.regions)), key=turn):
        theirs = [p for p in willing if p.home.region == region and p not in remote]
        model.group_limit[region] = convene_for(model, theirs, used, region, False, None)

    convene_for(model, [p for p in willing if p in remote], used, model.national, True, None)


def hold_engagements(model):
    in_order = sorted(model.asked_engagements, key=lambda a: model.order(a[2], Decision.ENGAGEMENT_ORDER))
    for region, engagement, _ in in_order:
        days = round(engagement.days * 8)
        able = [p for p in model.certified() if p.home.region == region and model.room(p) >= days]
        able.sort(key=lambda p: model.order(p.identity, Decision.TURN))
        if len(able) < engagement.facilitators:
            model.note(region, "engagements_refused")
            continue
        for person in able[: engagement.facilitators]:
            person.facilitator.spent += days
            person.facilitator.last_active = model.m
            model.note(region, "facilitator_days_used_engagements", days)
        model.note(region, "engagements_held")
        model.note(region, "audience", engagement.audience)
        cost = engagement.facilitators * days * model.price("facilitator_day") // 8
        model.charge(region, "engagements", cost)


def find_teams(model, willing, used, reserve):
    """Teams in order, and whether somebody had no room or found no co-facilitator."""
    needs_second = model.levers.groups.novice_needs_cofacilitator
    teams, taken, short = [], set(used), False
    for i, person in enumerate(willing):
        if person in taken:
            continue
        if model.room(person) < reserve:
            short = True
            continue
        second = None
        if needs_second and person.facilitator.groups_led == 0:
            for other in willing[i + 1 :]:
                if other not in taken and other.facilitator.groups_led > 0 and model.room(other) >= reserve:
                    second = other
                    break
            if second is None:
                short = True
                continue
            taken.add(second)
        taken.add(person)
        teams.append((person, second))
    return teams, short


def number_of_groups(people, most, minimum):
    """As many groups as reach their minimum."""
    count = most
    while count > 0 and people // count < minimum:
        count -= 1
    return count


def convene_for(model, willing, used, place, remote, programme):
    """Opens the groups of one queue; returns what stops further ones, for the ledger."""
    template = Group.terms(model, place, remote, programme)
    queues = model.queues.programme_queues(programme) if programme else model.queues.group_queues(place)
    teams, short = find_teams(model, willing, used, template["reserve"])
    n = model.queues.length(queues)
    size, minimum, maximum = template["size"], template["minimum"], template["maximum"]
    cost = template["cost"]
    left = model.money_left()
    affordable = len(teams) if left is None or cost == 0 else left // cost
    wanted = number_of_groups(n, min(len(teams), math.ceil(n / size)), minimum)
    limit = "facilitators"
    if affordable < wanted:
        limit = "money"
    elif short:
        limit = "facilitator_days"
    count = number_of_groups(n, min(affordable, wanted), minimum)
    if count == 0:
        return limit
    seats = n if n - count * size < minimum else count * size
    seats = min(seats, count * maximum)
    for number, (leader, second) in enumerate(teams[:count]):
        group = open_group(model, leader, place, remote, programme)
        group.take_on("leader", leader)
        leader.facilitator.groups_led += 1
        used.add(leader)
        if second is not None:
            group.take_on("second", second)
            used.add(second)
        model.queues.fill(group, queues, seats // count + (1 if number < seats % count else 0))
        model.note(place, "groups_started" if programme is None else "programme_groups_started")
        group.charge()
    return limit


# ---- meet ----------------------------------------------------------------------------------------------------------
def sessions_due(model, group):
    k = model.m - group.started
    if group.cadence is not None:
        due = (k + 1) * group.cadence // 8 - k * group.cadence // 8
    else:
        called = poisson(model.uniform(group.identity, Decision.SESSIONS), group.requests / 12)
        due = min(called, group.most_sessions)
    if not group.self_running and not group.permanent:
        due = min(due, group.planned - group.held)
    return due


def meet(model):
    for group in list(model.groups):
        if group.leader is None and not group.self_running:
            continue
        due = sessions_due(model, group)
        if due > 0:
            spend_days(model, group, due)
            hold_sessions(model, group, due)
            model.note(group.place, "sessions", due)


def spend_days(model, group, due):
    days = due * group.session_days
    for slot, use in (("leader", "groups"), ("second", "groups"), ("supervisor", "supervision")):
        person = getattr(group, slot)
        if person is None or person.role == "in_practicum":
            continue  # a trainee's days count nowhere
        model.note(person.home.region, f"facilitator_days_used_{use}", days)
        person.facilitator.spent += days
        person.facilitator.last_active = model.m
    if group.leader is not None and not group.practicum:
        group.leader.facilitator.sessions_led += due


def hold_sessions(model, group, due):
    newcomers = []
    for member in group.members:
        if member.role in ("interested", "lapsed"):
            model.count(member.home, "newly_reached" if member.role == "interested" else "returned")
            member.role = "reached"
        if member.sessions_here == 0:
            newcomers.append(member)
        member.sessions_here += due
    group.tie_newcomers(newcomers)
    if group.self_running:
        leading = FULL // 2
    elif group.practicum:
        leading = group.leader.course.lead_skill
    else:
        leading = group.leader.facilitator.skill
    g = to_u16(model.u.session_gain)
    for j in range(due):
        client = (group.held + j) % len(group.members)
        for seat, member in enumerate(group.members):
            share = min(FULL, 2 * g) if seat == client else g
            gain = ((((FULL - member.learned) * share) >> 16) * leading) >> 16
            member.learned += gain
            model.count(member.home, "skill_gained", gain)
    group.held += due


# ---- close ---------------------------------------------------------------------------------------------------------
def close(model):
    with model.queues.joining_afterwards():
        close_groups(model)


def close_groups(model):
    for group in list(model.groups):
        if group.self_running:
            if model.uniform(group.identity, Decision.RUNS_OUT) < monthly_probability(model.u.self_running_end):
                ends(model, group, "groups_ran_out")
        elif group.permanent:
            if (model.m + 1 - group.started) % 12 == 0:
                group.charge()
                asked_all(model, group)
        elif group.held >= group.planned:
            trainee = group.leader
            for slot in ("leader", "second", "supervisor"):
                group.release(slot)
            if group.practicum:
                model.to_certify.append(trainee)
                ends(model, group, "groups_completed")
            elif model.uniform(group.identity, Decision.GOES_ON, month=-1) < model.u.goes_on:
                group.self_running = True
                model.note(group.place, "groups_went_on")
                asked_all(model, group, volunteer_only=True)
            else:
                ends(model, group, "groups_completed")


def ends(model, group, cause):
    asked_all(model, group)
    for member in list(group.members):
        group.unseat(member)
        if member.role in ("interested", "lapsed"):
            model.queues.join_group_queue(member)
    model.note(group.place, cause)
    model.groups.remove(group)
    group.remove()


def asked_all(model, group, volunteer_only=False):
    for member in list(group.members):
        if member.role != "reached":
            continue
        times, member.times_asked = member.times_asked, member.times_asked + 1
        if model.uniform(member.identity, Decision.VOLUNTEER, index=times, month=-1) < model.u.volunteering:
            member.role = "candidate"
            model.count(member.home, "volunteered")
            model.queues.join(member, (COURSE, member.home.region))
        elif (
            not volunteer_only and model.uniform(member.identity, Decision.AGAIN, index=times, month=-1) < model.u.again
        ):
            group.unseat(member)
            model.queues.join_group_queue(member)


def begin_practicum(model, trainee, supervisor, place, remote, people):
    """A group of those waiting, led by a trainee; the supervisor is a facilitator or None (a trainer)."""
    group = open_group(model, trainee, place, remote, None, practicum=True)
    group.leader = trainee
    if supervisor is not None:
        group.take_on("supervisor", supervisor)
    model.queues.fill(group, model.queues.group_queues(place), min(people, model.levers.groups.size))
    model.note(place, "practicum_groups_started")
    group.charge()
