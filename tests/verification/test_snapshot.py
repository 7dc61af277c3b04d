"""A rounded snapshot of the reference scenario."""

import json

from tests.verification.snapshot import FILE, numbers, rounded


def test_reference_is_as_it_was():
    """Numbers that moved are named; if they are meant to, renew with `python -m tests.verification.snapshot`."""
    kept, now = json.loads(FILE.read_text(encoding="utf-8")), numbers()
    names = kept.keys() | now.keys()
    moved = {name: (kept.get(name), now.get(name)) for name in names if kept.get(name) != now.get(name)}
    assert not moved, "renew with `python -m tests.verification.snapshot`, and say so in the changelog"


def test_three_digits_are_kept():
    assert [rounded(x) for x in (0.0, 1234.5, 0.012345, 999.6)] == [0.0, 1230.0, 0.0123, 1000.0]
