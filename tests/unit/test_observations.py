"""Observations and case files: what is read, and that all that is wrong is named by line and column."""

from pathlib import Path

import numpy as np
import pytest

from simulation.calibration.loading import load_case
from simulation.cli import main
from simulation.language import reading
from simulation.outcomes.frame import Frame
from simulation.outcomes.observation_files import read_observations
from simulation.outcomes.observed import Precision, counted, elapsed_months, read_precision
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError

DATA = Path(__file__).parent.parent / "data" / "calibration"
FILES = sorted((DATA / "broken").iterdir())
EXPECTED = {
    "empty.csv": [":1:1: the file is empty. Begin with the line date,measure,value,precision,source."],
    "macintosh.csv": [":2:32: byte 68 (0x8F) is not UTF-8", "Save the file again as CSV with the encoding UTF-8."],
}
"""Of files that cannot say themselves what is expected."""


def frame():
    return Frame.of(load_scenario(DATA / "small_scenario.yaml"))


def error_of(path):
    with pytest.raises(ScenarioError) as caught:
        load_case(path) if path.suffix == ".yaml" else read_observations(path, frame())
    return caught.value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_broken_file_is_explained(path):
    error = error_of(path)
    lines = [] if path.name in EXPECTED else path.read_text(encoding="utf-8").splitlines()
    expected = [piece for line in lines if line.startswith("# expect: ") for piece in line[10:].split(" | ")]
    expected += EXPECTED.get(path.name, [])
    assert expected, "every broken file says what is expected"
    for piece in expected:
        assert piece.strip() in str(error)
    counted_ = [int(line[12:]) for line in lines if line.startswith("# problems: ")]
    assert not counted_ or len(error.problems) == counted_[0], str(error)
    assert all(problem.line >= 1 and problem.column >= 1 for problem in error.problems)


def test_the_command_names_what_is_wrong_in_case_and_observations_at_once(tmp_path, capsys):
    (tmp_path / "seen.csv").write_bytes((DATA / "broken" / "falling.csv").read_bytes())
    (tmp_path / "case.yaml").write_text(
        f"name: Wrong twice\nscenario: {DATA / 'small_scenario.yaml'}\nobservations: seen.csv\n"
        "free:\n  certificaton: {}\n"
    )
    assert main(["calibrate", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    assert "case.yaml:5:3: free.certificaton:" in said and "seen.csv:5:31: value: a count since" in said


def test_a_name_that_is_no_case_is_told(capsys):
    assert main(["calibrate", "no such case"]) == 2
    assert "there is no such file, nor a case of that name" in capsys.readouterr().err


def test_observations_are_read_with_their_bands(tmp_path):
    found = {one.label: one for one in read_observations(DATA / "small.csv", frame())}
    assert found["reached (month_end)"].band == pytest.approx((117, 143))
    assert found["certified (year)"].band == (2, 2)
    assert found["active_facilitators (month_end)"].band == (12.5, 17.5)
    assert found["certified (since_start)"].band == (5, 6.25)
    assert found["sessions (since_start)"].elapsed == pytest.approx(23 + 15 / 31)
    path = tmp_path / "quoted.csv"
    header = "source,date,value,precision,measure"
    path.write_text(f'\n# a remark\n{header}\n"a ""b"", c", 2022-06 ,7,more_than:3,reached\n\n')
    (one,) = read_observations(path, frame())
    assert (one.source, one.date, one.value, one.band) == ('a "b", c', "2022-06", 7, (7, 10))


def test_counts_may_stay_within_their_bands(tmp_path):
    path = tmp_path / "seen.csv"
    path.write_text(
        "date,measure,over,value,precision,source\n2022-03,certified,since_start,104,exact,a\n"
        "2022-06,certified,since_start,100,rounded:10,a\n"
    )
    assert len(read_observations(path, frame())) == 2


def test_precision():
    assert read_precision("rounded:100") == Precision("rounded", 100)
    assert Precision("rounded", 100).band(20) == (0, 70)
    assert str(read_precision("about:0.1")) == "about:0.1" and str(read_precision("more_than")) == "more_than"
    for wrong in ("", "about", "about:1", "rounded:-1", "exact:1", "more_than:0", "rounded:1e3x"):
        assert read_precision(wrong) is None


def test_elapsed_months():
    assert elapsed_months("2022-01", "2022-01") == 1 and elapsed_months("2023-12", "2022-01") == 24
    assert elapsed_months("2022-02-14", "2022-01") == 1.5


def test_stocks_and_flows_are_seen_as_an_observer_would():
    series = np.arange(1.0, 25.0)  # of each month, from July
    at = np.array([1, 1.5, 6, 7, 18, 24.0])
    assert counted(series, "month_end", 0, at, "2022-07").tolist() == [1, 1.5, 6, 7, 18, 24]
    assert counted(series, "month_end", 0, 0.5, "2022-07").tolist() == [1]
    assert counted(series, "since_start", 10, at, "2022-07").tolist() == [11, 12, 31, 38, 181, 310]
    assert counted(series, "month", 0, at, "2022-07").tolist() == [1, 1, 6, 7, 18, 24]
    # Since January: month 7 is the first of a year, months 7 to 18 are 2023.
    assert counted(series, "year", 0, at, "2022-07").tolist() == [1, 2, 21, 7, sum(range(7, 19)), sum(range(19, 25))]
    both = counted(np.stack([series, 2 * series]), "since_start", 0, at, "2022-07")
    assert (both[1] == 2 * both[0]).all()


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("unknown_measures.csv", "additionne des natures différentes"),
        ("dates_outside.csv", "2021-12 se trouve avant la simulation"),
        ("dates_outside.csv", "2024-01-15 se trouve après la simulation"),
    ],
)
def test_french_readers_are_told_in_french_alone(file, said):
    refused = error_of(DATA / "broken" / file)
    with reading("fr"):
        assert said in " ".join(str(problem.message) for problem in refused.problems)
