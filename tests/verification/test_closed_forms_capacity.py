"""Capacity, waiting, and skill handed on: the model against closed forms of domain.md, in their monthly form.

How the rates, the power and the tolerance are set: `closed.py`.
"""

import math

import numpy as np
import pytest

from simulation.common.columns import ACTIVITY_INDEX
from simulation.engine.run import begin, run_until
from tests.verification import closed
from tests.verification.test_closed_forms import MONTH, assert_all_courses_held, schooling, survives

SEATS, TRAINERS = 6, 20


def stock(step, years=math.inf, capacity=12.0 * SEATS * TRAINERS, certified=0.5, losses=1.0):
    """Facilitators after some years: those of before who stay, and the step's newly certified."""
    stay = survives(losses, step)
    level = capacity * step * certified / (1 - stay)
    return level if years == math.inf else level * (1 - stay ** round(years / step))


def test_capacity_figures():
    """1,440 seats a year, half certified, attrition 1 a year: 720; by months 750.4."""
    assert stock(MONTH) == pytest.approx(750.4, abs=0.05)
    closed.halves(stock, 1440 * 0.5 / 1.0)


def test_capacity_in_the_model():
    """20 trainers with a course of 6 seats each month; those certified lead groups, so that candidates are abundant.

    From an empty start, the mean over the fifth year. A run's mean varies by 3 %; 60 runs reach the power.
    """
    given = closed.scenario(
        [("land", "all", 20_000)],
        60,
        {**schooling(TRAINERS, seats=SEATS, minimum=SEATS), "groups": closed.small_groups(10)},
        {"innovation": 0.5, "volunteering": 1, "certification": 0.5, "facilitator_stop": 1.0, "groups_per_year": 60},
    )
    found = []
    for recording in closed.recordings(given, 60):
        assert_all_courses_held(recording)
        found.append(closed.persons(recording, "facilitators")[48:, 0].mean())

    def expected(**rates):
        return np.mean([stock(MONTH, month / 12, **rates) for month in range(49, 61)])

    wrong = [expected(certified=0.55), expected(capacity=1296.0), expected(losses=1.1)]
    closed.check(found, expected(), wrong)


def waiting_line(arrivals=55.0):
    """Candidates who arrive at random, 55 a month, for ten courses of 6 seats a month."""
    return closed.scenario(
        [("land", "all", 1_000_000)],
        180,
        {**schooling(10, seats=6, minimum=6), "groups": closed.small_groups(10)},
        {"innovation": 12 * arrivals / 1e6, "volunteering": 1},
    )


def test_little_to_the_person():
    """Each month at whose end somebody waits is a month waited: the sums agree to the person, in every run.

    Months waited are recorded for the enrolled; those of the few who gave up, and of those still waiting at the end,
    are looked up in the state. One month too few or many for anybody would be seen.
    """
    given = waiting_line()
    for seed in range(5):
        tables = begin(given, seed, 0, best_values=True)
        gave_up = 0
        for month in range(given.months):
            tables = run_until(tables, month)
            people = tables.persons[: tables.now[0].persons]
            leaving = people[(people.role == 3) & (people.gives_up <= month)]
            gave_up += (month - leaving.joined).sum()
        tables = run_until(tables, given.months)
        people = tables.persons[: tables.now[0].persons]
        still = (given.months - people[people.role == 3].joined).sum()
        recorded = tables.activity_record.sum(axis=(0, 1))
        waited, stocks = (recorded[ACTIVITY_INDEX[x]] for x in ("months_waited_for_course", "waiting_for_course"))
        assert stocks == waited + gave_up + still
        assert 0 < gave_up + still < 0.1 * waited


def test_little_in_the_long_run():
    """L = λW with the recorded stock, flow and wait of months 24 to 180, over 15 runs.

    The two sides differ by what stands at the ends, and by the 0.1 % who give up: their ratio is 1 within 4 standard
    errors and within 1 %. With a flow 10 % off it is not.
    """
    ratios = []
    for recording in closed.recordings(waiting_line(), 15):
        late = slice(24, None)
        length = closed.activity(recording, "waiting_for_course")[late, 0].mean()
        rate = closed.persons(recording, "enrolled")[late, 0].mean()
        wait = (
            closed.activity(recording, "months_waited_for_course")[late, 0].sum()
            / closed.persons(recording, "enrolled")[late, 0].sum()
        )
        ratios.append(rate * wait / length)
    assert abs(np.mean(ratios) - 1) < max(4 * closed.standard_error(ratios), 0.01)
    assert abs(1.1 * np.mean(ratios) - 1) > max(4 * closed.standard_error(ratios), 0.01)


GENERATIONS = (1, 2, 3, 4)


def test_fidelity_after_generations():
    """Skill after n generations: αⁿ of the first trainers', with α = 0.75 and a noise of ±0.1 that keeps the mean.

    Skill decides nothing here, so all facilitators of a generation are alike in the mean. Rounding down to 1/65,535
    takes less than 0.01 %. Who descends from one trainer shares that trainer's noise, so a run is one sample. There
    is no step to be halved: generations are whole.
    """
    given = closed.scenario(
        [("land", "all", 20_000)],
        30,
        {**schooling(20, seats=2, minimum=2), "groups": closed.small_groups(4)},
        {"innovation": 1, "volunteering": 1, "promotion_rate": 0.5, "groups_per_year": 60, "fidelity": 0.75,
         "fidelity_noise": 0.1},
    )  # fmt: skip
    found = {generation: [] for generation in GENERATIONS}
    for replicate in range(70):
        tables = run_until(begin(given, 1, replicate, best_values=True), given.months)
        made = tables.facilitators[: tables.now[0].facilitators]
        for generation in GENERATIONS:
            found[generation].append(made.skill[made.generation == generation].mean() / 65535)
    for generation in GENERATIONS:
        value = 0.75**generation
        wrong = [(0.75 * 1.1) ** generation, (0.75 * 0.9) ** generation, 0.75 ** (generation + 1)]
        closed.check(found[generation], value, wrong)
