"""The contract of the exported tables: a change that would break a reader raises its first number."""

import copy
import json
from pathlib import Path

import pytest

from simulation.handover.contract import breaks, contract, raised_enough
from simulation.handover.describe import PAGE, renewed

PUBLISHED = json.loads((Path(__file__).parents[1] / "data" / "handover_contract.json").read_text(encoding="utf-8"))


def test_the_version_says_what_changed_since_it_was_published():
    now = contract()
    assert raised_enough(PUBLISHED, now), [
        "raise CONTRACT in simulation/handover/tables.py; then write the contract anew (simulation.handover.contract)",
        *breaks(PUBLISHED, now),
    ]


def test_the_published_contract_is_that_of_its_version():
    assert PUBLISHED["version"] != contract()["version"] or PUBLISHED == contract()


def changed(change):
    other = copy.deepcopy(PUBLISHED)
    change(other["tables"])
    return other


def renamed(tables):
    fields = tables["forecast"]["fields"]
    tables["forecast"]["fields"] = {"average" if name == "mean" else name: held for name, held in fields.items()}


def first(tables):
    tables["budget"]["fields"] = {"new": tables["budget"]["fields"]["cp_eur"], **tables["budget"]["fields"]}


BREAKING = {
    "a table goes": lambda tables: tables.pop("budget"),
    "a column is renamed": renamed,
    "a column comes first": first,
    "a type changes": lambda tables: tables["regions"]["fields"]["region_code"].update(type="integer"),
    "a unit changes": lambda tables: tables["budget"]["fields"]["cp_eur"].update(unit="thousands of euros"),
    "a key changes": lambda tables: tables["forecast"]["key"].remove("versant"),
    "a column may be empty": lambda tables: tables["budget"]["fields"]["cp_eur"].update(needed=False),
    "a word is new": lambda tables: tables["capacity_plan"]["fields"]["delivery"]["allowed"].append("mixed"),
    "words are free": lambda tables: tables["capacity_plan"]["fields"]["delivery"]["allowed"].clear(),
}
ADDING = {
    "a table comes": lambda tables: tables.update(more=tables["regions"]),
    "a column comes last": lambda tables: tables["regions"]["fields"].update(nuts={
        "type": "string", "unit": "", "needed": False, "allowed": []}),
    "a column is always filled": lambda tables: tables["scenarios"]["fields"]["targets"].update(needed=True),
    "a word is no longer used": lambda tables: tables["measures"]["fields"]["kind"]["allowed"].remove("ratio"),
}  # fmt: skip


@pytest.mark.parametrize("what", BREAKING)
def test_what_breaks_a_reader_needs_a_new_first_number(what):
    other = changed(BREAKING[what])
    assert breaks(PUBLISHED, other)
    for version, enough in (("1.0.0", False), ("1.1.0", False), ("2.0.0", True)):
        assert raised_enough(PUBLISHED, other | {"version": version}) is enough


@pytest.mark.parametrize("what", ADDING)
def test_what_is_added_needs_a_new_second_number(what):
    other = changed(ADDING[what])
    assert breaks(PUBLISHED, other) == []
    for version, enough in (("1.0.0", False), ("1.0.1", False), ("1.1.0", True)):
        assert raised_enough(PUBLISHED, other | {"version": version}) is enough


def test_page_shows_the_tables_as_they_are_declared():
    page = PAGE.read_text(encoding="utf-8")
    assert renewed(page) == page, "python -m simulation.handover.describe writes them anew"
