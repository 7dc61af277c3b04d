"""One replicate person by person: who trained whom, and who met whom, for the drawings that need it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from simulation.common.arithmetic import FULL
from simulation.common.columns import ROLES
from simulation.engine.run import begin, run_until
from simulation.engine.state import Tables
from simulation.engine.tables import LEFT, NONE, chosen
from simulation.outcomes.example import EXAMPLE_GROUPS, EXAMPLE_PEOPLE, KINDS
from simulation.outcomes.frame import Frame
from simulation.outcomes.results import Results
from simulation.scenario.schema import Scenario


def typical_replicate(results: Results) -> int:
    """The replicate whose active facilitators at the end are closest to the median; the first of several."""
    active = results.national("active_facilitators")["active_facilitators"][:, -1]
    return int(results.replicates[np.argmin(np.abs(active - np.median(active)))])


def example_tables(
    scenario: Scenario, seed: int, replicate: int, best_values: bool, given: Mapping[str, float] | None = None
) -> tuple[pa.Table, pa.Table]:
    """Run a replicate again and tell its people and its groups: see `outcomes.example`."""
    frame = Frame.of(scenario)
    tables = begin(scenario, seed, replicate, best_values, given=given)
    seats, told = [], 0
    for month in range(scenario.months):
        tables = run_until(tables, month + 1)
        groups = int(tables.now[0].groups)
        seats.append(_seats(tables, told, groups, month))
        told = groups
    return _people(tables, frame), groups_table(frame, np.concatenate(seats))


def _seats(tables: Tables, first: int, end: int, month: int) -> np.ndarray:
    """Group, kind, place, month, person, whether they lead: everybody in the groups from `first` to before `end`.

    That is at the end of the first month of these groups.
    """
    rows = chosen(tables.groups, slice(first, end))
    seats = rows.seats.shape[1]
    people = np.column_stack([rows.seats, rows.leader])
    taken = np.arange(seats) < rows.members[:, None]
    group, seat = np.nonzero(np.column_stack([taken, rows.leader != NONE]))
    row = chosen(rows, group)
    columns = (first + group, row.kind, row.place, np.full(len(group), month), people[group, seat], seat == seats)
    return np.column_stack([column.astype(np.int64) for column in columns])


def _people(tables: Tables, frame: Frame) -> pa.Table:
    now = tables.now[0]
    persons = chosen(tables.persons, slice(now.persons))
    facilitators = chosen(tables.facilitators, slice(now.facilitators))
    last = np.full(len(persons), NONE)
    last[facilitators.person] = np.arange(len(facilitators))  # of those certified more than once, the last time
    listed = np.flatnonzero((persons.met == 1) | (last != NONE))
    certified = last[listed] != NONE
    row = chosen(facilitators, last[listed])
    left = persons.role[listed] == LEFT
    return people_table(frame, People(
        listed,
        persons.cell[listed],
        np.where(left, len(ROLES), persons.role[listed]),
        certified,
        np.where(row.trained_by == NONE, -1, row.trained_by),
        row.generation,
        row.certified,
        row.groups_led,
        row.skill,
    ))  # fmt: skip


@dataclass(frozen=True)
class People:
    """What is told of persons, an array each; what comes after `certified` counts only where that is true.

    role: position in ROLES, one more for who has left. trained_by: number of a person, −1 for nobody. since: month of
    certification, negative before the start. skill: in 1/65,535.
    """

    number: np.ndarray
    cell: np.ndarray
    role: np.ndarray
    certified: np.ndarray
    trained_by: np.ndarray
    generation: np.ndarray
    since: np.ndarray
    groups_led: np.ndarray
    skill: np.ndarray


def people_table(frame: Frame, people: People) -> pa.Table:
    """The table of people."""
    region, administration = np.array(frame.cells)[people.cell].T
    certified, days = people.certified, frame.first_days.astype(np.int64).astype(np.int32)
    trained, dated = certified & (people.trained_by >= 0), certified & (people.since >= 0)
    columns = [
        people.number.astype(np.int32),
        _names(region, frame.regions),
        _names(administration, frame.administrations),
        _names(people.role, (*ROLES, "left")),
        pa.array(people.trained_by.astype(np.int32), mask=~trained),
        pa.array(people.generation.astype(np.int32), mask=~certified),
        pa.array(days[np.where(dated, people.since, 0)], mask=~dated).cast(pa.date32()),
        pa.array(people.groups_led.astype(np.int32), mask=~certified),
        pa.array(people.skill / FULL, mask=~certified),
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=EXAMPLE_PEOPLE)


def groups_table(frame: Frame, seats: np.ndarray) -> pa.Table:
    """The table of groups, from rows of group, kind, place, month, person, whether they lead it."""
    group, kind, place, month, person, leads = seats.T
    days = frame.first_days.astype(np.int64).astype(np.int32)
    columns = [
        group.astype(np.int32),
        _names(kind, KINDS),
        _names(place, frame.places),
        pa.array(days[month]).cast(pa.date32()),
        person.astype(np.int32),
        leads.astype(bool),
    ]
    return pa.Table.from_arrays([pa.array(column) for column in columns], schema=EXAMPLE_GROUPS)


def _names(positions: np.ndarray, names: tuple[str, ...]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(positions.astype(np.int16), pa.array(names, pa.string()))
