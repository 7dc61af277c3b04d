"""Section 7.7: engagements are held, and groups open."""

import math

from simulation.agents.group import Group, open_group
from simulation.common.arithmetic import monthly_probability
from simulation.common.draws import Decision


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
