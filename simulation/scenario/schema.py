"""A whole scenario: what is assumed, typed and frozen. Each parameter lives here once, with unit and bounds."""

from typing import Annotated, Any, Literal, get_args

from pydantic import Field, model_validator

from simulation.language import say
from simulation.scenario.levers import Levers
from simulation.scenario.prices import Prices
from simulation.scenario.quantities import Frozen, Month, Seen, Weights, month_number, month_text
from simulation.scenario.uncertainties import Uncertainties
from simulation.scenario.vocabulary import Vocabulary

MOST_MONTHS = 600
"""Months that a scenario can have."""

Name = Annotated[str, Field(min_length=1, max_length=100), Seen]


def _unit(unit: str, default: Any = ..., **more: Any) -> Any:
    return Field(default=default, json_schema_extra={"unit": unit}, **more)


class Cell(Frozen):
    """One administration in one region."""

    region: Name
    """Name of the region."""
    administration: Name
    """Name of the administration."""
    headcount: Annotated[int, Field(ge=1, le=100_000_000)] = _unit("persons")
    """Everybody who works there."""


PersonState = Literal[
    "facilitator_active",
    "facilitator_dormant",
    "practitioner",
    "waiting",
    "candidate",
    "trainee",
    "in_practicum",
]
PERSON_STATES: tuple[PersonState, ...] = get_args(PersonState)
"""States of the persons that a register can hold; trainers stand in levers.trainers.at_start."""


COUNTED = ("facilitators", "practitioners")
"""What the start says of these without a register, a register says itself."""


class RegisterRow(Frozen):
    """So many persons in one state and cell, or so many open groups in one place, when the scenario begins."""

    state: Literal[PersonState, "group"]
    """facilitator_active, facilitator_dormant, practitioner, waiting (for a group), candidate (for a course), trainee
    (waits for practice), in_practicum (practises, or waits for the examination), or group."""
    region: Name
    """Region; of groups also national, for remote ones."""
    administration: Name | None = None
    """Administration; none for groups."""
    count: Annotated[int, Field(ge=0, le=1_000_000)] = _unit("persons or groups")
    """How many."""
    age: Annotated[int, Field(ge=0, le=600)] | None = _unit("months", None)
    """Months since certification, since they began to wait, since the course, or since the opening; none: drawn."""

    @model_validator(mode="after")
    def _of_a_cell_or_a_place(self):
        if self.state == "group":
            if self.administration is not None:
                raise ValueError(say("a group has no administration: leave it out"))
            if not self.age:
                raise ValueError(say("a group needs its age: months since it opened, at least 1"))
        elif self.administration is None:
            raise ValueError(say("the administration of a {state} is missing", state=self.state))
        return self


class Initial(Frozen):
    """The network when the scenario begins."""

    facilitators: Annotated[int, Field(ge=0, le=1_000_000)] = _unit("persons", 130)
    """Facilitators of the network (founding document: 130); left out where there is a register."""
    practitioners: Annotated[int, Field(ge=0, le=10_000_000)] = _unit("persons", 70)
    """Other practitioners, as reached persons (founding document: a community of 200); left out with a register."""
    register_: Annotated[tuple[RegisterRow, ...], Field(strict=False, max_length=100_000)] = Field(
        default=(), alias="register"
    )
    """The network as it is, counted by state and place: rows, or in a scenario file the path of a CSV file with them
    (`essaim register --template` or `--warm`); none: facilitators and practitioners are placed by the weights."""
    region_weights: Weights = _unit("weight", {})
    """Weight of a region's headcount when they are placed; 1 where not named."""
    administration_weights: Weights = _unit("weight", {})
    """Weight of an administration's headcount when they are placed; 1 where not named."""
    active_by_half_year: Annotated[
        tuple[Annotated[float, Field(ge=0, le=1)], ...], Field(min_length=5, max_length=5, strict=False)
    ] = _unit("share", (0.52, 0.46, 0.42, 0.32, 0.27))
    """Share active in each half-year since certification (Carpentries 2016); the others are dormant at the start."""

    @property
    def facilitators_there(self) -> int:
        """Facilitators of the network, placed or in the register."""
        named = (row.count for row in self.register_ if row.state.startswith("facilitator"))
        return self.facilitators + sum(named)

    @model_validator(mode="before")
    @classmethod
    def _register_alone(cls, given: Any) -> Any:
        """A register counts everybody: with one, nobody else is placed."""
        if isinstance(given, dict) and (given.get("register") or given.get("register_")):
            for name in COUNTED:
                if given.get(name):
                    raise ValueError(say("a register counts the {name}: leave {name} out, or the register", name=name))
            return {**given, **dict.fromkeys(COUNTED, 0)}
        return given


OVER_A_YEAR = ("newly_reached", "sessions", "skills_gained")
"""Measures of a target that are counted over the twelve months up to its date; the others are of the end of a month."""

EACH = "each"
"""Stands for every region in a further target."""


class Aim(Frozen):
    """So much of one thing, and when."""

    measure: Literal[
        "active_facilitators",
        "facilitators",
        "trainers",
        "reached",
        "network_members",
        "people_reached",
        "newly_reached",
        "sessions",
        "skills_gained",
        "coverage",
    ] = "active_facilitators"
    """At the end of the month; newly_reached (first session), sessions, skills_gained: in the twelve months up to it.
    Coverage: share of region × administration with at least one active facilitator per 10,000 agents. Of the nation,
    if no region is named."""
    value: Annotated[float, Field(gt=0)]
    """At least this many: persons, sessions, full masteries; of coverage a share."""
    month: Month
    """Target date: the end of this month."""


class FurtherTarget(Aim):
    """What is to be reached as well, in the nation or in regions."""

    region: Name | None = None
    """Region that is to reach it; each: every region, so much in each; none: the nation."""


class Target(Aim):
    """What is to be reached, and when."""

    also: Annotated[tuple[FurtherTarget, ...], Field(strict=False, max_length=50)] = Field(
        default=(), examples=[[{"measure": "active_facilitators", "value": 2, "month": "2030-12", "region": "each"}]]
    )
    """What is to be reached together with it: further targets, or floors for regions."""

    def together(self) -> tuple[FurtherTarget, ...]:
        """This target, then those that are to be reached with it."""
        return (FurtherTarget(measure=self.measure, value=self.value, month=self.month), *self.also)


class Scenario(Frozen):
    """A scenario, resolved: nothing is inherited any more."""

    name: Annotated[str, Field(min_length=1, max_length=500), Seen]
    """Title shown to readers."""
    description: Annotated[str, Field(max_length=10_000)] = ""
    """What the scenario stands for."""
    vocabulary: Vocabulary | None = None
    """Words of another practice than the usual ones, for pages and sentences; none: the usual words."""
    start: Month = "2026-01"
    """First month simulated."""
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)] = _unit("months", 60)
    """How many months are simulated."""
    population: Literal["france"] | Annotated[tuple[Cell, ...], Field(min_length=1, max_length=2000, strict=False)] = (
        "france"
    )
    """The cells: france (18 regions × 3 administrations), or a list of cells; in a scenario file also the path of a CSV
    file with the columns region, administration and headcount."""
    initial: Initial = Initial()
    levers: Levers = Levers()
    prices: Prices = Prices()
    uncertainties: Uncertainties = Uncertainties()
    target: Target | None = None
    """What is to be reached; none: no target."""

    @property
    def end(self) -> str:
        """Last month simulated, YYYY-MM."""
        return month_text(month_number(self.start) + self.months - 1)

    def month_names(self) -> list[str]:
        """The months simulated, YYYY-MM."""
        first = month_number(self.start)
        return [month_text(first + offset) for offset in range(self.months)]
