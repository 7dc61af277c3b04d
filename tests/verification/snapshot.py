"""The reference scenario's numbers, rounded to three digits: they show that numbers moved, not that they are right.

When they are meant to move, renew the file and say in the changelog whose numbers move:

    python -m tests.verification.snapshot
"""

import json
from pathlib import Path

import numpy as np

from simulation.common.columns import ACTIVITY_INDEX, NETWORK_COLUMNS, PERSON_INDEX
from simulation.engine.run import simulate
from tests.verification.common_random_numbers import reference

FILE = Path(__file__).with_name("snapshot.json")
REPLICATES = 8
SEED = 1

STOCKS = ("interested", "lapsed", "reached", "candidates", "trainees", "in_practicum", "facilitators", "trainers",
          "active_facilitators", "network_members", "people_reached", "waiting", "in_a_seat", "skill_sum",
          "generation_sum")  # fmt: skip
FLOWS = ("new_interested", "called", "nominated", "newly_lapsed", "came_back", "newly_reached", "volunteered",
         "no_shows", "enrolled", "certified", "promoted",
         "facilitators_stopped", "trainers_stopped")  # fmt: skip
ACTIVITY = ("groups_started", "programme_groups_started", "practicum_groups_started", "groups_completed", "sessions",
            "engagements_held", "engagements_refused", "facilitator_courses", "trainer_courses", "money_courses",
            "money_groups", "money_engagements", "money_animation", "money_refreshers", "money_practicum",
            "money_recruitment", "money_cash", "money_valued_time", "participants_time")  # fmt: skip


def rounded(number: float) -> float:
    """Three significant digits."""
    return float(f"{number:.3g}")


def numbers() -> dict[str, float]:
    """Of the nation, means at best values: stocks at the end, flows over the run, the last network."""
    scenario = reference()
    runs = [simulate(scenario, SEED, replicate, best_values=True) for replicate in range(REPLICATES)]
    end = np.mean([run.persons[-1].sum(axis=0) for run in runs], axis=0)
    persons = np.mean([run.persons.sum(axis=(0, 1)) for run in runs], axis=0)
    activity = np.mean([run.activity.sum(axis=(0, 1)) for run in runs], axis=0)
    network = np.mean([run.network[-1] for run in runs], axis=0)
    found = {f"{name} at the end": end[PERSON_INDEX[name]] for name in STOCKS}
    found |= {name: persons[PERSON_INDEX[name]] for name in FLOWS}
    found |= {name: activity[ACTIVITY_INDEX[name]] for name in ACTIVITY}
    found |= {f"network: {column.name}": number for column, number in zip(NETWORK_COLUMNS, network, strict=True)}
    return {name: rounded(number) for name, number in found.items()}


if __name__ == "__main__":
    FILE.write_text(json.dumps(numbers(), indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
