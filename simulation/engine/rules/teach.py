"""Rule 6, teach: trainer days go to supervision, courses and refreshers, the planner's first use first."""

from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order_pairs
from simulation.engine.agents.course import HELD, OPEN, candidates_waiting, try_course
from simulation.engine.agents.facilitator import count_certified
from simulation.engine.agents.refresher import hold_refreshers
from simulation.engine.agents.supervision import supervise
from simulation.engine.agents.trainer import credit_accounts, take_turns
from simulation.engine.inputs import (
    BY_CALENDAR,
    EQUAL,
    FACILITATOR_COURSE,
    LONGEST_QUEUE,
    ON_DEMAND,
    TRAINER_COURSE,
)
from simulation.engine.queues import course_queue, link_arrivals, trainer_course_queue
from simulation.engine.recorded import TRAINER_USE, TRAINING_CAUSE, TRAINING_LIMIT
from simulation.engine.rule import Rule
from simulation.engine.tables import NONE

MONTHS_BETWEEN_TRAINER_COURSES = 12
"""When they are held by need."""
MONTHS_IN_WANT = 2
"""Candidates who joined before that many months ago show that trainers are short."""


# ---- facilitator courses ---------------------------------------------------------------------------------------------
@compiled
def _draw_turns(state):
    """Each region's keyed order of this month."""
    regions, month = state.regions, state.now[0].month
    order_pairs(state.key, regions.identity, len(regions), Decision.REGION_TURN, month, state.sort_keys, state.odds)
    for region in range(len(regions)):
        regions.turn[region] = state.sort_keys[region]


@compiled
def _comes_first(state, region, other):
    """Whether a region's course is opened before another's, by the policy; then by keyed order."""
    regions, served_first = state.regions, state.parameters[0].served_first
    if served_first == LONGEST_QUEUE:
        own, others = state.queue_length[course_queue(state, other)], state.queue_length[course_queue(state, region)]
    elif served_first == EQUAL:
        own, others = regions.courses_held[region], regions.courses_held[other]
    else:
        own = regions.certified[region] * regions.headcount[other]
        others = regions.certified[other] * regions.headcount[region]
    return own < others or (own == others and regions.turn[region] < regions.turn[other])


@compiled
def _next_region(state):
    """The region to be tried next, or none."""
    best = NONE
    for region in range(len(state.regions)):
        if state.regions.failed[region] != OPEN or state.queue_length[course_queue(state, region)] == 0:
            continue
        if best == NONE or _comes_first(state, region, best):
            best = region
    return best


@compiled
def _on_demand(state):
    """Facilitator courses where enough candidates wait, then remote ones for all regions, whose failure speaks for all.

    A remote course is open to all and comes last: what stops it stands between a candidate and a seat.
    """
    regions = state.regions
    for region in range(len(regions)):
        regions.failed[region] = OPEN
    region = _next_region(state)
    while region != NONE:
        outcome = try_course(state, FACILITATOR_COURSE, region, 0)
        if outcome != HELD:
            regions.failed[region] = outcome
        region = _next_region(state)
    if state.monthly.remote_courses[state.now[0].month]:
        outcome = HELD
        while outcome == HELD:
            outcome = try_course(state, FACILITATOR_COURSE, len(regions), 1)
        for region in range(len(regions)):
            regions.failed[region] = outcome


@compiled
def _by_calendar(state):
    """The month's entries of the calendar; each region remembers why its last one was not held."""
    now, regions, calendar = state.now[0], state.regions, state.calendar
    for region in range(len(regions)):
        regions.failed[region] = TRAINING_CAUSE.calendar
    for i in range(len(calendar)):
        entry = calendar[i]
        if entry.month != now.month or entry.kind != FACILITATOR_COURSE:
            continue
        for _ in range(entry.courses):
            outcome = try_course(state, FACILITATOR_COURSE, entry.place, entry.remote)
            for region in range(len(regions)):
                if entry.place != len(regions) and entry.place != region:
                    continue
                if outcome != HELD:
                    regions.failed[region] = outcome
                elif regions.failed[region] == TRAINING_CAUSE.calendar:
                    regions.failed[region] = TRAINING_CAUSE.seats


@compiled
def _hold_facilitator_courses(state):
    count_certified(state)
    _draw_turns(state)
    if state.parameters[0].by_calendar:
        _by_calendar(state)
    else:
        _on_demand(state)


# ---- trainer courses -------------------------------------------------------------------------------------------------
@compiled
def _waiting_for_want_of_days(state):
    """Candidates who wait for long in regions put down, in the training ledger, to want of trainer days."""
    persons, regions, number = state.persons, state.regions, 0
    for region in range(len(regions)):
        if regions.failed[region] != TRAINING_CAUSE.trainer_days:
            continue
        person = state.queue_head[course_queue(state, region)]
        while person != NONE and persons.joined[person] < state.now[0].month - MONTHS_IN_WANT:
            number += 1
            person = persons.next[person]
    return number


@compiled
def _are_needed(state):
    """Whether trainers are short, and no trainer course was held for a year."""
    now = state.now[0]
    if now.month - now.last_trainer_course < MONTHS_BETWEEN_TRAINER_COURSES:
        return False
    return _waiting_for_want_of_days(state) >= state.monthly.course_seats[now.month, FACILITATOR_COURSE]


@compiled
def _hold_trainer_courses(state):
    """National and in person: by need, on demand, or by calendar."""
    calendar, scheduling, national = state.calendar, state.parameters[0].trainer_scheduling, len(state.regions)
    if scheduling == ON_DEMAND:
        while try_course(state, TRAINER_COURSE, national, 0) == HELD:
            pass
    elif scheduling == BY_CALENDAR:
        for i in range(len(calendar)):
            if calendar[i].month == state.now[0].month and calendar[i].kind == TRAINER_COURSE:
                for _ in range(calendar[i].courses):
                    try_course(state, TRAINER_COURSE, national, 0)
    elif _are_needed(state):
        try_course(state, TRAINER_COURSE, national, 0)


# ---- the month -------------------------------------------------------------------------------------------------------
@compiled
def _record_limits(state):
    """Each candidate still waiting is put down to what stopped their region's course, or the remote one."""
    regions = state.regions
    for region in range(len(regions)):
        waiting = candidates_waiting(state, FACILITATOR_COURSE, region)
        # Where all were invited, no try has failed: those who were absent are too few.
        cause = TRAINING_CAUSE.too_few if regions.failed[region] == OPEN else regions.failed[region]
        state.activity_month[region, TRAINING_LIMIT + cause] += waiting


@compiled
def teach(state):
    """Trainers are credited with their days and use them."""
    now, parameters = state.now[0], state.parameters[0]
    now.enrolled_in_trainer_course = 0
    if state.monthly.new_quarter[now.month]:
        now.courses_in_quarter = 0
    take_turns(state)
    credit_accounts(state)
    for position in range(len(parameters.order_of_uses)):
        now.use_of_days, use = position, parameters.order_of_uses[position]
        if use == TRAINER_USE.supervision:
            supervise(state)
        elif use == TRAINER_USE.facilitator_courses:
            _hold_facilitator_courses(state)
        elif use == TRAINER_USE.trainer_courses:
            _hold_trainer_courses(state)
        else:
            hold_refreshers(state)
    link_arrivals(state)
    _record_limits(state)


@compiled
def rows_at_most(state):
    """Each person who waits for a course may be one of too few to fill it."""
    waiting = state.queue_length[trainer_course_queue(state)]
    for region in range(len(state.regions)):
        waiting += state.queue_length[course_queue(state, region)]
    return 0, 0, 0, waiting


TEACH = Rule("teach", teach, rows_at_most)
