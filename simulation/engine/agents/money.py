"""Money of a calendar year: what is committed, and what is left of the budget."""

from simulation.common.compiling import compiled
from simulation.engine.recorded import ACTIVITY


@compiled
def left_of_budget(state):
    """Cents that may still be committed this calendar year."""
    now = state.now[0]
    return max(0, state.monthly.budget[now.month] - now.committed)


@compiled
def charge(state, place, use, amount):
    """Commit cents for a use, at a place."""
    now = state.now[0]
    now.committed += amount
    state.activity_month[place, ACTIVITY.money_courses + use] += amount


@compiled
def staff_cost(days, price):
    """Cents for eighths of a day at a price in cents per day."""
    return days * price // 8
