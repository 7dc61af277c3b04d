"""The cascade by hand: one function, a plain array a column, nothing shared with the package but its keyed draws.

The same draws for the same decisions as in `ours`, so the counts are the same to the last one.
"""

import math

import numpy as np
from numba import njit

from benchmarks.cascade.workload import REGIONS, STEPS
from simulation.common.draws import Decision, named, order, stream_key, uniform

_PLACE, _TRAIN, _STOP = (-12.0 * math.log(1.0 - chance) for chance in (0.05, 0.01, 0.01))
_DRAW, _WISH, _RUN, _SERVE, _PROMOTE, _TURN, _LEAVE = (
    int(decision)
    for decision in (
        Decision.DESTINATION,
        Decision.VOLUNTEER,
        Decision.WILLING,
        Decision.REGION_TURN,
        Decision.PROMOTE,
        Decision.TURN,
        Decision.STOP,
    )
)


@njit
def _month(month, u, rate):
    return int(min(32767.0, month - math.log(u) * 12.0 / rate))


@njit
def steps(key, region_identity, n, record):
    pool, size, start = np.empty(n, np.int32), np.zeros(REGIONS, np.int64), np.zeros(REGIONS, np.int64)
    person, wants, waiting = np.empty(n, np.int32), np.empty(n, np.int16), np.empty(n, np.int32)
    region = np.empty(n, np.int8)
    f_person, f_region = np.empty(n, np.int32), np.empty(n, np.int16)
    f_wish, f_stop = np.empty(n, np.int16), np.empty(n, np.int16)
    t_region, t_stop = np.empty(n, np.int16), np.empty(n, np.int16)
    first, place_of = np.zeros(REGIONS + 1, np.int64), np.zeros(REGIONS + 1, np.int64)
    trainers_of = np.zeros(REGIONS, np.int64)
    counts = np.zeros((REGIONS, 5), np.int64)
    touched = facilitators = trainers = place = 0
    for r in range(REGIONS):
        start[r] = place
        for i in range(r, n, REGIONS):
            if i >= 140:
                pool[place] = i
                place += 1
        size[r] = place - start[r]
        counts[r, 0] = size[r]
    for i in range(140):
        r = i % REGIONS
        stops = _month(0, uniform(key, np.uint64(i), _LEAVE, 0), _STOP)
        if i < 130:
            f_person[facilitators], f_region[facilitators], f_stop[facilitators] = i, r, stops
            f_wish[facilitators] = _month(0, uniform(key, np.uint64(i), _PROMOTE, 0), _TRAIN)
            facilitators += 1
            counts[r, 2] += 1
        else:
            t_region[trainers], t_stop[trainers] = r, stops
            trainers += 1
            trainers_of[r] += 1
            counts[r, 3] += 1
    for t in range(STEPS):
        for f in range(facilitators):
            r = f_region[f]
            if size[r] == 0 or uniform(key, np.uint64(f_person[f]), _RUN, t) >= 0.5:
                continue
            members = min(8, size[r])
            for seat in range(members):
                u = uniform(key, np.uint64(f_person[f]), _DRAW, t, seat)
                person[touched + seat] = start[r] + int(u * (size[r] - seat))
            for seat in range(members):
                drawn = person[touched + seat]
                person[touched + seat] = pool[drawn]
                pool[drawn] = pool[start[r] + size[r] - seat - 1]
            for row in range(touched, touched + members):
                region[row] = r
                wants[row] = _month(t, uniform(key, np.uint64(person[row]), _WISH, t), _PLACE)
            touched += members
            size[r] -= members
            counts[r, 0] -= members
            counts[r, 1] += members
        first[:] = 0
        for row in range(touched):
            if wants[row] == t:
                first[region[row] + 1] += 1
        for r in range(REGIONS):
            first[r + 1] += first[r]
            place_of[r] = first[r]
        for row in range(touched):
            if wants[row] == t:
                r = region[row]
                waiting[place_of[r]] = row
                place_of[r] += 1
        for r in range(REGIONS):
            begin, left = first[r], first[r + 1] - first[r]
            for seat in range(min(left, 4 * trainers_of[r])):
                drawn = begin + int(uniform(key, region_identity[r], _SERVE, t, seat) * left)
                i = person[waiting[drawn]]
                left -= 1
                waiting[drawn] = waiting[begin + left]
                f_person[facilitators], f_region[facilitators] = i, r
                f_wish[facilitators] = _month(t, uniform(key, np.uint64(i), _PROMOTE, t), _TRAIN)
                f_stop[facilitators] = _month(t, uniform(key, np.uint64(i), _LEAVE, t), _STOP)
                facilitators += 1
                counts[r, 1] -= 1
                counts[r, 2] += 1
            for w in range(begin, begin + left):
                row = waiting[w]
                wants[row] = _month(t + 1, uniform(key, np.uint64(person[row]), _WISH, t, 1), _PLACE)
        wishes = 0
        for f in range(facilitators):
            wishes += f_wish[f] == t
        rows, keys = np.empty(wishes, np.int64), np.empty(wishes, np.uint64)
        wishes = 0
        for f in range(facilitators):
            if f_wish[f] == t:
                rows[wishes], keys[wishes] = f, order(key, np.uint64(f_person[f]), _TURN, t)
                wishes += 1
        in_order = np.argsort(keys)
        for w in range(wishes):
            f = rows[in_order[w]]
            if w < 20:
                r = f_region[f]
                t_region[trainers], t_stop[trainers] = r, f_stop[f]
                trainers += 1
                trainers_of[r] += 1
                counts[r, 2] -= 1
                counts[r, 3] += 1
                f_person[f] = -1
            else:
                f_wish[f] = _month(t + 1, uniform(key, np.uint64(f_person[f]), _PROMOTE, t, 1), _TRAIN)
        for f in range(facilitators - 1, -1, -1):
            if f_person[f] != -1 and f_stop[f] != t:
                continue
            if f_person[f] != -1:
                counts[f_region[f], 2] -= 1
                counts[f_region[f], 4] += 1
            facilitators -= 1
            last = facilitators
            f_person[f], f_region[f], f_wish[f], f_stop[f] = f_person[last], f_region[last], f_wish[last], f_stop[last]
        for i in range(trainers - 1, -1, -1):
            if t_stop[i] == t:
                r = t_region[i]
                counts[r, 3] -= 1
                counts[r, 4] += 1
                trainers_of[r] -= 1
                trainers -= 1
                t_region[i], t_stop[i] = t_region[trainers], t_stop[trainers]
        record[t] = counts


def cascade(persons: int, seed: int) -> np.ndarray:
    """One run: steps × regions × states."""
    record = np.zeros((STEPS, REGIONS, 5), np.int64)
    identities = np.array([named(f"region/{region}") for region in range(REGIONS)])
    steps(stream_key(seed, 0), identities, persons, record)
    return record
