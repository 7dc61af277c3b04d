"""Compiling the rules for the first time, on two cores; later starts find them compiled on disk.

Run as a module, it compiles the second half of the month.
"""

import gc
import subprocess
import sys

from numba import config, int64

from simulation.common.numba_internals import load_kept
from simulation.engine.month import advance, close, convene, demand, meet, promote, record, refresh, teach, turnover
from simulation.engine.month import certify_trainees as certify
from simulation.engine.state import BUNDLE

_FIRST_HALF = (turnover, demand, convene)
_SECOND_HALF = (teach, certify, refresh, meet, close, promote, record)
_warm = False


def _compile(rules) -> None:
    gc.disable()  # the compiler makes millions of objects that all stay until it ends
    try:
        for rule in rules:
            rule.compile((BUNDLE,))
    finally:
        gc.enable()


def compile_rules() -> None:
    """Compile all rules unless they are on disk already; once a process. Nothing happens with the compiler off."""
    global _warm
    if _warm or config.DISABLE_JIT:
        return
    _warm = True
    signature = (BUNDLE, int64, int64)
    if load_kept(advance, signature):
        return
    print("Compiling the rules; this is done once and takes about half a minute.", file=sys.stderr, flush=True)
    helper = subprocess.Popen([sys.executable, "-m", "simulation.engine.precompile"], stderr=subprocess.DEVNULL)
    _compile(_FIRST_HALF)
    helper.wait()
    advance.compile(signature)


if __name__ == "__main__":
    _compile(_SECOND_HALF)
