"""Positions of the recorded columns, as constants that compiled rules can name."""

from collections import namedtuple

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    FACILITATOR_USES,
    GROUP_CAUSES,
    MONEY_SORTS,
    MONEY_USES,
    PERSON_COLUMNS,
    ROLES,
    TRAINER_USES,
    TRAINING_CAUSES,
)


def _positions(title: str, names: list[str]):
    return namedtuple(title, names)(*range(len(names)))


PERSON = _positions("PersonColumn", [column.name for column in PERSON_COLUMNS])
ACTIVITY = _positions("ActivityColumn", [column.name for column in ACTIVITY_COLUMNS])

TRAINER_USE = _positions("TrainerUse", list(TRAINER_USES))
FACILITATOR_USE = _positions("FacilitatorUse", list(FACILITATOR_USES))
MONEY_USE = _positions("MoneyUse", list(MONEY_USES))
TRAINING_CAUSE = _positions("TrainingCause", list(TRAINING_CAUSES))
GROUP_CAUSE = _positions("GroupCause", list(GROUP_CAUSES))

# the first column of each family that is laid out in the order of its names
LEFT_FIRST = PERSON.left_interested
MOVED_IN_FIRST = PERSON.moved_in_interested
MOVED_OUT_FIRST = PERSON.moved_out_interested
LED_HALF_YEAR = PERSON.led_half_year_1
TRAINER_DAYS_USED = ACTIVITY.trainer_days_used_facilitator_courses
FACILITATOR_DAYS_USED = ACTIVITY.facilitator_days_used_groups
MONEY = ACTIVITY.money_courses
MONEY_COLUMNS = len(MONEY_USES) + len(MONEY_SORTS)
"""Columns of money from MONEY on: the uses, then cash and valued time."""
CASH, VALUED_TIME = ACTIVITY.money_cash - MONEY, ACTIVITY.money_valued_time - MONEY
"""Their places among these."""
TRAINING_LIMIT = ACTIVITY.training_limit_too_few
GROUP_LIMIT = ACTIVITY.group_limit_too_few

assert len(ROLES) == 8, "the roles' columns are addressed by role number"
