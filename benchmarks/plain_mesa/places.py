"""Cells and places, where people live and what they ask for; programmes, which order groups from above."""

import math
from collections import Counter

import mesa

from benchmarks.plain_mesa.facilitators import Facilitator
from benchmarks.plain_mesa.groups import open_groups
from benchmarks.plain_mesa.parameters import eighths
from benchmarks.plain_mesa.people import Person, Queue, Role
from simulation.scenario.quantities import month_number


class Counting(mesa.Agent):
    """Keeps count of what happens there in a month, by the name of the recorded column."""

    def __init__(self, model):
        super().__init__(model)
        self.tally = Counter()

    def begin_month(self):
        self.tally.clear()


class Cell(Counting):
    """A region's part of an administration. Those whom nothing has touched are only a number here."""

    def __init__(self, model, region, administration, headcount):
        super().__init__(model)
        self.region, self.administration, self.headcount = region, administration, headcount
        self.pool = math.floor(model.parameters.uncertain.addressable_share * headcount + 0.5)
        """How many could ever take part."""
        self.roles = Counter()
        self.waiting, self.lapsed = Queue(), Queue()
        region.cells.append(self)
        model.national.cells.append(self)

    @property
    def touched(self):
        return self.roles.total()

    @property
    def reached(self):
        return self.touched - self.roles[Role.INTERESTED] - self.roles[Role.LAPSED]

    def become_interested(self, regional, national):
        """Newcomers by what they see of the practice around them; shares of reached by region, and of the nation."""
        u = self.model.parameters.uncertain
        own = self.reached / self.pool if self.pool else 0
        seen = u.mixing_cell * own + u.mixing_region * regional[self.region]
        seen += (1 - u.mixing_cell - u.mixing_region) * national
        likely = -math.expm1(-(u.innovation + u.imitation * seen) / 12)
        number = self.rng.binomial(max(0, self.pool - self.touched), likely)
        self.tally["new_interested"] += number
        Person.create_agents(self.model, number, self, Role.INTERESTED).do("join_group_queue")


class Place(Counting):
    """A region, or national, which stands for remote work and a team for the nation."""

    def __init__(self, model):
        super().__init__(model)
        self.cells = []
        self.course_queue = Queue()
        self.engagements, self.engagement_rates = [], []
        """Kinds that are asked for, and by month how many of each."""
        self.asked = []
        self.group_limit = None

    @property
    def is_region(self):
        return self is not self.model.national

    @property
    def group_queues(self):
        return [cell.waiting for cell in self.cells]

    @property
    def share_reached(self):
        pool = sum(cell.pool for cell in self.cells)
        return sum(cell.reached for cell in self.cells) / pool if pool else 0

    def facilitators(self):
        """Of the region, or all, in this month's order."""
        return self.model.facilitators_by_region[self] if self.is_region else self.model.all_of(Facilitator)

    def most_skilled(self, days):
        """The most skilled facilitator with so many days left, or none."""
        able = (facilitator for facilitator in self.facilitators() if facilitator.room >= days)
        return max(able, key=lambda facilitator: facilitator.skill, default=None)

    def ask_for_engagements(self):
        rates = self.engagement_rates[self.model.month]
        self.asked = [
            kind for kind, rate in zip(self.engagements, rates, strict=True) for _ in range(self.rng.poisson(rate))
        ]
        self.rng.shuffle(self.asked)
        self.tally["engagements_asked"] += len(self.asked)

    def hold_engagements(self):
        for kind in self.asked:
            days = eighths(kind.days)
            team = self.facilitators().select(lambda one, days=days: one.room >= days, at_most=kind.facilitators)
            if len(team) < kind.facilitators:
                self.tally["engagements_refused"] += 1
                continue
            team.do("spend", "engagements", days)
            self.tally["engagements_held"] += 1
            self.tally["audience"] += kind.audience
            cost = kind.facilitators * days * self.model.parameters.facilitator_day // 8
            self.model.charge(self, "engagements", cost)

    def open_groups(self, willing):
        """In person in a region; remotely for the nation."""
        parameters = self.model.parameters
        if self.is_region:
            offers = willing.select(lambda one: one.region is self and not one.is_remote)
            self.group_limit = open_groups(self, self.group_queues, offers, parameters.in_person)
        else:
            offers = willing.select(lambda one: one.is_remote)
            open_groups(self, self.group_queues, offers, parameters.remote)


class Programme(mesa.Agent):
    """Groups ordered from above; its queues are by administration."""

    def __init__(self, model, lever, terms, weights, administrations):
        super().__init__(model)
        self.lever, self.terms, self.weights = lever, terms, weights
        self.queues = [Queue() for _ in range(administrations)]

    @property
    def has_intake(self):
        now, first, last = self.model.calendar_month, month_number(self.lever.first), self.lever.last
        if now < first or (last is not None and now > month_number(last)):
            return False
        every = self.lever.every_months
        return now == first if every is None else (now - first) % every == 0

    def take_in(self):
        """People of cells drawn by weight: untouched, or lapsed ones who come back."""
        if not self.has_intake:
            return
        for number in self.rng.choice(len(self.weights), size=self.lever.headcount, p=self.weights):
            cell = self.model.cells[number]
            lapsed = len(cell.lapsed)
            available = max(0, cell.headcount - cell.touched) + lapsed
            if available == 0:
                continue
            if self.rng.random() * available < lapsed:
                person = cell.lapsed.persons[0]
                person.leave_queue()
            else:
                person = Person(self.model, cell, Role.INTERESTED)
                person.count("new_interested")
            person.join(self.queues[cell.administration])

    def open_groups(self, willing):
        open_groups(self.model.national, self.queues, willing, self.terms, programme=self)
