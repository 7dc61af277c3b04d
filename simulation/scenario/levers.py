"""What a planner decides. A value written as a list of steps changes at the dates given.

Whole, Eighths, Cents and the like say in which unit the engines keep a value; without one, code reads it.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, field_validator, model_validator

from simulation.language import say
from simulation.scenario import quantities
from simulation.scenario.quantities import (
    MOST_ENTRIES,
    Cents,
    Eighths,
    Frozen,
    Month,
    Number,
    Position,
    Seen,
    Share16,
    Stepped,
    Weights,
    Whole,
)

Use = Literal["supervision", "trainer_courses", "facilitator_courses", "refreshers"]
USES_OF_DAYS: tuple[Use, ...] = get_args(Use)
"""What trainers use their days for."""

NATIONAL = "national"
"""The place that stands for remote work and for a national team."""

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[float, Field(ge=0, le=31, multiple_of=0.125)]
SomeDays = Annotated[float, Field(ge=0.125, le=31, multiple_of=0.125)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
PerCourse = Annotated[int, Field(ge=1, le=10_000)]
Together = Annotated[int, Field(ge=1, le=20)]
PerQuarter = Annotated[int, Field(ge=0, le=10_000)]
CoordinationDays = Annotated[float, Field(ge=0, le=1000, multiple_of=0.125)]
Cadence = Annotated[float, Field(ge=0.125, le=3, multiple_of=0.125)]
Money = Annotated[float, Field(ge=0, le=1e10)]
Place = Annotated[str, Field(min_length=1, max_length=100)]


def _unit(unit: str, default: Any = ..., **more: Any) -> Any:
    return Field(default=default, json_schema_extra={"unit": unit}, validate_default=default is not ..., **more)


def _entries(example: dict[str, Any]) -> Any:
    """A list that may be empty; the example shows what an entry looks like."""
    return Field(default=(), strict=False, max_length=MOST_ENTRIES, examples=[[example]])


class TrainersPlaced(Frozen):
    """Trainers at the start, in one place."""

    place: Place
    """A region, or national."""
    trainers: Annotated[int, Field(ge=1, le=100_000)] = _unit("persons")
    """How many."""
    masters: Count = _unit("persons", 0)
    """How many of them are master trainers, who train trainers."""

    @model_validator(mode="after")
    def _masters_among(self):
        if self.masters > self.trainers:
            raise ValueError(
                say(
                    "masters ({masters}) cannot exceed trainers ({trainers})",
                    masters=self.masters,
                    trainers=self.trainers,
                )
            )
        return self


class TrainersHired(TrainersPlaced):
    """Trainers hired from outside, in one place and month."""

    from_: Month = Field(alias="from")
    """Month in which they begin."""
    until: Month | None = None
    """Last month of their contract; none: no end."""
    days_per_month: Days | None = _unit("days per month and trainer", None)
    """Days that each of them gives; none: as the other trainers of their place."""
    day_price: Annotated[float, Field(ge=0, le=1e6)] | None = _unit("euros per day", None)
    """Price of a day bought from them, paid in cash; who is paid so leads no groups. None: their days are valued as
    those of other trainers. Who comes from outside never counts in the network."""

    @model_validator(mode="after")
    def _until_after_from(self):
        if self.until is not None and quantities.month_number(self.until) < quantities.month_number(self.from_):
            raise ValueError(
                say("until ({until}) must not come before from ({value})", until=self.until, value=self.from_)
            )
        return self


class DaysAt(Frozen):
    """Days that the trainers of one place give."""

    place: Place
    """A region, or national: the trainers at home there."""
    days_per_month: Stepped[Days] = _unit("days per month and trainer")
    """Days that each of them gives."""


class Trainers(Frozen):
    """Trainers and their days."""

    at_start: tuple[TrainersPlaced, ...] = _entries({"place": "Bretagne", "trainers": 2, "masters": 1})
    """Trainers when the scenario begins."""
    hired: tuple[TrainersHired, ...] = _entries({"place": "Bretagne", "trainers": 2, "from": "2027-01"})
    """Trainers hired later."""
    days_per_month: Stepped[Days] = _unit("days per month and trainer", 2.0)
    """Days that each trainer gives, for all uses together."""
    days_at: tuple[DaysAt, ...] = _entries({"place": "Bretagne", "days_per_month": 4.0})
    """Places whose trainers give other days than that."""
    order_of_uses: Annotated[tuple[Use, ...], Field(strict=False)] = _unit("", USES_OF_DAYS)
    """What the days are used for, the first use first: supervision, trainer_courses, facilitator_courses and
    refreshers, each once. While courses fail for want of days, the uses that stand behind them get none."""
    days_kept_months: Annotated[int, Field(ge=1, le=120)] = _unit("months", 12)
    """Unused days are kept for at most so many months' worth."""
    replaced_after_months: Annotated[int, Field(ge=0, le=600)] | None = _unit("months", None)
    """A trainer who stops or leaves is replaced from outside after so many months; none: never."""

    @field_validator("order_of_uses")
    @classmethod
    def _each_use_once(cls, order: tuple[str, ...]) -> tuple[str, ...]:
        if sorted(order) != sorted(USES_OF_DAYS):
            raise ValueError(
                say("each of {uses_of_days} must stand here exactly once", uses_of_days=", ".join(USES_OF_DAYS))
            )
        return order

    @field_validator("days_at")
    @classmethod
    def _each_place_once(cls, entries: tuple[DaysAt, ...]) -> tuple[DaysAt, ...]:
        places = [entry.place for entry in entries]
        twice = sorted({place for place in places if places.count(place) > 1})
        if twice:
            raise ValueError(say("a place is given twice: {names}", names=twice))
        return entries


class CalendarEntry(Frozen):
    """Courses planned for a month."""

    month: Month
    """When."""
    place: Place
    """A region, or national."""
    courses: Annotated[int, Field(ge=1, le=1000)] = _unit("courses", 1)
    """How many."""
    remote: bool = False
    """Held remotely."""


class Courses(Frozen):
    """One kind of course."""

    seats: Annotated[Stepped[PerCourse], Whole("course_seats")] = _unit("seats per course", 12)
    """Seats."""
    minimum: Annotated[Stepped[PerCourse], Whole("course_minimum")] = _unit("persons", 6)
    """Fewest who wait for a course to be held; some of those invited may not come."""
    trainers: Annotated[Stepped[Together], Whole("course_trainers")] = _unit("trainers per course", 2)
    """Trainers who teach it together."""
    days: Annotated[SomeDays, Eighths("course_days")] = _unit("days per trainer", 5.0)
    """Days that it takes of each trainer who would teach it whole; a team may share them. Of a facilitator course:
    also the days that a trainee spends."""
    scheduling: Annotated[Literal["on demand", "calendar"], Position("by_calendar")] = "on demand"
    """Held where enough candidates wait, or by calendar."""
    calendar: tuple[CalendarEntry, ...] = _entries({"month": "2027-03", "place": NATIONAL, "courses": 1})
    """The calendar, when courses are held by calendar."""


class ReservedSeats(Frozen):
    """Seats of each facilitator course that are offered first to a region or an administration."""

    seats: Annotated[int, Field(ge=1, le=1000)] = _unit("seats per course")
    """How many; what those named do not fill falls free to the others."""
    region: Place | None = None
    """Region of those who come first; none: any."""
    administration: Place | None = None
    """Administration of those who come first; none: any."""

    @model_validator(mode="after")
    def _for_somebody(self):
        if self.region is None and self.administration is None:
            raise ValueError(say("name the region or the administration, or both, for which the seats are reserved"))
        return self


class FacilitatorCourses(Courses):
    """Courses that turn candidates into trainees."""

    remote: Annotated[Stepped[bool], Whole("remote_courses")] = _unit("yes or no", True)
    """Remote courses for candidates of all regions, where no region can fill one."""
    travel: Annotated[Stepped[bool], Whole()] = _unit("yes or no", True)
    """Trainers may teach in person away from home."""
    served_first: Annotated[Literal["longest_queue", "lowest_coverage", "equal"], Position()] = "longest_queue"
    """Which region's course is opened first."""
    per_quarter: Annotated[Stepped[PerQuarter | None], Whole()] = _unit("courses per calendar quarter", None)
    """Most courses held in a calendar quarter in the nation; none: no limit."""
    reserved: tuple[ReservedSeats, ...] = _entries({"seats": 4, "administration": "State"})
    """Seats of each course that are offered first to a region or an administration, in this order."""


class TrainerCourses(Courses):
    """Courses that turn facilitators into trainers; national, taught by master trainers."""

    seats: Annotated[Stepped[PerCourse], Whole("course_seats")] = _unit("seats per course", 14)
    """Seats."""
    minimum: Annotated[Stepped[PerCourse], Whole("course_minimum")] = _unit("persons", 4)
    """Fewest who wait for a course to be held; some of those invited may not come."""
    # One way more than other courses have; a section is frozen, so nobody writes a wrong one through the base class.
    scheduling: Annotated[Literal["need", "on demand", "calendar"], Position("trainer_scheduling")] = "need"  # type: ignore[assignment]
    """By need: at most one a year, when candidates for facilitator courses wait for want of trainer days; or on
    demand; or by calendar."""


class Practicum(Frozen):
    """Practice inside ordinary groups, between the course and certification."""

    sessions: Annotated[int, Field(ge=0, le=60), Whole("practicum_sessions")] = _unit("sessions", 3)
    """Sessions that a trainee leads or co-leads before certification; 0: certified without practice."""
    supervision_days: Annotated[SomeDays, Eighths()] = _unit("days per trainee", 1.5)
    """Trainer days that supervising one trainee takes, in all."""
    facilitator_supervisors: Annotated[bool, Whole()] = True
    """Trainees may also practise as second of a facilitator who has led two groups, without a trainer's supervision."""
    priority: Annotated[Literal["first", "mixed", "last"], Position("practicum_priority")] = "mixed"
    """Supervised trainees lead groups before certified facilitators who are willing, among them, or after them."""


class Promotion(Frozen):
    """What a facilitator needs to become a trainer, and a trainer to become a master."""

    groups: Annotated[int, Field(ge=0, le=1000), Whole("promotion_groups")] = _unit("groups led", 3)
    """Groups led or co-led since certification."""
    skill: Annotated[Share, Share16("promotion_skill")] = _unit("share", 0.5)
    """Least skill."""
    months: Annotated[int, Field(ge=0, le=600), Whole("promotion_months")] = _unit("months", 12)
    """Months since certification."""
    courses_to_master: Annotated[int, Field(ge=0, le=1000), Whole()] = _unit("courses taught", 4)
    """Courses taught before a trainer is a master trainer."""


class Refreshers(Frozen):
    """Days on which trainers refresh facilitators."""

    days: Annotated[SomeDays, Eighths("refresher_days")] = _unit("days", 1.0)
    """Days that one takes of the trainer and of each facilitator."""
    seats: Annotated[int, Field(ge=0, le=1000), Whole("refresher_seats")] = _unit("seats", 12)
    """Facilitators at most; 0: none is held."""


class Coordination(Frozen):
    """Somebody who asks facilitators with free days when people wait for a group."""

    days_per_month: Annotated[Stepped[CoordinationDays], Eighths("coordination_days")] = _unit("days per month", 0)
    """Days of coordination in the nation; 0: nobody asks."""


class Facilitators(Frozen):
    """Facilitators' days."""

    days_per_month: Annotated[Stepped[Days], Eighths("facilitator_days")] = _unit("days per month and facilitator", 2.0)
    """Days that each facilitator may give, trainers included; for groups, engagements and refreshers."""


class Groups(Frozen):
    """Groups that form from the queues."""

    size: Annotated[int, Field(ge=1, le=10), Whole("group_size")] = _unit("persons", 8)
    """Usual size."""
    minimum: Annotated[int, Field(ge=1, le=10), Whole("group_minimum")] = _unit("persons", 6)
    """Fewest members."""
    maximum: Annotated[int, Field(ge=1, le=10), Whole("group_maximum")] = _unit("persons", 10)
    """Most members."""
    sessions: Annotated[int, Field(ge=1, le=1000), Whole("group_sessions")] = _unit("sessions", 8)
    """Coached sessions."""
    sessions_per_month: Annotated[Cadence, Eighths("group_cadence")] = _unit("sessions per month", 1.0)
    """Cadence."""
    days_in_person: Annotated[SomeDays, Eighths()] = _unit("facilitator days per session", 0.75)
    """Facilitator days that a session in person takes, with preparation and journey."""
    days_remote: Annotated[SomeDays, Eighths()] = _unit("facilitator days per session", 0.5)
    """Facilitator days that a remote session takes."""
    remote_share: Annotated[Stepped[Share], Number()] = _unit("share", 0.3)
    """Share of facilitators' offers that are for a remote group."""
    novice_needs_cofacilitator: Annotated[bool, Whole()] = False
    """Who has led none since certification needs a co-facilitator."""

    @model_validator(mode="after")
    def _sizes_ordered(self):
        if not self.minimum <= self.size <= self.maximum:
            raise ValueError(
                say(
                    "sizes must satisfy minimum ≤ size ≤ maximum, here {minimum}, {size}, {maximum}",
                    minimum=self.minimum,
                    size=self.size,
                    maximum=self.maximum,
                )
            )
        return self


class Programme(Frozen):
    """An order for groups from above."""

    name: Annotated[str, Field(min_length=1, max_length=100), Seen]
    """Its name; the order of programmes that begin in the same month."""
    first: Month
    """Month of the first intake."""
    last: Month | None = None
    """No intake after this month."""
    every_months: Annotated[int, Field(ge=1, le=600)] | None = _unit("months", None)
    """Months between intakes; none: one intake only."""
    headcount: Annotated[int, Field(ge=1, le=10_000_000)] = _unit("persons per intake")
    """Persons who join at each intake."""
    size: Annotated[int, Field(ge=1, le=10)] = _unit("persons", 8)
    """Group size."""
    minimum: Annotated[int, Field(ge=1, le=10)] = _unit("persons", 6)
    """Fewest members."""
    maximum: Annotated[int, Field(ge=1, le=10)] = _unit("persons", 10)
    """Most members."""
    sessions: Annotated[int, Field(ge=1, le=1000)] | None = _unit("sessions", 8)
    """Coached sessions; none for permanent groups."""
    sessions_per_month: Cadence | None = _unit("sessions per month", 1.0)
    """Fixed cadence; none when sessions are on request."""
    requests_per_year: Annotated[float, Field(gt=0, le=36)] | None = _unit("sessions per year", None)
    """Sessions that a group's members call in a year, when on request."""
    permanent: bool = False
    """The groups have no end, and keep their seats filled."""
    remote: bool = False
    """Held remotely."""
    region: Place | None = None
    """Region of the groups and their leaders; none: anywhere."""
    region_weights: Weights = _unit("weight", {})
    """Weight of each region's headcount among the participants; 1 where not named."""
    administration_weights: Weights = _unit("weight", {})
    """Weight of each administration's headcount among the participants; 1 where not named."""

    @model_validator(mode="after")
    def _consistent(self):
        if not self.minimum <= self.size <= self.maximum:
            raise ValueError(
                say(
                    "sizes must satisfy minimum ≤ size ≤ maximum, here {minimum}, {size}, {maximum}",
                    minimum=self.minimum,
                    size=self.size,
                    maximum=self.maximum,
                )
            )
        if (self.sessions_per_month is None) == (self.requests_per_year is None):
            raise ValueError(say("give either sessions_per_month or requests_per_year, and null for the other"))
        if self.permanent != (self.sessions is None):
            raise ValueError(say("a permanent group has no number of sessions (sessions: null); the others have one"))
        if self.last is not None and self.last < self.first:
            raise ValueError(say("last must not come before first"))
        if self.headcount < self.minimum:
            raise ValueError(
                say(
                    "headcount ({headcount}) is below the minimum of one group ({minimum})",
                    headcount=self.headcount,
                    minimum=self.minimum,
                )
            )
        return self


class Engagement(Frozen):
    """One-off facilitation work of one kind."""

    kind: Literal["workshop", "seminar", "review"]
    """Co-construction workshop, mobilisation seminar, or feedback review."""
    per_year: Stepped[Annotated[float, Field(ge=0, le=1e5)]] = _unit("engagements per year")
    """How many are asked for in the nation."""
    facilitators: Annotated[int, Field(ge=1, le=100)] = _unit("facilitators", 2)
    """Facilitators that one takes."""
    days: SomeDays = _unit("days per facilitator", 1.0)
    """Days that it takes of each."""
    audience: Count = _unit("persons", 0)
    """Outside audience of one, counted apart and never as persons of the model."""


class Nomination(Frozen):
    """Places for facilitator candidates that an administration or a region fills by naming persons."""

    name: Annotated[str, Field(min_length=1, max_length=100), Seen]
    """Its name; the order of nominations that begin in the same month."""
    first: Month
    """Month of the first nominations."""
    last: Month | None = None
    """No nominations after this month; none: no end."""
    every_months: Annotated[int, Field(ge=1, le=600)] | None = _unit("months", None)
    """Months between nominations; none: once only."""
    places: Annotated[int, Field(ge=1, le=1_000_000)] = _unit("persons each time")
    """Persons named each time."""
    region: Place | None = None
    """Region that names them; none: all regions, by headcount."""
    administration: Place | None = None
    """Administration that names them; none: all, by headcount."""

    @model_validator(mode="after")
    def _last_after_first(self):
        if self.last is not None and self.last < self.first:
            raise ValueError(say("last must not come before first"))
        return self


class Call(Frozen):
    """A call for applicants to facilitator courses."""

    month: Month
    """When."""
    region: Place | None = None
    """Region that is called; none: the nation."""
    strength: Annotated[float, Field(ge=0, le=10)] = _unit("multiple of a usual call", 1.0)
    """How many more answer than to a usual call."""


class Levers(Frozen):
    """What a planner decides."""

    trainers: Trainers = Trainers()
    facilitator_courses: FacilitatorCourses = FacilitatorCourses()
    trainer_courses: TrainerCourses = TrainerCourses()
    practicum: Practicum = Practicum()
    promotion: Promotion = Promotion()
    refreshers: Refreshers = Refreshers()
    facilitators: Facilitators = Facilitators()
    coordination: Coordination = Coordination()
    groups: Groups = Groups()
    programmes: tuple[Programme, ...] = _entries(
        {"name": "New managers", "first": "2027-01", "every_months": 6, "headcount": 80}
    )
    """Orders for groups from above."""
    nominations: tuple[Nomination, ...] = _entries(
        {"name": "Ministries", "first": "2027-01", "every_months": 6, "places": 20}
    )
    """Candidates named by administrations or regions."""
    calls: tuple[Call, ...] = _entries({"month": "2027-03", "region": "Bretagne", "strength": 1.0})
    """Calls for applicants."""
    engagements: tuple[Engagement, ...] = _entries({"kind": "workshop", "per_year": 12.0})
    """Facilitation work asked for."""
    animation: Annotated[Stepped[Share], Number()] = _unit("level from 0 to 1", 0.3)
    """How strongly the network is animated; animation slows the decline of activity."""
    budget: Annotated[Stepped[Money | None], Cents()] = _unit("euros per calendar year", None)
    """Money that may be committed in a calendar year; what does not fit is not opened; none: no limit."""
    budget_covers: Annotated[Literal["both", "cash"], Position()] = "both"
    """What counts under the budget: cash alone (rooms, seats, travel, hires, animation, bought days), or both, with the
    time of trainers, facilitators and trainees."""
    budget_for_training: Annotated[Stepped[Share], Number()] = _unit("share of the budget", 0.0)
    """Part of the budget that groups and engagements must leave to courses, practice, refreshers, hires and
    recruitment."""

    @model_validator(mode="after")
    def _names_unique(self):
        named: tuple[tuple[str, list[str]], ...] = (
            (say("programme"), [programme.name for programme in self.programmes]),
            (say("nomination"), [nomination.name for nomination in self.nominations]),
            (say("engagement kind"), [engagement.kind for engagement in self.engagements]),
        )
        for what, names in named:
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(say("{what} given twice: {names}", what=what, names=twice))
        return self
