"""The rules uncompiled, as plain Python, give the same bits as compiled: what is read is what is run."""

import hashlib
import os
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from simulation.common.columns import ACTIVITY_COLUMNS, PERSON_COLUMNS
from simulation.common.recording import Recording
from simulation.engine import queues, run
from simulation.engine.run import simulate
from simulation.engine.state import Tables, bundle
from tests.small_scenarios import random_small_scenario

NUMBERS = (40, 46, 58, 86)
"""Small scenarios whose runs, together, leave something in every column but the next (a test below says so)."""

TOO_LATE = {"led_half_year_4", "led_half_year_5"}
"""Columns of more than two years after somebody was certified."""


def recording_of(number: int) -> Recording:
    return simulate(random_small_scenario(number), 40 + number, 1)


def digest(recording: Recording) -> str:
    """SHA-256 of everything recorded."""
    tables = [getattr(recording, field.name) for field in fields(recording)]
    return hashlib.sha256(b"".join(np.ascontiguousarray(table).tobytes() for table in tables)).hexdigest()


class Watched(np.recarray):
    """An array that refuses a negative index: compiled rules would read or write what stands in front of it."""

    def __getitem__(self, index):
        return _also_watched(super().__getitem__(_not_negative(index)))

    def __setitem__(self, index, value):
        super().__setitem__(_not_negative(index), value)

    def __getattribute__(self, name):
        found = super().__getattribute__(name)
        return found if name == "base" else _also_watched(found)


def _also_watched(found):
    return found.view(Watched) if type(found) is np.ndarray else found


def _not_negative(index):
    for one in index if isinstance(index, tuple) else (index,):
        if isinstance(one, (int, np.integer)) and one < 0:
            raise IndexError(f"negative index {index}")
    return index


def watched(tables: Tables) -> Tables:
    """The same tables, their arrays refusing negative indices."""
    return Tables.of(**{field.name: getattr(tables, field.name).view(Watched) for field in fields(tables)})


def watch() -> None:
    """From now on, everything that the rules are given refuses negative indices; for a process without the compiler."""
    assert run.bundle is bundle
    run.bundle = watched


def uncompiled(expression: str) -> list[str]:
    """What an expression of this module gives, as words, where the rules are plain Python and no index is negative."""
    root = Path(__file__).parents[2]
    paths = os.pathsep.join(filter(None, [os.environ.get("PYTHONPATH"), str(root)]))
    result = subprocess.run(
        [sys.executable, "-c", f"from tests.verification.test_uncompiled import *; watch(); print(*{expression})"],
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    assert "Warning" not in result.stderr, result.stderr
    return result.stdout.split()


def test_every_rule_does_something():
    recordings = [recording_of(number) for number in NUMBERS]
    for table, columns in (("persons", PERSON_COLUMNS), ("activity", ACTIVITY_COLUMNS)):
        for position, column in enumerate(columns):
            found = any(getattr(one, table)[..., position].any() for one in recordings)
            assert found or column.name in TOO_LATE, column.name


def test_a_negative_index_is_refused():
    table = np.zeros(3, [("one", "i8"), ("two", "i8", (2,))]).view(Watched)
    for negative in (lambda: table[-1], lambda: table.one[-1], lambda: table.two[0, -1], lambda: table.two[0][-1]):
        with pytest.raises(IndexError, match="negative"):
            negative()
    assert table.one[2] == 0


def test_same_bits_uncompiled_and_no_index_is_negative():
    assert uncompiled("map(digest, map(recording_of, NUMBERS))") == [digest(recording_of(n)) for n in NUMBERS]


def all_are_many(numbers: tuple[int, ...]) -> list[str]:
    """Digests of small scenarios, all arrivals sorted; where the rules are plain Python."""
    queues.MANY_ARRIVALS = 0
    return [digest(recording_of(number)) for number in numbers]


def test_many_arrivals_are_put_in_the_places_of_few():
    assert queues.MANY_ARRIVALS > 100
    assert uncompiled("all_are_many(NUMBERS)") == [digest(recording_of(number)) for number in NUMBERS]
