"""A sweep file: what varies, by which design, how many replicates, and what is kept of each run."""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Field, Tag, model_validator

from simulation.language import say
from simulation.outcomes.thinning import Recorded
from simulation.scenario.quantities import Distribution, Frozen, Month, Seen

MOST_POINTS = 100_000
type Value = bool | int | float | str | None


class Listed(Frozen):
    """Each of some values: of a lever, a date, a price, an uncertainty."""

    values: Annotated[tuple[Value, ...], Field(min_length=1, max_length=1000, strict=False)]
    """The values, in the lever's unit."""

    @model_validator(mode="after")
    def _different(self) -> "Listed":
        if len(set(map(repr, self.values))) < len(self.values):
            raise ValueError(say("a value stands there twice"))
        return self


class Range(Frozen):
    """Between two numbers: in a grid at evenly spaced steps, else anywhere between."""

    low: float
    """The smallest value."""
    high: float
    """The largest value."""
    steps: Annotated[int, Field(ge=2, le=1000)] | None = None
    """How many values a grid takes, both ends among them; not needed by the other designs."""

    @model_validator(mode="after")
    def _ordered(self) -> "Range":
        if not self.low < self.high:
            raise ValueError(say("low ({low:g}) must be below high ({high:g})", low=self.low, high=self.high))
        return self


class Drawn(Frozen):
    """An uncertainty by a distribution: the one of the scenario (`scenario`), or another."""

    distribution: Literal["scenario"] | Distribution
    """`scenario`, or a distribution as in a scenario file."""


def _as_listed(given: Any) -> Any:
    if isinstance(given, (list, tuple)):
        return {"values": given}
    if not isinstance(given, (dict, Listed, Range, Drawn)):
        raise ValueError(
            say(
                "what a setting varies over is a list of values, such as [0.25, 0.5], or {{low: …, high: "
                "…, steps: …}}, or {{distribution: …}}"
            )
        )
    return given


def _way(given: Any) -> str:
    """Which of the three ways is meant, by what is written."""
    keys = given.keys() if isinstance(given, dict) else type(given).model_fields.keys()
    return "distribution" if "distribution" in keys else "range" if {"low", "high"} & keys else "values"


type Varied = Annotated[
    Annotated[Listed, Tag("values")] | Annotated[Range, Tag("range")] | Annotated[Drawn, Tag("distribution")],
    Discriminator(_way),
    BeforeValidator(_as_listed),
]


class UntilPrecise(Frozen):
    """Replicates in whole batches until the mean of a measure is known well enough, at each point."""

    measure: str = "active_facilitators"
    """A measure that is kept."""
    month: Month | None = None
    """At the end of (stocks) or up to (flows) this month; the last month if not given."""
    half_width: Annotated[float, Field(gt=0)]
    """Half the width of the 95 % interval of the mean over replicates, in the measure's unit, that is small enough."""
    batch: Annotated[int, Field(ge=2, le=10_000)] = 20
    """Replicates run before the width is looked at again."""
    at_most: Annotated[int, Field(ge=2, le=1_000_000)] = 400
    """Replicates after which a point is left as it is."""


class Sweep(Frozen):
    """A sweep, as its file says it."""

    name: Annotated[str, Field(min_length=1, max_length=200), Seen]
    """Title shown to readers."""
    description: Annotated[str, Field(max_length=10_000)] = ""
    """What the sweep is for."""
    scenarios: Annotated[tuple[str, ...], Field(min_length=1, max_length=100, strict=False)]
    """The scenarios that points build on, by name or path seen from the sweep file: usually one."""
    vary: Annotated[dict[str, Varied], Field(max_length=200)] = {}
    """What varies: a setting's place in a scenario file in dotted words, and its values."""
    uncertainties: Literal["all", "listed"] = "listed"
    """`all`: every uncertainty that has a distribution in the first scenario varies as well."""
    design: Literal["grid", "latin_hypercube", "sobol", "list"] = "grid"
    """How points are chosen: all combinations, a design that fills the space, or the rows of a file."""
    points: Annotated[int, Field(ge=1, le=MOST_POINTS)] | None = None
    """Points of a latin hypercube or Sobol design, for each scenario."""
    rows: str | None = None
    """For `list`: a CSV file seen from the sweep file; its header names settings, each further row is a point."""
    replicates: Annotated[
        Annotated[int, Field(ge=1, le=1_000_000), Tag("number")] | Annotated[UntilPrecise, Tag("until precise")],
        Discriminator(lambda given: "until precise" if isinstance(given, (dict, UntilPrecise)) else "number"),
    ] = 20
    """Replicates of each point: a number, or until precise enough."""
    seed: Annotated[int, Field(ge=0, lt=2**32)] = 1
    """Seed of all points, so that they share their chance; also of the design."""
    record: Recorded = Recorded()
