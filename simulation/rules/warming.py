"""Compiling the rules for the first time, on two cores; later starts find them compiled on disk.

Run as a module, it compiles the second half of the month.
"""

import subprocess
import sys

from numba import config, int64, typeof

from simulation.rules.month import advance, close, convene, demand, meet, promote, record, refresh, teach, turnover
from simulation.rules.month import certify_trainees as certify
from simulation.scenario.schema import Scenario
from simulation.state.setup import Rows, new_tables
from simulation.state.state import bundle
from simulation.state.world import ground_of

_FIRST_HALF = (turnover, demand, convene)
_SECOND_HALF = (teach, certify, refresh, meet, close, promote, record)
_warm = False


def _bundle_type():
    """The type of what rules work on, the same for every scenario."""
    cell = {"region": "region", "administration": "administration", "headcount": 1}
    scenario = Scenario.model_validate({"name": "warming", "months": 1, "population": [cell]})
    return typeof(bundle(new_tables(ground_of(scenario), scenario, 0, 0, True, 0, Rows())))


def _compile(rules, bundle_type) -> None:
    for rule in rules:
        rule.compile((bundle_type,))


def compile_rules() -> None:
    """Compile all rules unless they are on disk already; once a process. Nothing happens with the compiler off."""
    global _warm
    if _warm or config.DISABLE_JIT:
        return
    _warm = True
    bundle_type = _bundle_type()
    signature = (bundle_type, int64, int64)
    if advance._cache.load_overload(signature, advance.targetctx) is not None:
        return
    print("Compiling the rules; this is done once and takes about half a minute.", file=sys.stderr, flush=True)
    helper = subprocess.Popen([sys.executable, "-m", "simulation.rules.warming"], stderr=subprocess.DEVNULL)
    _compile(_FIRST_HALF, bundle_type)
    helper.wait()
    advance.compile(signature)


if __name__ == "__main__":
    _compile(_SECOND_HALF, _bundle_type())
