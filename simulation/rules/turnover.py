"""Section 7.5: who leaves, moves, gives up, stops; groups pass on, refill or end."""

from simulation.agents.person import Person, new_trainer_from_outside, stop_being_certified
from simulation.agents.queues import COURSE, GROUP, LAPSED, PRACTICUM
from simulation.common.arithmetic import month_of_event, monthly_probability, to_u16
from simulation.common.draws import PERSON, Decision
from simulation.rules.demand import drawn
from simulation.rules.start import home_of_trainers
from simulation.scenario.quantities import month_number


def turnover(model):
    hires(model)
    with model.queues.joining_afterwards():
        leave_move_give_up(model)
        for person in model.certified():
            person.facilitator.spent = person.facilitator.sessions_led = 0
        stops(model)
    with model.queues.joining_afterwards():
        succession(model)
    with model.queues.joining_afterwards():
        refill(model)


def hires(model):
    for entry in model.levers.trainers.hired:
        if month_number(entry.from_) != model.first + model.m:
            continue
        place = model.place_number(entry.place)
        for n in range(entry.trainers):
            i = model.hired_before[entry.place, entry.from_]
            model.hired_before[entry.place, entry.from_] += 1
            person = new_trainer_from_outside(
                model,
                model.named(f"hire/{entry.place}/{entry.from_}/{i}"),
                home_of_trainers(model, place),
                place,
                n < entry.masters,
                certified=model.m,
                last_active=model.m,
                skill=to_u16(model.u.initial_trainer_skill),
            )
            model.count(person.home, "trainers_hired")
            model.charge(place, "hires", model.price("hire"))


def leave_move_give_up(model):
    m = model.m
    interrupted = []
    for person in list(model.persons):
        if person.leaving <= m:
            leaves(model, person, interrupted)
            continue
        if person.moving <= m and len(model.homes) > 1:
            moves(model, person, interrupted)
        if person.ticket is not None and person.ticket.giving_up <= m:
            gives_up(model, person)
        if person.role == "trainee" and person.ticket is None and person.earliest_practicum <= m:
            model.queues.join(person, (PRACTICUM,))
    for group in interrupted:
        group.end_early("groups_interrupted")


def leaves(model, person, interrupted):
    model.count(person.home, f"left_{person.role}")
    model.queues.leave(person)
    if person.group is not None:
        if person.group.programme is not None:
            newcomer = Person(model, model.child(person.identity, 0, PERSON), person.home, "interested")
            model.count(newcomer.home, "new_interested")
            person.group.replace(person, newcomer)
        else:
            person.group.unseat(person)
    gives_up_what_it_leads(model, person, interrupted)
    stop_being_certified(person)
    person.role = "left"
    model.persons.remove(person)
    person.remove()


def moves(model, person, interrupted):
    old = person.home
    others = [h for h in model.homes if h is not old]
    target = drawn(model.uniform(person.identity, Decision.DESTINATION), [h.headcount for h in others])
    new = person.home = others[target]
    model.count(old, f"moved_out_{person.role}")
    model.count(new, f"moved_in_{person.role}")
    person.moves += 1
    u = model.uniform(person.identity, Decision.MOVE, index=person.moves, month=-1)
    person.moving = month_of_event(model.m, u, model.u.moving)
    if new.region != old.region:
        seat = person.group
        if seat is not None and seat.is_regional() and seat.programme is None:
            seat.unseat(person)
            if person.role in ("interested", "lapsed", "reached"):
                model.queues.join_group_queue(person)
        gives_up_what_it_leads(model, person, interrupted, regional_only=True)
        if person.trainer is not None and person.trainer.home != model.national:
            person.trainer.home = new.region
    change_queue(model, person)


def change_queue(model, person):
    """The queue of the new cell or region, if it is another."""
    ticket = person.ticket
    if ticket is None or ticket.queue[0] not in (GROUP, COURSE, LAPSED):
        return
    queue = ticket.queue[0], person.home.region if ticket.queue[0] == COURSE else person.home.number
    if queue != ticket.queue:
        model.queues.leave(person)
        model.queues.join(person, queue, giving_up=ticket.giving_up)


def gives_up(model, person):
    model.queues.leave(person)
    if person.role == "interested":
        person.role = "lapsed"
        model.count(person.home, "newly_lapsed")
    if person.role == "lapsed":
        model.queues.join(person, (LAPSED, person.home.number))
    elif person.role == "candidate":
        person.role = "reached"
        model.count(person.home, "candidates_gave_up")
    elif person.role == "trainee":
        person.role = "reached"
        model.count(person.home, "trainees_gave_up")


def gives_up_what_it_leads(model, person, interrupted, regional_only=False):
    for group in model.groups:
        if regional_only and not group.is_regional():
            continue
        if group.leader is person and group.practicum:
            interrupted.append(group)
            group.lose_leader()
            if person.leaving > model.m:
                group.back_to_trainee(person)
        elif group.leader is person:
            group.lose_leader()
        elif group.second is person:
            group.release("second")
        elif group.supervisor is person:
            group.release("supervisor")


def stops(model):
    u, m = model.u, model.m
    animation = model.now(model.levers.animation)
    for person in model.certified():
        f = person.facilitator
        if person.role == "trainer":
            hazard = u.trainer_stop * (1 - u.animation_effect * animation)
        else:
            refreshed = f.last_refresher is not None and m - f.last_refresher < 12
            supported = m - f.certified < 12 or refreshed
            hazard = (
                u.facilitator_stop
                * (1 + u.inactivity_effect * min(m - f.last_active, 24) / 12)
                * (1 - u.animation_effect * animation)
                * (1 - u.support_effect if supported else 1)
            )
        if model.uniform(person.identity, Decision.STOP) < monthly_probability(hazard):
            model.count(person.home, f"{person.role}s_stopped")
            model.queues.leave(person)
            gives_up_what_it_leads(model, person, [])
            stop_being_certified(person)
            person.role = "reached"


def in_succession_order(model, groups):
    return sorted(groups, key=lambda g: model.order(g.identity, Decision.SUCCESSION))


def best_available(model, reserve, region):
    """The most skilled of those with room, living in the region (None: anywhere)."""
    able = [p for p in model.certified() if model.room(p) >= reserve and region in (None, p.home.region)]
    if not able:
        return None
    return min(able, key=lambda p: (-p.facilitator.skill, model.order(p.identity, Decision.TURN)))


def succession(model):
    remote_share = model.now(model.levers.groups.remote_share)
    leaderless = [g for g in model.groups if g.leader is None and not g.self_running]
    for group in in_succession_order(model, leaderless):
        if group.second is not None:
            group.leader, group.second = group.second, None
            continue
        successor = best_available(model, group.reserve, group.place if group.is_regional() else None)
        if successor is None and group.is_regional() and remote_share > 0:
            successor = best_available(model, group.reserve_if(remote=True), None)
            if successor is not None:
                group.become_remote()
        if successor is not None:
            group.take_on("leader", successor)
        elif model.m - group.leader_lost >= 2:
            group.end_early("groups_leader_lost")


def refill(model):
    small = [g for g in model.groups if len(g.members) < g.minimum]
    for group in in_succession_order(model, small):
        if not group.self_running:
            model.queues.fill(group, group.queues(), group.size)
        if len(group.members) < group.minimum:
            group.end_early("groups_interrupted" if group.practicum else "groups_below_minimum")
