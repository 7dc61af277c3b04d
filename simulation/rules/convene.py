"""Rule 3, convene (ODD, 7.7): engagements are held, and facilitators open groups."""

import math
from collections.abc import Iterable

from simulation.agents.terms import GroupTerms
from simulation.common.draws import Decision
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL, Programme

MONEY, FACILITATOR_DAYS, FACILITATORS = "money", "facilitator_days", "facilitators"
"""What stops further groups, as the groups ledger calls it."""


def convene(model) -> None:
    """Engagements first; then groups of programmes, of regions in turn, and remote ones."""
    for request in requests_in_order(model):
        hold_engagement(model, request)
    willing = in_turn(facilitator for facilitator in model.certified if facilitator.is_willing())
    remote = [facilitator for facilitator in willing if facilitator.prefers_remote()]
    in_person = [facilitator for facilitator in willing if facilitator not in remote]
    used: set = set()
    for programme in model.programmes:
        theirs = [facilitator for facilitator in willing if programme.region in (None, facilitator.region)]
        place = NATIONAL if programme.remote or programme.region is None else programme.region
        open_groups(model, theirs, used, place, programme.remote, programme)
    for region in model.regions_in_turn():
        theirs = [facilitator for facilitator in in_person if facilitator.region == region]
        model.handed_on.group_limit[region] = open_groups(model, theirs, used, region)
    open_groups(model, remote, used, NATIONAL, remote=True)


def in_turn(facilitators: Iterable) -> list:
    """Facilitators in this month's keyed order."""
    return sorted(facilitators, key=lambda facilitator: facilitator.turn(Decision.TURN))


def requests_in_order(model) -> list:
    """Engagements asked for, in this month's keyed order."""
    order = model.chance.order
    return sorted(model.handed_on.requests, key=lambda request: order(request.identity, Decision.ENGAGEMENT_ORDER))


def hold_engagement(model, request) -> None:
    """Facilitators of the region with days enough hold it; without as many as it takes it is refused."""
    region, engagement, ledger = request.region, request.engagement, model.ledger
    days = eighths(engagement.days)
    able = [facilitator for facilitator in model.certified if facilitator.region == region and facilitator.room >= days]
    if len(able) < engagement.facilitators:
        ledger.note(region, "engagements_refused")
        return
    for facilitator in in_turn(able)[: engagement.facilitators]:
        facilitator.spend(days, "engagements")
    ledger.note(region, "engagements_held")
    ledger.note(region, "audience", engagement.audience)
    ledger.charge(region, "engagements", engagement.facilitators * days * model.price("facilitator_day") // 8)


def open_groups(
    model, willing: list, used: set, place: str, remote: bool = False, programme: Programme | None = None
) -> str:
    """Open as many groups as teams, money and people allow; returns what stops further ones."""
    name = None if programme is None else programme.name
    terms, queues = model.terms_of[name], model.queues
    people = queues.people[place] if programme is None else queues.programme_people[name]
    teams, some_found_none = find_teams(model, willing, used, terms.reserve(remote))
    waiting = len(people)
    affordable = affordable_groups(model, terms, remote, otherwise=len(teams))
    wanted = groups_of(waiting, min(len(teams), math.ceil(waiting / terms.size)), terms.minimum)
    limit = MONEY if affordable < wanted else FACILITATOR_DAYS if some_found_none else FACILITATORS
    number = groups_of(waiting, min(affordable, wanted), terms.minimum)
    seats = seats_of(waiting, number, terms)
    for (leader, cofacilitator), size in zip(teams[:number], seats, strict=True):
        leader.open_group(place, name, remote, cofacilitator, size)
        used |= {leader, cofacilitator}
    return limit


def find_teams(model, willing: list, used: set, reserve: int) -> tuple[list[tuple], bool]:
    """Leaders in order, each with a cofacilitator or none; and whether somebody had no room or found none."""
    teams, taken, some_found_none = [], set(used), False
    for position, facilitator in enumerate(willing):
        if facilitator in taken:
            continue
        cofacilitator = None
        alone = not (model.levers.groups.novice_needs_cofacilitator and facilitator.is_novice)
        if facilitator.room >= reserve and not alone:
            cofacilitator = next(
                (
                    other
                    for other in willing[position + 1 :]
                    if other not in taken and not other.is_novice and other.room >= reserve
                ),
                None,
            )
        if facilitator.room >= reserve and (alone or cofacilitator is not None):
            teams.append((facilitator, cofacilitator))
            taken |= {facilitator, cofacilitator}
        else:
            some_found_none = True
    return teams, some_found_none


def affordable_groups(model, terms: GroupTerms, remote: bool, otherwise: int) -> int:
    """How many groups the rest of the year's budget pays, with one facilitator each."""
    cost, left = terms.cost(terms.days(remote)), model.money_left()
    return otherwise if left is None or cost == 0 else left // cost


def groups_of(people: int, most: int, minimum: int) -> int:
    """As many groups as can have their minimum."""
    number = most
    while number > 0 and people // number < minimum:
        number -= 1
    return number


def seats_of(people: int, groups: int, terms: GroupTerms) -> list[int]:
    """Seats of each group: as usual, and somewhat more where too few would be left for another group."""
    if groups == 0:
        return []
    seats = people if people - groups * terms.size < terms.minimum else groups * terms.size
    seats = min(seats, groups * terms.maximum)
    return [seats // groups + (number < seats % groups) for number in range(groups)]
