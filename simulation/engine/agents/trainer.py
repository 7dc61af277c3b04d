"""A trainer: a facilitator with a home, four accounts of days, and perhaps the title of master."""

from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order
from simulation.engine.agents.person import change_role
from simulation.engine.ordering import begin_lines, end_lines, sort_by_key
from simulation.engine.recorded import ACTIVITY, TRAINER_USE
from simulation.engine.tables import NONE, TRAINER


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
            state.activity_month[trainers.home[trainer], column] += credits[use]


@compiled
def pay_days(state, trainer, use, days):
    """Take eighths of a day from an account."""
    state.trainers.accounts[trainer, use] -= days
    column = ACTIVITY.trainer_days_used_facilitator_courses + use
    state.activity_month[state.trainers.home[trainer], column] += days


@compiled
def take_turns(state):
    """Draw this month's keyed order of all trainers, and line them up in it: everybody, and home by home.

    `trainer_turns` holds all trainers in order, then the same home by home, each home from `home_begins`.
    `turns_passed` is, by use and line, where the first stands who may still have enough days in this month (accounts
    only fall after they are credited); the last line is everybody's.
    """
    now, trainers = state.now[0], state.trainers
    number, places = now.trainer_list, state.parameters[0].regions + 1
    begins = state.home_begins
    begins[:] = 0
    begins[0] = number
    for i in range(number):
        trainer = state.trainer_list[i]
        identity = state.persons.identity[state.facilitators.person[trainers.facilitator[trainer]]]
        trainers.turn[trainer] = order(state.key, identity, Decision.TRAINER_TURN, now.month)
        state.sort_keys[i] = trainers.turn[trainer]
        begins[trainers.home[trainer] + 1] += 1
    begin_lines(begins)
    sort_by_key(state, number)
    for i in range(number):
        trainer = state.trainer_list[state.in_order[i]]
        state.trainer_turns[i] = trainer
        home = trainers.home[trainer]
        state.trainer_turns[begins[home]] = trainer
        begins[home] += 1
    end_lines(begins)
    begins[0] = number
    for use in range(4):
        for place in range(places):
            state.turns_passed[use, place] = begins[place]
        state.turns_passed[use, places] = 0


@compiled
def _has_days(state, trainer, use, days):
    """Whether a trainer has the days for a task; only masters teach trainer courses."""
    trainers = state.trainers
    if use == TRAINER_USE.trainer_courses and not trainers.master[trainer]:
        return False
    return trainers.accounts[trainer, use] >= days


@compiled
def _is_chosen(state, trainer, chosen):
    for i in range(chosen):
        if state.chosen_trainers[i] == trainer:
            return True
    return False


@compiled
def _first_in_line(state, line, end, use, days, chosen):
    """The first of a line who has the days and is not chosen; those without days are passed for good. −1 if none."""
    turns, passed = state.trainer_turns, state.turns_passed
    while passed[use, line] < end and not _has_days(state, turns[passed[use, line]], use, days):
        passed[use, line] += 1
    for i in range(passed[use, line], end):
        if _has_days(state, turns[i], use, days) and not _is_chosen(state, turns[i], chosen):
            return turns[i]
    return NONE


@compiled
def best_trainer(state, use, days, place, anywhere, national_first, chosen):
    """The next trainer for a task: at home first, then (if so) the national team, then anybody if allowed.

    The first `chosen` of `chosen_trainers` are taken for the same task already. Returns −1 if nobody has the days.
    """
    national, ends = state.parameters[0].regions, state.home_begins
    best = _first_in_line(state, place, ends[place + 1], use, days, chosen)
    if best == NONE and national_first:
        best = _first_in_line(state, national, ends[national + 1], use, days, chosen)
    if best == NONE and anywhere:
        best = _first_in_line(state, national + 1, state.now[0].trainer_list, use, days, chosen)
    return best
