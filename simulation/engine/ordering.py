"""Putting competitors in keyed order."""

from simulation.common.compiling import compiled
from simulation.common.draws import U64


@compiled
def sort_by_key(state, number):
    """Write the positions 0 to `number` − 1, in order of their `sort_keys`, into `in_order`; valid until the next sort.

    Keys are uniform numbers of 64 bits: each position goes to the bucket of its leading bits, as many buckets as
    there are keys, after which few are still out of place.
    """
    keys, begins, positions = state.sort_keys, state.bucket_begins, state.in_order
    bits = 1
    while (1 << bits) < number:
        bits += 1
    buckets, shift = 1 << bits, U64(64 - bits)
    for bucket in range(buckets + 1):
        begins[bucket] = 0
    for i in range(number):
        begins[int(keys[i] >> shift) + 1] += 1
    for bucket in range(buckets):
        begins[bucket + 1] += begins[bucket]
    for i in range(number):
        bucket = int(keys[i] >> shift)
        positions[begins[bucket]] = i
        begins[bucket] += 1
    for i in range(1, number):
        position, place = positions[i], i
        while place > 0 and keys[positions[place - 1]] > keys[position]:
            positions[place] = positions[place - 1]
            place -= 1
        positions[place] = position


@compiled
def begin_lines(begins):
    """From the length of each line, which stands one place further on, to where it begins."""
    for place in range(len(begins) - 1):
        begins[place + 1] += begins[place]


@compiled
def end_lines(begins):
    """The beginnings again, after each was moved on to its line's end while the line was filled."""
    for place in range(len(begins) - 1, 0, -1):
        begins[place] = begins[place - 1]
    begins[0] = 0
