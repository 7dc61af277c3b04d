"""What nobody knows: each with unit, bounds, a best value, a distribution and a source."""

from typing import Annotated, Any

from pydantic import Field, ValidationInfo, field_validator
from pydantic.config import JsonDict

from simulation.language import say
from simulation.scenario.quantities import (
    Distribution,
    Fixed,
    Frozen,
    Lognormal,
    Number,
    Share16,
    Triangular,
    Uncertain,
    Uniform,
    extra_of,
)

CARPENTRIES = "The Carpentries 2014–2021, 160 events (CC BY 4.0)"


def _between(low: float, high: float) -> Uniform:
    return Uniform(kind="uniform", low=low, high=high)


def _most_likely(low: float, high: float) -> Triangular:
    return Triangular(kind="triangular", low=low, high=high)


def _lognormal(spread: float) -> Lognormal:
    return Lognormal(kind="lognormal", spread=spread)


FIXED = Fixed(kind="fixed")


def _uncertain(
    best: float,
    distribution: Distribution,
    unit: str,
    bounds: tuple[float, float],
    source: str = "assumption",
) -> Any:
    extra: JsonDict = {"unit": unit, "low": bounds[0], "high": bounds[1]}
    return Field(default=Uncertain(best=best, distribution=distribution, source=source), json_schema_extra=extra)


UncertainNumber = Annotated[Uncertain, Number()]
UncertainSkill = Annotated[Uncertain, Share16()]


class Uncertainties(Frozen):
    """Each replicate draws all of them, keyed by (seed, replicate, name); `--best-values` fixes them."""

    addressable_share: UncertainNumber = _uncertain(0.003, _most_likely(0.002, 0.005), "share", (0, 1))
    """Share of a cell's headcount that could ever take part."""
    innovation: UncertainNumber = _uncertain(0.03, _most_likely(0.015, 0.05), "per year", (0, 12))
    """Rate at which addressable persons become interested on their own (Bass p)."""
    imitation: UncertainNumber = _uncertain(
        0.38, _most_likely(0.15, 0.6), "per year", (0, 24), "Bass: usual value in the diffusion literature"
    )
    """Rate at which they become interested when everybody around them is reached (Bass q)."""
    mixing_cell: UncertainNumber = _uncertain(0.6, _between(0.4, 0.7), "share", (0, 1))
    """Weight of the person's own cell in what they see of the practice."""
    mixing_region: UncertainNumber = _uncertain(0.2, _between(0.1, 0.3), "share", (0, 1))
    """Weight of the person's region; the nation has the rest."""
    patience_for_a_group: UncertainNumber = _uncertain(12, _most_likely(6, 24), "months", (0.1, 1200))
    """Mean time somebody waits for a group before giving up."""
    patience_for_a_course: UncertainNumber = _uncertain(18, _most_likely(9, 36), "months", (0.1, 1200))
    """Mean time a candidate waits for a course before giving up."""
    patience_for_a_practicum: UncertainNumber = _uncertain(18, _most_likely(9, 36), "months", (0.1, 1200))
    """Mean time a trainee waits for a practicum before giving up."""
    returning: UncertainNumber = _uncertain(0.1, _between(0.0, 0.3), "per year", (0, 120))
    """Rate at which those who gave up waiting for a group come back to the queue."""
    volunteering: UncertainNumber = _uncertain(
        0.12,
        _most_likely(0.04, 0.25),
        "share",
        (0, 1),
        "assumption; participants who became mentors in the next half-year: 6–17 % (Open Seeds, cohorts 1–3)",
    )
    """Chance that a member volunteers as a facilitator at the end of a group."""
    call_response: UncertainNumber = _uncertain(0.01, _most_likely(0.003, 0.03), "share", (0, 1))
    """Share of those who could still become interested that answers a first call of usual strength."""
    no_show: UncertainNumber = _uncertain(
        0.18,
        _most_likely(0.1, 0.25),
        "share",
        (0, 1),
        "CNFPT: 18 % absent though enrolled (2022); The Carpentries: 21 % registered but absent on day 1",
    )
    """Share of those invited to a course who do not come."""
    again: UncertainNumber = _uncertain(
        0.3,
        _between(0.15, 0.5),
        "share",
        (0, 1),
        "assumption; 29 % of the hosts of Carpentries workshops first seen before September 2015 ask again in a year",
    )
    """Chance that a member who does not volunteer wants another group."""
    goes_on: UncertainNumber = _uncertain(
        0.2,
        _between(0.05, 0.4),
        "share",
        (0, 1),
        "assumption; at Covéa groups go on by themselves after ten coached sessions (argusdelassurance.com)",
    )
    """Chance that a group goes on by itself after its coached sessions."""
    self_running_end: UncertainNumber = _uncertain(0.8, _between(0.4, 1.2), "per year", (0, 120))
    """Rate at which a self-running group ends."""
    session_gain: UncertainSkill = _uncertain(0.06, _between(0.03, 0.1), "share", (0, 1))
    """Share of the skill still missing that a session with a perfect leader adds; twice that for its client."""
    certification: UncertainNumber = _uncertain(
        0.5, _between(0.42, 0.6), "share", (0.001, 1), "The Carpentries, courses of 2013–2017: .44–.59 (CC BY 4.0)"
    )
    """Mean share of those present in a course who are certified, where they find groups to practise in."""
    certification_precision: UncertainNumber = _uncertain(
        10, FIXED, "a + b of the beta distribution", (0.5, 1e6), CARPENTRIES
    )
    """How alike courses are in their share of certified (beta-binomial)."""
    practicum_delay: UncertainNumber = _uncertain(
        80, _most_likely(50, 120), "days", (0, 3650), CARPENTRIES + ", median from course to certification"
    )
    """Median time from the course to the earliest certification; practice takes place meanwhile."""
    practicum_delay_spread: UncertainNumber = _uncertain(
        0.7, _between(0.5, 0.9), "standard deviation of the logarithm", (0, 3)
    )
    """Right skew of that delay."""
    groups_per_year: UncertainNumber = _uncertain(0.8, _most_likely(0.5, 1.3), "groups per year", (0, 120))
    """Groups that a newly certified facilitator offers to open, on average."""
    asks_per_day: UncertainNumber = _uncertain(3, FIXED, "facilitators per day", (0, 1000))
    """Facilitators whom a coordinator can ask in a day."""
    ask_strength: UncertainNumber = _uncertain(0.3, _most_likely(0.1, 1.0), "per ask", (0, 1000))
    """How strongly an ask acts: with mean activity, newly certified, one says yes with chance 1 − exp(−this)."""
    activity_shape: UncertainNumber = _uncertain(
        0.6,
        _between(0.4, 0.9),
        "shape of the gamma distribution",
        (0.05, 1e4),
        "The Carpentries, n = 1,692: negative binomial, k ≈ 0.6",
    )
    """How alike facilitators are in activity: small means that few do most."""
    activity_decay: UncertainNumber = _uncertain(
        0.33,
        _lognormal(0.395),
        "per year",
        (0, 5),
        "The Carpentries 2016: 52, 46, 42, 32, 27 % active by half-year since certification; 80 %: .2–.55 (judgement)",
    )
    """Rate at which activity declines with the years since certification, without animation."""
    facilitator_stop: UncertainNumber = _uncertain(
        0.08,
        _most_likely(0.03, 0.25),
        "per year",
        (0, 12),
        "assumption; volunteer health workers: .047 a year (Kwale), 9–53 % over study periods (IJME 2022)",
    )
    """Rate at which an unsupported facilitator stops."""
    support_effect: UncertainNumber = _uncertain(
        0.5,
        _between(0.2, 0.75),
        "share",
        (0, 1),
        "derived: odds of dropping out without a refresher × 4.0, 2.2–7.1 (BMJ Global Health 2018)",
    )
    """Reduction of that rate in the year after certification or a refresher."""
    animation_effect: UncertainNumber = _uncertain(
        0.4,
        _between(0.05, 0.65),
        "share",
        (0, 1),
        "derived: odds of dropping out without a supervisor's feedback × 2.0, 1.0–3.9 (BMJ Global Health 2018)",
    )
    """Share by which full animation of the network slows the decline of activity."""
    trainer_stop: UncertainNumber = _uncertain(
        0.11, _between(0.08, 0.15), "per year", (0, 12), "Carpentries 2022 renewal (12 of 111), 10–12 %"
    )
    """Rate at which a trainer stops."""
    promotion_rate: UncertainNumber = _uncertain(0.15, _between(0.08, 0.3), "per year", (0, 120))
    """Rate at which an eligible facilitator volunteers to become a trainer."""
    fidelity: UncertainSkill = _uncertain(
        0.8,
        _most_likely(0.6, 0.98),
        "share",
        (0, 1),
        "UNITAR rule of thumb 0.75; 97 % pass right after the course (Helping Babies Breathe 2016)",
    )
    """Share of the trainer's skill that a new facilitator starts with."""
    fidelity_noise: UncertainSkill = _uncertain(0.1, FIXED, "share", (0, 1))
    """Half-width of the spread around it."""
    fading: UncertainSkill = _uncertain(0.01, _between(0.005, 0.02), "share per month", (0, 1))
    """Share of skill lost in a month without activity."""
    practice_gain: UncertainSkill = _uncertain(
        0.02,
        _between(0.01, 0.04),
        "share per session",
        (0, 1),
        "assumption; weekly practice raised the pass rate from 83 to 95 % (Helping Babies Breathe)",
    )
    """Share of the skill still missing that a led session restores."""
    refresher_gain: UncertainSkill = _uncertain(0.3, _between(0.15, 0.45), "share", (0, 1))
    """Share of the skill still missing that a refresher restores."""
    leaving: UncertainNumber = _uncertain(0.04, _between(0.025, 0.055), "per year", (0, 12))
    """Rate at which a person leaves the administration."""
    moving: UncertainNumber = _uncertain(0.03, _between(0.015, 0.05), "per year", (0, 12))
    """Rate at which a person moves to another cell."""
    initial_facilitator_skill: UncertainSkill = _uncertain(0.7, _between(0.6, 0.8), "share", (0, 1))
    """Skill of the facilitators at the start."""
    initial_trainer_skill: UncertainSkill = _uncertain(0.9, _between(0.85, 0.95), "share", (0, 1))
    """Skill of the trainers at the start and of hired ones."""

    @field_validator("*", mode="after")
    @classmethod
    def _within_bounds(cls, given: Uncertain, info: ValidationInfo) -> Uncertain:
        assert info.field_name is not None  # validators of fields are told which
        low, high = uncertainty_bounds(info.field_name)
        lowest, highest = given.distribution.support(given.best)
        if lowest < low or highest > high:
            raise ValueError(say("best, low and high must lie between {low:g} and {high:g}", low=low, high=high))
        return given


def uncertainty_bounds(name: str) -> tuple[float, float]:
    """Lowest and highest value allowed for an uncertainty, in its unit; draws are clipped to them."""
    extra = extra_of(Uncertainties, name)
    return extra["low"], extra["high"]
