"""What a planner decides. A value written as a list of steps changes at the dates given.

Whole, Eighths, Cents and the like say in which unit the engines keep a value; without one, code reads it.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulation.scenario.quantities import Cents, Eighths, Frozen, Month, Number, Position, Share16, Stepped, Whole

NATIONAL = "national"
"""The place that stands for remote work and for a national team."""

Share = Annotated[float, Field(ge=0, le=1)]
Days = Annotated[float, Field(ge=0, le=31, multiple_of=0.125)]
SomeDays = Annotated[float, Field(ge=0.125, le=31, multiple_of=0.125)]
Count = Annotated[int, Field(ge=0, le=10_000_000)]
PerCourse = Annotated[int, Field(ge=1, le=10_000)]
Together = Annotated[int, Field(ge=1, le=20)]
Cadence = Annotated[float, Field(ge=0.125, le=3, multiple_of=0.125)]
Money = Annotated[float, Field(ge=0, le=1e10)]
Place = Annotated[str, Field(min_length=1, max_length=100)]


def _unit(unit: str, default: Any = ..., **more: Any) -> Any:
    return Field(default=default, json_schema_extra={"unit": unit}, validate_default=default is not ..., **more)


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
            raise ValueError(f"masters ({self.masters}) cannot exceed trainers ({self.trainers})")
        return self


class TrainersHired(TrainersPlaced):
    """Trainers hired from outside, in one place and month."""

    from_: Month = Field(alias="from")
    """Month in which they begin."""


class Trainers(Frozen):
    """Trainers and their days."""

    at_start: tuple[TrainersPlaced, ...] = Field(default=(), strict=False)
    """Trainers when the scenario begins."""
    hired: tuple[TrainersHired, ...] = Field(default=(), strict=False)
    """Trainers hired later."""
    days_per_month: Stepped[Days] = _unit("days per month and trainer", 2.0)
    """Days that each trainer gives."""
    share_facilitator_courses: Stepped[Share] = _unit("share of trainer days", 0.6)
    """For facilitator courses."""
    share_trainer_courses: Stepped[Share] = _unit("share of trainer days", 0.1)
    """For trainer courses (master trainers' days; the others' go unused)."""
    share_supervision: Stepped[Share] = _unit("share of trainer days", 0.2)
    """For supervising practicum groups."""
    share_refreshers: Stepped[Share] = _unit("share of trainer days", 0.1)
    """For refreshers."""
    days_kept_months: Annotated[int, Field(ge=1, le=120)] = _unit("months", 12)
    """Unused days are kept for at most so many months' worth."""


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
    """Fewest enrolled for a course to be held."""
    trainers: Annotated[Stepped[Together], Whole("course_trainers")] = _unit("trainers per course", 2)
    """Trainers who teach it together."""
    days: Annotated[SomeDays, Eighths("course_days")] = _unit("days per trainer", 5.0)
    """Days that it takes of each trainer."""
    scheduling: Annotated[Literal["on demand", "calendar"], Position("by_calendar")] = "on demand"
    """Held where enough candidates wait, or by calendar."""
    calendar: tuple[CalendarEntry, ...] = Field(default=(), strict=False)
    """The calendar, when courses are held by calendar."""


class FacilitatorCourses(Courses):
    """Courses that turn candidates into trainees."""

    remote: Annotated[Stepped[bool], Whole("remote_courses")] = _unit("yes or no", True)
    """Remote courses for candidates of all regions, where no region can fill one."""
    travel: Annotated[Stepped[bool], Whole()] = _unit("yes or no", True)
    """Trainers may teach in person away from home."""
    served_first: Annotated[Literal["longest_queue", "lowest_coverage", "equal"], Position()] = "longest_queue"
    """Which region's course is opened first."""


class TrainerCourses(Courses):
    """Courses that turn facilitators into trainers; national, taught by master trainers."""

    seats: Annotated[Stepped[PerCourse], Whole("course_seats")] = _unit("seats per course", 14)
    """Seats."""
    minimum: Annotated[Stepped[PerCourse], Whole("course_minimum")] = _unit("persons", 4)
    """Fewest enrolled for a course to be held."""


class Practicum(Frozen):
    """The supervised first group."""

    sessions: Annotated[int, Field(ge=0, le=60), Whole("practicum_sessions")] = _unit("sessions", 3)
    """Sessions of the practicum; 0: certified without one."""
    supervision_days: Annotated[SomeDays, Eighths()] = _unit("days per practicum", 1.5)
    """Days that it takes of a supervising trainer."""
    facilitator_supervisors: Annotated[bool, Whole()] = True
    """Experienced facilitators supervise where no trainer can."""


class Promotion(Frozen):
    """What a facilitator needs to become a trainer, and a trainer to become a master."""

    groups: Annotated[int, Field(ge=0, le=1000), Whole("promotion_groups")] = _unit("groups led", 3)
    """Groups led since certification."""
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
    seats: Annotated[int, Field(ge=1, le=1000), Whole("refresher_seats")] = _unit("seats", 12)
    """Facilitators at most."""


class Facilitators(Frozen):
    """Facilitators' days."""

    days_per_month: Annotated[Stepped[Days], Eighths("facilitator_days")] = _unit("days per month and facilitator", 2.0)
    """Days that each facilitator may give."""


class Groups(Frozen):
    """Groups that form from the queues, and the bounds of a practicum's."""

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
                f"sizes must satisfy minimum ≤ size ≤ maximum, here {self.minimum}, {self.size}, {self.maximum}"
            )
        return self


class Programme(Frozen):
    """An order for groups from above."""

    name: Annotated[str, Field(min_length=1, max_length=100)]
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
    """The groups have no end."""
    remote: bool = False
    """Held remotely."""
    region: Place | None = None
    """Region of the groups and their leaders; none: anywhere."""
    region_weights: dict[str, Annotated[float, Field(ge=0, le=1e6)]] = _unit("weight", {})
    """Weight of each region's headcount among the participants; 1 where not named."""
    administration_weights: dict[str, Annotated[float, Field(ge=0, le=1e6)]] = _unit("weight", {})
    """Weight of each administration's headcount among the participants; 1 where not named."""

    @model_validator(mode="after")
    def _consistent(self):
        if not self.minimum <= self.size <= self.maximum:
            raise ValueError(
                f"sizes must satisfy minimum ≤ size ≤ maximum, here {self.minimum}, {self.size}, {self.maximum}"
            )
        if (self.sessions_per_month is None) == (self.requests_per_year is None):
            raise ValueError("give either sessions_per_month or requests_per_year, and null for the other")
        if self.permanent != (self.sessions is None):
            raise ValueError("a permanent group has no number of sessions (sessions: null); the others have one")
        if self.last is not None and self.last < self.first:
            raise ValueError("last must not come before first")
        if self.headcount < self.minimum:
            raise ValueError(f"headcount ({self.headcount}) is below the minimum of one group ({self.minimum})")
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


class Levers(Frozen):
    """What a planner decides."""

    trainers: Trainers = Trainers()
    facilitator_courses: FacilitatorCourses = FacilitatorCourses()
    trainer_courses: TrainerCourses = TrainerCourses()
    practicum: Practicum = Practicum()
    promotion: Promotion = Promotion()
    refreshers: Refreshers = Refreshers()
    facilitators: Facilitators = Facilitators()
    groups: Groups = Groups()
    programmes: tuple[Programme, ...] = Field(default=(), strict=False)
    """Orders for groups from above."""
    engagements: tuple[Engagement, ...] = Field(default=(), strict=False)
    """Facilitation work asked for."""
    animation: Annotated[Stepped[Share], Number()] = _unit("level from 0 to 1", 0.3)
    """How strongly the network is animated."""
    budget: Annotated[Stepped[Money | None], Cents()] = _unit("euros per calendar year", None)
    """Money that may be committed in a calendar year; none: no limit."""

    @model_validator(mode="after")
    def _names_unique(self):
        for what, names in (
            ("programme", [programme.name for programme in self.programmes]),
            ("engagement kind", [engagement.kind for engagement in self.engagements]),
        ):
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise ValueError(f"{what} given twice: {', '.join(twice)}")
        return self
