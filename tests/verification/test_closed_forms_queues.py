"""Erlang's queues: ten facilitators as lines, groups of one person as calls, offered load 8.

The model's months are steps, so each queue is held against its own exact chain in months, solved numerically, from an
empty start and month by month, and the chain against Erlang's figure as the step goes to 0.

*With waiting (Erlang C)*: calls are a programme's participants, of whom each month's number is binomial (20 are
asked, and nine of ten fall in a cell that has nobody left), the groups are on request and end with their first
session, so a call lasts geometrically many months. Nobody in a programme's queue gives up.

*With loss (Erlang B)*: nobody in a programme's queue can be lost, and a group from the ordinary queue has a fixed
number of sessions. So calls there last three months each, and who finds no line gives up in the next month (patience
0.1 months). In continuous time the loss depends on the mean duration alone; by months the chain of those durations is
exact.
"""

import math
from functools import cache
from itertools import product

import numpy as np
import pytest
from scipy import stats

from tests.verification import closed

LINES, LOAD = 10, 8.0
ERLANG_B, ERLANG_C = 0.12166, 0.40918
MONTH = 1 / 12


def test_erlang_figures():
    terms = [LOAD**n / math.factorial(n) for n in range(LINES + 1)]
    loss = terms[-1] / sum(terms)
    assert loss == pytest.approx(ERLANG_B, abs=5e-6)
    assert loss / (1 - LOAD / LINES * (1 - loss)) == pytest.approx(ERLANG_C, abs=5e-6)


# With waiting

RATE = 3.0
"""Calls end at this rate a year; they come at 8 times that."""
MOST = 160
"""Persons in the chain at most; beyond lies a share below 10⁻⁹ of stationary time for every step used here."""


def transitions(arrivals, ends):
    """The chain of persons present: newcomers, of whom all but ten wait; then each call may end."""
    matrix = np.zeros((MOST + 1, MOST + 1))
    for present in range(MOST + 1):
        for new, likely in enumerate(arrivals):
            now = min(present + new, MOST)
            busy = min(now, LINES)
            matrix[present, now - busy : now + 1] += likely * stats.binom.pmf(np.arange(busy, -1, -1), busy, ends)
    return matrix


def chain(step, rate=RATE, newcomers=LOAD * RATE, asked=None):
    """Transitions of a step; arrivals are Poisson, or binomial of those `asked`."""
    mean = newcomers * step
    arrivals = (
        stats.poisson.pmf(np.arange(40), mean)
        if asked is None
        else stats.binom.pmf(np.arange(asked + 1), asked, mean / asked)
    )
    return transitions(arrivals, -math.expm1(-rate * step))


@cache
def stationary(step):
    matrix = chain(step)
    equations = np.vstack([(matrix.T - np.eye(MOST + 1))[:-1], np.ones(MOST + 1)])
    return np.linalg.solve(equations, np.r_[np.zeros(MOST), 1.0])


def test_monthly_queue_tends_to_erlang():
    """All lines busy: Erlang C. All busy, given that nobody waits: Erlang B, a loss system being the queue cut off."""
    steps = [MONTH / 2**k for k in range(5, 9)]
    closed.halves(lambda step: stationary(step)[LINES:].sum(), ERLANG_C, steps)
    closed.halves(lambda step: stationary(step)[LINES] / stationary(step)[: LINES + 1].sum(), ERLANG_B, steps)


def queue_of_programmes(regions, months, asked):
    """In each region ten facilitators for one programme; part of those asked fall in a place with nobody left."""
    places = [f"region {i}" for i in range(regions)]
    people = 1_000_000
    come = LOAD * RATE * MONTH / asked

    def programme(place):
        weights = {other: 0.0 for other in places}
        weights.update({place: come / people, "full": 1 - come})
        return {
            "name": place, "first": "2026-01", "every_months": 1, "headcount": asked, "size": 1, "minimum": 1,
            "maximum": 1, "sessions": 1, "sessions_per_month": None, "requests_per_year": RATE, "region": place,
            "region_weights": weights,
        }  # fmt: skip

    return closed.scenario(
        [*((place, "all", people) for place in places), ("full", "all", 1)],
        months,
        {
            "groups": closed.small_groups(1, days_in_person=1.0),
            "facilitators": {"days_per_month": math.ceil(RATE * 8 / 12) / 8},  # what one group reserves
            "programmes": [programme(place) for place in places],
        },
        {},
        facilitators=LINES * regions + 1,
        region_weights={place: LINES / people for place in places},
    )


def test_queue_with_waiting_in_the_model():
    """Share of months at whose end all ten are busy or wanted, over the first 120 months, in 40 regions a run.

    The present are the groups open and those waiting; each region is its own queue, so a region is a sample. Congestion
    lasts a year or two, so a sample of ten years varies by 60 %: 280 runs, 11,200 samples.
    """
    regions, months, asked = 40, 120, 20
    given = queue_of_programmes(regions, months, asked)
    found = []
    for recording in closed.recordings(given, 280):
        open_groups = closed.activity(recording, "groups_open")[:, :regions]
        came = closed.persons(recording, "new_interested")[:, :regions]
        served = closed.activity(recording, "groups_completed")[:, :regions]
        present = np.cumsum(came - served, axis=0)
        waiting = closed.activity(recording, "waiting_for_programme")[:, -1]
        assert (waiting == (present - open_groups).sum(axis=1)).all()
        found += list((present >= LINES).mean(axis=0))

    def expected(**rates):
        matrix, state, busy = chain(MONTH, asked=asked, **rates), np.eye(MOST + 1)[0], []
        for _ in range(months):
            state = state @ matrix
            busy.append(state[LINES:].sum())
        return np.mean(busy)

    closed.check(found, expected(), [expected(newcomers=LOAD * RATE * 0.9), expected(rate=RATE * 1.1)])


# With loss


def lost(duration, load=LOAD, months=None):
    """Calls lost: per call in the long run, or in all over some months from an empty start, by the exact chain.

    Its state is how many began in each of the last `duration` − 1 months.
    """
    states = [s for s in product(range(LINES + 1), repeat=duration - 1) if sum(s) <= LINES]
    place = {state: i for i, state in enumerate(states)}
    mean = load / duration
    arrivals = stats.poisson.pmf(np.arange(60), mean)
    moves, losses = np.zeros((len(states), len(states))), np.zeros(len(states))
    for i, state in enumerate(states):
        free = LINES - sum(state)
        for new, likely in enumerate(arrivals):
            moves[i, place[(*state, min(new, free))[1:]]] += likely
            losses[i] += likely * max(0, new - free)
    likely = np.eye(len(states))[place[(0,) * (duration - 1)]]
    path = []
    for _ in range(months or 60 * duration):
        path.append(likely @ losses)
        likely = likely @ moves
    return sum(path) if months else path[-1] / mean


def test_monthly_loss_approaches_erlang():
    """The finer the month against the call, the nearer to Erlang B: each duration is nearer than the one before.

    The distance is still far from its limit of one half for each halving at durations that can be solved; the halving
    is shown above for geometric durations.
    """
    distances = [ERLANG_B - lost(duration) for duration in (1, 2, 3, 4)]
    assert all(0 < after < before for before, after in zip(distances, distances[1:], strict=False))


def test_queue_with_loss_in_the_model():
    """Calls lost in 120 months, in 50 regions a run: some 27 of 320, with a standard deviation of 10.

    5,000 samples reach the power; 120 runs give 6,000. A call lost is one that came and did not begin in its month.
    """
    regions, months, duration, people = 50, 120, 3, 10_000_000
    places = [f"region {i}" for i in range(regions)]
    given = closed.scenario(
        [(place, "all", people) for place in places],
        months,
        {
            "groups": closed.small_groups(1, sessions=duration, days_in_person=1.0),
            "facilitators": {"days_per_month": 1.0},
        },
        {"innovation": 12 * LOAD / duration / people, "patience_for_a_group": 0.1},
        facilitators=LINES * regions,
    )
    found = []
    for recording in closed.recordings(given, 120):
        came = closed.persons(recording, "new_interested").sum(axis=0)
        found += list(came - closed.activity(recording, "groups_started")[:, :regions].sum(axis=0))
    wrong = [lost(duration, load=LOAD * factor, months=months) for factor in (0.9, 1.1)]
    closed.check(found, lost(duration, months=months), wrong)
