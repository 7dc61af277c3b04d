"""The report of a sweep: findings, failures, scenario files of points, commands; written without running anything."""

import base64
import gzip
import json
import re
import uuid
from argparse import Namespace
from pathlib import Path

import numpy as np
import pytest
from sweep_data import DAYS, KINDS, RECORD, SHARE, made_up_sweep, sweep_of_kind
from test_french import SAME, _bare, _page_texts, faults

from simulation.charts.sweeps.effects import effects
from simulation.charts.sweeps.points import points_of
from simulation.cli import main as essaim
from simulation.commands.report import main
from simulation.outcomes.sweep_results import open_sweep
from simulation.report.sweeps.scenario_files import scenario_parts, scenario_text
from simulation.report.sweeps.writing import analyses, commands, render_sweep, write_sweep_report
from simulation.scenario.loading import load_scenario
from simulation.scenario.problems import ScenarioError
from simulation.scenario.writing import fingerprint
from simulation.storage.files import ResultsError
from simulation.storage.objects import Objects
from simulation.storage.storage import Folder


def packed(page, name):
    """A packed part of the page."""
    content = re.search(rf'<script type="text/plain" id="{name}">([^<]*)<', page)[1]
    return json.loads(gzip.decompress(base64.b64decode(content)))


def lead(page):
    return re.search(r'<p class="lead">([^<]*)<', page)[1].replace("\xa0", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_sweep_has_a_report(kind):
    page = render_sweep(sweep_of_kind(kind))
    assert "This chart could not be made" not in page and "nan" not in lead(page).lower()
    assert page.count('<div class="plot"') <= 6 and page.count("<article id=") == page.count('<div class="plot"') + 1
    assert not re.search(r'(src|href)="(?!#)', page)
    table = packed(page, "table-points-0")
    assert table["columns"][0] == sweep_of_kind(kind).points["number"].tolist()


def test_the_headline_says_what_acts_in_words_and_units_with_its_interval():
    assert re.fullmatch(
        r"\+179 \(\+177 to \+182\) active facilitators with trainer days from January 2027 = 7 days per month and "
        r"trainer, instead of 1, by December 2030\. The target of 250 is met in \d+ % of all simulated futures\. ?",
        lead(render_sweep(sweep_of_kind("grid of two"))),
    )
    assert lead(render_sweep(sweep_of_kind("without a target"))).startswith("+179 (+177 to ")
    assert "over 40 sets of assumptions" in lead(render_sweep(sweep_of_kind("latin hypercube")))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", ["en", "fr"])
def test_no_place_of_a_file_stands_in_a_headline_or_title(kind, language):
    page = render_sweep(sweep_of_kind(kind), language)
    said = re.findall(r"<h3[^>]*>([^<]*)<", page) + [lead(page)]
    said += re.findall(r"<p>([^<]*)<", page.split('id="decision"')[1].split("</section>")[0])
    assert not re.search(r"\w\[|_per_|levers\.|uncertainties\.", " ".join(said))


def test_where_nothing_acts_it_is_said_and_nothing_is_ranked(tmp_path):
    vary = {"prices.travel": [100.0, 110.0, 120.0], "uncertainties.fidelity": [0.7, 0.8]}
    results = made_up_sweep(tmp_path / "sweep", vary=vary, effect=0.0)
    page = render_sweep(results)
    assert lead(page).startswith("No setting makes a difference beyond chance: about ")
    assert "cheapest" not in page and "Efficient points" not in page and 'id="lever_map"' not in page
    assert page.count("no clear difference (") >= 1


def test_settings_that_always_change_together_are_not_told_apart(tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text(f"{DAYS},{SHARE}\n1,0\n4,0.1\n7,0.2\n", encoding="utf-8")
    results = made_up_sweep(tmp_path / "sweep", vary={}, design="list", rows="rows.csv")
    assert lead(render_sweep(results)).startswith("Settings change together from point to point")


def test_points_that_check_refuses_are_marked_and_count_nowhere(tmp_path):
    vary = {"levers.trainers.days_per_month": [0.125, 1.0, 2.0, 4.0], "levers.facilitator_courses.days": [3.0, 31.0]}
    results = made_up_sweep(tmp_path / "sweep", vary=vary)
    seen = points_of(results)
    assert seen.number[seen.unfit].tolist() == [1] and not seen.there[1] and np.isnan(seen.of(seen.mean)[1])
    page = render_sweep(results)
    assert "1 of 8 points are plans that essaim check refuses" in page and "Point" in page and "<b>refused</b>" in page
    alone = effects(seen)
    without = made_up_sweep(tmp_path / "other", vary=vary | {"levers.trainers.days_per_month": [1.0, 2.0, 4.0]})
    lowest = next(one for one in alone if one.setting.place.endswith("courses.days"))
    same = next(one for one in effects(points_of(without)) if one.setting.place.endswith("courses.days"))
    # The pair whose one half is refused tells nothing; three of four pairs are left.
    assert lowest.gap.mean == pytest.approx(same.gap.mean, rel=0.2)


def test_another_measure_and_month_are_looked_at_when_asked(tmp_path):
    results = made_up_sweep(tmp_path / "sweep")
    page = render_sweep(results, measure="reached", month="2028-12")
    assert "by December 2028" in lead(page) and "persons reached" in lead(page).lower()
    with pytest.raises(ResultsError, match="keeps no measure reachd. Did you mean reached"):
        render_sweep(results, measure="reachd")
    with pytest.raises(ResultsError, match="2028-11 is not the end of a period"):
        render_sweep(results, month="2028-11")


def test_failures_are_shown_openly():
    page = render_sweep(sweep_of_kind("failures"))
    assert "5 of 24 runs failed (points concerned: 2)" in page and "Points without any run: 1" in page
    assert "ValueError: made up" in page and "What failed" in page
    assert "What failed" not in render_sweep(sweep_of_kind("grid of two"))


def test_a_sweep_in_which_everything_failed_still_has_a_report(tmp_path):
    results = made_up_sweep(tmp_path / "sweep", replicates=1, lost={(0, 0), (1, 0), (2, 0)})
    page = render_sweep(results)
    assert lead(page) == "No run was recorded." and '<div class="plot"' not in page


def test_an_unfinished_sweep_says_so(tmp_path):
    results = made_up_sweep(tmp_path / "sweep")
    results.manifest["complete"] = False
    assert "This sweep is unfinished" in render_sweep(results)


@pytest.mark.parametrize("kind", ["grid of two", "failures", "scenarios", "without a target", "own targets"])
def test_nothing_is_left_in_english(kind):
    results = sweep_of_kind(kind)
    english, french = (set(_page_texts(re.sub(r"<pre.*?</pre>", "", render_sweep(results, code), flags=re.S)))
                       for code in ("en", "fr"))  # fmt: skip
    outside = {"Made up", "essaim check", "Essaim", "reference", "trainers_first", "teach", "ValueError: made up",
               "trainers", *results.settings, *(path.rsplit(".", 1)[-1] for path in results.settings)}  # fmt: skip
    left = {text for text in english & french if re.search(r"[^\W\d_]{3}", _bare(text, outside))} - SAME - outside
    assert left == set()
    # A setting may have three decimals.
    wrong = {text: set(faults(_bare(text, outside))) - {"thousands set apart by a comma"} for text in french}
    assert {text: found for text, found in wrong.items() if found} == {}


def test_scenario_files_come_back_whole():
    for kind in ("grid of two", "scenarios", "dates and choices"):
        texts = sweep_of_kind(kind).scenario_texts()
        parts = scenario_parts(texts)
        assert [scenario_text(parts, point) for point in range(len(texts))] == texts
        assert len(json.dumps(parts)) < len("".join(texts))
    different = ["a\nb\nc", "x\ny\nz", "a\nb\nd", "a"]
    parts = scenario_parts(different)
    assert len(parts["whole"]) == 3 and [scenario_text(parts, point) for point in range(4)] == different


def test_a_point_can_be_run_again_from_its_folder_or_its_file(tmp_path, capsys):
    results = made_up_sweep(tmp_path / "training_capacity-seed1", vary={DAYS: [1, 4], SHARE: [0.0, 0.1]})
    assert essaim(["sweep", str(results.folder), "--point", "2"]) == 0
    assert capsys.readouterr().out == results.scenario_texts()[2]
    assert essaim(["sweep", str(results.folder), "--point", "9"]) == 2
    assert "no point 9" in capsys.readouterr().err
    said = commands(results, "training_capacity.yaml")
    assert (
        said["make"] == "essaim sweep training_capacity.yaml --point {number} > training_capacity_point_{number}.yaml"
    )
    ran = "essaim run training_capacity_point_{number}.yaml --replicates {runs} --seed 1 --as-it-is"
    assert said["run"] == ran
    spaced = commands(results, "my sweep.yaml")
    assert spaced["make"] == 'essaim sweep "my sweep.yaml" --point {number} > "my sweep_point_{number}.yaml"'


def test_a_point_whose_capacity_is_never_enough_is_run_as_it_is(tmp_path):
    vary = {"levers.trainers.days_per_month": [0.125, 1.0], "levers.facilitator_courses.days": [5.0, 31.0]}
    results = made_up_sweep(tmp_path / "sweep", vary=vary)
    path = tmp_path / "point.yaml"
    path.write_text(results.scenario_texts()[1], encoding="utf-8")
    with pytest.raises(ScenarioError, match="all together never have more than 15"):
        load_scenario(path)
    assert fingerprint(load_scenario(path, as_it_is=True)) == results.points["point"][1]
    path.write_text("name: Wrong\nmonths: 0\n", encoding="utf-8")
    with pytest.raises(ScenarioError):
        load_scenario(path, as_it_is=True)


def test_indices_that_lie_beside_the_sweep_are_shown(tmp_path):
    results = made_up_sweep(tmp_path / "sweep-seed1", vary={DAYS: [1, 4], SHARE: [0.0, 0.1]})
    analysed = Folder(tmp_path / "sweep-seed1-sensitivity")
    analysed.write_json("sensitivity-reached-2030-12.json", RECORD)
    page = render_sweep(results)
    assert "accounts for 70" in page and packed(page, "table-indices-0")["columns"][1] == [0.7, 0.2]


def test_indices_beside_a_sweep_in_object_storage_are_shown(tmp_path):
    made = Path(made_up_sweep(tmp_path / "sweep-seed1", vary={DAYS: [1, 4], SHARE: [0.0, 0.1]}).folder)
    address = f"memory://{uuid.uuid4().hex}"
    kept = Objects(f"{address}/sweep-seed1")
    for path in made.rglob("*"):
        if path.is_file():
            kept.write(path.relative_to(made).as_posix(), path.read_bytes())
    results = open_sweep(kept)
    assert analyses(results.storage, results.called) == []
    for name in ("sweep-seed1-sensitivity", "another-sweep-seed1-sensitivity"):
        Objects(f"{address}/{name}").write_json("sensitivity-reached-2030-12.json", RECORD | {"name": name})
    assert [one["name"] for one in analyses(results.storage, results.called)] == ["sweep-seed1-sensitivity"]
    assert "accounts for 70" in render_sweep(results)


def arguments(*folders, out=None, each=False, lang="en", measure=None, month=None):
    return Namespace(directories=list(map(str, folders)), out=out, each=each, lang=lang, measure=measure, month=month,
                     actuals=None, author=None)  # fmt: skip


def test_the_command_writes_the_report(tmp_path, capsys):
    folder = made_up_sweep(tmp_path / "sweep").folder
    assert main(arguments(folder)) == 0
    assert capsys.readouterr().out.strip() == str(folder / "report.html")
    assert '<html lang="en">' in (folder / "report.html").read_text(encoding="utf-8")
    assert main(arguments(folder, out=str(tmp_path / "other.html"), lang="fr")) == 0
    assert "En bref" in (tmp_path / "other.html").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(arguments(folder, folder)) == 2
    assert "a sweep has a report of its own" in capsys.readouterr().err
    assert main(arguments(folder, folder, each=True)) == 0


def test_the_same_folder_gives_the_same_page(tmp_path):
    results = sweep_of_kind("grid of two")
    one, other = (write_sweep_report(results, tmp_path / name).read_bytes() for name in ("one.html", "other.html"))
    assert one == other
