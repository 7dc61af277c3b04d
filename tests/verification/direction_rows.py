"""Every lever and uncertainty, with the direction of its effect or, without one, a change that must be noticed."""

from tests.verification.directions import Direction

PLENTY = {"uncertainties.volunteering": 0.7, "uncertainties.innovation": 1.0}
"""More candidates than courses can take."""
FEW_TRAINERS = {"practicum.facilitator_supervisors": False, "uncertainties.volunteering": 0.7}
ONE_MASTER = {
    "promotion.courses_to_master": 100,
    "trainers.at_start.1.masters": 0,
    "trainer_courses.days": 6.0,
    "uncertainties.promotion_rate": 4.0,
}
NO_MASTER = {"promotion.courses_to_master": 100, **{f"trainers.at_start.{i}.masters": 0 for i in range(3)}}
MANY_STOP = {"uncertainties.facilitator_stop": 0.8}
CALENDAR = [{"month": f"2026-{month:02d}", "place": "Nord", "courses": 1} for month in range(6, 13)]
BY_CALENDAR = {"facilitator_courses.scheduling": "calendar", "facilitator_courses.calendar": CALENDAR, **PLENTY}
TRAINER_CALENDAR = [{"month": f"2027-{month:02d}", "place": "national", "courses": 1} for month in range(1, 13)]
TRAINERS_BY_CALENDAR = {"trainer_courses.scheduling": "calendar", "trainer_courses.calendar": TRAINER_CALENDAR}
FEW_LEAD = {"uncertainties.groups_per_year": 1.0, "uncertainties.innovation": 1.0}
"""More people than those who lead can take."""
FEW_DAYS = {"trainers.days_per_month": 0.5, "facilitator_courses.travel": False, "facilitator_courses.remote": False}
SIX_HIRED = {**PLENTY, "trainers.hired.0.trainers": 6}
DAYS_OF_NORD = {**PLENTY, "trainers.days_at": [{"place": "Nord", "days_per_month": 4.0}]}
ASKING = {**FEW_LEAD, "coordination.days_per_month": 1.0}
NOMINATED = {
    "nominations": [{"name": "ministries", "first": "2026-03", "last": "2028-06", "every_months": 4, "places": 10}]
}
RESERVED = {"facilitator_courses.reserved": [{"region": "Nord", "administration": "State", "seats": 3}]}
CALLED = {"calls": [{"month": "2026-06"}]}


def signed(name, value, measure, sign, argument, given=None):
    return Direction(name, value, measure, sign, argument, given or {})


def acts(name, value, given=None):
    return Direction(name, value, given=given or {})


UNCERTAINTIES = [
    signed("uncertainties.addressable_share", 0.1, "new_interested", 1, "more persons at the same hazard"),
    signed("uncertainties.innovation", 0.6, "new_interested", 1, "a higher hazard for each"),
    signed("uncertainties.imitation", 1.5, "new_interested", 1, "a higher hazard wherever somebody is reached"),
    acts("uncertainties.mixing_cell", 0.2),
    acts("uncertainties.mixing_region", 0.0),
    signed("uncertainties.patience_for_a_group", 100.0, "newly_lapsed", -1, "each gives up later",
           {"uncertainties.groups_per_year": 1.0}),
    signed("uncertainties.patience_for_a_course", 40.0, "candidates_gave_up", -1, "each gives up later", PLENTY),
    signed("uncertainties.patience_for_a_practicum", 40.0, "trainees_gave_up", -1, "each gives up later", FEW_TRAINERS),
    signed("uncertainties.returning", 3.0, "came_back", 1, "each who gave up comes back sooner", FEW_LEAD),
    signed("uncertainties.volunteering", 0.5, "volunteered", 1, "each member asked says yes more often"),
    signed("uncertainties.call_response", 0.05, "called", 1, "a higher chance for each who is called", CALLED),
    signed("uncertainties.no_show", 0.6, "enrolled", -1, "days and seats of courses go to nobody", PLENTY),
    signed("uncertainties.again", 0.9, "waiting_for_group", 1, "more members come back to the queue",
           {"uncertainties.volunteering": 0.05}),
    signed("uncertainties.goes_on", 0.6, "groups_went_on", 1, "each group past its sessions goes on more often"),
    signed("uncertainties.self_running_end", 3.0, "groups_self_running", -1, "each such group ends sooner"),
    signed("uncertainties.session_gain", 0.15, "skill_gained", 1, "each session teaches more"),
    signed("uncertainties.certification", 0.9, "certified", 1, "each trainee passes more often"),
    acts("uncertainties.certification_precision", 1.0),
    signed("uncertainties.practicum_delay", 300.0, "certified", -1, "each comes later, some after the end", PLENTY),
    acts("uncertainties.practicum_delay_spread", 0.1),
    signed("uncertainties.groups_per_year", 8.0, "groups_started", 1, "more offers to open a group"),
    signed("uncertainties.asks_per_day", 20.0, "asked", 1, "more can be asked in the same days", ASKING),
    signed("uncertainties.ask_strength", 5.0, "agreed", 1, "each who is asked agrees more often", ASKING),
    acts("uncertainties.activity_shape", 5.0),
    signed("uncertainties.activity_decay", 2.0, "groups_started", -1, "those certified long ago offer more rarely",
           FEW_LEAD),
    signed("uncertainties.facilitator_stop", 0.6, "facilitators", -1, "each stops sooner"),
    signed("uncertainties.support_effect", 1.0, "facilitators", 1, "new and refreshed ones stop later", MANY_STOP),
    signed("uncertainties.animation_effect", 1.0, "groups_started", 1,
           "with animation above 0, activity declines more slowly, and more is offered",
           {**FEW_LEAD, "uncertainties.activity_decay": 1.0, "animation": 1.0}),
    signed("uncertainties.trainer_stop", 0.8, "trainers", -1, "each trainer stops sooner"),
    signed("uncertainties.promotion_rate", 4.0, "promoted", 1, "each eligible facilitator volunteers sooner"),
    signed("uncertainties.fidelity", 0.95, "mean skill", 1, "new facilitators begin with more of the trainer's skill"),
    acts("uncertainties.fidelity_noise", 0.3),
    signed("uncertainties.fading", 0.05, "mean skill", -1, "each month without activity takes more"),
    signed("uncertainties.practice_gain", 0.15, "mean skill", 1, "each session led restores more"),
    signed("uncertainties.refresher_gain", 0.8, "mean skill", 1, "each refresher restores more"),
    signed("uncertainties.leaving", 0.2, "left", 1, "each leaves sooner"),
    signed("uncertainties.moving", 0.6, "moved_in", 1, "each moves sooner"),
    signed("uncertainties.initial_facilitator_skill", 1.0, "mean skill", 1, "those of the start know more"),
    signed("uncertainties.initial_trainer_skill", 0.5, "mean skill", -1, "new facilitators get a share of less"),
]  # fmt: skip

TRAINERS = [
    signed("trainers.at_start.0.trainers", 6, "facilitator_courses", 1, "more trainer days", PLENTY),
    signed("trainers.at_start.0.masters", 0, "trainer_courses", -1, "fewer who may teach trainers", ONE_MASTER),
    acts("trainers.at_start.0.place", "Est"),
    signed("trainers.hired.0.trainers", 6, "facilitator_courses", 1, "more trainer days", PLENTY),
    signed("trainers.hired.0.from", "2028-12", "facilitator_courses", -1, "fewer months in which they teach",
           SIX_HIRED),
    signed("trainers.hired.0.until", "2026-06", "facilitator_courses", -1, "fewer months in which they teach",
           {**SIX_HIRED, "trainers.hired.0.from": "2026-01"}),
    signed("trainers.hired.0.days_per_month", 8.0, "facilitator_courses", 1, "more trainer days", SIX_HIRED),
    signed("trainers.hired.0.day_price", 900.0, "money_cash", 1, "their days are bought, used or not", SIX_HIRED),
    acts("trainers.hired.0.masters", 1, NO_MASTER),
    acts("trainers.hired.0.place", "Sud"),
    signed("trainers.days_per_month", 8.0, "facilitator_courses", 1, "more trainer days", PLENTY),
    signed("trainers.days_at.0.days_per_month", 12.0, "facilitator_courses", 1, "more trainer days", DAYS_OF_NORD),
    acts("trainers.days_at.0.place", "Sud", {**DAYS_OF_NORD, "trainers.days_at.0.days_per_month": 12.0}),
    signed("trainers.order_of_uses", ["facilitator_courses", "trainer_courses", "refreshers", "supervision"],
           "trainer_days_used_supervision", -1, "the last use has what the others leave", {**FEW_TRAINERS, **PLENTY}),
    signed("trainers.days_kept_months", 1, "facilitator_courses", -1,
           "a course takes 6 days, which no team has within a month", {**PLENTY, **FEW_DAYS}),
    signed("trainers.replaced_after_months", 0, "trainers", 1, "who goes is followed by another",
           {"uncertainties.trainer_stop": 0.8}),
]  # fmt: skip

COURSES = [
    signed("facilitator_courses.seats", 12, "enrolled", 1, "each course takes more of those who wait", PLENTY),
    signed("facilitator_courses.minimum", 6, "facilitator_courses", -1, "fewer regions can fill one"),
    signed("facilitator_courses.trainers", 3, "facilitator_courses", -1, "each takes more trainer days", PLENTY),
    signed("facilitator_courses.days", 6.0, "facilitator_courses", -1, "each takes more trainer days", PLENTY),
    signed("facilitator_courses.scheduling", "calendar", "facilitator_courses", -1, "a calendar that is almost empty",
           {"facilitator_courses.calendar": CALENDAR[:1]}),
    signed("facilitator_courses.calendar", CALENDAR[:2], "facilitator_courses", -1, "fewer are planned", BY_CALENDAR),
    signed("facilitator_courses.calendar.0.courses", 3, "facilitator_courses", 1, "more courses planned",
           {**BY_CALENDAR, "facilitator_courses.calendar": CALENDAR[-1:], "facilitator_courses.minimum": 1}),
    acts("facilitator_courses.calendar.0.month", "2027-03", BY_CALENDAR),
    acts("facilitator_courses.calendar.0.place", "Sud", BY_CALENDAR),
    acts("facilitator_courses.calendar.0.remote", True,
         {**BY_CALENDAR, "facilitator_courses.travel": False, "trainers.at_start.0.place": "Sud"}),
    acts("facilitator_courses.remote", False),
    acts("facilitator_courses.travel", False, {"facilitator_courses.remote": False}),
    acts("facilitator_courses.served_first", "lowest_coverage", {**PLENTY, "facilitator_courses.remote": False}),
    acts("facilitator_courses.reserved.0.seats", 12, {**PLENTY, **RESERVED}),
    acts("facilitator_courses.reserved.0.region", "Est", {**PLENTY, **RESERVED}),
    acts("facilitator_courses.reserved.0.administration", "Towns", {**PLENTY, **RESERVED}),
    signed("facilitator_courses.per_quarter", 1, "facilitator_courses", -1, "no more than that are held", PLENTY),
    signed("trainer_courses.seats", 2, "promoted", -1, "each course planned takes fewer of those who wait",
           {**TRAINERS_BY_CALENDAR, "trainer_courses.calendar": TRAINER_CALENDAR[::4],
            "uncertainties.promotion_rate": 4.0}),
    signed("trainer_courses.minimum", 4, "trainer_courses", -1, "held only when more wait"),
    signed("trainer_courses.trainers", 3, "trainer_courses", -1, "each takes more trainer days",
           {**ONE_MASTER, "trainer_courses.days": 12.0}),
    signed("trainer_courses.days", 24.0, "trainer_courses", -1, "each takes more trainer days", ONE_MASTER),
    signed("trainer_courses.scheduling", "calendar", "trainer_courses", -1, "a calendar that is almost empty",
           {"trainer_courses.calendar": TRAINER_CALENDAR[:1]}),
    signed("trainer_courses.scheduling", "need", "trainer_courses", -1, "at most one a year"),
    signed("trainer_courses.calendar", TRAINER_CALENDAR[:1], "trainer_courses", -1, "fewer courses planned",
           TRAINERS_BY_CALENDAR),
    signed("trainer_courses.calendar.0.courses", 3, "trainer_courses", 1, "more courses planned",
           {**TRAINERS_BY_CALENDAR, "trainer_courses.calendar": TRAINER_CALENDAR[-1:], "trainer_courses.minimum": 1}),
    acts("trainer_courses.calendar.0.month", "2028-03", TRAINERS_BY_CALENDAR),
]  # fmt: skip

NO_EFFECT = {
    "trainer_courses.calendar.place": "trainer courses are national, whatever place an entry names (ODD 7.11)",
    "trainer_courses.calendar.remote": "trainer courses are held in person (ODD 7.11)",
}
"""Fields that change nothing, by rule."""

FACILITATORS = [
    signed("practicum.sessions", 8, "in_practicum", 1, "each lasts longer"),
    signed("practicum.supervision_days", 8.0, "training_limit_supervisor", 1, "each takes more trainer days",
           FEW_TRAINERS),
    signed("practicum.facilitator_supervisors", False, "practicum_started", -1, "fewer who may supervise",
           PLENTY),
    signed("practicum.priority", "first", "practicum_groups_started", 1,
           "where people are few, those who are supervised lead before others",
           {**FEW_TRAINERS, "uncertainties.innovation": 0.1}),
    signed("promotion.groups", 5, "promoted", -1, "fewer are eligible"),
    signed("promotion.skill", 0.75, "promoted", -1, "fewer are eligible"),
    signed("promotion.months", 30, "promoted", -1, "fewer are eligible"),
    signed("promotion.courses_to_master", 100, "trainer_courses", -1, "fewer who may teach trainers",
           {"trainers.at_start.0.masters": 0, "trainers.at_start.1.masters": 0}),
    acts("refreshers.days", 1.5),
    signed("refreshers.seats", 1, "facilitator_days_used_refreshers", -1, "fewer take part in each"),
    signed("facilitators.days_per_month", 0.75, "groups_started", -1, "fewer groups can be led at once"),
    signed("coordination.days_per_month", 4.0, "groups_started", 1, "some of those who are asked agree", FEW_LEAD),
    acts("groups.size", 7),
    signed("groups.minimum", 5, "groups_started", -1, "fewer groups can be filled"),
    acts("groups.maximum", 5),
    signed("groups.sessions", 8, "groups_completed", -1, "each lasts longer and occupies its leader longer"),
    acts("groups.sessions_per_month", 2.0),
    signed("groups.days_in_person", 1.5, "groups_started", -1, "fewer groups can be led at once",
           {"groups.remote_share": 0.0}),
    signed("groups.days_remote", 1.5, "groups_started", -1, "fewer groups can be led at once",
           {"groups.remote_share": 1.0}),
    acts("groups.remote_share", 0.9),
    signed("groups.novice_needs_cofacilitator", True, "groups_started", -1, "two lead where one did",
           {"facilitators.days_per_month": 0.75}),
    signed("animation", 1.0, "groups_started", 1, "activity declines more slowly, and more is offered",
           {**FEW_LEAD, "uncertainties.activity_decay": 1.0, "uncertainties.animation_effect": 0.9}),
    signed("budget", 20_000.0, "facilitator_courses", -1, "fewer can be paid", PLENTY),
    signed("budget_covers", "cash", "groups_started", 1, "groups cost the time of agents alone, which counts no more",
           {"budget": 60_000.0}),
    signed("budget_for_training", 0.9, "groups_started", -1, "they must leave more to training",
           {"budget": 200_000.0}),
]  # fmt: skip

ORDERS = [
    acts("programmes.0.name", "other people"),
    signed("programmes.1.first", "2028-01", "programme_groups_started", -1, "fewer intakes before the end"),
    signed("programmes.1.last", "2026-12", "programme_groups_started", -1, "fewer intakes"),
    signed("programmes.1.every_months", 24, "programme_groups_started", -1, "fewer intakes"),
    signed("programmes.1.headcount", 60, "programme_groups_started", 1, "more persons per intake"),
    signed("programmes.1.size", 10, "programme_groups_started", -1, "fewer groups for the same persons"),
    acts("programmes.1.minimum", 8, {"programmes.1.headcount": 22}),
    acts("programmes.1.maximum", 8, {"uncertainties.groups_per_year": 0.7}),
    acts("programmes.1.sessions", 9),
    acts("programmes.1.sessions_per_month", 0.5),
    signed("programmes.0.requests_per_year", 2.0, "sessions", -1, "its permanent groups call fewer sessions",
           {"uncertainties.groups_per_year": 2.0, "programmes.0.headcount": 100, "uncertainties.innovation": 0.05}),
    Direction("programmes.0.permanent", False, also={"programmes.0.sessions": 6}),
    acts("programmes.0.remote", True),
    acts("programmes.0.region", "Nord"),
    acts("programmes.0.region_weights", {"Nord": 9.0}),
    acts("programmes.0.administration_weights", {"State": 9.0}),
    acts("nominations.0.name", "others", NOMINATED),
    signed("nominations.0.first", "2027-09", "nominated", -1, "fewer times before the last", NOMINATED),
    signed("nominations.0.last", "2026-12", "nominated", -1, "fewer times", NOMINATED),
    signed("nominations.0.every_months", 12, "nominated", -1, "fewer times", NOMINATED),
    signed("nominations.0.places", 20, "nominated", 1, "more each time", NOMINATED),
    acts("nominations.0.region", "Est", NOMINATED),
    acts("nominations.0.administration", "Towns", NOMINATED),
    acts("calls.0.month", "2028-06", CALLED),
    signed("calls.0.region", "Nord", "called", -1, "fewer are called", CALLED),
    signed("calls.0.strength", 4.0, "called", 1, "a higher chance for each who is called", CALLED),
    acts("engagements.0.kind", "review"),
    signed("engagements.0.per_year", 90.0, "engagements_asked", 1, "more are asked for"),
    signed("engagements.0.facilitators", 8, "engagements_refused", 1, "so many free at once are rarer"),
    signed("engagements.0.days", 0.5, "engagements_refused", -1, "each facilitator serves three a month instead of one",
           {"engagements.0.per_year": 400.0, "uncertainties.groups_per_year": 0.0}),
    signed("engagements.0.audience", 40, "audience", 1, "more in each that is held"),
]  # fmt: skip

ROWS = [*UNCERTAINTIES, *TRAINERS, *COURSES, *FACILITATORS, *ORDERS]
