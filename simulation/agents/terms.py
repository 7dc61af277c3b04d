"""What a group of some sort needs, before there is one (ODD, 7.7): seats, sessions, days and money."""

import math
from dataclasses import dataclass

from simulation.common.units import cents, eighths
from simulation.scenario.levers import Programme
from simulation.scenario.schema import Scenario


@dataclass(frozen=True)
class GroupTerms:
    """Seats, sessions, days and money of a sort of groups; days in eighths of a day, money in cents."""

    size: int
    minimum: int
    maximum: int
    planned: int | None
    """Coached sessions; none for a permanent group, or one on request without a plan."""
    charged: int
    """Sessions charged at the opening, and at each anniversary of a permanent group."""
    cadence: int | None
    """Eighths of a session a month; none on request."""
    requests_per_year: float | None
    permanent: bool
    most_sessions: int
    """Sessions at most in a month."""
    days_in_person: int
    """Of one facilitator, for each session."""
    days_remote: int
    day_price: int

    def days(self, remote: bool) -> int:
        """Days of one facilitator for each session."""
        return self.days_remote if remote else self.days_in_person

    def reserve(self, remote: bool) -> int:
        """Days that a facilitator keeps free in each month."""
        return self.most_sessions * self.days(remote)

    def cost(self, days: int) -> int:
        """Money charged with one facilitator whose sessions take so many days."""
        return self.charged * days * self.day_price // 8


def group_terms(scenario: Scenario, programme: Programme | None = None, practicum: bool = False) -> GroupTerms:
    """The terms of a group from the queue, of a programme's, or of a practicum."""
    levers = scenario.levers
    source = levers.groups if programme is None else programme
    requests = None if programme is None else programme.requests_per_year
    per_month = source.sessions_per_month
    planned = levers.practicum.sessions if practicum else source.sessions
    charged = planned
    if planned is None:
        charged = math.ceil(12 * per_month) if per_month is not None else math.ceil(requests)
    most = math.ceil(per_month) if per_month is not None else min(3, math.ceil(requests / 12))
    return GroupTerms(
        size=source.size,
        minimum=source.minimum,
        maximum=source.maximum,
        planned=planned,
        charged=charged,
        cadence=None if per_month is None else eighths(per_month),
        requests_per_year=requests,
        permanent=programme is not None and programme.permanent,
        most_sessions=max(1, most),
        days_in_person=eighths(levers.groups.days_in_person),
        days_remote=eighths(levers.groups.days_remote),
        day_price=cents(scenario.prices.facilitator_day.value),
    )
