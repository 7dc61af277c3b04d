"""The folder of a plan: plan.json, and the forecast of the plan that lies beside it."""

import re
from typing import Any

from simulation.language import say
from simulation.storage.files import ResultsError
from simulation.storage.storage import Storage, storage_at, within

PLAN = "plan.json"
FORMAT = 2
"""Of plan.json."""
_FOLDER = re.compile(r"\w[\w.-]{0,200}")


def is_plan(storage: Storage) -> bool:
    """Whether a plan is kept there."""
    return storage.has(PLAN)


def open_plan(storage: Storage) -> dict[str, Any]:
    """What plan.json holds. Raises ResultsError when it cannot be read or is of another version."""
    plan = storage.read_json(PLAN)
    if not isinstance(plan, dict) or plan.get("format") != FORMAT:
        raise ResultsError(
            say(
                "{named} is no plan of this version of Essaim; the same `essaim plan` makes it again",
                named=storage.named(PLAN),
            )
        )
    return plan


def forecast_of_plan(storage: Storage) -> Storage:
    """Where the forecast of a plan is kept. Raises ResultsError."""
    name = open_plan(storage).get("forecast")
    if not isinstance(name, str) or not _FOLDER.fullmatch(name):
        raise ResultsError(
            say("{named} names no forecast; the same `essaim plan` makes it again", named=storage.named(PLAN))
        )
    return storage_at(within(storage.location, name))
