"""Compiling the rules for the first time, on two cores; later starts find them compiled on disk.

Run as a module, it compiles the rules from the last to the first, until they are all on disk.
"""

import gc
import subprocess
import sys
from collections.abc import Iterable

from numba import int64

from simulation.common.numba_internals import compile_now, is_compiled, is_compiler_off, is_kept, load_kept
from simulation.engine.month import MONTH, advance
from simulation.engine.rule import Rule
from simulation.engine.state import BUNDLE

_ONCE = "Compiling the rules; this is done once and takes about half a minute."
_EACH_TIME = (
    "Compiling the rules, which takes about half a minute. What is compiled cannot be kept here, so each command does "
    "it; to keep it, let NUMBA_CACHE_DIR name a folder that only you can write to."
)


def _compile(rules: Iterable[Rule]) -> None:
    """Compile rules; those that are on disk by the time when it is their turn are taken from there."""
    gc.disable()  # the compiler makes millions of objects that all stay until it ends
    try:
        for rule in rules:
            compile_now(rule.run, (BUNDLE,))
            compile_now(rule.rows_at_most, (BUNDLE,))
    finally:
        gc.enable()


def compile_rules() -> None:
    """Compile all rules, or take them from disk, unless that is done; nothing happens with the compiler off."""
    if is_compiler_off() or is_compiled(advance):
        return
    signature = (BUNDLE, int64, int64)
    if load_kept(advance, signature):
        return
    print(_ONCE if is_kept() else _EACH_TIME, file=sys.stderr, flush=True)
    helper = subprocess.Popen([sys.executable, "-m", "simulation.engine.precompile"], stderr=subprocess.DEVNULL)
    _compile(MONTH)
    helper.wait()
    compile_now(advance, signature)


if __name__ == "__main__":
    _compile(reversed(MONTH))
