"""What a person does on the way from the course to certification: practise in groups, and be examined."""

import math

from simulation.agents.errors import AgentError
from simulation.agents.keyed import KeyedAgent
from simulation.agents.money import Charge, practice_charge
from simulation.agents.queues import PRACTICUM
from simulation.agents.roles import CANDIDATE, FACILITATOR, IN_PRACTICUM, REACHED, TRAINEE
from simulation.agents.terms import GroupTerms
from simulation.common.arithmetic import FULL, months_delayed, part, to_u16
from simulation.common.draws import Decision
from simulation.scenario.levers import NATIONAL

_DAYS_OF_A_MONTH = 30.4375


class Training(KeyedAgent):
    """The part of a person that is a candidate's and a trainee's; a facilitator does some of it otherwise."""

    def apply(self) -> None:
        """Become a candidate, and wait for a facilitator course of the region."""
        if self.role != CANDIDATE:
            self.take_role(CANDIDATE)
        self.join(self.model.queues.courses[self.region])

    # ---- courses -----------------------------------------------------------------------------------------------------

    def comes_to_course(self) -> bool:
        """Whether somebody who is invited to a course is present on its first day."""
        return self.draw_once(Decision.NO_SHOW, self.times_joined - 1) >= self.model.values.no_show

    def is_seat_filled_again(self) -> bool:
        """Whether the seat of this person, who does not come to a course, goes to the next."""
        return self.draw_once(Decision.SEAT_FREED, self.times_joined - 1) < 0.5

    def miss_course(self) -> None:
        """Be absent from a course, and wait for another."""
        queue = self.ticket.queue
        self.model.ledger.count(self.cell, "no_shows")
        self.leave_queue()
        self.join(queue)

    def begin_training(self, course) -> None:
        """A candidate who has left the queue takes a facilitator course, and is certified after a delay at least."""
        self._must_be(CANDIDATE, "begin a training")
        model = self.model
        model.ledger.count(self.cell, "enrolled")
        model.ledger.note(self.region, "trainee_days", course.days)
        self.take_role(TRAINEE)
        self.train(course, model.month_index)
        self.join(model.queues.practicum)

    def train(self, course, month: int) -> None:
        """Be trained by a course of a month; the earliest month of certification is drawn."""
        values = self.model.values
        number = self.draw_once(Decision.DELAY, self.courses_taken)
        delay = months_delayed(number, values.practicum_delay / _DAYS_OF_A_MONTH, values.practicum_delay_spread)
        self.course, self.earliest_certification = course, month + delay
        self.courses_taken += 1
        self.sessions_practised, self.is_supervised = 0, False

    # ---- practice ----------------------------------------------------------------------------------------------------

    @property
    def sessions_to_practise(self) -> int:
        """Sessions that a trainee has still to lead or co-lead before certification."""
        return max(0, self.model.levers.practicum.sessions - self.sessions_practised)

    @property
    def has_to_practise(self) -> bool:
        """Whether the person is in practicum, and the practice is not complete."""
        return self.role == IN_PRACTICUM and self.sessions_to_practise > 0

    @property
    def waits_for_examination_only(self) -> bool:
        """Whether a trainee waits, and has nothing left to practise."""
        return self.ticket is not None and self.ticket.queue.kind == PRACTICUM and self.sessions_to_practise == 0

    @property
    def may_be_examined(self) -> bool:
        """Whether the practice is complete, and the delay over."""
        return self.sessions_to_practise == 0 and self.earliest_certification <= self.model.month_index

    @property
    def leading_skill(self) -> int:
        """Skill with which the person leads, in 1/65,535: a trainee with that of the course's lead trainer."""
        return self.course.lead_skill

    def open_group(
        self,
        place: str | None = None,
        programme: str | None = None,
        remote: bool = False,
        second=None,
        seats: int | None = None,
    ):
        """Open a group of a place's or a programme's people, and return it; no test of room, money or people.

        place: by default the leader's region, or national for a remote group. seats: by default as usual. Raises
        AgentError for a person who is neither certified nor a trainee who waits for practice.
        """
        self._must_be_there("open a group")
        model = self.model
        place = (NATIONAL if remote else self.region) if place is None else model.places.place(place)
        charge = self.opening_charge(model.terms(programme), place, remote, second)
        group = model.agent_classes["group"](model, self, place, remote, programme)
        if second is not None:
            group.take_on("second", second)
        for person in (self, second):
            if person is not None and person.is_certified:
                person.groups_led += 1
        model.ledger.note(place, self._column_of_opening(programme))
        model.money.charge(charge)
        group.fill(group.terms.size if seats is None else seats)
        return group

    def _column_of_opening(self, programme: str | None) -> str:
        return "practicum_groups_started"

    def opening_charge(self, terms: GroupTerms, place: str, remote: bool, second=None) -> Charge:
        """What it costs that the person opens a group: for a trainee, the practice."""
        return practice_charge(self.model, terms, place, remote, self.sessions_to_practise)

    def begin_duty(self, group) -> None:
        """A trainee becomes leader or second of a group: the practicum begins."""
        self.begin_practicum()

    def end_duty(self, group) -> None:
        """Be leader or second no more; a trainee kept no days free."""

    def begin_practicum(self) -> None:
        """A trainee waits no more."""
        self._must_be(TRAINEE, "begin a practicum")
        if self.ticket is None:
            raise AgentError(f"{self!r} does not wait for a practicum")
        model = self.model
        model.ledger.count(self.cell, "practicum_started")
        model.ledger.note(self.region, "months_waited_for_practicum", model.month_index - self.ticket.since)
        self.leave_queue()
        self.take_role(IN_PRACTICUM)

    def hold(self, sessions: int, days: int) -> None:
        """Lead or co-lead so many sessions of so many eighths of a day each: a trainee practises."""
        self.attend()
        self.sessions_practised += sessions
        self.model.ledger.note(self.region, "trainee_days", sessions * days)

    def practicum_is_interrupted(self) -> None:
        """Be a trainee again, and wait for other groups; the sessions practised are kept."""
        self._must_be(IN_PRACTICUM, "end a practicum")
        self.take_role(TRAINEE)
        self.model.ledger.count(self.cell, "practicum_interrupted")
        self.join(self.model.queues.practicum)

    # ---- certification -----------------------------------------------------------------------------------------------

    def sit_exam(self) -> None:
        """At the end of the practicum: become a facilitator, or a reached person again."""
        self._must_be(IN_PRACTICUM, "sit the exam")
        groups = self.duties()
        if self.draw_once(Decision.CERTIFY, self.courses_taken - 1) < self.course.certification_rate:
            self.be_certified()
            for group in groups:
                group.keep_leader()
            return
        for group in groups:
            group.lose(self)
        self.take_role(REACHED)
        self.model.ledger.count(self.cell, "not_certified")

    def be_certified(self) -> None:
        """Become a facilitator, with a part of the lead trainer's skill."""
        course, values, ledger = self.course, self.model.values, self.model.ledger
        expected = part(course.lead_skill, to_u16(values.fidelity))
        width = min(to_u16(values.fidelity_noise), expected, FULL - expected)
        number = self.draw_once(Decision.SKILL_NOISE, self.courses_taken - 1)
        skill = expected + math.floor(width * (2 * number - 1) + 0.5)
        generation = course.lead_generation + 1
        self.take_role(FACILITATOR, skill=skill, generation=generation, trained_by=course.trainer)
        ledger.count(self.cell, "certified")
        ledger.count_certified(generation, course.lead_generation)
        ledger.note(self.region, "months_to_certification", self.model.month_index - course.month_index)
