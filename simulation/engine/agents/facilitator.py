"""A facilitator: certification, days, and stopping. Who is certified (role facilitator or trainer) has a row here."""

from simulation.common.compiling import compiled
from simulation.common.draws import Decision, order, order_pairs
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.ordering import begin_lines, end_lines, sort_by_key
from simulation.engine.queues import leave_queue
from simulation.engine.recorded import FACILITATOR_DAYS_USED, PERSON
from simulation.engine.tables import NO_MONTH, NONE, REACHED, TRAINER

ACTIVE_MONTHS = 12
SUPPORTED_MONTHS = 12


@compiled
def add_facilitator(state, person, trained_by, skill, generation, certified, activity_class):
    """A row for somebody certified, by training or at the start, who has led nothing yet. Returns the row."""
    now, facilitators = state.now[0], state.facilitators
    row = now.facilitators
    now.facilitators += 1
    facilitators.person[row] = person
    facilitators.trained_by[row] = trained_by
    facilitators.trainer[row] = NONE
    facilitators.skill[row] = skill
    facilitators.region[row] = region_of(state, person)
    facilitators.generation[row] = generation
    facilitators.certified[row] = certified
    facilitators.last_led[row] = NO_MONTH
    facilitators.last_engaged[row] = NO_MONTH
    facilitators.last_exercised[row] = certified
    facilitators.last_refresher[row] = NO_MONTH
    facilitators.activity[row] = state.activity_classes[activity_class]
    facilitators.turn[row] = order(state.key, state.persons.identity[person], Decision.TURN, now.month)
    facilitators.place_in_list[row] = now.certified_list
    state.certified[now.certified_list] = row
    now.certified_list += 1
    state.persons.facilitator[person] = row
    state.persons.certified_as[person] = row
    generation = min(generation, state.lineage_sums.shape[0] - 1)
    state.lineage_sums[generation, 0] += 1
    return row


@compiled
def draw_for_certified(state, rows, number, decision):
    """Draw a pair of decisions of this month for the first so many rows of facilitators, into `evens` and `odds`."""
    persons, facilitators = state.persons, state.facilitators
    for i in range(number):
        state.identities[i] = persons.identity[facilitators.person[rows[i]]]
    order_pairs(state.key, state.identities, number, decision, state.now[0].month, state.evens, state.odds)


@compiled
def allowance(state):
    """Eighths of a day that each facilitator may give this month."""
    return state.monthly.facilitator_days[state.now[0].month]


@compiled
def room(state, row):
    """Eighths of a day that the facilitator still has this month beyond what is reserved."""
    facilitators = state.facilitators
    return allowance(state) - facilitators.spent[row] - facilitators.reserved[row]


@compiled
def spend(state, row, days, use):
    """Spend eighths of a day."""
    facilitators = state.facilitators
    facilitators.spent[row] += days
    state.activity_month[facilitators.region[row], FACILITATOR_DAYS_USED + use] += days


@compiled
def is_active(state, row):
    """Whether somebody certified has led a session in the last 12 months; nobody from outside is."""
    facilitators = state.facilitators
    return not facilitators.outside[row] and state.now[0].month - facilitators.last_led[row] < ACTIVE_MONTHS


@compiled
def is_supported(state, row):
    """Whether somebody was certified or refreshed in the last 12 months."""
    facilitators = state.facilitators
    last = max(facilitators.certified[row], facilitators.last_refresher[row])
    return state.now[0].month - last < SUPPORTED_MONTHS


@compiled
def dismiss(state, row):
    """Take somebody off the lists of the certified and of trainers; their groups notice in Turnover."""
    now, facilitators, trainers = state.now[0], state.facilitators, state.trainers
    place = facilitators.place_in_list[row]
    now.certified_list -= 1
    last = state.certified[now.certified_list]
    state.certified[place] = last
    facilitators.place_in_list[last] = place
    trainer = facilitators.trainer[row]
    if trainer != NONE:
        place = trainers.place_in_list[trainer]
        now.trainer_list -= 1
        last = state.trainer_list[now.trainer_list]
        state.trainer_list[place] = last
        trainers.place_in_list[last] = place
    state.persons.facilitator[facilitators.person[row]] = NONE


@compiled
def stop(state, row):
    """A facilitator or trainer stops and is a reached person again."""
    person = state.facilitators.person[row]
    count(state, person, PERSON.facilitators_stopped + (state.persons.role[person] == TRAINER))
    leave_queue(state, person)
    dismiss(state, row)
    change_role(state, person, REACHED)


@compiled
def line_up(state):
    """Line up everybody certified in this month's keyed order: all, in `in_turn`, and region by region."""
    now, facilitators = state.now[0], state.facilitators
    number, begins = now.certified_list, state.region_begins
    begins[:] = 0
    for i in range(number):
        row = state.certified[i]
        state.sort_keys[i] = facilitators.turn[row]
        begins[facilitators.region[row] + 1] += 1
    begin_lines(begins)
    sort_by_key(state, number)
    for i in range(number):
        row = state.certified[state.in_order[i]]
        state.in_turn[i] = row
        region = facilitators.region[row]
        state.in_turn_by_region[begins[region]] = row
        begins[region] += 1
    end_lines(begins)


@compiled
def count_certified(state):
    """Count the certified of each region, into `regions.certified`."""
    regions = state.regions
    for region in range(len(regions)):
        regions.certified[region] = 0
    for i in range(state.now[0].certified_list):
        regions.certified[state.facilitators.region[state.certified[i]]] += 1
