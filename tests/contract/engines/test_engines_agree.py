"""All engines, written from the same text, give the same numbers: every number of every table of every month."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings, strategies

from simulation.common.columns import ACTIVITY_COLUMNS
from simulation.scenario.loading import load_scenario
from simulation.scenario.quantities import month_number, month_text
from tests.contract.engines.engines import (
    ENGINES,
    OTHERS,
    SHARP,
    SMALL,
    YARDSTICK,
    differences,
    recording,
    seed_and_replicate,
)
from tests.small_scenarios import random_sharp_scenario, random_small_scenario, small_scenarios

EACH_OTHER = pytest.mark.parametrize("engine", OTHERS)


def assert_agree(scenario, engine, found, expected):
    differing = differences(scenario, found, expected, (engine, YARDSTICK))
    shown = "\n  ".join(differing[:8])
    assert not differing, f"{len(differing)} numbers differ; the first:\n  {shown}"


@EACH_OTHER
@pytest.mark.parametrize("number", SMALL)
def test_engines_agree(engine, number):
    assert_agree(random_small_scenario(number), engine, recording(engine, number), recording(YARDSTICK, number))


@EACH_OTHER
@pytest.mark.parametrize("number", SHARP)
def test_engines_agree_at_extremes(engine, number):
    found, expected = (recording(name, number, sharp=True) for name in (engine, YARDSTICK))
    assert_agree(random_sharp_scenario(number), engine, found, expected)


@EACH_OTHER
@settings(max_examples=15, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(small_scenarios(), strategies.integers(0, 2**32 - 1), strategies.integers(0, 2**32 - 1))
def test_engines_agree_on_any_small_scenario(engine, scenario, seed, replicate):
    found, expected = (ENGINES[name](scenario, seed, replicate) for name in (engine, YARDSTICK))
    assert_agree(scenario, engine, found, expected)


@EACH_OTHER
@pytest.mark.parametrize("replicate", range(3))
def test_engines_agree_on_the_reference(engine, replicate):
    scenario = load_scenario("reference")
    found, expected = (ENGINES[name](scenario, 1, replicate) for name in (engine, YARDSTICK))
    assert_agree(scenario, engine, found, expected)


@EACH_OTHER
@pytest.mark.parametrize(
    "more",
    [{"best_values": True}, {"world": 3}, {"given": {"volunteering": 0.4, "leaving": 0.3}}],
    ids=["best values", "another world", "given values"],
)
def test_engines_agree_on_the_uncertain_values(engine, more):
    scenario = random_small_scenario(5)
    found, expected = (ENGINES[name](scenario, 5, 1, **more) for name in (engine, YARDSTICK))
    assert_agree(scenario, engine, found, expected)
    assert differences(scenario, found, ENGINES[engine](scenario, 5, 1), ("", ""))


@EACH_OTHER
@pytest.mark.parametrize(
    "lever, change",
    [
        ("programmes", {"region_weights": {"Nord": 0.0, "Sud": 0.0, "Îles": 0.0, "Est": 0.0}}),
        ("trainers.hired", {"from_": "2020-01"}),
    ],
    ids=["a programme without weight anywhere", "trainers hired before the start"],
)
def test_engines_agree_on_what_a_check_would_refuse(engine, lever, change):
    scenario = random_small_scenario(4)
    part, *within = lever.split(".")
    levers = scenario.levers
    if within:
        hired = tuple(entry.model_copy(update=change) for entry in levers.trainers.hired)
        changed = levers.model_copy(update={"trainers": levers.trainers.model_copy(update={"hired": hired})})
    else:
        programmes = tuple(programme.model_copy(update=change) for programme in levers.programmes)
        changed = levers.model_copy(update={"programmes": programmes})
    other = scenario.model_copy(update={"levers": changed})
    found, expected = (ENGINES[name](other, 5, 1) for name in (engine, YARDSTICK))
    assert_agree(other, engine, found, expected)
    assert differences(scenario, found, ENGINES[engine](scenario, 5, 1), ("", ""))


def test_a_difference_is_named():
    """The message says which number of which month and place."""
    scenario, right = random_small_scenario(0), recording(YARDSTICK, 0)
    wrong = replace(right, activity=right.activity.copy())
    wrong.activity[3, 0, 11] += 1
    month = month_text(month_number(scenario.start) + 3)
    number = right.activity[3, 0, 11]
    assert differences(scenario, wrong, right, ("one", "other")) == [
        f"activity: month 3 ({month}), Nord, {ACTIVITY_COLUMNS[11].name}: one {number + 1}, other {number}"
    ]


@pytest.mark.parametrize("number", [0, 7, 23])
@pytest.mark.parametrize("engine", ENGINES)
def test_a_run_is_repeated_exactly(engine, number):
    scenario, (seed, replicate) = random_small_scenario(number), seed_and_replicate(number)
    again, another = (ENGINES[engine](scenario, seed + more, replicate) for more in (0, 1))
    assert not differences(scenario, again, recording(engine, number), ("again", "before"))
    assert (another.persons != again.persons).any()
