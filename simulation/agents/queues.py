"""Queues (ODD, 7.4): who waits for what, in which order, and whom a group picks."""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from simulation.agents.places import Places

GROUP, PROGRAMME, COURSE, PRACTICUM, TRAINER_COURSE, LAPSED = (
    "group",
    "programme",
    "course",
    "practicum",
    "trainer course",
    "lapsed",
)
"""Kinds of queues."""


@dataclass(eq=False)
class Queue:
    """Persons who wait for one thing, by (month joined, keyed order, identity)."""

    kind: str
    patience: float | None = None
    """Months that somebody waits in the mean before giving up; none: nobody gives up."""
    administration: str | None = None
    """Whose people wait here, in queues from which groups pick."""
    line: list[tuple] = field(default_factory=list)
    """(key, person), the first in front."""

    def __len__(self) -> int:
        return len(self.line)

    @property
    def first(self):
        """Who stands in front."""
        return self.line[0][1]

    def __iter__(self) -> Iterator:
        """The persons in order, as they are now: joining and leaving meanwhile changes nothing."""
        return iter([person for _, person in self.line])


@dataclass(eq=False)
class Ticket:
    """A person's place in a queue."""

    queue: Queue
    since: int
    """Month in which the person joined."""
    key: tuple[int, int, int]
    gives_up: int
    """Month in which the person gives up."""


def first_of(queues: Iterable[Queue]):
    """Who stands before all others of some queues. Raises ValueError when nobody waits."""
    return min([queue.line[0] for queue in queues if queue.line])[1]


class People:
    """All who wait in some queues: a place's people, or a programme's."""

    def __init__(self, queues: list[Queue]):
        self._by_administration: dict[str | None, list[Queue]] = {}
        for queue in queues:
            self._by_administration.setdefault(queue.administration, []).append(queue)
        self._queues = queues

    def __len__(self) -> int:
        return sum([len(queue.line) for queue in self._queues])

    def first(self):
        """Who stands before all others. Raises ValueError when nobody waits."""
        return first_of(self._queues)

    def pick(self, members: list):
        """Whom a group takes next: of the administrations least present among its members, who stands before others."""
        if not members:
            return self.first()
        present = [member.cell.administration for member in members]
        waiting = {
            administration: present.count(administration)
            for administration, queues in self._by_administration.items()
            if any([queue.line for queue in queues])
        }
        fewest = min(waiting.values())
        least_present = [administration for administration, number in waiting.items() if number == fewest]
        return first_of([queue for name in least_present for queue in self._by_administration[name]])


class Queues:
    """All queues of a model."""

    def __init__(self, places: Places, programmes: list[str], values):
        self.groups = [Queue(GROUP, values.patience_for_a_group, cell.administration) for cell in places.cells]
        """For each cell, those who wait for a group."""
        self.lapsed = [Queue(LAPSED) for _ in places.cells]
        """For each cell, those who gave up waiting before any session; they do not wait."""
        self.courses = {region: Queue(COURSE, values.patience_for_a_course) for region in places.regions}
        self.practicum = Queue(PRACTICUM, values.patience_for_a_practicum)
        self.trainer_course = Queue(TRAINER_COURSE, values.patience_for_a_course)
        self.programmes = {
            name: {
                administration: Queue(PROGRAMME, administration=administration)
                for administration in places.administrations
            }
            for name in programmes
        }
        self.people = {
            name: People([self.groups[cell.number] for cell in places.cells_of[name]]) for name in places.names
        }
        """For each place, who waits for a group there."""
        self.programme_people = {name: People(list(queues.values())) for name, queues in self.programmes.items()}
        """For each programme, who waits for a group of it."""
        self._arrivals: dict | None = None

    @contextmanager
    def joining_afterwards(self):
        """Those who join meanwhile stand in their queue at the end of this block."""
        self._arrivals = {}
        try:
            yield
        finally:
            arrivals, self._arrivals = self._arrivals, None
            for person in arrivals:
                self.admit(person)

    def admit(self, person) -> None:
        """Put a person with a ticket into the queue, at once or at the end of the block."""
        if self._arrivals is None:
            insort(person.ticket.queue.line, (person.ticket.key, person))
        else:
            self._arrivals[person] = None

    def withdraw(self, person) -> None:
        """Take a person with a ticket out of the queue."""
        if self._arrivals is not None and person in self._arrivals:
            del self._arrivals[person]
            return
        line = person.ticket.queue.line
        del line[bisect_left(line, person.ticket.key, key=lambda entry: entry[0])]
