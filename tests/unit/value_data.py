"""What one more is worth, made up: values of pairs drawn with known means, judged by the real functions."""

from types import SimpleNamespace

import numpy as np

from simulation.outcomes.value import COSTS, Value
from simulation.outcomes.value_units import UNITS
from simulation.planning.by_place import key_of, table_by_place
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
        "scenario": {"name": "Made up", "called": "made_up"}, "seed": 1, "measure": question.measure,
        "month": "2030-12", "from": "2027-01", "search_pairs": 60, "pairs": 400, "failed": 0, "finalists": list(last),
        "gain": vars(verdict({name: one.values[:, 0] for name, one in last.items()})),
        "for_money": vars(verdict({name: one.ratio for name, one in last.items() if one.ratio is not None})),
        "left_out": [{"change": "course", "reason": "on demand", "words": ""}],
    }  # fmt: skip
    return Value(table_of(list(found.values()), question), record)


def made_up_by_place(regions):
    """A value by place as `rank` leaves it: calls help the more the later a region stands, nominations nowhere."""
    rng, scenario, search, fresh = np.random.default_rng(3), Scenario(name="Made up"), {}, {}

    def add(found, unit, cell, gain, pairs):
        values = np.stack([rng.normal(one, 2.0, pairs) for one in (gain, 50 * gain, 2000, 9000)], axis=1)
        change = Change(UNITS[unit], cell, scenario, 1.0)
        found[key_of(change)] = Found(change, values, np.arange(pairs), found is fresh)

    for number, region in enumerate(regions):
        for year in (2027, 2028):
            cell = Cell(region, f"{year}-01", f"{year}-12", True)
            add(search, "call", cell, 0.3 * number, 60)
            add(search, "nominations", cell, 0.0, 60)
    add(fresh, "call", Cell(regions[-1], "2027-04", "2027-06", True), 0.3 * len(regions), 120)
    measures = ("active_facilitators", "people_reached", *COSTS)
    asked = SimpleNamespace(question=SimpleNamespace(measures=measures))
    table = table_by_place(SimpleNamespace(asked=asked, search=search, fresh=fresh))
    left = [{"change": "trainer_days", "place": regions[0], "reason": "no trainers", "words": ""},
            {"change": "budget", "place": regions[0], "reason": "nation only", "words": ""}]  # fmt: skip
    record = {"measure": measures[0], "month": "2030-12", "by": ["region", "quarter"], "steps": ["call"],
              "steps_planned": 2, "left_out": left}  # fmt: skip
    return Value(table, record)
