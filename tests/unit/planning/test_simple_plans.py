"""Simple plans: rules over places where there are several, over time where there is one."""

import pytest

from simulation.planning.plans.decided import choices_of
from simulation.planning.plans.families import families
from simulation.planning.plans.files import read_plan

PLAN = """\
name: Small
scenario: reference
decide:
  facilitator_courses:
    - {{places: {places}, every: year, at_most: 4}}
  calls: {calls}
"""


def _families(folder, places, active=None, waiting=None):
    file = folder / "plan.yaml"
    file.write_text(PLAN.format(places=places, calls="[{every: once, at_most: 2}]"), encoding="utf-8")
    read = read_plan(file)
    months = read.scenario.months
    choices = choices_of(read.file.decide, read.scenario, [200.0] * months, [10.0] * months)
    return choices, families(read.scenario, choices, active or {}, waiting or [1.0] * months)


def _courses(choices, plan):
    found: dict = {}
    for choice, units in zip(choices, plan, strict=True):
        if choice.kind == "facilitator_courses":
            found.setdefault(choice.places[0], []).append(units)
    return found


def test_over_several_places_the_rules_differ_and_spend_the_same(tmp_path):
    choices, rules = _families(tmp_path, "[Bretagne, Corse, Île-de-France]", {"Corse": 3, "Île-de-France": 9})
    assert list(rules) == ["equal", "proportional", "worst_served_first"]
    made = {name: _courses(choices, rule(["facilitator_courses"])(0.5)) for name, rule in rules.items()}
    assert made["equal"] == {"Bretagne": [2] * 5, "Corse": [2] * 5, "Île-de-France": [2] * 5}
    # Three regions, half of everything: one and a half region's worth. Nobody is active in Bretagne; Corse is small.
    assert made["proportional"] == {"Bretagne": [2] * 5, "Corse": [0] * 5, "Île-de-France": [4] * 5}
    assert made["worst_served_first"] == {"Bretagne": [4] * 5, "Corse": [0] * 5, "Île-de-France": [2] * 5}


def test_over_one_place_the_rules_are_over_time(tmp_path):
    waiting = [0.0] * 12 + [2.0] * 12 + [1.0] * 36
    choices, rules = _families(tmp_path, "[national]", waiting=waiting)
    assert list(rules) == ["equal", "by_waiting", "early"]
    made = {name: _courses(choices, rule(["facilitator_courses"])(0.4))["national"] for name, rule in rules.items()}
    assert made == {"equal": [2] * 5, "by_waiting": [0, 3, 2, 2, 2], "early": [4, 4, 0, 0, 0]}


@pytest.mark.parametrize("name", ["equal", "by_waiting", "early"])
def test_the_size_reaches_from_nothing_to_everything_and_never_takes_back(tmp_path, name):
    choices, rules = _families(tmp_path, "[national]")
    family = rules[name](["facilitator_courses", "calls"])
    plans = [family(size / 40) for size in range(41)]
    assert plans[0] == (0,) * len(choices)
    assert plans[-1] == tuple(choice.entry.at_most for choice in choices)
    assert all((after >= before) for one, two in zip(plans, plans[1:], strict=False)
               for before, after in zip(one, two, strict=True))  # fmt: skip
    assert rules[name](["calls"])(1.0)[:5] == (0,) * 5
