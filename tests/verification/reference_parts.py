"""Parts of the model that can be switched off in the reference, and levers that do nothing there unless switched on."""

from collections.abc import Callable

Change = Callable[[dict], object]
"""Changes a scenario, as a mapping, in place."""


def days(times: float) -> Change:
    """So many times the trainers' days."""

    def change(given):
        for step in given["levers"]["trainers"]["days_per_month"]:
            step["value"] *= times

    return change


def cold(given) -> None:
    """The same persons without a register: nobody waits, learns or meets."""
    initial = given["initial"]
    initial.pop("register", None)
    initial.update(facilitators=130, practitioners=70)


def lever(part: str = "", **values) -> Change:
    """Levers of one part, or levers themselves."""

    def change(given):
        (given["levers"][part] if part else given["levers"]).update(values)

    return change


def known(name: str, value: float) -> Change:
    """One uncertainty fixed at a value."""
    return lambda given: given["uncertainties"].update({name: {"best": float(value)}})


PARTS: dict[str, Change] = {
    "practice inside groups (trainers alone supervise)": lever("practicum", facilitator_supervisors=False),
    "practice before certification": lever("practicum", sessions=0),
    "nominations": lever(nominations=[]),
    "calls": lever(calls=[]),
    "nominations and calls": lever(nominations=[], calls=[]),
    "register, warm start": cold,
    "decline of activity": known("activity_decay", 0),
    "differences of activity": known("activity_shape", 1000),
    "animation": lever(animation=0),
    "support after certification": known("support_effect", 0),
    "refreshers": lever("refreshers", seats=0),
    "money cap": lever(budget=None),
    "absentees": known("no_show", 0),
    "the lapsed come back": known("returning", 0),
    "groups go on by themselves": known("goes_on", 0),
    "trainer courses (none)": lever("trainer_courses", scheduling="calendar", calendar=[]),
    "engagements": lever(engagements=[]),
    "days kept for a year (kept a month)": lever("trainers", days_kept_months=1),
    "skew of the delay": known("practicum_delay_spread", 0),
}
"""What the reference has, switched off."""

NEUTRAL: dict[str, Change] = {
    "coordination, 4 days a month": lever("coordination", days_per_month=4.0),
    "trainers replaced after 3 months": lever("trainers", replaced_after_months=3),
    "6 of 12 seats reserved for territorial": lever(
        "facilitator_courses", reserved=[{"seats": 6, "administration": "territorial"}]
    ),
    "animation to .9 in 2027, at once": lever(
        animation=[{"from": "2026-01", "value": 0.3}, {"from": "2027-01", "value": 0.9}]
    ),
    "the same over 24 months (ramp)": lever(
        animation=[{"from": "2026-01", "value": 0.3}, {"from": "2027-01", "value": 0.9, "over": 24}]
    ),
    "one course a quarter at most": lever("facilitator_courses", per_quarter=1),
    "supervised trainees before others": lever("practicum", priority="first"),
    "half of the budget for training": lever(budget_for_training=0.5),
    "budget of 600,000 on cash and time": lever(budget=600000, budget_covers="both"),
    "trainer courses on demand": lever("trainer_courses", scheduling="on demand"),
    "courses served to lowest coverage first": lever("facilitator_courses", served_first="lowest_coverage"),
    "novices need a co-facilitator": lever("groups", novice_needs_cofacilitator=True),
}
"""What is neutral in the reference, switched on."""
