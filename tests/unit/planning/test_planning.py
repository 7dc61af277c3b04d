"""`essaim plan` from file to calendar, on a small network: what it writes, that it is the same again, what it says."""

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from simulation.cli import main
from simulation.outcomes.results import open_results
from simulation.report.plan import render_plan
from simulation.scenario.loading import load_scenario

SCENARIO = """\
name: A small network
start: 2026-01
months: 24
population:
  - {region: North, administration: State, headcount: 3000}
  - {region: South, administration: State, headcount: 2000}
initial: {facilitators: 12, practitioners: 20}
levers:
  trainers:
    at_start: [{place: North, trainers: 3, masters: 1}, {place: South, trainers: 1}]
    days_per_month: 4
  nominations: [{name: Ministry, first: 2026-01, every_months: 3, places: 12}]
  programmes: [{name: Paths, first: 2026-02, every_months: 3, headcount: 80}]
target: {measure: active_facilitators, value: 18, month: 2027-12}
"""
PLAN = """\
name: A small plan
scenario: small.yaml
probability: 0.5
cost: both
replicates: 30
fresh: 150
decide:
  facilitator_courses:
    - {places: [North, South], every: year, at_most: 3}
  trainer_days: {every: once, step: 1, at_most: 2}
"""
FILES = ("plan.json", "scenario.yaml", "calendar.csv", "report.html")


def _plan(folder, text=PLAN, out="out", *more):
    (folder / "small.yaml").write_text(SCENARIO, encoding="utf-8")
    (folder / "plan.yaml").write_text(text, encoding="utf-8")
    return main(["plan", str(folder / "plan.yaml"), "--out", str(folder / out), "--workers", "1", "--yes", *more])


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plan")
    assert _plan(folder) == 0
    return folder


def _read(folder, out="out"):
    return json.loads((folder / out / "plan.json").read_text(encoding="utf-8"))


def test_it_leaves_a_plan_a_scenario_a_calendar_and_a_page(folder):
    plan = _read(folder)
    assert all((folder / "out" / name).stat().st_size > 100 for name in FILES)
    block = plan["verdicts"][-1]
    assert block["successes"][0] / block["replicates"] == block["shares"][0] > block["lower_bounds"][0]
    assert plan["reached"] == (block["lower_bounds"][0] >= 0.5)
    assert block["first_replicate"] >= 100_000  # runs that no step of the search has seen
    decided = {(one["what"], tuple(one["places"]), one["from"]): one["units"] for one in plan["decided"]}
    assert len(decided) == 5
    listed = (folder / "out" / "calendar.csv").read_text(encoding="utf-8").splitlines()
    assert len(listed) - 1 == sum(units > 0 for units in decided.values())
    cost = sum(one["units"] * (one["unit_cash"] + one["unit_valued_time"]) for one in plan["decided"])
    assert plan["cost"]["at_list_prices"] == pytest.approx(cost)


def test_the_scenario_runs_as_it_is_and_gives_what_the_plan_says(folder, capsys):
    scenario = load_scenario(folder / "out" / "scenario.yaml")
    planned = sum(entry.courses for entry in scenario.levers.facilitator_courses.calendar)
    decided = [one["units"] for one in _read(folder)["decided"] if one["what"] == "facilitator_courses"]
    assert planned == sum(decided) > 0
    runs = ["--replicates", "60", "--workers", "1", "--out", str(folder / "runs")]
    assert main(["run", str(folder / "out" / "scenario.yaml"), *runs, "--seed", "2"]) == 0
    results = open_results(next((folder / "runs").glob("scenario-*-seed2")))
    at_the_end = results.national("active_facilitators")["active_facilitators"][:, -1]
    # Samples of 60 and 150: at most .25 apart in nearly all cases.
    assert abs((at_the_end >= 18).mean() - _read(folder)["verdicts"][-1]["shares"][0]) < 0.25
    capsys.readouterr()


def test_what_stands_beside_the_plan_is_there(folder):
    plan = _read(folder)
    assert {one["name"] for one in plan["simple_plans"]} == {"equal", "proportional", "worst_served_first"}
    corners = [one for one in plan["frontier"] if one["plan"] is not None]
    assert corners == sorted(corners, key=lambda one: one["cost"]) and len(corners) >= 3
    assert all(one["share"] >= one["probability"] for one in corners)
    assert list(corners[0]["by_date"]) == ["2026-12", "2027-12"]
    for cell in plan["held"]["cells"]:
        assert 0 <= cell["all_held"] <= 1 and cell["held_mean"] <= cell["planned"]
    assert [one["year"] for one in plan["held"]["by_year"]] == [2026, 2027]
    assert plan["robust"][0]["is_the_plan"] and all(0 <= one["good"] <= 1 for one in plan["robust"])
    first, *others = plan["other_prices"]
    assert first["factor"] == 1 and {one["factor"] for one in others} == {0.8, 1.2}
    assert first["cost_of_the_plan"] == pytest.approx(plan["cost"]["at_list_prices"])
    assert all(one["cost"] <= one["cost_of_the_plan"] + 1e-6 for one in plan["other_prices"])
    # A network spends less where the plan decides less, and never nothing.
    assert all(0 < one["spent_mean"] <= one["spent_q90"] for one in plan["robust"])
    assert 0 <= plan["chance_alone"]["shares"][0] <= 1 and plan["on_demand"]["by_calendar"]


def test_what_is_there_is_not_run_again(folder, monkeypatch):
    plan = _read(folder)
    monkeypatch.setattr("simulation.runs.plan.Plan._one", None)  # any run would fail
    assert _plan(folder) == 0
    assert _read(folder) == plan


def test_the_plan_is_handed_over_and_its_folder_is_results_like_others(folder, tmp_path, capsys):
    out = folder / "out"
    results = open_results(out)
    assert len(results.replicates) == 200 and results.manifest["seed"] == 2
    assert results.called == _read(folder)["forecast"] and results.called.startswith("plan-")
    handed = out / "handover"
    table = pd.read_csv(handed / "data" / "capacity_plan.csv", dtype={"region_code": str})
    whole = table[(table.region_code == "FR") & (table.course_kind == "facilitator")]
    decided = sum(one["units"] for one in _read(folder)["decided"] if one["what"] == "facilitator_courses")
    assert 0.5 * decided < whole.courses.sum() <= decided  # what cannot be held is not made up for
    assert (handed / "essaim.xlsx").read_bytes().startswith(b"PK")
    (calendar,) = (handed / "calendar").iterdir()
    assert calendar.read_bytes().count(b"BEGIN:VEVENT") >= 1
    assert main(["export", str(out), "--to", str(tmp_path / "again"), "--package", "--xlsx", "--ics"]) == 0
    again = tmp_path / "again" / "data" / "capacity_plan.csv"
    assert again.read_bytes() == (handed / "data" / "capacity_plan.csv").read_bytes()


def test_report_renews_the_page_in_both_languages(folder, tmp_path, capsys):
    out, page = folder / "out", folder / "out" / "report.html"
    page.unlink()
    assert main(["report", str(out), "--lang", "fr"]) == 0
    assert capsys.readouterr().out.strip().endswith("report.html") and 'lang="fr"' in page.read_text(encoding="utf-8")
    assert main(["report", str(out)]) == 0
    assert 'lang="en"' in page.read_text(encoding="utf-8")
    for damaged in ("{}", "[]", '{"format": 2, "goal": 3}', "no json"):
        (tmp_path / "plan.json").write_text(damaged)
        assert main(["report", str(tmp_path)]) == 2
        said = capsys.readouterr().err
        assert "the same `essaim plan` makes it again" in said or "cannot be read" in said


@pytest.mark.slow
def test_asked_again_after_runs_were_lost_it_finds_the_same_plan(folder):
    before = {name: (folder / "out" / name).read_bytes() for name in ("scenario.yaml", "calendar.csv")}
    plan = _read(folder)
    for number, kept in enumerate(sorted((folder / "out" / "runs").iterdir())):
        if number % 2:  # as after an interruption: half of the runs are there
            for file in sorted(kept.rglob("*"), reverse=True):
                file.unlink() if file.is_file() else file.rmdir()
    for name in FILES:
        (folder / "out" / name).unlink()
    assert _plan(folder) == 0
    assert _read(folder) == plan
    assert {name: (folder / "out" / name).read_bytes() for name in before} == before


@pytest.mark.slow
def test_two_workers_find_the_same_plan(folder):
    assert _plan(folder, PLAN, "two", "--workers", "2") == 0
    assert _read(folder, "two") == _read(folder)


def test_where_nothing_reaches_the_target_the_nearest_is_told_in_both_languages(tmp_path, capsys):
    sixty = "targets:\n  - {measure: active_facilitators, value: 60, month: 2027-12}"
    text = PLAN.replace("probability: 0.5", f"probability: 0.95\n{sixty}")
    assert _plan(tmp_path, text) == 0
    said = capsys.readouterr().out
    assert "Not reachable as required with what may be decided" in said
    assert not _read(tmp_path)["reached"]
    assert _plan(tmp_path, text, "out", "--lang", "fr") == 0
    said = capsys.readouterr().out
    assert "Hors d’atteinte avec ce qui peut être décidé" in said
    assert 'lang="fr"' in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


def test_a_search_ends_after_so_many_minutes_and_where_it_ended_before(tmp_path, monkeypatch):
    from simulation.planning.plans import planning
    from simulation.storage.storage import storage_at

    storage, simulator = storage_at(tmp_path), SimpleNamespace(runs=1234)
    storage.prepare()
    now = [0.0]
    monkeypatch.setattr(planning, "time", SimpleNamespace(monotonic=lambda: now[0]))
    enough = planning.Ending(storage, 10, simulator).of(0)
    assert [enough(0), enough(1)] == [False, False]
    now[0] = 601.0
    assert enough(2)
    again = planning.Ending(storage, 10, simulator)  # at another speed
    assert [again.of(0)(number) for number in range(3)] == [False, False, True]
    assert again.notes == [{"minutes": 10, "run": 1234, "round": 2, "search": 1}]
    assert planning.Ending(storage, None, simulator).of(0) is None


@pytest.mark.slow
def test_a_plan_that_ends_early_says_at_which_run_and_ends_there_again(tmp_path, monkeypatch):
    from simulation.planning.plans import planning

    clock = iter(range(0, 10**9, 120))
    monkeypatch.setattr(planning, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    assert _plan(tmp_path, PLAN, "out", "--budget-minutes", "1") == 0
    plan = _read(tmp_path)
    (note,) = plan["notes"]
    assert note["minutes"] == 1 and note["search"] == 1 and note["run"] > 0
    monkeypatch.undo()
    assert _plan(tmp_path, PLAN, "out", "--budget-minutes", "1") == 0
    assert _read(tmp_path) == plan


def test_the_page_says_what_the_plan_says_in_both_languages(folder):
    plan = _read(folder)
    english, french = render_plan(plan), render_plan(plan, "fr")
    for page in (english, french):
        assert "A small plan" in page and "North" in page
    assert "What would break it" in english and "Ce qui le ferait échouer" in french
    assert "facilitator courses" not in french.split("<script")[0].lower()
