"""A facilitator: certification, days, and stopping. Who is certified (role facilitator or trainer) has a row here."""

from simulation.common.arithmetic import FULL, NEVER, class_of, monthly_probability, part
from simulation.common.compiling import compiled
from simulation.common.draws import ONCE, Decision, order, order_pairs, uniform
from simulation.engine.agents.person import change_role, count, region_of
from simulation.engine.ordering import begin_lines, end_lines, sort_by_key
from simulation.engine.queues import leave_queue
from simulation.engine.recorded import ACTIVITY, PERSON
from simulation.engine.tables import FACILITATOR, MOST_IDLE_MONTHS, NONE, REACHED, TRAINER

NEVER_REFRESHED = -NEVER
SUPPORTED_MONTHS = 12
ACTIVE_MONTHS = 12


@compiled
def set_activity(state, row, activity):
    """Set how often somebody certified offers to open a group, relative to the mean."""
    state.facilitators.activity[row] = activity
    state.facilitators.offers[row] = monthly_probability(state.parameters[0].groups_per_year * activity)


@compiled
def add_facilitator(state, person, trained_by, skill, generation, certified, last_active, groups_led, activity_class):
    """A row for somebody certified, by training or at the start. Returns the row."""
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
    facilitators.last_active[row] = last_active
    facilitators.last_refresher[row] = NEVER_REFRESHED
    facilitators.groups_led[row] = groups_led
    set_activity(state, row, state.activity_classes[activity_class])
    facilitators.turn[row] = order(state.key, state.persons.identity[person], Decision.TURN, now.month)
    facilitators.place_in_list[row] = now.certified_list
    state.certified[now.certified_list] = row
    now.certified_list += 1
    state.persons.facilitator[person] = row
    generation = min(generation, state.lineage_sums.shape[0] - 1)
    state.lineage_sums[generation, 0] += 1
    return row


@compiled
def certify(state, person):
    """The trainee's practicum is over: certified with the course's rate, else back to reached."""
    month = state.now[0].month
    persons, courses = state.persons, state.courses
    identity, course = persons.identity[person], persons.course[person]
    times = persons.courses_taken[person] - 1
    if uniform(state.key, identity, Decision.CERTIFY, ONCE, times) >= courses.rate[course]:
        count(state, person, PERSON.not_certified)
        change_role(state, person, REACHED)
        return
    parameters = state.parameters[0]
    skill = part(courses.trainer_skill[course], parameters.fidelity)
    spread = min(parameters.fidelity_noise, skill, FULL - skill)
    u = uniform(state.key, identity, Decision.SKILL_NOISE, ONCE, times)
    skill += int((spread * (2.0 * u - 1.0) + 0.5) // 1.0)
    activity_class = class_of(uniform(state.key, identity, Decision.ACTIVITY, ONCE))
    generation = courses.generation[course] + 1
    change_role(state, person, FACILITATOR)
    add_facilitator(
        state, person, courses.trainer[course], skill, generation, month, month, 0, activity_class
    )
    state.lineage_sums[min(generation - 1, state.lineage_sums.shape[0] - 1), 2] += 1
    count(state, person, PERSON.certified)


@compiled
def draw_for_certified(state, rows, number, decision):
    """Draw a pair of decisions of this month for the first so many rows of facilitators, into `evens` and `odds`."""
    persons, facilitators = state.persons, state.facilitators
    for i in range(number):
        state.identities[i] = persons.identity[facilitators.person[rows[i]]]
    order_pairs(state.key, state.identities, number, decision, state.now[0].month, state.evens, state.odds)


@compiled
def room(state, row):
    """Eighths of a day that the facilitator still has this month beyond what is reserved."""
    facilitators = state.facilitators
    allowance = state.monthly.facilitator_days[state.now[0].month]
    return allowance - facilitators.spent[row] - facilitators.reserved[row]


@compiled
def room_next_month(state, row):
    """Eighths of a day a month that the facilitator has not reserved."""
    return state.monthly.facilitator_days[state.now[0].month] - state.facilitators.reserved[row]


@compiled
def spend(state, row, days, use):
    """Spend eighths of a day; leading or engaging makes one active, attending a refresher does not."""
    facilitators = state.facilitators
    facilitators.spent[row] += days
    region = facilitators.region[row]
    state.activity_month[region, ACTIVITY.facilitator_days_used_groups + use] += days


@compiled
def is_active(state, row):
    """Whether somebody certified has led a session or an engagement in the last 12 months."""
    return state.now[0].month - state.facilitators.last_active[row] < ACTIVE_MONTHS


@compiled
def trainer_stop_chance(state):
    """Chance that a trainer stops this month; also writes down that of facilitators, in `stop_chances`."""
    parameters = state.parameters[0]
    animated = 1.0 - parameters.animation_effect * state.monthly.animation[state.now[0].month]
    for idle in range(MOST_IDLE_MONTHS + 1):
        hazard = parameters.facilitator_stop * (1.0 + parameters.inactivity_effect * idle / 12.0)
        state.stop_chances[0, idle] = monthly_probability(hazard * animated)
        state.stop_chances[1, idle] = monthly_probability(hazard * animated * (1.0 - parameters.support_effect))
    return monthly_probability(parameters.trainer_stop * animated)


@compiled
def stop_chance(state, row, of_trainers):
    """Chance that somebody certified stops this month; `of_trainers` is what `trainer_stop_chance` has given."""
    month, facilitators = state.now[0].month, state.facilitators
    if facilitators.trainer[row] != NONE:
        return of_trainers
    supported = month - max(facilitators.certified[row], facilitators.last_refresher[row]) < SUPPORTED_MONTHS
    return state.stop_chances[int(supported), min(month - facilitators.last_active[row], MOST_IDLE_MONTHS)]


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
    """Line up everybody certified in this month's keyed order: all, in `in_turn`, and region by region.

    Who stops or is certified later in the month stays in line, or is not in it: see `in_line`.
    """
    now, facilitators = state.now[0], state.facilitators
    now.in_turn = now.certified_list
    begins = state.region_begins
    begins[:] = 0
    for i in range(now.in_turn):
        row = state.certified[i]
        state.sort_keys[i] = facilitators.turn[row]
        begins[facilitators.region[row] + 1] += 1
    begin_lines(begins)
    sort_by_key(state, now.in_turn)
    for i in range(now.in_turn):
        row = state.certified[state.in_order[i]]
        state.in_turn[i] = row
        region = facilitators.region[row]
        state.in_turn_by_region[begins[region]] = row
        begins[region] += 1
    end_lines(begins)


@compiled
def in_line(state, row):
    """Whether somebody lined up this month is still certified."""
    return state.persons.facilitator[state.facilitators.person[row]] == row


@compiled
def count_certified(state):
    """Count the certified of each region, into `regions.certified`."""
    regions = state.regions
    for region in range(len(regions)):
        regions.certified[region] = 0
    for i in range(state.now[0].certified_list):
        regions.certified[state.facilitators.region[state.certified[i]]] += 1
