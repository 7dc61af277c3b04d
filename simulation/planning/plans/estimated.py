"""What a plan will take before it begins: how many numbers are decided, how many runs at most, how long."""

import hashlib
import time
from dataclasses import dataclass

from simulation.language import say
from simulation.planning.plans.beside import CHANCES, PLANS, PROBABILITIES, WORLDS
from simulation.planning.plans.decided import choices_of
from simulation.planning.plans.files import ReadPlan
from simulation.planning.plans.handed import REPLICATES
from simulation.planning.plans.planning import JOURNAL, PRICED, TRIES, effort_of
from simulation.planning.search.frontier import CORRECTIONS
from simulation.planning.search.simple import HALVINGS, ROUGH_STEPS, STEPS
from simulation.runs.estimate import STARTING, duration
from simulation.runs.model_choice import COMPILED_MODEL
from simulation.scenario.writing import fingerprint
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage

BEGUN = "begun"
"""Key of the journal: the plan file and scenario that somebody has agreed to."""


_TRIED = 3


@dataclass(frozen=True)
class Expected:
    """decisions: numbers that are decided. runs: at most, when each step takes all its rounds. seconds: for them."""

    decisions: int
    runs: int
    seconds: float

    def sentence(self) -> str:
        """All of it, for a person to read."""
        return say(
            "{decisions} decisions, up to about {runs:,.0f} runs: up to about {duration}. What was "
            "run before is not run again.",
            decisions=self.decisions,
            runs=float(f"{self.runs:.2g}"),
            duration=duration(self.seconds),
        )


def expected(read: ReadPlan, workers: int) -> Expected:
    """Counts the decisions and the runs of all steps, and tries a few runs."""
    scenario, seed = read.scenario, read.file.seed
    nobody = [0.0] * scenario.months
    choices = choices_of(read.file.decide, scenario, nobody, nobody)
    number = len(choices)
    runs = _runs(read, number, len({choice.kind for choice in choices}))
    COMPILED_MODEL.simulate(scenario, seed, 0)  # compiled code is made or loaded before it is timed
    spent = []
    for replicate in range(_TRIED):
        begun = time.perf_counter()
        COMPILED_MODEL.simulate(scenario, seed, replicate)
        spent.append(time.perf_counter() - begun)
    return Expected(number, runs, 1.2 * min(spent) * runs / workers + STARTING * (workers > 1))


def _runs(read: ReadPlan, decisions: int, kinds: int) -> int:
    effort, fresh = effort_of(read.file), read.file.fresh
    rows = 2 * 2 ** decisions.bit_length()
    designs = effort.rounds * (rows * effort.design + effort.block)
    differences = effort.steps * (decisions * effort.single + effort.block)
    neighbours = effort.polish * effort.neighbours * effort.block
    beside = (
        4 * (STEPS + 1 + HALVINGS) + CORRECTIONS * (len(PROBABILITIES) + 1) + 2 * kinds
    ) * effort.block  # fmt: skip
    beside += (kinds * (kinds + 1) // 2 + 1) * ROUGH_STEPS * effort.block // 5  # mixes of simple plans
    worlds = PLANS * CHANCES * max(WORLDS[0], min(WORLDS[1], effort.block // 12))
    return PRICED + designs + differences + neighbours + TRIES * fresh + beside + worlds + REPLICATES


def is_begun(storage: Storage, read: ReadPlan) -> bool:
    """Whether the same plan has begun there: whoever goes on with it is not asked again."""
    try:
        journal = storage.read_json(JOURNAL)
    except ResultsError:
        return False
    return isinstance(journal, dict) and journal.get(BEGUN) == _digest(read)


def begin(storage: Storage, read: ReadPlan) -> None:
    """Notes that a plan has begun; what was noted of another is gone. Raises OSError."""
    if not is_begun(storage, read):
        storage.prepare()
        storage.write_json(JOURNAL, {BEGUN: _digest(read)})


def _digest(read: ReadPlan) -> str:
    text = "\n".join([*read.document.lines, fingerprint(read.scenario)])
    return hashlib.sha256(text.encode()).hexdigest()
