"""`essaim value` and what `essaim run` says of single changes: commands, charts, report, both languages."""

import re
from argparse import Namespace
from types import SimpleNamespace

import pandas as pd
import pytest
from report_data import MadeUp
from test_value_race import MADE_UP
from value_data import GAINS, SEARCHED, made_up_value

from simulation import cli
from simulation.charts.language import Language
from simulation.charts.value import CHART
from simulation.charts.value_map import CHART as MAP
from simulation.charts.value_words import between, finding, helps_of, left_out, reasons
from simulation.commands.valuing import wants_value
from simulation.outcomes.value import NAME, PLACES_NAME
from simulation.outcomes.value_units import UNITS
from simulation.planning.changes import REASONS
from simulation.planning.helping import usual_question
from simulation.report.helps import help_table
from simulation.runs.forecast import forecast_of
from simulation.runs.model_choice import ModelChoice
from simulation.scenario.writing import scenario_yaml


@pytest.fixture
def called(tmp_path, monkeypatch, capsys):
    """Calls `essaim` on the made-up scenario with a quick model; exit code, what it printed, and what it told."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "it.yaml").write_text(scenario_yaml(MADE_UP), encoding="utf-8")
    quick = ModelChoice("test_value_race:known")
    for module in ("run", "value"):
        monkeypatch.setattr(f"simulation.commands.{module}.forecast_of", _with_model(quick))
    monkeypatch.setattr("simulation.commands.run.ModelChoice.of", lambda rules=None: quick)
    monkeypatch.setattr(
        "simulation.commands.run.usual_question", lambda scenario: usual_question(scenario, search=10, final=40)
    )

    def call(command, *arguments):
        status = cli.main([command, "it.yaml", "--workers", "1", *arguments])
        return status, *capsys.readouterr()

    return call


def _with_model(model):
    def made(scenario, *arguments, **others):
        others.pop("model", None)
        return forecast_of(scenario, *arguments[:6], **others, model=model)

    return made


# ---- essaim run ------------------------------------------------------------------------------------------------------
def test_a_run_tells_what_would_help_and_its_report_shows_it(called, tmp_path):
    status, out, err = called("run", "--replicates", "100")
    assert status == 0 and "What would help most: 10 more days of coordination a month, from January 2027." in out
    assert "what would help (search)" in err and "what would help (fresh seeds)" in err
    page = next(tmp_path.glob("results/*-seed1/report.html")).read_text(encoding="utf-8")
    assert "What would help most: 10 more days of coordination a month" in page and 'id="figure-value-0"' in page
    # A report shows what is stored, and runs nothing.
    folder = next(path for path in tmp_path.glob("results/*") if path.name.endswith("seed1"))
    assert cli.main(["report", str(folder), "--lang", "fr"]) == 0
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert "Ce qui aiderait le plus\u00a0: 10\u00a0jours de coordination" in page


def test_a_run_leaves_it_out_when_told(called, tmp_path):
    status, out, err = called("run", "--replicates", "100", "--no-value")
    assert status == 0 and "help" not in out + err and not list(tmp_path.glob("results/*-value"))
    page = next(tmp_path.glob("results/*-seed1/report.html")).read_text(encoding="utf-8")
    assert 'id="help"' not in page and 'id="value"' not in page


def test_few_replicates_or_rules_of_ones_own_have_no_value(tmp_path):
    asked = Namespace(no_value=False)
    assert wants_value(forecast_of(MADE_UP, 100, out=tmp_path), asked)
    assert not wants_value(forecast_of(MADE_UP, 99, out=tmp_path), asked)
    own = SimpleNamespace(replicates=200, model=SimpleNamespace(rules="rules"))
    assert not wants_value(own, asked)
    assert not wants_value(forecast_of(MADE_UP, 100, out=tmp_path), Namespace(no_value=True))


# ---- essaim value ----------------------------------------------------------------------------------------------------
def test_value_tells_all_changes_and_writes_them_as_each_language_reads_them(called, tmp_path):
    status, out, err = called("value", "--pairs", "30", "--csv", "value.csv")
    assert status == 0 and re.search(r"30 pairs of futures on fresh seeds", out) and "runs, in" in err
    assert re.search(r"one more programme of 80 persons a year +no clear difference \(0\)", out)
    assert "Left out: one more facilitator course a quarter (courses are held on demand" in out
    english = pd.read_csv(tmp_path / "value.csv")
    status, out, err = called("value", "--pairs", "30", "--csv", "valeur.csv", "--lang", "fr")
    assert status == 0 and "fresh seeds:" not in err  # what is stored answers it
    assert "pas de différence nette" in out and "Écartés" in out
    french = pd.read_csv(tmp_path / "valeur.csv", sep=";", decimal=",")
    assert len(english) == len(french) == 9
    assert (english["active facilitators"] == french["animateurs actifs"]).all()
    assert set(french["net"]) == {"oui", "pas de différence nette"}
    assert (tmp_path / "valeur.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_value_by_place_tells_where_and_what_was_run(called, tmp_path, monkeypatch):
    monkeypatch.setattr("simulation.planning.by_place.ROUNDS", 1)
    status, out, err = called("value", "--by", "region,quarter", "--csv", "where.csv", "--pairs", "12")
    assert status == 0 and "Worth most of what was looked at on fresh seeds: one more call for applicants" in out
    assert "20 more days of the trainers there (no trainer is at home there: north, south)" in out
    assert "steps were run" not in out and "lines more are in the CSV" in out
    table = pd.read_csv(tmp_path / "where.csv")
    assert {"north", "south", "national team or remote"} == set(table["place"]) and "Q1 2027" in set(table["when"])
    status, out, _ = called("value", "--by", "region", "--budget-minutes", "0", "--lang", "fr", "--pairs", "3")
    assert status == 0 and "étapes sur" in out and "Écartés" in out
    assert next(tmp_path.glob("results/*-value")).joinpath(f"{PLACES_NAME}.json").exists()
    assert not next(tmp_path.glob("results/*-value")).joinpath(f"{NAME}.json").exists()


def test_by_place_of_too_short_a_time_is_said_as_that(called):
    status, out, _ = called("value", "--by", "region", "--month", "2027-06", "--pairs", "3")
    assert status == 0 and "no such year is simulated" in out


def test_all_bad_input_is_said_at_once(called, tmp_path):
    status, out, err = called("value", "--measure", "activ_facilitators", "--month", "2040-01", "--by", "regions",
                              "--pairs", "1")  # fmt: skip
    assert status == 2 and not out and not (tmp_path / "results").exists()
    for words in ("Did you mean active_facilitators?", "2026-01 to 2029-12", "Did you mean region?", "at least 2"):
        assert words in err
    assert called("value", "--by", "quarter")[0] == 2
    assert called("value", "--pairs", "2", "--csv", "/dev/null/folder.csv")[0] == 2
    with pytest.raises(SystemExit) as ended:
        called("value", "--budget-minutes", "soon")
    assert ended.value.code == 2


# ---- charts and words ------------------------------------------------------------------------------------------------
def test_changes_on_fresh_seeds_stand_before_those_of_the_search():
    seen = CHART.data(MadeUp(replicates=2))
    assert list(seen.rows.change) == ["trainer_days", "days_bought", "call", "trainer", *SEARCHED]
    assert list(seen.rows.fresh) == [True] * 4 + [False] * 2
    symbols = CHART.draw(seen, Language(), False).data[0].marker.symbol
    assert list(symbols) == ["circle"] * 4 + ["circle-open"] * 2
    table = CHART.table(seen, Language())
    assert table["active facilitators"][0] == pytest.approx(GAINS["trainer_days"], abs=2)
    assert list(table["seeds"]) == ["fresh"] * 4 + ["of the search"] * 2


def test_the_first_page_of_a_report_says_what_would_help():
    results = MadeUp(replicates=8)
    assert (
        "What would help most: 20 more days a month of the national team’s trainers"
        in help_table(results, Language()).title
    )
    results.value_stored = False
    assert help_table(results, Language()) is None
    for chart in (CHART, MAP):
        data = chart.data(results)
        assert "essaim value" in chart.words(data, Language("fr")).description
        assert len(chart.table(data, Language())) == 1 and not chart.draw(data, Language(), True).data


def test_the_map_greys_what_is_not_clear():
    seen = MAP.data(MadeUp(replicates=2))
    assert seen.units == ("call", "nominations")
    figure = MAP.draw(seen, Language(), False)
    colours = [one for line in figure.data[0].z for one in line if one is not None]
    assert len(colours) == 18 and 0 < colours.count(0.0) < 9 and max(colours) == 1
    (values, _) = figure.layout.sliders[0].steps[1].args
    assert {one for line in values["z"][0] for one in line if one is not None} == {0.0}
    assert "Q2 2027" in MAP.words(seen, Language()).description
    assert "no trainer is at home there" in left_out(seen.record, Language())


@pytest.mark.parametrize(
    "low, high, told",
    [(25.3, 29.7, "25–30"), (6.0, 8.4, "6–8"), (0.36, 0.39, "0.36–0.39"), (-0.7, 0.7, "−0.7 to 0.7"),
     (0.04, 1.6, "0.04–1.60"), (-3.2, -1.0, "−3 to −1"), (36, 36, "36"),
     (1200, 1900, "1,200–1,900")],
)  # fmt: skip
def test_intervals_are_rounded_to_what_they_tell_and_never_to_0(low, high, told):
    assert between(low, high, Language()) == told


def test_every_reason_and_unit_has_words_in_both_languages():
    for code in ("en", "fr"):
        assert set(reasons(Language(code))) == set(REASONS)
    for unit in UNITS.values():
        assert unit.source and unit.unit
        for once in (False, True):
            assert unit.label("en", once) != unit.label("fr", once)


def test_a_tie_is_said_in_both_languages():
    seen = helps_of(made_up_value({"trainer_days": 20.0, "days_bought": 20.0, "call": 5.0}))
    assert seen.record["gain"]["winner"] is None
    assert "cannot be told" in CHART.words(seen, Language()).title
    assert "is not clearly better than" in finding(seen, Language())
    assert "sans être nettement meilleur que" in finding(seen, Language("fr"))
