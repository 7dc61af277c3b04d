"""Section 7.3: the network at the start."""

from simulation.agents.person import Facilitator, Person, new_trainer_from_outside
from simulation.common.arithmetic import class_of, to_u16
from simulation.common.draws import Decision


def weights(model, administration_weights, region_weights):
    return [
        h.headcount * administration_weights.get(h.administration_name, 1.0) * region_weights.get(h.region_name, 1.0)
        for h in model.homes
    ]


def initial_weights(model):
    initial = model.plan.initial
    return weights(model, initial.administration_weights, initial.region_weights)


def largest_remainder(number, shares):
    total = sum(shares)
    if total <= 0:
        return [0] * len(shares)
    quotas = [number * share / total for share in shares]
    counts = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(shares)), key=lambda i: (-(quotas[i] - counts[i]), i))
    for i in by_remainder[: number - sum(counts)]:
        counts[i] += 1
    return counts


def home_of_trainers(model, place):
    """The cell of a region, or of all cells for national, with the largest initial weight."""
    shares = initial_weights(model)
    eligible = [h.number for h in model.homes if place in (h.region, model.national)]
    return model.homes[max(eligible, key=lambda i: (shares[i], -i))]


def populate(model):
    shares = initial_weights(model)
    initial = model.plan.initial
    i = 0
    for home, number in zip(model.homes, largest_remainder(initial.facilitators, shares), strict=True):
        for _ in range(number):
            _initial_facilitator(model, model.named(f"start/facilitator/{i}"), home)
            i += 1
    i = 0
    for home, number in zip(model.homes, largest_remainder(initial.practitioners, shares), strict=True):
        for _ in range(number):
            Person(model, model.named(f"start/practitioner/{i}"), home, "reached")
            i += 1
    before = {}
    for entry in model.levers.trainers.at_start:
        place = model.place_number(entry.place)
        for n in range(entry.trainers):
            i = before.get(entry.place, 0)
            before[entry.place] = i + 1
            new_trainer_from_outside(
                model,
                model.named(f"start/trainer/{entry.place}/{i}"),
                home_of_trainers(model, place),
                place,
                n < entry.masters,
                certified=-37,
                last_active=-1,
                skill=to_u16(model.u.initial_trainer_skill),
            )


def _initial_facilitator(model, identity, home):
    person = Person(model, identity, home, "facilitator")
    half_year = int(5 * model.uniform(identity, Decision.START_CERTIFIED))
    certified = -1 - 6 * half_year - int(6 * model.uniform(identity, Decision.START_CERTIFIED, index=1))
    u = model.uniform(identity, Decision.ACTIVITY, month=-1)
    facilitator = Facilitator(to_u16(model.u.initial_facilitator_skill), 1, class_of(u), certified)
    if not u < 1 - model.plan.initial.active_by_half_year[half_year]:
        facilitator.last_active = max(certified, -1 - int(6 * model.uniform(identity, Decision.START_ACTIVE)))
        facilitator.groups_led = 2
    person.facilitator = facilitator
    model.certified_ever[1] += 1
