"""How many times fewer replicates a paired comparison needs than one of independent seeds; run as a script to see.

    python -m tests.verification.common_random_numbers

A difference of means over n pairs with the same seeds has variance var(A − B)/n, over independent seeds
(var A + var B)/n. The factor is their ratio: so many times fewer replicates give the same standard error.
"""

from pathlib import Path

import numpy as np

from simulation.common.columns import PERSON_INDEX
from simulation.engine.run import simulate
from simulation.scenario.loading import load_scenario
from simulation.scenario.schema import Scenario

REFERENCE = Path(__file__).parents[2] / "scenarios" / "reference.yaml"


def reference() -> Scenario:
    return load_scenario(REFERENCE)


def changed(scenario: Scenario, part: str, **values) -> Scenario:
    """The scenario with some levers of one part of the levers replaced, checked again; "" for a lever itself."""
    given = scenario.model_dump(by_alias=True)
    target = given["levers"]
    for name in part.split(".") if part else []:
        target = target[name]
    target.update(values)
    return Scenario.model_validate(_as_input(given))


def _as_input(given):
    """What model_dump gives, as `model_validate` takes it: sequences as lists."""
    if isinstance(given, dict):
        return {name: _as_input(value) for name, value in given.items()}
    return [_as_input(value) for value in given] if isinstance(given, (list, tuple)) else given


def one_trainer_more(scenario: Scenario) -> Scenario:
    """One more trainer at the start, in the first region that has one."""
    entries = [entry.model_dump(by_alias=True) for entry in scenario.levers.trainers.at_start]
    entries[0]["trainers"] += 1
    return changed(scenario, "trainers", at_start=entries)


def trainer_days_doubled(scenario: Scenario) -> Scenario:
    """Twice the days that each trainer gives, in every month."""
    steps = [step.model_dump(by_alias=True) for step in scenario.levers.trainers.days_per_month]
    return changed(scenario, "trainers", days_per_month=[{**step, "value": 2 * step["value"]} for step in steps])


CHANGES = {"one trainer added at the start": one_trainer_more, "trainer days doubled": trainer_days_doubled}


MEASURES = ("active facilitators at the end", "persons reached by the end")


def measured(scenario: Scenario, replicates: int, seed: int = 1) -> np.ndarray:
    """The measures of the nation, replicates × MEASURES, each replicate with its own uncertainties."""
    active, reached = PERSON_INDEX["active_facilitators"], PERSON_INDEX["newly_reached"]
    persons = (simulate(scenario, seed, i).persons for i in range(replicates))
    return np.array([(one[-1, :, active].sum(), one[:, :, reached].sum()) for one in persons], dtype=float)


def factor(before: np.ndarray, after: np.ndarray) -> float:
    return float((before.var(ddof=1) + after.var(ddof=1)) / (after - before).var(ddof=1))


def factors(replicates: int = 500) -> dict[str, dict[str, float]]:
    """For each change and measure: means, the difference's error by either method, correlation, and factor."""
    scenario = reference()
    all_before = measured(scenario, replicates)
    found = {}
    for name, change in CHANGES.items():
        all_after = measured(change(scenario), replicates)
        for measure, before, after in zip(MEASURES, all_before.T, all_after.T, strict=True):
            found[f"{name}, {measure}"] = {
                "mean before": before.mean(),
                "mean after": after.mean(),
                "error of the difference, paired": float((after - before).std(ddof=1) / replicates**0.5),
                "error of the difference, independent": float(
                    ((before.var(ddof=1) + after.var(ddof=1)) / replicates) ** 0.5
                ),
                "correlation": float(np.corrcoef(before, after)[0, 1]),
                "factor": factor(before, after),
            }
    return found


def shown(found: dict[str, dict[str, float]]) -> str:
    lines = []
    for name, numbers in found.items():
        lines.append(f"{name}:")
        lines += [f"    {label}: {number:.3g}" for label, number in numbers.items()]
    return "\n".join(lines)


if __name__ == "__main__":
    print(shown(factors()))
