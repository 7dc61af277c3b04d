"""A plan file: what is to be reached, how surely, what may be decided, at which cost."""

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from simulation.language import say
from simulation.scenario.levers import USES_OF_DAYS, Cadence, Days, Money, Place, Use
from simulation.scenario.quantities import Frozen, Month
from simulation.scenario.schema import FurtherTarget

PERIODS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
"""Months of the periods in which something may be decided; `once` stands for the whole time."""

Probability = Annotated[float, Field(gt=0, lt=1)]
Units = Annotated[int, Field(ge=0, le=1000)]


def _unit(unit: str, default: Any = ..., **more: Any) -> Any:
    return Field(default=default, json_schema_extra={"unit": unit}, **more)


class Sought(FurtherTarget):
    """One thing to be reached. Those without a probability of their own are to be reached together."""

    probability: Probability | None = _unit("share of futures", None)
    """How surely by itself; none: together with the others, as the plan's probability says."""


class Decided(Frozen):
    """Something of which so much may be decided, period by period."""

    from_: Month | None = Field(default=None, alias="from")
    """First month in which it may be decided; none: the scenario's first."""
    until: Month | None = None
    """Last month; none: the scenario's last."""
    every: Literal["month", "quarter", "half-year", "year", "once"] = "year"
    """One number is decided for each of these periods, counted from the first month."""
    at_least: Units = _unit("units per period", 0)
    """Fewest of a period."""
    at_most: Annotated[int, Field(ge=1, le=1000)] = _unit("units per period")
    """Most of a period."""

    @model_validator(mode="after")
    def _ordered(self):
        if self.from_ is not None and self.until is not None and self.until < self.from_:
            raise ValueError(
                say("until ({until}) must not come before from ({value})", until=self.until, value=self.from_)
            )
        if self.at_least > self.at_most:
            raise ValueError(
                say(
                    "at_least ({at_least}) must not exceed at_most ({at_most})",
                    at_least=self.at_least,
                    at_most=self.at_most,
                )
            )
        return self


class CoursesDecided(Decided):
    """Facilitator courses by calendar, spread evenly over the months of a period."""

    places: Annotated[tuple[Place, ...], Field(min_length=1, strict=False)] = ("national",)
    """Regions, or national; a number is decided for each, unless they move together."""
    together: bool = False
    """The same number in each of the places."""
    remote: bool = False
    """Held remotely."""


class TrainerCoursesDecided(Decided):
    """Trainer courses by calendar."""


class HiresDecided(Decided):
    """Trainers hired at the beginning of a period."""

    place: Place = "national"
    """A region, or national."""
    days_per_month: Days | None = _unit("days per month and trainer", None)
    """Days that each gives; none: as the others of the place."""
    masters: bool = False
    """They are master trainers."""
    contract_months: Annotated[int, Field(ge=1, le=600)] | None = _unit("months", None)
    """Length of the contract; none: no end."""


class DaysBought(Decided):
    """Trainers from outside who are paid by the day, for one period. A unit is one of them."""

    place: Place = "national"
    """A region, or national."""
    days_per_month: Annotated[float, Field(ge=0.125, le=31, multiple_of=0.125)] = _unit("days per month")
    """Days a month that one unit buys."""
    day_price: Money = _unit("euros per day", 900.0)
    """Price of a day; assumption, as in days_bought_outside."""
    masters: bool = True
    """They may teach trainer courses."""


class NominationsDecided(Decided):
    """Candidates whom ministries or regions name, at the beginning of a period. A unit is so many places."""

    places_each: Annotated[int, Field(ge=1, le=100_000)] = _unit("persons", 12)
    """Persons of one unit."""
    region: Place | None = None
    """Region that names them; none: all."""
    administration: Place | None = None
    """Administration that names them; none: all."""


class CallsDecided(Decided):
    """Calls for applicants, at the beginning of a period."""

    region: Place | None = None
    """Region that is called; none: the nation."""
    strength: Annotated[float, Field(gt=0, le=10)] = _unit("multiple of a usual call", 1.0)
    """Strength of one unit."""


class ProgrammesDecided(Decided):
    """Orders for groups, at the beginning of a period. A unit is so many persons."""

    headcount: Annotated[int, Field(ge=1, le=100_000)] = _unit("persons", 80)
    """Persons of one unit."""
    sessions: Annotated[int, Field(ge=1, le=1000)] = _unit("sessions", 6)
    """Coached sessions."""
    sessions_per_month: Cadence = _unit("sessions per month", 1.0)
    """Cadence."""
    remote: bool = True
    """Held remotely."""
    region: Place | None = None
    """Region of the groups; none: anywhere."""


class LevelDecided(Decided):
    """A level that is raised in a period. A unit is one step above what the scenario says."""

    step: Annotated[float, Field(gt=0, le=100)]
    """What one unit adds, in the lever's unit."""


class OrderDecided(Decided):
    """Another order in which trainers' days go to their uses, for the whole time: taken or not."""

    every: Literal["once"] = "once"
    """The order of uses is one for the whole time."""
    at_most: Literal[1] = _unit("taken or not", 1)
    """1: this order; 0: the scenario's."""
    order: Annotated[tuple[Use, ...], Field(strict=False)]
    """supervision, trainer_courses, facilitator_courses and refreshers, each once, the first use first."""

    @model_validator(mode="after")
    def _whole(self):
        if self.from_ is not None or self.until is not None:
            raise ValueError(say("the order of uses is one for the whole time: leave out from and until"))
        if sorted(self.order) != sorted(USES_OF_DAYS):
            raise ValueError(
                say("order: each of {uses_of_days} must stand here exactly once", uses_of_days=", ".join(USES_OF_DAYS))
            )
        return self


class Decide(Frozen):
    """What may be decided."""

    facilitator_courses: Annotated[tuple[CoursesDecided, ...], Field(strict=False)] = ()
    """Facilitator courses; with any, they are held by calendar and no longer on demand."""
    trainer_courses: TrainerCoursesDecided | None = None
    """Trainer courses; with it, they are held by calendar and no longer by need or on demand."""
    trainers_hired: Annotated[tuple[HiresDecided, ...], Field(strict=False)] = ()
    """Trainers hired."""
    days_bought: Annotated[tuple[DaysBought, ...], Field(strict=False)] = ()
    """Days bought from outside."""
    nominations: Annotated[tuple[NominationsDecided, ...], Field(strict=False)] = ()
    """Candidates named."""
    calls: Annotated[tuple[CallsDecided, ...], Field(strict=False)] = ()
    """Calls for applicants."""
    programmes: Annotated[tuple[ProgrammesDecided, ...], Field(strict=False)] = ()
    """Orders for groups."""
    trainer_days: LevelDecided | None = None
    """Days a month that each trainer gives, in steps above the scenario's."""
    animation: LevelDecided | None = None
    """Level of animation, in steps above the scenario's."""
    coordination: LevelDecided | None = None
    """Days of coordination a month, in steps above the scenario's."""

    order_of_uses: OrderDecided | None = None
    """What trainers' days are used for first."""

    @model_validator(mode="after")
    def _something(self):
        if not any(getattr(self, name) for name in type(self).model_fields):
            raise ValueError(
                say(
                    "name something that may be decided: {model_fields}",
                    model_fields=", ".join(type(self).model_fields),
                )
            )
        return self


class PlanFile(Frozen):
    """A plan file, as it is written."""

    name: Annotated[str, Field(min_length=1, max_length=200)]
    """Title shown to readers."""
    description: Annotated[str, Field(max_length=10_000)] = ""
    """What the plan is for."""
    scenario: str
    """The scenario that the plan changes, by name or path seen from the plan file."""
    goal: Literal["least cost", "most probable"] = "least cost"
    """The cheapest plan that reaches the targets as surely as required; or the surest one within the budgets."""
    targets: Annotated[tuple[Sought, ...], Field(strict=False, max_length=50)] = ()
    """What is to be reached; none: the scenario's target."""
    probability: Probability = _unit("share of futures", 0.8)
    """Required share of futures that reach all targets without a probability of their own."""
    decide: Decide
    """What may be decided."""
    cost: Literal["cash", "both"] = "cash"
    """What the cost of a plan counts: cash, or cash and the time of trainers and trainees."""
    budgets: Annotated[dict[str, Money], Field(min_length=1)] | None = _unit("euros per calendar year", None)
    """What the decisions of a calendar year may cost at list prices, by year; none: no limit."""
    cap: Literal["kept", "lifted"] = "kept"
    """Whether the scenario's own yearly budget holds back what the plan orders, or is lifted."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Seed of all runs."""
    replicates: Annotated[int, Field(ge=20, le=100_000)] = _unit("runs", 500)
    """Runs on which plans are compared."""
    fresh: Annotated[int, Field(ge=20, le=100_000)] = _unit("runs", 2000)
    """Runs of a verdict, which the search has never seen."""
