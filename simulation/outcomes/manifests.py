"""The one door for what folders of results say of themselves: manifests and records, each with a schema.

A folder may come from anywhere: sent by mail, put together by hand, half written, made to harm. What does not fit is a
ResultsError that names the place; what fits cannot lead out of the folder, ask for endless tables or steer a terminal.
What a schema does not name may stand there, too: nothing reads it.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from simulation.language import say
from simulation.outcomes.thinning import Recorded
from simulation.scenario.characters import steering_in
from simulation.scenario.quantities import Month
from simulation.scenario.schema import MOST_MONTHS
from simulation.storage.files import ResultsError
from simulation.storage.names import checked

MOST_REPLICATES = 1_000_000
MOST_POINTS = 100_000


def _without_steering(text: str) -> str:
    found = steering_in(text, name=True)
    if found is not None:
        raise ValueError(say("the character {found} is not seen and not allowed", found=found))
    return text


def _relative(name: str) -> str:
    try:
        return checked(name)
    except ResultsError as error:
        raise ValueError(str(error)) from None


Text = Annotated[str, Field(max_length=500), AfterValidator(_without_steering)]
Hexadecimal = Annotated[str, Field(pattern=r"^[0-9a-f]{1,64}$")]
FileName = Annotated[str, AfterValidator(_relative)]
Count = Annotated[int, Field(ge=0, lt=2**53)]


class Part(BaseModel):
    """A part of a manifest: strict in what is named; other keys are let be."""

    model_config = ConfigDict(strict=True, extra="ignore")


class FrameSaid(Part):
    """Months and places; see `outcomes.frame`."""

    start: Month
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)]
    regions: Annotated[list[Text], Field(min_length=1, max_length=2000)]
    administrations: Annotated[list[Text], Field(min_length=1, max_length=2000)]
    cells: Annotated[list[Annotated[list[Count], Field(min_length=2, max_length=2)]],
                     Field(min_length=1, max_length=2000)]  # fmt: skip

    @model_validator(mode="after")
    def _placed(self) -> "FrameSaid":
        for region, administration in self.cells:
            if region >= len(self.regions) or administration >= len(self.administrations):
                raise ValueError(
                    say("there is no place {region}, {administration}", region=region, administration=administration)
                )
        return self


class ScenarioSaid(Part):
    """A scenario by its title and what decides its numbers."""

    name: Text
    fingerprint: Hexadecimal


class CodeSaid(Part):
    """The code that made the runs."""

    fingerprint: Hexadecimal
    version: Text = ""


class RulesSaid(Part):
    """A file of rules of one's own."""

    name: Text
    fingerprint: Hexadecimal


class PosteriorSaid(Part):
    """The posterior whose draws stand in place of priors."""

    case: Text
    fingerprint: Hexadecimal


class NotedSaid(Part):
    """Size and checksum of a file; the checksum is missing where a folder is older than it."""

    bytes: Count
    sha256: Hexadecimal = ""


class Spent(Part):
    """Seconds by the clock and in chunks."""

    wall: Annotated[float, Field(ge=0)] = 0.0


class _Runs(Part):
    """What manifests of forecasts and sweeps have in common."""

    format: int
    seed: Annotated[int, Field(ge=0, lt=2**32)]
    frame: FrameSaid
    code: CodeSaid
    complete: bool
    model: Text = ""
    attempt: Text = ""
    rules: RulesSaid | None = None
    damaged: list[FileName] = []
    seconds: Spent | None = None
    failed: Count = 0


class ForecastManifest(_Runs):
    """The manifest of a forecast, finished or not."""

    scenario: ScenarioSaid
    replicates: Annotated[int, Field(ge=1, le=MOST_REPLICATES)]
    best_values: bool
    posterior: PosteriorSaid | None = None
    files: dict[FileName, NotedSaid]
    repeated: bool | None = None


class SweepManifest(_Runs):
    """The manifest of a sweep, finished or not."""

    name: Text
    points: Annotated[int, Field(ge=1, le=10 * MOST_POINTS)]
    record: Recorded
    runs: Count = 0


class ActualsSaid(Part):
    """What a person said of the real network: date, measure, over what it counts, lowest, highest, source."""

    observations: list[tuple[Text, Text, Text, float, float, Text]]


class CaseSaid(Part):
    """A case by its title."""

    name: Text


class FittedSaid(Part):
    """What decides a posterior, as far as pages and runs read it."""

    free: Annotated[list[Text], Field(min_length=1, max_length=200)]
    observations: list[list[Any]]
    seed: Count = 0


class CalibrationManifest(Part):
    """The manifest of a calibration that is complete."""

    case: CaseSaid
    scenario: ScenarioSaid
    identity: FittedSaid
    files: dict[FileName, NotedSaid]
    generations: Annotated[list[dict[str, Any]], Field(min_length=1, max_length=1000)]
    learned: Annotated[list[dict[str, Any]], Field(max_length=200)]
    missed: Annotated[list[Annotated[str, AfterValidator(_without_steering)]], Field(max_length=100_000)]
    effective: float
    seconds: float


class SmallManifest(Part):
    """The manifest of a small forecast; see `validation.forecasts`."""

    kind: Literal["essaim forecast"]
    name: Text
    start: Month
    months: Annotated[int, Field(ge=1, le=MOST_MONTHS)]
    replicates: Annotated[int, Field(ge=1, le=MOST_REPLICATES)]
    fit_until: Month | None = None


class ExportSaid(Part):
    """What an export wrote: the checksums that each of its files may have."""

    sha256: Annotated[dict[Text, list[Hexadecimal]], Field(max_length=100_000)]


class FailureSaid(Part):
    """A run that crashed; its words are its own, so they may be long."""

    model_config = ConfigDict(strict=True, extra="forbid")

    point: Hexadecimal
    replicate: Annotated[int, Field(ge=0, lt=2**31)]
    stage: str
    error: str
    traceback: str = ""


class RecordSaid(Part):
    """The record of a chunk; see `outcomes.store`."""

    format: int
    runs: list[tuple[Hexadecimal, Annotated[int, Field(ge=0, lt=2**31)], Annotated[int, Field(ge=0, lt=2**31)]]]
    failures: list[FailureSaid]
    files: dict[Text, "FileSaid"]
    seconds: Annotated[float, Field(ge=0)]

    @model_validator(mode="after")
    def _in_order(self) -> "RecordSaid":
        runs = 0
        for _, first, last in self.runs:
            runs += last - first + 1
            if last < first or runs > MOST_REPLICATES:
                raise ValueError(say("the runs of a chunk do not follow one another, or are too many"))
        return self


class FileSaid(NotedSaid):
    """A file of a chunk."""

    path: FileName


_RECORD = TypeAdapter(RecordSaid)


def record_said(content: bytes) -> RecordSaid | None:
    """A record; none when it does not fit."""
    try:
        return _RECORD.validate_json(content)
    except ValidationError:
        return None


def fitting[M: Part](schema: type[M], given: Any, where: object) -> Any:
    """What was given, once it fits a schema. Raises ResultsError that names the place and what is wrong there."""
    try:
        # As JSON, where lists stand for tuples.
        schema.model_validate_json(json.dumps(given))
    except (ValidationError, ValueError, TypeError, RecursionError) as error:
        if not isinstance(error, ValidationError):
            raise ResultsError(say("{where} cannot be used: {error}", where=where, error=error)) from None
        first = error.errors()[0]
        place = ".".join(map(str, first["loc"]))[:200]
        raise ResultsError(
            say(
                "{where} does not fit what Essaim writes: {value}: {words}",
                where=where,
                value=place or say("all of it"),
                words=_words(first),
            )
        ) from None
    return given


def fits(schema: type[Part], given: Any) -> bool:
    """Whether something fits a schema."""
    try:
        fitting(schema, given, "")
    except ResultsError:
        return False
    return True


def _words(error: Any) -> str:
    text = error["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
    if error["type"] == "missing":
        return say("it is missing")
    return say("it should be {what}", what=text) if text[:1].islower() else text
