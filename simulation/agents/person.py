"""Persons, and what they carry as facilitators and trainers."""

import mesa

from simulation.common.arithmetic import NEVER, class_of, month_of_event
from simulation.common.draws import Decision

REACHED_ROLES = ("reached", "candidate", "trainee", "in_practicum", "facilitator", "trainer")


class Person(mesa.Agent):
    """Somebody of an administration, from the moment they become interested."""

    def __init__(self, model, identity, home, role):
        super().__init__(model)
        self.identity, self.home, self.role = identity, home, role
        self.group = None
        """Where they have a seat."""
        self.ticket = None
        """Their place in a queue."""
        self.leaving = month_of_event(model.m, model.uniform(identity, Decision.LEAVE, month=-1), model.u.leaving)
        self.moving = month_of_event(model.m, model.uniform(identity, Decision.MOVE, month=-1), model.u.moving)
        self.moves = self.times_joined = self.times_asked = self.courses_taken = 0
        self.earliest_practicum = NEVER
        self.sessions_here = 0
        self.learned = 0
        """Skill gained in sessions."""
        self.course = None
        self.facilitator = None
        self.trainer = None
        self.groups_begun = 0
        model.persons.append(self)

    def is_active(self):
        return self.facilitator is not None and self.model.m - self.facilitator.last_active < 12


class Facilitator:
    """What a certified person has besides."""

    def __init__(self, skill, generation, activity, certified, trained_by=None):
        self.skill, self.generation, self.trained_by = skill, generation, trained_by
        self.activity = activity
        """Class, 0 to 255."""
        self.certified = certified
        self.last_active = certified
        self.groups_led = 0
        self.reserved = self.spent = self.sessions_led = 0
        self.last_refresher = None
        """None: never."""


class Trainer:
    """What a facilitator with role trainer has besides."""

    def __init__(self, home, master=False):
        self.home, self.master = home, master
        """Home place: a region's number, or national."""
        self.accounts = {"facilitator_courses": 0, "trainer_courses": 0, "supervision": 0, "refreshers": 0}
        self.courses_taught = 0


def activity_class(model, identity):
    return class_of(model.uniform(identity, Decision.ACTIVITY, month=-1))


def new_trainer_from_outside(model, identity, home, place, master, certified, last_active, skill):
    """A trainer at the start, or a hired one."""
    person = Person(model, identity, home, "trainer")
    person.facilitator = Facilitator(skill, 0, activity_class(model, identity), certified)
    person.facilitator.last_active = last_active
    person.facilitator.groups_led = 10
    person.trainer = Trainer(place, master)
    model.certified_ever[0] += 1
    model.trainers_ever[0] += 1
    return person


def stop_being_certified(person):
    person.facilitator = person.trainer = None
