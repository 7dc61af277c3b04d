"""Everything that a running model is made of: tables on the Python side, one bundle of them for compiled rules."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any

import numpy as np
from numba import from_dtype, typeof, types
from numba.extending import typeof_impl

from simulation.common.numba_internals import WORDS, Rows, borrow_arrays, is_compiler_off, where
from simulation.engine.inputs import CALENDAR, CALLS, ENGAGEMENTS, NOMINATIONS, PROGRAMMES, RESERVED
from simulation.engine.parameters import MONTHLY, PARAMETERS
from simulation.engine.start import ENTRANTS, HIRES, REGISTER_GROUPS
from simulation.engine.tables import (
    CELLS,
    COURSES,
    FACILITATORS,
    GROUPS,
    NOW,
    PERSONS,
    REGIONS,
    TRAINERS,
    VACANCIES,
)


def _array(columns: np.typing.DTypeLike, dimensions: int = 1) -> Any:
    """A field of `Tables`: an array of this dtype, in C order."""
    return field(metadata={"columns": np.dtype(columns), "dimensions": dimensions})


@dataclass(frozen=True, eq=False)
class Tables:
    """One run. Compiled rules see the same fields through `bundle` and write to the same arrays.

    Made by hand, copied, pickled or by `dataclasses.replace`, tables copy the arrays that they are given: no two runs
    share what they write to, and each goes on by itself. `of` takes arrays over; `exchange` is how a table grows.
    The world's fields are fixed; the others change. See `engine.tables` and `engine.inputs` for the columns.
    """

    # the world
    key: np.ndarray = _array(np.uint64)
    parameters: np.recarray = _array(PARAMETERS)
    monthly: np.recarray = _array(MONTHLY)
    credits: np.ndarray = _array(np.int64, 2)
    most_kept: np.ndarray = _array(np.int64, 2)
    year_begins: np.ndarray = _array(np.int64)
    wear: np.ndarray = _array(np.float64)
    activity_classes: np.ndarray = _array(np.float64)
    course_rates: np.ndarray = _array(np.float64)
    active_by_half_year: np.ndarray = _array(np.float64)
    summed_headcount: np.ndarray = _array(np.float64)
    initial_weights: np.ndarray = _array(np.float64, 2)
    programme_weights: np.ndarray = _array(np.float64, 2)
    nomination_weights: np.ndarray = _array(np.float64, 2)
    cell_at: np.ndarray = _array(np.int64, 2)
    living_cells: np.ndarray = _array(np.int64)
    engagements: np.recarray = _array(ENGAGEMENTS)
    engagement_rates: np.ndarray = _array(np.float64, 2)
    calendar: np.recarray = _array(CALENDAR)
    reserved: np.recarray = _array(RESERVED)
    calls: np.recarray = _array(CALLS)
    entrants: np.recarray = _array(ENTRANTS)
    register_groups: np.recarray = _array(REGISTER_GROUPS)
    hires: np.recarray = _array(HIRES)
    # the state
    now: np.recarray = _array(NOW)
    persons: np.recarray = _array(PERSONS)
    due: np.ndarray = _array(np.int16)
    """persons: the month in which Turnover next looks at each; apart because it is scanned every month"""
    facilitators: np.recarray = _array(FACILITATORS)
    trainers: np.recarray = _array(TRAINERS)
    vacancies: np.recarray = _array(VACANCIES)
    groups: np.recarray = _array(GROUPS)
    courses: np.recarray = _array(COURSES)
    cells: np.recarray = _array(CELLS)
    regions: np.recarray = _array(REGIONS)
    programmes: np.recarray = _array(PROGRAMMES)
    nominations: np.recarray = _array(NOMINATIONS)
    role_counts: np.ndarray = _array(np.int64, 2)
    """cells × 9 roles: persons of each role, those who left included"""
    seated: np.ndarray = _array(np.int64)
    """cells: persons in a seat of a group"""
    queue_head: np.ndarray = _array(np.int64)
    head_order: np.ndarray = _array(np.uint64)
    """queues: the month in which the head joined and the beginning of its key, so that heads are compared without
    their rows; NOBODY if nobody waits"""
    queue_tail: np.ndarray = _array(np.int64)
    queue_length: np.ndarray = _array(np.int64)
    certified: np.ndarray = _array(np.int32)
    """rows of facilitators: everybody certified and not gone"""
    trainer_list: np.ndarray = _array(np.int32)
    open_groups: np.ndarray = _array(np.int32)
    arrivals: np.ndarray = _array(np.int32)
    """persons who joined a queue and are not yet linked"""
    arrival_queues: np.ndarray = _array(np.int32)
    examinees: np.ndarray = _array(np.int32)
    """persons whose practice is complete, not yet examined; who has left since is taken out by Certify"""
    enrolled: np.ndarray = _array(np.int32)
    """persons enrolled in a trainer course this month"""
    committed: np.ndarray = _array(np.int64, 2)
    """(all uses, training) × calendar years: cents counted under the budgets"""
    later_money: np.ndarray = _array(np.int64, 3)
    """calendar years × places × columns of money: what is recorded when the year begins"""
    # room to work in: what stands there means something within one rule only
    cash: np.ndarray = _array(np.int64)
    valued_time: np.ndarray = _array(np.int64)
    """calendar years: the charge that is being made up; see `agents.money` for both"""
    committed_before: np.ndarray = _array(np.int64, 2)
    in_turn: np.ndarray = _array(np.int32)
    """rows of facilitators: everybody certified, in this month's keyed order; see `line_up`"""
    in_turn_by_region: np.ndarray = _array(np.int32)
    """the same region by region, each region from `region_begins`"""
    region_begins: np.ndarray = _array(np.int64)
    trainer_turns: np.ndarray = _array(np.int32)
    """trainers in this month's keyed order; see `take_turns`"""
    identities: np.ndarray = _array(np.uint64)
    """for whom numbers are drawn several at a time; see `order_pairs` and `children` for this and the next two"""
    evens: np.ndarray = _array(np.uint64)
    odds: np.ndarray = _array(np.uint64)
    sort_keys: np.ndarray = _array(np.uint64)
    in_order: np.ndarray = _array(np.int32)
    bucket_begins: np.ndarray = _array(np.int32)
    """see `sort_by_key` for these three; Demand borrows the first two"""
    willing: np.ndarray = _array(np.int32)
    """rows of facilitators who offer to open a group this month, in keyed order; see `agents.line` for the next ones"""
    willing_modes: np.ndarray = _array(np.int32)
    in_a_team: np.ndarray = _array(np.int32)
    practising: np.ndarray = _array(np.int32)
    line_leaders: np.ndarray = _array(np.int32)
    line_seconds: np.ndarray = _array(np.int32)
    chosen_groups: np.ndarray = _array(np.int32)
    chosen_trainers: np.ndarray = _array(np.int32)
    """the trainers who would give the course that is tried, and the days of each"""
    chosen_days: np.ndarray = _array(np.int64)
    successors: np.ndarray = _array(np.int32)
    """persons who left a post in which somebody follows"""
    successor_queues: np.ndarray = _array(np.int32)
    administrations_present: np.ndarray = _array(np.int64)
    """administrations: members of the group that is being filled"""
    administrations_queue: np.ndarray = _array(np.int64)
    """administrations: the queue that they come from next"""
    ties_of_regions: np.ndarray = _array(np.int64, 2)
    """regions × regions: ties so far, between a newcomer to a group (row) and somebody there"""
    ties_of_administrations: np.ndarray = _array(np.int64, 2)
    """administrations × administrations: likewise"""
    persons_month: np.ndarray = _array(np.int64, 2)
    activity_month: np.ndarray = _array(np.int64, 2)
    """what this month has left so far, by cell and by place: little enough to stay at hand; the month's part of the
    next two is zero until Record"""
    persons_record: np.ndarray = _array(np.int64, 3)
    activity_record: np.ndarray = _array(np.int64, 3)
    network_record: np.ndarray = _array(np.int64, 2)
    lineage_record: np.ndarray = _array(np.int64, 3)
    ties_of_regions_record: np.ndarray = _array(np.int64, 3)
    ties_of_administrations_record: np.ndarray = _array(np.int64, 3)
    lineage_sums: np.ndarray = _array(np.int64, 2)
    """generations × (certified ever, trainers ever, facilitators made by them)"""

    def __post_init__(self) -> None:
        for name, columns, _ in _ARRAYS:
            array = np.array(getattr(self, name), order="C", subok=True)
            if array.dtype != columns:
                raise TypeError(f"{name} has the columns {array.dtype}, not {columns}")
            vars(self)[name] = array

    def __reduce__(self) -> tuple[type["Tables"], tuple[np.ndarray, ...]]:
        return Tables, tuple(getattr(self, name) for name in _TYPES)

    @classmethod
    def of(cls, **arrays: np.ndarray) -> "Tables":
        """Tables of all these arrays, not copied: nobody else may write to them, except to the world's."""
        tables = object.__new__(cls)
        vars(tables).update(arrays)
        return tables

    def exchange(self, **arrays: np.ndarray) -> None:
        """Take over some arrays in place of those that are there; TypeError if one has other columns."""
        self.addresses.point_to(arrays)
        vars(self).update(arrays)

    @cached_property
    def addresses(self) -> "Bundle":
        """Where the arrays are."""
        return Bundle({name: getattr(self, name) for name in _TYPES})


_ARRAYS = [(one.name, one.metadata["columns"], one.metadata["dimensions"]) for one in fields(Tables)]
_TYPES = {name: Rows(from_dtype(columns), dimensions, "C") for name, columns, dimensions in _ARRAYS}
_POSITIONS = {name: position for position, name in enumerate(_TYPES)}


class BundleType(types.Opaque):
    """The numba type of a bundle: an address. There is one, whatever the scenario."""

    def __init__(self) -> None:
        super().__init__("Bundle")


BUNDLE = BundleType()


class Bundle:
    """Where the arrays of some tables are, for compiled code; it keeps them alive, which compiled code does not.

    arrays: by field of `Tables`, all of them.
    """

    def __init__(self, arrays: Mapping[str, np.ndarray]) -> None:
        self._arrays: dict[str, np.ndarray] = {}
        self._words = np.zeros((len(_ARRAYS), WORDS), np.uint64)
        self.address = self._words.ctypes.data
        self.point_to(arrays)

    def __reduce__(self) -> Any:
        raise TypeError("addresses mean something here and now only; copy or pickle the tables")

    def point_to(self, arrays: Mapping[str, np.ndarray]) -> None:
        """From now on, these fields are these arrays; TypeError if one has other columns, and nothing changes."""
        words = {}
        for name, given in arrays.items():
            array = np.asarray(given)  # a record array answers slowly
            _, columns, dimensions = _ARRAYS[_POSITIONS[name]]
            if array.itemsize != columns.itemsize or array.ndim != dimensions or not array.flags.carray:
                raise TypeError(f"{name} is {typeof(array)}, not {_TYPES[name]}")
            words[_POSITIONS[name]] = where(array)
        for position, found in words.items():
            self._words[position, : len(found)] = found
        self._arrays.update(arrays)


def bundle(tables: Tables) -> Bundle | Tables:
    """What rules work on: all arrays behind one address; with the compiler off, the tables themselves."""
    return tables if is_compiler_off() else tables.addresses


borrow_arrays(BundleType, _TYPES)


@typeof_impl.register(Bundle)
def _typeof_bundle(value: Bundle, context: object) -> BundleType:
    return BUNDLE
