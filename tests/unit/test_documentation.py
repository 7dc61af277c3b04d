"""The code blocks of the pages in docs/ run as they stand, in order."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

DOCS = Path(__file__).parents[2] / "docs"


@pytest.mark.parametrize("page", ["mesa.md", "own_rule.md"])
def test_code_blocks_run(page, capsys):
    text = (DOCS / page).read_text(encoding="utf-8")
    blocks = list(re.finditer(r"^```python\n(.*?)^```$", text, re.M | re.S))
    assert blocks
    names = {"__name__": page}
    for block in blocks:
        # As many empty lines before as the page has, so that an error names the page's own line.
        line = text.count("\n", 0, block.start(1))
        exec(compile("\n" * line + block[1], str(DOCS / page), "exec"), names)
    assert capsys.readouterr().out


def _rules_files():
    """The files of rules on the page, by their first line."""
    text = (DOCS / "own_rule.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```python\n(.*?)^```$", text, re.M | re.S)
    files = [block for block in blocks if "@rule(" in block or "AGENT_CLASSES" in block]
    return {block.splitlines()[0].strip('"'): block for block in files}


@pytest.mark.parametrize("title", _rules_files())
def test_each_file_of_rules_runs_and_changes_the_numbers(title, tmp_path):
    from simulation import load_scenario, run

    (tmp_path / "rules.py").write_text(_rules_files()[title], encoding="utf-8")
    scenario = load_scenario("reference").model_copy(update={"months": 26, "target": None})
    with_rules = run(scenario, 1, out=tmp_path, best_values=True, rules=tmp_path / "rules.py")
    without = run(scenario, 1, out=tmp_path, best_values=True)
    assert with_rules.manifest["failed"] == 0 and not with_rules.persons().equals(without.persons())


@pytest.mark.slow
def test_the_commands_with_rules_run(tmp_path):
    page = (DOCS / "own_rule.md").read_text(encoding="utf-8")
    (tmp_path / "reorganisation.py").write_text(next(iter(_rules_files().values())), encoding="utf-8")
    with_rules, without, compare = re.search(r"```sh\n(.*?)```", page, re.S)[1].splitlines()
    few = {line: line.replace("--replicates 20", "--replicates 2") for line in (with_rules, without)}
    said = _command(few[with_rules], tmp_path)
    assert "reference + reorganisation.py: 4 runs with" in said and " + reorganisation.py: About " in said
    _command(few[without], tmp_path)
    sides = [str(next(tmp_path.glob(pattern))) for pattern in compare.split()[2:]]
    assert "paired runs" in _command(shlex.join(["essaim", "compare", *sides]), tmp_path)


def _page_on_clusters(folder):
    """The page, with its sweep file written into a folder."""
    page = (DOCS / "clusters.md").read_text(encoding="utf-8")
    (folder / "cluster_trial.yaml").write_text(re.search(r"```yaml\n(.*?)```", page, re.S)[1])
    return page


def _command(line, folder):
    """Runs a command of this environment to its end; what it printed."""
    name, *arguments = shlex.split(line)
    ended = subprocess.run(
        [Path(sys.executable).parent / name, *arguments], cwd=folder, capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 0, f"{line}\n{ended.stdout}{ended.stderr}"
    return ended.stdout + ended.stderr


def test_the_trial_of_a_cluster_runs(tmp_path):
    ask, run, again = re.search(r"```sh\n(.*?)```", _page_on_clusters(tmp_path), re.S)[1].splitlines()
    assert "2 points, 6 runs: about" in _command(ask, tmp_path) and not (tmp_path / "results").exists()
    assert "2 points, 6 runs, in" in _command(run, tmp_path)
    assert "(6 are there already)" in _command(again, tmp_path)


@pytest.mark.slow
def test_the_trial_with_a_scheduler_of_ones_own_runs(tmp_path):
    import socket

    block = re.search(r"```\n(dask scheduler.*?)```", _page_on_clusters(tmp_path), re.S)
    scheduler, worker, sweep = block[1].splitlines()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    started = []
    try:
        for line in (scheduler, worker):
            name, *arguments = shlex.split(line.replace("8786", port))
            program = [Path(sys.executable).parent / name, *arguments]
            started.append(subprocess.Popen(program, cwd=tmp_path, stderr=subprocess.DEVNULL))
        assert "2 points, 6 runs, in" in _command(sweep.replace("8786", port), tmp_path)
    finally:
        for process in reversed(started):
            process.terminate()
            process.wait(30)


def _question(folder):
    """The page of a planner's question: its files, written into a folder, and its commands."""
    page = (DOCS / "tour.md").read_text(encoding="utf-8")
    for name, text in re.findall(r"^`(\w+\.yaml)`\n\n```yaml\n(.*?)```", page, re.M | re.S):
        (folder / name).write_text(text, encoding="utf-8")
    return re.search(r"```sh\n(.*?)```", page, re.S)[1].splitlines()


def test_the_planners_question_is_answered_by_the_commands_of_its_page(tmp_path):
    check, run, compare, export = _question(tmp_path)
    assert "four_trainers.yaml: good" in _command(check, tmp_path)
    _command(f"{run} --replicates 3", tmp_path)

    def found(line):
        return " ".join(str(next(tmp_path.glob(word))) if "*" in word else word for word in line.split())

    told = _command(found(compare), tmp_path)
    assert told.count("by December 2029") >= 3 and (tmp_path / "comparison.html").exists()
    rows = (tmp_path / "differences.csv").read_text(encoding="utf-8")
    assert "Bretagne" in rows and "2029-Q4" in rows
    _command(found(export), tmp_path)
    assert (tmp_path / "handover" / "essaim.xlsx").stat().st_size > 10_000


def test_the_planners_question_buys_three_hundred_days(tmp_path):
    from simulation import load_scenario
    from simulation.scenario.quantities import value_at

    _question(tmp_path)
    reference = load_scenario("reference").levers
    bought = load_scenario(tmp_path / "bought_days.yaml").levers
    entry = bought.trainers.hired[-1]
    assert entry.trainers * entry.days_per_month * 24 == 300
    hired = load_scenario(tmp_path / "four_trainers.yaml")
    assert sum(one.trainers for one in hired.levers.trainers.hired) == 4
    price = hired.prices.hire.value

    def more(levers, month):
        return value_at(levers.budget, month) - value_at(reference.budget, month)

    assert more(hired.levers, "2027-06") == 4 * price and more(hired.levers, "2028-06") == 0
    assert more(bought, "2027-06") == 150 * entry.day_price + 2 * price
    assert (more(bought, "2028-06"), more(bought, "2029-06")) == (150 * entry.day_price, 0)
