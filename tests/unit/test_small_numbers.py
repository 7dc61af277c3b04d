"""Few futures, rows or values are called few; nothing is a percentage of zero; actual values may be of a region."""

import argparse
import io
import math
import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from fabricated import SMALL

from simulation import cli
from simulation.analysis.sensitivity import Indices
from simulation.charts.language import Language
from simulation.commands import sensitivity
from simulation.commands.score import sentence
from simulation.outcomes.afterwards import left
from simulation.runs.display import LATER, displayed
from simulation.runs.forecast import run
from simulation.runs.running import Progress
from simulation.validation.scoring import ALL, Drawn, summary_table, values_table

NORTH = SMALL.population[0].region


@pytest.fixture(scope="module")
def forecast(tmp_path_factory):
    return run(SMALL, 12, 5, out=tmp_path_factory.mktemp("forecast"), engine="fabricated:simulate")


@pytest.fixture
def score(forecast, tmp_path, capsys):
    """Scores rows of actual values; exit code, output, errors."""

    def scoring(*rows, header="date,measure,over,value,precision,source", language="en"):
        path = tmp_path / "actuals.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        status = cli.main(["score", str(forecast.folder), str(path), "--lang", language])
        return status, *(text.replace("\u00a0", " ") for text in capsys.readouterr())

    return scoring


# ---- regions ---------------------------------------------------------------------------------------------------------
def test_regions_add_up_to_the_nation(forecast):
    for name in ("reached", "active_facilitators"):
        parts = sum(forecast.regional(region, name)[name] for region in forecast.frame.regions)
        np.testing.assert_array_equal(parts, forecast.national(name)[name])
    frame, table = forecast.frame, forecast.activity(["sessions"])
    mine = table[table["region"] == NORTH]["sessions"].to_numpy().reshape(12, frame.months)
    np.testing.assert_array_equal(forecast.regional(NORTH, "sessions")["sessions"], mine)
    with pytest.raises(ValueError):
        forecast.regional("nowhere", "reached")


def test_actual_values_of_a_region_are_scored_by_themselves(forecast, score):
    header = "Date;Measure;Value;Precision;Source;Region"
    month = forecast.frame.month_names[-1]
    series = {region: forecast.regional(region, "reached")["reached"] for region in forecast.frame.regions}
    rows = [f"{month};reached;{np.median(one[:, -1]):g};exact;x;{region.upper()}".replace(".", ",")
            for region, one in series.items()]  # fmt: skip
    status, said, _ = score(*rows, header=header)
    assert status == 0
    for region in series:
        assert f"at the month’s end ({region})" in said
    assert f"The 80 % band holds {len(rows)} of {len(rows)} values" in said


def test_a_region_that_is_not_there_is_named(score):
    status, _, said = score("2026-12,reached,5,exact,x,Nord", header="date,measure,value,precision,source,region")
    assert status == 2 and "actuals.csv:2:27: region: there is no region called 'Nord'." in said


# ---- few and zero ----------------------------------------------------------------------------------------------------
def scores(*values):
    drawn = [Drawn("reached (month_end)", f"2026-{at:02d}", value, "essaim", np.arange(20.0))
             for at, value in enumerate(values, 1)]  # fmt: skip
    table = values_table(drawn)
    return table, summary_table(table)


def test_nothing_is_a_percentage_of_zero():
    table, summary = scores(0.0, 0.0)
    assert table["relative"].isna().all() and summary["relative"].isna().all() and summary["bias"].isna().all()
    assert (summary["ratio"] == 1).all() and (table["crps"] > 0).all()
    said = sentence(summary, table, False, Language())
    assert "all of them are 0, of which nothing is a percentage" in said
    mixed, over = scores(0.0, 10.0)
    alone, only = scores(10.0)
    assert over[over["measure"] == ALL]["relative"].iloc[0] == only[only["measure"] == ALL]["relative"].iloc[0]
    assert not math.isnan(over["bias"].iloc[0]) and mixed["relative"].isna().tolist() == [True, False]


def test_zeros_and_few_futures_are_told_in_both_languages(score):
    row = "2026-12,certified,month,0,exact,x"
    status, said, _ = score(row)
    assert status == 0 and "12 simulated futures only" in said and " – " in said
    assert "So few values say little" in said
    _, said, _ = score(row, language="fr")
    assert "12 futurs simulés seulement" in said and "rien n’est un pourcentage de zéro" in said
    assert "Si peu de valeurs disent peu" in said


def test_what_is_left_afterwards_says_when_futures_are_few():
    few, many = (left(np.full(futures, 20), np.full(futures, 15), "2030-12") for futures in (8, 200))
    assert few.caution() == "With only 8 simulated futures the interval is hardly known."
    assert few.caution("fr").startswith("Ces 8\u00a0futurs simulés sont peu nombreux")
    assert many.caution() == many.caution("fr") == ""


def indices(groups):
    table = pd.DataFrame({"factor": ["levers.animation"], "mu_star": [1.5], "mu_star_conf": [0.5], "mu": [1.5],
                          "sigma": [0.2], "sigma_conf": [0.1]})  # fmt: skip
    return Indices(table, groups, 0, 0, 0.125)


def sobol(groups):
    table = pd.DataFrame({"factor": ["levers.animation"], "S1": [0.5], "S1_conf": [0.4], "ST": [0.6], "ST_conf": [0.3]})
    return Indices(table, groups, 0, 0, None)


@pytest.mark.parametrize(("trajectories", "rows", "few"), [(4, 16, True), (20, 256, False)])
def test_few_rows_of_a_sensitivity_analysis_are_told(trajectories, rows, few):
    study = SimpleNamespace(sweep=SimpleNamespace(name="Days"), base="reference")
    given = {"measure": "reached", "month": None, "replicates": 2}
    english, french = (
        sensitivity.told(study, argparse.Namespace(lang=language, **given), indices(trajectories), sobol(rows))
        for language in ("en", "fr")
    )
    assert ("So few trajectories" in english) == few and ("So few rows" in english) == few
    assert ("Si peu de trajectoires" in french) == few and ("Si peu de lignes" in french) == few
    assert "0.500 ± 0.400" in english and "0,500 ± 0,400" in french and "12,5" in french and "facteur" in french


@pytest.mark.parametrize("option", ["--samples", "--trajectories"])
def test_the_points_of_a_sensitivity_analysis_are_counted_first(option, capsys):
    assert cli.main(["sensitivity", "training_capacity", option, str(2**16)]) == 2
    assert f"{option} makes " in capsys.readouterr().err


@pytest.mark.parametrize("terminal", [False, True])
def test_progress_counts_what_was_asked_and_then_what_comes_after_it(terminal, tmp_path, capsys):
    from rich.console import Console

    console = Console(force_terminal=terminal, width=120, record=True, file=io.StringIO())
    with displayed("plan", console) as show:
        run(SMALL, 30, 5, out=tmp_path, engine="fabricated:simulate", progress=show)
    said = console.export_text()
    for label, counted in (("plan", 30), (f"plan, {LATER}", 10)):
        shown = rf"{label} +━+ {counted}/{counted} " if terminal else f"{label}: {counted} of {counted}, "
        assert re.search(shown, said), said
    assert "/40" not in said and "of 40" not in said
    with displayed("plan", console) as show:
        show(Progress(5, 5, 0, 0, 1.0))
    assert LATER not in console.export_text()


# ---- months ----------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("text", "said"), [
    ("start: 9999-06", "start: a month lies between 1900-01 and 2200-12"), ("start: 1899-12", "between 1900-01 and"),
    ("start: 2199-06", "the run goes on to 2204-05: the last month is 2200-12."),
    ("levers: {animation: [{from: 0001-01, value: 0.1}, {from: 2027-01, value: 0.2}]}", "between 1900-01 and 2200-12"),
])  # fmt: skip
def test_months_lie_between_1900_and_2200(tmp_path, capsys, text, said):
    path = tmp_path / "s.yaml"
    path.write_text(f"name: x\ninitial: {{facilitators: 10, practitioners: 5}}\n{text}\n")
    assert cli.main(["check", str(path)]) == 2
    assert said in "".join(capsys.readouterr())


@pytest.mark.parametrize("month", ["1899-12", "2201-01", "9999-06", "2027-1", "2027-13"])
def test_options_take_months_only(month, capsys):
    with pytest.raises(SystemExit) as caught:
        cli.main(["sensitivity", "training_capacity", "--month", month])
    assert caught.value.code == 2 and "must be a month from 1900-01 to 2200-12" in capsys.readouterr().err


# ---- files instead of what is printed --------------------------------------------------------------------------------
def test_show_and_a_point_of_a_sweep_write_to_a_file(tmp_path, capsys):
    point = ["sweep", "training_capacity", "--point", "1"]
    for arguments, name in ((["show", "reference"], "s.yaml"), (point, "p.yaml")):
        assert cli.main(arguments) == 0
        printed = capsys.readouterr().out
        assert cli.main([*arguments, "--out", str(tmp_path / name)]) == 0
        assert (tmp_path / name).read_bytes() == printed.encode()
        assert cli.main([*arguments, "--out", str(tmp_path / name)]) == 2
        assert "cannot be written" in capsys.readouterr().err
