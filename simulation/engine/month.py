"""How a month goes: ten rules in order, and how a run goes from one of them to another."""

from simulation.common.compiling import compiled
from simulation.engine.queues import practicum_queue
from simulation.engine.rules.certify import certify_trainees
from simulation.engine.rules.close import close
from simulation.engine.rules.convene import convene
from simulation.engine.rules.demand import count_newcomers, demand, has_intake
from simulation.engine.rules.meet import meet
from simulation.engine.rules.promote import promote
from simulation.engine.rules.record import record
from simulation.engine.rules.refresh import refresh
from simulation.engine.rules.teach import teach
from simulation.engine.rules.turnover import turnover
from simulation.engine.tables import NONE

RULES = ("turnover", "demand", "convene", "meet", "close", "teach", "certify", "promote", "refresh", "record")
"""The names of the rules, in their order in the month."""

TURNOVER, DEMAND, CONVENE, MEET, CLOSE, TEACH, CERTIFY, PROMOTE, REFRESH, RECORD = range(10)


@compiled
def _new_persons_at_most(state, rule):
    """Rows of persons that a rule may add."""
    groups, programmes = state.groups, state.programmes
    total = 0
    if rule == TURNOVER:
        total += len(state.entrants)
        for i in range(state.now[0].open_groups):
            group = state.open_groups[i]
            if groups.programme[group] != NONE:
                total += groups.members[group]
    elif rule == DEMAND:
        total += count_newcomers(state)
        for programme in range(len(programmes)):
            if has_intake(state, programme):
                total += programmes.headcount[programme]
    return total


@compiled
def _new_rows_at_most(state, rule):
    """Rows of facilitators (and trainers), groups and courses that a rule may add."""
    now = state.now[0]
    trainees = state.queue_length[practicum_queue(state)]
    if rule == TURNOVER:
        return len(state.entrants), 0, 0
    if rule == CONVENE:
        return 0, now.certified_list, 0
    if rule == TEACH:
        return 0, 0, state.queue_length.sum()
    if rule == CERTIFY:
        return now.practicum_ended + trainees, trainees, 0
    if rule == PROMOTE:
        return now.enrolled_in_trainer_course, 0, 0
    return 0, 0, 0


@compiled
def is_short_of_room(state):
    """Whether the next rule might need more rows than the tables have; the need is noted in `now`."""
    now = state.now[0]
    persons = _new_persons_at_most(state, now.rule)
    facilitators, groups, courses = _new_rows_at_most(state, now.rule)
    now.persons_needed = now.persons + persons
    now.facilitators_needed = max(now.facilitators, now.trainers) + facilitators
    now.groups_needed = now.groups + groups
    now.courses_needed = now.courses + courses
    return (
        now.persons_needed > len(state.persons)
        or now.facilitators_needed > len(state.facilitators)
        or now.groups_needed > len(state.groups)
        or now.courses_needed > len(state.courses)
    )


@compiled
def advance(state, month, rule):
    """Run until just before a rule of a month. Returns False when tables must grow first; then call again."""
    now = state.now[0]
    while now.month < month or (now.month == month and now.rule < rule):
        if is_short_of_room(state):
            return False
        if now.rule == TURNOVER:
            turnover(state)
        elif now.rule == DEMAND:
            demand(state)
        elif now.rule == CONVENE:
            convene(state)
        elif now.rule == MEET:
            meet(state)
        elif now.rule == CLOSE:
            close(state)
        elif now.rule == TEACH:
            teach(state)
        elif now.rule == CERTIFY:
            certify_trainees(state)
        elif now.rule == PROMOTE:
            promote(state)
        elif now.rule == REFRESH:
            refresh(state)
        else:
            record(state)
        now.rule = (now.rule + 1) % 10
    return True
