"""Standing costs: what is charged first in each calendar year, whether it can be afforded or not."""

from simulation.common.compiling import compiled
from simulation.engine.agents.facilitator import count_certified
from simulation.engine.agents.group import is_certified
from simulation.engine.agents.money import (
    charge_cash,
    charge_valued_time,
    months_left,
    note_part,
    record_cap,
    record_money_of_earlier_years,
    sessions_left_of_year,
    staff_cost,
)
from simulation.engine.agents.trainer import credit
from simulation.engine.dates import falls_due
from simulation.engine.recorded import ACTIVITY, MONEY_USE
from simulation.engine.tables import NONE


@compiled
def _december(state):
    """The last month of this calendar year, simulated or not."""
    return state.now[0].month + months_left(state) - 1


@compiled
def _charge_permanent_groups(state):
    """The days of those who lead permanent groups; of one who will be found, where there is nobody."""
    now, groups, price = state.now[0], state.groups, state.parameters[0].facilitator_day
    for i in range(now.open_groups):
        group = state.open_groups[i]
        if not groups.permanent[group]:
            continue
        leaders = int(is_certified(state, groups.leader[group])) + int(is_certified(state, groups.second[group]))
        sessions = sessions_left_of_year(state, groups.cadence[group], groups.requests_per_year[group])
        amount = staff_cost(sessions * groups.days[group], price) * max(1, leaders)
        charge_valued_time(state, groups.place[group], MONEY_USE.groups, amount)


@compiled
def _charge_animation_and_coordination(state):
    """Animation of each region's certified, and coordination."""
    now, parameters, monthly = state.now[0], state.parameters[0], state.monthly
    months = months_left(state)
    count_certified(state)
    for region in range(parameters.regions):
        a_year = state.regions.certified[region] * monthly.animation[now.month] * parameters.animation
        charge_cash(state, region, MONEY_USE.animation, int(a_year * months / 12.0))
    days = monthly.coordination_days[now.month] * months
    cost = staff_cost(days, parameters.facilitator_day)
    charge_valued_time(state, parameters.regions, MONEY_USE.coordination, cost)


@compiled
def _charge_bought_days(state, own_days, price, place, first, until):
    """The days of a trainer with a day price, from a month of this year on, to its end or that of the contract."""
    days = 0
    for month in range(first, min(until, _december(state)) + 1):
        days += credit(state, own_days, place, month)
    charge_cash(state, place, MONEY_USE.courses, staff_cost(days, price))
    note_part(state, place, ACTIVITY.money_bought_days)


@compiled
def _charge_hires(state):
    """Trainers who will be hired this year, and the bought days of them and of those who are here."""
    now, trainers = state.now[0], state.trainers
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        if trainers.day_price[trainer] != NONE:
            home, until = trainers.home[trainer], trainers.until[trainer]
            _charge_bought_days(state, trainers.own_days[trainer], trainers.day_price[trainer], home, now.month, until)
    for i in range(len(state.hires)):
        hire = state.hires[i]
        if hire.month < now.month or hire.month > _december(state):
            continue
        charge_cash(state, hire.place, MONEY_USE.hires, state.parameters[0].hire)
        if hire.day_price != NONE:
            _charge_bought_days(state, hire.own_days, hire.day_price, hire.place, hire.month, hire.until)


@compiled
def _charge_recruitment(state):
    """Nominations and calls of this year."""
    parameters, nominations, month = state.parameters[0], state.nominations, state.now[0].month
    for nomination in range(len(nominations)):
        row, times = nominations[nomination], 0
        for later in range(month, _december(state) + 1):
            times += int(falls_due(later, row.first, row.last, row.every))
        amount = times * row.places * parameters.nomination
        charge_cash(state, parameters.regions, MONEY_USE.recruitment, amount)
    for i in range(len(state.calls)):
        call = state.calls[i]
        if month <= call.month <= _december(state):
            place = parameters.regions if call.region == NONE else call.region
            charge_cash(state, place, MONEY_USE.recruitment, parameters.call)


@compiled
def begin_calendar_year(state):
    """In the first month and in each January: what was committed for the year, its standing costs, and the budget."""
    now = state.now[0]
    if now.month > 0 and not state.monthly.new_year[now.month]:
        return
    record_money_of_earlier_years(state)
    _charge_permanent_groups(state)
    _charge_animation_and_coordination(state)
    _charge_hires(state)
    _charge_recruitment(state)
    record_cap(state)
