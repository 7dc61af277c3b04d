"""Trainers, and the courses that they teach."""

import mesa

from benchmarks.plain_mesa.people import Role, first_in_line
from simulation.common.arithmetic import CLASSES
from simulation.common.columns import TRAINER_USES


class Trainer(mesa.Agent):
    """What a facilitator does as a trainer. Home is a place: a region, or national."""

    def __init__(self, facilitator, home, is_master):
        super().__init__(facilitator.model)
        self.facilitator, self.home, self.is_master = facilitator, home, is_master
        self.accounts = dict.fromkeys(TRAINER_USES, 0)
        self.courses_taught = 0
        facilitator.trainer = self
        self.model.trainers_ever[facilitator.counted_generation] += 1

    def remove(self):
        self.facilitator.trainer = None
        super().remove()

    def receive_days(self):
        """This month's days for each use; unused ones are kept, up to a limit."""
        now = self.model.now
        for use, credit in now.credits.items():
            self.accounts[use] = min(self.accounts[use] + credit, now.most_kept[use])
            self.home.tally[f"trainer_days_offered_{use}"] += credit

    def pay(self, use, days):
        self.accounts[use] -= days
        self.home.tally[f"trainer_days_used_{use}"] += days

    def teach(self, course):
        self.pay(course.terms.use, course.terms.days)
        self.courses_taught += 1

    def become_master(self):
        """After so many courses."""
        if self.courses_taught >= self.model.parameters.promotion.courses_to_master:
            self.is_master = True

    def hold_refresher(self):
        """For the least skilled of those at home whose last one is a year ago."""
        model, parameters = self.model, self.model.parameters
        days = parameters.refresher_days
        if self.accounts["refreshers"] < days or parameters.refresher_cost > model.money_left:
            return
        due = [other for other in self.home.facilitators() if other.needs_refresher and other is not self.facilitator]
        if not due:
            return
        model.charge(self.home, "refreshers", parameters.refresher_cost)
        self.pay("refreshers", days)
        for facilitator in sorted(due, key=lambda one: one.skill)[: parameters.refresher_seats]:
            facilitator.attend_refresher()


class Course:
    """A course that is held, and its trainers."""

    def __init__(self, terms, trainers):
        lead, model = trainers[0].facilitator, trainers[0].model
        self.terms = terms
        self.lead_skill, self.lead_generation = lead.skill, lead.counted_generation
        self.generation = lead.generation + 1
        self.certified_share = model.parameters.course_rates[model.rng.integers(CLASSES)]
        for trainer in trainers:
            trainer.teach(self)

    def enrol(self, person):
        """The person becomes a trainee, or at the end of the month a trainer."""
        model = person.model
        months_waited = model.month - person.turn[0]
        person.leave_queue()
        if self.terms.kind == "trainer":
            model.future_trainers.append(person)
            return
        person.course = self
        person.count("enrolled")
        person.region.tally["months_waited_for_course"] += months_waited
        person.become(Role.TRAINEE)
        parameters = model.parameters
        delay = parameters.median_delay * model.rng.lognormal(0, parameters.uncertain.practicum_delay_spread)
        person.practicum_from = model.month + int(delay)
        if person.practicum_from == model.month:
            person.join_practicum_queue()


def hold_course(place, queues, terms, remote=False):
    """Holds a course if it can be, and returns nothing; otherwise what stops it."""
    model, parameters = place.model, place.model.parameters
    size = model.now.courses[terms.kind]
    waiting = sum(len(queue) for queue in queues)
    if waiting < size.minimum:
        return "too_few"
    trainers = trainers_for(place, terms, remote)
    if len(trainers) < size.trainers:
        return "trainer_days"
    seats = min(waiting, size.seats)
    cost = terms.price + seats * terms.seat_price + size.trainers * terms.days * parameters.trainer_day // 8
    if not remote:
        cost += parameters.travel * sum(trainer.home is not place for trainer in trainers)
    if cost > model.money_left:
        return "money"
    model.charge(place, "courses", cost)
    course = Course(terms, trainers)
    place.tally[f"{terms.kind}_courses"] += 1
    place.tally[f"{terms.kind}_seats_offered"] += size.seats
    place.tally[f"{terms.kind}_seats_filled"] += seats
    for _ in range(seats):
        course.enrol(first_in_line(queues))
    return None


def trainers_for(place, terms, remote):
    """As many as a course takes, those at home first."""
    model = place.model
    able = model.all_of(Trainer).select(
        lambda trainer: trainer.accounts[terms.use] >= terms.days and (trainer.is_master or terms.kind == "facilitator")
    )
    if not (remote or place is model.national or model.now.travel):
        able = able.select(lambda trainer: trainer.home is place)
    return sorted(able, key=lambda trainer: trainer.home is not place)[: model.now.courses[terms.kind].trainers]


def hold_facilitator_courses(model):
    """Where most wait, as long as a course can be held somewhere; then remote ones for all regions."""
    terms = model.parameters.facilitator_courses
    stopped_by = {}
    regions = model.regions.shuffle().to_list()
    while open_regions := [region for region in regions if len(region.course_queue) and region not in stopped_by]:
        region = max(open_regions, key=lambda one: len(one.course_queue))
        cause = hold_course(region, [region.course_queue], terms)
        if cause is not None:
            stopped_by[region] = cause
    if model.now.remote_courses:
        queues = [region.course_queue for region in model.regions]
        while hold_course(model.national, queues, terms, remote=True) is None:
            pass
    for region, cause in stopped_by.items():
        region.tally[f"training_limit_{cause}"] += len(region.course_queue)


def hold_trainer_courses(model):
    while hold_course(model.national, [model.trainer_course_queue], model.parameters.trainer_courses) is None:
        pass
