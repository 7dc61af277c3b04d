"""Queues: who waits for what, and whom a group picks."""

from contextlib import contextmanager
from dataclasses import dataclass

from simulation.common.arithmetic import NEVER, month_of_event
from simulation.common.draws import Decision

GROUP, PROGRAMME, COURSE, PRACTICUM, TRAINER_COURSE, LAPSED = (
    "group",
    "programme",
    "course",
    "practicum",
    "trainer course",
    "lapsed",
)


@dataclass
class Ticket:
    """A person's place in a queue."""

    queue: tuple
    date: int
    key: tuple
    giving_up: int


class Queues:
    """All queues: lists of persons by (kind, place…)."""

    def __init__(self, model):
        self.model = model
        self.lists = {}
        self.joining = None
        """Those who join while a rule still looks at persons; None: joining takes effect at once."""

    @contextmanager
    def joining_afterwards(self):
        """Those who join meanwhile stand in their queue at the end of this block."""
        self.joining = []
        yield
        joining, self.joining = self.joining, None
        for person in joining:
            self.of(person.ticket.queue).append(person)

    def of(self, queue):
        return self.lists.setdefault(queue, [])

    def join(self, person, queue, giving_up=None):
        """Join in this month; `giving_up` is kept by who only changes place."""
        m, model = self.model.m, self.model
        assert person.ticket is None, "a person is in at most one queue"
        if giving_up is None:
            patience = {
                GROUP: model.u.patience_for_a_group,
                COURSE: model.u.patience_for_a_course,
                PRACTICUM: model.u.patience_for_a_practicum,
                TRAINER_COURSE: model.u.patience_for_a_course,
            }.get(queue[0])
            giving_up = NEVER
            if patience is not None:
                u = model.uniform(person.identity, Decision.PATIENCE, index=person.times_joined, month=-1)
                giving_up = month_of_event(m, u, 12 / patience)
        key = (m, *model.order(person.identity, Decision.QUEUE, index=person.times_joined, month=-1))
        person.times_joined += 1
        person.ticket = Ticket(queue, m, key, giving_up)
        (self.of(queue) if self.joining is None else self.joining).append(person)

    def leave(self, person):
        if person.ticket is not None:
            still_joining = self.joining is not None and person in self.joining
            (self.joining if still_joining else self.of(person.ticket.queue)).remove(person)
            person.ticket = None

    def head(self, queues):
        """The first over these queues, or None."""
        waiting = [p for queue in queues for p in self.of(queue)]
        return min(waiting, key=lambda p: p.ticket.key) if waiting else None

    def length(self, queues):
        return sum(len(self.of(queue)) for queue in queues)

    # ---- which queues --------------------------------------------------------------------------------------------
    def join_group_queue(self, person):
        self.join(person, (GROUP, person.home.number))

    def join_programme_queue(self, person, programme):
        self.join(person, (PROGRAMME, programme.name, person.home.administration))

    def group_queues(self, place):
        """The group queues of a region's cells; of all cells for national."""
        return [(GROUP, h.number) for h in self.model.homes if place in (h.region, self.model.national)]

    def programme_queues(self, programme):
        return [(PROGRAMME, programme.name, a) for a in range(len(self.model.administrations))]

    def administration_of(self, queue):
        return queue[2] if queue[0] == PROGRAMME else self.model.homes[queue[1]].administration

    def pick(self, group, queues):
        """Whom a group takes next; the queues are not all empty."""
        if not group.members:
            return self.head(queues)
        by_administration = {}
        for queue in queues:
            if self.of(queue):
                by_administration.setdefault(self.administration_of(queue), []).append(queue)
        counts = {a: sum(1 for p in group.members if p.home.administration == a) for a in by_administration}
        least = min(counts.values())
        return self.head([q for a, qs in by_administration.items() if counts[a] == least for q in qs])

    def fill(self, group, queues, size):
        """Picks until the group has this size or nobody waits."""
        model = self.model
        while len(group.members) < size and self.length(queues) > 0:
            person = self.pick(group, queues)
            if person.ticket.queue[0] == GROUP:
                model.note(person.home.region, "seated_from_queue")
                model.note(person.home.region, "months_waited_for_group", model.m - person.ticket.date)
            self.leave(person)
            group.seat(person)
