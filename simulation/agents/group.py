"""A group: who leads it, who sits in it, what it costs."""

import math

import mesa

from simulation.agents.queues import PRACTICUM
from simulation.common.draws import GROUP


def most_sessions_in_a_month(per_month, requests):
    most = math.ceil(per_month) if per_month is not None else min(3, math.ceil(requests / 12))
    return max(1, most)


class Group(mesa.Agent):
    """A group, from its opening to its end."""

    def __init__(self, model, identity, place, remote, programme, practicum):
        super().__init__(model)
        self.identity, self.place, self.remote = identity, place, remote
        self.programme, self.practicum = programme, practicum
        terms = self.terms(model, place, remote, programme, practicum)
        self.size, self.minimum = terms["size"], terms["minimum"]
        self.session_days, self.reserve, self.most_sessions = terms["days"], terms["reserve"], terms["most"]
        self.cadence, self.requests = terms["cadence"], terms["requests"]
        self.planned, self.charged_sessions = terms["planned"], terms["charged"]
        self.permanent = programme is not None and programme.permanent
        self.self_running = False
        self.leader = self.second = self.supervisor = None
        self.leader_lost = None
        self.members = []
        self.held = 0
        self.started = model.m
        model.groups.append(self)

    @staticmethod
    def terms(model, place, remote, programme, practicum=False):
        """What a group of this sort needs, before there is one."""
        source = model.levers.groups if programme is None else programme
        requests = None if programme is None else programme.requests_per_year
        per_month = source.sessions_per_month
        planned = model.levers.practicum.sessions if practicum else source.sessions
        charged = planned
        if planned is None:
            charged = math.ceil(12 * per_month) if per_month is not None else math.ceil(requests)
        days = Group.days_per_session(model, remote)
        most = most_sessions_in_a_month(per_month, requests)
        return {
            "size": source.size,
            "minimum": source.minimum,
            "maximum": source.maximum,
            "planned": planned,
            "charged": charged,
            "days": days,
            "most": most,
            "reserve": most * days,
            "cadence": None if per_month is None else round(per_month * 8),
            "requests": requests,
            "cost": charged * days * model.price("facilitator_day") // 8,
        }

    @staticmethod
    def days_per_session(model, remote):
        lever = model.levers.groups
        return round((lever.days_remote if remote else lever.days_in_person) * 8)

    def reserve_if(self, remote):
        return self.most_sessions * self.days_per_session(self.model, remote)

    def is_regional(self):
        """Whether its place is a region: then it is lost to who moves to another."""
        return self.place != self.model.national

    def become_remote(self):
        self.remote = True
        self.place = self.model.national
        self.session_days = self.days_per_session(self.model, True)
        self.reserve = self.reserve_if(True)

    def queues(self):
        """From where it refills."""
        if self.programme is not None:
            return self.model.queues.programme_queues(self.programme)
        return self.model.queues.group_queues(self.place)

    def charge(self):
        people = 2 if self.second is not None else 1
        price = self.model.price("facilitator_day")
        self.model.charge(self.place, "groups", self.charged_sessions * self.session_days * price // 8 * people)

    # ---- seats ---------------------------------------------------------------------------------------------------
    def seat(self, person):
        assert person.group is None, "a person has at most one seat"
        person.group = self
        person.sessions_here = 0
        self.members.append(person)

    def unseat(self, person):
        self.members.remove(person)
        person.group = None

    def replace(self, leaver, newcomer):
        """The newcomer takes the leaver's seat."""
        seat = self.members.index(leaver)
        self.unseat(leaver)
        self.seat(newcomer)
        self.members.insert(seat, self.members.pop())

    def tie_newcomers(self, newcomers):
        """Each with everybody seated and the leader, a pair once."""
        present = self.members if self.leader is None else [*self.members, self.leader]
        met = set()
        for one in newcomers:
            for other in present:
                pair = frozenset((one, other))
                if one is not other and pair not in met:
                    met.add(pair)
                    self.model.ties.append((one.identity, other.identity, one.home, other.home))

    # ---- leading -------------------------------------------------------------------------------------------------
    def take_on(self, slot, person):
        """Somebody certified becomes leader, second or supervisor, and reserves days."""
        setattr(self, slot, person)
        person.facilitator.reserved += self.reserve

    def release(self, slot):
        person = getattr(self, slot)
        setattr(self, slot, None)
        if person is not None and person.facilitator is not None and not (slot == "leader" and self.practicum):
            person.facilitator.reserved -= self.reserve

    def lose_leader(self):
        self.release("leader")
        self.leader_lost = self.model.m

    def back_to_trainee(self, person):
        """The practicum is interrupted: its leader waits for another."""
        person.role = "trainee"
        self.model.count(person.home, "practicum_interrupted")
        self.model.queues.join(person, (PRACTICUM,))

    def end_early(self, cause):
        model = self.model
        if self.practicum and self.leader is not None:
            self.back_to_trainee(self.leader)
        for slot in ("leader", "second", "supervisor"):
            self.release(slot)
        for member in list(self.members):
            self.unseat(member)
            if member.role in ("interested", "lapsed", "reached"):
                if self.programme is not None:
                    model.queues.join_programme_queue(member, self.programme)
                else:
                    model.queues.join_group_queue(member)
        model.note(self.place, cause)
        model.groups.remove(self)
        self.remove()


def open_group(model, leader, place, remote, programme, practicum=False):
    """A new group, its identity from its leader."""
    identity = model.child(leader.identity, leader.groups_begun, GROUP)
    leader.groups_begun += 1
    return Group(model, identity, place, remote, programme, practicum)
