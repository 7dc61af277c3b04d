"""Groups: how they open, meet and end."""

import math

import mesa

from benchmarks.plain_mesa.people import (
    CANDIDATE,
    IN_PRACTICUM,
    INTERESTED,
    LAPSED,
    REACHED,
    TRAINEE,
)
from simulation.state.recorded import ACTIVITY, PERSON

FULL = 65535


class Terms:
    """What the groups of one sort have in common."""

    def __init__(self, model, source, remote, sessions, programme=None):
        self.size, self.minimum, self.maximum = source.size, source.minimum, source.maximum
        self.sessions, self.remote, self.programme = sessions, remote, programme
        self.permanent = programme is not None and source.permanent
        self.requests = None if programme is None else source.requests_per_year
        per_month = source.sessions_per_month
        self.cadence = None if per_month is None else round(per_month * 8)
        self.most = max(1, math.ceil(per_month) if per_month is not None else min(3, math.ceil(self.requests / 12)))
        self.days = model.days_remote if remote else model.days_in_person
        self.reserve = self.most * self.days
        charged = sessions
        if charged is None:
            charged = math.ceil(12 * per_month) if per_month is not None else math.ceil(self.requests)
        self.cost = charged * self.days * model.facilitator_day // 8


class Group(mesa.Agent):
    """A group, from its opening to its end."""

    def __init__(self, model, terms, place, leader, practicum=False):
        super().__init__(model)
        self.terms, self.place, self.leader, self.practicum = terms, place, leader, practicum
        self.days, self.reserve = terms.days, terms.reserve
        self.supervisor = self.leader_lost = None
        self.members, self.held, self.started = [], 0, model.month
        self.open, self.self_running = True, False
        if not practicum:
            leader.reserved += self.reserve
        model.groups.append(self)
        model.charge(place, ACTIVITY.money_groups, terms.cost)

    def count(self, column, number=1):
        """So many more in this month, at the group's place."""
        self.model.activity[self.place][column] += number

    def source(self):
        programme = self.terms.programme
        return self.place if programme is None else self.model.national + 1 + programme

    def fill(self, source, size):
        model, waiting, members = self.model, self.model.waiting, self.members
        administration, region, seated = model.administration, model.region, model.seated
        of_a_place = source <= model.national
        present = [0] * model.administrations
        heads = [waiting.first(source, number) for number in range(model.administrations)]
        for member in members:
            present[administration[member.cell]] += 1
        while len(members) < size:
            # The first of all, then the first of the administration least present.
            some = [(present[number], ticket, number) for number, ticket in enumerate(heads) if ticket is not None]
            if not some:
                return
            _, (joined, _, person), chosen = min(some)
            cell = person.cell
            if of_a_place:
                activity = model.activity[region[cell]]
                activity[ACTIVITY.seated_from_queue] += 1
                activity[ACTIVITY.months_waited_for_group] += model.month - joined
            waiting.leave(person)
            person.group, person.attended = self, 0
            members.append(person)
            seated[cell] += 1
            present[administration[cell]] += 1
            heads[chosen] = waiting.first(source, chosen)

    def release(self):
        for person in (self.leader, self.supervisor):
            if person is not None and person.certified is not None:
                person.reserved -= self.reserve
        self.leader = self.supervisor = None

    def close(self):
        self.release()
        seated = self.model.seated
        for member in self.members:
            member.group = None
            seated[member.cell] -= 1
        self.model.closed = True
        self.open = False
        self.remove()

    def end_early(self, column):
        """Below minimum, leader lost or interrupted, counted as such: members wait again."""
        waiting, programme = self.model.waiting, self.terms.programme
        self.count(column)
        self.close()
        for member in self.members:
            if member.role <= REACHED:
                if programme is None:
                    waiting.join_group_queue(member)
                else:
                    waiting.join(member, waiting.programmes[programme][self.model.administration[member.cell]])

    def interrupt(self):
        trainee = self.leader
        self.end_early(ACTIVITY.groups_interrupted)
        if trainee.role == IN_PRACTICUM:
            trainee.count(PERSON.practicum_interrupted)
            trainee.become(TRAINEE)
            self.model.waiting.join(trainee, self.model.waiting.practicum, self.model.practicum_patience)

    # ---- meet ----------------------------------------------------------------------------------------------------
    def due(self):
        terms = self.terms
        if terms.cadence is not None:
            months = self.model.month - self.started
            due = (months + 1) * terms.cadence // 8 - months * terms.cadence // 8
        else:
            due = min(self.model.poisson(terms.requests / 12), terms.most)
        if terms.permanent or self.self_running:
            return due
        return min(due, terms.sessions - self.held)

    def meet(self):
        if self.leader is None and not self.self_running:
            return
        due = self.due()
        if due <= 0:
            return
        model, leader, members = self.model, self.leader, self.members
        region, skill_gained = model.region, model.skill_gained
        leading = FULL // 2
        if leader is not None:
            if self.practicum:
                leading = leader.course.lead_skill
            else:
                leading = leader.skill
                leader.spent += due * self.days
                leader.last_active = model.month
                leader.led_now += due
                model.activity[region[leader.cell]][ACTIVITY.facilitator_days_used_groups] += due * self.days
        supervisor = self.supervisor
        if supervisor is not None:
            supervisor.spent += due * self.days
            supervisor.last_active = model.month
            model.activity[region[supervisor.cell]][ACTIVITY.facilitator_days_used_supervision] += due * self.days
        gain, twice = model.session_gain, min(FULL, 2 * model.session_gain)
        newcomers = []
        for member in members:
            if member.role <= LAPSED:
                member.count(PERSON.newly_reached if member.role == INTERESTED else PERSON.returned)
                member.become(REACHED)
            if not member.attended:
                newcomers.append(member)
            member.attended += due
        for session in range(due):
            client = members[(self.held + session) % len(members)]
            for member in members:
                share = twice if member is client else gain
                learned = (((FULL - member.learned) * share) >> 16) * leading >> 16
                member.learned += learned
                skill_gained[member.cell] += learned
        if newcomers:
            self.tie(newcomers)
        self.held += due
        self.count(ACTIVITY.sessions, due)

    def tie(self, newcomers):
        """Each newcomer has met everybody there, a pair once."""
        network, leader, members = self.model.network, self.leader, self.members
        others = list(newcomers)
        if len(newcomers) < len(members):
            others += [member for member in members if member not in newcomers]
        if leader is not None and leader.group is not self:
            others.append(leader)
        cells = [person.cell for person in others]
        for number, one in enumerate(newcomers):
            ties = network.ties[one.cell]
            for cell in cells[number + 1 :]:
                ties[cell] += 1
        for other in others[1:]:
            network.join(others[0], other)

    # ---- close ---------------------------------------------------------------------------------------------------
    def look(self):
        """At the month's end: end, go on, or be asked."""
        model, terms = self.model, self.terms
        if self.self_running:
            if model.draw() < model.running_out:
                self.count(ACTIVITY.groups_ran_out)
                self.close()
                self.ask(True)
        elif terms.permanent:
            if (model.month + 1 - self.started) % 12 == 0:
                model.charge(self.place, ACTIVITY.money_groups, terms.cost)
                self.ask(True)
        elif self.held >= terms.sessions:
            if self.practicum:
                model.practicum_ended.append(self.leader)
            elif model.draw() < model.goes_on:
                self.release()
                self.self_running = True
                self.count(ACTIVITY.groups_went_on)
                self.ask(False)
                return
            self.count(ACTIVITY.groups_completed)
            self.close()
            self.ask(True)

    def ask(self, may_want_another):
        model, waiting, draw = self.model, self.model.waiting, self.model.draw
        for member in list(self.members):
            if member.role <= LAPSED:
                if not self.open:
                    waiting.join_group_queue(member)
            elif member.role == REACHED:
                if draw() < model.volunteering:
                    member.count(PERSON.volunteered)
                    member.become(CANDIDATE)
                    waiting.join(member, waiting.courses[model.region[member.cell]], model.course_patience)
                elif may_want_another and draw() < model.again:
                    if self.open:
                        self.unseat(member)
                    waiting.join_group_queue(member)

    def unseat(self, member):
        self.members.remove(member)
        member.group = None
        self.model.seated[member.cell] -= 1


class Network:
    """Who met whom: ties and connected components."""

    def __init__(self, cells):
        self.ties = [[0] * cells for _ in range(cells)]
        """By the newcomer's cell and that of whom they met."""
        self.nodes = self.unions = self.largest = 0

    def join(self, one, other):
        """The components of two persons become one."""
        one, other = self.root(one), self.root(other)
        if one is other:
            return
        if one.parent > other.parent:
            one, other = other, one
        one.parent += other.parent
        other.parent = one
        self.unions += 1
        self.largest = max(self.largest, -one.parent)

    def root(self, person):
        parent = person.parent
        if parent is None:
            person.parent = -1
            self.nodes += 1
            return person
        while parent.__class__ is not int:
            above = parent.parent
            if above.__class__ is not int:
                person.parent = above
            person, parent = parent, above
        return person
