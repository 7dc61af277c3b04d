"""What a replicate takes as given: levers, prices and uncertain values, in the whole-number units of the rules.

Days are counted in eighths, money in cents, skill in 1/65,535.
"""

import math
from dataclasses import dataclass
from types import SimpleNamespace

from simulation.common.arithmetic import activity_classes, course_rate_classes
from simulation.common.columns import TRAINER_USES

FULL = 65535
"""Full skill."""


def sixteen_bits(share):
    """A share as a 16-bit whole number."""
    return int(share * FULL + 0.5)


def part(skill, share):
    """A 16-bit share of a skill, rounded down."""
    return skill * share >> 16


def eighths(days):
    """Days as whole eighths."""
    return round(days * 8)


def cents(euros):
    """Euros as whole cents."""
    return int(euros * 100 + 0.5)


def monthly_probability(rate):
    """Chance within a month of what has this rate per year."""
    return -math.expm1(-rate / 12)


def mean_months(rate):
    """Mean months until what has this rate per year."""
    return 12 / rate if rate > 0 else math.inf


def refuse_what_is_not_covered(levers):
    """Raises ValueError, naming all levers whose rules are not written here."""
    refused = {
        "trainers.hired": levers.trainers.hired,
        "facilitator_courses.scheduling": levers.facilitator_courses.scheduling != "on demand",
        "trainer_courses.scheduling": levers.trainer_courses.scheduling != "on demand",
        "facilitator_courses.served_first": levers.facilitator_courses.served_first != "longest_queue",
        "groups.novice_needs_cofacilitator": levers.groups.novice_needs_cofacilitator,
        "practicum.sessions": levers.practicum.sessions == 0,
        "programmes[].region": any(programme.region is not None for programme in levers.programmes),
    }
    found = [name for name, is_refused in refused.items() if is_refused]
    if found:
        raise ValueError(f"plain Mesa has only the rules of the reference scenario, not those of {', '.join(found)}")


@dataclass(frozen=True)
class Terms:
    """What the groups of one sort have in common. Without `cadence` they meet on request."""

    size: int
    minimum: int
    maximum: int
    sessions: int | None
    cadence: int | None
    """Eighths of a session a month."""
    requests: float | None
    """Sessions a year, on request."""
    permanent: bool
    days: int
    """Of the leader, for a session."""
    most_sessions: int
    """In a month."""
    cost: int

    @property
    def reserve(self):
        """Days that the leader keeps free in a month."""
        return self.most_sessions * self.days


def terms_of(source, remote, sessions, levers, prices):
    """Terms of the groups that a lever describes: the ordinary ones, or those of a programme."""
    per_month, requests = source.sessions_per_month, getattr(source, "requests_per_year", None)
    days = eighths(levers.groups.days_remote if remote else levers.groups.days_in_person)
    charged = sessions
    if charged is None:
        charged = math.ceil(12 * per_month if per_month is not None else requests)
    return Terms(
        size=source.size,
        minimum=source.minimum,
        maximum=source.maximum,
        sessions=sessions,
        cadence=None if per_month is None else eighths(per_month),
        requests=requests,
        permanent=getattr(source, "permanent", False),
        days=days,
        most_sessions=max(1, math.ceil(per_month) if per_month is not None else min(3, math.ceil(requests / 12))),
        cost=charged * days * cents(prices.facilitator_day.value) // 8,
    )


@dataclass(frozen=True)
class CourseSize:
    """Of the courses of one kind in a month."""

    seats: int
    minimum: int
    trainers: int


@dataclass(frozen=True)
class CourseTerms:
    """What the courses of one kind have in common in all months."""

    kind: str
    """facilitator or trainer."""
    days: int
    price: int
    seat_price: int

    @property
    def use(self):
        """Of trainer days."""
        return f"{self.kind}_courses"


def course_terms(kind, levers, prices):
    """Terms of the facilitator or trainer courses."""
    lever = getattr(levers, f"{kind}_courses")
    price, seat_price = (getattr(prices, name).value for name in (f"{kind}_course", f"{kind}_course_seat"))
    return CourseTerms(
        kind=kind,
        days=eighths(lever.days),
        price=cents(price),
        seat_price=cents(seat_price),
    )


def months_of(monthly):
    """The levers that may change by dated steps, month by month."""
    names = monthly.dtype.names
    months = [SimpleNamespace(**dict(zip(names, row, strict=True))) for row in monthly.tolist()]
    for month in months:
        month.credits = dict(zip(TRAINER_USES, month.credits.tolist(), strict=True))
        month.most_kept = dict(zip(TRAINER_USES, month.most_kept.tolist(), strict=True))
        sizes = zip(month.course_seats, month.course_minimum, month.course_trainers, strict=True)
        month.courses = {
            kind: CourseSize(*map(int, size)) for kind, size in zip(("facilitator", "trainer"), sizes, strict=True)
        }
    return months


class Parameters:
    """Levers, prices and the values of the uncertainties, as the agents need them."""

    def __init__(self, scenario, uncertain):
        levers, prices = scenario.levers, scenario.prices
        refuse_what_is_not_covered(levers)
        self.uncertain = SimpleNamespace(**uncertain)
        u = self.uncertain
        # people
        self.mean_months_to_leave, self.mean_months_to_move = mean_months(u.leaving), mean_months(u.moving)
        # groups
        self.in_person = terms_of(levers.groups, False, levers.groups.sessions, levers, prices)
        self.remote = terms_of(levers.groups, True, levers.groups.sessions, levers, prices)
        self.practicum_in_person = terms_of(levers.groups, False, levers.practicum.sessions, levers, prices)
        self.practicum_remote = terms_of(levers.groups, True, levers.practicum.sessions, levers, prices)
        self.session_gain = sixteen_bits(u.session_gain)
        self.runs_out_chance = monthly_probability(u.self_running_end)
        # facilitators
        self.offer_chances = [
            monthly_probability(u.groups_per_year * activity) for activity in activity_classes(u.activity_shape)
        ]
        self.practice_gain, self.fading = sixteen_bits(u.practice_gain), sixteen_bits(u.fading)
        self.promotion, self.promotion_skill = levers.promotion, sixteen_bits(levers.promotion.skill)
        self.promotion_chance = monthly_probability(u.promotion_rate)
        # courses, practicum and refreshers
        self.facilitator_courses = course_terms("facilitator", levers, prices)
        self.trainer_courses = course_terms("trainer", levers, prices)
        self.course_rates = course_rate_classes(u.certification, u.certification_precision).tolist()
        self.median_delay = u.practicum_delay / 30.4375
        self.fidelity, self.fidelity_noise = sixteen_bits(u.fidelity), sixteen_bits(u.fidelity_noise)
        self.supervision_days = eighths(levers.practicum.supervision_days)
        self.facilitator_supervisors = levers.practicum.facilitator_supervisors
        self.refresher_days, self.refresher_seats = eighths(levers.refreshers.days), levers.refreshers.seats
        self.refresher_gain = sixteen_bits(u.refresher_gain)
        # prices
        self.facilitator_day, self.trainer_day, self.travel, self.animation = (
            cents(getattr(prices, name).value) for name in ("facilitator_day", "trainer_day", "travel", "animation")
        )
        self.refresher_cost = cents(prices.refresher.value) + self.refresher_days * self.trainer_day // 8
