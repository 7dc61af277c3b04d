"""Section 7.9: groups end, go on by themselves or are renewed."""

from simulation.agents.queues import COURSE
from simulation.common.arithmetic import monthly_probability
from simulation.common.draws import Decision


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
