"""How a month goes: the rules in their order, and how a run goes from one of them to another."""

from simulation.common.compiling import compiled, one_of
from simulation.engine.rules.certify import CERTIFY
from simulation.engine.rules.close import CLOSE
from simulation.engine.rules.convene import CONVENE
from simulation.engine.rules.demand import DEMAND
from simulation.engine.rules.meet import MEET
from simulation.engine.rules.promote import PROMOTE
from simulation.engine.rules.record import RECORD
from simulation.engine.rules.refresh import REFRESH
from simulation.engine.rules.teach import TEACH
from simulation.engine.rules.turnover import TURNOVER

MONTH = (TURNOVER, DEMAND, CONVENE, MEET, CLOSE, TEACH, CERTIFY, PROMOTE, REFRESH, RECORD)
"""The rules, in their order in the month."""

RULES = tuple(rule.name for rule in MONTH)
"""Their names."""

_NUMBER_OF_RULES = len(MONTH)
_run = one_of([rule.run for rule in MONTH])
_rows_at_most = one_of([rule.rows_at_most for rule in MONTH])


@compiled
def is_short_of_room(state):
    """Whether the next rule might need more rows than the tables have; the need is noted in `now`."""
    now = state.now[0]
    persons, certified, groups, courses = _rows_at_most(state, now.rule)
    now.persons_needed = now.persons + persons
    now.facilitators_needed = max(now.facilitators, now.trainers) + certified
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
        _run(state, now.rule)
        now.rule += 1
        if now.rule == _NUMBER_OF_RULES:
            now.rule = 0
            now.month += 1
    return True
