"""A plan file carried out: search, verdict on fresh runs, and what stands beside the plan."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from simulation.language import say
from simulation.outcomes.frame import Frame
from simulation.outcomes.thinning import Recorded
from simulation.planning.plans.decided import Choice, choices_of
from simulation.planning.plans.files import ReadPlan
from simulation.planning.plans.schema import PlanFile
from simulation.planning.plans.simple_plans import SimplePlans
from simulation.planning.plans.simulated import Aimed, Display, Runs, Simulated, aimed
from simulation.planning.search.margins import shares
from simulation.planning.search.obstacles import Obstacle, obstacles
from simulation.planning.search.problem import Limit, Plan, Problem, Remembered, Requirement
from simulation.planning.search.searching import nearest, search
from simulation.planning.search.state import Effort, Enough, Search
from simulation.planning.search.verifying import Block, between, verify
from simulation.runs.pool import Pool
from simulation.scenario.quantities import month_number, month_text
from simulation.scenario.schema import Scenario
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at, within

FRESH = 100_000
"""Number of the first replicate that no search looks at."""
TRIES = 3
"""Verdicts, at most."""
JOURNAL = "journal.json"
"""Where it is kept at which round a limit on time has ended a search."""
PRICED = 100
"""Runs of the scenario as it is, from which prices by head and courses outside the calendar are taken."""
_TODAY = ("network_members", "trainers", "facilitator_courses", "active_facilitators", "waiting_for_course")
"""What of the scenario as it is gives prices, courses outside the calendar, and need to simple plans."""
_FURTHER = 0.02
"""By how much more the search aims when a verdict was missed, beyond what was missing."""


@dataclass
class Carried:
    """What came of a plan file. base: share of futures in which the scenario as it is reaches the targets, a number a
    requirement, on the runs of the search. hindered: what stands in the way where nothing reaches the targets.
    """

    read: ReadPlan
    choices: Sequence[Choice]
    targets: Sequence[Aimed]
    problem: Problem
    simulated: Simulated
    simulator: Remembered
    found: Search
    blocks: list[Block]
    base: tuple[float, ...]
    simple: SimplePlans
    hindered: list[Obstacle] = field(default_factory=list)
    notes: list[dict[str, int]] = field(default_factory=list)
    beside: dict[str, Any] = field(default_factory=dict)
    """What stands beside the plan, by section of plan.json."""

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.blocks[-1].plan

    @property
    def reached(self) -> bool:
        """Whether the plan is accepted on fresh runs."""
        return self.blocks[-1].accepted

    def scenario(self) -> Scenario:
        """The scenario that carries the plan out, with its name and its targets."""
        plain = self.simulated.scenario_of(self.plan)
        read = self.read
        first, *further = [aim.model_dump(exclude={"probability"}) for aim in read.targets]
        target = None if first["region"] else {**{key: first[key] for key in ("measure", "value", "month")},
                                               "also": further}  # fmt: skip
        plain |= {"name": read.file.name, "description": read.file.description}
        if target is not None:
            plain["target"] = target
        return Scenario.model_validate(plain)


@dataclass
class Ending:
    """Ends the polish after so many minutes, or where it has ended before, so that the plan is the same again.

    notes: what was cut short: minutes allowed, run and round at which it ended, and of which search.
    """

    storage: Storage
    minutes: int | None
    simulator: Remembered
    begun: float = field(default_factory=lambda: time.monotonic())
    notes: list[dict[str, int]] = field(default_factory=list)

    def of(self, search_number: int) -> Enough | None:
        """For a search of this command, by its number; none without a limit on time."""
        minutes = self.minutes
        if minutes is None:
            return None

        def enough(number: int) -> bool:
            ended = self._journal()
            name = f"{search_number}"
            if name not in ended and time.monotonic() - self.begun > 60 * minutes:
                ended[name] = {"round": number, "runs": self.simulator.runs, "minutes": minutes}
                self.storage.write_json(JOURNAL, ended)
            if name in ended and number >= ended[name]["round"]:
                self.notes.append({"minutes": minutes, "run": ended[name]["runs"],
                                   "round": ended[name]["round"], "search": search_number + 1})  # fmt: skip
                return True
            return False

        return enough

    def _journal(self) -> dict[str, Any]:
        try:
            found = self.storage.read_json(JOURNAL)
        except ResultsError:
            return {}
        entries = found.items() if isinstance(found, dict) else ()
        return {name: one for name, one in entries if isinstance(one, dict) and
                all(isinstance(one.get(key), int) for key in ("round", "runs", "minutes"))}  # fmt: skip


@dataclass(frozen=True)
class Planning:
    """A plan file, and on what it is computed. minutes: after which the last step stops, noted with its runs."""

    read: ReadPlan
    out: str
    pool: Pool
    display: Display
    limit: float | None = None
    minutes: int | None = None
    beside: bool = True
    """Whether what stands beside the plan is computed, too."""

    def carried_out(self) -> Carried:
        """Everything. Raises RunError, ResultsError, PointsError; the same call goes on where it was stopped."""
        read = self.read
        runs = Runs(str(within(self.out, "runs")), read.file.seed, self.pool, self.display, self.limit)
        simulated, problem = self._problem(runs)
        simulator = Remembered(simulated)
        file, effort = read.file, effort_of(read.file)
        simulated.label = say("simple plans")
        simple = SimplePlans.of(
            read.scenario, simulated.choices, self._today(runs)[:, :, 3:], problem, simulator, effort
        )
        own = simulated.of_scenarios([simulated.scenario], range(effort.block), say("as it is"))
        base = tuple(shares(problem, simulated.at_dates(own)[0]).tolist())
        ending = Ending(storage_at(self.out), self.minutes, simulator)
        found = search(problem, simulator, effort, simple.starts, told=self._told(simulated), enough=ending.of(0))
        hindered: list[Obstacle] = []
        blocks: list[Block] = []
        if not found.reached and problem.goal == "least cost":
            # Nothing reaches the target: what comes nearest, and why.
            close = search(nearest(problem), simulator, effort, [found.plan], self._told(simulated))
            found.plan = close.plan
            found.tried |= close.tried
        simulated.label = "verdict"
        while True:
            first = FRESH + len(blocks) * file.fresh
            block = verify(problem, simulator, found.plan, range(first, first + file.fresh), TRIES)
            blocks.append(block)
            if block.accepted or len(blocks) == TRIES or not found.reached or problem.goal != "least cost":
                break
            judged = zip(problem.requirements, block.shares, strict=True)
            lacking = max(one.probability - share for one, share in judged)
            more = effort.extra + max(0.0, lacking) + _FURTHER
            effort = replace(effort, extra=more, rounds=1, steps=2)
            again = search(problem, simulator, effort, [found.plan], self._told(simulated), ending.of(len(blocks)))
            simulated.label = "verdict"
            if not again.reached:
                break
            again.tried = found.tried | again.tried
            found = again
        if len(blocks) == 2 and blocks[-1].accepted:
            plan = between(found, *blocks)
            if plan is not None:
                first = FRESH + len(blocks) * file.fresh
                block = verify(problem, simulator, plan, range(first, first + file.fresh), TRIES)
                # The last one is the verdict on the plan.
                blocks.insert(len(blocks) if block.accepted else -1, block)
                found.plan = blocks[-1].plan
        if not blocks[-1].accepted:
            simulated.label = say("what is in the way")
            hindered = obstacles(nearest(problem), simulator, blocks[-1].plan, range(effort.block))
        choices, targets = simulated.choices, simulated.targets
        carried = Carried(read, choices, targets, problem, simulated, simulator, found, blocks, base, simple, hindered)
        carried.notes += ending.notes
        if self.beside:
            from simulation.planning.plans.beside import beside

            beside(carried, runs)
        return carried

    def _told(self, simulated: Simulated):
        """Names the next runs after the step that asks for them."""
        rounds = {"count": 1}

        def told(step: str, found: Search) -> None:
            following = {"proposal": "estimates", "estimates": "proposal", "differences": "proposal"}
            rounds["count"] += step == "estimates"
            share = shares(found.problem, found.tried[found.plan])[0] if found.plan else 0.0
            simulated.label = say(
                "{kind} {count}, best {share:.2f}",
                kind=following.get(step, "neighbours"),
                count=rounds["count"],
                share=share,
            )

        simulated.label = say("first proposal")
        return told

    def _today(self, runs: Runs) -> np.ndarray:
        """Means of `_TODAY` in the scenario as it is: months × places × measures."""
        recorded = Recorded(places="region", every="month", measures=_TODAY)
        return runs.values([self.read.scenario], range(PRICED), recorded, "today")[0].mean(axis=0)

    def _problem(self, runs: Runs) -> tuple[Simulated, Problem]:
        read, file, scenario = self.read, self.read.file, self.read.scenario
        frame, today = Frame.of(scenario), self._today(runs)
        certified, trainers = today[:, :, 0].sum(axis=1), today[:, :, 1].sum(axis=1)
        choices = choices_of(file.decide, scenario, certified.tolist(), trainers.tolist())
        targets, origin = aimed(read.targets, frame.regions)
        before = _outside_the_calendar(scenario, choices, today[:, :, 2], [*frame.regions, "national"])
        simulated = Simulated(scenario, choices, targets, runs, file.cap == "lifted", before)
        limits = tuple(
            Limit(
                say("budget {year}", year=year),
                tuple(choice.in_year(int(year), file.cost) for choice in choices),
                amount,
            )
            for year, amount in sorted((file.budgets or {}).items())
        )
        together = [number for number, at in enumerate(origin) if read.targets[at].probability is None]
        requirements = [Requirement(tuple(together), file.probability)] if together else []
        requirements += [
            Requirement(tuple(number for number, at in enumerate(origin) if at == position), aim.probability)
            for position, aim in enumerate(read.targets) if aim.probability is not None
        ]  # fmt: skip
        decisions = tuple(choice.decision(file.cost) for choice in choices)
        thresholds = tuple(float(one.aim.value) for one in targets)
        return simulated, Problem(decisions, thresholds, tuple(requirements), limits, file.goal)


def effort_of(file: PlanFile) -> Effort:
    """How much the search of a plan file simulates."""
    block = file.replicates
    return Effort(block=block, design=max(5, block // 25), single=max(20, block // 10))


def _outside_the_calendar(
    scenario: Scenario, choices: Sequence[Choice], held: np.ndarray, places: Sequence[str]
) -> list[dict[str, Any]]:
    """Calendar entries for months of which nothing is decided: the courses that the scenario holds then on average.

    held: mean courses, months × places. Rounded so that each place has its total.
    """
    if not any(choice.kind == "facilitator_courses" for choice in choices):
        return []
    start = month_number(scenario.start)
    decided = {
        month_number(choice.first) - start + offset
        for choice in choices if choice.kind == "facilitator_courses" for offset in range(choice.months)
    }  # fmt: skip
    free = np.array([month not in decided for month in range(scenario.months)])
    sums = np.floor((held * free[:, None]).cumsum(axis=0) + 0.5)
    counts = np.diff(sums, axis=0, prepend=0.0).astype(int)
    remote = bool(scenario.levers.facilitator_courses.remote)
    return [
        {"month": month_text(start + month), "place": place, "courses": int(counts[month, at]),
         "remote": remote and place == "national"}
        for month in range(scenario.months) for at, place in enumerate(places) if counts[month, at] > 0
    ]  # fmt: skip
