"""A trainer: a facilitator with a home, four accounts of days, and perhaps the title of master."""

from simulation.agents.person import change_role
from simulation.state.compiling import compiled
from simulation.state.draws import Decision, order
from simulation.state.recorded import ACTIVITY
from simulation.state.tables import NONE, TRAINER


@compiled
def add_trainer(state, row, home, master):
    """Make the facilitator in `row` a trainer with empty accounts. Returns the row in the trainers table."""
    now, trainers = state.now[0], state.trainers
    person = state.facilitators.person[row]
    trainer = now.trainers
    now.trainers += 1
    trainers.facilitator[trainer] = row
    trainers.home[trainer] = home
    trainers.master[trainer] = master
    trainers.turn[trainer] = order(state.key, state.persons.identity[person], Decision.TRAINER_TURN, now.month)
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
def credit_accounts(state):
    """Every trainer's four accounts receive this month's days; what exceeds the days kept is lost."""
    now, trainers = state.now[0], state.trainers
    credits, most = state.monthly.credits[now.month], state.monthly.most_kept[now.month]
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        for use in range(4):
            trainers.accounts[trainer, use] = min(trainers.accounts[trainer, use] + credits[use], most[use])
            column = ACTIVITY.trainer_days_offered_facilitator_courses + use
            state.activity_record[now.month, trainers.home[trainer], column] += credits[use]


@compiled
def pay_days(state, trainer, use, days):
    """Take eighths of a day from an account."""
    state.trainers.accounts[trainer, use] -= days
    column = ACTIVITY.trainer_days_used_facilitator_courses + use
    state.activity_record[state.now[0].month, state.trainers.home[trainer], column] += days


@compiled
def distance(state, trainer, place):
    """0 for a trainer at home in the place, 1 for one of the national team, 2 for others."""
    home = state.trainers.home[trainer]
    if home == place:
        return 0
    return 1 if home == state.parameters[0].regions else 2


@compiled
def best_trainer(state, use, days, place, anywhere, national_first, masters_only, taken, number_taken):
    """The next trainer for a task: at home first, then as allowed, in keyed order; −1 if none has the days.

    `taken` holds the `number_taken` trainers already chosen for the same task.
    """
    trainers = state.trainers
    best, best_distance = NONE, 3
    for i in range(state.now[0].trainer_list):
        trainer = state.trainer_list[i]
        if trainers.accounts[trainer, use] < days or (masters_only and not trainers.master[trainer]):
            continue
        away = distance(state, trainer, place)
        if national_first:
            if away == 2 and not anywhere:
                continue
        else:
            if away > 0 and not anywhere:
                continue
            away = min(away, 1)
        already = False
        for j in range(number_taken):
            already |= taken[j] == trainer
        if already:
            continue
        if away < best_distance or (away == best_distance and trainers.turn[trainer] < trainers.turn[best]):
            best, best_distance = trainer, away
    return best


@compiled
def take_turns(state):
    """Draw this month's keyed order of all trainers."""
    now, trainers = state.now[0], state.trainers
    for i in range(now.trainer_list):
        trainer = state.trainer_list[i]
        identity = state.persons.identity[state.facilitators.person[trainers.facilitator[trainer]]]
        trainers.turn[trainer] = order(state.key, identity, Decision.TRAINER_TURN, now.month)
