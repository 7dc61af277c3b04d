"""Section 7.6: who becomes interested, who is sent by programmes, what engagements are asked for."""

import math

from simulation.agents.person import REACHED_ROLES, Person
from simulation.agents.queues import LAPSED
from simulation.common.arithmetic import binomial, binomial_block, poisson
from simulation.common.draws import ENGAGEMENT, PERSON, Decision
from simulation.rules.start import weights
from simulation.scenario.quantities import month_number


def demand(model):
    with model.queues.joining_afterwards():
        newly_interested(model)
        for programme in model.programmes:
            if is_intake(model, programme):
                intake(model, programme)
    engagements(model)


def newly_interested(model):
    u = model.u
    pool = [math.floor(u.addressable_share * h.headcount + 0.5) for h in model.homes]
    reached = [sum(1 for p in model.persons if p.home is h and p.role in REACHED_ROLES) for h in model.homes]
    touched = [model.touched(h) for h in model.homes]

    def ratio(cells):
        addressable = sum(pool[h.number] for h in cells)
        return sum(reached[h.number] for h in cells) / addressable if addressable else 0.0

    newcomers = []
    for home in model.homes:
        s = (
            u.mixing_cell * ratio([home])
            + u.mixing_region * ratio([h for h in model.homes if h.region == home.region])
            + (1 - u.mixing_cell - u.mixing_region) * ratio(model.homes)
        )
        hazard = (u.innovation + u.imitation * s) / 12
        left = max(0, pool[home.number] - touched[home.number])
        number = block = 0
        while left > 0:
            size = min(left, binomial_block(hazard))
            number += binomial(model.uniform(home.identity, Decision.NEW_INTERESTED, index=block), size, hazard)
            left -= size
            block += 1
        newcomers.append(number)
    for home, number in zip(model.homes, newcomers, strict=True):
        for _ in range(number):
            person = Person(model, model.child(home.identity, home.born, PERSON), home, "interested")
            home.born += 1
            model.count(home, "new_interested")
            model.queues.join_group_queue(person)


def is_intake(model, programme):
    now = model.first + model.m
    since = now - month_number(programme.first)
    if since < 0 or (programme.last is not None and now > month_number(programme.last)):
        return False
    return since == 0 if programme.every_months is None else since % programme.every_months == 0


def drawn(u, shares):
    """The first place whose cumulative share exceeds u times the total."""
    target, cumulative = u * sum(shares), 0
    for i, share in enumerate(shares):
        cumulative += share
        if target < cumulative:
            return i
    return max(i for i, share in enumerate(shares) if share > 0)


def intake(model, programme):
    creator = model.named(f"programme/{programme.name}")
    shares = weights(model, programme.administration_weights, programme.region_weights)
    if sum(shares) <= 0:
        return
    for _ in range(programme.headcount):
        identity = model.child(creator, model.programme_ordinal[programme.name], PERSON)
        model.programme_ordinal[programme.name] += 1
        home = model.homes[drawn(model.uniform(identity, Decision.PROGRAMME_CELL), shares)]
        untouched = max(0, home.headcount - model.touched(home))
        lapsed = model.queues.length([(LAPSED, home.number)])
        if untouched + lapsed == 0:
            continue
        if model.uniform(identity, Decision.PROGRAMME_LAPSED) * (untouched + lapsed) < lapsed:
            person = model.queues.head([(LAPSED, home.number)])
            model.queues.leave(person)
        else:
            person = Person(model, identity, home, "interested")
            model.count(home, "new_interested")
        model.queues.join_programme_queue(person, programme)


def engagements(model):
    """What is asked for this month: (region, engagement, identity)."""
    model.asked_engagements = []
    heads = sum(h.headcount for h in model.homes)
    for engagement in model.levers.engagements:
        for region, name in enumerate(model.regions):
            creator = model.named(f"engagement/{engagement.kind}/{name}")
            mine = sum(h.headcount for h in model.homes if h.region == region)
            mean = model.now(engagement.per_year) * mine / heads / 12
            number = poisson(model.uniform(creator, Decision.ENGAGEMENTS), mean)
            model.note(region, "engagements_asked", number)
            for ordinal in range(number):
                model.asked_engagements.append((region, engagement, model.child(creator, ordinal, ENGAGEMENT)))
