"""SQL over results: what is there can be asked, nothing else can be read, and nothing can be changed."""

from argparse import Namespace

import pandas as pd
import pytest
from fabricated import SMALL
from sweep_data import DAYS, SHARE, made_up_sweep

from simulation import open_results
from simulation.commands.endings import tell_ending
from simulation.commands.query import main, printed, tables_of
from simulation.outcomes.queries import QueryError, schema, sql
from simulation.outcomes.results import Results
from simulation.outcomes.sweep_results import SweepResults
from simulation.outcomes.sweep_tables import short_names
from simulation.runs.forecast import run
from simulation.scenario.problems import Told


@pytest.fixture(scope="module")
def forecast(tmp_path_factory):
    return run(SMALL, 30, 5, out=tmp_path_factory.mktemp("forecast"), engine="fabricated:failing")


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    vary = {DAYS: [1, 4, 7], SHARE: [0, 0.1]}
    return made_up_sweep(tmp_path_factory.mktemp("sweep") / "it's-seed1", vary=vary, lost={(1, 2)}, chunk=5)


def test_a_folder_of_either_kind_is_opened(forecast, sweep):
    assert isinstance(open_results(forecast.folder), Results)
    assert isinstance(open_results(sweep.folder), SweepResults)


def test_runs_of_a_sweep(sweep):
    whole = sweep.runs(["reached"])
    asked = sweep.sql("SELECT point, replicate, month, place, reached FROM runs ORDER BY ALL")
    pd.testing.assert_frame_equal(
        asked, whole.sort_values(["point", "replicate", "month", "place"], ignore_index=True), check_dtype=False
    )
    assert sweep.sql("SELECT count(*) AS n FROM points")["n"][0] == 6
    failed = sweep.sql("SELECT number, replicate, stage FROM failures JOIN points USING (point)")
    assert failed.values.tolist() == [[1, 2, "teach"]]
    by_days = sweep.sql(
        "SELECT days_per_month_2027_01 AS days, remote_share AS share, avg(active_facilitators) AS mean "
        "FROM nation JOIN points USING (point) WHERE month = '2030-12-01' GROUP BY ALL ORDER BY days, share"
    )
    expected = pd.Series(sweep.final("active_facilitators")).map(lambda one: sum(one.values()) / len(one))
    assert by_days["mean"].tolist() == pytest.approx(expected[sweep.points["point"]].tolist())


def test_tables_of_a_forecast(forecast):
    nation = forecast.national("trainers")["trainers"]
    asked = forecast.sql("SELECT replicate, month, sum(trainers) AS trainers FROM persons GROUP BY ALL ORDER BY ALL")
    assert asked["trainers"].tolist() == nation.ravel().tolist()
    assert forecast.sql("SELECT replicate, stage FROM failures").values.tolist() == [[3, "simulate"]]
    for table in ("activity", "network", "lineage", "ties", "summary", "chance"):
        assert forecast.sql(f"SELECT count(*) AS n FROM {table}")["n"][0] == len(forecast.table(table))


def test_only_what_is_committed_is_read(sweep, tmp_path):
    results = made_up_sweep(tmp_path / "sweep", chunk=4)
    before = results.sql("SELECT count(*) AS n FROM runs")["n"][0]
    (results.folder / "runs" / "unfinished.parquet").write_bytes(b"not whole")
    assert results.sql("SELECT count(*) AS n FROM runs")["n"][0] == before == 12 * 20
    next((results.folder / "commits").iterdir()).unlink()
    assert results.sql("SELECT count(*) AS n FROM runs")["n"][0] == before - 4 * 20


def test_an_unfinished_forecast_is_asked_for_what_is_there(tmp_path):
    results = run(SMALL, 30, 5, out=tmp_path, engine="fabricated:simulate")
    folder = results.folder
    manifest = (folder / "manifest.json").read_text().replace('"complete": true', '"complete": false')
    (folder / "manifest.json").write_text(manifest)
    (folder / "parts" / "000025-000029.json").unlink()
    answer = sql(tables_of(str(folder)), "SELECT count(DISTINCT replicate) AS n FROM persons")
    assert answer["n"][0] == 25


@pytest.mark.parametrize(
    "query, words",
    [
        ("COPY runs TO '{folder}/x.csv'", "one SELECT"),
        ("COPY runs TO '{chunk}' (FORMAT parquet, USE_TMP_FILE false)", "one SELECT"),
        ("SELECT 1; DROP VIEW runs", "one SELECT"),
        ("CREATE TABLE x AS SELECT 1", "one SELECT"),
        ("ATTACH '{folder}/x.db'", "one SELECT"),
        ("SET enable_external_access = true", "one SELECT"),
        ("EXPORT DATABASE '{folder}/x'", "one SELECT"),
        ("INSTALL httpfs", "one SELECT"),
        ("", "one SELECT"),
        ("SELECT * FROM '{folder}/manifest.json'", "only its own tables: points, runs, nation or failures"),
        ("SELECT * FROM read_csv('/etc/hosts')", "only its own tables"),
        ("SELECT * FROM glob('{folder}/*')", "only its own tables"),
        ("SELECT * FROM run", "there is no table run"),
        ("SELECT * FROM point", "Did you mean points?"),
        ("SELECT activ FROM runs", "active_facilitators"),
        ("SELECT * FORM runs", "syntax error"),
        ("SELECT 1/'x'", "x"),
    ],
)
def test_what_cannot_be_asked_is_said_and_changes_nothing(sweep, query, words):
    chunk = next((sweep.folder / "runs").iterdir())
    before = {path: path.stat().st_mtime_ns for path in sweep.folder.rglob("*")}
    with pytest.raises(QueryError) as error:
        sweep.sql(query.format(folder=str(sweep.folder).replace("'", "''"), chunk=str(chunk).replace("'", "''")))
    assert words in str(error.value)
    assert {path: path.stat().st_mtime_ns for path in sweep.folder.rglob("*")} == before


def test_names_of_settings_need_no_quotes_and_are_all_different():
    assert short_names(["levers.a.days[2027-01]", "levers.b.days[2027-01]", "levers.c.seats", "prices.hire"]) == {
        "levers.a.days[2027-01]": "a_days_2027_01", "levers.b.days[2027-01]": "b_days_2027_01",
        "levers.c.seats": "seats", "prices.hire": "hire",
    }  # fmt: skip
    assert len(set(short_names(["x.seats", "seats", "y.x.seats"]).values())) == 3


def test_every_column_has_a_type_and_a_label(forecast, sweep):
    for tables in (tables_of(str(forecast.folder)), tables_of(str(sweep.folder))):
        for language in ("en", "fr"):
            found = schema(tables, language)
            drawn = found[found["table"] == "uncertainties"]
            assert (found["type"] != "").all() and (found["label"] != "").all(), found[found["label"] == ""]
            assert len(drawn) in (0, len(forecast.uncertainties().columns))
    found = schema(tables_of(str(sweep.folder))).set_index(["table", "column"])
    assert found.loc[("runs", "money_total"), "unit"] == "euros"
    assert found.loc[("points", "days_per_month_2027_01"), "label"] == DAYS


def asked(folder, query=None, to=None, lang="en", **others):
    return Namespace(
        directory=str(folder), query=query, to=to and str(to), schema=others.get("schema", False), lang=lang
    )


def test_the_command_prints_and_writes(sweep, tmp_path, capsys):
    query = (
        "SELECT number, base, 0.123456789 AS x, DATE '2027-01-01' AS day, NULL AS y FROM points ORDER BY number LIMIT 2"
    )
    assert main(asked(sweep.folder, query)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split() == ["number", "base", "x", "day", "y"]
    assert lines[2].split() == ["0", "reference", "0.123457", "2027-01-01", "–"]
    for kind, read in (("csv", pd.read_csv), ("json", pd.read_json), ("parquet", pd.read_parquet)):
        target = tmp_path / f"answer.{kind}"
        assert main(asked(sweep.folder, query, target)) == 0 and capsys.readouterr().out.strip() == str(target)
        assert read(target)["number"].tolist() == [0, 1]
    assert main(asked(sweep.folder, schema=True, lang="fr")) == 0
    assert "Une ligne par point" in capsys.readouterr().out
    assert main(asked(sweep.folder, "SELECT * FROM range(1200)")) == 0
    assert "1,000 of 1,200 rows" in capsys.readouterr().err


def ended(arguments):
    """The exit code of the command line."""
    try:
        return main(arguments)
    except Told as error:
        return tell_ending(error)


@pytest.mark.parametrize(
    "given, words",
    [
        ({"query": "SELECT"}, "without selection list"),
        ({}, "say what is asked for"),
        ({"query": "SELECT 1", "schema": True}, "say what is asked for"),
        ({"query": "SELECT 1", "to": "answer.xml"}, "must end in .csv, .json, .parquet"),
        ({"query": "SELECT 1", "to": "/proc/nothing/answer.csv"}, "cannot be written"),
    ],
)
def test_bad_input_has_exit_code_two(sweep, capsys, given, words):
    assert ended(asked(sweep.folder, **given)) == 2
    assert words in capsys.readouterr().err


def test_a_folder_that_is_none(tmp_path, capsys):
    assert ended(asked(tmp_path, "SELECT 1")) == 2
    assert "is not a results folder" in capsys.readouterr().err


def test_an_empty_answer_has_its_heading():
    assert printed(pd.DataFrame({"a": [], "b": []})).splitlines()[0] == "a  b"
