"""Sweeps at the edges: ranges are never left, designs are counted first, rows are read as offices write them."""

import math

import pytest
from fabricated import SMALL

from simulation.runs.points import PointsError, points_of, takes_several, varied_of
from simulation.runs.schema import Sweep
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.quantities import Uniform


def points(folder=None, **given):
    sweep = Sweep.model_validate({"name": "Test", "scenarios": ["small"], **given})
    return points_of(sweep, {"small": SMALL}, folder)


# ---- bounds and sizes ------------------------------------------------------------------------------------------------
DAYS = "levers.trainers.days_per_month"


@pytest.mark.parametrize("design", [
    {"design": "grid"}, {"design": "latin_hypercube", "points": 40}, {"design": "sobol", "points": 64},
])  # fmt: skip
@pytest.mark.parametrize(("path", "low", "high", "grain"), [
    (DAYS, 2.3, 2.45, 0.125), (DAYS, 0.06, 3.99, 0.125), ("levers.groups.size", 5.6, 8.4, 1), (DAYS, 2.25, 2.5, 0.125),
    ("levers.groups.remote_share", 0.1, 0.3, 0),
])  # fmt: skip
def test_a_declared_range_is_never_left(design, path, low, high, grain):
    found = points(vary={path: {"low": low, "high": high, "steps": 7}}, **design)
    values = [point.values[path] for point in found]
    assert all(low <= value <= high for value in values)
    assert not grain or all(value / grain == round(value / grain) for value in values)
    if grain and high - low < 5 * grain:  # each multiple within the range is taken
        assert len(set(values)) == math.floor(high / grain) - math.ceil(low / grain) + 1


def test_a_range_without_a_value_is_refused():
    with pytest.raises(PointsError, match="no multiple of 0.125 lies between 2.3 and 2.35"):
        points(vary={DAYS: {"low": 2.3, "high": 2.35, "steps": 3}})
    with pytest.raises(PointsError, match="no whole number lies between 6.2 and 6.8"):
        points(vary={"levers.groups.size": {"low": 6.2, "high": 6.8}}, design="sobol", points=4)


@pytest.mark.parametrize(("given", "said"), [
    ({"vary": {"levers.animation": {"low": 0, "high": 1, "steps": 1000}, DAYS: {"low": 1, "high": 20, "steps": 101}}},
     r"makes 101,000 points \(1,000 × 101\); 100,000 at most"),
    ({"vary": {"levers.animation": {"low": 0, "high": 1, "steps": 1000}, DAYS: {"low": 1, "high": 20, "steps": 1000},
               "levers.groups.remote_share": {"low": 0, "high": 1, "steps": 1000}}}, "makes 1,000,000,000 points"),
])  # fmt: skip
def test_the_points_of_a_design_are_counted_before_any_is_made(given, said, monkeypatch):
    monkeypatch.setattr("simulation.runs.points.grid", None)
    with pytest.raises(PointsError, match=said):
        points(**given)


@pytest.mark.parametrize(("path", "distribution", "said"), [
    ("uncertainties.fidelity", {"kind": "triangular", "low": 0.9, "high": 0.95}, "the best value 0.8 must lie between"),
    ("uncertainties.fidelity", {"kind": "uniform", "low": 0.1, "high": 0.2}, "the best value 0.8 must lie between"),
    ("uncertainties.fidelity", {"kind": "uniform", "low": 0.5, "high": 1.5}, "must lie between 0 and 1"),
])  # fmt: skip
def test_a_distribution_that_cannot_hold_the_best_value_is_refused(path, distribution, said):
    with pytest.raises(PointsError, match=said):
        points(vary={path: {"distribution": distribution}}, design="sobol", points=4)


def test_what_takes_one_value_is_not_free():
    scenario = load_scenario("reference")
    one = {"kind": "uniform", "low": 0.8, "high": 0.8}
    varied = Sweep(name="x", scenarios=["reference"], vary={
        "uncertainties.fidelity": {"distribution": one}, DAYS: {"low": 2.3, "high": 2.45},
        "levers.groups.size": [6], "levers.animation": {"low": 0, "high": 1}, "uncertainties.volunteering": [0.1, 0.2],
        "uncertainties.certification": {"distribution": "scenario"},
    }).vary  # fmt: skip
    assert [path for path, given in varied.items() if takes_several(path, given, scenario)] == [
        "levers.animation", "uncertainties.volunteering", "uncertainties.certification",
    ]  # fmt: skip
    fixed = scenario.model_copy(update={"uncertainties": scenario.uncertainties.model_copy(update={
        "fidelity": scenario.uncertainties.fidelity.model_copy(update={"distribution": Uniform(**one)}),
    })})  # fmt: skip
    everything = Sweep(name="x", scenarios=["reference"], uncertainties="all", design="sobol", points=4)
    assert "uncertainties.fidelity" not in varied_of(everything, fixed)


# ---- rows as offices write them --------------------------------------------------------------------------------------
REMOTE = "levers.facilitator_courses.remote"


@pytest.mark.parametrize("content", [
    f"{DAYS},{REMOTE}\r\n2.5,TRUE\r\n3,FALSE\r\n",
    f"{DAYS};{REMOTE}\r\n2,5;VRAI\r\n3;FAUX\r\n",
    f"\ufeff{DAYS}\t{REMOTE}\t\n2,5\tvrai\t\n\t\t\n3\tfalse\t\n",
    f"sep=;\r{DAYS};{REMOTE}\r2,5;true\r3;false\r".encode("utf-16"),
])  # fmt: skip
def test_rows_are_read_as_offices_write_them(tmp_path, content):
    (tmp_path / "rows.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
    found = points(folder=tmp_path, design="list", rows="rows.csv")
    assert [point.values for point in found] == [{DAYS: 2.5, REMOTE: True}, {DAYS: 3, REMOTE: False}]


def test_all_that_is_wrong_with_rows_is_named_by_line_and_column(tmp_path):
    (tmp_path / "rows.csv").write_text(f'{DAYS},levers.animatoin,{DAYS}\n"2,5",1,1\n1,2\n')
    with pytest.raises(ScenarioError) as caught:
        points(folder=tmp_path, design="list", rows="rows.csv")
    assert [(one.line, one.column) for one in caught.value.problems] == [(1, 32), (1, 49), (2, 1), (3, 4)]
    assert "Did you mean animation?" in str(caught.value) and "Write 2.5: commas separate" in str(caught.value)


def test_a_row_that_makes_no_scenario_is_named_by_its_line(tmp_path):
    (tmp_path / "rows.csv").write_text(f"{DAYS}\n2\n\n-1\n")
    with pytest.raises(PointsError, match=r"rows\.csv:4, point 1 \(days_per_month = -1\)"):
        points(folder=tmp_path, design="list", rows="rows.csv")


def test_codes_and_text_in_rows_stay_text(tmp_path):
    (tmp_path / "rows.csv").write_text("description,name,target\n2.5,01,null\n")
    (point,) = points(folder=tmp_path, design="list", rows="rows.csv")
    assert point.values == {"description": "2.5", "name": "01", "target": None}


@pytest.mark.parametrize("month", ["2027-1", "janvier 2027", "1899-12", "2201-01", "2027", "01/2027"])
def test_months_in_brackets_are_months(month):
    with pytest.raises(PointsError, match="a month is written YYYY-MM, from 1900-01 to 2200-12"):
        points(vary={f"{DAYS}[{month}]": [1, 2]})
