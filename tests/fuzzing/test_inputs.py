"""Mutants of every kind of input file: each is read, or refused with exit code 2 and a place; none is a trace, none
hangs. A mutant is known by its kind and number, so that one that fails can be tried again."""

import pytest

from tests.fuzzing import seeds
from tests.fuzzing.tried import Hang, command, tried

EACH, SAMPLE = 2000, 12
"""Mutants of each kind, and those that are tried every time."""
FOUND = {
    "sweep": (3, 17, 41, 2030),
    "register": (2281,),
    "posterior": (6, 11, 33, 53),
}
"""Numbers of mutants that once found something; always tried."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    path = tmp_path_factory.mktemp("fuzzing")
    seeds.folder(path)
    return path


def faults(kind, numbers, folder):
    """What was wrong with how mutants were met, by number; and how many were good and refused."""
    found, codes = {}, {0: 0, 2: 0}
    for number in numbers:
        try:
            came = tried(kind, number, folder)
        except Hang:
            found[number] = "a hang"
            continue
        codes[came.code] = codes.get(came.code, 0) + 1
        if came.fault:
            found[number] = came.fault
    return found, codes


def test_the_files_that_mutants_are_made_of_are_good(folder):
    for arguments in (("check", f"{folder}/scenario.yaml"), ("sweep", f"{folder}/sweep.yaml", "--point", "0"),
                      ("sweep", f"{folder}/list.yaml", "--point", "2")):  # fmt: skip
        came = command(*arguments)
        assert came.code == 0, came.said
    assert command("backtest", f"{folder}/case.yaml", "--until", "1900-01").said.startswith("--until 1900-01: obs")


@pytest.mark.parametrize("kind", seeds.KINDS)
def test_a_sample_of_mutants(kind, folder):
    found, _ = faults(kind, [*range(SAMPLE), *FOUND.get(kind, ())], folder)
    assert not found


@pytest.mark.slow
@pytest.mark.parametrize("kind", seeds.KINDS)
def test_all_mutants(kind, folder):
    found, codes = faults(kind, range(SAMPLE, EACH), folder)
    assert not found
    assert codes[0] > 50 and (codes[2] > 50 or kind == "record"), codes  # both ways are tried
