"""The building blocks of the schema: months, dated steps, distributions, and the frozen base class."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    SerializeAsAny,
    WithJsonSchema,
    model_validator,
)
from scipy import special

from simulation.language import say
from simulation.scenario.characters import steering_in

MOST_ENTRIES = 2000
"""Entries that a list of a scenario can have: as many as there can be cells."""
MOST_STEPS = 600
"""Dated steps that a value can have: one in each month."""

Weights = Annotated[dict[str, Annotated[float, Field(ge=0, le=1e6)]], Field(max_length=MOST_ENTRIES)]
"""Weights by the name of a region or administration."""


@dataclass(frozen=True)
class Stored:
    """In which of the model's units a value is kept: stands in the `Annotated[…]` of its field, as one of the below.

    `common.units` converts. Dated steps are kept month by month.
    """

    name: str = ""
    """Under which it is kept, if not that of the field; fields with one name are kept side by side, in their order."""


class Whole(Stored):
    """A whole number; yes is 1, no is 0; none (no limit) is `common.units.UNLIMITED`."""


class Position(Stored):
    """A word, as its position among those that the field allows, from 0."""


class Eighths(Stored):
    """Days (or sessions) in whole eighths."""


class Cents(Stored):
    """Euros in whole cents."""


class Share16(Stored):
    """A share in 1/65,535."""


class Number(Stored):
    """A floating-point number."""


class Frozen(BaseModel):
    """A strict, immutable part of a scenario; unknown keys are refused."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", strict=True, populate_by_name=True, use_attribute_docstrings=True
    )


def extra_of(section: type[BaseModel], name: str) -> dict[str, Any]:
    """What the schema adds to a field: its unit, and an uncertainty's bounds."""
    extra = section.model_fields[name].json_schema_extra
    if not isinstance(extra, dict):
        raise KeyError(f"{section.__name__}.{name}")
    return extra


def _check_seen(text: str) -> str:
    found = steering_in(text, name=True)
    if found is not None:
        what = {"U+000A": say("a line break"), "U+0009": say("a tab")}.get(
            found, say("the character {character}, which is not seen", character=found)
        )
        raise ValueError(say("a name cannot hold {what}: leave it out", what=what))
    return text


Seen = AfterValidator(_check_seen)
"""Of names and titles: nothing in them is unseen, changes the direction of writing or begins a line."""


FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years in which a month can lie."""
EVER = "0000-01"
"""From when on a value without a date holds: before every month."""
MONTH_PATTERN = r"(19[0-9]{2}|2[01][0-9]{2}|2200)-(0[1-9]|1[0-2])"


def _check_month(text: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text):
        raise ValueError(say("a month is written YYYY-MM, such as 2026-01"))
    if not re.fullmatch(MONTH_PATTERN, text):
        raise ValueError(
            say("a month lies between {first_year}-01 and {last_year}-12", first_year=FIRST_YEAR, last_year=LAST_YEAR)
        )
    return text


def _check_from(text: str) -> str:
    return text if text == EVER else _check_month(text)


Month = Annotated[
    str, AfterValidator(_check_month), WithJsonSchema({"type": "string", "pattern": f"^{MONTH_PATTERN}$"})
]
"""A calendar month between 1900 and 2200, written YYYY-MM."""
_From = Annotated[
    str, AfterValidator(_check_from), WithJsonSchema({"type": "string", "pattern": f"^({EVER}|{MONTH_PATTERN})$"})
]


def month_number(month: str) -> int:
    """Months since year 0 of a month written YYYY-MM, so that months can be subtracted."""
    return int(month[:4]) * 12 + int(month[5:]) - 1


def is_within(month: str, first: str, last: str) -> bool:
    """Whether a month lies between two others, both included; all are written YYYY-MM."""
    return month_number(first) <= month_number(month) <= month_number(last)


def month_text(number: int) -> str:
    """The inverse of `month_number`."""
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


class Step[T](Frozen):
    """From this month on, this value."""

    from_: _From = Field(alias="from")
    """First month in which the value holds."""
    value: T
    """The value."""
    over: Annotated[int, Field(ge=1, le=600)] | None = None
    """Months over which it is reached in equal parts from the value before, the first of them that month; none: at
    once."""
    _grain: float = PrivateAttr(0.0)


def _plain_step[T](step: Step[T]) -> Step[T]:
    """The same as a `Step` whatever its value: the classes Step[…], which pydantic makes, cannot be pickled.

    It knows the multiples to which its value is kept on a ramp (0: all values).
    """
    plain: Step[T] = Step.model_construct(from_=step.from_, value=step.value, over=step.over)
    for held in type(step).model_fields["value"].metadata:
        plain._grain = getattr(held, "multiple_of", plain._grain)
    return plain


def _wrap_steps(given: Any) -> Any:
    return given if isinstance(given, list | tuple) else [{"from": EVER, "value": given}]


def _check_order[T](steps: tuple[Step[T], ...]) -> tuple[Step[T], ...]:
    dates = [step.from_ for step in steps]
    for before, after in zip(dates, dates[1:], strict=False):
        if month_number(after) <= month_number(before):
            raise ValueError(
                say(
                    "the steps' dates must follow one another: {after} stands after {before}",
                    after=after,
                    before=before,
                )
            )
    for number, step in enumerate(steps):
        if step.over is not None:
            _check_ramp(steps, number, step.over)
    return steps


def _check_ramp[T](steps: tuple[Step[T], ...], number: int, over: int) -> None:
    """A step with `over` months starts from a number before it, ends at one, and is over when the next begins."""
    step = steps[number]
    if number == 0:
        raise ValueError(say("the first step has no value before it to start from: leave over: {over} out", over=over))
    for value in (steps[number - 1].value, step.value):
        if isinstance(value, bool) or not isinstance(value, int | float):
            said = "null" if value is None else str(value).lower() if isinstance(value, bool) else value
            raise ValueError(
                say("only numbers change little by little (over: {over}), not {said}", over=over, said=said)
            )
    following = steps[number + 1].from_ if number + 1 < len(steps) else None
    if following is not None and month_number(following) < month_number(step.from_) + over:
        raise ValueError(
            say(
                "the step of {value} reaches its value over {over} months, but {following} comes before its end",
                value=step.from_,
                over=over,
                following=following,
            )
        )


type Stepped[T] = Annotated[
    tuple[SerializeAsAny[Annotated[Step[T], AfterValidator(_plain_step)]], ...],
    Field(min_length=1, max_length=MOST_STEPS, strict=False),
    BeforeValidator(_wrap_steps),
    AfterValidator(_check_order),
]
"""A value, or a list of `{from: YYYY-MM, value: …, over: months}`: before the first step's month, its value holds."""


def value_at[T](steps: tuple[Step[T], ...], month: str) -> T:
    """The value that holds in a month (YYYY-MM); on a ramp, whole numbers and days are rounded down."""
    now = month_number(month)
    at = max((number for number, step in enumerate(steps) if month_number(step.from_) <= now), default=0)
    step = steps[at]
    gone = now - month_number(step.from_) + 1
    if step.over is None or gone >= step.over:
        return step.value
    before: Any = steps[at - 1].value
    after: Any = step.value  # both are numbers: see _check_ramp
    grain = step._grain
    if grain or isinstance(after, int):
        # Whole multiples of the grain, so that nothing is lost to rounding in between.
        before, after = round(before / (grain or 1)), round(after / (grain or 1))
        return (before * (step.over - gone) + after * gone) // step.over * (grain or 1)
    return before + (after - before) * gone / step.over


def ramp_months(step: Step) -> list[str]:
    """The months in which a step changes the value: its own, and those of its ramp."""
    first = month_number(step.from_)
    return [step.from_, *(month_text(first + k) for k in range(1, step.over or 1))]


def values_by_month[T](steps: tuple[Step[T], ...], months: Sequence[str]) -> list[T]:
    """The value that holds in each of some months (YYYY-MM)."""
    if len(steps) == 1:
        return [steps[0].value] * len(months)
    return [value_at(steps, month) for month in months]


class Fixed(Frozen):
    """No uncertainty: always the best value."""

    kind: Literal["fixed"]

    def quantile(self, u: float, best: float) -> float:
        return best

    def support(self, best: float) -> tuple[float, float]:
        return best, best


class Uniform(Frozen):
    """Equally likely between low and high."""

    kind: Literal["uniform"]
    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> "Uniform":
        if not self.low <= self.high:
            raise ValueError(say("low ({low:g}) must not exceed high ({high:g})", low=self.low, high=self.high))
        return self

    def quantile(self, u: float, best: float) -> float:
        return self.low + u * (self.high - self.low)

    def support(self, best: float) -> tuple[float, float]:
        return self.low, self.high


class Triangular(Frozen):
    """Between low and high, most likely at the best value."""

    kind: Literal["triangular"]
    low: float
    high: float

    @model_validator(mode="after")
    def _ordered(self) -> "Triangular":
        if not self.low < self.high:
            raise ValueError(say("low ({low:g}) must be below high ({high:g})", low=self.low, high=self.high))
        return self

    def quantile(self, u: float, best: float) -> float:
        width = self.high - self.low
        split = (best - self.low) / width
        if u < split:
            return self.low + math.sqrt(u * width * (best - self.low))
        return self.high - math.sqrt((1 - u) * width * (self.high - best))

    def support(self, best: float) -> tuple[float, float]:
        return self.low, self.high


class Lognormal(Frozen):
    """Median at the best value; `spread` is the standard deviation of the logarithm."""

    kind: Literal["lognormal"]
    spread: float = Field(gt=0, le=3)

    def quantile(self, u: float, best: float) -> float:
        return best * math.exp(self.spread * float(special.ndtri(u)))

    def support(self, best: float) -> tuple[float, float]:
        return best, best


class Beta(Frozen):
    """A share whose mean is the best value; `precision` is the sum of the two beta parameters."""

    kind: Literal["beta"]
    precision: float = Field(gt=0)

    def quantile(self, u: float, best: float) -> float:
        return float(special.betaincinv(best * self.precision, (1 - best) * self.precision, u))

    def support(self, best: float) -> tuple[float, float]:
        return best, best


Distribution = Annotated[Fixed | Uniform | Triangular | Lognormal | Beta, Field(discriminator="kind")]


def is_free(distribution: Distribution, best: float) -> bool:
    """Whether a distribution draws more than one value."""
    return distribution.quantile(0.001, best) != distribution.quantile(0.999, best)


class Uncertain(Frozen):
    """What nobody knows: a best value, a distribution, and where they come from."""

    best: float
    """The value taken with --best-values."""
    distribution: Distribution = Fixed(kind="fixed")
    """What each replicate draws from."""
    source: str = Field(default="assumption", min_length=3)
    """Where the figures come from, or the word assumption."""

    @model_validator(mode="after")
    def _best_within(self) -> "Uncertain":
        if not math.isfinite(self.best):
            raise ValueError(say("the best value must be a finite number"))
        low, high = self.distribution.support(self.best)
        if not low <= self.best <= high:
            raise ValueError(
                say(
                    "the best value {best:g} must lie between low {low:g} and high {high:g}",
                    best=self.best,
                    low=low,
                    high=high,
                )
            )
        if isinstance(self.distribution, Beta) and not 0 < self.best < 1:
            raise ValueError(say("a beta distribution needs a best value between 0 and 1, both excluded"))
        return self

    def quantile(self, u: float) -> float:
        """The value at cumulative probability u, in (0, 1)."""
        return self.distribution.quantile(u, self.best)


class Price(Frozen):
    """A price in euros, with the year to which it applies and its source."""

    value: float = Field(ge=0, le=1e9)
    """Euros."""
    year: int = Field(ge=1990, le=2100)
    """Year of the price level."""
    source: str = Field(default="assumption", min_length=3)
    """Where the figure comes from, or the word assumption."""
