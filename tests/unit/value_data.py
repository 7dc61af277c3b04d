"""What one more is worth, made up: values of pairs drawn with known means, judged by the real functions."""

import numpy as np

from simulation.outcomes.value import COSTS, Value
from simulation.outcomes.value_units import UNITS
from simulation.planning.changes import Cell, Change
from simulation.planning.helping import Found, table_of, usual_question
from simulation.planning.judging import verdict
from simulation.scenario.schema import Scenario, Target

CELL = Cell(None, "2027-01", "2030-12")
GAINS = {"trainer_days": 27.0, "days_bought": 20.0, "call": 7.0, "trainer": 4.0, "budget": 0.0, "animation": 1.0}
"""Mean gains of active facilitators."""
SEARCHED = ("budget", "animation")


def found_of(gains, pairs=400, spread=10.0, fresh=True, seed=1, cost=20_000.0):
    """What changes come to: normal gains, fifty times as many people reached, and costs in proportion to the gain."""
    rng, scenario, found = np.random.default_rng(seed), Scenario(name="Made up"), {}
    for name, gain in gains.items():
        active = rng.normal(gain, spread, pairs)
        people = 50 * active + rng.normal(0, 40, pairs)
        cash, time = (cost * gain + rng.normal(0, 5000, pairs) for _ in COSTS)
        change = Change(UNITS[name], CELL, scenario, 1.0)
        found[name] = Found(change, np.stack([active, people, cash, time], axis=1), np.arange(pairs), fresh)
    return found


def made_up_value(gains=GAINS, **others):
    """A value as a race leaves it."""
    scenario = Scenario(name="Made up", target=Target(value=100, month="2030-12"))
    question = usual_question(scenario)
    found = found_of(gains, **others)
    found |= found_of({name: gains[name] for name in SEARCHED if name in gains}, 60, fresh=False, seed=2)
    last = {name: one for name, one in found.items() if one.fresh}
    record = {
        "scenario": {"name": "Made up", "called": "made_up"}, "seed": 1, "measure": question.measure, "month": "2030-12",
        "from": "2027-01", "search_pairs": 60, "pairs": 400, "failed": 0, "finalists": list(last),
        "gain": vars(verdict({name: one.values[:, 0] for name, one in last.items()})),
        "for_money": vars(verdict({name: one.ratio for name, one in last.items() if one.ratio is not None})),
        "left_out": [{"change": "course", "reason": "on demand", "words": ""}],
    }  # fmt: skip
    return Value(table_of(list(found.values()), question), record)
