"""Simple plans: the best of them is where the search begins; at its end they stand beside the plan that was found."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from simulation.planning.plans.decided import Choice
from simulation.planning.plans.families import COURSES, families
from simulation.planning.search.margins import shares
from simulation.planning.search.problem import Plan, Problem, Simulator
from simulation.planning.search.simple import Mixed, best_mix, cheapest_size
from simulation.planning.search.state import Effort
from simulation.scenario.geography import geography_of
from simulation.scenario.schema import Scenario

STARTS = 3
"""Simple plans from which a search may begin, beside the middle of the bounds."""


@dataclass(frozen=True)
class SimplePlans:
    """kinds: what can be decided. mix: the kinds that a simple plan had best decide together, by the rule `equal`.
    starts: the best plans seen while that was found, the best first.
    """

    rules: dict[str, Mixed]
    kinds: tuple[str, ...]
    mix: tuple[str, ...]
    starts: tuple[Plan, ...]

    @classmethod
    def of(
        cls, scenario: Scenario, choices: Sequence[Choice], today: np.ndarray, problem: Problem, simulator: Simulator,
        effort: Effort,
    ) -> "SimplePlans":  # fmt: skip
        """today: active facilitators and waiting for a course in the scenario as it is, months × places × 2."""
        kinds = tuple(dict.fromkeys(choice.kind for choice in choices))
        active = dict(zip(geography_of(scenario).regions, today[-1, :, 0].tolist(), strict=False))
        rules = families(scenario, choices, active, today[:, :, 1].sum(axis=1).tolist())
        first = COURSES if COURSES in kinds else kinds[0]
        part = range(max(1, effort.block // 5))
        mix, seen = best_mix(problem, simulator, rules["equal"], kinds, first, part, effort.extra)
        return cls(rules, kinds, mix, tuple(seen[:STARTS]))

    def compared(
        self, problem: Problem, simulator: Simulator, effort: Effort, fresh: range, money: float
    ) -> list[dict[str, Any]]:
        """Each at its cheapest size that is enough, and the surest that costs no more than the plan, on fresh runs.

        money: cost of the plan. Everything that may be decided in equal parts; then each rule with the best mix.
        """
        asked = [("equal", self.kinds)] if self.mix != self.kinds else []
        found = []
        for name, mix in [*asked, *((name, self.mix) for name in self.rules)]:
            one = cheapest_size(
                problem, simulator, name, self.rules[name](mix), range(effort.block), effort.extra, money
            )
            values = simulator.outcomes([one.plan, one.within], fresh)
            on_fresh = [[round(float(share), 6) for share in shares(problem, of_plan)] for of_plan in values]
            found.append({
                "name": name, "uses": list(mix), "plan": list(one.plan), "cost": one.cost, "reached": one.reached,
                "on_the_block": list(one.shares), "shares": on_fresh[0],
                "for_the_same_money": {"plan": list(one.within), "cost": problem.cost(one.within),
                                       "shares": on_fresh[1]},
            })  # fmt: skip
        return found
