"""Schemas of what analyses leave beside results, and of what a posterior was fitted to; see `outcomes.manifests`."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, model_validator

from simulation.language import say
from simulation.outcomes.manifests import Count, Hexadecimal, Part, Text, fitting
from simulation.outcomes.measured import measures_there_are
from simulation.outcomes.observed import MEASURED, Over
from simulation.outcomes.value_units import UNITS
from simulation.scenario.quantities import Month
from simulation.storage.storage import Storage

FITTED = "fitted.json"
"""File of a run with a posterior that holds the observations that it was fitted to."""
MOST_ROWS = 100_000


def _measure(name: str) -> str:
    if name not in measures_there_are():
        raise ValueError(say("there is no measure {name}", name=name[:100]))
    return name


def _change(name: str) -> str:
    if name not in UNITS:
        raise ValueError(say("there is no change {name}", name=name[:100]))
    return name


def _observed(names: str) -> str:
    wrong = [name for name in names.split("+") if name not in MEASURED]
    if wrong:
        raise ValueError(say("there is no measure {wrong}", wrong=wrong[0][:100]))
    return names


Day = Annotated[str, Field(pattern=r"^(19|20|21)[0-9]{2}-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?$")]
"""A month, or a day in it."""
Observed = Annotated[str, AfterValidator(_observed)]
Measure = Annotated[str, AfterValidator(_measure)]
ChangeName = Annotated[str, AfterValidator(_change)]
Seed = Annotated[int, Field(ge=0, lt=2**32)]
Number = Annotated[float, Field(allow_inf_nan=False)]
Reason = Literal["on demand", "no trainers", "too many days", "no limit", "at its most", "nation only", "nothing",
                 "refused"]  # fmt: skip


class ObservedSaid(Part):
    """What a posterior was fitted to: rows of date, measure, over, lowest and highest truth, value before."""

    observations: Annotated[list[tuple[Day, Observed, Over, Number, Number, Number]],
                            Field(min_length=1, max_length=MOST_ROWS)]  # fmt: skip


class Fingerprinted(Part):
    """A scenario by what decides its numbers alone."""

    fingerprint: Hexadecimal


class WidthSaid(Part):
    """How an analysis of the width came about; see `outcomes.width`."""

    scenario: Fingerprinted
    code: Hexadecimal
    seed: Seed
    futures: Count = 0
    replicates: Count = 0
    measures: list[Text] = []


class AboutSaid(Part):
    """What a value must have in common with a forecast; see `outcomes.value`."""

    scenario: Hexadecimal
    code: Hexadecimal
    best_values: bool
    posterior: Hexadecimal | None


class VerdictSaid(Part):
    """Which change helps most; see `planning.judging`."""

    leader: ChangeName | None
    winner: ChangeName | None
    tied: Annotated[list[ChangeName], Field(max_length=len(UNITS))]
    helps: bool

    @model_validator(mode="after")
    def _has_a_leader(self) -> "VerdictSaid":
        if (self.helps or self.winner) and self.leader is None:
            raise ValueError(say("what helps has no leader"))
        return self


class LeftOutSaid(Part):
    """A change that the scenario cannot have."""

    change: ChangeName
    reason: Reason
    words: str = ""
    place: Text = ""


class _Valued(Part):
    about: AboutSaid
    seed: Seed
    measure: Measure
    month: Month
    from_: Annotated[Month, Field(alias="from")]
    pairs: Count
    runs: Count = 0
    failed: Count = 0
    left_out: Annotated[list[LeftOutSaid], Field(max_length=MOST_ROWS)]


class ValueSaid(_Valued):
    """How a value of single changes came about."""

    search_pairs: Count
    gain: VerdictSaid
    for_money: VerdictSaid


class ValueByPlaceSaid(_Valued):
    """How a value by place and period came about."""

    steps: Annotated[list[Text], Field(max_length=1000)]
    steps_planned: Count


class DesignSaid(Part):
    """A design of a sensitivity analysis."""

    noise_share: Number | None


class FactorSaid(Part):
    """What an analysis found of a factor: each index and half its interval; none where it is not known."""

    factor: Text
    mu_star: Number | None
    mu_star_conf: Number | None
    sigma: Number | None
    S1: Number | None
    S1_conf: Number | None
    ST: Number | None
    ST_conf: Number | None


class SensitivitySaid(Part):
    """What `essaim sensitivity` found, beside a sweep."""

    scenario: Text
    measure: Measure
    month: Month
    morris: DesignSaid
    sobol: DesignSaid | None
    factors: Annotated[list[FactorSaid], Field(min_length=1, max_length=10_000)]


def fitted_to(storage: Storage) -> list[list[Any]]:
    """The rows of what a forecast's posterior was fitted to, as `ObservedSaid` has them; none without a posterior."""
    if not storage.has(FITTED):
        return []
    found: list[list[Any]] = fitting(ObservedSaid, storage.read_json(FITTED), storage.named(FITTED))["observations"]
    return found
