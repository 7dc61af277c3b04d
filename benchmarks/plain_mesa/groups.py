"""Groups: how they open, fill, meet and end."""

from collections import Counter

import mesa

from benchmarks.plain_mesa.parameters import FULL, part
from benchmarks.plain_mesa.people import Role


def open_groups(place, queues, willing, terms, programme=None):
    """Opens the groups that the willing can lead for those who wait in the queues; returns what stops further ones.

    Who leads one is taken from `willing`.
    """
    model = place.model
    able = [facilitator for facilitator in willing if facilitator.room >= terms.reserve]
    limit = "facilitator_days" if len(able) < len(willing) else "facilitators"
    waiting = sum(len(queue) for queue in queues)
    number = min(len(able), -(-waiting // terms.size))
    while number > 0 and waiting // number < terms.minimum:
        number -= 1
    if number * terms.cost > model.money_left:
        number, limit = model.money_left // terms.cost, "money"
    if number == 0:
        return limit
    seats = waiting if waiting - number * terms.size < terms.minimum else number * terms.size
    seats = min(seats, number * terms.maximum)
    for i, leader in enumerate(able[:number]):
        willing.discard(leader)
        leader.groups_led += 1
        group = Group(model, place, terms, leader=leader, programme=programme)
        group.fill(seats // number + (i < seats % number))
        place.tally["programme_groups_started" if programme else "groups_started"] += 1
    return limit


class Group(mesa.Agent):
    """A group, from its opening to its end.

    It is led by a facilitator or, as a practicum, by a trainee, whom a facilitator may supervise.
    """

    def __init__(self, model, place, terms, leader=None, trainee=None, supervisor=None, programme=None):
        super().__init__(model)
        self.place, self.terms, self.programme = place, terms, programme
        self.days, self.reserve = terms.days, terms.reserve
        self.leader, self.trainee, self.supervisor = leader, trainee, supervisor
        for facilitator in filter(None, (leader, supervisor)):
            facilitator.reserved += self.reserve
        self.started, self.held, self.self_running, self.leader_lost = model.month, 0, False, None
        self.members = []
        model.charge(place, "groups", terms.cost)

    @property
    def needs_leader(self):
        return self.leader is None and self.trainee is None and not self.self_running

    @property
    def is_small(self):
        return len(self.members) < self.terms.minimum

    @property
    def queues(self):
        """Where its members come from."""
        return self.place.group_queues if self.programme is None else self.programme.queues

    def fill(self, size):
        """Seat those who wait: of the administration least present, the first in line."""
        queues = self.queues
        present = Counter(member.cell.administration for member in self.members)
        while len(self.members) < size:
            heads = [queue.persons[0] for queue in queues if queue.persons]
            if not heads:
                return
            person = min(heads, key=lambda head: (present[head.cell.administration], head.turn))
            if self.programme is None:
                person.region.tally["seated_from_queue"] += 1
                person.region.tally["months_waited_for_group"] += self.model.month - person.turn[0]
            person.leave_queue()
            person.take_seat(self)
            present[person.cell.administration] += 1

    def release(self):
        """Leader and supervisor have their days again."""
        for facilitator in filter(None, (self.leader, self.supervisor)):
            facilitator.reserved -= self.reserve
        self.leader = self.supervisor = None

    def close(self):
        self.release()
        for member in self.members:
            member.group = None
        self.remove()

    def end_early(self, column):
        """Counted as such; members wait again."""
        self.place.tally[column] += 1
        self.close()
        for member in self.members:
            if member.role <= Role.REACHED:
                if self.programme is None:
                    member.join_group_queue()
                else:
                    member.join(self.programme.queues[member.cell.administration])

    def interrupt(self):
        """A practicum ends early."""
        self.end_early("groups_interrupted")
        if self.trainee in self.model.agents:
            self.trainee.count("practicum_interrupted")
            self.trainee.become(Role.TRAINEE)
            self.trainee.join_practicum_queue()

    # ---- turnover ------------------------------------------------------------------------------------------------
    def check_leaders(self):
        """Who has left, stopped or moved away does not lead or supervise any more."""
        if self.supervisor is not None and self.is_away(self.supervisor):
            self.supervisor.reserved -= self.reserve
            self.supervisor = None
        if self.leader is not None and self.is_away(self.leader):
            self.leader.reserved -= self.reserve
            self.leader, self.leader_lost = None, self.model.month
        if self.trainee is not None and self.is_away(self.trainee):
            self.interrupt()

    def is_away(self, agent):
        return agent not in self.model.agents or (self.place.is_region and agent.region is not self.place)

    def find_leader(self):
        """The most skilled with days left takes over: somebody of the region, or else from anywhere, remotely."""
        model = self.model
        leader = self.place.most_skilled(self.reserve)
        if leader is None and self.place.is_region and model.now.remote_share > 0:
            days = model.parameters.remote.days
            leader = model.national.most_skilled(self.terms.most_sessions * days)
            if leader is not None:
                self.place, self.days, self.reserve = model.national, days, self.terms.most_sessions * days
        if leader is not None:
            self.leader = leader
            leader.reserved += self.reserve
        elif model.month - self.leader_lost >= 2:
            self.end_early("groups_leader_lost")

    def refill(self):
        """To the usual size, or else end."""
        if not self.self_running:
            self.fill(self.terms.size)
        if self.is_small:
            if self.trainee is not None:
                self.interrupt()
            else:
                self.end_early("groups_below_minimum")

    # ---- meet ----------------------------------------------------------------------------------------------------
    def due(self):
        """Sessions of this month."""
        terms = self.terms
        if terms.cadence is not None:
            months = self.model.month - self.started
            due = (months + 1) * terms.cadence // 8 - months * terms.cadence // 8
        else:
            due = min(int(self.rng.poisson(terms.requests / 12)), terms.most_sessions)
        if terms.permanent or self.self_running:
            return due
        return min(due, terms.sessions - self.held)

    def meet(self):
        if self.needs_leader:
            return
        due = self.due()
        if due == 0:
            return
        if self.leader is not None:
            self.leader.spend("groups", due * self.days)
            self.leader.sessions_led += due
        if self.supervisor is not None:
            self.supervisor.spend("supervision", due * self.days)
        newcomers = [member for member in self.members if member.attended == 0]
        for member in self.members:
            if member.role <= Role.LAPSED:
                member.count("newly_reached" if member.role == Role.INTERESTED else "returned")
                member.become(Role.REACHED)
            member.attended += due
        for session in range(self.held, self.held + due):
            self.learn(client=self.members[session % len(self.members)])
        if newcomers:
            self.acquaint(newcomers)
        self.held += due
        self.place.tally["sessions"] += due

    def learn(self, client):
        """What a session leaves with the members, twice as much with its client."""
        if self.trainee is not None:
            leading = self.trainee.course.lead_skill
        else:
            leading = FULL // 2 if self.leader is None else self.leader.skill
        gain = self.model.parameters.session_gain
        for member in self.members:
            share = min(FULL, 2 * gain) if member is client else gain
            learned = part(part(FULL - member.learned, share), leading)
            member.learned += learned
            member.cell.tally["skill_gained"] += learned

    def acquaint(self, newcomers):
        """Newcomers have met everybody there."""
        others = [member for member in self.members if member not in newcomers]
        leader = self.trainee or (self.leader and self.leader.person)
        if leader is not None and leader.group is not self:
            others.append(leader)
        self.model.acquaintances.add(newcomers, others)

    # ---- close ---------------------------------------------------------------------------------------------------
    def come_to_an_end(self):
        """At the month's end: end, go on, or ask the members what they want next."""
        model = self.model
        if self.self_running:
            if self.rng.random() < model.parameters.runs_out_chance:
                self.place.tally["groups_ran_out"] += 1
                self.close()
                self.ask_members()
        elif self.terms.permanent:
            if (model.month + 1 - self.started) % 12 == 0:
                model.charge(self.place, "groups", self.terms.cost)
                self.ask_members()
        elif self.held >= self.terms.sessions:
            if self.trainee is not None:
                model.end_of_practicum.append(self.trainee)
            elif self.rng.random() < model.parameters.uncertain.goes_on:
                self.release()
                self.self_running = True
                self.place.tally["groups_went_on"] += 1
                self.ask_members(about_another_group=False)
                return
            self.place.tally["groups_completed"] += 1
            self.close()
            self.ask_members()

    def ask_members(self, about_another_group=True):
        """Who was reached may volunteer, or want another group."""
        u = self.model.parameters.uncertain
        for member in list(self.members):
            if member.role <= Role.LAPSED:
                if member.group is None:
                    member.join_group_queue()
            elif member.role == Role.REACHED:
                if self.rng.random() < u.volunteering:
                    member.volunteer()
                elif about_another_group and self.rng.random() < u.again:
                    if member.group is not None:
                        member.give_up_seat()
                    member.join_group_queue()
