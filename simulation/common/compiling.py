"""How rules are compiled: once, kept on disk, and compiled anew when any source file that decides numbers changes."""

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from numba import config, njit, types
from numba.core.caching import FunctionCache

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


class _Cache(FunctionCache):
    """A numba cache that also notices changes in the other files of the package."""

    def __init__(self, function: Callable) -> None:
        super().__init__(function)
        # Compared before the rest is read, which may name what is no longer there or not yet.
        self._cache_file._version += f" {source_fingerprint()}"


def _widened(argument: types.Type) -> types.Type:
    """Whole numbers of any width, and yes or no, are passed as 64-bit whole numbers."""
    narrow = isinstance(argument, types.Boolean) or (isinstance(argument, types.Integer) and argument.signed)
    return types.int64 if narrow else argument


def _compile_once(dispatcher) -> None:
    """Compile a function for wide whole numbers only, instead of once for every width that it is called with."""
    get_call_template = dispatcher.get_call_template

    def get_wide_call_template(args, kws):
        _, given = dispatcher._compiler.fold_argument_types(args, kws)
        template, signature, _, kws = get_call_template(tuple(_widened(argument) for argument in given), {})
        return template, signature, given, kws

    dispatcher.get_call_template = get_wide_call_template


def written_in[F: Callable](function: F) -> F:
    """A small function that is compiled as a part of each that calls it, so that loops round it can be vectorised."""
    return njit(function, inline="always")


def compiled[F: Callable](function: F) -> F:
    """Compile a function with numba and keep it; with NUMBA_DISABLE_JIT=1 it stays plain Python, with the same bits."""
    # error_model: no check for division by zero; where it can be, rules ask
    dispatcher = njit(function, error_model="numpy", no_cfunc_wrapper=True)
    if not config.DISABLE_JIT:
        dispatcher._cache = _Cache(function)
        _compile_once(dispatcher)
    return dispatcher
