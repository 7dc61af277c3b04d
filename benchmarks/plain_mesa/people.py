"""Persons, and the queues in which they wait."""

from enum import IntEnum

import mesa

from simulation.common.columns import ROLES


class Role(IntEnum):
    """In the order of ROLES."""

    INTERESTED = 0
    LAPSED = 1
    REACHED = 2
    CANDIDATE = 3
    TRAINEE = 4
    IN_PRACTICUM = 5
    FACILITATOR = 6
    TRAINER = 7


class Queue:
    """Persons who wait, in order of the month in which they joined, then by lot.

    Who joins is there from the next `admit` on, with all others who join in the same stage of the month.
    """

    def __init__(self):
        self.persons, self.arrivals = [], []

    def __len__(self):
        return len(self.persons)

    def admit(self):
        if self.arrivals:
            self.persons = sorted(self.persons + self.arrivals, key=lambda person: person.turn)
            self.arrivals = []

    def remove(self, person):
        if person in self.arrivals:
            self.arrivals.remove(person)
        else:
            self.persons.remove(person)


def first_in_line(queues):
    """Who comes first in several queues, of which one at least has somebody."""
    return min((queue.persons[0] for queue in queues if queue.persons), key=lambda person: person.turn)


class Person(mesa.Agent):
    """Somebody of the administration, from the moment they become interested until they leave it."""

    def __init__(self, model, cell, role):
        super().__init__(model)
        self.cell, self.role = cell, role
        cell.roles[role] += 1
        self.leaves_at = model.month + self.rng.exponential(model.parameters.mean_months_to_leave)
        self.moves_at = model.month + self.rng.exponential(model.parameters.mean_months_to_move)
        self.group = None
        """Where they have a seat."""
        self.attended, self.learned = 0, 0
        self.queue = self.turn = self.gives_up_at = None
        self.course = self.practicum_from = self.prefers_remote = None
        self.facilitator = None
        """What they do as a facilitator, while they are one."""

    @property
    def region(self):
        return self.cell.region

    def become(self, role):
        self.cell.roles[self.role] -= 1
        self.cell.roles[role] += 1
        self.role = role

    def count(self, column):
        """One more in this month, in one's cell."""
        self.cell.tally[column] += 1

    # ---- queues --------------------------------------------------------------------------------------------------
    def join(self, queue, patience=None):
        """Wait, for `patience` months on average; without it, for as long as it takes."""
        self.queue, self.turn = queue, (self.model.month, self.rng.random())
        self.gives_up_at = None if patience is None else self.model.month + self.rng.exponential(patience)
        queue.arrivals.append(self)

    def join_group_queue(self):
        self.join(self.cell.waiting, self.model.parameters.uncertain.patience_for_a_group)

    def join_course_queue(self):
        self.join(self.region.course_queue, self.model.parameters.uncertain.patience_for_a_course)

    def join_practicum_queue(self):
        self.join(self.model.practicum_queue, self.model.parameters.uncertain.patience_for_a_practicum)

    def leave_queue(self):
        if self.queue is not None:
            self.queue.remove(self)
            self.queue = None

    def take_seat(self, group):
        self.group, self.attended = group, 0
        group.members.append(self)

    def give_up_seat(self):
        self.group.members.remove(self)
        self.group = None

    # ---- the month -----------------------------------------------------------------------------------------------
    def live(self):
        """What may happen to anybody in a month."""
        month = self.model.month
        if month >= self.leaves_at:
            self.leave()
            return
        if month >= self.moves_at:
            self.move()
        if self.queue is None:
            if self.role == Role.TRAINEE and month >= self.practicum_from:
                self.join_practicum_queue()
        elif self.gives_up_at is not None and month >= self.gives_up_at:
            self.give_up()

    def leave(self):
        """Leave the administration. The seat in a programme's group goes to somebody else of the cell."""
        self.count(f"left_{ROLES[self.role]}")
        self.cell.roles[self.role] -= 1
        self.leave_queue()
        if self.facilitator is not None:
            self.facilitator.remove()
        group = self.group
        if group is not None:
            seat = group.members.index(self)
            self.give_up_seat()
            if group.programme is not None:
                successor = Person(self.model, self.cell, Role.INTERESTED)
                successor.count("new_interested")
                successor.group = group
                group.members.insert(seat, successor)
        self.remove()

    def move(self):
        """Move to another cell, in proportion to headcount, if there is one."""
        old, new = self.cell, self.cell
        if len(self.model.cells) == 1:
            return
        while new is old:
            new = self.model.cells[self.rng.choice(len(self.model.cells), p=self.model.headcount_shares)]
        self.count(f"moved_out_{ROLES[self.role]}")
        old.roles[self.role] -= 1
        new.roles[self.role] += 1
        self.cell = new
        self.count(f"moved_in_{ROLES[self.role]}")
        self.moves_at = self.model.month + self.rng.exponential(self.model.parameters.mean_months_to_move)
        self.change_queue(old, new)
        if old.region is not new.region:
            self.change_region()

    def change_queue(self, old, new):
        """Queues of the old place become those of the new one, where one waits no longer than one would have."""
        moves = {old.waiting: new.waiting, old.lapsed: new.lapsed, old.region.course_queue: new.region.course_queue}
        queue = moves.get(self.queue, self.queue)
        if queue is not self.queue:
            gives_up_at = self.gives_up_at
            self.leave_queue()
            self.join(queue)
            self.gives_up_at = gives_up_at

    def change_region(self):
        group = self.group
        if group is not None and group.place.is_region and group.programme is None:
            self.give_up_seat()
            if self.role <= Role.REACHED:
                self.join_group_queue()
        trainer = self.facilitator and self.facilitator.trainer
        if trainer is not None and trainer.home.is_region:
            trainer.home = self.region

    def give_up(self):
        """Wait no longer."""
        self.leave_queue()
        if self.role == Role.INTERESTED:
            self.count("newly_lapsed")
            self.become(Role.LAPSED)
        if self.role == Role.LAPSED:
            self.join(self.cell.lapsed)
        elif self.role in (Role.CANDIDATE, Role.TRAINEE):
            self.count("candidates_gave_up" if self.role == Role.CANDIDATE else "trainees_gave_up")
            self.become(Role.REACHED)

    def volunteer(self):
        """Become a candidate for a facilitator course."""
        self.count("volunteered")
        self.become(Role.CANDIDATE)
        self.join_course_queue()
