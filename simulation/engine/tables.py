"""The tables of a running model, one row a person, facilitator, trainer, group or course; and how they grow.

Each table is one NumPy record array, so its columns cannot drift apart. Months are counted from the start of the
scenario (the first is 0), days are eighths of a day, money is cents, skill is in 1/65,535. −1 stands for none, of a
month that may lie before the start NO_MONTH.
"""

import numpy as np

from simulation.common.arithmetic import NEVER

INTERESTED, LAPSED, REACHED, CANDIDATE, TRAINEE, IN_PRACTICUM, FACILITATOR, TRAINER, LEFT = range(9)
"""Roles, in the order of `common.columns.ROLES`; then those who left."""

ORDINARY, PROGRAMME, PRACTICUM = range(3)
"""How a group came to be: from the group queue, from a programme's, or opened by a trainee from either."""

SEATS = 10
"""Seats in a group at most."""

NONE = -1

NO_MONTH = -NEVER
"""Earlier than every month: what has never happened."""


PERSONS = np.dtype(
    [
        ("identity", "u8"),
        ("queue_key", "u8"),
        ("skill", "i4"),
        ("queue", "i4"),
        ("previous", "i4"),
        ("next", "i4"),
        ("group", "i4"),
        ("practice", "i4"),  # the group that a trainee leads, or in which a trainee practises as second
        ("facilitator", "i4"),
        ("certified_as", "i4"),  # row of facilitators of the last certification; stays when they stop
        ("course", "i4"),
        ("parent", "i4"),  # union-find: the person above, or minus the size for a root
        ("cell", "i2"),
        ("role", "i2"),
        ("leaves", "i2"),
        ("moves", "i2"),
        ("gives_up", "i2"),
        ("earliest_certification", "i2"),
        ("times_moved", "i2"),
        ("times_joined", "i2"),  # a queue
        ("times_asked", "i2"),  # at the end of a group
        ("courses_taken", "i2"),
        ("joined", "i2"),
        ("attended", "i2"),  # sessions in the present group
        ("practised", "i2"),  # sessions led or co-led since the course
        ("groups_begun", "i2"),
        ("addressable", "i1"),
        ("reached", "i1"),  # 1 once a session was attended
        ("supervised", "i1"),
        ("practice_complete", "i1"),
        ("met", "i1"),  # 1 once somebody was met in a group
    ],
    align=True,
)

FACILITATORS = np.dtype(
    [
        ("turn", "u8"),
        ("activity", "f8"),
        ("eagerness", "f8"),  # this month; see Convene
        ("haste", "f8"),  # this month: who comes first to engagements; see Convene
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
        ("last_led", "i2"),
        ("last_engaged", "i2"),
        ("last_exercised", "i2"),
        ("last_refresher", "i2"),
        ("outside", "i1"),  # from outside: never a member of the network
        ("paid", "i1"),  # with a day price: leads no groups
        ("willing", "i1"),  # this month
        ("used", "i1"),  # in a team that opened a group this month
    ],
    align=True,
)

TRAINERS = np.dtype(
    [
        ("turn", "u8"),
        ("day_price", "i8"),  # NONE: a day is valued as those of others
        ("facilitator", "i4"),
        ("account", "i4"),
        ("taught", "i4"),
        ("place_in_list", "i4"),
        ("own_days", "i4"),  # a month; NONE: as the others of the home
        ("saves_after", "i4"),  # this month: position of the last use for which days are given
        ("home", "i2"),
        ("master", "i2"),
        ("until", "i2"),
    ],
    align=True,
)

VACANCIES = np.dtype([("identity", "u8"), ("due", "i8"), ("home", "i8"), ("master", "i8")], align=True)
"""Trainers who went and are to be replaced: who it was, from when on, and what the next one takes over."""

GROUPS = np.dtype(
    [
        ("identity", "u8"),
        ("requests_per_year", "f8"),
        ("seats", "i4", (SEATS,)),
        ("leader", "i4"),
        ("second", "i4"),
        ("reserve", "i4"),
        ("sessions", "i4"),
        ("held", "i4"),
        ("place_in_list", "i4"),
        ("members", "i2"),
        ("minimum", "i2"),
        ("usual_size", "i2"),
        ("place", "i2"),
        ("programme", "i2"),
        ("kind", "i2"),
        ("cadence", "i2"),
        ("requests_open", "i4"),  # asked for, and not held yet
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
        ("trainers", "i4"),
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
        ("call_identity", "u8"),
        ("headcount", "i8"),
        ("addressable", "i8"),
        ("touched", "i8"),  # persons who have not left
        ("addressable_touched", "i8"),
        ("reached", "i8"),
        ("created", "i8"),  # of those interested unasked, over the run
        ("answered", "i8"),  # calls, over the run
        ("new", "i8"),  # this month, drawn by Demand; as the next
        ("answering", "i8"),
        ("last_called", "i8"),
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
        ("vacancies", "i8"),
        ("certified_list", "i8"),
        ("trainer_list", "i8"),
        ("open_groups", "i8"),
        ("arrivals", "i8"),
        ("examinees", "i8"),
        ("successors", "i8"),
        ("practising", "i8"),
        ("asks_left", "i8"),
        ("enrolled_in_trainer_course", "i8"),
        ("courses_in_quarter", "i8"),
        ("use_of_days", "i8"),  # the position, in the planner's order, of the one that has its turn
        ("last_trainer_course", "i8"),
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


def chosen(table: np.recarray, rows: slice | np.ndarray) -> np.recarray:
    """Some rows of a table, with its columns as attributes."""
    return table[rows].view(np.recarray)


def table(columns: np.dtype, rows: int) -> np.recarray:
    """An empty table."""
    return np.zeros(rows, columns).view(np.recarray)


def grown(array: np.ndarray, rows: int) -> np.ndarray:
    """The same array with more rows, the new ones zero."""
    larger = np.zeros((rows, *array.shape[1:]), array.dtype)
    larger[: len(array)] = array
    return larger.view(type(array))
