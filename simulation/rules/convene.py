"""Rule 3, convene (ODD, 7.8): engagements are held; facilitators and trainees open groups; other trainees find one."""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from simulation.agents.money import Charge, practice_charge
from simulation.agents.terms import GroupTerms
from simulation.common.draws import Decision
from simulation.common.units import eighths
from simulation.scenario.levers import NATIONAL, Programme

MONEY, FACILITATOR_DAYS, FACILITATORS = "money", "facilitator_days", "facilitators"
"""What stops further groups, as the groups ledger calls it."""
PEOPLE, SUPERVISOR = "people", "supervisor"
"""What a trainee waits for, beside money, as the training ledger calls it."""
GROUPS_OF_A_SUPERVISOR = 2
"""Groups led by a facilitator whose second may be a trainee without a trainer's supervision."""


@dataclass
class Offers:
    """Who offers to lead a group in this month, and what has become of the offers."""

    willing: list
    """Certified persons, in turn."""
    asks_left: int
    """Facilitators whom the coordinator can still ask."""
    used: set = field(default_factory=set)
    """Who leads, or is second of, a group that has opened."""
    asked: set = field(default_factory=set)
    """Whom the coordinator has asked."""


def convene(model) -> None:
    """Engagements first; then groups of programmes, of regions in turn, and remote ones; then seconds."""
    for request in requests_in_order(model):
        hold_engagement(model, request)
    willing = in_turn(facilitator for facilitator in model.who_may_lead if facilitator.is_willing())
    remote = {facilitator for facilitator in willing if facilitator.prefers_remote()}
    offers = Offers(willing, asks_of_the_month(model))
    for programme in model.programmes:
        theirs = [facilitator for facilitator in willing if programme.region in (None, facilitator.region)]
        place = NATIONAL if programme.remote or programme.region is None else programme.region
        open_groups(model, offers, theirs, place, programme.remote, programme)
    for region in model.regions_in_turn():
        theirs = [leader for leader in willing if leader.region == region and leader not in remote]
        model.handed_on.group_limit[region] = open_groups(model, offers, theirs, region)
    open_groups(model, offers, [leader for leader in willing if leader in remote], NATIONAL, remote=True)
    place_trainees(model)


def in_turn(persons: Iterable) -> list:
    """Persons in this month's keyed order."""
    return sorted(persons, key=lambda person: person.turn(Decision.TURN))


# ---- engagements -----------------------------------------------------------------------------------------------------


def requests_in_order(model) -> list:
    """Engagements asked for, in this month's keyed order."""
    order = model.chance.order
    return sorted(model.handed_on.requests, key=lambda request: order(request.identity, Decision.ENGAGEMENT_ORDER))


def hold_engagement(model, request) -> None:
    """Facilitators of the region with days enough hold it; without as many as it takes, or money, it is refused."""
    region, engagement, ledger = request.region, request.engagement, model.ledger
    days = eighths(engagement.days)
    able = [one for one in model.who_may_lead if one.region == region and one.room >= days]
    cost = engagement.facilitators * days * model.price("facilitator_day") // 8
    charge = Charge(region, "engagements", valued_time=(cost,))
    if len(able) < engagement.facilitators or not model.money.can_afford(charge):
        ledger.note(region, "engagements_refused")
        return
    able.sort(key=lambda facilitator: facilitator.engagement_turn())
    for facilitator in able[: engagement.facilitators]:
        facilitator.engage(days)
    ledger.note(region, "engagements_held")
    ledger.note(region, "audience", engagement.audience)
    model.money.charge(charge)


# ---- groups ----------------------------------------------------------------------------------------------------------


def open_groups(
    model, offers: Offers, willing: list, place: str, remote: bool = False, programme: Programme | None = None
) -> str:
    """Open as many groups as leaders, money and people allow; returns what stops further ones."""
    name = None if programme is None else programme.name
    terms, queues = model.terms(name), model.queues
    people = queues.people[place] if programme is None else queues.programme_people[name]
    region = place if programme is None else programme.region or NATIONAL
    teams, some_found_none = find_teams(model, willing, offers.used, terms.reserve(remote))
    line = line_up(model, teams, practising_leaders(model, region))
    waiting = len(people)
    if programme is None and place != NATIONAL:
        line += ask(model, offers, region, terms, waiting - terms.size * len(line))

    line = line[: math.ceil(waiting / terms.size)]
    wanted = groups_of(waiting, len(line), terms.minimum)
    affordable = model.money.affordable(leader.opening_charge(terms, place, remote, second) for leader, second in line)
    number = groups_of(waiting, min(affordable, len(line)), terms.minimum)
    for (leader, second), size in zip(line, seats_of(waiting, number, terms), strict=False):
        leader.open_group(place, name, remote, second, size)
        offers.used |= {leader, second}
    return MONEY if affordable < wanted else FACILITATOR_DAYS if some_found_none else FACILITATORS


def find_teams(model, willing: list, used: set, reserve: int) -> tuple[list[tuple], bool]:
    """Leaders in order, each with a second or none; and whether somebody had no room or found no second."""
    teams, taken, some_found_none = [], set(used), False
    for position, leader in enumerate(willing):
        if leader in taken:
            continue
        second = None
        alone = not (model.levers.groups.novice_needs_cofacilitator and leader.is_novice)
        if leader.room >= reserve and not alone:
            following = (other for other in willing[position + 1 :] if other not in taken)
            second = next((other for other in following if not other.is_novice and other.room >= reserve), None)
        if leader.room >= reserve and (alone or second is not None):
            teams.append((leader, second))
            taken |= {leader, second}
        else:
            some_found_none = True
    return teams, some_found_none


def practising_leaders(model, region: str) -> list[tuple]:
    """Supervised trainees of a region, or of all, who have still to practise: each can lead a group alone."""
    return [
        (trainee, None)
        for trainee in model.queues.practicum
        if trainee.is_supervised and trainee.sessions_to_practise > 0 and region in (trainee.region, NATIONAL)
    ]


def line_up(model, teams: list[tuple], trainees: list[tuple]) -> list[tuple]:
    """Teams and trainees in the order in which they open groups."""
    priority = model.levers.practicum.priority
    if priority == "mixed":
        return sorted(teams + trainees, key=lambda team: team[0].turn(Decision.TURN))
    return trainees + teams if priority == "first" else teams + trainees


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


# ---- the coordinator -------------------------------------------------------------------------------------------------


def asks_of_the_month(model) -> int:
    """How many facilitators the coordinator can ask in this month."""
    days = eighths(model.now(model.levers.coordination.days_per_month))
    return math.floor(days * model.values.asks_per_day / 8)


def ask(model, offers: Offers, region: str, terms: GroupTerms, waiting: int) -> list[tuple]:
    """Ask facilitators of a region, one after the other, as long as a group's people wait for one; returns who agrees.

    waiting: persons for whom there is no leader yet.
    """
    agreed: list[tuple] = []
    if offers.asks_left == 0 or waiting < terms.minimum:
        return agreed
    reserve, out = terms.reserve(remote=False), offers.used.union(offers.willing, offers.asked)
    able = [one for one in model.who_may_lead if one.region == region and one.room >= reserve and one not in out]
    if model.levers.groups.novice_needs_cofacilitator:
        able = [one for one in able if not one.is_novice]
    for facilitator in in_turn(able):
        if offers.asks_left == 0 or waiting < terms.minimum:
            break
        offers.asks_left -= 1
        offers.asked.add(facilitator)
        model.ledger.note(region, "asked")
        if facilitator.agrees_when_asked():
            model.ledger.note(region, "agreed")
            agreed.append((facilitator, None))
            waiting -= terms.size
    return agreed


# ---- trainees who lead no group --------------------------------------------------------------------------------------


def place_trainees(model) -> None:
    """Each trainee who has still to practise becomes second of a group, or waits for a cause that is put down."""
    for trainee in model.queues.practicum:
        if trainee.sessions_to_practise > 0:
            cause = place_trainee(model, trainee)
            if cause is not None:
                model.handed_on.practice_limit[trainee.region, cause] += 1


def place_trainee(model, trainee) -> str | None:
    """A group in which a trainee is second; returns what the trainee still waits for, or none."""
    groups = [group for group in model.groups if group.takes_trainee and group.place in (trainee.region, NATIONAL)]
    if not groups:
        return PEOPLE
    allowed = [group for group in groups if is_supervised_in(model, trainee, group)]
    if not allowed:
        return SUPERVISOR
    near = [group for group in allowed if group.place == trainee.region]
    group = min(near or allowed, key=lambda group: group.turn(Decision.PRACTICE))
    charge = practice_charge(model, group.terms, group.place, group.is_remote, trainee.sessions_to_practise)
    if not model.money.can_afford(charge):
        return MONEY
    model.money.charge(charge)
    group.take_on("second", trainee)
    return None


def is_supervised_in(model, trainee, group) -> bool:
    """Whether a trainer supervises a trainee, or the leader of a group, who has led others, may do so."""
    if trainee.is_supervised:
        return True
    return model.levers.practicum.facilitator_supervisors and group.leader.groups_led >= GROUPS_OF_A_SUPERVISOR
