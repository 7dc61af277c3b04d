"""Keyed order is what NumPy's sort gives."""

from types import SimpleNamespace

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from simulation.engine.ordering import begin_lines, end_lines, sort_by_key

BUSY = settings(deadline=None, database=None, derandomize=True)  # the first call compiles
_sort_by_key = getattr(sort_by_key, "py_func", sort_by_key)


def sorted_positions(keys: list[int]) -> list[int]:
    number = len(keys)
    room = SimpleNamespace(
        sort_keys=np.array(keys, np.uint64),
        in_order=np.full(number, -1, np.int32),
        bucket_begins=np.zeros(max(3, 2 * number + 1), np.int32),
    )
    _sort_by_key(room, number)
    return room.in_order.tolist()


@BUSY
@given(st.lists(st.integers(0, 2**64 - 1), max_size=70))
@example([])
@example([2**64 - 1])
@example([0, 2**64 - 1])
@example([5, 5, 5, 4])
@example(list(range(64, 0, -1)))
def test_positions_come_in_the_order_of_their_keys(keys):
    positions = sorted_positions(keys)
    assert sorted(positions) == list(range(len(keys)))
    assert [keys[position] for position in positions] == sorted(keys)


@BUSY
@given(st.lists(st.integers(0, 4), max_size=30))
def test_lines_begin_where_the_ones_before_end(places):
    begins = np.zeros(6, np.int64)
    for place in places:
        begins[place + 1] += 1
    begin_lines(begins)
    line = [-1] * len(places)
    for number, place in enumerate(places):
        line[begins[place]] = number
        begins[place] += 1
    end_lines(begins)
    assert begins.tolist() == [sum(other < place for other in places) for place in range(6)]
    assert line == sorted(range(len(places)), key=lambda number: places[number])
