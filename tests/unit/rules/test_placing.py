"""In whose group a trainee is second (ODD, 7.8, placing): first who may supervise, then where."""

import pytest

from tests.unit.rules.making import ALWAYS_WILLING, EACH_WRITTEN, TWO_REGIONS, Record, intake, make

OLD, NEW = "facilitator_active", "facilitator_dormant"
"""Who has led two groups, and who has led none, before the group in which a trainee could be second."""
ORDERS = {
    "Nord": intake("of Nord", 2, region="Nord"),
    "national": intake("from afar", 2, region="Sud", remote=True),
    "Sud": intake("of Sud", 2, region="Sud"),
}
"""A group in each place: in Nord led by a facilitator of Nord, else by one of Sud."""


def people(state, region):
    return {"state": state, "region": region, "administration": "State", "count": 1, "age": 12}


def placed(engine, leaders, month=0, **practicum):
    """Where a trainee of Nord is second in a month, and the causes put down: groups by place, each with its leader."""
    orders = [{**ORDERS[place], "first": f"2026-0{month + 1}"} for place in leaders]
    rows = [people(state, "Nord" if place == "Nord" else "Sud") for place, state in leaders.items()]
    hired = {"place": "Nord", "trainers": 1, "from": "2026-01", "days_per_month": 1.0, "day_price": 100.0}
    levers = {
        "programmes": orders,
        "trainers": {"hired": [hired] if month else []},
        "practicum": {"sessions": 3, "supervision_days": 1.0, "facilitator_supervisors": True, "priority": "last",
                      **practicum},
    }  # fmt: skip
    initial = {"register": [*rows, people("trainee", "Nord")], "active_by_half_year": [1.0] * 5}
    given = make(levers, {"groups_per_year": ALWAYS_WILLING}, initial=initial, population=TWO_REGIONS, months=2)
    record = Record(engine, given)
    assert record("programme_groups_started")[month] == len(leaders)
    where = [place for place in ("Nord", "Sud", "national") if record("money_practicum", place)[month]]
    assert record("practicum_started")[month] == len(where)
    causes = [cause for cause in ("people", "supervisor", "money") if record(f"training_limit_{cause}")[month]]
    return where, causes


@EACH_WRITTEN
@pytest.mark.parametrize(
    ("leaders", "where", "causes"),
    [
        pytest.param({"Nord": OLD, "national": OLD}, ["Nord"], [], id="of two who may supervise, that of the region"),
        pytest.param({"Nord": NEW, "national": OLD}, ["national"], [], id="national: in the region nobody may"),
        pytest.param({"national": OLD}, ["national"], [], id="national: in the region there is no group"),
        pytest.param({"Nord": OLD, "national": NEW}, ["Nord"], [], id="only that of the region may"),
        pytest.param({"Nord": NEW, "national": NEW}, [], ["supervisor"], id="there are groups, of nobody who may"),
        pytest.param({"Nord": NEW}, [], ["supervisor"], id="so in the region alone"),
        pytest.param({"national": NEW}, [], ["supervisor"], id="and in the nation alone"),
        pytest.param({"Sud": OLD}, [], ["people"], id="there are no groups but of another region"),
    ],
)
def test_first_who_may_supervise_then_where(engine, leaders, where, causes):
    assert placed(engine, leaders) == (where, causes)


@EACH_WRITTEN
@pytest.mark.parametrize("leaders", [{"Nord": OLD}, {"national": OLD}, {"Nord": NEW, "national": OLD}])
def test_no_facilitator_may_supervise_where_the_lever_says_so(engine, leaders):
    assert placed(engine, leaders, facilitator_supervisors=False) == ([], ["supervisor"])


@EACH_WRITTEN
@pytest.mark.parametrize(
    ("leaders", "where"), [({"Nord": NEW, "national": OLD}, ["Nord"]), ({"national": NEW}, ["national"])]
)
@pytest.mark.parametrize("facilitators", [False, True])
def test_who_is_supervised_by_a_trainer_may_be_second_of_all(engine, leaders, where, facilitators):
    """A trainer whose days are bought supervises in January; the groups open in February, led by facilitators."""
    assert placed(engine, leaders, month=1, facilitator_supervisors=facilitators) == (where, [])
