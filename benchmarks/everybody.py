"""A run in which everybody in France is reached, in a process of its own; and how time and memory grow with persons.

python -m benchmarks.everybody SHARE [--rules]    one run over this share of the headcounts, printed as JSON
"""

import json
import resource
import sys
import time
from collections.abc import Iterator

from benchmarks.measuring import Line, TooLongError, process
from simulation.common.columns import PERSON_INDEX
from simulation.engine.run import RULES, begin, run_until
from simulation.scenario.geography import france
from simulation.scenario.schema import Scenario

SHARES = (0.1, 0.25, 0.5, 1.0)
FACILITATORS, PERSONS_A_TRAINER, TRAINERS_A_MASTER = 0.005, 2000, 4
"""At the start: facilitators per head, heads per trainer, trainers per master."""


def scenario_of(share: float, months: int = 60) -> Scenario:
    """Everybody takes part sooner or later, with facilitators and trainers in proportion; all ten rules at work."""
    cells = [
        {
            "region": cell.region,
            "administration": cell.administration,
            "headcount": max(1, round(cell.headcount * share)),
        }
        for cell in france()
    ]
    heads: dict[str, int] = {}
    for cell in cells:
        heads[cell["region"]] = heads.get(cell["region"], 0) + cell["headcount"]
    trainers = {region: max(2, round(people / PERSONS_A_TRAINER)) for region, people in heads.items()}
    best = {
        "addressable_share": 1.0,
        "innovation": 0.6,
        "imitation": 1.0,
        "patience_for_a_group": 1200.0,
        "groups_per_year": 12.0,
        "activity_shape": 2.0,
        "again": 0.05,
        "goes_on": 0.05,
    }
    return Scenario.model_validate(
        {
            "name": "Everybody",
            "months": months,
            "population": cells,
            "initial": {
                "facilitators": round(FACILITATORS * sum(heads.values())),
                "practitioners": 0,
                "active_by_half_year": [1.0] * 5,
            },
            "levers": {
                "trainers": {
                    "at_start": [
                        {"place": region, "trainers": number, "masters": max(1, number // TRAINERS_A_MASTER)}
                        for region, number in trainers.items()
                    ],
                    "days_per_month": 8.0,
                },
                "facilitators": {"days_per_month": 4.0},
                "groups": {"sessions": 2},
            },
            "uncertainties": {name: {"best": value} for name, value in best.items()},
        }
    )


def run_once(share: float, by_rule: bool = False, months: int = 60) -> dict:
    """One run; CPU seconds, persons, and this process's peak memory."""
    scenario = scenario_of(share, months)
    begun = time.process_time()
    tables = begin(scenario, 1, 0, best_values=True)
    rules = dict.fromkeys(RULES, 0.0)
    if by_rule:
        for month in range(months):
            for number, rule in enumerate(RULES):
                before = time.process_time()
                after = number + 1
                tables = run_until(tables, month + after // len(RULES), after % len(RULES))
                rules[rule] += time.process_time() - before
    else:
        tables = run_until(tables, months)
    spent = time.process_time() - begun
    heads = sum(cell.headcount for cell in scenario.population)
    first_sessions = int(tables.persons_record[..., PERSON_INDEX["newly_reached"]].sum())
    return {
        "cpu": spent,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "headcount": heads,
        "reached": first_sessions,
        "reached_at_end": int(tables.role_counts[:, 2:8].sum()) / heads,
        "persons": int(tables.now[0].persons),
        "rules": rules if by_rule else {},
    }


def lines(shares: tuple[float, ...] = SHARES, most: float = 240.0) -> Iterator[Line]:
    """Each share in a fresh process, the whole nation last; a run is given up after `most` seconds."""

    def fresh(share: float) -> tuple[dict, float]:
        ran = process([sys.executable, "-m", "benchmarks.everybody", str(share)], most=most)
        return json.loads(ran.output), ran.cpu

    fresh(0.001)  # compiles, if need be, which takes more memory than a run
    nothing, _ = fresh(0.001)  # what is left is the memory of Python and its libraries
    costs, sizes = [], []
    for share in shares:
        people = f"{sum(cell.headcount for cell in france()) * share / 1e6:.2g} million"
        whole = {"at_most": 60.0} if share == 1.0 else {}
        try:
            found, cpu = fresh(share)
        except TooLongError as error:
            yield Line(f"everybody reached, {people}: whole process", None, "s CPU", **whole, detail=str(error))
            break
        reached = found["reached"]
        costs.append(found["cpu"] / reached)
        sizes.append((found["peak_mb"] - nothing["peak_mb"]) / reached)
        yield Line(
            f"everybody reached, {people}: whole process",
            cpu,
            "s CPU",
            **whole,
            peak_mb=found["peak_mb"],
            detail=f"{reached:,} first sessions, {found['reached_at_end']:.1%} of all at the end; "
            f"{costs[-1] * 1e6:.2f} µs and {sizes[-1] * 2**20:.0f} bytes a person reached",
        )
        if share == 1.0:
            yield Line(f"everybody reached, {people}: peak memory", found["peak_mb"], "MB", at_most=2000)
            yield Line(f"everybody reached, {people}: first sessions", reached, "persons", at_least=5_700_000)
    if len(shares) > 1:
        complete = len(costs) == len(shares)
        for name, each in (("time", costs), ("memory", sizes)):
            if complete and min(each) <= 0:  # so few that they fit into the memory of Python itself
                continue
            worst = max(each) / min(each) if complete else None
            yield Line(f"everybody reached: {name} a person, dearest / cheapest size", worst, "×", at_most=1.5)


if __name__ == "__main__":
    print(json.dumps(run_once(float(sys.argv[1]), "--rules" in sys.argv)))
