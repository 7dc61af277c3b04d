"""The Mesa agents: each a handle on one row of a running model's tables, made on demand.

A handle reads and writes the model's own columns; it holds nothing itself. Days are in days, skill is a share.
"""

import mesa

from simulation.common.arithmetic import FULL
from simulation.common.columns import ROLES, TRAINER_USES
from simulation.engine.agents.facilitator import ACTIVE_MONTHS, set_activity, stop
from simulation.engine.agents.group import end_early
from simulation.engine.recorded import ACTIVITY
from simulation.engine.state import bundle
from simulation.engine.tables import NONE, PRACTICUM, TRAINER


class Person:
    """Somebody whom the model knows; not an agent by itself. `row` is the row in the persons table."""

    def __init__(self, model, row: int):
        self.model = model
        self.row = int(row)

    def __eq__(self, other) -> bool:
        return isinstance(other, Person) and self.model is other.model and self.row == other.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"<Person {self.identity:016x}, {self.role}, {self.region}>"

    @property
    def _columns(self):
        return self.model.tables.persons

    @property
    def identity(self) -> int:
        """The person's identity, the same under every scenario."""
        return int(self._columns.identity[self.row])

    @property
    def role(self) -> str:
        """interested, lapsed, reached, candidate, trainee, in_practicum, facilitator, trainer, or left."""
        return (*ROLES, "left")[self._columns.role[self.row]]

    @property
    def region(self) -> str:
        """Name of the region where the person works."""
        return self.model.geography.cells[self._columns.cell[self.row]].region

    @property
    def administration(self) -> str:
        """Name of the person's administration."""
        return self.model.geography.cells[self._columns.cell[self.row]].administration

    @property
    def skill_gained(self) -> float:
        """Skill gained as a member of groups, from 0 to 1."""
        return self._columns.skill[self.row] / FULL

    @property
    def group(self) -> "Group | None":
        """The group in which the person has a seat."""
        row = self._columns.group[self.row]
        return None if row == NONE else self.model.handle(Group, row)


class _Handle(mesa.Agent):
    """A handle on one row of a table."""

    table: str

    def __init__(self, model, row: int):
        self.row = int(row)
        super().__init__(model)

    @property
    def _columns(self):
        return getattr(self.model.tables, self.table)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.row}>"


class Facilitator(_Handle):
    """Somebody certified, with the role of facilitator."""

    table = "facilitators"

    @property
    def person(self) -> Person:
        """The person behind the role."""
        return Person(self.model, self._columns.person[self.row])

    @property
    def region(self) -> str:
        """Name of the region where the facilitator works."""
        return self.person.region

    @property
    def administration(self) -> str:
        """Name of the facilitator's administration."""
        return self.person.administration

    @property
    def skill(self) -> float:
        """Skill in leading groups, from 0 to 1."""
        return float(self._columns.skill[self.row] / FULL)

    @skill.setter
    def skill(self, value: float) -> None:
        if not 0.0 <= value <= 1.0:
            raise ValueError(f"skill lies between 0 and 1, not {value!r}")
        self._columns.skill[self.row] = round(value * FULL)

    @property
    def activity(self) -> float:
        """Personal activity; 1 is the mean."""
        return float(self._columns.activity[self.row])

    @activity.setter
    def activity(self, value: float) -> None:
        if value < 0.0:
            raise ValueError(f"activity cannot be negative, {value!r} is")
        set_activity(bundle(self.model.tables), self.row, float(value))

    @property
    def generation(self) -> int:
        """Generation in the training lineage; trainers at the start are 0."""
        return int(self._columns.generation[self.row])

    @property
    def groups_led(self) -> int:
        """Groups opened as leader since certification."""
        return int(self._columns.groups_led[self.row])

    @property
    def is_active(self) -> bool:
        """Whether a session or an engagement was led in the last 12 months."""
        now = self.model.tables.now[0]
        # Between months, the last 12 end with the month past.
        month = now.month - 1 if now.rule == 0 else now.month
        return bool(month - self._columns.last_active[self.row] < ACTIVE_MONTHS)

    @property
    def months_certified(self) -> int:
        """Months since certification."""
        return int(self.model.tables.now[0].month - self._columns.certified[self.row])

    @property
    def trained_by(self) -> "Facilitator | None":
        """The lead trainer of the course, while certified; none for the network at the start or if gone."""
        person = self._columns.trained_by[self.row]
        return None if person == NONE else self.model.certified_handle(person)

    @property
    def groups(self) -> list["Group"]:
        """The open groups that this facilitator leads."""
        person = self._columns.person[self.row]
        return [group for group in self.model.agents_by_type.get(Group, ()) if group._leader_row == person]

    def stop(self) -> None:
        """Stop being a facilitator or trainer; groups do not meet before they find another leader, in Turnover."""
        stop(bundle(self.model.tables), self.row)
        self.model.forget_agents()


class Trainer(Facilitator):
    """A facilitator with the role of trainer."""

    @property
    def _trainer_row(self) -> int:
        return int(self._columns.trainer[self.row])

    @property
    def home(self) -> str:
        """Name of the place whose trainer this is: a region, or national."""
        return self.model.place_name(self.model.tables.trainers.home[self._trainer_row])

    @property
    def is_master(self) -> bool:
        """Whether this trainer trains trainers."""
        return bool(self.model.tables.trainers.master[self._trainer_row])

    @is_master.setter
    def is_master(self, value: bool) -> None:
        self.model.tables.trainers.master[self._trainer_row] = bool(value)

    @property
    def courses_taught(self) -> int:
        """Courses taught so far."""
        return int(self.model.tables.trainers.taught[self._trainer_row])

    @property
    def trainees(self) -> list[Facilitator]:
        """The facilitators, still certified, whose course this trainer led."""
        person = self._columns.person[self.row]
        return [
            facilitator
            for facilitator in self.model.agents
            if isinstance(facilitator, Facilitator) and facilitator._columns.trained_by[facilitator.row] == person
        ]

    def days(self, use: str) -> float:
        """Days saved for a use: facilitator_courses, trainer_courses, supervision or refreshers."""
        return float(self.model.tables.trainers.accounts[self._trainer_row, TRAINER_USES.index(use)] / 8)

    def give_days(self, use: str, days: float) -> None:
        """Add days (in eighths) to those saved for a use."""
        self.model.tables.trainers.accounts[self._trainer_row, TRAINER_USES.index(use)] += round(days * 8)


class Group(_Handle):
    """A group that is open."""

    table = "groups"

    @property
    def _leader_row(self) -> int:
        return int(self._columns.leader[self.row])

    @property
    def members(self) -> list[Person]:
        """Who has a seat, in seat order."""
        seats = self._columns.seats[self.row][: self._columns.members[self.row]]
        return [Person(self.model, row) for row in seats]

    @property
    def size(self) -> int:
        """Number of members."""
        return int(self._columns.members[self.row])

    @property
    def leader(self) -> Facilitator | Person | None:
        """The facilitator who leads; the trainee in a practicum; none if lost or in a group that runs itself."""
        row = self._leader_row
        if row == NONE:
            return None
        return self.model.certified_handle(row) or Person(self.model, row)

    @property
    def place(self) -> str:
        """Name of the region, or national."""
        return self.model.place_name(self._columns.place[self.row])

    @property
    def programme(self) -> str | None:
        """Name of the programme that ordered the group."""
        number = self._columns.programme[self.row]
        return None if number == NONE else self.model.programme_names[number]

    @property
    def is_practicum(self) -> bool:
        """Whether a trainee leads it under supervision."""
        return self._columns.stage[self.row] == PRACTICUM

    @property
    def runs_itself(self) -> bool:
        """Whether it goes on without a facilitator."""
        return bool(self._columns.self_running[self.row])

    @property
    def months_open(self) -> int:
        """Months since it was opened."""
        return int(self.model.tables.now[0].month - self._columns.started[self.row])

    @property
    def sessions_held(self) -> int:
        """Sessions held so far."""
        return int(self._columns.held[self.row])

    @property
    def sessions_planned(self) -> int | None:
        """Coached sessions planned; none for a permanent group."""
        planned = int(self._columns.sessions[self.row])
        return None if planned == NONE else planned

    def end(self) -> None:
        """End the group early; its members wait for another. A practicum cannot be ended so."""
        if self.is_practicum:
            raise ValueError("a practicum ends when its sessions are held, or when its trainee leaves")
        end_early(bundle(self.model.tables), self.row, ACTIVITY.groups_below_minimum)
        self.model.forget_agents()


class Course(_Handle):
    """A course, held in the month in which it is listed."""

    table = "courses"

    @property
    def kind(self) -> str:
        """facilitator or trainer."""
        return ("facilitator", "trainer")[self._columns.kind[self.row]]

    @property
    def place(self) -> str:
        """Name of the region, or national."""
        return self.model.place_name(self._columns.place[self.row])

    @property
    def is_remote(self) -> bool:
        """Whether it is held remotely."""
        return bool(self._columns.remote[self.row])

    @property
    def seats(self) -> int:
        """Seats offered."""
        return int(self._columns.seats[self.row])

    @property
    def enrolled(self) -> int:
        """Seats filled."""
        return int(self._columns.enrolled[self.row])

    @property
    def month(self) -> str:
        """Month in which it was held, YYYY-MM."""
        return self.model.month_name(self._columns.month[self.row])

    @property
    def trainer(self) -> Facilitator | None:
        """The lead trainer, while certified."""
        return self.model.certified_handle(self._columns.trainer[self.row])

    @property
    def trainees(self) -> list[Person]:
        """The persons whom a facilitator course trained last, whatever has become of them; none of a trainer course."""
        persons = self.model.tables.persons
        used = int(self.model.tables.now[0].persons)
        return [Person(self.model, row) for row in (persons.course[:used] == self.row).nonzero()[0]]


def handle_class(role: int) -> type[Facilitator]:
    """The class of handle for somebody certified."""
    return Trainer if role == TRAINER else Facilitator
