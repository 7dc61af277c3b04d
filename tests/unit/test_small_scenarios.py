"""The generators of small scenarios use every part of a scenario, so that what is compared on them is everything."""

import pytest

from simulation.scenario.findings import stepped_values
from simulation.scenario.levers import USES_OF_DAYS
from simulation.scenario.schema import PERSON_STATES
from tests.small_scenarios import random_sharp_scenario, random_small_scenario

PARTS = {
    **{f"register: {state}": lambda s, state=state: any(r.state == state and r.count for r in s.initial.register_)
       for state in (*PERSON_STATES, "group")},
    "register: national group": lambda s: any(r.region == "national" for r in s.initial.register_),
    "register: age left out": lambda s: any(r.age is None for r in s.initial.register_),
    "hire until": lambda s: any(hire.until for hire in s.levers.trainers.hired),
    "hire with own days": lambda s: any(hire.days_per_month is not None for hire in s.levers.trainers.hired),
    "bought days": lambda s: any(hire.day_price for hire in s.levers.trainers.hired),
    "bought days for nothing": lambda s: any(hire.day_price == 0 for hire in s.levers.trainers.hired),
    "days at a place": lambda s: s.levers.trainers.days_at,
    **{f"first use: {use}": lambda s, use=use: s.levers.trainers.order_of_uses[0] == use for use in USES_OF_DAYS},
    "replaced at once": lambda s: s.levers.trainers.replaced_after_months == 0,
    "replaced later": lambda s: s.levers.trainers.replaced_after_months,
    "courses a quarter": lambda s: any(step.value for step in s.levers.facilitator_courses.per_quarter),
    "seats reserved for a region": lambda s: any(one.region for one in s.levers.facilitator_courses.reserved),
    "seats reserved for an administration": lambda s: any(
        one.administration for one in s.levers.facilitator_courses.reserved
    ),
    "no course a quarter": lambda s: any(step.value == 0 for step in s.levers.facilitator_courses.per_quarter),
    **{f"trainer courses: {way}": lambda s, way=way: s.levers.trainer_courses.scheduling == way
       for way in ("need", "on demand", "calendar")},
    **{f"priority: {which}": lambda s, which=which: s.levers.practicum.priority == which
       for which in ("first", "mixed", "last")},
    "no practice": lambda s: s.levers.practicum.sessions == 0,
    "only trainers supervise": lambda s: not s.levers.practicum.facilitator_supervisors,
    "coordination": lambda s: any(step.value for step in s.levers.coordination.days_per_month),
    "nominations again and again": lambda s: any(n.every_months for n in s.levers.nominations),
    "nominations of an administration": lambda s: any(n.administration for n in s.levers.nominations),
    "nominations of a region": lambda s: any(n.region for n in s.levers.nominations),
    "call of the nation": lambda s: any(call.region is None for call in s.levers.calls),
    "call of a region": lambda s: any(call.region for call in s.levers.calls),
    "budget of both": lambda s: any(step.value for step in s.levers.budget) and s.levers.budget_covers == "both",
    "budget of cash": lambda s: any(step.value for step in s.levers.budget) and s.levers.budget_covers == "cash",
    "budget kept for training": lambda s: any(step.value for step in s.levers.budget_for_training),
    "ramp": lambda s: any(step.over for _, steps in stepped_values(s.levers) for step in steps),
    "permanent posts, few leaders": lambda s: (
        0 < s.initial.facilitators < 5 and any(order.permanent for order in s.levers.programmes)
    ),
    "days lowered in mid-run": lambda s: (
        [step.value for step in s.levers.facilitators.days_per_month][-1:] < [1.0]
        and s.levers.facilitators.days_per_month[-1].from_ > s.start
    ),
}  # fmt: skip


@pytest.mark.parametrize("make", [random_small_scenario, random_sharp_scenario])
def test_every_part_comes_up(make):
    made = [make(number) for number in range(150)]
    seldom = {part: count for part, used in PARTS.items() if (count := sum(bool(used(s)) for s in made)) < 2}
    assert seldom == {}


def test_a_number_makes_the_same_scenario():
    assert random_small_scenario(7) == random_small_scenario(7) != random_small_scenario(8)
