"""What one more is worth, run: gains known by construction, fresh seeds, resumption, any number of workers."""

from dataclasses import replace

import numpy as np
import pytest
from fabricated import simulate

from simulation.charts.language import Language
from simulation.charts.value_map import by_place_of
from simulation.charts.value_map import finding as where_finding
from simulation.charts.value_words import finding, helps_of
from simulation.common.columns import ACTIVITY_INDEX, PERSON_INDEX
from simulation.outcomes.sweep_results import open_sweep
from simulation.outcomes.value import NAME, find_value, write_value
from simulation.outcomes.value_units import UNITS
from simulation.planning.by_place import Places, rank
from simulation.planning.changes import Cell
from simulation.planning.helping import race, usual_question
from simulation.planning.pairs import FRESH, Bench
from simulation.runs.forecast import forecast_of
from simulation.runs.model_choice import ModelChoice
from simulation.runs.pool import Processes
from simulation.runs.running import run_request
from simulation.scenario.geography import geography_of
from simulation.scenario.posterior import Posterior
from simulation.scenario.schema import Scenario
from simulation.storage.storage import Folder, storage_at
from tests.verification import closed

MADE_UP = Scenario.model_validate({
    "name": "Made up", "months": 48,
    "population": [{"region": region, "administration": "State", "headcount": 5000} for region in ("north", "south")],
    "levers": {"trainers": {"at_start": [{"place": "national", "trainers": 2}]}, "budget": 60_000},
    "target": {"value": 100, "month": "2029-12"},
})  # fmt: skip
NORTH, SOUTH = 2, 1
"""Active facilitators for each trainer hired in the north, and in the south."""


def known(scenario, seed, replicate, best_values=False, world=None, given=None):
    """Chance that all scenarios share, and some of each one's own; 3 for each call, so many for each trainer hired,
    half of one for each day of coordination; 1,000 euros of cash for each call; nothing for all the rest.
    """
    recording = simulate(scenario, seed, replicate, True)
    recording.persons[:], recording.activity[:] = 0, 0
    levers = scenario.levers
    hired = sum((NORTH if one.place == "north" else SOUTH) * one.trainers for one in levers.trainers.hired
                if one.day_price is None)  # fmt: skip
    coordination = levers.coordination.days_per_month[-1].value
    rng = np.random.default_rng([seed, replicate])
    own = np.random.default_rng([seed, replicate, 7 * len(levers.calls) + hired]).integers(-2, 3)
    active = 100 + rng.integers(0, 40) + own + 3 * len(levers.calls) + hired + int(coordination / 2)
    recording.persons[-1, 0, PERSON_INDEX["active_facilitators"]] = active
    recording.activity[-1, 0, ACTIVITY_INDEX["money_cash"]] = 100_000 * len(levers.calls)
    return recording


def bench(tmp_path, scenario=MADE_UP, model="test_value_race:known", seed=1, **given):
    return Bench(forecast_of(scenario, 100, seed, tmp_path, name="it", model=ModelChoice(model), **given), "it")


def runner(workers=1, calls=None):
    pool = Processes(workers)

    def run(label, request):
        if calls is not None:
            calls.append((label, sum(len(one) for ranges in request.asked().values() for one in ranges)))
        with pool:
            return run_request(request, pool=pool)

    return run


def gains(value, measure="active_facilitators"):
    rows = value.table[value.table.measure == measure]
    return dict(zip(rows.change, rows.gain, strict=True))


# ---- the race --------------------------------------------------------------------------------------------------------
def test_the_race_tells_what_is_known_by_construction_from_fresh_seeds_alone(tmp_path):
    question = usual_question(MADE_UP, search=12, final=60)
    value = race(bench(tmp_path), question, runner())
    rows = value.table[value.table.measure == "active_facilitators"].set_index("change")
    record = value.record
    assert record["gain"]["winner"] == "coordination" and rows.loc["coordination"].gain == 5.0
    call = rows.loc["call"]
    assert call.gain == pytest.approx(3, abs=0.8) and call.gain_low < 3 < call.gain_high
    # A call costs 1,000 euros and nothing else costs anything: 30 for 10,000 euros.
    assert call.for_money == pytest.approx(10 * call.gain)
    assert np.isnan(rows.loc["coordination"].for_money) and record["for_money"]["winner"] == "call"
    assert call.pairs == 60 and call.fresh
    # What cannot matter is told as that.
    for change in ("animation", "programme"):
        row = rows.loc[change]
        assert (row.gain, row.gain_low, row.gain_high, row.more, row.clear) == (0, 0, 0, 0, False)
    assert gains(value, "money_cash")["call"] == 1000
    assert [one["change"] for one in record["left_out"]] == ["course"]
    # The search saw other seeds than those that are told.
    runs = open_sweep(bench(tmp_path).folder).runs(["active_facilitators"])
    assert set(runs.replicate) == {*range(12), *range(FRESH, FRESH + 60)}
    said = finding(helps_of(value), Language())
    assert said.startswith("What would help most: 10 more days of coordination a month, from January 2027.")
    assert "one more call for applicants" in said and "of those looked at on fresh seeds" in said


def stored_bytes(it):
    return [storage_at(it.folder).read(f"{NAME}.{end}") for end in ("parquet", "json")]


def test_two_workers_leave_the_same_bytes_as_one(tmp_path):
    question, found = usual_question(MADE_UP, search=0, final=12), []
    for name, workers in (("one", 1), ("two", 2)):
        it = bench(tmp_path / name)
        write_value(it.storage, NAME, race(it, question, runner(workers)))
        found.append(stored_bytes(it))
    assert found[0] == found[1]


def test_what_was_interrupted_goes_on_and_leaves_the_same_bytes(tmp_path):
    question, calls = usual_question(MADE_UP, search=10, final=40), []
    whole = bench(tmp_path / "whole")
    write_value(whole.storage, NAME, race(whole, question, runner()))
    it = bench(tmp_path / "interrupted")

    def stops(label, request):
        if label != "search":
            run_request(replace(request, points=request.points[:14], counts=request.counts[:14]))
            raise KeyboardInterrupt
        return runner()(label, request)

    with pytest.raises(KeyboardInterrupt):
        race(it, question, stops)
    assert not it.storage.has(f"{NAME}.json") and it.stored(NAME) is None
    before = {path.name: path.stat().st_mtime_ns for path in (it.storage.path / "runs").iterdir()}
    write_value(it.storage, NAME, race(it, question, runner(calls=calls)))
    assert [label for label, _ in calls] == ["search", "fresh seeds"]
    after = {path.name: path.stat().st_mtime_ns for path in (it.storage.path / "runs").iterdir()}
    assert before.items() <= after.items()  # what was there was not run again
    assert stored_bytes(it) == stored_bytes(whole)


def test_pairs_with_a_failed_run_are_left_out_of_all_changes(tmp_path):
    question = usual_question(MADE_UP, search=0, final=20)
    value = race(bench(tmp_path, model="test_value_race:failing"), question, runner())
    assert value.record["failed"] == 1 and set(value.table.pairs) == {19}
    assert gains(value)["coordination"] == 5.0


def failing(scenario, seed, replicate, best_values=False, world=None, given=None):
    """One run with calls crashes."""
    if scenario.levers.calls and replicate == FRESH + 3:
        raise ArithmeticError("the month went wrong")
    return known(scenario, seed, replicate)


def test_where_nothing_helps_and_where_nothing_can_be_told_apart_that_is_said(tmp_path):
    question = usual_question(MADE_UP, search=0, final=20)
    value = race(bench(tmp_path / "none", model="test_value_race:still"), question, runner())
    assert value.record["gain"] | {"leader": ""} == {"leader": "", "winner": None, "tied": (), "helps": False}
    assert "none of 9 single changes from January 2027 is sure to give more" in finding(helps_of(value), Language())
    assert "aucun des 9 changements" in finding(helps_of(value), Language("fr"))
    value = race(bench(tmp_path / "tie", model="test_value_race:tied"), question, runner())
    assert value.record["gain"]["winner"] is None and len(value.record["gain"]["tied"]) == 1
    for code, words in (("en", "is not clearly better than"), ("fr", "sans être nettement meilleur que")):
        assert words in finding(helps_of(value), Language(code))


def still(scenario, seed, replicate, best_values=False, world=None, given=None):
    """Nothing that is decided does anything."""
    recording = simulate(scenario, seed, replicate, True)
    recording.persons[:] = 1
    return recording


def tied(scenario, seed, replicate, best_values=False, world=None, given=None):
    """A call and coordination do the same, and more than all others."""
    recording = still(scenario, seed, replicate)
    helps = bool(scenario.levers.calls) or scenario.levers.coordination.days_per_month[-1].value > 0
    recording.persons[-1, 0, PERSON_INDEX["active_facilitators"]] = 100 + (replicate % 3 + 4) * helps
    return recording


def test_with_best_values_the_pairs_have_best_values_too(tmp_path):
    question = usual_question(MADE_UP, search=0, final=4)
    it = bench(tmp_path, model="test_value_race:only_best", best_values=True)
    assert race(it, question, runner()).record["failed"] == 0
    assert race(bench(tmp_path / "drawn", model="test_value_race:only_best"), question, runner()).record["failed"] > 0


def only_best(scenario, seed, replicate, best_values=False, world=None, given=None):
    """Runs with drawn values crash, but for a few."""
    if not best_values and replicate % 2:
        raise ArithmeticError("drawn")
    return known(scenario, seed, replicate)


def test_with_a_posterior_the_pairs_take_its_draws(tmp_path):
    it = bench(tmp_path, model="test_value_race:fitted")
    fitted_to = replace(it.forecast, posterior=Posterior("case", ("volunteering",), ((0.2,),)))
    question = usual_question(MADE_UP, search=0, final=4)
    with_it = race(Bench(fitted_to, "it"), question, runner()).record
    assert with_it["failed"] == 0 and with_it["about"]["posterior"] == fitted_to.posterior.fingerprint
    assert race(bench(tmp_path / "prior", model="test_value_race:fitted"), question, runner()).record["failed"] > 0


def fitted(scenario, seed, replicate, best_values=False, world=None, given=None):
    """Runs that are not given what was fitted crash, but for a few."""
    if given != {"volunteering": 0.2} and replicate % 2:
        raise ArithmeticError("a prior")
    return known(scenario, seed, replicate)


# ---- by the model itself ---------------------------------------------------------------------------------------------
def school():
    """Four hundred candidates, trainers enough, a course a half-year by calendar; who has taken one is certified."""
    months = ("2026-01", "2026-07", "2027-01", "2027-07")
    entries = [{"month": month, "place": "land", "courses": 1} for month in months]
    trainers = {"at_start": [{"place": "land", "trainers": 20}], "days_per_month": 20.0}
    return closed.scenario(
        [("land", "all", 20_000)], 24,
        {
            "trainers": trainers, "practicum": {"sessions": 0}, "refreshers": {"seats": 0},
            "trainer_courses": {"scheduling": "calendar"},
            "facilitator_courses": {"scheduling": "calendar", "calendar": entries, "seats": 12, "minimum": 12},
        },
        {}, register=[{"state": "candidate", "region": "land", "administration": "all", "count": 400, "age": 1}],
    )  # fmt: skip


def test_one_more_course_is_worth_its_seats_in_the_model(tmp_path):
    question = replace(
        usual_question(school(), search=0, final=4), measure="facilitators", month="2027-12",
        cell=Cell(None, "2027-01", "2027-09"),
    )  # fmt: skip
    it = bench(tmp_path, school(), "compiled")
    value = race(it, question, runner())
    rows = {measure: part.set_index("change") for measure, part in value.table.groupby("measure")}
    course = rows["facilitators"].loc["course"]
    # Three courses more, in January, April and July: 36 persons, in each pair of futures.
    assert (course.gain, course.gain_low, course.gain_high, course.more, course.clear) == (36, 36, 36, 1, True)
    assert rows["money_cash"].loc["course"].gain == 3 * (1500 + 12 * 150)
    assert rows["money_valued_time"].loc["course"].gain == 3 * (2 * 5 * 450 + 12 * 5 * 350)
    spent = 3 * (1500 + 12 * 150 + 2 * 5 * 450 + 12 * 5 * 350)
    assert course.for_money == pytest.approx(36 / spent * 10_000)
    assert value.record["gain"]["winner"] == "course"
    # Nobody waits for want of candidates, days or trainers, and nobody answers a call.
    others = rows["facilitators"].drop("course")
    assert (others.gain == 0).all() and not others.clear.any()
    assert set(others.index) >= {"call", "trainer", "days_bought"}


# ---- by place --------------------------------------------------------------------------------------------------------
def test_by_place_the_better_region_is_found_and_the_rest_has_no_clear_difference(tmp_path):
    asked = Places(usual_question(MADE_UP), True, 60.0, pairs=15)
    value = rank(bench(tmp_path), asked, runner(), begun=float("inf"))
    table, record = value.table, value.record
    assert len(record["steps"]) == record["steps_planned"]
    hired = table[(table.change == "trainer") & (table.measure == "active_facilitators")]
    whole = hired[hired.period == ""].set_index("place")
    assert whole.gain["north"] == pytest.approx(NORTH, abs=0.5) and whole.gain["south"] == pytest.approx(SOUTH, abs=0.5)
    quarters = hired[hired.fresh & (hired.place == "north")]
    assert len(quarters) and quarters.period.str.contains("-Q").all() and quarters.pairs.max() >= 30
    nothing = table[(table.change.isin(["nominations", "days_bought"])) & (table.measure == "active_facilitators")]
    assert len(nothing) and not nothing.clear.any() and (nothing.gain == 0).all()
    # The last year before the month in question is left out.
    assert set(table.period.str[:4]) == {"", "2027", "2028"}
    seen = by_place_of(table, record, geography_of(MADE_UP).regions)
    assert seen.units[0] == "call" and set(seen.units) == {"call", "trainer", "nominations", "programme", "days_bought"}
    assert "one more call for applicants" in where_finding(seen, Language())


def test_by_place_time_decides_only_when_it_ends(tmp_path):
    asked = Places(usual_question(MADE_UP), False, 0.0, pairs=3)
    short = rank(bench(tmp_path / "a"), asked, runner(), begun=0.0)
    assert len(short.record["steps"]) == 1 < short.record["steps_planned"]
    long = replace(asked, minutes=1e9)
    again = rank(bench(tmp_path / "a"), long, runner(), begun=0.0)
    other = rank(bench(tmp_path / "b"), long, runner(), begun=0.0)
    assert again.table.equals(other.table) and again.record == other.record
    assert short.table.change.unique().tolist() == [short.record["steps"][0]]
    kept = short.table.merge(again.table, on=["change", "place", "period", "measure", "gain", "pairs", "fresh"])
    assert len(kept) == len(short.table[short.table.change.isin(kept.change)])


# ---- where it is found -----------------------------------------------------------------------------------------------
def manifest(it, **given):
    about = it.about
    return {"scenario": {"fingerprint": about["scenario"]}, "code": {"fingerprint": about["code"]}, "seed": 1,
            "best_values": False, "posterior": None} | given  # fmt: skip


def test_a_value_of_the_same_scenario_code_and_draws_is_found_beside_the_results(tmp_path):
    it = bench(tmp_path)
    results = Folder(tmp_path / "it-results")
    results.prepare()
    it.storage.prepare()
    (tmp_path / "it-unfinished-value").mkdir()
    assert find_value(results, manifest(it)) is None
    write_value(it.storage, NAME, race(it, usual_question(MADE_UP, search=0, final=4), runner()))
    found = find_value(results, manifest(it))
    assert found is not None and found.record == it.stored(NAME).record and len(found.table) == 36
    for other in ({"best_values": True}, {"scenario": {"fingerprint": "g"}}, {"code": {"fingerprint": "d"}},
                  {"posterior": {"fingerprint": "p"}}, {"rules": {"name": "own.py", "fingerprint": "r"}}):  # fmt: skip
        assert find_value(results, manifest(it, **other)) is None
    assert set(found.table.change) <= set(UNITS)
