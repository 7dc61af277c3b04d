"""Positions of the recorded columns, as constants that compiled rules can name."""

from collections import namedtuple

from simulation.common.columns import (
    ACTIVITY_COLUMNS,
    FACILITATOR_USES,
    GROUP_CAUSES,
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
TRAINER_DAYS_OFFERED = ACTIVITY.trainer_days_offered_facilitator_courses
TRAINER_DAYS_USED = ACTIVITY.trainer_days_used_facilitator_courses
FACILITATOR_DAYS_USED = ACTIVITY.facilitator_days_used_groups
MONEY = ACTIVITY.money_courses
TRAINING_LIMIT = ACTIVITY.training_limit_too_few
GROUP_LIMIT = ACTIVITY.group_limit_too_few

assert len(ROLES) == 8, "the roles' columns are addressed by role number"
