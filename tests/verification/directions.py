"""The direction of each lever's and uncertainty's effect, where the rules give it one, with the argument.

A row changes one thing of a small, rich scenario (after changes that give it room to act) and names a measure: a
sum over months and places of the record, or a stock at the end. `sign` is +1 or −1 where it follows from the rules,
and 0 where it does not: then only that the record differs is tested. `python -m tests.verification.directions`
writes docs/directions.md.
"""

import copy
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.replicate import simulate
from simulation.scenario.schema import Scenario

PAGE = Path(__file__).parents[2] / "docs" / "directions.md"

BASE: dict[str, Any] = {
    "name": "directions",
    "months": 40,
    "population": [
        {"region": region, "administration": administration, "headcount": 4_000}
        for region in ("Nord", "Sud", "Est")
        for administration in ("State", "Towns")
    ],
    "initial": {"facilitators": 45, "practitioners": 12},
    "levers": {
        "trainers": {
            "at_start": [
                {"place": "Nord", "trainers": 3, "masters": 2},
                {"place": "Sud", "trainers": 2, "masters": 1},
                {"place": "national", "trainers": 2, "masters": 1},
            ],
            "hired": [{"place": "Est", "trainers": 1, "masters": 0, "from": "2027-01"}],
            "days_per_month": 4.0,
        },
        "facilitator_courses": {"seats": 6, "minimum": 3, "trainers": 2, "days": 3.0},
        "trainer_courses": {"seats": 4, "minimum": 2, "trainers": 1, "days": 3.0, "scheduling": "on demand"},
        "practicum": {"sessions": 2, "supervision_days": 1.0},
        "promotion": {"groups": 1, "skill": 0.4, "months": 4, "courses_to_master": 3},
        "refreshers": {"days": 0.5, "seats": 4},
        "facilitators": {"days_per_month": 1.5},
        "groups": {"size": 5, "minimum": 3, "maximum": 7, "sessions": 3, "sessions_per_month": 1.0},
        "programmes": [
            {"name": "directors", "first": "2026-03", "headcount": 24, "sessions": None, "sessions_per_month": None,
             "requests_per_year": 8.0, "permanent": True},
            {"name": "paths", "first": "2026-02", "every_months": 6, "headcount": 20, "sessions": 3},
        ],
        "engagements": [{"kind": "workshop", "per_year": 30.0, "facilitators": 2, "days": 1.0, "audience": 20}],
        "animation": 0.3,
    },
    "uncertainties": {
        name: {"best": value}
        for name, value in {
            "addressable_share": 0.05, "innovation": 0.3, "volunteering": 0.3, "groups_per_year": 4.0,
            "facilitator_stop": 0.2, "promotion_rate": 1.0, "leaving": 0.06, "moving": 0.2, "again": 0.2,
            "patience_for_a_group": 8.0, "patience_for_a_course": 8.0, "patience_for_a_practicum": 8.0,
            "practicum_delay": 60.0,
        }.items()
    },
}  # fmt: skip


@dataclass(frozen=True)
class Direction:
    """One row: what is changed to what, what is measured, the sign expected (0: that it acts), and why."""

    name: str
    value: Any
    measure: str = ""
    sign: int = 0
    argument: str = ""
    given: dict[str, Any] = field(default_factory=dict)
    """Changes made first, on both sides, so that it has room to act."""
    also: dict[str, Any] = field(default_factory=dict)
    """Changes that the schema demands together with it."""


def with_changes(changes: dict[str, Any]) -> Scenario:
    """The base scenario with values replaced; a path's numbers count list entries. An uncertainty is its best value."""
    document = copy.deepcopy(BASE)
    for path, value in copy.deepcopy(changes).items():
        names = path.split(".")
        if names[0] == "uncertainties":
            value = {"best": value}
        else:
            names = ["levers", *names]
        target: Any = document
        for name in names[:-1]:
            target = target[int(name)] if isinstance(target, list) else target.setdefault(name, {})
        target[names[-1]] = value
    return Scenario.model_validate(document)


END_STOCKS = ("facilitators", "trainers", "groups_self_running", "nodes")


def measured(recording, measure: str) -> float:
    """A sum over the run; a stock at its end; or `mean skill`, of the certified at the end."""
    if measure == "mean skill":
        last = recording.persons[-1].sum(axis=0)
        certified = last[PERSON_INDEX["facilitators"]] + last[PERSON_INDEX["trainers"]]
        return last[PERSON_INDEX["skill_sum"]] / max(1, certified)
    if measure in ("left", "moved_in"):
        columns = [column for name, column in PERSON_INDEX.items() if name.startswith(measure + "_")]
        return float(recording.persons[..., columns].sum())
    if measure in PERSON_INDEX:
        table, column = recording.persons, PERSON_INDEX[measure]
    else:
        table, column = recording.activity, ACTIVITY_INDEX[measure]
    return float((table[-1:] if measure in END_STOCKS else table)[..., column].sum())


_contexts: dict[str, list] = {}


def pairs(row: Direction, seeds: int):
    """The records before and after the change, on the same seeds."""
    key = f"{row.given!r}/{seeds}"
    if key not in _contexts:
        scenario = with_changes(row.given)
        _contexts[key] = [simulate(scenario, seed, 0, best_values=True) for seed in range(seeds)]
    after = with_changes({**row.given, row.name: row.value, **row.also})
    return zip(_contexts[key], (simulate(after, seed, 0, best_values=True) for seed in range(seeds)), strict=True)


def differences(row: Direction, seeds: int) -> np.ndarray:
    return np.array([measured(two, row.measure) - measured(one, row.measure) for one, two in pairs(row, seeds)])


def listed_name(name: str) -> str:
    """The schema's name of what a row changes: without the numbers of list entries."""
    return ".".join(part for part in name.split(".") if not part.isdigit())


def page() -> str:
    """docs/directions.md."""
    from tests.verification.direction_rows import ROWS

    lines = [
        "# Directions of effect",
        "",
        "Written by `python -m tests.verification.directions`; tested, with paired seeds, by",
        "`tests/verification/test_directions.py`. A direction is stated where it follows from the rules (section 7 of",
        "the ODD), for a small scenario in which the lever or uncertainty has room to act.",
        "",
        "| what is changed | to | measure | direction | why |",
        "|---|---|---|---|---|",
    ]
    for row in ROWS:
        if row.sign:
            arrow = "more" if row.sign > 0 else "less"
            value = f"{len(row.value)} entries" if isinstance(row.value, list) else row.value
            lines.append(f"| {listed_name(row.name)} | {value} | {row.measure} | {arrow} | {row.argument} |")
    lines += ["", "For these no direction follows from the rules; that they act at all is tested:", ""]
    acting = sorted({listed_name(row.name) for row in ROWS if not row.sign})
    lines += [f"- {name}" for name in acting]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
