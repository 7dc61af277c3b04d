"""Essaim: how a practice spreads when trainers train facilitators and facilitators lead groups.

The public names, loaded when they are first used:

- `load_scenario(path)`: a scenario file, checked and resolved.
- `run(scenario, …)`: many replicates, stored in a folder of results.
- `open_results(folder)`: a folder of results, of a forecast or a sweep, as pandas data frames, and SQL over it.
- `save(figure, file)`: a chart as a page, a picture or its table, by the end of the file's name.
- `simulate(scenario, seed, replicate)`: one replicate's record, as arrays.
- `SpreadModel(scenario, …)`: one replicate as a Mesa model, with its agents.
- `rule(before=…)`: makes a function a rule of the month, in a file for `essaim run --rules`.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.charts.saving import save
    from simulation.model import SpreadModel
    from simulation.outcomes.opening import open_results
    from simulation.own_rules import rule
    from simulation.replicate import simulate
    from simulation.runs.forecast import run
    from simulation.scenario.loading import load_scenario

_HOMES = {
    "load_scenario": "simulation.scenario.loading",
    "run": "simulation.runs.forecast",
    "open_results": "simulation.outcomes.opening",
    "rule": "simulation.own_rules",
    "save": "simulation.charts.saving",
    "simulate": "simulation.replicate",
    "SpreadModel": "simulation.model",
}

__all__ = ["SpreadModel", "load_scenario", "open_results", "rule", "run", "save", "simulate"]


def __getattr__(name: str):
    if name not in _HOMES:
        raise AttributeError(f"module 'simulation' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
