"""The cascade in Essaim's way: tables of rows, keyed draws, one small function a rule, counts kept at each transition.

What happens with a chance in every step is drawn once, as the month in which it happens (`month_of_event`, as the model
does for leaving, moving and giving up); each person still has a probability of its own.
"""

import math
from typing import NamedTuple

import numpy as np

from benchmarks.cascade import workload
from benchmarks.cascade.workload import (
    FACILITATOR,
    GROUP,
    PARTICIPANT,
    PROMOTED,
    REGIONS,
    RUNS_A_GROUP,
    SEATS,
    STEPS,
    STOPPED,
    TRAINER,
    UNTOUCHED,
)
from simulation.common.arithmetic import month_of_event
from simulation.common.compiling import compiled
from simulation.common.draws import Decision, named, order, stream_key, uniform
from simulation.engine.tables import NONE, table

PERSONS = np.dtype([("number", "i4"), ("region", "i2"), ("wants", "i2")], align=True)
"""Everybody touched, in the order in which they were; `wants`: the month in which a participant wants a place."""
ACTIVE = np.dtype([("number", "i4"), ("region", "i2"), ("wishes", "i2"), ("stops", "i2")], align=True)
"""Facilitators, or trainers: the months in which they want to be trainers, and in which they stop."""
PLACES = np.dtype([("identity", "u8"), ("pool", "i8"), ("untouched", "i8"), ("trainers", "i8")], align=True)
"""Regions; `pool`: where the region's untouched begin in the pool."""
NOW = np.dtype([("month", "i8"), ("persons", "i8"), ("facilitators", "i8"), ("trainers", "i8")], align=True)

# A chance in every step as a rate per year, which is what `month_of_event` takes.
_PLACE_RATE = -12.0 * math.log(1.0 - workload.WANTS_A_PLACE)
_TRAIN_RATE = -12.0 * math.log(1.0 - workload.WANTS_TO_TRAIN)
_STOP_RATE = -12.0 * math.log(1.0 - workload.STOPS)


class State(NamedTuple):
    """One run."""

    key: np.ndarray
    now: np.recarray
    persons: np.recarray
    facilitators: np.recarray
    trainers: np.recarray
    regions: np.recarray
    pool: np.ndarray
    """Numbers of the untouched, by region"""
    counts: np.ndarray
    """regions × states"""
    record: np.ndarray
    """months × regions × states"""


@compiled
def _changes(state, region, before, after):
    state.counts[region, before] -= 1
    state.counts[region, after] += 1


@compiled
def _add_active(state, actives, row, number, region):
    """Somebody who is a facilitator (or trainer) from now on."""
    month = state.now[0].month
    actives.number[row] = number
    actives.region[row] = region
    u = uniform(state.key, np.uint64(number), Decision.PROMOTE, month)
    actives.wishes[row] = month_of_event(month - 1, u, _TRAIN_RATE)
    u = uniform(state.key, np.uint64(number), Decision.STOP, month)
    actives.stops[row] = month_of_event(month - 1, u, _STOP_RATE)


@compiled
def _run_group(state, leader, region):
    """Up to eight of the untouched of the region become participants."""
    now, persons, regions, pool = state.now[0], state.persons, state.regions, state.pool
    first, left, newcomers = regions.pool[region], regions.untouched[region], now.persons
    members = min(GROUP, left)
    # Where first, then who: the reads of a large pool can then wait for memory together.
    for seat in range(members):
        u = uniform(state.key, np.uint64(leader), Decision.DESTINATION, now.month, seat)
        persons.number[newcomers + seat] = first + int(u * (left - seat))
    for seat in range(members):
        drawn = persons.number[newcomers + seat]
        persons.number[newcomers + seat] = pool[drawn]
        pool[drawn] = pool[first + left - seat - 1]
    regions.untouched[region] -= members
    state.counts[region, UNTOUCHED] -= members
    state.counts[region, PARTICIPANT] += members
    now.persons += members
    for row in range(newcomers, newcomers + members):
        u = uniform(state.key, np.uint64(persons.number[row]), Decision.VOLUNTEER, now.month)
        persons.region[row] = region
        persons.wants[row] = month_of_event(now.month - 1, u, _PLACE_RATE)


@compiled
def run_groups(state):
    """Phase 1. Where nobody is untouched a group would find nobody, so nothing is drawn."""
    now, facilitators = state.now[0], state.facilitators
    for row in range(now.facilitators):
        region = facilitators.region[row]
        if state.regions.untouched[region] == 0:
            continue
        number = facilitators.number[row]
        if uniform(state.key, np.uint64(number), Decision.WILLING, now.month) < RUNS_A_GROUP:
            _run_group(state, number, region)


@compiled
def _waiting_by_region(state, wishing, waiting, first):
    """Fill `waiting` with the rows of those who want a place now, by region; `first`: where each region begins."""
    persons, month = state.persons, state.now[0].month
    number = 0
    for row in range(state.now[0].persons):
        wishing[number] = row
        number += persons.wants[row] == month
    first[:] = 0
    for i in range(number):
        first[persons.region[wishing[i]] + 1] += 1
    for region in range(REGIONS):
        first[region + 1] += first[region]
    place = first.copy()
    for i in range(number):
        region = persons.region[wishing[i]]
        waiting[place[region]] = wishing[i]
        place[region] += 1


@compiled
def serve_wishes(state, wishing, waiting, first):
    """Phase 2. Each seat goes to one of those waiting, drawn by the region; who goes without wants one again later."""
    now, persons, regions = state.now[0], state.persons, state.regions
    _waiting_by_region(state, wishing, waiting, first)
    for region in range(REGIONS):
        begin, left = first[region], first[region + 1] - first[region]
        for seat in range(min(left, SEATS * regions.trainers[region])):
            u = uniform(state.key, regions.identity[region], Decision.REGION_TURN, now.month, seat)
            drawn = begin + int(u * left)
            row = waiting[drawn]
            left -= 1
            waiting[drawn] = waiting[begin + left]
            _add_active(state, state.facilitators, now.facilitators, persons.number[row], region)
            now.facilitators += 1
            _changes(state, region, PARTICIPANT, FACILITATOR)
        for i in range(begin, begin + left):
            row = waiting[i]
            u = uniform(state.key, np.uint64(persons.number[row]), Decision.VOLUNTEER, now.month, 1)
            persons.wants[row] = month_of_event(now.month, u, _PLACE_RATE)


@compiled
def _take_off(actives, row, last):
    actives.number[row] = actives.number[last]
    actives.region[row] = actives.region[last]
    actives.wishes[row] = actives.wishes[last]
    actives.stops[row] = actives.stops[last]


@compiled
def promote(state):
    """Phase 3. Those who want to be trainers, in keyed order; who is not among the first wishes again later."""
    now, facilitators, trainers = state.now[0], state.facilitators, state.trainers
    rows, keys = np.empty(now.facilitators, np.int64), np.empty(now.facilitators, np.uint64)
    number = 0
    for row in range(now.facilitators):
        if facilitators.wishes[row] == now.month:
            rows[number] = row
            keys[number] = order(state.key, np.uint64(facilitators.number[row]), Decision.TURN, now.month)
            number += 1
    for place, i in enumerate(np.argsort(keys[:number])):
        row = rows[i]
        if place < PROMOTED:
            region = facilitators.region[row]
            trainers.number[now.trainers] = facilitators.number[row]
            trainers.region[now.trainers] = region
            trainers.stops[now.trainers] = facilitators.stops[row]
            now.trainers += 1
            state.regions.trainers[region] += 1
            _changes(state, region, FACILITATOR, TRAINER)
            facilitators.number[row] = NONE
        else:
            u = uniform(state.key, np.uint64(facilitators.number[row]), Decision.PROMOTE, now.month, 1)
            facilitators.wishes[row] = month_of_event(now.month, u, _TRAIN_RATE)


@compiled
def stop(state):
    """Phase 4."""
    now, facilitators, trainers = state.now[0], state.facilitators, state.trainers
    for row in range(now.facilitators - 1, -1, -1):
        promoted = facilitators.number[row] == NONE
        if promoted or facilitators.stops[row] == now.month:
            if not promoted:
                _changes(state, facilitators.region[row], FACILITATOR, STOPPED)
            now.facilitators -= 1
            _take_off(facilitators, row, now.facilitators)
    for row in range(now.trainers - 1, -1, -1):
        if trainers.stops[row] == now.month:
            region = trainers.region[row]
            _changes(state, region, TRAINER, STOPPED)
            state.regions.trainers[region] -= 1
            now.trainers -= 1
            _take_off(trainers, row, now.trainers)


@compiled
def advance(state):
    """All steps, each recorded."""
    now = state.now[0]
    wishing, waiting = np.empty(len(state.persons), np.int32), np.empty(len(state.persons), np.int32)
    first = np.zeros(REGIONS + 1, np.int64)
    while now.month < STEPS:
        run_groups(state)
        serve_wishes(state, wishing, waiting, first)
        promote(state)
        stop(state)
        state.record[now.month] = state.counts
        now.month += 1


@compiled
def start(state):
    """The first facilitators and trainers; everybody else is untouched."""
    now, regions = state.now[0], state.regions
    people = len(state.pool)
    place = 0
    for region in range(REGIONS):
        regions.pool[region] = place
        for number in range(region, people, REGIONS):
            if number >= workload.FACILITATORS + workload.TRAINERS:
                state.pool[place] = number
                place += 1
        regions.untouched[region] = place - regions.pool[region]
        state.counts[region, UNTOUCHED] = regions.untouched[region]
    for number in range(workload.FACILITATORS + workload.TRAINERS):
        region = number % REGIONS
        if number < workload.FACILITATORS:
            _add_active(state, state.facilitators, now.facilitators, number, region)
            now.facilitators += 1
            state.counts[region, FACILITATOR] += 1
        else:
            _add_active(state, state.trainers, now.trainers, number, region)
            now.trainers += 1
            regions.trainers[region] += 1
            state.counts[region, TRAINER] += 1


def begin(persons: int, seed: int) -> State:
    """A run before its first step."""
    state = State(
        key=stream_key(seed, 0),
        now=table(NOW, 1),
        persons=table(PERSONS, persons),
        facilitators=table(ACTIVE, persons),
        trainers=table(ACTIVE, persons),
        regions=table(PLACES, REGIONS),
        pool=np.empty(persons, np.int32),
        counts=np.zeros((REGIONS, len(workload.PUBLISHED)), np.int64),
        record=np.zeros((STEPS, REGIONS, len(workload.PUBLISHED)), np.int64),
    )
    state.regions.identity = [named(f"region/{region}") for region in range(REGIONS)]
    start(state)
    return state


def cascade(persons: int, seed: int) -> np.ndarray:
    """One run: steps × regions × states."""
    state = begin(persons, seed)
    advance(state)
    return state.record
