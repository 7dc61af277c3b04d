"""Persons, and the queues in which they wait."""

from bisect import insort

import mesa

from simulation.outcomes.columns import GENERATIONS, PERSON_COLUMNS

INTERESTED, LAPSED, REACHED, CANDIDATE, TRAINEE, IN_PRACTICUM, FACILITATOR, TRAINER, LEFT = range(9)
NEVER_REFRESHED = -1000
COLUMNS = len(PERSON_COLUMNS)


class Person(mesa.Agent):
    """Somebody of an administration, from the moment they become interested."""

    def __init__(self, model, cell, role):
        super().__init__(model)
        self.cell, self.role = cell, role
        self.group = self.queue = self.ticket = self.course = self.parent = None
        self.linked = False
        self.gives_up = self.earliest_practicum = 0
        self.learned = self.attended = 0
        self.certified = None
        """The month in which; none: not certified (any more)."""
        self.home = None
        """Of a trainer: a region, or the number after the last for national."""
        model.role_counts[cell][role] += 1
        model.schedule(model.leaving, model.months_until(model.leaving_rate), self)
        model.schedule(model.moving, model.months_until(model.moving_rate), self)

    def count(self, column):
        """One more in this month, in one's cell."""
        self.model.happened.append(self.cell * COLUMNS + column)

    def become(self, role):
        counts = self.model.role_counts[self.cell]
        counts[self.role] -= 1
        counts[role] += 1
        self.role = role

    def certify(self, skill, generation, certified, last_active, groups_led, activity):
        """A facilitator from now on."""
        model = self.model
        self.skill, self.generation = skill, generation
        self.certified, self.last_active, self.last_refresher = certified, last_active, NEVER_REFRESHED
        self.groups_led, self.likely = groups_led, model.offer_chances[activity]
        self.reserved = self.spent = self.led_now = 0
        model.certified.append(self)
        model.certified_ever[min(generation, GENERATIONS - 1)] += 1

    def train(self, home, master):
        """A trainer from now on."""
        self.home, self.master, self.taught = home, master, 0
        self.accounts = [0, 0, 0, 0]
        self.model.trainers.append(self)
        self.model.trainers_ever[min(self.generation, GENERATIONS - 1)] += 1
        if self.role != TRAINER:
            self.become(TRAINER)

    def resign(self):
        self.certified = self.home = None


class Queue:
    """Persons in order of the month of joining, then at random; who leaves is skipped when the head is looked for."""

    def __init__(self):
        self.tickets, self.first, self.length = [], 0, 0

    def add(self, ticket):
        insort(self.tickets, ticket, lo=self.first)
        self.length += 1

    def head(self):
        """The first ticket, (month of joining, random number, person), or none."""
        if not self.length:
            return None
        tickets, first = self.tickets, self.first
        while tickets[first][2].ticket is not tickets[first]:
            first += 1
        if first > 1000 and first * 2 > len(tickets):
            del tickets[:first]
            first = 0
        self.first = first
        return self.tickets[first]

    def everybody(self):
        self.tickets = [ticket for ticket in self.tickets[self.first :] if ticket[2].ticket is ticket]
        self.first = 0
        return [ticket[2] for ticket in self.tickets]


class Waiting:
    """All queues of a model."""

    def __init__(self, model):
        self.model = model
        self.arrivals = []
        self.groups = [Queue() for _ in model.cells]
        self.lapsed = [Queue() for _ in model.cells]
        self.courses = [Queue() for _ in range(model.national)]
        self.practicum, self.trainer_course = Queue(), Queue()
        self.programmes = [[Queue() for _ in range(model.administrations)] for _ in model.levers.programmes]
        by_administration = [[] for _ in range(model.administrations)]
        self.sources = [[[] for _ in range(model.administrations)] for _ in range(model.national)]
        for number, (region, administration) in enumerate(model.cells):
            by_administration[administration].append(self.groups[number])
            self.sources[region][administration].append(self.groups[number])
        # by region, national, then programme; in each by administration: queues
        self.sources.append(by_administration)
        self.sources += [[[queue] for queue in queues] for queues in self.programmes]

    def join(self, person, queue, rate=None, gives_up=None):
        """Join a queue at the next `link`; `rate` per year of giving up."""
        model = self.model
        month = model.month
        ticket = (month, model.draw(), person)
        person.ticket, person.queue, person.linked = ticket, queue, False
        if gives_up is None and rate is not None:
            gives_up = month + 1 + model.months_until(rate)
        person.gives_up = gives_up
        if gives_up is not None and gives_up < model.months:
            model.giving_up[gives_up].append(ticket)
        self.arrivals.append(ticket)

    def join_group_queue(self, person):
        self.join(person, self.groups[person.cell], self.model.group_patience)

    def leave(self, person):
        if person.ticket is not None:
            if person.linked:
                person.queue.length -= 1
            person.ticket = person.queue = None

    def link(self):
        for ticket in self.arrivals:
            person = ticket[2]
            if person.ticket is ticket:
                person.linked = True
                person.queue.add(ticket)
        self.arrivals = []

    def length(self, source):
        return sum(queue.length for queues in self.sources[source] for queue in queues)

    def first(self, source, administration):
        """The ticket of an administration that comes first, or none."""
        return min([queue.head() for queue in self.sources[source][administration] if queue.length], default=None)
