"""The tables of a running model, one row a person, facilitator, trainer, group or course; and how they grow.

Each table is one NumPy record array, so its columns cannot drift apart. Months are counted from the start of the
scenario (the first is 0), days are eighths of a day, money is cents, skill is in 1/65,535. −1 stands for none.
"""

import numpy as np

INTERESTED, LAPSED, REACHED, CANDIDATE, TRAINEE, IN_PRACTICUM, FACILITATOR, TRAINER, LEFT = range(9)
"""Roles, in the order of `outcomes.columns.ROLES`; then those who left."""

ORDINARY, PROGRAMME, PRACTICUM = range(3)
"""What a group is for."""

SEATS = 10
"""Seats in a group at most."""

NONE = -1

MOST_IDLE_MONTHS = 24
"""Months without activity after which a facilitator's hazard of stopping rises no further."""


PERSONS = np.dtype(
    [
        ("identity", "u8"),
        ("queue_key", "u8"),
        ("skill", "i4"),
        ("queue", "i4"),
        ("previous", "i4"),
        ("next", "i4"),
        ("group", "i4"),
        ("facilitator", "i4"),
        ("course", "i4"),
        ("parent", "i4"),  # union-find: the person above, or minus the size for a root
        ("cell", "i2"),
        ("role", "i2"),
        ("leaves", "i2"),
        ("moves", "i2"),
        ("gives_up", "i2"),
        ("earliest_practicum", "i2"),
        ("times_moved", "i2"),
        ("times_joined", "i2"),  # a queue
        ("times_asked", "i2"),  # at the end of a group
        ("courses_taken", "i2"),
        ("joined", "i2"),
        ("attended", "i2"),  # sessions in the present group
        ("groups_begun", "i2"),
        ("met", "i2"),  # 1 once somebody was met in a group
    ],
    align=True,
)

FACILITATORS = np.dtype(
    [
        ("turn", "u8"),
        ("activity", "f8"),
        ("offers", "f8"),  # chance in a month of offering to open a group, from activity
        ("person", "i4"),
        ("trained_by", "i4"),
        ("trainer", "i4"),
        ("skill", "i4"),
        ("groups_led", "i4"),
        ("reserved", "i4"),
        ("spent", "i4"),
        ("led_now", "i4"),
        ("place_in_list", "i4"),
        ("region", "i2"),  # of the person's cell
        ("generation", "i2"),
        ("certified", "i2"),
        ("last_active", "i2"),
        ("last_refresher", "i2"),
    ],
    align=True,
)

TRAINERS = np.dtype(
    [
        ("turn", "u8"),
        ("accounts", "i4", (4,)),
        ("facilitator", "i4"),
        ("taught", "i4"),
        ("place_in_list", "i4"),
        ("home", "i2"),
        ("master", "i2"),
    ],
    align=True,
)

GROUPS = np.dtype(
    [
        ("identity", "u8"),
        ("requests_per_year", "f8"),
        ("seats", "i4", (SEATS,)),
        ("leader", "i4"),
        ("cofacilitator", "i4"),
        ("supervisor", "i4"),  # a facilitator who supervises; a trainer has paid at the start
        ("reserve", "i4"),
        ("sessions", "i4"),
        ("held", "i4"),
        ("place_in_list", "i4"),
        ("members", "i2"),
        ("minimum", "i2"),
        ("usual_size", "i2"),
        ("place", "i2"),
        ("programme", "i2"),
        ("stage", "i2"),
        ("cadence", "i2"),
        ("most_sessions", "i2"),
        ("days", "i2"),
        ("started", "i2"),
        ("leader_lost", "i2"),
        ("permanent", "i2"),
        ("self_running", "i2"),
        ("open", "i2"),
    ],
    align=True,
)

COURSES = np.dtype(
    [
        ("identity", "u8"),
        ("rate", "f8"),
        ("trainer", "i4"),
        ("second_trainer", "i4"),
        ("trainer_skill", "i4"),
        ("seats", "i4"),
        ("enrolled", "i4"),
        ("generation", "i2"),
        ("kind", "i2"),
        ("place", "i2"),
        ("remote", "i2"),
        ("month", "i2"),
    ],
    align=True,
)

CELLS = np.dtype(
    [
        ("identity", "u8"),
        ("headcount", "i8"),
        ("addressable", "i8"),
        ("created", "i8"),
        ("new", "i8"),
        ("region", "i4"),
        ("administration", "i4"),
    ],
    align=True,
)

REGIONS = np.dtype(
    [
        ("identity", "u8"),
        ("turn", "u8"),
        ("headcount", "i8"),
        ("courses_held", "i8"),
        ("certified", "i8"),  # as counted last
        ("coverage", "f8"),
        ("failed", "i4"),
        ("blocked", "i4"),
        ("unaffordable", "i4"),
    ],
    align=True,
)

NOW = np.dtype(
    [
        ("month", "i8"),
        ("rule", "i8"),
        ("persons", "i8"),
        ("facilitators", "i8"),
        ("trainers", "i8"),
        ("groups", "i8"),
        ("courses", "i8"),
        ("certified_list", "i8"),
        ("in_turn", "i8"),
        ("trainer_list", "i8"),
        ("open_groups", "i8"),
        ("arrivals", "i8"),
        ("practicum_ended", "i8"),
        ("enrolled_in_trainer_course", "i8"),
        ("committed", "i8"),
        ("nodes", "i8"),
        ("unions", "i8"),
        ("largest_component", "i8"),
        ("persons_needed", "i8"),
        ("facilitators_needed", "i8"),
        ("groups_needed", "i8"),
        ("courses_needed", "i8"),
    ],
    align=True,
)
"""What stands at this moment: the month, the next rule, the rows in use of each table and list, and running sums."""


def table(columns: np.dtype, rows: int) -> np.recarray:
    """An empty table."""
    return np.zeros(rows, columns).view(np.recarray)


def grown(array: np.ndarray, rows: int) -> np.ndarray:
    """The same array with more rows, the new ones zero."""
    larger = np.zeros((rows, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger.view(type(array))
