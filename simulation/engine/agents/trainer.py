"""A trainer: a facilitator with a home, an account of days, and perhaps the title of master."""

from simulation.common.arithmetic import NEVER
from simulation.common.columns import TRAINER_USES
from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order
from simulation.engine.agents.money import staff_cost
from simulation.engine.agents.person import change_role
from simulation.engine.ordering import sort_by_key
from simulation.engine.recorded import ACTIVITY, TRAINER_DAYS_USED
from simulation.engine.tables import NONE, TRAINER

USES = len(TRAINER_USES)


@compiled
def add_trainer(state, row, home, master):
    """Make the facilitator in `row` a trainer with an empty account. Returns the row in the trainers table."""
    now, trainers = state.now[0], state.trainers
    person = state.facilitators.person[row]
    trainer = now.trainers
    now.trainers += 1
    trainers.facilitator[trainer] = row
    trainers.home[trainer] = home
    trainers.master[trainer] = master
    trainers.own_days[trainer] = NONE
    trainers.day_price[trainer] = NONE
    trainers.until[trainer] = NEVER
    trainers.place_in_list[trainer] = now.trainer_list
    state.trainer_list[now.trainer_list] = trainer
    now.trainer_list += 1
    state.facilitators.trainer[row] = trainer
    if state.persons.role[person] != TRAINER:
        change_role(state, person, TRAINER)
    generation = min(state.facilitators.generation[row], state.lineage_sums.shape[0] - 1)
    state.lineage_sums[generation, 1] += 1
    return trainer


@compiled
def note_vacancy(state, trainer):
    """Somebody goes who is to be replaced from outside, where that is the policy; days that are bought are not."""
    now, trainers, vacancies = state.now[0], state.trainers, state.vacancies
    after = state.parameters[0].replaced_after_months
    if after == NONE or trainers.day_price[trainer] != NONE:
        return
    vacancy = now.vacancies
    now.vacancies += 1
    vacancies.identity[vacancy] = state.persons.identity[state.facilitators.person[trainers.facilitator[trainer]]]
    vacancies.due[vacancy] = now.month + after
    vacancies.home[vacancy] = trainers.home[trainer]
    vacancies.master[vacancy] = trainers.master[trainer]


@compiled
def credit(state, own_days, home, month):
    """Eighths of a day that a trainer gives in a month: their own, or those of the home."""
    return own_days if own_days != NONE else state.credits[month, home]


@compiled
def credit_accounts(state):
    """Every trainer's account receives this month's days; what exceeds the days kept is lost."""
    now, trainers, kept_months = state.now[0], state.trainers, state.parameters[0].days_kept_months
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        home, own_days = trainers.home[trainer], trainers.own_days[trainer]
        days = credit(state, own_days, home, now.month)
        most = own_days * kept_months if own_days != NONE else state.most_kept[now.month, home]
        trainers.account[trainer] = min(trainers.account[trainer] + days, most)
        state.activity_month[home, ACTIVITY.trainer_days_offered] += days


@compiled
def days_to_give(state, trainer):
    """Eighths of a day that a trainer has for the use whose turn it is: none while saving for an earlier one."""
    if state.now[0].use_of_days > state.trainers.saves_after[trainer]:
        return 0
    return int(state.trainers.account[trainer])


@compiled
def save_days(state, trainer):
    """A trainer gives no days to the uses that follow this month, as a course has failed for want of them."""
    trainers = state.trainers
    trainers.saves_after[trainer] = min(trainers.saves_after[trainer], state.now[0].use_of_days)


@compiled
def pay_days(state, trainer, use, days):
    """Take eighths of a day from an account."""
    state.trainers.account[trainer] -= days
    state.activity_month[state.trainers.home[trainer], TRAINER_DAYS_USED + use] += days


@compiled
def time_valued(state, trainer, days):
    """Cents of valued time in days that a trainer gives: nothing for days that are bought."""
    return staff_cost(days, state.parameters[0].trainer_day) if state.trainers.day_price[trainer] == NONE else 0


@compiled
def take_turns(state):
    """Line up all trainers in this month's keyed order, in `trainer_turns`."""
    now, trainers = state.now[0], state.trainers
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        identity = state.persons.identity[state.facilitators.person[trainers.facilitator[trainer]]]
        trainers.turn[trainer] = order(state.key, identity, Decision.TRAINER_TURN, now.month)
        trainers.saves_after[trainer] = USES
        state.sort_keys[i] = trainers.turn[trainer]
    sort_by_key(state, now.trainer_list)
    for i in range(now.trainer_list):
        state.trainer_turns[i] = state.trainer_list[state.in_order[i]]
