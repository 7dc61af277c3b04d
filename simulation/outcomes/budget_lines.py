"""Lines of the budget, each from recorded columns that are added (1) or taken away (−1), as ODD 7.3 has them."""

CASH, TIME = "cash", "time"
"""Fees, rooms, travel, animation (title 3 and others); the valued time of agents (title 2), which is no new credit."""

type Parts = dict[str, int]


def added(*all_parts: Parts) -> Parts:
    """Several sums of columns as one; what cancels is left out."""
    found: Parts = {}
    for parts in all_parts:
        for name, sign in parts.items():
            found[name] = found.get(name, 0) + sign
    return {name: sign for name, sign in found.items() if sign}


LINES: dict[str, dict[str, Parts]] = {
    "courses_in_person": {
        CASH: {
            "money_courses": 1, "money_bought_days": -1, "money_courses_remote": -1, "money_trainer_courses": -1,
            "valued_time_courses": -1, "valued_time_courses_remote": 1, "valued_time_trainer_courses": 1,
        },
        TIME: {"valued_time_courses": 1, "valued_time_courses_remote": -1, "valued_time_trainer_courses": -1},
    },
    "courses_remote": {
        CASH: {"money_courses_remote": 1, "valued_time_courses_remote": -1},
        TIME: {"valued_time_courses_remote": 1},
    },
    "trainer_courses": {
        CASH: {"money_trainer_courses": 1, "valued_time_trainer_courses": -1},
        TIME: {"valued_time_trainer_courses": 1},
    },
    "bought_days": {CASH: {"money_bought_days": 1}},
    "groups": {TIME: {"money_groups": 1}},
    "practicum": {TIME: {"money_practicum": 1}},
    "engagements": {TIME: {"money_engagements": 1}},
    "refreshers": {
        CASH: {"money_refreshers": 1, "valued_time_refreshers": -1},
        TIME: {"valued_time_refreshers": 1},
    },
    "animation": {CASH: {"money_animation": 1}},
    "coordination": {TIME: {"money_coordination": 1}},
    "hires": {CASH: {"money_hires": 1}},
    "recruitment": {CASH: {"money_recruitment": 1}},
}  # fmt: skip
"""Every line, by sort; a line without a sort never has it. Together they are `ALL_LINES`."""

ALL_LINES: dict[str, Parts] = {CASH: {"money_cash": 1}, TIME: {"money_valued_time": 1}}
"""All lines together, as recorded."""
