"""Section 7.8: groups meet."""

from simulation.common.arithmetic import FULL, poisson, to_u16
from simulation.common.draws import Decision


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
