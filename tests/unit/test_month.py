"""The month of the compiled engine is one list: each rule is a file, and an entry there."""

from importlib import import_module
from pkgutil import iter_modules

import numpy as np
import pytest
from numba import njit

from simulation.common.compiling import one_of
from simulation.engine import precompile, rules
from simulation.engine.month import MONTH, RULES
from simulation.engine.rule import Rule, no_rows
from simulation.engine.run import begin, run_until
from simulation.engine.state import bundle
from tests.small_scenarios import random_small_scenario


def test_each_file_holds_one_rule_and_each_rule_is_in_the_month():
    found = []
    for module in iter_modules(rules.__path__):
        (rule,) = [
            one for one in vars(import_module(f"{rules.__name__}.{module.name}")).values() if isinstance(one, Rule)
        ]
        assert rule.name == module.name
        found.append(rule)
    assert sorted(rule.name for rule in MONTH) == sorted(rule.name for rule in found)
    assert set(map(id, MONTH)) == set(map(id, found))
    assert tuple(rule.name for rule in MONTH) == RULES


def test_a_rule_holds_how_many_rows_it_may_add():
    adding = {rule.name for rule in MONTH if rule.rows_at_most is not no_rows}
    assert adding == {"turnover", "demand", "convene", "teach", "certify", "promote"}
    scenario = random_small_scenario(22)
    tables = begin(scenario, 62, 1)
    for month in range(scenario.months):
        for number, rule in enumerate(MONTH):
            run_until(tables, month, number)
            assert np.shape(rule.rows_at_most(bundle(tables))) == (4,)
            assert min(rule.rows_at_most(bundle(tables))) >= 0


def test_one_of_calls_the_function_with_the_number():
    functions = [njit(lambda state, n=n: (state[0] + n, n)) for n in range(5)]
    call = one_of(functions)

    @njit
    def each(state, number):
        return call(state, number)

    for number in range(7):
        assert each(np.array([10]), number) == (10 + min(number, 4), min(number, 4))


def test_one_function_may_be_the_only_one():
    only = one_of([njit(lambda state: state.sum())])
    assert njit(lambda state: only(state, 0))(np.arange(4)) == 6


@pytest.mark.parametrize("order", [MONTH, MONTH[::-1]])
def test_all_rules_of_the_list_are_compiled(order):
    told = []

    class Told:
        def __init__(self, name):
            self.name = name

        def compile(self, signature):
            assert signature == (precompile.BUNDLE,)
            told.append(self.name)

    precompile._compile(Rule(rule.name, Told(rule.name), Told(f"{rule.name} rows")) for rule in order)
    assert told == [name for rule in order for name in (rule.name, f"{rule.name} rows")]
