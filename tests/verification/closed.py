"""Scenarios in which the model reduces to a textbook process, and how a mean is compared at a stated power.

Power: the standard error, computed from the runs themselves, is at most 0.5 % of the value; the tolerance is 4
standard errors, so an exact model fails one comparison in 16,000. A value 10 % off lies at least 20 standard errors
away and is rejected; each test says so by running the same comparison with a rate 10 % off.
"""

import math

import numpy as np

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.engine.run import simulate
from simulation.scenario.schema import Scenario

STILL = {
    "innovation": 0.0, "imitation": 0.0, "mixing_cell": 1.0, "mixing_region": 0.0, "addressable_share": 1.0,
    "patience_for_a_group": 1200.0, "patience_for_a_course": 1200.0, "patience_for_a_practicum": 1200.0,
    "returning": 0.0, "volunteering": 0.0, "call_response": 0.0, "no_show": 0.0, "again": 0.0, "goes_on": 0.0,
    "self_running_end": 0.0, "session_gain": 0.0, "certification": 1.0, "certification_precision": 1e6,
    "practicum_delay": 0.0, "practicum_delay_spread": 0.0, "groups_per_year": 120.0, "activity_shape": 1e4,
    "activity_decay": 0.0, "facilitator_stop": 0.0, "support_effect": 0.0, "animation_effect": 0.0,
    "trainer_stop": 0.0, "promotion_rate": 0.0, "fidelity": 1.0, "fidelity_noise": 0.0, "fading": 0.0,
    "practice_gain": 0.0, "refresher_gain": 0.0, "leaving": 0.0, "moving": 0.0, "initial_facilitator_skill": 1.0,
    "initial_trainer_skill": 1.0,
}  # fmt: skip
"""Nothing happens by itself: each closed form switches on what it is about, at fixed values.

Facilitators offer a group almost every month: 120 a year, alike (shape 10,000), is a chance of 1 − e^{−10} a month.
"""

MOST_OFTEN = 1 - math.exp(-10)


def scenario(cells, months, levers, rates, **initial):
    """A scenario of cells (region, administration, headcount), with these levers, rates, and start."""
    return Scenario.model_validate(
        {
            "name": "closed form",
            "months": months,
            "population": [dict(zip(("region", "administration", "headcount"), cell, strict=True)) for cell in cells],
            "initial": {"facilitators": 0, "practitioners": 0, **initial},
            "levers": {"facilitators": {"days_per_month": 31.0}, **levers},
            "uncertainties": {name: {"best": float(value)} for name, value in {**STILL, **rates}.items()},
        }
    )


def small_groups(size, **more):
    """Groups of one session, which takes almost no time; they open and end within a month."""
    return {
        "size": size, "minimum": 1, "maximum": size, "sessions": 1, "days_in_person": 0.125, "days_remote": 0.125,
        "remote_share": 0.0, **more,
    }  # fmt: skip


def somebody_waits(recording):
    """Whether at each month's end somebody still waits for a group: nobody willing was left without one."""
    return (activity(recording, "waiting_for_group").sum(axis=1) > 0).all()


def recordings(given, replicates, seed=1):
    """The records of some replicates."""
    return (simulate(given, seed, replicate, best_values=True) for replicate in range(replicates))


def persons(recording, *names):
    """Columns of the persons table, summed: months × cells."""
    return sum(recording.persons[:, :, PERSON_INDEX[name]] for name in names)


def activity(recording, *names):
    """Columns of the activity table, summed: months × places."""
    return sum(recording.activity[:, :, ACTIVITY_INDEX[name]] for name in names)


def standard_error(samples):
    return float(np.std(samples, ddof=1) / math.sqrt(len(samples)))


def accepted(samples, value):
    """Whether the mean of independent samples agrees with a value: within 4 standard errors."""
    return abs(np.mean(samples) - value) < 4 * standard_error(samples)


def check(samples, value, wrong):
    """The stated power is reached, the value is accepted, and the values of rates 10 % off are rejected."""
    samples = np.asarray(samples, dtype=float)
    error = standard_error(samples)
    shown = f"mean {samples.mean():.6g} ± {error:.2g} ({len(samples)} samples), expected {value:.6g}"
    print(shown)
    assert error <= 0.005 * abs(value), f"too few samples: {shown}"
    assert accepted(samples, value), shown
    for other in wrong:
        assert not accepted(samples, other), f"{other:.6g} would be accepted as well: {shown}"


def halves(form, limit, steps=(1 / 12, 1 / 24, 1 / 48, 1 / 96)):
    """The distance of a form to its limit halves when the step is halved (0.5 within 0.1, at the finest 0.04)."""
    distances = [abs(form(step) - limit) for step in steps]
    ratios = [after / before for before, after in zip(distances, distances[1:], strict=False)]
    assert all(abs(ratio - 0.5) < 0.1 for ratio in ratios), (distances, ratios)
    assert abs(ratios[-1] - 0.5) < 0.04, (distances, ratios)
