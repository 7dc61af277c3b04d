"""One seed under two scenarios: one history until the lever acts, and differences that need far fewer replicates."""

import numpy as np
import pytest

from simulation.engine.run import simulate
from tests.small_scenarios import random_small_scenario
from tests.verification.common_random_numbers import CHANGES, MEASURES, changed, factors, reference, shown

STEP = "2028-01"
MONTHS_BEFORE = 24

STEPS = [
    ("trainers", "days_per_month", 4.0, 8.0),
    ("facilitator_courses", "travel", True, False),
    ("facilitator_courses", "remote", True, False),
    ("facilitator_courses", "seats", 12, 7),
    ("facilitator_courses", "minimum", 6, 12),
    ("facilitator_courses", "trainers", 2, 3),
    ("facilitator_courses", "per_quarter", 9, 0),
    ("trainer_courses", "seats", 14, 5),
    ("trainer_courses", "minimum", 4, 14),
    ("trainer_courses", "trainers", 2, 1),
    ("facilitators", "days_per_month", 2.0, 4.0),
    ("coordination", "days_per_month", 0.0, 8.0),
    ("groups", "remote_share", 0.3, 0.9),
    ("", "animation", 0.3, 1.0),
    ("", "budget", 3e6, 1e5),
]
"""A budget acts on what opens before its step and goes on after it; here it counts cash, which falls into one year."""


@pytest.mark.parametrize("part, lever, value, later", STEPS)
def test_histories_are_identical_until_the_lever_acts(part, lever, value, later):
    """From its step on a lever changes something; before, not one number of any table, with drawn uncertainties."""
    # Beside remote courses on demand trainers travel to supervise alone, and in the reference hardly ever.
    base = changed(reference(), "facilitator_courses", remote=False) if lever == "travel" else reference()
    before = changed(base, part, **{lever: value})
    after = changed(before, part, **{lever: [{"from": "2026-01", "value": value}, {"from": STEP, "value": later}]})
    acted = False
    for seed in range(8):
        one, other = simulate(before, seed, 0), simulate(after, seed, 0)
        assert (one.persons[:MONTHS_BEFORE] == other.persons[:MONTHS_BEFORE]).all()
        assert (one.activity[:MONTHS_BEFORE] == other.activity[:MONTHS_BEFORE]).all()
        assert (one.network[:2] == other.network[:2]).all() and (one.lineage[:2] == other.lineage[:2]).all()
        acted |= bool((one.activity[MONTHS_BEFORE:] != other.activity[MONTHS_BEFORE:]).any())
    assert acted


LATER = [
    ("trainers", "hired", [{"from": STEP, "place": "national", "trainers": 3}]),
    ("trainers", "hired", [{"from": STEP, "place": "national", "trainers": 3, "day_price": 800.0}]),
    ("", "nominations", [{"name": "others", "first": STEP, "places": 30}]),
    ("", "calls", [{"month": STEP, "strength": 5.0}]),
    ("", "programmes", [{"name": "others", "first": STEP, "headcount": 60}]),
]
"""What is added, and begins with the step."""


@pytest.mark.parametrize("part, lever, added", LATER)
def test_what_begins_later_changes_nothing_before(part, lever, added):
    """With the money of all years, for what a year's January sets aside may be short already."""
    before = changed(reference(), "", budget=None)
    held = before.model_dump(by_alias=True)["levers"]
    there = (held[part] if part else held)[lever]
    one, other = simulate(before, 4, 0), simulate(changed(before, part, **{lever: [*there, *added]}), 4, 0)
    assert (one.persons[:MONTHS_BEFORE] == other.persons[:MONTHS_BEFORE]).all()
    assert (one.activity[:MONTHS_BEFORE] == other.activity[:MONTHS_BEFORE]).all()
    assert (other.persons[MONTHS_BEFORE:] != one.persons[MONTHS_BEFORE:]).any()


def test_uncertainties_are_those_of_the_world_asked_for():
    """Two replicates of one world differ by chance alone, and a world by its uncertainties alone."""
    scenario = random_small_scenario(7)
    with_best = simulate(scenario, 3, 1, best_values=True)
    assert (simulate(scenario, 3, 1, best_values=True, world=9).persons == with_best.persons).all()
    drawn = reference()
    own, other = simulate(drawn, 3, 1), simulate(drawn, 3, 1, world=2)
    assert (own.persons != other.persons).any()
    assert (simulate(drawn, 3, 1, world=1).persons == own.persons).all()


@pytest.fixture(scope="module")
def found():
    """The factors of 500 replicates with drawn uncertainties, printed with `pytest -s`; their error is about 8 %."""
    numbers = factors(500)
    print("\n" + shown(numbers))
    return numbers


@pytest.mark.slow
@pytest.mark.parametrize(
    "compared",
    [f"{change}, {measure}" for change in CHANGES for measure in MEASURES],
)
def test_pairs_need_far_fewer_replicates(found, compared):
    """Ten times fewer for one trainer added; five for days doubled, whose effect itself differs from world to world."""
    factor = found[compared]["factor"]
    assert np.isfinite(factor)
    assert factor >= (10 if compared.startswith("one trainer") else 5), f"{compared}: {factor:.1f}"
