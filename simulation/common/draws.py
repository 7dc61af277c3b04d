"""Keyed random numbers: every draw is a pure function of (seed, replicate, identity, decision, month, index).

The generator is Philox4x32-10 (Salmon, Moraes, Dror and Shaw 2011, "Parallel random numbers: as easy as 1, 2, 3"),
checked in the tests against its authors' published vectors.
"""

import hashlib
from enum import IntEnum
from functools import lru_cache

import numpy as np

from simulation.common.compiling import compiled, written_in

U64 = np.uint64
_MULTIPLIER_0 = U64(0xD2511F53)
_MULTIPLIER_1 = U64(0xCD9E8D57)
_WEYL_0 = U64(0x9E3779B9)
_WEYL_1 = U64(0xBB67AE85)
_LOW = U64(0xFFFFFFFF)
_32 = U64(32)
_6 = U64(6)


ONCE = -1
"""In place of the month, for what is decided once in a life, or once each time: whenever that may be."""


class Decision(IntEnum):
    """What a random number decides; part of its key. An even one shares a block of four words with the next."""

    LEAVE = 2
    MOVE = 3
    PATIENCE = 4
    QUEUE = 5
    STOP = 6
    TURN = 7
    WILLING = 8
    MODE = 9
    VOLUNTEER = 10
    AGAIN = 11
    DESTINATION = 12
    SUCCESSION = 13
    NEW_INTERESTED = 14
    PROGRAMME_CELL = 15
    PROGRAMME_LAPSED = 16
    ENGAGEMENTS = 17
    ENGAGEMENT_ORDER = 18
    SESSIONS = 19
    GOES_ON = 20
    RUNS_OUT = 21
    REGION_TURN = 22
    TRAINER_TURN = 23
    COURSE_RATE = 24
    DELAY = 25
    CERTIFY = 26
    SKILL_NOISE = 27
    ACTIVITY = 28
    PROMOTE = 29
    START_CERTIFIED = 31
    START_ACTIVE = 32
    UNCERTAINTY = 33
    OWN_RULE = 34
    ADDRESSABLE = 35
    NO_SHOW = 36
    SEAT_FREED = 37
    PRACTICE = 38
    ENGAGED = 39
    ASKED = 40
    NOMINATED_CELL = 41
    CALLED = 42


PERSON, GROUP, COURSE, ENGAGEMENT = 1, 2, 3, 4
"""Kinds of children in `child`."""


@written_in
def _philox(c0, c1, c2, c3, k0, k1):
    for _ in range(10):
        product_0 = _MULTIPLIER_0 * c0
        product_1 = _MULTIPLIER_1 * c2
        c0, c1, c2, c3 = (product_1 >> _32) ^ c1 ^ k0, product_1 & _LOW, (product_0 >> _32) ^ c3 ^ k1, product_0 & _LOW
        k0 = (k0 + _WEYL_0) & _LOW
        k1 = (k1 + _WEYL_1) & _LOW
    return c0, c1, c2, c3


@compiled
def philox(c0, c1, c2, c3, k0, k1):
    """Philox4x32-10: four 32-bit words from a counter of four words and a key of two, all held in uint64."""
    return _philox(c0, c1, c2, c3, k0, k1)


@written_in
def _counter(identity, decision, month, index):
    """The counter of the four words that a pair of decisions shares."""
    return identity & _LOW, identity >> _32, U64(month + 1) & _LOW, U64((decision >> 1) * 1048576) + U64(index)


@compiled
def order_pair(key, identity, decision, month, index):
    """`order` of an even decision and of the next, at the price of one."""
    c0, c1, c2, c3 = _counter(identity, decision, month, index)
    w0, w1, w2, w3 = philox(c0, c1, c2, c3, key[0], key[1])
    return (w0 << _32) | w1, (w2 << _32) | w3


@compiled
def order(key, identity, decision, month, index=0):
    """A 64-bit number by which competitors are ordered."""
    even, odd = order_pair(key, identity, decision, month, index)
    return odd if decision & 1 else even


@compiled
def unit(number):
    """A number in (0, 1), of 52 bits, from one of 64 bits: one bit more could round to 1."""
    high, low = number >> _32, number & _LOW
    return (np.float64((high >> _6) * U64(67108864) + (low >> _6)) + 0.5) / 4503599627370496.0


@compiled
def uniform(key, identity, decision, month, index=0):
    """A number in (0, 1), 52 bits; `key` is the array of (seed, replicate) as uint64, `identity` a uint64."""
    return unit(order(key, identity, decision, month, index))


@compiled
def uniform_pair(key, identity, decision, month, index):
    """`uniform` of an even decision and of the next, at the price of one."""
    even, odd = order_pair(key, identity, decision, month, index)
    return unit(even), unit(odd)


@compiled
def uniform_and_order(key, identity, decision, month, index):
    """`uniform` of an even decision and `order` of the next, at the price of one."""
    even, odd = order_pair(key, identity, decision, month, index)
    return unit(even), odd


@compiled
def order_pairs(key, identities, number, decision, month, evens, odds):
    """`order_pair` at index 0 for the first so many identities at a time: the processor draws several at once."""
    k0, k1 = key[0], key[1]
    for i in range(number):
        c0, c1, c2, c3 = _counter(identities[i], decision, month, 0)
        w0, w1, w2, w3 = _philox(c0, c1, c2, c3, k0, k1)
        evens[i] = (w0 << _32) | w1
        odds[i] = (w2 << _32) | w3


@compiled
def child(creator, ordinal, kind):
    """The identity of the `ordinal`-th thing of a kind that `creator` brought into being."""
    zero = U64(0)
    w0, w1, _, _ = philox(creator & _LOW, creator >> _32, U64(ordinal), U64(kind), zero, zero)
    return (w1 << _32) | w0


@compiled
def children(creators, ordinals, number, kind):
    """`child` of the first so many creators, each with its ordinal, in place of the creators; several at a time."""
    zero = U64(0)
    for i in range(number):
        w0, w1, _, _ = _philox(creators[i] & _LOW, creators[i] >> _32, ordinals[i], U64(kind), zero, zero)
        creators[i] = (w1 << _32) | w0


@lru_cache(4096)
def named(text: str) -> np.uint64:
    """The identity of something that has a name: the first 8 bytes of BLAKE2b, little-endian."""
    return U64(int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "little"))


def stream_key(seed: int, replicate: int) -> np.ndarray:
    """The key of all draws of one replicate: uint64 array of (seed, replicate), each below 2**32."""
    return np.array([seed, replicate], dtype=U64)
