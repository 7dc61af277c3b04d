"""Rule 6, teach: trainer days go to facilitator courses and trainer courses, on demand or by calendar."""

from simulation.common.compiling import compiled
from simulation.engine.agents.course import HELD, candidates_waiting, try_course
from simulation.engine.agents.facilitator import count_certified
from simulation.engine.agents.trainer import credit_accounts, take_turns
from simulation.engine.inputs import FACILITATOR_COURSE, LONGEST_QUEUE, LOWEST_COVERAGE, TRAINER_COURSE
from simulation.engine.queues import course_queue, link_arrivals
from simulation.engine.recorded import ACTIVITY, TRAINING_CAUSE
from simulation.engine.rule import Rule
from simulation.engine.tables import NONE

OPEN = -1
"""A region where no try has failed yet this month."""


@compiled
def _coverage(state):
    """Certified per head of each region, at the beginning of Teach."""
    regions = state.regions
    count_certified(state)
    for region in range(len(regions)):
        regions.coverage[region] = regions.certified[region] / regions.headcount[region]


@compiled
def _need(state, region):
    """How much a region comes first, by the policy: the larger the sooner."""
    served_first = state.parameters[0].served_first
    if served_first == LONGEST_QUEUE:
        return float(state.queue_length[course_queue(state, region)])
    if served_first == LOWEST_COVERAGE:
        return -state.regions.coverage[region]
    return -float(state.regions.courses_held[region])


@compiled
def _next_region(state):
    """The region to be tried next, or none."""
    regions = state.regions
    best, best_need = NONE, 0.0
    for region in range(len(regions)):
        if regions.failed[region] != OPEN or state.queue_length[course_queue(state, region)] == 0:
            continue
        need = _need(state, region)
        if best == NONE or need > best_need or (need == best_need and regions.turn[region] < regions.turn[best]):
            best, best_need = region, need
    return best


@compiled
def _on_demand(state):
    """Facilitator courses where enough candidates wait, then remote ones for all regions."""
    region = _next_region(state)
    while region != NONE:
        outcome = try_course(state, FACILITATOR_COURSE, region, 0)
        if outcome != HELD:
            state.regions.failed[region] = outcome
        region = _next_region(state)
    if state.monthly.remote_courses[state.now[0].month]:
        national = state.parameters[0].regions
        while try_course(state, FACILITATOR_COURSE, national, 1) == HELD:
            pass


@compiled
def _by_calendar(state, kind):
    """The month's entries of the calendar; each region remembers why its last one was not held."""
    now, regions, calendar = state.now[0], state.regions, state.calendar
    national = len(regions)
    for i in range(len(calendar)):
        entry = calendar[i]
        if entry.month != now.month or entry.kind != kind:
            continue
        for _ in range(entry.courses):
            if kind == TRAINER_COURSE:
                try_course(state, kind, national, 0)
                continue
            outcome = try_course(state, kind, entry.place, entry.remote)
            for region in range(national):
                if entry.place != national and entry.place != region:
                    continue
                if outcome != HELD:
                    regions.failed[region] = outcome
                elif regions.failed[region] == TRAINING_CAUSE.calendar:
                    regions.failed[region] = TRAINING_CAUSE.seats


@compiled
def _record_limits(state):
    """Each candidate still waiting is put down to what stopped their region's course."""
    regions = state.regions
    for region in range(len(regions)):
        waiting = candidates_waiting(state, FACILITATOR_COURSE, region)
        if waiting > 0:
            column = ACTIVITY.training_limit_too_few + regions.failed[region]
            state.activity_month[region, column] += waiting


@compiled
def teach(state):
    """Trainers are credited with their days, then courses are held."""
    parameters, regions = state.parameters[0], state.regions
    state.now[0].enrolled_in_trainer_course = 0
    take_turns(state)
    credit_accounts(state)
    _coverage(state)
    if parameters.by_calendar[FACILITATOR_COURSE]:
        for region in range(len(regions)):
            regions.failed[region] = TRAINING_CAUSE.calendar
        _by_calendar(state, FACILITATOR_COURSE)
    else:
        for region in range(len(regions)):
            regions.failed[region] = OPEN
        _on_demand(state)
    if parameters.by_calendar[TRAINER_COURSE]:
        _by_calendar(state, TRAINER_COURSE)
    else:
        while try_course(state, TRAINER_COURSE, parameters.regions, 0) == HELD:
            pass
    _record_limits(state)
    link_arrivals(state)


@compiled
def rows_at_most(state):
    """Each person who waits for a course may be one of too few to fill it."""
    return 0, 0, 0, state.queue_length.sum()


TEACH = Rule("teach", teach, rows_at_most)
