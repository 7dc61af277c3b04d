"""Keyed draws of one replicate (ODD, 7.1): no draw depends on how many were made before it."""

from simulation.common import draws
from simulation.common.draws import ONCE, U64, Decision

_BY_HAND = int(draws.named("made by hand"))
_OWN_RULE = 0
"""In place of the kind of a child: identities of what rules of one's own decide."""


def named(text: str) -> int:
    """The identity of something that has a name."""
    return int(draws.named(text))


def child(creator: int, ordinal: int, kind: int) -> int:
    """The identity of what a creator brought into being."""
    return int(draws.child(U64(creator), ordinal, kind))


class Chance:
    """The draws of one replicate. `month` is the month being simulated, counted from 0; −1 is the start."""

    def __init__(self, seed: int, replicate: int):
        self.month = -1
        self._key = draws.stream_key(seed, replicate)
        self._made_by_hand = 0
        self._turns: dict[tuple[int, int], tuple[int, int]] = {}

    def begin_month(self, month: int) -> None:
        """From now on draws are of this month."""
        self.month = month
        self._turns.clear()

    def uniform(self, identity: int, decision: int, index: int = 0) -> float:
        """A number in (0, 1) for what is decided in this month."""
        return draws.uniform(self._key, U64(identity), int(decision), self.month, index)

    def uniform_of(self, month: int, identity: int, decision: int) -> float:
        """A number in (0, 1) for what was decided in a month, this one or another, and holds still."""
        return draws.uniform(self._key, U64(identity), int(decision), month, 0)

    def uniform_once(self, identity: int, decision: int, index: int = 0) -> float:
        """A number in (0, 1) for what is decided once in a life, or once each time, whenever that is."""
        return draws.uniform(self._key, U64(identity), int(decision), ONCE, index)

    def uniform_named(self, identity: int, decision: str, index: int = 0) -> float:
        """A number in (0, 1) for what a rule of one's own decides; the ten rules draw no such number."""
        return self.uniform(child(identity ^ named(decision), 0, _OWN_RULE), Decision.OWN_RULE, index)

    def order(self, identity: int, decision: int) -> tuple[int, int]:
        """A key by which competitors of this month are put in order: 64 bits, ties by identity."""
        asked = (identity, decision)
        if asked not in self._turns:
            number = draws.order(self._key, U64(identity), int(decision), self.month, 0)
            self._turns[asked] = int(number), identity
        return self._turns[asked]

    def order_once(self, identity: int, decision: int, index: int) -> tuple[int, int]:
        """The same for what is decided once each time, whenever that is."""
        return int(draws.order(self._key, U64(identity), int(decision), ONCE, index)), identity

    def identity_by_hand(self, kind: int) -> int:
        """The identity of the next agent that is made by hand."""
        self._made_by_hand += 1
        return child(_BY_HAND, self._made_by_hand - 1, kind)
