"""A course: who teaches it, and who learns to lead groups, or to train facilitators."""

from dataclasses import dataclass

from simulation.agents.chance import child
from simulation.agents.errors import AgentError
from simulation.agents.keyed import KeyedAgent
from simulation.agents.roles import CANDIDATE, FACILITATOR
from simulation.common.arithmetic import class_of
from simulation.common.draws import COURSE, Decision
from simulation.common.units import eighths


@dataclass(frozen=True)
class EarlierCourse:
    """The course of a trainee of the register, of which only what they learned is known."""

    month_index: int
    lead_skill: int
    certification_rate: float
    lead_generation: int = 0
    trainer: None = None


class Course(KeyedAgent):
    """A facilitator or trainer course. It is an agent of the model until the courses of the next month are held."""

    def __init__(self, model, kind: str, place: str, remote: bool, team: list[tuple]):
        """A course of a kind, facilitator or trainer, taught by a team: trainers, each with eighths of days given.

        The first is the lead trainer.
        """
        (lead, _), place, lever = team[0], model.places.place(place), getattr(model.levers, f"{kind}_courses")
        super().__init__(model, child(lead.identity, lead.courses_taught, COURSE))
        self.kind, self.is_remote, self.place = kind, remote, place
        """Name of the region, or national."""
        self.seats = model.now(lever.seats)
        """Seats offered."""
        self.days = eighths(lever.days)
        """Days that it takes of a trainer who would teach it whole, and of each trainee; in eighths."""
        self.enrolled = 0
        """Seats filled: who was present on the first day."""
        self.month, self.month_index = model.month, model.month_index
        """Month in which it was held, YYYY-MM, and counted from 0."""
        self.trainer = lead
        """The lead trainer, whatever has become of them."""
        self.lead_skill, self.lead_generation = lead.skill_units, lead.generation
        """Of the lead trainer, when the course was held."""
        self.certification_rate = model.rate_of_class[class_of(self.draw_once(Decision.COURSE_RATE))]
        """Share of its trainees who are certified in the mean."""
        for trainer, days in team:
            trainer.teach(self, days)
        self._note("courses")
        self._note("seats_offered", self.seats)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.identity:016x}, {self.kind}, {self.place}, {self.month}>"

    def enrol(self, person) -> None:
        """A seat for somebody who waits: a candidate becomes a trainee; a facilitator is promoted in Promote."""
        self._must_be_there("enrol anybody")
        if self.enrolled >= self.seats:
            raise AgentError(f"{self!r} has no seat left")
        if person.role != (FACILITATOR if self.kind == "trainer" else CANDIDATE):
            raise AgentError(f"{person!r} cannot take a {self.kind} course")
        model = self.model
        self.enrolled += 1
        self._note("seats_filled")
        if self.kind == "trainer":
            person.leave_queue()
            person.trainer_course = self
            model.handed_on.enrolled_as_trainers.append(person)
            return
        model.ledger.note(person.region, "months_waited_for_course", model.month_index - person.ticket.since)
        person.leave_queue()
        person.begin_training(self)

    def _note(self, what: str, number: int = 1) -> None:
        """Add to a column of courses of this kind, and to that of remote ones: trainer courses are never remote."""
        self.model.ledger.note(self.place, f"{self.kind}_{what}", number)
        if self.is_remote and self.kind == "facilitator":
            self.model.ledger.note(self.place, f"{self.kind}_{what}_remote", number)

    @property
    def trainees(self) -> list:
        """Who took this course and is still there; of a facilitator course, those for whom it was the last."""
        if self.kind == "facilitator":
            return [person for person in self.model.persons if person.course is self]
        return [facilitator for facilitator in self.model.certified if facilitator.trainer_course is self]
