"""The contract of the tables with whoever reads them: what a version promises, and which change would break it.

`python -m simulation.handover.contract` writes the contract of today; the published one is kept with the tests.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from simulation.handover.fields import Field, Table
from simulation.handover.tables import CONTRACT, TABLES
from simulation.language import say

type Contract = dict[str, Any]


def contract(tables: tuple[Table, ...] = TABLES, version: str = CONTRACT) -> Contract:
    """Version, and of each table the key and the columns in their order, with type, unit and the values allowed."""
    return {
        "version": version,
        "tables": {
            table.name: {"key": list(table.key), "fields": {field.name: _promise(field) for field in table.fields}}
            for table in tables
        },
    }


def _promise(field: Field) -> dict[str, Any]:
    return {"type": field.type, "unit": field.unit, "needed": field.needed, "allowed": list(field.allowed)}


def breaks(before: Contract, after: Contract) -> list[str]:
    """What a programme that reads the tables of one contract would stumble over in those of the other, in sentences.

    Tables, and columns at the end of a table, may be added; an optional column may become one that is always filled.
    """
    found: list[str] = []
    for name, table in before["tables"].items():
        if name not in after["tables"]:
            found.append(say("the table {name} is gone", name=name))
            continue
        found += _broken_table(name, table, after["tables"][name])
    return found


def _broken_table(name: str, before: dict[str, Any], after: dict[str, Any]) -> Iterator[str]:
    if before["key"] != after["key"]:
        yield f"{name}: the key is {', '.join(after['key'])}, and was {', '.join(before['key'])}"
    stays = [field for field in before["fields"] if field in after["fields"]]
    if list(after["fields"])[: len(stays)] != stays:
        yield f"{name}: columns changed their place; new ones come last"
    for field, was in before["fields"].items():
        now = after["fields"].get(field)
        if now is None:
            yield f"{name}.{field} is gone"
            continue
        for what in ("type", "unit"):
            if was[what] != now[what]:
                yield f"{name}.{field}: the {what} is {now[what] or 'none'}, and was {was[what] or 'none'}"
        if was["needed"] and not now["needed"]:
            yield f"{name}.{field} may be empty now"
        new = set(now["allowed"]) - set(was["allowed"])
        if was["allowed"] and (new or not now["allowed"]):
            yield f"{name}.{field} has values that it did not have: {', '.join(sorted(new)) or 'any'}"


def raised_enough(before: Contract, after: Contract) -> bool:
    """Whether the version of a contract says what changed: the first number for a break, the second for more."""
    if before["tables"] == after["tables"]:
        return True
    old, new = (tuple(map(int, one["version"].split("."))) for one in (before, after))
    return new[0] > old[0] if breaks(before, after) else new[:2] > old[:2]


if __name__ == "__main__":
    sys.stdout.write(json.dumps(contract(), indent=1, ensure_ascii=False) + "\n")
