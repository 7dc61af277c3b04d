"""What a planner would expect of capacity: changes of the reference, paired by seed, and how they are judged.

Every statement about chance is a hypothesis: the mean of a paired difference is above 0, one-sided. Forty pairs of
their own say how many pairs it takes; the pairs that judge are others. Holm's procedure holds the chance of a single
wrong rejection among all hypotheses at 5 %.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy import stats

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.engine.run import Runner
from simulation.outcomes.waiting import COLUMNS, STAGES, stages_of
from simulation.scenario.geography import geography_of
from simulation.scenario.schema import Scenario
from tests.verification.common_random_numbers import _as_input, reference

LEVEL = 0.05
PILOT = 40
"""Pairs that say how many it takes; replicates from 0."""
FIRST = 1000
"""The first replicate that judges."""
FEWEST, MOST = 80, 800
"""Pairs that judge."""
PLACE = "Bretagne"
"""A region of middling size without a trainer at the start."""


def with_levers(scenario: Scenario, change: Callable[[dict], object], best: dict[str, float] | None = None) -> Scenario:
    """The scenario with its levers changed in place, and fixed values of some uncertainties."""
    given = _as_input(scenario.model_dump(by_alias=True))
    change(given["levers"])
    for name, value in (best or {}).items():
        given["uncertainties"][name] = {"best": float(value)}
    return Scenario.model_validate(given)


def days(times: float) -> Callable[[dict], object]:
    """So many times the trainers' days."""

    def change(levers):
        for step in levers["trainers"]["days_per_month"]:
            step["value"] *= times

    return change


def replaced(part: str, **values) -> Callable[[dict], object]:
    """Values of a part of the levers, or of an entry of a list ("programmes.1")."""

    def change(levers):
        target = levers
        for name in part.split(".") if part else []:
            target = target[int(name)] if isinstance(target, list) else target[name]
        target.update(values)

    return change


def both(*changes: Callable[[dict], object]) -> Callable[[dict], object]:
    return lambda levers: [change(levers) for change in changes]


def trainers_doubled(levers):
    for entry in levers["trainers"]["at_start"]:
        entry.update(trainers=2 * entry["trainers"], masters=2 * entry["masters"])


def calendar(courses: int) -> Callable[[dict], object]:
    """So many remote courses for everybody in each quarter."""
    months = [f"{year}-{month}" for year in range(2026, 2031) for month in ("02", "05", "08", "11")]
    entries = [{"month": month, "place": "national", "courses": courses, "remote": True} for month in months]
    return replaced("facilitator_courses", scheduling="calendar", calendar=entries)


def placed(levers):
    levers["trainers"]["at_start"].append({"place": PLACE, "trainers": 2, "masters": 0})


def unchanged(levers):
    """Nothing."""


@dataclass(frozen=True)
class Capacity:
    """A capacity with less and with more of it, and the output of its own stage."""

    output: str
    more: Callable[[dict], object]
    less: Callable[[dict], object] = unchanged
    beside: bool = False
    """Something else does its work already: it need do no more than no harm."""


NO_SUPERVISORS = replaced("practicum", facilitator_supervisors=False)
NO_TRAVEL, NO_REMOTE = replaced("facilitator_courses", travel=False), replaced("facilitator_courses", remote=False)

CAPACITIES = {
    "trainers": Capacity("enrolled", trainers_doubled),
    "their days": Capacity("enrolled", days(2)),
    "seats": Capacity("enrolled", replaced("facilitator_courses", seats=16)),
    "courses by calendar": Capacity("enrolled", calendar(2), calendar(1)),
    "remote courses, without travel": Capacity("enrolled", NO_TRAVEL, both(NO_TRAVEL, NO_REMOTE)),
    "remote courses, with travel": Capacity("enrolled", unchanged, NO_REMOTE),
    "travel, without remote courses": Capacity("enrolled", NO_REMOTE, both(NO_TRAVEL, NO_REMOTE)),
    "travel, with remote courses": Capacity("enrolled", unchanged, NO_TRAVEL, beside=True),
    "nominations": Capacity("enrolled", replaced("nominations.0", places=24)),
    "supervision": Capacity("certified", replaced("practicum", supervision_days=0.5), beside=True),
    "supervision, by trainers alone": Capacity(
        "certified", both(NO_SUPERVISORS, replaced("practicum", supervision_days=0.5)), NO_SUPERVISORS
    ),
    "facilitators who supervise": Capacity("certified", unchanged, NO_SUPERVISORS),
    "facilitator days": Capacity("groups_started", replaced("facilitators", days_per_month=4.0)),
    "coordination": Capacity("groups_started", replaced("coordination", days_per_month=4.0)),
    "animation": Capacity("groups_started", replaced("", animation=0.9)),
    "programme places": Capacity("programme_groups_started", replaced("programmes.1", headcount=360)),
}

REGIMES = (1, 2, 4)
"""Multiples of the trainers' days."""

WHEN = ("in an average month", "in December")
OUTPUTS = ("enrolled", "certified", "groups_started", "programme_groups_started", "people_reached",
           "certified in 24 months", "courses there", "certified there", "active there",
           *(f"{cause} {when}" for when in WHEN for cause in STAGES["course"]))  # fmt: skip


def outputs(recording) -> list[float]:
    """Of the nation over the run; `people_reached` and those active at its end; of PLACE where it says there.

    Last, as the report counts them: candidates held back by each cause.
    """
    persons, activity = recording.persons, recording.activity
    national = activity.sum(axis=1)
    held = stages_of({name: national[:, ACTIVITY_INDEX[name]] for name in COLUMNS})["course"]
    place, cells = _of_place()
    certified = persons[:, :, PERSON_INDEX["certified"]]
    return [
        persons[:, :, PERSON_INDEX["enrolled"]].sum(),
        certified.sum(),
        activity[:, :, ACTIVITY_INDEX["groups_started"]].sum(),
        activity[:, :, ACTIVITY_INDEX["programme_groups_started"]].sum(),
        persons[-1, :, PERSON_INDEX["people_reached"]].sum(),
        certified[:24].sum(),
        activity[:, place, ACTIVITY_INDEX["facilitator_courses"]].sum(),
        certified[:, cells].sum(),
        persons[-1, cells, PERSON_INDEX["active_facilitators"]].sum(),
        *held.mean(axis=0),
        *held[11::12].mean(axis=0),
    ]


@cache
def _of_place() -> tuple[int, list[int]]:
    geography = geography_of(reference())
    return list(geography.regions).index(PLACE), [i for i, c in enumerate(geography.cells) if c.region == PLACE]


class Futures:
    """Outputs of the reference without a budget, changed, each replicate with its own uncertainties; run once each."""

    def __init__(self) -> None:
        self._base = with_levers(reference(), replaced("", budget=None))
        self._runners: dict[tuple, Runner] = {}
        self._found: dict[tuple, list[float]] = {}

    def of(self, changes: tuple[Callable[[dict], object], ...], first: int, number: int) -> dict[str, np.ndarray]:
        """By output, of replicates from `first` on."""
        changes = tuple(change for change in changes if change is not unchanged)
        if changes not in self._runners:
            self._runners[changes] = Runner(with_levers(self._base, both(*changes)))
        rows = []
        for replicate in range(first, first + number):
            key = (changes, replicate)
            if key not in self._found:
                self._found[key] = outputs(self._runners[changes].simulate(1, replicate))
            rows.append(self._found[key])
        return dict(zip(OUTPUTS, np.array(rows, dtype=float).T, strict=True))


@dataclass(frozen=True)
class Hypothesis:
    """That `after` is above `times` as much as `before`, in the mean of an output."""

    name: str
    before: tuple
    after: tuple
    output: str
    times: float = 1.0
    reverse: bool = False
    """That it is below, instead."""

    def margins(self, futures: Futures, first: int, number: int) -> np.ndarray:
        before = futures.of(self.before, first, number)[self.output]
        after = futures.of(self.after, first, number)[self.output]
        return (self.times * before - after) if self.reverse else (after - self.times * before)


def of_capacity(name: str, regime: int) -> list[Hypothesis]:
    """In the reference's regime it raises its own output; nowhere does it lower that, or those reached, by 1 %."""
    capacity, change = CAPACITIES[name], _regime(regime)
    before, after = (change, capacity.less), (change, capacity.more)
    raises = regime == 1 and not capacity.beside
    own = Hypothesis(f"{name}, × {regime}: own stage", before, after, capacity.output, 1.0 if raises else 0.99)
    return [own, Hypothesis(f"{name}, × {regime}: people reached", before, after, "people_reached", 0.99)]


@cache
def _regime(times: int) -> Callable[[dict], object]:
    return unchanged if times == 1 else days(times)


def of_scarcity() -> list[Hypothesis]:
    """Twice the days, and eight times against four; trainers placed in a region.

    Where courses are remote, trainers of all places teach candidates of all regions, and no course has a region.
    """
    here = ("certified there", "active there")
    return [
        Hypothesis("twice the days: more than 10 %", (unchanged,), (_regime(2),), "certified in 24 months", 1.1),
        *(Hypothesis(f"× {2 * times} against × {times}: less than 2 % more", (_regime(times),), (_regime(2 * times),),
                     "certified in 24 months", 1.02, reverse=True) for times in (4, 8)),
        Hypothesis("trainers in a region: courses there", (NO_REMOTE,), (NO_REMOTE, placed), "courses there"),
        *(Hypothesis(f"trainers in a region: {output}", (unchanged,), (placed,), output) for output in here),
    ]  # fmt: skip


# What the report names

CAPS = {75_000: "trainer_days", 50_000: "money", 30_000: "money"}
"""Caps on cash a year, from the reference's down, and the cause of which more gains most at the course stage."""


@cache
def relieved(cap: int, cause: str = "") -> Callable[[dict], object]:
    """The cap, and half as much more of what a cause of the training ledger is the want of.

    Of those that courses on demand without a limit a quarter can have.
    """
    more = {
        "": unchanged,
        "too_few": replaced("facilitator_courses", minimum=4),
        "trainer_days": days(1.5),
        "money": replaced("", budget=1.5 * cap),
    }
    return both(replaced("", budget=cap), more[cause])


def named(futures: Futures, cap: int, when: str) -> str:
    """The cause that holds most candidates back, by the futures that judge."""
    found = futures.of((relieved(cap),), FIRST, FEWEST)
    return max(STAGES["course"], key=lambda cause: found[f"{cause} {when}"].mean())


def of_limits(cap: int) -> list[Hypothesis]:
    """Half as much more of what is named makes more trainees than half as much more of each other cause's want."""
    first = CAPS[cap]
    return [
        Hypothesis(f"cap {cap}: more than by {other}", (relieved(cap, other),), (relieved(cap, first),), "enrolled")
        for other in ("too_few", "trainer_days", "money")
        if other != first
    ]


HYPOTHESES = len(CAPACITIES) * len(REGIMES) * 2 + len(of_scarcity()) + sum(len(of_limits(cap)) for cap in CAPS)
"""All over which Holm's procedure goes, whether they are all asked in one call or not."""


@dataclass(frozen=True)
class Judgement:
    """One hypothesis judged: its p-value, whether it stands, and what was seen."""

    p: float
    stands: bool
    seen: str


def judged(hypotheses: list[Hypothesis], futures: Futures | None = None) -> dict[str, Judgement]:
    """Each judged at 5 % over all HYPOTHESES; those not asked here are taken to come after these."""
    futures, found = futures or Futures(), {}
    for one in hypotheses:
        pairs = _pairs(one, futures)
        margins = one.margins(futures, FIRST, pairs)
        error = margins.std(ddof=1) / math.sqrt(pairs)
        p = float(stats.t.sf(margins.mean() / error, pairs - 1))
        before, after = (futures.of(x, FIRST, pairs)[one.output].mean() for x in (one.before, one.after))
        seen = f"{before:.4g} → {after:.4g} ({after / before - 1:+.1%}); {pairs} pairs, error {error:.2g}, p = {p:.2g}"
        found[one.name] = (p, seen)
    judgements, stands = {}, True
    for rank, (name, (p, seen)) in enumerate(sorted(found.items(), key=lambda item: item[1][0])):
        stands = stands and p <= LEVEL / (HYPOTHESES - rank)
        judgements[name] = Judgement(p, stands, seen)
    return judgements


def _pairs(one: Hypothesis, futures: Futures) -> int:
    """Pairs that find what the pilot saw less its error, at least 1 % of the output, with a chance of 98 %."""
    margins = one.margins(futures, 0, PILOT)
    sizes = stats.norm.isf(LEVEL / HYPOTHESES) + stats.norm.isf(0.02)
    least = 0.01 * futures.of(one.before, 0, PILOT)[one.output].mean()
    spread = margins.std(ddof=1)
    sure = margins.mean() - spread / math.sqrt(PILOT)  # a pilot that saw more than there is asks for too few
    return int(np.clip(math.ceil((sizes * spread / max(sure, least)) ** 2), FEWEST, MOST))
