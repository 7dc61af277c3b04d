"""Turnover and demand."""

import math

from benchmarks.plain_mesa.people import (
    CANDIDATE,
    IN_PRACTICUM,
    INTERESTED,
    LAPSED,
    LEFT,
    REACHED,
    TRAINEE,
    Person,
)
from simulation.state.recorded import ACTIVITY, LEFT_FIRST, MOVED_IN_FIRST, MOVED_OUT_FIRST, PERSON


def turnover(model):
    waiting, month = model.waiting, model.month
    for person in model.leaving[month]:
        leave(model, person)
    for person in model.moving[month]:
        if person.role != LEFT:
            move(model, person)
    for ticket in model.giving_up[month]:
        if ticket[2].ticket is ticket:
            give_up(model, ticket[2])
    for person in model.ready[month]:
        if person.role == TRAINEE and person.ticket is None:
            waiting.join(person, waiting.practicum, model.practicum_patience)
    stops(model)
    waiting.link()
    lose_leaders(model)
    succession(model)
    waiting.link()
    refill(model)
    waiting.link()
    model.forget_closed()


def leave(model, person):
    person.count(LEFT_FIRST + person.role)
    model.waiting.leave(person)
    person.resign()
    group = person.group
    if group is not None:
        if group.terms.programme is not None:
            successor = Person(model, person.cell, INTERESTED)
            successor.count(PERSON.new_interested)
            successor.group = group
            group.members[group.members.index(person)] = successor
            person.group = None
        else:
            group.unseat(person)
    person.become(LEFT)
    person.remove()


def move(model, person):
    old = person.cell
    # In proportion to headcount over the other cells.
    new = old
    while new == old:
        new = model.cell_by_headcount()
    elsewhere = model.region[old] != model.region[new]
    group, loses_seat = person.group, False
    person.count(MOVED_OUT_FIRST + person.role)
    if group is not None and elsewhere and group.place < model.national and group.terms.programme is None:
        group.unseat(person)
        group, loses_seat = None, True
    if group is not None:
        model.seated[old] -= 1
        model.seated[new] += 1
    model.role_counts[old][person.role] -= 1
    model.role_counts[new][person.role] += 1
    person.cell = new
    person.count(MOVED_IN_FIRST + person.role)
    model.schedule(model.moving, model.months_until(model.moving_rate), person)
    waiting, queue = model.waiting, person.queue
    if queue is not None:
        other = None
        if queue is waiting.groups[old]:
            other = waiting.groups[new]
        elif queue is waiting.lapsed[old]:
            other = waiting.lapsed[new]
        elif elsewhere and queue is waiting.courses[model.region[old]]:
            other = waiting.courses[model.region[new]]
        if other is not None:
            waiting.leave(person)
            if person.gives_up is not None and person.gives_up <= model.month:
                person.queue, person.ticket, person.linked = other, (model.month, 0.0, person), False
                give_up(model, person)
            else:
                waiting.join(person, other, gives_up=person.gives_up)
    if loses_seat and person.role <= REACHED:
        waiting.join_group_queue(person)
    if elsewhere and person.home is not None and person.home != model.national:
        person.home = model.region[new]


def give_up(model, person):
    model.waiting.leave(person)
    if person.role == INTERESTED:
        person.count(PERSON.newly_lapsed)
        person.become(LAPSED)
    if person.role == LAPSED:
        model.waiting.join(person, model.waiting.lapsed[person.cell])
    elif person.role in (CANDIDATE, TRAINEE):
        person.count(PERSON.candidates_gave_up if person.role == CANDIDATE else PERSON.trainees_gave_up)
        person.become(REACHED)


def stops(model):
    """Who stays is in this month's random order, in `certified` and by region."""
    month, u = model.month, model.values
    animated = 1.0 - u.animation_effect * model.monthly.animation[month]
    trainers_chance = 1.0 - math.exp(-u.trainer_stop * animated / 12.0)
    # By months without activity, and whether supported.
    chances = [
        [
            1.0 - math.exp(-u.facilitator_stop * (1.0 + u.inactivity_effect * idle / 12.0) * animated * reduced / 12.0)
            for idle in range(25)
        ]
        for reduced in (1.0, 1.0 - u.support_effect)
    ]
    stay = []
    certified = [person for person in model.certified if person.certified is not None]
    for person, drawn in zip(certified, model.rng.random(len(certified)).tolist(), strict=True):
        if person.home is not None:
            stopping = trainers_chance
        else:
            supported = month - max(person.certified, person.last_refresher) < 12
            stopping = chances[supported][min(month - person.last_active, 24)]
        if drawn < stopping:
            person.count(PERSON.facilitators_stopped if person.home is None else PERSON.trainers_stopped)
            model.waiting.leave(person)
            person.resign()
            person.become(REACHED)
        else:
            person.spent = person.led_now = 0
            stay.append(person)
    model.certified = [stay[place] for place in model.rng.permutation(len(stay)).tolist()]
    model.trainers = [person for person in model.trainers if person.home is not None]
    model.by_region = [[] for _ in range(model.national)] + [model.certified]
    for person in model.certified:
        model.by_region[model.region[person.cell]].append(person)


def gone(model, person, place):
    return person.certified is None or (place < model.national and model.region[person.cell] != place)


def lose_leaders(model):
    for group in model.groups:
        leader, supervisor, place = group.leader, group.supervisor, group.place
        if supervisor is not None and gone(model, supervisor, place):
            if supervisor.certified is not None:
                supervisor.reserved -= group.reserve
            group.supervisor = None
        if leader is None:
            continue
        if group.practicum:
            away = place < model.national and model.region[leader.cell] != place
            if leader.role != IN_PRACTICUM or away:
                group.interrupt()
        elif gone(model, leader, place):
            if leader.certified is not None:
                leader.reserved -= group.reserve
            group.leader, group.leader_lost = None, model.month


def best_available(model, place, days):
    allowance = model.monthly.allowance[model.month]
    able = [p for p in model.by_region[place] if allowance - p.spent - p.reserved >= days]
    return max(able, key=lambda p: p.skill, default=None)


def in_random_order(model, groups):
    return [groups[place] for place in model.rng.permutation(len(groups)).tolist()] if groups else groups


def succession(model):
    leaderless = [g for g in model.groups if g.leader is None and not g.self_running and g.open]
    for group in in_random_order(model, leaderless):
        person = best_available(model, group.place, group.reserve)
        if person is None and group.place < model.national and model.monthly.remote_share[model.month] > 0.0:
            days = model.days_remote
            person = best_available(model, model.national, group.terms.most * days)
            if person is not None:
                group.place, group.days, group.reserve = model.national, days, group.terms.most * days
        if person is not None:
            group.leader = person
            person.reserved += group.reserve
        elif model.month - group.leader_lost >= 2:
            group.end_early(ACTIVITY.groups_leader_lost)


def refill(model):
    small = [g for g in model.groups if len(g.members) < g.terms.minimum and g.open]
    for group in in_random_order(model, small):
        if not group.self_running:
            group.fill(group.source(), group.terms.size)
        if len(group.members) < group.terms.minimum:
            if group.practicum:
                group.interrupt()
            else:
                group.end_early(ACTIVITY.groups_below_minimum)


# ---- demand ----------------------------------------------------------------------------------------------------------
def demand(model):
    newly_interested(model)
    for number, programme in enumerate(model.programmes):
        if model.has_intake(programme):
            intake(model, number, programme)
    model.asked = model.rng.poisson(model.engagement_rates[model.month]).tolist()
    for (region, _), number in zip(model.engagements, model.asked, strict=True):
        model.activity[region][ACTIVITY.engagements_asked] += number
    model.waiting.link()


def newly_interested(model):
    u = model.values
    reached = [sum(counts[REACHED:LEFT]) for counts in model.role_counts]
    touched = [sum(counts[:LEFT]) for counts in model.role_counts]
    regional = [0] * model.national
    addressable = [0] * model.national
    for cell, region in enumerate(model.region):
        regional[region] += reached[cell]
        addressable[region] += model.pool[cell]
    national = sum(reached) / sum(addressable)
    likely = []
    for cell, region in enumerate(model.region):
        seen = u.mixing_cell * (reached[cell] / model.pool[cell] if model.pool[cell] else 0.0)
        seen += u.mixing_region * (regional[region] / addressable[region] if addressable[region] else 0.0)
        seen += (1 - u.mixing_cell - u.mixing_region) * national
        likely.append(1.0 - math.exp(-(u.innovation + u.imitation * seen) / 12))
    left = [max(0, pool - known) for pool, known in zip(model.pool, touched, strict=True)]
    for cell, new in enumerate(model.rng.binomial(left, likely).tolist()):
        for _ in range(new):
            person = Person(model, cell, INTERESTED)
            person.count(PERSON.new_interested)
            model.waiting.join_group_queue(person)


def intake(model, number, programme):
    waiting = model.waiting
    drawn = model.rng.random(programme.headcount) * model.programme_weights[number][-1]
    for cell in model.programme_weights[number].searchsorted(drawn, side="right").tolist():
        queue = waiting.lapsed[cell]
        available = max(0, model.headcount[cell] - sum(model.role_counts[cell][:LEFT])) + queue.length
        if available <= 0:
            continue
        if model.draw() * available < queue.length:
            person = queue.head()[2]
            waiting.leave(person)
        else:
            person = Person(model, cell, INTERESTED)
            person.count(PERSON.new_interested)
        waiting.join(person, waiting.programmes[number][model.administration[cell]])

