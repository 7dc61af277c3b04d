"""How rules are compiled: once, kept on disk, and compiled anew when any source file that decides numbers changes."""

import hashlib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numba

from simulation.common.numba_internals import compile_for_wide_numbers, is_compiler_off, keep_on_disk

_PACKAGE = Path(__file__).parent.parent
_COMPILED = ("common", "engine")
"""Where compiled functions, and the constants that they take in, are defined."""


@cache
def source_fingerprint() -> str:
    """SHA-256, in hexadecimal, of the sources of everything that is compiled."""
    digest = hashlib.sha256()
    for name in _COMPILED:
        place = _PACKAGE / name
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(path.relative_to(_PACKAGE).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()


_njit: Any = numba.njit
"""With the compiler off it gives back the function itself; of this, and of one option, its stubs know nothing."""


def written_in[F: Callable](function: F) -> F:
    """A small function that is compiled as a part of each that calls it, so that loops round it can be vectorised."""
    return _njit(function, inline="always")


def compiled[F: Callable](function: F) -> F:
    """Compile a function with numba and keep it; with NUMBA_DISABLE_JIT=1 it stays plain Python, with the same bits."""
    # error_model: no check for division by zero; where it can be, rules ask
    dispatcher = _njit(function, error_model="numpy", no_cfunc_wrapper=True)
    if not is_compiler_off():
        keep_on_disk(dispatcher, function, source_fingerprint())
        compile_for_wide_numbers(dispatcher)
    return dispatcher


def one_of(functions: Sequence[Callable]) -> Callable:
    """A function of a state and a number that calls, with the state, the function of that number (from 0).

    All must return the same type; past the end, the last one is called. For use in compiled functions, which it becomes
    a part of: a chain of comparisons, as numba has no quick call of a function that is found at run time.
    """
    first, *others = functions
    if not others:
        return written_in(lambda state, number: first(state))
    rest = one_of(others)

    def call(state, number):
        if number == 0:
            return first(state)
        return rest(state, number - 1)

    return written_in(call)
