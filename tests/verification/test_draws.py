"""The generator against its authors' published vectors, and what the model's keyed draws promise.

Fixed keys throughout, so nothing here is left to chance: a statistical check that passes once passes always.
"""

import random
import re
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from simulation.common.draws import (
    Decision,
    child,
    children,
    named,
    order,
    order_pair,
    order_pairs,
    philox,
    stream_key,
    uniform,
    uniform_and_order,
    uniform_pair,
)

U64 = np.uint64
LOW = 0xFFFFFFFF
ODD = Path(__file__).parents[2] / "docs" / "ODD.md"

# Random123 (Salmon, Moraes, Dror, Shaw 2011), file kat_vectors, philox4x32 with 10 rounds: counter, key, words
KNOWN_ANSWERS = [
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((LOW, LOW, LOW, LOW), (LOW, LOW), (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]


def words(counter, key):
    return tuple(int(word) for word in philox(*(U64(word) for word in (*counter, *key))))


def philox_undone(result, key):
    """The counter that gives these four words: the ten rounds backwards, in whole numbers of Python."""
    w0, w1, w2, w3 = result
    for turn in range(9, -1, -1):
        k0, k1 = (key[0] + turn * 0x9E3779B9) & LOW, (key[1] + turn * 0xBB67AE85) & LOW
        c0 = w3 * pow(0xD2511F53, -1, 2**32) & LOW
        c2 = w1 * pow(0xCD9E8D57, -1, 2**32) & LOW
        w0, w1, w2, w3 = c0, w0 ^ k0 ^ (c2 * 0xCD9E8D57 >> 32), c2, w2 ^ k1 ^ (c0 * 0xD2511F53 >> 32)
    return w0, w1, w2, w3


@pytest.mark.parametrize("counter, key, expected", KNOWN_ANSWERS)
def test_published_vectors(counter, key, expected):
    assert words(counter, key) == expected
    assert philox_undone(expected, key) == counter


def drawn(high, low, odd):
    """What `uniform` gives for the identity, decision, month and index whose two words are these.

    Two decisions share a block of four words: an even one reads the first two, an odd one the others.
    """
    result = (0, 0, high, low) if odd else (high, low, 0, 0)
    c0, c1, c2, c3 = philox_undone(result, (7, 3))
    assert words((c0, c1, c2, c3), (7, 3)) == result
    return uniform(stream_key(7, 3), U64(c0 | c1 << 32), 2 * (c3 >> 20) + odd, c2 - 1, c3 & (2**20 - 1))


@pytest.mark.parametrize("odd", [0, 1])
def test_smallest_number_is_above_zero(odd):
    assert 0.0 < drawn(0, 0, odd) <= 2.0**-52


@pytest.mark.parametrize("odd", [0, 1])
def test_largest_number_is_below_one(odd):
    """At 1 a class would be number 256 of 0 to 255, and the normal quantile infinite."""
    assert drawn(LOW, LOW, odd) < 1.0


def test_numbers_are_those_of_the_odd():
    """The formula of 7.1, in whole numbers of Python, for one draw of each decision."""
    key, identity = stream_key(11, 5), int(named("somebody"))

    def two_words(decision, index):
        block = words((identity & LOW, identity >> 32, 4, (decision // 2) * 2**20 + index), (11, 5))
        return block[2:] if decision % 2 else block[:2]

    for decision in map(int, Decision):
        high, low = two_words(decision, 2)
        number = ((high >> 6) * 2**26 + (low >> 6) + 0.5) / 2**52
        assert uniform(key, U64(identity), decision, 3, 2) == number
        high, low = two_words(decision, 0)
        assert int(order(key, U64(identity), decision, 3)) == high << 32 | low


def test_drawing_two_at_once_is_drawing_each():
    key, identity = stream_key(11, 5), named("somebody")
    for decision in range(0, 40, 2):
        one, other = uniform(key, identity, decision, 3, 2), uniform(key, identity, decision + 1, 3, 2)
        assert uniform_pair(key, identity, decision, 3, 2) == (one, other)
        assert uniform_and_order(key, identity, decision, 3, 2) == (one, order(key, identity, decision + 1, 3, 2))


@pytest.mark.parametrize("number", [0, 1, 7, 64, 101])
def test_drawing_many_at_a_time_is_drawing_each(number):
    key = stream_key(11, 5)
    identities = np.random.default_rng(1).integers(0, 2**64, 101, np.uint64)
    ordinals = np.arange(101, dtype=np.uint64) % 5
    evens, odds = np.zeros((2, 101), np.uint64)
    order_pairs(key, identities, number, int(Decision.LEAVE), 3, evens, odds)
    pairs = [order_pair(key, identity, int(Decision.LEAVE), 3, 0) for identity in identities[:number]]
    assert list(zip(evens[:number], odds[:number], strict=True)) == pairs
    assert not evens[number:].any() and not odds[number:].any()
    named_after = identities.copy()
    children(named_after, ordinals, number, 2)
    wanted = [child(identity, int(n), 2) for identity, n in zip(identities, ordinals, strict=True)]
    assert named_after[:number].tolist() == [int(one) for one in wanted[:number]]
    assert (named_after[number:] == identities[number:]).all()


def test_decisions_carry_the_numbers_of_the_odd():
    text = ODD.read_text(encoding="utf-8").split("Decisions and their numbers:")[1].split("### 7.2")[0]
    listed = {name: int(number) for name, number in re.findall(r"([A-Z_]{4,}) (\d+)", text)}
    assert listed == {decision.name: int(decision) for decision in Decision}


def numbers(vary, count=100_000):
    """Uniform numbers of neighbouring keys, which differ only in what is varied."""
    key, identity = stream_key(1, 2), U64(123_456_789)
    if vary == "identity":
        return np.array([uniform(key, U64(i), int(Decision.STOP), 4) for i in range(count)])
    if vary == "month":
        return np.array([uniform(key, identity, int(Decision.STOP), i) for i in range(count)])
    if vary == "index":
        return np.array([uniform(key, identity, int(Decision.STOP), 4, i) for i in range(count)])
    if vary == "replicate":
        return np.array([uniform(stream_key(1, i), identity, int(Decision.STOP), 4) for i in range(count)])
    return np.array([uniform(stream_key(i, 2), identity, int(Decision.STOP), 4) for i in range(count)])


def is_uniform(u):
    """Chi-square over 256 classes and over pairs of neighbours in 16 × 16 classes, each at the level 1 in 1,000."""
    classes = np.bincount((u * 256).astype(int), minlength=256)
    pairs = np.bincount((u[:-1] * 16).astype(int)[::2] * 16 + (u[1:] * 16).astype(int)[::2], minlength=256)
    return stats.chisquare(classes).pvalue > 1e-3 and stats.chisquare(pairs).pvalue > 1e-3


@pytest.mark.parametrize("vary", ["identity", "month", "index", "replicate", "seed"])
def test_neighbouring_keys_are_uniform_and_independent(vary):
    assert is_uniform(numbers(vary, 50_000))


def test_a_slight_skew_is_noticed():
    """The check above can fail: numbers raised to the power 1.05, or echoing their neighbour one time in ten."""
    u = numbers("identity", 50_000)
    assert not is_uniform(u**1.05)
    echo = u.copy()
    echo[1::20] = echo[::20]
    assert not is_uniform(echo)


def test_consuming_one_decision_never_shifts_another():
    """Each draw is the same alone, after others, before others, and repeated."""
    key = stream_key(3, 9)
    asked = [
        (U64(identity), int(decision), month, index)
        for identity in (1, 2, 2**40 + 1)
        for decision in Decision
        for month in (-1, 0, 1, 599)
        for index in (0, 1)
    ]
    alone = {draw: uniform(key, *draw) for draw in asked}
    assert len(set(alone.values())) == len(asked), "two decisions share a number"
    shuffler = random.Random(1)
    for _ in range(3):
        again = [draw for draw in asked if shuffler.random() < 0.7]
        shuffler.shuffle(again)
        assert all(uniform(key, *draw) == alone[draw] for draw in again)


def test_children_are_told_apart():
    """Nobody shares an identity with a sibling, or with somebody of another kind or creator."""
    creators = [named(f"cell/{i}") for i in range(20)]
    siblings = [(creator, ordinal, kind) for creator in creators for ordinal in range(500) for kind in range(1, 5)]
    assert len({int(child(*sibling)) for sibling in siblings}) == len(siblings)


def test_names_are_little_endian_blake2b():
    """`named` of the empty text: BLAKE2b with an 8-byte digest of nothing is e4a6a0577479b2b4 (RFC 7693, nn = 8)."""
    assert int(named("")) == int.from_bytes(bytes.fromhex("e4a6a0577479b2b4"), "little")
