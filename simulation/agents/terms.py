"""What a group of some sort needs, before there is one (ODD, 7.2, 7.8): seats, sessions and days."""

import math
from dataclasses import dataclass

from simulation.common.units import eighths
from simulation.scenario.levers import Programme
from simulation.scenario.schema import Scenario


@dataclass(frozen=True)
class GroupTerms:
    """Seats, sessions and days of a sort of groups; days in eighths of a day."""

    size: int
    minimum: int
    maximum: int
    planned: int | None
    """Coached sessions; none for a permanent group."""
    cadence: int | None
    """Eighths of a session a month; none on request."""
    requests_per_year: float | None
    permanent: bool
    days_in_person: int
    """Of one facilitator, for each session."""
    days_remote: int

    def days(self, remote: bool) -> int:
        """Days of one facilitator for each session."""
        return self.days_remote if remote else self.days_in_person

    def reserve(self, remote: bool) -> int:
        """Days that a facilitator keeps free in each month: what the sessions of a mean month take, rounded up."""
        if self.cadence is not None:
            return -(-self.cadence * self.days(remote) // 8)
        return math.ceil(self._requests * self.days(remote) / 12)

    @property
    def most_requests_met(self) -> int:
        """Requests that can be met in a month, where groups meet on request: one more than in a mean month."""
        return math.ceil(self._requests / 12) + 1

    @property
    def _requests(self) -> float:
        """Sessions asked for in a year, where groups meet on request. Raises ValueError where they do not."""
        if self.requests_per_year is None:
            raise ValueError("these groups meet by a cadence, not on request")
        return self.requests_per_year

    @property
    def _sessions_per_month(self) -> float:
        return self._requests / 12 if self.cadence is None else self.cadence / 8

    @property
    def _usual_cadence(self) -> int:
        """Eighths of a session a month; on request those called in the mean."""
        if self.cadence is not None:
            return self.cadence
        return max(1, math.floor(8 * self._requests / 12 + 0.5))

    def sessions_by_year(self, sessions: int, months_left: int) -> tuple[int, ...]:
        """So many sessions by calendar year, this year's first, which has so many months left with the present one."""
        held, by_year = 0, []
        while held < sessions:
            until = min(sessions, months_left * self._usual_cadence // 8)
            by_year.append(until - held)
            held, months_left = until, months_left + 12
        return tuple(by_year)

    def sessions_of_the_rest_of_the_year(self, months_left: int) -> int:
        """Sessions of a permanent group in the months left of a calendar year, rounded up."""
        return math.ceil(months_left * self._sessions_per_month)

    def sessions_to_pay(self, months_left: int) -> tuple[int, ...]:
        """Sessions by calendar year that are paid for when a group opens; a permanent one's are paid year by year."""
        if self.permanent or self.planned is None:
            return (self.sessions_of_the_rest_of_the_year(months_left),)
        return self.sessions_by_year(self.planned, months_left)


def group_terms(scenario: Scenario, programme: Programme | None = None) -> GroupTerms:
    """The terms of a group from the queue, or of a programme's."""
    levers = scenario.levers
    source = levers.groups if programme is None else programme
    per_month = source.sessions_per_month
    return GroupTerms(
        size=source.size,
        minimum=source.minimum,
        maximum=source.maximum,
        planned=source.sessions,
        cadence=None if per_month is None else eighths(per_month),
        requests_per_year=None if programme is None else programme.requests_per_year,
        permanent=programme is not None and programme.permanent,
        days_in_person=eighths(levers.groups.days_in_person),
        days_remote=eighths(levers.groups.days_remote),
    )
