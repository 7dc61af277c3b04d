"""Money of calendar years: a charge, whether it fits within the budgets, and what standing costs take first.

A charge is made up in `cash` and `valued_time`, cents for each calendar year from the present one on: `begin_charge`,
then what is added, then `is_affordable` where that is asked, then `charge`. Years are counted from that of the first
month; what falls beyond the last simulated one is dropped.
"""

import math

from simulation.common.compiling import compiled
from simulation.common.units import UNLIMITED
from simulation.engine.recorded import ACTIVITY, CASH, MONEY, MONEY_COLUMNS, MONEY_USE, VALUED_TIME

TOTAL, TRAINING = 0, 1
"""Rows of `committed`: of all uses, and of those of training alone."""
MONTHS = 12


@compiled
def staff_cost(days, price):
    """Cents for eighths of a day at a price in cents per day."""
    return days * price // 8


@compiled
def present_year(state):
    """The calendar year of this month, from 0."""
    return state.monthly.year[state.now[0].month]


@compiled
def months_left(state):
    """Months that are left of the calendar year, the present one included."""
    return state.monthly.months_left[state.now[0].month]


@compiled
def begin_charge(state):
    """A charge of nothing."""
    for year in range(present_year(state), len(state.cash)):
        state.cash[year] = 0
        state.valued_time[year] = 0


@compiled
def add_cash(state, amount):
    """Cents of cash in this year."""
    state.cash[present_year(state)] += amount


@compiled
def add_valued_time(state, amount):
    """Cents of valued time in this year."""
    state.valued_time[present_year(state)] += amount


@compiled
def add_sessions(state, sessions, cadence, days, people):
    """Facilitators' (or trainees') time in so many sessions from this month on, in the years in which they are held.

    cadence: eighths of a session a month. days: eighths a session.
    """
    year, months, counted = present_year(state), months_left(state), 0
    while counted < sessions and year < len(state.valued_time):
        by_its_end = min(sessions, months * cadence // 8)
        price = state.parameters[0].facilitator_day
        state.valued_time[year] += staff_cost((by_its_end - counted) * days, price) * people
        counted = by_its_end
        months += MONTHS
        year += 1


@compiled
def _budgeted_in(state, year):
    """The month whose budget counts for a calendar year: this one, of a later year its January."""
    return state.now[0].month if year == present_year(state) else state.year_begins[year]


@compiled
def cap(state, year):
    """The budget of a calendar year: as it is now, of a later one as it will be in January."""
    return state.monthly.budget[_budgeted_in(state, year)]


@compiled
def _counted(state, year):
    """What counts, of the charge, under the budget of a year."""
    return state.cash[year] + (0 if state.parameters[0].budget_covers else state.valued_time[year])


@compiled
def _left(state, year, for_training):
    """Cents of a year's budget that may still be committed."""
    most, committed = cap(state, year), state.committed[TOTAL, year]
    if for_training:
        return max(0, most - committed)
    kept = int(state.monthly.budget_for_training[_budgeted_in(state, year)] * most)
    return max(0, most - committed - max(0, kept - state.committed[TRAINING, year]))


@compiled
def is_affordable(state, for_training):
    """Whether the charge fits within the budget of each of its years."""
    for year in range(present_year(state), len(state.cash)):
        counted = _counted(state, year)
        if counted > 0 and cap(state, year) < UNLIMITED and counted > _left(state, year, for_training):
            return False
    return True


@compiled
def is_for_training(use):
    """Whether money of a use is for training."""
    return (
        use == MONEY_USE.courses
        or use == MONEY_USE.practicum
        or use == MONEY_USE.refreshers
        or use == MONEY_USE.hires
        or use == MONEY_USE.recruitment
    )


@compiled
def commit(state, for_training):
    """Count the charge under the budgets."""
    for year in range(present_year(state), len(state.cash)):
        counted = _counted(state, year)
        state.committed[TOTAL, year] += counted
        if for_training:
            state.committed[TRAINING, year] += counted


@compiled
def charge(state, place, use):
    """Commit the charge for a use, at a place; a later year's part is recorded when that year begins."""
    commit(state, is_for_training(use))
    present, month = present_year(state), state.activity_month[place]
    month[MONEY + use] += state.cash[present] + state.valued_time[present]
    month[MONEY + CASH] += state.cash[present]
    month[MONEY + VALUED_TIME] += state.valued_time[present]
    for year in range(present + 1, len(state.cash)):
        later = state.later_money[year, place]
        later[use] += state.cash[year] + state.valued_time[year]
        later[CASH] += state.cash[year]
        later[VALUED_TIME] += state.valued_time[year]


@compiled
def note_part(state, place, column):
    """Record this year's part of the charge, cash and valued time, in a column of its own, too."""
    year = present_year(state)
    state.activity_month[place, column] += state.cash[year] + state.valued_time[year]


@compiled
def note_time(state, place, column):
    """Record this year's valued time of the charge in a column of its own, too."""
    state.activity_month[place, column] += state.valued_time[present_year(state)]


@compiled
def charge_cash(state, place, use, amount):
    """Commit cents of cash of this year, whether affordable or not."""
    begin_charge(state)
    add_cash(state, amount)
    charge(state, place, use)


@compiled
def charge_valued_time(state, place, use, amount):
    """Commit cents of valued time of this year, whether affordable or not."""
    begin_charge(state)
    add_valued_time(state, amount)
    charge(state, place, use)


@compiled
def record_money_of_earlier_years(state):
    """What was committed for this year before it began."""
    year = present_year(state)
    for place in range(state.parameters[0].regions + 1):
        for column in range(MONEY_COLUMNS):
            state.activity_month[place, MONEY + column] += state.later_money[year, place, column]


@compiled
def record_cap(state):
    """The budget of the year, and how far what is committed already exceeds it."""
    most, year = cap(state, present_year(state)), present_year(state)
    if most < UNLIMITED:
        national = state.activity_month[state.parameters[0].regions]
        national[ACTIVITY.cap] += most
        national[ACTIVITY.over_cap] += max(0, state.committed[TOTAL, year] - most)


@compiled
def sessions_left_of_year(state, cadence, requests_per_year):
    """Sessions of a permanent group in the months left of this calendar year: of a cadence in eighths, or requested."""
    if cadence > 0:
        return (months_left(state) * cadence + 7) // 8
    return int(math.ceil(months_left(state) * (requests_per_year / 12.0)))


@compiled
def cadence_charged(cadence, requests_per_year):
    """Eighths of a session a month by which a group's sessions fall into calendar years."""
    if cadence > 0:
        return cadence
    return max(1, int(8.0 * requests_per_year / 12.0 + 0.5))
